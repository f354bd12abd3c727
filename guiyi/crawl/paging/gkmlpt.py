"""Guangdong gkmlpt: /gkmlpt/api/all/{category}?page=n&sid=SID gives {total, articles: [{title, url, created_at …}]}.

Category 0 holds every one: it is what a catalogue (/gkmlpt/index) is asked, and the categories of the tree that stands
in its script; some know those alone.
"""

from __future__ import annotations

import re
from itertools import islice

from guiyi.crawl.paging.page import TOGETHER, ListPage, Paging
from guiyi.urls import absolute_url

API = re.compile(r"[\"']([^\"'\s]*?/gkmlpt/api/all/[^\"'\s]*)[\"']")
SID = re.compile(r"\b(?:SID|SITE_?ID)[\"']?\s*[:=]\s*[\"']?(\w+)")
CATEGORY = re.compile(r"\b(?:CATEGORY|CAT|cat|category_?id|classify_id)\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)
PAGE = re.compile(r"([?&]page=)(\d+)")
CATEGORY_NAMED = re.compile(  # {"id": 901, "name": "机构概况", "children": [
    r"\{[^{}\[\]]{0,200}?\bid[\"']?\s*:\s*[\"']?(\d{1,9})\b[^{}\[\]]{0,200}?\bname[\"']?\s*:\s*[\"']([^\"'<>]{2,40})[\"']"
)
MOST = 300  # categories of a catalogue
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
    called = {entry[1]: entry[2] for entry in islice(CATEGORY_NAMED.finditer(page.text), MOST)}
    parts = {f"{top[0]}api/all/{number}?page=1&sid={sid[1]}": name for number, name in called.items()}
    how = f"gkmlpt interface{f'{TOGETHER}{len(parts)} categories' if parts else ''}"
    urls = [f"{top[0]}api/all/0?page=1&sid={sid[1]}", *parts]
    return Paging(urls, how=how, is_data=True, is_whole=True, parts=parts)
