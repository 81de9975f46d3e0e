"""The prose of a beat, parsed: phrases, and the marks between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bits.errors import UserError
from bits.speech.markdown import refuse_blocks, without_emphasis
from bits.speech.reading import next_spoken

REST = 1.2
"""Seconds that the voice waits where a text says just that it rests."""
ASK, ANSWER = "ask", "answer"
"""The cues that a question gives to its beat."""
RESERVED = (ASK, ANSWER, "end", "rest", "stop", "if", "elif", "else")
"""What no cue of one's own is called."""
_ANSWERS = range(2, 5)
_QUESTION = re.compile(r"\[\[ask\b[^\[\]]*\]\]")
_RIGHT = re.compile(r"right\s*=\s*([A-Za-z_]\w*)", re.ASCII)
_TOKEN = re.compile(
    r"""(?P<brace>\{\{|\}\})
      | \{(?P<name>[A-Za-z_]\w*)(?::(?P<spec>[-+ ]?0?\d{0,2},?(?:\.\d{1,2})?[deEfFgGs%]?))?\}
      | (?P<pause>\[\[rest(?:[ ]+(?P<rest>\d{1,2}(?:\.\d{1,2})?))?\]\])
      | (?P<stop>\[\[stop\]\])
      | \[\[ask\s+(?P<ask>[^\[\]]+)\]\]
      | \[\[(?P<branch>if|elif)\s+(?P<unless>not\s+)?(?P<fact>[A-Za-z_]\w*)\]\]
      | \[\[(?P<turn>else|end)\]\]
      | \[\[(?P<cue>(?!(?:ask|if|elif)\]\])[a-z][a-z0-9_]*)\]\]
      | \[(?P<shown>[^\[\]]+)\]\(say:(?P<spoken>[^()\[\]]+)\)
      | (?P<text>[^\[\]{}]+)""",
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True)
class Placeholder:
    """A fact's name and the format in which it is written."""

    name: str
    spec: str
    line: int


Parts = tuple[str | Placeholder, ...]


@dataclass(frozen=True)
class Cue:
    """A mark before the word at which something happens."""

    name: str
    line: int


@dataclass(frozen=True)
class Rest:
    """A place at which the voice waits."""

    seconds: float


@dataclass(frozen=True)
class Stop:
    """A place at which a lecturer's slides wait."""


@dataclass(frozen=True)
class Phrase:
    """Text and placeholders, as shown and as spoken."""

    shown: Parts
    spoken: Parts


@dataclass(frozen=True)
class Ask:
    """A question with its answers, and the fact that tells which is right: 1 is the first."""

    question: Parts
    answers: tuple[Parts, ...]
    right: Placeholder


@dataclass(frozen=True)
class Branch:
    """What is said where a fact holds, or does not hold; without one, in all cases that are left."""

    fact: Placeholder | None
    unless: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Choice:
    """Ways to say something, of which the facts choose the first that holds."""

    branches: tuple[Branch, ...]


Piece = Cue | Rest | Stop | Phrase | Ask | Choice


def pieces_of(body: str, source: str, heading: int, beat: str) -> tuple[Piece, ...]:
    """Parse the prose of a section, whose heading stands on that line of the source.

    Raises
    ------
    UserError
        Naming file, line and beat of what is malformed.
    """
    blank = _QUESTION.sub(lambda question: re.sub(r"[^\n]", " ", question[0]), body)
    refuse_blocks(blank, source, heading + 1)
    reader = _Reader(source, beat)
    for token, line in _tokens(without_emphasis(body, source, heading + 1), source, heading + 1):
        reader.take(token, line)
    pieces = reader.close()
    if not _has_words(pieces):
        raise UserError(f"{source}:{heading}: the section '## {beat}' has no words")
    _check_question(pieces, f"{source}:{heading}: beat {beat!r}")
    return pieces


