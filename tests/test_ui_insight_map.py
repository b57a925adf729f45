"""The map of passages: the right plane, the right places, nothing computed twice."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Chunk, Library, Snapshot, update
from index.testing import HashEmbedder
from ui.insight.atlas import Atlas, Map
from ui.insight.drawing import Marked, drawing
from ui.insight.projection import Projection

EMBEDDER = HashEmbedder()


def variance(rows: list[list[float]], direction: list[float]) -> float:
    """The oracle: how much rows differ along a direction, without any linear algebra."""
    along = [sum(a * b for a, b in zip(row, direction, strict=True)) for row in rows]
    mean = sum(along) / len(along)
    return sum((value - mean) ** 2 for value in along) / len(along)


def best_direction(rows: list[list[float]], among: list[list[float]]) -> float:
    return max(variance(rows, direction) for direction in among)


@given(st.integers(0, 10_000))
def test_the_plane_is_where_vectors_differ_most(seed: int) -> None:
    """No direction of a thousand tried one by one beats the first axis, nor any across it the second."""
    numbers = np.random.default_rng(seed)
    vectors = numbers.normal(size=(12, 4)) * np.array([3.0, 2.0, 1.0, 0.5])
    axes = Projection.of(vectors.astype(np.float32)).axes
    assert axes.T @ axes == pytest.approx(np.eye(2), abs=1e-6)
    rows = vectors.astype(np.float32).tolist()
    tried = numbers.normal(size=(1000, 4))
    first, second = axes.T.tolist()
    across = tried - np.outer(tried @ axes[:, 0], axes[:, 0])
    for axis, candidates in ((first, tried), (second, across)):
        unit = candidates / np.linalg.norm(candidates, axis=1, keepdims=True)
        assert best_direction(rows, unit.tolist()) <= variance(rows, axis) + 1e-6


@pytest.mark.parametrize("shape", [(1, 5), (2, 5), (3, 1), (4, 2)])
def test_few_or_like_vectors_have_a_place(shape: tuple[int, int]) -> None:
    """One vector, vectors of one number and vectors that are all alike lie somewhere finite."""
    for vectors in (np.ones(shape, np.float32), np.random.default_rng(1).normal(size=shape)):
        placed = Projection.of(vectors).place(vectors)
        assert placed.shape == (shape[0], 2)
        assert np.isfinite(placed).all()


@pytest.fixture
def library(tmp_path: Path) -> Library:
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(30):
        (docs / f"{number:02}.md").write_text(
            f"# Title {number}\n\nWord{number} and more.", "utf-8"
        )
    library = Library.open(tmp_path / "index.sqlite", EMBEDDER)
    update(docs, library, EMBEDDER)
    return library


def test_some_passages_spread_over_the_index(library: Library) -> None:
    """A few of many come from the whole index, always the same, each with its own vector."""
    snapshot = library.snapshot()
    spread = snapshot.spread(7)
    assert len(spread.chunks) == len(spread.titles) == len(spread.vectors) == 7
    assert (spread.titles[0], spread.titles[-1]) == ("Title 0", "Title 29")
    assert snapshot.spread(7).chunks == spread.chunks
    for chunk, vector in zip(spread.chunks, spread.vectors, strict=True):
        assert snapshot.vector(chunk) == pytest.approx(vector)
    assert len(snapshot.spread(100).chunks) == 30


def test_nothing_spreads_over_an_empty_index(tmp_path: Path) -> None:
    """Without passages there is a map that says so."""
    snapshot = Library.open(tmp_path / "index.sqlite", EMBEDDER).snapshot()
    assert snapshot.spread(5).chunks == ()
    assert "Nothing is indexed" in drawing(Map.of(snapshot), [])


def test_a_hit_lies_on_its_own_point(library: Library) -> None:
    """A passage that is a hit lies where its point lies; one that is gone lies nowhere."""
    snapshot = library.snapshot()
    drawn = Map.of(snapshot)
    chunks = [*snapshot.spread(30).chunks[3:5], Chunk("gone.md", 0, 5, "")]
    spots = drawn.spots(snapshot, chunks)
    assert spots[0] == pytest.approx(drawn.points[3].spot)
    assert spots[1] == pytest.approx(drawn.points[4].spot)
    assert spots[2] is None


def test_a_map_is_made_once_for_each_state_of_an_index(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at again it is the same; when the index has changed it is a new one."""
    made: list[int] = []
    make = Map.of
    monkeypatch.setattr(Map, "of", lambda s: made.append(s.generation) or make(s))
    atlas, snapshot = Atlas(), library.snapshot()
    assert atlas.map("a", snapshot) is atlas.map("a", snapshot)
    assert atlas.map("b", snapshot) is not atlas.map("a", snapshot)
    (tmp_path / "docs" / "00.md").unlink()
    update(tmp_path / "docs", library, EMBEDDER)
    assert len(atlas.map("a", library.snapshot()).points) == 29
    assert len(made) == 3


def places(svg: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'cx="([-\d.]+)" cy="([-\d.]+)"', svg)]


def test_a_drawing_shows_every_point_and_names_every_hit(library: Library) -> None:
    """All points are inside; hits are numbered, on their points, with titles, and listed in words."""
    snapshot: Snapshot = library.snapshot()
    drawn = Map.of(snapshot)
    hits = [Marked("<i>Title", "x", drawn.points[5].spot), Marked("Gone", "", None)]
    svg = drawing(drawn, hits)
    spots = places(svg)
    assert len(spots) == 31
    assert all(0 <= x <= 640 and 0 <= y <= 460 for x, y in spots)
    assert spots[-1] == spots[5]
    assert "<title>1: &lt;i&gt;Title" in svg
    assert "<title>Title 7" in svg
    assert svg.count("<li") == 2
    assert "Gone (no longer in the index)" in svg
    assert 'role="img" aria-label="Map of 30 passages, 2 of them hits' in svg


def test_one_point_alone_is_in_the_middle() -> None:
    """A map of a single passage does not divide by its width."""
    vectors = np.ones((1, 3), np.float32)
    from ui.insight.atlas import Point

    alone = Map(1, 1, (Point("One", "", (0.0, 0.0)),), Projection.of(vectors))
    assert places(drawing(alone, [])) == [(320.0, 230.0)]
