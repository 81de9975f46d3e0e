#!/bin/sh
# Install what Manim needs to be built (Pango and Cairo headers, a C compiler), where we may; else say what to run.
set -eu
python=${PYTHON:-python3}

ready() {
    command -v pkg-config >/dev/null && pkg-config --exists pangocairo cairo && command -v cc >/dev/null &&
        "$python" -c 'import ensurepip, venv, sysconfig, pathlib, sys
sys.exit(not (pathlib.Path(sysconfig.get_path("include")) / "Python.h").exists())' 2>/dev/null
}

ready && exit 0

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "setup: $python is too old: Python 3.11 or newer is needed (PYTHON=/path/to/python3 make ...)" >&2
    exit 2
}

if command -v apt-get >/dev/null; then
    packages="libpango1.0-dev libcairo2-dev pkg-config gcc libc6-dev python3-dev python3-venv"
    if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo"; else
        echo "setup: run 'sudo apt-get install $packages', then make again" >&2
        exit 2
    fi
    echo "setup: installing $packages"
    $as_root env DEBIAN_FRONTEND=noninteractive sh -c "apt-get update -qq && apt-get install -y -qq $packages" >/dev/null
elif command -v brew >/dev/null; then
    echo "setup: installing pango, cairo and pkg-config with Homebrew"
    brew install --quiet pango cairo pkg-config
else
    echo "setup: install the headers of Pango and Cairo, pkg-config and a C compiler, then make again" >&2
    exit 2
fi

ready || {
    echo "setup: Pango, Cairo, pkg-config, a C compiler or Python's headers are still missing for $python" >&2
    exit 2
}
