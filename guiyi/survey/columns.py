"""The old site's columns: their names, sizes, dates and kinds, from the lists and articles that were seen."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from guiyi.config.names import folded
from guiyi.crawl.reading.items import Item
from guiyi.dateparts import with_year
from guiyi.extract.pages.view import metas_of
from guiyi.extract.types.letters.blocks import is_like_letter
from guiyi.mapping.placing import LONGEST
from guiyi.survey.findings import Column
from guiyi.survey.naming import OF_BLOG
from guiyi.survey.seen import ArticleSeen, ListSeen, Tour
from guiyi.survey.visits import Sight

TITLES = 30
OF_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?:/(?:(?:index|list)\.\w+)?|\.\w+)?$")  # an address that ends in a year
TOLD_DAYS = 2  # articles with a day, from which they tell a column's first and last
SINGLE = "one page"
MOST_SINGLE = 40
INDEX = re.compile(r"^/(?:[^/]+/)+(?:(?:index|default)\.\w+)?$", re.IGNORECASE)  # not the site's own
BESIDE_INDEX = 2  # articles in a folder from which its index is their column
SHORT_NAME = 12  # characters of a menu's word that names a page; an article's title is longer
KINDS = {
    "letter": "letters", "survey": "surveys", "interview": "interviews", "guide": "guides", "document": "documents",
    "gallery": "galleries", "profile": "profiles", "interpretation": "interpretations", "video": "videos",
}  # fmt: skip
INTERACTIVE = frozenset(("letter", "survey", "interview"))  # what a single page may be, beside a text
GENERIC = frozenset(
    map(folded, ("首页", "网站首页", "列表", "栏目", "列表页", "正文", "更多", "信息列表", "文章列表", "当前位置"))
)


def find_columns(tour: Tour, site_name: str | None) -> list[Column]:
    """The tour → columns in the order they were met. A list under a second address is one column."""
    found: list[Column] = []
    by_items: dict[tuple[str, ...], Column] = {}
    shared, above = _shared_names(tour), _names_above(tour)
    owned = {folded(name) for seen in tour.lists.values() if (name := seen.listing.name)} - shared
    for key, seen in tour.lists.items():
        if tour.shows_others(seen) or OF_BLOG.match(seen.listing.name or next(iter(seen.labels), "") or ""):
            continue
        articles = [one for one in tour.articles.values() if one.list_key == key]
        if folded(seen.listing.name or "") in shared | {folded(site_name or ""), ""} or _is_of_all(seen, articles):
            seen.listing.name, seen.listing.path = None, []
        others = owned - {folded(seen.listing.name or "")}  # a list above shows their articles, too
        column = _column(seen, articles, site_name, above | others if seen.listing.name else above)
        column.topic = tour.topics.get(key, "")
        mark = tuple(item.url for item in seen.items)
        if mark and mark in by_items:
            same = by_items[mark]
            same.names = tuple(dict.fromkeys((*same.names, *column.names)))
            continue
        by_items[mark] = column
        found.append(column)
    return [*found, *_single_pages(tour, found)]


def _shared_names(tour: Tour) -> frozenset[str]:
    """Names that several lists give themselves though navigation calls them differently: the site's, not a column's."""
    called: dict[str, set[str]] = {}
    for seen in tour.lists.values():
        labels = [folded(one) for one in seen.labels if one]
        if seen.listing.name and labels:
            called.setdefault(folded(seen.listing.name), set()).add(labels[0])
    return frozenset(name for name, labels in called.items() if len(labels) > 1)


def _is_of_all(seen: ListSeen, articles: Sequence[ArticleSeen]) -> bool:
    """Whether a list is called as all its articles' pages are, and otherwise in navigation: that names the site."""
    name = folded(seen.listing.name or "")
    titles = [folded(one.sight.root.findtext(".//title") or "") for one in articles]
    return len(titles) > 1 and {name} == {*titles} and name not in {folded(one) for one in seen.labels} | {""}


