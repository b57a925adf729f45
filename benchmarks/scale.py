"""Search in a library of a million passages: time, exactness, memory, disk.

    python benchmarks/scale.py --data ../shared/eval --work /some/place --chunks 100000
    python benchmarks/scale.py --data ../shared/eval --work /some/place --chunks 1000000

Builds a library of passages made from real ones (``generated.py``), once, in the folder ``--work`` (4 GB for a
million), then asks real questions. Each step runs in a process of its own, so that its memory is its own:
building the library, making the vector cache, starting with the cache and searching, and searching after an
update. Recall is against exact inner products of all vectors; a hit counts if it scores as high as the
exact tenth. The questions' vectors are made beforehand; what that takes is printed apart.
"""

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from generated import pairs, questions, segments, vectors

from index import Chunk, Document, Embedder, Library
from index.embed import SentenceTransformerEmbedder
from index.prepared import Prepared
from index.writer import writing
from rag.models import ensure
from rag.retrieve import retrieve

DOCUMENT_CHUNKS = 50
BATCH_CHUNKS = 10_000  # written in one transaction, and the unit of the generated vectors' seeds
SEED = 3
SHOWN, CANDIDATES = 4, 50  # as rag.settings has them
NEAR = 1e-6  # float32 inner products differ by less with the order of summation


@dataclass(frozen=True, slots=True)
class Precomputed:
    """An embedder that knows its questions."""

    name: str
    dim: int
    max_tokens: int
    known: dict[str, npt.NDArray[np.float32]]

    def embed_query(self, text: str) -> npt.NDArray[np.float32]:
        """The vector made beforehand."""
        return self.known[text]

    def embed_documents(self, texts: object) -> npt.NDArray[np.float32]:
        """Never needed."""
        raise NotImplementedError

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Those of the real one."""
        return real_embedder().count_tokens(texts)

    def unknown_share(self, text: str) -> float:
        """That of the real one."""
        return real_embedder().unknown_share(text)


class Bench:
    """What all steps share: the texts, their vectors, and where the library lies."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.chunks: int = options.chunks
        self.path: Path = options.work / f"{self.chunks}" / "library.sqlite"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.segments = segments(options.data)
        self.questions = questions(options.data, options.questions)
        self.real, self.asked = embedded(options.data, options.work, options.questions)
        self.pairs = pairs(len(self.segments), self.chunks, SEED)

    def embedder(self) -> Embedder:
        """What the library is opened with."""
        known = dict(zip(self.questions, self.asked, strict=True))
        return Precomputed("generated@1", self.real.shape[1], 256, known)

    def batches(self) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
        """Every passage's vector in order: the number of the first, and a batch of rows."""
        for start in range(0, self.chunks, BATCH_CHUNKS):
            yield start, vectors(self.real, self.pairs[start : start + BATCH_CHUNKS], SEED + start)

    def text(self, number: int) -> str:
        """A passage's text."""
        first, second = self.pairs[number]
        return f"{self.segments[first]} {self.segments[second]}"


def embedded(
    data: Path, work: Path, count: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """The default embedder's vectors of all segments and of ``count`` questions, kept in ``work``."""
    return (
        _embedded(work, "segments", segments(data)),
        _embedded(work, "questions", questions(data, count)),
    )


def _embedded(work: Path, name: str, texts: list[str]) -> npt.NDArray[np.float32]:
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:12]
    path = work / f"{name}-{digest}.npy"
    if not path.exists():
        work.mkdir(parents=True, exist_ok=True)
        np.save(path, real_embedder().embed_documents(texts))
    rows: npt.NDArray[np.float32] = np.load(path)
    return rows


@lru_cache
def real_embedder() -> SentenceTransformerEmbedder:
    """The default embedder."""
    located = ensure("embedder")
    return SentenceTransformerEmbedder(located.folder, located.identity)


