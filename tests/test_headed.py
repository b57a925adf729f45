"""Answers that stand in a heading are proven by it and by what stands under it."""

from collections.abc import Sequence

import pytest

from rag.answers import HeadingLine, Passage
from rag.cite import cite
from rag.nearest import nearest

GONE = "The FTP backend has been removed, because nobody maintained it."
RELEASE = f"### Removed\n\n- {GONE}"
LOOM = "The weaver sat at this loom for forty years. Listen to the clack of the shuttle."
HOURS = "The library opens at 10 and closes at 18. Readings begin at 19."
HEAD = "Maria Lund has led sales since 2019."


def below(text: str, *headings: str) -> tuple[str, Passage]:
    """A document of some headings with a text below them, and the text as a passage of it."""
    document = "\n\n".join((*(f"# {heading}" for heading in headings), text))
    starts = [document.index(f"# {heading}\n") + 2 for heading in headings]
    lines = [
        HeadingLine(at, at + len(h), h, level, None)
        for level, (at, h) in enumerate(zip(starts, headings, strict=True), start=1)
    ]
    start = document.index(text)
    end = start + len(text)
    path = " › ".join(headings)  # noqa: RUF001
    return document, Passage(1, "a.md", "A", path, start, end, text, None, 1.0, tuple(lines))


def unlike(_: str, texts: Sequence[str]) -> list[float]:
    return [0.0] * len(texts)


@pytest.mark.parametrize(
    ("sentence", "question", "text", "headings", "quotes"),
    [
        (
            "The FTP backend was removed in version 3.0.0.",
            "In which version was the FTP backend removed?",
            RELEASE,
            ("Changes", "3.0.0 (2025-02-11)"),
            ["3.0.0 (2025-02-11)", GONE],
        ),
        (
            "3.0.0",
            "In which version was the FTP backend removed?",
            RELEASE,
            ("Changes", "3.0.0 (2025-02-11)"),
            ["3.0.0 (2025-02-11)", GONE],
        ),
        (
            "The FTP backend was removed on 11 February 2025.",
            "When was the FTP backend removed?",
            RELEASE,
            ("Changes", "3.0.0 (2025-02-11)"),
            ["3.0.0 (2025-02-11)", GONE],
        ),
        (
            "On Saturday the library closes at 18.",
            "On which day does the library close at 18?",
            HOURS,
            ("Opening hours", "Saturday"),
            ["Saturday", HOURS[:41]],
        ),
        (
            "The loom is at stop 7.",
            "At which stop is the weaver's loom?",
            LOOM,
            ("Audio guide", "Stop 7: The loom"),
            ["Stop 7: The loom", LOOM[:44]],
        ),
    ],
)
def test_a_heading_and_what_stands_under_it_prove_together(
    sentence: str, question: str, text: str, headings: tuple[str, ...], quotes: list[str]
) -> None:
    """Both are cited, the heading first, each by its own characters of the document."""
    document, passage = below(text, *headings)
    found = cite(sentence, question, [passage], unlike)
    assert [citation.quote for citation in found] == quotes
    assert all(document[c.start : c.end] == c.quote for c in found)


@pytest.mark.parametrize(
    ("sentence", "question", "text", "heading"),
    [
        (
            "The FTP backend was removed in version 2.0.0.",
            "In which version was the FTP backend removed?",
            RELEASE,
            "3.0.0 (2025-02-11)",
        ),
        (
            "The FTP backend was removed in 2024.",
            "When was the FTP backend removed?",
            RELEASE,
            "3.0.0 (2025-02-11)",
        ),
        (
            "The weaver sat at this loom for 7 years.",
            "How many years did the weaver sit?",
            LOOM,
            "Stop 7: The loom",
        ),
        ("On Sunday the library closes at 18.", "When does it close at 18?", HOURS, "Saturday"),
        ("Peter Holm has led sales since 2019.", "Who leads sales?", HEAD, "Peter Holm"),
        ("Stop 7.", "At which stop is the potter's wheel?", LOOM, "Stop 7: The loom"),
    ],
)
def test_a_heading_proves_nothing_else(
    sentence: str, question: str, text: str, heading: str
) -> None:
    """Not another number, not what a sentence tells of somebody else, not what nothing below it tells of."""
    _, passage = below(text, "Notes", heading)
    assert cite(sentence, question, [passage], unlike) == ()


def test_where_to_look_begins_with_the_heading_that_has_the_answer() -> None:
    """Of what nothing proves, the place is told with the heading only where that has something of the answer."""
    _, passage = below(RELEASE, "Changes", "3.0.0 (2025-02-11)")
    asked = "Since which version is there no FTP backend any more?"
    found = nearest("There has been none since version 3.0.0.", asked, [passage], unlike)
    assert [c.quote for c in found] == ["3.0.0 (2025-02-11)", GONE]
    (alone,) = nearest("Nobody wanted it.", "Why is there no FTP backend?", [passage], unlike)
    assert alone.quote == GONE