def _names_above(tour: Tour) -> frozenset[str]:
    """Names that the articles of several lists say, each of which has a name of its own: the column above them."""
    said: dict[str, set[str]] = {}
    for one in tour.articles.values():
        own = tour.lists[one.list_key].listing.name if one.list_key in tour.lists else None
        name = one.document.get("section") if one.is_document else None
        if own and name and folded(own) != folded(str(name)):
            said.setdefault(folded(str(name)), set()).add(folded(own))
    return frozenset(name for name, lists in said.items() if len(lists) > 1)


def _single_pages(tour: Tour, columns: Sequence[Column]) -> list[Column]:
    """Columns that are one page (机构职能, 联系我们): navigation leads to it, and no list names it."""
    listed = {item.url for seen in tour.lists.values() for item in (*seen.items, *seen.last)}
    taken = {folded(name) for column in columns for name in column.names}
    found = []
    for one in tour.articles.values():
        column = _single_page(one) if one.item is None and one.is_document and one.sight.url not in listed else None
        if column is None or folded(column.name) in taken:
            continue
        is_dated = column.newest and column.kind == SINGLE
        if not (is_dated and folded(column.label) in folded(column.example[0] if column.example else "")):
            column.folder = _folder_of(column, tour) if column.kind == SINGLE else ""
            found.append(column)
            taken |= {folded(name) for name in column.names}  # one is enough: a dozen doctors have a page each
    return found[:MOST_SINGLE]


def _folder_of(column: Column, tour: Tour) -> str:
    """The folder of which a page is the index (/zt/pc/index.html), where no article in it names a column, or empty."""
    if not INDEX.search(urlsplit(column.url).path):
        return ""
    above = column.url[: column.url.rindex("/") + 1]
    beside = [one for one in tour.articles.values() if one.sight.url.startswith(above) and one.sight.url != column.url]
    named = [one for one in beside if one.is_document and one.document.get("section")]
    return urlsplit(above).path if not named and sum(one.is_document for one in beside) >= BESIDE_INDEX else ""


def _single_page(one: ArticleSeen) -> Column | None:
    """A page to which navigation leads → its column; a picture that leads to it may leave the name to its title."""
    own, title = str(one.document.get("section") or ""), str(one.document.get("title") or "")
    day = str(one.document.get("published_at") or "")[:10]
    label = one.label or ("" if day or len(title) > SHORT_NAME else title)
    if not label:
        return None
    menu_name = label if not own and not day and len(label) <= SHORT_NAME else ""
    names = (own,) if own and len(own) <= LONGEST else (menu_name,) if menu_name else ()
    example = (title, one.sight.url)
    asked = [str(letter["asked_at"])[:10] for letter in _letters(one) if letter.get("asked_at")]
    return Column(
        one.sight.url,
        names,
        listed=max(1, len(_letters(one))),
        oldest=min(asked, default=None),
        kind=KINDS[kind] if (kind := str(one.document.get("content_type"))) in INTERACTIVE else SINGLE,
        example=example,
        label=label,
        menu_name=menu_name,
        newest=max(asked, default=day) or None,
    )


def _letters(one: ArticleSeen) -> Sequence[dict[str, Any]]:
    """The letters that a page prints."""
    details: dict[str, Any] = json.loads(one.document.get("details") or "{}")
    return details.get("letters") or []


def _column(seen: ListSeen, articles: Sequence[ArticleSeen], site_name: str | None, above: frozenset[str]) -> Column:
    listing = seen.listing
    newest, oldest = _dates(seen, articles)
    reach = _reach(seen)
    expected, how = listing.expected_items, listing.expected_how
    if expected is None and reach is not None and seen.last:
        expected, how = reach, f"{reach_pages(seen)} pages of {len(seen.items)}, {len(seen.last)} on the last"
    shown = Counter(item.title for item in seen.items)  # 更多内容 on each row tells of none
    first = next((one for one in seen.items if shown[one.title] == 1), next(iter(seen.items), None))
    names = _names(seen, articles, site_name, above)
    told = {one.document.get("section") for one in articles if one.is_document}  # 信息列表 tells nothing
    is_told = not told.isdisjoint(names) or (seen.listing.name in names and not seen.is_part)
    return Column(
        url=seen.url, names=names, menu_name=next(iter(names), "") if not is_told else "", path=tuple(listing.path),
        expected=expected, expected_how=how, pages=listing.expected_pages, reach=reach,
        listed=len(seen.items), per_page=len(seen.items), paging=_paging(seen), oldest=oldest, newest=newest,
        kind=_kind(articles), example=(first.title, first.url) if first else None,
        titles=tuple(item.title for item in (*seen.items, *seen.last))[:TITLES], column_type=_column_type(seen.sight),
    )  # fmt: skip


