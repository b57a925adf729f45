"""E-mails, .eml: who, to whom, when and what, then the text and what is attached as text.

Runs in the sandbox, as some made-up mails take very long to parse.
"""

from __future__ import annotations

from contextlib import suppress
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from index.errors import DocumentError
from index.readers import html
from index.readers.body import Body
from index.readers.dates import day
from index.readers.text import decode_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from index.readers.extract import Extract

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_DEEPEST = 5
"""Mails within mails; of deeper ones only the names are listed."""

_BROKEN = (LookupError, ValueError, TypeError, AttributeError, RecursionError)
"""What the standard library raises for headers that it does not expect."""

_MOST_CHARACTERS = 10_000
"""Of a header that is decoded; the standard library takes seconds for longer ones."""


def read(path: Path) -> Extract:
    """Read an e-mail. Attached texts, pages and mails are read too, each under a heading.

    Raises:
        DocumentError: When it is no e-mail.
        OSError: When the file cannot be read.
    """
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    mail = BytesParser(EmailMessage, policy=policy.default).parsebytes(data)
    if not any(_header(mail, name) for name in _SHOWN):
        reason = "is no e-mail (it has no From, To, Date or Subject); export it as .eml again"
        raise DocumentError(path.name, reason)
    body = Body()
    _add_mail(mail, body, _DEEPEST)
    return body.extract(_header(mail, "Subject"), _date(mail))


def _add_mail(mail: MIMEPart, body: Body, depth: int) -> None:
    lines = [f"{name}: {value}" for name in _SHOWN if (value := _header(mail, name))]
    names = ", ".join(filter(None, map(_name, mail.iter_attachments())))
    body.add("\n".join([*lines, *([f"Attachments: {names}"] if names else [])]))
    _add_content(mail, body, depth)


def _add_content(part: MIMEPart, body: Body, depth: int) -> None:
    """The best version of a part's own text, then what stands beside it."""
    for kind in ("plain", "html"):
        best = part.get_body((kind,))
        if best is not None and _add_text(best, body):
            break
    for beside in part.iter_attachments():
        if depth and beside.get_content_maintype() in {"text", "multipart", "message"}:
            body.add(_name(beside), level=2)
            _add_beside(beside, body, depth - 1)


def _add_beside(part: MIMEPart, body: Body, depth: int) -> None:
    if part.get_content_maintype() == "text":
        _add_text(part, body)
    elif part.get_content_maintype() == "multipart":
        _add_content(part, body, depth)
    else:
        for mail in part.iter_parts() if part.is_multipart() else ():
            _add_mail(mail, body, depth)


def _add_text(part: MIMEPart, body: Body) -> bool:
    """Append a part's text; whether it had any."""
    text = _decoded(part).replace("\r\n", "\n").strip()
    if part.get_content_subtype() == "html":
        extract = html.extract(text)
        body.include(extract)
        return bool(extract.text)
    body.add(text)
    return bool(text)


def _decoded(part: MIMEPart) -> str:
    """A part's text in the encoding it declares, else in the one that fits; empty if none does."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):  # a broken part that claims to hold others
        return ""
    try:
        return data.decode(part.get_content_charset("ascii"))
    except (LookupError, UnicodeError):  # no such encoding, or not in it
        pass
    try:
        return decode_bytes(data, _name(part) or "a part of the mail")
    except DocumentError:
        return ""


def _header(mail: MIMEPart, name: str) -> str:
    """A header on one line, decoded if it can be."""
    raw = (value for key, value in mail.raw_items() if key.lower() == name.lower())
    value = next(raw, "")
    if len(value) <= _MOST_CHARACTERS:
        # The standard library's parser fails on some broken headers; they stay raw.
        with suppress(MessageError, *_BROKEN):
            value = mail.get(name)
    return " ".join(str(value or "").split())


def _name(part: MIMEPart) -> str:
    """What an attachment is called; a mail by its subject."""
    try:
        name = part.get_filename() or ""
    except _BROKEN:
        name = ""
    if not name and part.get_content_type() == "message/rfc822" and part.is_multipart():
        name = next((_header(mail, "Subject") for mail in part.iter_parts()), "")
    return " ".join(name.split())


def _date(mail: MIMEPart) -> str:
    try:
        return day(parsedate_to_datetime(_header(mail, "Date")).date().isoformat())
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
