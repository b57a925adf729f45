"""What an update reports, while it runs and when it is done. Data only."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be indexed.

    Attributes:
        source: Its path relative to the documents folder.
        reason: Why, and how to fix it.
    """

    source: str
    reason: str

    def __str__(self) -> str:
        """Both, as one line."""
        return f"{self.source!r}: {self.reason}"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What an update did; sources are sorted.

    Attributes:
        added: New documents.
        changed: Documents with new content, and all of them in a rebuild.
        removed: Documents whose file is gone.
        unchanged: Documents left as they were.
        failed: Files that could not be indexed.
        chunks: Chunks that were cut; not compared.
        embedded: Texts that were embedded, as they were never before; not compared.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    chunks: int = field(default=0, compare=False)
    embedded: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """The counts, on one line."""
        names = ("added", "changed", "removed", "unchanged", "failed")
        return ", ".join(f"{len(getattr(self, name))} {name}" for name in names)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update or a check is; ``done`` grows evenly enough to tell the time that is left.

    Attributes:
        stage: ``checking`` files for changes, in files; ``indexing`` the changed ones, in bytes of them;
            ``replacing`` the former index at the end of a rebuild, in documents; ``verifying`` what a
            check finds in the index, in documents. Each comes once.
        done: How much is done.
        total: All there is in this stage.
        files: Files read so far, while ``indexing``; not compared.
        of_files: Files to be read; not compared.
        passages: Passages cut from them so far; not compared.
        ready: Passages of those that have their vector; not compared.
        embedded: Bytes of text embedded so far; not compared.
        to_embed: Bytes of text to be embedded in all, as far as can be judged from the files that were
            read; 0 while nothing is known; not compared.
    """

    stage: str
    done: int
    total: int
    files: int = field(default=0, compare=False)
    of_files: int = field(default=0, compare=False)
    passages: int = field(default=0, compare=False)
    ready: int = field(default=0, compare=False)
    embedded: int = field(default=0, compare=False)
    to_embed: int = field(default=0, compare=False)


ProgressCallback: TypeAlias = Callable[[Progress], None]
"""Called with how far an update is; must not raise."""