def _names(
    seen: ListSeen, articles: Sequence[ArticleSeen], site_name: str | None, above: frozenset[str]
) -> tuple[str, ...]:
    """Names by which the migration will know the column: the list's own, its articles', then navigation's."""
    own = Counter(str(one.document["section"]) for one in articles if one.is_document and one.document.get("section"))
    told = [name for name, count in own.most_common() if count > 1 or count == len(articles)]
    told = [name for name in told if folded(name) not in above]
    label = [one for one in seen.labels if one]
    names = [*([seen.listing.name] if seen.listing.name else []), *told, *label]
    kept = [name for name in names if folded(name) not in GENERIC and len(name) <= LONGEST]
    kept = [name for name in kept if not site_name or folded(name) != folded(site_name)]
    unique = {folded(name): name for name in reversed(kept)}
    return tuple(sorted(unique.values(), key=kept.index))


def _dates(seen: ListSeen, articles: Sequence[ArticleSeen]) -> tuple[str | None, str | None]:
    """(newest, oldest) day of the column, as far as it was seen; one without its year counts where no article tells."""
    told = [str(one.document["published_at"])[:10] for one in articles if one.document.get("published_at")]
    days = [one for one in told if len(one) == len("2018-03-05")]  # a month alone is no day
    hint = max(days, default=None) if len(days) < TOLD_DAYS else None
    for item in (*seen.items, *seen.last):
        day = _full(item, hint)
        if day:
            days.append(day)
    return max(days, default=None), min(days, default=None)


def _reach(seen: ListSeen) -> int | None:
    """How many items the list's own pages name, where its last page was seen; None where that is not known."""
    if not seen.listing.next_urls:
        return len(seen.items)
    if all(OF_YEAR.search(url) for url in seen.listing.next_urls):
        return None  # parted by years, of which no two hold the same number
    return (reach_pages(seen) - 1) * len(seen.items) + len(seen.last) if seen.is_end and seen.last else None


def reach_pages(seen: ListSeen) -> int:
    """How many pages of a list can be asked for."""
    return len(seen.listing.next_urls) + 1


def _full(item: Item, hint: str | None) -> str | None:
    if not item.listed_on:
        return None
    return item.listed_on if len(item.listed_on) == 10 else with_year(item.listed_on, hint)


def _paging(seen: ListSeen) -> str | None:
    if not seen.listing.next_urls:
        return None
    how = seen.listing.expected_how or "further pages are linked"
    return f"{how}; e.g. {seen.listing.next_urls[0]}"


def _kind(articles: Sequence[ArticleSeen]) -> str:
    """What most of the column's sample pages are."""
    types = Counter(str(one.document.get("content_type") or "article") for one in articles if one.is_document)
    types.update("letter" for one in articles if one.document.get("code") == "letter-not-public")
    if not types:
        return "articles"
    if types["letter"] and 2 * (types["letter"] + _like_letters(articles)) > types.total():
        return KINDS["letter"]
    kind, count = types.most_common(1)[0]
    return KINDS.get(kind, "articles") if count * 2 >= sum(types.values()) else "articles"


def _like_letters(articles: Sequence[ArticleSeen]) -> int:
    """How many pages that are no letters by their own words have the build of one."""
    others = (one.document for one in articles if one.is_document and not one.document.get("content_type"))
    return sum(is_like_letter(str(one.get("body_html") or "")) for one in others)


def _column_type(sight: Sight) -> str | None:
    value = metas_of(sight.root).get("columntype") if sight.is_html else None
    return value if value and re.search(r"[\u4e00-\u9fff]", value) and len(value) <= 12 else None
