"""Everyday documents with questions as people ask them: contracts, leaflets, minutes, mails, tables, and so on.

Each library was made up for this, documents and questions, by somebody who did not know how they are answered, and
lies in ``everyday/NAME``, as ``rag eval`` reads it; a note says what kind of question it is. Two are for fitting,
whole; two were not looked at before they were measured on.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from answersets import AnswerSet, shuffled

from rag.evaluation import read_cases

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.evaluation import Case

LIBRARIES = {"fit1": "fit", "fit2": "fit", "test1": "test", "test2": "test"}
_PLACE = Path(__file__).parent / "everyday"


def library(_data: Path, *, name: str) -> AnswerSet:
    """One library, all of it in one half."""
    place = _PLACE / name
    documents = {path.name: path.read_bytes() for path in sorted((place / "docs").iterdir())}
    cases = [(case, f"{name}:{_by(case)}") for case in read_cases(place / "questions.jsonl")]
    return shuffled(f"everyday-{name}", documents, cases, half=LIBRARIES[name])


SETS: dict[str, Callable[[Path], AnswerSet]] = {
    f"everyday-{name}": partial(library, name=name) for name in LIBRARIES
}


def _by(case: Case) -> str:
    return case.gold[0].source if case.gold else ""
