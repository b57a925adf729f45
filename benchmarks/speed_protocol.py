"""A process that does one thing at a time as it is told, by JSON lines. Knows no model and no question.

Standard library only, so that a side with a Python of its own needs nothing of ours. Between two requests the
child waits in a read and takes no processor from the side whose turn it is.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

THREADS = 2


class SideError(Exception):
    """A side ended before it replied; the message has the end of what it wrote to stderr."""


def serve(doers: Mapping[str, Callable[..., object]]) -> None:
    """In the child: does what each line of stdin says, replies with a line, until stdin ends.

    Whatever libraries print goes to stderr, for stdout belongs to the replies.
    """
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as replies:
        os.dup2(2, 1)
        for line in sys.stdin:
            request = json.loads(line)
            reply = doers[request.pop("do")](**request)
            replies.write(json.dumps(reply) + "\n")
            replies.flush()


def peak_memory() -> int:
    """The most bytes of memory that this process ever held (VmHWM), mapped files included."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def environment() -> dict[str, str]:
    """This process's environment for a side: two threads, offline, no settings of the user's."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("RAG_") or k == "RAG_MODELS"}
    for unusual in ("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"):
        kept.pop(unusual, None)
    threads = {name: str(THREADS) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS")}
    return kept | threads | {"HF_HUB_OFFLINE": "1", "RAG_OFFLINE": "1"}


class Side:
    """The parent's hold on one child.

    Args:
        name: In messages.
        command: Starts a program that calls :func:`serve`.
        log: File for its stderr.
    """

    def __init__(self, name: str, command: Sequence[str], log: Path) -> None:
        self.name, self._log = name, log
        with log.open("w", encoding="utf-8") as errors:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                env=environment(),
            )

    def do(self, what: str, **values: object) -> Any:  # noqa: ANN401  what the child replies
        """The child's reply to one request.

        Raises:
            SideError: If there is none.
        """
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(json.dumps({"do": what, **values}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            self._process.wait()  # its last words come behind the end of its replies
            told = self._log.read_text(encoding="utf-8", errors="replace").strip()[-2000:]
            raise SideError(f"{self.name} ended while asked to {what}:\n{told}")
        return json.loads(line)

    def close(self) -> None:
        """Ends the child."""
        self._process.kill()
        self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
