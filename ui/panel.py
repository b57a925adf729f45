"""The sources panel: passages as cards, documents as a list. Pure HTML, all text in it escaped."""

from collections.abc import Iterable, Sequence

from index import BuildReport, DocumentInfo, RagError
from rag import Answer, Passage
from ui.layout import NAME, NO_SOURCES
from ui.marks import cited_spans, escape, marked
from ui.render import passage_anchor
from ui.safe import plain, visible

#: How many documents the list names; more would be slow to send and useless to read.
MANY = 200


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
    return f'<div class="sources">{cards(*last)}</div>' + folded


def cards(answer: Answer, anchor: str) -> str:
    """One card for each passage of an answer, best first, what is cited marked."""
    evidence = "".join(_card(passage, answer, anchor) for passage in answer.passages)
    return f"<h3>{_title(answer)}</h3>{evidence}"


def documents(infos: Sequence[DocumentInfo]) -> str:
    """The indexed documents: title, path, day and size of each."""
    listed = "".join(_document(info) for info in infos[:MANY])
    more = f'<li class="more">and {len(infos) - MANY} more</li>' if len(infos) > MANY else ""
    return f'<ul class="documents">{listed}{more}</ul>'


def report(did: BuildReport) -> str:
    """What re-indexing did: counts, then each file that could not be read and why."""
    counts = ", ".join(
        f"{len(sources_)} {verb}"
        for verb, sources_ in (
            ("added", did.added),
            ("changed", did.changed),
            ("removed", did.removed),
            ("failed", did.failed),
        )
        if sources_
    )
    failures = "".join(
        f'<li><b dir="auto">{escape(visible(failure.source))}</b> {escape(visible(failure.reason))}</li>'
        for failure in did.failed[:MANY]
    )
    line = f"{counts[:1].upper()}{counts[1:]}." if counts else "Everything is up to date."
    return f'<p class="status">{line}</p>' + (
        f'<ul class="failed">{failures}</ul>' if failures else ""
    )


def outcome(came: BuildReport | RagError) -> str:
    """What an update did, or what went wrong with it."""
    return notice(str(came), wrong=True) if isinstance(came, RagError) else report(came)


def header(line: str) -> str:
    """The top of the page: its name, and a line about what it knows."""
    return f'<h1>{escape(NAME)}</h1><p dir="auto">{escape(visible(line))}</p>'


def size_line(documents: int, passages: int, model: str) -> str:
    """How much is indexed and what answers, in one plain line."""
    counted = (
        f"{documents:,} document{_s(documents)}",
        f"{passages:,} passage{_s(passages)}",
        model,
    )
    return " · ".join(counted)


def notice(text: str, *, wrong: bool = False) -> str:
    """One plain line in the place of a report."""
    return (
        f'<p class="{"status wrong" if wrong else "status"}" dir="auto">{escape(visible(text))}</p>'
    )


def _s(count: int) -> str:
    return "" if count == 1 else "s"


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
        f'<div class="passage" dir="auto">{text}</div>{_unfold(text)}</details>'
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


def _document(info: DocumentInfo) -> str:
    day = f" · {escape(info.date)}" if info.date else ""
    return (
        f'<li><span class="title" dir="auto">{escape(plain(info.title))}</span>'
        f'<span class="where"><bdi>{escape(visible(info.source))}</bdi>{day}'
        f" · {info.characters:,}&nbsp;characters</span></li>"
    )
