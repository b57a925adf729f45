"""The fits of the decision: a linear probe of activations, and two logistic regressions over signals."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from math import exp, log
from typing import TYPE_CHECKING

import numpy as np

from rag.answerable import Calibration, Calibrations, Proof, Signals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from abstention_rows import Row
    from numpy.typing import NDArray

EARLY = tuple(field.name for field in fields(Signals) if field.name != "uncounted")
PROVEN = tuple(field.name for field in fields(Proof))
LEFT_OUT = {
    "probed": frozenset[str](),
    "judged": frozenset({"probed"}),
    "unjudged": frozenset({"probed", "margin"}),
}
"""What each kind of generator does not tell: nothing; its activations; nothing that it was fitted on."""
# Logit for each thing that is asked the number of and not in the passages. Set by hand: the data has too
# few such questions to fit it. Of the 32 in the fit half of XQuAD-en, 2 have paragraphs that call it otherwise.
UNCOUNTED = -3.0
# The inverse of the probe's regularization, over standardized activations.
STRENGTH = 3e-3
PARTS = 2  # of a state: behind the judgement, and the largest over the question
FOLDS = 10
SAMPLES, SEED = 1000, 4  # of the bootstrap


def probe(rows: Sequence[Row]) -> tuple[float, NDArray[np.float64]]:
    """The bias, and the weight (width,) of each activation: the mean of a probe for each part of the state."""
    return probe_of(np.array([row.state for row in rows]), [row.answerable for row in rows])


def probe_of(
    states: NDArray[np.float64], right: Sequence[bool]
) -> tuple[float, NDArray[np.float64]]:
    """The same of states (n, width) and what is right of each."""
    found = [_direction(part, right) for part in np.split(states, PARTS, axis=1)]
    biases, weights = zip(*found, strict=True)
    return float(np.mean(biases)), np.concatenate(weights) / PARTS


def _direction(
    x: NDArray[np.float64], answerable: Sequence[bool]
) -> tuple[float, NDArray[np.float64]]:
    """A logistic regression over standardized columns, told for them as they are."""
    from sklearn.linear_model import LogisticRegression

    middle, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit((x - middle) / scale, answerable)
    weights = model.coef_[0] / scale
    return float(model.intercept_[0] - weights @ middle), weights


def probed(rows: Sequence[Row], found: tuple[float, NDArray[np.float64]]) -> list[Row]:
    """Rows with what the probe reads off them."""
    bias, weights = found
    read = [bias + float(weights @ np.array(row.state)) for row in rows]
    return [
        replace(row, before=replace(row.before, probed=value))
        for row, value in zip(rows, read, strict=True)
    ]


def cross_probed(rows: Sequence[Row]) -> list[Row]:
    """The same, each read by a probe that was fitted without any question of the same document or article."""
    from sklearn.model_selection import GroupKFold

    groups = [f"{row.by.split('-')[0]}" for row in rows]  # XQuAD's paragraphs by their article
    found: list[Row] = list(rows)
    for known, left in GroupKFold(FOLDS).split(found, groups=groups):
        fitted = probe([rows[i] for i in known])
        for i, row in zip(left, probed([rows[i] for i in left], fitted), strict=True):
            found[i] = row
    return found


def fit(rows: Sequence[Row], kind: str) -> Calibrations:
    """Both decisions: the first of all rows, the second of those where something was written and proven."""
    names = [name for name in EARLY if name not in LEFT_OUT[kind]]
    bias, weights = regression([[asdict(r.before)[n] for n in names] for r in rows], rows)
    early = calibration(bias, dict(zip(names, weights, strict=True)) | {"uncounted": UNCOUNTED})
    written = [row for row in rows if row.written]
    final, hoped = proven([row for row in written if row.after], early)
    unproven = [row.answerable for row in written if not row.after]
    fitted = Calibrations(early, final, round((sum(unproven) + 1) / (len(unproven) + 2), 3))
    final = replace(final, threshold=balanced(written, fitted))
    return replace(
        fitted, early=replace(early, threshold=hopeless(early, final, hoped)), final=final
    )


def proven(rows: Sequence[Row], early: Calibration) -> tuple[Calibration, float]:
    """The second decision, and its slope over the logit of the first.

    It weighs the first one as a whole, which more questions were seen for, and what was proven.
    """
    values = [[early.logit(row.before), *asdict(row.after).values()] for row in rows if row.after]
    bias, (hoped, *others) = regression(values, rows)
    weights = {name: hoped * weight for name, weight in early.weights.items()}
    weights |= dict(zip(PROVEN, others, strict=True))
    return calibration(bias + hoped * early.bias, weights), hoped


def regression(values: Sequence[Sequence[float]], rows: Sequence[Row]) -> tuple[float, list[float]]:
    """Bias and weights of a logistic regression, answerable and unanswerable weighing the same."""
    from sklearn.linear_model import LogisticRegression

    x = np.array(values, dtype=np.float64)
    scale = x.std(axis=0) + 1e-9
    model = LogisticRegression(C=0.3, class_weight="balanced")
    model.fit(x / scale, [row.answerable for row in rows])
    return float(model.intercept_[0]), [float(weight) for weight in model.coef_[0] / scale]


def calibration(bias: float, weights: Mapping[str, float]) -> Calibration:
    """Both rounded, as they are kept; the threshold is to be set."""
    return Calibration(round(bias, 4), {n: round(w, 4) for n, w in weights.items()}, 0.0)


def hopeless(early: Calibration, final: Calibration, hoped: float) -> float:
    """The probability before writing below which the best of proofs would not be enough afterwards."""
    best = Proof(unsaid=0, support=1.0)
    proof = sum(final.weights[name] * value for name, value in asdict(best).items())
    enough = log(final.threshold / (1 - final.threshold)) - proof - final.bias
    return round(1 / (1 + exp(-(enough / hoped + early.bias))), 4)


def balanced(rows: Sequence[Row], fits: Calibrations) -> float:
    """The threshold with the fewest errors, a false refusal weighing as much as a false answer.

    Errors hardly change over a wide range, and where they are fewest is a matter of chance: it is the mean of the
    best thresholds of bootstrap samples (bagging, Breiman 1996).
    """
    p = np.array([row.confidence(fits) if row.after else 0.0 for row in rows])
    y = np.array([row.answerable for row in rows])
    random = np.random.default_rng(SEED)
    drawn = random.integers(0, len(rows), (SAMPLES, len(rows)))
    return round(float(np.mean([_fewest_errors(p[i], y[i]) for i in drawn])), 2)


def _fewest_errors(p: NDArray[np.float64], y: NDArray[np.bool_]) -> float:
    """The middle one of the best thresholds for probabilities ``p`` (n,) of what is ``y`` (n,)."""
    grid = np.arange(0.2, 0.9, 0.01)
    costs = np.array([np.mean(p[y] < t) + np.mean(p[~y] >= t) for t in grid])
    best = np.flatnonzero(costs == costs.min())
    return float(grid[best[len(best) // 2]])
