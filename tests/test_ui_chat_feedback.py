"""What readers think of answers, as questions that an evaluation asks again."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Answer, Assistant, Sentence
from rag.evaluation import evaluate, read_cases
from rag.evaluation.cases import placed_cases
from rag.testing import scripted_assistant
from ui.chat.conversation import BAD, GOOD, Exchange
from ui.chat.feedback import FeedbackError, feedback_file, keep

GOATS, PIGS = "What do goats eat?", "What do pigs eat?"


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "goats.txt").write_text("Goats eat hay. They sleep little.")
    return scripted_assistant(docs, tmp_path / "index.sqlite", {GOATS: "Goats eat hay."})


@pytest.fixture
def path(assistant: Assistant) -> Path:
    return feedback_file(assistant.library.path)


def rated(answer: Answer, rating: str, comment: str = "") -> Exchange:
    return Exchange(answer, rating=rating, comment=comment)


def test_a_good_answer_becomes_a_question_with_its_proof(assistant: Assistant, path: Path) -> None:
    """An evaluation reads the file, finds the cited characters, and asks the question again."""
    keep(path, [rated(assistant.answer(GOATS), GOOD, "right")])
    (case,) = placed_cases(read_cases(path), assistant.library)
    assert (case.question, case.answers, case.answerable) == (GOATS, ("Goats eat hay.",), True)
    assert [gold.quote for gold in case.gold] == ["Goats eat hay."]
    found = evaluate(assistant, [case])
    assert found.measures["correct_and_supported"].value == 1


def test_a_good_refusal_becomes_a_question_without_answer(assistant: Assistant, path: Path) -> None:
    """That the documents do not say is what is expected from then on."""
    keep(path, [rated(assistant.answer(PIGS), GOOD)])
    (case,) = read_cases(path)
    assert (case.question, case.answerable, case.answers, case.gold) == (PIGS, False, (), ())


@pytest.mark.parametrize("question", [GOATS, PIGS])
def test_a_bad_answer_expects_nothing(assistant: Assistant, path: Path, question: str) -> None:
    """What was wrong never becomes what is right; the note and what was said are kept to be read."""
    answer = assistant.answer(question)
    keep(path, [rated(answer, BAD, "No!\nReally.")])
    (case,) = read_cases(path)
    assert (case.question, case.answers, case.gold) == (question, (), ())
    note = json.loads(path.read_text("utf-8"))["note"]
    assert note == {"rating": BAD, "note": "No!\nReally.", "said": answer.text}


def test_a_follow_up_brings_what_came_before(assistant: Assistant, path: Path) -> None:
    """A question that leans on others is asked again with them."""
    before = Exchange(Answer("Who?", (Sentence("Goats."),)))
    keep(path, [before, rated(assistant.answer(GOATS), GOOD)])
    (case,) = read_cases(path)
    assert [(turn.question, turn.answer) for turn in case.history] == [("Who?", "Goats.")]


def test_remarks_are_no_answer(path: Path) -> None:
    """What the assistant says about the documents is not expected of the next answer."""
    said = (Sentence("Hay."), Sentence("The documents do not mention “straw”.", remark=True))
    keep(path, [rated(Answer("Q", said), GOOD)])
    assert read_cases(path)[0].answers == ("Hay.",)


def test_one_line_for_each_answer(assistant: Assistant, path: Path) -> None:
    """Another opinion replaces the former, taking it back removes it, and other lines stay as they are."""
    path.write_text('{"question": "Mine?"}\nnot json\n', "utf-8")
    goats, pigs = assistant.answer(GOATS), assistant.answer(PIGS)
    for one in (rated(goats, GOOD), rated(pigs, GOOD), rated(goats, BAD), rated(goats, BAD, "no")):
        keep(path, [one])
    lines = path.read_text("utf-8").splitlines()
    assert lines[:2] == ['{"question": "Mine?"}', "not json"]
    assert [json.loads(line)["question"] for line in lines[2:]] == [PIGS, GOATS]
    keep(path, [replace(rated(goats, BAD), rating="")])
    assert len(path.read_text("utf-8").splitlines()) == 3


def test_a_place_that_cannot_be_written_is_told(assistant: Assistant, tmp_path: Path) -> None:
    """The error names the file and why; nothing else happens."""
    (tmp_path / "file").write_text("")
    with pytest.raises(
        FeedbackError, match=r"file.x.jsonl cannot be written \(.+\); nothing was kept"
    ):
        keep(tmp_path / "file" / "x.jsonl", [rated(assistant.answer(GOATS), GOOD)])
