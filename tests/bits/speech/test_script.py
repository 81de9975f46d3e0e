"""A narration text becomes what is said and shown, or one line that tells what is wrong with it."""

import math
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from num2words import num2words

from bits.errors import UserError
from bits.speech.script import Line, Template, check_beats, read


def template(tmp_path: Path, text: str) -> Template:
    path = tmp_path / "coins.md"
    path.write_text(text, encoding="utf-8")
    return read("coins", path.parent)


def line(tmp_path: Path, prose: str, **facts: float | str) -> Line:
    return template(tmp_path, f"# Coins\n\n## toss\n{prose}\n").fill(facts).lines[0]


def test_title_beats_and_paragraphs(tmp_path: Path) -> None:
    text = template(tmp_path, "# Fair coins\n\n## toss\nOne line\nand another.\n\nA paragraph.\n## count\nTwo  {n}.\n")
    assert text.beats == ("toss", "count")
    assert text.placeholders("count") == ("n",)
    script = text.fill({"n": 3})
    assert (script.scene, script.title) == ("coins", "Fair coins")
    assert [line.shown for line in script.lines] == ["One line and another. A paragraph.", "Two 3."]


def test_a_cue_marks_the_word_that_follows_and_leaves_no_trace(tmp_path: Path) -> None:
    spoken = line(tmp_path, "[[start]]A coin, [[up]] “heads” or\n[[down]]\ntails[[last]].")
    assert spoken.shown == spoken.spoken == "A coin, “heads” or tails."
    assert {cue: spoken.spoken[at:] for cue, at in spoken.cues.items()} == {
        "start": "A coin, “heads” or tails.",
        "up": "“heads” or tails.",
        "down": "tails.",
        "last": "",
    }


def test_a_cue_after_a_number_follows_the_number_as_spoken(tmp_path: Path) -> None:
    spoken = line(tmp_path, "From {low} [[here]] on.", low=-5)
    assert (spoken.shown, spoken.spoken) == ("From −5 on.", "From minus five on.")
    assert spoken.spoken[spoken.cues["here"] :] == "on."


def test_a_variant_is_shown_one_way_and_spoken_another(tmp_path: Path) -> None:
    spoken = line(tmp_path, "So [H(P) = {h:.2f}](say: H of P is {h:.1f}), [[bits]]bits.", h=1.75)
    assert spoken.shown == "So H(P) = 1.75, bits."
    assert spoken.spoken == "So H of P is one point eight, bits."
    assert spoken.spoken[spoken.cues["bits"] :] == "bits."
    assert [(spoken.spoken[a:][:5], spoken.shown[b:][:4]) for a, b in spoken.pairs] == [
        ("So H ", "So H"),
        ("H of ", "H(P)"),
        ("bits.", "bits"),
    ]


@pytest.mark.parametrize(
    ("placeholder", "value", "shown", "spoken"),
    [
        ("{x}", math.inf, "∞", "infinity"),
        ("{x:.2f}", -math.inf, "−∞", "minus infinity"),
        ("{x:.2f}", 0.0, "0.00", "zero"),
        ("{x:+.2f}", -0.0, "0.00", "zero"),
        ("{x:.2f}", 0.004, "0.004", "zero point zero zero four"),
        ("{x:.2f}", -0.001, "−0.001", "minus zero point zero zero one"),
        ("{x:.3f}", 0.000414, "0.00041", "zero point zero zero zero four one"),
        ("{x:.3f}", 4e-9, "< 0.001", "less than zero point zero zero one"),
        ("{x:.3f}", 5e-324, "< 0.001", "less than zero point zero zero one"),
        ("{x:.2f}", -4e-9, "> −0.01", "more than minus zero point zero one"),
        ("{x:.2f}", 0.99999, "0.99999", "zero point nine nine nine nine nine"),
        ("{x:.3g}", 0.99999, "0.99999", "zero point nine nine nine nine nine"),
        ("{x:.2f}", 1 - 1e-9, "> 0.99", "more than zero point nine nine"),
        ("{x:.4g}", 1 - 1e-9, "> 0.999", "more than zero point nine nine nine"),
        ("{x:.2f}", 1 + 1e-9, "> 1", "more than one"),
        ("{x:.2f}", -0.99999, "−0.99999", "minus zero point nine nine nine nine nine"),
        ("{x:.2f}", 1 - 1e-16, "1.00", "one"),
        ("{x:.2f}", 2.001, "2.00", "two"),
        ("{x:.0%}", -0.001, "−0.1%", "minus zero point one percent"),
        ("{x:.0%}", 0.99999, "99.999%", "ninety-nine point nine nine nine percent"),
        ("{x:.0%}", 1e-12, "< 1%", "less than one percent"),
        ("{x:.2f}", -1.256, "−1.26", "minus one point two six"),
        ("{x:+.1f}", 0.5, "+0.5", "plus zero point five"),
        ("{x:,}", 150528, "150,528", "one hundred and fifty thousand five hundred and twenty-eight"),
        ("{x:.0%}", 0.5, "50%", "fifty percent"),
        ("{x:g}", 0.00001, "1·10⁻⁵", "one times ten to the minus five"),
        ("{x}", "nats", "nats", "nats"),
        ("{{{x}}}", 1, "{1}", "{one}"),
    ],
)
def test_how_a_fact_is_written(tmp_path: Path, placeholder: str, value: float, shown: str, spoken: str) -> None:
    filled = line(tmp_path, f"It is {placeholder}.", x=value)
    assert (filled.shown, filled.spoken) == (f"It is {shown}.", f"It is {spoken}.")


