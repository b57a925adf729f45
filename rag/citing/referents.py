"""Whom "he" and "it" stand for, so that what one does is told of no other. Knows one passage at a time, no models.

There is no parser here: a pronoun that opens a sentence stands for something of the sentence before, or of the one
before that, if that is opened by one, too; for whom that is about, if it is a person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex as re

from rag.citing.claims import Claim
from rag.citing.doers import is_only_owner
from rag.citing.even import Even
from rag.citing.numbered import is_of_another_number
from rag.citing.places import Place, places
from rag.citing.same import GENERIC, TITLES, name_runs, stands
from rag.citing.spans import Group, headings_of, pool_of, single
from rag.citing.subjects import BACK
from rag.words import forms_of, words_of

_LED = re.compile(
    r"\W*(?:(?:but|and|then|later|today|now|also|however|there|since then|in \d{4}|that year)\b\W*)*"
    r"(it|he|she|they|its|his|her|their)\b",
    re.IGNORECASE,
)
_GENDERS = {"he": "he", "his": "he", "she": "she", "her": "she"}
_TITLED = re.compile(
    r"\b(?i:(?P<he>mr|herr|sir|lord|king|prince)|(?P<she>mrs|ms|miss|frau|lady|queen|princess))\.?\s"
    r"(?P<name>\p{Lu}[\w’'-]*(?:\s\p{Lu}[\w’'-]*)*)"  # noqa: RUF001
)


def is_told_of_another(group: Group, claim: Claim) -> bool:
    """Whether a sentence tells of "him" or "it" what the claim tells of something that this cannot be."""
    told = list(_told(group))
    if any(is_of_another_number(claim, one.text, "\n".join(one.before)) for one in told):
        return True
    about = opening(claim.text)
    if about is None or about.form in GENERIC:
        return False
    if is_only_owner(about, single([span.text for span in group]), claim):
        return True
    headings = headings_of(group)
    if any(_is_another(about, one, claim, headings) for one in told):
        return True
    elsewhere = list(_told_elsewhere(group, claim))
    return bool(elsewhere) and all(
        _is_another(about, one, claim, headings) or is_only_owner(about, [one.text], claim)
        for one in elsewhere
    )


def opening(text: str) -> Place | None:
    """The first telling word of a sentence, titles aside, that no preposition leads to; of a passive, too."""
    found = sorted((p for p in places(text) if p.at >= 0), key=lambda place: place.at)
    return next(
        (p for p in found if not p.marker and p.kind != "number" and p.form not in TITLES), None
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence, and those before it that a pronoun which opens it may speak of, latest last."""

    text: str
    before: tuple[str, ...]


def _told(group: Group) -> Iterator[_Told]:
    """The sentences of a group."""
    for span in group:
        for n, (start, end) in enumerate(span.passage.bounds):
            if start < span.end and end > span.start:
                yield _at(span.passage, n)


def _told_elsewhere(group: Group, claim: Claim) -> Iterator[_Told]:
    """The sentences beside a group that have most of what claim and question say and the group does not."""
    pool, asked = pool_of(group), forms_of(claim.question)
    left = [w for w in claim.others if stands(asked, w) and not stands(pool, w)]
    for passage in {span.passage: None for span in group}:
        for n, (start, end) in enumerate(passage.bounds):
            held = sum(stands(forms_of(passage.text[start:end]), word) for word in left)
            if held > len(left) / 2:
                yield _at(passage, n)


@lru_cache(maxsize=4096)  # asked for each group of spans that may prove a sentence
def _at(passage: Even, n: int) -> _Told:
    """The n-th sentence of a passage."""
    texts = [passage.text[start:end] for start, end in passage.bounds]
    first = n - 1
    while first > max(n - BACK, 0) and _LED.match(texts[first]):
        first -= 1
    led = n and _LED.match(texts[n])
    return _Told(texts[n], tuple(texts[first:n]) if led else ())


def _is_another(about: Place, told: _Told, claim: Claim, headings: str) -> bool:
    """Whether a sentence that a pronoun opens tells something of the claim, of another thing."""
    own, pool = forms_of(told.text), forms_of("\n".join(told.before))
    tells = any(stands(own, word) for word in claim.evidence if word.form != about.form)
    if not (told.before and tells) or stands(forms_of(f"{told.text}\n{headings}"), about.word):
        return False
    if not stands(pool, about.word):
        return True
    return about.is_name and _is_somebody_else(about, told.before[0], told.text, claim)


def _is_somebody_else(about: Place, before: str, text: str, claim: Claim) -> bool:
    """Whether "he" or "she" is not the one of that name: by a title, or as the sentence before is about another."""
    led = _LED.match(text)
    gender = _GENDERS.get(led[1].lower()) if led else None
    if gender is None:
        return False
    titled = _titled(f"{before}\n{claim.text}\n{claim.question}")
    if about.form in titled:
        return titled[about.form] != gender
    if gender in _titled(before).values():
        return True
    told = opening(before)
    if told is None or not told.is_name or told.owns or told.form == about.form:
        return False
    one = any({told.form, about.form} <= {w.form for w in run} for run in name_runs(before))
    return not one and told.form not in titled


def _titled(text: str) -> dict[str, str]:
    """The names that stand behind a title, and whether that is of a "he" or a "she"."""
    return {
        word.form: next(gender for gender in ("he", "she") if title[gender])
        for title in _TITLED.finditer(text)
        for word in words_of(title["name"])
    }
