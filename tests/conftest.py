import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import CHROMIUM, SWITCHES
from hypothesis import settings
from serving import tab_on

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from serving import Served

# The first example imports a library and others wait for the disk: on a busy machine both take longer
# than the 0.2 seconds that Hypothesis allows, and the test would fail by chance.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


# The source distribution has no benchmarks.
if not (Path(__file__).parents[1] / "benchmarks").is_dir():
    collect_ignore_glob = ["test_benchmarks*"]


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture(params=[{}])
def page(browser: "Browser", served: "Served", request: pytest.FixtureRequest) -> Iterator["Page"]:
    """An open page of the module's own ``served``; nothing was asked of another host, no script of others ran."""
    with tab_on(browser, served.url, **request.param) as tab:
        yield tab


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """The command line configures logging; tests share a process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
