"""A map of passages as SVG, and as a list for those who do not see it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ui.insight.atlas import Map, Spot
from ui.marks import escape
from ui.safe import plain

_WIDTH, _HEIGHT, _MARGIN = 640, 460, 22


@dataclass(frozen=True, slots=True)
class Marked:
    """A hit on the map.

    Attributes:
        title: The document's.
        heading: Above the passage; may be empty.
        spot: Where it lies; None when it is no longer in the index.
    """

    title: str
    heading: str
    spot: Spot | None


def drawing(drawn: Map, hits: Sequence[Marked]) -> str:
    """The map with the hits numbered from 1, then the hits in words."""
    if not drawn.points:
        return '<p class="empty">Nothing is indexed yet.</p>'
    label = f"Map of {drawn.passages:,} passages, {len(hits)} of them hits of the question, which are listed below"
    points = "".join(_points(drawn, _Frame.around(drawn, hits), hits))
    return (
        f'<svg class="map" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">{points}</svg>'
        f'<p class="quiet">{_caption(drawn)}</p>{_listed(hits)}'
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """From the plane to the drawing: the same scale in both directions, in the middle."""

    middle: Spot
    scale: float

    @classmethod
    def around(cls, drawn: Map, hits: Sequence[Marked]) -> "_Frame":
        spots = [point.spot for point in drawn.points] + [hit.spot for hit in hits if hit.spot]
        (left, right), (low, high) = ((min(line), max(line)) for line in zip(*spots, strict=True))
        room = (_WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN)
        scale = min(room[0] / max(right - left, 1e-9), room[1] / max(high - low, 1e-9), 1e6)
        return cls(((left + right) / 2, (low + high) / 2), scale)

    def at(self, spot: Spot) -> Spot:
        x, y = (
            (value - middle) * self.scale for value, middle in zip(spot, self.middle, strict=True)
        )
        return _WIDTH / 2 + x, _HEIGHT / 2 - y


def _points(drawn: Map, frame: _Frame, hits: Sequence[Marked]) -> Iterator[str]:
    for point in drawn.points:
        x, y = frame.at(point.spot)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"><title>{_name(point.title, point.heading)}</title></circle>'
    numbered = list(enumerate(hits, start=1))
    for number, hit in reversed(numbered):  # the best one on top
        if hit.spot:
            x, y = frame.at(hit.spot)
            yield (
                f'<g class="hit"><title>{number}: {_name(hit.title, hit.heading)}</title>'
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11"/><text x="{x:.1f}" y="{y + 4:.1f}">{number}</text></g>'
            )


def _name(title: str, heading: str) -> str:
    return escape(" › ".join(filter(None, (plain(title), plain(heading)))))  # noqa: RUF001  # as chunks join headings


def _caption(drawn: Map) -> str:
    some = (
        f" Of {drawn.passages:,} passages {len(drawn.points):,} are drawn."
        if drawn.passages > len(drawn.points)
        else ""
    )
    return (
        "Each point is a passage; what is alike in meaning lies close together, as far as two of the many "
        f"directions of meaning can show.{some}"
    )


def _listed(hits: Sequence[Marked]) -> str:
    if not hits:
        return ""
    rows = "".join(
        f'<li dir="auto">{_name(hit.title, hit.heading)}{"" if hit.spot else " (no longer in the index)"}</li>'
        for hit in hits
    )
    return f'<ol class="marked">{rows}</ol>'
