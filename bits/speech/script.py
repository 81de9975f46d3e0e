"""Narration texts: Markdown with cues, facts and spoken variants, filled in to what is said and shown.

A text is ``# title`` and one ``## beat`` section per beat. In the prose stand

- ``[[cue]]``: something happens on screen at the word that follows;
- ``[[rest]]`` or ``[[rest 1.5]]``: the voice waits, for so many seconds;
- ``{fact}`` or ``{fact:.2f}``: a number that the scene computed. A name and a number format, nothing else, so
  that a text can neither run code nor look into an object;
- ``[shown](say: spoken)``: written one way in the captions and read another way by the voice;
- ``{{`` and ``}}``: braces.

Comments and marks of emphasis are left out; see `bits.speech.markdown`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from bits.errors import UserError, quoted, unknown
from bits.speech.lexicon import Lexicon, lexicon_in
from bits.speech.markdown import read_text, refuse_blocks, without_emphasis
from bits.speech.reading import next_spoken
from bits.speech.sides import Sides
from bits.theory.figures import Fact, agreeing, as_text, finer

REST = 1.2
"""Seconds that the voice waits where a text says just that it rests."""
_HEADING = re.compile(r"(#{1,2})\s+(\S.*?)\s*")
_BEAT = re.compile(r"[a-z][a-z0-9_]*")
_TOKEN = re.compile(
    r"""(?P<brace>\{\{|\}\})
      | \{(?P<name>[A-Za-z_]\w*)(?::(?P<spec>[-+ ]?0?\d{0,2},?(?:\.\d{1,2})?[deEfFgGs%]?))?\}
      | (?P<pause>\[\[rest(?:[ ]+(?P<rest>\d{1,2}(?:\.\d{1,2})?))?\]\])
      | \[\[(?P<cue>[a-z][a-z0-9_]*)\]\]
      | \[(?P<shown>[^\[\]]+)\]\(say:(?P<spoken>[^()\[\]]+)\)
      | (?P<text>[^\[\]{}]+)""",
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True)
class Line:
    """The narration of one beat."""

    beat: str
    spoken: str
    """Plain text that the voice reads."""
    shown: str
    """Plain text of the captions."""
    cues: Mapping[str, int]
    """Character offset in `spoken` of the word that each cue marks; its length where the cue stands last."""
    pairs: tuple[tuple[int, int], ...]
    """Offsets in `spoken` and in `shown` of the same word, increasing; a variant is one unit."""
    rests: tuple[tuple[int, float], ...] = ()
    """Where in `spoken` the voice waits, and for how many seconds, increasing."""


@dataclass(frozen=True)
class Script:
    """The narration of one scene, every number filled in."""

    scene: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Placeholder:
    """A fact's name and the format in which it is written."""

    name: str
    spec: str
    line: int


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
class Phrase:
    """Text and placeholders, as shown and as spoken."""

    shown: tuple[str | Placeholder, ...]
    spoken: tuple[str | Placeholder, ...]


@dataclass(frozen=True)
class Section:
    """One beat of a text, before its numbers are known."""

    beat: str
    line: int
    pieces: tuple[Cue | Rest | Phrase, ...]


@dataclass(frozen=True)
class Template:
    """A scene's text, parsed and unfilled."""

    scene: str
    title: str
    source: str
    sections: tuple[Section, ...]
    lexicon: Lexicon = field(default_factory=Lexicon)

    @property
    def beats(self) -> tuple[str, ...]:
        """Names of the beats, in order."""
        return tuple(section.beat for section in self.sections)

    def placeholders(self, beat: str) -> tuple[str, ...]:
        """Return the facts that a beat names, each once, in order of appearance."""
        phrases = (piece for piece in self._section(beat).pieces if isinstance(piece, Phrase))
        parts = (part for phrase in phrases for part in (*phrase.shown, *phrase.spoken))
        return tuple(dict.fromkeys(part.name for part in parts if isinstance(part, Placeholder)))

    def cues(self, beat: str) -> tuple[str, ...]:
        """Return the cues of a beat, in order."""
        return tuple(piece.name for piece in self._section(beat).pieces if isinstance(piece, Cue))

    def fill(self, facts: Mapping[str, Fact]) -> Script:
        """Write the facts into the text.

        Raises
        ------
        UserError
            Naming file, line, beat and placeholder, where a fact is unknown or does not fit its format.
        """
        lines = tuple(_fill(section, facts, self.source, self.lexicon) for section in self.sections)
        return Script(self.scene, self.title, lines)

    def _section(self, beat: str) -> Section:
        for section in self.sections:
            if section.beat == beat:
                return section
        raise unknown(f"beat of {self.source}", beat, self.beats)


