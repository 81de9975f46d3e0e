"""VP9 and Opus in WebM, for browsers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bits.deliver.clip import ClipFormat

if TYPE_CHECKING:
    from bits.deliver.footage import Footage
    from bits.making.job import Look


class WebM(ClipFormat):
    """A film for web pages; a picture that stands on is one long frame."""

    name, suffix = "webm", ".webm"
    purpose, detail = "browsers", "web pages, reveal.js"
    picture, heard = "VP9", "Opus"
    transparency = "yes"
    caveat = "Safari shows a transparent webm on black: webp is transparent everywhere"
    has_files_beside = True

    def write(self, footage: Footage, path: Path) -> None:
        """Write the film, and captions and chapters beside it."""
        from bits.deliver.container import Coding, write

        coding = Coding("webm", "libvpx-vp9", ("yuv420p", "yuva420p"), _options(footage.source.look), "libopus")
        write(footage, path, coding, self.sound)


def _options(look: Look) -> dict[str, str]:
    """Return a constant quality, and as much speed as flat pictures allow."""
    from bits.codec.encoder import KEY_SECONDS

    return {
        # Alpha is coded like a picture, and what it leaves behind is seen as ghosts on the slide: be finer there.
        "crf": "4" if look.transparent else "16",
        "tune-content": "screen",
        "b": "0",
        "deadline": "realtime",
        "cpu-used": "7",
        "row-mt": "1",
        "g": str(KEY_SECONDS * look.fps),
        # One frame in, one frame out; libvpx takes no alpha otherwise.
        "auto-alt-ref": "0",
        "lag-in-frames": "0",
    }
