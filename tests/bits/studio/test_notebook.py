"""In a notebook: stills, clips that play inline, and controls that follow the declarations."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import av
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from PIL import Image

from bits import ROOT, clip, show, still
from bits.errors import UserError


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BITS_CACHE", str(tmp_path))


def test_a_still_follows_its_parameters() -> None:
    usual, changed = (still("entropy/average@3", size=(640, 360), P=P) for P in ("0.5,0.25,0.125,0.125", (0.1, 0.9)))
    assert usual.size == (640, 360)
    assert np.abs(np.asarray(usual, int) - np.asarray(changed, int)).max() > 100
    with pytest.raises(UserError, match="parameter P = 2"):
        still("entropy/average@3", P="2")


def test_a_clip_plays_inline_with_its_sound() -> None:
    made = clip("entropy/splitting", quality="l", voice="silent", P="0.5,0.5")
    shown = made._repr_html_()
    film = base64.b64decode(shown.partition("base64,")[2].partition('"')[0])
    with av.open(io.BytesIO(film)) as container:
        assert {stream.type for stream in container.streams} >= {"video", "audio"}
    assert clip("entropy/splitting", quality="l", voice="silent", P="0.9,0.1").path != made.path


def test_controls_draw_the_picture_anew_and_say_what_is_refused() -> None:
    box = show("entropy/coin", voice="silent", loaded=0.9)
    picture, told, _, *controls, _ = box.children
    by_name = {control.description: control for control in controls}
    assert by_name["loaded"].value == 0.9
    before, words = picture.value, told.value
    by_name["loaded"].value = 0.7
    assert "0.7" in told.value
    assert (picture.value, told.value) != (before, words)
    assert Image.open(io.BytesIO(picture.value)).size == (960, 540)
    by_name["P"].value = "0.7,0.7"
    assert "parameter P = 0.7,0.7" in told.value


def test_the_notebook_of_the_docs_runs() -> None:
    notebook = nbformat.read(ROOT / "docs" / "notebook.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    place = {"metadata": {"path": str(ROOT / "docs")}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=place).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    shown = [{kind for output in cell.outputs for kind in output.get("data", {})} - {"text/plain"} for cell in cells]
    widget = "application/vnd.jupyter.widget-view+json"
    assert shown == [set(), {"image/png", "image/jpeg"}, {"text/html"}, {widget}]
