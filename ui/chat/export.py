"""Conversations and answers as text to take away: plain, Markdown, JSON. Pure; knows no page.

Words of documents, models and users are shown in Markdown, never formatted: what would mean something
there is escaped.
"""

import json
import re
from collections.abc import Iterator, Sequence

from rag import Answer, Citation, Passage, Sentence
from ui.chat.conversation import Exchange
from ui.chat.kept import Kept
from ui.safe import plain, visible

#: What each format of an export is called, and the end of its file's name.
FORMATS = {"markdown": ".md", "json": ".json"}

_ABOUT = "Offsets count the characters of the text that was read from a document, from 0."
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&!$@^{}]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
_LEADING = re.compile(r"^(?:[-+=]|\d+(?=[.)]))")  # a list, or the line under a heading


def exported(kept: Kept, how: str, title: str = "") -> tuple[str, str]:
    """The name of a file and what to write in it.

    Args:
        kept: The conversation.
        how: One of ``FORMATS``.
        title: What the reader calls it; the first question when empty.
    """
    title = plain(title) or kept.title
    words = re.sub(r"\W+", "-", title.casefold()).strip("-")
    write = markdown if how == "markdown" else as_json
    text = write(kept.exchanges, title)
    return f"{words[:60].rstrip('-') or 'conversation'}{FORMATS[how]}", text


def as_json(exchanges: Sequence[Exchange], title: str) -> str:
    """All of a conversation: its title, and each answer as ``Answer.to_dict`` has it, with how it ended."""
    rows = [{**one.answer.to_dict(), "note": one.note} for one in exchanges]
    return json.dumps({"title": title, "answers": rows}, ensure_ascii=False, indent=2) + "\n"


def markdown(exchanges: Sequence[Exchange], title: str) -> str:
    """A conversation to read: each question as a heading, its answer, and the quotes that prove it."""
    shown = "\n\n".join(_exchange(one) for one in exchanges)
    return f"# {escaped(title)}\n\n{escaped(_ABOUT)}\n\n{shown}\n"


def plain_text(answer: Answer) -> str:
    """An answer with its citations, for pasting anywhere."""
    proofs = [
        f"[{passage.number}] {_place(passage)}, characters {one.start} to {one.end}: “{plain(one.quote)}”"
        for passage, quotes in _proofs(answer)
        for one in quotes
    ]
    said = " ".join(_said(sentence) for sentence in answer.sentences) or plain(answer.draft)
    return "\n\n".join(filter(None, (said, "\n".join(proofs))))


def escaped(text: str) -> str:
    """Text as Markdown that shows it, in one line."""
    line = _SPECIAL.sub(r"\\\1", plain(text))
    return _LEADING.sub(_escape_start, line)


def _escape_start(match: re.Match[str]) -> str:
    start = match[0]
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def _exchange(one: Exchange) -> str:
    answer = one.answer
    said = " ".join(escaped(_said(sentence)) for sentence in answer.sentences)
    parts = [f"## {escaped(answer.question)}", said or escaped(answer.draft), escaped(one.note)]
    return "\n\n".join(filter(None, (*parts, "\n".join(_sources(answer)))))


def _sources(answer: Answer) -> Iterator[str]:
    for passage, quotes in _proofs(answer):
        yield f"- {escaped(f'[{passage.number}] {_place(passage)}')}"
        for one in quotes:
            yield f"  - characters {one.start} to {one.end}: “{escaped(one.quote)}”"


def _said(sentence: Sentence) -> str:
    """A sentence in one line, with the numbers of its passages, or that it has none."""
    numbers = sorted({citation.passage for citation in sentence.citations})
    unproven = not (sentence.verified or sentence.remark)
    ends = [f"[{number}]" for number in numbers] + ["(not verified)"] * unproven
    return " ".join([plain(sentence.text), *ends])


def _place(passage: Passage) -> str:
    page = "" if passage.page is None else f", page {passage.page}"
    return f"{plain(passage.title)} ({visible(passage.source)}{page})"


def _proofs(answer: Answer) -> Iterator[tuple[Passage, Sequence[Citation]]]:
    """Each passage that something rests on, with its quotes in the order of the document."""
    for passage in answer.passages:
        quotes = {one: None for one in answer.citations if one.passage == passage.number}
        if quotes:
            yield passage, sorted(quotes, key=lambda one: (one.start, one.end))
