"""The measures, against naive ones and by hand."""

import itertools
from math import log2
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answers import Answer, Citation, Passage, Sentence
from rag.evaluation import Case, Gold, Outcome
from rag.evaluation.bootstrap import bounds, bounds_of
from rag.evaluation.measures import curve, measures
from rag.evaluation.ranking import ndcg, recall
from rag.evaluation.selective import aurc, auroc, risks

SCORES = st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.9]), min_size=1, max_size=8)


def passage(source: str, start: int, end: int) -> Passage:
    return Passage(1, source, "", "", start, end, "x" * (end - start), None, 1.0)


def citation(source: str, start: int, end: int, quote: str = "hay") -> Citation:
    return Citation(1, source, start, end, quote, None, 1.0)


def outcome(
    said: str | None,
    *citations: Citation,
    answers: tuple[str, ...] = ("hay",),
    gold: tuple[Gold, ...] = (),
    answerable: bool = True,
    confidence: float = 0.5,
) -> Outcome:
    """An outcome; ``said`` is None for a refusal."""
    refusal = Sentence("The documents do not say.", remark=True)
    sentence = refusal if said is None else Sentence(said, citations, bool(citations))
    closest = (Sentence("Goats eat hay.", citations, verified=True),) if said is None else ()
    answer = Answer(
        "Q", (sentence, *closest), abstained=said is None, confidence=confidence, phase="done"
    )
    return Outcome(Case("Q", answers, gold, answerable), (), answer)


@given(SCORES, SCORES)
def test_auroc_counts_pairs(above: list[float], below: list[float]) -> None:
    """It is the share of pairs in the right order, a tie counting half."""
    pairs = [(p > n) + (p == n) / 2 for p in above for n in below]
    assert auroc(np.array(above), np.array(below)) == pytest.approx(fmean(pairs))


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5]), st.booleans()), min_size=1, max_size=5))
def test_risks_do_not_depend_on_the_order(cases: list[tuple[float, bool]]) -> None:
    """With ties, each point of the curve is the mean over every order that the ties allow."""
    orders = [
        order
        for order in itertools.permutations(cases)
        if all(a[0] >= b[0] for a, b in itertools.pairwise(order))
    ]
    naive = [
        fmean(fmean(wrong for _, wrong in order[:covered]) for order in orders)
        for covered in range(1, len(cases) + 1)
    ]
    willing, wrong = np.array(cases, dtype=float).T
    assert risks(willing, wrong) == pytest.approx(naive)
    assert aurc(willing, wrong) == pytest.approx(fmean(naive))


def test_retrieval_by_hand() -> None:
    """Golds count at the first passage that touches them; neighbours and other documents do not."""
    golds = (Gold("a", 10, 20), Gold("b"))
    found = (passage("a", 20, 30), passage("c", 10, 20), passage("a", 0, 11), passage("b", 5, 6))
    assert [recall(golds, found, k) for k in (1, 2, 3, 4)] == [0, 0, 0.5, 1]
    ideal = 1 + 1 / log2(3)
    assert ndcg(golds, found, 10) == pytest.approx((1 / log2(4) + 1 / log2(5)) / ideal)
    assert ndcg(golds, found, 3) == pytest.approx(1 / log2(4) / ideal)
    both = (passage("a", 0, 30),)
    assert ndcg((Gold("a", 0, 5), Gold("a", 9, 12)), both, 10) == 1


def test_verdicts() -> None:
    """Each way that a question can come out has its name, and what decides it."""
    gold = (Gold("g", 0, 10),)
    right, elsewhere = citation("g", 9, 12), citation("g", 10, 12)
    assert outcome("Goats eat hay.", right, gold=gold).verdict == "right"
    assert outcome("Goats eat hay.", elsewhere, gold=gold).verdict == "right, not supported"
    assert outcome("Goats eat hay.", elsewhere, gold=(Gold("g"),)).verdict == "right"
    assert outcome("Goats eat hay.", citation("h", 0, 9), gold=(Gold("g"),)).supported is False
    assert outcome("Hay.", citation("h", 0, 9, "They eat hay")).verdict == "right"
    assert outcome("Hay.", citation("h", 0, 9, "They eat")).verdict == "right, not supported"
    assert outcome("Hay.").verdict == "right, not supported"
    assert outcome("Goats eat grass.", right, gold=gold).verdict == "wrong"
    assert outcome(None, right, gold=gold).verdict == "falsely refused"
    assert outcome("Hay.", answers=()).verdict == "answered"
    assert outcome("Hay.", answerable=False).verdict == "answered though unanswerable"
    assert outcome(None, answerable=False).verdict == "rightly refused"


