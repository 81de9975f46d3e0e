"""The store keeps what was put, notices what was damaged, and can be shared and deleted."""

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from bits.errors import UserError
from bits.making.store import Store, default_folder, key_of, written_whole
from bits.making.temporary import STALE
from bits.making.usage import USERS

KEY = key_of("a beat")


def put(store: Store, content: bytes, key: str = KEY) -> None:
    with store.put(key, ".mp4") as temporary:
        temporary.write_bytes(content)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if not path.is_dir() and path.parent.name != USERS]


def test_what_was_put_is_found_by_every_later_process(tmp_path: Path) -> None:
    store = Store(tmp_path / "not" / "there" / "yet")
    assert store.get(KEY, ".mp4") is None
    put(store, b"pictures")
    found = Store(store.folder).get(KEY, ".mp4")
    assert found is not None
    assert found.read_bytes() == b"pictures"
    assert found.suffix == ".mp4"
    assert store.get(KEY, ".npz") is None
    assert store.get(key_of("another beat"), ".mp4") is None


@pytest.mark.parametrize("damage", ["truncate", "alter", "empty"])
def test_a_damaged_entry_is_removed_and_can_be_made_again(tmp_path: Path, damage: str) -> None:
    store = Store(tmp_path)
    put(store, b"pictures")
    (entry,) = files(tmp_path)
    entry.write_bytes({"truncate": b"pictur", "alter": b"pictureS", "empty": b""}[damage])
    assert store.get(KEY, ".mp4") is None
    assert not files(tmp_path)
    put(store, b"pictures")
    assert store.get(KEY, ".mp4") is not None


