"""Tables as text: the delimiter is found, and whatever a cell holds comes back."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import DocumentError
from index.readers import delimited, read_document


def read(folder: Path, content: str | bytes, name: str = "a.csv") -> str:
    data = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(data)
    return read_document(folder, name).text


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters(tmp_path: Path, delimiter: str, end: str) -> None:
    """Whatever parts cells and ends lines, the table is the same."""
    rows = ["Name", "City"], ["Ann; the 1st", "Rome, Italy"], ["Bob | Ben", "3,5"]
    text = end.join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    assert read(tmp_path, text) == (
        "Name | City\nName: Ann; the 1st | City: Rome, Italy\nName: Bob | Ben | City: 3,5"
    )


def test_decimal_commas(tmp_path: Path) -> None:
    """Commas inside numbers do not part cells where semicolons do."""
    assert read(tmp_path, "Pen;Price;Tax\nred;1,50;0,10\nblue;2,50;0,20\n").endswith(
        "Pen: blue | Price: 2,50 | Tax: 0,20"
    )


def test_named_delimiter(tmp_path: Path) -> None:
    """A first line that names the delimiter is heeded, and no part of the table."""
    assert read(tmp_path, "sep=;\r\na,b;c\r\nd,e;f\r\n") == "a,b | c\na,b: d,e | c: f"


def test_tabs(tmp_path: Path) -> None:
    """A file of tabs has its suffix to say so, and quotes may stand in it."""
    assert read(tmp_path, "a,b\tc\n1,2\t3\n", "a.tsv") == "a,b | c\na,b: 1,2 | c: 3"


def test_encodings(tmp_path: Path) -> None:
    """Encodings are those of any text."""
    assert read(tmp_path, "Name,Stadt\nJörg,Köln".encode("utf-16")) == (
        "Name | Stadt\nName: Jörg | Stadt: Köln"
    )


def test_a_quote_without_end(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A quote that is never closed costs the quoting, not the rest of the table."""
    text = read(tmp_path, 'a,b\n"1,2\n' + "3,4\n" * 50_000)
    assert text.startswith('a | b\na: "1 | b: 2\na: 3 | b: 4\n')
    assert "quotes are read as plain characters" in caplog.text


def test_binary_is_no_table(tmp_path: Path) -> None:
    """What is no text has a reason."""
    with pytest.raises(DocumentError, match="is not text"):
        read(tmp_path, bytes(range(256)) * 10)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=10)
TABLE = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=8)
)


@given(rows=TABLE, delimiter=st.sampled_from(",;\t|"))
def test_no_cell_is_lost(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    """Every row that the standard library wrote is a line with all that its cells hold."""
    out = io.StringIO(newline="")
    out.write(f"sep={delimiter}\r\n")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    path = tmp_path_factory.mktemp("docs") / "a.csv"
    path.write_bytes(out.getvalue().encode())
    got = [line for line in delimited.read(path).text.split("\n") if line]
    full = [cells for row in rows if any(cells := [" ".join(cell.split()) for cell in row])]
    assert len(got) == len(full)
    for line, cells in zip(got, full, strict=True):
        assert all(cell in line for cell in cells)
