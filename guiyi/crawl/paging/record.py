"""One record of data that holds a list → an item, by what its fields hold: a title in words, an address, a day."""

from __future__ import annotations

import json
import re
from typing import Any

from guiyi.crawl.paging.addressed import address_in, base_of, parted
from guiyi.crawl.reading.days import find_date
from guiyi.crawl.reading.items import Item
from guiyi.dates import read_date, valid_day
from guiyi.records.names import URLS, created_in, is_number_alone, lowered, published_in, title_in
from guiyi.records.values import ADDRESS, CODE, stamp_day
from guiyi.repair.characters import whole_text
from guiyi.urls import absolute_url

WHOLE_DAY = re.compile(r"^\D{0,2}(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}\b")
MIN_WORDS = 5  # characters of a title that no name marks as one
TICKS = re.compile(r"^\\?/Date\((\d{10,13})")  # as .NET writes a time in JSON
LABEL = re.compile(r"^(?=[^<>\n]*[\u4e00-\u9fff])[^<>\n]{2,20}$")
STAMP = re.compile(r"^(?:[0-9]{10}|[0-9]{13})$")
OF_KINDS, DESK = "urls", ("pc", "common", "web")  # addresses by the kind of reader, and how a desk's is called
LAST_STAMP = 10**14  # what is more, or no number at all, is no time


def read_record(row: Any, url: str) -> Item | None:
    """One record → an item; None if it has no title in words or no address. A list's values have numbers for names.

    A record may stand in a mapping around it, as search engines answer: {"_id": "7", "_source": {"title": …}}.

    >>> row = {"_id": "7", "_source": {"title": "通知", "urls": '{"common": "/7.html"}', "pubDate": "2021-03-05"}}
    >>> read_record(row, "http://o.example.test/list")
    Item(url='http://o.example.test/7.html', title='通知', listed_on='2021-03-05')
    """
    if not isinstance(row, dict):
        return None
    lower = lowered(row)
    title = title_in(lower, is_words)
    held = [value for value in lower.values() if isinstance(value, dict)] if title is None else []
    if len(held) == 1:
        lower |= lowered(held[0])
        title = title_in(lower, is_words)
    stamp = published_in(lower, day_of) or created_in(lower, day_of)
    if stamp is None:
        days = [value for value in lower.values() if isinstance(value, str) and WHOLE_DAY.match(value.strip())]
        stamp = days[0] if len(days) == 1 else None
    if title is None:
        told = _by_values(lower, stamp)
        title, stamp = told if told[0] else (_label(lower), stamp)
    kept = map(lower.get, (*URLS, OF_KINDS))
    address = next((found for one in kept if (found := _address(one) or _by_reader(one))), None)
    address = address or address_in(parted(url)[1], lower)
    address = address or next((found for value in lower.values() if (found := _address(value))), None)
    target = absolute_url(address, base_of(url)) if address else None
    if not title or not target:
        return None
    return Item(target, whole_text(" ".join(re.sub(r"<[^<>]+>", "", title).split())), day_of(stamp))


def _label(lower: dict[str, Any]) -> str | None:
    """What a node of a menu is called, as trees of widgets name it: {"text": "通知公告", "url": "/tz/"}; else None.

    >>> [_label({"text": one, "url": "/tz/"}) for one in ("通知公告", "<p>全文", "12")]
    ['通知公告', None, None]
    """
    told = (lower.get(name) for name in ("text", "label"))
    return next((one for one in told if isinstance(one, str) and LABEL.match(one.strip())), None)


def _by_reader(value: Any) -> str | None:
    """What stands by the name of an address, one for each kind of reader → the one for a desk; None where it is none.

    >>> _by_reader({"phone": "/m/7.html", "pc": "/7.html"}), _by_reader({"name": "要闻", "id": 3})
    ('/7.html', None)
    """
    told = [one for one in value.items() if _address(one[1])] if isinstance(value, dict) else []
    return min(told, key=lambda one: one[0] not in DESK)[1] if told else None


def _by_values(lower: dict[str, Any], stamp: Any) -> tuple[str | None, Any]:
    """Title and day of a record whose names say nothing ({t: …, u: …, d: …}): both must be told by what they hold."""
    texts = [value.strip() for value in lower.values() if isinstance(value, str) and not _address(value)]
    days = [value for value in texts if WHOLE_DAY.match(value)]
    stamp = stamp or (days[0] if len(days) == 1 else None)
    words = (value for value in texts if value not in days and not CODE.match(value))
    title = max(words, key=lambda value: (not is_number_alone(value), len(value)), default="")
    return (title, stamp) if stamp and len(title) >= MIN_WORDS else (None, None)


def is_words(value: Any) -> bool:
    """Whether a value is a text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def _address(value: Any) -> str | None:
    """A value that is an address; some keep it as JSON in a string: {"common": "/a.html"}."""
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip()
    if text.startswith("{"):
        try:
            inner = json.loads(text)
        except (ValueError, RecursionError):
            return None
        return next((found for one in inner.values() if (found := _address(one))), None) if inner else None
    return text if ADDRESS.match(text) else None


def day_of(stamp: Any) -> str | None:
    """A date as text, seconds or milliseconds since 1970, or as Java writes one in JSON → its day in Beijing.

    >>> day_of([2018, 3, 5, 10, 8]), day_of({"time": 1520215680000, "year": 118}), day_of("2018-03-05 10:08")
    ('2018-03-05', '2018-03-05', '2018-03-05')
    >>> day_of(7), day_of(True), day_of(1520215680), day_of(float("inf"))
    (None, None, '2018-03-05', None)
    >>> day_of("2018-03-05T16:00:00Z"), day_of("2018-03-05T16:00:00.000+0000"), day_of("03-05")
    ('2018-03-06', '2018-03-06', '03-05')
    """
    if isinstance(stamp, list):
        parts = [one for one in stamp[:3] if isinstance(one, int) and not isinstance(one, bool)]
        return valid_day(*parts) if len(parts) == 3 else None
    if isinstance(stamp, dict):
        stamp = stamp.get("time")
    if isinstance(stamp, str) and (ticks := TICKS.match(stamp)):
        stamp = int(ticks[1])
    if isinstance(stamp, str) and STAMP.match(stamp):
        stamp = int(stamp)
    if isinstance(stamp, int | float):
        return stamp_day(int(stamp)) or None if abs(stamp) < LAST_STAMP else None
    return (read_date(str(stamp)) or "")[:10] or find_date(str(stamp)) if stamp else None
