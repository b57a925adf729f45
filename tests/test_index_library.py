"""The index as a file: what may be opened, and what a snapshot promises."""

import sqlite3
import threading
from pathlib import Path

import numpy as np
import pytest

from index import (
    Library,
    LibraryError,
    LibraryFormatError,
    LibraryMismatchError,
    Snapshot,
    tables,
    update,
)
from index.chunks import Chunk
from index.snapshot import Carried
from index.testing import HashEmbedder, NumpyVectors


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "goats.txt").write_text("Goats eat hay. They live in the mountains.")
    (folder / "bees.md").write_text("# Bees\n\nBees make honey.\n\n## Wax\n\nWax is made as well.")
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "made" / "for us" / "index.sqlite"


def sources(library: Library) -> list[str]:
    return [info.source for info in library.snapshot().documents()]


def test_open_makes_a_missing_index(path: Path) -> None:
    """A missing index is made, with its folders, and is empty."""
    library = Library.open(path, HashEmbedder())
    snapshot = library.snapshot()
    assert path.is_file()
    assert (len(snapshot), snapshot.documents(), snapshot.generation) == (0, [], 0)
    assert snapshot.dense(HashEmbedder().embed_query("goat"), 3) == []
    assert snapshot.keyword("goat", 3) == []
    library.close()


def test_snapshot_tells_what_is_in_it(path: Path, docs: Path) -> None:
    """Documents come back as they went in, sorted by source."""
    library = Library.open(path, HashEmbedder())
    update(docs, library, HashEmbedder())
    snapshot = library.snapshot()
    bees, goats = snapshot.documents()
    assert snapshot.document_count == 2
    assert (bees.source, bees.title, bees.chunks) == ("bees.md", "Bees", 2)
    assert (goats.source, goats.title, goats.characters) == ("goats.txt", "goats", 42)
    document = snapshot.document("bees.md")
    assert document.text == (docs / "bees.md").read_text()
    assert [document.text[h.start : h.end] for h in document.headings] == ["Bees", "Wax"]
    assert len(snapshot) == 3
    with pytest.raises(LibraryError, match=r"'none\.txt' is not in the index; run `rag index`"):
        snapshot.document("none.txt")
    library.close()


def test_searches_find_what_fits(path: Path, docs: Path) -> None:
    """Both searches return hits, best first, ranked from 1, that lead to the text."""
    library, embedder = Library.open(path, HashEmbedder()), HashEmbedder()
    update(docs, library, embedder)
    snapshot = library.snapshot()
    for hits in (
        snapshot.dense(embedder.embed_query("make honey"), 9),
        snapshot.keyword("honey", 9),
    ):
        assert hits[0].chunk.source == "bees.md"
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    best = snapshot.keyword("wax", 1)[0].chunk
    assert snapshot.document("bees.md").text[best.start : best.end].startswith("## Wax")
    assert best.heading == "Wax"
    assert snapshot.keyword("honey", 0) == []
    library.close()


def test_dense_search_is_exact(path: Path, docs: Path) -> None:
    """Dense search gives the chunks and scores of a plain loop over the stored vectors."""
    library, embedder = Library.open(path, HashEmbedder()), HashEmbedder()
    update(docs, library, embedder)
    snapshot = library.snapshot()
    query = embedder.embed_query("mountains of honey")
    hits = snapshot.dense(query, 9)
    matrix = np.stack([snapshot.vector(hit.chunk) for hit in hits])
    expected = NumpyVectors(matrix).search(query, 9)
    assert [hit.score for hit in hits] == pytest.approx([score for _, score in expected])
    with pytest.raises(LibraryError, match="is not in the index"):
        snapshot.vector(Chunk("goats.txt", 1, 2))
    library.close()


def test_snapshot_is_the_same_until_something_is_written(path: Path, docs: Path) -> None:
    """Asking again costs nothing; another library object on the file sees a new generation."""
    library, other = (Library.open(path, HashEmbedder()) for _ in range(2))
    update(docs, library, HashEmbedder())
    first = other.snapshot()
    assert first is other.snapshot()
    (docs / "new.txt").write_text("New.")
    update(docs, library, HashEmbedder())
    assert other.snapshot().generation > first.generation
    assert "new.txt" in sources(other)
    library.close()
    other.close()


