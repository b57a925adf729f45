"""What an answer is: sentences, their proof, and what produced them. Data only."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from index import Chunk, Hit


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """A heading above a passage or in it.

    Attributes:
        start: Offset of its first character in the document's text.
        end: Offset one past its last character.
        text: ``document.text[start:end]``.
        level: 1 for the outermost.
        page: Page number from 1 on which it stands; None where the document has no pages.
    """

    start: int
    end: int
    text: str
    level: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one document as it is shown to the model and to the reader.

    Attributes:
        number: Its label in the prompt and in citations, from 1.
        source: The document's identity.
        title: The document's title.
        heading: Heading path above the passage; may be empty.
        start: Offset of its first character in the document's text.
        end: Offset one past its last character.
        text: ``document.text[start:end]``.
        page: Page number from 1 on which it starts; None where the document has no pages.
        score: Fused retrieval score of its best hit; higher is better.
        headings: Those that it stands under, outermost first, and those in its text, in their order.
    """

    number: int
    source: str
    title: str
    heading: str
    start: int
    end: int
    text: str
    page: int | None
    score: float
    headings: tuple[HeadingLine, ...] = ()

    @property
    def whole(self) -> str:
        """All that it tells: title, heading and text, a line each."""
        return f"{self.title}\n{self.heading}\n{self.text}"

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The passage that ``dataclasses.asdict`` made plain, also after JSON.

        Raises:
            TypeError: If something has another shape.
        """
        headings = tuple(HeadingLine(**row) for row in values.get("headings", ()))
        return cls(**{**values, "headings": headings})


@dataclass(frozen=True, slots=True)
class Citation:
    """Proof of a sentence: exact characters of one document.

    Attributes:
        passage: Number of the passage that holds it.
        source: The document's identity.
        start: Offset of the quote's first character in the document's text.
        end: Offset one past its last character.
        quote: ``document.text[start:end]``, always.
        page: Page number from 1; None where the document has no pages.
        score: Support in [0, 1]; see ``rag.cite``.
    """

    passage: int
    source: str
    start: int
    end: int
    quote: str
    page: int | None
    score: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer.

    Attributes:
        text: What is said.
        citations: Its proof.
        verified: Whether it has any.
        remark: Whether the assistant itself says it about the documents, as "The documents do not
            say."; a remark claims nothing from them and needs no proof.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    verified: bool = False
    remark: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer at one moment of its making; the last one of a stream is the answer.

    Attributes:
        question: As asked.
        sentences: What is said, in order. An abstention begins with a remark that says so, and ends
            with the closest quote where there is one.
        passages: What the model was shown, as it saw them: best first, but behind what a question before began with.
        hits: What retrieval found, best first.
        abstained: Whether the documents do not say.
        confidence: Estimated probability in [0, 1] that the documents answer the question.
        phase: ``searching``, ``reading``, ``answering`` or ``done``.
        draft: Text of the sentence being written, not yet checked; empty when ``done``.
        timings: Seconds since the question by event name (``retrieved``, ``first_token``, ``done``).
        trace: What produced it: models, settings, index generation, rewritten question, signals.
    """

    question: str
    sentences: tuple[Sentence, ...] = ()
    passages: tuple[Passage, ...] = ()
    hits: tuple[Hit, ...] = ()
    abstained: bool = False
    confidence: float = 0.0
    phase: str = "searching"
    draft: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)
    trace: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentences joined with blanks."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation, in reading order."""
        return tuple(c for sentence in self.sentences for c in sentence.citations)

    def __str__(self) -> str:
        """The text, each verified sentence followed by the numbers of its passages."""
        return " ".join(_marked(sentence) for sentence in self.sentences)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values that ``json.dumps`` takes."""
        return asdict(self) | {"text": self.text}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The answer that :meth:`to_dict` made plain, also after JSON (whose lists stay lists in ``trace``).

        Raises:
            KeyError: If something is missing.
            TypeError: If something has another shape.
        """
        own = {name: value for name, value in values.items() if name != "text"}
        own["sentences"] = tuple(_sentence(row) for row in values["sentences"])
        own["passages"] = tuple(map(Passage.from_dict, values["passages"]))
        own["hits"] = tuple(Hit(**row | {"chunk": Chunk(**row["chunk"])}) for row in values["hits"])
        return cls(**own)


def _marked(sentence: Sentence) -> str:
    numbers = sorted({citation.passage for citation in sentence.citations})
    return sentence.text + "".join(f" [{number}]" for number in numbers)


def _sentence(row: Mapping[str, Any]) -> Sentence:
    return Sentence(**{**row, "citations": tuple(Citation(**found) for found in row["citations"])})
