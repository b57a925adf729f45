"""The questions of an evaluation, and how a file of them is read. Knows nothing of assistants' work."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index import Library, Snapshot
from rag.errors import EvaluationError
from rag.evaluation.fields import (
    answerable_of,
    answers_of,
    golds_of,
    history_of,
    identity_of,
    question_of,
)
from rag.evaluation.gold import Gold, placed
from rag.rewrite import Turn

__all__ = ["Case", "Gold", "placed_cases", "read_cases"]

# "note" is for people: anything may stand there, and it is not read.
FIELDS = ("question", "answer", "source", "span", "answerable", "history", "id", "note")


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what is right.

    Attributes:
        question: What is asked.
        answers: Accepted answers, any of which will do; none means that none is known.
        gold: Where the proof stands; none means that it is not known.
        answerable: Whether the documents answer it.
        history: Earlier turns, oldest first.
        identity: What to call it in reports.
    """

    question: str
    answers: tuple[str, ...] = ()
    gold: tuple[Gold, ...] = ()
    answerable: bool = True
    history: tuple[Turn, ...] = ()
    identity: str = ""


def read_cases(path: Path | str) -> list[Case]:
    """The questions of a file of JSON lines, in its order; see ``docs/evaluation.md`` for the fields.

    Blank lines are skipped. Quotes are kept as they are; :func:`placed_cases` finds them.

    Raises:
        EvaluationError: If the file cannot be read, holds no question, or a line is wrong; the message
            names the file and the line.
    """
    cases: dict[str, Case] = {}
    for number, line in _lines(Path(path)):
        try:
            case = _case(json.loads(line), f"line {number}")
        except json.JSONDecodeError as error:
            reason = f"{line.strip()[:40]!r} is not JSON ({error}); write one object a line"
            raise EvaluationError(f"{path}, line {number}: {reason}") from error
        except (ValueError, RecursionError) as error:
            raise EvaluationError(f"{path}, line {number}: {error}") from error
        if case.identity in cases:
            reason = f'"id" {case.identity!r} is another question\'s; give each its own'
            raise EvaluationError(f"{path}, line {number}: {reason}")
        cases[case.identity] = case
    if not cases:
        raise EvaluationError(
            f'{path} holds no question; write {{"question": "…"}}, one object a line'
        )
    return list(cases.values())


def placed_cases(cases: Sequence[Case], library: Library | None) -> list[Case]:
    """The same cases, with every gold found in the library's documents.

    Gold of unanswerable questions is left as it is: its document may be the one that was taken away.

    Raises:
        EvaluationError: If a document, a quote or a span is not there, or there is a quote and no library
            to find it in; the message names the case.
    """
    snapshot = library.snapshot() if library else None
    known = [document.source for document in snapshot.documents()] if snapshot else []
    return [_placed(case, snapshot, known) if case.answerable else case for case in cases]


def _placed(case: Case, snapshot: Snapshot | None, known: Sequence[str]) -> Case:
    try:
        return replace(case, gold=tuple(placed(gold, snapshot, known) for gold in case.gold))
    except EvaluationError as error:
        raise EvaluationError(f"{case.identity or repr(case.question)}: {error}") from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise EvaluationError(
            f"{str(path)!r} cannot be read ({error.strerror or error}); name a file of JSON lines"
        ) from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} is not UTF-8 ({error}); save it as UTF-8") from error
    for number, line in enumerate(text.split("\n"), start=1):  # other breaks may stand in JSON
        if line.strip():
            yield number, line


def _case(row: Any, name: str) -> Case:  # noqa: ANN401  # a value from outside
    if not isinstance(row, dict):
        raise ValueError(f'{str(row)[:40]!r} is no object; write {{"question": "…"}}, one a line')  # noqa: TRY004
    if unknown := [field for field in row if field not in FIELDS]:
        raise ValueError(f"there is no field {unknown[0]!r}; there are {', '.join(FIELDS)}")
    case = Case(
        question=question_of(row.get("question")),
        answers=answers_of(row.get("answer")),
        gold=golds_of(row.get("source"), row.get("span")),
        answerable=answerable_of(row.get("answerable", True)),
        history=history_of(row.get("history")),
        identity=identity_of(row.get("id", name)),
    )
    if not case.answerable and (case.answers or case.gold):
        raise ValueError(
            '"answerable" is false, yet there is an "answer", "source" or "span"; take one away'
        )
    return case
