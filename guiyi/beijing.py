"""The clock that old pages, quiet hours, the portal and public notices go by."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from guiyi.settings import now

BEIJING = timezone(timedelta(hours=8))
MINUTE = len("2018-03-20T09:30")


def today() -> date:
    """The day in the city: between midnight and eight o'clock that of UTC is still the day before."""
    return now().astimezone(BEIJING).date()


def day_of(instant: str) -> str:
    """An instant in ISO 8601 → its day in the city.

    >>> day_of("2018-03-20T16:30:00+00:00")
    '2018-03-21'
    """
    return datetime.fromisoformat(instant).astimezone(BEIJING).date().isoformat()


def minute_of(instant: str) -> str:
    """ISO 8601 → day and minute as the city's clocks say; what is no instant keeps its own precision.

    >>> minute_of("2018-03-20T09:30:00+08:00"), minute_of("2018-03-20T01:30:00+00:00"), minute_of("2018-03-20")
    ('2018-03-20 09:30', '2018-03-20 09:30', '2018-03-20')
    """
    if len(instant) > MINUTE and instant[-6:] in ("+00:00", "+08:00"):
        instant = datetime.fromisoformat(instant).astimezone(BEIJING).isoformat()
    return instant[:MINUTE].replace("T", " ")