def test_a_link_or_a_folder_in_place_of_an_entry_is_not_followed(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    put(store, b"pictures")
    (entry,) = files(store.folder)
    elsewhere = entry.rename(tmp_path / "elsewhere.mp4")
    entry.symlink_to(elsewhere)
    assert store.get(KEY, ".mp4") is None
    assert elsewhere.read_bytes() == b"pictures"
    assert not entry.is_symlink()
    entry.mkdir()
    assert store.get(KEY, ".mp4") is None


def test_after_an_exception_there_is_no_entry_and_no_rest(tmp_path: Path) -> None:
    store = Store(tmp_path)

    def fail() -> None:
        with store.put(KEY, ".mp4") as temporary:
            temporary.write_bytes(b"half")
            raise KeyError("the scene broke")

    with pytest.raises(KeyError):
        fail()
    assert store.get(KEY, ".mp4") is None
    assert not files(tmp_path)


def test_an_entry_under_way_is_not_found(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.put(KEY, ".mp4") as temporary:
        temporary.write_bytes(b"pictures")
        assert store.get(KEY, ".mp4") is None
    assert store.get(KEY, ".mp4") is not None


SHARED = """
import sys
from pathlib import Path
from bits.making.store import Store, key_of
store = Store(Path(sys.argv[1]))
sys.stdin.readline()
for number in range(40):
    key = key_of(number)
    with store.put(key, ".bin") as temporary:
        temporary.write_bytes(bytes([number]) * 50_000)
    assert store.get(key, ".bin").read_bytes() == bytes([number]) * 50_000
"""


def test_two_processes_write_the_same_entries_at_once(tmp_path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", SHARED, str(tmp_path)], stdin=subprocess.PIPE) for _ in range(2)]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write(b"go\n")
        writer.stdin.close()
    assert [writer.wait(timeout=30) for writer in writers] == [0, 0]
    store = Store(tmp_path)
    assert all(store.get(key_of(number), ".bin") for number in range(40))
    assert len(files(tmp_path)) == 40


def test_deleting_the_folder_is_safe_at_any_time(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    put(store, b"pictures")
    shutil.rmtree(store.folder)
    assert store.get(KEY, ".mp4") is None
    put(store, b"pictures")
    assert store.get(KEY, ".mp4") is not None

    def lose() -> None:
        with store.put(key_of("next"), ".mp4") as temporary:
            temporary.write_bytes(b"pictures")
            shutil.rmtree(store.folder)

    with pytest.raises(UserError, match=r"the cache folder was removed while it was in use .* run again$"):
        lose()


def test_what_a_dead_process_left_is_removed_after_a_day(tmp_path: Path) -> None:
    with Store(tmp_path).put(KEY, ".mp4") as temporary:
        temporary.touch()
        old, young = temporary.with_name("old.mp4"), temporary.with_name("young.mp4")
        old.touch()
        young.touch()
        os.utime(old, (time.time() - STALE - 60,) * 2)
        Store(tmp_path)
        assert not old.exists()
        assert young.exists()
        assert temporary.exists()


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "store")
    assert store.get(KEY, ".mp4") is None
    with pytest.raises(UserError, match=r"cannot write .*store.*set BITS_CACHE") as error:
        put(store, b"pictures")
    assert "\n" not in str(error.value)


def test_another_files_error_is_not_blamed_on_the_store(tmp_path: Path) -> None:
    def fail() -> None:
        with Store(tmp_path).put(KEY, ".mp4"):
            (tmp_path / "font.ttf").read_bytes()

    with pytest.raises(FileNotFoundError, match=r"font\.ttf"):
        fail()


def test_a_key_depends_on_every_part_and_on_how_they_are_divided(tmp_path: Path) -> None:
    source = tmp_path / "scene.py"
    source.write_text("one")
    copy = tmp_path / "copy.py"
    copy.write_text("one")
    parts: list[tuple[object, ...]] = [
        ("ab", "c"),
        ("a", "bc"),
        ("abc",),
        (["abc"],),
        (b"abc",),
        (json.dumps("abc").encode(),),
        (1.5, None),
        (1.5,),
        ({"P": [0.7, 0.3]},),
        ({"P": [0.3, 0.7]},),
        (source,),
        (),
    ]
    assert len({key_of(*each) for each in parts}) == len(parts)
    assert key_of({"a": 1, "b": (2, 3)}) == key_of({"b": [2, 3], "a": 1})
    assert key_of(source) == key_of(copy)
    before = key_of(source)
    source.write_text("two")
    assert key_of(source) != before
    with pytest.raises(TypeError):
        key_of(object())


def test_keys_are_the_same_on_every_machine_and_day() -> None:
    assert key_of("entropy", {"P": [0.5, 0.5]}, b"\0") == "6b0526886f90bffc4d277fa5a83efc28"


def test_an_entry_that_was_copied_under_another_name_is_noticed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    put(store, b"pictures")
    (entry,) = files(tmp_path)
    other = key_of("another beat")
    for key, suffix in ((other, ".mp4"), (KEY, ".reel")):
        copy = tmp_path / key[:2] / f"{key}.{entry.name.split('.')[1]}{suffix}"
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(entry, copy)
        assert store.get(key, suffix) is None
        assert not copy.exists()
    assert store.get(KEY, ".mp4") == entry


IN_THE_WAY: Mapping[str, Callable[[Path], object]] = {
    "a file": lambda path: path.write_text("mine"),
    "a folder": lambda path: (path / "mine").mkdir(parents=True),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a FIFO": os.mkfifo,
    "a socket": lambda path: socket.socket(socket.AF_UNIX).bind(str(path)),
}


@pytest.mark.parametrize("what", IN_THE_WAY)
@pytest.mark.parametrize("place", ["entry", "shard", "unfinished"])
def test_what_stands_where_something_of_the_store_belongs_is_put_aside(
    tmp_path: Path, what: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    store = Store(Path("store"))
    put(store, b"pictures")
    (entry,) = files(store.folder)
    path = {"entry": entry, "shard": entry.parent, "unfinished": store.folder / "unfinished"}[place]
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    IN_THE_WAY[what](path)
    if what != "a folder" or place == "entry":  # a folder is what belongs in the two other places
        assert Store(store.folder).get(KEY, ".mp4") is None or place == "unfinished"
    put(Store(store.folder), b"pictures")
    found = store.get(KEY, ".mp4")
    assert found is not None
    assert found.read_bytes() == b"pictures"
    if what == "a file" and place != "entry":
        assert b"mine" in [file.read_bytes() for file in files(store.folder)]


def test_a_content_is_made_once_and_again_where_it_is_not_fit(tmp_path: Path) -> None:
    store, made = Store(tmp_path), list[int]()

    def number(data: bytes) -> int:
        return int(data)  # ValueError where it is none

    def make() -> bytes:
        made.append(1)
        return b"42"

    assert [store.kept(KEY, ".txt", number, make) for _ in range(3)] == [42] * 3
    assert len(made) == 1
    store.keep(KEY, ".txt", b"forged, with a right checksum")
    store.keep(KEY, ".txt", b"another")
    assert store.kept(KEY, ".txt", number, make) == 42
    store.get(KEY, ".txt").unlink()  # type: ignore[union-attr]
    assert store.kept(KEY, ".txt", number, make) == 42
    assert len(made) == 2
    assert [file.read_bytes() for file in files(tmp_path)] == [b"42"]


REMOVING = """
import shutil, sys
while True:
    shutil.rmtree(sys.argv[1], ignore_errors=True)
"""


def test_contents_come_though_the_folder_is_removed_again_and_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    with subprocess.Popen([sys.executable, "-c", REMOVING, str(store.folder)]) as remover:
        try:
            for number in range(300):
                assert store.kept(key_of(number), ".txt", bytes, lambda: b"x" * 5000) == b"x" * 5000
                with suppress(UserError):
                    put(store, b"pictures", key_of("picture", number))
        finally:
            remover.kill()


def test_a_disk_that_is_full_keeps_no_half_content(tmp_path: Path) -> None:
    store = Store(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(UserError, match=r"cannot write .* \(File too large\): free some space"):
            store.kept(KEY, ".f32", bytes, lambda: bytes(5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not files(tmp_path)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("~no-such-user/cache", "there is no user of that name"),
        ("{}/file", "is there, but is no folder"),
        ("{}/file/below", "Not a directory"),
        ("{}/fifo", "is there, but is no folder"),
        ("{}/link", "is a link to nothing"),
        ("{}/\udcff", "the name is not UTF-8"),
        ("/" + "x" * 5000, "File name too long"),
    ],
)
def test_a_folder_that_cannot_be_is_told_in_one_short_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, named: str, said: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "fifo")
    monkeypatch.setenv("BITS_CACHE", named.format(tmp_path))
    with pytest.raises(UserError, match=rf"^BITS_CACHE='[^\n]*{said}[^\n]*$") as error:
        default_folder()
    assert len(str(error.value)) < 220
    str(error.value).encode()


def test_a_relative_folder_is_one_below_the_working_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BITS_CACHE", "a:b/cache")
    assert default_folder() == tmp_path / "a:b" / "cache"
    monkeypatch.setenv("BITS_CACHE", "")
    assert default_folder().name == "bits-in-motion"


def test_the_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BITS_CACHE", str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.delenv("BITS_CACHE")
    assert default_folder().name == "bits-in-motion"


def test_a_deliverable_is_replaced_only_when_whole(tmp_path: Path) -> None:
    path = tmp_path / "out" / "film.mp4"
    with written_whole(path) as temporary:
        temporary.write_text("first")
        assert not path.exists()

    def fail() -> None:
        with written_whole(path) as temporary:
            temporary.write_text("sec")
            raise KeyError("the scene broke")

    with pytest.raises(KeyError):
        fail()
    assert [file.read_text() for file in files(tmp_path)] == ["first"]
    with pytest.raises(UserError, match="cannot write"), written_whole(path / "below a file"):
        pass
