"""What the page's own scripts ask for, read from the text they send. Trusts none of it."""

import json
from dataclasses import dataclass
from typing import TypeVar

from ui.chat.shaped import shaped

T = TypeVar("T", bound="Edit | Rate | Export")


@dataclass(frozen=True, slots=True)
class Edit:
    """Ask the ``number``-th question, from 1, in other words."""

    number: int
    question: str


@dataclass(frozen=True, slots=True)
class Rate:
    """What the reader thinks of the ``number``-th answer, from 1; an empty ``rating`` takes it back."""

    number: int
    rating: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """A kept conversation as a file, under a title; ``how`` is one of ``ui.chat.export.FORMATS``."""

    text: str
    how: str
    title: str = ""


def order(kind: type[T], text: object) -> T | None:
    """The order that a text in JSON gives; None when it gives none."""
    try:
        return shaped(kind, json.loads(str(text)))
    except (ValueError, TypeError, RecursionError):
        return None
