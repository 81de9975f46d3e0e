"""Captions keep the rules of subtitling whatever is said and however fast."""

import re
from pathlib import Path

import av
import numpy as np
import pytest
from av.subtitles.subtitle import AssSubtitle
from hypothesis import assume, given
from hypothesis import strategies as st

from bits.codec.encoder import Raster, SegmentEncoder
from bits.making.cut import Tracks, cut
from bits.speech.captions import Caption, captions, sentences, shift, srt, vtt
from bits.speech.reading import Word, reading_times
from bits.speech.script import Line
from bits.speech.voices import Speech, voice


def line(shown: str) -> Line:
    pairs = tuple((match.start(), match.start()) for match in re.finditer(r"\S+", shown))
    return Line("toss", shown, shown, {}, pairs)


def speech(words: tuple[Word, ...], seconds: float) -> Speech:
    return Speech(np.zeros(round(seconds * 100), np.float32), 100, words)


def caption(text: str, pause: float = 0.5) -> tuple[Caption, ...]:
    """Captions of a text at reading speed."""
    words = reading_times(text)
    return captions(line(text), speech(words, words[-1].end), words[-1].end + pause)


def rates(shown: tuple[Caption, ...]) -> list[float]:
    return [len(caption.text) / (caption.end - caption.start) for caption in shown]


words = st.one_of(
    st.text("abcdefg<&", min_size=1, max_size=12),
    st.sampled_from(
        ["the", "of", "and", "bits,", "bits.", "Why?", "2.625", "—", "(yes)", "x" * 43, "y" * 90, "z" * 42]
    ),
)


@st.composite
def narrations(draw: st.DrawFn) -> tuple[Line, Speech, float]:
    """A text with words at any pace, pauses between them, and a beat that may last longer."""
    text = line(" ".join(draw(st.lists(words, min_size=1, max_size=40))))
    time, spoken = draw(st.floats(0, 0.5)), []
    for offset, _ in text.pairs:
        end = time + draw(st.floats(0.02, 1.2))
        spoken.append(Word(offset, time, end))
        time = end + draw(st.sampled_from([0.0, 0.0, 0.2, 1.5]))
    return text, speech(tuple(spoken), time), time + draw(st.floats(0, 3))


@given(narrations())
def test_all_words_appear_once_in_order_in_two_short_lines(narration: tuple[Line, Speech, float]) -> None:
    shown = captions(*narration)
    words = narration[0].shown.split()
    lines = [text.split("\n") for text in (caption.text for caption in shown)]
    assert all(len(pair) <= 2 and all(0 < len(row) <= 42 for row in pair) for pair in lines)
    # A word longer than a line is broken, so compare letters; the others stay whole.
    assert "".join("".join(pair) for pair in lines).replace(" ", "") == "".join(words)
    parts = [part for pair in lines for row in pair for part in row.split()]
    assert [part for part in parts if part in words] == parts or max(map(len, words)) > 42


@given(narrations())
def test_captions_never_overlap_and_stay_in_their_beat(narration: tuple[Line, Speech, float]) -> None:
    shown = captions(*narration)
    times = [time for caption in shown for time in (caption.start, caption.end)]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= narration[2] + 1e-9
    assert all(caption.end > caption.start for caption in shown)


@given(narrations())
def test_captions_can_be_read_whenever_the_beat_leaves_the_time(narration: tuple[Line, Speech, float]) -> None:
    shown = captions(*narration)
    assume(sum(len(caption.text) for caption in shown) <= 20 * narration[2])
    assert max(rates(shown)) <= 20 + 1e-6


@given(narrations())
def test_captions_stand_long_enough_whenever_the_beat_leaves_the_time(narration: tuple[Line, Speech, float]) -> None:
    shown = captions(*narration)
    assume(sum(max(0.81, len(caption.text) / 19.9) for caption in shown) <= narration[2])
    assert min(caption.end - caption.start for caption in shown) >= 0.8 - 1e-6


