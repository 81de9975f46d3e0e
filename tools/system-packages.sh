#!/bin/sh
# Install what Manim needs to be built (Pango and Cairo headers, a C compiler), where we may; else say what to run.
# With "tests": Chromium and LibreOffice, which open what we make; where they cannot be had, those tests are skipped.
set -eu
python=${PYTHON:-python3}

ready() {
    command -v pkg-config >/dev/null && pkg-config --exists pangocairo cairo && command -v cc >/dev/null &&
        "$python" -c 'import ensurepip, venv, sysconfig, pathlib, sys
sys.exit(not (pathlib.Path(sysconfig.get_path("include")) / "Python.h").exists())' 2>/dev/null
}

browser() {
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
}

office() {
    command -v soffice >/dev/null
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

apt_install() {
    if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi
    echo "setup: apt-get install $*"
    $as_root env DEBIAN_FRONTEND=noninteractive \
        sh -c "apt-get update -qq && apt-get install -y -qq $*" >/dev/null
}

if [ "${1:-}" = tests ]; then
    browser || { may_install && apt_install --no-install-recommends chromium fonts-dejavu-core && browser; } ||
        echo "setup: no Chromium here: the tests in a browser will be skipped" >&2
    office || { may_install && apt_install --no-install-recommends libreoffice-impress-nogui && office; } ||
        echo "setup: no LibreOffice here: the test that opens slides in it will be skipped" >&2
    exit 0
fi

ready && exit 0

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "setup: $python is too old: Python 3.11 or newer is needed (PYTHON=/path/to/python3 make ...)" >&2
    exit 2
}

if command -v apt-get >/dev/null; then
    packages="libpango1.0-dev libcairo2-dev pkg-config gcc libc6-dev python3-dev python3-venv"
    may_install || {
        echo "setup: run 'sudo apt-get install $packages', then make again" >&2
        exit 2
    }
    apt_install $packages
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
