"""What gives the answers, told so exactly that a change of any part is seen."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from pathlib import Path

from index import Library
from rag.settings import Settings

_PLACES = (
    "docs",
    "index",
)  # where things lie does not change an answer; the documents' digests would


def library_of(answerer: object) -> Library | None:
    """The library that it answers from, where it has one to show."""
    library = getattr(answerer, "library", None)
    return library if isinstance(library, Library) else None


def producer_of(answerer: object) -> dict[str, str]:
    """Its kind, models, settings, documents and code, as far as it shows them.

    What else matters, such as the prompt of a benchmark's own recipe, it tells with an attribute
    ``producer``, a mapping of names to values.
    """
    kind = type(answerer)
    told = {"kind": f"{kind.__module__}.{kind.__qualname__}", "code": _code()}
    if isinstance(settings := getattr(answerer, "settings", None), Settings):
        told |= {k: str(v) for k, v in asdict(settings).items() if k not in _PLACES}
    # After the settings: what is called "embedder" there may be another one tomorrow.
    for part in ("embedder", "generator"):
        if name := getattr(getattr(answerer, part, None), "name", None):
            told[part] = str(name)
    if library := library_of(answerer):
        told["documents"] = _documents(library)
    own = getattr(answerer, "producer", {})
    return told | {str(k): str(v) for k, v in own.items()} if isinstance(own, Mapping) else told


def _documents(library: Library) -> str:
    known = [(d.source, d.digest, d.chunks) for d in library.snapshot().documents()]
    return hashlib.sha256(repr(known).encode()).hexdigest()[:16]


@cache
def _code() -> str:
    """Digest of the modules and data that make answers."""
    digest = hashlib.sha256()
    for package in ("index", "rag"):
        root = Path(str(files(package)))
        for path in sorted(root.rglob("*")):
            if path.suffix in {".py", ".json"} and "evaluation" not in path.relative_to(root).parts:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
