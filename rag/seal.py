"""A folder that is complete or not there: sealed last, renamed into place as a whole.

The seal is a file that lists every other file with its size and SHA-256. It is written after
everything it lists is on the disk, so a folder that has it was not made by a killed process.
Knows nothing of what the files are.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

SEAL = "sealed.json"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a sealed folder holds.

    Attributes:
        source: SHA-256 of what it was made from, hexadecimal.
        maker: What made it, with its version.
        sizes: Bytes of each file by its path in the folder, with forward slashes.
        digests: SHA-256 of each file by the same path.
    """

    source: str
    maker: str
    sizes: Mapping[str, int]
    digests: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """The folder's seal; None where there is none that can be read."""
        try:
            values: Any = json.loads((folder / SEAL).read_text(encoding="utf-8"))
            return cls(
                str(values["source"]),
                str(values["maker"]),
                {str(path): int(size) for path, size in values["sizes"].items()},
                {str(path): str(digest) for path, digest in values["digests"].items()},
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            # Whatever is wrong with it, the folder is made again.
            return None

    def fits(self, folder: Path) -> bool:
        """Whether every file is there in its recorded size; reads no file, so it takes no time."""
        return set(self.sizes) == set(self.digests) and all(
            (folder / path).is_file() and (folder / path).stat().st_size == size
            for path, size in self.sizes.items()
        )

    def broken(self, folder: Path) -> tuple[str, ...]:
        """Paths whose bytes are not the recorded ones; reads every file."""
        return tuple(
            path
            for path, digest in self.digests.items()
            if not (folder / path).is_file() or sha256_of(folder / path) != digest
        )


def sealed(folder: Path, source: str) -> bool:
    """Whether ``folder`` is complete and was made from ``source``."""
    seal = Seal.read(folder)
    return seal is not None and seal.source == source and seal.fits(folder)


def seal(unfinished: Path, folder: Path, source: str, maker: str) -> Path:
    """Seals ``unfinished`` and gives it the name ``folder``, in place of whatever had that name.

    Args:
        unfinished: A folder beside ``folder``, with everything in it.
        folder: The final name.
        source: SHA-256 of what it was made from, hexadecimal.
        maker: What made it, with its version.

    Returns:
        ``folder``.
    """
    files = {path.relative_to(unfinished).as_posix(): path for path in _files(unfinished)}
    record = Seal(
        source,
        maker,
        {name: path.stat().st_size for name, path in files.items()},
        {name: sha256_of(path) for name, path in files.items()},
    )
    for path in files.values():
        path.chmod(0o644)  # safetensors lets only the owner read; a models folder may serve several
        _flush(path)
    (unfinished / SEAL).write_text(json.dumps(asdict(record), indent=2), encoding="utf-8")
    _flush(unfinished / SEAL)
    if folder.exists():
        shutil.rmtree(folder)
    unfinished.rename(folder)
    _flush(folder.parent)
    return folder


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != SEAL)


def _flush(path: Path) -> None:
    """Makes the system write it to the disk now, a folder's list of names included."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
