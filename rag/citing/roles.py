"""Who does what to whom: whether two sentences with the same words give them the same places.

Words alone do not tell "Putin visited Kim" from "Kim visited Putin". There is no parser here: each telling
word is marked with the preposition before it, the order of the others is compared, the passive is turned
round, and a word must hang on what it hangs on in the source. Knows words, no passages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import regex as re

from rag.citing.dates import moments
from rag.words import THINGS, Word, listed, words_of

_PREPOSITIONS = listed(
    "from to into by than of in on at for with against over under before after between during since until"
)
_INSIDE = listed("the a an his her its their our this that these those 's")
_GENITIVE = re.compile(r"\S+? ?['’]s\b")  # noqa: RUF001  both apostrophes occur in documents
_BE = listed("is are was were be been being got")
_HAVE = listed("has have had do does did will would can could may might must shall should")
_JOINTS = listed("and but while whereas or")
_CONTRARY = {
    "from": {"to", "into"},
    "to": {"from"},
    "into": {"from"},
    "before": {"after"},
    "after": {"before"},
    "over": {"under"},
    "under": {"over"},
}
_APART = 5  # tokens that a comma or an "and" counts for


@dataclass(frozen=True, slots=True)
class Place:
    """A telling word and how it stands in its sentence.

    Attributes:
        form: What is compared.
        kind: As of :class:`rag.words.Word`.
        at: Its place among all words.
        marker: The preposition before it, or nothing.
        joined: Whether it goes on a list: the Paris of "Rome and Paris".
        clause: How many commas and joints stand before it.
        owns: Whether it is in the genitive: the Kim of "Kim's car".
    """

    form: str
    kind: str
    at: int
    marker: str
    joined: bool
    clause: int
    owns: bool

    @property
    def is_name(self) -> bool:
        """Whether it is a name."""
        return self.kind in {"name", "initial"}


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
    )


@lru_cache(maxsize=4096)
def places(text: str) -> tuple[Place, ...]:
    """The telling words of one sentence, a passive turned into the active."""
    found = words_of(text)
    lower = [text[word.start : word.end].lower() for word in found]
    broken = [False] + [
        any(sign in text[a.end : b.start] for sign in ",;:()") for a, b in pairwise(found)
    ]
    # A date of several words is one thing, and may be written the other way round.
    dated = [
        (m.start, m.end) for m in moments(text) if any(c in text[m.start : m.end] for c in " -./")
    ]
    placed: list[Place] = []
    clause = 0
    for n, word in enumerate(found):
        clause += broken[n] + (lower[n] in _JOINTS)
        if word.kind not in THINGS or any(a <= word.start < b for a, b in dated):
            continue
        last = placed[-1] if placed else None
        joined = last is not None and _goes_on_list(last, word.kind, lower, n, broken=broken[n])
        marker = last.marker if last and joined else _marker(found, lower, broken, n)
        owns = _GENITIVE.match(text, word.start, word.end + 3) is not None
        placed.append(Place(word.form, word.kind, n, marker, joined, clause, owns))
    return tuple(_active(placed, lower))


def _goes_on_list(last: Place, kind: str, lower: Sequence[str], n: int, *, broken: bool) -> bool:
    between = [word for word in lower[last.at + 1 : n] if word not in _INSIDE]
    return last.kind == kind and (between in (["and"], ["or"]) or (not between and broken))


def _marker(found: Sequence[Word], lower: Sequence[str], broken: Sequence[bool], n: int) -> str:
    """The preposition that the words before ``n`` lead back to without leaving its phrase."""
    kinds = [word.kind for word in found[:n]]
    skipped = 0
    for back in range(n - 1, -1, -1):
        if broken[back + 1]:
            return ""
        if lower[back] in _PREPOSITIONS:
            return lower[back]
        if lower[back] in _INSIDE or kinds[back] == "name":
            continue
        if kinds[back] not in THINGS or skipped:
            return ""
        skipped += 1
        opens = back and (lower[back - 1] in _PREPOSITIONS or lower[back - 1] in _INSIDE)
        if not opens and kinds[back] != "number":
            return ""
    return ""


def _active(placed: Sequence[Place], lower: Sequence[str]) -> Iterator[Place]:
    """The same with "Kim was visited by Putin" as "Putin visited Kim"."""
    agents = [p for p in placed if p.marker == "by" and _is_agent(p, lower)]
    if not agents:
        yield from placed
        return
    first = agents[0].at
    verbs = [p for p in placed if p.at < first and p.kind == "content"][-1:]
    yield from (replace(p, marker="", at=p.at - len(lower) * 2) for p in agents)
    yield from (replace(p, at=p.at - len(lower)) for p in verbs)
    yield from (p for p in placed if p not in agents and p not in verbs)


def _is_agent(place: Place, lower: Sequence[str]) -> bool:
    by = place.at - 1
    while by > 0 and lower[by] != "by":
        by -= 1
    # "Was by Kim" is no passive: the verb stands between.
    return not _BE.isdisjoint(lower[max(0, by - 4) : by - 1])


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
    return any(
        a.marker and b.marker and a.marker != b.marker and _exchanged(a, b, theirs)
        for a, b in pairwise(place for place in ours if place.marker)
    )


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
