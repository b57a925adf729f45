"""The sources panel: passages as cards. Pure HTML, all text in it escaped."""

from collections.abc import Iterable, Sequence

from rag import Answer, Passage
from ui.layout import NO_SOURCES
from ui.marks import cited_spans, escape, marked
from ui.render import passage_anchor
from ui.safe import plain, visible
from ui.viewer.proof import Proof, carried


def sources(answers: Sequence[tuple[Answer, str]]) -> str:
    """The sources of a conversation: the last answer's in full, those of earlier ones folded.

    Args:
        answers: Each answer with its anchor, see :func:`ui.render.answer_bubble`; oldest first.
    """
    with_passages = [(answer, anchor) for answer, anchor in answers if answer.passages]
    if not with_passages:
        return NO_SOURCES
    *earlier, last = with_passages
    folded = "".join(_folded(answer, anchor) for answer, anchor in reversed(earlier))
    # The script closes a document that proves another answer when this changes.
    shown_for = escape(f"{last[1]} {last[0].question}")
    return f'<div class="sources" data-of="{shown_for}">{cards(*last)}</div>' + folded


def cards(answer: Answer, anchor: str) -> str:
    """One card for each passage of an answer, best first, what is cited marked."""
    evidence = "".join(_card(passage, answer, anchor) for passage in answer.passages)
    return f"<h2>{_title(answer)}</h2>{evidence}"


def _title(answer: Answer) -> str:
    if answer.abstained:
        return "Closest passages"
    return "Sources" if answer.citations else "Evidence"


def _folded(answer: Answer, anchor: str) -> str:
    return (
        f'<details class="earlier"><summary dir="auto">{escape(answer.question)}</summary>'
        f"{cards(answer, anchor)}</details>"
    )


def _card(passage: Passage, answer: Answer, anchor: str) -> str:
    spans = cited_spans(passage, answer.citations)
    # Before anything is cited all passages are evidence; afterwards those that were not used step back.
    shown = " open" if spans or not answer.citations else ""
    card = passage_anchor(anchor, passage.number)
    text = marked(passage, spans, card)
    return (
        f'<details class="card{" cited" if spans else ""}" id="{escape(card)}"{shown}><summary>'
        f'<span class="number">{passage.number}</span>'
        f'<span class="title" dir="auto">{escape(plain(passage.title))}</span>'
        f'<span class="where" dir="auto">{escape(" · ".join(_where(passage)))}</span></summary>'
        f'<div class="passage" dir="auto">{text}</div>'
        f'<div class="beneath">{_unfold(text)}{_opening(passage)}</div></details>'
    )


def _where(passage: Passage) -> Iterable[str]:
    yield visible(passage.source)
    if passage.page is not None:
        yield f"page {passage.page}"
    if passage.heading:
        yield plain(passage.heading)


def _unfold(text: str) -> str:
    if '<span class="far">' not in text:
        return ""
    return '<label class="unfold"><input type="checkbox"> whole passage</label>'


def _opening(passage: Passage) -> str:
    """A button that shows the passage in its document."""
    return (
        f'<button type="button" class="open" data="{carried([Proof.of(passage)])}">'
        "Open the document</button>"
    )
