"""Files that were uploaded become files of the documents folder, each whole or not at all. Knows no Gradio."""

import filecmp
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index import Failure
from index.folder import require
from index.readers import objection
from ui.documents.moving import copy
from ui.documents.names import cleaned
from ui.documents.sizes import size_in_words

#: Files that are taken at once.
MAX_FILES = 100

#: Bytes one file may have.
MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What became of some files.

    Attributes:
        added: Names of those that are in the folder now.
        refused: Those that are not, and why.
    """

    added: tuple[str, ...] = ()
    refused: tuple[Failure, ...] = ()


def take(files: Sequence[Path], folder: Path) -> Uploaded:
    """Take files from where they were uploaded to; there, none is left.

    One that is refused does not keep the others out.

    Raises:
        DocumentsError: When the folder is gone.
    """
    try:
        require(folder)
        added: list[str] = []
        refused: list[Failure] = []
        for number, file in enumerate(files):
            name = cleaned(file.name)
            if reason := _against(file, name, folder, is_one_too_many=number >= MAX_FILES):
                refused.append(Failure(name, reason))
            else:
                _take(file, name, folder, added, refused)
        return Uploaded(tuple(added), tuple(refused))
    finally:
        for file in files:
            _forget(file)


def _against(file: Path, name: str, folder: Path, *, is_one_too_many: bool) -> str:
    """Why a file is not taken; empty when it is."""
    if is_one_too_many:
        return f"is one too many; upload {MAX_FILES} files at once, then the others"
    if reason := objection(file.parent, file.name):
        return reason
    if file.stat().st_size > MAX_BYTES:
        return (
            f"is larger than {size_in_words(MAX_BYTES)}; split it, or put it into the folder itself"
        )
    there = folder / name
    if there.is_file() and filecmp.cmp(file, there, shallow=False):
        return "is there already, with the same content"
    return ""


def _take(file: Path, name: str, folder: Path, added: list[str], refused: list[Failure]) -> None:
    try:
        added.append(copy(file, folder, name).name)
    except OSError as error:
        why = error.strerror or error
        refused.append(
            Failure(name, f"cannot be put into {str(folder)!r} ({why}); check permissions and disk")
        )


def _forget(file: Path) -> None:
    with suppress(OSError):
        file.unlink(missing_ok=True)
        file.parent.rmdir()  # each has a folder of its own; another file in it keeps it
