"""Ranking: words and meaning together, each worth what it can be trusted for."""

from collections.abc import Sequence
from dataclasses import astuple, fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Candidate, Chunk
from index.analyzer import terms
from index.candidate import Surroundings
from index.testing import HashEmbedder
from rag.distinct import distinct
from rag.evidence import K1, Asked, B, bm25, coverage
from rag.rank import BEST, CLOSELY, FIRST, FITTED, Marks, Question, mark, rank
from rag.trust import trust

EMBEDDER = HashEmbedder()
WORDS = st.sampled_from(["goat", "hay", "farm", "wax", "bee", "447", "rason"])
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)
WEIGHTS = st.dictionaries(WORDS, st.floats(0.01, 9), max_size=5)


def candidate(number: int, text: str, language: str = "en") -> Candidate:
    chunk = Chunk(f"{number}.txt", 0, max(len(text), 1))
    return Candidate(number, chunk, f"{number}", language, text, EMBEDDER.embed_query(text))


def alone(one: Candidate) -> Surroundings:
    return Surroundings(one.text, one.vector[None])


def question(text: str, languages: Sequence[str] = ("en",)) -> Question:
    weights = dict.fromkeys(terms(text, "en"), 1.0)
    return Question(EMBEDDER.embed_query(text), dict.fromkeys(languages, Asked(weights, 20.0)))


class English:
    """The vocabulary of a model that knows English: a little over one token for five letters."""

    unknown = 0.0

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [round(0.22 * len(text.replace(" ", ""))) for text in texts]

    def unknown_share(self, _: str) -> float:
        return self.unknown


class Speller(English):
    """One that spells out what is not in Latin letters, or everything."""

    def __init__(self, *, everything: bool = False) -> None:
        self._everything = everything

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        spelled = (self._everything or text[0] > "\u024f" for text in texts)
        known = super().count_tokens(texts)
        return [len(t) if s else n for t, s, n in zip(texts, spelled, known, strict=True)]


class Ignorant(English):
    """One for which most of what it reads is unknown."""

    unknown = 0.68


ENGLISH = English()


@given(found=st.lists(WORDS, max_size=20), weights=WEIGHTS, length=st.integers(0, 500))
def test_bm25_is_the_formula_as_a_share(
    found: list[str], weights: dict[str, float], length: int
) -> None:
    """The score is BM25's sum, written out plainly, divided by what no text can exceed."""
    asked = Asked(weights, 100.0)
    total = 0.0
    for term, weight in weights.items():
        count_of_it = sum(word == term for word in found)
        saturation = count_of_it + K1 * (1 - B + B * length / 100.0)
        total += weight * count_of_it * (K1 + 1) / saturation if count_of_it else 0.0
    most = sum(weights.values()) * (K1 + 1)
    assert bm25(found, length, asked) == pytest.approx(total / most if most else 0.0)
    assert 0 <= bm25(found, length, asked) <= 1


@given(found=st.lists(WORDS, max_size=20), weights=WEIGHTS)
def test_coverage_counts_each_word_once(found: list[str], weights: dict[str, float]) -> None:
    """Coverage is the weighted share of the question's terms that are there, however often."""
    there = sum(weight for term, weight in weights.items() if term in found)
    total = sum(weights.values())
    assert coverage(set(found), Asked(weights, 1.0)) == pytest.approx(
        there / total if total else 0.0
    )


@given(texts=st.lists(TEXTS, max_size=8), asked=TEXTS, k=st.integers(1, 9))
def test_ranking_is_the_weighted_sum(texts: list[str], asked: str, k: int) -> None:
    """Every candidate is ranked once, by the weighted sum of its marks, and the order is that of scores."""
    proposed = [candidate(number, f"{text} x{number}x") for number, text in enumerate(texts)]
    ranked = rank(proposed, question(asked), alone, ENGLISH, k)
    assert sorted(c.number for c, _ in ranked) == list(range(len(texts)))
    scores = [marks.total(FITTED) for _, marks in ranked]
    assert scores == sorted(scores, reverse=True)
    expected = {c.number: m for c, m in mark(proposed, question(asked), alone, ENGLISH, k)}
    for one, marks in ranked:
        assert marks == expected[one.number]
        pairs = zip(astuple(marks), astuple(FITTED), strict=True)
        assert marks.total(FITTED) == pytest.approx(sum(value * weight for value, weight in pairs))


def test_marks_are_what_they_are_called() -> None:
    """Each mark, worked out by hand for one candidate with a neighbour."""
    goats, bees = candidate(1, "goat hay"), candidate(2, "bee wax")
    near = Surroundings("goat hay\n\nbee wax", np.stack([goats.vector, bees.vector]))
    asked = question("goat wax")
    marked = {c.number: m for c, m in mark([goats, bees], asked, lambda _: near, ENGLISH)}
    mean = goats.vector + bees.vector
    mean /= np.linalg.norm(mean)
    assert marked[1].likeness == pytest.approx(float(goats.vector @ asked.vector))
    assert marked[1].coverage == 1.0
    assert marked[1].likeness_around == pytest.approx(float(mean @ asked.vector))
    assert marked[1].likeness_to_best == pytest.approx(float(mean @ goats.vector))


def test_every_mark_can_decide() -> None:
    """Raising any one mark raises the score, so that none of them is dead."""
    marks = Marks(0.1, 0.1, 0.1, 0.1, 0.1)
    for field in fields(Marks):
        assert replace(marks, **{field.name: 0.2}).total(FITTED) > marks.total(FITTED)


