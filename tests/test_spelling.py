"""Slips of the keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.spelling import SHORTEST, is_slip

LETTERS = st.text(st.sampled_from("abc"), min_size=SHORTEST, max_size=SHORTEST + 3)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("geegen", "gegeen"),
        ("maastrich", "maastricht"),
        ("maiziere", "maizière"),
        ("reoprt", "report"),
    ],
)
def test_a_slip_is_known(typed: str, meant: str) -> None:
    """Letters exchanged, left out or without their accent are one slip; in either direction."""
    assert is_slip(typed, ["other", meant])
    assert is_slip(meant, [typed])


@pytest.mark.parametrize(
    ("one", "other"), [("iran", "iraq"), ("austria", "australia"), ("london", "lisbon"), ("", "")]
)
def test_another_word_is_no_slip(one: str, other: str) -> None:
    """Short words, and words more than a slip apart, are others."""
    assert not is_slip(one, [other])


def distance(one: str, other: str) -> int:
    """Optimal string alignment, by the textbook."""
    rows = [
        [i + j if i * j == 0 else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)
    ]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            cost = one[i - 1] != other[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(LETTERS, LETTERS)
def test_a_slip_is_an_edit_distance_of_at_most_one(one: str, other: str) -> None:
    """As the textbook computes it."""
    assert is_slip(one, [other]) == (distance(one, other) <= 1)
