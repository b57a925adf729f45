"""Updating: the index follows the folder, does no work twice, and survives whatever happens."""

import contextlib
import errno
import gc
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index
from index import (
    BuildReport,
    Document,
    DocumentError,
    DocumentsError,
    Library,
    LibraryBusyError,
    LibraryError,
    LibraryMismatchError,
    analyzer,
    recipe,
    schema,
    update,
)
from index.readers.many import AHEAD
from index.report import Progress
from index.testing import HashEmbedder


class Place:
    """A folder of documents with its index."""

    def __init__(self, root: Path) -> None:
        self.docs = root / "docs"
        self.docs.mkdir()
        self.embedder = HashEmbedder()
        self.library = Library.open(root / "index.sqlite", self.embedder)

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.docs / f"{name}.txt").write_text(text)

    def update(self, *, rebuild: bool = False) -> BuildReport:
        return update(self.docs, self.library, self.embedder, rebuild=rebuild)

    def texts(self) -> dict[str, str]:
        snapshot = self.library.snapshot()
        return {i.source: snapshot.document(i.source).text for i in snapshot.documents()}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.library.close()


def check(path: Path) -> None:
    """Every table of an index agrees with the others, as a check of it says without mending anything."""
    library = Library.open(path, HashEmbedder(), rebuild=True)
    connection = schema.connect(path)
    embedder = HashEmbedder(name=schema.manifest_of(connection)["embedder"])
    connection.close()
    report = index.check(library, embedder)
    assert report.findings == ()
    library.close()


def test_the_index_follows_the_folder(place: Place) -> None:
    """Added, changed, removed and unchanged documents are told apart, and searches agree."""
    place.write(a="Ants.", b="Bees.", c="Cats.")
    assert place.update() == BuildReport(added=("a.txt", "b.txt", "c.txt"))
    place.write(b="Bears.", d="Dogs.")
    (place.docs / "c.txt").unlink()
    report = place.update()
    expected = BuildReport(
        added=("d.txt",), changed=("b.txt",), removed=("c.txt",), unchanged=("a.txt",)
    )
    assert report == expected
    assert str(report) == "1 added, 1 changed, 1 removed, 1 unchanged, 0 failed"
    assert place.texts() == {"a.txt": "Ants.", "b.txt": "Bears.", "d.txt": "Dogs."}
    snapshot = place.library.snapshot()
    assert snapshot.keyword("bees cats", 5) == []
    assert len(snapshot.dense(place.embedder.embed_query("x"), 9)) == 3
    check(place.library.path)


def test_nothing_new_writes_nothing(place: Place) -> None:
    """An update without changes makes no generation and embeds nothing."""
    place.write(a="Ants.")
    place.update()
    snapshot, embedded = place.library.snapshot(), list(place.embedder.embedded)
    assert place.update() == BuildReport(unchanged=("a.txt",))
    assert place.library.snapshot() is snapshot
    assert place.embedder.embedded == embedded


def test_only_new_text_is_embedded(place: Place) -> None:
    """Of a changed document only the changed passage is embedded again."""
    paragraphs = [f"{word} " * 100 + "end." for word in ("one", "two", "three")]
    (place.docs / "a.md").write_text("\n\n".join(paragraphs))
    place.update()
    place.embedder.embedded.clear()
    (place.docs / "a.md").write_text("\n\n".join([*paragraphs[:2], "four " * 100]))
    place.update()
    assert len(place.embedder.embedded) == 1
    assert "four" in place.embedder.embedded[0]


def test_a_renamed_file_is_not_embedded_again(place: Place) -> None:
    """A renamed file is another document with the same vectors."""
    place.write(a="Ants live here.")
    place.update()
    place.embedder.embedded.clear()
    (place.docs / "a.txt").rename(place.docs / "b.txt")
    assert place.update() == BuildReport(added=("b.txt",), removed=("a.txt",))
    assert place.embedder.embedded == []


def test_the_same_text_twice_is_embedded_once(place: Place) -> None:
    """Two files with the same text are two documents and one embedding."""
    place.write(a="Ants live here.", b="Ants live here.")
    place.update()
    assert len(place.embedder.embedded) == 1
    assert len(place.library.snapshot().keyword("ants", 9)) == 2


