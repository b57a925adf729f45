"""What an answer rests on: the sentences that it cites, with what stands around them. Knows no thresholds."""

from collections.abc import Sequence
from dataclasses import replace

from index.chunks import label
from index.sentences import sentences
from rag.answers import Answer, Citation, Passage
from rag.citing.clauses import clauses
from rag.citing.paraphrase import Similarity
from rag.nearest import is_groundless, nearest

AROUND = 1  # sentences on either side, which tell who "he" is


def evidence(passages: Sequence[Passage], citations: Sequence[Citation]) -> tuple[str, ...]:
    """What was cited, each with its neighbours and the headings above it, in order of citation."""
    shown = {passage.number: passage for passage in passages}
    inside = [c for c in citations if c.start >= shown[c.passage].start]  # headings are told anyway
    return tuple(dict.fromkeys(_window(shown[c.passage], c) for c in inside))


def looked_at(answer: Answer, similarity: Similarity) -> list[tuple[Citation, ...]]:
    """What each verified sentence of an answer cites; where none is, what its claims come closest to.

    Empty when nothing is verified and some claim comes close to nothing.
    """
    verified = [sentence.citations for sentence in answer.sentences if sentence.verified]
    if verified:
        return verified
    near = [nearest(text, answer.question, answer.passages, similarity) for text in _claims(answer)]
    return near if all(near) else []


def found_at(answer: Answer, looked: Sequence[tuple[Citation, ...]]) -> list[tuple[Citation, ...]]:
    """Where these stand: what is verified by the sentence of its last citation, what is not behind its headings."""
    shown = {passage.number: passage for passage in answer.passages}
    if not any(sentence.verified for sentence in answer.sentences):
        return list(looked)
    return [(_whole(shown[place[-1].passage], place[-1]),) for place in looked]


def groundless(answer: Answer) -> int:
    """How many claims of an answer that proves nothing cannot come from the passages."""
    if any(sentence.verified for sentence in answer.sentences):
        return 0
    return sum(is_groundless(text, answer.question, answer.passages) for text in _claims(answer))


def _claims(answer: Answer) -> list[str]:
    said = (sentence.text for sentence in answer.sentences if not sentence.remark)
    return [clause for text in said for clause in clauses(text)]


def _cited(passage: Passage, citation: Citation) -> list[int]:
    """Which sentences of a passage a citation lies in."""
    start, end = citation.start - passage.start, citation.end - passage.start
    bounds = enumerate(sentences(passage.text))
    return [n for n, (first, last) in bounds if first < end and last > start]


def _whole(passage: Passage, citation: Citation) -> Citation:
    """The sentences, or the row of a table, that a citation is of."""
    bounds, cited = sentences(passage.text), _cited(passage, citation)
    start, end = bounds[cited[0]][0], bounds[cited[-1]][1]
    quote = passage.text[start:end]
    return replace(citation, start=passage.start + start, end=passage.start + end, quote=quote)


def _window(passage: Passage, citation: Citation) -> str:
    """The cited sentences and those next to them."""
    bounds, cited = sentences(passage.text), _cited(passage, citation)
    first = bounds[max(cited[0] - AROUND, 0)][0]
    last = bounds[min(cited[-1] + AROUND, len(bounds) - 1)][1]
    above = label(passage.title, passage.heading)
    return "\n".join(filter(None, (above, passage.text[first:last])))
