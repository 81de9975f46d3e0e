"""How exactly the words of a recording are found.

``python -m tests.benchmarks.alignment ['PROGRAM {textfile} {wav}' ...]`` aligns the film as eSpeak reads it, whose
events tell the word times, and as Festival does at three paces, if it is installed (Debian's package ``festival``; its
utterances tell them), and as each program given reads it, which pocketsphinx judges. It prints by how many milliseconds
the starts of words are missed, what was told of these faithful readings (false alarms), the processor time for a minute
of speech, and how many sentences and clauses that eSpeak leaves out or adds are told.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from bits.authoring.project import OWN
from bits.making.job import Shot
from bits.making.lecture import film_of
from bits.making.plan import shots
from bits.making.store import Store, default_folder
from bits.speech.manner import Manner
from bits.speech.natural import sentences
from bits.speech.reading import Word, tokens
from bits.speech.readings import aligned
from bits.speech.script import Line
from bits.speech.sound import MARGIN, decode, stretches
from bits.speech.voices import Speech, voice
from tests.aligner import differences

ADDED = "Let me add a thing or two that came to my mind just now."
FESTIVAL = """
(Parameter.set 'Duration_Stretch {stretch})
(set! said (utt.synth (Utterance Text "{text}")))
(utt.save.wave said "{wav}" 'riff)
(define (tell word) (format t "%s %f\\n" (item.name word) (item.feat word "word_start")))
(mapcar tell (utt.relation.items said 'Word))
"""


@dataclass
class Row:
    """What is printed of a voice."""

    missed: list[float] = field(default_factory=list)
    told: int = 0
    work: float = 0.0
    seconds: float = 0.0

    def print(self, name: str) -> None:
        sizes = 1000 * np.abs(self.missed)
        shares = " ".join(f"{np.quantile(sizes, share):6.0f}" for share in (0.5, 0.9, 0.95))
        work = 60 * self.work / self.seconds
        print(
            f"{name:24} {len(sizes):6} {1000 * np.median(self.missed):6.0f} {shares} {self.told:6} {work:6.1f}",
            flush=True,
        )

    def add(self, shot: Shot, speech: Speech, judge: Sequence[float] | None) -> None:
        """Align a reading; the judge's times are of the reading as it is given."""
        start = time.process_time()
        found = aligned(shot.line, speech.samples, speech.rate, shot.speech)
        self.work += time.process_time() - start
        self.seconds += speech.seconds
        self.told += len(found.remarks)
        if judge is None:
            self.missed += [late for _, late in differences(replace(shot, speech=found))]
        else:
            cut = max(0.0, stretches(speech.samples, speech.rate, 1.0)[0][0] - MARGIN)
            self.missed += [word.start + cut - true for word, true in zip(found.words, judge, strict=True)]


def festival(line: Line, pace: float) -> Speech | None:
    """Return a line as Festival says it; none if it makes other words of it."""
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder, "said.wav")
        text = re.sub(r"[^\w .,:;?!'-]", " ", line.spoken)
        script = FESTIVAL.format(stretch=1 / pace, text=text, wav=wav)
        done = subprocess.run(["festival", "--pipe"], input=script, capture_output=True, text=True, check=True)
        samples, rate = decode(wav, line.beat)
    starts = [float(row.split()[1]) for row in done.stdout.splitlines() if row and not row.startswith("'")]
    offsets = [offset for offset, _ in tokens(line.spoken)]
    if len(starts) != len(offsets):
        return None
    return Speech(
        samples, rate, tuple(Word(offset, start, start) for offset, start in zip(offsets, starts, strict=True))
    )


def unfaithful(shot: Shot, number: int) -> Iterator[tuple[str, str]]:
    """Yield texts that leave something out or add something."""
    parts = [text for _, text in sentences(shot.line.spoken)]
    long = [i for i, text in enumerate(parts) if len(text.split()) >= 4]
    if len(parts) < 3:
        return
    chosen = long[number % len(long)]
    yield "a sentence left out", " ".join(parts[:chosen] + parts[chosen + 1 :])
    yield "a sentence added", " ".join([*parts[: chosen + 1], ADDED, *parts[chosen + 1 :]])
    words = shot.line.spoken.split()
    yield "five words left out", " ".join(words[: len(words) // 2] + words[len(words) // 2 + 5 :])


def told_of_unfaithful(film: Sequence[Shot]) -> None:
    """Print how many omissions and additions are told."""
    texts = [(shot, kind, text) for i, shot in enumerate(film) for kind, text in unfaithful(shot, i)]
    speeches = voice("espeak").speak_all([(shot.scene, Line(kind, text, text, {}, ())) for shot, kind, text in texts])
    count: dict[str, list[bool]] = {}
    for (shot, kind, _), speech in zip(texts, speeches, strict=True):
        remarks = aligned(shot.line, speech.samples, speech.rate, shot.speech).remarks
        wanted = "says something" if kind.endswith("added") else "leaves out"
        count.setdefault(kind, []).append(any(remark.startswith(wanted) for remark in remarks))
    for kind, told in count.items():
        print(f"{kind}: {sum(told)} of {len(told)} told")


def main(programs: Sequence[str]) -> None:
    """Print the tables."""
    store, parts = Store(default_folder()), film_of(OWN).parts
    film = shots(OWN, parts, {}, "natural", store)
    print(f"{'reading':24} {'words':>6} {'median':>6} {'|50 %|':>6} {'90 %':>6} {'95 %':>6} {'alarms':>6} {'s/min':>6}")
    for pace in (0.85, 1.0, 1.2):
        row = Row()
        for shot, other in zip(film, shots(OWN, parts, {}, "espeak", store, manner=Manner(pace=pace)), strict=True):
            row.add(shot, other.speech, [word.start for word in other.speech.words])
        row.print(f"eSpeak at {pace:g}")
    for pace in (0.85, 1.0, 1.2) if shutil.which("festival") else ():
        row = Row()
        for shot in film:
            if said := festival(shot.line, pace):
                row.add(shot, said, [word.start for word in said.words])
        row.print(f"Festival at {pace:g}")
    for program in programs:
        row = Row()
        teller = voice(f"command:{program}")
        for shot in film:
            row.add(shot, teller.speak(shot.scene, shot.line), None)
        row.print(Path(shlex.split(program)[0]).name)
    told_of_unfaithful(film)


if __name__ == "__main__":
    main(sys.argv[1:])
