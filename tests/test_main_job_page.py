"""The main job as a person does it: ``rag chat`` over seeds/, asked in a real browser."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import ROOT, ask, finished, free_port, in_browser, photograph

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.model, *in_browser]

WAIT = 120  # seconds; an answer takes ten on two busy cores


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "ui", "chat", "--docs", str(ROOT / "seeds")]
    place = ["--index", str(tmp_path / "library.sqlite"), "--port", str(free_port())]
    server = subprocess.Popen([*command, *place], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    yield re.findall(r"http\S+", server.stdout.readline())[0]
    server.terminate()
    server.communicate(timeout=30)


def test_answer_and_refusal_in_the_browser(browser: "Browser", url: str) -> None:
    """In one conversation: an answer with its words marked, a follow-up understood, a refusal."""
    page: Page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(url)
    page.wait_for_selector("#question textarea")
    ask(page, "How many goats did Russia send to North Korea?")
    assert "447" in finished(page, 1, WAIT).inner_text()
    marks = page.locator("#sources mark").all_inner_texts()
    assert any("447 goats" in mark for mark in marks)
    photograph(page, "main-job")
    ask(page, "Which city will they live in?")
    assert "Rason" in finished(page, 2, WAIT).inner_text()
    ask(page, "Who is the president of France?")
    assert "do not say" in finished(page, 3, WAIT).inner_text()
    page.close()
