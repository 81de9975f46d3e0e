"""Decks of two beats, made by the command that the README prints, and decks of any texts with pictures of noise."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bits.authoring.paces import Pace
from bits.authoring.parameters import Facts, SceneParams
from bits.authoring.project import OWN
from bits.codec.encoder import SegmentEncoder
from bits.deliver.deck import Deck
from bits.making.film import About
from bits.making.job import Look, Shot
from bits.making.store import Store
from bits.speech.script import Line
from bits.speech.voices import Speech

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


@dataclass(frozen=True)
class Beat:
    """What a slide of a made-up deck says; two with the same seed have the same picture."""

    title: str = "Concept"
    name: str = "beat"
    notes: str = "Words."
    seed: int = 0


def imagined(folder: Path, beats: Sequence[Beat], about: About | None = None, look: Look | None = None) -> Deck:
    """Return a deck of beats that show noise, without a scene and without a voice."""
    look = look or Look(32, 18, 10)
    shots, segments = [], []
    for beat in beats:
        segment = folder / f"{beat.seed}-{look.width}x{look.height}.mp4"
        if not segment.exists():
            noise = np.random.default_rng(beat.seed).integers(0, 256, (look.height, look.width, 4), np.uint8)
            with SegmentEncoder(segment, look.raster) as encoder:
                encoder.frame(noise, 3)
        line = Line(beat.name, beat.notes, beat.notes, {}, ())
        speech = Speech(np.zeros(100, np.float32), 48_000, ())
        still = SceneParams(), Facts(), dict[str, Pace]()
        shots.append(Shot(OWN, "imagined", beat.title, beat.name, beat.name.capitalize(), *still, line, speech, 0.0))
        segments.append(segment)
    return Deck.of(shots, segments, look, about or About("Film"), Store(folder / "store"), lambda *_: None)
