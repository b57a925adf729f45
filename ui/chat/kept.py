"""A conversation as text, to be kept in the reader's browser and read again. Knows no Gradio.

What comes back from a browser may be of an older version, cut off, or made up by somebody else: what
does not have the right shape is left out, and nothing else happens.
"""

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, NoReturn
from uuid import uuid4

from ui.chat.conversation import Exchange
from ui.chat.shaped import shaped
from ui.safe import plain
from ui.wording import shortened

VERSION = 1

#: Characters one conversation may have as text; a browser keeps about 5,000,000 in all.
MOST = 1_000_000

INTERRUPTED = "Interrupted: the page was left or the server ended before the answer was there."

_LONGEST_TITLE = 80
_LONGEST_TRACE = 8_000  # characters; only the Insight tab looks at it


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation with what it is called.

    Attributes:
        id: Its name among all; empty when there is no conversation.
        collection: Name of the collection that answered last.
        exchanges: Oldest first.
    """

    id: str = ""
    collection: str = ""
    exchanges: tuple[Exchange, ...] = ()

    @property
    def title(self) -> str:
        """The first question, in one short line."""
        line = plain(self.exchanges[0].answer.question) if self.exchanges else ""
        return shortened(line, _LONGEST_TITLE)


def new_id() -> str:
    """The name of a conversation that begins."""
    return uuid4().hex


def written(kept: Kept) -> str:
    """The conversation as text; the oldest exchanges are left out where there are too many."""
    rows = [json.dumps(_row(one)) for one in kept.exchanges]
    while sum(map(len, rows)) > MOST:
        del rows[0]
    if not rows:
        return ""
    about = {"version": VERSION, "id": kept.id, "title": kept.title, "collection": kept.collection}
    return f'{json.dumps(about)[:-1]}, "exchanges": [{", ".join(rows)}]}}'


def read(text: object) -> Kept:
    """The conversation that :func:`written` made text; whatever is wrong in it is left out."""
    try:
        values = _plain_values(text)
        if values["version"] != VERSION or not isinstance(values["exchanges"], list):
            return Kept()
    except (ValueError, TypeError, LookupError, RecursionError):
        return Kept()
    exchanges = tuple(one for row in values["exchanges"] if (one := _exchange(row)))
    return Kept(str(values.get("id")), str(values.get("collection")), exchanges)


def _plain_values(text: object) -> Any:  # noqa: ANN401  # whatever was kept
    if not isinstance(text, str) or len(text) > 2 * MOST:
        raise ValueError("no conversation")
    values = json.loads(text, parse_constant=_no_number)
    # Half a character may stand in JSON, but could be neither asked nor sent.
    whole = json.dumps(values, ensure_ascii=False).encode("utf-8", "replace").decode()
    return json.loads(whole)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _exchange(row: object) -> Exchange | None:
    try:
        one = shaped(Exchange, row)
    except (ValueError, TypeError, RecursionError):
        return None
    unfinished = one.answer.phase != "done" and not one.note
    return replace(one, waiting="", note=INTERRUPTED if unfinished else one.note)


def _row(one: Exchange) -> dict[str, Any]:
    row = asdict(one)
    if len(json.dumps(row["answer"]["trace"], default=str)) > _LONGEST_TRACE:
        row["answer"]["trace"] = {}
    return row
