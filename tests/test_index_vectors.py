"""Vector search: one contract for every store, and a cache file that is used only when it is right."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from index.embed import FloatMatrix, FloatVector
from index.testing import NumpyVectors
from index.vectors import CacheHeader, FaissVectors, VectorStore

DIM = 3
HEADER = CacheHeader(library="a", generation=1, count=40, dim=DIM)
STORES = pytest.mark.parametrize("store", [FaissVectors, NumpyVectors])

# Few different values, so that ties are common.
numbers = st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0])
vectors = arrays.arrays(np.float32, DIM, elements=numbers)
matrices = arrays.arrays(np.float32, st.tuples(st.integers(1, 30), st.just(DIM)), elements=numbers)


def brute_force(matrix: FloatMatrix, query: FloatVector) -> list[tuple[int, float]]:
    scores = [sum(float(a) * float(b) for a, b in zip(row, query, strict=True)) for row in matrix]
    return sorted(enumerate(scores), key=lambda pair: (-pair[1], pair[0]))


def some_matrix() -> FloatMatrix:
    matrix = np.random.default_rng(0).normal(size=(40, DIM)).astype(np.float32)
    unit: FloatMatrix = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    return unit


@STORES
@given(matrix=matrices, query=vectors, k=st.integers(0, 40))
def test_finds_what_brute_force_finds(
    store: type[VectorStore], matrix: FloatMatrix, query: FloatVector, k: int
) -> None:
    """The best k rows, ties by row, are those of a loop over every row."""
    assert store(matrix).search(query, k) == brute_force(matrix, query)[:k]  # type: ignore[call-arg]


@STORES
def test_real_numbers(store: type[VectorStore]) -> None:
    """Rows agree exactly, and scores to float32 precision, on vectors without ties."""
    matrix = some_matrix()
    found = store(matrix).search(matrix[7], 10)  # type: ignore[call-arg]
    expected = brute_force(matrix, matrix[7])[:10]
    assert [row for row, _ in found] == [row for row, _ in expected]
    assert [score for _, score in found] == pytest.approx([s for _, s in expected], abs=1e-6)


@STORES
def test_many_ties(store: type[VectorStore]) -> None:
    """Where all rows are equal, the first k rows are found, whatever the size of the store."""
    matrix = np.tile(some_matrix()[:1], (500, 1))
    assert [row for row, _ in store(matrix).search(matrix[0], 5)] == [0, 1, 2, 3, 4]  # type: ignore[call-arg]


@STORES
def test_empty_store(store: type[VectorStore]) -> None:
    """A store without rows finds nothing."""
    empty = store(np.zeros((0, DIM), dtype=np.float32))  # type: ignore[call-arg]
    assert (len(empty), empty.search(np.ones(DIM, dtype=np.float32), 3)) == (0, [])


def test_cache_round_trip(tmp_path: Path) -> None:
    """A cache file gives back a store with the same results."""
    path, matrix = tmp_path / "cache", some_matrix()
    FaissVectors(matrix).save(path, HEADER)
    loaded = FaissVectors.load(path, HEADER)
    assert loaded is not None
    assert loaded.search(matrix[3], 5) == FaissVectors(matrix).search(matrix[3], 5)
    assert [file.name for file in tmp_path.iterdir()] == ["cache"]


def test_cache_missing(tmp_path: Path) -> None:
    """A missing cache file is no store, and no error."""
    assert FaissVectors.load(tmp_path / "none", HEADER) is None


@pytest.mark.parametrize(
    "other",
    [
        CacheHeader("b", 1, 40, DIM),
        CacheHeader("a", 2, 40, DIM),
        CacheHeader("a", 1, 41, DIM),
        CacheHeader("a", 1, 40, 4),
    ],
)
def test_cache_stale(tmp_path: Path, other: CacheHeader) -> None:
    """A cache file of another library, generation or shape is not used."""
    FaissVectors(some_matrix()).save(tmp_path / "cache", HEADER)
    assert FaissVectors.load(tmp_path / "cache", other) is None


@given(data=st.data())
def test_cache_damaged(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """A cache file cut short, or with any byte changed, is not used, or gives the same results."""
    path, matrix = tmp_path_factory.mktemp("cache") / "cache", some_matrix()
    FaissVectors(matrix).save(path, HEADER)
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        del content[place:]
    else:
        content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    loaded = FaissVectors.load(path, HEADER)
    assert loaded is None or loaded.search(matrix[3], 5) == FaissVectors(matrix).search(
        matrix[3], 5
    )


def test_save_keeps_former_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save that fails leaves the former file whole and no temporary one behind."""
    path = tmp_path / "cache"
    FaissVectors(some_matrix()).save(path, HEADER)
    former = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.vectors.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        FaissVectors(some_matrix()).save(path, HEADER)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("cache", former)]
