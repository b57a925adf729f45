"""From the command to the first word and to the answer: ``rag ask`` and a script of llama-cpp-python, cold.

Each is a fresh process on a terminal of its own, as somebody would start it; the files of both are in the
page cache, unless they are to be forgotten. Knows neither side's inside.
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
from typing import TYPE_CHECKING

from speed_protocol import SideError, environment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def in_turns(
    commands: Mapping[str, tuple[list[str], str]],
    runs: int,
    forgotten: Mapping[str, Path] | None = None,
) -> dict[str, list[dict[str, float]]]:
    """For each command, run in turns, the seconds to its first word and to its end.

    Args:
        commands: By name the command and the first word of what it is going to say.
        runs: Of each; one more before them is not counted.
        forgotten: By name a file or folder that is read from the disk again in every run.
    """
    found: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, (command, word) in commands.items():
            if forgotten:
                forget(forgotten[name])
            written, end = watched(command)
            if run:
                found[name].append({"first": first_time(written, word), "done": end})
    return found


def forget(place: Path) -> None:
    """Takes a file, or a folder's, out of the page cache, as far as no other process maps it."""
    for path in [place] if place.is_file() else place.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


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
