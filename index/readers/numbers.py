"""Numbers, dates and times of a spreadsheet as a person would write them. Knows no file format."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

_DIGITS = 15
"""Significant decimal digits that a double holds, and that Excel keeps."""

_FILLING = r"""(?:\s|[-+()]|_.|\*.|\\[\s()+-]|"[\s()+-]*"|\[\$-[^\]]*\]|
    \[(?:black|blue|cyan|green|magenta|red|white|yellow|color\ ?\d+)\])*+"""
"""Signs, spaces, colours and languages: they change no number."""
_SYMBOL = r"""\[\$(?P<{0}>[^\]-]+)(?:-[^\]]*)?\]|"\s*(?P<{0}_quoted>[$€£¥₹])\s*"|\\?(?P<{0}_bare>[$€£¥₹])"""
_TRUSTED = re.compile(
    rf"""{_FILLING}(?:{_SYMBOL.format("before")})?{_FILLING}
    (?=[#0])(?:\#,\#{{2,3}}|\#*)(?P<zeros>0*)(?:\.(?P<places>[0#?]{{0,10}}))?
    {_FILLING}(?P<percent>%)?{_FILLING}(?:{_SYMBOL.format("after")})?{_FILLING}""",
    re.VERBOSE | re.IGNORECASE,
)
"""A section of a format with all of its meaning: decimals, leading zeros, percent and currency. Whatever else
there is, an exponent, a fraction, a scale, other words, might make a wrong number of the value."""

_CONDITION = re.compile(r"\[[<>=]")
_LAYOUT_CHARACTERS = 255
"""Excel's own limit."""


def number(written: str) -> str:
    """A number without float noise, ``0.1`` for ``0.10000000000000001``; other text as it is."""
    try:
        return shown(float(written)) if "." in written or "E" in written.upper() else written
    except ValueError:
        return written


def shown(value: object, layout: str = "General") -> str:
    """A cell's value as text.

    Args:
        value: What the cell holds.
        layout: Its Excel number format. It is heeded when it says no more than decimals, percent,
            leading zeros and currency; else the value is written plainly.
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case datetime() | date() | time() | timedelta():
            return _moment(value)
        case int() | float():
            return _number(value, layout)
        case _:
            return str(value)


def _moment(value: datetime | date | time | timedelta) -> str:
    if isinstance(value, datetime):
        value = (value + timedelta(milliseconds=500)).replace(microsecond=0, tzinfo=None)
        day, clock = value.date().isoformat(), value.time()
        return f"{day} {_clock(clock)}" if clock != time() else day
    if isinstance(value, timedelta):
        return _duration(value)
    return _clock(value) if isinstance(value, time) else value.isoformat()


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(round(abs(value).total_seconds()), 60)
    sign = "-" if value < timedelta() else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}{f':{seconds:02}' if seconds else ''}"


def _clock(value: time) -> str:
    return value.isoformat("seconds" if value.second else "minutes")[:8]


def _number(value: float, layout: str) -> str:
    section = _TRUSTED.fullmatch(_section(value, layout))
    if section is None or not abs(value) < 10**_DIGITS:
        return _plain(value)
    percent = section["percent"] or ""
    exact = Decimal(f"{value:.{_DIGITS}g}") * (100 if percent else 1)
    written = _digits(exact, section["places"] or "", len(section["zeros"]))
    return f"{'-' if value < 0 else ''}{_symbol(section)}{written}{percent}"


def _section(value: float, layout: str) -> str:
    """The part of a format that is for this value: for positive, negative, zero; empty if in doubt."""
    if len(layout) > _LAYOUT_CHARACTERS or _CONDITION.search(layout):
        return ""
    sections = layout.split(";")  # a semicolon in quotes parts them, too: neither part is trusted
    wanted = 0 if value > 0 else 1 if value < 0 else 2
    return sections[wanted if wanted < len(sections) else 0]


def _digits(exact: Decimal, places: str, zeros: int) -> str:
    """A number without its sign, rounded as Excel does it, but never to nothing."""
    rounded = exact.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    written = f"{abs(rounded or exact.normalize()):f}"
    whole, _, rest = written.partition(".")
    rest = rest.rstrip("0") if places.strip("0") else rest
    return f"{whole.zfill(zeros)}.{rest}" if rest else whole.zfill(zeros)


def _plain(value: float) -> str:
    is_whole = isinstance(value, int) or value.is_integer()
    return str(int(value)) if is_whole and abs(value) < 10**_DIGITS else f"{value:.{_DIGITS}g}"


def _symbol(section: re.Match[str]) -> str:
    names = (f"{place}{kind}" for place in ("before", "after") for kind in ("", "_quoted", "_bare"))
    symbol = next((section[name].strip() for name in names if section[name]), "")
    return f"{symbol} " if symbol.isalpha() else symbol
