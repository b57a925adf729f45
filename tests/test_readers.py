"""Readers: each format's text, title, headings and pages, and one clear reason for what is broken."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document, DocumentError, supported_suffixes
from index.readers import READERS, clean, code, read_document


def read(folder: Path, name: str, content: bytes | str) -> Document:
    data = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(data)
    return read_document(folder, name)


def headings(document: Document) -> list[tuple[int, str]]:
    return [(h.level, document.text[h.start : h.end]) for h in document.headings]


def reason(folder: Path, name: str, content: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read(folder, name, content)
    assert str(caught.value) == f"{name!r}: {caught.value.reason}"
    return caught.value.reason


def test_supported_suffixes() -> None:
    """The formats are those promised, and each has a reader."""
    documents = """
    .csv .docx .eml .epub .htm .html .ipynb .markdown .md .pdf .pptm .pptx .rtf .text .tsv .txt
    .xhtml .xlsm .xlsx
    """
    known = supported_suffixes()
    assert list(known) == sorted(known)
    assert [suffix for suffix in known if suffix not in code.SUFFIXES] == documents.split()
    assert {".py", ".json", ".log", ".srt", ".xml", ".yaml"} < set(known) == READERS.keys()


@given(text=st.text(st.characters()))
def test_clean_keeps_every_offset(text: str) -> None:
    """Cleaning replaces what cannot be stored, one character by one, and nothing else."""
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    assert "\0" not in cleaned
    cleaned.encode()
    same = [a == b for a, b in zip(text, cleaned, strict=True)]
    assert all(ok or b == "\ufffd" for ok, b in zip(same, cleaned, strict=True))
    assert clean(cleaned) == cleaned


def is_utf8(text: str) -> bool:
    """Whether a text is not blank, and not so full of controls that it is taken for UTF-16."""
    return bool(text.strip()) and sum(character < " " for character in text) * 4 < len(text)


@given(text=st.text(min_size=1).filter(is_utf8))
def test_text_is_verbatim(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """A UTF-8 text comes back character by character, line ends included, whatever it holds."""
    folder = tmp_path_factory.mktemp("docs")
    if not text.startswith("\ufeff"):
        assert read(folder, "a.txt", text).text == clean(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_in_unicode_encodings(tmp_path: Path, encoding: str) -> None:
    """A byte order mark tells the encoding, and is no part of the text."""
    assert read(tmp_path, "a.txt", "Grüße\r\nan alle".encode(encoding)).text == "Grüße\r\nan alle"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_text_without_a_mark(tmp_path: Path, encoding: str) -> None:
    """UTF-16 and UTF-32 are recognised by their NULs where there is no byte order mark."""
    assert read(tmp_path, "a.txt", "Grüße an alle".encode(encoding)).text == "Grüße an alle"


def test_text_in_another_encoding(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What is not UTF-8 is read by the best guess, and a warning names the file."""
    text = "Größe, Länge und Übermaß der Straße: für die Äpfel wird es schöner. " * 5
    assert read(tmp_path, "a.txt", text.encode("cp1252")).text == text
    assert "'a.txt' is not UTF-8; reading it as" in caplog.text


