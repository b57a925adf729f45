"""The everyday libraries are what they say: documents that are there, and questions about them."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from everyday_sets import SETS

from rag.evaluation import Case
from rag.evaluation.match import contains


@pytest.mark.parametrize("name", SETS)
def test_a_library_is_whole_and_in_one_half(name: str) -> None:
    """Every source is a document, some questions have no answer, and none is in both halves."""
    found = SETS[name](Path())
    assert len({case.question for case in found.cases}) == len(found.cases) >= 110
    assert {gold.source for case in found.cases for gold in case.gold} <= set(found.documents)
    assert 30 <= sum(not case.answerable for case in found.cases) <= 40
    halves = {half: found.half(half) for half in ("fit", "test")}
    assert sorted(map(len, halves.values())) == [0, len(found.cases)]
    assert len(halves["fit" if "fit" in name else "test"]) == len(found.cases)


def test_most_answers_stand_in_their_document() -> None:
    """What is asked for is there, word for word, but for a Yes, a No and what must be compared or is in a docx."""

    def stands(case: Case, text: str) -> bool:
        return any(contains(text, answer) for answer in case.answers)

    for name, load in SETS.items():
        found = load(Path())
        texts = {
            source: body.decode("utf-8", "replace") if isinstance(body, bytes) else body
            for source, body in found.documents.items()
        }
        asked = [case for case in found.cases if case.gold and "docx" not in case.gold[0].source]
        held = [stands(case, texts[case.gold[0].source]) for case in asked]
        assert sum(held) / len(held) > 0.9, name
