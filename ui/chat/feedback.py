"""What readers think of answers, kept as questions that ``rag eval`` asks again. Knows no Gradio.

One JSON object a line, as ``docs/evaluation.md`` has it. A good answer becomes its question with that
answer and the cited characters as proof; a good refusal, a question that the documents do not answer. A
bad answer tells only what was asked: what would have been right nobody knows, so nothing is expected.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.errors import RagError
from rag import Answer
from ui.chat.conversation import BAD, GOOD, Exchange, history


class FeedbackError(RagError):
    """What a reader thinks of an answer could not be written."""


def feedback_file(index: Path) -> Path:
    """Where what is thought of the answers from an index is kept: beside it."""
    return index.with_suffix(".feedback.jsonl")


def keep(path: Path, exchanges: Sequence[Exchange]) -> None:
    """Write what is thought of the last exchange; what was thought of it before is replaced.

    Args:
        path: The file; made when it is not there, in a folder that is.
        exchanges: The conversation up to that exchange, whose ``rating`` and ``comment`` are written;
            without a rating it is taken out of the file.

    Raises:
        FeedbackError: If the file cannot be read or written.
    """
    from filelock import FileLock

    line = case(exchanges)
    try:
        with FileLock(f"{path}.lock"):
            others = [other for other in _lines(path) if _id_of(other) != line["id"]]
            own = [json.dumps(line, ensure_ascii=False)] if exchanges[-1].rating else []
            _replace(path, "".join(f"{text}\n" for text in (*others, *own)))
    except OSError as error:
        reason = error.strerror or error
        raise FeedbackError(f"{path} cannot be written ({reason}); nothing was kept") from error


def case(exchanges: Sequence[Exchange]) -> dict[str, Any]:
    """The line of the last exchange: what to ask, and what is known to be right."""
    *earlier, one = exchanges
    turns = [[turn.question, turn.answer] for turn in history(earlier)]
    known: dict[str, Any] = {"id": _identity(one.answer, turns), "question": one.answer.question}
    if turns:
        known["history"] = turns
    if one.rating == GOOD:
        known |= {"answerable": False} if one.answer.abstained else _gold(one.answer)
    said = " ".join(sentence.text for sentence in one.answer.sentences)
    about = {"rating": one.rating, "note": one.comment}
    return known | {"note": about | ({"said": said} if one.rating == BAD else {})}


def _gold(answer: Answer) -> dict[str, Any]:
    """What was said of the documents, and where it stands."""
    said = " ".join(sentence.text for sentence in answer.sentences if not sentence.remark)
    places = dict.fromkeys((one.source, one.start, one.end) for one in answer.citations)
    spans = [{"source": source, "start": start, "end": end} for source, start, end in places]
    return ({"answer": said} if said else {}) | ({"span": spans} if spans else {})


def _identity(answer: Answer, turns: list[list[str]]) -> str:
    what = json.dumps([turns, answer.question, answer.text])
    return "rated-" + hashlib.sha256(what.encode()).hexdigest()[:16]


def _lines(path: Path) -> list[str]:
    """The lines of the file, those that somebody else wrote as well."""
    try:
        text = path.read_text("utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return []
    return [line for line in text.split("\n") if line.strip()]


def _id_of(line: str) -> object:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row.get("id") if isinstance(row, dict) else None


def _replace(path: Path, text: str) -> None:
    """Write all of it or nothing."""
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