def test_unused_vectors_are_dropped(place: Place) -> None:
    """Vectors of text that is gone do not pile up."""
    for text in ("One.", "Two.", "Three."):
        place.write(a=text)
        place.update()
    connection = schema.connect(place.library.path)
    assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (1,)
    connection.close()


@settings(max_examples=15)
@given(
    states=st.lists(
        st.tuples(
            st.dictionaries(
                st.sampled_from("abcd"), st.sampled_from(["x y.", "z.", "w\n\nv"]), min_size=1
            ),
            st.booleans(),  # rebuilt?
            st.integers(0, 30),  # interrupted after so many steps before it is done
        ),
        max_size=4,
    )
)
def test_any_history_ends_in_the_folder(
    tmp_path_factory: pytest.TempPathFactory, states: list[tuple[dict[str, str], bool, int]]
) -> None:
    """Whatever was written, rebuilt and cut short, the index holds in the end what the folder holds."""
    place = Place(tmp_path_factory.mktemp("place"))
    for state, rebuild, steps in states:
        for file in place.docs.iterdir():
            file.unlink()
        place.write(**state)
        left = iter(range(steps))

        def interrupt(_: Progress, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise KeyboardInterrupt

        with contextlib.suppress(KeyboardInterrupt):
            update(place.docs, place.library, place.embedder, rebuild=rebuild, progress=interrupt)
        place.update()
        assert place.texts() == {f"{name}.txt": text for name, text in state.items()}
        check(place.library.path)
    place.library.close()


def test_progress_is_told(place: Place) -> None:
    """Progress counts files, then bytes, then documents up to their totals, and never falls."""
    place.write(a="Ants.", b="Bees!!", c=" ")
    told: list[Progress] = []
    update(place.docs, place.library, place.embedder, rebuild=True, progress=told.append)
    assert told[:3] == [Progress("checking", number, 3) for number in (1, 2, 3)]
    assert [step for step in told if step.done == step.total] == [
        Progress("checking", 3, 3),
        Progress("indexing", 12, 12),
        Progress("replacing", 2, 2),
    ]
    done = [step.done for step in told if step.stage == "indexing"]
    assert done == sorted(done)


def test_progress_of_a_file_that_fails(place: Place) -> None:
    """A rebuild that keeps the former version of a file that fails now is never more than done."""
    place.write(a="Ants are here.", b="Bees.")
    place.update()
    place.write(a=" " * 20)
    told: list[Progress] = []
    update(place.docs, place.library, place.embedder, rebuild=True, progress=told.append)
    assert all(step.done <= step.total for step in told)
    assert Progress("indexing", 25, 25) in told
    assert place.texts() == {"a.txt": "Ants are here.", "b.txt": "Bees."}


def test_more_documents_than_a_batch(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many documents are written in several batches, and all arrive."""
    monkeypatch.setattr("index.build.BATCH_DOCUMENTS", 64)
    place.write(**{f"n{number}": f"Number {number}." for number in range(150)})
    assert len(place.update().added) == 150
    assert len(place.library.snapshot()) == 150
    assert place.library.snapshot().generation == 3


def test_rebuild_replaces_everything_at_once(place: Place) -> None:
    """A rebuild writes every document again in a single generation, and embeds no text twice."""
    place.write(**{f"n{number}": f"Number {number}." for number in range(100)})
    place.update()
    generation, embedded = place.library.snapshot().generation, len(place.embedder.embedded)
    report = place.update(rebuild=True)
    assert len(report.changed) == 100
    assert place.library.snapshot().generation == generation + 1
    assert len(place.embedder.embedded) == embedded
    check(place.library.path)


def test_rebuild_with_another_embedder(place: Place) -> None:
    """A rebuild changes the embedder for new readers; those of the former one are told."""
    place.write(a="Ants.", b="Bees.")
    place.update()
    old = place.library.snapshot()
    embedder = HashEmbedder(dim=16, name="other@1")
    library = Library.open(place.library.path, embedder, rebuild=True)
    (place.docs / "b.txt").write_bytes(b"")  # cannot be read any more, but must not be lost
    report = update(place.docs, library, embedder, rebuild=True)
    assert (report.changed, [f.source for f in report.failed]) == (("a.txt",), ["b.txt"])
    hits = library.snapshot().dense(embedder.embed_query("bees"), 9)
    assert [hit.chunk.source for hit in hits] == ["b.txt", "a.txt"]
    assert old.dense(place.embedder.embed_query("bees"), 1)[0].chunk.source == "b.txt"
    with pytest.raises(LibraryMismatchError, match="other@1"):
        place.library.snapshot()
    check(library.path)
    library.close()


def test_readers_see_the_former_index_during_an_update(place: Place) -> None:
    """While documents are read and embedded, others search the generation before."""
    place.write(a="Ants.")
    place.update()
    place.write(a="Changed.", b="Bees.")
    seen: list[dict[str, str]] = []
    other = Library.open(place.library.path, place.embedder)

    def look(_: Progress) -> None:
        snapshot = other.snapshot()
        seen.append({i.source: snapshot.document(i.source).text for i in snapshot.documents()})

    update(place.docs, place.library, place.embedder, progress=look)
    assert seen
    assert all(texts == {"a.txt": "Ants."} for texts in seen)
    assert place.texts() == {"a.txt": "Changed.", "b.txt": "Bees."}
    other.close()


def failures(report: BuildReport) -> dict[str, str]:
    return {failure.source: failure.reason for failure in report.failed}


def test_bad_files_do_not_stop_the_others(place: Place) -> None:
    """Every unreadable file is reported with a reason that says what to do; the others are indexed."""
    place.write(good="Good.", empty="", blank=" \n\t ")
    (place.docs / "broken.pdf").write_bytes(b"%PDF-1.7 rubbish")
    (place.docs / "movie.mp4").write_bytes(b"x")
    (place.docs / "no_suffix").write_bytes(b"x")
    (place.docs / "dangling.txt").symlink_to(place.docs / "nothing")
    (place.docs / "folder.txt").mkdir()
    (place.docs / "binary.txt").write_bytes(bytes(range(256)) * 4)
    os.mkfifo(place.docs / "pipe.txt")
    report = place.update()
    assert report.added == ("good.txt",)
    reasons = failures(report)
    assert reasons["empty.txt"] == "is empty (0 bytes); fill or remove it"
    assert reasons["blank.txt"] == "holds only blank text; fill or remove it"
    assert reasons["broken.pdf"].startswith("is not a readable PDF")
    assert reasons["movie.mp4"].startswith("unknown format '.mp4'; supported: .csv .docx")
    assert reasons["no_suffix"].startswith("unknown format ''; supported:")
    assert reasons["dangling.txt"].startswith("cannot be read (No such file or directory)")
    assert reasons["binary.txt"] == "is not text in any encoding we know; save it as UTF-8"
    assert reasons["pipe.txt"].startswith("is not a regular file")
    assert len(reasons) == 8
    assert all("\n" not in reason for reason in reasons.values())


def test_a_name_that_is_not_utf8(place: Place) -> None:
    """A file whose name cannot be stored is reported under a name that can."""
    place.write(good="Good.")
    Path(os.fsdecode(os.fsencode(place.docs) + b"/bad\xff.txt")).write_text("x")
    assert failures(place.update()) == {"bad\\xff.txt": "has a name that is not UTF-8; rename it"}


def test_a_file_that_fails_later_keeps_its_former_version(place: Place) -> None:
    """A document whose file breaks stays in the index, and its reason says so."""
    place.write(a="Ants.", b="Bees.")
    place.update()
    place.write(a="")
    report = place.update()
    assert failures(report) == {
        "a.txt": "is empty (0 bytes); fill or remove it; the index keeps its former version"
    }
    assert report.unchanged == ("b.txt",)
    assert place.texts()["a.txt"] == "Ants."
    place.update(rebuild=True)
    assert place.texts()["a.txt"] == "Ants."


def test_subfolders_and_hidden_files(place: Place) -> None:
    """Subfolders are searched; hidden files, hidden folders and links to folders are not."""
    for name in ("sub/deep/a.txt", ".hidden/b.txt", "sub/.c.txt"):
        file = place.docs / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("Text.")
    (place.docs / "loop").symlink_to(place.docs, target_is_directory=True)
    assert place.update().added == ("sub/deep/a.txt",)


def test_an_index_among_its_documents(tmp_path: Path) -> None:
    """An index in the folder of its documents is not one of them; a file with a name alike is."""
    embedder = HashEmbedder()
    (tmp_path / "library rules.txt").write_text("Be quiet.")
    library = Library.open(tmp_path / "library.sqlite", embedder)
    for _ in range(2):
        report = update(tmp_path, library, embedder)
        library.snapshot().dense(embedder.embed_query("quiet"), 1)
        assert report.failed == ()
    assert report == BuildReport(unchanged=("library rules.txt",))
    (tmp_path / "library rules.txt").unlink()
    with pytest.raises(DocumentsError, match="is empty"):
        update(tmp_path, library, embedder)
    library.close()


def test_a_subfolder_that_may_not_be_listed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A subfolder that cannot be listed is reported, and what was indexed from it is kept."""
    (place.docs / "sub").mkdir()
    (place.docs / "sub" / "a.txt").write_text("Ants.")
    place.write(b="Bees.")
    place.update()
    scandir = os.scandir

    def closed(path: str) -> object:
        if Path(path).name == "sub":
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr("os.scandir", closed)
    report = place.update()
    assert report.removed == ()
    assert failures(report) == {"sub": "is a folder that may not be listed; change its permissions"}
    assert set(place.texts()) == {"sub/a.txt", "b.txt"}


def test_folders_that_cannot_be_used(place: Place, tmp_path: Path) -> None:
    """A missing folder, a file in its place, and a folder without files are errors with a fix."""
    (tmp_path / "file.txt").write_text("x")
    for folder, message in {
        tmp_path / ("x" * 300): "cannot be looked at .File name too long.; check the name",
        tmp_path / "none": "does not exist; create it, or name another with --docs FOLDER",
        tmp_path / "file.txt": "is a file, not a folder of documents",
        place.docs: "is empty; put documents there",
    }.items():
        with pytest.raises(DocumentsError, match=message):
            update(folder, place.library, place.embedder)


def test_nothing_that_can_be_read(place: Place) -> None:
    """A folder of which nothing can be read is an error that gives the first reason."""
    place.write(a="", b="")
    with pytest.raises(
        DocumentsError, match=r"nothing in .* \(2 failed\); first: 'a.txt': is empty"
    ):
        place.update()


def test_another_process_is_updating(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two updates at once are told apart: the second waits, then gives up with a clear error."""
    from filelock import FileLock

    monkeypatch.setattr("index.lock.LOCK_SECONDS", 0.05)
    place.write(a="Ants.")
    lock = FileLock(f"{place.library.path}.lock")
    with lock, pytest.raises(LibraryBusyError, match="is being updated by another process"):
        place.update()
    assert place.update().added == ("a.txt",)


def test_an_index_that_was_deleted(place: Place) -> None:
    """An update of an index that was deleted while it was open says so; opened again it is made anew."""
    place.write(a="Ants.")
    place.update()
    for file in place.library.path.parent.glob("index.sqlite*"):
        file.unlink()
    with pytest.raises(LibraryError, match="was deleted meanwhile; start again"):
        place.update()
    library = Library.open(place.library.path, place.embedder)
    assert update(place.docs, library, place.embedder).added == ("a.txt",)
    library.close()


def test_a_full_disk_loses_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full, an error says so, the former index is intact, and a later update works."""
    place.write(a="Ants.")
    place.update()
    place.write(b="Bees are here. " * 20_000)
    connect = schema.connect

    def full(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    with monkeypatch.context() as patch:
        patch.setattr("index.writer.schema.connect", full)
        with pytest.raises(LibraryError, match=r"disk is full; free some space .* index is intact"):
            place.update()
    assert place.texts() == {"a.txt": "Ants."}
    check(place.library.path)
    assert place.update().added == ("b.txt",)


def test_an_interrupt_loses_nothing(place: Place) -> None:
    """Ctrl-C in the middle leaves the last written state."""
    place.write(a="Ants.")
    place.update()
    place.write(a="Changed.", b="Bees.")

    def interrupt(progress: Progress) -> None:
        if progress.stage == "indexing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        update(place.docs, place.library, place.embedder, progress=interrupt)
    assert place.texts() == {"a.txt": "Ants."}
    assert place.update() == BuildReport(added=("b.txt",), changed=("a.txt",))
    check(place.library.path)


def touch(path: Path, seconds: float = -60) -> None:
    """Give a file another time of modification, by default one long ago: it is not racy then."""
    moment = time.time() + seconds
    os.utime(path, (moment, moment))


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files whose digest is computed from now on, in order."""
    from index.readers import digest_of

    sources: list[str] = []

    def counted(folder: Path, source: str) -> str:
        sources.append(source)
        return digest_of(folder, source)

    monkeypatch.setattr("index.changes.digest_of", counted)
    return sources


def test_what_was_not_touched_is_not_hashed_again(
    place: Place, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file with the size, times and inode of before is trusted; touched, its digest decides."""
    monkeypatch.setattr("index.changes.RACY_SECONDS", 0.0)
    place.write(a="Ants.", b="Bees.")
    touch(place.docs / "a.txt")
    touch(place.docs / "b.txt")
    place.update()
    assert hashed == ["a.txt", "b.txt"]
    assert place.update() == BuildReport(unchanged=("a.txt", "b.txt"))
    assert hashed == ["a.txt", "b.txt"]
    touch(place.docs / "b.txt", -30)
    assert place.update() == BuildReport(unchanged=("a.txt", "b.txt"))
    assert hashed == ["a.txt", "b.txt", "b.txt"]


def test_what_was_changed_just_now_is_hashed_again(place: Place, hashed: list[str]) -> None:
    """A file changed within 2 s of being looked at is not trusted: it may change with the same time."""
    place.write(a="Ants.")
    place.update()
    status = (place.docs / "a.txt").stat()
    (place.docs / "a.txt").write_text("Bees.")  # of the same size
    os.utime(place.docs / "a.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert place.update().changed == ("a.txt",)
    assert hashed == ["a.txt", "a.txt"]
    touch(place.docs / "a.txt", +3600)  # a clock that is wrong
    place.update()
    place.update()
    assert hashed == ["a.txt"] * 4


def test_a_time_that_was_put_back(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file changed to one of the same size and time of modification is seen to be another."""
    monkeypatch.setattr("index.changes.RACY_SECONDS", 0.0)
    file = place.docs / "a.txt"
    place.write(a="Ants.")
    os.utime(file, (1e9, 1e9))
    place.update()
    before = file.stat().st_ctime_ns
    while (
        file.stat().st_ctime_ns == before
    ):  # the clock of the file system ticks every few milliseconds
        file.write_text("Bees.")
        os.utime(file, (1e9, 1e9))
    assert place.update().changed == ("a.txt",)


def test_a_rebuild_trusts_no_stamp(place: Place, hashed: list[str]) -> None:
    """Asked for a rebuild, every file is read, however it looks from outside."""
    place.write(a="Ants.")
    touch(place.docs / "a.txt")
    place.update()
    assert place.update(rebuild=True).changed == ("a.txt",)
    assert hashed == ["a.txt", "a.txt"]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files that are read from now on, in order."""
    from index.readers.many import read_documents

    sources: list[str] = []

    def counted(folder: Path, wanted: list[str]) -> Iterator[Document | DocumentError]:
        sources.extend(wanted)
        return read_documents(folder, wanted)

    monkeypatch.setattr("index.build.read_documents", counted)
    return sources


def test_a_failure_is_remembered(place: Place, parsed: list[str]) -> None:
    """A file that failed is reported again with the same reason, but read again only when it changes."""
    place.write(a="Ants.", bad=" ")
    first = place.update()
    assert place.update().failed == first.failed
    assert parsed == ["a.txt", "bad.txt"]
    place.write(bad="  ")
    assert place.update().failed == first.failed
    assert parsed == ["a.txt", "bad.txt", "bad.txt"]
    place.write(bad="Bees.")
    assert place.update().added == ("bad.txt",)
    assert place.update().failed == ()


def test_a_failure_that_may_pass_is_not_remembered(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that could not be read for want of something else than a sound file is tried again."""

    def failing(_: Path, wanted: list[str]) -> Iterator[DocumentError]:
        for source in wanted:
            yield DocumentError(source, "cannot be read (Too many open files)", lasting=False)

    place.write(a="Ants.")
    place.update()
    place.write(a="Bees.", b="Cats.")
    for file in place.docs.iterdir():
        touch(file)
    with monkeypatch.context() as patch:
        patch.setattr("index.build.read_documents", failing)
        assert failures(place.update()).keys() == {"a.txt", "b.txt"}
    assert place.texts() == {"a.txt": "Ants."}
    assert place.update() == BuildReport(added=("b.txt",), changed=("a.txt",))


def test_a_failure_is_forgotten_with_its_file_or_recipe(
    place: Place, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that failed is tried again when the readers are others, when asked, or when it came back."""
    place.write(a="Ants.", bad=" ")
    place.update()
    monkeypatch.setattr("index.recipe.READERS", 1000)
    place.update()
    assert parsed == ["a.txt", "bad.txt"] * 2
    place.update(rebuild=True)
    assert parsed == ["a.txt", "bad.txt"] * 3
    (place.docs / "bad.txt").unlink()
    place.update()
    place.write(bad=" ")
    place.update()
    assert parsed == [*["a.txt", "bad.txt"] * 3, "bad.txt"]


def test_another_stemmer_is_a_rebuild(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a library stems a word otherwise than before, the words of no chunk are left in disorder."""
    place.write(a="The warehouse is described.", b="Other things entirely.")
    place.update()
    versions = {"regex": "1", "snowballstemmer": "1000"}
    monkeypatch.setattr("importlib.metadata.version", versions.__getitem__)
    monkeypatch.setattr("index.analyzer._stemmer", lambda _: lambda word: f"{word}s")
    for cache in (recipe._words, analyzer._term, analyzer._pieces):
        cache.cache_clear()
    try:
        place.write(a="Something new altogether.")
        assert place.update().changed == ("a.txt", "b.txt")
        check(place.library.path)
        found = place.library.snapshot().keyword("altogether warehouse", 9)
        assert [hit.chunk.source for hit in found] == ["a.txt"]
    finally:
        for cache in (recipe._words, analyzer._term, analyzer._pieces):
            cache.cache_clear()


@pytest.mark.parametrize("name", ["READERS", "SPLITTER", "ANALYZER", "CHUNK_TOKENS"])
def test_another_recipe_is_a_rebuild(
    place: Place, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """When a part of how an index is made changes, all is read again, and known text not embedded."""
    place.write(a="Ants.", b="Bees.")
    place.update()
    monkeypatch.setattr(f"index.recipe.{name}", 1000)
    report = place.update()
    assert (report.changed, report.embedded) == (("a.txt", "b.txt"), 0)
    assert place.update().unchanged == ("a.txt", "b.txt")
    check(place.library.path)


def test_the_report_counts(place: Place) -> None:
    """Chunks that were cut and texts that were embedded are counted."""
    place.write(a="Ants live here.", b="Ants live here.", c="Cats.")
    report = place.update()
    assert (report.chunks, report.embedded) == (3, 2)
    place.write(c="Ants live here.")
    report = place.update()
    assert (report.chunks, report.embedded) == (1, 0)


def staged(path: Path) -> int:
    connection = schema.connect(path)
    (count,) = connection.execute("SELECT count(*) FROM staged").fetchone()
    connection.close()
    return int(count)


def test_a_rebuild_that_is_cut_short_goes_on(
    place: Place, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an interrupted rebuild readers see the former index, and the next update finishes it."""
    monkeypatch.setattr("index.build.BATCH_DOCUMENTS", 2)
    names = [f"n{number}" for number in range(6)]
    place.write(**{name: f"Text {name}." for name in names}, bad=" ")
    place.update()
    before, generation = place.texts(), place.library.snapshot().generation

    def interrupt(progress: Progress) -> None:
        if progress.stage == "indexing" and staged(place.library.path) == 4:
            raise KeyboardInterrupt

    place.write(n0="Changed.")
    with pytest.raises(KeyboardInterrupt):
        update(place.docs, place.library, place.embedder, rebuild=True, progress=interrupt)
    assert (place.texts(), place.library.snapshot().generation) == (before, generation)
    place.write(n1="Changed as well.")  # after it was staged
    (place.docs / "n2.txt").unlink()  # the same
    del parsed[:]
    report = place.update()
    assert parsed == ["n1.txt", "n4.txt", "n5.txt"]
    assert report.changed == ("n0.txt", "n1.txt", "n3.txt", "n4.txt", "n5.txt")
    assert report.removed == ("n2.txt",)
    assert place.texts()["n0.txt"] == "Changed."
    assert place.texts()["n1.txt"] == "Changed as well."
    assert staged(place.library.path) == 0
    assert place.update().unchanged == report.changed
    check(place.library.path)


def test_vectors_of_an_update_that_never_ended_are_dropped(place: Place) -> None:
    """What was embedded for a document that then changed again is forgotten when an update ends."""
    place.write(a="Ants.")

    def interrupt(progress: Progress) -> None:
        if progress.stage == "indexing" and progress.done == progress.total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        update(place.docs, place.library, place.embedder, progress=interrupt)
    place.write(a="Bees.")
    place.update()
    connection = schema.connect(place.library.path)
    assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (1,)
    connection.close()


def test_a_batch_holds_few_documents_and_few_characters(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more documents are alive at once than two batches hold, and the few that are read ahead."""
    monkeypatch.setattr("index.readers.many.usable_cores", lambda: 1)
    monkeypatch.setattr("index.build.BATCH_DOCUMENTS", 8)
    monkeypatch.setattr("index.build.BATCH_CHARACTERS", 2000)
    place.write(**{f"n{number:03}": f"Text {number}. " * 60 for number in range(40)})

    def alive() -> int:
        return sum(type(thing) is Document for thing in gc.get_objects())

    before, most = alive(), 0

    def count(progress: Progress) -> None:
        nonlocal most
        if progress.stage == "indexing":
            most = max(most, alive() - before)

    for rebuild in (False, True):
        update(place.docs, place.library, place.embedder, rebuild=rebuild, progress=count)
    assert 3 <= most <= 6 + AHEAD + 1  # 3 documents of some 800 characters reach 2,000


UPDATER = """
import sys
from pathlib import Path
from index import Library, update
from index.testing import HashEmbedder
embedder = HashEmbedder()
library = Library.open(Path(sys.argv[2]), embedder)
def told(progress):
    print(progress.stage, progress.done, flush=True)
update(Path(sys.argv[1]), library, embedder, progress=told)
"""


@pytest.mark.parametrize("line", [1, 210, 330, 430])
def test_a_killed_update_loses_nothing(place: Place, line: int) -> None:
    """A process killed in the middle of an update leaves a valid index, and the next one goes on."""
    place.write(**{f"n{number}": f"Number {number}." for number in range(200)})
    arguments = [sys.executable, "-c", UPDATER, str(place.docs), str(place.library.path)]
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1], text=True
    ) as process:
        assert process.stdout is not None
        for _ in range(line):
            if not process.stdout.readline():
                break
        process.send_signal(signal.SIGKILL)
    check(place.library.path)
    kept = len(place.texts())
    report = place.update()
    assert (len(report.added), len(report.unchanged)) == (200 - kept, kept)
    check(place.library.path)


def test_an_error_of_the_system_is_clear(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock file that cannot be made is one clear line, too."""

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    place.write(a="Ants.")
    monkeypatch.setattr("filelock.FileLock.acquire", denied)
    with pytest.raises(LibraryError, match=r"cannot be written \(Permission denied\)"):
        place.update()


def test_a_second_look_is_quick(place: Place) -> None:
    """Looking again at 300 unchanged files takes less than two seconds."""
    place.write(**{f"n{number}": f"Number {number}." for number in range(300)})
    place.update()
    begun = time.perf_counter()
    place.update()
    assert time.perf_counter() - begun < 2