def test_remarks_are_no_claims() -> None:
    """A remark about the documents is neither an answer nor in need of proof; an unproven claim is."""
    claim = Sentence("Goats eat hay.", (citation("g", 0, 3),), verified=True)
    remark = Sentence("They do not mention cows.", remark=True)
    case = Case("Q", ("hay",), (Gold("g", 0, 3),))
    assert Outcome(case, (), Answer("Q", (claim, remark))).verdict == "right"
    other = Case("Q", ("cows",))
    assert Outcome(other, (), Answer("Q", (claim, remark))).verdict == "wrong"
    unproven = Sentence("They sing.")
    assert Outcome(case, (), Answer("Q", (claim, unproven))).verdict == "right, not supported"


def test_measures_by_hand() -> None:
    """Five questions give the numbers that they give by hand, refusals counted as wrong."""
    gold = (Gold("g", 0, 10), Gold("g", 20, 30))
    outcomes = [
        outcome("hay", citation("g", 0, 5), citation("x", 0, 5), gold=gold, confidence=0.9),
        outcome("grass", gold=gold, confidence=0.8),
        outcome(None, citation("g", 0, 5), gold=gold, confidence=0.3),
        outcome("hay", answerable=False, answers=(), confidence=0.6),
        outcome(None, answerable=False, answers=(), confidence=0.1),
    ]
    found = {name: (m.value, m.n) for name, m in measures(outcomes).items()}
    third = pytest.approx(1 / 3)
    assert found["answered"] == (pytest.approx(2 / 3), 3)
    assert found["contained"] == (third, 3)
    assert found["contained_of_answered"] == (0.5, 2)
    assert found["f1"] == (third, 3)
    assert found["correct_and_supported"] == (third, 3)
    assert found["citation_precision"] == (0.5, 1)
    assert found["citation_recall"] == (0.25, 2)
    assert found["quote_characters"] == (5, 2)
    assert found["right_refusals"] == (0.5, 2)
    assert found["false_refusals"] == (third, 3)
    assert found["wrong_of_answered"] == (pytest.approx(2 / 3), 3)
    assert found["auroc"] == (pytest.approx(5 / 6), 5)
    assert found["aurc"] == (pytest.approx((0 + 1 / 2 + 2 / 3 + 3 / 4 + 4 / 5) / 5), 5)
    assert curve(outcomes) == [
        (pytest.approx(x), pytest.approx(y))
        for x, y in ((0.2, 0), (0.4, 1 / 2), (0.6, 2 / 3), (0.8, 3 / 4), (1, 4 / 5))
    ]
    assert found["recall@10"] == (0, 3)
    assert "done_p50_answered" not in found  # nothing was timed
    assert "invalid_citations" not in found  # nothing was looked up


def test_what_has_nothing_to_measure_is_left_out() -> None:
    """Unanswerable questions alone have no answer, no proof and no AUROC; no question has nothing at all."""
    found = measures([outcome(None, answerable=False, answers=())] * 2)
    assert set(found) == {"right_refusals"}
    assert measures([]) == {}
    assert curve([]) == []
    assert set(measures([outcome("hay", answers=())])) == {"answered", "false_refusals"}


def test_what_was_refused_comes_last_on_the_curve() -> None:
    """A refusal is the least willing, however confident it was."""
    assert curve([outcome(None, confidence=0.9), outcome("hay", confidence=0.4)]) == [
        (0.5, 0.0),
        (1.0, 0.5),
    ]


@given(st.lists(st.sampled_from([0.0, 1.0, 3.0]), min_size=1, max_size=30))
def test_intervals_hold_the_mean(values: list[float]) -> None:
    """Ends are in order and within the values; equal values have an interval of one point."""
    low, high = bounds(values, draws=200)
    assert min(values) <= low <= high <= max(values)
    assert bounds([values[0]] * 5, draws=50) == (values[0], values[0])


def test_an_interval_is_that_of_the_normal_law() -> None:
    """Of many coin throws, the interval is the one that statistics knows: 1.96 standard errors."""
    values = np.random.default_rng(1).integers(0, 2, 2000).astype(float)
    error = 1.96 * values.std() / len(values) ** 0.5
    low, high = bounds(values)
    assert (low, high) == pytest.approx((values.mean() - error, values.mean() + error), abs=0.003)
    again = bounds_of(lambda drawn: float(values[drawn].mean()), len(values))
    assert again == pytest.approx((low, high), abs=0.003)


def test_groups_are_drawn_apart() -> None:
    """Every sample has as many of each group as there are, each from its own positions."""
    seen: set[int] = set()

    def check(drawn: np.ndarray) -> float:
        assert len(drawn) == 5
        assert set(drawn[:3].tolist()) <= {0, 1, 2}
        assert set(drawn[3:].tolist()) <= {3, 4}
        seen.update(drawn.tolist())
        return 0.0

    assert bounds_of(check, 3, 2, draws=200) == (0.0, 0.0)
    assert seen == {0, 1, 2, 3, 4}
