"""Speech faster or slower at the same pitch."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bits.speech.reading import Word
from bits.speech.voices import Speech


def paced(speech: Speech, pace: float) -> Speech:
    """Return a speech at another pace: 1.1 is a tenth faster.

    FFmpeg's ``atempo`` overlaps waves that are alike (WSOLA), so that all of it changes evenly. The net that speaks has
    a speed of its own, but rounds each phoneme to frames of 25 ms: asked for 1.3 it gives 1.15, for 1.4 almost 1.6.
    """
    if pace == 1 or not len(speech.samples):
        return speech
    words = tuple(Word(word.offset, word.start / pace, word.end / pace) for word in speech.words)
    return replace(speech, samples=_stretched(speech.samples, speech.rate, pace), words=words)


def _stretched(samples: NDArray[np.float32], rate: int, pace: float) -> NDArray[np.float32]:
    import av  # slow to import
    from av.filter import Graph

    frame = av.AudioFrame.from_ndarray(samples[None], "flt", "mono")
    frame.sample_rate = rate
    graph = Graph()
    source = graph.add_abuffer(format="flt", sample_rate=rate, layout="mono", time_base=frame.time_base)
    tempo, sink = graph.add("atempo", f"{pace:.4f}"), graph.add("abuffersink")
    graph.link_nodes(source, tempo, sink).configure()
    source.push(frame)
    source.push(None)
    parts = []
    with suppress(av.EOFError):
        while isinstance(pulled := sink.pull(), av.AudioFrame):
            parts.append(pulled.to_ndarray()[0])
    length = round(len(samples) / pace)
    return np.concatenate([*parts, np.zeros(length, np.float32)])[:length]
