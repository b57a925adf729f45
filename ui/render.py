"""An answer as the HTML of its chat bubble. Pure; knows no Gradio, and trusts no text it is given.

Nothing is read as Markdown, nothing becomes an image or a link to elsewhere: every word of a
document, the model or the user is escaped, and the only links lead to marks in the sources panel. What is
said of an answer is in ``verdict``.
"""

from collections.abc import Iterator

from rag import Answer, Citation, Passage, Sentence
from ui.marks import cited_spans, escape, mark_id
from ui.safe import plain, visible
from ui.verdict import is_loose, reasons, verdict
from ui.viewer.proof import Proof, carried
from ui.wording import counted

_UNVERIFIED = "No passage was found that supports this sentence."


def question_bubble(question: str) -> str:
    """What the user said, as they said it."""
    return f'<div class="question" dir="auto">{escape(question)}</div>'


def answer_bubble(
    answer: Answer, anchor: str, *, note: str = "", waiting: str = "", tools: str = ""
) -> str:
    """An answer at any moment of its making, as HTML in one line.

    Args:
        answer: What to show.
        anchor: What the ids of its marks in the sources panel start with, see :func:`passage_anchor`.
        note: A line in plain words about how it ended: that it was stopped, or why it failed.
        waiting: What it waits for before it can begin, in a few plain words.
        tools: HTML of what can be done with a finished answer, beside Copy.
    """
    phase = "" if note else _phase(waiting or phase_line(answer))
    shown = "".join((_said(answer, anchor), phase, _note(note), _footer(answer, note, tools)))
    return f'<div class="answer">{shown}</div>'


def passage_anchor(anchor: str, number: int) -> str:
    """The id of a passage's card in the sources panel."""
    return f"{anchor}-p{number}"


def phase_line(answer: Answer) -> str:
    """What is being done for this answer, in a few plain words; empty when there is nothing to say."""
    if answer.phase == "searching":
        return "Searching the documents…"
    if answer.phase == "reading":
        return f"Reading {counted(len(answer.passages), 'passage')}…"
    if answer.phase == "answering":
        return "Writing…" if answer.draft else "Checking…"
    return ""


def _said(answer: Answer, anchor: str) -> str:
    sentences = " ".join(_sentence(sentence, answer, anchor) for sentence in answer.sentences)
    draft = f' <span class="draft">{escape(answer.draft)}</span>' if answer.draft else ""
    kind = "said refusal" if answer.abstained else "said"
    return f'<p class="{kind}" dir="auto">{sentences}{draft}</p>' if sentences or draft else ""


def _sentence(sentence: Sentence, answer: Answer, anchor: str) -> str:
    text = escape(sentence.text)
    if sentence.verified or sentence.remark:
        return f'<span class="sentence">{text}</span>{"".join(_chips(sentence, answer, anchor))}'
    return (
        f'<span class="sentence unverified" title="{_UNVERIFIED}">{text}</span>'
        f' <span class="badge" title="{_UNVERIFIED}">not verified</span>'
    )


def _chips(sentence: Sentence, answer: Answer, anchor: str) -> Iterator[str]:
    """One chip for each passage the sentence rests on; it leads to the first mark there."""
    for passage in answer.passages:
        citations = [c for c in sentence.citations if c.passage == passage.number]
        if citations:
            yield _chip(passage, citations, answer, anchor)


def _chip(passage: Passage, citations: list[Citation], answer: Answer, anchor: str) -> str:
    target = passage_anchor(anchor, passage.number)
    within = (citation.start - passage.start for citation in citations)
    first = min((start for start in within if start >= 0), default=0)  # a heading is above it
    for start, end in cited_spans(passage, answer.citations):
        if start <= first < end:
            target = mark_id(target, start)
    loose = is_loose(citations)
    kind, how = ("chip loose", ", in other words") if loose else ("chip", "")
    heard = escape(f", {plain(passage.title)}{how}")  # by screen readers, as the brackets
    proofs = carried(Proof.of(passage, citation) for citation in citations)
    # The brackets are for copied text; the style sheet hides them.
    return (
        f'<a class="{kind}" href="#{escape(target)}" data="{proofs}"><span>[</span>{passage.number}<span>]</span>'
        f'<span class="heard">{heard}</span></a>'
    )


def _phase(line: str) -> str:
    return f'<p class="phase">{escape(line)}</p>' if line else ""


def _note(note: str) -> str:
    return f'<p class="note" dir="auto">{escape(visible(note))}</p>' if note else ""


def _footer(answer: Answer, note: str, tools: str) -> str:
    if (answer.phase != "done" and not note) or not (answer.sentences or answer.draft):
        return ""
    line = "" if note else f"<span>{_told(verdict(answer))}</span>"
    copy = '<button type="button" class="copy">Copy</button>'
    told = f'{line}<span class="tools">{copy}{tools}</span>{"" if note else _why(answer)}'
    return f'<div class="footer">{told}</div>'


def _why(answer: Answer) -> str:
    """What the verdict rests on and what the marks mean, folded away."""
    told = "".join(f"<li>{_told(line)}</li>" for line in reasons(answer))
    summary = "Why?" if answer.abstained else "What does this mean?"
    if not told:
        return ""
    return f'<details class="why"><summary>{summary}</summary><ul dir="auto">{told}</ul></details>'


def _told(line: str) -> str:
    """A line of our own, which may quote the question; no percent sign begins a line."""
    return escape(visible(line)).replace(" %", "&nbsp;%")
