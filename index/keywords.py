"""Any text a user types becomes a safe full-text query. Knows SQLite's FTS5, nothing of chunks.

The table holds the terms of :mod:`index.analyzer`, not the words as they stand: so every language has its
stems, whatever SQLite was built with.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from index.analyzer import plain_words, terms
from index.language import FUNCTION_WORDS, language_of_question

# Terms are letters, marks and digits, in lower case: to the ascii tokenizer each is one token.
CREATE = "CREATE VIRTUAL TABLE keywords USING fts5(heading, text, content='', tokenize='ascii')"
"""The full-text table; contentless, because the text is kept once, in ``documents``."""

CREATE_VOCABULARY = "CREATE VIRTUAL TABLE vocabulary USING fts5vocab(keywords, row)"
"""In how many rows each term stands; made of the same full-text index, it stores nothing."""

INSERT = "INSERT INTO keywords(rowid, heading, text) VALUES (?, ?, ?)"

DELETE = "INSERT INTO keywords(keywords, rowid, heading, text) VALUES ('delete', ?, ?, ?)"
"""How FTS5 forgets a row of a contentless table: it must be given the very same terms."""

DELETE_ALL = "INSERT INTO keywords(keywords) VALUES ('delete-all')"
"""How FTS5 forgets every row of a contentless table."""

SEARCH = """
SELECT rowid, -bm25(keywords) AS score FROM keywords
WHERE keywords MATCH ? {where} ORDER BY score DESC, rowid LIMIT ?
"""
"""FTS5's bm25() is negative where it is good; here, as everywhere, higher is better."""

FREQUENCIES = "SELECT term, doc FROM json_each(?) CROSS JOIN vocabulary ON term = value"
"""In how many rows each of some terms stands that stand anywhere; CROSS looks up those alone."""

MAX_WORDS = 64
"""Different words of a question that count; a whole page pasted as a question stays fast."""

ROW_BUDGET = 20_000
"""Rows that one search may score; FTS5 takes about a microsecond for each (``benchmarks/scale.py``)."""


def analyzed(heading: str, text: str, language: str) -> tuple[str, str]:
    """The two columns of a row: the terms of a chunk's heading and of its text."""
    return " ".join(terms(heading, language)), " ".join(terms(text, language))


def question_terms(text: str, languages: Collection[str] = ("",)) -> list[str]:
    """The different terms of a question, as each of the documents' languages has them, in order.

    Function words of the question's language are left out unless nothing else remains.

    Args:
        text: Any text.
        languages: Of the documents that are searched; an empty one for unknown.
    """
    stop = FUNCTION_WORDS.get(language_of_question(text) or "en", frozenset())
    words = list(dict.fromkeys(plain_words(text)))
    telling = [word for word in words if word not in stop] or words
    asked = " ".join(telling[:MAX_WORDS])
    # Cut again: a text without blanks is one word, and of many terms.
    found = (
        list(dict.fromkeys(terms(asked, language)))[:MAX_WORDS] for language in sorted(languages)
    )
    return list(dict.fromkeys(chain.from_iterable(found)))


def any_of(found: Sequence[str]) -> str:
    """An FTS5 query for rows that hold any of some terms."""
    return " OR ".join(f'"{term}"' for term in found)


def affordable(frequency: Mapping[str, int], budget: int) -> list[str]:
    """The rarest terms that together stand in at most ``budget`` rows, and at least the rarest one.

    Args:
        frequency: In how many rows each term stands; what stands in none costs nothing and is left out.
        budget: Rows that may be scored; bounds the time of a search in a large library.
    """
    chosen: list[str] = []
    rows = 0
    for term in sorted((t for t in frequency if frequency[t]), key=lambda t: (frequency[t], t)):
        rows += frequency[term]
        if chosen and rows > budget:
            break
        chosen.append(term)
    return chosen
