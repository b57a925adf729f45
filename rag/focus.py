"""Cuts hits down to the sentences that bear on the question. Knows nothing of models or of fusion.

A chunk is as long as it is so that it can be found; of its sentences, a question needs one or two. Each
sentence is scored by the question's words in it, by those in it and its neighbours, and by the rank of
its hit; those that come near the best are kept. No model is asked, so it takes a few milliseconds.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from index import Hit, Snapshot
from index.sentences import sentences
from rag.words import forms_of

# Weights of a logistic regression of "half of the sentence is evidence", fitted on 134 questions of the
# fit half of benchmarks/chunking.py (speech, encyclopedia, chats), in logits.
OWN, AROUND, RANK = 3.0, 1.6, 2.5

NEAR = 2.8
"""Logits below the best sentence up to which others are kept: the more, the more is found and shown. Chosen
on the fit half of benchmarks/chunking.py, where it gives an IoU of 0.18."""

CHARACTERS = 2500
"""Most characters kept, white space between sentences aside, so that a question without any telling word does not keep everything."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """One sentence of a hit: the hit's place in the list, offsets in the document, words."""

    hit: int
    start: int
    end: int
    forms: frozenset[str]
    around: frozenset[str]


def focus(
    snapshot: Snapshot, question: str, hits: Sequence[Hit], runs: int, near: float = NEAR
) -> tuple[Hit, ...]:
    """The parts of hits that bear on a question.

    Args:
        snapshot: Where the hits come from.
        question: What is asked.
        hits: Best first; more of them than are wanted, as some will be left out.
        runs: Most parts to keep; sentences side by side are one part.
        near: Logits below the best sentence up to which others are kept.

    Returns:
        Hits whose chunks are runs of whole sentences of the given ones, best first, ranked anew. The
        best sentence is always kept. A run does not go across two hits; ``rag.retrieve.passages``
        joins those that touch.
    """
    units = [
        unit
        for place, hit in enumerate(hits)
        for unit in _units(place, hit, snapshot.document(hit.chunk.source).text)
    ]
    kept = _kept(units, _scores(question, units), runs, near)
    found = [
        replace(
            hits[run[0].hit],
            chunk=replace(hits[run[0].hit].chunk, start=run[0].start, end=run[-1].end),
        )
        for run in kept
    ]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(found, start=1))


def _units(place: int, hit: Hit, text: str) -> Iterator[_Unit]:
    spans = sentences(text, hit.chunk.start, hit.chunk.end)
    words = [forms_of(text[start:end]) for start, end in spans]
    for n, (start, end) in enumerate(spans):
        around = frozenset().union(*words[max(n - 1, 0) : n + 2])
        yield _Unit(place, start, end, words[n], around)


def _scores(question: str, units: Sequence[_Unit]) -> list[float]:
    """Logits of each unit, up to a constant that is the same for all."""
    weights = _weights(forms_of(question), units)

    def share(forms: Collection[str]) -> float:
        return sum(weight for form, weight in weights.items() if form in forms)

    return [OWN * share(u.forms) + AROUND * share(u.around) + RANK / (1 + u.hit) for u in units]


def _weights(asked: frozenset[str], units: Sequence[_Unit]) -> dict[str, float]:
    """How telling each word of the question is among the units; the sum is 1."""
    seen = {form: sum(form in unit.forms for unit in units) for form in sorted(asked)}
    weights = {form: math.log(1 + len(units) / (1 + count)) for form, count in seen.items()}
    total = sum(weights.values()) or 1.0
    return {form: weight / total for form, weight in weights.items()}


def _kept(
    units: Sequence[_Unit], scores: Sequence[float], runs: int, near: float
) -> list[list[_Unit]]:
    """Runs of the best units, the one with the best unit first."""
    order = sorted(range(len(units)), key=lambda n: (-scores[n], n))
    chosen: list[int] = []
    room = CHARACTERS
    for n in order:
        length = units[n].end - units[n].start
        if chosen and (scores[n] < scores[order[0]] - near or length > room):
            break
        if len(_joined(units, [*chosen, n])) <= runs:
            chosen.append(n)
            room -= length
    best = {n: place for place, n in enumerate(chosen)}
    found = sorted(_joined(units, chosen), key=lambda run: min(best[n] for n in run))
    return [[units[n] for n in run] for run in found]


def _joined(units: Sequence[_Unit], chosen: Sequence[int]) -> list[list[int]]:
    """The chosen in their order of place, those side by side in one hit together."""
    joined: list[list[int]] = []
    for n in sorted(chosen):
        if joined and joined[-1][-1] == n - 1 and units[n].hit == units[n - 1].hit:
            joined[-1].append(n)
        else:
            joined.append([n])
    return joined
