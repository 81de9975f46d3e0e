"""The natural voice in a process of its own: a JSON request on standard input, answers on standard output.

``python -m bits.speech.natural_engine`` runs hibari (a small neural net whose weights come in its wheel) on one thread
and with one seed, so that the same sentence always gives the same samples. Request::

    {"sound": true, "sentences": [[["Your", ""], ["tanh.", "tˈænʧ"], ...], ...]}

A sentence is a list of words, each with its phonemes where the engine should not find them itself. Each answer is a
line of JSON and then the 32-bit float samples of which it tells the length::

    {"rate": Hz, "starts": [seconds of each word], "guessed": [words that no dictionary knows], "bytes": n}
    {"error": "why there are none"}

When a word starts is known from the net itself: it computes how many frames each phoneme lasts, but does not give them
out. Messages of protobuf merge when they are joined, so a few bytes after the model's make that tensor an output.
"""

import json
import re
import sys
from typing import Any, BinaryIO

import numpy as np

DURATIONS = "/Clip_output_0"
"""The tensor that holds how many frames each phoneme lasts."""
FRAME = 0.025
"""Seconds of such a frame."""
ONSET = 0.075
"""Seconds by which a word is heard before the first frame of its first phoneme has passed."""
MOST_PHONEMES = 400
"""What the net reads at once."""
FLOAT = 1
"""``TensorProto.DataType`` of ONNX."""


def _field(number: int, content: bytes) -> bytes:
    """Return a field of a protobuf message that holds bytes or a message."""
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    more, low = divmod(number, 128)
    return bytes([low | 128]) + _varint(more) if more else bytes([low])


def with_output(model: bytes, name: str) -> bytes:
    """Return an ONNX model with one more output: ``ModelProto.graph.output`` gets a float tensor of this name."""
    tensor = _field(1, _varint(1 << 3) + _varint(FLOAT))  # TypeProto.tensor_type.elem_type
    return model + _field(7, _field(12, _field(1, name.encode()) + _field(2, tensor)))


class Engine:
    """The net and its dictionary, ready to speak."""

    def __init__(self) -> None:
        import onnxruntime
        from hibari import Hibari

        self.voice = Hibari(threads=1)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        with open(self.voice.model_path, "rb") as file:  # noqa: PTH123 (its own path, a text)
            model = with_output(file.read(), DURATIONS)
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def speak(self, words: list[list[str]], sound: bool) -> tuple[dict[str, Any], bytes]:
        """Return the answer to one sentence: its head, and its samples."""
        ids, first, guessed = self._ids(words)
        if len(ids) > MOST_PHONEMES + 2:
            raise ValueError(f"a sentence of {len(words)} words is too long to be said at once: write two")
        head = {"rate": self.voice.sample_rate, "guessed": guessed, "starts": [0.0] * len(words), "bytes": 0}
        if not sound or len(ids) < 3:
            return head, b""
        from hibari import dsp

        given = {"ids": np.asarray([ids], np.int64), "speed": np.ones(1, np.float32)}
        *spectrum, durations = self.session.run(None, given)
        frames = durations.ravel()
        parts = [part[0] for part in spectrum]
        assert 2 * frames.sum() == parts[0].shape[1], "the durations are not those of the sound"
        samples = dsp.synth(*parts, np.random.default_rng(0)).astype("<f4").tobytes()
        passed = np.concatenate([[0.0], np.cumsum(frames)]) * FRAME
        return head | {"starts": [max(0.0, float(passed[i]) - ONSET) for i in first], "bytes": len(samples)}, samples

    def _ids(self, words: list[list[str]]) -> tuple[list[int], list[int], list[int]]:
        """Return the phonemes of a sentence as numbers, where each word begins in them, and which were guessed."""
        for written, phonemes in words:
            if strange := [sign for sign in phonemes if sign not in self.voice.vocab]:
                raise ValueError(f"the sounds of {written!r} in the lexicon have {strange[0]!r}, which it cannot say")
        text = " ".join(_linked(word, phonemes) if phonemes else word for word, phonemes in words)
        starts = np.cumsum([0, *(len(word) + 1 for word, _ in words)])
        vocabulary, ids, first, guessed = self.voice.vocab, [0], list[int](), set[int]()
        place = 0
        for token in self.voice.g2p.phonemize_tokens(self.voice.g2p.tokenize(text)):
            word = int(np.searchsorted(starts, place, side="right")) - 1
            while len(first) <= word:
                first.append(len(ids))
            phonemes = token.phonemes or ""
            if any(sign.isalpha() for sign in token.text) and (not phonemes or (token.rating or 0) < 3):
                guessed.add(word)
            ids += [vocabulary[sign] for sign in phonemes + " " * bool(token.whitespace) if sign in vocabulary]
            place += len(token.text) + len(token.whitespace)
        return [*ids, 0], [*first, *[len(ids)] * (len(words) - len(first))], sorted(guessed)


def _linked(word: str, phonemes: str) -> str:
    """Return a word with its phonemes as the engine takes them; punctuation stays outside."""
    head, core, tail = re.fullmatch(r"([\W_]*)(.*?)([\W_]*)", word, re.DOTALL).groups()  # type: ignore[union-attr]
    return f"{head}[{core}](/{phonemes}/){tail}"


def serve(request: BinaryIO, answers: BinaryIO) -> None:
    """Answer a request, sentence by sentence."""
    asked = json.load(request)
    engine = Engine()
    for words in asked["sentences"]:
        try:
            head, samples = engine.speak(words, asked["sound"])
        except ValueError as error:
            head, samples = {"error": str(error)}, b""
        answers.write(json.dumps(head).encode() + b"\n" + samples)
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
