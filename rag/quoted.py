"""What is said in place of words that nothing proves: the sentences they come closest to, as the documents have them.

A draft that no passage supports is right about as often as not; the sentence that it was made from is right more
often, and needs no proof but its place (benchmarks/EXPERIMENTS.md). Knows no model and no threshold.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.answers import Citation, Sentence

SAID = "The documents say{under}: “{quote}”"


def quoted(near: Iterable[Sequence[Citation]], said: str = SAID) -> tuple[Sentence, ...]:
    """A sentence for each place, verified as it is a copy.

    Args:
        near: What a draft comes closest to, with the headings it stands under before it, see ``rag.nearest``.
        said: How it is put, with ``{under}`` and ``{quote}``.
    """
    return tuple(_quoted(place, said) for place in dict.fromkeys(map(tuple, near)))


def _quoted(place: tuple[Citation, ...], said: str) -> Sentence:
    *above, told = place
    under = f" under “{' › '.join(heading.quote for heading in above)}”" if above else ""  # noqa: RUF001
    proofs = tuple(replace(citation, score=1.0) for citation in place)
    return Sentence(said.format(under=under, quote=told.quote), proofs, verified=True)
