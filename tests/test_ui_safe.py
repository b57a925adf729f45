"""What is shown of text from anywhere: nothing that acts, nothing that deceives."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.safe import plain, visible

JOINERS = "\u200c\u200d"
SEEN = st.characters(categories=["L", "M", "N", "P", "S", "Zs"]) | st.sampled_from(JOINERS)
ANY = st.text(st.characters(exclude_categories=[]))  # lone surrogates as well


@given(ANY)
def test_plain_text_cannot_command_a_terminal(text: str) -> None:
    """No control character, escape sequence or change of direction reaches the terminal."""
    assert not [c for c in plain(text) if unicodedata.category(c)[0] == "C" and c not in JOINERS]


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S"]) | st.sampled_from(JOINERS)))
def test_plain_text_keeps_what_can_be_seen(text: str) -> None:
    """Letters, digits and signs of every script are shown as they are."""
    assert plain(text) == text


@given(ANY)
def test_visible_text_is_one_line_that_commands_nothing(text: str) -> None:
    """However a file is named, its name is one line of characters that only show themselves."""
    shown = visible(text)
    assert len(f"x{shown}x".splitlines()) == 1
    assert not [c for c in shown if unicodedata.category(c)[0] == "C" and c not in JOINERS]
    shown.encode()  # no lone surrogate, so it can be written and sent


@given(st.text(SEEN))
def test_visible_text_keeps_what_can_be_seen(text: str) -> None:
    """A name in any script is shown as it is."""
    assert visible(text) == text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("two\nlines.txt", r"two\nlines.txt"),
        ("a\ttab.txt", r"a\ttab.txt"),
        ("\x1b[31mred.txt", r"\x1b[31mred.txt"),
        ("\u202efdp.exe", r"\u202efdp.exe"),
        ("not-utf-8-\udcff.txt", r"not-utf-8-\udcff.txt"),
        ("a\u2028b.txt", r"a\u2028b.txt"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(name: str, shown: str) -> None:
    """Nothing is left out, so that a name is not taken for another one."""
    assert visible(name) == shown
