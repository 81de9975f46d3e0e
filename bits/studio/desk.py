"""What the page can ask for: change, undo, look, listen, edit, and take home; several pages share it."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import invalidate_caches
from pathlib import Path
from typing import Any

from bits.authoring.parameters import as_typed
from bits.authoring.project import Project
from bits.errors import UserError, quoted
from bits.making.job import Look
from bits.making.lecture import Lecture, film_of, read
from bits.making.store import Store, written_whole
from bits.making.variants import spread
from bits.paths import named
from bits.speech.manner import Manner
from bits.speech.voices import default_voice
from bits.studio.commands import FILM, OUT, Command, command, film, toml
from bits.studio.easel import Easel
from bits.studio.handles import Handle
from bits.studio.renders import Renders
from bits.studio.state import History, State
from bits.studio.telling import Teller, Telling, with_section

MOST_TELLINGS = 64
"""How many tellings are remembered: pages may still ask for pictures of them."""
FPS = 60
"""Ticks per second of the beats' clock, as in the film."""
SIZES = {(width, width * 9 // 16) for width in (320, 640, 960, 1280, 1920)}
"""Sizes in which pictures may be asked for."""
RESTING = 1920, 1080
LONGEST_WORDS = 20_000
WAIT = 20.0
"""Seconds after which who waits for news is told that there is none."""


class Desk:
    """One lecturer's studio.

    Parameters
    ----------
    project
        Whose scenes are played with.
    scene
        The one to begin with, if nothing is remembered; None for the first.
    voice, store
        Who speaks (None for the usual voice), and where speech is kept.
    home
        Folder of what is remembered.
    easel, renders
        Who draws pictures, and who makes what is taken home.
    film_file
        Of a film to begin with; None for the usual one.

    Raises
    ------
    UserError
        If the scene is unknown, or the film malformed, or its voice a program that nobody has asked for.
    """

    def __init__(
        self,
        project: Project,
        scene: str | None,
        voice: str | None,
        store: Store,
        home: Path,
        easel: Easel,
        renders: Renders,
        film_file: Path | None = None,
    ) -> None:
        self.project, self._easel, self.renders = project, easel, renders
        lecture = read(film_file, project) if film_file is not None else None
        self._voice, self._lecture = voice or _voice_of(lecture), lecture
        self._teller = Teller(project, self._voice or default_voice(), store, home / "words", *_told_by(lecture))
        self._guard, self._speaking = threading.RLock(), threading.Lock()
        self._news = threading.Condition(self._guard)
        first = _first(project, scene, lecture)
        self._history = History(home / f"{_name_of(film_file.resolve() if film_file else project.folder)}.json", first)
        if scene is not None and scene != self._history.state.scene:
            self._history.push(replace(self._history.state, scene=scene))
        self._tellings: OrderedDict[int, Telling] = OrderedDict()
        self._revision = 0
        self._held = 0  # the revision that holds, for all pages
        self.trouble = ""
        self._hold()

    # Asked by the page.

    def opened(self) -> dict[str, Any]:
        """Return all that a page has to know when it opens."""
        with self._guard:
            told = self.held()
            scenes = self.project.concepts()
            return told | {"scenes": list(scenes), "described": self._described()}

    def held(self) -> dict[str, Any]:
        """Return the state that holds, with what is told in it."""
        with self._guard:
            told = self._of(self._held)
            history = self._history
            return told | {"undo": history.can_undo, "redo": history.can_redo, "trouble": self.trouble}

    def change(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Change parameters, the scene, the words or the theme; what is refused changes nothing.

        Parameters
        ----------
        wanted
            ``scene``, ``settings`` (all that differ from the defaults), ``theme``; ``beat`` and ``words``; ``keep``:
            whether the change holds from now on, or is only looked at, while something is dragged.
        """
        with self._guard:
            state = self._changed(wanted)
            before = self._tellings[self._held]
            try:
                self._check_files(state)
                telling = self._teller.at_once(state, before)
            except UserError as error:
                return {"refused": str(error), "parameter": _parameter_in(str(error), state)}
            if not wanted.get("keep"):
                return self._of(self._remember(telling))
            if self._history.push(state):
                self._held = self._remember(telling)
                self._news.notify_all()
            return self.held()

    def speak(self) -> dict[str, Any]:
        """Have the words spoken that hold now; return them with their times."""
        with self._speaking:
            with self._guard:
                revision = self._held
                telling = self._tellings[revision]
            if not telling.shots:
                telling = self._teller.aloud(telling.state)
                with self._guard:
                    if self._held == revision:
                        self._held = self._remember(telling)
                        self._news.notify_all()
            return self.held()

    def undo(self) -> dict[str, Any]:
        """Take the last change back."""
        return self._step(self._history.undo)

    def redo(self) -> dict[str, Any]:
        """Make the last change again that was taken back."""
        return self._step(self._history.redo)

    def news(self, revision: int) -> dict[str, Any]:
        """Wait until another revision holds, or for a while, and return which holds."""
        with self._news:
            self._news.wait_for(lambda: self._held != revision, WAIT)
            return {"revision": self._held, "trouble": self.trouble}

    def picture(self, revision: int, beat: str, seconds: float, size: tuple[int, int]) -> bytes:
        """Return a picture as JPEG.

        Raises
        ------
        LookupError
            If the revision is forgotten, or there is no such beat or size.
        """
        if size not in SIZES:
            raise KeyError(f"{size}: no such size")
        return self._easel.draw(self._telling(revision).instant(beat, seconds, Look(*size, FPS)))

    def handles(self, revision: int, beat: str, seconds: float) -> list[Handle]:
        """Return the bars of a picture by which parameters can be dragged; LookupError as for a picture."""
        return self._easel.handles(self._telling(revision).instant(beat, seconds, Look(*RESTING, FPS)))

    def sound(self, revision: int, beat: str) -> bytes:
        """Return what is said in a beat, as a WAV file; LookupError if it has not been spoken."""
        return self._telling(revision).sound(beat)

    def words(self, beat: str) -> dict[str, Any]:
        """Return the words of a beat as they are written, and whether they are those of the file."""
        with self._guard:
            state = self._history.state
            file = self._teller.file(state.scene, beat)
            return {
                "beat": beat,
                "words": self._teller.written(state, beat),
                "edited": beat in state.words.get(state.scene, {}),
                "file": named(file),
                "stamp": _stamp(file),
            }

    def save_words(self, beat: str, stamp: str, force: bool) -> dict[str, Any]:
        """Write the edited words of a beat into the project's file.

        Raises
        ------
        UserError
            If the file has been changed since its stamp was taken, and it is not forced.
        """
        with self._guard:
            state = self._history.state
            file = self._teller.file(state.scene, beat)
            if not force and stamp != _stamp(file):
                raise UserError(f"{named(file)} was changed by another program: save over it?")
            words = state.words.get(state.scene, {}).get(beat)
            if words is not None:
                text = with_section(file.read_bytes().decode("utf-8"), beat, words)
                with written_whole(file) as temporary:
                    temporary.write_bytes(text.encode("utf-8"))
                self._teller.forget()
                self.change({"beat": beat, "words": None, "keep": True})
            return self.words(beat)

    def spread(self, name: str, text: str) -> dict[str, Any]:
        """Return the values of a parameter that a range or a list stands for, as ``sweep --over`` reads it."""
        entry = {entry["name"]: entry for entry in self._described()}[name]
        try:
            return {"values": spread(entry, text)}
        except UserError as error:
            return {"refused": str(error).removeprefix("--over ")}

    def make(self, kind: str, beat: str, seconds: float) -> dict[str, Any]:
        """Put something on the list of what is made: ``clip``, ``still``, ``slides``, ``page`` or ``film``."""
        return self.renders.add(kind, self._command(kind, beat, seconds))

    def commands(self, beat: str, seconds: float) -> dict[str, str]:
        """Return the command that makes each thing, and the parameters as a TOML file."""
        made = {kind: self._command(kind, beat, seconds).typed for kind in ("clip", "still", "slides")}
        return made | {"toml": toml(self._history.state)}

    def write_film(self) -> dict[str, str]:
        """Write the film's file, with all that has been changed, to where what is taken home lies; return its name."""
        state, lecture = self._history.state, self._lecture or film_of(self.project)
        text = film(lecture, state, self._words([part.scene for part in lecture.parts]))
        with written_whole(self.renders.folder / FILM) as temporary:
            temporary.write_text(text, encoding="utf-8")
        return {"file": str(FILM)}

    # Told by the watchman.

    def reload(self) -> None:
        """Read all code and all words again: something has changed on disk."""
        with self._guard:
            self._easel.renew()
            self._teller.forget()
            for name in [name for name in sys.modules if name.partition(".")[0] == "scenes"]:
                del sys.modules[name]
            invalidate_caches()
            self.project.open()
            self._hold()
            self._news.notify_all()

    def close(self) -> None:
        """Let no process be left behind."""
        self._easel.close()
        self.renders.close()

    # How it is done.

    def _command(self, kind: str, beat: str, seconds: float) -> Command:
        state = self._history.state
        if kind == "film":
            self.write_film()
        return command(self.project, state, kind, beat, seconds, self._voice, self._words([state.scene]))

    def _words(self, scenes: Sequence[str]) -> Path | None:
        """Return the folder of what is told in place of the usual words, seen from where the commands run."""
        home = self.renders.folder
        folder = self._teller.retelling(self._history.state, list(dict.fromkeys(scenes)), home / OUT)
        return None if folder is None else Path(os.path.relpath(folder, home))

    def _changed(self, wanted: Mapping[str, Any]) -> State:
        state = self._history.state
        if (scene := wanted.get("scene")) is not None:
            state = replace(state, scene=str(scene))
        if (theme := wanted.get("theme")) is not None:
            state = replace(state, theme="light" if theme == "light" else "dark")
        if (settings := wanted.get("settings")) is not None:
            state = state.set({str(name): str(value) for name, value in settings.items()})
        if (beat := wanted.get("beat")) is not None and "words" in wanted:
            words = wanted["words"]
            state = state.told(str(beat), None if words is None else str(words)[:LONGEST_WORDS])
        return state

    def _check_files(self, state: State) -> None:
        """Refuse a file outside the project's folder."""
        params = self.project.scene(state.scene).Params
        for entry in params.described():
            value = state.own.get(entry["name"], "")
            if entry["kind"] == "file" and value:
                path = (self.project.folder / value).resolve()
                if not path.is_relative_to(self.project.folder):
                    rule = "is outside of the project's folder: copy it there"
                    raise UserError(f"{state.scene}: parameter {entry['name']} = {quoted(value)}: {rule}")

    def _step(self, go: Any) -> dict[str, Any]:
        with self._guard:
            if go():
                self._hold()
                self._news.notify_all()
            return self.held() | {"described": self._described()}

    def _hold(self) -> None:
        """Let the history's state hold; where it cannot be told any more, what held before still does."""
        before = self._tellings.get(self._held)
        try:
            telling = self._teller.at_once(self._history.state, before)
            self.trouble = ""
        except UserError as error:
            self.trouble = str(error)
            if before is None:
                self._history.push(State(self._history.state.scene))
                telling = self._teller.at_once(self._history.state)
            else:
                telling = before
        self._held = self._remember(telling)

    def _remember(self, telling: Telling) -> int:
        self._revision += 1
        self._tellings[self._revision] = telling
        while len(self._tellings) > MOST_TELLINGS:
            oldest = next(revision for revision in self._tellings if revision != self._held)
            del self._tellings[oldest]
        return self._revision

    def _telling(self, revision: int) -> Telling:
        with self._guard:
            return self._tellings[revision]

    def _of(self, revision: int) -> dict[str, Any]:
        return {"revision": revision} | self._tellings[revision].told()

    def _described(self) -> list[dict[str, Any]]:
        return self._tellings[self._held].cls.Params.described()


def _voice_of(lecture: Lecture | None) -> str | None:
    voice = lecture.voice if lecture is not None else None
    if voice is not None and voice.startswith("command:"):
        raise UserError(f"the film's voice is a program that it names, {quoted(voice)}: choose one with --voice")
    return voice


def _told_by(lecture: Lecture | None) -> tuple[Manner, str]:
    """Return how the voice speaks, and whose words go before the usual ones."""
    return (Manner(lecture.language, lecture.pace), lecture.narration) if lecture is not None else (Manner(), "")


def _first(project: Project, scene: str | None, lecture: Lecture | None) -> State:
    """Return the state to begin with: as it is in a film, where there is one."""
    if lecture is None:
        return State(scene or project.concepts()[0])
    settings: dict[str, dict[str, str]] = {}
    for part in lecture.parts:
        own = {name: value if isinstance(value, str) else as_typed(value) for name, value in part.settings.items()}
        settings.setdefault(part.scene, own)
    shown = next((name for name in settings if name in project.concepts()), project.concepts()[0])
    return State(scene or shown, settings, theme=lecture.theme)


def _parameter_in(error: str, state: State) -> str | None:
    """Return the parameter that an error names, if it names one that was changed."""
    return next((name for name in state.own if f"parameter {name} " in error), None)


def _name_of(folder: Path) -> str:
    return f"{folder.name}-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"


def _stamp(file: Path) -> str:
    """Return what tells whether a file has been changed."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]
