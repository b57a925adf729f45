import pytest

from rag.rewrite import Turn, refers, standalone
from rag.testing import ScriptedGenerator

HISTORY = [Turn("How many goats did Russia send?", "Russia sent 447 goats.")]


@pytest.mark.parametrize(
    "question", ["Where do they live?", "And the cows?", "Why?", "What about those from Wales?"]
)
def test_a_question_that_leans_on_the_conversation_is_rewritten(question: str) -> None:
    """Pronouns, openings like "and", and fragments ask the model for a question that stands alone."""
    generator = ScriptedGenerator({question: "Where do the goats live?\nBecause."})
    assert refers(question)
    assert standalone(question, HISTORY, generator) == "Where do the goats live?"
    assert "447 goats" in generator.asked[0]


@pytest.mark.parametrize("question", ["Who is the president of France?", "What did China send?"])
def test_a_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    """A whole question is not put to the model, whatever was said before."""
    generator = ScriptedGenerator({question: "Something else?"})
    assert standalone(question, HISTORY, generator) == question
    assert generator.asked == []


def test_a_first_question_is_never_touched() -> None:
    """Without history there is nothing to lean on."""
    generator = ScriptedGenerator({"Why?": "Something else?"})
    assert standalone("Why?", [], generator) == "Why?"


def test_an_empty_rewriting_keeps_the_question() -> None:
    """A model that says nothing does not make the question vanish."""
    assert standalone("Why?", HISTORY, ScriptedGenerator({"Why?": " \n"})) == "Why?"
