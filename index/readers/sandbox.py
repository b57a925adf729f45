"""Runs a reader in a child process with limits, as parsers of binary formats may loop or crash.

Knows nothing of formats. The child returns one line of JSON; what it logs is logged here.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from index.documents import Heading
from index.errors import DocumentError
from index.readers.extract import Extract

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)
_CHILD = "from index.readers.sandbox import child; child()"
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take.

    Attributes:
        seconds: Of wall-clock time, and of processor time.
        memory: Address space in bytes; a large PDF needs about a tenth of the default.
    """

    seconds: int = 60
    memory: int = 2 << 30


def confined(reader: str, limits: Limits = Limits()) -> Callable[[Path], Extract]:
    """A reader that runs another one in a child process.

    Args:
        reader: Name of the module whose ``read`` it runs.
        limits: What the child may take.

    Returns:
        A function like ``read``; it raises DocumentError when the child fails in whatever way.
    """

    def read(path: Path) -> Extract:
        return _received(path, _run(reader, path, limits))

    return read


def _run(reader: str, path: Path, limits: Limits) -> bytes:
    imports = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    arguments = [reader, str(path.absolute()), str(limits.seconds), str(limits.memory)]
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and our own code
            [sys.executable, "-P", "-c", _CHILD, *arguments],
            env=os.environ | {"PYTHONPATH": imports},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=limits.seconds,
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError(path.name, _too_long(limits)) from error
    said = done.stderr.decode(errors="replace").splitlines()
    if done.returncode:
        raise DocumentError(path.name, _cause(done.returncode, said, limits))
    for line in said:
        _log.warning("%r: %s", path.name, line)
    return done.stdout


def _received(path: Path, line: bytes) -> Extract:
    fields = json.loads(line)
    if "error" in fields:
        raise DocumentError(path.name, fields["error"])
    headings = tuple(Heading(**heading) for heading in fields["headings"])
    return Extract(
        fields["text"], fields["title"], headings, tuple(fields["pages"]), fields["date"]
    )


def _cause(code: int, said: list[str], limits: Limits) -> str:
    if -code == signal.SIGXCPU:
        return _too_long(limits)
    if code < 0:
        return f"crashes its parser ({signal.Signals(-code).name}); open and save it again"
    if said and said[-1].startswith("MemoryError"):
        return f"needs more than {limits.memory >> 20} MiB to read; split it into smaller files"
    return f"cannot be parsed ({said[-1] if said else f'exit code {code}'}); open and save it again"


def _too_long(limits: Limits) -> str:
    return f"takes longer than {limits.seconds} s to read; split it into smaller files"


def child() -> None:
    """Run a reader under limits; its name, the path, seconds and bytes are the arguments.

    An exception that is not meant for the user ends the process, which its parent reports.
    """
    reader, path, seconds, memory = sys.argv[1:]
    _limit(int(seconds), int(memory))
    try:
        result = asdict(import_module(reader).read(Path(path)))
    except DocumentError as error:
        result = {"error": error.reason}
    sys.stdout.write(json.dumps(result))


def _limit(seconds: int, memory: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows; the wall clock still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # The hard limit above the soft one, as it kills without saying why.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it has nothing to write
