"""eSpeak NG in a process of its own: a JSON request on standard input, answers on standard output.

``python -m bits.speech.espeak`` needs the standard library only, so that it starts in a few milliseconds. The
engine's library is GPL-3 and is never loaded into the program that asks. Request::

    {"library": path, "data": path, "voice": "en-us", "parameters": {"1": 165}, "texts": ["Hello.", ...]}

Each answer is a line of JSON and then the signed 16-bit samples of which it tells the length::

    {"rate": Hz, "words": [[character, sample], ...], "clauses": [[character, sample], ...], "bytes": n}
    {"error": "why there are none"}

"words" are the starts of words and "clauses" the ends of clauses as the engine reports them, counted from 0.

The engine carries a state of noise and phase from one call to the next, so a text spoken second differs from
the same text spoken first. Therefore the library is made ready once and a fork of it speaks each text.
"""

import ctypes
import json
import os
import sys
from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO

SYNCHRONOUS = 2  # espeak_AUDIO_OUTPUT: sound goes to the callback, before the call returns
DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT: report an unusable data folder instead of leaving
CHARACTERS = 1  # espeak_POSITION_TYPE
UTF8 = 1
END_OF_LIST, WORD, CLAUSE_END = 0, 1, 5  # espeak_EVENT_TYPE


class Event(ctypes.Structure):
    """``espeak_EVENT`` of speak_lib.h; its last field is a union of eight bytes."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))


class Engine:
    """The library, made ready to speak one text."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.library = ctypes.CDLL(request["library"])
        data = os.fsencode(request["data"])
        self.rate = self.library.espeak_Initialize(SYNCHRONOUS, 0, data, DONT_EXIT)
        if self.rate <= 0:
            raise RuntimeError(f"no voice data in {request['data']}")
        if self.library.espeak_SetVoiceByName(request["voice"].encode()) != 0:
            raise RuntimeError(f"no voice {request['voice']!r}")
        for parameter, value in request["parameters"].items():
            self.library.espeak_SetParameter(int(parameter), value, 0)

    def speak(self, text: str) -> bytes:
        """Return the answer to one text."""
        samples = bytearray()
        words: list[tuple[int, int]] = []
        clauses: list[tuple[int, int]] = []

        def receive(wave: Any, count: int, events: Any) -> int:
            if wave and count > 0:
                samples.extend(ctypes.string_at(wave, 2 * count))
            index = 0
            while events[index].type != END_OF_LIST:
                event = events[index]
                if event.type in (WORD, CLAUSE_END):
                    kind = words if event.type == WORD else clauses
                    kind.append((event.text_position - 1, event.sample))
                index += 1
            return 0

        callback = Callback(receive)
        self.library.espeak_SetSynthCallback(callback)
        data = text.encode() + b"\0"
        failed = self.library.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, CHARACTERS, 0, UTF8, None, None)
        if failed or not samples:
            return answer({"error": f"no sound for {text[:40]!r}"})
        head = {"rate": self.rate, "words": words, "clauses": clauses, "bytes": len(samples)}
        return answer(head) + bytes(samples)


def answer(head: dict[str, Any]) -> bytes:
    """Return the line of JSON that begins an answer."""
    return json.dumps(head).encode() + b"\n"


def forked(engine: Engine, texts: list[str]) -> Iterator[bytes]:
    """Speak each text in a fork of the engine, as many at once as there are processors, answers in order."""
    running: deque[tuple[int, BinaryIO]] = deque()
    for text in texts:
        if len(running) == (os.cpu_count() or 1):
            yield _collect(*running.popleft())
        running.append(_start(engine, text))
    while running:
        yield _collect(*running.popleft())


def _start(engine: Engine, text: str) -> tuple[int, BinaryIO]:
    """Fork a child that speaks a text into a pipe."""
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, os.fdopen(reader, "rb")
    status = 1
    try:
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(engine.speak(text))
        status = 0
    finally:
        os._exit(status)


def _collect(child: int, pipe: BinaryIO) -> bytes:
    """Return what a child has written."""
    with pipe:
        spoken = pipe.read()
    _, status = os.waitpid(child, 0)
    return spoken if status == 0 else answer({"error": f"the engine stopped with status {status}"})


def main() -> None:
    """Answer the request on standard input."""
    request = json.load(sys.stdin.buffer)
    try:
        engine = Engine(request)
    except (OSError, RuntimeError) as error:
        sys.exit(str(error))
    texts = request["texts"]
    # Where a process cannot fork, each is asked for one text only.
    answers = forked(engine, texts) if hasattr(os, "fork") else map(engine.speak, texts)
    for spoken in answers:
        sys.stdout.buffer.write(spoken)


if __name__ == "__main__":
    main()
