"""One child process as its parent sees it: a request in, a reply or the cause of its death out."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

_CODE = "import sys; from index.readers.child import serve; serve(*map(int, sys.argv[1:]))"
_ROOT = Path(__file__).parents[2]

RETIRE_FILES = 500
"""Files that one child reads: parsers leak a little."""
RETIRE_BYTES = 512 << 20
"""Resident memory with which a child is replaced."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take.

    Attributes:
        seconds: Of wall-clock time, and of processor time. A file may take 10 s in all; the rest is for
            what is not done in a child.
        memory: Address space of a child in bytes; a large PDF needs about a tenth of the default.
    """

    seconds: int = 9
    memory: int = 2 << 30


STANDARD = Limits()


class Child:
    """A process that reads files, and the lines to and from it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._files = 0
        imports = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        # One thread for numerical libraries: the address space of more would count.
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own code
            [sys.executable, "-P", "-c", _CODE, str(limits.seconds), str(limits.memory)],
            env=os.environ | threads | {"PYTHONPATH": imports},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is its parent's affair
        )
        self._to = cast("IO[bytes]", self._process.stdin)
        self._from = cast("IO[bytes]", self._process.stdout)

    def ask(self, request: dict[str, str]) -> dict[str, Any]:
        """The reply to a request; one with an ``error`` alone when the child did not live to give it."""
        late = threading.Event()
        clock = threading.Timer(self._limits.seconds, self._stop, (late,))
        clock.start()
        try:
            self._to.write(json.dumps(request).encode() + b"\n")
            self._to.flush()
            line = self._from.readline()
        except BrokenPipeError:
            line = b""
        finally:
            clock.cancel()
            clock.join()
        if not line.endswith(b"\n"):
            return {"error": self._death(self._process.wait(), is_late=late.is_set())}
        reply: dict[str, Any] = json.loads(line)
        return reply

    def may_go_on(self, reply: dict[str, Any]) -> bool:
        """Whether the child lives after this reply and is fit for another file."""
        self._files += 1
        is_small = reply.get("resident", RETIRE_BYTES) < RETIRE_BYTES and "memory" not in reply
        return is_small and self._files < RETIRE_FILES and self.is_alive()

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def end(self) -> None:
        """Kill it, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._from.close()
        with contextlib.suppress(BrokenPipeError):  # half a request may be left
            self._to.close()

    def _stop(self, late: threading.Event) -> None:
        late.set()
        self._process.kill()

    def _death(self, code: int, *, is_late: bool) -> str:
        if is_late or -code in {signal.SIGXCPU, signal.SIGALRM}:
            return (
                f"takes longer than {self._limits.seconds} s to read; split it into smaller files"
            )
        if code == -signal.SIGKILL:
            return "was too much for the memory of this machine; split it into smaller files"
        if code < 0:
            return f"crashes its parser ({signal.Signals(-code).name}); open and save it again"
        return f"ends its parser (exit code {code}); open and save it again"
