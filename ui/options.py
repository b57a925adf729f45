"""Options that several verbs of the command line share. Knows nothing of what they do."""

import argparse
from pathlib import Path

DOCS = "folder of documents (./seeds)"

_DAYS = (
    "All of them, unless narrowed. A document's day is the one that it gives itself, "
    "else that of its last change."
)

_PORTS = range(1, 65536)


def library(verb: argparse.ArgumentParser) -> None:
    """Which documents, and which index of them."""
    verb.add_argument("--docs", metavar="FOLDER", type=Path, help=DOCS)
    indexing(verb)


def folders(verb: argparse.ArgumentParser) -> None:
    """Which documents, in one folder or several, and which index of them."""
    verb.add_argument(
        "--docs",
        dest="folders",
        metavar="[NAME=]FOLDER",
        action="append",
        default=[],
        help=f"{DOCS}; again for more, and the page lets choose between them",
    )
    indexing(verb)


def indexing(verb: argparse.ArgumentParser) -> None:
    """Which index, and what embeds its texts."""
    verb.add_argument(
        "--index",
        metavar="FILE",
        type=Path,
        help="file of the index (one for each FOLDER, with the user's data)",
    )
    verb.add_argument(
        "--embedder",
        metavar="NAME",
        help="a sentence-transformers folder or hub id, in place of the default one",
    )


def model(verb: argparse.ArgumentParser) -> None:
    """What writes the answers."""
    verb.add_argument(
        "--model",
        metavar="NAME",
        help="default, small, tiny, a folder, a .gguf file or a hub id",
    )
    engine(verb)


def engine(verb: argparse.ArgumentParser) -> None:
    """What runs the model."""
    verb.add_argument(
        "--engine",
        choices=("transformers", "llama.cpp"),
        help='what runs the model (transformers); llama.cpp needs `pip install "rag-assistant[llama]"`',
    )


def narrowing(verb: argparse.ArgumentParser) -> None:
    """Which of the documents to look at; see ``index.Filter``."""
    group = verb.add_argument_group("which documents", _DAYS)
    group.add_argument(
        "--source",
        metavar="PATTERN",
        action="append",
        default=[],
        help="those whose path in FOLDER fits, such as 'reports/*'; again for more",
    )
    group.add_argument(
        "--type",
        metavar="SUFFIX",
        action="append",
        default=[],
        help="those of this type, such as pdf; again for more",
    )
    group.add_argument(
        "--since", metavar="DAY", default="", help="none older; 2024, 2024-05 or 2024-05-31"
    )
    group.add_argument("--until", metavar="DAY", default="", help="none newer; in the same forms")


def as_json(verb: argparse.ArgumentParser) -> None:
    """For programs that read what is printed."""
    verb.add_argument("--json", action="store_true", help="print JSON, and nothing else")


def port(text: str) -> int:
    """A port as typed; anything else is refused."""
    if not text.isdecimal() or int(text) not in _PORTS:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; name one from 1 to 65535")
    return int(text)


def count(text: str, things: str = "passages") -> int:
    """A number of passages as typed; anything else is refused."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of {things}; name 1 or more")
    return int(text)


def questions(text: str) -> int:
    """A number of questions as typed; anything else is refused."""
    return count(text, "questions")