def test_text_with_a_broken_byte(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A stray byte in a UTF-8 text costs that character, not the text, and a warning says so."""
    before, after = "Größe und Länge. " * 20, "Он сказал привет. " * 20
    content = before.encode() + b"\xff" + after.encode()
    assert read(tmp_path, "a.txt", content).text == f"{before}\ufffd{after}"
    assert "'a.txt' is UTF-8 with 1 broken characters" in caplog.text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n\n  Goats of Korea \nThey eat.", "Goats of Korea"),
        ("This is a sentence.\nSo is this.", "notes"),
        ("x" * 121, "notes"),
        ("Title\r\nText.", "Title"),
    ],
)
def test_title_of_a_text(tmp_path: Path, text: str, title: str) -> None:
    """A short first line that is no sentence is the title; otherwise it is the file's name."""
    assert read(tmp_path, "notes.txt", text).title == title


def test_document_knows_its_file(tmp_path: Path) -> None:
    """Source is the relative path, digest that of the bytes; a suffix in capitals will do."""
    (tmp_path / "sub").mkdir()
    content = b"\xef\xbb\xbfHello there."
    document = read(tmp_path, "sub/A.TXT", content)
    assert document.source == "sub/A.TXT"
    assert document.digest == hashlib.sha256(content).hexdigest()


MARKDOWN = """# The *title*

Intro.

Second level
============

```
# not a heading
```

## Closed ##

> ### Quoted

    # code

#not a heading
"""


def test_markdown_headings(tmp_path: Path) -> None:
    """ATX and setext headings are found, not those in code; the text is verbatim."""
    document = read(tmp_path, "a.md", MARKDOWN)
    assert document.text == MARKDOWN
    assert document.title == "The *title*"
    assert headings(document) == [
        (1, "The *title*"),
        (1, "Second level"),
        (2, "Closed"),
        (3, "Quoted"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_markdown_line_ends(tmp_path: Path, end: str) -> None:
    """Offsets of headings are right whatever ends a line."""
    text = MARKDOWN.replace("\n", end)
    assert headings(read(tmp_path, "a.md", text))[1:3] == [(1, "Second level"), (2, "Closed")]


def test_markdown_front_matter(tmp_path: Path) -> None:
    """Front matter is no heading, and its title is the title."""
    document = read(tmp_path, "a.md", '---\ntitle: "Goats: a study"\nx: y\n---\n\n# One\n\nText.\n')
    assert document.title == "Goats: a study"
    assert headings(document) == [(1, "One")]


@given(text=st.text("#=-> \n\r\t`ab\0*", min_size=1, max_size=80).filter(is_utf8))
def test_markdown_headings_lie_in_the_text(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """Headings of any text are in order, apart, not empty, and inside it."""
    document = read(tmp_path_factory.mktemp("docs"), "a.md", text)
    last = 0
    for heading in document.headings:
        assert last <= heading.start < heading.end <= len(document.text)
        last = heading.end


HTML = """<!doctype html><html><head><title> Goats &amp; hay </title><style>p {}</style></head>
<body><nav>Menu</nav><script>alert(1)</script><!-- hidden -->
<h1>All
 about <em>goats</em></h1>
<p>They   eat <b>hay</b>,<br>not paper.</p><div>One</div><div>Two</div>
<h2></h2><h2>Table</h2>
<table><tr><th>Name</th><th>Age</th></tr><tr><td><p>Ann</p></td><td><p>3</p></td></tr></table>
<pre>a
  b</pre><ul><li>First<li>Second</ul><svg><title>no</title></svg></body></html>"""


def test_html_text(tmp_path: Path) -> None:
    """Blocks become lines and paragraphs, rows lines of cells; scripts and menus are gone."""
    document = read(tmp_path, "a.html", HTML)
    assert document.title == "Goats & hay"
    assert document.text == (
        "All about goats\n\nThey eat hay,\nnot paper.\n\nOne\nTwo\n\nTable\n\n"
        "Name | Age\nAnn | 3\n\na\n  b\n\nFirst\nSecond"
    )
    assert headings(document) == [(1, "All about goats"), (2, "Table")]


def test_a_heading_far_down_is_no_title(tmp_path: Path) -> None:
    """A level-1 heading names the whole document only where the document begins."""
    text = "Text.\n\n" * 200 + "# Figure 1\n\nMore.\n"
    document = read(tmp_path, "paper.md", text)
    assert document.title == "paper"
    assert len(document.headings) == 1
    assert read(tmp_path, "a.md", "Badge.\n\n# Goats\n\nHay.\n").title == "Goats"


def test_html_title_falls_back_to_first_heading(tmp_path: Path) -> None:
    """Without a title element the first h1 is the title."""
    assert read(tmp_path, "a.htm", "<h2>No</h2><h1>Yes</h1>").title == "Yes"


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset=iso-8859-2><p>Łódź</p>".encode("iso-8859-2"),
        "<p>Łódź</p>".encode("utf-16"),
        "<p>Łódź</p>".encode("utf-8-sig"),
        '<?xml version="1.0" encoding="utf-8"?><html><p>Łódź</p></html>'.encode(),
    ],
)
def test_html_encodings(tmp_path: Path, data: bytes) -> None:
    """The encoding is that of the byte order mark or of the declaration in the file."""
    assert read(tmp_path, "a.html", data).text == "Łódź"


def test_html_of_nothing_but_an_address(tmp_path: Path) -> None:
    """A page that holds only an address is read like any other, without a warning."""
    assert read(tmp_path, "a.html", "https://example.com/a").text == "https://example.com/a"


def test_html_nested_deeply(tmp_path: Path) -> None:
    """A hundred thousand nested elements are no problem."""
    page = "<div>" * 100_000 + "deep" + "</div>" * 100_000 + "<p>after</p>"
    assert read(tmp_path, "a.html", page).text == "deep\n\nafter"


@given(page=st.text("<>/hpdivtr1 \nab&;!-", min_size=1, max_size=120))
def test_html_headings_lie_in_the_text(tmp_path_factory: pytest.TempPathFactory, page: str) -> None:
    """Whatever the page, headings are in order, apart, not blank, and inside the text."""
    try:
        document = read(tmp_path_factory.mktemp("docs"), "a.html", f"x<h1>y</h1>{page}")
    except DocumentError:
        return
    last = 0
    for heading in document.headings:
        assert last <= heading.start < heading.end <= len(document.text)
        assert document.text[heading.start : heading.end].strip()
        last = heading.end


def make_pdf(*pages: str, title: str = "", trailer: str = "") -> bytes:
    """A PDF by hand; lines of a page are set one below the other."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, page in enumerate(pages):
        lines = "".join(f"({line}) Tj 0 -14 Td " for line in page.splitlines())
        stream = f"BT /F1 12 Tf 50 700 Td {lines}ET"
        objects += [
            (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * number} 0 R"
                " /Resources << /Font << /F1 3 0 R >> >> >>"
            ),
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    objects.append(f"<< /Title ({title}) >>")
    out = "%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    info = f"/Root 1 0 R /Info {len(objects)} 0 R {trailer}"
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} {info} >>\n"
    return f"{out}{end}startxref\n{len(out)}\n%%EOF\n".encode()


def test_pdf_text_and_pages(tmp_path: Path) -> None:
    """Pages are joined by a blank line, and every offset knows its page."""
    document = read(
        tmp_path, "a.pdf", make_pdf("First line\nsecond line", "", "Third page", title="T")
    )
    assert document.title == "T"
    assert document.text == "First line\nsecond line\n\n\n\nThird page"
    assert document.pages == (0, 24, 26)
    assert document.page_at(document.text.index("Third")) == 3


def test_pdf_joins_broken_words(tmp_path: Path) -> None:
    """A word broken at the end of a line is whole again."""
    assert read(tmp_path, "a.pdf", make_pdf("The ani-\nmals eat")).text == "The animals eat"


def test_pdf_title_that_is_a_file_name(tmp_path: Path) -> None:
    """A title that an office program made of a file's name is not used."""
    assert read(tmp_path, "b.pdf", make_pdf("Text", title="Microsoft Word - x.doc")).title == "b"


def test_pdf_that_cannot_be_read(tmp_path: Path) -> None:
    """Encrypted, broken and scanned PDFs each get their own reason."""
    key = "00" * 32
    encrypt = (
        f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <{key}> /U <{key}> >> /ID [<00> <00>]"
    )
    locked = make_pdf("Secret", trailer=encrypt)
    assert reason(tmp_path, "a.pdf", locked) == "is encrypted; save a copy without a password"
    assert reason(tmp_path, "a.pdf", b"rubbish").startswith("is not a readable PDF (Failed to load")
    assert reason(tmp_path, "a.pdf", make_pdf("")) == "has no text (a scan?); run OCR first"


def make_docx(path: Path) -> bytes:
    import docx

    document = docx.Document()
    document.add_heading("All about goats", 0)
    document.add_paragraph("They eat hay.")
    document.add_heading("Table", 2)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Name", "Age", "Ann", "3"), strict=True):
        cell.text = text
    document.add_paragraph("After\tthe table.")
    document.save(str(path))
    return path.read_bytes()


def test_docx_text(tmp_path: Path) -> None:
    """Paragraphs, headings and tables come in their order."""
    document = read(tmp_path, "a.docx", make_docx(tmp_path / "made.docx"))
    assert document.title == "All about goats"
    assert document.text == (
        "All about goats\n\nThey eat hay.\n\nTable\n\nName | Age\nName: Ann | Age: 3\n\nAfter\tthe table."
    )
    assert headings(document) == [(1, "All about goats"), (2, "Table")]


def test_docx_content_controls(tmp_path: Path) -> None:
    """Text inside content controls and tracked insertions is not lost; deleted text is."""
    import docx
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = docx.Document()
    for xml in (
        f"<w:sdt {space}><w:sdtContent><w:p><w:r><w:t>In control</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        (
            f"<w:p {space}><w:ins><w:r><w:t>new</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>"
        ),
    ):
        document.element.body.insert(0, parse_xml(xml))
    document.save(str(tmp_path / "made.docx"))
    assert read_document(tmp_path, "made.docx").text == "new\n\nIn control"


def test_docx_that_cannot_be_read(tmp_path: Path) -> None:
    """Encrypted, broken and foreign files in place of a Word file each get a reason."""
    whole = make_docx(tmp_path / "made.docx")
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512
    assert reason(tmp_path, "a.docx", ole).startswith("is encrypted or an old .doc")
    assert reason(tmp_path, "a.docx", b"rubbish").startswith("is not a readable .docx")
    assert reason(tmp_path, "a.docx", whole[: len(whole) // 2]).startswith(
        "is not a readable .docx"
    )


def test_markdown_date(tmp_path: Path) -> None:
    """The date of front matter is the document's; one in the text is not."""
    assert read(tmp_path, "a.md", "---\ndate: 2024-05-01T10:00\n---\nText.\n").date == "2024-05-01"
    assert read(tmp_path, "b.md", "Text.\n\ndate: 1999-05-01\n").date != "1999-05-01"


def test_a_long_markdown_loses_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond what is parsed the text goes on, only its headings are not found."""
    from index.readers import markdown

    monkeypatch.setattr(markdown, "HEADED_CHARACTERS", 19)
    (tmp_path / "a.md").write_text("# One\n\nText.\n\n# Two\n")
    extract = markdown.read(tmp_path / "a.md")
    assert extract.text.endswith("# Two\n")
    assert [extract.text[h.start : h.end] for h in extract.headings] == ["One"]


@pytest.mark.parametrize(
    ("text", "title", "parts"),
    [
        ("---\n# Real\n\n## One\n\ntext\n\n---\n\n## Two\n", "Real", ["Real", "One", "Two"]),
        ("---\n\nNote: this\n\n# Real\n\n---\n", "Real", ["Real"]),
        ("---\nkey: value\nJust text.\n\n# Real\n\n---\n", "Real", ["Real"]),
        ("---\r\ntitle: Own\r\n# x\r\ntags:\r\n- a\r\n---\r\n# Real\r\n", "Own", ["Real"]),
        ('---\n"título": x\n\nlist: [\n  a,\n]\n---\n# Real\n', "Real", ["Real"]),
        (
            "---\ntitle: |\n  A long\n  title\ndate: 2024-01-01\n---\n# Real\n",
            "A long title",
            ["Real"],
        ),
        ("---\ntitle: >-\n---\n# Real\n", "Real", ["Real"]),
    ],
)
def test_front_matter(tmp_path: Path, text: str, title: str, parts: list[str]) -> None:
    """Front matter is keys and what they hold; a rule at the beginning hides no heading."""
    document = read(tmp_path, "a.md", text)
    assert document.title == title
    assert [words for _, words in headings(document)] == parts


def test_a_heading_whose_last_line_stands_in_its_first(tmp_path: Path) -> None:
    """A heading of two lines is whole."""
    document = read(tmp_path, "a.md", "foo bar\nbar\n===\n\ntext\n")
    assert headings(document) == [(1, "foo bar\nbar")]
