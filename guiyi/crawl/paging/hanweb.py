"""Hanweb jpage: lists come as XML from …/jpage/dataproxy.jsp; the first group stands in the page's script."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode

import lxml.html
from lxml import etree

from guiyi.crawl.links import link_text
from guiyi.crawl.listing import Item, Listing, find_date
from guiyi.crawl.paging.page import MAX_PAGES, TOGETHER, ListPage, Paging
from guiyi.urls import absolute_url

PROXY = re.compile(r"[\"'(]([^\"'()\s]*?/jpage/\w*dataproxy\.jsp[^\"'()\s]*)[\"')]")
SETTING = re.compile(
    r"[\"']?\b(columnid|col|appid|webid|path|sourceContentType|unitid|webname|permissiontype|perpage|perPage)[\"']?\s*[:=]\s*[\"']?([^\"',;}\s]*)"
)
TOTAL = re.compile(r"(?:<totalrecord>|totalRecord\w*[\"']?\s*[:=]\s*[\"']?)\s*(\d+)", re.IGNORECASE)
RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</record>", re.DOTALL)
NAMES = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype")
UNIT = re.compile(r"\.jpage\s*\(")  # a page may show several lists, each with settings of its own
NEW_FORM = "/web/jpage/dataproxy.jsp"  # asks for records, whatever its address says besides
BUILT = "/page/build/unit"  # of jpaas
ASKED = re.compile(r"[\"'](\w+)[\"']\s*:\s*[\"']([^\"']*)[\"']")
PAGE_OF_UNIT = '{{"pageNo":{0},"pageSize":{1}}}'
NO_LIST = re.compile(
    r"导航|菜单|头部|[页网]头|顶部|[页网]尾|底部|位置|标题|友情|搜索|banner|nav|head|foot|logo|menu", re.IGNORECASE
)
LONG, FEW_TITLES = 9, 3  # characters of a title, and how many of them make no list
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
    per_page = int(said.get("perpage") or 15) if (said.get("perpage") or "15").isdigit() else 15
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
    """A list of the newer platform (jpaas): a unit has it, whose first page may stand there. Menus are units, too."""
    found = ((one.get("url") or "", one.get("querydata") or "") for one in page.root.iter("script", "div"))
    units = ((url, dict(ASKED.findall(asked))) for url, asked in found if BUILT in url)
    url, query = next((one for one in units if not NO_LIST.search(one[1].get("tagId", ""))), ("", {}))
    if not url:
        return None
    address = absolute_url(url, page.url)
    pager = next((one for one in page.root.iter("div", "ul", "table") if one.get("rows") and one.get("count")), None)
    if pager is None and sum(len(link.text) >= LONG for link in page.found.links) <= FEW_TITLES:
        first = f"{address}?{urlencode({**query, 'paramJson': PAGE_OF_UNIT.format(1, 15)})}"
        return Paging([first], how="a unit's interface", is_data=True, is_whole=True)
    if pager is None or not ((pager.get("rows") or "") + (pager.get("count") or "")).isdigit():
        return None
    rows, count = max(1, int(pager.get("rows") or 1)), int(pager.get("count") or 0)
    pages = min(-(-count // rows), MAX_PAGES)
    asked = ({**query, "paramJson": PAGE_OF_UNIT.format(number, rows)} for number in range(2, pages + 1))
    return Paging([f"{address}?{urlencode(one)}" for one in asked], [], count, pages, f"count {count}", is_data=True)


def _groups(count: int, per_page: int) -> list[dict[str, str]]:
    """The requests of the new form: three pages' records each."""
    step = per_page * GROUP
    return [
        {"startrecord": str(start), "endrecord": str(min(start + step - 1, count)), "perpage": str(per_page)}
        for start in range(1, min(count, MAX_PAGES * step) + 1, step)
    ]


def read_data(text: str, url: str) -> Listing | None:
    """A <datastore> reply → its items and total; None if it is no such reply."""
    if "<datastore" not in text[:500] and "<recordset" not in text[:2000]:
        return None
    total = TOTAL.search(text)
    return Listing(read_records(text, url), expected_items=int(total[1]) if total else None, expected_how="totalrecord")


def read_records(text: str, url: str) -> list[Item]:
    """Text with <record> elements → items; links are relative to the list page's host."""
    items = []
    for markup in RECORD.findall(text):
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
