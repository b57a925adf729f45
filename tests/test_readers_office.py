"""Word, PowerPoint and Excel files, made with the libraries that read them."""

import re
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document, DocumentError
from index.readers import read_document
from index.readers.numbers import number, shown

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def headings(document: Document) -> list[tuple[int, str]]:
    return [(h.level, document.text[h.start : h.end]) for h in document.headings]


def saved(made: Any, path: Path) -> Document:  # noqa: ANN401  # untyped libraries' classes
    made.save(str(path))
    return read_document(path.parent, path.name)


def reason(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(DocumentError) as caught:
        read_document(path.parent, path.name)
    return caught.value.reason


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".xlsx"])
def test_files_that_cannot_be_read(tmp_path: Path, suffix: str) -> None:
    """Encrypted, foreign and hollow files each get a reason with its fix."""
    path = tmp_path / f"a{suffix}"
    assert reason(path, OLE) == (
        f"is encrypted or an old {suffix[:4]}; save it as {suffix} without a password"
    )
    assert reason(path, b"rubbish").startswith(f"is not a readable {suffix} (")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert reason(path, path.read_bytes()).startswith(f"is not a readable {suffix} (")


@pytest.mark.parametrize(
    ("name", "fix"),
    [("a.doc", ".docx"), ("a.XLS", ".xlsx"), ("a.ppt", ".pptx"), ("a.odt", ".docx")],
)
def test_old_formats(tmp_path: Path, name: str, fix: str) -> None:
    """A format that is not read names the one to save it as."""
    assert reason(tmp_path / name, OLE).endswith(f"which is not read; save it as {fix}")


def test_dates(tmp_path: Path) -> None:
    """The day is that of the last change, else of the creation; a template's own is none."""
    from index.readers import docx

    made = docx_document()
    properties = made.core_properties
    made.add_paragraph("Text.")
    dates = []
    for name, moment in (
        ("created", None),
        ("created", datetime(2021, 3, 4, 5, 6, tzinfo=UTC)),
        ("modified", datetime(2022, 3, 4, 5, 6, tzinfo=UTC)),
        ("modified", datetime(1980, 1, 1, tzinfo=UTC)),
    ):
        if moment:
            setattr(properties, name, moment)
        made.save(str(tmp_path / "a.docx"))
        dates.append(docx.read(tmp_path / "a.docx").date)
    assert dates == ["", "2021-03-04", "2022-03-04", "2021-03-04"]


def docx_document() -> Any:  # noqa: ANN401  # an untyped library's class
    import docx

    return docx.Document()


def word_table(made: Any, *rows: str) -> Any:  # noqa: ANN401  # the same
    cells = [row.split(",") for row in rows]
    table = made.add_table(rows=len(cells), cols=len(cells[0]))
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return table


def test_word_tables(tmp_path: Path) -> None:
    """Rows repeat their headers, and a merged cell counts for each row it spans."""
    import docx

    made = docx.Document()
    table = word_table(made, "City,Name,Age", "Rome,Ann,3", ",Bob,4", "Oslo,Eve,5")
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 1).merge(table.cell(3, 2)).text = "nobody"
    assert saved(made, tmp_path / "a.docx").text == (
        "City | Name | Age\nCity: Rome | Name: Ann | Age: 3\nCity: Rome | Name: Bob | Age: 4\n"
        "City: Oslo | Name: nobody"
    )


def test_word_headers_in_bold(tmp_path: Path) -> None:
    """A first row in bold print, or one that is repeated on each page, holds headers."""
    import docx

    made = docx.Document()
    bold = word_table(made, "Name,City", "Ann,Rome")
    for cell in bold.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    made.add_paragraph("Then")
    word_table(made, "Name,Bob", "City,Oslo")
    assert saved(made, tmp_path / "a.docx").text == (
        "Name | City\nName: Ann | City: Rome\n\nThen\n\nName: Bob\nCity: Oslo"
    )


def test_word_notes(tmp_path: Path) -> None:
    """A footnote follows the paragraph that refers to it."""
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    made = docx.Document()
    made.add_paragraph("One.")
    made.add_paragraph("Two.")
    notes = (
        f'<w:footnotes {WORD}><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>See page 3.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    part = Part(
        PackURI("/word/footnotes.xml"), "application/xml", notes.encode(), made.part.package
    )
    made.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    reference = parse_xml(f'<w:r {WORD}><w:footnoteReference w:id="2"/></w:r>')
    made.paragraphs[0]._p.append(reference)
    assert saved(made, tmp_path / "a.docx").text == "One.\n\nSee page 3.\n\nTwo."


