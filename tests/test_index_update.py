"""Updating: the index follows the folder, does no work twice, and survives whatever happens."""

import errno
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

from index import (
    BuildReport,
    DocumentsError,
    Library,
    LibraryBusyError,
    LibraryError,
    LibraryMismatchError,
    schema,
    update,
)
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
    """Every table of an index agrees with the others, as SQLite's own checks and counts say."""
    connection = schema.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    embedder = schema.manifest_of(connection)["embedder"]
    missing = connection.execute(
        "SELECT count(*) FROM chunks WHERE vector_key NOT IN"
        " (SELECT key FROM vectors WHERE embedder = ?)",
        (embedder,),
    )
    assert missing.fetchone() == (0,)
    chunks = connection.execute("SELECT id FROM chunks ORDER BY id").fetchall()
    assert connection.execute("SELECT id FROM keywords_docsize ORDER BY id").fetchall() == chunks
    connection.close()


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
        st.dictionaries(
            st.sampled_from("abcd"), st.sampled_from(["x y.", "z.", "w\n\nv"]), min_size=1
        ),
        max_size=4,
    )
)
def test_any_history_ends_in_the_folder(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, str]]
) -> None:
    """Whatever the history of the folder, the index holds what the folder holds now."""
    place = Place(tmp_path_factory.mktemp("place"))
    for state in states:
        for file in place.docs.iterdir():
            file.unlink()
        place.write(**state)
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
    assert reasons["movie.mp4"].startswith("unknown format '.mp4'; supported: .docx .htm")
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
    assert failures(place.update()) == {"bad\ufffd.txt": "has a name that is not UTF-8; rename it"}


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
