"""First evidence: from a question to the passages, in Python and on the page, in a large library.

    python benchmarks/evidence.py --data ../shared/eval --work /some/place --chunks 100000

Uses the library of ``scale.py`` in the folder ``--work``, and makes it where it is missing. Real questions are
asked of a whole assistant with the real embedder, loaded; the generator is a scripted one that takes ``THINKS``
seconds to judge, so that passages that are seen were not waited for with the answer. On the page, time runs
from the press of Enter in Chromium to the frame that shows the first passage; each question begins a
conversation, as one with history is rewritten by the generator first. The page is served by a process of its own.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from scale import Bench, in_process

from index import Library
from index.embed import SentenceTransformerEmbedder
from rag.assistant import Assistant
from rag.judgement import Judgement
from rag.models import ensure
from rag.prompt import Message
from rag.testing import ScriptedGenerator

THINKS = 0.5  # seconds
LIMIT = 300.0  # milliseconds, of the 95th percentile on the page
WARM_UP = 5  # questions that do not count
PORT = 7899
OBSERVE = """() => { window.shown = new Promise((done) => {
  let began = 0;
  addEventListener("keydown", () => { began = performance.now(); }, { capture: true, once: true });
  const watch = new MutationObserver(() => {
    if (!document.querySelector("#sources .sources .card")) return;
    watch.disconnect();
    requestAnimationFrame(() => done(performance.now() - began));
  });
  watch.observe(document.body, { childList: true, subtree: true });
}); }"""


class Thinking(ScriptedGenerator):
    """Takes its time to judge."""

    def judgement(
        self, chat: Sequence[Message], then: Sequence[Message] | None = None
    ) -> Judgement:
        """See ``ScriptedGenerator``."""
        time.sleep(THINKS)
        return super().judgement(chat, then)


def assistant(options: argparse.Namespace) -> Assistant:
    """Over the large library, its embedder loaded."""
    path = options.work / f"{options.chunks}" / "library.sqlite"
    # Under the name the library was made with; its passages' vectors are close to this embedder's.
    embedder = SentenceTransformerEmbedder(ensure("embedder").folder, "generated@1")
    embedder.embed_query("ready")
    return Assistant(Library.open(path, embedder), embedder, Thinking({}))


def python(options: argparse.Namespace, asked: Sequence[str]) -> list[float]:
    """Milliseconds from each question to the first answer with passages."""
    answering = assistant(options)
    return [_first(answering, question) for question in asked][WARM_UP:]


def _first(answering: Assistant, question: str) -> float:
    began = time.perf_counter()
    with closing(answering.stream(question)) as answers:
        assert next(answer for answer in answers if answer.passages).phase == "reading"
    return (time.perf_counter() - began) * 1000


def page(options: argparse.Namespace, asked: Sequence[str]) -> list[float]:
    """Milliseconds from each press of Enter to the first passage that is seen."""
    from playwright.sync_api import sync_playwright

    found = []
    with served(options) as url, sync_playwright() as play:
        chromium = os.environ.get("RAG_CHROMIUM") or shutil.which("chromium")
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_page()
        tab.goto(url)
        for question in asked:
            tab.wait_for_selector("#question .submit-button")
            tab.fill("#question textarea", question)
            tab.evaluate(OBSERVE)
            tab.press("#question textarea", "Enter")
            found.append(float(tab.evaluate("window.shown")))
            tab.locator(".answer .footer").first.wait_for()
            tab.wait_for_selector("#question .submit-button")
            tab.click("#clear")
            tab.wait_for_selector("#sources .empty")
        browser.close()
    return found[WARM_UP:]


@contextmanager
def served(options: argparse.Namespace) -> Iterator[str]:
    """The page in a process of its own; gives its address."""
    named = [f"--{name}={getattr(options, name)}" for name in ("data", "work", "chunks")]
    command = [sys.executable, __file__, *named, "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def serve(options: argparse.Namespace) -> None:
    """Serves the page until it is ended."""
    from ui.collections import Collections
    from ui.opening import Opening
    from ui.serve import serve as serve_page

    opening = Opening.of(assistant(options))
    serve_page(Collections.of(opening), port=PORT, announce=lambda url: print(url, flush=True))


def line(name: str, times: Sequence[float], limit: float | None = None) -> None:
    """Prints the percentiles of some times."""
    p50, p95, most = np.percentile(times, [50, 95, 100])
    bound = f"   limit {limit:.0f}: ratio {p95 / limit:.2f}" if limit else ""
    print(f"  {name:32} p50 {p50:7.1f}   p95 {p95:7.1f}   max {most:7.1f} ms{bound}", flush=True)


def made(options: argparse.Namespace) -> None:
    """Makes the library where it is missing, as ``scale.py`` does."""
    built = options.work / f"{options.chunks}" / "built.json"
    if not built.exists():
        built.parent.mkdir(parents=True, exist_ok=True)
        result: dict[str, Any] = in_process(options, "build")
        built.write_text(json.dumps(result), encoding="utf-8")


def main() -> None:
    """Asks and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--work", type=Path, required=True, help="what is built is kept here")
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options)
        return
    made(options)
    asked = Bench(options).questions
    print(f"{options.chunks} chunks, {len(asked) - WARM_UP} questions, first evidence")
    line("in Python", python(options, asked))
    line("on the page", page(options, asked), LIMIT)


if __name__ == "__main__":
    main()
