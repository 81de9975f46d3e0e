"""What is told with some parameters: the facts, the words with their numbers, and when they are said."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bits.authoring.concept import ConceptScene
from bits.authoring.discovery import blamed_on
from bits.authoring.paces import Pace, reading_paces
from bits.authoring.parameters import Facts, SceneParams, as_typed, names_shown
from bits.authoring.project import Project
from bits.making.job import Look, Shot
from bits.making.plan import parts_of, shots
from bits.making.store import Store, key_of, written_whole
from bits.speech.lexicon import lexicon_in
from bits.speech.manner import Manner
from bits.speech.reading import time_at
from bits.speech.script import Line, Template
from bits.studio.easel import Instant
from bits.studio.state import State


@dataclass(frozen=True)
class Telling:
    """A scene as it is told in some state.

    Attributes
    ----------
    cls
        The class of its scene, as it was then: its code may have changed since.
    paces
        When things are said: as they were spoken, or as they were when they were spoken last.
    shots
        By beat what was spoken; empty as long as nothing has been.
    """

    project: Project
    cls: type[ConceptScene]
    state: State
    params: SceneParams
    facts: Facts
    lines: Mapping[str, Line]
    paces: Mapping[str, Pace]
    shots: Mapping[str, Shot]

    def instant(self, beat: str, seconds: float, look: Look) -> Instant:
        """Return what a picture of a beat depends on; after its end its last picture stands.

        Raises
        ------
        KeyError
            If there is no such beat.
        """
        if beat not in self.paces:
            raise KeyError(f"there is no beat {beat}")
        last = self._lasts(beat) - 1 / look.fps
        when = min(max(seconds, 0.0), last)
        scene, step = self.state.scene, self.cls.place_in_film()
        return Instant(
            self.project, scene, self.params, self.paces, step, beat, when, replace(look, theme=self.state.theme)
        )

    def sound(self, beat: str) -> bytes:
        """Return what is said in a beat, with the silence before it, as a WAV file.

        Raises
        ------
        KeyError
            If it has not been spoken.
        """
        shot = self.shots[beat]
        silence = np.zeros(round(shot.lead * shot.speech.rate), np.float32)
        samples = np.concatenate([silence, shot.speech.samples])
        file = io.BytesIO()
        with wave.open(file, "wb") as wav:
            wav.setnchannels(1)
            wav.setsampwidth(2)
            wav.setframerate(shot.speech.rate)
            wav.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
        return file.getvalue()

    def told(self) -> dict[str, Any]:
        """Return all of it that a page shows, as plain data."""
        facts = {name: value if isinstance(value, str) else float(f"{value:.6g}") for name, value in self.facts.items()}
        return {
            "scene": self.state.scene,
            "theme": self.state.theme,
            "settings": dict(self.state.own),
            "retold": sorted(self.state.words.get(self.state.scene, {})),
            "values": {name: as_typed(getattr(self.params, name)) for name in type(self.params).model_fields},
            "names": names_shown(self.params),
            "facts": {name: str(value) for name, value in facts.items()},
            "spoken": bool(self.shots),
            "beats": [self._beat(beat, line) for beat, line in self.lines.items()],
        }

    def _beat(self, beat: str, line: Line) -> dict[str, Any]:
        cls, pace, shot = self.cls, self.paces[beat], self.shots.get(beat)
        words = shot.speech.words if shot else ()
        times = [(shown, time_at(words, line.spoken, spoken)) for spoken, shown in line.pairs] if words else []
        lead = cls.lead(beat)
        return {
            "name": beat,
            "heading": cls.heading(beat),
            "seconds": round(self._lasts(beat), 3),
            "lead": lead,
            "shown": line.shown,
            "times": [(offset, round(lead + time, 3)) for offset, time in times],
            "cues": {name: round(lead + time, 3) for name, time in pace.cues.items()},
        }

    def _lasts(self, beat: str) -> float:
        from bits.authoring.concept import BREATH

        return self.cls.lead(beat) + self.paces[beat].words + BREATH


class Teller:
    """Tells scenes of a project.

    Parameters
    ----------
    project
        Whose.
    speaker
        The voice.
    store
        Where speech is kept.
    folder
        Where words that are edited are put for those who read narrations.
    manner
        How the voice speaks.
    retelling
        The words of a film that go before the usual ones, as `bits.making.plan.shots` takes them.
    """

    def __init__(
        self,
        project: Project,
        speaker: str,
        store: Store,
        folder: Path,
        manner: Manner | None = None,
        retelling: str = "",
    ) -> None:
        self.project, self._speaker, self._store, self._folder = project, speaker, store, folder
        self._manner, self._film = manner or Manner(), project.narration / retelling if retelling else None
        self._templates: dict[str, Template] = {}

    def forget(self) -> None:
        """Read all words again when they are needed."""
        self._templates.clear()

    def at_once(self, state: State, before: Telling | None = None) -> Telling:
        """Return what is told in a state, with the times of what was told before, as far as it has the same cues.

        Raises
        ------
        UserError
            In one line, if parameters are refused or words malformed.
        """
        cls = self.project.scene(state.scene)
        params = cls.Params.of(state.scene, state.own)
        with blamed_on(cls.file(), "in facts(): "):
            facts = params.facts()
        template = self._template(cls, state)
        lines = {line.beat: line for line in template.fill(facts).lines}
        known = before.paces if before is not None and before.state.scene == state.scene else {}
        paces = {
            beat: replace(known[beat], question=line.question)
            for beat, line in lines.items()
            if beat in known and [*known[beat].cues] == [*line.cues]
        }
        if len(paces) < len(lines):
            paces = reading_paces(template, facts) | paces
        return Telling(self.project, cls, state, params, facts, lines, paces, {})

    def aloud(self, state: State) -> Telling:
        """Return what is told in a state, once it has been spoken.

        Raises
        ------
        UserError
            As `at_once` does, or if the voice fails.
        """
        quick = self.at_once(state)
        made = shots(
            self.project,
            parts_of([state.scene], self.project),
            {state.scene: state.own},
            self._speaker,
            self._store,
            manner=self._manner,
            retelling=str(self.retelling(state, [state.scene]) or ""),
        )
        return replace(quick, paces=made[0].paces, shots={shot.beat: shot for shot in made})

    def written(self, state: State, beat: str) -> str:
        """Return the words of a beat as they are written, edited or not.

        Raises
        ------
        KeyError
            If there is no such beat.
        """
        edited = state.words.get(state.scene, {}).get(beat)
        return edited if edited is not None else sections(self.file(state.scene, beat))[beat]

    def file(self, scene: str, beat: str) -> Path:
        """Return the file in which a beat's words stand: the film's own, if it tells the beat, or the project's."""
        own = self._film / f"{scene}.md" if self._film is not None else None
        return own if own and own.exists() and beat in sections(own) else self.project.narration / f"{scene}.md"

    def _template(self, cls: type[ConceptScene], state: State) -> Template:
        template = self._templates.get(state.scene)
        if template is None:
            template = replace(cls.narration(), lexicon=lexicon_in(self.project.narration, "en"))
            self._templates[state.scene] = template
        retelling = self.retelling(state, [state.scene])
        return template.retold(retelling) if retelling is not None else template

    def retelling(self, state: State, scenes: Sequence[str], within: Path | None = None) -> Path | None:
        """Return a folder with all words that are told in place of the usual ones of some scenes; None if none are.

        Parameters
        ----------
        within
            The folder in which a new one is made for edited words, if it is not the usual one.
        """
        if not any(state.words.get(scene) for scene in scenes):
            return self._film
        texts = {scene: text for scene in scenes if (text := self._retold(state, scene))}
        folder = (within or self._folder) / f"words-{key_of('retold', texts)[:12]}"  # one for all who are told the same
        for scene, text in texts.items():
            if not (file := folder / f"{scene}.md").exists():
                with written_whole(file) as temporary:
                    temporary.write_text(text, encoding="utf-8")
        return folder

    def _retold(self, state: State, scene: str) -> str:
        """Return the file of what is told of a scene in place of the usual words; nothing if nothing is."""
        own = self._film / f"{scene}.md" if self._film is not None else None
        told = (sections(own) if own is not None and own.exists() else {}) | dict(state.words.get(scene, {}))
        parts = [f"## {beat}\n{told[beat].strip()}" for beat in self.project.scene(scene).beats() if beat in told]
        return "# Retold\n\n" + "\n\n".join(parts) + "\n" if parts else ""


def sections(file: Path) -> dict[str, str]:
    """Return the words of each beat in a file, as they are written."""
    return {beat: body.strip("\n") for beat, _, _, body in _parts(file.read_text(encoding="utf-8"))}


def with_section(text: str, beat: str, words: str) -> str:
    """Return a file's text with other words for a beat; all else stays as it is, byte for byte.

    Raises
    ------
    KeyError
        If there is no such beat.
    """
    for name, start, end, body in _parts(text):
        if name == beat:
            tail = body[len(body.rstrip("\n")) :] or "\n"
            return text[:start] + words.strip("\n") + tail + text[end:]
    raise KeyError(f"there is no beat {beat}")


def _parts(text: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield the beats of a text: name, where the words start and end, and the words."""
    heads = []
    at = 0
    for line in text.splitlines(keepends=True):
        if line.startswith("## "):
            heads.append((line[3:].strip(), at, at + len(line)))
        at += len(line)
    for (name, _, start), end in zip(heads, [*(head[1] for head in heads[1:]), len(text)], strict=True):
        yield name, start, end, text[start:end]
