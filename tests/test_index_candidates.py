"""Candidates: both searches' proposals, with what tells how well they fit."""

import gc
import math
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Filter, Library, update
from index import texts as kept
from index.snapshot import Snapshot
from index.testing import HashEmbedder
from index.texts import Texts

if TYPE_CHECKING:
    from index.select import Select

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
    assert lexicon.occurrences(["bee"]) == [2]
    assert weights["bee"] == pytest.approx(math.log(1 + (chunks - 2 + 0.5) / 2.5))
    assert weights["zebra"] > weights["goat"] > weights["bee"] > 0
    assert lexicon.weights("Ziegen", "de").keys() == {"zieg"}


def test_copies_do_not_crowd_out_the_rest(tmp_path: Path) -> None:
    """However many files hold the same text, it is proposed once, and what else fits is proposed too."""
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(60):
        (docs / f"copy{number}.txt").write_text("The goats are in Rason, and the goats eat hay.")
    for number in range(5):
        (docs / f"other{number}.txt").write_text(f"The goats of farm number{number} are well.")
    library = Library.open(tmp_path / "index.sqlite", EMBEDDER)
    update(docs, library, EMBEDDER)
    snapshot = library.snapshot()
    found = snapshot.candidates(EMBEDDER.embed_query("goats eat hay"), "goats eat hay", 6)
    sources = [candidate.chunk.source for candidate in found]
    assert [source.startswith("copy") for source in sources].count(True) == 1
    assert {f"other{number}.txt" for number in range(5)} <= set(sources)
    assert found[0].chunk.source.startswith("copy")


def test_a_snapshot_is_let_go_when_nobody_holds_it(snapshot: Snapshot) -> None:
    """Nothing inside it keeps it alive: its connection closes without waiting for the collector."""
    gc.disable()
    try:
        snapshot.candidates(EMBEDDER.embed_query("hay"), "hay", 3)
        fresh = Snapshot(snapshot._path)
        fresh.candidates(EMBEDDER.embed_query("hay"), "hay", 3)
        ref = weakref.ref(fresh)
        del fresh
        assert ref() is None
    finally:
        gc.enable()


class Numbers:
    """Stands in for the index: the text of document 3 is ``333``."""

    def __call__(self, _: str, number: int) -> list[tuple[str]]:
        return [(str(number) * number,)]


@given(asked=st.lists(st.integers(0, 9), max_size=40), room=st.integers(0, 30))
def test_kept_texts_are_right_and_bounded(asked: list[int], room: int) -> None:
    """Whatever is asked for in whatever order comes back right, and no more is kept than allowed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "KEPT_CHARACTERS", room)
        texts = Texts(cast("Select", Numbers()))
        for number in asked:
            assert texts[number] == str(number) * number
            held = [len(text) for text in texts._kept.values()]
            assert sum(held) <= room or len(held) == 1
            assert texts._characters == sum(held)


def test_threads_may_share_texts() -> None:
    """Many threads that ask for everything at once get what is right, and the count stays true."""
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(8) as pool:
        patch.setattr(kept, "KEPT_CHARACTERS", 20)
        texts = Texts(cast("Select", Numbers()))
        numbers = [number % 10 for number in range(4000)]
        assert list(pool.map(texts.__getitem__, numbers)) == [str(n) * n for n in numbers]
        assert texts._characters == sum(map(len, texts._kept.values()))
