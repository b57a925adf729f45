"""The page as others meet it: logging in, what is refused, and what its own browser forbids."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest
from browsing import ask, finished, in_browser
from serving import GOATS, SENT, Served

from ui.access.users import add_user

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

PASSWORD = "correct horse"  # noqa: S105  # nobody's


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    # Gradio's own variable of the environment would open a folder.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_ALLOWED_PATHS", "/")
        server = Served(tmp_path_factory.mktemp("open"), {GOATS: SENT})
    yield server
    assert "Traceback" not in server.end()


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("locked")
    add_user(folder / "users", "ann", PASSWORD)
    server = Served(folder, {GOATS: SENT}, auth=folder / "users")
    yield server.url
    assert "Traceback" not in server.end()


def status(url: str, body: object = None, **headers: str) -> int:
    data = None if body is None else json.dumps(body).encode()
    told = {"content-type": "application/json", **headers}
    request = urllib.request.Request(url, data, told)  # noqa: S310  # our own server
    try:
        with urllib.request.urlopen(request) as response:  # noqa: S310
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.mark.parametrize("path", ["/etc/passwd", "goats.txt", "pyproject.toml", "ui/cli.py", "../"])
def test_no_file_is_served(served: Served, path: str) -> None:
    """Neither files of the machine nor the documents can be had by their path, whatever the environment says."""
    wanted = served.docs / path if path == "goats.txt" else path
    assert status(f"{served.url}gradio_api/file={wanted}") in {403, 404}
    assert status(f"{served.url}gradio_api/file/{wanted}") in {403, 404}


def test_other_sites_cannot_ask(served: Served) -> None:
    """What another web site makes a browser send is refused, under whatever name; the page's own is not."""
    search = f"{served.url}gradio_api/call/search"
    words = {"data": ["goats", None, None, "", "", "", 10]}
    assert status(search, words) == 200
    assert status(search, words, origin=served.url.rstrip("/")) == 200
    assert status(search, words, origin="http://evil.example") == 403
    assert status(search, words, origin="null") == 403
    assert status(search, words, host="evil.example") == 403
    assert status(served.url, host="evil.example:7860") == 403


def test_nothing_is_told_without_a_log_in(locked: str) -> None:
    """Without a log-in neither the page's parts nor its answers, files or uploads can be had."""
    for path in (
        "config",
        "gradio_api/info",
        "gradio_api/file=/etc/passwd",
        "gradio_api/queue/data",
    ):
        assert status(f"{locked}{path}") == 401
    for path in (
        "gradio_api/call/search",
        "gradio_api/queue/join",
        "gradio_api/run/ask",
        "gradio_api/upload",
    ):
        assert status(f"{locked}{path}", {"data": ["goats"]}) == 401
    with urllib.request.urlopen(locked) as response:  # noqa: S310  # our own server
        assert "Collection" not in response.read().decode()


def test_programs_log_in(locked: str) -> None:
    """A program with user and password gets answers; with a wrong password it gets nothing."""
    from gradio_client import Client

    client = Client(locked, auth=("ann", PASSWORD), verbose=False, analytics_enabled=False)
    assert client.predict("goats", api_name="/search")[0]["source"] == "goats.txt"
    for wrong in (("ann", "wrong horse"), ("eve", PASSWORD)):
        with pytest.raises(ValueError, match="Could not login"):
            Client(locked, auth=wrong, verbose=False, analytics_enabled=False)


@in_browser[0]
@in_browser[1]
def test_people_log_in(browser: Browser, locked: str) -> None:
    """A wrong password is told as such; the right one opens the page, which answers as ever."""
    tab = browser.new_page()
    for password in ("wrong horse", PASSWORD):
        if password == PASSWORD:
            tab.wait_for_selector("text=Incorrect Credentials")
        else:
            tab.goto(locked)
        tab.fill("input:not([type=password])", "ann")
        tab.fill("input[type=password]", password)
        tab.get_by_role("button").click()
    ask(tab, GOATS)
    assert "447" in finished(tab).text_content()
    tab.close()


@in_browser[0]
@in_browser[1]
def test_no_other_page_may_frame_ours(browser: Browser, served: Served) -> None:
    """Another page cannot show ours inside itself, to make a reader press what they do not see."""
    tab = browser.new_page()
    told: list[str] = []
    tab.on("console", lambda message: told.append(message.text))
    tab.set_content(f"<iframe src='{served.url}'></iframe>", wait_until="networkidle")
    assert any("frame-ancestors" in line for line in told)
    tab.close()
