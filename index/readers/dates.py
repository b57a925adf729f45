"""From the many ways in which files write a date to one. Knows no file format."""

import re
from datetime import UTC, date, datetime

# ISO 8601 in full or packed, and PDF's ``D:20240501...``; what follows the day does not matter.
_DAY = re.compile(r"\s*(?:D:)?([0-9]{4})([-/.]?)([0-9]{2})\2([0-9]{2})(?![0-9]{1,3}(?![0-9]))")
# RFC 5322: Wed, 01 May 2024 10:00:00 +0000
_MAIL = re.compile(r"\s*(?:[A-Za-z]{3},\s*)?([0-9]{1,2})\s+([A-Za-z]{3})[a-z]*\s+([0-9]{4})")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def day(written: str) -> str:
    """The day of a written date as ``YYYY-MM-DD``; empty when it names no day that exists."""
    if match := _DAY.match(written):
        year, month, number = int(match[1]), int(match[3]), int(match[4])
    elif (match := _MAIL.match(written)) and match[2].lower() in _MONTHS:
        year, month, number = int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1])
    else:
        return ""
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return ""


def day_of(seconds: float) -> str:
    """The day, in UTC, of a time in seconds since 1970; empty when it lies beyond the calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return ""
