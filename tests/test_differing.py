"""Documents that say otherwise are told beside a verified answer."""

import pytest

from rag.answers import Citation, Passage, Sentence
from rag.differing import otherwise

OLD = "For full days away from home we pay a flat meal allowance of EUR 32."
NEW = "For full days away from home we pay a flat meal allowance of EUR 41."
ASKED = "What is the flat meal allowance?"


def page(number: int, text: str, source: str = "", title: str = "Travel policy") -> Passage:
    return Passage(number, source or f"{number}.md", title, "", 0, len(text), text, None, 1.0)


def told(text: str, passage: Passage) -> Sentence:
    quote = passage.text
    proof = Citation(passage.number, passage.source, 0, len(quote), quote, None, 1.0)
    return Sentence(text, (proof,), verified=True)


def test_what_another_edition_says_is_quoted() -> None:
    """A sentence of another document that is the same but for the number is said, with its place."""
    shown = [page(1, NEW), page(2, f"Meals. {OLD} Keep it.")]
    (found,) = otherwise([told("The flat meal allowance is EUR 41.", shown[0])], ASKED, shown)
    assert found.text == f"Another document says: “{OLD}”"
    (proof,) = found.citations
    assert (proof.source, shown[1].text[proof.start : proof.end]) == ("2.md", OLD)


def test_what_another_edition_denies_is_quoted() -> None:
    """A sentence that is the same but for a denial says otherwise."""
    texts = (
        "Dogs may be brought to the office kitchen.",
        "Dogs may not be brought to the office kitchen.",
    )
    shown = [page(n, text) for n, text in enumerate(texts, start=1)]
    (found,) = otherwise([told("Yes, dogs may be brought there.", shown[0])], "May I?", shown)
    assert texts[1] in found.text


@pytest.mark.parametrize(
    ("question", "other"),
    [
        (ASKED, NEW),
        (ASKED, "For days abroad, the company lends cameras of up to EUR 32."),
        ("What is the flat meal allowance of Brightwater?", OLD),
        (
            ASKED,
            "city: Rome | days: 3 | flat meal allowance for days away from home we pay: EUR 32",
        ),
    ],
)
def test_what_is_no_other_answer_is_not_quoted(question: str, other: str) -> None:
    """Not a copy, another fact, what a question of somebody else asks for, or a row of a table."""
    shown = [page(1, NEW, title="Brightwater"), page(2, other)]
    assert otherwise([told("The flat meal allowance is EUR 41.", shown[0])], question, shown) == []


def test_a_document_is_not_held_against_itself() -> None:
    """Two numbers in one document are two facts of its own."""
    shown = [page(1, NEW, "a.md"), page(2, OLD, "a.md")]
    assert otherwise([told("The flat meal allowance is EUR 41.", shown[0])], ASKED, shown) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The office is open until 5 pm on Fridays in winter.", "The office is open until 17:00 on Fridays in winter."),
        ("The form must be sent back by 12 May 2024 to us.", "The form must be sent back by 12.05.2024 to us."),
        ("The drill in the store weighs 1.5 kg without cable.", "The drill in the store weighs 1500 g without cable."),
        ("The form is due no later than 5 May at the desk.", "The form is due by 5 May at the front desk."),
        ("The rent is 900 euros a month for the flat in Elm Street.", "The rent is 450 euros a month for the flat in Oak Street."),
        ("The firm earned 3 million euros in the year 2022 in all.", "The firm earned 4 million euros in the year 2023 in all."),
        ("The spring course costs 240 euros for all lessons.", "The autumn course costs 260 euros for all lessons."),
        ("The town library is open until 6 on weekdays.", "The school library is open until 4 on weekdays."),
    ],
)  # fmt: skip
def test_the_same_in_other_writing_or_of_another_thing_is_not_told(one: str, other: str) -> None:
    """Values are compared, not digits, and what the answer is about must be what the other is about."""
    shown = [page(1, one, title="Notes"), page(2, other, title="Notes")]
    assert otherwise([told(one, shown[0])], "What is the rule?", shown) == []


def test_numbers_in_words_differ_and_what_is_cited_already_is_not_told_again() -> None:
    """Three months and six months are two rules; an answer that tells both needs no remark."""
    texts = [f"The notice period of the flat is {n} months to the end." for n in ("three", "six")]
    shown = [page(n, text) for n, text in enumerate(texts, start=1)]
    one, other = (told(text, passage) for text, passage in zip(texts, shown, strict=True))
    asked = "What is the notice period of the flat?"
    (remark,) = otherwise([one], asked, shown)
    assert (remark.remark, remark.verified) == (True, True)
    assert texts[1] in remark.text
    assert otherwise([one, other], asked, shown) == []
