"""Lines of a passage that stand above others."""

import pytest

from rag.citing.leads import is_item, lead


@pytest.mark.parametrize(
    ("text", "below", "above"),
    [
        (
            "*Common*\n\n- a flushed face\n\n*Uncommon*\n\n- a small dent",
            "a small dent",
            "Uncommon",
        ),
        ("**Essential**\n\n- A\n\n**Not essential**\n\n- First aid", "First aid", "Not essential"),
        ("Hello.\n\nYou will need:\n- 3 eggs\n- 200 g flour", "200 g", "You will need:"),
        ("You may bring: \n\n1. a towel\n   or two\n2. soap", "soap", "You may bring:"),
        ("[STOP 6 - THE SALT ROOM]\nNo rope. Salt was", "Salt was", "STOP 6 - THE SALT ROOM"),
        ("FEES\nThe fee is 3.\n\nPENALTIES\nThe fine is 4.", "The fine", "PENALTIES"),
    ],
)
def test_a_line_above_a_list_or_set_apart_leads(text: str, below: str, above: str) -> None:
    """It is told without the signs that set it apart."""
    found = lead(text, text.index(below))
    assert found is not None
    assert text[slice(*found)] == above


@pytest.mark.parametrize(
    ("text", "below"),
    [
        ("You will need:\n- 3 eggs\n\nMix it.", "Mix it"),
        ("**Fees**\n\n## Rules\n\nNone.", "None"),
        ("- one\n- two", "two"),
        ("Note: this is one.\nAnd this.", "And this"),
        ("12 %\n\nText", "Text"),
        ("One", "One"),
    ],
)
def test_other_lines_lead_nothing(text: str, below: str) -> None:
    """Not past the list, not past a heading, not what only holds a colon, an item, or numbers."""
    assert lead(text, text.index(below)) is None


def test_an_item_is_told_from_what_stands_inside_it() -> None:
    """An item begins at its sign or right behind it."""
    text = "Buy:\n- eggs. Many.\nThen go."
    assert is_item(text, text.index("-"))
    assert is_item(text, text.index("eggs"))
    assert not is_item(text, text.index("Many"))
    assert not is_item(text, text.index("Then"))