def phrases_in(pieces: tuple[Piece, ...]) -> Iterator[Phrase]:
    """Yield the phrases of a text and of all its branches."""
    for piece in pieces:
        if isinstance(piece, Phrase):
            yield piece
        elif isinstance(piece, Choice):
            for branch in piece.branches:
                yield from phrases_in(branch.pieces)


def cues_in(pieces: tuple[Piece, ...]) -> tuple[str, ...]:
    """Return the cues of a text in order; all branches of a choice have the same."""
    names: list[str] = []
    asked = False
    for piece in pieces:
        if isinstance(piece, Cue):
            names.append(piece.name)
        elif isinstance(piece, Choice):
            names += cues_in(piece.branches[0].pieces)
        elif isinstance(piece, Ask):
            names.append(ASK)
            asked = True
        elif isinstance(piece, Rest) and asked:
            names.append(ANSWER)
            asked = False
    return tuple(names)


class _Reader:
    """Puts tokens together: those between ``[[if]]`` and ``[[end]]`` into a choice."""

    def __init__(self, source: str, beat: str) -> None:
        self._source, self._beat = source, beat
        self._pieces: list[Piece] = []
        self._branches: list[Branch] = []
        self._branch: list[Piece] | None = None
        self._when: tuple[Placeholder | None, bool] = None, False
        self._began = 0

    def take(self, token: re.Match[str], line: int) -> None:
        """Read one more token."""
        here = self._pieces if self._branch is None else self._branch
        if token["pause"]:
            here.append(Rest(float(token["rest"] or REST)))
        elif token["stop"]:
            here.append(Stop())
        elif token["ask"]:
            here.append(self._ask(token["ask"], line))
        elif token["branch"] or token["turn"]:
            self._turn(token, line)
        elif token["cue"]:
            here.append(self._cue(token["cue"], here, line))
        else:
            here.append(_phrase(token, self._source, line))

    def close(self) -> tuple[Piece, ...]:
        """Return the pieces, now that the text has ended."""
        if self._branch is not None:
            raise self._error(self._began, "[[if]] has no [[end]]")
        return tuple(self._pieces)

    def _turn(self, token: re.Match[str], line: int) -> None:
        word = token["branch"] or token["turn"]
        if (word == "if") != (self._branch is None):
            what = "[[if]] stands inside another" if word == "if" else f"[[{word}]] stands outside an [[if]]"
            raise self._error(line, what)
        if self._branch is None:
            self._began = line
        else:
            if word != "end" and self._when[0] is None:
                raise self._error(line, f"[[{word}]] stands after [[else]]")
            self._branches.append(Branch(*self._when, tuple(self._branch)))
        if word == "end":
            self._pieces.append(self._choice(line))
            self._branch, self._branches = None, []
        else:
            fact = Placeholder(token["fact"], "", line) if token["fact"] else None
            self._branch, self._when = [], (fact, bool(token["unless"]))

    def _choice(self, line: int) -> Choice:
        branches = list(self._branches)
        if branches[-1].fact is not None:
            branches.append(Branch(None, False, ()))
        first = cues_in(branches[0].pieces)
        for branch in branches:
            if any(isinstance(piece, Ask) for piece in branch.pieces):
                raise self._error(line, "a question stands inside an [[if]]; let its words change, not the question")
            if (cues := cues_in(branch.pieces)) != first:
                rule = f"one has {_named(first)}, another {_named(cues)}"
                raise self._error(line, f"all ways to say it must mark the same cues; {rule}")
        return Choice(tuple(branches))

    def _cue(self, name: str, here: list[Piece], line: int) -> Cue:
        if name in RESERVED:
            raise self._error(line, f"[[{name}]] cannot be a cue: the name has a meaning of its own")
        before = self._pieces if here is self._pieces else [*self._pieces, *here]
        if name in cues_in(tuple(before)):
            raise UserError(f"{self._source}:{line}: cue [[{name}]] stands twice in beat {self._beat!r}")
        return Cue(name, line)

    def _ask(self, text: str, line: int) -> Ask:
        question, *answers = (" ".join(part.split()) for part in text.split("|"))
        right = _RIGHT.fullmatch(answers.pop()) if answers else None
        if not right or len(answers) not in _ANSWERS or not all([question, *answers]):
            form = "[[ask QUESTION | ANSWER | ANSWER | right = FACT]], with two to four answers"
            raise self._error(line, f"write a question as {form}")
        if ASK in cues_in(tuple(self._pieces)):
            raise self._error(line, "a second question; one is enough")
        return Ask(
            self._parts(question, line),
            tuple(self._parts(answer, line) for answer in answers),
            Placeholder(right[1], "", line),
        )

    def _parts(self, text: str, line: int) -> Parts:
        return tuple(_part(token, at) for token, at in _tokens(text, self._source, line))

    def _error(self, line: int, rule: str) -> UserError:
        return UserError(f"{self._source}:{line}: beat {self._beat!r}: {rule}")


