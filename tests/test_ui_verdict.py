"""What is said of answers in words."""

from dataclasses import replace

import pytest

from rag import Answer, Citation, Passage, Sentence
from ui.verdict import likely, proven, reasons, verdict

PASSAGE = Passage(1, "a.txt", "A", "", 0, 14, "Goats eat hay.", None, 1.0)
PROOF = Citation(1, "a.txt", 0, 14, "Goats eat hay.", None, 0.9)
PROVEN, UNPROVEN = Sentence("Goats eat hay.", (PROOF,), verified=True), Sentence("So do cats.")
ANSWER = Answer(
    "q", (PROVEN, UNPROVEN), (PASSAGE,), confidence=0.78, phase="done", timings={"done": 1.25}
)


def refusal(*remarks: str, **fields: object) -> Answer:
    said = tuple(Sentence(text, remark=True) for text in ("The documents do not say.", *remarks))
    return replace(ANSWER, sentences=said, abstained=True, confidence=0.12, **fields)


def test_verdict_is_one_line() -> None:
    """An answer's line tells how sure it is, how much is proven and the time; a refusal's where to look."""
    line = "Likely answered by your documents (78 %) · 1 of 2 sentences verified · 1.2 s"
    assert verdict(ANSWER) == line
    assert verdict(replace(ANSWER, sentences=(UNPROVEN,))) == "Not verified · 1.2 s"
    assert verdict(refusal()) == "The closest passages are in the panel · 1.2 s"
    assert verdict(refusal(passages=())) == "1.2 s"


@pytest.mark.parametrize(
    ("confidence", "line"),
    [
        (0.999, "Very likely answered by your documents (99 %)"),
        (0.9, "Very likely answered by your documents (90 %)"),
        (0.5, "Likely answered by your documents (50 %)"),
        (0.3, "Perhaps answered by your documents (30 %)"),
        (0.001, "Perhaps answered by your documents (1 %)"),
        (0.0, ""),
    ],
)
def test_confidence_in_words(confidence: float, line: str) -> None:
    """The estimate is a word and a number that is never nought or certain."""
    assert likely(replace(ANSWER, confidence=confidence)) == line


@pytest.mark.parametrize(
    ("sentences", "line"),
    [
        ((PROVEN,), "Verified against its source"),
        ((UNPROVEN,), "Not verified"),
        ((PROVEN, PROVEN), "All 2 sentences verified"),
        ((PROVEN, UNPROVEN), "1 of 2 sentences verified"),
        (
            (PROVEN, Sentence("They do not mention “x”.", remark=True)),
            "Verified against its source",
        ),
        ((Sentence("The documents do not say.", remark=True),), ""),
    ],
)
def test_what_is_proven_in_words(sentences: tuple[Sentence, ...], line: str) -> None:
    """Sentences are counted; remarks of the assistant itself claim nothing."""
    assert proven(replace(ANSWER, sentences=sentences)) == line


def test_only_marks_that_occur_are_explained() -> None:
    """Each kind of mark on an answer has its sentence, and no other has."""
    loosely = replace(PROVEN, citations=(replace(PROOF, score=0.2),))
    plain = " ".join(reasons(replace(ANSWER, sentences=(PROVEN,))))
    assert "A number leads" in plain
    assert "dashed" not in plain
    assert "dotted" not in plain
    marked = " ".join(reasons(replace(ANSWER, sentences=(loosely, UNPROVEN))))
    assert "dashed" in marked
    assert "dotted" in marked


def test_sentences_left_out_are_told_of() -> None:
    """What a strict answer leaves out for want of proof is counted."""
    strict = replace(ANSWER, sentences=(PROVEN,), trace={"unverified": ["So do cats."]})
    assert "1 sentence was left out for want of proof." in reasons(strict)
    shown = replace(ANSWER, trace={"unverified": ["So do cats."]})
    assert not any("left out" in line for line in reasons(shown))


def test_a_quote_in_place_of_a_draft_is_told_of() -> None:
    """The line says whose words they are, and the legend that the draft was not proven, not that it is missing."""
    told = replace(
        ANSWER, sentences=(PROVEN,), trace={"quoted": True, "unverified": ["So do cats."]}
    )
    assert proven(told) == "In the document's own words"
    assert not any("left out" in line for line in reasons(told))
    assert any("could not be proven" in line for line in reasons(told))


def test_refusal_says_why() -> None:
    """What no document mentions is named; else it is said how little the passages seem to answer."""
    unsure = "The passages found do not seem to answer this (12 %)."
    assert reasons(refusal()) == (unsure,)
    assert reasons(refusal("They do not mention “cows” or “dogs”.")) == (
        "No document mentions “cows” or “dogs”.",
        unsure,
    )
    assert "withdrawn" in reasons(refusal(trace={"withdrawn": ("Cats eat hay.",)}))[0]
    assert "withdrawn" in reasons(refusal(trace={"parts": [{"withdrawn": ("x",)}, {}]}))[0]
    (nothing,) = reasons(refusal(passages=()))
    assert nothing.startswith("Nothing was found")
