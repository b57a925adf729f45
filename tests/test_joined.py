from pathlib import Path

import pytest

from rag import Answer, Assistant
from rag.refusal import REFUSAL
from rag.testing import scripted_assistant

GOATS = "How many goats did Russia send?"
CITY = "Where do the goats live?"
REPLIES = {GOATS: "Russia sent 447 goats.", CITY: "The goats live in the city of Rason."}
TEXT = "The Russians sent North Korea 447 goats. The goats live in the city of Rason."


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    documents = tmp_path / "docs"
    documents.mkdir()
    (documents / "goats.txt").write_text(TEXT)
    (documents / "bees.txt").write_text("Bees make honey. Bees visit flowers.")
    return scripted_assistant(documents, tmp_path / "library.sqlite", REPLIES)


def asked(assistant: Assistant, question: str) -> list[Answer]:
    return list(assistant.stream(question))


def test_each_part_is_answered_with_its_own_proof(assistant: Assistant) -> None:
    """Two questions in one get both answers, each cited by the document's own characters."""
    *_, answer = asked(assistant, f"{GOATS} {CITY}")
    assert answer.text == f"{REPLIES[GOATS]} {REPLIES[CITY]}"
    assert not answer.abstained
    shown = {passage.number: passage for passage in answer.passages}
    for citation in answer.citations:
        passage = shown[citation.passage]
        assert passage.source == citation.source
        assert passage.start <= citation.start < citation.end <= passage.end


def test_the_answerable_part_is_given_and_the_rest_is_said(assistant: Assistant) -> None:
    """What the documents do not say of a question is told plainly, beside what they do."""
    *_, answer = asked(assistant, f"{GOATS} How many cows did China send?")
    claim, unsaid, *_ = answer.sentences
    assert claim.text == REPLIES[GOATS]
    assert claim.verified
    assert unsaid.text == "The documents do not say: “How many cows did China send?”"
    assert unsaid.remark
    assert not answer.abstained


def test_a_question_of_which_nothing_is_answered_is_refused(assistant: Assistant) -> None:
    """Only when no part is answered is the whole a refusal, said once."""
    *_, answer = asked(assistant, "How many cows did China send? Who is the king of Spain?")
    assert answer.abstained
    assert [sentence.text for sentence in answer.sentences].count(REFUSAL) == 1


def test_the_stream_is_done_once_and_time_goes_on(assistant: Assistant) -> None:
    """The phase is done only at the very end, and the times of the parts are in order."""
    grown = asked(assistant, f"{GOATS} {CITY}")
    assert [answer.phase for answer in grown].count("done") == 1
    assert grown[-1].phase == "done"
    assert list(grown[-1].timings.values()) == sorted(grown[-1].timings.values())
    assert Answer.from_dict(grown[-1].to_dict()).text == grown[-1].text
