"""Business scopes cut at their commas and stops, but not inside brackets: the first, byte-level step of phrases.

The work is one pass over UTF-8 bytes. For a few scopes plain Python does it; for many, numba compiles the very same
function (once a machine: the compiled form is kept in Python's cache folder), so the rule stands in one place.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from matcher.text.compiling import compiled

PORTION = 250_000  # scopes read at a time, so that a registry of millions needs no copy of itself
MANY = 2_000  # scopes from which compiling pays
NOTHING, STOP, OPEN, CLOSE, OPEN_NOTE = range(5)

STOPS = ",;:!?| \t\r\n，；：！？。　｜"
OPENS, CLOSES = "([（［〔", ")]）］〕】"
NOTE = "【"  # registrars' notes stand last: an unclosed one reaches to the end


def sign_table() -> np.ndarray:
    """What a sign does, by its place: 0–255 one byte, 256–319 U+3000–303F, 320–447 U+FF00–FF7F (uint8)."""
    table = np.zeros(448, np.uint8)
    for kind, signs in ((STOP, STOPS), (OPEN, OPENS), (CLOSE, CLOSES), (OPEN_NOTE, NOTE)):
        for sign in signs:
            code = ord(sign)
            table[code if code < 256 else 256 + code - 0x3000 if code < 0x3040 else 320 + code - 0xFF00] = (
                kind
            )
    return table


def cut(data: Any, offsets: Any, table: Any, out: Any, counts: Any) -> int:  # noqa: C901 (numba wants one function)
    """Write (start, end) of the stretches of every scope to `out`, how many each has to `counts`; returns their sum."""
    at = 0
    for row in range(len(counts)):
        first_free = at
        start, end = offsets[row], offsets[row + 1]
        begin, place, depth, opened = start, start, 0, start
        while place < end:
            byte = data[place]
            width = 1
            kind = NOTHING
            if byte < 0x80:
                kind = table[byte]
            elif byte == 0xE3 and place + 2 < end and data[place + 1] == 0x80:
                width, kind = 3, table[256 + data[place + 2] - 0x80]
            elif byte == 0xEF and place + 2 < end and (data[place + 1] == 0xBC or data[place + 1] == 0xBD):
                width, kind = 3, table[320 + (data[place + 1] - 0xBC) * 64 + data[place + 2] - 0x80]
            if kind in (OPEN, OPEN_NOTE):
                if depth == 0:
                    opened = place
                depth += 1
            elif kind == CLOSE and depth > 0:
                depth -= 1
            elif depth == 0 and kind in (STOP, CLOSE):
                if place > begin:
                    out[at, 0], out[at, 1] = begin, place
                    at += 1
                begin = place + width
            place += width
            if place >= end and depth > 0:
                # The bracket never closes: what stands before it is a stretch, and reading goes on behind it.
                if opened > begin:
                    out[at, 0], out[at, 1] = begin, opened
                    at += 1
                note = data[opened] == 0xE3
                begin = end if note else opened + (1 if data[opened] < 0x80 else 3)
                place, depth = begin, 0
        if end > begin:
            out[at, 0], out[at, 1] = begin, end
            at += 1
        counts[row] = at - first_free
    return at


def hash_all(data: Any, spans: Any, out: Any) -> None:
    """Write a 64-bit hash of every stretch's bytes to `out` (FNV-1a with a last mix)."""
    prime, seed = np.uint64(0x100000001B3), np.uint64(0xCBF29CE484222325)
    shift = np.uint64(29)
    for number in range(len(spans)):
        value = seed
        for place in range(spans[number, 0], spans[number, 1]):
            value = (value ^ np.uint64(data[place])) * prime
        out[number] = value ^ (value >> shift)


def stretch_numbers(
    scopes: pl.Series, known: dict[int | bytes, int], texts: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """For each scope how many stretches it has, and the stretches' numbers in order (int64 both).

    `known` and `texts` grow by the stretches not met before: hash or bytes → number, and the text of each number.
    """
    arrow = scopes.fill_null("").to_arrow()
    offsets = np.frombuffer(arrow.buffers()[1], np.int64)[arrow.offset : arrow.offset + len(arrow) + 1]
    data = np.frombuffer(arrow.buffers()[2] or b"", np.uint8)
    spans = np.empty((int(offsets[-1] - offsets[0]) // 2 + len(arrow) + 1, 2), np.int64)
    counts = np.empty(len(arrow), np.int64)
    many = len(arrow) >= MANY
    total = (
        compiled(cut)(data, offsets, sign_table(), spans, counts)
        if many  # else plain integers: numpy's small ones would overflow
        else cut(data.tobytes(), offsets.tolist(), sign_table().tolist(), spans, counts)
    )
    spans = spans[:total]
    numbers = by_hash(data, spans, known, texts) if many else by_bytes(data, spans, known, texts)
    return counts, numbers


def by_hash(
    data: np.ndarray, spans: np.ndarray, known: dict[int | bytes, int], texts: list[str]
) -> np.ndarray:
    """Numbers of stretches told apart by 64-bit hashes (two of a million stretches collide once in 30 million registries)."""
    hashes = np.empty(len(spans), np.uint64)
    compiled(hash_all)(data, spans, hashes)
    distinct, first, codes = np.unique(hashes, return_index=True, return_inverse=True)
    numbers = np.empty(len(distinct), np.int64)
    for place, (value, at) in enumerate(zip(distinct.tolist(), first.tolist(), strict=True)):
        number = known.setdefault(value, len(known))
        if number == len(texts):
            texts.append(data[spans[at, 0] : spans[at, 1]].tobytes().decode("utf-8", "replace"))
        numbers[place] = number
    return numbers[codes]


def by_bytes(
    data: np.ndarray, spans: np.ndarray, known: dict[int | bytes, int], texts: list[str]
) -> np.ndarray:
    """Numbers of stretches told apart by their bytes."""
    numbers = np.empty(len(spans), np.int64)
    for place, (start, end) in enumerate(spans.tolist()):
        value = data[start:end].tobytes()
        numbers[place] = known.setdefault(value, len(known))
        if numbers[place] == len(texts):
            texts.append(value.decode("utf-8", "replace"))
    return numbers
