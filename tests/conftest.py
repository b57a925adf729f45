from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from browsing import CHROMIUM, SWITCHES
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The first example imports a library and others wait for the disk: on a busy machine both take longer
# than the 0.2 seconds that Hypothesis allows, and the test would fail by chance.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()
