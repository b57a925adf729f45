import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from rag import Citation, Passage
from ui.marks import CONTEXT, cited_spans, escape, marked

TEXT = st.text(max_size=60) | st.text(alphabet="<>&\"'[]!()* \n\t\rab", max_size=1500)


def passage_of(text: str, start: int = 0, number: int = 1) -> Passage:
    return Passage(number, "a.txt", "A", "", start, start + len(text), text, None, 1.0)


def citation_of(passage: Passage, start: int, end: int) -> Citation:
    quote = passage.text[start:end]
    there = passage.start + start
    return Citation(passage.number, passage.source, there, there + len(quote), quote, None, 1.0)


@st.composite
def cited_passages(draw: st.DrawFn) -> tuple[Passage, list[Citation]]:
    passage = passage_of(draw(TEXT), start=draw(st.integers(0, 1000)))
    bounds = st.tuples(st.integers(0, len(passage.text)), st.integers(0, len(passage.text)))
    pairs = draw(st.lists(bounds.map(sorted), max_size=5))
    return passage, [citation_of(passage, start, end) for start, end in pairs]


def shown(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def marks(html: str) -> list[str]:
    return [unescape(piece) for piece in re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL)]


@given(TEXT)
def test_escape_is_undone_by_unescape(text: str) -> None:
    """Escaping loses nothing, and leaves no character that begins a tag or ends an attribute."""
    assert unescape(escape(text)) == text
    assert not set("<>\"'\n\r\t") & set(escape(text))


@given(cited_passages())
def test_marking_shows_the_whole_passage_exactly(case: tuple[Passage, list[Citation]]) -> None:
    """Whatever is cited, what is shown is the passage's text, character by character."""
    passage, citations = case
    html = marked(passage, cited_spans(passage, citations), "a1-p1")
    assert shown(html) == passage.text


@given(cited_passages())
def test_marked_characters_are_exactly_the_cited_ones(case: tuple[Passage, list[Citation]]) -> None:
    """A character is marked exactly when some citation holds it; marks never overlap."""
    passage, citations = case
    cited = {
        at - passage.start for citation in citations for at in range(citation.start, citation.end)
    }
    spans = cited_spans(passage, citations)
    offsets = [at for start, end in spans for at in range(start, end)]
    assert offsets == sorted(cited)
    assert marks(marked(passage, spans, "x")) == [passage.text[start:end] for start, end in spans]


@given(TEXT.filter(lambda text: len(text) > 1), st.data())
def test_disjoint_citations_are_marked_as_their_quotes(text: str, data: st.DataObject) -> None:
    """Where citations do not overlap, each mark holds exactly one quote."""
    passage = passage_of(text, start=7)
    middle = data.draw(st.integers(1, len(text) - 1))
    citations = [citation_of(passage, middle, len(text)), citation_of(passage, 0, middle)]
    html = marked(passage, cited_spans(passage, citations), "x")
    assert marks(html) == [
        text[:middle],
        text[middle:],
    ]


def test_citations_of_other_passages_are_not_marked() -> None:
    """A passage shows only its own proof."""
    passage = passage_of("one two")
    assert cited_spans(passage, [citation_of(passage_of("one two", number=2), 0, 3)]) == []


def test_text_far_from_marks_can_be_folded() -> None:
    """The neighbourhood of a mark stays in sight, what is farther can be folded."""
    passage = passage_of("x" * 2000 + "PROOF" + "y" * 2000)
    html = marked(passage, [(2000, 2005)], "x")
    near = "x" * CONTEXT + '<mark id="x-2000">PROOF</mark>' + "y" * CONTEXT
    assert f'</span>{near}<span class="far">' in html


def test_passage_without_marks_keeps_its_beginning_in_sight() -> None:
    """Evidence that is not cited yet begins with its first words, not with a fold."""
    assert marked(passage_of("z" * 3000), [], "x").startswith("z" * CONTEXT)


def test_a_fold_cuts_no_word() -> None:
    """What is folded away begins and ends between words."""
    text = "alpha beta gamma delta " * 60
    start = text.index("gamma", 600)
    passage = passage_of(text)
    html = marked(passage, [(start, start + 5)], "a")
    for far in re.findall(r'<span class="far">(.*?)</span>', html):
        assert set(far.split()) <= {"alpha", "beta", "gamma", "delta"}
