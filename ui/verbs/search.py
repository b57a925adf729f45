"""``rag search``: passages, without a language model."""

from argparse import Namespace
from dataclasses import asdict

from ui.progress import Bars
from ui.streams import complain, print_json, print_lines
from ui.verbs.common import OK, named_documents, named_settings, tell_failures


def run(typed: Namespace) -> int:
    """Do it; gives the exit code."""
    from ui.shelf import find_passages
    from ui.terminal import passage_line

    with Bars() as bars:
        words = " ".join(typed.words)
        asked = (named_settings(typed), words, typed.k, bars, named_documents(typed))
        found, report = find_passages(*asked, focused=typed.focus)
    tell_failures(report)
    if typed.json:
        print_json([asdict(passage) for passage in found])
    elif found:
        print_lines(map(passage_line, found))
    else:
        complain("no passage found; name other words, or fewer conditions")
    return OK
