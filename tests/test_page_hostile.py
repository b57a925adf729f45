"""Text that would take the page over: of documents, their names, headings, questions and the model."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import ROOT, ask, finished, in_browser, photograph, turn_to
from serving import Served, tab_on

from index.readers import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = in_browser

EVIL = (
    "<script>window.hacked=1</script> <img src=x onerror=window.hacked=1> "
    "<img src=http://evil.example/a.png> ![x](http://evil.example/x.png) [a](http://evil.example) "
    "<svg onload=window.hacked=1> <iframe src=http://evil.example></iframe> ${window.hacked=1} "
    "{{window.hacked=1}} $$x$$ **bold** [b](javascript:window.hacked=1) "
    "<a href=javascript:window.hacked=1 onfocus=window.hacked=1 autofocus>c</a> "
    "</textarea></p></div><style>body{background:url(http://evil.example/b)}</style> &lt;b&gt; \"'><b>d</b>"
)
NAME = "<img src=x onerror=window.hacked=1> [e](javascript:window.hacked=1) ![f](x) %3Cscript%3E"
HOSTILE, NAUGHTY = "What is hostile?", "Which naughty strings are on page {}?"
THESE = "The naughty strings on page {} are these. "
WHERE = "#chat .question, #chat .answer, #panel, [role=tabpanel]"

# What a page might take for more than text; proving all the numbers among the strings would take long.
MARKUP = re.compile(r"[<>&]|\]\(|javascript|\{\{|\$\{")

# Strings that broke something somewhere: github.com/minimaxir/big-list-of-naughty-strings.
BLNS = Path(os.environ.get("RAG_HOSTILE", ROOT / "../shared/hostile")) / "blns" / "blns.json"


def naughty_lines(most: int = 3900) -> Iterator[list[str]]:
    """All the naughty strings, in as few lots as may be questions of ``most`` characters."""
    lines = [" ".join(clean(text).split()) for text in json.loads(BLNS.read_text("utf-8"))]
    lot: list[str] = []
    for line in filter(None, lines):
        if sum(map(len, lot)) + len(lot) + len(line) > most:
            yield lot
            lot = []
        lot.append(line)
    yield lot


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    lots = list(naughty_lines()) if BLNS.is_file() else []
    naughty = [THESE.format(number) + "\n".join(lot) for number, lot in enumerate(lots)]
    replies = {
        NAUGHTY.format(number): THESE.format(number) + "\n".join(filter(MARKUP.search, lot))
        for number, lot in enumerate(lots)
    }
    replies[HOSTILE] = f"Hostile pages hold {EVIL} and more."
    server = Served(tmp_path_factory.mktemp("hostile"), replies, held=True)
    page = f"# {EVIL}\n\nIntroduction.\n\n## Part {EVIL}\n\nHostile pages hold {EVIL} and more.\n"
    (server.docs / f"{NAME}.md").write_text(page, "utf-8")
    (server.docs / f"{NAME}.xyz").write_text("?", "utf-8")
    for number, text in enumerate(naughty):
        (server.docs / f"naughty{number}.txt").write_text(f"Page {number}\n\n{text}", "utf-8")
    server.hold.unlink()
    yield server
    assert "Traceback" not in server.end()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A page on which no window may pop up, no script of others run, nothing be asked of elsewhere."""
    with tab_on(browser, served.url) as tab:
        popped: list[str] = []
        tab.on("dialog", lambda dialog: (popped.append(dialog.message), dialog.dismiss()))
        yield tab
        assert popped == []


def of_others(page: Page) -> list[str]:
    """The elements there that only text from outside could have made."""
    made = "img[src='x'], img[src*='evil'], script, iframe, style:not(svg style), b:text-is('d'), [onerror], [onload], a[href]:not([href^='#'])"
    return page.locator(WHERE).locator(made).evaluate_all("all => all.map((one) => one.outerHTML)")


def test_hostile_text_stays_text(page: Page) -> None:
    """Tags, scripts, images and links of user, document, name, heading and model are shown as they are."""
    ask(page, HOSTILE)
    assert EVIL in finished(page).text_content()
    sources = page.locator("#sources").text_content()
    assert f"Hostile pages hold {EVIL}" in sources
    assert f"Part {EVIL}" in sources
    assert f"{NAME}.md" in sources
    page.locator("a.chip").first.click()
    photograph(page, "hostile")
    ask(page, EVIL)
    finished(page, 2)
    assert page.locator(".question").nth(1).text_content() == EVIL
    assert of_others(page) == []
    turn_to(page, "Documents")
    page.click("#reindex")
    page.wait_for_selector("#report .failed")
    assert f"{NAME}.xyz" in page.locator("#report").text_content()
    assert f"{NAME}.md" in page.locator("#documents").text_content()
    turn_to(page, "Insight")
    page.locator("[role=tabpanel]:visible").wait_for()
    assert of_others(page) == []


@pytest.mark.skipif(not BLNS.is_file(), reason=f"no {BLNS}; RAG_HOSTILE names the folder around it")
def test_naughty_strings_stay_text(page: Page) -> None:
    """515 strings that broke other programs are text and no more, as document, as question and as reply."""
    shown = 0
    for number, lot in enumerate(naughty_lines()):
        ask(page, NAUGHTY.format(number))
        said = finished(page, 1).text_content()
        shown += sum(line in said for line in filter(MARKUP.search, lot))
        ask(page, " ".join(lot))
        finished(page, 2)
        assert page.locator(".question").nth(1).text_content() == " ".join(lot).strip()
        assert of_others(page) == []
        page.click("#clear")
        page.wait_for_selector(".answer", state="detached")
    assert (
        shown > 150
    )  # the assistant itself ends a reply that repeats itself, and takes out markers
