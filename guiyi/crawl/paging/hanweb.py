"""Hanweb jpage: lists come as XML from …/jpage/dataproxy.jsp; the first group stands in the page's script."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode

import lxml.html
from lxml import etree

from guiyi.crawl.paging import pieces, records
from guiyi.crawl.paging.page import MAX_PAGES, TOGETHER, ListPage, Paging
from guiyi.crawl.reading.days import find_date
from guiyi.crawl.reading.items import Item, Listing
from guiyi.crawl.reading.links import link_text
from guiyi.urls import absolute_url

PROXY = re.compile(r"[\"'(]([^\"'()\s]{0,300}?/jpage/\w{0,40}dataproxy\.jsp[^\"'()\s]{0,600})[\"')]")
SETTING = re.compile(
    r"[\"']?\b(columnid|col|appid|webid|path|sourceContentType|unitid|webname|permissiontype|perpage|perPage)[\"']?\s*[:=]\s*[\"']?([^\"',;}\s]*)"
)
TOTAL = re.compile(r"(?:<totalrecord>|totalRecord\w*[\"']?\s*[:=]\s*[\"']?)\s*(\d{1,9})(?!\d)", re.IGNORECASE)
NAMES = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype")
UNIT = re.compile(r"\.jpage\s*\(")  # a page may show several lists, each with settings of its own
NEW_FORM = "/web/jpage/dataproxy.jsp"  # asks for records, whatever its address says besides
BUILT = "/page/build/unit"  # of jpaas
ASKED = re.compile(r"[\"'](\w+)[\"']\s*:\s*[\"']([^\"']*)[\"']")
ROWS = re.compile(r"\brows\W{1,8}(\d{1,3})\b")  # of a page, as the pager in a unit's reply says
FURNITURE = re.compile(
    r"导航|位置|面包屑|名称|页头|页脚|[头底]部|菜单|链接|轮播|统计|nav|menu|crumb|header|footer", re.IGNORECASE
)
SIZE = re.compile(r"^[1-9][0-9]{0,3}$")  # of a page
GROUP = 3  # pages a request brings, as the CMS's own script asks


def find_paging(page: ListPage) -> Paging | None:
    """A Hanweb list page → the requests for all its records, and the first group of items of each of its units."""
    if BUILT in page.text and (built := _built(page)) is not None:
        return built
    if "dataproxy.jsp" not in page.text:  # so few that the page has them all
        first = read_records(page.text, page.url) if "<datastore" in page.text else []
        return Paging([], first, len(first), None, "<datastore>", is_whole=True) if first else None
    starts = [call.start() for call in UNIT.finditer(page.text)]
    ends = [*starts[1:], len(page.text)]
    texts = [page.text[start:end] for start, end in zip(starts, ends, strict=True)] if len(starts) > 1 else [page.text]
    units = {url: unit for text in texts if (unit := _unit(text, page)) for url in unit.urls[:1]}
    first = read_records(page.text, page.url)
    if not units:
        return Paging([], first, is_data=True, is_whole=True) if first and PROXY.search(page.text) else None
    told = [unit.expected_items for unit in units.values()]
    count = sum(one for one in told if one is not None) if None not in told else None
    urls = [url for unit in units.values() for url in unit.urls]
    how = f"totalrecord {TOGETHER.join(map(str, told))}"
    return Paging(urls, first, count, None, how, is_data=True, is_whole=True)


def _unit(text: str, page: ListPage) -> Paging | None:
    """What a page's script says of one of its lists → the requests for its records."""
    proxy, total = PROXY.search(text), TOTAL.search(text)
    if not proxy or (not total and "<record>" not in text):
        return None
    own = dict(parse_qsl(proxy[1].partition("?")[2]))
    said = dict(own)
    for name, value in SETTING.findall(text):
        said.setdefault("perpage" if name == "perPage" else name, value)
    per_page = int(said["perpage"]) if SIZE.match(said.get("perpage") or "") else 15
    count = int(total[1]) if total else len(read_records(text, page.url))
    address = absolute_url(proxy[1].partition("?")[0], page.url)
    if address is None:
        return None
    query = {name: said[name] for name in NAMES if name in said}
    if "page" in own and NEW_FORM not in address:  # the old form asks for pages
        pages = min(-(-count // per_page), MAX_PAGES)
        asked = [own | {"page": str(number)} for number in range(1, pages + 1)]
    else:
        asked = [one | query for one in _groups(count, per_page)]
    return Paging([f"{address}?{urlencode(one)}" for one in asked], expected_items=count if total else None)


def _built(page: ListPage) -> Paging | None:
    """A list of the newer platform (jpaas): a unit has its further pages, and the first too where none stands there."""
    asked = {
        f"{absolute_url(one.get('url'), page.url)}?{urlencode(query)}": query
        for one in page.root.iter("script", "div")
        if BUILT in (one.get("url") or "") and (query := dict(ASKED.findall(one.get("querydata") or "")))
    }
    pager = next((one for one in page.root.iter("div", "ul") if one.get("rows") and one.get("count")), None)
    if pager is None:
        urls = [url for url, query in asked.items() if _is_list(query)]
        return Paging(urls, how="page/build/unit", is_data=True, is_sure=False) if urls else None
    if not asked or not SIZE.match(pager.get("rows")) or not pieces.COUNT.match(pager.get("count")):
        return None
    rows, count = int(pager.get("rows")), int(pager.get("count"))
    pages = min(-(-count // rows), MAX_PAGES)
    return Paging(_of_unit(next(iter(asked)), pages, rows), [], count, pages, f"count {count}", is_data=True)


def _is_list(query: dict[str, str]) -> bool:
    """Whether a unit is a column's list, as far as its name tells; others are the page's navigation.

    >>> _is_list({"pageType": "column", "tagId": "右侧内容"}), _is_list({"pageType": "column", "tagId": "当前位置"})
    (True, False)
    """
    return query.get("pageType") == "column" and not FURNITURE.search(query.get("tagId", ""))


def _of_unit(url: str, pages: int, rows: int) -> list[str]:
    """A unit's address → those of its pages from 2 on."""
    asked = (f'{{"pageNo":{number},"pageSize":{rows}}}' for number in range(2, min(pages, MAX_PAGES) + 1))
    return [f"{url}&{urlencode({'paramJson': one})}" for one in asked]


def _read_unit(text: str, url: str) -> Listing | None:
    """What a unit answers: a piece of HTML in JSON, whose pager says how many pages there are."""
    found, rows = records.read_data(text, url), ROWS.search(text)
    if found is not None and rows and found.expected_pages and not found.next_urls and "paramJson" not in url:
        found.next_urls = _of_unit(url, found.expected_pages, int(rows[1]))
    return found


def _groups(count: int, per_page: int) -> list[dict[str, str]]:
    """The requests of the new form: three pages' records each."""
    step = per_page * GROUP
    return [
        {"startrecord": str(start), "endrecord": str(min(start + step - 1, count)), "perpage": str(per_page)}
        for start in range(1, min(count, MAX_PAGES * step) + 1, step)
    ]


def read_data(text: str, url: str) -> Listing | None:
    """A <datastore> reply, or that of a unit → its items and total; None if it is no such reply."""
    if BUILT in url:
        return _read_unit(text, url)
    if not text.lstrip("\ufeff \r\n\t").startswith("<"):  # the same inside JSON is read as that
        return None
    if "<datastore" not in text[:500] and "<recordset" not in text[:2000]:
        return None
    total = TOTAL.search(text)
    return Listing(read_records(text, url), expected_items=int(total[1]) if total else None, expected_how="totalrecord")


def read_records(text: str, url: str) -> list[Item]:
    """Text with <record> elements → items; links are relative to the list page's host."""
    items = []
    for piece in text.split("</record>")[:-1]:
        markup = piece.partition("<record>")[2].strip().removeprefix("<![CDATA[").removesuffix("]]>")
        try:
            fragment = lxml.html.fromstring(f"<div>{markup}</div>")
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            continue
        for anchor in fragment.iter("a"):
            target = absolute_url(anchor.get("href") or "", url)
            if target:
                whole = "".join(str(part) for part in fragment.itertext())
                rest = whole.replace("".join(str(part) for part in anchor.itertext()), " ", 1)
                items.append(Item(target, link_text(anchor), find_date(rest)))
                break
    return items
