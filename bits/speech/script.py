"""Narration texts: Markdown with cues, facts and spoken variants, filled in to what is said and shown.

A text is ``# title`` and one ``## beat`` section per beat. In the prose stand

- ``[[cue]]``: something happens on screen at the word that follows;
- ``[[rest]]`` or ``[[rest 1.5]]``: the voice waits, for so many seconds;
- ``[[stop]]``: a lecturer's slides wait; it takes no time in the film;
- ``[[if fact]]`` (or ``[[if not fact]]``), ``[[elif fact]]``, ``[[else]]``, ``[[end]]``: the facts choose the words;
- ``[[ask Question? | answer | answer | right = fact]]``: the film asks before it shows, until the next rest ends;
- ``{fact}`` or ``{fact:.2f}``: a number that the scene computed. A name and a number format, nothing else, so
  that a text can neither run code nor look into an object;
- ``[shown](say: spoken)``: written one way in the captions and read another way by the voice;
- ``{{`` and ``}}``: braces.

Before the first beat, a list ``- term: beat`` tells which beat introduces a term or a symbol. Comments and marks of
emphasis are left out; see `bits.speech.markdown`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path

from bits.errors import UserError, quoted, unknown
from bits.speech.lexicon import Lexicon, lexicon_in
from bits.speech.markdown import read_text, without_emphasis
from bits.speech.prose import (
    ANSWER,
    ASK,
    Ask,
    Choice,
    Cue,
    Phrase,
    Piece,
    Placeholder,
    Rest,
    Stop,
    cues_in,
    phrases_in,
    pieces_of,
)
from bits.speech.reading import next_spoken
from bits.speech.sides import Sides
from bits.theory.figures import Fact, agreeing, as_text, finer

OneWay = Cue | Rest | Stop | Phrase | Ask
"""What a text is made of once the facts have chosen between the ways to say it."""
_HEADING = re.compile(r"(#{1,2})\s+(\S.*?)\s*")
_BEAT = re.compile(r"[a-z][a-z0-9_]*")
_TERM = re.compile(r"[-*+]\s+(\S.*?)\s*:\s*([a-z][a-z0-9_]*)\s*")
_LIST = re.compile(r"[-*+]\s")


@dataclass(frozen=True)
class Question:
    """What the film asks before it shows.

    Attributes
    ----------
    right
        Which answer is right, from 0 on.
    seconds
        How long there is to think.
    """

    text: str
    answers: tuple[str, ...]
    right: int
    seconds: float


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
    stops: tuple[int, ...] = ()
    """Where in `spoken` slides wait: before the word at the offset, increasing."""
    question: Question | None = None
    """What is asked, if anything is; the cues ``ask`` and ``answer`` tell when."""


@dataclass(frozen=True)
class Script:
    """The narration of one scene, every number filled in."""

    scene: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Section:
    """One beat of a text, before its numbers are known."""

    beat: str
    line: int
    pieces: tuple[Piece, ...]
    source: str
    """The file that it stands in."""


@dataclass(frozen=True)
class Template:
    """A scene's text, parsed and unfilled."""

    scene: str
    title: str
    source: str
    sections: tuple[Section, ...]
    lexicon: Lexicon = field(default_factory=Lexicon)
    terms: Mapping[str, str] = field(default_factory=dict)
    """The beat that introduces each term or symbol."""

    @property
    def beats(self) -> tuple[str, ...]:
        """Names of the beats, in order."""
        return tuple(section.beat for section in self.sections)

    def retold(self, folder: Path) -> Template:
        """Return the text with those beats told anew that another folder tells, if it has a file of this scene.

        Raises
        ------
        UserError
            If that file is malformed, tells a beat that this text does not have, or one with other cues.
        """
        if not (folder / f"{self.scene}.md").exists():
            return self
        other = read(self.scene, folder)
        for section in other.sections:
            if (cues := cues_in(section.pieces)) != (mine := cues_in(self._section(section.beat).pieces)):
                rule = f"its cues are {', '.join(cues)}; they must be {', '.join(mine)}, in this order"
                raise UserError(f"{other.source}:{section.line}: beat {section.beat!r}: {rule}")
        anew = {section.beat: section for section in other.sections}
        return replace(self, sections=tuple(anew.get(section.beat, section) for section in self.sections))

    def placeholders(self, beat: str) -> tuple[str, ...]:
        """Return the facts that a beat names, each once, in order of appearance."""
        phrases = phrases_in(self._section(beat).pieces)
        parts = (part for phrase in phrases for part in (*phrase.shown, *phrase.spoken))
        return tuple(dict.fromkeys(part.name for part in parts if isinstance(part, Placeholder)))

    def cues(self, beat: str) -> tuple[str, ...]:
        """Return the cues of a beat, in order."""
        return cues_in(self._section(beat).pieces)

    def fill(self, facts: Mapping[str, Fact]) -> Script:
        """Write the facts into the text.

        Raises
        ------
        UserError
            Naming file, line, beat and placeholder, where a fact is unknown or does not fit its format.
        """
        lines = tuple(_fill(section, facts, self.lexicon) for section in self.sections)
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
    title, terms, bodies = _outline(text, source)
    sections: list[Section] = []
    for beat, line, body in bodies:
        if any(section.beat == beat for section in sections):
            raise UserError(f"{source}:{line}: beat {beat!r} has two sections")
        sections.append(Section(beat, line, pieces_of(body, source, line, beat), source))
    for beat in terms.values():
        if all(section.beat != beat for section in sections):
            raise unknown(f"beat that introduces a term in {source}", beat, [section.beat for section in sections])
    return Template(scene, title, source, tuple(sections), lexicon_in(folder), terms)


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
    return _fill(Section(beat, 1, pieces_of(text, source, 0, beat), source), facts, Lexicon()).shown