def test_word_headings_by_style(tmp_path: Path) -> None:
    """A style that is based on a heading is one, also where styles go round in a circle."""
    import docx

    made = docx.Document()
    own = made.styles.add_style("Chapter", 1)
    own.base_style = made.styles["Heading 2"]
    made.add_paragraph("Of goats", "Chapter")
    round_one, round_two = (made.styles.add_style(name, 1) for name in ("Round", "Again"))
    round_one.base_style, round_two.base_style = round_two, round_one
    made.add_paragraph("Text", "Round")
    assert headings(saved(made, tmp_path / "a.docx")) == [(2, "Of goats")]


def test_slides(tmp_path: Path) -> None:
    """A slide is a page: its title, its text, its table, then what is to be said about it."""
    import pptx
    from pptx.util import Inches

    made = pptx.Presentation()
    first = made.slides.add_slide(made.slide_layouts[0])
    first.shapes.title.text = "All about\vgoats"
    first.placeholders[1].text = "By Ann"
    made.slides.add_slide(made.slide_layouts[6])
    third = made.slides.add_slide(made.slide_layouts[5])
    box = third.shapes.add_group_shape().shapes.add_textbox(0, 0, 9, 9)
    box.text_frame.text = "In a group\nof two"
    place = (Inches(1), Inches(1), Inches(4), Inches(2))
    table = third.shapes.add_table(3, 2, *place).table
    for row, texts in zip(table.rows, (("Name", "Food"), ("Ann", "hay"), ("Bob", "")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    third.shapes.title.text = "They eat"
    third.notes_slide.notes_text_frame.text = "Mention grass."
    document = saved(made, tmp_path / "a.pptx")
    assert document.title == "All about goats"
    assert headings(document) == [(1, "All about goats"), (1, "They eat")]
    assert document.text == (
        "All about goats\n\nBy Ann\n\nThey eat\n\nIn a group\nof two\n\n"
        "Name | Food\nName: Ann | Food: hay\nName: Bob\n\nNotes: Mention grass."
    )
    pages = [
        document.page_at(document.text.index(words)) for words in ("All", "By", "They", "grass")
    ]
    assert pages == [1, 1, 3, 3]


def test_slides_without_text_at_the_end(tmp_path: Path) -> None:
    """Pages never start beyond the text."""
    import pptx

    made = pptx.Presentation()
    slides = [made.slides.add_slide(made.slide_layouts[5]) for _ in range(3)]
    slides[0].shapes.title.text = "Only"
    assert saved(made, tmp_path / "a.pptx").pages == (0, 4, 4)
    slides[0].shapes.title.text = ""
    made.save(str(tmp_path / "a.pptx"))
    assert reason(tmp_path / "a.pptx", (tmp_path / "a.pptx").read_bytes()).startswith(
        "holds only blank"
    )


def test_charts_on_slides(tmp_path: Path) -> None:
    """A chart is a table of its numbers."""
    import pptx
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    data = CategoryChartData()
    data.categories = ["2020", "2021"]
    data.add_series("Goats", (3, 0.1 + 0.2))
    data.add_series("Sheep", (4, 5))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, 99, 99, data)
    assert saved(made, tmp_path / "a.pptx").text == (
        "Goats | Sheep\n2020 | Goats: 3 | Sheep: 4\n2021 | Goats: 0.3 | Sheep: 5"
    )


def workbook(*rows: tuple[object, ...]) -> Any:  # noqa: ANN401  # the same
    import openpyxl

    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    return made


def test_sheets(tmp_path: Path) -> None:
    """A heading a sheet, a line a row; empty sheets, rows and columns are left out."""
    made = workbook(
        (), (None, "Name", "Born"), (None, "Ann", date(2020, 1, 2)), (), (None, "Bob\nB.")
    )
    made.create_sheet("Empty")
    made.create_sheet("More").append([1, 2.5, "x"])
    document = saved(made, tmp_path / "a.xlsx")
    assert document.title == "a"
    assert headings(document) == [(2, "Sheet"), (2, "More")]
    assert document.text == (
        "Sheet\n\nName | Born\nName: Ann | Born: 2020-01-02\n\nBob B.\n\nMore\n\n1 | 2.5 | x"
    )


def test_sheets_without_headers(tmp_path: Path) -> None:
    """Where no row holds headers, cells are called by their letters."""
    document = saved(workbook((1, 2, 3), (4, None, 6)), tmp_path / "a.xlsx")
    assert document.text.endswith("A: 1 | B: 2 | C: 3\nA: 4 | C: 6")


def test_sheets_show_numbers_as_written(tmp_path: Path) -> None:
    """Formats of cells are heeded: percent, currency, decimals, codes."""
    made = workbook(("Share", "Price", "Code"), (0.125, 3, 501))
    for cell, layout in zip(made.active[2], ("0.0%", '"$"#,##0.00', "00000"), strict=True):
        cell.number_format = layout
    document = saved(made, tmp_path / "a.xlsx")
    assert document.text.endswith("Share: 12.5% | Price: $3.00 | Code: 00501")


def test_a_sheet_that_claims_to_be_huge(tmp_path: Path) -> None:
    """A cell in each far corner, and dimensions that are made up, cost next to nothing."""
    made = workbook(("Name", "Age", "City"))
    made.active["XFD1"] = "far"
    made.active["A1048576"] = "low"
    document = saved(made, tmp_path / "made.xlsx")
    assert document.text.endswith("Name | Age | City | far\n\nlow")
    with (
        zipfile.ZipFile(tmp_path / "made.xlsx") as old,
        zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name).replace(b'r="1048576"', b'r="99999999999"')
            new.writestr(name, part.replace(b'r="A1048576"', b'r="A99999999999"'))
    assert read_document(tmp_path, "a.xlsx").text.endswith("Name | Age | City | far")


@pytest.mark.parametrize(
    ("value", "layout", "text"),
    [
        (None, "General", ""),
        (True, "General", "TRUE"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (-2.50, "General", "-2.5"),
        (12345678901234567890, "General", "1.23456789012346e+19"),
        (1234.5678, "#,##0.00", "1234.57"),
        (3.14159, "#.##", "3.14"),
        (3.0, "0.##", "3"),
        (0.07, "0%", "7%"),
        (-5, "[$€-407] #,##0.00", "-€5.00"),
        (5, "[$USD] 0", "USD 5"),
        (5, "[$-409]0", "5"),
        (0.5, "# ?/?", "0.5"),
        (1500, "0.0,", "1500"),
        (12000, "0.0E+00", "12000"),
        (0.000012, "0.00E+00", "1.2e-05"),
        (6.02e23, "0.00E+00", "6.02e+23"),
        (6.02e23, "0", "6.02e+23"),
        (12345.678, "##0.0E+0", "12345.678"),
        (0.5, "[<1]0.0%;0.0", "0.5"),
        (5.0, "[>=1]0;[=0]0.0%;0.0%", "5"),
        (5.0, '"£"0.0"m"', "5"),
        (5000.0, '0.0,"K"', "5000"),
        (12345, r"00\-00\-00", "12345"),
        (0.5, "0;0%;0%", "1"),
        (-0.5, "0;-0%", "-50%"),
        (0.0, '0.00;-0.00;"none"', "0"),
        (0.125, "0.00", "0.13"),
        (1.005, "0.00", "1.01"),
        (0.125, "0%", "13%"),
        (-0.2, "0", "-0.2"),
        (0.0004, "0%", "0.04%"),
        (0.4, "#", "0.4"),
        (-3, "0;[Red]0", "-3"),
        (-3.5, "#,##0.00_);[Red](#,##0.00)", "-3.50"),
        (1234.5, '_-* #,##0.00 "€"_-;-* #,##0.00 "€"_-;_-* "-"?? "€"_-;_-@_-', "€1234.50"),
        (0, '_-* #,##0.00 "€"_-;-* #,##0.00 "€"_-;_-* "-"?? "€"_-;_-@_-', "0"),
        (0.25, r"0.0\ %", "25.0%"),
        (-5, "000", "-005"),
        (7, "000", "007"),
        (date(2020, 1, 2), "General", "2020-01-02"),
        (datetime(2020, 1, 2, tzinfo=UTC), "General", "2020-01-02"),
        (datetime(2020, 1, 2, 14, 29, 59, 999_900, UTC), "General", "2020-01-02 14:30"),
        (time(8, 5), "General", "08:05"),
        (time(8, 5, 30), "General", "08:05:30"),
        (timedelta(hours=25, minutes=3), "General", "25:03"),
        (-timedelta(seconds=61), "General", "-0:01:01"),
    ],
)
def test_values(value: object, layout: str, text: str) -> None:
    """Values are written as a person would."""
    assert shown(value, layout) == text


@given(
    value=st.one_of(st.integers(-(10**14), 10**14), st.floats(-1e9, 1e9)),
    layout=st.text(max_size=8),
)
def test_any_number_in_any_format(value: float, layout: str) -> None:
    """A number in the general format keeps 15 digits; no format makes it fail."""
    assert float(shown(value)) == pytest.approx(value, rel=1e-14)
    shown(value, layout)


LAYOUT_PARTS = [
    "0",
    "#",
    "#,##0",
    "00",
    ".",
    ".00",
    ".##",
    "%",
    "E+00",
    ",",
    "?",
    "/",
    "[<1]",
    "[=0]",
    "[Red]",
    "[$USD]",
    "[$€-407]",
    "[$-409]",
    ";",
    '"x"',
    '"€"',
    '"$',
    '"',
    "$",
    "\\-",
    "_)",
    "(",
    ")",
    "General",
    "@",
]


@given(
    value=st.one_of(st.integers(-(10**6), 10**6), st.floats(-1e18, 1e18), st.floats(-1, 1)),
    layout=st.lists(st.sampled_from([*LAYOUT_PARTS, " ", "* "]), max_size=9).map("".join),
)
def test_a_number_is_never_another(value: float, layout: str) -> None:
    """Whatever the format, the number shown is the value, rounded to no fewer decimals than are shown."""
    written = shown(value, layout)
    found = re.fullmatch(r"(-?)\D*(\d+(?:\.(\d+))?(?:e[+-]\d+)?)(%?)", written)
    assert found is not None
    got = float(found[1] + found[2]) / (100 if found[4] else 1)
    unit = 10.0 ** -(len(found[3] or "") + 2 * bool(found[4]))
    assert abs(got - value) <= max(unit * 0.500001 if "e" not in written else 0, abs(value) * 1e-14)
    assert (got == 0) == (value == 0)


def test_numbers_that_are_text() -> None:
    """Only noise is taken from a number that is stored as text."""
    assert [number(text) for text in ("3", "0.30000000000000004", "v1.2", "", "1E-3")] == [
        "3",
        "0.3",
        "v1.2",
        "",
        "0.001",
    ]


DIAGRAM = """<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"
xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r>
<a:t>First step</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt><dgm:t><a:p/></dgm:t></dgm:pt><dgm:pt>
<dgm:t><a:p><a:r><a:t>Second</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"""


def test_diagrams_in_word(tmp_path: Path) -> None:
    """The texts of a diagram follow its paragraph; one that is missing costs nothing else."""
    import docx
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    made = docx.Document()
    uri = PackURI("/word/diagrams/data1.xml")
    part = Part(uri, "application/xml", DIAGRAM.encode(), made.part.package)
    key = made.part.relate_to(part, "http://example.org/diagramData")
    for reference in (key, "rId999"):
        xml = (
            f'<w:r {WORD} xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            f'<w:drawing><d:relIds r:dm="{reference}"/></w:drawing></w:r>'
        )
        made.add_paragraph("Steps:")._p.append(parse_xml(xml))
    assert saved(made, tmp_path / "a.docx").text == "Steps:\n\nFirst step\nSecond\n\nSteps:"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types(tmp_path: Path, encoding: str) -> None:
    """An Office file with a document type is refused, as text after its names would be lost."""
    made = docx_document()
    made.add_paragraph("PLACE and more")
    made.save(str(tmp_path / "made.docx"))
    declared = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w:document [<!ENTITY a "b">]>'
    with (
        zipfile.ZipFile(tmp_path / "made.docx") as old,
        zipfile.ZipFile(tmp_path / "a.docx", "w") as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                body = part.decode().partition("?>")[2].replace("PLACE", "&a;")
                part = (declared + body).encode(encoding)
            new.writestr(name, part)
    assert reason(tmp_path / "a.docx", (tmp_path / "a.docx").read_bytes()) == (
        "declares document types, which no office program does; open and save it again"
    )
