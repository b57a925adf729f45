"""One question, what came of it, and how good that is. Knows nothing of other questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rag.answers import Answer, Citation, Passage, Sentence
from rag.evaluation.cases import Case
from rag.evaluation.match import contains, f1


@dataclass(frozen=True)  # no slots: what is cached needs a place
class Outcome:
    """A case, what a search found for it, and the answer it got.

    Attributes:
        case: The question and what is right.
        found: What ``search`` found for the question as it was asked of the index, best first.
        answer: The answer, finished.
        invalid: Citations whose quote is not what their document says at their place; None when the
            documents were not at hand.
    """

    case: Case
    found: tuple[Passage, ...]
    answer: Answer
    invalid: int | None = None

    @property
    def answered(self) -> bool:
        """Whether it was not refused."""
        return not self.answer.abstained

    @property
    def is_checkable(self) -> bool:
        """Whether an accepted answer is known."""
        return self.case.answerable and bool(self.case.answers)

    @property
    def claims(self) -> tuple[Sentence, ...]:
        """The sentences that say something about the world: neither refusals nor other remarks."""
        return tuple(s for s in self.answer.sentences if self.answered and not s.remark)

    @property
    def said(self) -> str:
        """The claims, as one text."""
        return " ".join(sentence.text for sentence in self.claims)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What an answer cites; a refusal proves nothing with the passage that it shows."""
        return self.answer.citations if self.answered else ()

    @cached_property
    def contained(self) -> bool:
        """Whether an accepted answer stands in what was said."""
        return any(contains(self.said, answer) for answer in self.case.answers)

    @cached_property
    def f1(self) -> float:
        """The best token F1 in [0, 1] of what was said with an accepted answer."""
        return max((f1(self.said, answer) for answer in self.case.answers), default=0.0)

    @property
    def supported(self) -> bool:
        """Whether every claim is verified, and by the right place.

        That is a citation that touches gold; where none is known, a quote that holds an accepted answer.
        """
        if not self.claims or not all(sentence.verified for sentence in self.claims):
            return False
        if self.case.gold:
            return any(gold.touches(c) for gold in self.case.gold for c in self.citations)
        return any(contains(c.quote, a) for c in self.citations for a in self.case.answers)

    @property
    def wrong(self) -> bool:
        """Whether answering it is, or would be, an error: the documents do not say, or it is not contained."""
        return not self.case.answerable or not self.contained

    @property
    def verdict(self) -> str:
        """How it came out, in a few words."""
        if not self.case.answerable:
            return "answered though unanswerable" if self.answered else "rightly refused"
        if not self.answered:
            return "falsely refused"
        if not self.is_checkable:
            return "answered"
        if not self.contained:
            return "wrong"
        return "right" if self.supported else "right, not supported"

    def citation_precision(self) -> float:
        """Share of its citations that touch gold; it must have both."""
        right = [any(gold.touches(c) for gold in self.case.gold) for c in self.citations]
        return sum(right) / len(right)

    def citation_recall(self) -> float:
        """Share of the golds that a citation touches; it must have gold."""
        hit = [any(gold.touches(c) for c in self.citations) for gold in self.case.gold]
        return sum(hit) / len(hit)

    def to_dict(self) -> Mapping[str, Any]:
        """What a reader wants to see of it, as plain values that ``json.dumps`` takes."""
        return {
            "id": self.case.identity,
            "question": self.case.question,
            "answers": list(self.case.answers),
            "answerable": self.case.answerable,
            "gold": [_place(gold) for gold in self.case.gold],
            "verdict": self.verdict,
            "answer": self.answer.text,
            "abstained": self.answer.abstained,
            "confidence": self.answer.confidence,
            "citations": [_place(c) | {"quote": c.quote} for c in self.answer.citations],
            "found": [_place(passage) for passage in self.found],
            "timings": dict(self.answer.timings),
        }


def _place(stretch: Any) -> dict[str, Any]:  # noqa: ANN401  # a gold, a passage or a citation
    return {"source": stretch.source, "start": stretch.start, "end": stretch.end}