def _named(cues: tuple[str, ...]) -> str:
    return ", ".join(f"[[{cue}]]" for cue in cues) or "none"


def _has_words(pieces: tuple[Piece, ...]) -> bool:
    parts = [part for phrase in phrases_in(pieces) for part in phrase.spoken]
    return any(isinstance(part, Placeholder) or next_spoken(part, 0) < len(part) for part in parts)


def _check_question(pieces: tuple[Piece, ...], where: str) -> None:
    """Raise the error for a question that leaves no time to think."""
    asked = next((place for place, piece in enumerate(pieces) if isinstance(piece, Ask)), None)
    if asked is not None and not any(isinstance(piece, Rest) for piece in pieces[asked:]):
        raise UserError(f"{where}: no [[rest 3.5]] follows its question: give time to think")


def _phrase(token: re.Match[str], source: str, line: int) -> Phrase:
    """Turn a token that is no mark into what is shown and what is spoken."""
    if token["shown"] is None:
        part = _part(token, line)
        return Phrase((part,), (part,))
    sides = []
    for side in (token["shown"], token["spoken"]):
        if not side.strip():
            raise UserError(f"{source}:{line}: one side of the variant {token[0]!r} is empty")
        sides.append(tuple(_part(inner, at) for inner, at in _tokens(side, source, line)))
    return Phrase(*sides)


def _part(token: re.Match[str], line: int) -> str | Placeholder:
    """Turn a token of running text into plain text or a placeholder."""
    if token["name"]:
        return Placeholder(token["name"], token["spec"] or "", line)
    return token[0][0] if token["brace"] else token[0]


def _tokens(text: str, source: str, line: int) -> Iterator[tuple[re.Match[str], int]]:
    """Yield each token of a text that begins on a line of the source, with the line it stands on."""
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        at = line + text.count("\n", 0, position)
        if not token:
            raise UserError(f"{source}:{at}: {_fault(text[position:])}")
        yield token, at
        position = token.end()


def _fault(rest: str) -> str:
    """Say what is wrong where no token begins."""
    start = rest.split("\n", 1)[0][:30]
    if re.match(r"\[\[(if|elif)\b", rest):
        return f"{start!r}: write [[if FACT]] or [[if not FACT]]"
    if rest.startswith("[[ask"):
        return f"{start!r}: write [[ask QUESTION | ANSWER | ANSWER | right = FACT]]"
    if rest.startswith("[["):
        return f"{start!r} begins no cue: write [[name]] with lower-case letters, digits and _"
    if rest.startswith("["):
        return f"{start!r} begins neither a cue [[name]] nor a variant [shown](say: spoken)"
    if rest.startswith("{"):
        written = re.match(r"\{[^\s{}]*(?:\{[^{}]*\})?[^\s{}]*\}?", rest)
        name = written[0] if written else start
        return f"bad placeholder {name}: write a fact's name and a number format, as in {{H:.2f}}"
    return f"{start!r} closes what was not opened" + (" (write }} for a brace)" if rest[0] == "}" else "")
