"""E-books: chapters in reading order, and one clear reason for those that cannot be read."""

import zipfile
from pathlib import Path

import pytest

from index import Document, DocumentError
from index.readers import epub, read_document

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""

PACKAGE = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:title>Goats &amp; hay</dc:title><dc:date>2019-05-06T00:00:00Z</dc:date></metadata>
<manifest><item id="b" href="text/two%20b.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="one.xhtml" media-type="application/xhtml+xml"/>
<item id="p" href="cover.svg" media-type="image/svg+xml"/></manifest>
<spine><itemref idref="p"/><itemref idref="a"/><itemref idref="gone"/><itemref idref="b"/></spine></package>"""

PAGE = """<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>x</title></head><body><h1>{0}</h1><p>Text of {0}.</p></body></html>"""

BOOK = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": CONTAINER,
    "OPS/book.opf": PACKAGE,
    "OPS/cover.svg": "<svg/>",
    "OPS/one.xhtml": PAGE.format("Größe"),
    "OPS/text/two b.xhtml": PAGE.format("Two"),
}


def made(folder: Path, **parts: str) -> Path:
    """A book with some parts changed; an empty one is left out. Slashes are written as __."""
    changed = {name.replace("__", "/"): part for name, part in parts.items()}
    with zipfile.ZipFile(folder / "a.epub", "w", zipfile.ZIP_DEFLATED) as book:
        for name, part in (BOOK | changed).items():
            if part:
                book.writestr(name, part)
    return folder / "a.epub"


def read(folder: Path, **parts: str) -> Document:
    made(folder, **parts)
    return read_document(folder, "a.epub")


def reason(folder: Path, **parts: str) -> str:
    with pytest.raises(DocumentError) as caught:
        read(folder, **parts)
    return caught.value.reason


def test_chapters_in_reading_order(tmp_path: Path) -> None:
    """The spine tells the order; title and day are the book's own; pictures are left out."""
    document = read(tmp_path)
    assert document.title == "Goats & hay"
    assert document.date == "2019-05-06"
    assert document.text == "Größe\n\nText of Größe.\n\nTwo\n\nText of Two."
    headings = [document.text[h.start : h.end] for h in document.headings]
    assert headings == ["Größe", "Two"]


def test_a_chapter_that_is_missing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A missing chapter costs itself, and a warning says so."""
    document = read(tmp_path, **{"OPS__text__two b.xhtml": ""})
    assert document.text == "Größe\n\nText of Größe."
    assert "is left out" in caplog.text


def test_protected_books(tmp_path: Path) -> None:
    """An encrypted chapter is protection; an encrypted font is not."""
    locked = (
        '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:CipherData>'
        '<e:CipherReference URI="OPS/{}"/></e:CipherData></e:EncryptedData></encryption>'
    )
    name = "META-INF__encryption.xml"
    assert reason(tmp_path, **{name: locked.format("one.xhtml")}) == (
        "is protected (DRM); use a copy without protection"
    )
    assert read(tmp_path, **{name: locked.format("font.otf")}).title == "Goats & hay"


def test_broken_books(tmp_path: Path) -> None:
    """A book without its lists, or without chapters, is one clear reason."""
    broken = "is not a readable .epub ("
    assert reason(tmp_path, **{"META-INF__container.xml": ""}).startswith(broken)
    assert reason(tmp_path, **{"META-INF__container.xml": "<a/>"}).startswith(broken)
    assert reason(tmp_path, **{"META-INF__container.xml": "rubbish"}).startswith(broken)
    assert reason(tmp_path, **{"OPS__book.opf": ""}).startswith(broken)
    assert reason(tmp_path, **{"OPS__book.opf": "<package/>"}) == (
        "has no chapters that can be read; save it again"
    )
    (tmp_path / "b.epub").write_bytes(b"rubbish")
    with pytest.raises(DocumentError, match=r"is not a readable \.epub"):
        read_document(tmp_path, "b.epub")


def test_a_bomb_of_a_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book that says it unpacks to too much is refused before it is unpacked."""
    monkeypatch.setattr(epub, "_MOST_BYTES", 10_000)
    path = made(tmp_path, **{"OPS__one.xhtml": PAGE.format("x" * 10_000)})
    with pytest.raises(DocumentError, match=r"unpacks to over 10,000 bytes; split it"):
        epub.read(path)


def test_entities_are_not_loaded(tmp_path: Path) -> None:
    """A list that names a file of this machine as an entity does not get its text."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    entity = f'<!DOCTYPE package [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    package = PACKAGE.replace('<?xml version="1.0"?>', entity).replace("Goats &amp; hay", "Go&s;")
    assert "secret" not in read(tmp_path, **{"OPS__book.opf": package}).title


def test_chapters_with_a_document_type(tmp_path: Path) -> None:
    """The declarations of a chapter are no text of the book."""
    declared = '<!DOCTYPE html [<!ENTITY co "ACME">]>'
    page = PAGE.format("By &co;").replace("?>", f"?>{declared}")
    text = read(tmp_path, **{"OPS__one.xhtml": page}).text
    assert text.startswith("By ACME\n\nText of By ACME.\n\nTwo")
