"""Odd input, made from a seed: what people type and bring, and what nobody would."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bits.authoring.project import OWN
from tests.own import concept

NUMBERS = (
    *(
        "0",
        "1",
        "0.5",
        "1/3",
        "-1",
        "-0.0",
        "1e-3",
        "1e400",
        "1e-400",
        "1e99999999999",
        "nan",
        "inf",
        "-inf",
        "1/0",
        "0/0",
    ),
    *(
        "0.1e",
        ".",
        "½",
        "٣",
        "１",
        "1_000",
        "1,000",
        "1.000,5",
        "50%",
        "0x10",
        "1e5/3",
        "1/1e9999",
        "--1",
        "+1",
        "1 2",
        "",
    ),
    *("0.99999", "1e-12", "3.141592653589793238462643383279", "9" * 400, "0." + "0" * 5000 + "1", "1/" + "9" * 3000),
)
SEPARATORS = (",", ", ", ";", " ", "\t", ":", "|", "，", ",,", "\n")
WORDS = ("sun", "rain", "cat", "dog", "größe", "grey", "2024", "x")
SIGNS = (
    *(
        "",
        " ",
        "a",
        "表",
        "🎲",
        "한",
        "א",
        "ع",
        "é",
        "e\u0301",
        "\u202e",
        "\u200b",
        "\ufeff",
        "\x00",
        "\x1b[2J",
        "\r\n",
    ),
    *(
        "'",
        '"',
        ",",
        "<b>",
        "&amp;",
        "-->",
        "{x}",
        "[[cue]]",
        "%s",
        "\\",
        "W" * 24,
        "W" * 25,
        "x" * 5000,
        "\ud800",
        "\U000e0001",
    ),
)
BRACKETS = ("{}", "[{}]", "({})", "{{{}}}", '"{}"', "[{}", "{}]]]", "[[[{}]]]")


@dataclass(frozen=True)
class Case:
    """Something to try: arguments of the command line, in which ``{name}`` stands for a file that is given.

    ``{folder}`` stands for the folder in which all of them lie.
    """

    kind: str
    arguments: tuple[str, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)


class Maker:
    """Makes cases from a seed, the same ones each time."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self._oddness = 0.1
        self.fields = [
            (scene, entry["name"], entry["kind"], entry["default"])
            for scene in OWN.concepts()
            for entry in concept(scene).Params.described()
        ]
        self.kinds: tuple[Callable[[], Case], ...] = (
            *([self.assignment] * 6),
            *(
                self.parameters,
                self.film,
                self.counts,
                self.sentence,
                self.size,
                self.instant,
                self.name,
                self.option,
                self.recording,
            ),
        )

    def case(self) -> Case:
        """Return the next case; most have but one thing that is odd, or none."""
        self._oddness = self.dice.choice((0.02, 0.1, 0.8))
        return self.dice.choice(self.kinds)()

    # What is typed.

    def assignment(self) -> Case:
        """Set a parameter of a scene to something of its type, or nearly so."""
        scene, name, kind, default = self.dice.choice(self.fields)
        return Case(f"set {kind}", ("script", scene, "--set", f"{name}={self._typed(kind, default)}"))

    def name(self) -> Case:
        """Ask for a scene or a beat that may not be there."""
        scene = self.dice.choice((*OWN.concepts(), self._text(), "../entropy", "entropy.py", "scenes"))
        beat = self.dice.choice(("", "/", f"/{self._text()}", "/coin", "/setup", "/coin/coin"))
        return Case("name", ("script", f"{scene}{beat}"))

    def option(self) -> Case:
        """Give options values that they may not take."""
        value = self.dice.choice((*NUMBERS, *SIGNS))
        option = self.dice.choice(
            ("--voice", "--set", "--film", "--params", "--voice-timeout", "-q", "--theme", "--nothing")
        )
        return Case("option", ("script", "entropy/coin", option, value))

    def size(self) -> Case:
        """Write a size as people do, and worse."""
        plain = ("1920", "1080", "64", "720", "1080")
        odd = ("16", "0", "-2", "333", "100000", "1e3", *NUMBERS)
        side = [self.dice.choice(odd if self.dice.random() < 0.3 else plain) for _ in range(2)]
        by = self.dice.choice(("x", "X", "×", " x ", "*", ":", ",", "", "xx"))
        text = self.dice.choice((by.join(side), by.join(side), side[0], "1080p", "4k", "720P", "8K", "foo"))
        film = f"size = {json.dumps(text)}\n[[part]]\nscene = 'closing'\n"
        return Case("size", ("script", "--film", "{file}"), {"file": film.encode()})

    def instant(self) -> Case:
        """Ask for an instant that is not there."""
        at = self.dice.choice(("@", "@@", " @ ", "#", ""))
        return Case("instant", ("still", f"entropy/coin{at}{self.dice.choice(NUMBERS)}x", "-o", "{out}"), {"out": b""})

    # What is brought in files.

    def parameters(self) -> Case:
        """Write a file of parameters."""
        scene, name, kind, default = self.dice.choice(self.fields)
        return Case(
            "toml",
            ("script", scene, "--params", "{file}"),
            {"file": self._toml(f"[{scene}]", name, self._value(kind, default))},
        )

    def film(self) -> Case:
        """Write a film."""
        scene, name, kind, default = self.dice.choice(self.fields)
        head = self.dice.choice(
            (
                *("title", "author", "language", "voice", "theme", "size", "fps", "part", "x"),
                *("scene", "beats", "set"),
            )
        )
        value = self.dice.choice(
            (self._value(kind, default), self._toml_text(), "3", "-1", "9" * 5000, "[]", '[""]', "{}", "nan", "true")
        )
        lines = [
            'title = "Mine"',
            f"[[part]]\nscene = {json.dumps(scene)}",
            f"[part.set]\n{name} = {self._value(kind, default)}",
        ]
        if self._odd() or self.dice.random() < 0.3:
            lines.insert(self.dice.randrange(3), f"{head} = {value}")
        return Case(
            "film",
            ("script", "--film", "{file}"),
            {"file": self._bent("\n".join(lines).encode(errors="surrogatepass"))},
        )

    def counts(self) -> Case:
        """Bring a table."""
        rows, columns = (self.dice.randint(0, 14) if self._odd() else self.dice.randint(2, 6) for _ in range(2))
        cut = self.dice.choice((",", ";", "\t", "|", ", "))
        cell = self.dice.choice((self._number, self._text)) if self._odd() else lambda: str(self.dice.randint(0, 99))
        table = [[cell() for _ in range(columns)] for _ in range(rows)]
        if self.dice.random() < 0.5:
            table = [[f"{self._text()}{number}", *row] for number, row in enumerate(table)]
        if self.dice.random() < 0.5:
            table.insert(0, [f"{self._text()}{number}" for number in range(len(table[0]) if table else 3)])
        if self._odd():
            table.append(["Total", *(["9"] * columns)])
        text = "\n".join(cut.join(row) for row in table)
        return Case("csv", ("script", "mutual_information", "--set", "counts={file}"), {"file": self._encoded(text)})

    def sentence(self) -> Case:
        """Bring a sentence with its probabilities."""
        odd = (1, 0, -0.7, 2, None, "0.5", True, float("nan"), 1e400, 10**400)
        entries = [
            {"token": self._text(), "p": self.dice.choice(odd) if self._odd() else self.dice.random()}
            for _ in range(self.dice.choice((0, 1, 2, 24, 25)) if self._odd() else self.dice.randint(2, 9))
        ]
        text = json.dumps(entries, ensure_ascii=self.dice.random() < 0.5)
        if self._odd():
            text = self.dice.choice(
                ("[" * 100_000, "{" * 5000, '{"token": 1}\n' * 3, '[{"p":1,"p":2,"token":"a"}]', "9" * 5000, "null")
            )
        return Case("json", ("script", "modern_ai", "--set", "sentence={file}"), {"file": self._encoded(text)})

    def recording(self) -> Case:
        """Bring a recording."""
        voice = ("--voice", "recorded:{folder}")
        return Case("sound", ("script", "closing", *voice), {"closing/farewell.wav": wave(self.dice)})

    # Their parts.

    def _odd(self) -> bool:
        return self.dice.random() < self._oddness

    def _number(self) -> str:
        if self._odd():
            return self.dice.choice(NUMBERS)
        return self.dice.choice((f"{self.dice.random():.3f}", str(self.dice.randint(0, 60)), "0.5", "0", "1/4"))

    def _text(self) -> str:
        if not self._odd():
            return self.dice.choice(WORDS) + self.dice.choice(("", " ", "-")) + self.dice.choice(WORDS)
        return "".join(self.dice.choice(SIGNS) for _ in range(self.dice.choice((1, 1, 2, 3))))

    def _typed(self, kind: str, default: str = "") -> str:
        """Return a value, as it is typed, of a kind of parameter: often its default with one thing changed."""
        by = self.dice.choice(SEPARATORS)
        parts = default.split(",")
        if default and self.dice.random() < 0.6:
            parts[self.dice.randrange(len(parts))] = self._part(kind)
            text = (by if self._odd() else ",").join(parts)
        elif ("distribution" in kind or "joint" in kind) and self.dice.random() < 0.5:
            shares = [self.dice.random() ** self.dice.choice((1, 9)) for _ in range(self.dice.choice((2, 3, 12, 13)))]
            text = ",".join(repr(share / sum(shares)) for share in shares)
        else:
            values = [self._part(kind) for _ in range(self.dice.randint(0, 14))]
            text = self.dice.choice((by.join(values), values[0] if values else "", by))
        if "joint" in kind and self._odd():
            text = ";".join([text] * self.dice.choice((1, 2, 3)))
        if self._odd():
            text = self.dice.choice(BRACKETS).replace("{}", text)
        return text.replace("\0", "")  # no command line can hold it

    def _part(self, kind: str) -> str:
        return self._text() if any(word in kind for word in ("label", "token", "text", "file")) else self._number()

    def _toml_text(self) -> str:
        return json.dumps(self._text(), ensure_ascii=self.dice.random() < 0.5)

    def _value(self, kind: str, default: str) -> str:
        """Return a value as TOML writes it."""
        typed = json.dumps(self._typed(kind, default))
        others = (self._number() or "0", self._toml_text(), "true", "1979-05-27")
        inner = self.dice.choice(others) if self._odd() else typed
        deep = self.dice.choice((1, 2, 2000)) if self._odd() else 0
        shape = self.dice.choice(("list", "list", "table"))
        if shape == "list":
            return "[" * deep + ", ".join([inner] * self.dice.choice((1, 2, 3))) + "]" * deep if deep else inner
        return "{ a = " * deep + inner + " }" * deep

    def _toml(self, head: str, name: str, value: str) -> bytes:
        return self._bent(f"{head}\n{name} = {value}\n".encode(errors="surrogatepass"))

    def _encoded(self, text: str) -> bytes:
        encoding = self.dice.choice(("utf-8-sig", "utf-16", "cp1252") if self._odd() else ("utf-8",))
        return self._bent(text.encode(encoding, errors="replace" if encoding == "cp1252" else "surrogatepass"))

    def _bent(self, data: bytes) -> bytes:
        """Return a file as it is, or with a few of its bytes damaged."""
        if not data or not self._odd() or self.dice.random() < 0.5:
            return data
        damaged = bytearray(data)
        for _ in range(self.dice.randint(1, 4)):
            place = self.dice.randrange(len(damaged))
            damaged[place : place + self.dice.randint(0, 3)] = self.dice.randbytes(self.dice.randint(0, 3))
        return bytes(damaged)


def wave(dice: random.Random) -> bytes:
    """Return a WAV file whose head may promise what its body does not keep."""
    channels = dice.choice((0, 1, 2, 6, 8, 24, 255, 65535))
    rate = dice.choice((0, 1, 100, 8000, 44100, 192000, 2**31 - 1, 2**32 - 1))
    bits = dice.choice((0, 1, 8, 16, 24, 32, 64, 65535))
    form = dice.choice((0, 1, 3, 6, 7, 0x11, 0xFFFE))
    body = dice.randbytes(dice.choice((0, 1, 1000, 50_000)))
    size = dice.choice((len(body), 0, 2**32 - 1))
    block = channels * bits // 8 & 0xFFFF
    head = struct.pack(
        "<4sI4s4sIHHIIHH",
        b"RIFF",
        36 + size & 0xFFFFFFFF,
        b"WAVE",
        b"fmt ",
        16,
        form,
        channels,
        rate,
        rate * block & 0xFFFFFFFF,
        block,
        bits,
    )
    return head + struct.pack("<4sI", b"data", size) + body
