"""Every setting of the assistant, in one frozen record. Knows nothing of what the settings do."""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

from rag.errors import SettingsError

ENGINES = ("transformers", "llama.cpp")
FILE = "rag.toml"  # read from the working folder when it is there


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings; the defaults are the measured ones.

    Attributes:
        docs: Folder of documents; None takes ``./seeds`` when it is there.
        index: File of the index; None takes one per documents folder in the user's data folder.
        embedder: ``embedder`` (the default one), a local sentence-transformers folder or a hub id.
        model: Generator: ``default``, ``small``, ``tiny``, a local folder, a ``.gguf`` file or a hub id.
        engine: What runs the generator: ``transformers``, or ``llama.cpp`` (an extra, see ``rag.llama``).
        passages: How many passages the model is shown, at least 1.
        candidates: How many hits each retrieval signal gives to the fusion, at least ``passages``.
        max_answer_tokens: Where an answer is cut, in the model's tokens.
        threshold: Probability in [0, 1] that the documents answer, below which the assistant
            refuses; None takes the fitted one.
        strict: Drop unverified sentences instead of showing them marked.
        full: Answer with the details that the passages give, where one short sentence is usual.
    """

    docs: Path | None = None
    index: Path | None = None
    embedder: str = "embedder"
    model: str = "default"
    engine: str = "transformers"
    passages: int = 4
    candidates: int = 50
    max_answer_tokens: int = 200
    threshold: float | None = None
    strict: bool = False
    full: bool = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ, file: Path | None = None) -> Self:
        """Defaults, overridden by ``rag.toml``, overridden by ``RAG_`` variables.

        Raises:
            SettingsError: For a value that cannot be read, or a name in the file that is no setting.
        """
        path = file or Path(FILE)
        values: dict[str, Any] = _read_file(path) if path.is_file() else {}
        names = {field.name for field in fields(cls)}
        if unknown := sorted(set(values) - names):
            raise SettingsError(
                f"{path}: no setting is called {unknown[0]!r}; there are {', '.join(sorted(names))}"
            )
        for name in names:
            if (text := environ.get(f"RAG_{name.upper()}")) not in (None, ""):
                values[name] = text
        return cls(**{name: _parsed(name, value) for name, value in values.items()})


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read ({error.strerror or error}); check its permissions"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML ({error}); mend or remove it") from error


def _parsed(name: str, value: Any) -> Any:  # noqa: ANN401  a value from outside
    try:
        return _PARSERS[name](value)
    except (TypeError, ValueError, RuntimeError) as error:  # the last for the ~ of an unknown user
        raise SettingsError(f"setting {name} = {value!r} is not usable: {error}") from error


def _whole(value: Any) -> int:  # noqa: ANN401
    if (number := int(value)) < 1:
        raise ValueError("it must be 1 or more")
    return number


def _share(value: Any) -> float:  # noqa: ANN401
    if not 0 <= (number := float(value)) <= 1:
        raise ValueError("it must be between 0 and 1")
    return number


def _switch(value: Any) -> bool:  # noqa: ANN401
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if (switch := words.get(str(value).lower())) is None:
        raise ValueError("it must be true or false")
    return switch


def _engine(value: Any) -> str:  # noqa: ANN401
    if value not in ENGINES:
        raise ValueError(f"it must be {' or '.join(ENGINES)}")
    return str(value)


_PARSERS: dict[str, Callable[[Any], Any]] = {
    "docs": lambda value: Path(value).expanduser(),
    "index": lambda value: Path(value).expanduser(),
    "embedder": str,
    "model": str,
    "engine": _engine,
    "passages": _whole,
    "candidates": _whole,
    "max_answer_tokens": _whole,
    "threshold": _share,
    "strict": _switch,
    "full": _switch,
}
