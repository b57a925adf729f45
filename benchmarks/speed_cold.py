"""From the command to the first word and to the answer: ``rag ask`` and a script of llama-cpp-python, cold.

Each is a fresh process on a terminal of its own, as somebody would start it; the files of both are in the
page cache. Knows neither side's inside.
"""

from __future__ import annotations

import contextlib
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from speed_protocol import SideError, environment

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")  # of terminals: colours, cursor
Written = list[tuple[float, str]]  # when a piece came, and it


def ours(plan: dict[str, str], question: str) -> list[str]:
    """The command that asks us."""
    folders = ["--docs", plan["docs"], "--index", plan["index"]]
    return [sys.executable, "-m", "ui", "ask", question, *folders]


def llama(python: str, gguf: Path, prompts: Path) -> list[str]:
    """The command that asks llama-cpp-python the first question of ``prompts``, passages pasted in."""
    return [python, str(HERE / "speed_cold_llama.py"), str(gguf), str(prompts)]


def in_turns(commands: dict[str, tuple[list[str], str]], runs: int) -> dict[str, list[Any]]:
    """For each command, run in turns, the seconds to its first word and to its end.

    Args:
        commands: By name the command and the first word of what it is going to say.
        runs: Of each; one more before them is not counted.
    """
    found: dict[str, list[Any]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, (command, word) in commands.items():
            written, end = watched(command)
            if run:
                found[name].append({"first": first_time(written, word), "done": end})
    return found


def watched(command: Sequence[str]) -> tuple[Written, float]:
    """What a command writes on its terminal, with seconds since its start, and when it ended.

    Raises:
        SideError: If it fails.
    """
    ours_end, its_end = pty.openpty()
    begun = perf_counter()
    process = subprocess.Popen(
        command, stdout=its_end, stderr=subprocess.DEVNULL, env=environment(), cwd=HERE.parent
    )
    os.close(its_end)
    written: Written = []
    with contextlib.suppress(OSError):  # how a terminal tells that its other end is closed
        while piece := os.read(ours_end, 65536):
            written.append((perf_counter() - begun, piece.decode(errors="replace")))
    os.close(ours_end)
    code = process.wait()
    if code:
        told = "".join(text for _, text in written)[-500:]
        raise SideError(f"{' '.join(command)} ended with {code}: {told}")
    return written, perf_counter() - begun


def first_time(written: Written, word: str) -> float:
    """When ``word`` stood there; what comes before the answer, such as "Searching", is no answer.

    Raises:
        SideError: If it never came.
    """
    text = ""
    for when, piece in written:
        text += piece
        if word in _ESCAPE.sub("", text):
            return when
    raise SideError(f"{word!r} was never written, but {text[-500:]!r}")
