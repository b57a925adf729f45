"""Likeness in meaning, as far as an embedder is to be trusted with it as a proof. Knows no passages."""

from collections.abc import Sequence

from index import Embedder
from rag.trust import of_text

MEASURED = "embedder@53aa51172d14"
"""The embedder, all-MiniLM-L6-v2, whose cosines the thresholds of proofs were set on: those of others are not alike."""

TRUSTED = 0.5
"""Trust in a language, see ``rag.trust``, from which likeness in meaning tells anything."""


def likeness(embedder: Embedder, text: str, others: Sequence[str]) -> list[float]:
    """The cosine in [-1, 1] of each of ``others`` with ``text``; 0 where it tells nothing.

    That is for another embedder than was measured, and for languages that it does not know.

    A few words may be names, which no embedder knows: it is looked at both together.
    """
    if not embedder.name.startswith(MEASURED):
        return [0.0] * len(others)
    known = [of_text(f"{text} {other}", embedder) >= TRUSTED for other in others]
    if not any(known):
        return [0.0] * len(others)
    rows = embedder.embed_documents([text, *others])
    cosines = (float(row @ rows[0]) for row in rows[1:])
    return [cosine if trusted else 0.0 for cosine, trusted in zip(cosines, known, strict=True)]
