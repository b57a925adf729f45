"""Everyday documents with questions as people ask them: contracts, leaflets, minutes, mails, tables, and so on.

Each library was made up for this, documents and questions, by somebody who did not know how they are answered, and
lies in ``everyday/NAME``. Two are for fitting, whole; two were not looked at before they were measured on. Answers
are strings, any of which counts; a question without one is not answered by the documents of its library.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from answersets import AnswerSet, shuffled

from rag.evaluation import Case, Gold

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARIES = {"fit1": "fit", "fit2": "fit", "test1": "test", "test2": "test"}
_PLACE = Path(__file__).parent / "everyday"


def library(_data: Path, *, name: str) -> AnswerSet:
    """One library, all of it in one half."""
    place = _PLACE / name
    documents = {path.name: path.read_bytes() for path in sorted((place / "docs").iterdir())}
    lines = (place / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [_case(f"{name}:{n}", json.loads(line)) for n, line in enumerate(lines)]
    return shuffled(f"everyday-{name}", documents, cases, half=LIBRARIES[name])


SETS: dict[str, Callable[[Path], AnswerSet]] = {
    f"everyday-{name}": partial(library, name=name) for name in LIBRARIES
}


def _case(identity: str, row: dict[str, Any]) -> tuple[Case, str]:
    gold = (Gold(row["source"]),) if row["answerable"] and row["source"] else ()
    case = Case(row["question"], tuple(row["answers"]), gold, row["answerable"], identity=identity)
    return case, f"{identity.partition(':')[0]}:{row['source']}"
