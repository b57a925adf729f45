"""Measures the engines on this machine with a model: which answers faster, and why. Chooses nothing.

Each run is a process of its own, so that memory and threads of one engine do not disturb the other.
"""

import json
import logging
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from rag.errors import ModelError
from rag.settings import ENGINES

if TYPE_CHECKING:
    from rag.prompt import Message

log = logging.getLogger(__name__)

RUNS = 3
TOKENS = 32
FILE = "engines.json"  # beside precision.json
PASSAGE = (
    "The harbour of Port Elm was built in 1871 by the engineer Ada Marsh. It has two piers of granite, "
    "the longer one of 410 metres. Grain and timber left from there until the railway came in 1903; "
    "since then it has served fishing boats, a ferry to Gull Island and, in summer, sailing schools. "
)
TASK = "Question: Describe the harbour of Port Elm.\n\nAnswer in a few sentences, using only the passages."


@dataclass(frozen=True, slots=True)
class Run:
    """What an engine needs for one answer, its model loaded.

    Attributes:
        engine: Its name.
        first: Seconds to the first token, over a prompt of about 600 tokens.
        rate: Tokens a second after it.
        whole: Seconds to the end of the answer.
        memory: Bytes of the process at most, loading included.
    """

    engine: str
    first: float
    rate: float
    whole: float
    memory: int


def probe(model: str, engines: Sequence[str] = ENGINES) -> list[Run]:
    """The medians of :data:`RUNS` runs of each engine, in turns.

    Raises:
        ModelError: If an engine does not run the model.
    """
    runs: dict[str, list[Run]] = {engine: [] for engine in engines}
    for number in range(1, RUNS + 1):
        for engine in engines:
            log.info("measuring %s, run %d of %d", engine, number, RUNS)
            runs[engine].append(_in_child(model, engine))
    return [_median(several) for several in runs.values()]


def keep(model: str, found: Sequence[Run], folder: Path) -> None:
    """Writes what was found to :data:`FILE` in ``folder``, for people to look up."""
    folder.mkdir(parents=True, exist_ok=True)
    told = json.dumps({"model": model, "runs": [asdict(run) for run in found]}, indent=2)
    (folder / FILE).write_text(told, encoding="utf-8")


def verdict(found: Sequence[Run]) -> str:
    """Which engine is faster, why, and how it is chosen."""
    fast, slow = sorted(found, key=lambda run: run.whole)
    reads = f"reads the prompt in {fast.first:.2f} s ({slow.engine}: {slow.first:.2f} s)"
    writes = f"writes {fast.rate:.1f} tokens/s ({slow.rate:.1f})"
    return (
        f"{fast.engine} is faster here, {fast.whole:.2f} s against {slow.whole:.2f} s: it {reads} and "
        f"{writes}; choose it with --engine {fast.engine} or RAG_ENGINE={fast.engine}"
    )


def _median(runs: Sequence[Run]) -> Run:
    first, rate, whole = (
        median(getattr(run, name) for run in runs) for name in ("first", "rate", "whole")
    )
    return Run(runs[0].engine, first, rate, whole, int(median(run.memory for run in runs)))


def _in_child(model: str, engine: str) -> Run:
    done = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-m", "rag.probe", model, engine],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ModelError(f"engine {engine} cannot be measured with model {model!r}: {reason}")
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def _measured(model: str, engine: str) -> Run:
    """One answer, after a short one that touches every weight."""
    from rag.opening import open_generator

    generator = open_generator(model, None, engine)
    generator.judgement([{"role": "user", "content": "Is the sky blue? Reply Yes or No."}])
    passages = "\n\n".join(f"[{n}] Port Elm\n{PASSAGE * 2}" for n in range(1, 4))
    chat: list[Message] = [{"role": "user", "content": f"Passages:\n\n{passages}\n\n{TASK}"}]
    begun, times = perf_counter(), list[float]()
    for _ in generator.stream(chat, citable=3, limit=TOKENS):
        times.append(perf_counter() - begun)
    rate = (len(times) - 1) / (times[-1] - times[0])  # a piece is a token: the text is plain
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Run(engine, times[0], rate, times[-1], memory)


if __name__ == "__main__":
    print(json.dumps(asdict(_measured(sys.argv[1], sys.argv[2]))))  # noqa: T201  # to its parent
