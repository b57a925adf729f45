"""What ``rag eval`` does between the command line and the measures. Knows no model."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import EvaluationError
from ui.report import report_page

if TYPE_CHECKING:
    from rag.evaluation import Evaluation


def check_report(path: Path, others: Iterable[Path | None]) -> None:
    """Before hours of work: that the report can be written there, and over none of the other files.

    Raises:
        EvaluationError: If not.
    """
    if any(other is not None and path.resolve() == other.resolve() for other in others):
        raise EvaluationError(f"the report would overwrite {path}; name another file after --html")
    folder = path.absolute().parent
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        reason = "it is a folder" if path.is_dir() else f"there is no writable folder {folder}"
        raise EvaluationError(
            f"{path} cannot be the report: {reason}; name another file after --html"
        )


def write_report(evaluation: "Evaluation", path: Path, title: str) -> None:
    """Writes the page.

    Raises:
        EvaluationError: If it cannot be written.
    """
    try:
        path.write_text(report_page(evaluation, title), encoding="utf-8")
    except OSError as error:
        raise EvaluationError(
            f"{path} cannot be written ({error.strerror or error}); name another file after --html"
        ) from error
