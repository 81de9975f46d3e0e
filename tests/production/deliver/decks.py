"""Decks of two beats, made by the command that the README prints."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
BEATS = ("entropy/coin", "kl_divergence/gap")
TITLES = ["Entropy: average surprise – Coin", "KL divergence: the waste – Gap"]
SIZE = (320, 180)
GAP = "0.208"
"""What is said of the second beat: its KL divergence."""
_SETTINGS = ("--set", "kl_divergence.P=0.5,0.5", "--set", "kl_divergence.Q=0.25,0.75")
LOOK = ("-q", "l", "--size", "320x180")


def slides(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "render.py", "slides", *arguments],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def deck(path: Path, to: str, *options: str) -> Path:
    """Make a deck and return its path."""
    done = slides(*BEATS, *_SETTINGS, *LOOK, "--to", to, "-o", str(path), *options)
    assert done.returncode == 0, done.stderr
    assert f"{path}: 2 slides; " in done.stdout
    return path
