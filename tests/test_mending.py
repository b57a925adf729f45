"""Misspelt words of a question."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Library, update
from index.testing import HashEmbedder
from rag.mending import LONGEST, MOST, misspelt, put_right
from rag.retrieve import retrieve
from rag.spelling import SHORTEST
from tests.test_spelling import distance

LONG = st.text(st.sampled_from("abc"), min_size=SHORTEST, max_size=SHORTEST + 2)


class Counted:
    """Words with how often they stand, in whatever case."""

    def __init__(self, **counts: int) -> None:
        self._counts = counts

    def occurrences(self, words: Sequence[str]) -> list[int]:
        return [self._counts.get(word.lower(), 0) for word in words]


class Common:
    """Has a token of its own for some words, and spells the others out."""

    def __init__(self, *words: str) -> None:
        self._words = words

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [1 if text.lower() in self._words else 3 for text in texts]


class Speaking(HashEmbedder):
    """Has a token of its own for no word."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [2 * count for count in super().count_tokens(texts)]


@pytest.mark.parametrize("typed", ["govenrment", "goverment", "governmment", "govermment"])
def test_one_slip_is_put_right(typed: str) -> None:
    """Letters exchanged, left out, doubled or others are as the documents have them, the rest of the text as it was."""
    documents = Counted(government=3)
    asked = f"What did the {typed}, in 1871, do?"
    meant = misspelt(asked, documents, Common())
    assert meant == {typed: "government"}
    assert put_right(asked, meant) == "What did the government, in 1871, do?"


def test_of_several_words_the_commonest_is_meant() -> None:
    """Where one slip makes different words, it is the one that most passages have; a capital is kept."""
    assert misspelt("Marstin?", Counted(marstin=0, marstins=1, martin=1, marston=7), Common()) == {
        "Marstin": "Marston"
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("How do I change the battery?", "the embedder knows the word"),
        ("Where is Perth?", "too short"),
        ("Who is Governmint?", "the documents have it as it is"),
        ("東京都庁舎前駅", "no alphabet"),
        ("", "nothing"),
    ],
)
def test_what_may_be_meant_stays(text: str, why: str) -> None:
    """A word is left that the documents or the embedder know, that is short, or whose letters are not ours to change."""
    documents = Counted(charge=5, governmint=1, government=9, perths=2, 東京都庁舎駅=1)
    assert misspelt(text, documents, Common("change")) == {}, why


def test_a_pasted_page_costs_little() -> None:
    """Of hundreds of unknown words only the first few are looked up."""
    asked = []

    class Watched(Counted):
        def occurrences(self, words: Sequence[str]) -> list[int]:
            asked.append(len(words))
            return super().occurrences(words)

    page = " ".join("abcdefghij"[at % 10] * 9 + "xyz"[at // 10] for at in range(30))
    misspelt(page, Watched(), Common())
    assert len(asked) == 1 + MOST


def test_a_key_is_not_looked_up() -> None:
    """What is longer than any word is no slip, and what one slip makes of it is never made."""
    documents = Counted(**{"a" * (LONGEST + 1): 1, "b" * LONGEST: 1})
    assert misspelt("b" * (LONGEST - 1), documents, Common())
    assert not misspelt(f"{'a' * LONGEST}b {'a' * 4000}", documents, Common())


@given(LONG, st.dictionaries(LONG, st.integers(1, 9), max_size=30))
def test_what_is_found_is_what_looking_at_every_word_finds(
    typed: str, counts: dict[str, int]
) -> None:
    """The same count as the commonest of all words one slip away, by the plain definition of a distance."""
    near = [word for word in counts if distance(typed, word) == 1]
    found = misspelt(typed, Counted(**counts), Common())
    if typed in counts or not near:
        assert not found
    else:
        assert distance(typed, found[typed]) == 1
        assert counts[found[typed]] == max(counts[word] for word in near)


def test_a_search_finds_what_is_meant(tmp_path: Path) -> None:
    """A misspelt question finds the passage that the right one finds, and tells which word was put right."""
    (tmp_path / "docs").mkdir()
    for name in ("harbours", "mountains", "governments"):
        (tmp_path / "docs" / f"{name}.txt").write_text(f"All {name} are listed here.")
    embedder = Speaking()
    library = Library.open(tmp_path / "library.sqlite", embedder)
    update(tmp_path / "docs", library, embedder)
    found = retrieve(library.snapshot(), embedder, "Which Mountians?", k=1, candidates=9)
    assert found.misspelt == {"Mountians": "Mountains"}
    right = retrieve(library.snapshot(), embedder, "Which Mountains?", k=1, candidates=9)
    assert (found.hits, found.marks) == (right.hits, right.marks)
    assert found.hits[0].chunk.source == "mountains.txt"
