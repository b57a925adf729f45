"""Line wraps are no part of what is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_cite_hard import SAID, UNSAID, Case, proven

from index.sentences import sentences
from rag.answers import Passage
from rag.citing.even import even, unwrapped


def passage(text: str) -> Passage:
    return Passage(1, "a.txt", "A", "", 100, 100 + len(text), text, None, 1.0)


@given(st.text(max_size=200) | st.text("ab. |>-\n\r", max_size=80))
def test_every_character_of_an_even_passage_leads_back(text: str) -> None:
    """Its sentences are those of the passage, word by word, and each knows where it stands."""
    smooth = even(passage(text))
    assert len(smooth.bounds) == len(sentences(text))
    for own, (start, end) in zip(sentences(text), smooth.bounds, strict=True):
        assert smooth.origin(start, end) == own
        said = smooth.text[start:end]
        assert said.replace(">", " ").split() == text[slice(*own)].replace(">", " ").split()
        for at in range(start, end):
            if not smooth.text[at].isspace():
                assert text[smooth.origin(at, at + 1)[0]] == smooth.text[at]


def test_the_ends_of_lines_in_a_sentence_go_and_others_stay() -> None:
    """A wrap with its indentation and the signs of a quoted mail is a blank; items and rows stay apart."""
    text = "> The opening of the exhibition was moved to Friday 18\n> July, not 11 July.\n\n- one\n- two\n\na | b\n1 | 2"
    assert even(passage(text)).text == (
        "> The opening of the exhibition was moved to Friday 18 July, not 11 July.\n\n- one\n\n- two\n\na | b\n1 | 2"
    )
    assert unwrapped("Not\n  granted. Never.") == "Not granted. Never."


def wrapped(case: Case) -> list[Case]:
    """The case with a line end in place of each blank in turn, where that does not end a sentence."""
    sentence, question, texts = case
    (text,) = (texts,) if isinstance(texts, str) else texts[:1]
    if not isinstance(texts, str) or "\n" in text or "|" in text:
        return []
    blanks = [n for n, sign in enumerate(text) if sign == " "]
    broken = [f"{text[:n]}\n    {text[n + 1 :]}" for n in blanks]
    same = len(sentences(text))
    return [(sentence, question, other) for other in broken if len(sentences(other)) == same]


@pytest.mark.parametrize("case", [*SAID, *UNSAID], ids=lambda case: f"{case[0]} | {case[2]}")
def test_a_line_end_changes_no_verdict(case: Case) -> None:
    """What is proven is proven, and what is not is not, wherever the source's lines end."""
    assert all(proven(other) == proven(case) for other in wrapped(case))
