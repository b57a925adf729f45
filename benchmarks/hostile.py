"""Every hostile file there is, as one folder.

    python benchmarks/hostile.py --data ../shared

Copies ``hostile`` into a folder, adds what a copy cannot hold (links in a circle, a pipe, odd names, a file
of 2 GiB, megabytes of nasty text), reads each file alone for its time, and then indexes the folder
with an embedder that costs nothing. Prints what was indexed, what was not and why, the slowest files and the
peak of memory. Ends with an error when a file is neither indexed nor named, or takes more than 10 s.
"""

import argparse
import os
import re
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

from index.build import update
from index.errors import DocumentError
from index.folder import find
from index.library import Library
from index.readers import read_document
from index.report import BuildReport
from index.testing import HashEmbedder

MAX_SECONDS = 10.0
_QUOTED = re.compile(r"\(.*\)|'[^']*'|[0-9]+")


def add_made_up(folder: Path, megabytes: int) -> None:
    """Puts files into the folder that no archive holds."""
    folder.mkdir()
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "up").symlink_to("..")
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / "broken.md").symlink_to("nowhere.md")
    os.mkfifo(folder / "pipe.txt")
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text("A name in Latin-1.")
    (folder / "two\nlines.txt").write_text("A name of two lines.")
    (folder / "empty.txt").touch()
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(2 << 30)
    for name, text in nasty(megabytes * 1_000_000).items():
        (folder / name).write_text(text)


def nasty(size: int) -> dict[str, str]:
    """So many characters each of what makes a careless parser quadratic."""
    return {
        "one-line.txt": "x" * size,
        "one-letter-lines.txt": "x\n" * (size // 2),
        "no-end.md": "[" * size,
        "quotes.md": ">" * size,
        "lists.md": "- " * (size // 2),
        "ticks.md": "`a" * (size // 2),
        "rules.md": "# a\n" * (size // 4),
        "fences.md": "```\n" * (size // 4),
        "front.md": "---\n" * (size // 4),
        "deep.html": "<div>" * (size // 5),
        "open.html": "<b><p>" * (size // 6),
        "cells.html": "<table><tr>" + "<td>a" * (size // 5),
        "lists.html": "<ul><li>a" * (size // 9),
        "links.html": "<a href=x>y</a>" * (size // 15),
        "comment.html": "<!--" * (size // 4),
        "entities.html": "&lt" * (size // 3),
        "headings.html": "<h1>a" * (size // 5),
        "plain.html": "<p>Some words of text.</p>\n" * (size // 27),
    }


def timed(folder: Path, sources: list[str]) -> tuple[dict[str, float], dict[str, str]]:
    """Reads each file alone: seconds, and reasons where it fails."""
    seconds: dict[str, float] = {}
    reasons: dict[str, str] = {}
    for source in sources:
        start = time.perf_counter()
        try:
            read_document(folder, source)
        except DocumentError as error:
            reasons[source] = error.reason
        seconds[source] = time.perf_counter() - start
    return seconds, reasons


def indexed(folder: Path, place: Path) -> BuildReport:
    """Indexes the folder into a new index."""
    embedder = HashEmbedder()
    library = Library.open(place, embedder)
    try:
        return update(folder, library, embedder)
    finally:
        library.close()


def megabytes(who: int) -> int:
    """Peak of resident memory of this process, or of the largest of its children that ended."""
    return resource.getrusage(who).ru_maxrss >> 10


def tell_reasons(report: BuildReport, *, all_of_them: bool) -> None:
    """Prints the reasons, those that differ in names and numbers alone as one."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for failure in report.failed:
        groups[_QUOTED.sub("…", failure.reason)].append(f"{failure.source!r}: {failure.reason}")
    for reason, lines in sorted(groups.items(), key=lambda group: -len(group[1])):
        print(f"  {len(lines):4}  {reason}")
        for line in lines if all_of_them else ():
            print(f"          {line}")


def main() -> None:
    """Reads, indexes and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--megabytes", type=int, default=10, help="of each nasty text")
    parser.add_argument("--names", action="store_true", help="name each file that failed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "docs"
        shutil.copytree(options.data / "hostile", folder)
        add_made_up(folder / "made up", options.megabytes)
        sources = find(folder)
        seconds, _ = timed(folder, sources)
        start = time.perf_counter()
        report = indexed(folder, Path(place) / "library.sqlite")
        total = time.perf_counter() - start
    named = len(report.added) + len(report.failed)
    print(f"files {len(sources)}, indexed {len(report.added)}, failed {len(report.failed)}")
    tell_reasons(report, all_of_them=options.names)
    kinds = Counter(Path(source).suffix for source in report.added)
    print("indexed by suffix:", ", ".join(f"{kind} {n}" for kind, n in kinds.most_common()))
    print("slowest to read:")
    slowest = sorted(seconds.items(), key=lambda item: -item[1])[:8]
    for source, spent in slowest:
        print(f"  {spent:6.2f} s  {source!r}")
    print(f"all files read one by one in {sum(seconds.values()):.1f} s; indexed in {total:.1f} s")
    print(f"peak memory: {megabytes(resource.RUSAGE_SELF)} MiB, largest child", end=" ")
    print(f"{megabytes(resource.RUSAGE_CHILDREN)} MiB")
    if named != len(sources) or slowest[0][1] > MAX_SECONDS:
        sys.exit("a file is neither indexed nor named, or took too long")


if __name__ == "__main__":
    main()
