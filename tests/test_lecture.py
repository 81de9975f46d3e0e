"""A small lecture made from end to end, by the command that the README prints, and opened as a player would."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from pyloudnorm import Meter
from scipy.signal import resample_poly

ROOT = Path(__file__).parent.parent
BEATS = ("entropy/coin", "cross_entropy/one_hot", "kl_divergence/gap")


def render(*arguments: str, cache: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "render.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "BITS_CACHE": str(cache)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@dataclass(frozen=True)
class Lecture:
    path: Path
    cache: Path
    printed: str


@pytest.fixture(scope="session")
def lecture(tmp_path_factory: pytest.TempPathFactory) -> Lecture:
    folder = tmp_path_factory.mktemp("lecture")
    done = render("lecture", *BEATS, "-q", "l", "--jobs", "2", "-o", str(folder), cache=folder / "store")
    assert done.returncode == 0, done.stderr
    return Lecture(folder / "lecture.mp4", folder / "store", done.stdout)


def seconds_of(stream: av.stream.Stream) -> float:
    assert stream.duration is not None
    return float(stream.duration * (stream.time_base or Fraction(1)))


def test_it_says_what_it_made(lecture: Lecture) -> None:
    assert re.search(
        r"lecture\.mp4: 3 beats, \d min \d+\.\d s, 854x480 at 15 .*3 beats drawn, made in", lecture.printed
    )


def test_sound_and_picture_end_within_a_frame_of_each_other(lecture: Lecture) -> None:
    with av.open(str(lecture.path)) as film:
        picture, sound = film.streams.video[0], film.streams.audio[0]
        assert (picture.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        assert abs(seconds_of(picture) - seconds_of(sound)) < 1 / 15
        frames = [frame.pts or 0 for frame in film.decode(picture)]
    steps = np.diff(np.array(frames))
    assert (steps == steps[0]).all()


def test_a_chapter_starts_where_its_beat_does(lecture: Lecture) -> None:
    with av.open(str(lecture.path)) as film:
        chapters = film.chapters()
        fps = film.streams.video[0].average_rate
    titles = [chapter["metadata"]["title"] for chapter in chapters]
    assert [title.rpartition(" – ")[2] for title in titles] == ["Coin", "One true class", "Gap"]
    clock = float(chapters[0]["time_base"] or 1)
    starts = [chapter["start"] * clock for chapter in chapters]
    store = sorted(segment for segment in lecture.cache.rglob("*.mp4"))
    lengths = {}
    for segment in store:
        with av.open(str(segment)) as part:
            lengths[segment] = part.streams.video[0].frames / float(fps or 1)
    gaps = np.diff([*starts, chapters[-1]["end"] * clock])
    assert sorted(gaps) == pytest.approx(sorted(lengths.values()), abs=1e-3)


def test_captions_are_the_words_and_lie_inside_their_beats(lecture: Lecture) -> None:
    script = render("script", *BEATS, cache=lecture.cache).stdout
    words = re.sub(r"^(#.*|Words from .*)$", "", script, flags=re.M).split()
    shown = re.findall(r"-->.*\n((?:.+\n)+)", lecture.path.with_suffix(".srt").read_text())
    captions = " ".join(shown).split()
    # Captions write formulas that are spoken in words: most words are the same, in the same order.
    common = sum(1 for word in captions if word in words)
    assert common > 0.8 * len(captions)
    with av.open(str(lecture.path)) as film:
        soft = [packet for packet in film.demux(film.streams.subtitles[0]) if packet.size > 2]
    assert len(soft) == len(shown)


def seconds(clock: str) -> float:
    hours, minutes, rest = clock.replace(",", ".").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def test_captions_can_be_read(lecture: Lecture) -> None:
    blocks = re.findall(r"(\S+) --> (\S+)\n((?:.+\n)+)", lecture.path.with_suffix(".srt").read_text())
    last = 0.0
    for start, end, text in blocks:
        a, b = seconds(start), seconds(end)
        lines = text.strip().split("\n")
        assert len(lines) <= 2
        assert max(map(len, lines)) <= 42
        assert a >= last - 1e-9
        assert len(text.strip()) / (b - a) <= 20.5
        last = b


def test_the_film_is_as_loud_as_it_should_be(lecture: Lecture) -> None:
    with av.open(str(lecture.path)) as film:
        rate = film.streams.audio[0].rate
        sound = np.concatenate([frame.to_ndarray().mean(axis=0) for frame in film.decode(audio=0)])
    assert Meter(rate).integrated_loudness(sound) == pytest.approx(-16, abs=1)
    assert 20 * np.log10(np.abs(resample_poly(sound.astype(np.float64), 4, 1)).max()) <= -1.0  # dBTP


def test_one_process_and_two_make_the_same_bytes_and_the_store_too(lecture: Lecture, tmp_path: Path) -> None:
    alone = render("lecture", *BEATS, "-q", "l", "--jobs", "1", "-o", str(tmp_path), cache=tmp_path / "store")
    assert alone.returncode == 0, alone.stderr
    again = render("lecture", *BEATS, "-q", "l", "-o", str(tmp_path / "again"), cache=lecture.cache)
    assert "0 beats drawn" in again.stdout
    for suffix in (".mp4", ".srt", ".vtt", ".chapters.txt"):
        whole = lecture.path.with_suffix(suffix).read_bytes()
        assert (tmp_path / "lecture.mp4").with_suffix(suffix).read_bytes() == whole
        assert (tmp_path / "again" / "lecture.mp4").with_suffix(suffix).read_bytes() == whole


def test_a_clip_of_a_beat_is_the_beat_of_the_lecture(lecture: Lecture, tmp_path: Path) -> None:
    clip = tmp_path / "gap.mp4"
    done = render("clip", "kl_divergence/gap", "-q", "l", "-o", str(clip), cache=lecture.cache)
    assert "0 beats drawn" in done.stdout, done.stderr
    with av.open(str(clip)) as film:
        assert film.streams.audio
        mine = [frame.to_ndarray() for frame in film.decode(video=0)]
    with av.open(str(lecture.path)) as film:
        whole = [frame.to_ndarray() for frame in film.decode(video=0)]
    assert all((a == b).all() for a, b in zip(mine, whole[-len(mine) :], strict=True))
