import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.words import counted, forms, holds, words


def kinds(text: str) -> dict[str, str]:
    return {text[w.start : w.end]: w.kind for w in words(text)}


@given(st.text())
def test_words_are_in_order_and_inside_the_text(text: str) -> None:
    """Words of any text whatever are ordered, disjoint, non-empty spans of it."""
    found = words(text)
    edges = [edge for word in found for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert all(0 <= word.start < word.end <= len(text) for word in found)


@given(st.text())
def test_a_text_holds_all_its_own_words(text: str) -> None:
    """Every evidence word of a text is held by the forms of the same text."""
    found = words(text)
    assert all(holds(forms(found), word) for word in found if word.kind != "stop")


def test_kinds_of_words() -> None:
    """Numbers, magnitudes, names inside a sentence, negations and stop words are told apart."""
    found = kinds("On Monday the 3 Russians did not eat 10.7 million goats.")
    assert found["Monday"] == found["Russians"] == "name"
    assert found["3"] == found["10.7"] == found["million"] == "number"
    assert found["not"] == "negation"
    assert found["On"] == found["the"] == "stop"
    assert found["goats"] == "content"


def test_a_lone_capital_at_the_start_of_a_sentence_tells_nothing() -> None:
    """Only a second capitalised word makes the first word of a sentence a name for certain."""
    assert kinds("Goats eat. Vladimir Putin came.") == {
        "Goats": "initial",
        "eat": "content",
        "Vladimir": "name",
        "Putin": "name",
        "came": "stop",
    }


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The Russians came", "Russia"),
        ("in Korea", "Koreans"),
        ("four goats", "goat"),
        ("1,447 goats", "1447"),
        ("18 percent", "%"),
        ("seven", "7"),
        ("signed", "signs"),
        ("两千年", "千"),
    ],
)
def test_forms_of_the_same_word_are_held(text: str, word: str) -> None:
    """Stems, peoples, plurals, numerals and thousands separators count as the same word."""
    assert all(holds(forms(words(text)), found) for found in words(word))


@pytest.mark.parametrize(
    ("text", "word"),
    [("Niger", "Nigeria"), ("447", "44"), ("10.7 million", "billion"), ("goats", "sheep")],
)
def test_other_words_are_not_held(text: str, word: str) -> None:
    """Look-alike names, part numbers and other magnitudes are other words."""
    assert not any(holds(forms(words(text)), found) for found in words(word))


def test_the_counted_thing_follows_its_number() -> None:
    """What a number counts is the content word or name right behind it."""
    assert [w.form for w in counted(words("447 goats and 12 of 5 Koreans"))] == ["goat", "korean"]
