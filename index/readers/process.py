"""One child process as its parent sees it: a request in, a reply or the cause of its death out."""

from __future__ import annotations

import contextlib
import json
import logging
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

_PASSED_ON = """
APPDATA DYLD_LIBRARY_PATH HOME LANG LC_ALL LC_CTYPE LD_LIBRARY_PATH PATH PYTHONHOME PYTHONUSERBASE PYTHONUTF8
SYSTEMROOT TEMP TMP TMPDIR USERPROFILE
"""
"""Of the environment, what an interpreter needs to find itself, its libraries and its language. The rest is
none of a parser's business: it may hold passwords."""

_log = logging.getLogger(__name__)


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
    """A process that reads files, and the lines to and from it.

    Raises:
        OSError: When the system has no room for another process.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._files = 0
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own code
            [sys.executable, "-P", "-c", _CODE, str(limits.seconds), str(limits.memory)],
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,  # only why it does not start: later it writes there no more
            start_new_session=True,  # Ctrl-C is its parent's affair
        )
        self._to = cast("IO[bytes]", self._process.stdin)
        self._from = cast("IO[bytes]", self._process.stdout)
        self._said = cast("IO[bytes]", self._process.stderr)

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The reply to a request; one with an ``error`` when the child did not live to give it.

        Such an error is not ``lasting``: it may be that of the machine at that moment.
        """
        late = threading.Event()
        clock = threading.Timer(self._limits.seconds, self._stop, (late,))
        clock.daemon = True  # nobody waits for it when the program ends
        clock.start()
        try:
            self._to.write(json.dumps(request).encode() + b"\n")
            self._to.flush()
            line = self._from.readline()
        except OSError:  # a broken pipe, which on Windows has another name
            line = b""
        finally:
            clock.cancel()
            clock.join()
        if not line.endswith(b"\n"):
            code = self._process.wait()
            unborn = self._unborn() if code > 0 and not self._files else ""
            reason = unborn or self._death(code, is_late=late.is_set())
            return {"error": reason, "lasting": False}
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

    def kill(self) -> None:
        """Let it die, whatever it does; may be called while another thread waits for its reply."""
        self._process.kill()

    def end(self) -> None:
        """Kill it and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        self._from.close()
        self._said.close()
        with contextlib.suppress(OSError):  # half a request may be left
            self._to.close()

    def _stop(self, late: threading.Event) -> None:
        late.set()
        self._process.kill()

    def _unborn(self) -> str:
        """The last words of a child that never began to read; empty for one that did."""
        lines = self._said.read().decode(errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        if last:
            _log.error("a process that reads files does not start: %s", last)
        return last and f"cannot be read, as its parser does not start ({last}); try again"

    def _death(self, code: int, *, is_late: bool) -> str:
        cause = _signal(-code) if code < 0 else ""
        if is_late or cause in {"SIGXCPU", "SIGALRM"}:
            return (
                f"takes longer than {self._limits.seconds} s to read; split it into smaller files"
            )
        if cause == "SIGKILL":
            return "was too much for the memory of this machine; split it into smaller files"
        if cause:
            return f"crashes its parser ({cause}); open and save it again"
        return f"ends its parser (exit code {code}); open and save it again"


def _signal(number: int) -> str:
    """A signal's name; which ones there are differs from system to system."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _PASSED_ON.split() if name in os.environ}
    imports = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    # One thread for numerical libraries: the address space of more would count.
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    return kept | threads | {"PYTHONPATH": imports}
