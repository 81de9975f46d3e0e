"""The message that is compressed: which alphabets and letters it may have, and what does not depend on its meaning."""

from __future__ import annotations

from collections.abc import Sequence

from bits.authoring.parameters import shown
from bits.errors import quoted


def is_alphabet(letters: str) -> str:
    """Return letters that may be an alphabet; raise `ValueError` for others."""
    if len(set(letters)) < len(letters) or not letters.isprintable() or any(map(str.isspace, letters)):
        raise ValueError("needs every letter once, and no spaces")
    return letters


def check_message(message: str, alphabet: str, letters: Sequence[float]) -> None:
    """Raise `ValueError` if the letters of an alphabet lack a probability, or a message has others."""
    if len(letters) != len(alphabet):
        rule = f"has {len(letters)} values but alphabet has {len(alphabet)} letters"
        raise ValueError(f"parameter letters {rule}: they must agree")
    known = {letter for letter, p in zip(alphabet, letters, strict=True) if p > 0}
    for letter in message:
        if letter not in known:
            rule = f"{quoted(letter)} is not in alphabet with a probability above 0 in letters"
            raise ValueError(f"parameter message = {shown(message)}: {rule}")


def moral_of(message: str) -> str:
    """Return that other orders of the letters, whatever they mean, are just as surprising."""
    letters = sorted(message)
    other = next((order for order in (letters, letters[::-1]) if order != list(message)), None)
    if other is None:
        return "surprise is measured, meaning is not"
    return f"{''.join(other)}: another meaning, if any, and the same surprise"
