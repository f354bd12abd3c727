"""Pages of other offices on a host that several share: they are not of the site that the survey was sent to.

Where an office has a first page of its own, but no folder (columns and articles of all stand in /col/ and /art/), the
titles of pages say whose they are: 工作动态-县水利局.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from guiyi.survey.identity import OFFICE, title_parts
from guiyi.survey.seen import Tour
from guiyi.survey.visits import Sight
from guiyi.urls import DEFAULT_PAGE

LEAST_OWN = 2  # lists whose titles name the office, from which those of others are told apart


def set_apart(tour: Tour, host: Sight | None) -> None:
    """Takes the lists and pages of other offices out of a tour, where the site's own lists name their office. host: the
    first page of the whole host, which has another name; None where the site has its host for itself.
    """
    if host is None:
        return
    names = {*_offices(tour.home)} - {*title_parts(host)}  # what the host is not called as well
    if sum(_names(one.sight, names) for one in tour.lists.values()) < LEAST_OWN:
        return
    others = {one.url: name for one in (*tour.pages, host) if (name := _of_another(one, names))}
    tour.lists = {key: one for key, one in tour.lists.items() if one.sight.url not in others}
    tour.articles = {key: one for key, one in tour.articles.items() if one.sight.url not in others}
    tour.pages = [one for one in tour.pages if one.url not in others]
    tour.empty = {url: label for url, label in tour.empty.items() if url not in others}
    led = {link.url for page in tour.pages for link in page.found.links} | {host.url}
    tour.others = {url: name for url, name in others.items() if url in led}


def others_patterns(tour: Tour) -> dict[str, str]:
    """Pattern of the addresses at which a site's pages lead to other offices → the office."""
    own = [urlsplit(one.url).path for one in tour.lists.values()]
    return {_pattern(url, own): name for url, name in tour.others.items()}


def _pattern(url: str, own: list[str]) -> str:
    """The pattern of a page, or of its folder if nothing of the site's own lies there."""
    parts = urlsplit(url)
    path = DEFAULT_PAGE.sub("/", parts.path) or "/"
    if path == "/" and not parts.query:
        return r"^/(?:(?:index|default)\.\w+)?$"
    if path.endswith("/") and not parts.query and not any(one.startswith(path) for one in own):
        return f"^{re.escape(path)}"
    asked = re.escape(f"?{parts.query}") if parts.query else ""
    return f"^{re.escape(parts.path)}{asked}$"


def _offices(sight: Sight) -> list[str]:
    return [one for one in title_parts(sight) if OFFICE.fullmatch(one)]


def _names(sight: Sight, names: set[str]) -> bool:
    return any(name in part for part in title_parts(sight) for name in names)


def _of_another(sight: Sight, names: set[str]) -> str | None:
    """The office that a page's title names, if it is not the site's own."""
    told = _offices(sight)
    return told[-1] if told and not _names(sight, names) else None
