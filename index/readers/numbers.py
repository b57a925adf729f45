"""Numbers, dates and times of a spreadsheet as a person would write them. Knows no file format."""

import re
from datetime import date, datetime, time, timedelta

_DIGITS = 15
"""Significant decimal digits that a double holds, and that Excel keeps."""

_CURRENCY = re.compile(r"\[\$([^\]-]+)[^\]]*\]|([$€£¥₹])")
_LOCALE = re.compile(r"\[\$-[^\]]*\]")
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_DIGITS_SHOWN = re.compile(r"[0#?](?:\.([0#?]+))?(?![0#?,./E])")
"""The last digit before the point, and those after it; not where a format scales."""


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
        layout: Its Excel number format, of which only decimals, percent, leading zeros and
            currency are heeded.
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case datetime() | date() | time() | timedelta():
            return _moment(value)
        case int() | float():
            return _number(value, layout.partition(";")[0])
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
    bare = _LITERALS.sub("", layout)
    if bare and not bare.strip("0") and len(bare) > 1:  # a code such as 00501
        return f"{value:0{len(bare)}.0f}"
    value = value * 100 if "%" in bare else value
    shape = _DIGITS_SHOWN.search(bare) if "/" not in bare else None
    written = _fixed(value, shape[1] or "") if shape else _plain(value)
    sign = "-" if written.startswith("-") else ""
    return f"{sign}{_symbol(layout)}{written.removeprefix('-')}{'%' if '%' in bare else ''}"


def _fixed(value: float, places: str) -> str:
    written = f"{value:.{len(places)}f}"
    return written.rstrip("0").rstrip(".") if places.strip("0") else written


def _plain(value: float) -> str:
    is_whole = isinstance(value, int) or value.is_integer()
    return str(int(value)) if is_whole and abs(value) < 10**_DIGITS else f"{value:.{_DIGITS}g}"


def _symbol(layout: str) -> str:
    match = _CURRENCY.search(_LOCALE.sub("", layout))
    symbol = (match[1] or match[2]).strip() if match else ""
    return f"{symbol} " if symbol.isalpha() else symbol
