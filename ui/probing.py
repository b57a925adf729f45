"""The engines measured on this machine, as lines for a terminal. Knows nothing of how it is measured."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rag.errors import ModelError
from ui.terminal import size, table

if TYPE_CHECKING:
    from rag.probe import Run
    from ui.progress import Callback


def probe_lines(model: str, progress: "Callback") -> Iterator[str]:
    """Measures both engines with ``model``, or transformers alone where the other is not installed.

    Raises:
        ModelError: If the model cannot be had or run.
    """
    from rag.llama import require_package
    from rag.models import ensure, ensure_gguf, models_folder
    from rag.probe import keep, probe, verdict
    from rag.settings import ENGINES

    engines: Sequence[str] = ENGINES
    try:
        require_package()
        ensure_gguf(model, progress)
    except ModelError as error:
        yield f"transformers alone is measured: {error}"
        engines = ENGINES[:1]
    ensure(model, progress)
    found = probe(model, engines)
    keep(model, found, models_folder())
    yield from run_table(found)
    if len(found) > 1:
        yield verdict(found)


def run_table(found: "Sequence[Run]") -> Iterator[str]:
    """A row for each engine."""
    rows = [("ENGINE", "FIRST TOKEN", "TOKENS/S", "WHOLE ANSWER", "MEMORY")]
    for run in found:
        first, whole = f"{run.first:.2f} s", f"{run.whole:.2f} s"
        rows.append((run.engine, first, f"{run.rate:.1f}", whole, size(run.memory)))
    yield from table(rows)
