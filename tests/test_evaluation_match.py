"""Whether answers say the same words, in any script."""

import re
import string
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.match import contains, f1, tokens


def squad_tokens(text: str) -> list[str]:
    """``normalize_answer`` of SQuAD's ``evaluate-v1.1.py``."""
    text = "".join(c for c in text.lower() if c not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def squad_f1(said: str, gold: str) -> float:
    """``f1_score`` of the same."""
    ours, theirs = squad_tokens(said), squad_tokens(gold)
    common = sum((Counter(ours) & Counter(theirs)).values())
    if not common:
        return 0.0
    precision, recall = common / len(ours), common / len(theirs)
    return 2 * precision * recall / (precision + recall)


PLAIN = st.lists(
    st.sampled_from(("The", "a", "goats", "Goats,", "hay.", "447", "(rocks)", "an", "7!")),
    min_size=1,
)


@given(PLAIN, PLAIN)
def test_f1_is_that_of_squad(said: list[str], gold: list[str]) -> None:
    """On English words with marks around them, tokens and F1 are those of SQuAD's own script."""
    left, right = " ".join(said), " ".join(gold)
    if squad_tokens(left) and squad_tokens(right):
        assert tokens(left) == squad_tokens(left)
        assert f1(left, right) == pytest.approx(squad_f1(left, right))


@pytest.mark.parametrize(
    ("text", "answer", "held"),
    [
        ("Russia sent 447 goats.", "447", True),
        ("Russia sent 1,447 goats.", "447", False),
        ("It has 15 of them.", "5", False),
        ("About 3.5 percent.", "35", False),
        ("About 3.5 percent.", "3.5", True),
        ("It cost 1,000,000 dollars.", "1000000", True),
        ("It was Russia’s gift.", "Russia", True),  # noqa: RUF001
        ("In the U.S. it rains.", "the US", True),
        ("A 10-year-old boy.", "10", True),
        ("From 2010\u20132012.", "2010-2012", True),
        ("STRASSE", "straße", True),
        ("cafe\u0301", "CAFÉ", True),
        ("ﬁne", "fine", True),
        ("俄罗斯送了447只山羊。", "447只", True),
        ("俄罗斯送了447只山羊。", "47只", False),
        ("แพะกินหญ้า", "หญ้า", True),
        ("ヤギを送った", "ヤギ", True),
        ("बकरी घास खाती है।", "घास", True),
        ("बकरी घास खाती है।", "घ", False),
        ("مَاعِز كثير", "ماعز", True),
        ("Vitamin A is good.", "A", True),
        ("Vitamins are good.", "A", False),
        ("It says: %", "%", True),
        ("", "goats", False),
    ],
)
def test_containment(text: str, answer: str, held: bool) -> None:  # noqa: FBT001
    """Whole words count, in any script; capitals, marks, articles and ways to write a letter do not."""
    assert contains(text, answer) is held


@given(st.text(), st.text())
def test_any_text_can_be_compared(said: str, gold: str) -> None:
    """No text upsets the comparison: F1 is a share, the same both ways, and 1 with itself."""
    assert 0 <= f1(said, gold) <= 1
    assert f1(said, gold) == f1(gold, said)
    if gold.strip():
        assert f1(gold, gold) == 1


@given(st.text())
def test_a_text_holds_itself(text: str) -> None:
    """A text that is not blank contains itself, so an answer that is given word for word is right."""
    assert contains(text, text) or not text.strip()
