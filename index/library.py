"""The index as a whole: one SQLite file, opened, checked and handed out as snapshots.

Knows nothing of how documents get into it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from index import schema, seen
from index.errors import LibraryError, LibraryFormatError, LibraryMismatchError
from index.recipe import recipe_of
from index.snapshot import Carried, Snapshot
from index.sqlite_errors import clear_errors

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from index.embed import Embedder
    from index.seen import Seen


class Library:
    """An open index. Threads may share it. Made by :meth:`open`.

    Attributes:
        path: The SQLite file; its lock and its vector cache lie beside it.
    """

    def __init__(self, path: Path, embedder: str, connection: sqlite3.Connection) -> None:
        self.path = path
        self._embedder = embedder
        self._connection = connection
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._carried: Carried | None = None

    @classmethod
    def open(cls, path: Path, embedder: Embedder, *, rebuild: bool = False) -> Library:
        """Open an index, and make it, with its folders, when it is missing.

        Args:
            path: The SQLite file.
            embedder: What its vectors are made with.
            rebuild: Open it even when it was made with another embedder, to be built anew.

        Raises:
            LibraryFormatError: When the file is no index, or one of a newer version.
            LibraryMismatchError: When it was made with another embedder.
            LibraryError: When it cannot be opened or made.
        """
        _make_folder(path)
        with clear_errors(path):
            connection = schema.connect(path)
            try:
                schema.prepare(connection, path, lambda: _manifest(embedder))
                library = cls(path, embedder.name, connection)
                if not rebuild:
                    library._check(schema.manifest_of(connection)["embedder"])
            except BaseException:
                connection.close()
                raise
        return library

    def snapshot(self) -> Snapshot:
        """The newest generation; the same object as long as nothing is written.

        The library holds it until a newer one is asked for or :meth:`let_go` is called; what another
        process writes meanwhile stays in the log beside the index, which grows by it.

        Raises:
            LibraryMismatchError: When it was built anew with another embedder meanwhile.
        """
        with self._lock, clear_errors(self.path):
            manifest = schema.manifest_of(self._connection)
            self._check(manifest["embedder"])
            if self._snapshot is None or self._snapshot.generation != int(manifest["generation"]):
                made = Snapshot(self.path, self._carried_over())
                self._check(made.embedder)  # it may be of a later generation than was looked at
                self._snapshot = made
            return self._snapshot

    def seen(self) -> dict[str, Seen]:
        """What updates last saw of each file, by its source, now and not in a snapshot.

        A file that could not be read makes no new generation, but is told here.
        """
        with self._lock, clear_errors(self.path):
            return seen.every(self._connection)

    def let_go(self) -> None:
        """Hold the last snapshot no longer if it is not of the newest generation; its vectors are kept.

        To be called after an update, so that the log beside the index can be used from its start again.
        """
        with self._lock, clear_errors(self.path):
            if self._snapshot is None:  # it may be closed by now
                return
            newest = schema.manifest_of(self._connection)["generation"]
            if self._snapshot.generation == int(newest):
                return
            self._carried, self._snapshot = self._carried_over(), None
            # Else the next snapshot would hold on to the log as well, as it could not do without it.
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Let go of the file; snapshots that are still in use go on working."""
        with self._lock:
            self._snapshot = self._carried = None
            self._connection.close()

    def _carried_over(self) -> Carried | None:
        return self._carried if self._snapshot is None else self._snapshot.carried()

    def _check(self, embedder: str) -> None:
        if embedder != self._embedder:
            raise LibraryMismatchError(
                f"index {str(self.path)!r} was made with embedder {embedder!r}, in use is "
                f"{self._embedder!r}; run `rag index --rebuild` with this embedder, or name the former "
                "one with --embedder"
            )


def _manifest(embedder: Embedder) -> dict[str, str]:
    return recipe_of(embedder) | {"dim": str(embedder.dim)}


def _make_folder(path: Path) -> None:
    try:
        if path.is_dir():
            raise LibraryFormatError(f"index {str(path)!r} is a folder; name a file with --index")
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"index {str(path)!r} cannot be made ({error.strerror or error}); "
            "name another place with --index"
        ) from error
