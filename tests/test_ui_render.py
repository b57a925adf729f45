import json
import re
from dataclasses import replace
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from index import DocumentInfo
from rag import Answer, Citation, Passage, Sentence
from ui.chat.examples import example_questions
from ui.panel import NO_SOURCES, cards, sources
from ui.render import answer_bubble, phase_line, question_bubble

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](http://evil.example/x.png)",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "[a](javascript:alert(1))",
    "</mark></div><iframe src=//evil.example>",
)
OUR_TAGS = {
    "a",
    "b",
    "bdi",
    "button",
    "details",
    "div",
    "h1",
    "h2",
    "input",
    "label",
    "li",
    "mark",
    "p",
    "span",
    "summary",
    "ul",
}
WORDS = st.text(max_size=40) | st.sampled_from(HOSTILE)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    text = draw(WORDS)
    passage = Passage(1, draw(WORDS), draw(WORDS), draw(WORDS), 5, 5 + len(text), text, 3, 1.0)
    end = draw(st.integers(0, len(text)))
    proof = Citation(1, passage.source, 5, 5 + end, text[:end], 3, 1.0)
    proven, unproven = Sentence(draw(WORDS), (proof,), verified=True), Sentence(draw(WORDS))
    return Answer(
        draw(WORDS),
        draw(st.sampled_from([(), (proven,), (proven, unproven), (unproven,)])),
        (passage,),
        abstained=draw(st.booleans()),
        phase=draw(st.sampled_from(["searching", "reading", "answering", "done"])),
        draft=draw(WORDS),
        timings={"done": 1.25},
    )


def simple() -> Answer:
    passage = Passage(2, "notes/a.txt", "Notes", "Top", 10, 24, "Goats eat hay.", 7, 1.0)
    proof = Citation(2, "notes/a.txt", 10, 15, "Goats", 7, 0.9)
    said = (Sentence("Goats do.", (proof,), verified=True), Sentence("Cats too."))
    return Answer("Who eats?", said, (passage,), phase="done", timings={"done": 1.25})


def tags(html: str) -> set[str]:
    return set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html))


def assert_harmless(html: str) -> None:
    assert tags(html) <= OUR_TAGS
    inside = " ".join(re.findall(r"<[^>]*>", html))
    names = re.findall(r"""([\w-]+)="[^"]*\"""", inside)
    assert set(names) <= {"class", "id", "dir", "title", "href", "type", "data", "data-of"}
    assert not re.search(r'href="(?!#)', html)


@given(answers(), WORDS)
def test_nothing_anyone_says_becomes_markup(answer: Answer, note: str) -> None:
    """Documents, model and user can put no tag, attribute or outside link on the page."""
    for html in (
        question_bubble(answer.question),
        answer_bubble(answer, "a1", note=note, waiting=note),
        sources([(answer, "a1"), (answer, "a2")]),
    ):
        assert_harmless(html)


def test_a_citation_with_a_heading_leads_to_what_stands_under_it() -> None:
    """A heading lies outside of the passage that is shown: the chip goes to the mark, and carries both proofs."""
    answer = simple()
    heading = Citation(2, "notes/a.txt", 2, 5, "Top", 7, 0.9)
    said = replace(answer.sentences[0], citations=(heading, *answer.sentences[0].citations))
    bubble = answer_bubble(replace(answer, sentences=(said,)), "a1")
    (target,) = re.findall(r'<a class="chip" href="#([^"]+)"', bubble)
    assert target == "a1-p2-0"
    assert all(word in unescape(bubble) for word in ('"quote": "Top"', '"quote": "Goats"'))


@given(st.text(max_size=200))
def test_question_is_shown_as_typed(question: str) -> None:
    """What the user typed is shown character by character, in one line of HTML."""
    html = question_bubble(question)
    assert unescape(re.sub(r"<[^>]*>", "", html)) == question
    assert "\n" not in html


def test_chip_leads_to_the_mark_that_proves_the_sentence() -> None:
    """A chip carries its passage's number and quote, and its target is a mark with that quote."""
    answer = simple()
    bubble, panel = answer_bubble(answer, "a1"), cards(answer, "a1")
    target = re.search(r'<a class="chip" href="#([^"]+)" data="([^"]+)"', bubble)
    assert target is not None
    (carried,) = json.loads(unescape(target[2]))
    assert carried == {
        "source": "notes/a.txt",
        "title": "Notes",
        "start": 10,
        "end": 15,
        "quote": "Goats",
    }
    assert f'<mark id="{target[1]}">Goats</mark>' in panel


def test_chips_of_overlapping_citations_lead_to_their_common_mark() -> None:
    """Two sentences proven by overlapping words share one mark, and both chips find it."""
    answer = simple()
    later = Citation(2, "notes/a.txt", 12, 19, "ats eat", 7, 0.9)
    said = (*answer.sentences, Sentence("They do.", (later,), verified=True))
    answer = replace(answer, sentences=said)
    targets = re.findall(r'href="#([^"]+)"', answer_bubble(answer, "a1"))
    assert targets == ["a1-p2-0", "a1-p2-0"]
    assert '<mark id="a1-p2-0">Goats eat</mark>' in cards(answer, "a1")