def read(scene: str, folder: Path) -> Template:
    """Parse the text of a scene, ``<scene>.md`` in the folder of the narration, whose lexicon goes with it.

    Raises
    ------
    UserError
        One line with file and line number of what is missing or malformed.
    """
    source = f"{folder.name}/{scene}.md"
    text = read_text(folder / f"{scene}.md", source)
    title, bodies = _outline(text, source)
    sections: list[Section] = []
    for beat, line, body in bodies:
        if any(section.beat == beat for section in sections):
            raise UserError(f"{source}:{line}: beat {beat!r} has two sections")
        sections.append(Section(beat, line, _pieces(body, source, line, beat)))
    return Template(scene, title, source, tuple(sections), lexicon_in(folder))


def check_beats(template: Template, beats: Sequence[str]) -> None:
    """Compare a text's headings with the beat methods of its scene.

    Raises
    ------
    UserError
        Naming the first difference: the heading in the file and the method of the scene.
    """
    for section, beat in zip_longest(template.sections, beats):
        if section is None:
            raise UserError(f"{template.source}: the scene's beat {beat!r} has no heading '## {beat}'")
        if section.beat != beat:
            expected = f"the scene's beat {beat!r}" if beat else "the end: the scene has no further beat"
            where = f"{template.source}:{section.line}"
            raise UserError(f"{where}: heading '## {section.beat}' stands in the place of {expected}")


def filled(text: str, facts: Mapping[str, Fact], source: str, beat: str) -> str:
    """Return a short text, written like the narration of a beat, as it is shown: every number filled in.

    Raises
    ------
    UserError
        Naming source, beat and placeholder, where the text is malformed, a fact unknown or its format unfit.
    """
    return _fill(Section(beat, 1, _pieces(text, source, 0, beat)), facts, source, Lexicon()).shown


