"""The files of an index: told from all others by their names, and each of one index alone."""

from pathlib import Path

import pytest

from index import Library, discard, update
from index.beside import belonging, cache_of
from index.testing import HashEmbedder


def make(path: Path) -> None:
    """An index with its cache."""
    embedder = HashEmbedder()
    docs = path.parent / "docs"
    docs.mkdir(exist_ok=True)
    (docs / "a.txt").write_text("Ants.")
    library = Library.open(path, embedder)
    update(docs, library, embedder)
    library.snapshot().dense(embedder.embed_query("ants"), 1)
    library.close()


OWN = [
    "my [1].sqlite",
    "my [1].sqlite-wal",
    "my [1].sqlite-shm",
    "my [1].sqlite-journal",
    "my [1].sqlite.lock",
    "my [1].sqlite.holder",
    "my [1].sqlite.vectors.faiss",
    "my [1].sqlite.vectors.faiss.0a1b.tmp",
    "my [1].vectors.faiss",
    "my [1].vectors.faiss.123.tmp",
    "my [1].vectors-0a1b.faiss",
]
OTHERS = [
    "my 1.sqlite",
    "my [1]",
    "my [1].md",
    "my [1].sqlite.md",
    "my [1].sqlite notes.txt",
    "my [1].sqlite-walk.txt",
    "my [1].vectors.md",
    "my [1].db.vectors.faiss",
    "sub/my [1].sqlite",
]


def test_the_files_of_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index's own files are told by their names, in its folder, however that is written; no others are."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    for path in (Path("my [1].sqlite"), tmp_path / "link" / "my [1].sqlite"):
        belongs = belonging(path)
        assert [name for name in OWN if not belongs(str(tmp_path / name))] == []
        assert [name for name in OTHERS if belongs(str(tmp_path / name))] == []


def test_everything_that_is_made_belongs(tmp_path: Path) -> None:
    """Whatever lies beside an index after its use is known to be its own."""
    path = tmp_path / "i.sqlite"
    make(path)
    files = {file.name for file in tmp_path.iterdir() if belonging(path)(str(file))}
    assert files == {file.name for file in tmp_path.iterdir()} - {"docs"}
    assert cache_of(path).name in files


def test_discard_leaves_other_indexes_alone(tmp_path: Path) -> None:
    """Names are taken as they are, whatever signs they have."""
    first, second = tmp_path / "my[1].sqlite", tmp_path / "my1.sqlite"
    for path in (first, second):
        make(path)
    discard(first)
    left = {file.name for file in tmp_path.iterdir()}
    assert left == {"docs", "my[1].sqlite.lock", *(n for n in left if n.startswith("my1."))}
    assert cache_of(second).exists()


def test_two_indexes_of_one_stem(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Indexes whose names differ only in their suffix have a cache each."""
    for name in ("work.sqlite", "work.db", "work.sqlite", "work.db"):
        make(tmp_path / name)
    assert caplog.text == ""
    assert len(list(tmp_path.glob("*.faiss"))) == 2


def test_caches_of_earlier_versions_are_removed(tmp_path: Path) -> None:
    """Caches that were named without the suffix go with the next update, unless another index has them."""
    names = ("work.vectors.faiss", "work.vectors-0a1b.faiss", "work.vectors.faiss.123.tmp")
    former = [tmp_path / name for name in names]
    for file in former:
        file.write_text("x")
    make(tmp_path / "work.sqlite")
    assert [file.exists() for file in former] == [False] * 3
    make(tmp_path / "work")
    make(tmp_path / "work.sqlite")
    assert cache_of(tmp_path / "work").exists()
