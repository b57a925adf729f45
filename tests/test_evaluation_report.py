"""The page of an evaluation: self-contained, safe, the same every time."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from browsing import in_browser

from rag.answers import Answer, Citation, Passage, Sentence
from rag.evaluation import Case, Evaluation, Gold, Outcome
from ui.measured import GROUPS, measure_table, summary
from ui.report import report_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "</td></table></style><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[2J\u202e\ud800&\"'"


def outcomes(text: str = "Goats eat hay.") -> list[Outcome]:
    """One of every verdict, with ``text`` wherever text may stand."""
    citation = Citation(1, text, 0, 10, text, None, 1.0)
    proven = Sentence(text, (citation,), verified=True)
    refusal = Sentence("The documents do not say.", remark=True)
    answers = [
        Answer(text, (proven,), confidence=0.9, timings={"retrieved": 0.1, "done": 2.0}),
        Answer(text, (Sentence(text),), confidence=0.8, timings={"done": 3.0}),
        Answer(text, (refusal,), abstained=True, confidence=0.2, timings={"done": 1.0}),
    ]
    cases = [
        Case(text, (text,), (Gold(text, 0, 10, text),), identity=text),
        Case(text, ("cows",)),
        Case(text),
        Case(text, answerable=False),
    ]
    return [Outcome(case, (), answer, 0) for case in cases for answer in answers]


class Parsed(HTMLParser):
    """The elements of a page; complains when one is closed that is not open."""

    void = ("meta", "link", "br", "img")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.void:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_needs_nothing_else() -> None:
    """No script, no other host, no element that loads something, whatever the texts hold."""
    page = report_page(Evaluation.of(outcomes(HOSTILE), {"model": HOSTILE}), HOSTILE)
    parsed = Parsed(page)
    assert {tag for tag, _ in parsed.elements} & {
        "script",
        "img",
        "link",
        "iframe",
        "object",
    } == set()
    for _, attributes in parsed.elements:
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "href", "xlink:href"):
            assert (attributes.get(name) or "#").startswith("#")
    assert "url(http" not in page
    page.encode("utf-8")
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "alert(1)" in "".join(parsed.text)  # shown, as text


def test_the_page_shows_everything() -> None:
    """Three plots with their area, every measure and every question, failures first."""
    evaluation = Evaluation.of(outcomes())
    page = report_page(evaluation, "questions.jsonl")
    assert page.count("<svg") == 3
    assert f"area {evaluation.measures['aurc'].value:.3f}" in page
    rows = re.findall(r'<b class="\w+">([^<]+)</b>', page)
    assert len(rows) == len(evaluation.outcomes)
    assert rows[0] == "answered though unanswerable"
    assert rows[-1] == "rightly refused"
    assert "Goats eat hay.:0-10" in page


def test_the_page_is_the_same_every_time() -> None:
    """The same evaluation gives the same bytes, and no id stands twice."""
    evaluation = Evaluation.of(outcomes())
    page = report_page(evaluation, "questions.jsonl")
    assert page == report_page(evaluation, "questions.jsonl")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for used in re.findall(r'(?:url\(#|href="#)([^")]+)', page):
        assert used in ids


@pytest.mark.parametrize("kept", [slice(0, 0), slice(0, 1), slice(9, 12), slice(6, 7)])
def test_few_questions_make_a_page(kept: slice) -> None:
    """No question, one, and unanswerable ones alone give a table and a page that is well formed."""
    evaluation = Evaluation.of(outcomes()[kept])
    Parsed(report_page(evaluation, "few"))
    lines = list(measure_table(evaluation))
    assert lines[0] == summary(evaluation)


def test_every_measure_has_a_title() -> None:
    """No measure is shown under its bare name."""
    evaluation = Evaluation.of(outcomes())
    titled = {name for titles in GROUPS.values() for name in titles}
    assert set(evaluation.measures) <= titled


def test_the_table_is_aligned() -> None:
    """Columns start at the same place in each line, and every measure is there with its n."""
    evaluation = Evaluation.of(outcomes())
    _, head, *lines = measure_table(evaluation)
    rows = [line for line in lines if line.strip() and not line.isupper()]
    assert len(rows) == len(evaluation.measures)
    column = head.index("N", head.index("INTERVAL") + len("INTERVAL"))
    assert all(line[column - 1] == " " and line[column].isdigit() for line in rows)
    shares = next(line for line in rows if line.startswith("expected answer contained"))
    assert re.search(r" 33\.3% +0\.0% - \d+\.\d% +6$", shares)


@in_browser[0]
@in_browser[1]
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_browser_shows_it(
    tmp_path: Path, browser: "Browser", mode: "Literal['light', 'dark']"
) -> None:
    """From a file, the page asks no one for anything, and its plots have the colour of its text."""
    page = tmp_path / "page.html"
    page.write_text(report_page(Evaluation.of(outcomes(HOSTILE)), "q"), encoding="utf-8")
    tab = browser.new_page(color_scheme=mode)
    asked, said = list[str](), list[str]()
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("dialog", lambda dialog: said.append(dialog.message))
    tab.goto(page.as_uri())
    assert asked == [page.as_uri()]
    assert said == []
    colour = "element => getComputedStyle(element)"
    text = tab.locator("body").evaluate(colour + ".color")
    assert (text == "rgb(0, 0, 0)") is (mode == "light")
    assert tab.locator("svg text").first.evaluate(colour + ".fill") == text
    tab.close()


def test_a_passage_is_not_needed() -> None:
    """What was found is not on the page; a page of many passages is no larger."""
    plain = outcomes()
    passage = Passage(1, "a", "", "", 0, 3, "xyz" * 1000, None, 1.0)
    found = [Outcome(o.case, (passage,) * 10, o.answer, 0) for o in plain]
    small, large = (report_page(Evaluation.of(some), "q") for some in (plain, found))
    assert len(large) < len(small) + 2000
