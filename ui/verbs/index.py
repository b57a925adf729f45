"""``rag index``: brings the index up to date, once or always; checks it."""

from argparse import Namespace

from index.errors import RagError
from ui.progress import Bars
from ui.streams import complain, print_lines
from ui.verbs.common import OK, WRONG, named_settings, tell_report


def run(typed: Namespace) -> int:
    """Do it; gives the exit code."""
    if typed.folder and typed.docs:
        complain("name the folder once, as FOLDER or with --docs")
        return WRONG
    typed.docs = typed.folder or typed.docs
    if typed.check:
        return _check(typed)
    if typed.watch:
        return _watch(typed)
    from ui.shelf import index_documents

    with Bars() as bars:
        report = index_documents(named_settings(typed), bars, rebuild=typed.rebuild)
    return tell_report(report)


def _check(typed: Namespace) -> int:
    from ui.shelf import check_documents
    from ui.terminal import check_lines

    with Bars() as bars:
        checked = check_documents(named_settings(typed), bars, rebuild=typed.rebuild)
    if checked.report is not None:
        print_lines(check_lines(checked.report))
    if checked.update is not None:
        tell_report(checked.update)
    return OK if checked.is_sound else WRONG


def _watch(typed: Namespace) -> int:
    from ui.shelf import index_documents, watch_documents

    with Bars() as bars:
        try:
            if typed.rebuild:
                tell_report(index_documents(named_settings(typed), bars, rebuild=True))
            for outcome in watch_documents(named_settings(typed), bars):
                bars.end()
                if isinstance(outcome, RagError):
                    complain(str(outcome))
                else:
                    tell_report(outcome)
        except KeyboardInterrupt:  # the way to end it
            pass
    return OK
