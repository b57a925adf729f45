"""Whether a sentence is a near copy of a source with one name, number or thing put in another's place.

The two are laid side by side; where the words on both sides of a gap are the same and the gap holds one
name here and another there, the sentence says of one what the source says of the other, wherever else
in the source its name may stand. Knows words, no passages.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from rag.citing.places import Place, places
from rag.citing.same import short_names, stands

_GAP = 4  # telling words that a gap may hold; a longer one is another part of the sentence
_BESIDE = 2  # telling words within which order is free: "Russia's Putin", "Putin of Russia"


@lru_cache(maxsize=4096)
def swapped(claim: str, text: str) -> bool:
    """Whether ``claim`` has another name, number or thing where ``text`` has its own."""
    ours = sorted(places(claim), key=lambda place: place.at)
    theirs = sorted(places(text), key=lambda place: place.at)
    # The source's word for each of ours, so that synonyms and other forms are the same.
    named = [next((t.form for t in theirs if _same(o, t)), o.form) for o in ours]
    opcodes = SequenceMatcher(None, named, [t.form for t in theirs], autojunk=False).get_opcodes()
    short = short_names(text) | short_names(claim)
    for n, (kind, a, b, c, d) in enumerate(opcodes):
        inner = 0 < n < len(opcodes) - 1
        left = n > 0 and opcodes[n - 1][0] == "equal"
        right = n + 1 < len(opcodes) and opcodes[n + 1][0] == "equal"
        anchored = (left or n == 0) and (right or n == len(opcodes) - 1) and (left or right)
        known = any(place.form in short for place in (*ours[a:b], *theirs[c:d]))
        listed = right and ours[b].joined
        if not anchored or listed or known or b - a > _GAP:
            continue
        if (
            kind == "replace"
            and d - c <= _GAP
            and _another(ours[a:b], theirs[c:d], theirs, inner=inner)
        ):
            return True
        if kind == "delete" and inner and _put_in(ours[a:b], theirs, c):
            return True
    return False


def _another(
    ours: Sequence[Place], block: Sequence[Place], theirs: Sequence[Place], *, inner: bool
) -> bool:
    pool = frozenset(place.form for place in block)
    new = [o for o in ours if not stands(pool, o.word) and not _beside(o, block, theirs)]
    everywhere = frozenset(place.form for place in theirs)
    for one in new:
        # A number may be written otherwise; that it stands somewhere is seen to elsewhere.
        if one.is_name or (one.kind == "number" and one.form in everywhere):
            rivals = [
                t for t in block
                if (t.is_name, t.marker, t.owns) == (one.is_name, one.marker, one.owns)
            ]  # fmt: skip
            if any(r.kind != "content" and not any(_same(o, r) for o in ours) for r in rivals):
                return True
    things = [o for o in new if o.kind == "content" and o.form in everywhere]
    return inner and bool(things) and any(t.kind == "content" for t in block)


def _put_in(ours: Sequence[Place], theirs: Sequence[Place], at: int) -> bool:
    """Whether a name is put between two words that are side by side in the source."""
    for place in ours:
        if place.is_name and not _beside(place, theirs[at : at + 1], theirs):
            markers = {t.marker for t in theirs if t.form == place.form}
            if markers and place.marker not in markers:
                return True
    return False


def _beside(place: Place, block: Sequence[Place], theirs: Sequence[Place]) -> bool:
    """Whether the source has the word just beside the gap."""
    if not block:
        return False
    first, last = theirs.index(block[0]), theirs.index(block[-1])
    near = theirs[max(0, first - _BESIDE) : last + _BESIDE + 1]
    return any(_same(place, other) for other in near)


def _same(ours: Place, theirs: Place) -> bool:
    return ours.form == theirs.form or stands({theirs.form}, ours.word)
