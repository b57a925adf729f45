"""Evaluating an assistant: what is asked, kept, and not asked again."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.report import Progress
from rag.answerable import calibrations
from rag.answers import Answer, Passage
from rag.assistant import LONGEST_QUESTION, Assistant
from rag.evaluation import Case, Evaluation, EvaluationError, Gold, evaluate
from rag.evaluation.producer import producer_of
from rag.evaluation.record import Record
from rag.rewrite import Turn
from rag.testing import scripted_assistant
from ui.plots import confidence

REPLIES = {
    "What do goats eat?": "Goats eat hay.",
    "Where do goats live?": "Goats live on rocks.",
}
CASES = [
    Case("What do goats eat?", ("hay",), (Gold("goats.txt", quote="eat hay"),)),
    Case("What do goats climb?", ("rocks",), (Gold("goats.txt", quote="climb rocks"),)),
    Case("Who is the president?", answerable=False),
]


class Counting:
    """An assistant that tells what it was asked, and may be stopped at a question."""

    def __init__(self, assistant: Assistant, stop: str = "") -> None:
        self.assistant, self.stop = assistant, stop
        self.library, self.settings = assistant.library, assistant.settings
        self.embedder, self.generator = assistant.embedder, assistant.generator
        self.asked: list[str] = []
        self.searched: list[str] = []

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        if question == self.stop:
            raise KeyboardInterrupt
        self.asked.append(question)
        return self.assistant.answer(question, history)

    def search(self, words: str, k: int = 10) -> tuple[Passage, ...]:
        self.searched.append(words)
        return self.assistant.search(words, k)


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/goats.txt").write_text("Goats eat hay. Goats climb rocks.")
    return scripted_assistant(tmp_path / "docs", tmp_path / "index.sqlite", REPLIES)


def test_an_assistant_is_evaluated(assistant: Assistant) -> None:
    """Right, falsely refused and rightly refused questions are told apart, and all of it is plain JSON."""
    told: list[Progress] = []
    found = evaluate(assistant, CASES, progress=told.append)
    verdicts = [outcome.verdict for outcome in found.outcomes]
    assert verdicts == ["right", "falsely refused", "rightly refused"]
    assert found.measures["correct_and_supported"].value == 0.5
    assert found.measures["recall@1"].value == 1
    assert found.measures["invalid_citations"].value == 0
    assert found.measures["invalid_citations"].n >= 1
    assert [(p.stage, p.done, p.total) for p in told] == [("evaluating", n, 3) for n in range(4)]
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["measures"]["contained"]["n"] == 2
    assert plain["outcomes"][0]["gold"] == [{"source": "goats.txt", "start": 6, "end": 13}]
    assert Evaluation.of(found.outcomes, found.producer) == found


def test_the_plot_of_confidence_shows_where_it_refuses(assistant: Assistant) -> None:
    """Each answer tells the threshold that it was held against, and the plot draws it."""
    found = evaluate(assistant, CASES)
    fitted = calibrations(assistant.generator.name).final
    assert "refused below" in confidence(found)
    assert {outcome.answer.trace["threshold"] for outcome in found.outcomes} == {fitted.threshold}


def test_no_questions_give_no_measures(assistant: Assistant) -> None:
    """An evaluation of nothing is empty, and no error."""
    assert evaluate(assistant, []).measures == {}


def test_a_follow_up_is_searched_for_as_it_was_rewritten(
    tmp_path: Path, assistant: Assistant
) -> None:
    """Retrieval is measured with the question that the answer was looked for with."""

    class Rewriting(Counting):
        def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
            assert history == (Turn("What do goats eat?", "Hay."),)
            return replace(super().answer(question), trace={"asked": "Where do goats live?"})

    rewriting = Rewriting(assistant)
    follow_up = Case("And where?", history=(Turn("What do goats eat?", "Hay."),))
    record = tmp_path / "record.jsonl"
    evaluate(rewriting, [follow_up], record=record)
    assert rewriting.searched == ["Where do goats live?"]
    again = Rewriting(assistant)
    evaluate(again, [follow_up], record=record)
    other = replace(follow_up, history=(Turn("What do cows eat?", "Grass."),))
    with pytest.raises(AssertionError):
        evaluate(
            again, [other], record=record
        )  # the same words after other turns are another question


def test_a_stopped_evaluation_goes_on(tmp_path: Path, assistant: Assistant) -> None:
    """What was answered before a stop is not asked again, and the measures are those of one go."""
    record = tmp_path / "record.jsonl"
    stopped = Counting(assistant, stop=CASES[2].question)
    with pytest.raises(KeyboardInterrupt):
        evaluate(stopped, CASES, record=record)
    assert stopped.asked == [case.question for case in CASES[:2]]
    on, told = Counting(assistant), list[Progress]()
    found = evaluate(on, CASES, record=record, progress=told.append)
    assert on.asked == [CASES[2].question]
    assert told[0].done == 2
    third = Counting(assistant)
    again = evaluate(third, CASES, record=record)
    assert third.asked == []
    assert again.measures == found.measures
    assert again.to_dict() == found.to_dict()


def test_gold_may_be_mended_between_two_runs(tmp_path: Path, assistant: Assistant) -> None:
    """What is right does not change what was answered: only the questions count."""
    record = tmp_path / "record.jsonl"
    evaluate(Counting(assistant), CASES, record=record)
    mended = [replace(case, answers=("grass",), answerable=True, gold=()) for case in CASES]
    again = Counting(assistant)
    found = evaluate(again, mended, record=record)
    assert again.asked == []
    assert found.measures["contained"].value == 0


def test_another_producer_is_asked_anew(tmp_path: Path, assistant: Assistant) -> None:
    """Other settings, other documents or another answerer share a record without sharing answers."""
    record = tmp_path / "record.jsonl"
    evaluate(Counting(assistant), CASES, record=record)
    stricter = Counting(assistant)
    stricter.settings = replace(assistant.settings, strict=True)
    evaluate(stricter, CASES, record=record)
    assert len(stricter.asked) == 3
    moved = Counting(assistant)
    moved.settings = replace(assistant.settings, index=tmp_path / "elsewhere.sqlite")
    evaluate(moved, CASES, record=record)
    assert moved.asked == []
    recipe = Counting(assistant)
    recipe.producer = {"prompt": "answer and cite"}  # type: ignore[attr-defined]
    evaluate(recipe, CASES, record=record)
    assert len(recipe.asked) == 3
    (tmp_path / "docs/cows.txt").write_text("Cows eat grass.")
    assistant.update()
    more = Counting(assistant)
    evaluate(more, CASES, record=record)
    assert len(more.asked) == 3
    last = Counting(assistant)
    evaluate(last, CASES, record=record)
    assert last.asked == []


def test_another_embedder_of_the_same_name_in_the_settings_is_another_producer(
    assistant: Assistant,
) -> None:
    """The models' own names count, which tell their checksums, and not what they are called by."""
    told = producer_of(assistant)
    assert told["embedder"] == assistant.embedder.name != assistant.settings.embedder
    assert told["generator"] == assistant.generator.name


