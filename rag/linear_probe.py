"""What a model has worked out, read off its activations by a linear function.

``linear_probe.json``, whether passages hold an answer, and ``said_probe.json``, whether they say what was written, hold
weights and say what these were fitted on (``benchmarks/abstention.py`` and ``benchmarks/said_probe.py`` make them).
Knows nothing of where activations come from.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files


def read_off(state: Sequence[float], probe: str = "linear_probe") -> float:
    """The logit of a Yes.

    Args:
        state: Activations of a judgement, see ``rag.judgement``, as many as the probe was fitted on.
        probe: The name of its file.
    """
    bias, weights = _kept(probe)
    return bias + sum(weight * value for weight, value in zip(weights, state, strict=True))


@lru_cache
def _kept(probe: str) -> tuple[float, tuple[float, ...]]:
    found = json.loads((files("rag") / f"{probe}.json").read_text(encoding="utf-8"))
    return found["bias"], tuple(found["weights"])
