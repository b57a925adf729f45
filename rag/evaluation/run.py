"""Asks every question of an evaluation and measures what comes back. Knows no model and prints nothing."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

from index import Library, Snapshot
from index.report import Progress, ProgressCallback
from rag.answers import Answer, Passage
from rag.assistant import LONGEST_QUESTION
from rag.evaluation.cases import Case, placed_cases
from rag.evaluation.measures import FOUND, Measure, curve, measures
from rag.evaluation.outcome import Outcome
from rag.evaluation.producer import library_of, producer_of
from rag.evaluation.record import Kept, Record
from rag.rewrite import Turn

_log = logging.getLogger(__name__)


class Answerer(Protocol):
    """What can be evaluated; ``rag.Assistant`` is one.

    Where it has a ``library``, gold is looked up in it and citations are checked against it.
    """

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The finished answer to a question that may follow on earlier turns, oldest first."""

    def search(self, words: str, k: int = 10) -> tuple[Passage, ...]:
        """The passages nearest to ``words``, best first."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of all questions.

    Attributes:
        outcomes: One for each case, in the order of the cases.
        measures: By name; a name that is missing had nothing to measure.
        curve: Risk-coverage: (share of questions answered, share of these that are wrong).
        producer: What gave the answers.
    """

    outcomes: tuple[Outcome, ...]
    measures: Mapping[str, Measure]
    curve: tuple[tuple[float, float], ...] = ()
    producer: Mapping[str, str] | None = None

    @classmethod
    def of(cls, outcomes: Sequence[Outcome], producer: Mapping[str, str] | None = None) -> Self:
        """The measures of some outcomes, such as a part of another evaluation's."""
        return cls(tuple(outcomes), measures(outcomes), tuple(curve(outcomes)), producer)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values that ``json.dumps`` takes."""
        return {
            "producer": dict(self.producer or {}),
            "measures": {
                name: {"value": m.value, "low": m.low, "high": m.high, "n": m.n}
                for name, m in self.measures.items()
            },
            "risk_coverage": [list(point) for point in self.curve],
            "outcomes": [outcome.to_dict() for outcome in self.outcomes],
        }


def evaluate(
    answerer: Answerer,
    cases: Sequence[Case],
    *,
    record: Path | None = None,
    progress: ProgressCallback | None = None,
) -> Evaluation:
    """Asks ``answerer`` every case and measures its answers.

    Args:
        answerer: Who is asked.
        cases: What is asked, and what is right.
        record: A file to which each outcome is added as soon as it is there; what the same producer has
            answered in it before is not asked again.
        progress: Told how many are done.

    Raises:
        EvaluationError: If gold cannot be found, or the record cannot be used; nothing was asked then.
        RagError: As ``answerer`` raises it.
    """
    library = library_of(answerer)
    cases = placed_cases(cases, library)
    producer = producer_of(answerer)
    kept = Record.open(record, producer) if record else None
    known = [kept.get(case) if kept else None for case in cases]
    done = sum(one is not None for one in known)
    if record:
        _log.info("%s holds the answers to %d of %d questions", record, done, len(cases))
    outcomes = []
    for case, old in zip(cases, known, strict=True):
        if progress:
            progress(Progress("evaluating", done, len(cases)))
        new = old or _asked(answerer, case)
        if not old:
            done += 1
            if kept:
                kept.add(case, new)
        outcomes.append(Outcome(case, new.found, new.answer, _invalid(new.answer, library)))
    if progress and cases:
        progress(Progress("evaluating", done, len(cases)))
    return Evaluation.of(outcomes, producer)


def _asked(answerer: Answerer, case: Case) -> Kept:
    answer = answerer.answer(case.question, case.history)
    # A follow-up is looked for as the answer did: rewritten to stand alone.
    words = str(answer.trace.get("asked", case.question))[:LONGEST_QUESTION]
    return Kept(answerer.search(words, k=FOUND), answer)


def _invalid(answer: Answer, library: Library | None) -> int | None:
    """How many citations are not what their document says."""
    if library is None:
        return None
    snapshot = library.snapshot()
    known = {document.source for document in snapshot.documents()} if answer.citations else set()
    texts = {c.source: _text(snapshot, c.source, known) for c in answer.citations}
    return sum(texts[c.source][c.start : c.end] != c.quote for c in answer.citations)


def _text(snapshot: Snapshot, source: str, known: set[str]) -> str:
    return snapshot.document(source).text if source in known else ""
