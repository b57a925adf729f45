"""What of an HTML page is the page, and when it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers.html import extract

LINKS = "".join(f"<li><a href=/{n}>Link number {n}</a>" for n in range(8))
STORY = "<p>" + "Goats eat hay and grass all day long. " * 20


def text_of(body: str) -> str:
    return extract(f"<html><body>{body}</body></html>").text


@pytest.mark.parametrize("name", ["main", "article", "div role=main"])
def test_the_main_part(name: str) -> None:
    """Where one part has most of the text, only that and the title above it are kept."""
    end = name.split(maxsplit=1)[0]
    page = (
        f"<div class=top><h1>On <a>goats</a></h1><ul>{LINKS}</ul></div><div>Subscribe!</div>"
        f"<{name}><h2>Food</h2>{STORY}<ul>{LINKS}</ul></{end}><div>Legal words</div>"
    )
    text = text_of(page)
    assert text.startswith("On goats\n\nFood\n\nGoats eat hay")
    assert text.endswith("Link number 7")  # links of the main part are its own
    assert "Subscribe" not in text
    assert "Legal" not in text


@pytest.mark.parametrize(
    "page",
    [
        f"<article>{STORY}</article><article>Other words</article>",
        f"<main>Little</main>{STORY}",
        f"{STORY}<ul>{LINKS}</ul>",
        f"<header><p>Some words of an introduction</p></header>{STORY}",
        "<div class=cookie-recipes>Bake them for ten minutes.</div>",
    ],
)
def test_a_simple_page_is_kept_whole(page: str) -> None:
    """Two articles, a main part with little text, lists of links, a header of words: all is kept."""
    import re

    words = re.sub("<[^>]*>", " ", page).split()
    assert text_of(page).split() == words


def test_menus_and_notices() -> None:
    """Footers of links and notices about cookies go; what is hidden was never shown."""
    page = (
        f"<div id=cookie-banner>We use cookies.</div>{STORY}<footer><ul>{LINKS}</ul>© Goat</footer>"
        "<div role=navigation><a>Home</a></div><nav>Menu</nav><script>x</script><template>y</template>"
    )
    assert text_of(page) == "Goats eat hay and grass all day long. " * 19 + STORY[3:41].strip()


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        (
            '<meta property="article:published_time" content="2024-05-01T10:00:00Z">',
            "",
            "2024-05-01",
        ),
        ('<meta name="DC.date" content="2023-01-02">', "", "2023-01-02"),
        (
            '<meta name="date" content="soon">',
            "<time datetime=2022-03-04>then</time>",
            "2022-03-04",
        ),
        ("", "<time datetime=2022-02-30></time>", ""),
        ('<meta name="keywords" content="2020-01-01">', "", ""),
    ],
)
def test_the_date_of_a_page(head: str, body: str, date: str) -> None:
    """The day is that of the page's metadata, else of its first time element, if there is such a day."""
    assert extract(f"<html><head>{head}</head><body>x{body}</body></html>").date == date


PARTS = ["main", "article", "h1", "h2", "p", "ul", "li", "a", "footer", "table", "tr", "td", "pre"]


@given(
    st.lists(
        st.sampled_from([*(f"<{n}>" for n in PARTS), *(f"</{n}>" for n in PARTS), "x y ", "z"])
    )
)
def test_spans_of_any_page(parts: list[str]) -> None:
    """Headings of any page are in order, apart, not blank and inside; a title element changes no text."""
    page = "".join(parts)
    found = extract(page)
    last = 0
    for heading in found.headings:
        assert last <= heading.start < heading.end <= len(found.text)
        assert found.text[heading.start : heading.end].strip()
        last = heading.end
    assert extract(f"<head><title>T</title></head><body>{page}").text == found.text


@given(st.text("<>/ap\0 &;!-", max_size=60))
def test_any_characters_are_a_page(page: str) -> None:
    """No sequence of characters is an error."""
    extract(page)


def test_document_types() -> None:
    """Declarations of a document type are no text; short texts that they name are put in their places."""
    declared = (
        '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "x.dtd" [\n'
        '<!ENTITY co "ACME">\n<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY a "&co;&co;">\n'
        f'<!ENTITY long "{"x" * 101}"> ] >\n'
    )
    page = extract(f"{declared}<html><body><p>By &co; &x; &a; &long; &amp;co;</p></body></html>")
    assert page.text == "By ACME &x; &a; &long; &co;"


def test_document_types_that_are_shown() -> None:
    """What only looks like a declaration, in the page or without an end, costs no text."""
    assert text_of("<p>One</p><!DOCTYPE x [<p>Two</p>]><p>Three</p>").split()[0] == "One"
    assert "Three" in text_of("<p>One</p><!DOCTYPE x [<p>Two</p>]><p>Three</p>")
    assert "hello" in extract("<!DOCTYPE html [<html><body><p>hello</p></body></html>").text
