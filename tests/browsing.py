"""What a reader does on the page, for the tests that drive a real browser."""

import os
import re
import shutil
import socket
from collections.abc import Iterator
from importlib.resources import files
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


def walk(page: "Page", question: str) -> Iterator[str]:
    """Lead a fresh page through its main states; gives the name of each once it is there.

    Args:
        page: Just opened.
        question: One that its documents answer.
    """
    page.locator("#chat .example").first.wait_for()
    yield "welcome"
    ask(page, question)
    finished(page)
    yield "answered"
    ask(page, "Who is the president of France?")
    finished(page, 2)
    yield "refused"
    turn_to(page, "Documents")
    page.wait_for_selector("#documents:has-text('goats.txt')")
    yield "documents"
    with page.expect_response(lambda response: response.request.method == "POST"):
        turn_to(page, "Insight")
    page.locator("[role=tabpanel]:visible").wait_for()
    yield "insight"


def axe(page: "Page") -> list[str]:
    """What axe-core finds serious or critical on a page as it is now: rule, element, what is wrong."""
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    violations = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [
        f"{found['id']}: {node['html'][:200]} {node['failureSummary']}"
        for found in violations
        if found["impact"] in {"serious", "critical"}
        for node in found["nodes"]
    ]


def beyond_the_edge(page: "Page") -> list[str]:
    """What is wider than the window, other than in a box that scrolls by itself; must be empty."""
    return list(
        page.evaluate("""() => { const FRAME = "html, body, .gradio-container, #panel, #chat, .bubble-wrap, [role=tabpanel]";
        const isForEarsOnly = (box) => box.clientWidth < 2 && getComputedStyle(box).overflowX === "hidden";
        return [...document.querySelectorAll("body *")].filter((node) => {
          const at = node.getBoundingClientRect();
          if (!node.checkVisibility() || at.width < 2 || at.height < 2 || node.closest("#skip")) return false;
          for (let box = node.parentElement; box; box = box.parentElement)
            if ((/auto|scroll/.test(getComputedStyle(box).overflowX) && !box.matches(FRAME)) || isForEarsOnly(box)) return false;
          return at.right > innerWidth + 1 || at.left < -1;
        }).map((node) => node.outerHTML.slice(0, 120)) }""")
    )


def too_small_to_touch(page: "Page", pixels: int = 32) -> list[str]:
    """Controls that a finger would miss: what it may hit of them is lower or narrower than so many pixels."""
    return list(
        page.evaluate(
            """(pixels) => [...document.querySelectorAll("button, a, summary, select, textarea, [role=tab], label:has(input)")]
            .filter((node) => node.checkVisibility() && !node.closest("[aria-hidden=true], #skip")).filter((node) => {
          const at = node.getBoundingClientRect(), more = getComputedStyle(node, "::after"); // what may enlarge it
          const grown = (side) => (more.content !== "none" && more.position === "absolute" ? parseFloat(more[side]) : 0);
          return Math.round(Math.min(...["height", "width"].map((side) => Math.max(at[side], grown(side))))) < pixels;
        }).map((node) => node.outerHTML.slice(0, 120))""",
            pixels,
        )
    )


def focus_contrast(page: "Page") -> float:
    """Contrast of the line around what has the focus to what lies behind it; 0 where there is none."""
    line, ground = page.evaluate("""() => {
      const framed = (node) => node && parseFloat(getComputedStyle(node).outlineWidth) >= 2 && getComputedStyle(node).outlineStyle !== "none";
      let node = document.activeElement;
      for (let up = 0; up < 5 && node && !framed(node); up++) node = node.parentElement;
      if (!framed(node)) return ["rgb(0, 0, 0)", "rgb(0, 0, 0)"];
      let behind = node.parentElement;
      while (behind.parentElement && /^rgba\\(.*, 0\\)$/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
      return [getComputedStyle(node).outlineColor, getComputedStyle(behind).backgroundColor];
    }""")
    light, dark = sorted((_luminance(line), _luminance(ground)), reverse=True)
    return 0.0 if line == ground else (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of ``rgb(r, g, b)``, as WCAG 2 defines it."""
    parts = [int(value) / 255 for value in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def reach(page: "Page", selector: str, key: str = "Tab") -> None:
    """Press Tab until a control has the focus; each on the way must show that it has it."""
    for _ in range(80):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement === document.body"):
            continue  # past the last one
        assert focus_contrast(page) >= 3, page.evaluate("document.activeElement.outerHTML")[:200]
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with {key}")
