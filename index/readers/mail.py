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
from index.readers.extract import Extract
from index.readers.text import decode_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_DEEPEST = 20
"""Parts within parts, be they mails or not; deeper ones are left out."""

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
    names = ", ".join(filter(None, map(_name, _leaves(mail, depth))))
    body.add("\n".join([*lines, *([f"Attachments: {names}"] if names else [])]))
    _add_part(mail, body, depth)


def _leaves(part: MIMEPart, depth: int) -> Iterator[MIMEPart]:
    """The parts of a part that hold no others of the same mail."""
    for child in _parts(part) if depth else ():
        if child.get_content_maintype() == "multipart":
            yield from _leaves(child, depth - 1)
        else:
            yield child


def _add_part(part: MIMEPart, body: Body, depth: int) -> bool:
    """Append all texts of a part, of alternatives the best; whether there was any."""
    kind, parts = part.get_content_maintype(), _parts(part)
    if not depth:
        return False
    if kind == "text" or (kind == "multipart" and not parts):  # the latter has lost its bounds
        return _add_text(part, body)
    if kind == "message":
        body.add(_name(part), level=2)
        for mail in parts:
            _add_mail(mail, body, depth - 1)
        return bool(parts)
    if part.get_content_subtype() == "alternative":
        parts.sort(key=lambda part: part.get_content_type() != "text/plain")
        return any(_add_part(part, body, depth - 1) for part in parts)
    added = [_add_part(part, body, depth - 1) for part in parts]  # all of them, unlike above
    return any(added)


def _add_text(part: MIMEPart, body: Body) -> bool:
    text = _decoded(part).replace("\r\n", "\n").strip()
    is_page = part.get_content_subtype() == "html"
    extract = html.extract(text) if is_page and text else Extract(text)
    if extract.text:
        body.add(_name(part), level=2)
        body.include(extract)
    return bool(extract.text)


def _parts(part: MIMEPart) -> list[MIMEPart]:
    return list(part.iter_parts()) if part.is_multipart() else []


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
    if not name and part.get_content_type() == "message/rfc822":
        name = next((_header(mail, "Subject") for mail in _parts(part)), "")
    return " ".join(name.split())


def _date(mail: MIMEPart) -> str:
    try:
        return day(parsedate_to_datetime(_header(mail, "Date")).date().isoformat())
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
