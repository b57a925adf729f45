"""Which number formats the models take on this machine, measured and remembered. Knows no model."""

import json
import logging
import os
import platform
from collections.abc import Callable, Sequence
from functools import partial
from operator import mul
from pathlib import Path

from index.precision import DTYPES, embedding_dtype, fastest, seconds
from rag.disk import put
from rag.errors import SettingsError
from rag.loading import INT8

log = logging.getLogger(__name__)

FORMATS = (INT8, *DTYPES)
"""Of the generator. ``int8`` is only for it, see ``rag.int8``; an embedder has its own probe."""
WIDTH, HEIGHT = 1536, 8960  # of the widest matrices in the default generator
TIMES = {1: 20, 11: 20, 256: 2}
"""How often an answer multiplies so many rows at once: tokens decoded alone, with some ten
guessed ones (see ``rag.decode``), and the prompt."""
TURNS = 4  # each format has so many, one after the other
GAIN = 1.5
"""Another format must be faster than int8 by this factor: int8 needs half the memory, and a busy machine
slows its many small products more than the few large ones of the others."""
PROBE = 0.03  # seconds for each number of rows in a turn, or one run where a run takes longer


def best_dtype(cache_folder: Path) -> str:
    """``int8``, ``bfloat16`` or ``float32``: ``RAG_DTYPE``, or what a probe of about a second found.

    The result is kept in ``cache_folder`` for this processor, torch version and thread count.

    Raises:
        SettingsError: If ``RAG_DTYPE`` is something else.
    """
    return named_dtype() or _remembered(cache_folder, "model", FORMATS, _cheapest)


def embedder_dtype(cache_folder: Path) -> str:
    """``bfloat16`` or ``float32``: what :func:`index.precision.embedding_dtype` found, kept likewise.

    Measured at every start, a busy moment could choose the other one, and vectors differ by its rounding.
    """
    return _remembered(cache_folder, "embedder", DTYPES, embedding_dtype)


def named_dtype() -> str | None:
    """What ``RAG_DTYPE`` demands; None when it is unset.

    Raises:
        SettingsError: If it is none of the formats.
    """
    named = os.environ.get("RAG_DTYPE") or None
    if named not in (None, *FORMATS):
        raise SettingsError(
            f"RAG_DTYPE = {named!r} is not usable: it must be {', '.join(DTYPES)} or {INT8}, or unset"
        )
    return named


def _remembered(folder: Path, who: str, formats: Sequence[str], measure: Callable[[], str]) -> str:
    """Which of ``formats`` was measured on this machine; measured now where nobody knows."""
    file, machine = folder / "precision.json", f"{'/'.join(formats)} on {_machine()}"
    known = _read(file)
    if known.get(machine) not in formats:
        known[machine] = measure()
        log.info("the %s computes in %s on this machine (%s)", who, known[machine], machine)
        _write(file, known)
    return known[machine]


def _cheapest() -> str:
    """int8, unless an answer spends far less time in one matrix of another format.

    All are tried in turns, and of each the fastest turn counts, as whatever else the machine does
    comes and goes: it should choose the same however busy it is.
    """
    turns = [[_runs(name) for name in FORMATS] for _ in range(TURNS)]
    int8, *others = (
        sum(map(mul, TIMES.values(), map(min, *runs))) for runs in zip(*turns, strict=True)
    )
    cost, name = min(zip(others, DTYPES, strict=True))
    return name if cost * GAIN < int8 else INT8


def _runs(name: str) -> list[float]:
    """Seconds of one product in a format, for each number of rows in ``TIMES``."""
    measure = _int8_seconds if name == INT8 else partial(seconds, dtype=name, least=PROBE)
    return [measure(rows, WIDTH, HEIGHT) for rows in TIMES]


def _int8_seconds(rows: int, width: int, height: int) -> float:
    """As ``index.precision.seconds``, of a layer in eight bits; endless where torch cannot do it."""
    import torch

    from rag.int8 import Int8Linear, Shared

    weight, step = torch.ones(height, width, dtype=torch.int8), torch.ones(height)
    layer = Int8Linear(weight, step, None, torch.bfloat16, Shared())
    left = torch.ones(rows, width, dtype=torch.bfloat16)
    try:
        return fastest(lambda: layer(left[:]), least=PROBE)  # another view, or it is rounded once
    except RuntimeError as error:
        log.info("no products of eight bits on this machine (%s)", error)
        return float("inf")


def _machine() -> str:
    import torch

    return f"{_processor()}, torch {torch.__version__}, {torch.get_num_threads()} threads"


def _processor() -> str:
    """The processor's model name; its kind where the system does not tell."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _read(file: Path) -> dict[str, str]:
    """What was measured before; nothing where the file is missing or damaged."""
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _write(file: Path, known: dict[str, str]) -> None:
    """Keeps it; where it cannot be kept, it is measured again next time."""
    try:
        put(file, json.dumps(known, indent=2))
    except OSError as error:
        log.info("%s cannot be written (%s)", file, error)
