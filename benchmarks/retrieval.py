"""How well passages are found: nDCG@10 of documents, by meaning, by words, and by both.

    python benchmarks/retrieval.py --data ../shared/eval

Every set is indexed as files by the product itself, with the default embedder; a document ranks where its
best passage ranks. Some sets hold the same passage in two documents and call one of them right: a passage
counts for the right document whenever its very text stands there, whichever way it was found. ``plain fusion`` is untuned reciprocal rank fusion of the same two searches, the usual
recipe. What is fitted is fitted by ``fusion.py`` on the training claims of SciFact and on the fit halves of
the others; of those sets the numbers are of the test halves, of SciFact of its 300 test claims.
Indexes are kept in ``--work``, so that a second run is fast.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from evalsets import LANGUAGES, RetrievalSet, clapnq, in_fit, scifact, xquad

from index import Chunk, Hit, update
from rag.evaluation.bootstrap import bounds
from rag.opening import open_library
from rag.retrieve import retrieve
from rag.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from index import Embedder, Snapshot

    Search = Callable[[str], Sequence[Hit]]

RRF_K = 60  # Cormack, Clarke and Büttcher, SIGIR 2009
CANDIDATES = Settings().candidates
SHOWN = 50  # passages asked for, so that ten different documents are among them


def indexed(found: RetrievalSet, work: Path) -> tuple[Snapshot, Embedder]:
    """An up-to-date index of a set's documents, made by the product itself."""
    place = work / found.name.split()[0].lower() / found.name.split()[-1].lower()
    if "SciFact" in found.name:
        place = work / "scifact"
    if not (place / "docs").is_dir():
        found.write(place / "docs")
    library, embedder = open_library(
        Settings(docs=place / "docs", index=place / "library.sqlite"), rebuild=True
    )
    update(place / "docs", library, embedder)
    return library.snapshot(), embedder


def ranked(places: Iterable[tuple[str, str]], found: RetrievalSet, question: str) -> list[str]:
    """The documents of some passages, each once, in order.

    Args:
        places: Source and text of each passage, best first.
        found: The set.
        question: Identity of the question; a copy of a passage of its documents counts as that.
    """
    golds = {name: "\n\n".join(found.documents[name]) for name in found.relevant[question]}
    names: dict[str, None] = {}
    for source, text in places:
        name = source.removesuffix(".txt")
        copied = next((gold for gold in golds if text in golds[gold]), name)
        names[name if name in golds else copied] = None
    return list(names)


def ndcg(documents: Sequence[str], relevant: frozenset[str], k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first ``k``; every relevant document gains 1."""
    gains = (1 / math.log2(i + 2) for i, d in enumerate(documents[:k]) if d in relevant)
    return sum(gains) / sum(1 / math.log2(i + 2) for i in range(min(k, len(relevant))))


def interval(values: Sequence[float]) -> str:
    """Mean with its 95 % bootstrap interval."""
    low, high = bounds(values, seed=7)
    return f"{np.mean(values):.4f} [{low:.3f}, {high:.3f}]"


def searches(snapshot: Snapshot, embedder: Embedder) -> dict[str, Search]:
    """The ways to search that are compared."""

    def dense(question: str) -> Sequence[Hit]:
        return snapshot.dense(embedder.embed_query(question), CANDIDATES)

    def words(question: str) -> Sequence[Hit]:
        return snapshot.keyword(question, CANDIDATES)

    def plain(question: str) -> Sequence[Hit]:
        scores: dict[Chunk, float] = {}
        for hit in (*dense(question), *words(question)):
            scores[hit.chunk] = scores.get(hit.chunk, 0.0) + 1 / (RRF_K + hit.rank)
        best = sorted(scores.items(), key=lambda pair: -pair[1])
        return [Hit(chunk, score, rank) for rank, (chunk, score) in enumerate(best, start=1)]

    def both(question: str) -> Sequence[Hit]:
        return retrieve(snapshot, embedder, question, k=SHOWN, candidates=CANDIDATES).hits

    return {"dense": dense, "keyword": words, "plain fusion": plain, "hybrid": both}


def measure(found: RetrievalSet, work: Path) -> None:
    """Prints a row of the table for one set."""
    snapshot, embedder = indexed(found, work)
    ways = searches(snapshot, embedder)
    chosen = [q for q in found.questions if "SciFact" in found.name or not in_fit(q)]
    cells = []
    for search in ways.values():
        values = [
            ndcg(ranked(places(snapshot, search(found.questions[q])), found, q), found.relevant[q])
            for q in chosen
        ]
        cells.append(interval(values))
    print(f"| {found.name} | {' | '.join(cells)} | {len(chosen)} |", flush=True)


def places(snapshot: Snapshot, hits: Iterable[Hit]) -> list[tuple[str, str]]:
    """Source and text of each hit."""
    texts: dict[str, str] = {}
    for source in {hit.chunk.source for hit in hits}:
        texts[source] = snapshot.document(source).text
    return [
        (hit.chunk.source, texts[hit.chunk.source][hit.chunk.start : hit.chunk.end]) for hit in hits
    ]


def whole_documents(found: RetrievalSet, embedder: Embedder) -> str:
    """Dense search as the published numbers have it: a vector a document, cut where the model ends."""
    names = list(found.documents)
    rows = embedder.embed_documents([f"{t} {x}".strip() for t, x in found.documents.values()])
    values = []
    for question, text in found.questions.items():
        best = np.argsort(-(rows @ embedder.embed_query(text)))[:10]
        values.append(ndcg([names[row] for row in best], found.relevant[question]))
    return interval(values)


def main() -> None:
    """Indexes, searches, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "rag-retrieval")
    parser.add_argument("--published", action="store_true", help="also SciFact as MTEB measures it")
    options = parser.parse_args()
    claims = scifact(options.data, "test")
    print("| test set | dense | keyword | plain fusion | hybrid | n |\n| --- |" + " --- |" * 5)
    for found in (
        claims,
        clapnq(options.data),
        *(xquad(options.data, language) for language in LANGUAGES),
    ):
        measure(found, options.work)
    if options.published:
        _, embedder = indexed(claims, options.work)
        print(f"\nSciFact test, a vector a document: {whole_documents(claims, embedder)}")


if __name__ == "__main__":
    main()
