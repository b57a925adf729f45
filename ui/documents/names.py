"""Names of files that come from outside, made fit to be names in a folder. Touches no disk."""

import unicodedata
from collections.abc import Iterator
from itertools import count

from ui.safe import plain

#: Bytes of a name; file systems take 255, and a number may yet be put behind it.
LONGEST = 200

_LONGEST_SUFFIX = 20  # bytes; what is longer is no suffix but the end of a sentence

# Each means something to a shell or to another system that may be given the folder one day.
_AWKWARD = str.maketrans(dict.fromkeys('<>:"|?*', "_"))


def cleaned(name: str) -> str:
    """The last part of a name without anything that hides, moves or deceives; never empty.

    No folders, no control characters, no dot at the start, as hidden files are no documents; at most
    ``LONGEST`` bytes, cut before the suffix.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = plain(plain(unicodedata.normalize("NFC", last)))  # twice: what is dropped parts blanks
    base = seen.translate(_AWKWARD).strip(" .")
    stem, suffix = _split(base or "document")
    room = LONGEST - len(suffix.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip() + suffix


def numbered(name: str) -> Iterator[str]:
    """The name, then ``name (2).txt``, ``name (3).txt`` and so on."""
    yield name
    stem, suffix = _split(name)
    yield from (f"{stem} ({number}){suffix}" for number in count(2))


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix.encode()) >= _LONGEST_SUFFIX:
        return name, ""
    return stem, dot + suffix
