"""Likeness in meaning counts for the embedder that was measured, in languages that it knows."""

from index.testing import HashEmbedder
from rag.likeness import MEASURED, likeness

SAID, OTHERS = "Goats eat hay.", ["Goats eat hay.", "Ships sail far away."]


def test_only_the_measured_embedder_tells() -> None:
    """Its cosines are those of its vectors; another one's are not looked at, however high."""
    known, other = HashEmbedder(name=f"{MEASURED} bfloat16"), HashEmbedder()
    same, different = likeness(known, SAID, OTHERS)
    assert round(same, 5) == 1
    assert different < 1
    assert likeness(other, SAID, OTHERS) == [0.0, 0.0]
    assert likeness(known, SAID, []) == []
