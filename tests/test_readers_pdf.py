"""Headings and dates of PDF files, made by hand so that every size and bookmark is known."""

from pathlib import Path

import pytest
from test_readers import headings

from index.documents import Document
from index.readers import read_document

BODY = [(12, f"Line {n} of the body is as long as lines are.") for n in range(25)]


def make(
    path: Path,
    *pages: list[tuple[float, str]],
    outline: tuple[tuple[str, int], ...] = (),
    info: str = "",
) -> Document:
    """A PDF of lines with their sizes; bookmarks are titles and pages, all of one level."""
    count, first = len(pages), 6
    marks = first + 2 * count
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {'/Outlines 5 0 R' if outline else ''} >>",
        f"<< /Type /Pages /Count {count} /Kids [{' '.join(f'{first + 2 * n} 0 R' for n in range(count))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< {info} >>",
        f"<< /First {marks} 0 R /Last {marks + len(outline) - 1} 0 R /Count {len(outline)} >>",
    ]
    for number, lines in enumerate(pages):
        stream = (
            "BT 50 780 Td "
            + "".join(f"/F1 {s} Tf ({t}) Tj 0 -{s + 8} Td " for s, t in lines)
            + "ET"
        )
        objects += [
            (
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >>"
                f" /Contents {first + 2 * number + 1} 0 R >>"
            ),
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    for number, (title, page) in enumerate(outline):
        following = f"/Next {marks + number + 1} 0 R" if number + 1 < len(outline) else ""
        objects.append(
            f"<< /Title ({title}) /Parent 5 0 R {following} /Dest [{first + 2 * page} 0 R /Fit] >>"
        )
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>"
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}\nstartxref\n{len(out)}\n%%EOF\n"
    path.write_bytes((out + end).encode())
    return read_document(path.parent, path.name)


def test_headings_by_size(tmp_path: Path) -> None:
    """Larger short lines are headings, their sizes levels; two lines of one size are one heading."""
    first = [(24, "A study of"), (24, "goats"), (16, "Food"), *BODY]
    document = make(tmp_path / "a.pdf", first, [*BODY, (16, "End-"), (16, "ing"), *BODY[:3]])
    assert headings(document) == [(1, "A study of\ngoats"), (2, "Food"), (2, "Ending")]
    assert document.title == "A study of\ngoats".replace("\n", " ")
    assert document.page_at(document.headings[2].start) == 2


@pytest.mark.parametrize(
    "lines",
    [
        [*BODY, (12, "Short")],
        [(40, "Slide"), (20, "One point"), (20, "Another")],
        [*BODY, *[(18, "Large words are everywhere")] * 20],
        [(20, "1 2 3"), *BODY],
        [(8, "Small"), *BODY],
    ],
)
def test_what_is_no_heading(tmp_path: Path, lines: list[tuple[float, str]]) -> None:
    """Body text, slides, pages of large letters, numbers and small print give no headings."""
    assert headings(make(tmp_path / "a.pdf", lines)) == []


def test_headings_by_outline(tmp_path: Path) -> None:
    """Bookmarks are headings where their page has them as a line, with its number; others are none."""
    document = make(
        tmp_path / "a.pdf",
        [(12, "1. Goats eat"), (12, "Goats eat hay.")],
        [(12, "The End"), (12, "Text.")],
        outline=(("Goats eat", 0), ("Blank page", 0), ("the  end", 1)),
    )
    assert headings(document) == [(1, "1. Goats eat"), (1, "The End")]


@pytest.mark.parametrize(
    ("info", "date"),
    [
        ("/CreationDate (D:20240501100000Z) /ModDate (D:20240602)", "2024-06-02"),
        ("/CreationDate (D:20240501) /ModDate (D:00000000)", "2024-05-01"),
        ("/CreationDate (20240501)", "2024-05-01"),
    ],
)
def test_the_date(tmp_path: Path, info: str, date: str) -> None:
    """The day is that of the last change, else of the making, if there is such a day."""
    assert make(tmp_path / "a.pdf", [(12, "Text.")], info=info).date == date
