"""What canvas.pyx offers."""

from collections.abc import Sequence

import numpy as np
from manim import Scene, VMobject
from numpy.typing import NDArray

class Shape: ...

def shapes_of(scene: Scene) -> list[VMobject]: ...

class Canvas:
    def __init__(
        self,
        picture: NDArray[np.uint8],
        scale: float,
        ground: tuple[int, int, int, int],
        hole: tuple[float, float, float] | None = None,
    ) -> None: ...
    def look(self, mobjects: Sequence[VMobject]) -> list[Shape]: ...
    def show(self, shapes: list[Shape]) -> list[tuple[int, int, int, int]]: ...