def test_a_unit_agrees_with_its_number(tmp_path: Path) -> None:
    def said(x: float) -> str:
        return line(tmp_path, "Of {x:.3g} [[here]] {unit}, {x:.3g} bits and {x:.3g}.", x=x, unit="nats").spoken

    assert said(1.0) == "Of one nat, one bit and one."
    assert said(1.5) == "Of one point five nats, one point five bits and one point five."
    assert said(math.inf) == "Of infinitely many nats, infinitely many bits and infinity."


def test_numbers_that_differ_look_different_in_one_beat(tmp_path: Path) -> None:
    def shown(a: float, b: float, prose: str = "It is {a:.3f} one way, {b:.3f} the other, {c:.3f} ever.") -> str:
        return line(tmp_path, prose, a=a, b=b, c=0.5).shown

    assert shown(0.12341, 0.12338) == "It is 0.12341 one way, 0.12338 the other, 0.500 ever."
    assert shown(0.1234, 0.1234) == "It is 0.123 one way, 0.123 the other, 0.500 ever."
    assert shown(0.12341, 0.12341 + 1e-9) == "It is 0.123 one way, 0.123 the other, 0.500 ever."
    assert shown(1.7502, 1.75, "{a:.3f} where {b:.2f} would do") == "1.7502 where 1.750 would do"
    assert shown(1.7502, 1.75, "{a:.3g} where {b:.3g} would do") == "1.7502 where 1.75 would do"


def test_a_fact_is_never_read_as_markup(tmp_path: Path) -> None:
    assert line(tmp_path, "Say {word}.", word="[[cue]] {x}").shown == "Say [[cue]] {x}."


@pytest.mark.parametrize(
    "bad", ["{x.__class__}", "{x[0]}", "{x!r}", "{x:{y}}", "{}", "{0}", "{x()}", "{x:>99999999}", "{x", "{x:.2f"]
)
def test_a_placeholder_is_a_name_and_a_format_only(tmp_path: Path, bad: str) -> None:
    with pytest.raises(UserError) as error:
        line(tmp_path, f"It is\n{bad} so.", x=1, y=2)
    assert str(error.value).startswith(f"{tmp_path.name}/coins.md:5: bad placeholder {bad}")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "line_number", "message"),
    [
        ("", 1, "the '# title' is missing"),
        ("## toss\nA coin.", 1, "the '# title' is missing"),
        ("# Coins\n", 1, "no '## beat' section"),
        ("# Coins\n\nHello.\n## toss\nA coin.", 3, "text before the first heading"),
        ("# Coins\n# More\n## toss\nA coin.", 2, "a second title 'More'"),
        ("# Coins\n## toss\nA coin.\n### sub\n", 4, "not '### sub'"),
        ("# Coins\n## Toss it\nA coin.", 2, "'Toss it' is no beat name"),
        ("# Coins\n## toss\nA coin.\n## toss\nAgain.", 4, "beat 'toss' has two sections"),
        ("# Coins\n## toss\n\n## count\nOne.", 2, "'## toss' has no words"),
        ("# Coins\n## toss\n[[up]] ...\n", 2, "'## toss' has no words"),
        ("# Coins\n## toss\nA coin [[up is tossed.", 3, "begins no cue"),
        ("# Coins\n## toss\nA [[Up]] coin.", 3, "begins no cue"),
        ("# Coins\n## toss\nA [[up]]coin\nis [[up]]up.", 4, "cue [[up]] stands twice"),
        ("# Coins\n## toss\nA [coin](see: it).", 3, "neither a cue [[name]] nor a variant"),
        ("# Coins\n## toss\nA [coin](say: ).", 3, "one side of the variant"),
        ("# Coins\n## toss\nA\n\n[{c.d}](say: coin).", 5, "bad placeholder {c.d}"),
        ("# Coins\n## toss\nA coin].", 3, "closes what was not opened"),
        ("# Coins\n## toss\nA coin}.", 3, "write }} for a brace"),
    ],
)
def test_a_malformed_text_is_named_with_its_line(tmp_path: Path, text: str, line_number: int, message: str) -> None:
    with pytest.raises(UserError) as error:
        template(tmp_path, text)
    assert str(error.value).startswith(f"{tmp_path.name}/coins.md:{line_number}: ")
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_an_unknown_fact_names_file_beat_and_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"coins\.md:4: beat 'toss': .*'h_fare'.*'h_fair'"):
        line(tmp_path, "It is {h_fare:.2f}.", h_fair=1.0, x=2)


