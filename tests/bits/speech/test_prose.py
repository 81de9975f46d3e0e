"""Facts choose the words, a question gives time to think, slides may stop, and terms are introduced."""

from __future__ import annotations

from pathlib import Path

import pytest

from bits.errors import UserError
from bits.speech.script import Line, Template, read
from bits.theory.figures import Fact


def template(folder: Path, body: str, head: str = "") -> Template:
    (folder / "coins.md").write_text(f"# Coins\n\n{head}\n## toss\n{body}\n")
    return read("coins", folder)


def line(folder: Path, body: str, **facts: Fact) -> Line:
    return template(folder, body).fill(facts).lines[0]


def refused(folder: Path, body: str, **facts: Fact) -> str:
    with pytest.raises(UserError) as error:
        line(folder, body, **facts)
    assert "\n" not in str(error.value)
    return str(error.value)


WAYS = """Here [[if same]]nothing [[gap]] is lost[[elif little]]little [[gap]] is lost[[else]]{kl:.2f} bits
[[gap]] are[[end]]."""


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"same": 1, "little": 1}, "Here nothing is lost."),
        ({"same": 0, "little": 0.1}, "Here little is lost."),
        ({"same": 0, "little": ""}, "Here 0.50 bits are."),
    ],
)
def test_the_first_way_that_holds_is_said_and_has_the_cue(tmp_path: Path, facts: dict[str, Fact], told: str) -> None:
    said = line(tmp_path, WAYS, kl=0.5, **facts)
    assert said.shown == told
    assert set(said.cues) == {"gap"}
    assert said.spoken[said.cues["gap"] :].split()[0] in ("is", "are.")


def test_what_does_not_hold_may_say_nothing(tmp_path: Path) -> None:
    assert line(tmp_path, "So it is[[if not sure]], perhaps[[end]].", sure=1).shown == "So it is."
    assert line(tmp_path, "So it is[[if not sure]], perhaps[[end]].", sure=0).shown == "So it is, perhaps."


def test_facts_of_the_way_that_is_not_said_are_not_asked(tmp_path: Path) -> None:
    assert line(tmp_path, "[[if a]]Yes.[[else]]{unknown:.2f}[[end]]", a=1).shown == "Yes."


ASKED = """[[ask More or less than {n}? | more | less
 | just as much | right = side]] Is it more, or less? [[rest 3.5]] [[swap]] It is {n}. [[stop]] And so on."""


def test_a_question_stands_until_its_rest_ends(tmp_path: Path) -> None:
    said = line(tmp_path, ASKED, n=7, side=3)
    assert said.question is not None
    assert (said.question.text, said.question.answers) == ("More or less than 7?", ("more", "less", "just as much"))
    assert (said.question.right, said.question.seconds) == (2, 3.5)
    assert said.shown == "Is it more, or less? It is 7. And so on."
    assert said.cues["ask"] == 0
    assert said.spoken[said.cues["answer"] :].startswith("It is")
    assert said.cues["answer"] == said.cues["swap"]
    assert [said.spoken[stop:][:2] for stop in said.stops] == ["It", "An"]


def test_all_cues_of_a_text_are_known_before_its_numbers(tmp_path: Path) -> None:
    assert template(tmp_path, ASKED).cues("toss") == ("ask", "answer", "swap")
    assert template(tmp_path, WAYS).cues("toss") == ("gap",)


@pytest.mark.parametrize("right", [0, 4, 1.0, "more"])
def test_the_right_answer_is_one_of_them(tmp_path: Path, right: Fact) -> None:
    assert "it must be 1 to 3, an answer's number" in refused(tmp_path, ASKED, n=7, side=right)


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("[[if a]] So. [[if b]] No. [[end]] [[end]]", "stands inside another"),
        ("[[if a]] So.", "[[if]] has no [[end]]"),
        ("So. [[end]]", "[[end]] stands outside an [[if]]"),
        ("[[else]] So.", "[[else]] stands outside an [[if]]"),
        ("[[if a]] So. [[else]] No. [[elif b]] Ah. [[end]]", "[[elif]] stands after [[else]]"),
        ("[[if a]] [[up]] So. [[end]] Well.", "must mark the same cues; one has [[up]], another none"),
        ("[[if a]] [[up]] So. [[else]] [[down]] No. [[end]]", "one has [[up]], another [[down]]"),
        ("[[up]] Oh. [[if a]] [[up]] So. [[else]] [[up]] No. [[end]]", "cue [[up]] stands twice"),
        ("[[if]] So. [[end]]", "write [[if FACT]]"),
        ("[[answer]] So.", "the name has a meaning of its own"),
        ("[[ask]] So?", "write [[ask QUESTION"),
        ("[[ask So? | yes | right = a]] So? [[rest 3]] Yes.", "two to four answers"),
        ("[[ask So? | yes | no]] So? [[rest 3]] Yes.", "two to four answers"),
        ("[[ask So? | yes | no | right = a]] So? Yes.", "no [[rest 3.5]] follows its question"),
        ("[[ask So? | yes | no | right = a]] So? [[ask No? | yes | no | right = a]] [[rest]] Yes.", "second question"),
        ("[[if a]] [[ask So? | yes | no | right = a]] So? [[end]] [[rest]] Yes.", "a question stands inside an [[if]]"),
        ("[[ask So? | yes | yes | right = a]] So? [[rest 3]] Yes.", "two answers look alike"),
        ("[[ask So? | yes | no | right = c]] So? [[rest 3]] Yes.", "c"),
        ("[[if c]] So. [[end]] Well.", "c"),
    ],
)
def test_what_is_malformed_is_told_in_one_line(tmp_path: Path, body: str, rule: str) -> None:
    told = refused(tmp_path, body, a=1, b=0)
    assert rule in told
    assert "coins.md:" in told


def test_the_head_tells_which_beat_introduces_a_term(tmp_path: Path) -> None:
    assert template(tmp_path, "A coin.", "- fair coin: toss\n- H(P): toss\n").terms == {
        "fair coin": "toss",
        "H(P)": "toss",
    }
    with pytest.raises(UserError, match="write '- term: beat'"):
        template(tmp_path, "A coin.", "- fair coin\n")
    with pytest.raises(UserError, match="beat that introduces a term"):
        template(tmp_path, "A coin.", "- fair coin: hump\n")