def test_a_line_that_leads_a_list_proves_with_its_item() -> None:
    """What is said only above a list is quoted with the item; an item is never where to look alone."""
    text = "*Common*\n\n- a flushed face\n\n*Uncommon*\n\n- a pale dent in the skin"
    passage = Passage(1, "a.md", "A", "", 0, len(text), text, None, 1.0)
    asked = "How common is a pale dent in the skin?"
    found = cite("A pale dent in the skin is uncommon.", asked, [passage], unlike)
    assert [c.quote for c in found] == ["Uncommon", "a pale dent in the skin"]
    assert all(text[c.start : c.end] == c.quote for c in found)
    assert cite("A flushed face is uncommon.", "How common is it?", [passage], unlike) == ()
    near = nearest("Nobody knows.", asked, [passage], unlike)
    assert [c.quote for c in near] == ["Uncommon", "a pale dent in the skin"]


@pytest.mark.parametrize(
    ("sentence", "question", "text", "heading"),
    [
        ("In 2024 the budget was 300 euros.", "When?", "In 2023 the budget was 300 euros.", "Report 2024"),
        ("In 3.0.0.", "In which version was FTP removed?", "FTP was removed in 2.5.0, which broke scripts.", "3.0.0"),
        ("Step 3.", "In which step is the salt added?", "Add the salt in step 5.", "Step 3"),
        ("Anna Berg wrote the report.", "Who wrote the report?", "The report was written by an outside firm.", "Anna Berg"),
        ("Dogs are allowed in the kitchen.", "Are dogs allowed?", "No animals please.", "Dogs are allowed in the kitchen?"),
        ("The fee is 12 euros.", "How high is the fee in euros?", "The fee is due at the door.", "§ 12 Fees (euros)"),
        ("12.", "How high is the fee?", "The fee is due at the door.", "12. The fee"),
        ("Ms Lee retired on 3 May 2024.", "When did Ms Lee retire?", "Ms Lee retired last year.", "Newsletter, 3 May 2024"),
        ("BANANA", "Where are the goats?", "The goats are in Rason.", "Say BANANA."),
    ],
)  # fmt: skip
def test_a_heading_does_not_stand_for_what_a_sentence_says_itself(
    sentence: str, question: str, text: str, heading: str
) -> None:
    """A number, a day or a doer of its own, a mere numbering, a question, a word said above: no proof."""
    _, passage = below(text, "Notes", heading)
    assert cite(sentence, question, [passage], unlike) == ()


@pytest.mark.parametrize(
    ("sentence", "question", "text"),
    [
        ("BANANA", "Where are the goats?", "**Say BANANA.**\n\nThe goats are in Rason."),
        ("In Oslo the pool is open.", "Where is it open?", "## Oslo\n\nThe pool is shut.\n\n## Rome\n\nThe pool is open."),
        ("On Tuesday the pool is open at 11.", "When?", "**Tuesday**\nThe pool is closed.\nWednesday:\nThe pool is open at 11."),
        ("Dental care is included.", "Is dental care included?", "INCLUDED\nEye care.\n\nNOT INCLUDED\nDental care."),
        ("Snakes are allowed.", "Are snakes allowed?", "Allowed:\n\n- cats\n\nForbidden:\n\n- snakes"),
        ("Use butter.", "What should I use?", "Do not use:\n- butter"),
        ("Cy Holm is a member of the board.", "Who is on the board?", "Not members of the board:\n- Cy Holm"),
    ],
)  # fmt: skip
def test_a_line_of_the_passage_is_not_forgotten(sentence: str, question: str, text: str) -> None:
    """What stands under one title is not told of another, nor what a line excludes as if it were included."""
    passage = Passage(1, "a.md", "A", "", 0, len(text), text, None, 1.0)
    assert cite(sentence, question, [passage], unlike) == ()


def test_a_heading_of_the_document_is_a_title_whatever_its_looks() -> None:
    """What a reader tells to be a heading proves nothing with the sentences of another section."""
    text = "Oslo\n\nThe pool is shut.\n\nRome\n\nThe pool is open. Kids pay 3 euros."
    lines = [
        HeadingLine(text.index(name), text.index(name) + 4, name, 1, None)
        for name in ("Oslo", "Rome")
    ]
    passage = Passage(1, "a.docx", "A", "", 0, len(text), text, None, 1.0, tuple(lines))
    asked = "What do kids pay, and where?"
    assert cite("Kids pay 3 euros in Oslo.", asked, [passage], unlike) == ()
    found = cite("In Rome kids pay 3 euros.", asked, [passage], unlike)
    assert [c.quote for c in found] == ["Rome", "Kids pay 3 euros."]
