"""Code and data, notebooks, rich text, and the parts that readers share."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Document, DocumentError, Heading
from index.readers import code, read_document
from index.readers.body import Body
from index.readers.dates import day
from index.readers.extract import Extract


def read(folder: Path, name: str, content: str | bytes) -> Document:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_document(folder, name)


def reason(folder: Path, name: str, content: str | bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read(folder, name, content)
    return caught.value.reason


@pytest.mark.parametrize("suffix", code.SUFFIXES)
def test_code_is_verbatim(tmp_path: Path, suffix: str) -> None:
    """Every kind of code and data is read as it stands, and is called by its file's name."""
    document = read(tmp_path, f"goats{suffix}", "def eat():\r\n\treturn 'häy'\n")
    assert document.text == "def eat():\r\n\treturn 'häy'\n"
    assert document.title == f"goats{suffix}"
    assert document.headings == ()


def test_code_that_is_none(tmp_path: Path) -> None:
    """A binary file with the suffix of a text has a reason."""
    assert reason(tmp_path, "a.ts", bytes(range(256)) * 9).startswith("is not text")


def notebook(*cells: object) -> str:
    return json.dumps({"nbformat": 4, "metadata": {}, "cells": cells})


def test_notebook(tmp_path: Path) -> None:
    """Notes with their headings, code, and what it printed, in order; pictures are left out."""
    printed = [
        {"output_type": "stream", "text": ["1\n", "2\n"]},
        {"output_type": "execute_result", "data": {"text/plain": "3", "image/png": "AAAA"}},
        {"output_type": "display_data", "data": {"image/png": "AAAA"}},
        {"output_type": "error", "ename": "KeyError", "evalue": "'x'", "traceback": ["\x1b[0m"]},
    ]
    document = read(
        tmp_path,
        "a.ipynb",
        notebook(
            {"cell_type": "markdown", "source": ["# Goats\n", "They eat."]},
            {"cell_type": "code", "source": "print(1)\nprint(2)", "outputs": printed},
            {"cell_type": "raw", "source": "raw"},
            {"cell_type": "markdown", "source": "## End"},
        ),
    )
    assert document.title == "Goats"
    assert document.text == (
        "# Goats\nThey eat.\n\nprint(1)\nprint(2)\n\n1\n2\n\n3\n\nKeyError: 'x'\n\nraw\n\n## End"
    )
    headings = [(h.level, document.text[h.start : h.end]) for h in document.headings]
    assert headings == [(1, "Goats"), (2, "End")]


def test_notebook_of_format_3(tmp_path: Path) -> None:
    """The older layout is read too."""
    cells = [
        {"cell_type": "heading", "level": 2, "source": "Old"},
        {
            "cell_type": "code",
            "input": ["x = 1"],
            "outputs": [{"output_type": "stream", "text": "y"}],
        },
    ]
    document = read(tmp_path, "a.ipynb", json.dumps({"worksheets": [{"cells": cells}]}))
    assert document.text == "Old\n\nx = 1\n\ny"
    assert document.headings == (Heading(0, 3, 2),)


@pytest.mark.parametrize(
    "content", ["rubbish", "[1]", '{"a": 1}', "[" * 100_000, '{"cells": [' + "[" * 100_000]
)
def test_no_notebook(tmp_path: Path, content: str) -> None:
    """What is no notebook has a reason, however deep it is nested."""
    assert reason(tmp_path, "a.ipynb", content).endswith("; save it again")


@given(
    cell=st.recursive(
        st.one_of(st.none(), st.integers(), st.text(max_size=5)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(["cell_type", "source", "outputs", "level", "data", "text"]), inner
            ),
        ),
    )
)
def test_odd_notebooks(tmp_path_factory: pytest.TempPathFactory, cell: object) -> None:
    """Whatever stands where a cell should be, it is read or passed over."""
    folder = tmp_path_factory.mktemp("docs")
    assert "end" in read(folder, "a.ipynb", notebook(cell, {"source": "end"})).text


RTF = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title All about g\'f6ats}"
    r"{\creatim\yr2019\mo5\dy6\hr1}{\revtim\yr2020\mo12\dy24}}"
    r"{\pard Gr\'fc\u223?e \b bold\b0 .\par}{\pard Second\line line.\par}}"
)


def test_rich_text(tmp_path: Path) -> None:
    """Paragraphs without their looks; title and day of the last change are the file's own."""
    document = read(tmp_path, "a.rtf", RTF)
    assert document.title == "All about göats"
    assert document.date == "2020-12-24"
    assert document.text == "Grüße bold.\nSecond\nline."


def test_no_rich_text(tmp_path: Path) -> None:
    """A Word file or a text with that suffix has a reason."""
    assert reason(tmp_path, "a.rtf", "Just text.").startswith("is not rich text; save it again")


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("2020-02-29", "2020-02-29"),
        (" 2020-02-29T23:59:59Z", "2020-02-29"),
        ("2019-02-29", ""),
        ("2020-02", ""),
        ("2020", ""),
        ("1813-01-28", "1813-01-28"),
        ("0101-01-01", ""),
        ("9999-12-31", ""),
        ("1970-01-01T00:00:00Z", ""),
        ("1601-01-01", ""),
        ("2020-01-011", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_days(stated: str, found: str) -> None:
    """A day is believed when it is one, is stated in full, and is not a program's zero."""
    assert day(stated) == found


PARTS = st.lists(
    st.one_of(
        st.tuples(st.text("ab \n", max_size=5), st.integers(0, 3)),
        st.builds(
            lambda text: Extract(text, headings=(Heading(0, len(text), 2),)),
            st.text("cd", min_size=1),
        ),
        st.none(),
    )
)


@given(parts=PARTS)
def test_offsets_are_exact(parts: list[tuple[str, int] | Extract | None]) -> None:
    """Headings are the very blocks that were added as such, and pages start where blocks do."""
    body = Body()
    blocks: list[str] = []
    expected: list[str] = []
    pages: list[int] = []
    for part in parts:
        if part is None:
            body.start_page()
            pages.append(len(blocks))
        elif isinstance(part, Extract):
            body.include(part)
            blocks.append(part.text)
            expected.append(part.text)
        else:
            body.add(*part)
            blocks += [part[0].strip()] if part[0].strip() else []
            expected += [part[0].strip()] if part[0].strip() and part[1] else []
    got = body.extract()
    assert got.text == "\n\n".join(blocks)
    assert [got.text[h.start : h.end] for h in got.headings] == expected
    for page, number in zip(got.pages, pages, strict=True):
        assert got.text[page:] == "\n\n".join(blocks[number:])
