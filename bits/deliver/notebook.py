"""All code of a film as one Jupyter notebook, with what it printed: it runs from top to bottom with numpy alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bits.errors import UserError
from bits.making.job import Shot
from bits.making.output import delivered

SUFFIX = ".ipynb"


def write_notebook(shots: Sequence[Shot], path: Path) -> int:
    """Write the listings of shots as a notebook, and return how many there are.

    Raises
    ------
    UserError
        If no beat among them shows code, or the file cannot be written.
    """
    told = [shot for shot in shots if shot.beat in shot.params.listings()]
    if not told:
        raise UserError(f"none of these beats shows code: {', '.join(shot.name for shot in shots)}")
    with delivered(path) as temporary:
        temporary.write_text(json.dumps(_notebook(told), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return len(told)


def _notebook(shots: Sequence[Shot]) -> dict[str, Any]:
    """Return a notebook in the format 4.5."""
    cells = [_cell("code", "import numpy as np", "numpy")]
    for shot in shots:
        code = shot.params.listings()[shot.beat]
        name = shot.name.replace("/", "-")
        cells.append(_cell("markdown", f"## {shot.title}: {shot.heading}\n\n{shot.line.shown}", f"{name}-told"))
        cells.append(_cell("code", code.text, name, code.output))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _cell(kind: str, source: str, name: str, printed: str = "") -> dict[str, Any]:
    cell = {"cell_type": kind, "id": name, "metadata": {}, "source": source}
    if kind == "markdown":
        return cell
    output = {"output_type": "stream", "name": "stdout", "text": f"{printed}\n"}
    return {**cell, "execution_count": None, "outputs": [output] if printed else []}
