"""The ways to keep vectors against each other: time, memory, file, exactness. The rule in ``index/vectors.py``.

    python benchmarks/vector_kinds.py --data ../shared/eval --work /some/place --counts 10000 100000 1000000

The vectors are those of ``scale.py``, held in memory; a count takes 1.5 kB a vector beside the store. Times are of
the processor, one thread. Above, how near the nearest are, of the real segments and of what is made of them:
the made ones are the harder case, as the more there are the closer they lie together.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from generated import pairs, vectors
from scale import BATCH_CHUNKS, NEAR, SEED, embedded

from index import vectors as rule
from index.vector_cache import VectorCache
from index.vectors import FaissVectors

RANKS = (1, 10, 50, 100)
Matrix = npt.NDArray[np.float32]
T = TypeVar("T")


class Unchanging:
    """The lineage of vectors that are no index's."""

    state = (0, "")

    def holds(self, state: tuple[int, str]) -> bool:
        """Whether it is this very one."""
        return state == self.state


def made(real: Matrix, count: int) -> Matrix:
    """So many generated vectors, shape (count, dim)."""
    rows = np.empty((count, real.shape[1]), dtype=np.float32)
    chosen = pairs(len(real), count, SEED)
    for start in range(0, count, BATCH_CHUNKS):
        part = chosen[start : start + BATCH_CHUNKS]
        rows[start : start + len(part)] = vectors(real, part, SEED + start)
    return rows


def best_scores(asked: Matrix, rows: Matrix) -> Matrix:
    """The 100 best scores of every question, best first, shape (questions, 100)."""
    best = np.full((len(asked), RANKS[-1]), -1, dtype=np.float32)
    for start in range(0, len(rows), BATCH_CHUNKS):
        both = np.hstack([best, asked @ rows[start : start + BATCH_CHUNKS].T])
        best = -np.partition(-both, RANKS[-1] - 1, axis=1)[:, : RANKS[-1]]
    sorted_best: Matrix = -np.sort(-best, axis=1)
    return sorted_best


def spent(work: Callable[[], T]) -> tuple[T, float]:
    """What came out, and the seconds of the processor."""
    began = time.process_time()
    return work(), time.process_time() - began


def nearness(name: str, best: Matrix) -> None:
    """Prints how near the nearest are."""
    line = "   ".join(f"{rank}: {np.median(best[:, rank - 1]):.3f}" for rank in RANKS)
    print(f"  {name:28} median similarity at rank {line}")


def compare(kind: str, asked: Matrix, rows: Matrix, best: Matrix) -> None:
    """Builds, saves, loads, changes and searches a store of one kind."""
    rule.FLAT_ROWS = len(rows) + 1 if kind == "flat" else 0
    ids = np.arange(len(rows), dtype=np.int64)
    store, build = spent(lambda: FaissVectors.build(ids, rows.shape[1], rows.__getitem__))
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder) / "cache", Unchanging(), "embedder", rows.shape[1])
        _, save = spent(lambda: cache.save(store))
        loaded, load = spent(lambda: cache.load(rows.__getitem__))
        size = cache.path.stat().st_size / 1e6
    assert loaded is not None
    updated, update = spent(lambda: loaded.updated(ids[1:], rows.__getitem__))
    print(
        f"  {kind:5} build {build:.2f} s   save {save:.2f} s   load {load:.2f} s   one removed "
        f"{update * 1000:.0f} ms   {size:.0f} MB   kept as float32 {len(store.extra)}"
    )
    tried = (("10 best", store, 10, None), ("50 best", store, 50, None))
    others = (("10 best, one removed", updated, 10, None), ("10 among 1 %", store, 10, ids[::100]))
    for name, searched, k, among in (*tried, *others):
        times, recall = [], []
        for query, scores in zip(asked, best, strict=True):
            found, took = spent(lambda s=searched, q=query, n=k, a=among: s.search(q, n, a))
            times.append(took * 1000)
            recall.append(np.mean([score >= scores[k - 1] - NEAR for _, score in found]))
        p50, p95 = np.percentile(times, [50, 95])
        exact = (
            "" if searched is updated or among is not None else f"   recall {np.mean(recall):.4f}"
        )
        print(f"        {name:22} p50 {p50:6.2f}   p95 {p95:6.2f} ms{exact}")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--work", type=Path, required=True, help="real vectors are kept here")
    parser.add_argument("--counts", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--kinds", nargs="+", default=["flat", "sq8"])
    parser.add_argument("--questions", type=int, default=400)
    options = parser.parse_args()
    real, asked = embedded(options.data, options.work, options.questions)
    for count in options.counts:
        rows = made(real, count)
        best = best_scores(asked, rows)
        print(f"{count} vectors of {rows.shape[1]} numbers, {len(asked)} questions")
        nearness(f"real, {len(real)}", best_scores(asked, real))
        nearness(f"generated, {count}", best)
        for kind in options.kinds:
            compare(kind, asked, rows, best)


if __name__ == "__main__":
    main()
