"""Which passages are read."""

from hypothesis import given
from hypothesis import strategies as st

from index import Chunk, Hit
from rag import Passage
from rag.rank import Marks
from rag.reading import NEAR, in_order, worth_reading
from rag.traced import hit_rows


def passage(number: int, text: str, score: float) -> Passage:
    return Passage(number, f"{number}.txt", "", "", 0, len(text), text, None, score)


def test_what_is_far_from_the_best_is_left_out() -> None:
    """A passage within the margin is read, one beyond it is not."""
    best, near, far = (passage(n, "Goats.", 2.0 - n * 0.9 * NEAR) for n in range(3))
    assert [p.source for p in worth_reading("Who?", [best, near, far])] == ["0.txt", "1.txt"]
    assert worth_reading("Who?", []) == ()


def test_a_name_that_only_a_far_passage_has_is_read() -> None:
    """Each of two things compared is read, numbered without a gap; a second passage of one is not."""
    found = [
        passage(1, "Anna is 40 years old.", 2.0),
        passage(2, "Anna lives in Rason.", 1.0),
        passage(3, "Robert was born in 1990.", 0.5),
        passage(4, "Robert sings.", 0.4),
    ]
    read = worth_reading("Who is older, Anna or Robert?", found)
    assert [(p.number, p.source) for p in read] == [(1, "1.txt"), (2, "3.txt")]


@given(st.lists(st.floats(-3, 3), min_size=1), st.text())
def test_the_best_is_always_read_and_the_order_kept(scores: list[float], question: str) -> None:
    """Whatever is asked: the best comes first, and what is read is a part of what was found, in its order."""
    found = [passage(n, "x", score) for n, score in enumerate(sorted(scores, reverse=True), 1)]
    read = worth_reading(question, found)
    assert read[0] == found[0]
    assert [p.number for p in read] == list(range(1, len(read) + 1))
    assert [p.source for p in found if p.source in {r.source for r in read}] == [
        p.source for p in read
    ]


def test_a_hit_that_is_not_read_is_told_of() -> None:
    """It has a row, and 0 as the number of its passage."""
    hits = [Hit(Chunk(f"{n}.txt", 0, 6), 1.0, n) for n in (1, 2)]
    rows = hit_rows(hits, [Marks(0, 0)] * 2, [passage(1, "Goats.", 1.0)])
    assert [row["passage"] for row in rows] == [1, 0]


PASSAGES = st.lists(st.sampled_from([passage(n, "x", 1.0) for n in range(6)]), unique=True)


def test_what_was_read_before_comes_first() -> None:
    """A beginning of what was read before is kept as it was; from the first that is not read again, nothing is."""
    a, b, c, d = (passage(n, "x", 1.0) for n in range(4))

    def order(*shown: Passage, before: tuple[Passage, ...]) -> list[str]:
        return [p.source[0] for p in in_order(shown, before)]

    assert order(b, a, c, before=(a, b)) == ["0", "1", "2"]
    assert order(c, a, before=(a, b)) == ["0", "2"]
    assert order(c, b, before=(a, b)) == ["2", "1"]
    assert order(d, c, before=()) == ["3", "2"]


@given(PASSAGES, PASSAGES)
def test_the_order_changes_nothing_else(shown: list[Passage], before: list[Passage]) -> None:
    """The same passages are read, numbered from 1, and the others keep their order among themselves."""
    found = in_order(shown, before)
    assert {p.source for p in found} == {p.source for p in shown}
    assert [p.number for p in found] == list(range(1, len(shown) + 1))
    known = {p.source for p in before}
    others = [[p.source for p in part if p.source not in known] for part in (found, shown)]
    assert others[0] == others[1]
