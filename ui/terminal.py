"""Answers, reports and tables as plain text for a terminal. Pure; prints nothing.

What documents, models and names of files say goes through ``safe``, so that no text can move the
cursor, change colours or set a window's title.
"""

from collections.abc import Iterable, Iterator, Sequence

from index import BuildReport, CheckReport
from rag import Answer, Citation, Passage, Sentence
from rag.models import ModelStatus
from ui.safe import plain, visible
from ui.wording import shortened

#: How many sources a report names for each kind of change.
MANY = 20

#: Characters shown of how a passage begins, and of the headings above it.
_BEGIN, _HEADING = 160, 60


def sentence_line(sentence: Sentence) -> str:
    """A sentence with the numbers of its passages, or marked as not verified."""
    numbers = sorted({citation.passage for citation in sentence.citations})
    if not numbers and not sentence.remark:
        return f"{plain(sentence.text)} (not verified)"
    return plain(sentence.text) + "".join(f" [{number}]" for number in numbers)


def proof_lines(answer: Answer) -> Iterator[str]:
    """The citations of an answer, or the closest passages of a refusal; one a line."""
    if answer.abstained and answer.passages:
        yield "closest passages:"
        yield from map(passage_line, answer.passages)
    elif not answer.abstained:
        yield from dict.fromkeys(map(_citation_line, answer.citations))


def passage_line(passage: Passage) -> str:
    """A passage: its number, where it is, below which headings, how it begins."""
    heading = shortened(plain(passage.heading), _HEADING)
    begin = shortened(plain(passage.text), _BEGIN)
    return f"[{passage.number}] {_where(passage, passage.page, heading)} {begin}"


def report_lines(report: BuildReport) -> Iterator[str]:
    """What an update did: counts, then the sources of each kind of change."""
    yield str(report)
    for verb, names in (
        ("added", report.added),
        ("changed", report.changed),
        ("removed", report.removed),
    ):
        yield from (f"{verb} {visible(name)}" for name in names[:MANY])
        if len(names) > MANY:
            yield f"{verb} {len(names) - MANY} more"


def check_lines(report: CheckReport) -> Iterator[str]:
    """What a check looked at, then each thing that it found."""
    yield str(report)
    yield from (visible(str(finding)) for finding in report.findings)


def failure_lines(report: BuildReport) -> Iterator[str]:
    """A line for each file that could not be indexed, with the reason."""
    return (f"failed {visible(str(failure))}" for failure in report.failed)


def model_table(models: Sequence[ModelStatus]) -> Iterator[str]:
    """What models there are, what each needs, and what is installed."""
    head = ("NAME", "ROLE", "SIZE", "MEMORY", "INSTALLED", "CHECKSUM", "LICENCE", "MODEL")
    return table([head, *map(_model_row, models)])


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows of equal length with their columns aligned to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells: Iterable[str] = map(str.ljust, row, widths)
        yield "  ".join(cells).rstrip()


def size(count: int) -> str:
    """A number of bytes as people say it, in powers of 1000."""
    if count < 10**6:
        return f"{count / 10**3:.0f} kB"
    return f"{count / 10**6:.0f} MB" if count < 10**9 else f"{count / 10**9:.1f} GB"


def _citation_line(citation: Citation) -> str:
    return f'[{citation.passage}] {_where(citation, citation.page)} "{plain(citation.quote)}"'


def _where(span: Passage | Citation, page: int | None, heading: str = "") -> str:
    there = f"{visible(span.source)}:{span.start}-{span.end}"
    told = ", ".join(filter(None, (f"page {page}" if page else "", heading)))
    return f"{there} ({told})" if told else there


def _model_row(model: ModelStatus) -> tuple[str, ...]:
    return (
        model.name,
        model.role,
        size(model.size),
        size(model.memory),
        "yes" if model.installed else "no",
        model.checksum_state,
        model.licence,
        model.title,
    )