def test_snapshot_survives_updates_and_close(path: Path, docs: Path) -> None:
    """A snapshot answers as before while documents are changed, and after its library is closed."""
    library, embedder = Library.open(path, HashEmbedder()), HashEmbedder()
    update(docs, library, embedder)
    old = library.snapshot()
    (docs / "goats.txt").write_text("Nothing is left of them.")
    (docs / "bees.md").unlink()
    update(docs, library, embedder)
    new = library.snapshot()
    library.close()
    assert old.keyword("honey", 1)[0].chunk.source == "bees.md"
    assert old.dense(embedder.embed_query("goats eat hay"), 1)[0].chunk.source == "goats.txt"
    assert "Goats eat hay" in old.document("goats.txt").text
    assert new.keyword("honey", 1) == []
    assert [info.source for info in new.documents()] == ["goats.txt"]


def test_another_embedder_in_between(
    path: Path, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No snapshot of another embedder is handed out, even if it took over at this very moment."""
    library, other = Library.open(path, HashEmbedder()), HashEmbedder(32, "other@1")
    update(docs, library, HashEmbedder())

    def late(path: Path, former: Carried | None) -> Snapshot:
        taking = Library.open(path, other, rebuild=True)
        update(docs, taking, other, rebuild=True)
        taking.close()
        return Snapshot(path, former)

    monkeypatch.setattr("index.library.Snapshot", late)
    with pytest.raises(LibraryMismatchError, match="other@1"):
        library.snapshot()
    library.close()


def test_the_log_does_not_grow(path: Path, docs: Path) -> None:
    """A library that searches and updates by turns lets go of the log, and takes its vectors along."""
    library, embedder = Library.open(path, HashEmbedder()), HashEmbedder()
    for number in range(40):
        (docs / f"{number}.txt").write_text(f"Number {number} is here.")
    update(docs, library, embedder)
    sizes = []
    for number in range(12):
        before = library.snapshot()
        before.dense(embedder.embed_query("here"), 1)
        vectors = before.vectors
        del before
        (docs / "0.txt").write_text(f"Number {number} is there now. " * 200)
        update(docs, library, embedder)
        sizes.append(path.with_name(f"{path.name}-wal").stat().st_size)
        carried = library.snapshot().carried()
        assert carried is not None
        assert carried.vectors is vectors
    assert sizes[-1] <= 2 * sizes[0]
    library.close()


def test_threads_share_a_snapshot(path: Path, docs: Path) -> None:
    """Eight threads that search at once get the same hits."""
    library, embedder = Library.open(path, HashEmbedder()), HashEmbedder()
    update(docs, library, embedder)
    found: list[object] = []

    def search() -> None:
        for _ in range(20):
            snapshot = library.snapshot()
            query = embedder.embed_query("honey")
            found.append((snapshot.dense(query, 3), snapshot.keyword("honey", 3)))

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 160
    assert all(hits == found[0] for hits in found)
    library.close()


def chunks_of(snapshot: Snapshot) -> list[Chunk]:
    everything = snapshot.dense(HashEmbedder().embed_query(""), len(snapshot))
    assert len(everything) == len(snapshot)
    return [hit.chunk for hit in everything]


def cache_files(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*.faiss"))


def test_one_cache(path: Path, docs: Path) -> None:
    """One vector cache lies beside the index, whatever was written and searched."""
    library, embedder = Library.open(path, HashEmbedder()), HashEmbedder()
    for text in ("One.", "Two.", "Three."):
        (docs / "more.txt").write_text(text)
        update(docs, library, embedder)
        library.snapshot().dense(embedder.embed_query("x"), 1)
    assert [file.name for file in cache_files(path)] == ["index.sqlite.vectors.faiss"]
    library.close()


def test_vectors_follow_updates(path: Path, docs: Path) -> None:
    """After every update, vectors carried over in memory or from the cache find what is there now."""
    embedder = HashEmbedder()
    library = Library.open(path, embedder)
    for number in range(40):
        (docs / f"{number}.txt").write_text(f"Number {number} is here.")
    for number in range(0, 40, 3):
        (docs / f"{number}.txt").write_text(f"Number {number} is there.")
        (docs / f"{number + 1}.txt").unlink(missing_ok=True)
        update(docs, library, embedder)
        snapshot = library.snapshot()
        matrix = np.stack([snapshot.vector(chunk) for chunk in chunks_of(snapshot)])
        for text in ("is there", "is here", f"number {number + 1}"):
            query = embedder.embed_query(text)
            expected = [score for _, score in NumpyVectors(matrix).search(query, 5)]
            assert [hit.score for hit in snapshot.dense(query, 5)] == expected
        if number % 2:
            library.close()
            library = Library.open(path, embedder)
    library.close()


@pytest.mark.parametrize("damage", [None, b"", b"{}\nrubbish", b"\0" * 100])
def test_bad_cache_is_made_again(path: Path, docs: Path, damage: bytes | None) -> None:
    """A missing or damaged vector cache is no error: it is made again from the index."""
    library, embedder = Library.open(path, HashEmbedder()), HashEmbedder()
    update(docs, library, embedder)
    query = embedder.embed_query("honey")
    expected = library.snapshot().dense(query, 3)
    library.close()
    (cache,) = cache_files(path)
    whole = cache.read_bytes()
    cache.unlink() if damage is None else cache.write_bytes(damage)
    library = Library.open(path, embedder)
    assert library.snapshot().dense(query, 3) == expected
    assert cache.read_bytes() == whole
    library.close()


def test_cache_that_cannot_be_saved(
    path: Path, docs: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Searching works when the vector cache cannot be written; a warning says why."""
    library, embedder = Library.open(path, HashEmbedder()), HashEmbedder()
    update(docs, library, embedder)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.vector_cache.os.fsync", full)
    assert library.snapshot().dense(embedder.embed_query("honey"), 1)
    assert "cannot be saved" in caplog.text
    assert cache_files(path) == []
    library.close()


def test_not_a_database(tmp_path: Path) -> None:
    """A file that is no SQLite database is refused and left as it is."""
    file = tmp_path / "notes.txt"
    file.write_text("Not a database. " * 100)
    with pytest.raises(LibraryFormatError, match=r"notes\.txt' is no index .*--index"):
        Library.open(file, HashEmbedder())
    assert file.read_text() == "Not a database. " * 100


def test_another_database(tmp_path: Path) -> None:
    """A database of something else is refused and left as it is."""
    file = tmp_path / "other.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE x (y)")
    connection.close()
    content = file.read_bytes()
    with pytest.raises(
        LibraryFormatError, match=r"no index of ours; name another file with --index"
    ):
        Library.open(file, HashEmbedder())
    assert file.read_bytes() == content