def build(bench: Bench) -> dict[str, Any]:
    """Writes the library, a batch at a time."""
    embedder = bench.embedder()
    Library.open(bench.path, embedder).close()
    began = time.perf_counter()
    with writing(bench.path) as writer:
        for start, rows in bench.batches():
            numbers = range(start, start + len(rows))
            writer.add_vectors(embedder.name, [key(number) for number in numbers], rows)
            starts = range(0, len(numbers), DOCUMENT_CHUNKS)
            writer.commit([prepared(bench, numbers[at : at + DOCUMENT_CHUNKS]) for at in starts])
    return {"s": time.perf_counter() - began}


def key(number: int) -> bytes:
    """Stands for the digest of a passage's text; two may be made of the same pair."""
    return hashlib.sha256(str(number).encode()).digest()


def prepared(bench: Bench, numbers: Iterable[int]) -> Prepared:
    """A document of some passages."""
    numbers = list(numbers)
    source = f"{numbers[0]:09}.txt"
    texts = [bench.text(number) for number in numbers]
    chunks = []
    place = 0
    for text in texts:
        chunks.append(Chunk(source, place, place + len(text)))
        place += len(text) + 2
    document = Document(source, source[:-4], "\n\n".join(texts), source, language="en")
    return Prepared(document, tuple(chunks), tuple(key(number) for number in numbers))


def cache(bench: Bench) -> dict[str, Any]:
    """Makes the vector cache: the first search ever."""
    for former in bench.path.parent.glob("*.faiss"):
        former.unlink()
    return {"s": first_search(bench)[1]}


def first_search(bench: Bench) -> tuple[Library, float]:
    """Opens the library and searches once."""
    began = time.perf_counter()
    library = Library.open(bench.path, bench.embedder())
    library.snapshot().dense(bench.asked[0], 10)
    return library, time.perf_counter() - began


def search(bench: Bench) -> dict[str, Any]:
    """Starts with the cache, then asks every question in three ways."""
    library, start = first_search(bench)
    snapshot, embedder = library.snapshot(), bench.embedder()
    dense = timed(lambda question: snapshot.dense(embedder.embed_query(question), 10), bench)
    keyword = timed(lambda question: snapshot.keyword(question, CANDIDATES), bench)
    whole = timed(
        lambda question: retrieve(snapshot, embedder, question, k=SHOWN, candidates=CANDIDATES),
        bench,
    )
    found = [[hit.score for hit in hits] for hits in dense[1]]
    tenth = exact_tenth(bench)
    recall = [
        sum(score >= least - NEAR for score in scores) / 10
        for scores, least in zip(found, tenth, strict=True)
    ]
    return {
        "start s": start,
        "dense": dense[0],
        "keyword": keyword[0],
        "whole": whole[0],
        "recall": float(np.mean(recall)),
        "worst recall": min(recall),
    }


def exact_tenth(bench: Bench) -> npt.NDArray[np.float32]:
    """The tenth best score of every question among all vectors."""
    best = np.full((len(bench.asked), 10), -1, dtype=np.float32)
    for _, rows in bench.batches():
        both = np.hstack([best, bench.asked @ rows.T])
        best = -np.partition(-both, 9, axis=1)[:, :10]
    least: npt.NDArray[np.float32] = best.min(axis=1)
    return least


def update(bench: Bench) -> dict[str, Any]:
    """Adds a passage and searches, over and over; then takes them away again."""
    library, _ = first_search(bench)
    embedder = bench.embedder()
    made = []
    times = []
    for number in range(bench.chunks, bench.chunks + 10):
        source = f"added {number}.txt"
        row = bench.asked[number % len(bench.asked)]
        with writing(bench.path) as writer:
            document = Document(source, source, "An added passage.", source, language="en")
            if not writer.has_vector(embedder.name, key(number)):
                writer.add_vectors(embedder.name, [key(number)], row[None, :])
            writer.commit([Prepared(document, (Chunk(source, 0, 17),), (key(number),))])
        made.append(source)
        began = time.perf_counter()
        assert library.snapshot().dense(row, 1)[0].chunk.source == source
        times.append(time.perf_counter() - began)
    library.close()
    after = first_search(bench)[1]
    with writing(bench.path) as writer:
        writer.commit([], made)
    return {"median s": float(np.median(times)), "start s": after}


