"""The command ``rag``: reads what was typed, does it, prints. Heavy libraries load only when used."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from index.errors import RagError
from ui.arguments import parser
from ui.progress import Bars
from ui.streams import complain, prepare, print_json, print_lines

if TYPE_CHECKING:
    from index import BuildReport, Filter
    from rag import Answer, Settings

OK, WRONG, INTERRUPTED, PIPE_CLOSED = 0, 2, 128 + 2, 128 + 13  # the last two as shells tell signals


def main(argv: Sequence[str] | None = None) -> int:
    """Do what was typed.

    Returns:
        The exit code: 0, also when the documents do not say; 2 for what the user can mend.
    """
    typed = parser().parse_args(argv)
    prepare()
    try:
        code = _VERBS[typed.verb](typed)
        sys.stdout.flush()
    except RagError as error:
        complain(str(error))
        return WRONG
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone, and Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return code


def _chat(typed: Namespace) -> int:
    if typed.add_user is not None:
        return _add_user(typed)
    from ui.access.reach import gate_for, is_loopback
    from ui.folders import open_collections
    from ui.serve import check_port, import_gradio, serve

    settings = _settings(typed)
    gate = gate_for(typed.host, typed.auth)
    check_port(typed.host, typed.port)  # before anything is loaded
    if not is_loopback(typed.host):
        complain(
            "other machines may log in; nothing is encrypted, so trust the network or put HTTPS before it"
        )
    import_gradio()  # before documents are opened: two threads that import slow each other
    with Bars() as bars:
        collections = open_collections(settings, typed.folders, bars)
        try:
            serve(collections, typed.host, typed.port, _announce, gate)
        except KeyboardInterrupt:  # the way to end it
            return OK


def _add_user(typed: Namespace) -> int:
    from ui.access.prompt import new_password
    from ui.access.users import add_user

    if typed.auth is None:
        complain(f"name the file as well: `rag chat --auth FILE --add-user {typed.add_user}`")
        return WRONG
    add_user(typed.auth, typed.add_user, new_password(typed.add_user))
    print_lines([f"{typed.add_user} may log in where the page is served with --auth {typed.auth}"])
    return OK


def _ask(typed: Namespace) -> int:
    from rag import Assistant
    from ui.growing import watched

    where = _where(typed)
    with Bars() as bars:
        assistant = Assistant.open(_settings(typed), bars)
        _tell_failures(assistant.update(progress=bars))
    if typed.json:
        print_json(assistant.answer(typed.question, where=where).to_dict())
    else:
        _print_answer(watched(assistant.stream(typed.question, where=where)))
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
        print_lines(check_lines(checked.report))
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
                    complain(str(outcome))
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
        asked = (_settings(typed), words, typed.k, bars, _where(typed))
        found, report = find_passages(*asked, focused=typed.focus)
    _tell_failures(report)
    if typed.json:
        print_json([asdict(passage) for passage in found])
    elif found:
        print_lines(map(passage_line, found))
    else:
        complain("no passage found; name other words, or fewer conditions")
    return OK


def _eval(typed: Namespace) -> int:
    from rag import Assistant
    from rag.evaluation import evaluate, read_cases
    from ui.evaluation import check_report, write_report
    from ui.measured import measure_table

    cases = read_cases(typed.file)[: typed.limit]  # before anything is loaded
    if typed.html:
        check_report(typed.html, (typed.file, typed.record))
    try:
        with Bars() as bars:
            assistant = Assistant.open(_settings(typed), bars)
            _tell_failures(assistant.update(progress=bars))
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


def _models(typed: Namespace) -> int:
    from rag.catalogue import MODELS
    from rag.models import ensure, ensure_gguf, status, unseal_broken
    from ui.terminal import model_table

    if typed.probe:
        return _probe(typed)
    if typed.get is not None:
        if typed.get in MODELS and unseal_broken(typed.get):
            complain(f"model {typed.get!r} is broken; fetching it anew")
        with Bars() as bars:
            if typed.engine == "llama.cpp":
                ensure_gguf(typed.get, bars)
            ensure(typed.get, bars)
    names = [typed.get] if typed.get in MODELS else list(MODELS)
    found = [status(name, verify=typed.verify) for name in names]
    print_lines(model_table(found))
    broken = [model.name for model in found if model.checksum_state == "broken"]
    for name in broken:
        mend = f"run `rag models --get {name}` to fetch it anew"
        complain(f"model {name!r} has other bytes than its checksum says; {mend}")
    return WRONG if broken else OK


def _probe(typed: Namespace) -> int:
    from ui.probing import probe_lines

    with Bars() as bars:
        print_lines(probe_lines(_settings(typed).model, bars))
    return OK


_VERBS: Mapping[str, Callable[[Namespace], int]] = MappingProxyType(
    {
        "chat": _chat,
        "ask": _ask,
        "index": _index,
        "search": _search,
        "eval": _eval,
        "models": _models,
    }
)


def _settings(typed: Namespace) -> "Settings":
    from rag import Settings

    typable = ("docs", "index", "model", "engine", "embedder", "full", "strict")
    named = {name: getattr(typed, name, None) for name in typable}
    return replace(
        Settings.from_env(), **{name: value for name, value in named.items() if value is not None}
    )


def _where(typed: Namespace) -> "Filter":
    from ui.narrow import narrowed

    return narrowed(typed.source, typed.type, typed.since, typed.until)


def _print_answer(answer: "Answer") -> None:
    from ui.terminal import proof_lines, sentence_line

    print_lines(map(sentence_line, answer.sentences))
    print()
    print_lines(proof_lines(answer))


def _announce(url: str) -> None:
    print(f"{url} (Ctrl-C ends it)", flush=True)


def _tell_report(report: "BuildReport") -> int:
    """What an update did; gives the exit code."""
    from ui.terminal import report_lines

    print_lines(report_lines(report))
    _tell_failures(report)
    return WRONG if report.failed else OK


def _tell_failures(report: "BuildReport") -> None:
    from ui.terminal import failure_lines

    for line in failure_lines(report):
        complain(line)
