"""Progress in words, and the time that is left."""

import io
import sys

import pytest

from index.report import Progress
from ui.progress import Bars, Pace, in_words


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (None, "Indexing documents… 25%"),
        (0.2, "Indexing documents… 25%"),
        (40.4, "Indexing documents… 25%, about 40 s left"),
        (150.0, "Indexing documents… 25%, about 2 minutes left"),
        (9000.0, "Indexing documents… 25%, about 2 hours left"),
    ],
)
def test_time_left_in_words(left: float | None, words: str) -> None:
    """What is left is said as people say it, and not at all when it is unknown or nothing."""
    assert in_words(Progress("indexing", 1, 4), left) == words


def test_pace() -> None:
    """What is left follows from what was done since the stage began, once it is not too early to tell."""
    now = 0.0
    pace = Pace(lambda: now)
    assert pace.left(Progress("indexing", 100, 1100)) is None
    now = 1.0
    assert pace.left(Progress("indexing", 200, 1100)) is None
    now = 10.0
    assert pace.left(Progress("indexing", 300, 1100)) == pytest.approx(40.0)
    assert pace.left(Progress("replacing", 0, 10)) is None
    now = 20.0
    assert pace.left(Progress("replacing", 0, 10)) is None
    assert pace.left(Progress("replacing", 10, 10)) == 0.0


def indexing(ready: int, embedded: int, to_embed: int, done: int = 0) -> Progress:
    return Progress("indexing", done, 1000, ready=ready, embedded=embedded, to_embed=to_embed)


def test_time_left_goes_by_text_and_not_by_files() -> None:
    """A large file that is read says nothing of the time left; the text still to be embedded does."""
    now = 0.0
    pace = Pace(lambda: now)
    assert pace.left(indexing(0, 0, 0)) is None
    now = 10.0
    assert pace.left(indexing(50, 500, 2500, done=900)) == pytest.approx(40.0)
    assert pace.rate == pytest.approx(5.0)


def test_time_left_runs_down_while_a_batch_is_embedded() -> None:
    """Between two batches what is left falls with the clock, never below nothing."""
    now = 0.0
    pace = Pace(lambda: now)
    pace.left(indexing(0, 0, 100))
    now = 10.0
    pace.left(indexing(5, 50, 100))
    now = 14.0
    assert pace.left(indexing(5, 50, 100)) == pytest.approx(6.0)
    now = 30.0
    assert pace.left(indexing(5, 50, 100)) == 0.0


def test_the_terminal_shows_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who watches `rag index` sees passages a second and the time left that the text to embed tells."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    now, shown = 0.0, Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    bars = Bars(Pace(lambda: now))
    bars(indexing(0, 0, 100))
    now = 10.0
    bars(indexing(50, 50, 100, done=900))
    bars._bar.refresh()  # type: ignore[union-attr]  # it draws only now and then
    bars.end()
    assert "90%" in shown.getvalue()
    assert "5 passages/s, about 10 s left" in shown.getvalue()
