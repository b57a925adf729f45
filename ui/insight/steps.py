"""What an answer remembers of its making, one step for each part of the question. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rag import Answer, Passage
from rag.mending import put_right


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a question in the answering; most questions have one.

    Attributes:
        asked: The question, rewritten where it followed up on others.
        searched: The same, as it was searched for: misspelt words put right.
        hits: What was found, best first, see ``rag.traced``.
        passages: What the model was shown, numbered as it saw them; not every hit is.
        signals: By name, see ``rag.answerable``; those of the proof only where something was proven.
        written: Whether an answer was written, be it withdrawn afterwards.
        refused: Whether this part was refused.
        withdrawn: What was written and is not shown, be it refused or quoted from a document instead.
    """

    asked: str
    searched: str
    hits: tuple[Mapping[str, Any], ...] = ()
    passages: tuple[Passage, ...] = ()
    signals: Mapping[str, float | None] | None = None
    written: bool = False
    refused: bool = False
    withdrawn: tuple[str, ...] = ()


def steps(answer: Answer) -> tuple[Step, ...]:
    """The steps that were begun, in order."""
    traces = answer.trace.get("parts") or [answer.trace]
    return tuple(_step(trace, answer) for trace in traces if "asked" in trace)


def _step(trace: Mapping[str, Any], answer: Answer) -> Step:
    hits = tuple(trace.get("hits", ()))
    return Step(
        asked=str(trace["asked"]),
        searched=put_right(str(trace["asked"]), trace.get("misspelt", {})),
        hits=hits,
        passages=tuple(_shown(hits, answer)),
        signals=trace.get("signals"),
        written="unverified" in trace,
        refused="withdrawn" in trace,
        withdrawn=tuple(_withdrawn(trace)),
    )


def _withdrawn(trace: Mapping[str, Any]) -> Sequence[str]:
    found: Sequence[str] = trace.get("withdrawn", ())
    return found or (trace["unverified"] if trace.get("quoted") else ())


def _shown(hits: tuple[Mapping[str, Any], ...], answer: Answer) -> Iterator[Passage]:
    """The passages of one step: where the answer has several, they are numbered otherwise there."""
    at = {(p.source, p.start, p.end): p for p in answer.passages}
    for number in sorted({hit["passage"] for hit in hits if hit["passage"]}):
        held = [hit for hit in hits if hit["passage"] == number]
        start, end = min(hit["start"] for hit in held), max(hit["end"] for hit in held)
        passage = at.get((held[0]["source"], start, end))
        if passage is not None:
            yield replace(passage, number=number)
