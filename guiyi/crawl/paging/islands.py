"""Lists in islands of XML, as portals made for Internet Explorer keep them: <xml id="data"> … </xml>, or in a file that
the island or the page's script names. A script shows them row by row, and turns their pages without asking again."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from guiyi.crawl.paging.page import ListPage, Paging
from guiyi.crawl.paging.record import read_record
from guiyi.records.marked import records_of_xml
from guiyi.records.names import URLS
from guiyi.urls import absolute_url

ISLAND = re.compile(r"<xml\b([^<>]{0,300})>((?:(?!<xml\b).)*?)</xml\s*>", re.IGNORECASE | re.DOTALL)
SRC = re.compile(r"\bsrc\s*=\s*[\"']?([^\"'\s>]{1,300})", re.IGNORECASE)
LOADED = re.compile(r"\.load\(\s*[\"']([^\"'\s()]{1,300}\.xml(?:\?[^\"'\s()]{0,200})?)[\"']\s*\)", re.IGNORECASE)
OWN_SCHEME = re.compile(r"^(?:https?:|/|\.)", re.IGNORECASE)
MIN_ITEMS = 3


def find_paging(page: ListPage) -> Paging | None:
    """A page whose list stands in an island of XML → its items, or the request for the file that holds them."""
    islands = ISLAND.findall(page.text) if re.search(r"<xml\b", page.text, re.IGNORECASE) else []
    for _attributes, inner in islands:
        rows = [_placed(row, page) for row in records_of_xml(inner)]
        items = [item for row in rows if (item := read_record(row, page.url)) is not None]
        if len(items) >= MIN_ITEMS or (items and len(items) == len(rows)):
            return Paging([], items, len(items), None, f"{len(items)} records in an island of XML", is_sure=False)
    named = [src[1] for attributes, _inner in islands if (src := SRC.search(attributes))]
    named += LOADED.findall(page.asking) if ".xml" in page.asking else []
    urls = [url for one in named if (url := absolute_url(one, page.found.base))]
    return Paging(list(dict.fromkeys(urls)), is_data=True, is_sure=False, how="a file of XML") if urls else None


def _placed(row: dict[str, str], page: ListPage) -> dict[str, str]:
    """A record → the same with its relative address where the page's script puts it: behind the literal to which it
    joins the field, else where the address's first folder stands in the page's own."""
    name = next((one for one in row if one.lower() in URLS and row[one] and not OWN_SCHEME.match(row[one])), None)
    if name is None:
        return row
    joined = re.search(rf"[\"']([\w./:-]{{0,200}}/)[\"']\s*\+[^;\n+]{{0,120}}\b{re.escape(name)}\b", page.asking)
    if joined is not None:
        return row | {name: joined[1] + row[name]}
    folder, _slash, rest = row[name].partition("/")
    above, found, _below = urlsplit(page.url).path.rpartition(f"/{folder}/")
    return row | {name: f"{above}/{row[name]}"} if found and rest else row