@pytest.mark.parametrize(("placeholder", "value"), [("{x:d}", 1.5), ("{x:.2f}", "one"), ("{x:.2f}", math.nan)])
def test_a_fact_that_does_not_fit_its_format(tmp_path: Path, placeholder: str, value: float) -> None:
    with pytest.raises(UserError, match=r"coins\.md:4: beat 'toss': \{x:.*\} does not fit"):
        line(tmp_path, f"It is {placeholder}.", x=value)


def test_a_missing_text_and_one_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"narration/no_such_scene\.md: No such file"):
        read("no_such_scene", tmp_path / "narration")
    (tmp_path / "latin.md").write_bytes("# Größe".encode("latin-1"))
    with pytest.raises(UserError, match=r"latin\.md: is not UTF-8"):
        read("latin", tmp_path)


def test_headings_and_beats_have_to_match_in_order(tmp_path: Path) -> None:
    text = template(tmp_path, "# Coins\n## toss\nA coin.\n## count\nOne.\n")
    check_beats(text, ["toss", "count"])
    for beats, message in [
        (["toss", "weigh"], "coins.md:4: heading '## count' stands in the place of the scene's beat 'weigh'"),
        (["toss"], "coins.md:4: heading '## count'"),
        (["toss", "count", "weigh"], "the scene's beat 'weigh' has no heading '## weigh'"),
    ]:
        with pytest.raises(UserError) as error:
            check_beats(text, beats)
        assert message in str(error.value)


word = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)
pieces = st.one_of(
    word.map(lambda text: (text, text, text)),
    st.integers(-50, 50).map(lambda n: (f"{{n{n + 50}}}", str(n).replace("-", "−"), num2words(n))),
    st.tuples(word, word).map(lambda both: (f"[{both[0]}](say: {both[1]})", *both)),
)


@given(st.lists(st.tuples(pieces, st.sampled_from([" ", "\n", "  \n\n", " [[?]]", "[[?]] "])), min_size=1, max_size=12))
@example([(("a", "a", "a"), "[[?]] "), (("b", "b", "b"), " [[?]]")])
def test_words_survive_and_every_word_shown_has_its_word_spoken(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[tuple[str, str, str], str]]
) -> None:
    prose = "".join(source + gap.replace("?", f"cue{i}") for i, ((source, _, _), gap) in enumerate(parts))
    facts = {f"n{n + 50}": n for n in range(-50, 51)}
    filled = line(tmp_path_factory.getbasetemp(), prose, **facts)
    assert filled.shown == " ".join(shown for (_, shown, _), _ in parts)
    said = [spoken for (_, _, spoken), _ in parts]
    said[0] = said[0][:1].upper() + said[0][1:] if parts[0][0][0].startswith("{") else said[0]
    assert filled.spoken == " ".join(said)
    assert [filled.shown[at:].split()[0] for _, at in filled.pairs] == [shown for (_, shown, _), _ in parts]
    rests = [" ".join(said[i:]) for i in range(len(parts) + 1)]
    assert [filled.spoken[at:] for at, _ in filled.pairs] == rests[:-1]
    assert [filled.spoken[at:] for at in filled.cues.values()] == [
        rests[i + 1] for i, (_, gap) in enumerate(parts) if "?" in gap
    ]
