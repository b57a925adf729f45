"""What a fresh page proposes to ask."""

from pathlib import Path

import pytest

from rag.testing import scripted_assistant
from ui.chat.examples import SEED_QUESTIONS, _headings, example_questions


def proposed(tmp_path: Path, **texts: str) -> tuple[str, ...]:
    docs = tmp_path / "docs"
    docs.mkdir()
    for name, text in texts.items():
        (docs / f"{name}.txt").write_text(text, "utf-8")
    snapshot = scripted_assistant(docs, tmp_path / "index.sqlite", {}).library.snapshot()
    return example_questions(snapshot.documents(), snapshot)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("In mid-June 2024, Putin visited Kim.", "What happened in mid-June 2024?"),
        ("On October 6, 1973, Syria attacked.", "What happened on October 6, 1973?"),
        ("Oxygen (O) is a chemical element.", "What is Oxygen?"),
        ("The lost tapes were the first of their kind.", "What were the lost tapes?"),
        ("William Farel was a reformer.", "What is said about William Farel?"),
        ("How long does a battery last?", "How long does a battery last?"),
        ("How long is the warranty?", "How long is the warranty?"),
    ],
)
def test_a_sentence_tells_what_it_answers(tmp_path: Path, sentence: str, question: str) -> None:
    """Each rule makes a question of a sentence that answers it."""
    assert question in proposed(tmp_path, one=f"Some title\n\n{sentence} And so on.\n")


@pytest.mark.parametrize(
    "sentence",
    [
        "It is a pity.",
        "This house is a wreck.",
        "Since then he is a monk.",
        "In 2024 everything changed.",
        "Who?",
    ],
)
def test_what_leans_on_its_surroundings_is_not_asked(tmp_path: Path, sentence: str) -> None:
    """A sentence that stands for itself only beside others makes no question."""
    assert proposed(tmp_path, one=f"Some title\n\n{sentence}") == ("What does “Some title” say?",)


def test_headings_are_asked_about(tmp_path: Path) -> None:
    """A short line that stands alone is a heading; numbers and labels are not worth asking."""
    text = "Manual\n\nHow to descale\n\nTake vinegar.\n\nChapter 2\n\nTake more.\n\nParts\n\nMany."
    assert proposed(tmp_path, one=text)[0] == "What is said about “How to descale”?"
    assert len(list(_headings(text))) == 1


def test_documents_take_turns(tmp_path: Path) -> None:
    """Four questions of several documents, none twice, the same each time."""
    many = "Title\n\n" + " ".join(f"In {year}, it rained." for year in range(1990, 2000))
    asked = proposed(tmp_path, a=many, b="Hay\n\nHay is a feed.", c="Straw\n\nStraw is a litter.")
    assert asked == (
        "What happened in 1990?",
        "What is Hay?",
        "What is Straw?",
        "What happened in 1991?",
    )


def test_seed_questions_and_nothing(tmp_path: Path) -> None:
    """The article of the project keeps its own questions; an empty index proposes none."""
    title = "Russia tightens bond with North Korea, sends goats to aid hunger"
    assert proposed(tmp_path, seed=f"{title}\n\nMore.") == SEED_QUESTIONS
    assert example_questions([]) == ()
