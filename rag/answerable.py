"""How likely the documents answer the question. A decision apart from the answer, fitted on data.

A small model told to refuse refuses what it knows and answers what it does not; asked "Yes or No"
it judges well, and what its activations tell at that moment is surer still. Both, and signals that need
no model, go into a logistic regression, once before a word is written and once more with what was written
and proven; ``calibration.json`` holds the fits and says what they were fitted on
(``benchmarks/abstention.py`` makes it). Knows nothing of how the answer is written.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from math import exp

from index.sentences import sentences
from rag.answers import Citation, Passage
from rag.linear_probe import read_off
from rag.spelling import is_slip
from rag.words import Word, behind_how_many, exact, forms_of, holds, telling

CALIBRATED = "default@cc324af070c2"  # the generator whose judgements were fitted
SHOWING = tuple(f"{CALIBRATED} {dtype}" for dtype in ("int8", "bfloat16", "float32"))
"""Names of the same one where it runs by transformers, which shows its activations."""
_ASKING = ("?", "？", "؟")  # noqa: RUF001  these very signs end questions
_UTMOST = 700.0  # logit beyond which exp overflows; the probability is 0 long before
_MEASURES = ("time",)  # how many times: answers seldom repeat the word


@dataclass(frozen=True, slots=True)
class Signals:
    """What the decision rests on before a word is written.

    Attributes:
        margin: The model's logit of Yes minus No; positive means answerable.
        probed: The logit that is read off its activations, see ``rag.linear_probe``; None where it shows none.
        similarity: Cosine of the question and the nearest chunk.
        fit: Score of the best hit, see ``rag.rank``.
        coverage: Share in [0, 1] of the question's content words that the passages hold.
        missing: How many of the question's names and numbers in digits they do not hold.
        uncounted: How many of the things it asks the number of they do not hold: with 447 goats in
            the passages, "How many cows?" rests on a false premise.
    """

    margin: float
    probed: float | None
    similarity: float
    fit: float
    coverage: float
    missing: int
    uncounted: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What it rests on besides when the answer is written.

    Attributes:
        unsaid: How many of the question's names and numbers are not in what was cited, neighbours included.
        support: The lowest support score in [0, 1] of a sentence, see ``rag.cite``; 0 when none is proven.
        groundless: How many claims cannot come from the passages, see ``rag.nearest``; 0 when one is proven.
    """

    unsaid: int
    support: float
    groundless: int = 0


def probed(generator: str, state: Sequence[float]) -> float | None:
    """What is read off the activations of a generator of this name; None where nothing was fitted for it."""
    return read_off(state) if generator in SHOWING else None


def signals(
    question: str,
    passages: Sequence[Passage],
    judged: tuple[float, float | None],
    similarity: float,
) -> Signals:
    """The signals of a question.

    Args:
        question: What was asked.
        passages: What the model was shown.
        judged: What it says of them: ``margin`` and ``probed``, see :class:`Signals`.
        similarity: See there.
    """
    texts = [passage.whole for passage in passages]
    coverage, missing = _held(question, texts)
    pool = _pool(texts)
    uncounted = sum(not _is_held(pool, thing) for thing in how_many(question))
    fit = max((passage.score for passage in passages), default=0.0)
    return Signals(*judged, similarity, fit, coverage, missing, uncounted)


def proof(
    question: str,
    evidence: Sequence[str],
    cited: Sequence[Sequence[Citation]],
    groundless: int = 0,
) -> Proof:
    """What was written and proven tells.

    Args:
        question: What was asked.
        evidence: What was cited, see ``rag.grounds``.
        cited: The citations of each sentence that has any.
        groundless: See :class:`Proof`.
    """
    _, unsaid = _held(question, evidence)
    return Proof(unsaid, min(c.score for citations in cited for c in citations), groundless)


def how_many(question: str) -> list[Word]:
    """The thing whose number is asked for: goats in "How many goats did Russia send?"."""
    return [thing for thing in behind_how_many(question) if thing.form not in _MEASURES]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression over signals, and the threshold of its probability."""

    bias: float
    weights: Mapping[str, float]
    threshold: float

    def probability(self, *found: Signals | Proof) -> float:
        """Estimated probability in (0, 1) that the documents answer the question."""
        return 1 / (1 + exp(min(-self.logit(*found), _UTMOST)))

    def logit(self, *found: Signals | Proof) -> float:
        """Its logit, the weighted sum of the signals."""
        values = {name: value for part in found for name, value in asdict(part).items()}
        parts = [weight * float(values[name]) for name, weight in self.weights.items()]
        return self.bias + sum(parts)


@dataclass(frozen=True, slots=True)
class Calibrations:
    """The two decisions.

    Attributes:
        early: Before a word is written; only what is hopeless is refused then.
        final: With what was written and proven.
        unproven: What is left, as a factor, of the early probability when what was written is in no passage.
    """

    early: Calibration
    final: Calibration
    unproven: float


@lru_cache
def calibrations(generator: str) -> Calibrations:
    """The fits that ship with the package for a generator of this name.

    How sure a model sounds differs from model to model: only :data:`CALIBRATED` is taken at its word,
    any other one's judgements are left out. Its activations are told by one engine only.
    """
    fits = json.loads((files("rag") / "calibration.json").read_text(encoding="utf-8"))
    judged = "judged" if generator.startswith(CALIBRATED) else "unjudged"
    chosen = fits["probed" if generator in SHOWING else judged]
    early, final = (Calibration(**chosen[stage]) for stage in ("early", "final"))
    return Calibrations(early, final, chosen["unproven"])


def _held(question: str, texts: Sequence[str]) -> tuple[float, int]:
    """The share of a question's content words that texts hold; how many names and numbers they lack."""
    asked = telling(question)
    pool = _pool(texts)
    absent = [word for word in asked if not _is_held(pool, word)]
    share = 1 - len(absent) / len(asked) if asked else 1.0
    return share, len({*absent} & {*exact(asking(question))})


def asking(question: str) -> str:
    """The sentences that ask, where others tell of the asker: "My bike cost 2,000. Which lock must it have?"."""
    said = [question[start:end] for start, end in sentences(question)]
    asks = [sentence for sentence in said if sentence.endswith(_ASKING)]
    return " ".join(asks) if asks else question


def _is_held(pool: frozenset[str], word: Word) -> bool:
    """Whether a word is there, be it with a slip of the asker's or the document's."""
    return holds(pool, word) or (word.kind != "number" and is_slip(word.form, pool))


def _pool(texts: Sequence[str]) -> frozenset[str]:
    return frozenset().union(*(forms_of(text) for text in texts))
