"""Room and rights on the disk, said in one line; small files, whole or not at all. Knows nothing of models."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from rag.errors import ModelError

GB, MB = 1_000_000_000, 1_000_000  # bytes, as disks are sold
FIX = "free some space, or set RAG_MODELS to a folder elsewhere"


def require_space(folder: Path, need: int, purpose: str) -> None:
    """Makes sure that there is room before work begins.

    Args:
        folder: Where it will be written; need not exist yet.
        need: Bytes.
        purpose: What for, as in "fetching model 'tiny'".

    Raises:
        ModelError: If less than ``need`` is free.
    """
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    if free < need:
        raise ModelError(
            f"{purpose} needs {in_words(need)} in {folder}, where {in_words(free)} are free; {FIX}"
        )


def writing(folder: Path) -> AbstractContextManager[None]:
    """Says in one line why ``folder`` cannot be written: a full disk, no right to, a file in the way.

    Raises:
        ModelError: In place of an OSError.
    """
    return _told(lambda reason: f"models cannot be kept in {folder}: {reason}; {FIX}")


def reading(model: str) -> AbstractContextManager[None]:
    """Says in one line why ``model`` cannot be read: no right to, a name too long, a bad disk.

    Raises:
        ModelError: In place of an OSError.
    """
    fix = "check its name and the permissions"
    return _told(lambda reason: f"model {model!r} cannot be read ({reason}); {fix}")


def put(path: Path, text: str) -> None:
    """Writes a small file, which is there whole or not at all; folders are made.

    Raises:
        OSError: If it cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


@contextmanager
def _told(line: Callable[[str], str]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ModelError(line(error.strerror or str(error))) from error


def in_words(size: int) -> str:
    """Bytes as people read them: ``98 MB``, ``1.1 GB``."""
    return f"{size / GB:.1f} GB" if size >= GB else f"{size / MB:.0f} MB"
