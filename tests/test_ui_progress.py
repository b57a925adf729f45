"""Progress in words, and the time that is left."""

import pytest

from index.report import Progress
from ui.progress import Pace, in_words


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
