"""Question to passages: what both searches propose, ranked, joined. Knows nothing of language models."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from index import ANY, Chunk, Document, Embedder, Filter, Hit, Snapshot
from index.documents import Heading
from index.language import language_of_question
from index.sections import headings_over
from rag.answers import HeadingLine, Passage
from rag.evidence import Asked
from rag.focus import focus
from rag.mending import misspelt, put_right
from rag.rank import FITTED, Marks, Question, rank

REACH = 2  # chunks on either side that tell what a chunk is about


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a search found.

    Attributes:
        hits: Best first.
        marks: What each of them was ranked by, in the same order.
        similarity: Cosine in [-1, 1] of the question and the chunk nearest in meaning; 0 without one.
        misspelt: Words of the question and what was searched for in their place, see ``rag.mending``.
    """

    hits: tuple[Hit, ...]
    marks: tuple[Marks, ...]
    similarity: float
    misspelt: Mapping[str, str]


def retrieve(  # noqa: PLR0913  # each is asked for by somebody
    snapshot: Snapshot,
    embedder: Embedder,
    question: str,
    *,
    k: int,
    candidates: int,
    where: Filter = ANY,
) -> Retrieval:
    """The ``k`` best chunks for ``question`` by meaning and by words, none that repeats another.

    Args:
        snapshot: Where to look.
        embedder: The one the index was made with.
        question: What is asked.
        k: How many chunks at most.
        candidates: How many each of the two searches may propose.
        where: Which documents to look at.
    """
    meant = misspelt(question, snapshot.lexicon, embedder)
    searched = put_right(question, meant)
    vector = embedder.embed_query(searched)
    proposed = snapshot.candidates(vector, searched, candidates, where)
    around = partial(snapshot.surroundings, reach=REACH)
    asked = asked_in(snapshot, searched, {candidate.language for candidate in proposed})
    put = Question(vector, asked, language_of_question(question))
    ranked = rank(proposed, put, around, embedder, k)[:k]
    hits = tuple(
        Hit(candidate.chunk, marks.total(FITTED), place)
        for place, (candidate, marks) in enumerate(ranked, start=1)
    )
    similarity = max((float(c.vector @ vector) for c in proposed), default=0.0)
    return Retrieval(hits, tuple(marks for _, marks in ranked), similarity, meant)


def asked_in(snapshot: Snapshot, question: str, languages: Iterable[str]) -> dict[str, Asked]:
    """A question's words as the documents of some languages have them."""
    lexicon = snapshot.lexicon
    return {
        language: Asked(lexicon.weights(question, language), lexicon.average_length)
        for language in languages
    }


def search(  # noqa: PLR0913  # the same
    snapshot: Snapshot,
    embedder: Embedder,
    words: str,
    *,
    k: int,
    candidates: int,
    where: Filter = ANY,
    focused: bool = False,
) -> tuple[Passage, ...]:
    """The passages that hold the ``k`` best chunks for ``words``, best first.

    Args:
        snapshot: Where to look.
        embedder: The one the index was made with.
        words: What to look for.
        k: How many chunks at most.
        candidates: How many each of the two searches may propose.
        where: Which documents to look at.
        focused: Only the sentences that bear on the words, see ``rag.focus``; from more chunks, as
            some have none.
    """
    wanted = k + k // 2 + 1 if focused else k
    found = retrieve(
        snapshot, embedder, words, k=wanted, candidates=max(wanted, candidates), where=where
    )
    hits = (
        focus(snapshot, put_right(words, found.misspelt), found.hits, runs=k)
        if focused
        else found.hits
    )
    return passages(snapshot, hits)


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
        headings=tuple(_line(document, heading) for heading in headings_over(document, chunk)),
    )


def _line(document: Document, heading: Heading) -> HeadingLine:
    start, end = heading.start, heading.end
    text = document.text[start:end]
    return HeadingLine(start, end, text, heading.level, document.page_at(start))


def _touch(before: Chunk, after: Chunk, text: str) -> bool:
    return before.source == after.source and not text[before.end : after.start].strip()


def _join(before: Hit, after: Hit) -> Hit:
    best = min(before, after, key=lambda hit: hit.rank)
    end = max(before.chunk.end, after.chunk.end)
    return replace(best, chunk=replace(before.chunk, end=end))
