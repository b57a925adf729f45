"""Vector search: one contract for every store, whatever arrived and left, and a cache file that can be trusted."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from index import vector_part, vectors
from index.embed import FloatMatrix, FloatVector
from index.testing import NumpyVectors
from index.vector_cache import VectorCache
from index.vector_part import IdArray
from index.vectors import FaissVectors, VectorStore, kind_for

DIM = 3
Make = Callable[[dict[int, FloatVector]], VectorStore]

# Few different values, so that ties are common.
numbers = st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0])
some_vector = arrays.arrays(np.float32, DIM, elements=numbers)
some_rows = st.dictionaries(st.integers(0, 10**12), some_vector, max_size=30)


class Stored:
    """Vectors in memory in place of SQLite; remembers what was asked for."""

    def __init__(self, rows: dict[int, FloatVector]) -> None:
        self.rows = rows
        self.dim = len(next(iter(rows.values()), range(DIM)))
        self.read: list[int] = []

    @property
    def ids(self) -> IdArray:
        return np.array(sorted(self.rows), dtype=np.int64)

    def __call__(self, ids: IdArray) -> FloatMatrix:
        self.read += ids.tolist()
        found = [self.rows[i] for i in ids.tolist()]
        return np.array(found, dtype=np.float32).reshape(-1, self.dim)


@pytest.fixture(scope="module", params=["flat", "sq8"])
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "FLAT_ROWS", 10**9 if request.param == "flat" else 0)
        # Several batches even of a few vectors.
        patch.setattr(vector_part, "BATCH_ROWS", 10)
        yield request.param


def faiss_store(rows: dict[int, FloatVector]) -> FaissVectors:
    stored = Stored(rows)
    return FaissVectors.build(stored.ids, stored.dim, stored)


def oracle(rows: dict[int, FloatVector]) -> NumpyVectors:
    return NumpyVectors(np.array(list(rows.values())), rows)


@pytest.fixture(params=["oracle", "faiss"])
def make(request: pytest.FixtureRequest, kind: str) -> Make:
    assert kind_for(1) == kind
    return oracle if request.param == "oracle" else faiss_store


def brute_force(
    rows: dict[int, FloatVector], query: FloatVector, k: int, among: set[int] | None = None
) -> list[tuple[int, float]]:
    scores = {
        i: sum(float(a) * float(b) for a, b in zip(row, query, strict=True))
        for i, row in rows.items()
        if among is None or i in among
    }
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:k]


def clustered(count: int, dim: int, seed: int = 0) -> FloatMatrix:
    """Unit rows around 20 centres, as near to each other as passages on one subject are."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(20, dim))
    rows = centres[random.integers(0, 20, count)] + 0.5 * random.normal(size=(count, dim))
    unit: FloatMatrix = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


@pytest.mark.usefixtures("kind")
@given(rows=some_rows, query=some_vector, k=st.integers(-1, 40), data=st.data())
def test_finds_what_brute_force_finds(
    rows: dict[int, FloatVector], query: FloatVector, k: int, data: st.DataObject
) -> None:
    """The best k, ties by id, are those of a loop over every row, or over those that are allowed."""
    among = data.draw(st.none() | st.sets(st.sampled_from([*rows, -1, 7])))
    allowed = None if among is None else np.array(sorted(among), dtype=np.int64)
    for store in (oracle(rows), faiss_store(rows)):
        found = store.search(query, k, allowed)
        assert found == brute_force(rows, query, max(k, 0), among)


def test_real_numbers(make: Make) -> None:
    """Ids agree exactly, and scores to float32 precision, on vectors without ties."""
    rows = dict(enumerate(clustered(400, 24), start=5))
    store = make(rows)
    for query in clustered(20, 24, seed=1):
        found = store.search(query, 10)
        expected = brute_force(rows, query, 10)
        assert [i for i, _ in found] == [i for i, _ in expected]
        assert [score for _, score in found] == pytest.approx([s for _, s in expected], abs=1e-6)


@pytest.mark.usefixtures("kind")
def test_same_scores_as_the_oracle() -> None:
    """Scores are those of NumPy to the last bit: rounding only picks candidates."""
    rows = dict(enumerate(clustered(3000, 384)))
    store, exact = faiss_store(rows), oracle(rows)
    for query in clustered(20, 384, seed=1):
        assert store.search(query, 10) == exact.search(query, 10)


def test_many_ties(make: Make) -> None:
    """Where all are equal, the lowest ids are found, whatever the size of the store."""
    row = clustered(1, DIM)[0]
    store = make(dict.fromkeys(range(500), row))
    assert [i for i, _ in store.search(row, 5)] == [0, 1, 2, 3, 4]


def test_empty_store(make: Make) -> None:
    """A store without vectors finds nothing."""
    empty = make({})
    assert (len(empty), empty.search(np.ones(DIM, dtype=np.float32), 3)) == (0, [])


