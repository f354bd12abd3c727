"""Guangdong gkmlpt: /gkmlpt/api/all/{category}?page=n&sid=SID gives {total, articles: [{title, url, created_at …}]}.

Category 0 holds every one: it is what a catalogue (/gkmlpt/index) is asked, whose categories only its app knows.
"""

from __future__ import annotations

import re

from guiyi.crawl.paging.page import ListPage, Paging
from guiyi.urls import absolute_url

API = re.compile(r"[\"']([^\"'\s]*?/gkmlpt/api/all/[^\"'\s]*)[\"']")
SID = re.compile(r"\b(?:SID|SITE_?ID)[\"']?\s*[:=]\s*[\"']?(\w+)")
CATEGORY = re.compile(r"\b(?:CATEGORY|CAT|cat|category_?id|classify_id)\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)
PAGE = re.compile(r"([?&]page=)(\d+)")
CATALOGUE = re.compile(r"^\w+://[^?#]*?/gkmlpt/(?=index(?:\.html)?/?(?:[?#]|$))")


def find_paging(page: ListPage) -> Paging | None:
    """An empty list page whose script calls the interface → the first request; its reply tells the rest."""
    api = API.search(page.text) if "/gkmlpt/api/all/" in page.text else None
    if not api:
        return _of_catalogue(page)
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
    return Paging([target], how="gkmlpt interface", is_data=True, is_whole=True) if target else None


def _of_catalogue(page: ListPage) -> Paging | None:
    """A catalogue that names its site, but no interface → the request for all of it."""
    top, sid = CATALOGUE.match(page.url), SID.search(page.text)
    if not top or not sid:
        return None
    return Paging([f"{top[0]}api/all/0?page=1&sid={sid[1]}"], how="gkmlpt interface", is_data=True, is_whole=True)
