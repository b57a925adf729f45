"""The questions of the benchmark of misspelt words."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_spelling import distance

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from misspelt import SLIPS, misspell


@pytest.mark.parametrize("kind", SLIPS)
@given(st.text(st.sampled_from("abcz ?"), max_size=30))
def test_a_misspelt_question_is_one_slip_away(kind: str, question: str) -> None:
    """Every kind of slip changes one place of one word, and the same one whenever it is asked for."""
    typed = misspell(question, kind)
    assert distance(question, typed) <= (kind != "none")
    assert typed == misspell(question, kind)
    if not any(len(word) >= 6 for word in question.replace("?", " ").split()):
        assert typed == question
