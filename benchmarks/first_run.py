"""From nothing to the first checked answer, as a new user has it.

    python benchmarks/first_run.py            # needs Chromium, a free port 7860, and the package registry

Clones this repository into a temporary folder, runs ``make chat`` with an empty home, opens the page in a
headless Chromium as soon as it is there, and asks the twelve seed questions in one conversation. Prints the
times, every answer as the page shows it, and leaves a picture of the page in ``artifacts``.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from answers import QUESTIONS
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
URL = "http://127.0.0.1:7860"
LONGEST = 900_000  # milliseconds for the first answer; a slow line takes a while to fetch 1.2 GB


def wait_for_page(server: "subprocess.Popen[bytes]") -> None:
    """Returns when the page answers."""
    while True:
        try:
            urllib.request.urlopen(URL, timeout=2)
        except (urllib.error.URLError, TimeoutError):
            if server.poll() is not None:
                raise SystemExit("`make chat` ended before the page was there") from None
            time.sleep(0.5)
        else:
            return


def converse(begun: float) -> None:
    """Asks every question in one conversation, and prints what the page shows."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        page.goto(URL)
        for number, question in enumerate(QUESTIONS):
            page.wait_for_selector("#question .submit-button")
            page.fill("#question textarea", question)
            page.press("#question textarea", "Enter")
            answer = page.locator(".answer").nth(number)
            answer.locator(".footer").wait_for(timeout=LONGEST)
            if number == 0:
                print(f"first checked answer after {time.perf_counter() - begun:.0f} s")
                (ROOT / "artifacts").mkdir(exist_ok=True)
                page.screenshot(path=ROOT / "artifacts" / "first-run.png")
            print(f"  {question} {' '.join(answer.inner_text().split())}", flush=True)
        chromium.close()


def main() -> None:
    """Clones, starts, asks."""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        clone = Path(place) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RAG_")}
        server = subprocess.Popen(
            ["make", "chat"], cwd=clone, env=kept | {"HOME": place}, start_new_session=True
        )
        try:
            wait_for_page(server)
            print(f"page there after {time.perf_counter() - begun:.0f} s", flush=True)
            converse(begun)
        finally:
            os.killpg(server.pid, signal.SIGTERM)  # a background shell ignores an interrupt
            server.wait()


if __name__ == "__main__":
    main()
