"""Claims about everyday texts, made up by somebody who looked for what is proven and should not be.

``claims.jsonl`` holds texts with claims, and whether they are said. Those whose verdict is still wrong are marked
``missed``: what is mended must be unmarked, so that the file tells what is left.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.answers import Passage
from rag.cite import cite

FILE = Path(__file__).with_name("claims.jsonl")


def cases() -> Iterator[Any]:
    for line in FILE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for claim in row["claims"]:
            named = f"{row['kind']}: {claim['sentence']}"
            marks = [pytest.mark.xfail(strict=True)] if claim.get("missed") else []
            yield pytest.param(row["texts"], claim, id=named, marks=marks)


@pytest.mark.parametrize(("texts", "claim"), list(cases()))
def test_what_is_said_is_proven_and_nothing_else(texts: list[str], claim: dict[str, Any]) -> None:
    """A claim gets a citation just where the texts say it, likeness in meaning aside."""
    shown = [
        Passage(n, f"{n}.txt", "Title", "", 0, len(text), text, None, 1.0)
        for n, text in enumerate(texts, start=1)
    ]
    found = cite(claim["sentence"], claim["question"], shown, lambda _, said: [0.0] * len(said))
    assert bool(found) == claim["said"]


def test_few_are_missed() -> None:
    """Of the claims that are not said nearly four fifths get no citation, of those that are more than nine tenths get one."""
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    for said, share in ((False, 0.22), (True, 0.08)):
        found = [c for row in rows for c in row["claims"] if c["said"] is said]
        assert sum(bool(c.get("missed")) for c in found) / len(found) < share
