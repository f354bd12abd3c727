"""The closing notice (关停公告): for the old home page and for the superior site, as HTML and as text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from guiyi.beijing import day_of, today
from guiyi.config.load import load_platform
from guiyi.retire.case import Case
from guiyi.templates import templates_beside

PAGE, TEXT = "notice.html", "notice.txt"


@dataclass(frozen=True)
class Notice:
    """What a notice says. closes_on: the day from which old addresses lead to the platform."""

    site_name: str
    old_url: str
    new_url: str
    platform: str
    announced_on: date
    closes_on: date
    redirects_until: date
    contact: str

    @property
    def days_left(self) -> int:
        """Days from the announcement to the closing."""
        return (self.closes_on - self.announced_on).days


def notice_of(case: Case, announced_on: date | None = None) -> Notice:
    """A case → its notice, days counted from the announcement (default: the recorded one, else today)."""
    recorded = case.moved("announce")
    start = announced_on or (date.fromisoformat(day_of(recorded.at)) if recorded else today())
    closes = start + timedelta(days=case.rules.announce_days)
    return Notice(
        site_name=case.config.site.name, old_url=case.config.site.base_url, new_url=f"{case.rules.platform_url}/",
        platform=load_platform(case.settings.configs).name, announced_on=start, closes_on=closes,
        redirects_until=closes + timedelta(days=case.rules.redirect_days), contact=case.rules.contact,
    )  # fmt: skip


def write_notice(case: Case) -> tuple[str, str]:
    """A case → store keys of its notice as HTML and as text. StoreError."""
    told = notice_of(case)
    folder = f"sites/{case.site}/retirement"
    keys = (f"{folder}/{PAGE}", f"{folder}/{TEXT}")
    for key, name in zip(keys, (PAGE, TEXT), strict=True):
        case.store.write(key, render(told, name).encode("utf-8", "replace"))
    return keys


def render(told: Notice, name: str) -> str:
    """A notice → the page, or the text."""
    environment = templates_beside(__file__)
    environment.filters["day"] = lambda day: f"{day.year}年{day.month}月{day.day}日"
    return environment.get_template(name).render(told=told)
