"""Checking: whatever is broken is found, and what can be derived is made again."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index import (
    BuildReport,
    CheckReport,
    Hit,
    Library,
    LibraryDamagedError,
    LibraryError,
    beside,
    check,
    discard,
    schema,
    update,
)
from index.beside import cache_of
from index.testing import HashEmbedder

TEXTS = {
    "goats.txt": "Goats eat hay. They live in the mountains.",
    "bees.md": "# Bees\n\nBees make honey.\n\n## Wax\n\nWax is made as well.\n\n## Hives\n\nThey are full.",
    "cats.txt": "Cats sleep all day long.",
}


class Place:
    """An index of three documents, to be damaged."""

    def __init__(self, root: Path) -> None:
        self.docs, self.path = root / "docs", root / "index.sqlite"
        self.docs.mkdir()
        for name, text in TEXTS.items():
            (self.docs / name).write_text(text)
        self.embedder = HashEmbedder()
        self.library = Library.open(self.path, self.embedder)
        self.update()
        self.expected = self.found()

    def update(self) -> BuildReport:
        return update(self.docs, self.library, self.embedder)

    def check(self) -> CheckReport:
        return check(self.library, self.embedder)

    def found(self) -> list[object]:
        """What searches give, scores and all."""
        snapshot, query = self.library.snapshot(), self.embedder.embed_query("they make honey")
        words = "bees goats cats wax hives made"
        return [
            {(hit.chunk, round(hit.score, 5)) for hit in hits}
            for hits in (snapshot.dense(query, 99), snapshot.keyword(words, 99))
        ]

    def damage(self, *statements: str) -> None:
        connection = sqlite3.connect(self.path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.library.close()


def test_a_sound_index_is_left_alone(place: Place) -> None:
    """A check of a sound index counts what it looked at, finds nothing, writes nothing."""
    snapshot = place.library.snapshot()
    report = place.check()
    assert report == CheckReport(documents=3, chunks=5, vectors=5)
    assert report.sound
    assert str(report) == "3 documents, 5 chunks, 5 vectors checked: sound"
    assert place.library.snapshot() is snapshot


def unit(length: float) -> str:
    row = np.full(64, length / 8, dtype=np.float32)
    return f"x'{row.tobytes().hex()}'"


FIRST = "(SELECT id FROM chunks ORDER BY id LIMIT 1)"
DERIVABLE = {
    "a vector is gone": "DELETE FROM vectors WHERE key = (SELECT min(key) FROM vectors)",
    "all vectors are gone": "DELETE FROM vectors",
    "a vector is not of length 1": f"UPDATE vectors SET vector = {unit(1.01)}",
    "a vector holds no numbers": f"UPDATE vectors SET vector = {unit(float('nan'))}",
    "a vector is too short": "UPDATE vectors SET vector = substr(vector, 5)",
    "a vector is a text": "UPDATE vectors SET vector = 'rubbish'",
    "a span is beyond the end": f"UPDATE chunks SET stop = 9999 WHERE id = {FIRST}",
    "a span is empty": f"UPDATE chunks SET stop = start WHERE id = {FIRST}",
    "a span is no number": f"UPDATE chunks SET stop = 'x' WHERE id = {FIRST}",
    "a span is shorter": f"UPDATE chunks SET stop = stop - 1 WHERE id = {FIRST}",
    "a span begins before the text": f"UPDATE chunks SET start = -1 WHERE id = {FIRST}",
    "a heading is another": "UPDATE chunks SET heading = 'Honey' WHERE heading = 'Wax'",
    "a key is another": f"UPDATE chunks SET vector_key = zeroblob(32) WHERE id = {FIRST}",
    "a chunk is gone": f"DELETE FROM chunks WHERE id = {FIRST}",
    "all chunks are gone": "DELETE FROM chunks",
    "a chunk is there twice": (
        "INSERT INTO chunks(document, start, stop, heading, vector_key)"
        " SELECT document, start, stop, heading, vector_key FROM chunks LIMIT 1"
    ),
    "a chunk belongs to no document": (
        "INSERT INTO chunks(document, start, stop, heading, vector_key)"
        " SELECT 999, start, stop, heading, vector_key FROM chunks LIMIT 1"
    ),
    "a vector belongs to nothing": f"INSERT INTO vectors VALUES ('hash@1', x'00', {unit(1)})",
    "a vector is another embedder's": f"INSERT INTO vectors VALUES ('other', x'00', {unit(1)})",
    "the words are gone": "INSERT INTO keywords(keywords) VALUES ('delete-all')",
    "words are there for no chunk": "INSERT INTO keywords(rowid, heading, text) VALUES (99, 'a', 'bees')",
    "the words of a chunk are gone": "DELETE FROM keywords_docsize WHERE id = 1",
    "a block of words is rubbish": "UPDATE keywords_data SET block = x'ffffffffffff' WHERE id > 10",
    "the words are broken": "UPDATE keywords_data SET block = zeroblob(8) WHERE id > 1",
    "an unfinished rebuild is of another recipe": (
        "INSERT INTO staged SELECT id, source, title, text, checksum, digest, headings, pages, date,"
        " language, 'other', '[]', x'' FROM documents LIMIT 1"
    ),
}


@pytest.mark.parametrize("name", DERIVABLE)
def test_what_can_be_derived_is_mended(place: Place, name: str) -> None:
    """Whatever of vectors, spans and words is broken is found and made again, without reading a file."""
    place.damage(DERIVABLE[name])
    for file in place.docs.iterdir():
        file.unlink()
    report = place.check()
    assert report.findings
    assert report.sound
    assert report.unread == ()
    assert place.check().findings == ()
    assert place.found() == place.expected
    place.library.close()
    place.library = Library.open(place.path, place.embedder)
    assert place.found() == place.expected


@pytest.mark.parametrize(
    "damage",
    [
        "text = replace(text, 'honey', 'money')",
        "text = ''",
        "text = CAST(x'ff' AS BLOB)",
        "checksum = x'00'",
        "title = 'Wasps'",
        "digest = 'another'",
        "date = '1999-01-01'",
        "language = 'xx'",
        "headings = '[]'",
        "headings = '[[1'",
        "headings = 7",
        "pages = 'x'",
    ],
)
def test_a_broken_text_is_read_again_from_its_file(place: Place, damage: str) -> None:
    """A document whose text or marks are not as written is taken out, and the next update reads it."""
    place.damage(f"UPDATE documents SET {damage} WHERE source = 'bees.md'")
    report = place.check()
    assert report.unread == ("bees.md",)
    assert report.sound
    assert "'bees.md'" in str(report.findings[0])
    assert place.check().findings == ()
    assert place.update() == BuildReport(added=("bees.md",), unchanged=("cats.txt", "goats.txt"))
    assert place.check().findings == ()
    assert place.found() == place.expected


def test_readers_see_repaired_vectors(place: Place) -> None:
    """A vector that was replaced is searched, although its chunk kept its number."""
    wrong = HashEmbedder().embed_query("nothing of the kind").tobytes().hex()
    place.damage(f"UPDATE vectors SET vector = x'{wrong}'")
    place.library.close()
    for file in place.path.parent.glob("*.faiss"):
        file.unlink()
    place.library = Library.open(place.path, place.embedder)
    assert place.found() != place.expected
    place.damage("DELETE FROM vectors")
    assert place.check().sound
    assert place.found() == place.expected


@pytest.mark.parametrize("moment", ["_embed_again", "_check_words"])
def test_a_check_that_is_killed(place: Place, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """However far a check came before it was killed, no search goes by the vectors from before it."""
    query = place.embedder.embed_query(TEXTS["cats.txt"])
    its_key = (
        "(SELECT vector_key FROM chunks JOIN documents ON documents.id = document"
        " WHERE source = 'cats.txt')"
    )

    def nearest() -> list[Hit]:
        return place.library.snapshot().dense(query, 1)

    expected = nearest()
    place.library.close()
    for file in place.path.parent.glob("*.faiss"):
        file.unlink()
    place.damage(f"UPDATE vectors SET vector = zeroblob(256) WHERE key = {its_key}")
    place.library = Library.open(place.path, place.embedder)
    assert nearest() != expected  # and the cache is made of that

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"index.checking._Check.{moment}", killed)
        with pytest.raises(KeyboardInterrupt):
            place.check()
    place.library.close()
    place.library = Library.open(place.path, place.embedder)
    if moment == "_embed_again":
        with pytest.raises(LibraryDamagedError, match="run `rag index --check`"):
            nearest()
        assert place.check().sound
    assert nearest() == expected


def test_what_lies_beside_the_index(place: Place) -> None:
    """A damaged vector cache and an old temporary file are removed; a young one may still be written."""
    import os

    (cache,) = place.path.parent.glob("*.faiss")
    cache.write_bytes(b"rubbish")
    old, young = (cache.with_name(f"{cache.name}.{pid}.tmp") for pid in (1, 2))
    for file in (old, young):
        file.touch()
    os.utime(old, (0, 0))
    report = place.check()
    assert len(report.findings) == 2
    assert report.sound
    assert (cache.exists(), old.exists(), young.exists()) == (False, False, True)
    assert place.found() == place.expected


def test_a_temporary_file_that_becomes_the_cache(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was there when a check listed what lies beside, and then not any more, is no finding."""
    young = cache_of(place.path).with_name(f"{cache_of(place.path).name}.1.tmp")
    young.touch()

    def listed(path: Path) -> list[Path]:
        found = caches(path)
        young.unlink()
        return found

    caches = beside._caches
    monkeypatch.setattr("index.beside._caches", listed)
    assert place.check().findings == ()


