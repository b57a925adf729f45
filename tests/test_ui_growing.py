import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import Answer, Sentence
from ui.growing import growing_line, watched


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


GROWING = (
    Answer("?", phase="searching"),
    Answer("?", phase="answering", draft="Goats eat"),
    Answer("?", phase="done", sentences=(Sentence("Goats eat hay."),)),
)


def test_a_terminal_shows_what_comes_and_is_left_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Phase and draft stand on one line while the answer grows; nothing of them stays."""
    monkeypatch.setattr("sys.stdout", seen := Terminal())
    assert watched(GROWING) is GROWING[-1]
    lines = seen.getvalue().split("\r\x1b[2K")
    assert lines == ["", "Searching the documents…", "Goats eat", "", ""]


def test_a_file_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where standard output is no terminal, nothing is written before the answer."""
    monkeypatch.setattr("sys.stdout", seen := io.StringIO())
    assert watched(GROWING) is GROWING[-1]
    assert seen.getvalue() == ""


def test_an_error_leaves_the_line_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails while an answer grows is told on a line of its own."""

    def failing() -> object:
        yield GROWING[0]
        raise ValueError

    monkeypatch.setattr("sys.stdout", seen := Terminal())
    with pytest.raises(ValueError):  # noqa: PT011  our own
        watched(failing())  # type: ignore[arg-type]
    assert seen.getvalue().endswith("\r\x1b[2K")


@given(st.text(max_size=90), st.integers(2, 60))
def test_a_line_never_wraps_nor_moves_the_cursor(draft: str, width: int) -> None:
    """Whatever the model writes, the line is shorter than the terminal and holds no control character."""
    line = growing_line(Answer("?", phase="answering", draft=draft), width)
    assert len(line) < width
    assert line.isprintable()
