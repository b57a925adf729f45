"""When an answer to a question of LiHua-World is right, wrong or refused: a rule without a judge.

Published numbers on this set were judged by a large model; this rule is mechanical, was written down before any
answer was seen, and is not to be changed because of one. With it

* accuracy is the share of questions that are right, error the share that are wrong, the rest is refused;
* a question that the chats do not answer (gold "Insufficient information") is right when refused, else wrong;
* any other question that is refused is refused;
* a question that begins with a verb (Did, Has, Is, …) and has Yes or No as gold: right when the answer's first
  word is the same. Without Yes or No at its beginning, an answer that says at least half of the question's
  words says Yes, or, with a negation in it, No; any other is wrong;
* of any other gold everything must be in the answer that the question does not say (or all of it, if that is
  nothing): every number, clock time and date, and at least 60 % of the other words.

Where:

* words are compared as English stems without function words; "LiHua" and "Li Hua" are the same, first names are
  enough ("Wolfgang" is WolfgangSchulz), and a word that the answer denies ("not the pasta": one of three words
  behind a negation) is not in it, unless the gold or the question denies something too;
* where the gold is people, everyone of them must be named, and if it is one person who answers "Who", the first
  one that the answer names and the question does not must be that person;
* numbers may be written in digits or, up to twenty, in words; the hour of a time is also a number;
* times are the same in any notation; a time without am or pm may be either half of the day;
* dates are a month and a day in any notation; the clock time of a time stamp ("20260301_13:00") is not asked for;
* what stands in brackets is another way to say the gold ("Yesterday (implied to be 20261011)"): one is enough.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Verdict = Literal["right", "wrong", "refused"]

SHARE = 0.6  # of the gold's words
HALF = 0.5  # of a question's words that a statement must say to affirm or deny it
DENIED = 3  # words behind a negation that it denies

_VERBS = frozenset(
    "did do does has have had is are was were will would can could should".split()  # noqa: SIM905
)
_NEGATIONS = frozenset("no not never none nobody nothing without cannot neither nor".split())  # noqa: SIM905
_STOP = frozenset(
    """a about after all also am an and any are around as at be because been before being both but by can could
    did do does during each either for from get give had has have he her him his how i if in into is it its just
    me more most much my of off on or our out over s she should so some such t than that the their them then
    there these they this those through to too up us very was we were what when where which while who whom whose
    why will with would you your implied said""".split()  # noqa: SIM905
)
# Everybody who chats under two names: the second one need not be said.
_SURNAMES = {
    "wolfgang": ("schulz",),
    "yuriko": ("yamamoto",),
    "chae": ("song", "hwa"),
    "adam": ("smith",),
    "jennifer": ("moore",),
    "hailey": ("johnson",),
    "jake": ("watson",),
    "thane": ("chambers",),
    "rexxar": ("remar",),
    "arthas": ("menethil",),
    "emily": ("burnett",),
    "muradin": ("bronzebeard",),
    "tirion": ("fordring",),
    "malfurion": ("stormrage",),
    "grom": ("hellscream",),
    "illidan": ("stormrage",),
    "li": ("hua",),
}
_FIRST_NAMES = """turalyon thrall raze omen phoenix cypher jett sage brimstone viper gavriel breach ileana helios
    sova bronwyn fionnuala caelum ivor briar jasper elara dyllan aisling caspian evangeline jareth aurora henley
    farrah saffron kieran rowan dacey giselle lachlan niamh orion tamara merrick quillan alice phaedra"""
_PEOPLE = frozenset(_SURNAMES) | frozenset(_FIRST_NAMES.split())
_NUMERALS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905

_MONTH = (
    r"(?P<{}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    r"\b(?P<y>20\d\d)-?(?P<m>\d\d)-?(?P<d>\d\d)(?:(?:_| at |[ t])\d\d:?\d\d)?\b"
    rf"|\b{_MONTH.format('m1')} (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,? 20\d\d)?"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH.format('m2')}\b(?:,? 20\d\d)?"
)
_TIME = re.compile(
    r"\b(?P<h>\d{1,2})(?::(?P<min>\d\d))?\s*(?P<half>[ap])\.?m\b\.?|\b(?P<h1>\d{1,2}):(?P<min1>\d\d)\b"
)
_RANGE = re.compile(r"\b(\d{1,2}) ?(?:-|–|to|and) ?(\d{1,2} ?([ap])\.?m\b)")  # noqa: RUF001  # a dash is meant
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")  # noqa: RUF001  # both apostrophes occur
_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says, as far as the rule compares it.

    Attributes:
        words: Stems, in order; the denied ones have their own place.
        denied: Stems that stand right behind a negation.
        numbers: In digits.
        dates: (month, day).
        times: Each the minutes of the day that it may be.
        denies: Whether there is a negation.
    """

    words: tuple[str, ...]
    denied: frozenset[str]
    numbers: frozenset[str]
    dates: frozenset[tuple[int, int]]
    times: frozenset[frozenset[int]]
    denies: bool

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody named, in order."""
        return tuple(word for word in self.words if word in _PEOPLE)


def judged(question: str, gold: str | None, answer: str, *, refused: bool) -> Verdict:
    """The verdict on an answer; ``gold`` is None where the chats do not answer the question."""
    if gold is None:
        return "right" if refused else "wrong"
    if refused:
        return "refused"
    return "right" if right(question, gold, answer) else "wrong"


def right(question: str, gold: str, answer: str) -> bool:
    """Whether an answer says the gold."""
    if _first(question) in _VERBS and _first(gold) in ("yes", "no"):
        return _verdict_of(question, answer) == _first(gold)
    ways = [_BRACKETS.sub(" ", gold), *_BRACKETS.findall(gold)]
    return any(_says(question, way, answer) for way in ways if _WORD.search(way))


def said(text: str) -> Said:
    """Reads a text."""
    plain = _RANGE.sub(r"\1 \3m to \2", _CAMEL.sub(" ", text).lower())
    dates = frozenset(map(_date, _DATE.finditer(plain)))
    plain = _DATE.sub(" ", plain)
    times = [_time(match) for match in _TIME.finditer(plain)]
    plain = _TIME.sub(" ", plain)
    words, denied, numbers = _words(plain)
    hours = {str((minutes // 60 + 11) % 12 + 1) for time in times for minutes in time}
    return Said(
        tuple(words),
        frozenset(denied),
        frozenset(numbers | hours),
        dates,
        frozenset(times),
        any(_negates(word) for word in _WORD.findall(plain)),
    )


def _first(text: str) -> str:
    return next(iter(_WORD.findall(text.lower())), "")


def _verdict_of(question: str, answer: str) -> str:
    """Yes, no, or nothing."""
    if _first(answer) in ("yes", "no"):
        return _first(answer)
    asked, told = said(question), said(answer)
    words = set(asked.words)
    if len(words & set(told.words)) < HALF * len(words):
        return ""
    return "no" if told.denies else "yes"


def _says(question: str, gold: str, answer: str) -> bool:
    asked, told = said(question), said(answer)
    wanted = _new(said(gold), asked)
    if not (asked.denies or said(gold).denies):
        told = replace(told, words=tuple(word for word in told.words if word not in told.denied))
    return (
        wanted.numbers <= told.numbers
        and wanted.dates <= told.dates
        and all(any(time & other for other in told.times) for time in wanted.times)
        and _people_are_right(question, wanted, asked, told)
        and _share(wanted.words, told.words) >= SHARE
    )


def _new(gold: Said, asked: Said) -> Said:
    """What of the gold the question does not say; all of it when that is nothing."""
    times = gold.times - asked.times
    hours = {str((minutes // 60 + 11) % 12 + 1) for time in gold.times for minutes in time}
    new = replace(
        gold,
        words=tuple(word for word in gold.words if word not in asked.words),
        numbers=gold.numbers - asked.numbers - hours,
        dates=gold.dates - asked.dates,
        times=times,
    )
    return new if new.words or new.numbers or new.dates or new.times else gold


def _people_are_right(question: str, wanted: Said, asked: Said, told: Said) -> bool:
    people = set(wanted.people)
    if not people or people != set(wanted.words):
        return True
    if not people <= set(told.people):
        return False
    named = [name for name in told.people if name not in asked.people]
    return len(people) > 1 or _first(question) != "who" or not named or named[0] in people


def _share(wanted: tuple[str, ...], told: tuple[str, ...]) -> float:
    words = set(wanted)
    return len(words & set(told)) / len(words) if words else 1.0


def _words(plain: str) -> tuple[list[str], set[str], set[str]]:
    """Stems of the words that count, those of them that are denied, and numbers."""
    words: list[str] = []
    denied: set[str] = set()
    numbers: set[str] = set()
    found = [word.replace("’", "'") for word in _WORD.findall(plain)]  # noqa: RUF001
    for place, word in enumerate(found):
        if _negates(word):
            denied |= {stem(w) for w in [w for w in found[place + 1 :] if _counts(w)][:DENIED]}
        elif word[0].isdigit():
            numbers.add(word.replace(",", ""))
        elif word in _NUMERALS and word != "one":  # "one" is a number too seldom
            numbers.add(str(_NUMERALS.index(word)))
        elif _counts(word):
            words.append(stem(word))
    return list(_without_surnames(words)), denied, numbers


def _without_surnames(words: list[str]) -> Iterator[str]:
    left = iter(range(len(words)))
    for place in left:
        yield words[place]
        surname = _SURNAMES.get(words[place], ())
        following = list(
            takewhile(
                lambda pair: pair[0] == pair[1], zip(surname, words[place + 1 :], strict=False)
            )
        )
        for _ in following:
            next(left)


def _counts(word: str) -> bool:
    return word not in _STOP and not word[0].isdigit() and not _negates(word)


def _negates(word: str) -> bool:
    return word in _NEGATIONS or word.endswith(("n't", "n’t"))  # noqa: RUF001


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The English Snowball stem of a lower-case word; names of people stay as they are."""
    import snowballstemmer

    word = word.removesuffix("'s")
    if word in _PEOPLE or any(word in names for names in _SURNAMES.values()):
        return word
    return str(snowballstemmer.stemmer("english").stemWord(word))


def _date(match: re.Match[str]) -> tuple[int, int]:
    if match["m"]:
        return int(match["m"]), int(match["d"])
    month = match["m1"] or match["m2"]
    return _MONTHS.index(month[:3]) + 1, int(match["d1"] or match["d2"])


def _time(match: re.Match[str]) -> frozenset[int]:
    hour, minutes = int(match["h"] or match["h1"]), int(match["min"] or match["min1"] or 0)
    if match["half"]:
        return frozenset({(hour % 12 + (12 if match["half"] == "p" else 0)) * 60 + minutes})
    if hour > 12 or hour == 0:
        return frozenset({hour * 60 + minutes})
    return frozenset({hour % 12 * 60 + minutes, (hour % 12 + 12) * 60 + minutes})
