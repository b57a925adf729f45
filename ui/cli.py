"""The command ``rag``: reads what was typed, does it, prints. Heavy libraries load only when used."""

import json
import logging
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from io import TextIOWrapper
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from index.errors import RagError
from ui.arguments import parser
from ui.progress import Bars

if TYPE_CHECKING:
    from index import BuildReport
    from rag import Assistant, Settings

OK, WRONG, INTERRUPTED, PIPE_CLOSED = 0, 2, 128 + 2, 128 + 13  # the last two as shells tell signals


def main(argv: Sequence[str] | None = None) -> int:
    """Do what was typed.

    Returns:
        The exit code: 0, also when the documents do not say; 2 for what the user can mend.
    """
    typed = parser().parse_args(argv)
    _prepare()
    try:
        code = _VERBS[typed.verb](typed)
        sys.stdout.flush()
    except RagError as error:
        print(f"rag: {error}", file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone, and Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return code


def _chat(typed: Namespace) -> int:
    from ui.opening import Opening, open_assistant
    from ui.serve import check_port, serve

    settings = _settings(typed)
    check_port(typed.host, typed.port)  # before anything is loaded
    with Bars() as bars:
        opening = Opening(lambda report: open_assistant(settings, report, bars))
        try:
            serve(opening, typed.host, typed.port, _announce)
        except KeyboardInterrupt:  # the way to end it
            return OK


def _ask(typed: Namespace) -> int:
    from rag import Assistant

    with Bars() as bars:
        assistant = Assistant.open(_settings(typed), bars)
        _tell_failures(assistant.update(progress=bars))
    if typed.json:
        _print_json(assistant.answer(typed.question).to_dict())
    else:
        _print_answer(assistant, typed.question)
    return OK


def _index(typed: Namespace) -> int:
    if typed.check:
        return _check(typed)
    if typed.watch:
        return _watch(typed)
    from ui.shelf import index_documents

    with Bars() as bars:
        report = index_documents(_settings(typed), bars, rebuild=typed.rebuild)
    return _tell_report(report)


def _check(typed: Namespace) -> int:
    from ui.shelf import check_documents
    from ui.terminal import check_lines

    with Bars() as bars:
        checked = check_documents(_settings(typed), bars, rebuild=typed.rebuild)
    if checked.report is not None:
        _print_lines(check_lines(checked.report))
    if checked.update is not None:
        _tell_report(checked.update)
    return OK if checked.is_sound else WRONG


def _watch(typed: Namespace) -> int:
    from ui.shelf import index_documents, watch_documents

    with Bars() as bars:
        try:
            if typed.rebuild:
                _tell_report(index_documents(_settings(typed), bars, rebuild=True))
            for outcome in watch_documents(_settings(typed), bars):
                bars.end()
                if isinstance(outcome, RagError):
                    print(f"rag: {outcome}", file=sys.stderr)
                else:
                    _tell_report(outcome)
        except KeyboardInterrupt:  # the way to end it
            pass
    return OK


def _search(typed: Namespace) -> int:
    from ui.shelf import find_passages
    from ui.terminal import passage_line

    with Bars() as bars:
        words = " ".join(typed.words)
        found, report = find_passages(_settings(typed), words, typed.k, bars)
    _tell_failures(report)
    if typed.json:
        _print_json([asdict(passage) for passage in found])
    else:
        _print_lines(map(passage_line, found))
    return OK


def _models(typed: Namespace) -> int:
    from rag.catalogue import MODELS
    from rag.models import ensure, status, unseal_broken
    from ui.terminal import model_table

    if typed.get is not None:
        if typed.get in MODELS and unseal_broken(typed.get):
            print(f"rag: model {typed.get!r} is broken; fetching it anew", file=sys.stderr)
        with Bars() as bars:
            ensure(typed.get, bars)
    names = [typed.get] if typed.get in MODELS else list(MODELS)
    found = [status(name, verify=typed.verify) for name in names]
    _print_lines(model_table(found))
    broken = [model.name for model in found if model.checksum_state == "broken"]
    for name in broken:
        mend = f"run `rag models --get {name}` to fetch it anew"
        print(
            f"rag: model {name!r} has other bytes than its checksum says; {mend}", file=sys.stderr
        )
    return WRONG if broken else OK


_VERBS: Mapping[str, Callable[[Namespace], int]] = MappingProxyType(
    {"chat": _chat, "ask": _ask, "index": _index, "search": _search, "models": _models}
)


def _prepare() -> None:
    """Announcements to standard error; no library talks over them or asks who we are."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # it warns whenever a process forks after use
    # Text that the terminal's encoding lacks is shown escaped instead of ending the program.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    logging.basicConfig(level=logging.WARNING, format="rag: %(message)s", stream=sys.stderr)
    for ours in ("index", "rag", "ui"):
        logging.getLogger(ours).setLevel(logging.INFO)


def _settings(typed: Namespace) -> "Settings":
    from rag import Settings

    named = {name: getattr(typed, name, None) for name in ("docs", "index", "model")}
    return replace(
        Settings.from_env(), **{name: value for name, value in named.items() if value is not None}
    )


def _print_answer(assistant: "Assistant", question: str) -> None:
    """Each sentence as soon as it is certain, then the proof."""
    from ui.terminal import certain_lines, proof_lines

    shown = 0
    for answer in assistant.stream(question):
        lines = certain_lines(answer)
        _print_lines(lines[shown:])
        shown = len(lines)
    print()
    _print_lines(proof_lines(answer))


def _announce(url: str) -> None:
    print(f"{url} (Ctrl-C ends it)", flush=True)


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


def _print_json(value: Any) -> None:  # noqa: ANN401  # anything json takes
    print(json.dumps(value, indent=2))


def _tell_report(report: "BuildReport") -> int:
    """What an update did; gives the exit code."""
    from ui.terminal import report_lines

    _print_lines(report_lines(report))
    _tell_failures(report)
    return WRONG if report.failed else OK


def _tell_failures(report: "BuildReport") -> None:
    from ui.terminal import failure_lines

    for line in failure_lines(report):
        print(f"rag: {line}", file=sys.stderr)
