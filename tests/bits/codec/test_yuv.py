"""What is converted is BT.709, and only where it was asked for."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from bits.codec.yuv import convert

LUMA = np.array([0.2126, 0.7152, 0.0722])
"""ITU-R BT.709, 3.2."""


def planes(height: int, width: int) -> list[NDArray[np.uint8]]:
    return [np.zeros(shape, np.uint8) for shape in ((height, width), *2 * [(height // 2, width // 2)])]


def test_each_sample_is_the_nearest_to_the_standards_but_for_one_level() -> None:
    picture = np.random.default_rng(7).integers(0, 256, (64, 96, 4), np.uint8)
    y, u, v = planes(64, 96)
    convert(picture.view(np.uint32)[..., 0], y, u, v, [(0, 0, 96, 64)])
    rgb = picture[..., :3] / 255
    mean = rgb.reshape(32, 2, 48, 2, 3).mean(axis=(1, 3))
    assert np.abs(y - (16 + 219 * (rgb @ LUMA))).max() <= 0.52
    assert np.abs(u - (128 + 224 * (mean[..., 2] - mean @ LUMA) / 1.8556)).max() <= 0.52
    assert np.abs(v - (128 + 224 * (mean[..., 0] - mean @ LUMA) / 1.5748)).max() <= 0.52


def test_grey_has_no_colour() -> None:
    picture = np.repeat(np.arange(256, dtype=np.uint8), 4)[:, None] * np.ones((1, 4), np.uint8)
    y, u, v = planes(32, 32)
    convert(picture.reshape(32, 32, 4).view(np.uint32)[..., 0], y, u, v, [(0, 0, 32, 32)])
    assert (y.min(), y.max()) == (16, 235)
    assert set(u.flat) | set(v.flat) == {128}


@pytest.mark.parametrize("box", [(0, 0, 96, 64), (2, 4, 60, 8), (31, 1, 96, 63), (70, 0, 84, 2)])
def test_a_wide_box_is_as_narrow_ones(box: tuple[int, int, int, int]) -> None:
    # Only boxes of 16 columns and more take the way of several pixels at a time.
    picture = np.random.default_rng(8).integers(0, 2**32, (64, 96), np.uint32)
    left, top, right, bottom = box
    made = [planes(64, 96), planes(64, 96)]
    narrow = [(x, top, min(x + 8, right), bottom) for x in range(left, right, 8)]
    for (y, u, v), boxes in zip(made, ([box], narrow), strict=True):
        convert(picture, y, u, v, boxes)
    assert all(np.array_equal(wide, some) for wide, some in zip(*made, strict=True))
    assert made[0][0].any()


def test_only_the_boxes_are_touched_widened_to_whole_chroma_samples() -> None:
    picture = np.full((32, 32, 4), 255, np.uint8)
    y, u, v = planes(32, 32)
    convert(picture.view(np.uint32)[..., 0], y, u, v, [(3, 5, 8, 9), (20, 20, 22, 32)])
    touched = np.zeros((32, 32), bool)
    touched[4:10, 2:8] = touched[20:32, 20:22] = True
    assert ((y > 0) == touched).all()
    assert ((u > 0) == touched[::2, ::2]).all()
    assert ((v > 0) == touched[::2, ::2]).all()


@pytest.mark.parametrize("box", [(0, 0, 33, 8), (-1, 0, 8, 8), (8, 8, 8, 12)])
def test_a_box_outside_or_empty_is_refused_and_nothing_converted(box: tuple[int, int, int, int]) -> None:
    picture = np.full((32, 32, 4), 255, np.uint8)
    y, u, v = planes(32, 32)
    with pytest.raises(ValueError, match="box"):
        convert(picture.view(np.uint32)[..., 0], y, u, v, [(0, 0, 8, 8), box])
    assert not y.any()
