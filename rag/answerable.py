"""How likely the passages answer the question. A decision apart from the answer, fitted on data.

A small model told to refuse refuses what it knows and answers what it does not; asked "Yes or No"
about the same passages it judges well. Its judgement and signals that need no model go into one
logistic regression; ``calibration.json`` holds the fit and says what it was fitted on
(``benchmarks/abstention.py`` makes it). Knows nothing of how the answer is written.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp

from rag.answers import Passage
from rag.words import THINGS, Word, forms_of, holds, words

CALIBRATED = "default@cc324af070c2"  # the generator whose judgements were fitted
_MANY = ("many", "much")
_MEASURES = ("time",)  # how much time, how many times: answers seldom repeat the word


@dataclass(frozen=True, slots=True)
class Signals:
    """What the decision rests on.

    Attributes:
        margin: The model's logit of Yes minus No; positive means answerable.
        similarity: Cosine of the question and the nearest chunk.
        coverage: Share in [0, 1] of the question's content words that the passages hold.
        missing: How many of the question's names and numbers they do not hold.
        uncounted: How many of the things it asks the number of they do not hold: with 447 goats in
            the passages, "How many cows?" rests on a false premise.
    """

    margin: float
    similarity: float
    coverage: float
    missing: int
    uncounted: int


def signals(
    question: str, passages: Sequence[Passage], margin: float, similarity: float
) -> Signals:
    """The signals of ``question`` over ``passages``; for the first two see :class:`Signals`."""
    asked = [word for word in words(question) if word.kind in THINGS]
    texts = [f"{p.title}\n{p.heading}\n{p.text}" for p in passages]
    pool = frozenset().union(*(forms_of(text) for text in texts))
    absent = [word for word in asked if not holds(pool, word)]
    coverage = 1 - len(absent) / len(asked) if asked else 1.0
    missing = sum(word.kind in {"name", "number"} for word in absent)
    uncounted = sum(not holds(pool, thing) for thing in how_many(question))
    return Signals(margin, similarity, coverage, missing, uncounted)


def how_many(question: str) -> list[Word]:
    """The thing whose number is asked for: goats in "How many goats did Russia send?"."""
    found = words(question)
    return [
        thing
        for how, many, thing in zip(found, found[1:], found[2:], strict=False)
        if how.form == "how"
        and many.form in _MANY
        and thing.kind in THINGS - {"number"}
        and thing.form not in _MEASURES
    ]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression over :class:`Signals`, and the threshold of its probability."""

    bias: float
    weights: dict[str, float]
    threshold: float

    def probability(self, found: Signals) -> float:
        """Estimated probability in (0, 1) that the passages answer the question."""
        values = asdict(found)
        total = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        return 1 / (1 + exp(-total))


@lru_cache
def calibration(generator: str) -> Calibration:
    """The fit that ships with the package for a generator of this name.

    How sure a model sounds differs from model to model: only :data:`CALIBRATED` is taken at its word,
    any other one's judgement is left out.
    """
    fits = json.loads((files("rag") / "calibration.json").read_text(encoding="utf-8"))
    return Calibration(**fits["judged" if generator.startswith(CALIBRATED) else "unjudged"])
