"""What becomes of odd input: read, or refused in one line, and soon."""

from __future__ import annotations

import io
import random
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

from bits.command.run import run
from bits.making.store import Store, default_folder

from .cases import Case

SOON = 5.0
"""Seconds."""
LONGEST = 700
"""Characters of a refusal: a path, two quotes, and what to do."""


@dataclass
class Tally:
    """What has been seen: how often each kind of input was read and refused, and each fault."""

    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def table(self) -> str:
        """Return the counts, a line for each kind."""
        kinds = sorted(self.accepted | self.refused)
        width = max(map(len, kinds), default=0)
        lines = [f"{kind:{width}}  accepted {self.accepted[kind]:6}  refused {self.refused[kind]:6}" for kind in kinds]
        total = f"{'together':{width}}  accepted {self.accepted.total():6}  refused {self.refused.total():6}"
        return "\n".join([*lines, total, f"faults {len(self.faults)}, slowest {self.slowest:.2f} s"])


def tried(cases: Iterable[Case], folder: Path) -> Tally:
    """Try cases, one after the other, with their files in a folder."""
    tally = Tally()
    for number, case in enumerate(cases):
        arguments = _placed(case, folder / str(number % 100))
        start = time.monotonic()
        status, said = ran(arguments)
        took = time.monotonic() - start
        tally.slowest = max(tally.slowest, took)
        (tally.refused if status else tally.accepted)[case.kind] += 1
        if fault := _fault(status, said, took):
            tally.faults.append(f"{case!r:.600}: {fault}")
    return tally


def forged(dice: random.Random, count: int) -> list[str]:
    """Forge what the cache keeps of a spoken text so many times, and return what that changes: nothing should."""
    speak = ["script", "closing", "--voice", "silent"]
    wanted, store = printed(speak), Store(default_folder())
    wrong = []
    for _ in range(count):
        entry = dice.choice(sorted(store.folder.glob("??/*.speech")))
        key, data = entry.name.partition(".")[0], bytearray(entry.read_bytes())
        if dice.random() < 0.3:
            data = bytearray(dice.randbytes(dice.choice((0, 1, 100, 5000))))
        else:
            place = dice.randrange(min(len(data), dice.choice((40, 400, len(data)))))
            data[place : place + dice.randint(0, 9)] = dice.randbytes(dice.randint(0, 9))
        store.forget(key, ".speech")
        store.keep(key, ".speech", bytes(data))
        if (found := printed(speak)) != wanted:
            wrong.append(f"{bytes(data[:80])!r}: {found!r:.300}")
            store.forget(key, ".speech")
    return wrong


def printed(arguments: list[str]) -> tuple[int, str, str]:
    """Run a command in this process, and return its status and what it says on standard output and error."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        status = run(arguments)
    return status, out.getvalue(), err.getvalue()


def ran(arguments: list[str]) -> tuple[int, str]:
    """Run a command in this process, and return its status and what it says on standard error."""
    status, _, said = printed(arguments)
    return status, said


def _placed(case: Case, folder: Path) -> list[str]:
    arguments = [argument.replace("{folder}", str(folder)) for argument in case.arguments]
    for name, content in case.files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        arguments = [argument.replace(f"{{{name}}}", str(file)) for argument in arguments]
    voice = () if "--voice" in arguments or arguments[0] == "list" else ("--voice", "silent")
    return [*arguments, *voice]


def _fault(status: int, said: str, took: float) -> str:
    """Return what is wrong with an outcome, or an empty text."""
    lines = said.splitlines()
    errors = [line for line in lines if line.startswith("error: ")]
    if status not in (0, 1, 2):
        return f"status {status}: {said}"
    if len(errors) != (status == 2) or any(not line.startswith(("error: ", "note: ")) for line in lines):
        return f"status {status}, and it says {said!r:.500}"
    if not said.replace("\n", "").isprintable():
        return f"what cannot be printed: {said!r:.500}"
    if errors and len(errors[0]) > LONGEST:
        return f"{len(errors[0])} characters: {said:.200}"
    return f"took {took:.1f} s" if took > SOON else ""
