"""An answer as it grows, on the last line of a terminal, which is free again when it is finished.

Where nobody watches, in a file or a pipe, nothing is written. Knows nothing of how the finished answer looks.
"""

import shutil
import sys
from collections.abc import Iterable

from rag import Answer
from ui.render import phase_line
from ui.safe import plain

_ERASED = "\r\x1b[2K"  # to the left edge, and the line empty: ECMA-48


def watched(answers: Iterable[Answer]) -> Answer:
    """The last of ``answers``; the others are shown while they come.

    Args:
        answers: Of one question, at least one.
    """
    seen = sys.stdout.isatty()
    answer = Answer("")
    try:
        for answer in answers:
            if seen:
                _show(growing_line(answer, shutil.get_terminal_size().columns))
    finally:
        if seen:
            _show("")
    return answer


def growing_line(answer: Answer, width: int) -> str:
    """What there is to tell of an unfinished answer: its last words, or what is being done.

    Args:
        answer: At any moment of its making.
        width: Of the terminal in characters; the line is shorter.
    """
    said = " ".join([sentence.text for sentence in answer.sentences] + [answer.draft])
    line = plain(said) if answer.phase == "answering" else ""
    line = line or plain(phase_line(answer))
    return line if len(line) < width else "…" + line[len(line) - width + 2 :]


def _show(line: str) -> None:
    sys.stdout.write(_ERASED + line)
    sys.stdout.flush()
