"""Several processes on one index: writers wait for one another, readers never see a mixture."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import index
from index import Library, LibraryBusyError, schema, tables, update
from index.lock import holder, locked
from index.prepare import text_of
from index.testing import HashEmbedder

ROOT = Path(__file__).parents[1]

HOLDER = """
import sys
from pathlib import Path
from index.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""

UPDATER = """
import logging
import sys
from pathlib import Path
import index.build
from index import Library, update
from index.testing import HashEmbedder
index.build.BATCH_DOCUMENTS = 8
logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
embedder = HashEmbedder()
library = Library.open(Path(sys.argv[2]), embedder)
def told(progress):
    print(progress.stage, flush=True)
update(Path(sys.argv[1]), library, embedder, rebuild=sys.argv[3] == "rebuild", progress=told)
print("done", flush=True)
"""


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def write(folder: Path, version: int, count: int = 60) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        words = f"Version {version} of number {number}."
        (folder / f"n{number:02}.md").write_text(f"# One\n\n{words}\n\n# Two\n\n{words} More.")


def test_the_second_writer_is_told_who_holds_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A writer that waits in vain names the process, host and time of the one it waited for."""
    path = tmp_path / "index.sqlite"
    monkeypatch.setattr("index.lock.LOCK_SECONDS", 0.01)
    write(tmp_path / "docs", 0, count=1)
    library = Library.open(path, HashEmbedder())
    with start(HOLDER, path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        by = f"by process {process.pid} on {socket.gethostname()} since 20"
        with caplog.at_level("INFO"), pytest.raises(LibraryBusyError, match=by):
            update(tmp_path / "docs", library, HashEmbedder())
        assert "waiting" in caplog.text
        process.communicate("\n")
    assert update(tmp_path / "docs", library, HashEmbedder()).added == ("n00.md",)
    library.close()


def test_a_lock_whose_holder_was_killed_is_free(tmp_path: Path) -> None:
    """A killed writer holds nothing, whatever it left behind; the next one signs in its place."""
    path = tmp_path / "index.sqlite"
    with start(HOLDER, path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    with locked(path):
        assert f"process {os.getpid()} on" in holder(path)
    assert holder(path) == "another process"
    path.with_name("index.sqlite.holder").write_text(json.dumps({"pid": 1}))
    assert holder(path) == "another process"


def test_two_writers_at_once(tmp_path: Path) -> None:
    """Of two updates one waits for the other; each goes by what the folder is when its turn comes."""
    path, docs = tmp_path / "index.sqlite", tmp_path / "docs"
    write(docs, 0)
    Library.open(path, HashEmbedder()).close()
    with start(HOLDER, path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        both = [start(UPDATER, docs, path, "update") for _ in range(2)]
        for waiting in both:
            assert waiting.stdout is not None
            assert waiting.stdout.readline().endswith("waiting\n")
        write(docs, 1, count=61)
        (docs / "n00.md").unlink()
        process.communicate("\n")
    assert all(waiting.communicate()[0].endswith("done\n") for waiting in both)
    library = Library.open(path, HashEmbedder())
    found = library.snapshot().documents()
    assert [info.source for info in found] == [f"n{number:02}.md" for number in range(1, 61)]
    assert index.check(library, HashEmbedder()).findings == ()
    library.close()


@pytest.mark.parametrize("how", ["update", "rebuild"])
def test_killed_at_any_moment(tmp_path: Path, how: str) -> None:
    """Killed again and again at random moments, an index stays sound and readable, and gets done."""
    path, docs = tmp_path / "index.sqlite", tmp_path / "docs"
    chance = random.Random(how)  # noqa: S311  # not for secrets
    embedder = HashEmbedder()
    Library.open(path, embedder).close()
    for version in range(6):
        write(docs, version)
        with start(UPDATER, docs, path, how) as process:
            assert process.stdout is not None
            for _ in range(chance.randrange(1, 200)):
                if not process.stdout.readline():
                    break
            process.send_signal(signal.SIGKILL)
        library = Library.open(path, embedder)
        assert index.check(library, embedder).findings == ()
        is_consistent(library, embedder)
        library.close()
    library = Library.open(path, embedder)
    update(docs, library, embedder)
    texts = [library.snapshot().document(f"n{number:02}.md").text for number in range(60)]
    assert all("Version 5" in text for text in texts)
    assert index.check(library, embedder).findings == ()
    library.close()


def is_consistent(library: Library, embedder: HashEmbedder) -> int:
    """Every chunk of a snapshot has the vector and the words of its text; gives their number."""
    snapshot = library.snapshot()
    hits = snapshot.dense(embedder.embed_query("version"), 10_000)
    assert len(hits) == len(snapshot)
    texts = {info.source: snapshot.document(info.source) for info in snapshot.documents()}
    for hit in hits:
        text = text_of(texts[hit.chunk.source], hit.chunk)
        assert snapshot.vector(hit.chunk).tolist() == embedder.embed_query(text).tolist()
    found = {hit.chunk for hit in snapshot.keyword("version", 10_000)}
    assert found == {hit.chunk for hit in hits}
    return len(hits)


def test_readers_never_see_a_mixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While documents change and are rebuilt, texts, chunks, words and vectors of a snapshot agree."""
    monkeypatch.setattr("index.build.BATCH_DOCUMENTS", 8)
    path, docs = tmp_path / "index.sqlite", tmp_path / "docs"
    embedder = HashEmbedder()
    write(docs, 0, count=20)
    library = Library.open(path, embedder)
    update(docs, library, embedder)
    is_over = threading.Event()
    seen: list[int] = []
    failed: list[BaseException] = []

    def read() -> None:
        reader = Library.open(path, embedder)
        try:
            while not is_over.is_set() or not seen:
                seen.append(is_consistent(reader, embedder))
        except BaseException as error:  # noqa: BLE001  # a thread has no caller
            failed.append(error)
        reader.close()

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for version in range(1, 9):
        write(docs, version, count=20 + version)
        update(docs, library, embedder, rebuild=version % 2 == 0)
    is_over.set()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(set(seen)) > 1
    library.close()


def test_an_index_of_an_older_format_is_made_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An older index is emptied, which the log says, and filled again without embedding what is known."""
    path, docs = tmp_path / "index.sqlite", tmp_path / "docs"
    embedder = HashEmbedder()
    write(docs, 0, count=3)
    library = Library.open(path, embedder)
    update(docs, library, embedder)
    library.close()
    connection = schema.connect(path)
    connection.execute(f"PRAGMA user_version = {tables.FORMAT - 1}")
    connection.execute("DROP TABLE files")
    connection.execute("DROP TABLE staged")
    connection.execute("DROP TABLE loose")
    connection.execute("INSERT INTO vectors VALUES ('other', x'00', x'00')")
    connection.close()
    with caplog.at_level("INFO"):
        library = Library.open(path, embedder)
    assert "older format" in caplog.text
    assert len(library.snapshot()) == 0
    report = update(docs, library, embedder)
    assert (len(report.added), report.embedded) == (3, 0)
    assert index.check(library, embedder).findings == ()
    library.close()
