"""What happens when a reader says what they think of an answer, or takes a conversation away."""

import json
from dataclasses import replace
from typing import Any

from index.errors import RagError
from index.readers import clean
from ui.chat import kept
from ui.chat.bubbles import LONGEST_COMMENT
from ui.chat.conversation import BAD, GOOD, Exchanges, Run
from ui.chat.export import FORMATS, exported
from ui.chat.feedback import feedback_file, keep
from ui.chat.orders import Export, Rate, order
from ui.chat.updates import known_of, show, skipped
from ui.collections import Collections
from ui.notice import notice
from ui.shared import Updates


class Rater:
    """Keeps what readers think of answers, beside the index that the answers came from.

    Args:
        collections: Who answered.
    """

    def __init__(self, collections: Collections) -> None:
        self._collections = collections

    def rate(
        self, wanted: str, exchanges: Exchanges, run: Run, text: str, collection: str
    ) -> Updates:
        """Keep it, with the collection that answered; gives the conversation with it, as text as well, and a line that says where it is."""
        known, rate = known_of(exchanges, text, run), order(Rate, wanted)
        exchanges = known.exchanges
        if run.busy or rate is None or not 1 <= rate.number <= len(exchanges):
            return skipped(5)
        rated = _rated(exchanges[: rate.number], rate)
        try:
            told = notice(self._keep(rated, rated[-1].collection or known.collection or collection))
        except RagError as error:
            return *skipped(4), notice(str(error), wrong=True)
        now = replace(known, exchanges=(*rated, *exchanges[rate.number :]))
        return *show(now.exchanges), kept.written(now), told

    def _keep(self, rated: Exchanges, collection: str) -> str:
        path = feedback_file(self._collections.opening(collection).wait().library.path)
        keep(path, rated)
        if not rated[-1].rating:
            return f"Taken back, and out of {path}."
        return f"Thank you. Noted in {path}, on the machine that serves this page; “rag eval” reads it."


def take_away(wanted: str) -> str:
    """A kept conversation as a file: its name and its text, in JSON; empty when there is none."""
    export = order(Export, wanted)
    if export is None or export.how not in FORMATS:
        return ""
    known = kept.read(export.text)
    name, text = exported(known, export.how, export.title)
    return json.dumps({"name": name, "text": text}) if known.exchanges else ""


def _rated(exchanges: Exchanges, rate: Rate) -> Exchanges:
    *before, last = exchanges
    rating = rate.rating if rate.rating in {GOOD, BAD} else ""
    about: dict[str, Any] = {
        "rating": rating,
        "comment": clean(rate.comment).strip()[:LONGEST_COMMENT],
    }
    return (*before, replace(last, **about))
