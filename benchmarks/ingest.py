"""How fast passages are embedded and indexed, against sentence-transformers as it is usually called.

    python benchmarks/ingest.py --data ../shared/eval

The texts are the chunks that our own splitter makes of SciFact abstracts and XQuAD-en paragraphs, in the
order of the files. Every way runs once a round, in turn, so that they share whatever else the machine does.
Then SciFact nDCG@10 of whole abstracts, with float32 vectors of sentence-transformers and with ours.
"""

import argparse
import math
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from evalsets import scifact, xquad
from sentence_transformers import SentenceTransformer

from index import Library, update
from index.embed import Embedder, FloatMatrix, FloatVector
from rag.evaluation.bootstrap import bounds
from rag.models import ensure
from rag.opening import open_embedder

BATCH = 32  # sentence-transformers' default
THREADS = 2
CUTOFF = 10


def write_files(data: Path, folder: Path, count: int) -> None:
    """The documents as files: ``count`` abstracts and every XQuAD-en paragraph."""
    for number, (title, text) in list(scifact(data, "test").documents.items())[:count]:
        (folder / f"{number}.md").write_text(f"# {title}\n\n{text}\n", encoding="utf-8")
    for number, (_, text) in xquad(data, "en").documents.items():
        (folder / f"xquad-{number}.txt").write_text(text, encoding="utf-8")


