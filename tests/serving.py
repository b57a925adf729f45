"""A page in a process of its own, over real documents and a scripted model, and a browser's tab on it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from browsing import ROOT, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Browser, Page

WIDE = {"width": 1280, "height": 800}

GOATS = "How many goats did Russia send?"
SENT = "The Russians sent North Korea a live shipment of 447 goats."
ARTICLE = f"""Russia sends goats to North Korea

{SENT} The goats went to the city of Rason.

In mid-June 2024, Vladimir Putin visited Kim Jong Un. They signed an agreement.
"""
SERVER = """
import json, sys, time
from pathlib import Path
from rag.testing import scripted_assistant
from ui.access.reach import gate_for
from ui.collections import Collections
from ui.opening import Opening
from ui.serve import serve
docs, index, port, delay, hold, replies, auth = sys.argv[1:]
gate = gate_for("127.0.0.1", Path(auth) if auth else None)
def opened(report):
    report("Loading the model…")
    while Path(hold).exists():
        time.sleep(0.05)
    return scripted_assistant(Path(docs), Path(index), json.loads(replies), delay=float(delay))
try:
    announce = lambda url: print(url, flush=True)
    serve(Collections.of(Opening(opened)), port=int(port), announce=announce, gate=gate)
except KeyboardInterrupt:
    pass
"""


class Served:
    """A page served by a process of its own.

    Args:
        folder: For documents and index.
        replies: What the scripted model says, by question.
        delay: Seconds before each of its words.
        held: Do not let the model be loaded yet.
        auth: File of those who may log in; None lets anybody in.
        server: What the process runs; the arguments are those of ``SERVER``.

    Attributes:
        docs: The folder it answers from; ``goats.txt`` is in it.
        url: Where it is.
        hold: While this file exists, the model does not get loaded.
    """

    def __init__(  # noqa: PLR0913  # each is asked for by some test
        self,
        folder: Path,
        replies: Mapping[str, str],
        delay: float = 0.0,
        *,
        held: bool = False,
        auth: Path | None = None,
        server: str = SERVER,
    ) -> None:
        self.docs = folder / "docs"
        self.hold = folder / "hold"
        self.docs.mkdir()
        if held:
            self.hold.touch()
        (self.docs / "goats.txt").write_text(ARTICLE, "utf-8")
        place = [self.docs, folder / "index.sqlite"]
        arguments = [*place, free_port(), delay, self.hold, json.dumps(replies), auth or ""]
        self._command = [sys.executable, "-c", server, *map(str, arguments)]
        self.start()

    def start(self) -> None:
        """Begin to serve, also again after its end, at the same address."""
        self.process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        assert self.url, self.process.communicate()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.returncode is None:
            self.end()

    def end(self) -> str:
        """Interrupt it; gives what it wrote to standard error."""
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=20)[1]


@contextmanager
def tab_on(browser: Browser, url: str, **context: object) -> Iterator[Page]:
    """An open page; afterwards nothing was asked of another host, and no script of others ran."""
    settings = browser.new_context(**{"viewport": WIDE, **context})  # type: ignore[arg-type]
    tab = settings.new_page()
    elsewhere: list[str] = []
    tab.on("request", lambda r: elsewhere.append(r.url) if not _ours(r.url, url) else None)
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.goto(url)
    tab.wait_for_selector("#question textarea")
    yield tab
    assert elsewhere == []
    assert errors == []
    assert tab.evaluate("window.hacked") is None
    settings.close()


def _ours(url: str, home: str) -> bool:
    return url.startswith((home, "data:", "blob:"))
