"""Chunks: they lose nothing, keep to the budget and follow the structure of the document."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunks import LABEL_CHARACTERS, Chunk, embedded_text, label
from index.documents import Document, Heading
from index.sections import heading_paths, headings_over
from index.split import CHARACTERS_PER_TOKEN, TokenCounter, split


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def characters(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


def make(text: str, *headings: tuple[str, int], title: str = "Title") -> Document:
    marks = []
    place = 0
    for words_of_heading, level in headings:
        place = text.index(words_of_heading, place)
        marks.append(Heading(place, place + len(words_of_heading), level))
        place += len(words_of_heading)
    return Document("a.txt", title, text, "", tuple(marks))


def texts_of(document: Document, budget: int, count: TokenCounter = words) -> list[str]:
    return [document.text[c.start : c.end] for c in split(document, budget, count)]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(st.one_of(st.text(max_size=300), st.text("ab. \n。\t#", max_size=300)))
    bounds = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    levels = draw(st.lists(st.integers(1, 6), min_size=4, max_size=4))
    marks = (Heading(start, end, level) for (start, end), level in zip(pairs, levels, strict=False))
    return Document("a.txt", "Title", text, "", tuple(marks))


@given(document=documents(), budget=st.integers(1, 40), count=st.sampled_from([words, characters]))
def test_nothing_is_lost_and_nothing_too_large(
    document: Document, budget: int, count: TokenCounter
) -> None:
    """Chunks are in order, apart, trimmed, within the budget, and hold every non-blank character."""
    chunks = split(document, budget, count)
    last = 0
    for chunk in chunks:
        piece = document.text[chunk.start : chunk.end]
        assert last <= chunk.start < chunk.end
        assert not document.text[last : chunk.start].strip()
        assert piece == piece.strip()
        assert count([piece])[0] <= budget or len(piece) == 1
        last = chunk.end
    assert not document.text[last:].strip()
    assert chunks == split(document, budget, count)
    assert {chunk.heading for chunk in chunks} <= heading_paths(document) | {""}


def test_a_heading_starts_a_chunk() -> None:
    """A heading begins a chunk and stays with its text, however small both are."""
    document = make("Intro.\n\nOne\n\nFirst.\n\nTwo\n\nSecond.", ("One", 1), ("Two", 2))
    assert [(document.text[c.start : c.end], c.heading) for c in split(document, 100, words)] == [
        ("Intro.", ""),
        ("One\n\nFirst.", "One"),
        ("Two\n\nSecond.", "One › Two"),  # noqa: RUF001  # the separator itself
    ]


def test_a_heading_without_text_is_joined_on() -> None:
    """A heading directly above another one is no chunk of its own."""
    document = make("One\n\nTwo\n\nSecond.", ("One", 1), ("Two", 2))
    assert texts_of(document, 100) == ["One\n\nTwo\n\nSecond."]


def test_the_headings_over_a_chunk_are_those_above_it_and_those_inside() -> None:
    """Those above are outermost first, without any of a section before; the text of each is its own."""
    text = "# One\n\nA.\n\n## Two\n\n### Three\n\nB.\n\nC C C.\n\n### Four\n\nD.\n\n# Five\n\nE."
    names = (("One", 1), ("Two", 2), ("Three", 3), ("Four", 3), ("Five", 1))
    document = make(text, *names, title="One")
    found = [
        (text[c.end - 2], [text[h.start : h.end] for h in headings_over(document, c)])
        for c in split(document, 6, words)
    ]
    assert found == [
        ("A", ["One"]),
        ("B", ["One", "Two", "Three"]),
        ("C", ["One", "Two", "Three"]),
        ("D", ["One", "Two", "Three", "Four"]),
        ("E", ["One", "Two", "Four", "Five"]),
    ]
    long = Document("a.txt", "A", "x" * 9000, "", (Heading(0, 9000, 1),))
    (heading,) = headings_over(long, Chunk("a.txt", 9, 20))
    assert heading.end == LABEL_CHARACTERS


def test_markdown_marks_belong_to_their_heading() -> None:
    """The marks in front of a heading are in the heading's chunk."""
    document = make("Intro.\n\n## One ##\n\nFirst.", ("One", 2))
    assert texts_of(document, 100) == ["Intro.", "## One ##\n\nFirst."]


def test_the_title_is_not_in_the_heading_path() -> None:
    """An outermost heading that repeats the title is left out of the path."""
    document = make("Title\n\nOne\n\nFirst.", ("Title", 1), ("One", 2))
    assert [chunk.heading for chunk in split(document, 100, words)] == ["One"]


def test_paragraphs_stay_whole() -> None:
    """Paragraphs are packed whole as long as they fit."""
    text = "a a a.\n\nb b b.\n\nc c c."
    assert texts_of(make(text), 6) == ["a a a.\n\nb b b.", "c c c."]
    assert texts_of(make(text), 5) == ["a a a.", "b b b.", "c c c."]


def test_lines_are_paragraphs_where_there_are_no_blank_lines() -> None:
    """In a text without blank lines each line is a paragraph."""
    assert texts_of(make("a a a.\nb b b.\nc c c."), 6) == ["a a a.\nb b b.", "c c c."]


def test_sentences_lines_words_and_characters_come_last() -> None:
    """What is too large is cut at sentences, then at line ends, at white space, and anywhere."""
    assert texts_of(make("A b c. D e f."), 4) == ["A b c.", "D e f."]
    assert texts_of(make("a b c d e"), 2) == ["a b", "c d", "e"]
    assert texts_of(make("a b,\nc d,\ne f"), 5) == ["a b,\nc d,", "e f"]
    assert texts_of(make("abcdefgh"), 3, characters) == ["abc", "def", "gh"]