@pytest.mark.usefixtures("kind")
@pytest.mark.parametrize("shares", [(0.05, 0.2), (0.8, 2.0)])
@settings(max_examples=40)  # each writes files
@given(data=st.data())
def test_updates(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory, shares: tuple[float, float]
) -> None:
    """After any sequence of updates, in memory or by way of the file, a store finds what a new one finds."""
    with pytest.MonkeyPatch.context() as patch:
        # Mostly in one piece again at once, or mostly left as they came.
        patch.setattr(vectors, "SETTLE_SHARE", shares[0])
        patch.setattr(vectors, "RENEW_SHARE", shares[1])
        update_and_compare(data, tmp_path_factory.mktemp("cache") / "cache")


def update_and_compare(data: st.DataObject, path: Path) -> None:
    rows = data.draw(some_rows)
    everything = Stored(dict(rows))
    cache = VectorCache(path, States(), "e", DIM)
    store = cache.open(everything.ids, everything)
    former: list[tuple[FaissVectors, dict[int, FloatVector]]] = []
    for new, share in data.draw(st.lists(st.tuples(some_rows, st.integers(1, 30)), max_size=5)):
        former.append((store, rows))
        kept = {i: row for i, row in rows.items() if i % share}
        rows = kept | {i: row for i, row in new.items() if i not in everything.rows}
        everything.rows |= rows
        ids = Stored(rows).ids
        store = cache.open(ids, everything, data.draw(st.sampled_from([store, None])))
        former.append((store, rows))
    query = data.draw(some_vector)
    for one, held in former:
        assert len(one) == len(held)
        assert one.search(query, 9) == brute_force(held, query, 9)


@pytest.mark.usefixtures("kind")
def test_update_reads_what_is_new() -> None:
    """A small update reads the new vectors and no other."""
    rows = dict(enumerate(clustered(1000, DIM)))
    stored = Stored(rows | {5000: np.ones(DIM, dtype=np.float32)})
    store = faiss_store(rows)
    ids = np.array([*range(3, 1000), 5000], dtype=np.int64)
    after = store.updated(ids, stored)
    assert (stored.read, after.changes, len(after), len(store)) == ([5000], 4, 998, 1000)
    assert after.base.index is store.base.index


@pytest.mark.usefixtures("kind")
def test_many_small_updates() -> None:
    """Many updates end up in one piece, and no old vector is read for it."""
    matrix = clustered(1000, 24)
    stored = Stored(dict(enumerate(matrix)))
    store = FaissVectors.build(stored.ids[:900], 24, stored)
    settled = 0
    for start in range(10, 110, 10):
        ids = stored.ids[start : start + 900]
        stored.read.clear()
        store = store.updated(ids, stored)
        settled += not store.changes
        assert stored.read == list(range(start + 890, start + 900))
        found = store.search(matrix[start], 9)
        assert found == oracle({i: matrix[i] for i in ids.tolist()}).search(matrix[start], 9)
    assert settled == 3


@pytest.mark.usefixtures("kind")
def test_large_update_is_a_new_store() -> None:
    """When much has changed, every vector is read again, a batch at a time."""
    stored = Stored(dict(enumerate(clustered(1000, 24))))
    store = FaissVectors.build(stored.ids[:500], 24, stored)
    stored.read.clear()
    after = store.updated(stored.ids[400:], stored)
    assert after.changes == 0
    assert set(stored.read) == set(range(400, 1000))


def test_kind_follows_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that grows past the limit is kept in the other way from then on."""
    monkeypatch.setattr(vectors, "FLAT_ROWS", 100)
    stored = Stored(dict(enumerate(clustered(104, 24))))
    small = FaissVectors.build(stored.ids[:98], 24, stored)
    large = small.updated(stored.ids, stored)
    assert [store.base.coding.kind for store in (small, large)] == ["flat", "sq8"]
    assert [store.base.coding.size for store in (small, large)] == [4 * 24, 24]


@pytest.mark.usefixtures("kind")
@pytest.mark.parametrize("count", [30, 100])
def test_vectors_unlike_the_others(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vectors outside the range of all others are found as well, whenever they come, with their own scores."""
    monkeypatch.setattr(vectors, "SAMPLE_ROWS", 10)
    rows = dict(enumerate(clustered(1000, 24)))
    strange = {5000 + i: -3 * row for i, row in enumerate(clustered(count, 24, seed=1))}
    stored = Stored(rows | strange)
    for store in (faiss_store(rows).updated(stored.ids, stored), faiss_store(stored.rows)):
        for row in strange.values():
            assert store.search(row, 9) == oracle(stored.rows).search(row, 9)


@pytest.mark.usefixtures("kind")
def test_all_but_equal() -> None:
    """The best are found among hundreds that rounding cannot tell apart."""
    rows = clustered(600, 24)
    random = np.random.default_rng(2)
    rows[100:500] = rows[0] + 1e-4 * random.normal(size=(400, 24))
    for query in rows[100:120]:
        store, exact = faiss_store(dict(enumerate(rows))), NumpyVectors(rows)
        assert store.search(query, 5) == exact.search(query, 5)