class Recorder:
    """Stands in for an embedder and notes what an index has embedded."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.dim, self.max_tokens = "recorder@1", embedder.dim, embedder.max_tokens
        self.count_tokens = embedder.count_tokens
        self.texts: list[str] = []

    def embed_documents(self, texts: Sequence[str]) -> FloatMatrix:
        """Unit rows that say nothing."""
        self.texts += texts
        return np.full((len(texts), self.dim), self.dim**-0.5, dtype=np.float32)

    def embed_query(self, text: str) -> FloatVector:
        """Never asked here."""
        raise NotImplementedError(text)


def chunks(folder: Path, embedder: Embedder) -> list[str]:
    """What an index embeds for a folder, in its order."""
    recorder = Recorder(embedder)
    indexed(folder, recorder)
    return recorder.texts


def indexed(folder: Path, embedder: Embedder) -> None:
    """From files to a finished index."""
    with tempfile.TemporaryDirectory() as place:
        library = Library.open(Path(place) / "index.sqlite", embedder)
        report = update(folder, library, embedder)
        library.close()
    assert not report.failed


def encoded(model: Any, texts: list[str]) -> FloatMatrix:  # noqa: ANN401  # an untyped library's class
    """Float32 vectors the usual way, sorted by length inside."""
    return np.asarray(
        model.encode(texts, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False)
    )


def arrival(model: Any, texts: list[str]) -> FloatMatrix:  # noqa: ANN401  # an untyped library's class
    """The usual ingest loop: a batch as soon as it is full."""
    starts = range(0, len(texts), BATCH)
    return np.concatenate([encoded(model, texts[at : at + BATCH]) for at in starts])


def seconds(run: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def ndcg(ranked: list[str], relevant: set[str]) -> float:
    """NDCG at ``CUTOFF``, every relevant document counting 1 (Järvelin and Kekäläinen 2002)."""
    gain = sum(1 / math.log2(at + 2) for at, n in enumerate(ranked[:CUTOFF]) if n in relevant)
    best = sum(1 / math.log2(at + 2) for at in range(min(len(relevant), CUTOFF)))
    return gain / best


def scores(
    corpus: FloatMatrix, asked: FloatMatrix, numbers: list[str], gold: list[set[str]]
) -> np.ndarray:
    """NDCG of each question by inner product."""
    order = np.argsort(-(asked @ corpus.T), axis=1, kind="stable")[:, :CUTOFF]
    found = ([numbers[at] for at in row] for row in order)
    return np.array([ndcg(ranked, wanted) for ranked, wanted in zip(found, gold, strict=True)])


def spread(values: np.ndarray) -> str:
    """A mean with its 95 % bootstrap interval."""
    low, high = bounds(values, draws=5000)
    return f"{values.mean():+.4f} [{low:+.4f}, {high:+.4f}]"


def speed(model: Any, embedder: Embedder, folder: Path, rounds: int) -> None:  # noqa: ANN401
    """Prints chunks a second of each way."""
    texts = chunks(folder, embedder)
    counts = embedder.count_tokens(texts)
    print(f"{len(texts)} chunks of {np.mean(counts):.0f} tokens on average, {rounds} rounds")
    ways: dict[str, Callable[[], object]] = {
        "plain encode, arrival order": lambda: arrival(model, texts),
        "plain encode of all": lambda: encoded(model, texts),
        "ours, embed_documents": lambda: embedder.embed_documents(texts),
        "ours, files to index": lambda: indexed(folder, embedder),
    }
    arrival(model, texts[:BATCH])
    embedder.embed_documents(texts[:BATCH])
    took = [{way: seconds(run) for way, run in ways.items()} for _ in range(rounds)]
    print(f"{'':30}{'chunks/s':>10}{'ratio':>8}   lowest and highest ratio in one round")
    for way in ways:
        ratios = [one["plain encode, arrival order"] / one[way] for one in took]
        rate = statistics.median(len(texts) / one[way] for one in took)
        middle = statistics.median(ratios)
        print(f"{way:30}{rate:10.0f}{middle:8.2f}   {min(ratios):.2f} to {max(ratios):.2f}")
    rows, expected = embedder.embed_documents(texts), encoded(model, texts)
    print(f"lowest cosine of the two vectors of a text: {(rows * expected).sum(axis=1).min():.5f}")


def latency(embedder: Embedder) -> None:
    """Prints what one short question takes, and how fast tokens are counted."""
    question = "Which animals did the farmer keep in the winter of that year?"
    took = sorted(seconds(lambda: embedder.embed_query(question)) * 1000 for _ in range(200))
    print(f"one question: p50 {took[100]:.1f} ms, p95 {took[190]:.1f} ms (n = {len(took)})")
    texts = [f"{number} {question}" * 10 for number in range(2000)]
    total = sum(embedder.count_tokens(texts))
    took = [seconds(lambda: embedder.count_tokens(texts)) for _ in range(3)]
    print(f"tokens counted: {total / min(took) / 1e6:.2f} million a second")


def quality(model: Any, embedder: Embedder, data: Path, most: int) -> None:  # noqa: ANN401
    """Prints SciFact nDCG@10 of both, over the abstracts that bear on a claim and others, ``most`` together."""
    found = scifact(data, "test")
    claims, gold = list(found.questions.values()), [set(found.relevant[q]) for q in found.questions]
    wanted = set.union(*gold)
    ordered = sorted(found.documents.items(), key=lambda item: item[0] not in wanted)
    documents = dict(ordered[:most])
    texts = [f"{title} {text}" for title, text in documents.values()]
    numbers = list(documents)
    exact = scores(encoded(model, texts), encoded(model, claims), numbers, gold)
    queries = np.stack([embedder.embed_query(claim) for claim in claims])
    ours = scores(embedder.embed_documents(texts), queries, numbers, gold)
    print(f"SciFact nDCG@10, {len(documents)} abstracts, n = {len(claims)}")
    print(f"  float32     {spread(exact)}\n  ours        {spread(ours)}")
    change = (ours.mean() / exact.mean() - 1) * 100
    print(f"  difference  {spread(ours - exact)}, {change:+.2f} % of float32's")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--abstracts", type=int, default=400, help="how many are cut into chunks")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--searched", type=int, default=10_000, help="abstracts in the search")
    options = parser.parse_args()
    torch.set_num_threads(THREADS)
    embedder = open_embedder("embedder")
    print(f"{embedder.name}, {embedder.dtype}, {THREADS} threads")
    model = SentenceTransformer(str(ensure("embedder").folder), device="cpu", local_files_only=True)
    with tempfile.TemporaryDirectory() as place:
        write_files(options.data, Path(place), options.abstracts)
        speed(model, embedder, Path(place), options.rounds)
    latency(embedder)
    quality(model, embedder, options.data, options.searched)


if __name__ == "__main__":
    main()