def _outline(text: str, source: str) -> tuple[str, list[tuple[str, int, str]]]:
    """Split a text into its title and the (beat, line number, body) of each section."""
    title = ""
    sections: list[tuple[str, int, list[str]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r"#| {1,3}#{1,6}\s", line):
            level, name = _heading(line.strip(), f"{source}:{number}", bool(title))
            if level == "#":
                title = without_emphasis(name, source, number)
            else:
                sections.append((name, number, []))
        elif sections:
            sections[-1][2].append(line)
        elif line.strip():
            raise UserError(f"{source}:{number}: text before the first heading '## beat'")
    if not title:
        raise UserError(f"{source}:1: the '# title' is missing")
    if not sections:
        raise UserError(f"{source}:1: there is no '## beat' section")
    return title, [(name, number, "\n".join(lines)) for name, number, lines in sections]


def _heading(line: str, where: str, titled: bool) -> tuple[str, str]:
    """Return the level and the name of a heading, given whether the title has been read."""
    heading = _HEADING.fullmatch(line)
    if not heading:
        raise UserError(f"{where}: a heading is '# title' or '## beat', not {quoted(line)}")
    level, name = heading.groups()
    if level == "#" and titled:
        raise UserError(f"{where}: a second title {quoted(name)}")
    if level == "##" and not titled:
        raise UserError(f"{where}: the '# title' is missing before the first beat")
    if level == "##" and not _BEAT.fullmatch(name):
        raise UserError(f"{where}: {quoted(name)} is no beat name (lower-case letters, digits and _)")
    return level, name


def _pieces(body: str, source: str, heading: int, beat: str) -> tuple[Cue | Rest | Phrase, ...]:
    """Parse the prose of one section."""
    pieces: list[Cue | Rest | Phrase] = []
    refuse_blocks(body, source, heading + 1)
    for token, line in _tokens(without_emphasis(body, source, heading + 1), source, heading + 1):
        name = token["cue"]
        if token["pause"]:
            pieces.append(Rest(float(token["rest"] or REST)))
        elif name is None:
            pieces.append(_phrase(token, source, line))
        elif any(isinstance(piece, Cue) and piece.name == name for piece in pieces):
            raise UserError(f"{source}:{line}: cue [[{name}]] stands twice in beat {beat!r}")
        else:
            pieces.append(Cue(name, line))
    parts = [part for piece in pieces if isinstance(piece, Phrase) for part in piece.spoken]
    if not any(isinstance(part, Placeholder) or next_spoken(part, 0) < len(part) for part in parts):
        raise UserError(f"{source}:{heading}: the section '## {beat}' has no words")
    return tuple(pieces)


def _phrase(token: re.Match[str], source: str, line: int) -> Phrase:
    """Turn a token that is no cue into what is shown and what is spoken."""
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
    if rest.startswith("[["):
        return f"{start!r} begins no cue: write [[name]] with lower-case letters, digits and _"
    if rest.startswith("["):
        return f"{start!r} begins neither a cue [[name]] nor a variant [shown](say: spoken)"
    if rest.startswith("{"):
        written = re.match(r"\{[^\s{}]*(?:\{[^{}]*\})?[^\s{}]*\}?", rest)
        name = written[0] if written else start
        return f"bad placeholder {name}: write a fact's name and a number format, as in {{H:.2f}}"
    return f"{start!r} closes what was not opened" + (" (write }} for a brace)" if rest[0] == "}" else "")


def _fill(section: Section, facts: Mapping[str, Fact], source: str, lexicon: Lexicon) -> Line:
    """Write the facts into one section."""
    sides = Sides(lexicon)
    marks: dict[str, int] = {}
    more = _more_digits(section, facts)

    def write(part: str | Placeholder) -> tuple[str, str]:
        return _written(part, facts, more, source, section.beat)

    texts = [_texts(piece, write) for piece in section.pieces if isinstance(piece, Phrase)]
    phrases = iter(agreeing(texts))
    for piece in section.pieces:
        if isinstance(piece, Cue):
            marks[piece.name] = len(sides.spoken)
        elif isinstance(piece, Rest):
            sides.rest(piece.seconds)
        else:
            sides.add(*next(phrases))
    spoken = sides.spoken.rstrip()
    cues = {name: _word_start(spoken, offset) for name, offset in marks.items()}
    return Line(section.beat, spoken, sides.shown.rstrip(), cues, tuple(sides.pairs), tuple(sides.rests))


def _texts(phrase: Phrase, write: Callable[[str | Placeholder], tuple[str, str]]) -> tuple[str, str]:
    """Return a phrase as shown and as spoken."""
    return "".join(write(part)[0] for part in phrase.shown), "".join(write(part)[1] for part in phrase.spoken)


def _more_digits(section: Section, facts: Mapping[str, Fact]) -> dict[tuple[str, str], int]:
    """Return how many more digits the numbers of a beat need so that those that differ look different."""
    phrases = [piece for piece in section.pieces if isinstance(piece, Phrase)]
    parts = [part for phrase in phrases for part in (*phrase.shown, *phrase.spoken) if isinstance(part, Placeholder)]
    return finer({(part.name, part.spec): facts[part.name] for part in parts if part.name in facts})


def _word_start(text: str, offset: int) -> int:
    """Return where the word at or after an offset begins; an opening quote or bracket belongs to it."""
    sound = next_spoken(text, offset)
    if sound == len(text):
        return sound
    return max(offset, text.rfind(" ", 0, sound) + 1)


def _written(
    part: str | Placeholder,
    facts: Mapping[str, Fact],
    more: Mapping[tuple[str, str], int],
    source: str,
    beat: str,
) -> tuple[str, str]:
    """Return a part as shown and as spoken, with as many more digits as its number needs."""
    if isinstance(part, str):
        return part, part
    where = f"{source}:{part.line}: beat {beat!r}"
    if part.name not in facts:
        raise UserError(f"{where}: {unknown('placeholder', part.name, facts)}")
    value = facts[part.name]
    try:
        return as_text(value, part.spec, more.get((part.name, part.spec), 0))
    except (TypeError, ValueError, OverflowError) as error:
        raise UserError(f"{where}: {{{part.name}:{part.spec}}} does not fit {quoted(value)} ({error})") from error