def test_a_line_that_announces_goes_with_what_follows() -> None:
    """A heading that only its look gives away does not end a chunk."""
    text = "a a a a a a a.\nThe title\nb b b b b b b."
    assert texts_of(make(text), 9) == ["a a a a a a a.", "The title\nb b b b b b b."]


def test_an_endless_word_is_cut() -> None:
    """A word that a tokenizer takes for one token is cut all the same when it is very long."""
    chunks = texts_of(make("x" * 10_000), 50, lambda texts: [1 for _ in texts])
    assert "".join(chunks) == "x" * 10_000
    assert max(map(len, chunks)) <= 50 * CHARACTERS_PER_TOKEN


def test_a_list_item_stays_whole() -> None:
    """A list is cut between items, not between the sentences of one, and its lead-in goes with it."""
    text = "Old text here stays and goes on and on.\nBring:\n- A b. C d.\n- E f. G h.\n- I j. K l."
    assert texts_of(make(text), 11) == [
        "Old text here stays and goes on and on.",
        "Bring:\n- A b. C d.\n- E f. G h.",
        "- I j. K l.",
    ]


def test_a_lead_in_goes_with_its_list() -> None:
    """The line that announces a list is in the chunk of its first items, also across a blank line."""
    text = "One two three four.\n\nYou need:\n\n- a b\n- c d\n- e f"
    assert texts_of(make(text), 11) == ["One two three four.", "You need:\n\n- a b\n- c d\n- e f"]


@pytest.mark.parametrize("rule", ["", "--- | ---\n"])
def test_table_rows_stay_whole(rule: str) -> None:
    """A table is cut between rows, whatever is in their cells, and the first row goes with the next."""
    text = f"Some text comes first and it goes on.\nname | remark\n{rule}ann b. | Good. So. | x\nbob c. | Bad. So. | y"
    assert texts_of(make(text), 14) == [
        "Some text comes first and it goes on.",
        f"name | remark\n{rule}ann b. | Good. So. | x",
        "bob c. | Bad. So. | y",
    ]


def test_code_is_cut_between_lines() -> None:
    """Indented lines that are too many are cut at line ends."""
    text = "def f(a, b):\n    first = a\n    second = b\n    return second"
    assert texts_of(make(text), 6) == [
        "def f(a, b):\n    first = a",
        "    second = b\n    return second".strip(),
    ]


def test_wrapped_lines_are_not_paragraphs() -> None:
    """In a text of wrapped lines, chunks end where sentences do and not where a line was full."""
    line = "Words that fill a line of the usual width, as a page layout does, go on\n"
    text = (line * 2 + "and end here. ") * 3
    chunks = texts_of(make(text), 40)
    assert len(chunks) == 3
    assert all(chunk.endswith("end here.") for chunk in chunks)


def test_a_long_heading_is_not_repeated_without_end() -> None:
    """Of a heading of any length, only a beginning is in the paths of the chunks below it."""
    text = "x" * 5000 + "\n\ntext"
    (chunk,) = split(Document("a", "t", text, "", (Heading(0, 5000, 1),)), 9999, words)
    assert chunk.heading == "x" * 160


UNITS = [
    "a",
    "a ",
    "a. ",
    "a\n",
    "a\n\n",
    "。",
    "A.\n",
    "\n",
    ".",
    "a | ",
    "a:\n",
    "- a\n",
    "\n \t",
    "\u6f22",
]


@pytest.mark.parametrize("unit", UNITS)
def test_work_grows_with_length_only(unit: str) -> None:
    """Whatever is repeated, twice the text is at most a little more than twice as much to count."""

    def counted(length: int) -> int:
        seen = []

        def count(texts: Sequence[str]) -> list[int]:
            seen.append(sum(map(len, texts)))
            return characters(texts)

        split(make(unit * (length // len(unit))), 160, count)
        return sum(seen)

    assert counted(64_000) <= 2.2 * counted(32_000) + 1000
    assert counted(64_000) <= 5 * 64_000


def test_every_heading_costs_the_same() -> None:
    """Many headings deep inside one another are found in time that grows with their number."""
    marks = tuple(Heading(start, start + 1, 1 + start % 6) for start in range(0, 200_000, 10))
    document = Document("a", "t", "H\n\nabcde\n\n"[:10] * 20_000, "", marks)
    assert len(split(document, 160, words)) == 20_000


def test_embedded_text_is_title_headings_text() -> None:
    """What is embedded starts with the title and the heading path."""
    assert embedded_text("Goats", Chunk("a.txt", 0, 4, "Food"), "Hay.") == "Goats › Food\nHay."  # noqa: RUF001  # the separator itself


def test_embedded_text_leaves_out_file_names() -> None:
    """A title that is only the file's name is not embedded, so that a renamed file stays the same."""
    assert embedded_text("notes", Chunk("x/notes.txt", 0, 4), "Hay.") == "Hay."
    assert embedded_text("main.py", Chunk("x/main.py", 0, 4), "hay()") == "hay()"
    assert embedded_text("main", Chunk("x/main.py", 0, 4, "Food"), "hay()") == "Food\nhay()"


def test_a_label_is_short() -> None:
    """A very long title does not crowd out the text."""
    assert len(label("x" * 1000, "y")) == 160
