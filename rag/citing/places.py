"""The telling words of a sentence and how each stands in it. Knows words, no grammar beyond their order.

There is no parser here: each telling word is marked with the preposition before it, and the passive is turned
round.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import regex as re

from rag.citing.dates import moments
from rag.words import NAMED, THINGS, Word, listed, words_of

_PREPOSITIONS = listed(
    "from to into by than of in on at for with against over under before after between during since until"
)
_INSIDE = listed("the a an his her its their our this that these those 's")
_GENITIVE = re.compile(r"\S+? ?['’]s\b")  # noqa: RUF001  both apostrophes occur in documents
_BE = listed("is are was were be been being got")
_HAVE = listed("has have had do does did will would can could may might must shall should")
_JOINTS = listed("and but while whereas or")


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
    def word(self) -> Word:
        """What it is, wherever it stands."""
        return Word(self.form, self.kind, 0, 0)

    @property
    def is_name(self) -> bool:
        """Whether it is a name."""
        return self.kind in NAMED


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
    if verbs and verbs[0].clause and not _has_subject(verbs[0], placed):
        # "It has 22 employees and is led by Kim": Kim has no employees.
        start = verbs[0].at - len(agents)
        yield from (p for p in placed if p.at < start)
        yield from (replace(p, marker="", at=start + n) for n, p in enumerate(agents))
        yield from (p for p in placed if p.at >= start and p not in agents)
        return
    yield from (replace(p, marker="", at=p.at - len(lower) * 2) for p in agents)
    yield from (replace(p, at=p.at - len(lower)) for p in verbs)
    yield from (p for p in placed if p not in agents and p not in verbs)


def _has_subject(verb: Place, placed: Sequence[Place]) -> bool:
    """Whether the clause of a verb names what it is told of."""
    return any(p.clause == verb.clause and not p.marker and p.at < verb.at for p in placed)


def _is_agent(place: Place, lower: Sequence[str]) -> bool:
    by = place.at - 1
    while by > 0 and lower[by] != "by":
        by -= 1
    # "Was by Kim" is no passive: the verb stands between.
    return not _BE.isdisjoint(lower[max(0, by - 4) : by - 1])
