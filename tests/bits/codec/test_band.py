"""Captions in the picture: in their band whatever the frame's shape, legible, and there when they are due."""

from __future__ import annotations

import numpy as np
import pytest
from manim import tempconfig

from bits import stage
from bits.codec.band import Band
from bits.speech.captions import Caption
from bits.stage.layout import CAPTION_BAND, frame_size
from bits.stage.theme import contrast, lit

LONGEST = "Whatever women mow with, we would wow them"
SHORT = Caption(1.0, 2.0, "Yes."), Caption(2.0, 2.45, "No.")


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [(1920, 1080), (1440, 1080), (1080, 1080), (1080, 1920)])
def test_two_full_lines_fit_into_the_band(size: tuple[int, int], theme: str) -> None:
    assert len(LONGEST) == 42
    with lit(theme):
        across, upwards = frame_size(*size)
        with tempconfig({"frame_width": across, "frame_height": upwards}):
            band = Band([Caption(0, 1, f"{LONGEST}\n{LONGEST[::-1]}")], 10)
            ((_, (plate, *words)),) = band.during(5)
            frame = stage.frame()
        points = np.concatenate([shape.points for shape in (plate, *words)])
        assert frame.left < points[:, 0].min() < points[:, 0].max() < frame.right
        assert frame.bottom < points[:, 1].min() < points[:, 1].max() < frame.bottom + CAPTION_BAND * frame.height
        inside = np.concatenate([shape.points for shape in words])
        assert (inside[:, :2].min(axis=0) > plate.points[:, :2].min(axis=0)).all()
        assert (inside[:, :2].max(axis=0) < plate.points[:, :2].max(axis=0)).all()
        assert contrast(words[0].fill_color.to_hex(), plate.fill_color.to_hex()) > 7
        assert plate.fill_color.to_hex() != stage.colour("ground")


def test_captions_come_and_go_at_the_ticks_of_their_times() -> None:
    band = Band(SHORT, 10)
    parts = [part for ticks in (3, 20, 7) for part in band.during(ticks)]
    assert [ticks for ticks, _ in parts] == [3, 7, 10, 3, 2, 5]
    assert [len(shapes) > 0 for _, shapes in parts] == [False, False, True, True, True, False]
    assert parts[3][1] is parts[4][1]
    assert parts[2][1] is not parts[3][1]


def test_without_captions_nothing_is_parted() -> None:
    assert list(Band((), 60).during(100)) == [(100, ())]


@pytest.mark.parametrize(
    ("text", "stop"),
    [
        ("مرحبا بالعالم، هذه\nهي الدنيا.", "left"),
        ("שלום\nKL עולם.", "left"),
        ("Hello,\nthis is all.", "right"),
        ("She says\nשלום to all.", "right"),
    ],
)
def test_the_full_stop_stands_at_the_end_of_the_language_s_lines(text: str, stop: str) -> None:
    ((_, (_, *words)),) = Band([Caption(0, 1, text)], 10).during(5)
    x, y, _ = words[-1].points.T
    edge = x < x.min() + 0.03 if stop == "left" else x > x.max() - 0.03
    assert y[edge].max() < (y.min() + y.max()) / 2, "what stands there is as high as a letter"
