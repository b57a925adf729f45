"""Standard output and standard error: lines, JSON and logs, none of which can upset a terminal."""

import json
import logging
import os
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from typing import Any

from ui.safe import visible


def prepare() -> None:
    """Announcements to standard error; no library talks over them or asks who we are."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # it warns whenever a process forks after use
    # Text that the terminal's encoding lacks is shown escaped instead of ending the program.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine("rag: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for ours in ("index", "rag", "ui"):
        logging.getLogger(ours).setLevel(logging.INFO)


def complain(line: str) -> None:
    """One line to standard error, whatever it holds."""
    print(f"rag: {visible(line)}", file=sys.stderr)


def print_lines(lines: Iterable[str]) -> None:
    """Each line as soon as it is there."""
    for line in lines:
        print(line, flush=True)


def print_json(value: Any) -> None:  # noqa: ANN401  # anything json takes
    """JSON of ASCII characters alone, so that it can be shown anywhere."""
    print(json.dumps(value, indent=2))


class OneLine(logging.Formatter):
    """Logs a line each, whatever names of files it holds; a traceback follows as it is."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # as logging calls it
        """The line without anything that cannot be seen."""
        return visible(super().formatMessage(record))