def test_newer_format(path: Path) -> None:
    """An index of a newer version is refused, with what to do."""
    Library.open(path, HashEmbedder()).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {tables.FORMAT + 1}")
    connection.close()
    message = (
        rf"newer version \(format {tables.FORMAT + 1}, this one reads {tables.FORMAT}\); upgrade"
    )
    with pytest.raises(LibraryFormatError, match=message):
        Library.open(path, HashEmbedder())


def test_other_embedder(path: Path) -> None:
    """An index made with another embedder is refused, unless it is opened to be rebuilt."""
    Library.open(path, HashEmbedder(name="one@1")).close()
    message = r"made with embedder 'one@1', in use is 'two@2'; run `rag index --rebuild`"
    with pytest.raises(LibraryMismatchError, match=message):
        Library.open(path, HashEmbedder(name="two@2"))
    Library.open(path, HashEmbedder(name="two@2"), rebuild=True).close()


def test_a_folder_is_no_index(tmp_path: Path) -> None:
    """A folder in place of the file is refused with what to do."""
    with pytest.raises(LibraryError, match="is a folder; name a file with --index"):
        Library.open(tmp_path, HashEmbedder())


def test_a_place_that_cannot_be_made(tmp_path: Path) -> None:
    """An index below a file cannot be made, and the error says so."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match=r"cannot be made .*; name another place with --index"):
        Library.open(tmp_path / "file" / "index.sqlite", HashEmbedder())


def test_two_processes_may_make_it_at_once(path: Path) -> None:
    """Of many that open a missing index at the same time, none fails, however often it is tried."""
    failed: list[BaseException] = []
    start = threading.Barrier(8)

    def open_it(path: Path) -> None:
        start.wait()
        try:
            Library.open(path, HashEmbedder()).close()
        except LibraryError as error:
            failed.append(error)

    for number in range(20):
        new = path.with_name(f"{number}.sqlite")
        threads = [threading.Thread(target=open_it, args=(new,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []
