"""Which number format multiplies faster on this machine, measured. Knows nothing of models.

bfloat16 halves the memory traffic and has its own instructions on some processors; on others it
is emulated and several times slower than float32. No table of processors is kept: it is tried.
"""

import time
from collections.abc import Callable

DTYPES = ("bfloat16", "float32")
GAIN = 1.2
"""bfloat16 must be faster by this factor: its numbers have 8 bits where float32 has 24."""
RUNS = 5
TURNS = 6
ROWS, WIDTH, HEIGHT = 256, 384, 1536  # a small batch of tokens in a small encoder


def embedding_dtype() -> str:
    """``bfloat16`` or ``float32``: what multiplies a batch of tokens faster; takes about 0.1 s.

    Both are tried in turns, so that a machine that is busy for a moment slows both and not one: the
    same machine should give the same answer.
    """
    turns = [
        [seconds(ROWS, WIDTH, HEIGHT, name) for name in ("float32", "bfloat16")]
        for _ in range(TURNS)
    ]
    exact, short = map(min, zip(*turns, strict=True))
    return "bfloat16" if short * GAIN < exact else "float32"


def seconds(rows: int, width: int, height: int, dtype: str, least: float = 0.0) -> float:
    """Seconds to multiply (rows, width) by (width, height), the fastest run of several.

    Whatever else the machine does only makes runs slower.

    Args:
        rows: Of the left matrix.
        width: Of the left matrix.
        height: Columns of the result.
        dtype: One of ``DTYPES``.
        least: Seconds to go on for; 0 makes ``RUNS`` runs.
    """
    import torch
    from torch.nn.functional import linear

    numbers = getattr(torch, dtype)
    left = torch.zeros(rows, width, dtype=numbers)
    right = torch.zeros(height, width, dtype=numbers)
    return fastest(lambda: linear(left, right), least)


def fastest(compute: Callable[[], object], least: float = 0.0) -> float:
    """Seconds of the fastest run of several; ``least`` as in :func:`seconds`."""
    import torch

    runs: list[float] = []
    with torch.inference_mode():
        while sum(runs) < least if least else len(runs) < RUNS:
            start = time.perf_counter()
            compute()
            runs.append(time.perf_counter() - start)
    return min(runs)
