"""What may be typed after ``rag``. Knows nothing of what it does."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ui.options import (
    as_json,
    count,
    folders,
    library,
    model,
    narrowing,
    port,
    questions,
)


def parser() -> argparse.ArgumentParser:
    """The grammar of the command line; ``verb`` names what to do."""
    top = argparse.ArgumentParser(
        prog="rag",
        description="Ask your own documents; every sentence of an answer is proven.",
        epilog="`rag VERB --help` tells what may follow a verb. Where an option is not given, RAG_DOCS, "
        "RAG_INDEX, RAG_MODEL and RAG_EMBEDDER count, or docs, index, model and embedder in ./rag.toml.",
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    verbs = top.add_subparsers(title="verbs", dest="verb", required=True, metavar="VERB")
    for add in (_chat, _ask, _index, _search, _eval, _models):
        add(verbs)
    return top


def _chat(verbs: Any) -> None:  # noqa: ANN401  # argparse keeps this type to itself
    verb = verbs.add_parser(
        "chat",
        help="open the chat page",
        description="Serve the chat page, for this machine alone unless --host says otherwise.",
    )
    folders(verb)
    model(verb)
    reach = verb.add_argument_group("who may use it", "This machine alone, unless told otherwise.")
    where = reach.add_mutually_exclusive_group()
    where.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    where.add_argument(
        "--share-lan",
        dest="host",
        action="store_const",
        const="0.0.0.0",  # noqa: S104  # only with a log-in
        help="let other machines of the network in; needs --auth",
    )
    reach.add_argument("--auth", metavar="FILE", type=Path, help="who may log in, with hashes")
    reach.add_argument(
        "--add-user",
        metavar="NAME",
        help="ask for a password, write both to the file of --auth, and end",
    )
    verb.add_argument("--port", type=port, default=7860, help="port to listen at (%(default)s)")


def _ask(verbs: Any) -> None:  # noqa: ANN401  # the same
    verb = verbs.add_parser(
        "ask",
        help="answer one question",
        description="Answer one question, with its proof, after indexing what is new or changed.",
    )
    verb.add_argument("words", metavar="QUESTION", nargs="+", help="what to ask")
    verb.add_argument(
        "--full", action="store_true", default=None, help="with every detail, not in one sentence"
    )
    verb.add_argument(
        "--strict", action="store_true", default=None, help="leave out what is not verified"
    )
    library(verb)
    model(verb)
    narrowing(verb)
    as_json(verb)


def _index(verbs: Any) -> None:  # noqa: ANN401  # the same
    verb = verbs.add_parser(
        "index",
        help="bring the index up to date",
        description="Index what is new or changed, and forget what is gone.",
    )
    verb.add_argument("folder", metavar="FOLDER", type=Path, nargs="?", help="the same as --docs")
    library(verb)
    verb.add_argument(
        "--rebuild",
        action="store_true",
        help="index everything anew, as another embedder needs; with --check, only if it must be",
    )
    mode = verb.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="verify the index and mend it")
    mode.add_argument("--watch", action="store_true", help="keep it up to date until Ctrl-C")


def _search(verbs: Any) -> None:  # noqa: ANN401  # the same
    verb = verbs.add_parser(
        "search",
        help="find passages",
        description="Find passages by meaning and by words, after indexing what is new or changed; "
        "needs no language model.",
    )
    verb.add_argument("words", metavar="WORDS", nargs="+", help="what to look for")
    verb.add_argument("-k", metavar="N", type=count, default=10, help="how many (%(default)s)")
    verb.add_argument(
        "--focus", action="store_true", help="only the sentences that bear on the words"
    )
    library(verb)
    narrowing(verb)
    as_json(verb)


def _eval(verbs: Any) -> None:  # noqa: ANN401  # the same
    verb = verbs.add_parser(
        "eval",
        help="measure the answers to questions of yours",
        description="Ask the questions of a file and measure the answers: what is found, right, proven, "
        "refused, and how long it takes. docs/evaluation.md tells what may stand in the file.",
    )
    verb.add_argument(
        "file", metavar="FILE", type=Path, help='questions, one JSON object a line: {"question": …}'
    )
    verb.add_argument("--html", metavar="REPORT", type=Path, help="write a page with plots there")
    verb.add_argument(
        "--record",
        metavar="RECORD",
        type=Path,
        help="keep each answer there as it comes, and do not ask again what is there already",
    )
    verb.add_argument("--limit", metavar="N", type=questions, help="ask only the first N")
    library(verb)
    model(verb)
    as_json(verb)


def _models(verbs: Any) -> None:  # noqa: ANN401  # the same
    verb = verbs.add_parser(
        "models", help="list or fetch models", description="List the models, or fetch one."
    )
    verb.add_argument("--get", metavar="NAME", help="fetch this model now")
    verb.add_argument("--verify", action="store_true", help="compute every checksum again")
    verb.add_argument(
        "--probe",
        action="store_true",
        help="measure both engines here with the model; some minutes",
    )
    model(verb)


class _Version(argparse.Action):
    """Prints the version; looked up only then, as reading a package's metadata takes its time."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,  # noqa: ARG002  # argparse gives four
        values: str | Sequence[Any] | None,  # noqa: ARG002  # the same
        option_string: str | None = None,  # noqa: ARG002  # the same
    ) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("rag-assistant")
        except PackageNotFoundError:
            number = "(not installed: run from a checkout)"
        sys.stdout.write(f"rag {number}\n")
        parser.exit()
