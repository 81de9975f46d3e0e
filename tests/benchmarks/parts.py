"""What the benchmark takes apart: the steps of a frame, and the files beside plain Manim's."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from manim import VMobject
from numpy.typing import NDArray

from bits.authoring.concept import ConceptScene
from bits.authoring.paces import Pace
from bits.authoring.project import OWN
from bits.codec import encoder as h264
from bits.codec.encoder import Box, SegmentEncoder
from bits.codec.painter import Painter
from bits.engine.recorder import record
from bits.making.crew import Tick
from bits.making.job import Job, Look, Shot
from bits.making.plan import Settings
from bits.making.store import Store, default_folder
from bits.making.take import film, perform
from bits.stage import colour
from tests.own import concept

STEPS = ("evaluate", "draw", "convert", "encode", "hold")


@dataclass
class Spent:
    """Seconds of processor time, by step; moving frames and held ones."""

    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STEPS, 0.0))
    moving: int = 0
    held: int = 0

    @property
    def total(self) -> float:
        return sum(self.seconds.values())


class _Timed(SegmentEncoder):
    """An encoder that tells its conversions, its frames and its holds apart."""

    spent: Spent

    def _clocked(self, step: str, call: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = call()
        self.spent.seconds[step] += time.process_time() - start
        return result

    def _convert(self, picture: NDArray[np.uint8], boxes: Sequence[Box]) -> None:
        self._clocked("convert", lambda: super(_Timed, self)._convert(picture, boxes))

    def _encode(self, key: bool = False) -> None:
        self._clocked("encode", lambda: super(_Timed, self)._encode(key))

    def hold(self, ticks: int) -> None:
        self.spent.held += ticks
        self._clocked("hold", lambda: super(_Timed, self).hold(ticks))


def steps(work: tuple[Shot, Look], tick: Tick) -> Spent:
    """Record one beat with a clock at each step (in a worker)."""
    shot, look = work
    spent = Spent()
    look_at, draw = Painter.look, Painter.show
    start = time.process_time()

    def clocked(call: Callable[[Painter, Any], Any], painter: Painter, shapes: Any) -> Any:
        begun = time.process_time()
        result = call(painter, shapes)
        spent.seconds["draw"] += time.process_time() - begun
        return result

    def show(painter: Painter, shapes: Any) -> Any:
        changed = clocked(draw, painter, shapes)
        spent.moving += bool(changed)
        return changed

    Painter.look = lambda painter, shapes: clocked(look_at, painter, shapes)  # type: ignore[assignment, method-assign]
    Painter.show = show  # type: ignore[assignment, method-assign]
    path = default_folder() / f"{shot.scene}-{shot.beat}.mp4"
    try:
        with _Timed(path, look.raster) as encoder:
            encoder.spent = spent
            job = Job(shot, look)
            film(job, perform(job), encoder, tick)
    finally:
        Painter.look, Painter.show = look_at, draw  # type: ignore[method-assign]
        path.unlink(missing_ok=True)
    others = sum(spent.seconds.values())
    spent.seconds["evaluate"] = time.process_time() - start - others
    return spent


FORMERLY = {
    "preset": "superfast",
    "crf": "25",
    "forced-idr": "1",
    "mb_info": "1",
    "x264-params": ":".join(("ipratio=2:chroma-qp-offset=-2", *h264._PARAMS[2:])),
}
"""What x264 was told before its quantizer became constant."""


def floor(work: tuple[Shot, Look, dict[str, str]], tick: Tick) -> float:
    """Return the seconds that x264 alone takes for the distinct frames of a beat, ready in YUV (in a worker).

    With the given options, or with today's if there are none.
    """
    shot, look, options = work
    frames: list[list[NDArray[np.uint8]]] = []

    class Collecting(SegmentEncoder):
        def _encode(self, key: bool = False) -> None:
            frames.append([plane.copy() for plane in h264._planes(self._yuv)])
            self._ticks += 1

        def hold(self, ticks: int) -> None:
            tick(ticks)

        def __exit__(self, *error: object) -> None:
            self._cleanup.close()

    with Collecting(default_folder() / f"{shot.scene}-{shot.beat}.mp4", look.raster) as encoder:
        job = Job(shot, look)
        film(job, perform(job), encoder, lambda ticks, beats=0: None)
    codec = av.CodecContext.create("libx264", "w")
    codec.options = options or h264._options(look.fps)
    h264._configure(codec, look.raster)
    picture = av.VideoFrame(look.width, look.height, "yuv420p")
    seconds = 0.0
    for number, planes in enumerate(frames):
        for target, plane in zip(h264._planes(picture), planes, strict=True):
            target[:] = plane
        picture.pts, picture.time_base = number, Fraction(1, look.fps)
        start = time.perf_counter()
        codec.encode(picture)
        seconds += time.perf_counter() - start
    return seconds


def seconds_of(film: Path) -> float:
    """Return how long a film's picture lasts."""
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        assert stream.average_rate is not None
        return float(stream.frames / stream.average_rate)


