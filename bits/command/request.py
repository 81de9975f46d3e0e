"""What was asked for, read and checked, and what is said of what was made."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bits.command.options import Parts, Shape, Words
from bits.deliver.formats import Source
from bits.errors import UserError, quoted
from bits.speech.lexicon import FILE
from bits.speech.reading import time_at

if TYPE_CHECKING:
    from bits.authoring.project import Project
    from bits.making.crew import Crew
    from bits.making.film import About, Film
    from bits.making.job import Look, Shot
    from bits.making.lecture import Lecture
    from bits.making.plan import Settings
    from bits.making.store import Store
    from bits.making.takes import Report
    from bits.making.variants import Variant
    from bits.speech.voices import Voice


@dataclass(frozen=True)
class Request:
    """What was asked for: options win over the film's file."""

    shots: tuple[Shot, ...]
    look: Look
    about: About
    store: Store
    talker: Voice

    def guesses(self) -> list[str]:
        """Return the words of which the voice only guesses how they are said, a line each, in `check`'s form."""
        guessed = self.talker.guessed([shot.line for shot in self.shots])
        return list(
            dict.fromkeys(
                f"{shot.name}@{shot.lead + time_at(shot.speech.words, shot.line.spoken, offset):.1f}: the voice "
                f"guesses how {quoted(word)} is said: tell it in {shot.project.narration.name}/{FILE}"
                for shot, words in zip(self.shots, guessed, strict=True)
                for offset, word in words
            )
        )

    def source(self, look: Look, crew: Crew, report: Report) -> Source:
        """Return what a film of it is made of."""
        return Source(self.shots, look, self.about, self.store, crew, report)


def requested(
    project: Project, parts: Parts, words: Words, shape: Shape | None = None, quality: str | None = None
) -> Request:
    """Read what the options mean, and have the words spoken.

    Raises
    ------
    UserError
        If they make no sense.
    """
    from bits.making.lecture import film_of, read
    from bits.making.plan import parts_of, settings_of

    names = parts.scenes
    if names and parts.film is not None:
        raise UserError(f"--film {parts.film}: it names its scenes itself; leave out {' '.join(names)}")
    lecture = read(parts.film, project) if parts.film is not None else film_of(project)
    taken = parts_of(names, project) if names else lecture.parts
    only = {part.scene for part in taken}
    settings = settings_of(words.assignments or [], words.params, project, only.pop() if len(only) == 1 else None)
    film = lecture.model_copy(update={"parts": taken} | ({"narration": "", "title": ""} if names else {}))
    return ordered(project, film, settings, words, _look(lecture, shape or Shape(), quality), parts)


def ordered(
    project: Project, lecture: Lecture, settings: Settings, words: Words, look: Look, parts: Parts | None = None
) -> Request:
    """Have the words of a film spoken; one without a title is called after its scene.

    Parameters
    ----------
    settings
        Of all parts; they win over those of the film.
    parts
        As typed: whose file named the voice, and whether it is trusted.

    Raises
    ------
    UserError
        If something in it makes no sense.
    """
    from bits.making.film import About
    from bits.making.lecture import retelling_in
    from bits.making.plan import shots, talker_of
    from bits.making.store import Store, default_folder
    from bits.speech.manner import Manner

    store = Store(default_folder())
    speaker = _speaker(lecture, parts or Parts(), words)
    manner = Manner(lecture.language, words.pace or lecture.pace, patience=words.patience)
    talker = talker_of(project, speaker, manner)
    told = retelling_in(words.retold) if words.retold is not None else lecture.narration
    made = shots(project, lecture.parts, settings, speaker, store, manner=manner, fresh=words.fresh, retelling=told)
    about = About(lecture.title or made[0].title, lecture.author, lecture.language_code)
    return Request(made, look, about, store, talker)


def varied(
    project: Project, name: str, variants: Sequence[Variant], words: Words, shape: Shape, quality: str | None
) -> tuple[Request, list[Sequence[Shot]]]:
    """Have the words of a scene or a beat spoken with many sets of parameters; return also the shots of each set.

    Raises
    ------
    UserError
        If something in it makes no sense.
    """
    from bits.making.lecture import film_of
    from bits.making.plan import parts_of

    (part,) = parts_of([name], project)
    usual = usual_in(project, part.scene, words)
    parts = tuple(part.model_copy(update={"settings": {**usual, **variant.settings}}) for variant in variants)
    lecture = film_of(project).model_copy(update={"parts": parts, "narration": "", "title": ""})
    request = ordered(project, lecture, {}, words, _look(film_of(project), shape, quality))
    each = len(request.shots) // len(variants)
    return request, [request.shots[i : i + each] for i in range(0, len(request.shots), each)]


def usual_in(project: Project, scene: str, words: Words) -> Mapping[str, Any]:
    """Return what is typed of a scene's parameters, for all sets of them."""
    from bits.making.plan import settings_of

    return settings_of(words.assignments or [], words.params, project, scene).get(scene, {})


def _look(lecture: Lecture, shape: Shape, quality: str | None) -> Look:
    from bits.making.job import Look
    from bits.making.lecture import size_of
    from bits.making.plan import QUALITIES

    width, height, fps = QUALITIES[quality] if quality else (*lecture.size, lecture.fps)
    if shape.size is not None:
        width, height = size_of(shape.size)
    return Look(width, height, fps, shape.theme or lecture.theme)


def _speaker(lecture: Lecture, parts: Parts, words: Words) -> str:
    from bits.speech.voices import default_voice

    if words.voice is None and (lecture.voice or "").startswith("command:") and not parts.trust:
        raise UserError(
            f"{parts.film}: its voice is a program that it names, {quoted(lecture.voice)}: --trust lets it run, "
            "if you know what it does; --voice takes another voice"
        )
    return words.voice or lecture.voice or default_voice(lecture.language)


def made(request: Request, look: Look, path: Path, make: Callable[[Report], Film], passes: int = 1) -> None:
    """Make something of a film, and say what was made; each frame is handled in so many passes."""
    from bits.making.output import make_parent

    start = time.monotonic()
    make_parent(path)
    with watched(request, look.fps * passes) as report:
        film = make(report)
    length = f"{film.seconds // 60:.0f} min {film.seconds % 60:.1f} s"
    picture = f"{look.width}x{look.height} at {look.fps} frames a second"
    took = f"{counted(film.drawn, 'beat')} drawn, made in {time.monotonic() - start:.1f} s"
    print(f"{film.path}: {counted(len(request.shots), 'beat')}, {length}, {picture}; {took}")


def watched(request: Request, fps: int) -> AbstractContextManager[Report]:
    """Show the progress of what handles so many ticks of each second."""
    from bits.making.progress import progress

    return progress(len(request.shots), sum(round(shot.seconds * fps) for shot in request.shots))


def counted(count: int, what: str) -> str:
    """Return a number of things in words."""
    return f"1 {what}" if count == 1 else f"{count} {what}s"
