"""What a reader does on the page, for the tests that drive a real browser."""

import os
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ROOT = Path(__file__).parent.parent
ARTIFACTS = ROOT / "artifacts"
CHROMIUM = os.environ.get("RAG_CHROMIUM") or shutil.which("chromium")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# With RAG_REQUIRE_BROWSER set, as in CI, a missing browser is a failure and not a reason to skip.
in_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get("RAG_REQUIRE_BROWSER"),
        reason="no Chromium: none on PATH, RAG_CHROMIUM not set",
    ),
]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def turn_to(page: "Page", tab: str) -> None:
    page.get_by_role("tab", name=tab).click()


def ask(page: "Page", question: str) -> None:
    turn_to(page, "Chat")
    page.wait_for_selector("#question .submit-button")
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")


def finished(page: "Page", count: int = 1, seconds: float = 30) -> "Locator":
    """The ``count``-th answer, once it is done and the next question may be asked."""
    answer = page.locator(".answer").nth(count - 1)
    answer.locator(".footer").wait_for(timeout=seconds * 1000)
    page.wait_for_selector("#question .submit-button")
    return answer


def photograph(page: "Page", name: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png")
