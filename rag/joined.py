"""The answers to the parts of a question as one answer. Knows nothing of how a part is answered."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.answers import Answer, Passage, Sentence


def joined(whole: Answer, parts: Sequence[Answer], count: int) -> Answer:
    """One answer at one moment.

    A part that the documents do not answer becomes a remark that says so; only when they answer none
    is the whole a refusal.

    Args:
        whole: The question as asked, and what produced the answer.
        parts: Those begun so far, in order; all but the last are done.
        count: How many there will be.
    """
    if count == 1:
        (only,) = parts
        return replace(only, question=whole.question, trace={**whole.trace, **only.trace})
    told = [part for part in parts if not part.abstained]
    ended = len(parts) == count and parts[-1].phase == "done"
    shown = _passages(parts)
    return replace(
        whole,
        sentences=tuple(_sentences(parts, shown, refused=ended and not told)),
        passages=tuple(shown.values()),
        hits=tuple(dict.fromkeys(hit for part in parts for hit in part.hits)),
        abstained=ended and not told,
        confidence=min((part.confidence for part in told or parts), default=0.0),
        phase="searching" if parts[-1].phase == "done" and not ended else parts[-1].phase,
        draft=parts[-1].draft,
        timings=_timings(parts, ended=ended),
        trace={
            **whole.trace,
            "asked": " ".join(part.question for part in parts),
            "parts": [part.trace for part in parts],
        },
    )


def _passages(parts: Iterable[Answer]) -> dict[tuple[str, int, int], Passage]:
    """Every passage that a part was shown, once, numbered anew; by place."""
    places = dict.fromkeys(_place(p) for part in parts for p in part.passages)
    numbers = {place: number for number, place in enumerate(places, start=1)}
    return {
        _place(p): replace(p, number=numbers[_place(p)]) for part in parts for p in part.passages
    }


def _sentences(
    parts: Sequence[Answer], shown: dict[tuple[str, int, int], Passage], *, refused: bool
) -> Iterable[Sentence]:
    said: dict[Sentence, None] = {}
    for part in parts:
        old = {passage.number: shown[_place(passage)].number for passage in part.passages}
        own = [_renumbered(sentence, old) for sentence in part.sentences]
        if part.abstained and not refused:
            own = [sentence for sentence in own if sentence.remark]
            own[0] = replace(own[0], text=f"The documents do not say: “{part.question}”")
        said |= dict.fromkeys(own)
    return said


def _renumbered(sentence: Sentence, numbers: dict[int, int]) -> Sentence:
    citations = (replace(c, passage=numbers[c.passage]) for c in sentence.citations)
    return replace(sentence, citations=tuple(citations))


def _timings(parts: Sequence[Answer], *, ended: bool) -> dict[str, float]:
    """The first time of each event; the end is that of the last part."""
    first: dict[str, float] = {}
    for part in parts:
        first = {**part.timings, **first}
    first.pop("done", None)
    return {**first, "done": parts[-1].timings["done"]} if ended else first


def _place(passage: Passage) -> tuple[str, int, int]:
    return passage.source, passage.start, passage.end
