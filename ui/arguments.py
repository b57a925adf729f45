"""What may be typed after ``rag``. Knows nothing of what it does."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_PORTS = range(1, 65536)


def parser() -> argparse.ArgumentParser:
    """The grammar of the command line; ``verb`` names what to do."""
    top = argparse.ArgumentParser(
        prog="rag", description="Ask your own documents; every sentence of an answer is proven."
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    for add in (_chat, _ask, _index, _search, _models):
        add(verbs)
    return top


def _chat(verbs: Any) -> None:  # noqa: ANN401  # argparse keeps this type to itself
    verb = verbs.add_parser("chat", help="open the chat page", description="Serve the chat page.")
    _library(verb)
    _model(verb)
    verb.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    verb.add_argument("--port", type=_port, default=7860, help="port to listen at (%(default)s)")


def _ask(verbs: Any) -> None:  # noqa: ANN401  # the same
    verb = verbs.add_parser(
        "ask", help="answer one question", description="Answer one question, with its proof."
    )
    verb.add_argument("question", metavar="QUESTION")
    _library(verb)
    _model(verb)
    _json(verb)


def _index(verbs: Any) -> None:  # noqa: ANN401  # the same
    verb = verbs.add_parser(
        "index", help="bring the index up to date", description="Index what is new or changed."
    )
    verb.add_argument("docs", metavar="FOLDER", type=Path, nargs="?", help="folder of documents")
    verb.add_argument("--index", metavar="FILE", type=Path, help="file of the index")
    verb.add_argument(
        "--rebuild", action="store_true", help="index everything anew; with --check, if it must be"
    )
    mode = verb.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="verify the index and mend it")
    mode.add_argument("--watch", action="store_true", help="keep it up to date until Ctrl-C")


def _search(verbs: Any) -> None:  # noqa: ANN401  # the same
    verb = verbs.add_parser(
        "search", help="find passages", description="Find passages; needs no language model."
    )
    verb.add_argument("words", metavar="WORDS", nargs="+")
    verb.add_argument("-k", metavar="N", type=_count, default=10, help="how many (%(default)s)")
    _library(verb)
    _json(verb)


def _models(verbs: Any) -> None:  # noqa: ANN401  # the same
    verb = verbs.add_parser(
        "models", help="list or fetch models", description="List the models, or fetch one."
    )
    verb.add_argument("--get", metavar="NAME", help="fetch this model now")
    verb.add_argument("--verify", action="store_true", help="compute every checksum again")


def _library(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--docs", metavar="FOLDER", type=Path, help="folder of documents")
    verb.add_argument("--index", metavar="FILE", type=Path, help="file of the index")


def _model(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--model", metavar="NAME", help="default, small, tiny, a folder, a .gguf file or a hub id"
    )


def _json(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--json", action="store_true", help="print JSON, and nothing else")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) not in _PORTS:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; name one from 1 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of passages; name 1 or more")
    return int(text)


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
