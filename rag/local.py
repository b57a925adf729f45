"""Whether a folder holds a model that is safe and complete, and which. Loads nothing."""

import hashlib
import json
from pathlib import Path

from rag.errors import ModelError

INDEX = "model.safetensors.index.json"  # lists the weight files of a model that has several
MODULES = "modules.json"  # lists the parts of a sentence-transformers model
DESCRIBING = ("*.json", "*.txt", "*.model")  # settings, prompts, vocabulary
PICKLED = ("*.bin", "*.pt", "*.pth")
SAMPLE = 1 << 20  # bytes read at each of three places of a weight file


def fingerprint(folder: Path) -> str:
    """Tells the weights in ``folder`` from any others: SHA-256 over names, sizes and samples.

    Other weights of the same shape differ everywhere, so the start, middle and end of each file
    are enough, and gigabytes need not be read at every start.

    A sentence-transformers model counts with everything its vectors depend on: the weights of each of
    its modules, their settings, the tokenizer and the prompts.

    Raises:
        ModelError: If it holds no model, not all of it, or only pickled weights.
    """
    digest = hashlib.sha256()
    modular = (folder / MODULES).is_file()
    for path in _parts(folder) if modular else _single(folder):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()} {size}\n".encode())
        with path.open("rb") as file:
            for start in (0, size // 2, max(0, size - SAMPLE)):
                file.seek(start)
                digest.update(file.read(SAMPLE))
    return digest.hexdigest()


def _parts(folder: Path) -> list[Path]:
    """The files that a sentence-transformers model is made of, by name."""
    found = {folder}
    try:
        modules = json.loads((folder / MODULES).read_text(encoding="utf-8"))
        found |= {folder / module["path"].lstrip("/") for module in modules}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{folder / MODULES} is not a list of modules; copy it again") from error
    weights = [path for part in sorted(found) for path in _weights_if_any(part)]
    if not weights:
        raise ModelError(f"{folder} holds no *.safetensors weights; copy them there")
    others = {path for part in found for kind in DESCRIBING for path in part.glob(kind)}
    return sorted({*weights, *others})


def _weights_if_any(part: Path) -> list[Path]:
    """The weight files of a module; a pooling, for one, has none."""
    holds = any(any(part.glob(pattern)) for pattern in ("*.safetensors", INDEX, *PICKLED))
    return _weights(part) if holds else []


def _single(folder: Path) -> list[Path]:
    """The weight files of a model that is one transformer, by name."""
    if not (folder / "config.json").is_file():
        raise ModelError(f"{folder} holds no model: config.json is missing; name a model's folder")
    return _weights(folder)


def _weights(folder: Path) -> list[Path]:
    """The weight files in a folder, by name."""
    found = sorted(folder.glob("*.safetensors"))
    if not found and any(any(folder.glob(pattern)) for pattern in PICKLED):
        raise ModelError(
            f"{folder} holds pickled weights only, which can run code when loaded; "
            "convert them to safetensors first"
        )
    if not found:
        raise ModelError(f"{folder} holds no *.safetensors weights; copy them there")
    if missing := sorted(_listed(folder) - {path.name for path in found}):
        raise ModelError(f"{folder} is incomplete: {missing[0]} is missing; copy it again")
    return found


def _listed(folder: Path) -> set[str]:
    """The weight files that the model's own list names; none where it has no list."""
    index = folder / INDEX
    if not index.is_file():
        return set()
    try:
        return set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{index} is not a list of weight files; copy it again") from error
