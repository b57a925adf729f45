"""Questions with known answers tell how good an assistant is. Asks, measures, keeps; shows nothing."""

from rag.errors import EvaluationError
from rag.evaluation.cases import Case, placed_cases, read_cases
from rag.evaluation.gold import Gold
from rag.evaluation.measures import Measure
from rag.evaluation.outcome import Outcome
from rag.evaluation.run import Answerer, Evaluation, evaluate

__all__ = [
    "Answerer",
    "Case",
    "Evaluation",
    "EvaluationError",
    "Gold",
    "Measure",
    "Outcome",
    "evaluate",
    "placed_cases",
    "read_cases",
]