def test_unverified_sentence_is_marked_as_such() -> None:
    """A sentence without proof says so, and carries no chip."""
    bubble = answer_bubble(simple(), "a1")
    assert bubble.count("not verified") == 1
    assert bubble.count('class="chip"') == 1


def test_refusal_is_plain_and_shows_the_closest_passages() -> None:
    """An abstention is no unverified claim; its passages are called what they are."""
    refusal = replace(
        simple(), sentences=(Sentence("The documents do not say.", remark=True),), abstained=True
    )
    assert "not verified" not in answer_bubble(refusal, "a1")
    assert "Closest passages" in cards(refusal, "a1")
    assert " open>" in cards(refusal, "a1")


def test_what_is_told_of_an_answer_is_under_it() -> None:
    """A finished answer says how sure it is, and what its marks mean; one that failed says only why."""
    bubble = answer_bubble(replace(simple(), confidence=0.78), "a1")
    assert "Likely answered by your documents (78&nbsp;%) · 1 of 2 sentences verified" in bubble
    assert "<summary>What does this mean?</summary>" in bubble
    assert "<details" not in answer_bubble(simple(), "a1", note="Stopped.")
    refused = replace(simple(), abstained=True, confidence=0.12)
    assert "<summary>Why?</summary>" in answer_bubble(refused, "a1")


def test_every_passage_opens_its_document() -> None:
    """A card has a button that carries the whole passage as what is to be shown."""
    button = re.search(r'<button type="button" class="open" data="([^"]+)"', cards(simple(), "a1"))
    assert button is not None
    assert json.loads(unescape(button[1]))[0]["quote"] == "Goats eat hay."


def test_evidence_is_shown_before_anything_is_cited() -> None:
    """As soon as passages are known all of them are open; once some are cited the others fold."""
    answer = simple()
    other = replace(answer.passages[0], number=3, text="Elsewhere.", start=90, end=100)
    answer = replace(answer, passages=(*answer.passages, other))
    assert cards(replace(answer, sentences=()), "a1").count(" open>") == 2
    assert cards(answer, "a1").count(" open>") == 1


def test_card_tells_where_the_passage_is() -> None:
    """A card names title, path, page and heading."""
    card = cards(simple(), "a1")
    assert all(word in card for word in ("Notes", "notes/a.txt", "page 7", "Top"))


def test_phases_are_told_in_words() -> None:
    """While there is nothing to read yet, the page says what is being done."""
    answer = Answer("q", passages=simple().passages)
    assert phase_line(answer) == "Searching the documents…"
    assert phase_line(replace(answer, phase="reading")) == "Reading 1 passage…"
    assert phase_line(replace(answer, phase="answering")) == "Checking…"
    assert phase_line(replace(answer, phase="done")) == ""


def test_stopped_answer_keeps_its_draft_and_says_so() -> None:
    """Stopping loses nothing that was written, and ends the talk of what is being done."""
    answer = replace(simple(), phase="answering", draft="Half a sen")
    bubble = answer_bubble(answer, "a1", note="Stopped.")
    assert "Half a sen" in bubble
    assert "Stopped." in bubble
    assert 'class="phase"' not in bubble


def test_earlier_sources_are_folded_below_the_last() -> None:
    """The panel shows the last answer's sources; earlier ones stay within reach."""
    panel = sources([(simple(), "a1"), (simple(), "a2")])
    assert panel.index('id="a2-p2"') < panel.index('<details class="earlier">')
    assert panel.index('<details class="earlier">') < panel.index('id="a1-p2"')
    assert sources([]) == NO_SOURCES


def test_names_are_spelled_out_on_the_page() -> None:
    """A name that would deceive is shown with what it hides, and can be sent to the browser."""
    name, spelled = "two\nlines\u202efdp\udcff.exe", r"two\nlines\u202efdp\udcff.exe"
    info = DocumentInfo(name, "two lines\u202efdp", "d", "2024-01-31", "en", 1, 1)
    passage = replace(simple().passages[0], source=name, title=info.title)
    answer = replace(simple(), passages=(passage,))
    for html in (
        cards(answer, "a1"),
        answer_bubble(Answer("q"), "a1", note=name),
    ):
        assert spelled in html
        assert html.isprintable()
    assert answer_bubble(answer, "a1").isprintable()
    assert example_questions([info]) == ("What does “two linesfdp” say?",)


def test_examples_ask_about_the_first_documents() -> None:
    """At most four questions are proposed, each about one document."""
    infos = [DocumentInfo(f"{n}", f"T{n}", "d", "", "en", 1, 1) for n in range(6)]
    assert len(example_questions(infos)) == 4
    assert "T0" in example_questions(infos)[0]
    assert example_questions([]) == ()


def test_a_loose_proof_looks_otherwise() -> None:
    """A chip whose proof says the fact in other words says so, one that proves to the letter does not."""
    answer = simple()
    exact = answer_bubble(answer, "a1")
    loose = [
        replace(s, citations=tuple(replace(c, score=0.2) for c in s.citations))
        for s in answer.sentences
    ]
    shown = answer_bubble(replace(answer, sentences=tuple(loose)), "a1")
    assert "in other words" in shown
    assert "in other words" not in exact
