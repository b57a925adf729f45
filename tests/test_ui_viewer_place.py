"""Where the words of a proof stand in a text."""

from hypothesis import given
from hypothesis import strategies as st

from ui.viewer.place import REACH, WHOLE, Place, pages_of, place_of, window
from ui.viewer.proof import Proof

TEXT = st.text(alphabet="ab \n", max_size=60)


def proof(start: int, quote: str) -> Proof:
    return Proof("a.txt", "A", start, start + len(quote), quote)


@given(TEXT, st.integers(0, 60), st.integers(1, 60))
def test_words_that_still_stand_there_are_found_there(text: str, start: int, length: int) -> None:
    """As long as the text has the quote at its offsets, they are what is marked, however often it occurs."""
    quote = text[start : start + length]
    if quote:
        assert place_of(proof(start, quote), text) == Place(start, start + len(quote), "there")


@given(TEXT, st.integers(0, 80), st.text(alphabet="ab", min_size=1, max_size=3))
def test_words_are_found_wherever_they_are(text: str, start: int, quote: str) -> None:
    """What is marked is the quote, at the occurrence nearest to its old place; a text without it has no mark."""
    place = place_of(proof(start, quote), text)
    occurrences = [at for at in range(len(text)) if text.startswith(quote, at)]
    if occurrences:
        assert text[place.start : place.end] == quote
        assert abs(place.start - start) == min(abs(at - start) for at in occurrences)
    else:
        assert place.state == "gone"
        assert place.start == place.end <= len(text)


def test_no_words_are_nowhere() -> None:
    """An empty quote marks nothing."""
    assert place_of(proof(3, ""), "abc abc").state == "gone"


@given(st.integers(1, 6_000_000), st.data())
def test_the_quote_is_in_the_window(length: int, data: st.DataObject) -> None:
    """A short text is shown whole; of a long one no more than a part, and the quote is inside."""
    start = data.draw(st.integers(0, length - 1))
    end = data.draw(st.integers(start + 1, min(length, start + 500)))
    first, last = window(Place(start, end, "there"), length)
    assert 0 <= first <= start < end <= last <= length
    assert (first, last) == (0, length) if length <= WHOLE else last - first <= 2 * REACH + 500


def test_a_quote_over_two_pages_has_a_part_on_each() -> None:
    """The parts on the pages are the quote, in order, with nothing between them."""
    text = "one two\n\nthree four"
    quote = "two\n\nthree"
    place = place_of(proof(4, quote), text)
    parts = pages_of(place, (0, 9), len(text))
    assert list(parts) == [1, 2]
    assert "".join(text[start:end] for start, end in parts.values()) == quote
