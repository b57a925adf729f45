"""Filters: the SQL says the same as the words of their description."""

import sqlite3
from contextlib import closing
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import FilterError
from index.filters import ANY, Filter

DOCUMENTS = (
    ("a.txt", "2024-01-31"),
    ("reports/b.PDF", "2024-12-31"),
    ("reports/2023/c.pdf", "2023-05-05"),
    ("reports/d.docx", ""),
)


def fitting(where: Filter) -> list[str]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE documents (source TEXT, date TEXT)")
    connection.executemany("INSERT INTO documents VALUES (?, ?)", DOCUMENTS)
    condition, values = where.condition()
    statement = f"SELECT source FROM documents WHERE {condition}"
    rows = connection.execute(statement, values).fetchall()
    connection.close()
    return [row[0] for row in rows]


def expected(where: Filter) -> list[str]:
    def fits(source: str, date: str) -> bool:
        suffix = source.rpartition(".")[2].lower()
        return (
            (not where.sources or any(fnmatchcase(source, p) for p in where.sources))
            and (not where.types or suffix in {t.lower().removeprefix(".") for t in where.types})
            and (not where.since or date >= where.since)
            and (not where.until or (date != "" and date[: len(where.until)] <= where.until))
        )

    return [source for source, date in DOCUMENTS if fits(source, date)]


filters = st.builds(
    Filter,
    st.lists(st.sampled_from(["a*", "reports/*", "*.txt", "?.txt", "*b*"]), max_size=2).map(tuple),
    st.lists(st.sampled_from(["pdf", "PDF", ".txt", "docx"]), max_size=2).map(tuple),
    st.sampled_from(["", "2023", "2024", "2024-01", "2024-01-31", "2024-02-01"]),
    st.sampled_from(["", "2022", "2023", "2024-01", "2024-01-30", "2024-12-31"]),
)


@given(where=filters)
def test_a_filter_means_what_it_says(where: Filter) -> None:
    """The condition lets through the very documents that a plain loop would."""
    assert fitting(where) == expected(where)


@pytest.mark.parametrize("sign", ["%", "_", "!", "p_f"])
def test_signs_of_patterns_are_no_patterns(sign: str) -> None:
    """A type is taken to the letter."""
    assert fitting(Filter(types=(sign,))) == []


def test_an_empty_filter_lets_all_through() -> None:
    """Without conditions every document fits."""
    assert ANY.is_open
    assert not Filter(types=("pdf",)).is_open
    assert len(fitting(ANY)) == len(DOCUMENTS)


@pytest.mark.parametrize(
    "day",
    [
        "yesterday",
        "2024-5-1",
        "24",
        "2024-05-01T00:00",
        "2024-99",
        "2023-02-29",
        "\u0662\u0660\u0662\u0664",
    ],
)
def test_a_day_is_written_one_way(day: str) -> None:
    """What is no day is refused with the way to write one."""
    with pytest.raises(FilterError, match="write it as 2024, 2024-05 or 2024-05-31"):
        Filter(since=day)


def test_any_number_of_patterns_may_be_given() -> None:
    """Five thousand patterns narrow a search like one."""
    patterns = tuple(f"{n}.txt" for n in range(5000))
    condition, values = Filter(sources=patterns).condition()
    table = "(SELECT '4999.txt' AS source UNION SELECT '5000.txt')"
    with closing(sqlite3.connect(":memory:")) as connection:
        found = connection.execute(f"SELECT source FROM {table} WHERE {condition}", values)
        assert found.fetchall() == [("4999.txt",)]
