"""Guangdong gkmlpt: /gkmlpt/api/all/{category}?page=n&sid=SID gives {total, articles: [{title, url, created_at …}]}.

The reader takes any JSON list interface whose records have a title and a URL.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from guiyi.crawl.listing import Item, Listing, find_date
from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging
from guiyi.urls import absolute_url

API = re.compile(r"[\"']([^\"'\s]*?/gkmlpt/api/all/[^\"'\s]*)[\"']")
SID = re.compile(r"\bSID\s*[:=]\s*[\"']?(\w+)")
CATEGORY = re.compile(r"\b(?:CATEGORY|CAT|cat|category_?id|classify_id)\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)
PAGE = re.compile(r"([?&]page=)(\d+)")
LISTS = ("articles", "list", "rows", "records", "items", "data", "docs", "results")
TOTALS = ("total", "totalCount", "count", "totalRecord", "totalElements", "numFound")
TITLES = ("title", "docTitle", "name", "bt", "infoTitle")
URLS = ("url", "post_url", "link", "href", "docUrl", "docPubUrl")
DATES = ("display_publish_time", "publish_time", "pubDate", "publishDate", "date", "created_at", "create_time", "time")
BEIJING = timedelta(hours=8)


def find_paging(page: ListPage) -> Paging | None:
    """An empty list page whose script calls the interface → the first request; its reply tells the rest."""
    api = API.search(page.text)
    if not api:
        return None
    sid, category = SID.search(page.text), CATEGORY.search(page.text)
    address = api[1]
    if address.endswith("/"):
        if not category:
            return None
        address += category[1]
    base, _, query = address.partition("?")
    sid_text = f"&sid={sid[1]}" if sid and "sid=" not in query else sid[1] if sid and query.endswith("sid=") else ""
    query = PAGE.sub(r"\g<1>1", f"?{query}") if "page=" in query else f"?page=1{'&' + query if query else ''}"
    target = absolute_url(f"{base}{query}{sid_text}", page.url)
    return Paging([target], how="gkmlpt interface") if target else None


def read_data(text: str, url: str) -> Listing | None:
    """A JSON reply (or JSONP) → items, total, and the URLs of the further pages; None if it is no list."""
    body = text.strip()
    if body and body[0] not in "[{":
        inner = re.match(r"^[\w.$]+\(\s*(.*)\)\s*;?$", body, re.DOTALL)
        body = inner[1] if inner else ""
    if not body:
        return None
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    holder, rows = _find_rows(data, 0)
    items = [item for row in rows if (item := _item(row, url)) is not None]
    if not items:
        return None
    total = next((holder[name] for name in TOTALS if isinstance(holder.get(name), int)), None)
    pages = min(-(-total // len(rows)), MAX_PAGES) if total else 1
    number = PAGE.search(url)
    following = []
    if number and int(number[2]) == 1:
        following = [PAGE.sub(rf"\g<1>{at}", url) for at in range(2, pages + 1)]
    return Listing(
        items, next_urls=following, expected_items=total, expected_pages=pages, expected_how=f"total {total}"
    )


def _find_rows(data: Any, depth: int) -> tuple[dict[str, Any], list[Any]]:
    """The list of records in a reply, and the mapping it stands in."""
    if isinstance(data, list):
        return {}, data
    if isinstance(data, dict) and depth < 4:
        for name in LISTS:
            below = data.get(name)
            if isinstance(below, list) and below:
                return data, below
            if isinstance(below, dict):
                holder, rows = _find_rows(below, depth + 1)
                if rows:
                    return data | holder, rows
    return {}, []


def _item(row: Any, url: str) -> Item | None:
    if not isinstance(row, dict):
        return None
    title = next((row[name] for name in TITLES if isinstance(row.get(name), str) and row[name].strip()), None)
    address = next((row[name] for name in URLS if isinstance(row.get(name), str) and row[name].strip()), None)
    target = absolute_url(address, url) if address else None
    if not title or not target:
        return None
    stamp = next((row[name] for name in DATES if row.get(name)), None)
    return Item(target, " ".join(re.sub(r"<[^>]+>", "", title).split()), _day(stamp))


def _day(stamp: Any) -> str | None:
    """A date as text, or seconds or milliseconds since 1970 → its day in Beijing."""
    if isinstance(stamp, int | float) or (isinstance(stamp, str) and stamp.isdigit() and len(stamp) in (10, 13)):
        seconds = int(stamp) / (1000 if int(stamp) > 10**11 else 1)
        return (datetime.fromtimestamp(seconds, UTC) + BEIJING).date().isoformat()
    return find_date(str(stamp)) if stamp else None
