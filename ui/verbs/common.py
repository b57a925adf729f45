"""What several verbs share: from what was typed to settings, and what is told of an update."""

from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from ui.streams import complain, print_lines

if TYPE_CHECKING:
    from index import BuildReport, Filter
    from rag import Settings

OK, WRONG = 0, 2  # exit codes; the second one for what the user can mend


def named_settings(typed: Namespace) -> "Settings":
    """Those of the environment and ``rag.toml``, with what was typed in their place."""
    from rag import Settings

    typable = ("docs", "index", "model", "engine", "embedder", "full", "strict")
    named = {name: getattr(typed, name, None) for name in typable}
    return replace(
        Settings.from_env(), **{name: value for name, value in named.items() if value is not None}
    )


def named_documents(typed: Namespace) -> "Filter":
    """Which documents were named."""
    from ui.narrow import narrowed

    return narrowed(typed.source, typed.type, typed.since, typed.until)


def tell_report(report: "BuildReport") -> int:
    """What an update did; gives the exit code."""
    from ui.terminal import report_lines

    print_lines(report_lines(report))
    tell_failures(report)
    return WRONG if report.failed else OK


def tell_failures(report: "BuildReport") -> None:
    """Which files could not be read, and why."""
    from ui.terminal import failure_lines

    for line in failure_lines(report):
        complain(line)
