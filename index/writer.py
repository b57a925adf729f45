"""Writes to an index, one process at a time. Knows tables, nothing of files or of embedding."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from index import lineage, rows, schema, seen, staging
from index.errors import LibraryError
from index.lock import locked
from index.sqlite_errors import clear_errors

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from index.documents import Document
    from index.embed import FloatMatrix
    from index.prepared import Prepared
    from index.seen import Seen


class Writer:
    """The write side of an index; every method that writes is one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._execute = connection.execute

    def manifest(self) -> dict[str, str]:
        """Every entry of the manifest."""
        return schema.manifest_of(self.connection)

    def digests(self) -> dict[str, str]:
        """The digest of every indexed document, by source."""
        return dict(self._execute("SELECT source, digest FROM documents"))

    def document(self, source: str) -> Document:
        """An indexed document, with its text."""
        return rows.document(self.connection, source)

    def seen(self, source: str) -> Seen | None:
        """What was last seen of a file; None when nothing was."""
        return seen.of(self.connection, source)

    def all_seen(self) -> list[str]:
        """Every file of which something is known."""
        return seen.sources(self.connection)

    def note(self, files: Sequence[Seen]) -> None:
        """Remember what was seen of some files."""
        with schema.transaction(self.connection):
            seen.note(self.connection, files)

    def forget(self, sources: Iterable[str]) -> None:
        """Know nothing more of some files."""
        with schema.transaction(self.connection):
            seen.forget(self.connection, sources)

    def has_vector(self, embedder: str, key: bytes) -> bool:
        """Whether a text has been embedded before."""
        found = self._execute(
            "SELECT 1 FROM vectors WHERE embedder = ? AND key = ?", (embedder, key)
        )
        return found.fetchone() is not None

    def add_vectors(self, embedder: str, keys: Sequence[bytes], matrix: FloatMatrix) -> None:
        """Keep the vectors of new texts; ``matrix`` is (len(keys), dim) float32."""
        values = ((embedder, key, row.tobytes()) for key, row in zip(keys, matrix, strict=True))
        with schema.transaction(self.connection):
            self.connection.executemany("INSERT INTO vectors VALUES (?, ?, ?)", values)
            # Nothing refers to them yet, and perhaps never will: this update may be cut short.
            loose = ((key,) for key in keys)
            self.connection.executemany("INSERT OR IGNORE INTO loose VALUES (?)", loose)

    def commit(
        self, prepared: Sequence[Prepared], gone: Sequence[str] = (), failed: Sequence[Seen] = ()
    ) -> None:
        """Make a new generation: write documents whole, remove others; remember what failed."""
        with schema.transaction(self.connection):
            for source in (*gone, *(item.document.source for item in prepared)):
                rows.remove(self.connection, source)
            for item in prepared:
                rows.insert(self.connection, item)
            seen.note(self.connection, failed)
            if prepared or gone:
                self._advance({})

    def drop_loose_vectors(self, embedder: str) -> None:
        """Forget the vectors that no chunk refers to any more, of those that may be such."""
        if self._execute("SELECT 1 FROM loose").fetchone():
            with schema.transaction(self.connection):
                loose = "embedder = ? AND key IN (SELECT key FROM loose)"
                self._execute(f"DELETE FROM vectors WHERE {loose} AND {rows.UNUSED}", (embedder,))  # noqa: S608  # the same
                self._execute("DELETE FROM loose")

    def drop_vectors(self, embedder: str, keys: Iterable[bytes]) -> None:
        """Forget some vectors, as they are wrong."""
        values = [(embedder, key) for key in keys]
        with self.repairing():
            self.connection.executemany(
                "DELETE FROM vectors WHERE embedder = ? AND key = ?", values
            )

    def drop_unused_vectors(self, embedder: str) -> None:
        """Forget every vector that no chunk refers to, and those of any other embedder."""
        with schema.transaction(self.connection):
            self._drop_unused_vectors(embedder)

    def staged(self, recipe: str) -> dict[str, str]:
        """The digest of every document that a rebuild has kept aside so far, by source."""
        return staging.digests(self.connection, recipe)

    def begin_anew(self) -> None:
        """Forget what was seen of files, so that each is looked at again."""
        with schema.transaction(self.connection):
            self._execute("DELETE FROM files")
            self._execute("DELETE FROM staged")

    def keep_staged(self, sources: set[str]) -> None:
        """Of what is kept aside, keep only some."""
        with schema.transaction(self.connection):
            staging.keep_only(self.connection, sources)

    def stage(self, prepared: Sequence[Prepared], failed: Sequence[Seen], recipe: str) -> None:
        """Keep documents of a rebuild aside; remember what failed."""
        with schema.transaction(self.connection):
            for item in prepared:
                staging.insert(self.connection, item, recipe)
            seen.note(self.connection, failed)

    def replace_all(self, manifest: Mapping[str, str], told: Callable[[int], None]) -> None:
        """Make a new generation of what was kept aside, in place of everything, vectors included.

        Args:
            manifest: What it was made with.
            told: Called with the number of documents done so far.
        """
        with schema.transaction(self.connection):
            rows.clear(self.connection)
            for done, item in enumerate(staging.documents(self.connection), start=1):
                rows.insert(self.connection, item)
                told(done)
            self._execute("DELETE FROM staged")
            self._drop_unused_vectors(manifest["embedder"])
            self._advance(manifest)

    @contextmanager
    def repairing(self) -> Iterator[None]:
        """A transaction that makes a new generation, which nothing kept of former ones fits."""
        with schema.transaction(self.connection):
            lineage.cut(self.connection)
            self._advance({})
            yield

    def _drop_unused_vectors(self, embedder: str) -> None:
        self._execute(f"DELETE FROM vectors WHERE embedder <> ? OR {rows.UNUSED}", (embedder,))  # noqa: S608  # our own words
        self._execute("DELETE FROM loose")

    def _advance(self, manifest: Mapping[str, str]) -> None:
        generation = int(self.manifest()["generation"]) + 1
        lineage.advance(self.connection, generation)
        entries = {**manifest, "generation": str(generation)}
        self.connection.executemany(
            "INSERT OR REPLACE INTO manifest VALUES (?, ?)", entries.items()
        )


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Hold the index's lock and a connection to write with.

    Raises:
        LibraryBusyError: When another process is still updating after ``lock.LOCK_SECONDS``.
        LibraryError: When the file cannot be written; its former content is intact.
    """
    with locked(path), clear_errors(path):
        connection = schema.connect(path)
        try:
            if not schema.is_ours(connection, path):
                raise LibraryError(
                    f"index {str(path)!r} was deleted meanwhile; start again to make it"
                )
            yield Writer(connection)
        finally:
            connection.close()
