"""A file that spares reading all vectors anew at every start. Knows bytes, nothing of SQLite.

It is only a cache: missing, foreign, cut short or damaged, it is made again, and no error. One of an earlier
state of the same library is brought up to date, as after that state no id was used twice.

Layout: one line of JSON, then the ids, the ids of ``extra``, the ranges of the coding, the bytes of the
vectors and those of ``extra``, without gaps, little-endian.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from index.vector_part import Coding, Part
from index.vectors import FaissVectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from index.vector_part import CodeMatrix, IdArray
    from index.vectors import StoredRows

_log = logging.getLogger(__name__)

FORMAT = 2
"""Version of the layout."""

ALIGNMENT = 64
"""The first line is filled up to a multiple of so many bytes, as numbers are read fastest in place."""

MOST_HEADER_BYTES = 4096
"""A first line longer than this is none of ours."""


class Lineage(Protocol):
    """One state of a library, and what was before it; see :class:`index.lineage.Lineage`."""

    @property
    def state(self) -> tuple[int, str]:
        """Which one: a generation and its token."""

    def holds(self, state: tuple[int, str]) -> bool:
        """Whether a store of ``state`` can be brought up to date to this one."""


@dataclass(frozen=True, slots=True)
class VectorCache:
    """Where the vectors of one library, made with one embedder, are kept between runs.

    Attributes:
        path: The file.
        lineage: The state of the library whose vectors they are to be.
        embedder: Name of the embedder.
        dim: Numbers in a vector.
    """

    path: Path
    lineage: Lineage
    embedder: str
    dim: int

    def open(
        self, ids: IdArray, rows: StoredRows, former: FaissVectors | None = None
    ) -> FaissVectors:
        """The vectors of ``ids``, with as little read and written as can be.

        Args:
            ids: All that the store is to hold.
            rows: Where the exact vectors are.
            former: A store of an earlier state of the same library and embedder; else the file is read.
        """
        before = former or self.load(rows)
        if before is None:
            store = FaissVectors.build(ids, self.dim, rows)
        else:
            store = before.updated(ids, rows)
        if not store.changes and (before is None or store.base is not before.base):
            self._try_to_save(store)
        return store

    def load(self, rows: StoredRows) -> FaissVectors | None:
        """The vectors in the file; None when it is missing, of something else, or damaged."""
        try:
            return self._read(rows)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            _log.warning("vector cache %s cannot be used (%s); making it again", self.path, error)
            return None

    def save(self, store: FaissVectors) -> None:
        """Write the file whole or not at all.

        Raises:
            OSError: When it cannot be written; the former file, if any, is untouched.
        """
        ids, codes = store.base.living()
        extra_ids, extra_codes = store.extra.living()
        ranges = store.base.coding.ranges
        body = [ids, extra_ids, *([] if ranges is None else [ranges]), codes, extra_codes]
        fields = self._expected() | {
            "state": self.lineage.state,
            "kind": store.base.coding.kind,
            "count": len(ids),
            "extra": len(extra_ids),
        }
        _write_whole(self.path, fields, body)

    def _try_to_save(self, store: FaissVectors) -> None:
        try:
            self.save(store)
        except OSError as error:
            # Only a cache: searching works without it, and the next start makes it again.
            _log.warning("vector cache %s cannot be saved (%s)", self.path, error)

    def _expected(self) -> dict[str, object]:
        return {
            "format": FORMAT,
            "embedder": self.embedder,
            "dim": self.dim,
        }

    def _read(self, rows: StoredRows) -> FaissVectors:
        import numpy as np

        fields, take = _checked(self.path)
        if not self._expected().items() <= fields.items():
            raise ValueError("it is of another embedder or version")
        generation, token = fields["state"]
        if not self.lineage.holds((generation, token)):
            raise ValueError("it was not made of this index, or of a later state of it")
        # Every number below is as it was written: the digest covers the first line too.
        ids = take(8 * fields["count"]).view(np.int64).copy()
        extra_ids = take(8 * fields["extra"]).view(np.int64).copy()
        coding = Coding(self.dim)
        if fields["kind"] == "sq8":
            ranges = take(8 * self.dim).view(np.float32).copy()
            coding = Coding(self.dim, ranges.reshape(2, self.dim))
        codes = take(len(ids) * coding.size).reshape(len(ids), coding.size)
        vectors = take(len(extra_ids) * 4 * self.dim).view(np.float32)
        base = Part.filled(coding, ids, lambda start, stop: codes[start:stop])
        extra = Part.plain(extra_ids, vectors.reshape(len(extra_ids), self.dim))
        return FaissVectors(np.sort(np.concatenate([ids, extra_ids])), rows, base, extra)


def is_sound(path: Path) -> bool:
    """Whether a file is a cache, of whatever library, and undamaged."""
    try:
        _checked(path)
    except (OSError, ValueError, RecursionError):
        return False
    return True


def _checked(path: Path) -> tuple[dict[str, Any], Callable[[int], CodeMatrix]]:
    """The first line of a file, and what takes piece after piece of the rest, once its digest fits."""
    import numpy as np

    # Mapped, not read: what is used is copied once, to where it is used, and nothing else.
    content = np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray)
    line, newline, _ = content[:MOST_HEADER_BYTES].tobytes().partition(b"\n")
    fields = json.loads(line) if newline else None
    if not isinstance(fields, dict):
        raise ValueError("it has no first line")  # noqa: TRY004  # the file's fault, not the caller's
    body = content[len(line) + 1 :]
    digest = fields.pop("sha256", None)
    if digest != _digest(fields, [body]):
        raise ValueError("its digest does not fit")
    place = 0

    def take(size: int) -> CodeMatrix:
        nonlocal place
        place += size
        return body[place - size : place]

    return fields, take


def _digest(fields: dict[str, Any], body: Iterable[Any]) -> str:
    digest = hashlib.sha256(json.dumps(fields, sort_keys=True).encode())
    for piece in body:
        digest.update(piece)
    return digest.hexdigest()


def _write_whole(path: Path, fields: dict[str, Any], body: Sequence[Any]) -> None:
    line = json.dumps(fields | {"sha256": _digest(fields, body)})
    line += " " * (-(len(line) + 1) % ALIGNMENT) + "\n"
    # Threads and processes, also of other machines, may save at once. Not by tempfile, whose files only
    # their owner may read.
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(line.encode())
            for piece in body:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
