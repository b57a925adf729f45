"""Which stated dates are believed. Knows no format."""

import re
from datetime import date

_DAY = re.compile(r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])")
_YEARS = range(1000, 2101)
# Where programs begin to count: a date that was never set.
_EPOCHS = """
1601-01-01 1899-12-30 1899-12-31 1900-01-01 1904-01-01 1970-01-01 1980-01-01 2001-01-01
"""


def day(stated: str) -> str:
    """The day, ``YYYY-MM-DD``, with which a date and perhaps a time in ISO 8601 begins.

    Empty for what is no date, names no day, or is a day that programs write when they know none.
    """
    match = _DAY.match(stated)
    if not match or match[1] in _EPOCHS.split():
        return ""
    try:
        found = date.fromisoformat(match[1])
    except ValueError:  # the 31st of February
        return ""
    return match[1] if found.year in _YEARS else ""