def test_a_search_tree_is_made_again(place: Place) -> None:
    """An index of SQLite that lost a row is found and made again."""
    place.damage(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, '(vector_key)', '(vector_key) WHERE 0')"
        " WHERE name = 'chunks_by_vector'",
    )
    place.damage("DELETE FROM chunks WHERE id = 1", "PRAGMA writable_schema = ON")
    place.damage(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, ' WHERE 0', '') WHERE name = 'chunks_by_vector'",
    )
    report = place.check()
    assert report.sound
    assert "search trees" in str(report.findings[0])
    assert place.check().findings == ()
    assert place.found() == place.expected


def told(place: Place) -> str:
    """How a check of a damaged file ends: SQLite finds it, or cannot even read on."""
    try:
        report = place.check()
    except LibraryDamagedError as error:
        return str(error)
    return "" if report.sound else str(report.findings[0])


def test_a_damaged_file_is_told(place: Place) -> None:
    """Damage to the file itself is not mended but told with the way out; made anew, all is there."""
    place.library.close()
    connection = sqlite3.connect(place.path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    page = connection.execute("PRAGMA page_size").fetchone()[0]
    (root,) = connection.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'chunks'"
    ).fetchone()
    connection.close()
    with place.path.open("r+b") as file:
        file.seek((root - 1) * page)
        file.write(b"\xff" * page)
    place.library = Library.open(place.path, place.embedder)
    assert "run `rag index --check --rebuild`" in told(place)
    place.library.close()
    discard(place.path)
    assert [file.name for file in place.path.parent.glob("index*")] == ["index.sqlite.lock"]
    place.library = Library.open(place.path, place.embedder)
    assert len(place.update().added) == 3
    assert place.check().findings == ()
    assert place.found() == place.expected


def test_a_check_that_cannot_write_changes_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk during a repair is a clear error, and a later check mends."""
    place.damage("DELETE FROM vectors")
    connect: Callable[[Path], sqlite3.Connection] = schema.connect

    def full(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        connection.execute("PRAGMA query_only = ON")
        return connection

    with monkeypatch.context() as patch:
        patch.setattr("index.writer.schema.connect", full)
        with pytest.raises(LibraryError, match="could not be written"):
            place.check()
    assert place.check().sound
    assert place.found() == place.expected
