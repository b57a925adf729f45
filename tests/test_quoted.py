from rag import Citation
from rag.quoted import quoted


def near(quote: str, start: int = 0) -> Citation:
    return Citation(1, "a.txt", start, start + len(quote), quote, None, 0.0)


def test_each_place_is_quoted_once_and_counts_as_proven() -> None:
    """A copy is its own proof: each has its place, and a score of 1."""
    place = near("The goats went to Rason.")
    (said,) = quoted([[place], [place]])
    assert said.text == "The documents say: “The goats went to Rason.”"
    assert said.verified
    assert [(c.start, c.end, c.score) for c in said.citations] == [(0, len(place.quote), 1.0)]


def test_the_heading_that_has_the_answer_is_quoted_too() -> None:
    """What stands before a place is told as what it stands under, and has a place of its own."""
    (said,) = quoted([[near("3.0.0"), near("FTP is gone.", 20)]])
    assert said.text == "The documents say under “3.0.0”: “FTP is gone.”"
    assert [(c.start, c.quote) for c in said.citations] == [(0, "3.0.0"), (20, "FTP is gone.")]
