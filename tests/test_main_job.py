"""The main job with the real default models on the seed article."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Answer, Assistant, Settings

pytestmark = pytest.mark.model

SEEDS = Path(__file__).parents[1] / "seeds"
NEEDED = 10  # of 12 right
ANSWERED = {
    "How many goats did Russia send to North Korea?": "447",
    "Which city will the goats live in?": "Rason",
    "From which region do the goats come?": "Leningrad",
    "How many North Koreans are malnourished?": "10.7 million",
    "What share of children has stunted growth?": "18 percent",
    "When did Putin visit Kim Jong Un?": "mid-June 2024",
    "What did they sign?": "agreement",
    "Why were the goats sent?": ("hunger", "food shortages", "support"),
}
REFUSED = (
    "Who is the president of France?",
    "How many cows did Russia send?",
    "What did China send?",
    "What is the capital of Peru?",
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    index = tmp_path_factory.mktemp("index") / "library.sqlite"
    assistant = Assistant.open(Settings(docs=SEEDS, index=index))
    assistant.update()
    yield assistant
    assistant.library.close()


def right(answer: Answer) -> bool:
    """Answered with a cited span that holds the fact, or refused where the article is silent."""
    if answer.question in REFUSED:
        return answer.abstained
    facts = ANSWERED[answer.question]
    wanted = (facts,) if isinstance(facts, str) else facts
    return any(fact in citation.quote for fact in wanted for citation in answer.citations)


def test_the_seed_questions(assistant: Assistant) -> None:
    """At least 10 of the 12 questions on the seed article are answered with proof or rightly refused."""
    answers = [assistant.answer(question) for question in (*ANSWERED, *REFUSED)]
    for answer in answers:
        print("right" if right(answer) else "WRONG", "|", answer.question, "|", answer)  # noqa: T201  shown when it fails
    assert sum(map(right, answers)) >= NEEDED
    text = assistant.library.snapshot().document(next(SEEDS.iterdir()).name).text
    for citation in (citation for answer in answers for citation in answer.citations):
        assert text[citation.start : citation.end] == citation.quote


def test_the_same_answer_twice(assistant: Assistant) -> None:
    """With another question in between, a question gets the same answer, score for score."""
    question = "Which city will the goats live in?"
    first = assistant.answer(question).to_dict()
    assistant.answer("What did they sign?")
    second = assistant.answer(question).to_dict()
    assert first | {"timings": None} == second | {"timings": None}
