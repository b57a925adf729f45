"""What an update costs when little has changed, and what memory it takes when much has.

    python benchmarks/incremental.py                    # 1,000 files with the default embedder
    python benchmarks/incremental.py --files 200 --memory 500

Files are generated from a seed: Markdown, four sections each, every section one chunk, no two alike.
Times are of ``index.update`` with the embedder loaded; a full build is of an empty index. Memory is the
largest resident size of a process of its own, with an embedder that has no model, so that nothing but
the update itself can grow.
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from index import BuildReport, Embedder, Library, update

SECTIONS = 4
WORDS = 60  # of a section: about 80 tokens
CHANGES = 5  # the median of so many single changes is told
MUST_REACH = 0.01  # a change of one file in a thousand, as a share of the full build

_VOCABULARY = """
    able acid angle army baby back ball band base basin beam bell berry bird blade blood board boat body
    bone book boot bottle box boy brain brake branch brick bridge brush bucket bulb button cake camera card
    cart cat chain cheese chest chin church circle clock cloud coat collar comb cord cow cup curtain cushion
    dog door drain drawer dress drop ear egg engine eye face farm feather finger fish flag floor fly foot
    fork fowl frame garden girl glove goat gun hair hammer hand hat head heart hook horn horse hospital house
"""

MEMORY = """
import resource, sys
from pathlib import Path
from index import Library, update
from index.testing import HashEmbedder
class Forgetful(HashEmbedder):
    def embed_documents(self, texts):
        rows = super().embed_documents(texts)
        self.embedded.clear()  # it remembers what it was given, for tests
        return rows
embedder = Forgetful()
library = Library.open(Path(sys.argv[2]), embedder)
update(Path(sys.argv[1]), library, embedder, rebuild=sys.argv[3] == "rebuild")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def text(number: int, version: int = 0) -> str:
    """A Markdown file of ``SECTIONS`` chunks; another version differs in its last section."""
    vocabulary = _VOCABULARY.split()
    parts = [f"# Report {number}"]
    for section in range(SECTIONS):
        last = section == SECTIONS - 1
        chance = random.Random(f"{number} {section} {version if last else 0}")  # noqa: S311  not for secrets
        words = [chance.choice(vocabulary) for _ in range(WORDS)]
        sentences = (" ".join(words[at : at + 12]).capitalize() for at in range(0, WORDS, 12))
        parts.append(f"## Part {section + 1}\n\n" + ". ".join(sentences) + ".")
    return "\n\n".join(parts) + "\n"


def write(folder: Path, count: int) -> None:
    """The files of a folder."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:05d}.md").write_text(text(number), encoding="utf-8")


def timed(work: Callable[[], BuildReport]) -> tuple[float, BuildReport]:
    """Seconds that an update takes, and its report."""
    begun = perf_counter()
    report = work()
    return perf_counter() - begun, report


def row(name: str, seconds: float, full: float, report: BuildReport) -> None:
    """Prints a line of the table."""
    print(f"{name:34} {seconds:9.3f} s {seconds / full:9.3%}   {report.embedded:6} texts embedded")


def measure(folder: Path, library: Library, embedder: Embedder) -> bool:
    """Prints what each kind of update takes; says whether a single change is cheap enough."""
    embedder.embed_query("The model is loaded before anything is timed.")
    files = sorted(folder.iterdir())

    def again() -> BuildReport:
        return update(folder, library, embedder)

    full, report = timed(again)
    row(f"full build, {report.chunks} chunks", full, full, report)
    row("no change, all are hashed again", *_in_order(timed(again), full))
    row("no change", *_in_order(timed(again), full))
    changes = []
    for version in range(1, CHANGES + 1):
        files[version].write_text(text(version, version), encoding="utf-8")
        changes.append(timed(again))
        assert (len(changes[-1][1].changed), changes[-1][1].embedded) == (1, 1)
    seconds = statistics.median(seconds for seconds, _ in changes)
    row(f"1 file changed, median of {CHANGES}", seconds, full, changes[-1][1])
    files[7].rename(files[7].with_name("renamed.md"))
    row("1 file renamed", *_in_order(timed(again), full))
    files[8].unlink()
    row("1 file deleted", *_in_order(timed(again), full))
    print(
        f"one change costs {seconds / full:.2%} of a full build; it must cost {MUST_REACH:.0%} at most"
    )
    return seconds / full <= MUST_REACH


def _in_order(found: tuple[float, BuildReport], full: float) -> tuple[float, float, BuildReport]:
    return found[0], full, found[1]


def memory(place: Path, count: int) -> None:
    """Prints the peak memory of a first update and of a rebuild of ``count`` files."""
    docs = place / f"tiny{count}"
    write(docs, count)
    peaks = []
    for how in ("update", "rebuild"):
        arguments = [str(docs), str(place / f"tiny{count}.sqlite"), how]
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, *arguments], capture_output=True, text=True, check=True
        )
        peaks.append(int(done.stdout) / 1024)
    print(f"{count:6} files: first update {peaks[0]:6.1f} MiB, rebuild {peaks[1]:6.1f} MiB")


def main() -> None:
    """Measures both; the exit code tells whether a change is cheap enough."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument(
        "--memory", type=int, default=1000, help="files; measured with 4 times as many, too"
    )
    options = parser.parse_args()
    from index.embed import SentenceTransformerEmbedder
    from rag.models import ensure

    located = ensure("embedder")
    embedder = SentenceTransformerEmbedder(located.folder, located.identity)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for count in (options.memory, 4 * options.memory):
            memory(place, count)
        write(place / "docs", options.files)
        library = Library.open(place / "index.sqlite", embedder)
        is_cheap = measure(place / "docs", library, embedder)
        library.close()
    sys.exit(not is_cheap)


if __name__ == "__main__":
    main()