def _outline(text: str, source: str) -> tuple[str, dict[str, str], list[tuple[str, int, str]]]:
    """Split a text into its title, the beat of each term, and the (beat, line number, body) of each section."""
    title, terms = "", dict[str, str]()
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
        elif title and _LIST.match(line):
            terms.update([_term(line, f"{source}:{number}")])
        elif line.strip():
            raise UserError(f"{source}:{number}: text before the first heading '## beat'")
    if not title:
        raise UserError(f"{source}:1: the '# title' is missing")
    if not sections:
        raise UserError(f"{source}:1: there is no '## beat' section")
    return title, terms, [(name, number, "\n".join(lines)) for name, number, lines in sections]


def _term(line: str, where: str) -> tuple[str, str]:
    """Return a term and the beat that introduces it."""
    told = _TERM.fullmatch(line)
    if not told:
        raise UserError(f"{where}: {quoted(line)} introduces no term: write '- term: beat'")
    return told[1], told[2]


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


def _fill(section: Section, facts: Mapping[str, Fact], lexicon: Lexicon) -> Line:
    """Write the facts into one section."""
    sides, source = Sides(lexicon), section.source
    marks: dict[str, int] = {}
    stops: list[int] = []
    question: Question | None = None
    pieces = list(_chosen(section.pieces, facts, source, section.beat))
    phrases = [piece for piece in pieces if isinstance(piece, Phrase)]
    more = _more_digits(phrases, facts)

    def write(part: str | Placeholder) -> tuple[str, str]:
        return _written(part, facts, more, source, section.beat)

    texts = iter(agreeing([_texts(phrase, write) for phrase in phrases]))
    for piece in pieces:
        if isinstance(piece, Cue):
            marks[piece.name] = len(sides.spoken)
        elif isinstance(piece, Stop):
            stops.append(len(sides.spoken))
        elif isinstance(piece, Ask):
            marks[ASK] = len(sides.spoken)
            question = _question(piece, facts, write, f"{source}:{piece.right.line}: beat {section.beat!r}")
        elif isinstance(piece, Rest):
            sides.rest(piece.seconds)
            if question is not None and ANSWER not in marks:
                marks[ANSWER] = len(sides.spoken)
                stops.append(len(sides.spoken))
                question = replace(question, seconds=piece.seconds)
        else:
            sides.add(*next(texts))
    spoken = sides.spoken.rstrip()
    cues = {name: _word_start(spoken, offset) for name, offset in marks.items()}
    waits = tuple(dict.fromkeys(_word_start(spoken, offset) for offset in stops))
    rests = tuple(sides.rests)
    return Line(section.beat, spoken, sides.shown.rstrip(), cues, tuple(sides.pairs), rests, waits, question)


def _chosen(pieces: Sequence[Piece], facts: Mapping[str, Fact], source: str, beat: str) -> Iterator[OneWay]:
    """Yield what is left of a text once the facts have chosen between the ways to say it."""
    for piece in pieces:
        if not isinstance(piece, Choice):
            yield piece
            continue
        for branch in piece.branches:
            if branch.fact is None or _holds(_fact(branch.fact, facts, source, beat)) != branch.unless:
                yield from _chosen(branch.pieces, facts, source, beat)
                break


def _holds(fact: Fact) -> bool:
    """Return whether a fact that words depend on is a number other than 0, or a text that is not blank."""
    return bool(fact.strip()) if isinstance(fact, str) else bool(fact)


def _question(
    ask: Ask, facts: Mapping[str, Fact], write: Callable[[str | Placeholder], tuple[str, str]], where: str
) -> Question:
    """Return a question with its numbers; how long there is to think is told later."""
    text, *answers = ("".join(write(part)[0] for part in parts) for parts in (ask.question, *ask.answers))
    right = facts.get(ask.right.name)
    if right is None:
        raise UserError(f"{where}: {unknown('fact', ask.right.name, facts)}")
    if not isinstance(right, int) or not 1 <= right <= len(answers):
        raise UserError(
            f"{where}: {ask.right.name} is {quoted(right)}; it must be 1 to {len(answers)}, an answer's number"
        )
    if len(set(answers)) < len(answers):
        raise UserError(f"{where}: two answers look alike: {', '.join(map(quoted, answers))}")
    return Question(text, tuple(answers), right - 1, 0.0)


def _texts(phrase: Phrase, write: Callable[[str | Placeholder], tuple[str, str]]) -> tuple[str, str]:
    """Return a phrase as shown and as spoken."""
    return "".join(write(part)[0] for part in phrase.shown), "".join(write(part)[1] for part in phrase.spoken)


def _more_digits(phrases: Sequence[Phrase], facts: Mapping[str, Fact]) -> dict[tuple[str, str], int]:
    """Return how many more digits the numbers of a beat need so that those that differ look different."""
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
    value = _fact(part, facts, source, beat)
    try:
        return as_text(value, part.spec, more.get((part.name, part.spec), 0))
    except (TypeError, ValueError, OverflowError) as error:
        where = f"{source}:{part.line}: beat {beat!r}"
        raise UserError(f"{where}: {{{part.name}:{part.spec}}} does not fit {quoted(value)} ({error})") from error


def _fact(part: Placeholder, facts: Mapping[str, Fact], source: str, beat: str) -> Fact:
    """Return the fact that a text names."""
    if part.name not in facts:
        raise UserError(f"{source}:{part.line}: beat {beat!r}: {unknown('placeholder', part.name, facts)}")
    return facts[part.name]
