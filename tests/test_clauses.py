import pytest

from rag.answers import Passage
from rag.cite import cite
from rag.citing.clauses import clauses

ANNA = "Anna Lindqvist was born on 3 May 1950 in Uppsala."
ROBERT = "Robert Hale was born on 11 November 1962 in Leeds."
QUESTION = "When were Anna and Robert born?"
PASSAGES = [
    Passage(number, f"{number}.txt", "", "", 0, len(text), text, None, 1.0)
    for number, text in enumerate((ANNA, ROBERT), start=1)
]


def unlike(_text: str, others: object) -> list[float]:
    return [0.0] * len(list(others))  # type: ignore[call-overload]


@pytest.mark.parametrize("joint", [" and ", ", and ", ", while ", "; ", ", but ", ", whereas "])
def test_clauses_that_stand_alone_are_cut(joint: str) -> None:
    """What opens with a name of its own and has a verb is a clause, whatever joins it to the one before."""
    one, other = "Anna was born in 1950", "Robert was born in 1962."
    assert clauses(f"{one}{joint}{other}") == (one, other)


@pytest.mark.parametrize(
    "sentence",
    [
        "Anna was born in 1950.",
        "Anna and Robert were born in 1950.",
        "Lawyer Anna Lind and Robert Hale were born in 1950.",
        "Anna, who was rich, and Robert were born in 1950.",
        "In 1950 Anna was born and Robert was hired in 1962.",
        "Anna was hired and Robert was born in 1950.",
        "Putin was in Korea and was given a dog.",
        "Anna was born in 1950 and she was hired in 1962.",
        "Anna was born in 1950 and Anna was hired in 1962.",
        "",
    ],
)
def test_what_leans_on_the_rest_of_a_sentence_is_not_cut(sentence: str) -> None:
    """A time, a name or a relation that belongs to all of a sentence must be proven with all of it."""
    assert clauses(sentence) == (sentence,)


def test_each_clause_is_proven_by_a_passage_of_its_own() -> None:
    """A sentence about two people is verified by two passages, and not where their dates are exchanged."""
    said = "Anna was born on 3 May 1950, while Robert was born on 11 November 1962."
    assert [c.quote for c in cite(said, QUESTION, PASSAGES, unlike)] == [ANNA, ROBERT]
    exchanged = "Anna was born on 11 November 1962, while Robert was born on 3 May 1950."
    assert cite(exchanged, QUESTION, PASSAGES, unlike) == ()
    half = "Anna was born on 3 May 1950, while Robert was born on 3 May 1951."
    assert cite(half, QUESTION, PASSAGES, unlike) == ()