STORED = Stored(dict(enumerate(clustered(200, 24))))


class States:
    """A lineage whose states are all of one name."""

    def __init__(self, name: str = "a", generation: int = 1) -> None:
        self.state = (generation, name)

    def holds(self, state: tuple[int, str]) -> bool:
        return state[1] == self.state[1] and state[0] <= self.state[0]


def cache_in(folder: Path, name: str = "a", embedder: str = "e", dim: int = 24) -> VectorCache:
    return VectorCache(folder / "cache", States(name), embedder, dim)


@pytest.mark.usefixtures("kind")
def test_cache_round_trip(tmp_path: Path) -> None:
    """The file gives back a store with the same results, and no vector is read for it."""
    store = cache_in(tmp_path).open(STORED.ids, STORED)
    STORED.read.clear()
    loaded = cache_in(tmp_path).open(STORED.ids, STORED)
    assert STORED.read == []
    assert [file.name for file in tmp_path.iterdir()] == ["cache"]
    for query in clustered(9, 24, seed=1):
        assert loaded.search(query, 9) == store.search(query, 9)


@pytest.mark.usefixtures("kind")
def test_cache_is_written_when_it_pays(tmp_path: Path) -> None:
    """A few changes are made up for at every start; the file is written again when there are more."""
    cache = cache_in(tmp_path)
    cache.open(STORED.ids[:180], STORED)
    first = cache.path.read_bytes()
    cache.open(STORED.ids[2:182], STORED)
    assert cache.path.read_bytes() == first
    store = cache.open(STORED.ids[5:190], STORED)
    assert cache.path.read_bytes() != first
    STORED.read.clear()
    assert cache.open(STORED.ids[5:190], STORED).search(STORED.rows[7], 3) == store.search(
        STORED.rows[7], 3
    )


def test_cache_of_a_later_state(tmp_path: Path) -> None:
    """A file made of an earlier state is used, one of a state that is not known here is not."""
    caches = [VectorCache(tmp_path / "cache", States("a", number), "e", 24) for number in (1, 2, 3)]
    caches[1].open(STORED.ids, STORED)
    assert [cache.load(STORED) is None for cache in caches] == [True, False, False]


def test_cache_saved_twice_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save in the middle of another does not disturb it, and nothing is left behind."""
    cache = cache_in(tmp_path)
    stores = [FaissVectors.build(STORED.ids[:count], 24, STORED) for count in (50, 60)]
    waiting = iter(stores[1:])

    def meanwhile(_: int) -> None:
        for store in waiting:
            cache.save(store)

    monkeypatch.setattr("index.vector_cache.os.fsync", meanwhile)
    cache.save(stores[0])
    loaded = cache.load(STORED)
    assert loaded is not None
    assert len(loaded) == 50
    assert [file.name for file in tmp_path.iterdir()] == ["cache"]


def test_cache_missing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A missing file is no store, and nothing to tell of."""
    assert cache_in(tmp_path).load(STORED) is None
    assert caplog.text == ""


@pytest.mark.parametrize("other", [("b", "e", 24), ("a", "f", 24), ("a", "e", 12)])
def test_cache_of_another(tmp_path: Path, other: tuple[str, str, int]) -> None:
    """A file of another library, embedder or shape is not used."""
    cache_in(tmp_path).open(STORED.ids, STORED)
    assert cache_in(tmp_path, *other).load(STORED) is None


@pytest.mark.usefixtures("kind")
@given(data=st.data())
def test_cache_damaged(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """A file cut short, or with any byte changed, is not used, or gives the same results."""
    cache = cache_in(tmp_path_factory.mktemp("cache"))
    store = cache.open(STORED.ids, STORED)
    content = bytearray(cache.path.read_bytes())
    place = data.draw(st.integers(0, 400) | st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        del content[place:]
    else:
        content[place] ^= data.draw(st.integers(1, 255))
    cache.path.write_bytes(content)
    loaded = cache.load(STORED)
    query = STORED.rows[3]
    assert loaded is None or loaded.search(query, 5) == store.search(query, 5)


@pytest.mark.parametrize(
    "content", [b"", b"{}\n", b"\0" * 100, b"[" * 9000, b"[]\n", b"{}", b"1\n"]
)
def test_cache_of_rubbish(tmp_path: Path, content: bytes) -> None:
    """A file that is something else is made again."""
    cache = cache_in(tmp_path)
    cache.path.write_bytes(content)
    assert cache.load(STORED) is None
    assert len(cache.open(STORED.ids, STORED)) == 200
    assert cache.load(STORED) is not None


def test_save_keeps_former_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A save that fails leaves the former file whole, no temporary one behind, and a store to use."""
    cache = cache_in(tmp_path)
    cache.open(STORED.ids[:50], STORED)
    former = cache.path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.vector_cache.os.fsync", full)
    assert len(cache.open(STORED.ids, STORED)) == 200
    assert "No space left" in caplog.text
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("cache", former)]
