"""Candidates: both searches' proposals, with what tells how well they fit."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Filter, Library, update
from index import texts as kept
from index.snapshot import Snapshot
from index.testing import HashEmbedder
from index.texts import Texts

EMBEDDER = HashEmbedder()


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "goats.txt").write_text("The goats are in Rason. They eat hay and they are well.")
    (docs / "bees.md").write_text("# Bees\n\nBees make honey.\n\n## Wax\n\nThe wax of the bees.")
    (docs / "ziegen.txt").write_text("Die Ziegen sind in der Stadt, und es geht ihnen gut.")
    library = Library.open(tmp_path / "index.sqlite", EMBEDDER)
    update(docs, library, EMBEDDER)
    return library.snapshot()


def test_candidates_are_what_both_searches_find(snapshot: Snapshot) -> None:
    """Every hit of either search is there once, with its own text, title and language."""
    query = EMBEDDER.embed_query("the wax of bees")
    found = snapshot.candidates(query, "the wax of bees", 2)
    hits = [*snapshot.dense(query, 2), *snapshot.keyword("the wax of bees", 2)]
    assert [c.chunk for c in found] == list(dict.fromkeys(hit.chunk for hit in hits))
    for candidate in found:
        document = snapshot.document(candidate.chunk.source)
        assert candidate.text == document.text[candidate.chunk.start : candidate.chunk.end]
        assert (candidate.title, candidate.language) == (document.title, document.language)


def test_every_candidate_has_its_vector(snapshot: Snapshot) -> None:
    """Also what only the words found brings its own vector."""
    query = EMBEDDER.embed_query("hay")
    for candidate in snapshot.candidates(query, "ziegen", 1):
        expected = float(np.dot(snapshot.vector(candidate.chunk), query))
        assert float(candidate.vector @ query) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("where", "sources"),
    [
        (Filter(types=("md",)), {"bees.md"}),
        (Filter(sources=("*.txt",)), {"goats.txt", "ziegen.txt"}),
        (Filter(sources=("none*",)), set()),
        (Filter(since="1990"), {"bees.md", "goats.txt", "ziegen.txt"}),
        (Filter(until="1990"), set()),
    ],
)
def test_filters_narrow_both_searches(snapshot: Snapshot, where: Filter, sources: set[str]) -> None:
    """Nothing outside the filter is found, and all of what is inside still is."""
    query = EMBEDDER.embed_query("bees goats ziegen")
    dense, words = snapshot.dense(query, 9, where), snapshot.keyword("bees goats ziegen", 9, where)
    assert {hit.chunk.source for hit in dense} == sources
    assert {hit.chunk.source for hit in words} == sources
    narrowed = snapshot.candidates(query, "bees goats ziegen", 9, where)
    assert {candidate.chunk.source for candidate in narrowed} == sources


def test_terms_are_those_of_the_documents_languages(snapshot: Snapshot) -> None:
    """A question is stemmed by each language of the documents; rare terms weigh more."""
    lexicon = snapshot.lexicon
    assert lexicon.languages == {"en", "de"}
    assert lexicon.terms("Ziegen") == ["zieg", "ziegen"]
    weights = lexicon.weights("Bees, goats, zebras", "en")
    chunks = len(snapshot)
    assert lexicon.frequency("bee") == 2
    assert weights["bee"] == pytest.approx(math.log(1 + (chunks - 2 + 0.5) / 2.5))
    assert weights["zebra"] > weights["goat"] > weights["bee"] > 0
    assert lexicon.weights("Ziegen", "de").keys() == {"zieg"}


@given(asked=st.lists(st.integers(0, 9), max_size=40), room=st.integers(0, 30))
def test_kept_texts_are_right_and_bounded(asked: list[int], room: int) -> None:
    """Whatever is asked for in whatever order comes back right, and no more is kept than allowed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "KEPT_CHARACTERS", room)
        texts = Texts(lambda number: str(number) * number)
        for number in asked:
            assert texts[number] == str(number) * number
            held = [len(text) for text in texts._kept.values()]
            assert sum(held) <= room or len(held) == 1
            assert texts._characters == sum(held)
