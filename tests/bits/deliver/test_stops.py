"""Slides that wait at each stop of a beat: the talk goes on from the very picture at which it stopped."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pptx import Presentation

from bits.authoring.project import OWN
from bits.codec.encoder import Box
from bits.codec.mastering import RATE
from bits.codec.reel import ReelWriter, reel_ticks
from bits.deliver.deck import Deck
from bits.deliver.decks import format_of
from bits.deliver.formats import Source
from bits.deliver.slides import Made
from bits.deliver.stops import stretches
from bits.making.crew import Processes
from bits.making.film import About
from bits.making.job import Look
from bits.making.plan import parts_of, shots
from bits.making.soundtrack import sounded
from bits.making.store import Store
from bits.making.takes import reels
from bits.speech.reading import time_at
from tests.bits.deliver.test_powerpoint import clip, film

LOOK = Look(320, 180, 10)
Pixels = NDArray[np.int16]
Make = Callable[[str], tuple[Path, Made]]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Return a beat that asks and stops once more, and the same one again."""
    store = Store(tmp_path_factory.mktemp("store"))
    (shot,) = shots(OWN, parts_of(["surprise/adding"], OWN), {}, "espeak", store)
    return Source([shot, shot], LOOK, About("Talk"), store, Processes(1), lambda done, ticks: None)


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory, source: Source) -> Make:
    """Make each deck once, however many tests look at it."""

    @cache
    def made(to: str) -> tuple[Path, Made]:
        kind = format_of(to, autoplay=False, stops=True)
        path = tmp_path_factory.mktemp("deck") / kind.place
        return path, kind.make(source, path)

    return made


@pytest.fixture(scope="module")
def clips(make: Make) -> list[bytes]:
    """Return the clips of the beat."""
    return [film(slide) for slide in list(Presentation(str(make("pptx")[0])).slides)[:3]]


def pictures(data: bytes) -> list[Pixels]:
    with av.open(io.BytesIO(data), "r") as container:
        return [
            frame.to_ndarray(format="rgb24", src_colorspace="ITU709").astype(np.int16)
            for frame in container.decode(video=0)
        ]


def sound(data: bytes) -> NDArray[np.float32]:
    with av.open(io.BytesIO(data), "r") as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def notes(path: Path, to: str) -> list[str]:
    """Return the notes of each slide, as the format keeps them."""
    if to == "pptx":
        return [slide.notes_slide.notes_text_frame.text for slide in Presentation(str(path)).slides]
    if to == "html":
        return re.findall(r'<p lang="en">(.*?)</p>', (path / "index.html").read_text())
    listing = json.loads((path / "slides" / "lecture.json").read_text())
    return [slide["notes"].partition("\n\n")[2] for slide in listing["slides"]]


@pytest.mark.parametrize("to", ["pptx", "html", "manim-slides"])
def test_a_beat_is_a_slide_for_each_stop_and_their_notes_together_are_its_words(
    make: Make, source: Source, to: str
) -> None:
    path, made = make(to)
    words = notes(path, to)
    assert len(words) == made.slides == 2 * (len(source.shots[0].line.stops) + 1) == 6
    assert " ".join(words[:3]) == " ".join(words[3:]) == source.shots[0].line.shown
    assert words[0].endswith("How surprising are both together?")
    assert words[1].startswith("They add up")
    assert words[2] == "It is the logarithm: it turns products into sums."


def test_the_parts_are_as_long_as_the_beat_to_a_frame(clips: list[bytes], source: Source) -> None:
    (reel, _), _ = reels(source.shots, LOOK, source.store, source.crew, source.report)
    counts = [len(pictures(data)) for data in clips]
    assert sum(counts) == reel_ticks(reel)
    assert min(counts) > 1


def test_a_part_begins_with_the_picture_at_which_the_one_before_ended(clips: list[bytes]) -> None:
    for before, after in pairwise(map(pictures, clips)):
        assert np.abs(before[-1] - after[0]).mean() < 1
        assert np.abs(before[-1] - after[-1]).mean() > 1.5, "nothing has happened since"


def test_a_part_is_over_when_the_word_after_its_stop_begins(clips: list[bytes], source: Source) -> None:
    shot, end = source.shots[0], 0.0
    for data, stop in zip(clips, shot.line.stops, strict=False):
        end += len(pictures(data)) / LOOK.fps
        word = shot.lead + time_at(shot.speech.words, shot.line.spoken, stop)
        assert word - 1 / LOOK.fps <= end < word