def test_a_question_that_grew_too_long_is_searched_for_all_the_same(assistant: Assistant) -> None:
    """What is put behind a follow-up, or between parts, may make it longer than a question may be."""
    long = Case("Where? " + "x" * 3990, history=(Turn("Who is Kim Jong Un?", "A leader."),))
    assert len(long.question) < LONGEST_QUESTION
    (outcome,) = evaluate(assistant, [long]).outcomes
    assert len(outcome.answer.trace["asked"]) > LONGEST_QUESTION


def test_a_line_cut_short_loses_that_line_only(tmp_path: Path, assistant: Assistant) -> None:
    """Wherever a kill cuts the file, all whole lines count, and what is added after is read again."""
    path = tmp_path / "record.jsonl"
    producer = producer_of(assistant)
    evaluate(assistant, CASES, record=path)
    whole = path.read_bytes()
    first, second, _ = whole.splitlines(keepends=True)
    known = Record.open(path, producer)
    cuts = {*range(25), len(first) - 2, len(first) - 1, len(first), len(first) + 9, len(whole) - 1}
    for cut in sorted(cuts):
        path.write_bytes(whole[:cut])
        record = Record.open(path, producer)
        complete = sum(
            cut >= end for end in (len(first) - 1, len(first + second) - 1, len(whole) - 1)
        )
        assert len(record.kept) == complete
        last = known.get(CASES[2])
        assert last
        record.add(CASES[2], last)
        assert path.read_bytes().startswith(whole[:cut])
        again = Record.open(path, producer)
        assert len(again.kept) == min(complete + 1, 3)
        assert again.get(CASES[2]) == last


@pytest.mark.parametrize(
    "content",
    ["my notes", '{"question": "Q"}\n', '{"rag_eval": "x"}\nmy notes\n', "\ufffe".encode("utf-16")],
)
def test_a_file_that_is_no_record_is_left_alone(
    tmp_path: Path, assistant: Assistant, content: str | bytes
) -> None:
    """Another file named as the record is an error before a question is asked, and keeps its bytes."""
    path = tmp_path / "file"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    before = path.read_bytes()
    counting = Counting(assistant)
    with pytest.raises(EvaluationError, match="record"):
        evaluate(counting, CASES, record=path)
    assert path.read_bytes() == before
    assert counting.asked == []


def test_a_damaged_line_of_ours_is_named(tmp_path: Path, assistant: Assistant) -> None:
    """A whole line of this producer that lacks something is an error with file and line."""
    path = tmp_path / "record.jsonl"
    evaluate(assistant, CASES[:1], record=path)
    row = json.loads(path.read_text())
    del row["answer"]["sentences"]
    path.write_text(json.dumps(row) + "\n")
    with pytest.raises(EvaluationError, match="line 1 is no outcome"):
        evaluate(assistant, CASES, record=path)


def test_a_record_that_cannot_be_written(tmp_path: Path, assistant: Assistant) -> None:
    """A record in a folder that does not exist is an error before a question is asked."""
    with pytest.raises(EvaluationError, match="cannot be a record"):
        evaluate(assistant, CASES, record=tmp_path / "none" / "record.jsonl")


def test_false_quotes_are_counted(assistant: Assistant) -> None:
    """A citation whose characters are not its document's, or whose document is unknown, is invalid."""

    class Lying(Counting):
        def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
            answer = super().answer(question, history)
            (sentence,) = answer.sentences
            (true,) = sentence.citations
            lies = (true, replace(true, quote="Goats eat tin."), replace(true, source="cows.txt"))
            return replace(answer, sentences=(replace(sentence, citations=lies),))

    found = evaluate(Lying(assistant), CASES[:1])
    invalid = found.measures["invalid_citations"]
    assert (invalid.value, invalid.n) == (2, 3)


def test_an_answer_survives_json(assistant: Assistant) -> None:
    """An answer read back from JSON is the same, up to tuples in the trace."""
    answer = assistant.answer("What do goats eat?")
    back = Answer.from_dict(json.loads(json.dumps(answer.to_dict())))
    assert replace(back, trace=answer.trace) == answer
    assert back.trace == json.loads(json.dumps(dict(answer.trace)))
    assert str(back) == str(answer)
