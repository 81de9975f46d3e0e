"""Letters: the world's main scripts have some, and where there are none a text is refused, never drawn as boxes."""

from __future__ import annotations

import pytest

from bits import stage
from bits.errors import UserError
from bits.stage.fonts import families, missing
from tests.own import concept

GREETINGS = [
    "здравствуй", "γειά σου", "שלום", "مرحبا", "你好", "こんにちは世界", "안녕하세요", "नमस्ते", "সালাম", "வணக்கம்",
    "హలో", "ನಮಸ್ಕಾರ", "ഹലോ", "નમસ્તે", "ਸਤਿ", "සුබ", "สวัสดี", "ສະບາຍດີ", "မင်္ဂလာပါ", "សួស្ដី", "ሰላም",
    "გამარჯობა", "բարեւ", "🎲", "👩‍🔬", "❤️", "☃", "→",
]  # fmt: skip
HIEROGLYPH = "\U00013000"
"""No font of ours has it."""


@pytest.mark.parametrize("text", GREETINGS)
def test_the_world_s_main_scripts_have_letters(text: str) -> None:
    assert missing(text) is None
    assert stage.Words(text).advance > 0


def test_no_character_of_two_is_drawn_as_the_same_box() -> None:
    shapes = [stage.Words(sign).submobjects[0].points for sign in "表한字🎲"]
    assert all(one.shape != other.shape for i, one in enumerate(shapes) for other in shapes[:i])


def test_signs_that_china_and_japan_write_differently_follow_the_text() -> None:
    assert "Noto Sans CJK SC" in families("直")
    assert "Noto Sans CJK JP" in families("直す")
    assert "Noto Sans CJK KR" in families("직直")
    assert families("Straight, прямо, ευθύς") == families("")


@pytest.mark.parametrize("text", [HIEROGLYPH, f"a label {HIEROGLYPH}", f"你好 {HIEROGLYPH} {HIEROGLYPH}"])
def test_the_first_character_that_no_font_has_is_named(text: str) -> None:
    assert missing(text) == HIEROGLYPH
    with pytest.raises(UserError, match=r"no font has .* \(U\+13000, EGYPTIAN HIEROGLYPH A001\)"):
        stage.Words(text)


@pytest.mark.parametrize(
    ("scene", "name", "value"),
    [
        ("entropy", "labels", ("a", f"b{HIEROGLYPH}")),
        ("entropy", "question", f"has {HIEROGLYPH}?"),
        ("mutual_information", "rows", f"a,{HIEROGLYPH}"),
        ("surprise", "sentence", HIEROGLYPH),
    ],
)
def test_a_parameter_is_refused_by_its_name(scene: str, name: str, value: object) -> None:
    settings = {name: value, **({"P": (0.5, 0.5)} if name == "labels" else {})}
    with pytest.raises(UserError, match=rf"^{scene}: parameter {name}: .*{HIEROGLYPH}.*U\+13000"):
        concept(scene).Params.of(scene, settings)