def questions_embedded(bench: Bench) -> dict[str, Any]:
    """What embedding a question takes."""
    embedder = real_embedder()
    embedder.embed_query("load")
    return {"query": timed(embedder.embed_query, bench)[0]}


def timed(ask: Callable[[str], Any], bench: Bench) -> tuple[list[tuple[float, float]], list[Any]]:
    """Milliseconds of every question, by the clock and of the processor, and what was found."""
    for question in bench.questions[:5]:
        ask(question)  # to warm up
    times, found = [], []
    for question in bench.questions:
        began, spent = time.perf_counter(), time.process_time()
        found.append(ask(question))
        taken = time.perf_counter() - began, time.process_time() - spent
        times.append((taken[0] * 1000, taken[1] * 1000))
    return times, found


STEPS: dict[str, Callable[[Bench], dict[str, Any]]] = {
    "build": build,
    "cache": cache,
    "search": search,
    "update": update,
    "query": questions_embedded,
}


def in_process(options: argparse.Namespace, step: str) -> dict[str, Any]:
    """One step in a process of its own."""
    shared = [
        f"--{name}={getattr(options, name)}" for name in ("data", "work", "chunks", "questions")
    ]
    command = [sys.executable, __file__, *shared, f"--step={step}"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def peak() -> float:
    """Most memory this process has had, GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def times_line(name: str, times: list[tuple[float, float]], limit: float | None = None) -> None:
    """Prints the percentiles of some times; those of the processor do not depend on what else runs."""
    (p50, busy50), (p95, busy95), (most, _) = np.percentile(times, [50, 95, 100], axis=0)
    bound = f"   limit {limit:.0f}: ratio {p95 / limit:.2f}" if limit else ""
    print(
        f"  {name:32} p50 {p50:7.1f}   p95 {p95:7.1f}   max {most:7.1f} ms"
        f"   (processor {busy50:.1f}, {busy95:.1f}){bound}"
    )


def report(options: argparse.Namespace) -> None:
    """Runs every step and prints what came out."""
    path = options.work / f"{options.chunks}" / "library.sqlite"
    made = path.with_name("built.json")
    if not made.exists():
        for file in path.parent.glob("library*"):
            file.unlink()
        made.write_text(json.dumps(in_process(options, "build")), encoding="utf-8")
    built = json.loads(made.read_text(encoding="utf-8"))
    cached, found, updated, asked = (
        in_process(options, step) for step in ("cache", "search", "update", "query")
    )
    sizes = {file.name: file.stat().st_size / 1e9 for file in path.parent.glob("library*")}
    print(f"{options.chunks} chunks, {len(found['dense'])} questions")
    limit = 150 if options.chunks > 100_000 else 50
    times_line("dense, k = 10", found["dense"])
    times_line(f"keyword, k = {CANDIDATES}", found["keyword"])
    times_line("both and fusion", found["whole"], limit)
    times_line("embedding a question, apart", asked["query"])
    print(
        f"  recall@10 of dense against exact {found['recall']:.4f}, worst {found['worst recall']:.1f}"
    )
    print(f"  library built                    {built['s']:8.1f} s     peak {built['peak']:.2f} GB")
    print(
        f"  first search, no vector cache    {cached['s']:8.1f} s     peak {cached['peak']:.2f} GB"
    )
    print(
        f"  first search, with vector cache  {found['start s']:8.2f} s     peak {found['peak']:.2f} GB"
    )
    print(
        f"  search after one chunk is added  {updated['median s']:8.2f} s, from a new start {updated['start s']:.2f} s"
    )
    for name, size in sorted(sizes.items()):
        print(f"  {name:32} {size:8.2f} GB")


def main() -> None:
    """Builds, asks and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--work", type=Path, required=True, help="what is built is kept here")
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step is None:
        report(options)
        return
    bench = Bench(options)
    print(json.dumps(STEPS[options.step](bench) | {"peak": peak()}))


if __name__ == "__main__":
    main()
