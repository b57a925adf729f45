"""Which number format multiplies faster on this machine, measured. Knows nothing of models.

bfloat16 halves the memory traffic and has its own instructions on some processors; on others it
is emulated and several times slower than float32. No table of processors is kept: it is tried.
"""

import json
import logging
import os
import platform
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import SettingsError

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)

DTYPES = ("bfloat16", "float32")
WIDTH, HEIGHT = 1536, 8960  # of the widest matrices in the default generator
TIMES = {1: 20, 11: 20, 256: 2}
"""How often an answer multiplies so many rows at once: tokens decoded alone, tokens decoded with ten
guessed ones (see ``rag.decode``), and the prompt."""
PROBE = 0.1  # seconds for each number of rows, or one run where a run takes longer


def best_dtype(cache_folder: Path) -> str:
    """``bfloat16`` or ``float32``: ``RAG_DTYPE``, or what a probe of about a second found.

    The result is kept in ``cache_folder`` for this processor, torch version and thread count.

    Raises:
        SettingsError: If ``RAG_DTYPE`` is something else.
    """
    if named := os.environ.get("RAG_DTYPE"):
        if named not in DTYPES:
            raise SettingsError(
                f"RAG_DTYPE = {named!r} is not usable: it must be {' or '.join(DTYPES)}, or unset"
            )
        return named
    file, machine = cache_folder / "precision.json", _machine()
    known = _read(file)
    if known.get(machine) not in DTYPES:
        known[machine] = min(DTYPES, key=_cost)
        log.info("numbers are %s on this machine (%s)", known[machine], machine)
        _write(file, known)
    return known[machine]


def _cost(name: str) -> float:
    """Seconds that an answer spends in one matrix."""
    import torch

    dtype = getattr(torch, name)
    matrix = torch.zeros(HEIGHT, WIDTH, dtype=dtype)
    with torch.inference_mode():
        return sum(
            times * _fastest(torch.zeros(rows, WIDTH, dtype=dtype), matrix)
            for rows, times in TIMES.items()
        )


def _fastest(rows: "torch.Tensor", matrix: "torch.Tensor") -> float:
    """Seconds of the fastest run: whatever else the machine does only makes runs slower."""
    from torch.nn.functional import linear

    runs: list[float] = []
    while sum(runs) < PROBE:
        start = time.perf_counter()
        linear(rows, matrix)
        runs.append(time.perf_counter() - start)
    return min(runs)


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
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(known, indent=2), encoding="utf-8")
        beside.replace(file)
    except OSError as error:
        log.info("%s cannot be written (%s)", file, error)
