"""Which earlier beats a beat needs: those that it may inherit attributes of the scene from.

What a beat inherits is seen when it is played: an attribute that it reads before it sets it. What one that is not
played would touch is read from its code: each attribute of ``self`` that its method names, and those that the methods
it calls name. A method that hands ``self`` on may touch anything.
"""

from __future__ import annotations

import dis
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import CodeType, FunctionType
from typing import Any

from bits.authoring.concept import ConceptScene

_WRAPPED = ("fget", "fset", "func", "__func__")
"""Where properties and their like keep their functions."""


class Names:
    """The attributes that a beat's code may touch.

    Parameters
    ----------
    cls
        The scene's class.
    beat
        The beat's name.
    """

    def __init__(self, cls: type[ConceptScene], beat: str) -> None:
        self._named: set[str] = set(getattr(cls, beat).keeps)
        self._anything = False
        own = [vars(base) for base in cls.__mro__ if base not in ConceptScene.__mro__]
        self._follow(getattr(cls, beat), own)

    def __contains__(self, name: str) -> bool:
        return self._anything or name in self._named

    def meet(self, names: set[str]) -> bool:
        """Return whether the code may touch any of these."""
        return bool(names) if self._anything else not self._named.isdisjoint(names)

    def _follow(self, member: Any, own: Sequence[Mapping[str, Any]]) -> None:
        for function in _functions(member):
            self._read(function.__code__, next(iter(function.__code__.co_varnames), ""), own)

    def _read(self, code: CodeType, itself: str, own: Sequence[Mapping[str, Any]]) -> None:
        for name in _attributes(code, itself):
            if name is None:
                self._anything = True
            elif name not in self._named:
                self._named.add(name)
                for members in own:
                    self._follow(members.get(name), own)
        for inner in code.co_consts:
            if isinstance(inner, CodeType) and itself in inner.co_freevars:
                self._read(inner, itself, own)


def _functions(member: Any) -> Iterator[FunctionType]:
    for part in (member, *(getattr(member, name, None) for name in _WRAPPED)):
        if isinstance(part, FunctionType):
            yield part


def _attributes(code: CodeType, itself: str) -> Iterator[str | None]:
    """Yield the attributes of ``self`` that a function names, and None where it does something else with it."""
    shared = itself in (*code.co_cellvars, *code.co_freevars)
    takes = "LOAD_DEREF" if shared else "LOAD_FAST"
    for this, after in pairwise(dis.get_instructions(code)):
        taken = this.argval if isinstance(this.argval, tuple) else (this.argval,)
        if this.opname.startswith(takes) and itself in taken:
            named = taken[-1] == itself and after.opname.endswith(("_ATTR", "_METHOD"))
            yield after.argval if named else None
