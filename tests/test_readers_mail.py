"""E-mails: who, when, what, the best version of the text, and what is attached as text."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document, DocumentError
from index.readers import mail, read_document


def read(folder: Path, content: bytes | EmailMessage) -> Document:
    (folder / "a.eml").write_bytes(content if isinstance(content, bytes) else content.as_bytes())
    return read_document(folder, "a.eml")


def letter(text: str = "They eat häy.", subject: str = "Goats") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Änn <ann@x.org>"
    made["To"] = "bob@x.org, Eve <eve@x.org>"
    made["Date"] = "Tue, 05 May 2020 23:30:00 -0700"
    made["Subject"] = subject
    made.set_content(text)
    return made


HEAD = (
    "From: Änn <ann@x.org>\nTo: bob@x.org, Eve <eve@x.org>\n"
    "Date: Tue, 05 May 2020 23:30:00 -0700\nSubject: Goats"
)


def test_a_letter(tmp_path: Path) -> None:
    """The leading lines tell who wrote to whom and when; the day is the sender's."""
    document = read(tmp_path, letter())
    assert (document.title, document.date) == ("Goats", "2020-05-05")
    assert document.text == f"{HEAD}\n\nThey eat häy."


def test_the_best_version(tmp_path: Path) -> None:
    """Plain text is preferred, unless it is blank; a page is read as a page."""
    both = letter("plain")
    both.add_alternative("<h1>Hay</h1><p>as a <b>page</b></p>", subtype="html")
    assert read(tmp_path, both).text == f"{HEAD}\n\nplain"
    blank = letter(" \n")
    blank.add_alternative("<h1>Hay</h1><p>as a <b>page</b></p>", subtype="html")
    document = read(tmp_path, blank)
    assert document.text == f"{HEAD}\n\nHay\n\nas a page"
    assert [document.text[h.start : h.end] for h in document.headings] == ["Hay"]


def test_attachments(tmp_path: Path) -> None:
    """Attachments are listed; texts and mails among them are read, each under its name."""
    made = letter()
    made.add_attachment(b"%PDF", "application", "pdf", filename="a.pdf")
    made.add_attachment("Buy hay.", filename="list.txt")
    inner = letter("Inner text.", "Inner")
    inner.add_attachment("<p>Deep</p>", subtype="html", filename="deep.html")
    made.add_attachment(inner)
    document = read(tmp_path, made)
    head = HEAD.replace("Goats", "Inner")
    assert document.text == (
        f"{HEAD}\nAttachments: a.pdf, list.txt, Inner\n\nThey eat häy.\n\nlist.txt\n\nBuy hay.\n\n"
        f"Inner\n\n{head}\nAttachments: deep.html\n\nInner text.\n\ndeep.html\n\nDeep"
    )
    headings = [document.text[h.start : h.end] for h in document.headings]
    assert headings == ["list.txt", "Inner", "deep.html"]


def part(kind: str, text: str) -> str:
    return f"--b\nContent-Type: {kind}\n\n{text}\n"


def test_every_text_of_a_mail(tmp_path: Path) -> None:
    """Texts that stand one after the other are all read, once each, whatever their kinds."""
    inner = "".join(map(part, ("text/html", "text/plain"), ("<p>In</p>", "Inner"))).replace(
        "--b", "--c"
    )
    parts = part("text/html", "<p>Body</p>") + part("multipart/mixed; boundary=c", f"{inner}--c--")
    content = (
        "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
        f"{parts}{part('text/plain', 'List footer')}--b--\n"
    )
    expected = "Subject: x\n\nBody\n\nIn\n\nInner\n\nList footer"
    assert read(tmp_path, content.encode()).text == expected


def test_a_mail_that_has_lost_its_bounds(tmp_path: Path) -> None:
    """A mail that claims parts but shows none still has its text."""
    content = b"Subject: x\nContent-Type: multipart/mixed\n\nAll the text"
    assert read(tmp_path, content).text == "Subject: x\n\nAll the text"


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("x-unknown", "Grüße".encode()),
        ("us-ascii", "Grüße".encode()),
        ("utf-8", "Grüße aus Köln, schöne Größe für Übung".encode("cp1252")),
        ("windows-1252", "Grüße".encode("cp1252")),
        ("hex", "Grüße".encode()),
        ("", "Grüße".encode()),
    ],
)
def test_odd_charsets(tmp_path: Path, charset: str, data: bytes) -> None:
    """A text in another encoding than it declares, or in one that nobody knows, is still read."""
    content = f"Subject: x\nContent-Type: text/plain; charset={charset}\n\n".encode() + data
    assert read(tmp_path, content).text.startswith("Subject: x\n\nGrüße")


def test_broken_headers(tmp_path: Path) -> None:
    """Headers that no standard allows are shown as they are, and no day is made up."""
    content = b"From: <((\nDate: yesterday\nTo: =?utf-8?b?!!!?= <\nSubject: =?x-no?q?a?= b\n\nText"
    document = read(tmp_path, content)
    assert mail.read(tmp_path / "a.eml").date == ""
    assert document.text.endswith("\n\nText")
    assert "Date: yesterday" in document.text


def test_no_mail(tmp_path: Path) -> None:
    """What has no header of a mail is none."""
    with pytest.raises(DocumentError, match=r"is no e-mail .*; export it as .eml again"):
        read(tmp_path, b"Just text.\n\nMore text.")


PIECES = st.sampled_from(
    [
        b"From: ",
        b"To: ",
        b"Subject: x\n",
        b"Date: ",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: message/rfc822\n",
        b"Content-Type: text/html; charset=",
        b"Content-Disposition: attachment; filename*=",
        b"Content-Transfer-Encoding: base64\n",
        b"--b\n",
        b"--b--\n",
        b"\n",
        b"=?utf-8?q?=C3?=",
        b"<a@b",
        b"<h1>x</h1>",
        b'"\\',
        b"\xff\n",
        b"utf-7''%zz\n",
    ]
)


@given(pieces=st.lists(PIECES, max_size=25))
def test_no_mail_crashes(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    """However broken a mail, it is read, with headings in order and inside the text."""
    path = tmp_path_factory.mktemp("docs") / "a.eml"
    path.write_bytes(b"Subject: s\n" + b"".join(pieces))
    extract = mail.read(path)
    last = 0
    for heading in extract.headings:
        assert last <= heading.start < heading.end <= len(extract.text)
        last = heading.end
