"""Days between two dates as the rules count them: working days by the platform's calendar, or calendar days."""

from __future__ import annotations

from datetime import date, timedelta

from guiyi.config.platform import Interaction

SATURDAY = 5


def is_workday(day: date, rules: Interaction) -> bool:
    """Whether offices work on a day: Monday to Friday, but for holidays and the weekend days worked in their place."""
    return day in rules.workdays or (day.weekday() < SATURDAY and day not in rules.holidays)


def days_between(first: date, last: date, rules: Interaction) -> int:
    """How many days after `first` it is on `last`: working days, or calendar days if the rules count these.

    >>> days_between(date(2018, 3, 2), date(2018, 3, 6), Interaction())  # Friday to Tuesday
    2
    """
    span = (last - first).days
    if rules.counts == "calendar" or span <= 0:
        return span
    return sum(is_workday(first + timedelta(days=at), rules) for at in range(1, span + 1))
