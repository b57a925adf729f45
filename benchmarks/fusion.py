"""Fits the weights of ``rag/rank.py``, and shows what each mark is worth.

    python benchmarks/fusion.py --data ../shared/eval

Fitted on the 809 training claims of SciFact and the fit halves of CLAP NQ and XQuAD-en (mean of the three sets'
nDCG@10) by coordinate ascent from the weights in use; prints the weights and, for each mark, the mean when it
is left out and the others are fitted anew. Nothing of a test half is looked at. Indexes are shared with
``retrieval.py`` through ``--work``.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import astuple, dataclass, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from evalsets import RetrievalSet, clapnq, in_fit, scifact, xquad
from retrieval import CANDIDATES, indexed, ndcg, ranked

from index.language import language_of_question
from rag.rank import FITTED, Marks, Question, mark
from rag.retrieve import REACH, asked_in

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS = (2.0, 1.5, 1.25)  # factors by which a weight is tried larger and smaller, coarse to fine
GAIN = 2e-5  # of the mean nDCG, below which a step is noise


@dataclass(frozen=True, slots=True)
class Case:
    """A question's candidates: their marks (n, 5), their documents, and which documents are right."""

    marks: np.ndarray
    documents: list[str]
    relevant: frozenset[str]


def cases(found: RetrievalSet, work: Path) -> list[Case]:
    """The marks of every candidate of every question that may be fitted on."""
    snapshot, embedder = indexed(found, work)
    around = partial(snapshot.surroundings, reach=REACH)
    result = []
    for name, text in found.questions.items():
        if "SciFact" not in found.name and not in_fit(name):
            continue
        vector = embedder.embed_query(text)
        proposed = snapshot.candidates(vector, text, CANDIDATES)
        asked = asked_in(snapshot, text, {candidate.language for candidate in proposed})
        marked = mark(
            proposed, Question(vector, asked, language_of_question(text)), around, embedder
        )
        sources = [
            ranked([(candidate.chunk.source, candidate.text)], found, name)[0]
            for candidate, _ in marked
        ]
        rows = np.array([astuple(marks) for _, marks in marked])
        result.append(Case(rows, sources, found.relevant[name]))
    return result


def quality(sets: Sequence[Sequence[Case]], weights: np.ndarray) -> float:
    """Mean over the sets of their mean nDCG@10."""
    return float(np.mean([np.mean([_ndcg(case, weights) for case in one]) for one in sets]))


def _ndcg(case: Case, weights: np.ndarray) -> float:
    order = np.argsort(-(case.marks @ weights), kind="stable")
    return ndcg(list(dict.fromkeys(case.documents[at] for at in order)), case.relevant)


def fit(sets: Sequence[Sequence[Case]], weights: np.ndarray) -> tuple[np.ndarray, float]:
    """Coordinate ascent; the first weight stays, as only their relation matters, and zeros stay zero."""
    best = quality(sets, weights)
    for step in STEPS:
        improved = True
        while improved:
            improved = False
            for at in range(1, len(weights)):
                for factor in (step, 1 / step):
                    tried = weights.copy()
                    tried[at] *= factor
                    if (value := quality(sets, tried)) > best + GAIN:
                        weights, best, improved = tried, value, True
    return weights, best


def main() -> None:
    """Fits and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "rag-retrieval")
    options = parser.parse_args()
    chosen = (scifact(options.data, "train"), clapnq(options.data), xquad(options.data, "en"))
    sets = [cases(found, options.work) for found in chosen]
    print("fitted on", ", ".join(f"{f.name}: {len(s)}" for f, s in zip(chosen, sets, strict=True)))
    used = np.array(astuple(FITTED))
    print(f"in use    {quality(sets, used):.4f}  {np.round(used, 2)}")
    weights, best = fit(sets, used)
    print(f"fitted    {best:.4f}  {np.round(weights, 2)}")
    for at, field in list(enumerate(fields(Marks)))[1:]:
        without = weights.copy()
        without[at] = 0
        print(f"without {field.name:17} {fit(sets, without)[1]:.4f}")


if __name__ == "__main__":
    main()
