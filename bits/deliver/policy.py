"""What a page made here may do in a browser: use the files of its own folder, and nothing else."""

from __future__ import annotations

import base64
import hashlib

_OWN = "'self' file:"
"""Files beside the page. From disk, Firefox and Safari do not count them as the page's own, so `file:` names them."""


def policy(*, images: str = "", films: str = "", fetches: bool = False, styles: tuple[str, ...] = ()) -> str:
    """Return the Content Security Policy of a page: no inline script, no other site, no plug-in, no frame, no form.

    Parameters
    ----------
    images, films
        What else is taken for pictures and films, such as ``"data:"``.
    fetches
        Whether the page's program fetches files of its folder.
    styles
        The texts of the style elements that stand in the page.
    """
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in styles]
    rules = {
        "default-src": "'none'",
        "script-src": _OWN,
        "style-src": " ".join((_OWN, *hashes)),
        "font-src": _OWN,
        "img-src": f"{_OWN} {images}",
        "media-src": f"{_OWN} {films}",
        "connect-src": "'self'" if fetches else "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {sources.strip()}" for name, sources in rules.items())
