"""Question to passages: dense and keyword hits, fused, joined. Knows nothing of language models."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index import Chunk, Document, Embedder, Hit, Snapshot
from rag.answers import Passage

RRF_K = 60  # Cormack, Clarke and Büttcher, SIGIR 2009: insensitive around this value


def fuse(rankings: Sequence[Sequence[Hit]], k: int) -> list[Hit]:
    """Reciprocal rank fusion: each chunk scores the sum of 1 / (60 + rank) over ``rankings``.

    Returns:
        Up to ``k`` hits, best first; ties in the order of source and offset.
    """
    scores: dict[Chunk, float] = {}
    for ranking in rankings:
        for hit in ranking:
            scores[hit.chunk] = scores.get(hit.chunk, 0.0) + 1 / (RRF_K + hit.rank)
    best = sorted(scores, key=lambda chunk: (-scores[chunk], chunk.source, chunk.start))[:k]
    return [Hit(chunk, scores[chunk], rank) for rank, chunk in enumerate(best, start=1)]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a search found.

    Attributes:
        hits: Fused, best first.
        similarity: Cosine in [-1, 1] of the question and the chunk nearest in meaning; 0 without one.
    """

    hits: tuple[Hit, ...]
    similarity: float


def retrieve(
    snapshot: Snapshot, embedder: Embedder, question: str, k: int, candidates: int
) -> Retrieval:
    """The ``k`` best chunks for ``question`` by meaning and by words."""
    dense = snapshot.dense(embedder.embed_query(question), candidates)
    hits = fuse([dense, snapshot.keyword(question, candidates)], k)
    return Retrieval(tuple(hits), dense[0].score if dense else 0.0)


def search(
    snapshot: Snapshot, embedder: Embedder, words: str, k: int, candidates: int
) -> tuple[Passage, ...]:
    """The passages that hold the ``k`` best chunks for ``words``, best first."""
    found = retrieve(snapshot, embedder, words, k, max(k, candidates))
    return passages(snapshot, found.hits)


def passages(snapshot: Snapshot, hits: Sequence[Hit]) -> tuple[Passage, ...]:
    """The hits as labelled passages, best first; hits that touch in their document are one passage."""
    documents = {hit.chunk.source: snapshot.document(hit.chunk.source) for hit in hits}
    joined: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.chunk.source, hit.chunk.start)):
        if joined and _touch(joined[-1].chunk, hit.chunk, documents[hit.chunk.source].text):
            joined[-1] = _join(joined[-1], hit)
        else:
            joined.append(hit)
    joined.sort(key=lambda hit: hit.rank)
    return tuple(
        _passage(number, hit, documents[hit.chunk.source])
        for number, hit in enumerate(joined, start=1)
    )


def _passage(number: int, hit: Hit, document: Document) -> Passage:
    chunk = hit.chunk
    return Passage(
        number=number,
        source=chunk.source,
        title=document.title,
        heading=chunk.heading,
        start=chunk.start,
        end=chunk.end,
        text=document.text[chunk.start : chunk.end],
        page=document.page_at(chunk.start),
        score=hit.score,
    )


def _touch(before: Chunk, after: Chunk, text: str) -> bool:
    return before.source == after.source and not text[before.end : after.start].strip()


def _join(before: Hit, after: Hit) -> Hit:
    best = min(before, after, key=lambda hit: hit.rank)
    end = max(before.chunk.end, after.chunk.end)
    return replace(best, chunk=replace(before.chunk, end=end))
