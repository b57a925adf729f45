"""What is said in place of words that nothing proves: the sentences they come closest to, as the documents have them.

A draft that no passage supports is right about as often as not; the sentence that it was made from is right more
often, and needs no proof but its place (benchmarks/EXPERIMENTS.md). Knows no model and no threshold.
"""

from collections.abc import Iterable
from dataclasses import replace

from rag.answers import Citation, Sentence

SAID = "The documents say: “{}”"


def quoted(near: Iterable[Citation], said: str = SAID) -> tuple[Sentence, ...]:
    """A sentence for each place, verified as it is a copy.

    Args:
        near: What a draft comes closest to, see ``rag.nearest``.
        said: How it is put, with braces in place of the quote.
    """
    proofs = (replace(place, score=1.0) for place in dict.fromkeys(near))
    return tuple(Sentence(said.format(c.quote), (c,), verified=True) for c in proofs)
