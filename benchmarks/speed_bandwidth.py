"""How fast this machine copies memory with two threads. Knows no model.

python benchmarks/speed_bandwidth.py      # prints bytes a second
"""

from __future__ import annotations

import statistics
from time import perf_counter

from speed_protocol import THREADS

SIZE = 2**30  # bytes, far more than any cache holds
TIMES = 7


def copied() -> float:
    """Bytes read plus bytes written in a second, the median of several copies of 1 GiB."""
    import torch

    torch.set_num_threads(THREADS)
    source, target = torch.ones(SIZE, dtype=torch.uint8), torch.zeros(SIZE, dtype=torch.uint8)
    seconds = []
    for _ in range(TIMES):
        begun = perf_counter()
        target.copy_(source)
        seconds.append(perf_counter() - begun)
    return 2 * SIZE / statistics.median(seconds)


if __name__ == "__main__":
    print(copied())
