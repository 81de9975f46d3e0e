"""What is written for manim-slides, read by manim-slides as its `present` does."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from manim_slides.present import get_scenes_presentation_config

from scenes.stage.theme import DARK

from .decks import GAP, SIZE, TITLES, deck


def test_its_own_reader_finds_clips_and_notes_wherever_the_folder_is_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = deck(tmp_path / "made", "manim-slides")
    moved = made.rename(tmp_path / "moved")
    monkeypatch.chdir(moved)
    (config,) = get_scenes_presentation_config(["lecture"], Path("slides"))
    assert config.resolution == SIZE
    assert config.background_color.as_hex() == DARK["ground"].lower()
    assert [slide.notes.splitlines()[0] for slide in config.slides] == TITLES
    assert GAP in config.slides[1].notes
    for slide in config.slides:
        with av.open(str(slide.file)) as container:
            assert (container.streams.video[0].width, container.streams.video[0].height) == SIZE
            assert container.streams.audio
        assert not slide.auto_next
