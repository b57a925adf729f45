from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.answers import Passage
from rag.cite import cite
from rag.citing.dates import Moment
from rag.citing.quantities import Quantity, agree, quantities, units_named


def one(text: str) -> Quantity:
    (found,) = quantities(text)
    assert isinstance(found, Quantity)
    return found


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("447 goats", 447, ""),
        ("10.7 million", 10_700_000, ""),
        ("forty-seven", 47, ""),
        ("one hundred and five", 105, ""),
        ("two dozen", 24, ""),
        ("12 447 goats", 12447, ""),
        ("1,5 Millionen", 1_500_000, ""),
        ("1.234,5", Fraction(12345, 10), ""),
        ("half of them", Fraction(1, 2), ""),
        ("two thirds", Fraction(2, 3), ""),
        ("1/3", Fraction(1, 3), ""),
        ("the twenty-first goat", 21, "nth"),
        ("the 19th century", 19, "nth"),
        ("the 1990s", 1990, "era"),
        ("18 per cent", 18, "percent"),
        ("18 percentage points", 18, "points"),
        ("$1.5bn", 1_500_000_000, "dollar"),
        ("5 square kilometres", 5, "length²"),
        ("68 °F", 68, "fahrenheit"),
        ("٤٤٧", 447, ""),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, value: int, unit: str) -> None:
    """Digits, words, magnitudes and units of many writings are one value with one unit."""
    found = one(text)
    assert found.values == {value}
    assert found.unit == unit


def test_a_thousand_in_german_may_be_one_in_english() -> None:
    """Where a separator tells nothing, both readings are kept; a comma before three digits does tell."""
    assert one("1.000").values == {1, 1000}
    assert one("1,000").values == {1000}


def test_a_unit_that_only_the_question_names() -> None:
    """A bare number agrees with one that has a unit only where the unit was named."""
    assert not agree(one("18"), one("18 %"))
    assert agree(one("18"), one("18 %"), units_named("What percentage?"))


@given(st.integers(0, 10**9))
def test_thousands_are_the_same_with_any_separator(value: int) -> None:
    """A whole number agrees with itself with commas, blanks, or nothing between its thousands."""
    plain = f"{value}"
    assert all(
        agree(one(plain), one(f"{value:,}".replace(",", mark))) for mark in (",", " ", "\u202f")
    )


NEW = "\U0001e4f0"  # a digit of Unicode 15, which the patterns know and Python 3.11 does not


@given(st.text())
@example(f"{NEW} goats")
@example(f"On {NEW} May {NEW * 4}, at {NEW}:{NEW * 2}, 1/{NEW}")
def test_quantities_are_in_order_and_inside_the_text(text: str) -> None:
    """Of any text whatever, numbers and dates are ordered spans inside it that do not overlap."""
    found = quantities(text)
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(a.start < b.start for a, b in pairwise(found))


def test_an_ambiguous_date_has_both_readings() -> None:
    """6/5/2024 is 5 June or 6 May."""
    (found,) = quantities("6/5/2024")
    assert isinstance(found, Moment)
    assert {reading[1:3] for reading in found.readings} == {(5, 6), (6, 5)}


@pytest.mark.parametrize(
    "code", ["192.168.1.10", "1.2.3", "1,2,3.4,5", "3" * 5000, f"1/{'7' * 5000}"]
)
def test_what_only_looks_like_a_number_equals_itself(code: str) -> None:
    """Addresses, versions and pages of digits can be read, and are proven by the very same only."""
    text = f"The server that we have is {code} in the hall."
    passage = Passage(1, "a.txt", "", "", 0, len(text), text, None, 1.0)
    question = "Which server do we have?"
    (citation,) = cite(text, question, [passage], lambda _, others: [0.0] * len(others))
    assert citation.quote == text
    changed = text.replace(code, code[:-1] + "9")
    assert cite(changed, question, [passage], lambda _, others: [0.0] * len(others)) == ()