@given(narrations(), st.floats(0, 8000))
def test_files_keep_the_order_to_the_millisecond(narration: tuple[Line, Speech, float], later: float) -> None:
    shown = shift(captions(*narration), later)
    for text, count in ((srt(shown), 1), (vtt(shown), 0)):
        clock = [
            tuple(map(int, re.split("[:.,]", time)))
            for row in text.splitlines()
            if re.fullmatch(r"[\d:.,]+ --> [\d:.,]+", row)
            for time in row.split(" --> ")
        ]
        assert clock == sorted(clock)
        assert len(clock) == 2 * len(shown)
        assert text.count("\n\n") == len(shown) + 1 - count
        seconds = [((h * 60 + m) * 60 + s) + ms / 1000 for h, m, s, ms in clock]
        assert seconds == pytest.approx([time for c in shown for time in (c.start, c.end)], abs=6e-4)


def test_a_caption_stands_while_its_words_are_spoken() -> None:
    text = "Suppose the coin is fair. Then every toss tells you exactly one bit, no more and no less than that."
    words = reading_times(text)
    shown = caption(text)
    assert [c.text.replace("\n", " ") for c in shown] == [text[:25], text[26:]]
    assert shown[0].start == pytest.approx(0)
    assert shown[0].end == shown[1].start == pytest.approx(words[5].start)
    assert shown[1].end == pytest.approx(words[-1].end + 0.5)


def test_a_caption_disappears_in_a_long_pause() -> None:
    text = line("Exactly one bit. Afterwards it goes on.")
    starts = [0.0, 0.3, 0.6, 5.0, 5.3, 5.6, 5.9]
    spoken = tuple(Word(at, start, start + 0.3) for start, (at, _) in zip(starts, text.pairs, strict=True))
    first, second = captions(text, speech(spoken, 7.0), 7.0)
    assert first.start == 0.0
    assert first.end == pytest.approx(0.9 + 0.5)
    assert second.start == pytest.approx(5.0)


def test_a_quick_sentence_takes_its_time_from_the_pause_after_it() -> None:
    text = line("A very quickly spoken sentence of words. It is followed by quite a long silence here.")
    spoken = tuple(Word(at, 0.1 * i, 0.1 * i + 0.1) for i, (at, _) in enumerate(text.pairs))
    shown = captions(text, speech(spoken, 1.6), 10.0)
    assert max(rates(shown)) <= 20
    assert shown[0].start == pytest.approx(0, abs=0.01)


def test_a_voice_too_fast_to_read_shares_the_time_by_length() -> None:
    text = line("A very quickly spoken sentence of words. It is not followed by any silence at all.")
    spoken = tuple(Word(at, 0.05 * i, 0.05 * i + 0.05) for i, (at, _) in enumerate(text.pairs))
    shown = captions(text, speech(spoken, 0.8), 1.0)
    assert rates(shown) == pytest.approx([len(text.shown.replace(". ", ".")) / 1.0] * len(shown))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "When the sun comes up: not at all. Snow in the Sahara, though, would be worth almost ten bits.",
            ["When the sun comes up: not at all.", "Snow in the Sahara, though,\nwould be worth almost ten bits."],
        ),
        ("It costs more than the perfect code of the truth.", ["It costs more\nthan the perfect code of the truth."]),
        (
            "Exactly one half of the whole average is 1.75 bits.",
            ["Exactly one half\nof the whole average is 1.75 bits."],
        ),
        ("No. Yes.", ["No. Yes."]),
    ],
)
def test_lines_break_at_good_places(text: str, expected: list[str]) -> None:
    assert [shown.text for shown in caption(text)] == expected


@given(st.lists(st.text("abcdefgh", min_size=2, max_size=9), min_size=10, max_size=50))
def test_no_word_is_left_alone(texts: list[str]) -> None:
    for shown in caption(" ".join(texts)):
        assert all(" " in row for row in shown.text.split("\n"))


def test_a_variant_is_one_unit_that_follows_its_spoken_form() -> None:
    spoken = "Take H of P and add the divergence of P from Q to it. So H of P and Q it is."
    shown = "Take H(P) + D(P ‖ Q). So H(P, Q) it is."
    pairs = tuple((spoken.index(a), shown.index(b)) for a, b in [("Take", "Take"), ("H of", "H(P) +"), ("So", "So")])
    pairs += tuple(
        (spoken.rindex(a), shown.rindex(b)) for a, b in [("H of", "H(P,"), ("it is", "it is"), ("is.", "is.")]
    )
    words = reading_times(spoken)
    text = Line("sum", spoken, shown, {}, pairs)
    first, second = captions(text, speech(words, 9.0), 9.0)
    assert (first.text, second.text) == ("Take H(P) + D(P ‖ Q).", "So H(P, Q) it is.")
    assert second.start == next(word.start for word in words if word.offset == spoken.index("So"))


