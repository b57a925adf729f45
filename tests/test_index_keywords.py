"""Keyword queries: any text is safe, and words are what a reader would call words."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import keywords

TEXTS = (
    "The goat ate the hay.",
    "Goats are ruminants; café culture is not for them.",
    "North Korea received 447 goats.",
)
anything = st.text(st.characters(), max_size=60)  # lone surrogates and NUL included


@pytest.fixture(scope="module")
def table() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(keywords.CREATE)
    for row, text in enumerate(TEXTS):
        connection.execute(keywords.INSERT, (row, "", text))
    yield connection
    connection.close()


def found(table: sqlite3.Connection, query: str | None) -> list[int]:
    return [row for row, _ in table.execute(keywords.SEARCH, (query, 10))] if query else []


@given(text=anything)
def test_any_text_is_a_safe_query(table: sqlite3.Connection, text: str) -> None:
    """No text a user can type makes SQLite fail."""
    found(table, keywords.match_query(text))
    found(table, keywords.match_phrase(text))


@pytest.mark.parametrize(
    "text",
    ['"', '" OR "', "NEAR(a b)", "heading:x", "a*", "-a", "^a", "{a}", "AND", "x\0y", "(", "';--"],
)
def test_operators_are_only_words(table: sqlite3.Connection, text: str) -> None:
    """FTS5's own syntax in a question is taken as words."""
    found(table, keywords.match_query(text))


def test_finds_inflected_words(table: sqlite3.Connection) -> None:
    """A word finds its inflected forms, in any case, with or without accents."""
    assert sorted(found(table, keywords.match_query("GOATS"))) == [0, 1, 2]
    assert found(table, keywords.match_query("cafe")) == [1]
    assert found(table, keywords.match_query("cafe\u0301")) == [1]


def test_any_word_is_enough(table: sqlite3.Connection) -> None:
    """Chunks need not hold every word; those that hold more of them come first."""
    assert found(table, keywords.match_query("447 goats in Paris"))[0] == 2


def test_stop_words_do_not_count() -> None:
    """Words such as "the" are left out, unless there is no other."""
    assert keywords.match_query("What is the goat?") == '"goat"'
    assert keywords.match_query("who is it?") == '"who" OR "is" OR "it"'


@pytest.mark.parametrize("text", ["", "  ", "?!", "_", "\0", "\ud800"])
def test_no_word_no_query(text: str) -> None:
    """A text without a word gives no query at all."""
    assert keywords.match_query(text) is None
    assert keywords.match_phrase(text) is None


def test_a_phrase_holds_its_words_side_by_side(table: sqlite3.Connection) -> None:
    """A term of two words counts only where they are neighbours."""
    assert found(table, keywords.match_phrase("North Korea")) == [2]
    assert found(table, keywords.match_phrase("Korea North")) == []


def test_a_pasted_page_is_fast(table: sqlite3.Connection) -> None:
    """Of very many words only the first different ones count."""
    query = keywords.match_query(" ".join(f"word{n}" for n in range(100_000)))
    assert query is not None
    assert query.count(" OR ") == keywords.MAX_WORDS - 1
    assert found(table, query) == []


def test_a_deleted_row_is_forgotten() -> None:
    """A row of the contentless table is gone when deleted with its own text."""
    table = sqlite3.connect(":memory:")
    table.execute(keywords.CREATE)
    table.execute(keywords.INSERT, (1, "", "goat"))
    table.execute(keywords.DELETE, (1, "", "goat"))
    assert found(table, keywords.match_query("goat")) == []
    table.close()
