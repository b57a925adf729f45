"""The child's side of the sandbox: reads one file after another under limits. Knows no format.

A request and its reply are one line of JSON each, on standard input and output. The child ends when its
input does, at once, even in the middle of a file: so it never outlives its parent.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

from index.errors import DocumentError
from index.readers import clean

MAX_CHARACTERS = 64 << 20
"""A longer text would fill its parent's memory; the longest novels have 0.1 of it."""

_WAIT = 5
"""Seconds by which the child's own clock is later than its parent's, who knows better what to say."""

_RARELY = (100_000, 50, 100)
"""When garbage is looked for: a parser makes many objects and little garbage. Halves the time of Markdown."""

_LINE = 300
"""Characters of a message that are kept."""


def serve(seconds: int, memory: int) -> None:
    """Answer requests until there are no more.

    Args:
        seconds: What one file may take, of wall-clock and of processor time.
        memory: Address space of this process, in bytes.
    """
    gc.set_threshold(*_RARELY)
    _limit_memory(memory)
    replies = _apart()
    requests: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    log = _Log()
    while True:
        request = json.loads(requests.get())
        _limit_time(seconds)
        line = _reply(request, log)
        replies.write(line + b"\n")
        replies.flush()
        _limit_time(0)


def _apart() -> BinaryIO:
    """The pipe to the parent, out of reach of whatever a library prints."""
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    return pipe


def _listen(requests: SimpleQueue[bytes]) -> None:
    for line in sys.stdin.buffer:
        requests.put(line)
    os._exit(0)


def _reply(request: dict[str, Any], log: _Log) -> bytes:
    log.lines.clear()
    try:
        fields = _done(request)
        return json.dumps(fields | {"said": log.lines, "resident": _resident()}).encode()
    except MemoryError:
        fields = {"error": "", "memory": True}
    except Exception as error:  # noqa: BLE001  # a parser's defect of whatever kind is this file's failure
        said = " ".join(f"{type(error).__name__}: {error}".split())
        fields = {
            "error": f"cannot be parsed ({said.removesuffix(': ')[:_LINE]}); open and save it again",
            "lasting": not isinstance(error, (OSError, ImportError)),  # not of the file's making
        }
    return json.dumps(fields | {"said": log.lines, "resident": _resident()}).encode()


def _done(request: dict[str, Any]) -> dict[str, Any]:
    module, path = import_module(request["reader"]), Path(request["path"])
    try:
        if "drawn" in request:
            return asdict(module.draw(path, **request["drawn"]))
        extract = module.read(path)
    except DocumentError as error:
        return {"error": error.reason, "lasting": error.lasting}
    except OSError as error:
        if error.filename != str(path):  # a parser's own
            raise
        return {"error": "", "errno": error.errno, "strerror": error.strerror or str(error)}
    if len(extract.text) > MAX_CHARACTERS:
        limit = f"{MAX_CHARACTERS >> 20} million characters"
        return {"error": f"holds more than {limit}; split it into smaller files"}
    # Offsets count each half of a split surrogate pair, which JSON would make one character of.
    return asdict(replace(extract, text=clean(extract.text), title=clean(extract.title)))


class _Log(logging.Handler):
    """Keeps what is logged, for the parent to log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        logging.captureWarnings(capture=True)
        logging.getLogger().addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the first line of a message."""
        self.lines.append(record.getMessage().split("\n", 1)[0][:_LINE])


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows; the wall clock still holds
        return
    limits = {resource.RLIMIT_AS: memory, resource.RLIMIT_CORE: 0}
    limits[resource.RLIMIT_FSIZE] = 0  # it has nothing to write
    for kind, most in limits.items():
        hard = resource.getrlimit(kind)[1]
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # macOS refuses to limit the address space; the wall clock still holds.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))


def _limit_time(seconds: int) -> None:
    """Begin the time of a file; 0 ends it. For when the parent's clock does not run."""
    try:
        import resource
    except ImportError:  # the same
        return
    signal.alarm(seconds and seconds + _WAIT)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime) + 1
    # The soft limit alone, as one cannot raise a hard limit again for the next file.
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = used + seconds + _WAIT if seconds else hard
    soft = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
    with suppress(ValueError, OSError):  # the same
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _resident() -> int:
    """Bytes of memory this process has now; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
