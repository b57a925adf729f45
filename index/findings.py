"""What a check of an index found, and what became of it. Data only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was not as it should be.

    Attributes:
        what: The thing and what is wrong with it, in plain words.
        outcome: What was done about it, or what is to be done.
        mended: Whether it is as it should be now.
    """

    what: str
    outcome: str
    mended: bool = True

    def __str__(self) -> str:
        """Both, as one line."""
        return f"{self.what}; {self.outcome}"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check looked at and found.

    Attributes:
        documents: Documents looked at.
        chunks: Chunks looked at.
        vectors: Vectors looked at.
        findings: What was wrong; empty when the index is sound.
        unread: Documents taken out as their text was broken; the next update reads their files again.
    """

    documents: int = 0
    chunks: int = 0
    vectors: int = 0
    findings: tuple[Finding, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether all is as it should be now, found so or mended."""
        return all(finding.mended for finding in self.findings)

    def __str__(self) -> str:
        """The counts, on one line."""
        counted = (
            f"{self.documents} documents, {self.chunks} chunks, {self.vectors} vectors checked"
        )
        broken = sum(not finding.mended for finding in self.findings)
        if not self.findings:
            return f"{counted}: sound"
        return f"{counted}: {len(self.findings) - broken} mended, {broken} not mended"