def test_the_sound_is_cut_where_the_picture_is(clips: list[bytes], source: Source) -> None:
    whole, start = sounded(source.shots[0], source.store), 0
    for data in clips:
        length = len(pictures(data)) * RATE // LOOK.fps
        heard = sound(data)[:length]
        said = np.pad(whole, (0, RATE))[start : start + length]
        assert len(heard) == length
        level, expected = (np.sqrt(np.mean(np.resize(some, (length // 2400, 2400)) ** 2, 1)) for some in (heard, said))
        assert np.corrcoef(level, expected)[0, 1] > 0.95
        start += length


def test_until_a_clip_plays_a_slide_shows_where_it_begins(make: Make) -> None:
    for slide in list(Presentation(str(make("pptx")[0])).slides)[:3]:
        frame = clip(slide).poster_frame
        assert frame is not None
        poster = np.asarray(Image.open(io.BytesIO(frame.blob)).convert("RGB"), np.int16)
        assert np.abs(poster - pictures(film(slide))[0]).mean() < 1


def test_each_part_of_the_package_is_there_once_however_often_it_is_used(make: Make) -> None:
    with zipfile.ZipFile(make("pptx")[0]) as package:
        media = [name for name in package.namelist() if name.startswith("ppt/media/")]
        assert len(media) == len(set(media))
        contents = {hashlib.sha256(package.read(name)).digest() for name in media}
    assert len(contents) == len(media)
    assert sum(name.endswith(".mp4") for name in media) == 3, "the beat comes twice"


def test_titles_tell_the_parts_apart(make: Make) -> None:
    titles = [slide.shapes.title for slide in Presentation(str(make("pptx")[0])).slides]
    texts = [title.text_frame.text.partition(" – ")[2] for title in titles if title is not None]
    assert texts == ["Both at once (1/3)", "Both at once (2/3)", "Both at once (3/3)"] * 2


def test_captions_stand_in_the_part_in_which_they_are_said(source: Source) -> None:
    shot = source.shots[0]
    files, _ = reels(source.shots, LOOK, source.store, source.crew, source.report)
    deck = Deck.at_stops(source, files)
    for slide in deck.slides[:3]:
        cues = deck.captions(slide)
        assert cues
        assert all(0 <= cue.start < cue.end <= deck.seconds(slide) + 1e-6 for cue in cues)
    assert "It is the logarithm" in deck.captions(deck.slides[2])[0].text
    assert not any("It is the logarithm" in cue.text for cue in deck.captions(deck.slides[1]))
    assert shot.line.shown.endswith(deck.slides[2].notes)


def test_a_stop_at_the_end_and_one_that_comes_twice_make_no_slide_of_their_own(source: Source) -> None:
    shot = source.shots[0]
    first, *_ = shot.line.stops
    for stops, count in (((), 1), ((len(shot.line.spoken),), 1), ((first, first), 2), ((0, first), 3)):
        parts = stretches(replace(shot, line=replace(shot.line, stops=stops)), 300, LOOK.fps)
        assert len(parts) == count
        assert [tick for part in parts for tick in part.ticks] == list(range(300))
        assert " ".join(part.words for part in parts).strip() == shot.line.shown


def moving(source: Source, folder: Path, ticks: int) -> Path:
    """Return a reel of noise of which one more box changes each tick."""
    noise = np.random.default_rng(0)
    picture = noise.integers(0, 256, (180, 320, 4), np.uint8)
    reel = folder / f"{ticks}.reel"
    with ReelWriter(reel, LOOK.raster) as writer:
        writer.frame(picture)
        for tick in range(1, ticks):
            box: Box = (0, 16 * (tick % 11), 320, 16 * (tick % 11) + 16)
            picture[box[1] : box[3]] = noise.integers(0, 256, 4, np.uint8)
            writer.frame(picture, 1, [box])
    return reel


def test_what_moves_over_a_stop_is_seen_a_tick_later(source: Source, tmp_path: Path) -> None:
    shot = source.shots[0]
    reel = moving(source, tmp_path, 300)
    whole, parts = (
        Deck.at_stops(replace(source, shots=[replace(shot, line=replace(shot.line, stops=stops))]), [reel])
        for stops in ((), shot.line.stops)
    )
    (all_of_it,) = (pictures(slide.segment.read_bytes()) for slide in whole.slides)
    shown = [frame for slide in parts.slides for frame in pictures(slide.segment.read_bytes())]
    cuts = [slide.ticks.start for slide in parts.slides[1:]]
    assert len(shown) == len(all_of_it)
    for tick, frame in enumerate(shown):
        expected = all_of_it[tick - 1 if tick in cuts else tick]
        assert np.abs(frame - expected).mean() < 6, tick


@pytest.mark.parametrize(
    ("stops", "sized", "size"),
    [(True, False, (1280, 720)), (True, True, (1920, 1080)), (False, False, (1920, 1080))],
)
def test_clips_of_stops_are_720p_unless_asked_otherwise(stops: bool, sized: bool, size: tuple[int, int]) -> None:
    assert format_of("pptx", False, stops).suited(Look(), sized=sized).size == size
    assert format_of("pptx", False, stops).suited(Look(1080, 1920), sized=sized).size == size[::-1]


def test_a_small_film_is_not_made_larger() -> None:
    assert format_of("html", False, stops=True).suited(Look(854, 480), sized=False).size == (854, 480)
