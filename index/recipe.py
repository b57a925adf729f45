"""What an index is made with; when any of it changes, every document is read and cut again.

Knows nothing of how any of it works.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import unidata_version

from index.chunks import CHUNK_TOKENS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.embed import Embedder

READERS = 2
"""Version of the readers: raise it when one of them gives another text for the same file."""

SPLITTER = 3
"""Version of the splitter: raise it when it cuts the same text in other places."""

ANALYZER = 2
"""Version of the keyword search: raise it when other words are stored for the same text."""


def recipe_of(embedder: Embedder) -> dict[str, str]:
    """What an index of this version is made with, as entries of its manifest.

    The vectors of a text depend on the embedder alone, so they outlive every other change. Its
    dimension is not asked for here: a model may have to load to know it, and the name tells it.
    """
    return {
        "embedder": embedder.name,
        "chunk_tokens": str(CHUNK_TOKENS),
        "readers": str(READERS),
        "splitter": str(SPLITTER),
        "analyzer": str(ANALYZER),
        "words": _words(),
    }


@lru_cache
def _words() -> str:
    """What words are told and stemmed with: FTS5 forgets a text only when it is given the very same terms."""
    from importlib.metadata import version

    libraries = [f"{name}-{version(name)}" for name in ("regex", "snowballstemmer")]
    return ",".join([*libraries, f"unicode-{unidata_version}"])


def in_one_line(recipe: Mapping[str, str]) -> str:
    """A recipe as a single value to compare."""
    return " ".join(f"{key}={value}" for key, value in sorted(recipe.items()))
