from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import Assistant
from rag.answers import Citation, Passage
from rag.refusal import REFUSAL, missing, presumed, refusal, says_nothing
from rag.testing import scripted_assistant
from rag.words import forms_of, words

TEXT = (
    "Russia sent 447 goats to North Korea. The goats will live in Rason. Moscow thanked Pyongyang."
)
SHOWN = (Passage(1, "a.txt", "Trade", "", 100, 100 + len(TEXT), TEXT, None, 1.0),)


def mentions(word: str) -> bool:
    """Whether the one document has a word."""
    return all(found.form in forms_of(TEXT) for found in words(word))


def said(question: str) -> list[str]:
    return [sentence.text for sentence in refusal(question, SHOWN, mentions)]


def test_a_false_premise_is_named() -> None:
    """What the documents never mention is said, beside the closest that they have."""
    assert said("How many cows did Russia send?") == [
        REFUSAL,
        "They do not mention “cows”.",
        "The closest is: “Russia sent 447 goats to North Korea.”",
    ]


def test_only_what_no_document_has_is_said_to_be_missing() -> None:
    """A name that stands elsewhere, an ordinary word and a plural are not called missing."""
    assert not any("mention" in line for line in said("Why did Moscow thank the Russians?"))
    assert (
        said("Did Peru or Chile send 99 goats?")[1]
        == "They do not mention “Peru”, “Chile” or “99”."
    )


def test_another_spelling_is_named() -> None:
    """What is not mentioned as it was typed is told with the spelling that the documents have."""
    (remark,) = missing(
        "Who was it that thanked Pyonyang in Peru?", mentions, {"Pyonyang": "Pyongyang"}
    )
    assert remark.text == "The documents do not mention “Pyonyang” or “Peru”, but “Pyongyang”."


def test_what_is_beside_the_point_is_not_called_close() -> None:
    """Without a sentence that shares enough with the question, nothing is quoted."""
    assert said("What is the capital?") == [REFUSAL]
    assert [sentence.text for sentence in refusal("Goats?", (), mentions)] == [REFUSAL]


def test_a_heading_is_not_the_closest() -> None:
    """What a section of Markdown is called has many of the words and says nothing."""
    text = "# Employee holidays at Acme\n\nEach employee has 28 days of holidays."
    shown = [Passage(1, "a.md", "", "", 0, len(text), text, None, 1.0)]
    asked = "Who are the employees that Acme gives holidays?"
    _, closest = refusal(asked, shown, lambda _: True)
    assert closest.citations[0].quote == "Each employee has 28 days of holidays."


def test_a_number_sign_makes_no_heading() -> None:
    """A sentence that begins with one, and no blank, may be the closest."""
    text = "#4711 is the number of the order."
    shown = [Passage(1, "a.txt", "", "", 0, len(text), text, None, 1.0)]
    *_, closest = refusal("Who made the order?", shown, lambda _: True)
    assert text in closest.text


def test_where_an_answer_was_found_is_told_before_what_has_the_words() -> None:
    """A refusal that was doubtful shows the sentence that the withdrawn answer stood in, with its place."""
    found = Citation(1, "a.txt", 101, 117, TEXT[1:17], None, 0.0)
    remark, perhaps = refusal("How many goats did Russia send?", SHOWN, mentions, [[found]])
    assert remark.text == REFUSAL
    assert perhaps.text == f"Perhaps this answers it: “{found.quote}”"
    assert perhaps.citations == (replace(found, score=1.0),)
    assert perhaps.verified


def test_where_an_answer_was_found_is_told_with_its_heading() -> None:
    """A heading that was cited before the sentence is quoted with it."""
    heading = Citation(1, "a.txt", 10, 15, "Trade", None, 0.0)
    found = Citation(1, "a.txt", 101, 117, TEXT[1:17], None, 0.0)
    _, perhaps = refusal("How many goats did Russia send?", SHOWN, mentions, [[heading, found]])
    assert perhaps.text == f"Perhaps this answers it under “Trade”: “{found.quote}”"
    assert [c.start for c in perhaps.citations] == [10, 101]


def test_the_closest_is_cited_by_the_documents_offsets() -> None:
    """The quote of a refusal is proven as any other; what the assistant says itself is a remark."""
    remark, closest = refusal("Where will the goats live?", SHOWN, mentions)
    assert remark.remark
    assert not remark.citations
    (citation,) = closest.citations
    assert TEXT[citation.start - 100 : citation.end - 100] == citation.quote
    assert closest.verified


