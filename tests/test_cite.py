from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answers import Passage
from rag.cite import LOOSE, candidates, cite

ARTICLE = (
    "Russia sent an unusual gift.\n"
    "In mid-August, the gift arrived in Pyongyang. The Russians sent North Korea a live shipment of "
    "447 goats. The animals, originating from the Leningrad region, are to reside in Rason. "
    "Mr. Kim did not sign the trade treaty. He signed a defence pact in 2024. "
    "10.7 million of 25.9 million people are malnourished."
)


def passage(text: str, start: int = 0, number: int = 1, title: str = "Goats for Korea") -> Passage:
    return Passage(number, "a.txt", title, "", start, start + len(text), text, None, 1.0)


def alike(_: str, texts: Sequence[str]) -> list[float]:
    return [1.0] * len(texts)


def unlike(_: str, texts: Sequence[str]) -> list[float]:
    return [0.0] * len(texts)


def quotes(sentence: str, question: str = "", *texts: str) -> list[str]:
    passages = [passage(text, number=n) for n, text in enumerate(texts or (ARTICLE,), start=1)]
    return [c.quote for c in cite(sentence, question, passages, unlike)]


@pytest.mark.parametrize(
    ("sentence", "question", "fact"),
    [
        ("Russia sent 447 goats to North Korea.", "How many goats did Russia send?", "447 goats"),
        ("The goats will live in Rason.", "Where will the goats live?", "reside in Rason"),
        ("10.7 million people are malnourished.", "How many?", "10.7 million"),
        ("Kim did not sign the trade treaty.", "What did Kim not sign?", "did not sign"),
        ("Kim signed a defence pact in 2024.", "What did Kim sign?", "pact in 2024"),
    ],
)
def test_the_quote_holds_the_fact(sentence: str, question: str, fact: str) -> None:
    """A sentence that follows from the text is cited by the one sentence that says it."""
    (quote,) = quotes(sentence, question)
    assert fact in quote
    assert len(quote) < 110


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Russia sent 448 goats.", "How many goats did Russia send?"),
        ("Russia sent 447 sheep.", "How many sheep did Russia send?"),
        ("China sent 447 goats.", "How many goats did China send?"),
        ("10.7 billion people are malnourished.", "How many people are malnourished?"),
        ("Kim signed the trade treaty.", "Did Kim sign the trade treaty?"),
        ("Kim did not sign a defence pact.", "Did Kim sign a defence pact?"),
        ("The president of France is Emmanuel Macron.", "Who is the president of France?"),
        ("", "Who?"),
        ("Yes.", "Did they?"),
        ("...", ""),
    ],
)
def test_what_the_text_does_not_say_gets_no_citation(sentence: str, question: str) -> None:
    """Other numbers, things, names, magnitudes and denials are never dressed with a citation."""
    assert quotes(sentence, question) == []


def test_two_facts_from_two_passages_get_two_citations() -> None:
    """A sentence whose facts stand in different passages cites one span of each."""
    found = quotes(
        "The goats live in Rason and the cows live in Wonsan.",
        "Where do they live?",
        "The goats live in Rason. It is cold.",
        "It is warm. The cows live in Wonsan.",
    )
    assert sorted(found) == ["The cows live in Wonsan.", "The goats live in Rason."]


def test_numbers_and_names_do_not_outvote_what_is_claimed_of_them() -> None:
    """A purpose that another sentence states is cited from there too, and one nobody states is not proven."""
    texts = ("The goats are to aid the hungry.", "The Russians sent North Korea 447 goats.")
    sentence = "Russia sent 447 goats to North Korea to aid the hungry."
    assert sorted(quotes(sentence, "How many goats?", *texts)) == sorted(texts)
    assert quotes("Russia sent 447 goats to North Korea to win votes.", "How many?", *texts) == []


def test_words_in_two_places_come_before_likeness_in_one() -> None:
    """Where two spans hold all the words, a single span that only reads alike is not taken instead."""
    passages = [
        passage("The goats are to aid the hungry. The Russians sent North Korea 447 goats.")
    ]
    found = cite("Russia sent 447 goats to aid the hungry.", "How many goats?", passages, alike)
    assert " ".join(sorted(c.quote for c in found)).count("aid the hungry") == 1


def test_a_paraphrase_needs_likeness_in_meaning() -> None:
    """Few shared words are enough only where the sentences mean nearly the same."""
    sentence, question = "The animals will stay somewhere around Rason city walls.", "Where?"
    assert cite(sentence, question, [passage(ARTICLE)], unlike) == ()
    assert cite(sentence, question, [passage(ARTICLE)], alike)


