"""``rag eval``: answers measured on the user's own questions."""

from argparse import Namespace

from ui.progress import Bars
from ui.streams import complain, print_json, print_lines
from ui.verbs.common import OK, named_settings, tell_failures


def run(typed: Namespace) -> int:
    """Do it; gives the exit code."""
    from rag import Assistant
    from rag.evaluation import evaluate, read_cases
    from ui.evaluation import check_report, write_report
    from ui.measured import measure_table

    cases = read_cases(typed.file)[: typed.limit]  # before anything is loaded
    if typed.html:
        check_report(typed.html, (typed.file, typed.record))
    try:
        with Bars() as bars:
            assistant = Assistant.open(named_settings(typed), bars)
            tell_failures(assistant.update(progress=bars))
            evaluation = evaluate(assistant, cases, record=typed.record, progress=bars)
    except KeyboardInterrupt:
        if typed.record:
            complain(f"stopped; run the same again to go on from what {typed.record} keeps")
        raise
    if typed.html:
        write_report(evaluation, typed.html, typed.file.name)
    if typed.json:
        print_json(evaluation.to_dict())
    else:
        print_lines(measure_table(evaluation))
    return OK
