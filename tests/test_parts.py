import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.parts import MOST, alone, parts
from rag.rewrite import Turn
from rag.testing import ScriptedGenerator

WORDS = """
    who what which when where why how many did was is the goats cows Russia Peru it they and or if
    signed send live by in , ; ? . " ' ( ) ¿ “ ”
"""


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        (
            "How many goats did Russia send and how many cows did China send?",
            ("How many goats did Russia send?", "How many cows did China send?"),
        ),
        ("Who signed it? When?", ("Who signed it?", "When?")),
        (
            "Where will the goats live, and why were they sent?",
            ("Where will the goats live?", "Why were they sent?"),
        ),
        (
            "What is the capital and the population of Peru?",
            ("What is the capital of Peru?", "What is the population of Peru?"),
        ),
        (
            "Who signed it, when was it signed, and where is it kept?",
            ("Who signed it?", "When was it signed?", "Where is it kept?"),
        ),
        (
            "Who wrote Romeo and Juliet and when was it first performed?",
            ("Who wrote Romeo and Juliet?", "When was it first performed?"),
        ),
        ("In which year was it built and by whom?", ("In which year was it built?", "By whom?")),
        ("who won it and why", ("Who won it?", "Why?")),
        ("Did he come and did she go?", ("Did he come?", "Did she go?")),
        ("How many goats were sent? And cows?", ("How many goats were sent?", "And cows?")),
        ("¿Quién firmó? ¿Cuándo?", ("¿Quién firmó?", "¿Cuándo?")),
        ("谁签署了? 什么时候?", ("谁签署了?", "什么时候?")),
        (
            'Who asked "Who are you and what do you want?" and when did he ask?',
            ('Who asked "Who are you and what do you want?"?', "When did he ask?"),
        ),
    ],
)
def test_a_question_that_asks_several_things_is_taken_apart(
    question: str, wanted: tuple[str, ...]
) -> None:
    """Each part is a question that ends in a question mark, in the order asked."""
    assert parts(question) == wanted


@pytest.mark.parametrize(
    "question",
    [
        "",
        "Where do the goats live?",
        "Who played Romeo and Juliet?",
        "How do salt and water react?",
        "How do A and B differ?",
        "Which goats and which cows were sent?",
        "How many goats and how many cows were sent?",
        "What colour and what size is it?",
        "When and where was he born?",
        "Do you know who won and who lost?",
        "What is known about how it works and why it fails?",
        "Who came and did nothing?",
        "Did Russia and did China send goats?",
        "Was it red or was it blue?",
        "When he died, what happened?",
        "What happens if it rains and when does that end?",
        "What is the difference between the cause and the effect of rain?",
        "Which player got a penalty, which gave the others hope?",
        "Which firm is old and which is now in Paris?",
        "Who was the king, who was born in Wales?",
        "I have two goats. What do they eat?",
        "Who signed it? The king?",
        "Who wrote How and Why?",
        'Who wrote "Who is it? Where is it?',
        "Tell me who signed it and when.",
        "  Where do they live?\n",
    ],
)
def test_what_is_not_certain_stays_one_question(question: str) -> None:
    """Names, lists, conditions, relative clauses and questions inside of questions are not cut."""
    assert parts(question) == (question,)


def test_never_more_than_four() -> None:
    """The last part takes what is left."""
    asked = "Who is he, where did he live, what did he do, when did he die, and why?"
    assert parts(asked)[MOST - 1 :] == ("When did he die, and why?",)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=30).map(" ".join))
@example("Who came, and where did they live?")
def test_nothing_is_lost(question: str) -> None:
    """Every word of a question is in a part or is a word that joins; parts are not empty."""
    found = parts(question)
    assert 1 <= len(found) <= MOST
    assert found == (question,) or all(re.search(r"\w", part) for part in found)
    kept = re.findall(r"\w+", " ".join(found).lower())
    lost = [word for word in re.findall(r"\w+", question.lower()) if word not in kept]
    assert set(lost) <= {"and", "also"}


@given(st.text())
def test_any_text_is_taken(question: str) -> None:
    """No text is refused, and one part is the text itself."""
    found = parts(question)
    assert found == (question,) or len(found) > 1


def test_a_later_part_leans_on_the_earlier_ones() -> None:
    """The model is shown the parts before as the conversation, and only for a part that needs it."""
    replies = {"When was it signed?": "When was the treaty signed?"}
    generator = ScriptedGenerator(replies)
    asked = "Who signed the treaty and when was it signed?"
    assert alone(asked, [], generator) == ("Who signed the treaty?", "When was the treaty signed?")
    assert "Question: Who signed the treaty?\n" in generator.asked[0]
    assert len(generator.asked) == 1


def test_one_part_without_history_is_byte_identical() -> None:
    """A first question of one part goes through untouched."""
    generator = ScriptedGenerator({})
    assert alone(" Where do they live? ", [], generator) == (" Where do they live? ",)
    assert generator.asked == []


def test_the_first_part_leans_on_the_conversation() -> None:
    """It is rewritten with the history, and the next part with the rewritten one."""
    replies = {"Who signed it?": "Who signed the treaty?", "When?": "When was the treaty signed?"}
    history = [Turn("What is the treaty?", "It was signed in 1990.")]
    found = alone("Who signed it? When?", history, ScriptedGenerator(replies))
    assert found[0] == "Who signed the treaty?"


@pytest.mark.parametrize("piece", [" ", "'a ", "who signed it and ", "? ", "which gave "])
def test_a_long_run_of_the_same_is_taken(piece: str) -> None:
    """Twenty thousand characters come back in at most four parts; looking twice at each pair took minutes."""
    assert len(parts(piece * (20_000 // len(piece)) + "and")) <= MOST
