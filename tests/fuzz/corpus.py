"""Inputs that once gave a traceback, no end, or something wrong without a word."""

from __future__ import annotations

from .cases import Case

DIGITS = "9" * 5000
DEEP = "[" * 2000 + "]" * 2000
FILM = '[[part]]\nscene = "closing"\n'


def typed(*arguments: str) -> Case:
    """Return something that is typed."""
    return Case("typed", arguments)


def parameter(scene: str, assignment: str) -> Case:
    """Return a parameter that is set."""
    return typed("script", scene, "--set", assignment)


def film(text: str) -> Case:
    """Return a film's file."""
    return Case("film", ("script", "--film", "{file}"), {"file": text.encode(errors="surrogatepass")})


def table(data: bytes) -> Case:
    """Return a file of counts."""
    return Case("csv", ("script", "mutual_information", "--set", "counts={file}"), {"file": data})


def sentence(data: bytes) -> Case:
    """Return a file with a sentence."""
    return Case("json", ("script", "modern_ai", "--set", "sentence={file}"), {"file": data})


def sized(size: str) -> list[Case]:
    """Return a size, typed and in a film's file."""
    return [
        typed("still", "closing/farewell@99999", "--size", size, "-o", "{out}.png"),
        film(f'size = "{size}"\n{FILM}'),
    ]


REFUSED: list[Case] = [
    *(
        case
        for size in ("foo", "0x0", "16x9000", "100000x100000", f"{DIGITS}x{DIGITS}", DIGITS, "")
        for case in sized(size)
    ),
    parameter("kl_divergence", "P=1e400,0"),
    parameter("entropy", "loaded=1e99999999999"),
    parameter("entropy", "loaded=1/1e99999999999"),
    parameter("bottleneck", f"bins={DIGITS}"),
    parameter("modern_ai", "chances="),
    parameter("mutual_information", "counts={not=a,file}"),
    parameter("mutual_information", "counts=/dev/zero"),
    parameter("mutual_information", "counts=/dev/null"),
    parameter("mutual_information", "counts=/"),
    parameter("modern_ai", "sentence=/dev/zero"),
    parameter("kl_divergence", "labels=a,a,b"),
    parameter("kl_divergence", "labels=a,\x1b[2J,b"),
    parameter("kl_divergence", "labels=a, ,b"),
    typed("still", f"entropy/coin@{DIGITS[:400]}", "-o", "{out}.png"),
    typed("script", "--film", "/dev/zero"),
    typed("script", "--params", "/dev/zero"),
    typed("script", "entropy", "--set", "\udcff=1"),
    typed("script", "x" * 100_000),
    film(f"x = {DEEP}"),
    film(f"fps = {DIGITS}\n{FILM}"),
    film(f'language = "x-foo"\n{FILM}'),
    film('[[part]]\nscene = "closing"\nbeats = [""]'),
    film(f'title = "a\\u0000b"\n{FILM}'),
    film(f'title = "{"x" * 200_000}"\n{FILM}'),
    film(f'author = "a\\u001bb"\n{FILM}'),
    film('[[part]]\nscene = "mutual_information"\nset = { counts = { rows = ["a"], columns = [], joint = [[1]] } }'),
    film('[[part]]\nscene = "kl_divergence"\nset = { labels = ["a", "b\\u0000", "c"] }'),
    table(b"a,b,total\n1,2,x\n3,4,7"),
    sentence(b'[{"token": "a", "p": 0.5, "p": 0.1}, {"token": "b", "p": 0.5}]'),
    sentence(b"[" * 100_000),
    sentence(DIGITS.encode()),
    sentence(b'[{"token": "a", "p": NaN}, {"token": "b", "p": 0.5}]'),
    sentence(b'[{"token": "a", "p": -0.7}, {"token": "b", "p": -1.5}]'),
]
"""What has no sensible meaning: one line, exit status 2."""

ACCEPTED: list[Case] = [
    parameter("kl_divergence", "P=70%,20%,10%"),
    parameter("kl_divergence", "P=[0.7, 0.2, 0.1]"),
    parameter("kl_divergence", "P=0.7 0.2 0.1"),
    parameter("kl_divergence", 'labels="sun, mild",rain,snow'),
    film(f'size = "1920×1080"\n{FILM}'),
    film(f'size = "1080p"\n{FILM}'),
    film("\ufeff" + FILM.replace("\n", "\r\n")),
    table(b"\xef\xbb\xbf1,2\r\n3,4\r\n"),
    table("1;2\n3;4".encode("utf-16")),
    table(b"1;2\n3;4"),
]
"""What can only mean one thing: it is read."""
