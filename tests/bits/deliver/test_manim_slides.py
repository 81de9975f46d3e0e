"""What is written for manim-slides, read by manim-slides as its `present` does."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from manim_slides.present import get_scenes_presentation_config

from bits.deliver.decks.manim_slides import ManimSlides
from bits.stage.theme import DARK
from tests.bits.deliver.decks import GAP, SIZE, TITLES, Beat, deck, imagined


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


def test_its_own_reader_takes_whatever_the_words_and_the_beats_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("größe", "größe", "大小", "n" * 300, "../../outside", "nul\0", "a:b?")
    beats = [Beat(f"表🎲 <b> {name}", name, f'{name}\0\ud800 "العربية"\\', seed) for seed, name in enumerate(names)]
    made = tmp_path / "made"
    ManimSlides().write(imagined(tmp_path, beats), made)
    monkeypatch.chdir(made)
    (config,) = get_scenes_presentation_config(["lecture"], Path("slides"))
    assert [slide.notes.partition("\n\n")[2] for slide in config.slides] == [
        f'{name}�� "العربية"\\'.replace("\0", "�") for name in names
    ]
    files = [slide.file for slide in config.slides]
    assert all(file.is_file() and file.parent == files[0].parent and file.name.isascii() for file in files)
    assert len(set(files)) == len(names)
