"""What of a large text tells its encoding. Knows no encoding but ASCII."""

from __future__ import annotations

import re

SAMPLE_BYTES = 2 << 20
"""A guess is made of so much: it takes about 0.1 s a MiB, and more would change little."""
_PIECE = 1 << 16
"""Bytes of that from one place."""
SHIFTS = (b"\x1b", b"~{")
"""What switches to another script within bytes below 128, in ISO 2022 and in HZ."""

_LETTER = re.compile(rb"[\x80-\xff]")
_SHIFT = re.compile(b"|".join(map(re.escape, SHIFTS)))

HEAD_BYTES = 1024
"""Bytes in which HTML and XML declare their encoding, https://html.spec.whatwg.org/#charset."""


def sample_of(data: bytes) -> bytes:
    """What tells a text's encoding: pieces of whole lines with bytes outside ASCII, however late they come.

    A text of many lines is not cut within a character. Its head is part of it, as it may declare the encoding.
    """
    if len(data) <= SAMPLE_BYTES:
        return data
    telling = _SHIFT if data.isascii() else _LETTER
    pieces: list[bytes] = []
    place, room = 0, SAMPLE_BYTES
    while room > 0 and (mark := telling.search(data, place)):
        start, end = _lines_around(data, place, mark.start(), room)
        if not pieces and start:
            start, head = (0, b"") if start < HEAD_BYTES else (start, data[:HEAD_BYTES])
            pieces.append(head)
        pieces.append(data[start:end])
        room -= end - start
        place = end
    return b"".join(pieces) or data[:SAMPLE_BYTES]


def _lines_around(data: bytes, place: int, mark: int, room: int) -> tuple[int, int]:
    """A span of whole lines with a mark in it; of a line that is too long, all there is room for."""
    start = max(data.rfind(b"\n", place, mark) + 1, mark - min(_PIECE, room) // 2, place)
    end = data.rfind(b"\n", mark, start + min(_PIECE, room)) + 1
    return (start, end) if end else (start, min(start + room, len(data)))
