"""``rag ask``: one answer, as it grows where somebody watches."""

from argparse import Namespace
from typing import TYPE_CHECKING

from ui.progress import Bars
from ui.streams import complain, print_json, print_lines
from ui.verbs.common import OK, named_documents, named_settings, tell_failures

if TYPE_CHECKING:
    from rag import Answer


def run(typed: Namespace) -> int:
    """Do it; gives the exit code."""
    from index import ANY
    from rag import Assistant
    from ui.growing import watched

    question, where = " ".join(typed.words), named_documents(typed)
    with Bars() as bars:
        assistant = Assistant.open(named_settings(typed), bars)
        tell_failures(assistant.update(progress=bars))
    if typed.json:
        print_json(assistant.answer(question, where=where).to_dict())
    else:
        answer = watched(assistant.stream(question, where=where))
        _print_answer(answer)
        if not answer.passages and where != ANY:
            complain("no passage fits the conditions; name fewer")
    return OK


def _print_answer(answer: "Answer") -> None:
    from ui.terminal import proof_lines, sentence_line

    print_lines(map(sentence_line, answer.sentences))
    print_lines([""])
    print_lines(proof_lines(answer))
