"""Which characters a text file is written in, told from its bytes and said, never assumed.

UTF-8 is believed only where the whole file obeys it; else the legacy Chinese encodings are tried on the part
that UTF-8 cannot read, and the one that yields common Chinese characters with the fewest faults wins.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from matcher.errors import RegistryError

LEGACY = ("gb18030", "big5", "utf-16-le", "utf-16-be")
BLOCK = 1 << 20
MOST_FAULTS = 0.02
LEAST_COMMON = 0.5
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding and how it was told."""

    name: str
    why: str


def detect_encoding(stream: IO[bytes], where: str) -> Encoding:
    """The encoding of `stream`, read to its end; RegistryError where no encoding fits."""
    head = stream.read(4)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, "文件开头有编码标记")
    fault = _first_fault(head, stream)
    if fault is None:
        return Encoding("utf-8", "全文都是合法的 UTF-8")
    best = max((_judge(fault, name) for name in ("utf-8", *LEGACY)), key=lambda one: one[:2])
    share_common, negative_faults, name = best
    if -negative_faults > MOST_FAULTS or share_common < LEAST_COMMON:
        raise RegistryError(
            "看不出文件用的是什么文字编码",
            where=where,
            cause="它既不是 UTF-8，也不像 GBK/GB18030、Big5 或 UTF-16 的中文",
            remedy="用 Excel 打开后另存为「CSV UTF-8（逗号分隔）」或 .xlsx，再试一次",
        )
    return Encoding(name, "不是合法的 UTF-8，按常用汉字的比例判断")


def _first_fault(head: bytes, stream: IO[bytes]) -> bytes | None:
    """The bytes around the first place that is not UTF-8 (with the file's head), or None."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    first = head + stream.read(BLOCK)
    block = first
    while block:
        if b"\0" in block:
            return first[: 1 << 16]
        try:
            decoder.decode(block)
        except UnicodeDecodeError:
            return (first[: 1 << 16] if block is not first else b"") + _whole_lines(block)
        block = stream.read(BLOCK)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:  # cut in the middle of its last character: still UTF-8
        return first[: 1 << 16] + b"\xe4"
    return None


def _whole_lines(block: bytes) -> bytes:
    """`block` from its first to its last line end, so that no character is cut at its edges."""
    first, last = block.find(b"\n"), block.rfind(b"\n")
    return block[first + 1 : last + 1] if 0 <= first < last else block


def _judge(sample: bytes, name: str) -> tuple[float, float, str]:
    """(share of common characters, minus the share of faults, encoding) of `sample` read as `name`."""
    text = sample.decode(name, errors="replace")
    wide = [character for character in text if ord(character) > 127]
    if not wide:
        return (0.0 if "\0" in text else 1.0), 0.0, name
    faults = sum(
        character == "\ufffd" or (ord(character) >= 0xE000 and ord(character) < 0xF900) for character in wide
    )
    common = sum(map(is_common, wide))
    return round(common / len(wide), 2), -faults / len(wide), name


def is_common(character: str) -> bool:
    """Whether `character` is in everyday Chinese use: level 1 or the punctuation of GB 2312-1980.

    >>> is_common("金"), is_common("，"), is_common("銝")
    (True, True, False)
    """
    try:
        first = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return 0xA1 <= first <= 0xA3 or 0xB0 <= first <= 0xD7


def decoded_lines(stream: IO[bytes], encoding: str) -> Iterator[str]:
    """The lines of `stream` with their ends; a byte that cannot be read becomes U+FFFD, never an error."""
    return iter(io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline=""))
