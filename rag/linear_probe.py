"""Whether a text holds the answer, read off the model's activations by a linear function.

``linear_probe.json`` holds its weights and says what they were fitted on (``benchmarks/abstention.py`` makes it).
Knows nothing of where activations come from.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files


def read_off(state: Sequence[float]) -> float:
    """The logit that the documents answer the question.

    Args:
        state: Activations of a judgement, see ``rag.judgement``, as many as the probe was fitted on.
    """
    bias, weights = _probe()
    return bias + sum(weight * value for weight, value in zip(weights, state, strict=True))


@lru_cache
def _probe() -> tuple[float, tuple[float, ...]]:
    found = json.loads((files("rag") / "linear_probe.json").read_text(encoding="utf-8"))
    return found["bias"], tuple(found["weights"])