def similarity(
    scene: str, paces: Mapping[str, Pace], theirs: Path, ours: Path, look: Look, every: int
) -> tuple[float, float]:
    """Return the mean SSIM of plain Manim's film of a scene and of ours, against its frames without loss."""
    cls: type[ConceptScene] = concept(scene)
    params = cls.Params()
    painter = Painter(look.width, look.height, colour("ground"))
    files = [_luma(path) for path in (theirs, ours)]
    # Each film is measured in the colours that it was converted to: Manim leaves swscale's default.
    matrices: list[Mapping[str, Any]] = [{}, {"dst_colorspace": "ITU709", "dst_color_range": "MPEG"}]
    converters = [VideoReformatter(), VideoReformatter()]
    found: list[list[float]] = [[], []]

    class Comparing:
        count = 0

        def moment(self, scene: ConceptScene, shapes: list[VMobject], ticks: int) -> None:
            painter.paint(shapes)
            for _ in range(ticks):
                shown = [next(file, None) for file in files]
                if self.count % every == 0:
                    for i, luma in enumerate(shown):
                        if luma is not None:
                            frame = av.VideoFrame.from_ndarray(painter.picture, "rgba")
                            truth = converters[i].reformat(frame, format="yuv420p", **matrices[i])
                            found[i].append(ssim(_plane(truth), luma))
                self.count += 1

    record(
        cls,
        cls.beats(),
        params,
        paces,
        Comparing(),
        fps=look.fps,
        size=(look.width, look.height),
    )
    theirs_mean, ours_mean = (float(np.mean(values)) for values in found)
    return theirs_mean, ours_mean


def _luma(path: Path) -> Iterator[NDArray[np.float32]]:
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield _plane(frame)


def _plane(frame: av.VideoFrame) -> NDArray[np.float32]:
    return h264._planes(frame)[0][:, : frame.width].astype(np.float32)


def ssim(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Return the structural similarity of two pictures in blocks of 8 x 8 (Wang et al. 2004, eq. 13)."""

    def mean(x: NDArray[np.float32]) -> NDArray[np.float32]:
        height, width = (side // 8 * 8 for side in x.shape)
        blocks: NDArray[np.float32] = x[:height, :width].reshape(height // 8, 8, width // 8, 8).mean(axis=(1, 3))
        return blocks

    ma, mb = mean(a), mean(b)
    va, vb, cov = mean(a * a) - ma * ma, mean(b * b) - mb * mb, mean(a * b) - ma * mb
    one, two = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return float(((2 * ma * mb + one) * (2 * cov + two) / ((ma * ma + mb * mb + one) * (va + vb + two))).mean())


def speechless(names: list[str], store: Store, settings: Settings | None = None) -> tuple[Shot, ...]:
    """Return shots without a voice."""
    from bits.making.lecture import film_of
    from bits.making.plan import parts_of, shots

    parts = parts_of(names, OWN) if names else film_of(OWN).parts
    return shots(OWN, parts, settings or {}, "silent", store)
