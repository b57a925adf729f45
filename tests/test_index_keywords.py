"""Keyword queries: any text is safe, and words are what a reader would call words."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import keywords

TEXTS = (
    ("The goat ate the hay.", "en"),
    ("Goats are ruminants; café culture is not for them.", "en"),
    ("North Korea received 447 goats.", "en"),
    ("Die Häuser der Ziegen stehen in Berlin.", "de"),
    ("俄罗斯向朝鲜送去了山羊。", "zh"),
)
LANGUAGES = ("", "de", "en", "zh")
anything = st.text(st.characters(), max_size=60)  # lone surrogates and NUL included


@pytest.fixture(scope="module")
def table() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(keywords.CREATE)
    connection.execute(keywords.CREATE_VOCABULARY)
    for row, (text, language) in enumerate(TEXTS):
        connection.execute(keywords.INSERT, (row, *keywords.analyzed("", text, language)))
    yield connection
    connection.close()


def match(text: str) -> str:
    return keywords.any_of(keywords.question_terms(text, LANGUAGES))


def found(table: sqlite3.Connection, query: str) -> list[int]:
    search = keywords.SEARCH.format(where="")
    return [row for row, _ in table.execute(search, (query, 10))] if query else []


@given(text=anything)
def test_any_text_is_a_safe_query(table: sqlite3.Connection, text: str) -> None:
    """No text a user can type makes SQLite fail."""
    found(table, match(text))


@pytest.mark.parametrize(
    "text",
    ['"', '" OR "', "NEAR(a b)", "heading:x", "a*", "-a", "^a", "{a}", "AND", "x\0y", "(", "';--"],
)
def test_operators_are_only_words(table: sqlite3.Connection, text: str) -> None:
    """FTS5's own syntax in a question is taken as words."""
    found(table, match(text))


def test_finds_inflected_words(table: sqlite3.Connection) -> None:
    """A word finds its inflected forms, in any case, with or without accents."""
    assert sorted(found(table, match("GOATS"))) == [0, 1, 2]
    assert found(table, match("cafe")) == [1]
    assert found(table, match("cafe\u0301")) == [1]


def test_each_language_has_its_stems(table: sqlite3.Connection) -> None:
    """A question finds the documents of every language by the stems of that language."""
    assert found(table, match("Haus")) == [3]
    assert found(table, match("朝鲜的山羊")) == [4]


def test_any_word_is_enough(table: sqlite3.Connection) -> None:
    """Chunks need not hold every word; those that hold more of them come first."""
    assert found(table, match("447 goats in Paris"))[0] == 2


def test_stop_words_do_not_count() -> None:
    """Words such as "the" are left out, unless there is no other; those of its language alone."""
    assert keywords.question_terms("What is the goat?") == ["goat"]
    assert keywords.question_terms("who is it?") == ["who", "is", "it"]
    assert keywords.question_terms("Wo ist das Haus der Ziegen?", ("de",)) == ["haus", "zieg"]


@pytest.mark.parametrize("text", ["", "  ", "?!", "_", "\0", "\ud800"])
def test_no_word_no_query(text: str) -> None:
    """A text without a word gives no query at all."""
    assert match(text) == ""


def test_a_pasted_page_is_fast() -> None:
    """Of very many words only the first different ones count."""
    terms = keywords.question_terms(" ".join(f"word{n}" for n in range(100_000)), ("en", "de"))
    assert len(terms) == keywords.MAX_WORDS
    run = "".join(
        chr(0x4E00 + n) for n in range(5000)
    )  # no blank, so one word of thousands of pairs
    assert len(keywords.question_terms(run, ("zh",))) == keywords.MAX_WORDS


def test_a_deleted_row_is_forgotten() -> None:
    """A row of the contentless table is gone when deleted with its own terms."""
    table = sqlite3.connect(":memory:")
    table.execute(keywords.CREATE)
    row = (1, *keywords.analyzed("Farm", "The goats", "en"))
    table.execute(keywords.INSERT, row)
    assert found(table, match("goat")) == [1]
    table.execute(keywords.DELETE, row)
    assert found(table, match("goat farm")) == []
    table.close()


def test_frequency_counts_rows(table: sqlite3.Connection) -> None:
    """The vocabulary tells in how many rows a term stands."""
    asked = ('["nowhere", "goat"]',)
    assert table.execute(keywords.FREQUENCIES, asked).fetchall() == [("goat", 3)]


@given(
    frequency=st.dictionaries(st.text("abc", min_size=1), st.integers(0, 50)),
    budget=st.integers(0, 100),
)
def test_only_what_can_be_paid_for(frequency: dict[str, int], budget: int) -> None:
    """The chosen terms are the rarest ones, within the budget, and never none where there is one."""
    chosen = keywords.affordable(frequency, budget)
    present = {term: count for term, count in frequency.items() if count}
    assert set(chosen) <= present.keys()
    assert bool(chosen) == bool(present)
    assert len(chosen) <= 1 or sum(map(present.__getitem__, chosen)) <= budget
    left = [present[term] for term in present.keys() - set(chosen)]
    assert not left or max(present[term] for term in chosen) <= min(left)
    assert not left or sum(map(present.__getitem__, chosen)) + min(left) > budget
