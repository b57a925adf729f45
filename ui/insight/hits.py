"""The hits of a search as a table: what each was ranked by, and what that counts. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from rag.rank import FITTED
from ui.marks import escape
from ui.safe import plain, visible

#: Every mark of ``rag.rank.Marks``, its head and what it means.
_MARKS = {
    "likeness": (
        "Meaning",
        "cosine of passage and question, by how far the embedder is to be trusted with the language",
    ),
    "bm25": ("Words", "BM25, as a share of the most that any text could have"),
    "coverage": ("Held", "share of the question's words that the passage and its neighbours hold"),
    "likeness_around": ("Around", "cosine of the passage with its neighbours and the question"),
    "likeness_to_best": ("Kin", "cosine of the passage and the best ones"),
}


def table(hits: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> str:
    """A row for each hit, best first.

    Args:
        hits: See ``rag.traced``.
        titles: Of the documents, by source; where one is missing the source has to do.
    """
    if not hits:
        return '<p class="quiet">Nothing was found.</p>'
    heads = "".join(_head(name) for name in _MARKS)
    rows = "".join(_row(hit, titles) for hit in hits)
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Hits"><table class="hits"><thead><tr>'
        '<th scope="col"><abbr title="Rank">#</abbr></th><th scope="col">Document</th>'
        f'<th scope="col">Score</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def explained() -> str:
    """What the heads of the table mean."""
    meant = " ".join(f"<b>{head}</b>: {meaning}." for head, meaning in _MARKS.values())
    return f"The score is the sum of five marks, each by its weight. {meant}"


def _head(name: str) -> str:
    head, meaning = _MARKS[name]
    return f'<th scope="col"><abbr title="{escape(meaning)}">{head}</abbr> <span>×{getattr(FITTED, name):g}</span></th>'  # noqa: RUF001  # times


def _row(hit: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    title = plain(titles.get(hit["source"], hit["source"]))
    where = " · ".join(filter(None, (visible(hit["source"]), plain(hit["heading"]))))
    marks = "".join(f"<td>{hit[name]:.2f}</td>" for name in _MARKS)
    return (
        f'<tr><th scope="row"><span class="number">{escape(str(hit["rank"]))}</span></th><td class="document" dir="auto"><b>{escape(title)}</b>'
        f'<span class="quiet">{escape(where)}</span></td><td>{hit["score"]:.2f}</td>{marks}</tr>'
    )
