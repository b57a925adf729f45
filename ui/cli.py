"""The command ``rag``: reads what was typed and has it done. Heavy libraries load only when used."""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module

from index.errors import RagError
from ui.arguments import parser
from ui.streams import complain, prepare
from ui.verbs.common import WRONG

INTERRUPTED, PIPE_CLOSED = 128 + 2, 128 + 13  # as shells tell signals


def main(argv: Sequence[str] | None = None) -> int:
    """Do what was typed.

    Returns:
        The exit code: 0, also when the documents do not say; 2 for what the user can mend.
    """
    typed = parser().parse_args(argv)
    prepare()
    try:
        code = _run(typed)
        sys.stdout.flush()
    except RagError as error:
        complain(str(error))
        return WRONG
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone, and Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return code


def _run(typed: Namespace) -> int:
    """What was typed, done by the module of its verb."""
    code: int = import_module(f"ui.verbs.{typed.verb}").run(typed)
    return code
