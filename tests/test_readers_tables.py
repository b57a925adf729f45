"""Tables: every row a line that can be read alone, and nothing of a cell lost."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import DocumentError
from index.readers import tables
from index.readers.headers import is_words, reach
from index.readers.tables import Style, letters, lines

PLAIN = Style()
SHEET = Style(has_letters=True)
HEADED = Style(has_letters=True, is_headed=True)


def shown(text: str, style: Style = PLAIN) -> list[str]:
    """Lines of a table that is written with commas and semicolons."""
    return list(lines((row.split(",") for row in text.split(";")), style))


def test_headers_are_repeated() -> None:
    """Each row names its columns; empty cells and blank rows are left out."""
    assert shown("Name,Age,City;Ann,30,Rome;;;Bob,,Oslo") == [
        "Name | Age | City",
        "Name: Ann | Age: 30 | City: Rome",
        "",
        "Name: Bob | City: Oslo",
    ]


def test_headers_above_numbers() -> None:
    """Two columns have headers when one of them has no words below its first row."""
    assert shown("Name,Age;Ann,30;Bob,3 kg")[1:] == ["Name: Ann | Age: 30", "Name: Bob | Age: 3 kg"]


def test_keys_and_values() -> None:
    """Two columns without headers are keys and values."""
    assert shown("Name:,Ann;Age,30;City,Rome") == ["Name: Ann", "Age: 30", "City: Rome"]


def test_headers_that_are_expected() -> None:
    """Where headers are to be expected, a first row of words is enough."""
    assert shown("Name,City;Ann,Rome", HEADED) == ["Name | City", "Name: Ann | City: Rome"]


def test_no_headers() -> None:
    """A first row with a number in it holds no headers; a sheet then has its letters."""
    assert shown("Ann,30,Rome;Bob,31,Oslo") == ["Ann | 30 | Rome", "Bob | 31 | Oslo"]
    assert shown("Ann,30,Rome;Bob,31,Oslo", SHEET)[1] == "A: Bob | B: 31 | C: Oslo"
    assert shown("Name,Age", HEADED) == ["Name | Age"]


def test_years_are_headers() -> None:
    """Years one after the other are headers, and a column without a header needs none."""
    assert shown(",2019,2020;Revenue,3,4") == ["2019 | 2020", "Revenue | 2019: 3 | 2020: 4"]
    assert shown(",2021,2020;Revenue,3,4")[1] == "Revenue | 2021: 3 | 2020: 4"
    assert shown("Ann,1990;Bob,1991") == ["Ann: 1990", "Bob: 1991"]


def test_corner_of_one_header() -> None:
    """A single header beside an empty corner is found."""
    assert shown(",Price;Pen,3") == ["Price", "Pen | Price: 3"]


def test_title_above_headers() -> None:
    """What stands above the headers or between tables is no header, and stays as it is."""
    text = "Report:,2020;Pens;Name,Sold,Left;Red,3,4;;Source: us;;City,People;Rome,3;;Ann,Bob"
    assert shown(text, SHEET) == [
        "Report: | 2020",
        "Pens",
        "Name | Sold | Left",
        "Name: Red | Sold: 3 | Left: 4",
        "",
        "Source: us",
        "",
        "City | People",
        "City: Rome | People: 3",
        "",
        "City: Ann | People: Bob",
    ]


def test_single_column() -> None:
    """A list is a list."""
    assert shown("Name;Ann;Bob", HEADED) == ["Name", "Ann", "Bob"]


def test_long_headers_are_cut() -> None:
    """A long header is whole in its own row, and cut at a word where it is repeated."""
    question = "How often " + "do you eat hay and grass " * 4
    header, row = shown(f"{question},Age,City;daily,3,Rome")
    assert header.startswith(question.strip())
    assert row == f"{question[:59]}…: daily | Age: 3 | City: Rome"


def test_cells_of_many_lines() -> None:
    """A cell of several lines stays on the line of its row."""
    assert list(lines([["Name", "Note", "Age"], ["Ann", "one\n two\r\nthree", "3"]]))[1] == (
        "Name: Ann | Note: one two three | Age: 3"
    )


@pytest.mark.parametrize(
    "cell", ["Name", "Größe", "名前", "Имя", "2019 revenue", "Q1 2020", "x" * 300]
)
def test_words(cell: str) -> None:
    """Names of columns are words, in any script."""
    assert is_words(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "3",
        "-1,200.50",
        "$5",
        "5 %",
        "3 kg",
        "8:30 pm",
        "2020-01-02",
        "3 March 2021",
        "TRUE",
        "a@b.org",
    ],
)
def test_no_words(cell: str) -> None:
    """Numbers, measures, dates and addresses are not."""
    assert not is_words(cell)


def test_letters() -> None:
    """Columns are called as a spreadsheet calls them."""
    names = [letters(column) for column in (0, 25, 26, 51, 52, 701, 702, 16383)]
    assert names == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]


CELLS = st.one_of(
    st.sampled_from(["", "Name", "Age", "3", "2019", "2020", "a b", "x" * 300]), st.text(max_size=8)
)
ROWS = st.lists(st.lists(CELLS, max_size=6), max_size=70)
STYLES = st.builds(Style, has_letters=st.booleans(), is_headed=st.booleans())


@given(rows=ROWS, style=STYLES)
def test_no_cell_is_lost(rows: Sequence[Sequence[str]], style: Style) -> None:
    """Each row that is not blank is one line, in order, with all that its cells hold."""
    full = [cells for row in rows if any(cells := [" ".join(cell.split()) for cell in row])]
    got = [line for line in lines(rows, style) if line]
    assert len(got) == len(full)
    for line, cells in zip(got, full, strict=True):
        position = 0
        for cell in filter(None, cells):
            position = line.index(cell, position) + len(cell)
        assert "\n" not in line


@given(rows=ROWS, style=STYLES)
def test_tables_are_streamed(rows: Sequence[Sequence[str]], style: Style) -> None:
    """Rows are read only a little ahead of the line that is shown."""
    read = 0

    def counted() -> Iterator[Sequence[str]]:
        nonlocal read
        for row in rows:
            read += 1
            yield row

    written = 0
    for line in lines(counted(), style):
        written += bool(line)
        blank = sum(not any(cell.split() for cell in row) for row in rows[:read])
        assert read - blank - written <= 51  # those looked at ahead, and the one just fetched


@given(cells=st.lists(CELLS))
def test_reach(cells: list[str]) -> None:
    """A row reaches to its last cell that is not empty."""
    assert reach(cells) == max((n for n, cell in enumerate(cells, 1) if cell), default=0)


def test_tables_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that comes to too much text is refused as it is read."""
    monkeypatch.setattr(tables, "MOST_CHARACTERS", 1000)
    endless = iter(lambda: ["some", "cells"], None)
    with pytest.raises(DocumentError, match=r"over 1,000 characters; split it"):
        tables.table(endless)
