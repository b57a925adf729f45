"""Any text a user types becomes a safe full-text query. Knows SQLite's FTS5, nothing of chunks."""

import re
import unicodedata

CREATE = """
CREATE VIRTUAL TABLE keywords USING fts5(
    heading, text, content='', tokenize='porter unicode61 remove_diacritics 2'
)
"""
"""The full-text table; contentless, because the text is kept once, in ``documents``."""

INSERT = "INSERT INTO keywords(rowid, heading, text) VALUES (?, ?, ?)"

DELETE = "INSERT INTO keywords(keywords, rowid, heading, text) VALUES ('delete', ?, ?, ?)"
"""How FTS5 forgets a row of a contentless table: it must be given the very same text."""

DELETE_ALL = "INSERT INTO keywords(keywords) VALUES ('delete-all')"
"""How FTS5 forgets every row of a contentless table."""

SEARCH = """
SELECT rowid, -bm25(keywords) AS score FROM keywords
WHERE keywords MATCH ? ORDER BY score DESC, rowid LIMIT ?
"""
"""FTS5's bm25() is negative where it is good; here, as everywhere, higher is better."""

COUNT = "SELECT count(*) FROM keywords WHERE keywords MATCH ?"

MAX_WORDS = 256
"""Different words of a query that count; a whole page pasted as a question stays fast."""

_WORD = re.compile(r"[^\W_]+")

_COMMON = """
    a about an and are as at be been but by can could did do does for from had has have he her him
    his how i if in into is it its me my of on or our she should so than that the their them then
    there these they this those to us was we were what when where which who whom whose why will
    with would you your
"""
_STOP_WORDS = frozenset(_COMMON.split())


def match_query(text: str) -> str | None:
    """An FTS5 query for chunks that hold any of the words of ``text``.

    English stop words are left out unless nothing else remains. Never fails, whatever the text.

    Returns:
        The query, or None when the text holds no word.
    """
    words = list(dict.fromkeys(_words(text)))
    telling = [word for word in words if word not in _STOP_WORDS] or words
    return " OR ".join(f'"{word}"' for word in telling[:MAX_WORDS]) or None


def match_phrase(text: str) -> str | None:
    """An FTS5 query for chunks that hold the words of ``text`` side by side; None without words."""
    words = _words(text)[:MAX_WORDS]
    return f'"{" ".join(words)}"' if words else None


def _words(text: str) -> list[str]:
    # NFC, as a letter with a separate accent would otherwise fall apart at the accent.
    return [word.lower() for word in _WORD.findall(unicodedata.normalize("NFC", text))]
