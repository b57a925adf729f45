"""A document with a proof in it, as HTML."""

import json
import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document
from ui.viewer.place import REACH, WHOLE, place_of
from ui.viewer.proof import Proof, carried
from ui.viewer.view import Position, document_view, no_picture, picture, piece, quote_view

HOSTILE = "<script>alert(1)</script> --> ]> </title> <img src=x onerror=alert(1)> \" ' & {{x}} ${x}"
ONLY = Position(1, 1)
OUR_TAGS = {"blockquote", "button", "div", "h3", "img", "mark", "p", "span"}


def document(text: str, source: str = "a.txt", pages: tuple[int, ...] = ()) -> Document:
    return Document(source, HOSTILE, text, "d1", pages=pages)


def proof(text: str, start: int, end: int) -> Proof:
    return Proof("a.txt", HOSTILE, start, end, text[start:end])


def view(text: str, wanted: Proof, position: Position = ONLY) -> str:
    return document_view(document(text), place_of(wanted, text), wanted, position)


def shown(html: str) -> str:
    inner = re.search(r'<div class="text" dir="auto">(.*?)</div>', html)
    assert inner is not None
    return unescape(re.sub(r"<[^>]*>", "", inner[1]))


def marks(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r"<mark[^>]*>(.*?)</mark>", html)]


@given(st.text(max_size=200) | st.just(HOSTILE), st.data())
def test_the_whole_text_is_shown_and_the_quote_marked(text: str, data: st.DataObject) -> None:
    """Every character of a document is there as it is, and the mark holds exactly the cited ones."""
    text = f"{text}."
    start = data.draw(st.integers(0, len(text) - 1))
    wanted = proof(text, start, data.draw(st.integers(start + 1, len(text))))
    html = view(text, wanted)
    assert shown(html) == text
    assert marks(html) == [wanted.quote]


@pytest.mark.parametrize("start", [0, 5, WHOLE * 2])
def test_a_long_text_is_shown_in_part(start: int) -> None:
    """Of a long document the part around the quote is sent, and buttons say what comes before and after."""
    text = f"{'a' * start}QUOTE{'b' * WHOLE * 2}"
    html = view(text, proof(text, start, start + 5))
    assert marks(html) == ["QUOTE"]
    assert shown(html) == text[max(start - REACH, 0) : start + 5 + REACH]
    hidden = re.findall(r'data-side="(\w+)" data-first="(\d+)" data-last="(\d+)"', html)
    before = [("before", "0", str(start - REACH))] if start > REACH else []
    assert hidden == [*before, ("after", str(start + 5 + REACH), str(len(text)))]


def test_a_changed_document_says_so() -> None:
    """Words that moved are marked where they are now; words that are gone are quoted above the text."""
    moved = view("New words. Goats eat hay.", Proof("a.txt", "A", 0, 14, "Goats eat hay."))
    assert marks(moved) == ["Goats eat hay."]
    assert "stands elsewhere now" in moved
    gone = view("Cows eat grass.", Proof("a.txt", "A", 0, 14, "Goats eat hay."))
    assert marks(gone) == []
    assert "no longer holds these words" in gone
    assert ">Goats eat hay.</blockquote>" in gone


def test_a_document_that_is_gone_leaves_its_quote() -> None:
    """The quote that the answer keeps is shown under the reason why there is no document."""
    html = quote_view(Proof("a.txt", "A", 0, 5, "Goats"), ONLY, "a.txt is gone.")
    assert "a.txt is gone." in html
    assert ">Goats</blockquote>" in html


def test_steps_go_from_the_first_to_the_last() -> None:
    """Where there are several proofs their number is told, and no step leads beyond them."""
    wanted = proof("Goats", 0, 5)
    assert "citations" not in view("Goats", wanted)
    first, last = view("Goats", wanted, Position(1, 2)), view("Goats", wanted, Position(2, 2))
    assert "1 of 2 citations" in first
    disabled = r'data-act="(\w+)"[^>]* disabled'
    assert re.findall(disabled, first) == ["previous"]
    assert re.findall(disabled, last) == ["next"]


def test_a_pdf_has_room_for_its_page() -> None:
    """A PDF names the page of the quote, and its picture has a place; other documents have none."""
    text, wanted = "one\n\ntwo", Proof("a.pdf", "A", 5, 8, "two")
    pdf = document(text, "a.pdf", (0, 5))
    html = document_view(pdf, place_of(wanted, text), wanted, ONLY)
    assert "a.pdf · page 2" in html
    assert 'class="pictures"' in html
    assert 'class="pictures"' not in view(text, proof(text, 5, 8))


def test_nothing_a_document_says_becomes_markup() -> None:
    """Text, title, path and reasons of hostile documents stay text."""
    hostile = Document(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    wanted = Proof(HOSTILE, HOSTILE, 0, 4, HOSTILE[:4])
    for html in (
        document_view(hostile, place_of(wanted, HOSTILE), wanted, Position(1, 3)),
        quote_view(wanted, ONLY, HOSTILE),
        picture(1, HOSTILE, "aGk=", 0.5),
        picture(1, HOSTILE, "aGk=", None),
        no_picture(1, HOSTILE),
        piece(hostile, (0, len(HOSTILE))),
    ):
        assert set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html)) <= OUR_TAGS
        inside = re.sub(r'"[^"]*"', "", " ".join(re.findall(r"<[^>]*>", html)))
        assert "alert" not in inside
        assert html.isprintable()


@given(st.text(max_size=50), st.text(max_size=50), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_proof_comes_back_as_it_went(source: str, quote: str, start: int, end: int) -> None:
    """What a chip carries is read as the same proof."""
    sent = Proof(source.replace("\0", ""), "T", start, end, quote.replace("\0", ""))
    (values,) = json.loads(unescape(carried([sent])))
    assert Proof.read(values) == sent


@pytest.mark.parametrize("junk", [{}, {"source": 1, "start": "x", "quote": None}, {"start": -5}])
def test_anything_may_be_sent(junk: dict[str, object]) -> None:
    """A request that is none is a proof of nothing."""
    assert Proof.read(junk) == Proof("", "", 0, 0, "")
