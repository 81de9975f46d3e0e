"""ProRes 4444 and PCM in QuickTime, for Keynote, PowerPoint on a Mac and editors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bits.deliver.clip import ClipFormat

if TYPE_CHECKING:
    from bits.deliver.footage import Footage
    from bits.making.job import Look


class Mov(ClipFormat):
    """A film to edit: a frame for every tick, each of which stands alone."""

    name, suffix = "mov", ".mov"
    purpose, detail = "Keynote, PowerPoint on a Mac, video editors", "large, about 6 MB a second at `-q m`"
    picture, heard = "ProRes 4444", "PCM"
    transparency = "yes"
    has_files_beside = True

    def write(self, footage: Footage, path: Path) -> None:
        """Write the film, and captions and chapters beside it."""
        from bits.deliver.container import Coding, write

        pixels, options = ("yuv444p10le", "yuva444p10le"), _options(footage.source.look)
        write(footage, path, Coding("mov", "prores_ks", pixels, options, "pcm_s16le", repeats=True), self.sound)


def _options(look: Look) -> dict[str, str]:
    """Return a constant quality."""
    quality = str(8 * 118)  # a quantizer of 8: text has no rings around it; FFmpeg counts in 118ths
    alpha = {"alpha_bits": "8"} if look.transparent else {}
    return {"profile": "4444", "vendor": "apl0", "flags": "+qscale", "global_quality": quality} | alpha
