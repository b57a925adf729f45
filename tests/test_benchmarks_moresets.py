"""Questions over other kinds of documents: what is made is what is said of it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import moresets

ANYWHERE = Path("nothing is read for made-up tables")


def test_a_table_holds_what_it_is_asked_for_and_nothing_else() -> None:
    """Each answerable question names a row whose cell is the answer; the others' row or column is not there."""
    found = moresets.tables(ANYWHERE)
    assert {case.answerable for case in found.cases} == {True, False}
    for case in found.cases:
        rows = [line for text in found.documents.values() for line in text.splitlines()]
        named = [row for row in rows if row.split(",")[0] in case.question]
        if case.answerable:
            [gold] = case.gold
            assert any(case.answers[0] in row.split(",") for row in named)
            assert any(row in found.documents[gold.source] for row in named)
        else:
            absent = {
                text.split("{}")[0] for kind in moresets.KINDS.values() for text in kind.absent
            }
            assert not named or any(case.question.startswith(text) for text in absent)


def test_tables_are_the_same_each_time() -> None:
    """They are made by fixed seeds."""
    assert moresets.tables(ANYWHERE) == moresets.tables(ANYWHERE)


def test_a_careless_question_has_the_same_letters() -> None:
    """Two letters of one long word change places; capitals and the question mark go."""
    said = moresets.careless("Who commissioned the Royal Library?")
    assert said != "who commissioned the royal library"
    assert sorted(said) == sorted("who commissioned the royal library")
    assert moresets.careless("Who is it?") == "who is it"


def test_parts_of_a_corpus_are_the_whole_of_it() -> None:
    """Nothing is lost or repeated where a text is cut, and no part is much longer than wished."""
    text = ("A line of a corpus.\n" * 500) + "x" * 9000 + "\nThe end"
    spans = list(moresets.parts(text))
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(0 < end - start <= 2 * moresets.PART for start, end in spans)
