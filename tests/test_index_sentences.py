"""Sentences: spans that lose nothing, cut where a reader would cut."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentences

texts = st.one_of(
    st.text(max_size=200),
    st.text("aB1 .!?。\n\r\"')([]-,\t", max_size=200),
)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@given(text=texts, data=st.data())
def test_nothing_is_lost(text: str, data: st.DataObject) -> None:
    """Spans are in order, apart, trimmed, inside the bounds, and hold every non-blank character."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = sentences(text, start, end)
    last = start
    for first, past in spans:
        assert last <= first < past <= end
        assert not text[last:first].strip()
        assert text[first:past] == text[first:past].strip()
        last = past
    assert not text[last:end].strip()


@given(text=texts)
def test_a_sentence_is_one_sentence(text: str) -> None:
    """No blank line is ever inside a sentence."""
    assert not any("\n\n" in sentence for sentence in cut(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("He said “No.” Then he left.", ["He said “No.”", "Then he left."]),
        ("“What?” he said. (Really.) Yes.", ["“What?” he said.", "(Really.)", "Yes."]),
        ("Mr. Smith of the U.S. Army met J. Doe.", ["Mr. Smith of the U.S. Army met J. Doe."]),
        ("Fruit, e.g. Apples, etc. Are good.", ["Fruit, e.g. Apples, etc. Are good."]),
        ("See No. 5. No. We do not.", ["See No. 5.", "No.", "We do not."]),
        ("It cost 3.50 euros. Dear.", ["It cost 3.50 euros.", "Dear."]),
        ("Visit example.com today. Now.", ["Visit example.com today.", "Now."]),
        ("Wait... what? Yes.", ["Wait... what?", "Yes."]),
        ("Proven.[1][2] Next one.", ["Proven.[1][2]", "Next one."]),
        (
            "今日は晴れ。「はい。」終わり",
            ["今日は晴れ。", "「はい。」", "終わり"],
        ),
        ("A heading\n\nIts text.", ["A heading", "Its text."]),
        ("Short title\nA sentence here.", ["Short title", "A sentence here."]),
        ("Buy:\n1. Milk\n2. Bread", ["Buy:", "1. Milk", "2. Bread"]),
        ("Windows\r\n\r\nlines\r\nof text.", ["Windows", "lines\r\nof text."]),
    ],
)
def test_examples(text: str, expected: list[str]) -> None:
    """Abbreviations, numbers, quotes, notes, lists and CJK stops are told from sentence ends."""
    assert cut(text) == expected


def test_wrapped_lines_are_one_sentence() -> None:
    """A line that is full goes on in the next one, even if that starts with a capital."""
    text = (
        "The delegation that had left the capital a week before arrived in\n"
        "Pyongyang in the morning, as a correspondent of the news agency in\n"
        "Seoul reports."
    )
    assert cut(text) == [text]


def test_text_without_capitals_has_sentences() -> None:
    """In a text that has no capitals, a small letter behind a stop begins a sentence."""
    one = "the company had debts of $11 million vs. none in 2016 and 2.5% of its bonds were due in june."
    two = "in july, u.s. government bonds were used to repay all amounts that were outstanding since 2014."
    assert cut(f"{one} {two} {one}") == [one, two, one]
    assert cut(f"But {one} {two} {one}") == [f"But {one} {two} {one}"]


def test_rows_of_a_table_are_sentences() -> None:
    """Each row of a table stands alone, though its line be as long as a full one and small letters follow."""
    rows = [f"operating profit of the segment in {year} | 1083 | 1063 | 1030" for year in "abc"]
    assert cut("\n".join(rows)) == rows


def test_a_title_above_a_paragraph_is_its_own() -> None:
    """A line is no part of the next one when the next one's first word would have fitted in it."""
    title = "Russia tightens bond with North Korea, sends goats to aid hunger"
    paragraph = "Cooperation between the two countries is tightening, " * 3 + "they say."
    assert cut(f"{title}\n{paragraph}") == [title, paragraph]


@pytest.mark.parametrize("unit", [".", "\n", "\n(", "\r", "\r\n ", "a", ". ", "(", '."', "\n1. "])
def test_time_grows_with_length_only(unit: str) -> None:
    """No repetition of anything makes it slow: 200,000 characters take less than two seconds."""
    begun = time.perf_counter()
    sentences(unit * (200_000 // len(unit)))
    assert time.perf_counter() - begun < 2


def test_a_quoted_mail_is_wrapped_like_any_text() -> None:
    """Signs of quoting in front of a line neither end a sentence nor hide the end of one."""
    text = (
        "> The opening has been moved, by the way. It is now Friday 18 July, not\n"
        "> 11 July, because the mayor cannot come on the earlier date.\n"
        ">\n"
        "> Best wishes\n"
        "> Mirela\n"
        "> > Could we have 144 pages instead of 128, and how long would that then\n"
        "> > take you?\n"
        "Yes.\n"
    )
    assert [text[start:end] for start, end in sentences(text)] == [
        "> The opening has been moved, by the way.",
        "It is now Friday 18 July, not\n> 11 July, because the mayor cannot come on the earlier date.",
        ">",
        "> Best wishes",
        "> Mirela",
        "> > Could we have 144 pages instead of 128, and how long would that then\n> > take you?",
        "Yes.",
    ]


def test_prompts_are_no_quoted_mail() -> None:
    """Lines of an interpreter stay lines."""
    lines = [
        ">>> import os",
        ">>> print(os.getcwd(), os.listdir(), os.environ, os.name)",
        ">>> os.sep",
    ]
    text = "\n".join(lines)
    assert [text[start:end] for start, end in sentences(text)] == lines


@pytest.mark.parametrize(
    "text",
    ["The fee is less than\n500 euros.", "The price was set by\nPutin.", "It does not\nExist."],
)
def test_a_short_line_that_ends_in_the_middle_goes_on(text: str) -> None:
    """No sentence ends with a preposition, an article or a not."""
    assert sentences(text) == [(0, len(text))]
    assert len(sentences("Milk\nEggs\nFlour")) == 3
