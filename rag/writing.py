"""The writing of an answer: each sentence is proven as soon as it is complete. Knows no prompts and no decision."""

from collections import abc
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from index.sentences import sentences
from rag.answers import Answer, Sentence
from rag.cite import cite
from rag.citing.paraphrase import Similarity
from rag.markers import strip_markers


def written(
    answer: Answer, pieces: Generator[str], similarity: Similarity
) -> abc.Generator[Answer]:
    """Yields an answer as a model writes it; closing the iterator stops the model.

    Args:
        answer: With the passages that it is written from.
        pieces: What the model writes, see ``rag.generate.Generator.stream``.
        similarity: Likeness in meaning, asked only for paraphrases.
    """
    rest = ""  # what is not proven yet: cut off for good, no sentence is cut otherwise later
    with closing(pieces):
        for piece in pieces:
            answer, rest = _grown(answer, rest + piece, similarity)
            yield answer
            if _repeats(answer.sentences):
                yield replace(answer, sentences=once(answer.sentences), draft="")
                return
    if answer.draft:
        said = (*answer.sentences, *_proven([answer.draft], answer, similarity))
        yield replace(answer, sentences=once(said), draft="")


def once(said: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Each sentence the first time that it is said."""
    return tuple({sentence.text: sentence for sentence in said}.values())


def _grown(answer: Answer, said: str, similarity: Similarity) -> tuple[Answer, str]:
    """Proves the sentences that ``said`` completes; the last one may still go on, and is left."""
    *complete, (start, end) = sentences(said) or [(0, 0)]
    new = _proven([said[first:last] for first, last in complete], answer, similarity)
    told = (*answer.sentences, *new)
    draft = said[start:end]
    return replace(answer, sentences=told, draft=draft, phase="answering"), said[start:]


def _proven(texts: Sequence[str], answer: Answer, similarity: Similarity) -> list[Sentence]:
    """The sentences with their proof; what is nothing but a marker or a stop says nothing."""
    told = (strip_markers(text).strip() for text in texts)
    return [_sentence(text, answer, similarity) for text in told if any(map(str.isalnum, text))]


def _sentence(text: str, answer: Answer, similarity: Similarity) -> Sentence:
    citations = cite(text, answer.question, answer.passages, similarity)
    return Sentence(text, citations, verified=bool(citations))


def _repeats(said: Sequence[Sentence]) -> bool:
    """Whether the last sentence was said before: a small model that loops does not stop by itself."""
    return len({sentence.text for sentence in said}) < len(said)
