"""The command line: what it prints, and the one line that bad input gets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bits.authoring.project import OWN
from bits.making.plan import settings_of
from tests.own import concept

ROOT = Path(__file__).parent.parent


def render(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "render.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_list_tells_scenes_beats_and_parameters() -> None:
    table = json.loads(render("list", "--json").stdout)
    assert [entry["scene"] for entry in table[:8]] == [
        "surprise",
        "entropy",
        "cross_entropy",
        "kl_divergence",
        "mutual_information",
        "bottleneck",
        "modern_ai",
        "big_picture",
    ]
    for entry in table:
        assert set(entry) == {"scene", "title", "beats", "parameters"}
        assert all(set(beat) == {"name", "seconds"} and 5 < beat["seconds"] < 40 for beat in entry["beats"])
        assert all({"name", "kind", "type", "default", "default_as_json"} < set(p) for p in entry["parameters"])
        assert all(p["help"] for p in entry["parameters"])
    assert [beat["name"] for beat in table[3]["beats"]] == [
        "gap",
        "slabs",
        "flow",
        "tangent",
        "asymmetry",
        "two_humps",
        "code",
        "uses",
    ]


def test_every_default_that_is_listed_can_be_typed() -> None:
    for entry in json.loads(render("list", "--json").stdout):
        scene = entry["scene"]
        typed = [f"{scene}.{p['name']}={p['default']}" for p in entry["parameters"] if p["default"]]
        params = concept(scene).Params
        assert params.of(scene, settings_of(typed, None, OWN)[scene]) == params(), scene


LIGHT = [
    *((command, "manim") for command in ("list", "script entropy", "--help", "clip entropy/nothing")),
    *((command, "numpy av pptx") for command in ("--help", "clip --help", "slides --help")),
]


@pytest.mark.parametrize(("command", "heavy"), LIGHT)
def test_nobody_waits_for_what_a_command_does_not_need(command: str, heavy: str) -> None:
    code = (
        "import sys, runpy; sys.argv = ['render.py', *sys.argv[1:]]\n"
        "try: runpy.run_path('render.py', run_name='__main__')\n"
        f"finally: print('loaded', *({set(heavy.split())!r} & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr.splitlines()[-1] == "loaded"


def test_script_has_its_numbers_filled_in() -> None:
    text = render("script", "kl_divergence").stdout
    assert "0.497" in text
    assert "{" not in text


def test_a_changed_parameter_changes_the_words() -> None:
    text = render("script", "kl_divergence/gap", "--set", "P=0.5,0.3,0.1,0.1", "--set", "Q=0.25,0.25,0.25,0.25").stdout
    assert "0.315" in text


BAD: dict[str, tuple[list[str], list[str]]] = {
    "sum": (["clip", "kl_divergence", "--set", "P=0.5,0.3,0.1"], ["kl_divergence", "P", "0.5,0.3,0.1", "0.9"]),
    "negative": (["clip", "kl_divergence", "--set", "P=1.2,-0.1,-0.1"], ["kl_divergence", "P", "negative"]),
    "nan": (["clip", "kl_divergence", "--set", "P=nan,0.5,0.5"], ["kl_divergence", "P", "nan"]),
    "word": (["clip", "kl_divergence", "--set", "P=half,0.5"], ["kl_divergence", "P", "'half'", "number"]),
    "empty": (["clip", "kl_divergence", "--set", "P="], ["kl_divergence", "P", "outcomes"]),
    "long": (["clip", "kl_divergence", "--set", "P=" + ",".join(["1/13"] * 13)], ["kl_divergence", "P", "13", "12"]),
    "lengths": (["clip", "kl_divergence", "--set", "P=0.5,0.5"], ["kl_divergence", "Q has 3", "P has 2"]),
    "scene": (["lecture", "entropie"], ["scene", "entropie", "did you mean 'entropy'"]),
    "scene of a parameter": (["--set", "entropi.unit=nats"], ["scene", "entropi", "did you mean 'entropy'"]),
    "beat": (["clip", "entropy/coins"], ["beat", "coins", "did you mean 'coin'"]),
    "parameter": (["clip", "entropy", "--set", "uni=nats"], ["entropy", "parameter", "uni", "did you mean 'unit'"]),
    "unit": (["clip", "entropy", "--set", "unit=trits"], ["entropy", "unit", "trits", "bits"]),
    "form": (["lecture", "--set", "P=0.5,0.5"], ["--set P=0.5,0.5", "SCENE.NAME=VALUE"]),
    "voice": (["clip", "entropy", "--voice", "espaek"], ["voice", "espaek", "did you mean 'espeak'"]),
    "recording": (["clip", "entropy", "--voice", "recorded:tests"], ["entropy", "average", "tests"]),
    "command": (["clip", "entropy", "--voice", "command:false {text} {wav}"], ["entropy", "average", "false", "1"]),
    "quality": (["lecture", "-q", "x"], ["-q", "'x'"]),
    "option": (["lecture", "--qualty", "l"], ["--qualty"]),
    "suffix": (["clip", "entropy", "-o", "film.avi"], ["film.avi", ".mp4"]),
    "format": (["clip", "entropy", "--format", "webm", "-o", "film.mp4"], ["film.mp4", "--format webm"]),
    "alpha": (["clip", "entropy", "--transparent"], ["mp4", "webm", "mov"]),
    "frames": (["clip", "entropy", "--format", "png", "-o", "tests"], ["tests: holds __init__.py", "--force"]),
    "slides": (["slides", "--to", "pdf", "-o", "handout.pptx"], ["handout.pptx", ".pdf"]),
    "autoplay": (["slides", "--to", "pdf", "--autoplay"], ["--autoplay", "pptx and html", "pdf"]),
    "format of slides": (["slides", "--to", "odp"], ["--to", "'odp'"]),
    "another folder": (["slides", "--to", "html", "-o", "tests"], ["tests: holds __init__.py", "--force"]),
    "page of someone else": (["page", "-o", "tests"], ["tests: holds __init__.py", "--force"]),
    "page as a file": (["page", "-o", "index.html"], ["index.html", "folder"]),
    "lecture as another film": (["lecture", "-o", "film.mkv"], ["film.mkv", ".mp4"]),
    "clip in a folder": (["clip", "entropy", "-o", "tests"], ["tests: is a folder", "tests/clip.mp4"]),
    "below a file": (["lecture", "-o", "README.md/out"], ["README.md: is no folder"]),
    "long name": (["clip", "entropy", "-o", "x" * 249 + ".mp4"], [".chapters.txt", "too long"]),
    "control": (["still", "entropy/coin@1", "-o", "a\x1b[2J.png"], ["a\\x1b[2J.png", "cannot be shown"]),
    "home": (["sheet", "-o", "~nobody-of-that-name/x.png"], ["~nobody-of-that-name", "home"]),
    "film of someone else": (["sheet", "-o", "docs/sheet.png"], ["docs/sheet.png: is there", "--force"]),
    "still": (["still", "entropy/coin@1", "-o", "x.jpg"], ["x.jpg", ".png"]),
    "size": (["clip", "entropy", "--size", "foo"], ["size 'foo'", "WIDTHxHEIGHT", "1080x1920"]),
    "no size": (["clip", "entropy", "--size", "0x0"], ["size '0x0'", "even and from 96 to 7680"]),
    "long size": (["clip", "entropy", "--size", "9" * 5000], ["size '999", "..."]),
    "oblong": (["clip", "entropy", "--size", "16x9000"], ["16x9000", "at most 4 times the shorter"]),
    "huge": (["clip", "entropy", "--set", "loaded=1e99999999999"], ["loaded = 1e99999999999", "too large"]),
    "digits": (["still", "entropy/coin@" + "9" * 400], ["entropy/coin@999", "SCENE/BEAT@SECONDS"]),
    "whole": (["clip", "mutual_information", "--set", "bins=" + "9" * 5000], ["bins = 999", "5000 characters"]),
    "no chances": (["clip", "modern_ai", "--set", "chances="], ["chances", "is empty"]),
    "weights": (["clip", "kl_divergence", "--set", "P=33,33,34"], ["P = 33,33,34", "write 0.33,0.33,0.34"]),
    "thirds": (["clip", "kl_divergence", "--set", "P=.333,.333,.333"], ["write 1/3,1/3,1/3"]),
    "control in a text": (
        ["clip", "entropy", "--set", "question=a\x1b[2J"],
        ["a\\x1b[2J", "cannot be shown"],
    ),
    "twins": (["clip", "kl_divergence", "--set", "labels=a,b,a"], ["label 1 and label 3 are both 'a'"]),
    "no UTF-8": (["clip", "entropy", "--set", "question=\udcff"], ["'question=\\udcff': is not UTF-8"]),
    "endless table": (["clip", "mutual_information", "--set", "counts=/dev/zero"], ["counts", "/dev/zero", "no file"]),
    "endless film": (["lecture", "--film", "/dev/zero"], ["/dev/zero", "no file"]),
    "endless file": (["lecture", "--params", "/dev/zero"], ["/dev/zero", "no file"]),
    "folder": (["clip", "entropy", "-q", "l", "-o", "/proc/nothing/film.mp4"], ["/proc/nothing"]),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_line_and_status_2(case: str) -> None:
    arguments, parts = BAD[case]
    done = render(*arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("error: ")
    for part in parts:
        assert part in done.stderr


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", command.replace("render.py", f"'{sys.executable}' render.py")],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=60,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", ["list", "list --json", "script entropy", "--help"])
def test_output_that_cannot_be_written_is_told(command: str) -> None:
    done = shell(f"render.py {command} > /dev/full")
    assert (done.returncode, done.stderr) == (2, "error: No space left on device: free some space\n")
    assert shell(f"render.py {command} > /dev/full 2> /dev/full").returncode == 2


def test_streams_that_are_closed_lead_nowhere() -> None:
    closed = shell("render.py clip entropie 2>&-")
    assert (closed.returncode, closed.stdout, closed.stderr) == (2, "", "")
    assert shell("render.py list >&- <&-").returncode == 0
    head = shell("render.py list | head -n 1")
    assert (head.stdout.count("\n"), head.stderr) == (1, "")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-16"])
@pytest.mark.parametrize("command", ["list", "script"])
def test_output_in_another_encoding_writes_what_it_lacks_as_a_code(encoding: str, command: str) -> None:
    done = shell(f"render.py {command}" + " --voice silent", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_argument_that_is_not_utf_8_is_refused() -> None:
    done = shell("render.py clip $(printf 'entropy/\\377')")
    assert (done.returncode, done.stderr) == (2, "error: 'entropy/\\udcff': is not UTF-8\n")


def test_more_processes_than_cores_are_refused_in_a_note(tmp_path: Path) -> None:
    done = render("clip", "entropy/nothing", "--jobs", "6400")
    assert done.returncode == 2
    assert re.match(r"note: --jobs 6400: \d+ will do, since .+\nerror: ", done.stderr)


def test_a_film_of_others_runs_no_program_unless_it_is_trusted(tmp_path: Path) -> None:
    film, mark = tmp_path / "film.toml", tmp_path / "mark"
    program = tmp_path / "speak"
    program.write_text(f"#!/bin/sh\ntouch '{mark}'\n")
    program.chmod(0o700)
    film.write_text(f"voice = \"command:'{program}' {{text}} {{wav}}\"\n[[part]]\nscene = 'closing'\n")
    for command in ("script", "check", "sheet", "lecture", "slides", "page"):
        done = render(command, "--film", str(film))
        assert done.returncode == 2
        assert "--trust" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert not mark.exists()
    assert render("script", "--film", str(film), "--voice", "silent").returncode == 0
    done = render("script", "--film", str(film), "--trust")
    assert "wrote no file" in done.stderr
    assert mark.exists()


def test_fresh_speaks_again_what_was_spoken_before(tmp_path: Path) -> None:
    program = tmp_path / "speak.py"
    count = tmp_path / "count"
    program.write_text(
        "import sys, wave\n"
        f"open({str(count)!r}, 'a').write('x')\n"
        "with wave.open(sys.argv[2], 'wb') as sound:\n"
        "    sound.setnchannels(1), sound.setsampwidth(2), sound.setframerate(8000)\n"
        "    sound.writeframes(b'\\x00\\x40\\x00\\xc0' * 8000)\n"
    )
    speak = ["script", "closing", "--voice", f"command:'{sys.executable}' '{program}' {{text}} {{wav}}"]
    for extra, spoken in (([], 1), ([], 1), (["--fresh"], 2), ([], 2)):
        done = render(*speak, *extra, BITS_CACHE=str(tmp_path / "store"))
        assert done.returncode == 0, done.stderr
        assert count.read_text() == "x" * spoken


def test_a_file_of_parameters(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[kl_divergence]\nP = [0.5, 0.3, 0.1, 0.1]\nQ = '0.25,0.25,0.25,0.25'\n")
    assert "0.315" in render("script", "kl_divergence/gap", "--params", str(file)).stdout
    file.write_text("[kl_divergence\n")
    done = render("lecture", "--params", str(file))
    assert done.returncode == 2
    assert "mine.toml" in done.stderr
    assert "TOML" in done.stderr
    assert render("lecture", "--params", str(tmp_path / "none.toml")).returncode == 2


def test_interrupting_is_quick_and_keeps_what_is_finished(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "render.py", "clip", "entropy", "-q", "h", "-o", str(tmp_path / "film.mp4")],
        cwd=ROOT,
        env={**os.environ, "BITS_CACHE": str(tmp_path / "store")},
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(3)
    process.send_signal(2)
    start = time.monotonic()
    _, said = process.communicate(timeout=20)
    assert time.monotonic() - start < 2
    assert process.returncode == 130
    assert "finished beats are kept" in said
    assert not (tmp_path / "film.mp4").exists()
