"""Clips of one short beat in every format, opened as the tools that take them would."""

from __future__ import annotations

import math
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from bits.authoring.project import OWN
from bits.codec.reel import Moment
from bits.deliver.clips import FORMATS, format_of
from bits.deliver.clips.webp import encoded
from bits.deliver.folder import MANIFEST
from bits.deliver.formats import Source
from bits.errors import UserError
from bits.making.crew import Processes
from bits.making.film import About
from bits.making.job import Look, Shot
from bits.making.plan import parts_of, shots
from bits.making.soundtrack import sounded
from bits.making.store import Store
from bits.speech.captions import captions

Pictures = NDArray[np.uint8]
Make = Callable[..., Path]
LOOK = Look(320, 180, 10)
BLUE, GROUND = (0x56, 0xB4, 0xE9), (0x0E, 0x11, 0x16)
FILMS = ("mp4", "webm", "mov")
OTHERS = ("webm", "mov", "gif", "webp", "png")
BAND = slice(math.ceil(180 * 0.88), 180)
"""Rows of the caption band."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def shot(store: Store) -> Shot:
    return shots(OWN, parts_of(["surprise/forecast"], OWN), {}, "espeak", store)[0]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory, store: Store, shot: Shot) -> Make:
    """Make each clip once, however many tests look at it."""

    @cache
    def made(name: str, *, transparent: bool = False, captions: bool = False, **kind: bool) -> Path:
        path = tmp_path_factory.mktemp("clip") / ("frames" if name == "png" else f"clip.{name}")
        look = replace(LOOK, transparent=transparent, captions=captions)
        source = Source([shot], look, About("Coin", "Ada"), store, Processes(1), lambda done, ticks: None)
        FORMATS[name](**kind).make(source, path)
        return path

    return made


def pictures(path: Path) -> Pictures:
    """Return all distinct pictures of a clip, RGBA of shape (n, height, width, 4)."""
    return np.stack(list(_pictures(path)))


def _pictures(path: Path) -> Iterator[Pictures]:
    if path.is_dir():
        yield from (np.asarray(Image.open(file).convert("RGBA")) for file in sorted(path.glob("*.png")))
    elif path.suffix in (".gif", ".webp"):
        with Image.open(path) as animation:
            yield from (np.asarray(frame.convert("RGBA")) for frame in ImageSequence.Iterator(animation))
    else:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            # FFmpeg's own VP9 decoder does not see the alpha that is beside the pictures.
            codec = av.CodecContext.create("libvpx-vp9", "r") if path.suffix == ".webm" else stream.codec_context
            for packet in container.demux(stream):
                for frame in codec.decode(packet) if packet.size else []:
                    picture = frame.to_ndarray(format="rgba", src_colorspace="ITU709", src_color_range="MPEG")
                    yield picture.astype(np.uint8)


def ends(path: Path) -> dict[str, float]:
    """Return when the last packet of each stream ends, in seconds."""
    found: dict[str, float] = {}
    with av.open(str(path)) as container:
        for packet in container.demux():
            if packet.size:
                assert packet.pts is not None
                found[packet.stream.type] = float((packet.pts + (packet.duration or 0)) * packet.time_base)
    return found


def bar(clip: Make) -> NDArray[np.bool_]:
    """Return where the film ends with blue: the bar of the likely weather, without its edges."""
    blue = np.abs(pictures(clip("mp4"))[-1, ..., :3].astype(int) - BLUE).max(axis=2) < 12
    inner = blue[2:-2, 2:-2] & blue[:-4, 2:-2] & blue[4:, 2:-2] & blue[2:-2, :-4] & blue[2:-2, 4:]
    assert inner.sum() > 300
    return np.pad(inner, 2)


@pytest.mark.parametrize("name", FILMS)
def test_a_film_has_its_streams_and_both_end_together(clip: Make, shot: Shot, name: str) -> None:
    path = clip(name)
    wanted = {"mp4": ("h264", "aac"), "webm": ("vp9", "opus"), "mov": ("prores", "pcm_s16le")}[name]
    with av.open(str(path)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.codec_context.name, sound.codec_context.name) == wanted
        assert (picture.width, picture.height, float(picture.average_rate or 0)) == (320, 180, 10.0)
        assert sound.rate == 48000
        assert container.metadata.get("title", container.metadata.get("TITLE")) == "Coin"
    end = ends(path)
    assert end["video"] == pytest.approx(shot.seconds, abs=0.1)
    assert end["audio"] == pytest.approx(end["video"], abs=0.1)
    assert "Two forecasts" in path.with_suffix(".chapters.txt").read_text()
    assert "-->" in path.with_suffix(".srt").read_text()


@pytest.mark.parametrize("name", FILMS)
def test_the_voice_is_heard(clip: Make, store: Store, shot: Shot, name: str) -> None:
    with av.open(str(clip(name))) as container:
        resampler = av.AudioResampler("fltp", "mono", 48000)
        parts = [p.to_ndarray()[0] for frame in container.decode(audio=0) for p in resampler.resample(frame)]
    heard, said = np.concatenate(parts), sounded(shot, store)
    length = min(len(heard), len(said)) // 4800
    loud = [np.sqrt((x[: 4800 * length].reshape(-1, 4800) ** 2).mean(axis=1)) for x in (heard, said)]
    assert np.corrcoef(*loud)[0, 1] > 0.98


@pytest.mark.parametrize("name", FILMS)
def test_without_sound_there_is_no_stream_of_it(clip: Make, name: str) -> None:
    with av.open(str(clip(name, sound=False))) as container:
        assert not container.streams.audio
        assert container.streams.video


@pytest.mark.parametrize("name", OTHERS)
def test_colours_are_those_of_the_theme(clip: Make, name: str) -> None:
    last = pictures(clip(name))[-1]
    assert np.abs(last[bar(clip)][:, :3].astype(int) - BLUE).max() <= 8
    assert np.abs(last[:8, :8, :3].astype(int) - GROUND).max() <= 4
    assert (last[..., 3] == 255).all()


@pytest.mark.parametrize("name", OTHERS)
def test_a_transparent_clip_has_bars_and_no_ground(clip: Make, name: str) -> None:
    shown = pictures(clip(name, transparent=True))
    inside = shown[-1][bar(clip)]
    assert np.abs(inside[:, :3].astype(int) - BLUE).max() <= 8
    assert inside[:, 3].min() >= 254
    assert shown[:, :8, :8, 3].max() <= (2 if name == "webm" else 0)
    ground = np.abs(pictures(clip("mp4"))[-1, ..., :3].astype(int) - GROUND).max(axis=2) < 3
    assert ground.mean() > 0.2
    assert (shown[-1][ground][:, 3] > 128).mean() < 0.01


def test_browsers_are_told_of_the_alpha(clip: Make) -> None:
    with av.open(str(clip("webm", transparent=True))) as container:
        assert container.streams.video[0].metadata["alpha_mode"] == "1"
    with av.open(str(clip("webm"))) as container:
        assert "alpha_mode" not in container.streams.video[0].metadata


@pytest.mark.parametrize("name", ["mov", "webp", "png"])
def test_on_its_ground_a_transparent_clip_is_the_opaque_one(clip: Make, name: str) -> None:
    with_alpha, opaque = pictures(clip(name, transparent=True)), pictures(clip(name))
    alpha = with_alpha[..., 3:] / 255
    laid = with_alpha[..., :3] * alpha + np.array(GROUND) * (1 - alpha)
    difference = np.abs(laid - opaque[..., :3])
    assert difference.mean() < 0.5
    assert np.percentile(difference, 99.9) <= (12 if name == "mov" else 3)


@pytest.mark.parametrize("name", [*FILMS, "gif", "webp", "png"])
def test_a_loop_ends_where_it_began(clip: Make, name: str) -> None:
    shown, once = pictures(clip(name, loop=True)).astype(int), pictures(clip(name))
    difference = np.abs(shown[0] - shown[-1])
    assert difference.mean() <= (0 if name in ("mov", "gif", "webp", "png") else 1.5)
    assert np.percentile(difference, 99) <= 12
    assert np.abs(shown[0] - shown[len(once) - 1]).max() > 100
    if name in FILMS:
        path = clip(name, loop=True)
        assert ends(path)["video"] == pytest.approx(ends(clip(name))["video"] + 1.5, abs=0.1)
        assert ends(path)["audio"] == pytest.approx(ends(path)["video"], abs=0.1)


def test_a_loop_shows_only_pictures_of_the_clip(clip: Make) -> None:
    there = {picture.tobytes() for picture in pictures(clip("png"))}
    assert {picture.tobytes() for picture in pictures(clip("png", loop=True))} == there


def test_a_gif_loops_for_ever_and_holds_what_stands(clip: Make, shot: Shot) -> None:
    with Image.open(clip("gif")) as gif:
        assert gif.size == (320, 180)
        assert gif.info["loop"] == 0
        delays = [frame.info["duration"] for frame in ImageSequence.Iterator(gif)]
    assert sum(delays) / 1000 == pytest.approx(shot.seconds, abs=0.1)
    assert min(delays) == 100
    assert max(delays) >= 300


@pytest.mark.parametrize("transparent", [False, True])
def test_a_webp_loops_for_ever_loses_nothing_and_holds_what_stands(clip: Make, shot: Shot, transparent: bool) -> None:
    frames = pictures(clip("png", transparent=transparent))
    shown, durations = [], []
    with Image.open(clip("webp", transparent=transparent)) as webp:
        assert (webp.format, webp.size, webp.info["loop"]) == ("WEBP", (320, 180), 0)
        for frame in ImageSequence.Iterator(webp):
            shown.append(np.asarray(frame.convert("RGBA")))
            durations.append(frame.info["duration"])
    assert sum(durations) == round(shot.seconds * 10) * 100
    assert set(durations) > {100}
    assert all(duration % 100 == 0 for duration in durations)
    held = np.repeat(np.stack(shown), np.array(durations) // 100, axis=0)
    seen = frames[..., 3] > 0
    assert (held[..., 3] == frames[..., 3]).all()
    assert (held[seen] == frames[seen]).all()


def test_a_webp_of_a_single_picture_is_one(tmp_path: Path) -> None:
    picture = np.full((180, 320, 4), (86, 180, 233, 255), np.uint8)
    (tmp_path / "one.webp").write_bytes(encoded([Moment(picture, 3, [])], LOOK))
    assert (pictures(tmp_path / "one.webp") == picture).all()


def test_frames_are_numbered_from_one_with_their_sound_beside_them(clip: Make, shot: Shot) -> None:
    folder = clip("png")
    files = sorted(file.name for file in folder.iterdir())
    count = round(shot.seconds * 10)
    assert files == [*(f"{number:05}.png" for number in range(1, count + 1)), MANIFEST, "sound.wav"]
    with wave.open(str(folder / "sound.wav")) as sound:
        assert sound.getnframes() / sound.getframerate() == count / 10
    assert not (clip("png", sound=False) / "sound.wav").exists()


def test_captions_stand_in_their_band_when_they_are_spoken(clip: Make, shot: Shot) -> None:
    plain, written = pictures(clip("png"))[..., :3].astype(int), pictures(clip("png", captions=True))[..., :3]
    assert (plain[:, : BAND.start] == written[:, : BAND.start]).all()
    assert (plain[:, BAND] == GROUND).all()
    shown = (written[:, BAND].max(axis=(1, 2, 3)) > 200).tolist()
    spoken = captions(shot.line, shot.speech, shot.seconds - shot.lead)
    times = np.arange(len(shown)) / 10
    stands = [any(c.start + shot.lead <= t < c.end + shot.lead for c in spoken) for t in times]
    assert shown == stands
    assert 10 < sum(shown) < len(shown)
    changes = [n for n in range(1, len(shown)) if (written[n, BAND] != written[n - 1, BAND]).any()]
    assert len(changes) >= len(spoken)


def test_captions_in_the_picture_are_not_shown_twice(clip: Make) -> None:
    path = clip("mp4", captions=True)
    with av.open(str(path)) as container:
        assert not container.streams.subtitles
    assert not path.with_suffix(".srt").exists()
    with av.open(str(clip("mp4"))) as container:
        assert container.streams.subtitles


@pytest.mark.parametrize("name", OTHERS)
def test_what_fails_leaves_nothing_behind(tmp_path: Path, store: Store, shot: Shot, clip: Make, name: str) -> None:
    clip(name)  # so that the reel is there

    def stop(done: int, ticks: int) -> None:
        if ticks > shot.seconds * 10 + 20:
            raise KeyboardInterrupt

    path = tmp_path / ("frames" if name == "png" else f"clip.{name}")
    with pytest.raises(KeyboardInterrupt):
        FORMATS[name]().make(Source([shot], LOOK, About("Coin"), store, Processes(1), stop), path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("asked", "file", "said"),
    [
        (None, "a.avi", r"a\.avi.*\.webm"),
        (None, "a", r"a: .*\.webm"),
        ("webm", "a.mp4", r"a\.mp4.*--format webm.*\.webm"),
        ("webm", "a", r"--format webm.*\.webm"),
        ("png", "a.mp4", r"a\.mp4.*folder"),
        ("gif", "a.webp", r"a\.webp.*\.gif"),
        (None, "tests", r"tests: is a folder; name a file, such as tests/clip\.mp4"),
        ("webm", "tests", r"tests/clip\.webm"),
        (None, "a.png", r"--format png -o a"),
    ],
)
def test_format_and_name_have_to_agree(asked: str | None, file: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        format_of(asked, Path(file))


def test_a_format_is_told_by_its_name() -> None:
    for name in ("mp4", "webm", "MOV", "gif", "WebP"):
        assert format_of(None, Path(f"a.{name}")) is FORMATS[name.lower()]
    assert format_of("png", Path("frames")) is format_of("png", Path("frames.v2")) is FORMATS["png"]
    assert format_of("gif", None) is FORMATS["gif"]
    assert format_of(None, None) is FORMATS["mp4"]


def test_mp4_has_no_alpha_and_says_what_has() -> None:
    with pytest.raises(UserError, match=r"mp4 has no transparency: use --format .*mov .*webm "):
        FORMATS["mp4"]().check(replace(LOOK, transparent=True))


@pytest.mark.parametrize("name", ["mp4", "webm", "gif", "webp"])
def test_a_colon_in_a_relative_path_is_no_protocol(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shot: Shot, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(f"out:a/data:b.{name}")
    store = Store(Path("store:c"))
    source = Source([shot], LOOK, About("Coin"), store, Processes(1), lambda done, ticks: None)
    FORMATS[name](sound=name == "mp4").make(source, path)
    assert len(pictures(path.absolute())) > 10


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UserError, match=str(tmp_path)):
        FORMATS["png"]().check_place(tmp_path)


@pytest.mark.parametrize("beside", ["talk.mp4", "talk.srt", "talk.vtt", "talk.chapters.txt"])
def test_files_of_one_s_own_where_a_film_goes_are_left_alone(tmp_path: Path, beside: str) -> None:
    FORMATS["mp4"]().check_place(tmp_path / "talk.mp4")
    (tmp_path / beside).write_text("mine")
    with pytest.raises(UserError, match=f"{beside}: is there"):
        FORMATS["mp4"]().check_place(tmp_path / "talk.mp4")
    if beside != "talk.mp4":
        FORMATS["gif"]().check_place(tmp_path / "talk.gif")


def test_a_gif_is_small_unless_asked_otherwise() -> None:
    look = Look(1920, 1080, 60)
    assert FORMATS["gif"]().suited(look, sized=False, timed=False) == Look(960, 540, 20)
    assert FORMATS["webp"]().suited(look, sized=False, timed=False) == Look(960, 540, 20)
    assert FORMATS["gif"]().suited(look, sized=True, timed=True) == Look(1920, 1080, 50)
    assert FORMATS["gif"]().suited(Look(1080, 1920, 15), sized=False, timed=False) == Look(540, 960, 15)
    assert FORMATS["webm"]().suited(look, sized=False, timed=False) == look