def test_captions_follow_a_real_voice() -> None:
    text = line("The tank stands at 2.625 bits. That is more than the 1.75 bits which the truth demands of everybody.")
    sound = voice("espeak").speak("coins", text)
    shown = captions(text, sound, sound.seconds)
    second = next(word for word in sound.words if word.offset == text.spoken.index("That"))
    assert shown[1].start == pytest.approx(second.start)
    assert max(rates(shown)) < 20


def test_subrip_and_webvtt() -> None:
    shown = [Caption(0.0, 1.5, "P < Q & R\nyes"), Caption(3661.0004, 3662.9996, "a --> b")]
    assert srt(shown) == (
        "1\n00:00:00,000 --> 00:00:01,500\nP < Q & R\nyes\n\n2\n01:01:01,000 --> 01:01:03,000\na --\u2060> b\n\n"
    )
    assert vtt(shown) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nP &lt; Q &amp; R\nyes\n\n"
        "01:01:01.000 --> 01:01:03.000\na --&gt; b\n\n"
    )


LITERAL = ("a <b>bold</b> word", "P<Q and Q>P", r"{\an8}top", "{y:i}slanted", "{a, b}", "1 --> 2", r"\North", "a & b")


def decoded(path: Path) -> list[str]:
    """Return the captions of a file as FFmpeg, and with it mpv and others, read them: a style would stand in braces."""
    with av.open(str(path)) as container:
        found = [part.decode() for part in container.demux(subtitles=0) if part.size]
    texts = (subtitle.ass for part in found for subtitle in part if isinstance(subtitle, AssSubtitle))
    return [text.decode().split(",", 8)[8] for text in texts]


@pytest.mark.parametrize("suffix", [".srt", ".vtt", ".mp4"])
def test_players_show_as_it_stands_what_looks_like_markup(tmp_path: Path, suffix: str) -> None:
    shown = [Caption(number, number + 0.9, text) for number, text in enumerate(LITERAL)]
    path = tmp_path / f"film{suffix}"
    if suffix == ".mp4":
        segment = tmp_path / "segment.mp4"
        look = Raster(64, 64, 10)
        with SegmentEncoder(segment, look) as encoder:
            encoder.frame(np.zeros((64, 64, 4), np.uint8), 100)
        cut(path, [segment], look, Tracks(captions=shown))
    else:
        path.write_text((srt if suffix == ".srt" else vtt)(shown), encoding="utf-8")
    texts = [text for text in decoded(path) if text]
    if suffix == ".vtt":  # its own escapes are enough for WebVTT's players
        texts, shown = texts[:2], shown[:2]
    assert not [text for text in texts if re.search(r"[{}]|\\[Nnh]", text)]
    assert [text.replace("\u2060", "").translate(str.maketrans("｛｝", "{}")) for text in texts] == [
        caption.text for caption in shown
    ]


@given(st.lists(st.text("a1<>-&{}\\:, \n\r\0\x1b\x85\u2028", min_size=1), min_size=1, max_size=4))
def test_no_text_ends_its_caption_or_begins_another(texts: list[str]) -> None:
    shown = [Caption(float(number), number + 0.9, f"x{text}") for number, text in enumerate(texts)]
    for file, head in ((srt(shown), 0), (vtt(shown), 1)):
        assert file.count("-->") == len(shown)
        blocks = re.split(r"(?:\r\n|\r|\n){2,}", file.strip("\n"))
        assert len(blocks) - head == len(shown)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", file)


def test_a_transcript_has_each_sentence_from_its_first_word_on() -> None:
    text = "What is news? It is 2.5 bits, or so. “Never say never.” The end"
    words = reading_times(text)
    said = sentences(line(text), speech(words, words[-1].end), words[-1].end + 0.5)
    assert [sentence.text for sentence in said] == [
        "What is news?",
        "It is 2.5 bits, or so.",
        "“Never say never.”",
        "The end",
    ]
    by_offset = {word.offset: word.start for word in words}
    starts = [text.index(first) for first in ("What", "It", "Never", "The")]
    assert [sentence.start for sentence in said] == [by_offset[offset] for offset in starts]
    assert [sentence.end for sentence in said] == [*(by_offset[o] for o in starts[1:]), words[-1].end + 0.5]
