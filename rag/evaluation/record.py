"""Outcomes kept on disk as they come, so that a long evaluation can be stopped and go on.

A file of JSON lines, one for each question that was asked. Knows nothing of what is right: gold may be
mended between two runs, and the answers still count.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from rag.answers import Answer, Passage
from rag.errors import EvaluationError
from rag.evaluation.cases import Case

_BEGIN = '{"rag_eval": '  # how every line starts, also one that was not written to its end


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found for a question, and answered."""

    found: tuple[Passage, ...]
    answer: Answer


@dataclass(frozen=True, slots=True)
class Record:
    """What one producer has answered already.

    Attributes:
        path: The file; made when it is not there.
        producer: What answers: models, settings, documents, code.
        kept: By the key of the case.
    """

    path: Path
    producer: Mapping[str, str]
    kept: dict[str, Kept]

    @classmethod
    def open(cls, path: Path, producer: Mapping[str, str]) -> Self:
        """The record in a file, empty when there is none yet.

        Raises:
            EvaluationError: If the file holds something else, or cannot be read or written.
        """
        try:
            with path.open("a+", encoding="utf-8") as file:
                file.seek(0)
                lines = file.read().split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise EvaluationError(
                f"{path} cannot be a record ({error}); name another file"
            ) from error
        record = cls(path, producer, {})
        for number, line in enumerate(lines, start=1):
            try:
                record._read(line)
            except (KeyError, TypeError, ValueError) as error:
                raise EvaluationError(
                    f"{path}, line {number} is no outcome of an evaluation: {line[:40]!r}; name another "
                    "file as the record"
                ) from error
        return record

    def _read(self, line: str) -> None:
        row = _row(line)
        if row and row["rag_eval"] == self.named:
            self.kept[row["case"]] = _kept(row)

    @property
    def named(self) -> str:
        """The producer as a digest."""
        return _digest(dict(self.producer))

    def get(self, case: Case) -> Kept | None:
        """What is kept of a case; None when it was not asked yet."""
        return self.kept.get(_key(case))

    def add(self, case: Case, kept: Kept) -> None:
        """Keeps an outcome; it is on disk when this returns."""
        row: dict[str, Any] = {"rag_eval": self.named, "case": _key(case)}
        row |= {"producer": dict(self.producer), "found": [asdict(one) for one in kept.found]}
        row |= {"answer": kept.answer.to_dict()}
        with self.path.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                # A line that a kill cut short stays alone, and nothing of the file is taken away.
                file.write(b"" if file.read() == b"\n" else b"\n")
            file.write(json.dumps(row).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.kept[_key(case)] = kept


def _row(line: str) -> dict[str, Any] | None:
    """A line's values; None for a blank one, and for one that was cut short."""
    if _BEGIN.startswith(line):
        return None
    if not line.startswith(_BEGIN):
        raise ValueError(line)
    try:
        row: dict[str, Any] = json.loads(line)
    except json.JSONDecodeError:
        return None
    return row


def _kept(row: Mapping[str, Any]) -> Kept:
    return Kept(tuple(map(Passage.from_dict, row["found"])), Answer.from_dict(row["answer"]))


def _key(case: Case) -> str:
    """What decides the answer, as a digest: the question and the turns before it."""
    return _digest([case.question, [(turn.question, turn.answer) for turn in case.history]])


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