def test_only_the_best_are_looked_at_closely() -> None:
    """Neighbours are fetched for a bounded number of candidates, the best of the first look."""
    proposed = [candidate(number, "goat " * (number % 7) + f"hay{number}x") for number in range(80)]
    looked: list[int] = []

    def near(one: Candidate) -> Surroundings:
        looked.append(one.number)
        return alone(one)

    marked = mark(proposed, question("goat"), near, ENGLISH)
    assert len(looked) == len(marked) == CLOSELY
    first = sorted((m.total(FIRST) for _, m in marked), reverse=True)
    assert [m.total(FIRST) for _, m in marked] == first
    assert len(mark(proposed, question("goat"), alone, ENGLISH, k=50)) == 50
    assert BEST < CLOSELY


def test_without_words_or_candidates_nothing_breaks() -> None:
    """A question without words is ranked by meaning alone, and no candidates give no hits."""
    empty = Question(EMBEDDER.embed_query("goat"), {"en": Asked({}, 1.0)})
    proposed = [candidate(1, "bee"), candidate(2, "goat")]
    assert [c.number for c, _ in rank(proposed, empty, alone, ENGLISH)] == [2, 1]
    assert rank([], empty, alone, ENGLISH) == []


def test_meaning_counts_where_the_embedder_knows_the_language() -> None:
    """Trust is full at the tokens that English takes, gone when words are spelled out or unknown."""
    english, foreign = candidate(1, "goats eat hay"), candidate(2, "الماعز يأكل التبن", "ar")
    chinese = candidate(3, "山羊吃干草", "zh")
    assert trust([english, foreign], Speller()) == {"en": 1.0, "ar": 0.0}
    assert trust([chinese], Speller()) == {
        "zh": 1.0
    }  # a token for each sign is how models have them
    assert trust([chinese], Ignorant()) == {"zh": 0.0}
    assert trust([candidate(4, "12 34", "")], ENGLISH) == {"": 1.0}


def test_likeness_to_a_question_in_a_language_the_embedder_lacks_counts_nowhere() -> None:
    """A question in such a language trusts no English text either, if there are texts in it; else nothing changes."""
    english, foreign = candidate(1, "goats eat hay"), candidate(2, "الماعز يأكل التبن", "ar")
    assert trust([english, foreign], Speller(), "ar") == {"en": 0.0, "ar": 0.0}
    assert trust([english, foreign], Speller(), "en") == {"en": 1.0, "ar": 0.0}
    assert trust([english], Speller(), "ar") == {"en": 1.0}
    table = candidate(3, "ب-02", "")
    assert trust([english, table], Speller(), "") == {"en": 1.0, "": 0.0}


def test_a_foreign_question_finds_the_text_with_its_words() -> None:
    """An English text that is alike by chance does not come before the one in the question's language."""
    asked = "التبن"
    alike = replace(candidate(1, "bee wax"), vector=EMBEDDER.embed_query(asked))
    worded = replace(candidate(2, asked, "ar"), vector=EMBEDDER.embed_query("bee"))
    weights = dict.fromkeys(terms(asked, "ar"), 1.0)
    words = dict.fromkeys(("en", "ar"), Asked(weights, 20.0))
    for language, first in (("", 1), ("ar", 2)):
        put = Question(EMBEDDER.embed_query(asked), words, language)
        best, _ = rank([alike, worded], put, alone, Speller())
        assert best[0].number == first


def test_distrusted_meaning_cannot_outvote_words() -> None:
    """Where the embedder spells words out, the candidate with the word wins over the alike one."""
    alike = replace(candidate(1, "bee wax"), vector=EMBEDDER.embed_query("goat hay"))
    worded = replace(candidate(2, "goat hay"), vector=EMBEDDER.embed_query("bee wax"))
    best, _ = rank([alike, worded], question("goat"), alone, Speller(everything=True))
    assert best[0].number == 2


@given(texts=st.lists(TEXTS, max_size=6))
def test_distinct_drops_only_what_stands_before(texts: list[str]) -> None:
    """A text is left out exactly when its words stand, in their order, in one before it that was kept."""
    ranked = [(candidate(number, text), number) for number, text in enumerate(texts)]
    kept: list[int] = []
    for number, text in enumerate(texts):
        words = text.split()
        before = [texts[other].split() for other in kept]
        runs = (one[at : at + len(words)] == words for one in before for at in range(len(one) + 1))
        if not any(runs):
            kept.append(number)
    assert [number for _, number in distinct(ranked)] == kept


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("the  GOATS are allowed on the farm!", False),
        ("The goat is allowed", True),
        ("Goats are allowed", False),
        ("The goats are not allowed on the farm.", True),
        ("The farm are allowed on the goats.", True),
        ("The 447 goats are allowed on the farm.", True),
        ("\u2192 \u2713", True),
    ],
)
def test_another_word_is_another_fact(text: str, is_kept: bool) -> None:  # noqa: FBT001  # a parameter
    """Signs, capitals and endings make no difference; a denial, an order or a number does."""
    first = candidate(1, "The goats are allowed on the farm.")
    ranked = [(first, None), (candidate(2, "\u2605 \u260e"), None), (candidate(3, text), None)]
    assert [c.number for c, _ in distinct(ranked)] == [1, 2, 3][: 2 + is_kept]
