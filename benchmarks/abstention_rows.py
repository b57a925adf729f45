"""Questions asked of an assistant that refuses nothing, and what the decision on each would rest on. Fits nothing."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trust import Hiding

from rag import Answer, Assistant, Sentence, Settings
from rag.answerable import Calibrations, Proof, Signals, proof, signals
from rag.grounds import evidence, groundless, looked_at

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from answersets import AnswerSet

    from rag.citing.paraphrase import Similarity
    from rag.evaluation import Case
    from rag.judgement import Judgement
    from rag.prompt import Message


@dataclass(frozen=True, slots=True)
class Row:
    """What the decision on one question rests on, and what is right.

    Attributes:
        name: Of its set.
        half: ``fit`` or ``test``.
        by: What its half is decided by.
        answerable: What is right.
        written: Whether an answer was written.
        state: The model's activations behind its judgement.
        before: Without what was written; ``probed`` is to be filled in.
        after: Where something was proven.
    """

    name: str
    half: str
    by: str
    answerable: bool
    written: bool
    state: tuple[float, ...]
    before: Signals
    after: Proof | None

    def confidence(self, fits: Calibrations) -> float:
        """As ``rag.single`` computes it."""
        early = fits.early.probability(self.before)
        if early < fits.early.threshold:
            return early
        if self.after is None:
            return early * fits.unproven
        return fits.final.probability(self.before, self.after)

    def answered(self, fits: Calibrations) -> bool:
        """As ``rag.single`` decides it."""
        hoped = fits.early.probability(self.before) >= fits.early.threshold
        proven = self.after is not None
        return hoped and proven and self.confidence(fits) >= fits.final.threshold


class Listening:
    """A generator that remembers the activations behind the last judgement about passages."""

    def __init__(self, generator: Any) -> None:  # noqa: ANN401  any Generator
        self._generator = generator
        self.name = generator.name
        self.state: tuple[float, ...] = ()

    def judgement(
        self, chat: Sequence[Message], then: Sequence[Message] | None = None
    ) -> Judgement:
        """See ``Generator``."""
        found: Judgement = self._generator.judgement(chat, then)
        self.state = found.state
        return found

    def stream(self, messages: Sequence[Message], citable: int, limit: int) -> Generator[str]:
        """See ``Generator``."""
        return self._generator.stream(messages, citable, limit)  # type: ignore[no-any-return]


def answered(
    found: AnswerSet, half: str, limit: int, kept: Path, *, write: bool
) -> Iterator[dict[str, Any]]:
    """The first questions of a half; those that are kept are not asked again.

    Args:
        found: The questions.
        half: Which half of them.
        limit: How many at most.
        kept: Where what was found is kept.
        write: Whether an answer is written and proven, or the passages are only read and judged.
    """
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    known = {(row["set"], row["question"]): row for row in map(json.loads, lines)}
    by = dict(zip(found.cases, found.split_by, strict=True))
    with tempfile.TemporaryDirectory() as place:
        asking: tuple[Assistant, Hiding, Listening] | None = None
        for case in found.half(half)[:limit]:
            row = known.get((found.name, case.question))
            if row is None or (write and not row["written"]):
                asking = asking or willing(found, Path(place))
                row = asked(*asking, case, write=write)
                row |= {"set": found.name, "half": half, "by": by[case], "written": write}
                with kept.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")
            yield row


def willing(found: AnswerSet, place: Path) -> tuple[Assistant, Hiding, Listening]:
    """An assistant that refuses nothing for want of confidence."""
    found.write(place / "docs")
    settings = Settings(docs=place / "docs", index=place / "library.sqlite", threshold=0.0)
    assistant = Assistant.open(settings)
    assistant.update()
    listening = Listening(assistant.generator)
    assistant.generator = listening
    return assistant, Hiding(assistant, found.hidden), listening


def asked(
    assistant: Assistant, hiding: Hiding, listening: Listening, case: Case, *, write: bool
) -> dict[str, Any]:
    """What came out, and the activations."""
    listening.state = ()
    for answer in assistant.stream(case.question, where=hiding.where(case.question)):
        if "signals" in answer.trace and not write:
            break
    state = [float(f"{value:.4g}") for value in listening.state]
    row = {"question": case.question, "answerable": case.answerable, "state": state}
    return row | {"answer": answer.to_dict()}


def row_of(row: dict[str, Any], similarity: Similarity) -> Row | None:
    """The signals, computed anew from what was shown and cited; None for several questions in one, or no passage."""
    answer = Answer.from_dict(row["answer"])
    if "parts" in answer.trace or not row["state"]:
        return None
    said, question = answer.trace["signals"], str(answer.trace["asked"])
    told = (said["margin"], None)
    before = signals(question, answer.passages, told, answer.trace["similarity"])
    written = drafted(answer, question)
    looked = looked_at(written, similarity) if row["written"] else []
    after = None
    if looked:
        texts = evidence(answer.passages, [c for citations in looked for c in citations])
        after = proof(question, texts, looked, groundless(written))
    facts = row["set"], row["half"], row["by"], row["answerable"], row["written"]
    return Row(*facts, tuple(row["state"]), before, after)


def drafted(answer: Answer, question: str) -> Answer:
    """The answer as the model wrote it, where documents are quoted in its place or nothing like it was found."""
    if answer.trace.get("quoted"):
        written = answer.trace["unverified"]
    elif answer.abstained:
        written = answer.trace.get("withdrawn", ())
    else:
        return replace(answer, question=question)
    return replace(answer, question=question, sentences=tuple(map(Sentence, written)))
