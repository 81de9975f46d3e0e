# make lecture: render the whole lecture.   make test: ruff, mypy, pytest.   make setup: only prepare .venv.
.DEFAULT_GOAL := help
PYTHON ?= python3
UV := $(shell command -v uv || echo .uv/bin/uv)

.PHONY: help setup lecture test clean

help:
	@grep -oE '^# make .*' Makefile | cut -c3- | sed 's/   /\n/g'

setup: .venv/.ready

lecture: setup
	@.venv/bin/python render.py lecture

test: setup
	@sh tools/system-packages.sh tests
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	cd examples/bayes && MYPYPATH=.:../.. ../../.venv/bin/mypy --config-file ../../pyproject.toml scenes
	.venv/bin/pytest -n 2 --dist worksteal

clean:
	rm -rf .venv .uv out bits/codec/*.so

# Manim's Python packages for Pango and Cairo, and our own canvas, are built on the machine, so their headers have to
# be there.
.venv/.ready: pyproject.toml uv.lock tools/system-packages.sh tools/build.py $(wildcard bits/codec/*.pyx)
	@PYTHON="$(PYTHON)" sh tools/system-packages.sh
	@command -v $(UV) >/dev/null || { $(PYTHON) -m venv .uv && .uv/bin/python -m pip install --quiet uv; }
	UV_PYTHON_DOWNLOADS=never $(UV) sync --quiet --locked --all-extras --compile-bytecode --python "$(PYTHON)"
	@touch $@
