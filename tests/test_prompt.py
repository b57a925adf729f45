import pytest

from rag.answers import Passage
from rag.prompt import ANSWER, FULL, ask, judge

SHOWN = (Passage(1, "a.txt", "Goats", "Trade", 0, 5, "Goats", None, 1.0),)


def test_judging_and_answering_begin_alike() -> None:
    """Both questions share all but the last line, so that one reading of the passages serves both."""
    asked, judged = (said[-1]["content"] for said in (ask("Why?", SHOWN), judge("Why?", SHOWN)))
    assert asked.rpartition("\n")[0] == judged.rpartition("\n")[0]
    assert asked.endswith(ANSWER)


@pytest.mark.parametrize(
    ("question", "full"),
    [
        ("Explain why the goats were sent.", True),
        ("Compare goats and cows", True),
        ("Describe the agreement in detail.", True),
        ("How many goats did Russia send?", False),
        ("Which price list is the newest one?", True),  # a longer answer than needed harms nobody
    ],
)
def test_a_question_may_ask_for_more_than_a_sentence(question: str, full: bool) -> None:  # noqa: FBT001  # pytest passes it by name
    """Questions that a short sentence cannot answer get room, others when it is wished."""
    assert ask(question, SHOWN)[-1]["content"].endswith(FULL if full else ANSWER)
    assert ask(question, SHOWN, full=True)[-1]["content"].endswith(FULL)
