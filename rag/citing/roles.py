"""Who does what to whom: whether two sentences with the same words give them the same places.

Words alone do not tell "Putin visited Kim" from "Kim visited Putin". The words behind the same preposition are
compared, the order of the others, and a word must hang on what it hangs on in the source. Knows no passages.
"""

from collections.abc import Sequence
from itertools import chain, pairwise

from rag.citing.places import Place, places

_CONTRARY = {
    "from": {"to", "into"},
    "to": {"from"},
    "into": {"from"},
    "before": {"after"},
    "after": {"before"},
    "over": {"under"},
    "under": {"over"},
}
_RATHER = {"to", "over", "with", "than"}  # tea to coffee, one part with three, five votes to two
_FROM = {"to", "from", "than", "for"}  # who stands behind one of these does not do the deed
_APART = 5  # tokens that a comma or an "and" counts for


def misplaced(claim: str, text: str, question: str = "") -> bool:
    """Whether ``claim`` gives words of ``text`` other places than ``text`` does.

    The order of two things that is that of ``question`` is the asker's, and none that the claim gives.
    """
    ours, theirs = places(claim), places(text)
    return (
        _marked_otherwise(ours, theirs)
        or _turned_round(ours, theirs, places(question))
        or _hangs_elsewhere(ours, theirs)
        or _of_another(ours, theirs)
        or _is_object(ours, theirs)
    )


def _of(form_of: Place, those: Sequence[Place]) -> list[Place]:
    return [place for place in those if place.form == form_of.form]


def _marked_otherwise(ours: Sequence[Place], theirs: Sequence[Place]) -> bool:
    """From and to exchanged, larger than what is larger, and the like."""
    than = [place.form for place in theirs if place.marker == "than"]
    own = {place.form for place in ours}
    for place in ours:
        markers = {other.marker for other in _of(place, theirs)}
        if markers and place.marker not in markers:
            if markers & _CONTRARY.get(place.marker, set()):
                return True
            if place.marker == "than" and any(form in own for form in than):
                return True
    marked = pairwise(place for place in ours if place.marker)
    rather = (pair for pair in pairwise(ours) if not pair[0].marker and pair[1].marker in _RATHER)
    return any(a.marker != b.marker and _exchanged(a, b, theirs) for a, b in chain(marked, rather))


def _exchanged(a: Place, b: Place, theirs: Sequence[Place]) -> bool:
    of_a, of_b = ({p.marker for p in _of(x, theirs)} for x in (a, b))
    return of_a == {b.marker} and of_b == {a.marker}


def _turned_round(ours: Sequence[Place], theirs: Sequence[Place], asked: Sequence[Place]) -> bool:
    """Whether two words without a preposition stand the other way round about what joins them."""
    free = [place for place in ours if not place.marker]
    for n, first in enumerate(free):
        for last in free[n + 1 :]:
            between = [p for p in ours if first.at < p.at < last.at and p.kind == "content"]
            names = first.is_name and last.is_name
            if not between or last.joined or _is_askers(first, last, asked):
                continue
            if _inverted(first, last, between, theirs, names=names):
                return True
    return False


def _is_askers(first: Place, last: Place, asked: Sequence[Place]) -> bool:
    """Whether the question has two things in that order; who did what to whom, it may have wrong."""
    if first.is_name or last.is_name:
        return False
    return any(a.at < b.at for a in _of(first, asked) for b in _of(last, asked))


def _inverted(
    first: Place, last: Place, between: Sequence[Place], theirs: Sequence[Place], *, names: bool
) -> bool:
    firsts, lasts = _of(first, theirs), _of(last, theirs)
    if not firsts or not lasts or any(p.marker or p.joined for p in (*firsts, *lasts)):
        return False
    if any(a.at < b.at for a in firsts for b in lasts):
        return False
    low, high = max(p.at for p in lasts), min(p.at for p in firsts)
    pivots = [p for p in theirs if low < p.at < high and p.kind == "content"]
    shared = {p.form for p in pivots} & {p.form for p in between}
    return bool(shared) or (names and bool(pivots))


def _hangs_elsewhere(ours: Sequence[Place], theirs: Sequence[Place]) -> bool:
    """Born in Paris, where it is "born in Rome and died in Paris"."""
    own = {place.form for place in ours}
    for before, place in pairwise(ours):
        if place.marker and not place.joined and before.at < place.at:
            anchor = _counting(before, ours)
            rivals = [
                p for p in theirs
                if p.marker == place.marker and p.is_name == place.is_name and (p.kind == "number") == (place.kind == "number")
            ]  # fmt: skip
            mine = [p for p in rivals if p.form == place.form]
            others = [
                p for p in rivals
                if p.form not in own and not p.joined and not any(_one_phrase(p, m, theirs) for m in mine)
            ]  # fmt: skip
            anchors = _of(anchor, theirs)
            if any(_one_phrase(p, a, theirs) for p in _of(place, theirs) for a in anchors):
                continue  # "artists of British nationality" where it is "British artists"
            if anchors and mine and others and all(
                _nearest(a, others) < _nearest(a, mine) for a in anchors
            ) and not any(p.joined for p in mine):  # fmt: skip
                return True
    return False


def _one_phrase(first: Place, last: Place, those: Sequence[Place]) -> bool:
    """Whether nothing but telling words stands between: the artists of "by contemporary British artists"."""
    between = sum(first.at < p.at < last.at for p in those)
    return last.clause == first.clause and last.at - first.at == between + 1


def _counting(place: Place, ours: Sequence[Place]) -> Place:
    """The number before a counted thing, as it tells which of several is meant."""
    return next((p for p in ours if p.kind == "number" and p.at == place.at - 1), place)


def _nearest(anchor: Place, those: Sequence[Place]) -> int:
    return min(abs(p.at - anchor.at) + _APART * abs(p.clause - anchor.clause) for p in those)


def _is_object(ours: Sequence[Place], theirs: Sequence[Place]) -> bool:
    """Whether a name does a deed that is done to it, for it or from it, wherever it stands: slides are sent to Dana."""
    free = [place for place in ours if not place.marker and not place.owns]
    for name, deed in pairwise(free):
        found, deeds = _of(name, theirs), _of(deed, theirs)
        if not (name.is_name and found and deeds and deed.kind == "content"):
            continue
        if all(p.marker in _FROM for p in found) and any(
            d.clause == p.clause and d.at < p.at for d in deeds for p in found
        ):
            return True
    return False


def _of_another(ours: Sequence[Place], theirs: Sequence[Place]) -> bool:
    """Whether what is said of one name stands behind another that comes in between."""
    own = {place.form for place in ours}
    for n, name in enumerate(ours):
        starts = _of(name, theirs)
        if not name.is_name or name.marker or not starts:
            continue
        first = starts[-1]
        seconds = [
            p for a, p in pairwise(theirs)
            if p.kind == "name" and p.form not in own and not p.marker and not p.joined
            and p.at > first.at and p.clause > first.clause and a.clause < p.clause and a.kind == "content"
        ]  # fmt: skip
        rest = [_of(p, theirs) for p in ours[n + 1 :]]
        if seconds and any(of and all(p.at > seconds[0].at for p in of) for of in rest):
            return True
    return False