def test_what_a_question_presumes() -> None:
    """Names, numbers and what is counted are presumed, each once; a first word's capital is no name."""
    asked = (
        "Since when, in the 1990s, has Anna Lee owned 12 boats, and how many ducks has Anna Lee?"
    )
    assert presumed(asked) == [
        "Anna Lee",
        "12",
        "ducks",
    ]


def test_a_name_with_a_number_is_one(tmp_path: Path) -> None:
    """What is joined to a name belongs to it, and is known where the documents write it so."""
    assert presumed("Who may reset the Controller C7 of the laboratory?") == ["Controller C7"]
    assert presumed("Is there any H2O in the tank?") == ["H2O"]
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("The controller C7 is reset with a pin.")
    library = scripted_assistant(tmp_path / "docs", tmp_path / "index.sqlite", {})
    mentions = library.library.snapshot().lexicon.mentions
    assert missing("Who may reset the Controller C7 of the laboratory?", mentions) == []
    (remark,) = missing("Who may reset the Controller C8 of the laboratory?", mentions)
    assert "“Controller C8”" in remark.text


@pytest.mark.parametrize(
    "question", ["HOW MANY OF THEM CAME", "Which Two Of Them Came Home?", "Two?"]
)
def test_capitals_of_titles_and_numerals_presume_nothing(question: str) -> None:
    """Where most words have a capital it names nothing; "two" is asked, not presumed."""
    assert presumed(question) == []


@given(st.text(max_size=80))
def test_any_question_can_be_refused(question: str) -> None:
    """Whatever is asked, the first sentence says so and every quote is the document's."""
    first, *others = refusal(question, SHOWN, mentions)
    assert first.text == REFUSAL
    assert all(c.quote in TEXT for sentence in others for c in sentence.citations)


WRITTEN = """
    It took three ships on 5th May 2024-06-05, 1,250 dollars, 10 million people and forty-two days of World War II.
    The United States (a member of the UN), the U.K. and Dr. Smith signed in the 1990s, 7km away.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("written")
    (folder / "docs").mkdir()
    (folder / "docs/a.txt").write_text(WRITTEN)
    return scripted_assistant(folder / "docs", folder / "library.sqlite", {})


@pytest.mark.parametrize(
    "question",
    [
        "Who sailed the 3 ships?",
        "What happened on 5 May?",
        "What happened on the 5 of June?",
        "What did it cost, 1250 dollars?",
        "What did it cost, 1,250.00 dollars?",
        "Where do 10,000,000 people live?",
        "What took 42 days?",
        "Who won World War 2?",
        "What did the USA sign?",
        "What did the UK sign?",
        "What did the U.S. and the U.K. sign?",
        "When did the United Nations and the United Kingdom sign it?",
        "What did Mr. Smith sign last week in January?",
        "What was signed in 1990 and 7 metres away?",
    ],
)
def test_what_is_written_otherwise_is_not_called_missing(library: Assistant, question: str) -> None:
    """Numbers in words, with separators and endings, and short names may stand there in another way."""
    assert not any("mention" in sentence.text for sentence in library.answer(question).sentences)


def test_what_is_not_there_in_any_writing_is_called_missing(library: Assistant) -> None:
    """Neither a number nor a name that nothing of the documents can mean is held back."""
    asked = "What did Macron say about the 17 cows in 1,777 days?"
    (remark,) = [s.text for s in library.answer(asked).sentences if "mention" in s.text]
    assert remark == "They do not mention “Macron”, “17” or “1,777”."


def test_documents_in_another_language_are_not_said_to_lack_a_word(tmp_path: Path) -> None:
    """Who asks in English about German or Russian documents is not told what English words they lack."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.txt").write_text(
        "Russland hat die Ziegen nach Korea geschickt, und sie sind da."
    )
    (tmp_path / "docs/b.txt").write_text("Путин живёт в Москве и работает каждый день.")
    assistant = scripted_assistant(tmp_path / "docs", tmp_path / "library.sqlite", {})
    for asked in ("How many cows did they send?", "Where does Putin live?", "Who runs Moscow now?"):
        assert not any("mention" in said.text for said in assistant.answer(asked).sentences)


@pytest.mark.parametrize(
    ("sentence", "nothing"),
    [
        ("The price is not mentioned in the given passages.", True),
        ("The passages do not explicitly state who won.", True),
        ("There is no information about cows in the documents.", True),
        ("Mr. Kim did not sign the treaty.", False),
        ("The treaty was not named after Kim.", False),
        ("The documents were signed in 2024.", False),
    ],
)
def test_a_model_that_says_it_does_not_know_says_nothing(sentence: str, nothing: bool) -> None:  # noqa: FBT001  # pytest passes it by name
    """What only says that the passages do not answer is no answer; what denies a fact is one."""
    assert says_nothing(sentence) == nothing
