from dataclasses import replace

from index import BuildReport, CheckReport, Failure, Finding
from index.chunks import HEADING_SEPARATOR
from rag import Answer, Citation, Passage, Sentence
from ui.terminal import (
    check_lines,
    failure_lines,
    passage_line,
    proof_lines,
    report_lines,
    sentence_line,
    size,
    table,
)

PROOF = Citation(2, "a.txt", 10, 15, "Goats\neat", None, 0.9)
PROVEN = Sentence("Goats eat.", (PROOF, PROOF), verified=True)


def test_sentence_carries_the_numbers_of_its_passages() -> None:
    """Each passage's number is shown once; without any, the sentence is marked."""
    assert sentence_line(PROVEN) == "Goats eat. [2]"
    assert sentence_line(Sentence("So.")) == "So. (not verified)"
    assert sentence_line(Sentence("The documents do not say.", remark=True))[-1] == "."


def test_proof_gives_place_and_quote() -> None:
    """A citation is one line: passage, source, offsets, quote; repeated ones once."""
    lines = list(proof_lines(Answer("q", (PROVEN, PROVEN))))
    assert lines == ['[2] a.txt:10-15 "Goats eat"']


def test_refusal_shows_the_closest_passages() -> None:
    """An abstention lists where to look instead."""
    passage = Passage(1, "a.pdf", "A", "", 0, 400, "word " * 80, 3, 1.0)
    refusal = Answer("q", (Sentence("No."),), (passage,), abstained=True, phase="done")
    head, line = proof_lines(refusal)
    assert head == "closest passages:"
    assert line.startswith("[1] a.pdf:0-400 (page 3) word word")
    assert line.endswith("…")


def test_a_passage_tells_its_page_and_headings() -> None:
    """Where a passage stands is told as far as it is known, long headings shortened."""
    bare = Passage(1, "a.pdf", "A", "", 0, 5, "Goats", None, 1.0)
    assert passage_line(bare) == "[1] a.pdf:0-5 Goats"
    below = replace(bare, heading=f"Animals{HEADING_SEPARATOR}Goats")
    assert passage_line(below) == f"[1] a.pdf:0-5 ({below.heading}) Goats"
    paged = replace(below, page=3)
    assert passage_line(paged) == f"[1] a.pdf:0-5 (page 3, {below.heading}) Goats"
    assert len(passage_line(replace(bare, heading="long " * 99))) < 100


HOSTILE = "two\nlines\x1b[31m\u202efdp.exe"
SPELLED = r"two\nlines\x1b[31m\u202efdp.exe"


def test_names_are_spelled_out_in_every_line() -> None:
    """A name that would break a line, or deceive, is shown with what it hides."""
    passage = Passage(1, HOSTILE, HOSTILE, HOSTILE, 0, 5, HOSTILE, 3, 1.0)
    proof = replace(PROOF, source=HOSTILE, quote=HOSTILE)
    report = BuildReport(added=(HOSTILE,), failed=(Failure(HOSTILE, f"cannot read {HOSTILE}"),))
    finding = Finding(f"the text of {HOSTILE}", "taken out")
    lines = [
        passage_line(passage),
        *proof_lines(Answer("q", (Sentence("So.", (proof,), verified=True),))),
        list(report_lines(report))[1],
        *failure_lines(report),
        list(check_lines(CheckReport(findings=(finding,))))[1],
    ]
    assert len(lines) == 5
    for line in lines:
        assert SPELLED in line.replace("\\\\", "\\")
        assert line.isprintable()


def test_long_reports_are_shortened() -> None:
    """A report of thousands of files names the first of each kind and counts the rest."""
    lines = list(report_lines(BuildReport(added=tuple(map(str, range(1000))))))
    assert len(lines) == 22
    assert lines[-1] == "added 980 more"


def test_failures_are_all_named() -> None:
    """No failure is left out."""
    outcome = BuildReport(failed=tuple(Failure(f"{n}.xyz", "unknown format") for n in range(50)))
    assert len(list(failure_lines(outcome))) == 50


def test_table_aligns_columns() -> None:
    """Each column begins at the same place in every row."""
    assert list(table([("a", "bb"), ("ccc", "d")])) == ["a    bb", "ccc  d"]


def test_sizes_are_said_in_powers_of_ten() -> None:
    """Sizes read as disks and download pages give them."""
    assert [size(n) for n in (90_900, 90_900_000, 1_117_320_768)] == ["91 kB", "91 MB", "1.1 GB"]
