"""What happens to the documents, and what came of it. Pure HTML, all text in it escaped."""

from collections.abc import Sequence

from index import BuildReport, Failure, RagError, UpdateCancelledError
from ui.documents.trash import Removed
from ui.documents.uploads import Uploaded
from ui.marks import escape
from ui.notice import notice
from ui.progress import Progress, in_words, rate_in_words
from ui.safe import visible
from ui.wording import counted

#: How many failures are named; more would be slow to send and useless to read.
MANY = 200

_CANCELLED = "Cancelled. What was indexed so far stays; Re-index goes on from there."


def bar(step: Progress | None, left: float | None, rate: float = 0.0) -> str:
    """How far an update is.

    Args:
        step: None when nothing is known of it yet.
        left: Seconds that are left; None when that is not known.
        rate: Passages a second; 0 when that is not known.
    """
    if step is None:
        return _bar("", "Waiting to begin…")
    counts = [in_words(step, left)]
    if of_files := getattr(step, "of_files", 0):
        counts.append(f"{getattr(step, 'files', 0):,} of {counted(of_files, 'file')}")
        counts.append(counted(getattr(step, "passages", 0), "passage"))
        counts += filter(None, [rate_in_words(rate)])
    # Without a total the browser shows that something goes on, but not how far it is.
    return _bar(f'max="{step.total}" value="{step.done}"' if step.total else "", " · ".join(counts))


def outcome(came: BuildReport | RagError) -> str:
    """What an update did, or what went wrong with it."""
    if isinstance(came, UpdateCancelledError):
        return notice(_CANCELLED)
    return notice(str(came), wrong=True) if isinstance(came, RagError) else report(came)


def report(did: BuildReport) -> str:
    """What an update did: counts, then each file that could not be read and why."""
    kinds = (("added", did.added), ("changed", did.changed), ("removed", did.removed))
    line = _counts((*kinds, ("failed", did.failed))) or "Everything is up to date."
    return notice(line) + _failures(did.failed)


def uploaded(came: Uploaded) -> str:
    """What became of uploaded files: the names of those added, then each that was refused and why."""
    named = ", ".join(came.added[:3]) + (
        f" and {len(came.added) - 3:,} more" if len(came.added) > 3 else ""  # noqa: PLR2004  # as many as are named
    )
    line = f"Uploaded {named}." if came.added else "Nothing was uploaded."
    return notice(line, wrong=not came.added) + _failures(came.refused)


def removed(gone: Removed) -> str:
    """Where a file is that was removed."""
    return notice(f"{gone.source} was moved to {gone.place}.")


def _bar(far: str, words: str) -> str:
    # Not a status: a screen reader would read it out twice a second.
    said = escape(visible(words))
    return f'<p class="going"><progress aria-label="Re-indexing" {far}></progress><span>{said}</span></p>'


def _counts(kinds: Sequence[tuple[str, Sequence[object]]]) -> str:
    line = ", ".join(f"{len(sources):,} {verb}" for verb, sources in kinds if sources)
    return line and f"{line}."


def _failures(failures: Sequence[Failure]) -> str:
    named = "".join(
        f'<li><b dir="auto">{escape(visible(failure.source))}</b> {escape(visible(failure.reason))}</li>'
        for failure in failures[:MANY]
    )
    more = f"<li>and {len(failures) - MANY:,} more</li>" if len(failures) > MANY else ""
    return f'<ul class="failed">{named}{more}</ul>' if named else ""
