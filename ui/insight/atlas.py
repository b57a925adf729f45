"""Where the passages of a collection lie, remembered until its index changes. Knows nothing of HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from index.errors import LibraryError
from ui.insight.projection import Projection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index import Chunk, Snapshot

#: Passages on a map; more take long to send and hide one another.
MOST = 1500

Spot: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Point:
    """A passage on the map.

    Attributes:
        title: The document's.
        heading: Above the passage; may be empty.
        spot: Where it lies, in units of likeness.
    """

    title: str
    heading: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Map:
    """The passages of one generation of an index.

    Attributes:
        generation: Which one.
        passages: How many there are.
        points: Those that are drawn, evenly spread over the index.
        plane: Where a vector lies among them; None without any.
    """

    generation: int
    passages: int
    points: tuple[Point, ...]
    plane: Projection | None

    @classmethod
    def of(cls, snapshot: Snapshot) -> Map:
        """Read the vectors that are stored, and lay them on a plane."""
        spread = snapshot.spread(MOST)
        if not spread.chunks:
            return cls(snapshot.generation, 0, (), None)
        plane = Projection.of(spread.vectors)
        spots = plane.place(spread.vectors).tolist()
        drawn = zip(spread.titles, spread.chunks, spots, strict=True)
        points = tuple(Point(title, chunk.heading, (x, y)) for title, chunk, (x, y) in drawn)
        return cls(snapshot.generation, len(snapshot), points, plane)

    def spots(self, snapshot: Snapshot, chunks: Iterable[Chunk]) -> list[Spot | None]:
        """Where chunks lie; None for those that are no longer in the index."""
        return [self._spot(snapshot, chunk) for chunk in chunks]

    def _spot(self, snapshot: Snapshot, chunk: Chunk) -> Spot | None:
        try:
            vector = snapshot.vector(chunk)
        except LibraryError:
            return None
        if self.plane is None:
            return None
        ((x, y),) = self.plane.place(vector[None, :]).tolist()
        return x, y


class Atlas:
    """The map of each collection; made when it is looked at and its index has changed."""

    def __init__(self) -> None:
        self._maps: dict[str, Map] = {}

    def map(self, name: str, snapshot: Snapshot) -> Map:
        """The map of the collection of this name, whose newest state is ``snapshot``."""
        known = self._maps.get(name)
        if known is None or known.generation != snapshot.generation:
            known = self._maps[name] = Map.of(snapshot)
        return known
