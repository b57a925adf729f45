"""Writes to an index, one process at a time. Knows tables, nothing of files or of embedding."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from index import rows, schema
from index.errors import LibraryBusyError, LibraryError
from index.sqlite_errors import clear_errors

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from index.documents import Document
    from index.embed import FloatMatrix
    from index.prepared import Prepared

LOCK_SECONDS = 60.0
"""How long to wait for another process's update before giving up."""


class Writer:
    """The write side of an index; every method that writes is one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._execute = connection.execute

    def manifest(self) -> dict[str, str]:
        """Every entry of the manifest."""
        return schema.manifest_of(self._connection)

    def digests(self) -> dict[str, str]:
        """The digest of every indexed document, by source."""
        return dict(self._execute("SELECT source, digest FROM documents"))

    def document(self, source: str) -> Document:
        """An indexed document, with its text."""
        return rows.document(self._connection, source)

    def has_vector(self, embedder: str, key: bytes) -> bool:
        """Whether a text has been embedded before."""
        found = self._execute(
            "SELECT 1 FROM vectors WHERE embedder = ? AND key = ?", (embedder, key)
        )
        return found.fetchone() is not None

    def add_vectors(self, embedder: str, keys: Sequence[bytes], matrix: FloatMatrix) -> None:
        """Keep the vectors of new texts; ``matrix`` is (len(keys), dim) float32."""
        values = ((embedder, key, row.tobytes()) for key, row in zip(keys, matrix, strict=True))
        with schema.transaction(self._connection):
            self._connection.executemany("INSERT INTO vectors VALUES (?, ?, ?)", values)

    def commit(
        self, prepared: Sequence[Prepared], gone: Sequence[str], manifest: Mapping[str, str]
    ) -> None:
        """Make a new generation: write documents whole, remove others, change the manifest."""
        with schema.transaction(self._connection):
            for source in (*gone, *(item.document.source for item in prepared)):
                rows.remove(self._connection, source)
            for item in prepared:
                rows.insert(self._connection, item)
            generation = str(int(self.manifest()["generation"]) + 1)
            self._connection.executemany(
                "INSERT OR REPLACE INTO manifest VALUES (?, ?)",
                {**manifest, "generation": generation}.items(),
            )

    def drop_unused_vectors(self, embedder: str) -> None:
        """Forget the vectors that no chunk refers to, and those of any other embedder."""
        with schema.transaction(self._connection):
            self._execute(
                "DELETE FROM vectors WHERE embedder <> ? OR key NOT IN (SELECT vector_key FROM chunks)",
                (embedder,),
            )


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Hold the index's lock and a connection to write with.

    Raises:
        LibraryBusyError: When another process is still updating after ``LOCK_SECONDS``.
        LibraryError: When the file cannot be written; its former content is intact.
    """
    with _locked(path), clear_errors(path):
        connection = schema.connect(path)
        try:
            if not schema.is_ours(connection, path):
                raise LibraryError(
                    f"index {str(path)!r} was deleted meanwhile; start again to make it"
                )
            yield Writer(connection)
        finally:
            connection.close()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(path.with_name(f"{path.name}.lock"), timeout=LOCK_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise LibraryBusyError(
            f"index {str(path)!r} is being updated by another process; wait for it, then run again"
        ) from error
    except OSError as error:
        raise LibraryError(
            f"index {str(path)!r} cannot be written ({error.strerror or error}); "
            "check the permissions of its folder, or name another with --index"
        ) from error
    try:
        yield
    finally:
        lock.release()