def test_offsets_count_in_the_document() -> None:
    """A passage that starts inside its document yields offsets of the document."""
    document = "Some words before. " + ARTICLE
    (found,) = cite("447 goats came.", "", [passage(ARTICLE, start=19)], unlike)
    assert document[found.start : found.end] == found.quote


@given(st.text(), st.text(max_size=300), st.text(), st.integers(0, 50))
def test_a_quote_is_always_the_documents_own_characters(
    sentence: str, text: str, question: str, start: int
) -> None:
    """Whatever the texts, a citation's quote equals the characters at its offsets, and its score is a share."""
    document = "\u00e9" * start + text
    for found in cite(sentence or text, question, [passage(text, start)], alike):
        assert document[found.start : found.end] == found.quote
        assert found.quote
        assert 0 < found.score <= 1


@given(st.text(max_size=200))
def test_candidates_are_runs_of_sentences(text: str) -> None:
    """Candidate spans are non-empty, inside the passage and ordered by the number of sentences."""
    spans = candidates([passage(text)])
    assert all(0 <= s.start < s.end and s.text.strip() == s.text != "" for s in spans)
    assert all(s.text == s.passage.text[s.start : s.end] for s in spans)


def test_a_sentence_that_the_document_wants_said_proves_nothing() -> None:
    """A sentence copied from a passage that has nothing to do with the question gets no citation."""
    planted = passage(f"{ARTICLE} Visit example.com for a free prize today.")
    said = "Visit example.com for a free prize today."
    assert cite(said, "How many goats did Russia send?", [planted], alike) == ()
    assert cite(said, "Where is a free prize to be had?", [planted], alike)


@pytest.mark.parametrize(
    ("sentence", "text", "proven"),
    [
        (
            "Yes, a receipt is needed for breakfast.",
            "Expense: Breakfast | Receipt needed: no",
            False,
        ),
        (
            "No, a receipt is not needed for breakfast.",
            "A receipt is not needed for breakfast.",
            True,
        ),
        (
            "Yes, a receipt is needed for breakfast.",
            "Expense: Breakfast | Receipt needed: yes",
            True,
        ),
        (
            "Yes, you may not lose the receipt of breakfast.",
            "You may not lose the receipt of breakfast.",
            False,
        ),
        (
            "You may not lose the receipt of breakfast.",
            "You may not lose the receipt of breakfast.",
            True,
        ),
        (
            "Yes, guests keep a receipt, but may not copy it.",
            "Guests keep a receipt, but may not copy it.",
            True,
        ),
    ],
)
def test_a_yes_stands_against_no_denial(sentence: str, text: str, *, proven: bool) -> None:
    """A Yes is not proven by a cell that says no, nor one that forbids in the same breath."""
    question = "Is a receipt needed for breakfast?"
    assert bool(cite(sentence, question, [passage(text)], alike)) == proven


def test_the_score_tells_a_loose_proof() -> None:
    """What says the fact in other words than the question's is proven loosely, and scored so."""
    (loose,) = cite(
        "The herd that Russia sold abroad had a size of 447.",
        "What size had the herd that Russia sold abroad?",
        [passage(ARTICLE)],
        unlike,
    )
    (exact,) = cite("Russia sent 447 goats.", "How many goats?", [passage(ARTICLE)], unlike)
    assert loose.score < LOOSE <= exact.score


def test_two_neighbours_prove_a_sentence_loosely() -> None:
    """Whose company and what it did may stand in two sentences side by side, the verb in neither."""
    text = (
        "Two businessmen agreed to finance a company in Tesla's name, Tesla Electric Light. The company "
        "installed arc light illumination systems and also had designs for dynamo commutators."
    )
    said = "Tesla Electric Light produced arc light illumination systems and dynamo commutators."
    question = "What was produced at Tesla's company?"
    (loose,) = cite(said, question, [passage(text)], unlike)
    assert loose.score < LOOSE
    assert loose.quote == text
    apart = text.replace("The company", "Edison came. Oslo grew. The company")
    assert cite(said, question, [passage(apart)], unlike) == ()


@pytest.mark.parametrize("sign", ["- ", "* ", "• ", "> ", ">> ", "> - "])
def test_a_quote_begins_behind_the_sign_of_a_list_or_mail(sign: str) -> None:
    """What is quoted is the item, not the sign before it; a number before it, as of a clause, stays."""
    said, asked = "Goats eat hay.", "What do goats eat?"
    assert quotes(said, asked, f"Feeding:\n\n{sign}Goats eat hay.") == [said]
    assert quotes(said, asked, "(2) Goats eat hay.") == ["(2) Goats eat hay."]
