"""Days that people give in addresses."""

from __future__ import annotations

from datetime import date

from guiyi.beijing import today


def day_of(text: str) -> date:
    """A day as written, or today where it is empty or no day.

    >>> day_of("2018-03-20").isoformat(), day_of("2018-02-30") == day_of("")
    ('2018-03-20', True)
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today()
