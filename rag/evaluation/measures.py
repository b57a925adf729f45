"""Outcomes become numbers, each with its interval and with how many questions it is of.

A measure of nothing is left out, never shown as 0. Every one of them is computed here, and what it means
is said beside it; the single question is judged in ``outcome.py``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from rag.evaluation.bootstrap import bounds, bounds_of
from rag.evaluation.outcome import Outcome
from rag.evaluation.ranking import ndcg, recall
from rag.evaluation.selective import aurc, auroc, risks

if TYPE_CHECKING:
    from rag.evaluation.bootstrap import FloatArray, IndexArray

DEPTHS = (1, 3, 5, 10)
FOUND = 10  # passages that are searched for
EVENTS = ("retrieved", "first_token", "done")
PERCENTILES = (50, 95)

Outcomes: TypeAlias = Sequence[Outcome]
Named: TypeAlias = Iterator[tuple[str, "Measure"]]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number, and how sure it is.

    Attributes:
        value: The number: a share in [0, 1], seconds, characters or a count.
        low: Lower end of its 95 % bootstrap interval; the value itself where it is a mere count.
        high: Upper end of it.
        n: How many questions (or citations, where it is about them) it is of.
    """

    value: float
    low: float
    high: float
    n: int


def measures(outcomes: Outcomes) -> dict[str, Measure]:
    """Every measure that there is something to measure for, by name."""
    parts = (_retrieval, _answers, _citing, _refusing, _latency)
    return {name: measure for part in parts for name, measure in part(outcomes)}


def curve(outcomes: Outcomes) -> list[tuple[float, float]]:
    """The risk-coverage curve: (share answered, share of them wrong), from the most willing on."""
    decided = _decided(outcomes)
    if not decided:
        return []
    found = risks(*_willing(decided))
    return [(place / len(found), float(risk)) for place, risk in enumerate(found, start=1)]


def _retrieval(outcomes: Outcomes) -> Named:
    """Recall and nDCG (BEIR) over answerable questions whose gold is known."""
    asked = [(o.case.gold, o.found) for o in outcomes if o.case.answerable and o.case.gold]
    for k in DEPTHS:
        yield from _mean(f"recall@{k}", [recall(gold, found, k) for gold, found in asked])
    yield from _mean(f"ndcg@{FOUND}", [ndcg(gold, found, FOUND) for gold, found in asked])


def _answers(outcomes: Outcomes) -> Named:
    """What was said against the accepted answers (SQuAD); a refusal says nothing, and so is wrong."""
    yield from _mean("answered", [o.answered for o in outcomes if o.case.answerable])
    known = [o for o in outcomes if o.is_checkable]
    told = [o for o in known if o.answered]
    yield from _mean("contained", [o.contained for o in known])
    yield from _mean("contained_of_answered", [o.contained for o in told])
    yield from _mean("f1", [o.f1 for o in known])
    yield from _mean("f1_of_answered", [o.f1 for o in told])
    yield from _mean("correct_and_supported", [o.contained and o.supported for o in known])


def _citing(outcomes: Outcomes) -> Named:
    """What was cited against the gold, an answer's share each (as ALCE counts them, Gao et al. 2023).

    There, a model judges whether a citation supports; here, the characters do. An answer that cites nothing
    has no precision, and a recall of 0.
    """
    told = [o for o in outcomes if o.answered and o.case.answerable and o.case.gold]
    cited = [o for o in told if o.citations]
    yield from _mean("citation_precision", [o.citation_precision() for o in cited])
    yield from _mean("citation_recall", [o.citation_recall() for o in told])
    lengths = [float(c.end - c.start) for o in outcomes for c in o.citations]
    yield from _percentile("quote_characters", lengths, 50)
    checked = [o for o in outcomes if o.invalid is not None and o.answer.citations]
    if checked:
        count = float(sum(o.invalid or 0 for o in checked))
        n = sum(len(o.answer.citations) for o in checked)
        yield "invalid_citations", Measure(count, count, count, n)


def _refusing(outcomes: Outcomes) -> Named:
    """Refusals, and how well the confidence foretells what can be answered (see ``selective.py``).

    The curve is over questions that are unanswerable or have an accepted answer. What was refused comes
    after all that was answered, and would have been wrong: no answer is right, or none was found.
    """
    answerable = [o for o in outcomes if o.case.answerable]
    unanswerable = [o for o in outcomes if not o.case.answerable]
    yield from _mean("right_refusals", [not o.answered for o in unanswerable])
    yield from _mean("false_refusals", [not o.answered for o in answerable])
    if answerable and unanswerable:
        yield "auroc", _auroc(answerable, unanswerable)
    decided = _decided(outcomes)
    yield from _mean("wrong_of_answered", [o.wrong for o in decided if o.answered])
    if decided:
        willing, wrong = _willing(decided)
        interval = bounds_of(lambda drawn: aurc(willing[drawn], wrong[drawn]), len(decided))
        yield "aurc", Measure(aurc(willing, wrong), *interval, len(decided))


def _latency(outcomes: Outcomes) -> Named:
    """Seconds from the question to each event, apart for what was answered and what was refused."""
    for name, answered in (("answered", True), ("refused", False)):
        timings = [o.answer.timings for o in outcomes if o.answered == answered]
        for event in EVENTS:
            seconds = [timing[event] for timing in timings if event in timing]
            for percent in PERCENTILES:
                yield from _percentile(f"{event}_p{percent}_{name}", seconds, percent)


def _mean(name: str, values: Iterable[float]) -> Named:
    array = [float(value) for value in values]
    if array:
        yield name, Measure(sum(array) / len(array), *bounds(array), len(array))


def _percentile(name: str, values: Sequence[float], percent: float) -> Named:
    import numpy as np

    if values:
        interval = bounds(values, lambda drawn: np.percentile(drawn, percent, axis=1))
        yield name, Measure(float(np.percentile(values, percent)), *interval, len(values))


def _auroc(answerable: Outcomes, unanswerable: Outcomes) -> Measure:
    import numpy as np

    sure = np.array([o.answer.confidence for o in (*answerable, *unanswerable)])
    cut = len(answerable)

    def statistic(drawn: "IndexArray") -> float:
        return auroc(sure[drawn[:cut]], sure[drawn[cut:]])

    interval = bounds_of(statistic, cut, len(unanswerable))
    return Measure(statistic(np.arange(len(sure))), *interval, len(sure))


def _decided(outcomes: Outcomes) -> list[Outcome]:
    """Those of which it is known whether an answer is wrong; none where every answer would be."""
    known = [o for o in outcomes if not o.case.answerable or o.is_checkable]
    return known if any(o.is_checkable for o in known) else []


def _willing(decided: Outcomes) -> tuple["FloatArray", "FloatArray"]:
    """How readily each was answered, and whether that is wrong, for ``selective.risks``."""
    import numpy as np

    # A confidence is at most 1, so what was answered comes first.
    willing = np.array([o.answer.confidence + 2.0 * o.answered for o in decided])
    return willing, np.array([float(o.wrong) for o in decided])
