"""An answer as the HTML of its chat bubble. Pure; knows no Gradio, and trusts no text it is given.

Nothing is read as Markdown, nothing becomes an image or a link to elsewhere: every word of a
document, the model or the user is escaped, and the only links lead to marks in the sources panel.
"""

from collections.abc import Iterator

from rag import Answer, Citation, Passage, Sentence
from rag.cite import LOOSE
from ui.marks import cited_spans, escape, mark_id
from ui.safe import plain, visible

_UNVERIFIED = "No passage was found that supports this sentence."


def question_bubble(question: str) -> str:
    """What the user said, as they said it."""
    return f'<div class="question" dir="auto">{escape(question)}</div>'


def answer_bubble(answer: Answer, anchor: str, *, note: str = "", waiting: str = "") -> str:
    """An answer at any moment of its making, as HTML in one line.

    Args:
        answer: What to show.
        anchor: What the ids of its marks in the sources panel start with, see :func:`passage_anchor`.
        note: A line in plain words about how it ended: that it was stopped, or why it failed.
        waiting: What it waits for before it can begin, in a few plain words.
    """
    phase = "" if note else _phase(waiting or phase_line(answer))
    shown = "".join((_said(answer, anchor), phase, _note(note), _footer(answer, note)))
    return f'<div class="answer">{shown}</div>'


def passage_anchor(anchor: str, number: int) -> str:
    """The id of a passage's card in the sources panel."""
    return f"{anchor}-p{number}"


def phase_line(answer: Answer) -> str:
    """What is being done for this answer, in a few plain words; empty when there is nothing to say."""
    if answer.phase == "searching":
        return "Searching the documents…"
    if answer.phase == "reading":
        count = len(answer.passages)
        return f"Reading {count} passage{'' if count == 1 else 's'}…"
    if answer.phase == "answering" and not answer.draft:
        return "Checking…"
    return ""


def verdict(answer: Answer) -> str:
    """How much of a finished answer is proven, and how long it took, in one plain line."""
    seconds = f"{answer.timings['done']:.1f} s" if "done" in answer.timings else ""
    if answer.abstained:
        proven = "The closest passages are in the panel" if answer.passages else ""
    else:
        claims = [sentence for sentence in answer.sentences if not sentence.remark]
        verified = sum(sentence.verified for sentence in claims)
        proven = f"{verified} of {len(claims)} sentences verified"
        if len(claims) == 1:
            proven = "Verified against its source" if verified else "Not verified"
        elif verified == len(claims):
            proven = f"All {verified} sentences verified"
    return " · ".join(filter(None, (proven, seconds)))


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
    first = min(citation.start for citation in citations) - passage.start
    for start, end in cited_spans(passage, answer.citations):
        if start <= first < end:
            target = mark_id(target, start)
    quotes = " … ".join(citation.quote for citation in citations)
    loose = all(citation.score < LOOSE for citation in citations)
    kind, how = ("chip loose", ", in other words") if loose else ("chip", "")
    # The brackets are for copied text and screen readers; the style sheet hides them.
    return (
        f'<a class="{kind}" href="#{escape(target)}" title="“{escape(quotes)}” — {escape(plain(passage.title))}{how}">'
        f"<span>[</span>{passage.number}<span>]</span></a>"
    )


def _phase(line: str) -> str:
    return f'<p class="phase">{escape(line)}</p>' if line else ""


def _note(note: str) -> str:
    return f'<p class="note" dir="auto">{escape(visible(note))}</p>' if note else ""


def _footer(answer: Answer, note: str) -> str:
    if (answer.phase != "done" and not note) or not (answer.sentences or answer.draft):
        return ""
    line = "" if note else f"<span>{verdict(answer)}</span>"
    return f'<p class="footer">{line}<button type="button" class="copy">Copy</button></p>'
