"""ASP.NET WebForms: __doPostBack('Pager','2') sends the page's form back with __EVENTTARGET and __VIEWSTATE.

A form sent back has no URL of its own, so its key is the list's URL with the call behind a `#`; the crawl sends the
form of the list's first page with it. A pager that only knows 下一页 is pressed page by page: its argument is ~ and how
often, and each press sends the form of the page before. A pager that links its pages by GET is read by `numbered`.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

import lxml.html

from guiyi.crawl.paging.forms import FIELD_MARK, PRESSED
from guiyi.crawl.paging.numbered import NEXT
from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging
from guiyi.crawl.paging.settings import script_totals
from guiyi.crawl.reading.changing import may_change
from guiyi.crawl.reading.rowcalls import POSTBACK_MARK
from guiyi.markup.forms import value_of

QUOTE = r"(?:'|&#39;|%27|\\?\")"
CALL = re.compile(
    rf"(?:__doPostBack|WebForm_PostBackOptions)\(\s*{QUOTE}([^'\"&%]*){QUOTE}\s*,\s*{QUOTE}((?:Page\$(?:Next)?)?)(\d*)"
)

MENU_CALL = re.compile(rf"^javascript:__doPostBack\(\s*{QUOTE}([\w$]{{1,100}}){QUOTE}\s*,\s*{QUOTE}{QUOTE}\s*\)", re.I)
FRONT = re.compile(r"/(?:(?:index|default|main|home)\d?\.aspx)?(?:\?[^#]*)?$", re.IGNORECASE)  # a site's first page
COLUMN = re.compile(r"^[\u4e00-\u9fff]{2,8}$")
NO_MENU = re.compile(
    r"[登注][录陆册销]|退出|搜索|查询|检索|提交|首页|主页|[上下][一页]|[尾末]页|收藏|刷新|投票|订阅|确定|取消|返回|切换|验证码"
)
MOST_MENU = 40  # buttons of a menu that are pressed
OF_PAGES = re.compile(r"page|yema|^(?:ddl|drop|sel|lst)?(?:pg|fy)|jump|goto", re.IGNORECASE)
TYPED = re.compile(rf"__doPostBack\(\s*{QUOTE}([^'\"&%]*){QUOTE}\s*,\s*[A-Za-z_$]")


def find_paging(page: ListPage) -> Paging | None:
    """A WebForms list page → one form to send a further page, or the next press of 下一页."""
    if "__VIEWSTATE" not in page.text:
        return None
    sorting = _sorting(page.root) if "<th" in page.text else frozenset()
    calls = [(one[1], one[2], int(one[3])) for one in CALL.finditer(page.text) if one[3] and one[0] not in sorting]
    items, pages = page.totals
    first = page.url.split("#", 1)[0]
    if not calls:
        button = _next_button(page)
        if button is None:
            return by_number(page) or picked(page)
        pressed = PRESSED.search(page.url)
        at = int(pressed[1]) + 1 if pressed else 1
        urls = [f"{first}{button}:~{at:04d}"] if at < min(pages or MAX_PAGES, MAX_PAGES) else []
        how = f"__doPostBack of {unquote(button.partition(':')[2])}"
        return Paging(urls, expected_items=items, expected_pages=pages, how=how)
    target, word = _pager_of(calls)
    last = min(max(pages or 0, *(number for name, _word, number in calls if name == target)), MAX_PAGES)
    return _up_to(first, target, word, items, last)


def _sorting(root: lxml.html.HtmlElement) -> frozenset[str]:
    """The calls of links in the head cells of a page's tables: they sort its rows, and turn no page.

    >>> from guiyi.markup.parsing import parse_html
    >>> link = '<a href="javascript:__doPostBack(%s)">%s</a>'
    >>> head = link % ("'grid','1'", "Date")
    >>> _sorting(parse_html(f"<table><tr><th>{head}</th></tr></table>{link % ('1', '2')}"))
    frozenset({"__doPostBack('grid','1"})
    """
    links = (link for head in root.iter("th") for link in head.iter("a"))
    return frozenset(one[0] for link in links for one in CALL.finditer(link.get("href") or link.get("onclick") or ""))


def menu_calls(url: str, text: str, root: lxml.html.HtmlElement) -> list[tuple[str, str]]:
    '''A site's first page → (the form to send, words) for each link of its menu that is a LinkButton, and has no
    address: its server answers with where the column lies. None on other pages, whose menu is the same.

    >>> from guiyi.markup.parsing import parse_html
    >>> text = """<input name=__VIEWSTATE><a href="javascript:__doPostBack('top$lb1','')">公告公示</a>"""
    >>> menu_calls("http://o.example.test/Default.aspx", text, parse_html(text))
    [('http://o.example.test/Default.aspx#__doPostBack:top%24lb1:', '公告公示')]
    >>> menu_calls("http://o.example.test/list.aspx?t=2", text, parse_html(text))
    []
    '''
    if "__VIEWSTATE" not in text or "__doPostBack(" not in text or not FRONT.search(url.partition("://")[2]):
        return []
    found: dict[str, str] = {}
    for element in root.iter("a"):
        call = MENU_CALL.match((element.get("href") or "").strip())
        words = _words_on(element) if call and not may_change("/" + call[1].replace("$", "/")) else ""
        if call and COLUMN.match(words) and not NO_MENU.search(words):
            found.setdefault(f"{url.split('#', 1)[0]}{POSTBACK_MARK}{quote(call[1], safe='')}:", words)
    return list(found.items())[:MOST_MENU]


def by_number(page: ListPage) -> Paging | None:
    """A WebForms list page whose reader types or picks a number, or whose script makes the pager → its pages."""
    targets = dict.fromkeys(TYPED.findall(page.text)) if "__VIEWSTATE" in page.text else ()
    target = next((one for one in targets if not may_change("/" + one.replace("$", "/"))), None)
    items, pages = page.totals
    last = min(pages or script_totals(page.scripts)[0] or 0, MAX_PAGES) if target is not None else 0
    return _up_to(page.url.split("#", 1)[0], target, "", items, last) if target is not None and last else None


def picked(page: ListPage) -> Paging | None:
    """A WebForms list page whose only pager is a drop-down of its pages, sent as soon as one is chosen → the others."""
    _items, pages = page.totals
    for select in page.found.selects:
        name, values = select.get("name") or "", [value_of(one) for one in select.iter("option")]
        is_told = OF_PAGES.search(name.rsplit("$")[-1]) or pages == len(values)
        if "__doPostBack" not in (select.get("onchange") or "") or not is_told or len(values) > MAX_PAGES:
            continue
        if len(values) > 1 and values == [str(number) for number in range(1, len(values) + 1)]:
            first = page.url.split("#", 1)[0]
            urls = [f"{first}{FIELD_MARK}{quote(name, safe='')}:{value}" for value in values[1:]]
            return Paging(urls, expected_items=page.totals[0], expected_pages=len(values), how=f"a choice of {name}")
    return None


def _up_to(first: str, target: str, word: str, items: int | None, last: int) -> Paging:
    urls = [f"{first}{POSTBACK_MARK}{quote(target, safe='')}:{quote(word)}{number}" for number in range(2, last + 1)]
    return Paging(urls, expected_items=items, expected_pages=last, how=f"__doPostBack up to {last}")


def _pager_of(calls: list[tuple[str, str, int]]) -> tuple[str, str]:
    """What is called with the most numbers, and the word before them: a GridView asks for Page$2, a menu for one id."""
    numbers: dict[tuple[str, str], set[int]] = {}
    for target, word, number in calls:
        numbers.setdefault((target, word), set()).add(number)
    return max(numbers, key=lambda one: len(numbers[one]))


def _next_button(page: ListPage) -> str | None:
    """The call that a 下一页 makes; None where there is none, or it is switched off on the last page."""
    for element in page.root.iter("a", "input", "button"):
        call = CALL.search(element.get("href") or element.get("onclick") or "")
        if not NEXT.match(_words_on(element)) or element.get("disabled") is not None:
            continue
        if call:
            word = f":{quote(call[2])}" if call[2] else ""
            return f"{POSTBACK_MARK}{quote(str(call[1]), safe='')}{word}"
        if (element.get("type") or "").lower() in ("submit", "image") and element.get("name"):
            return f"{FIELD_MARK}{quote(element.get('name') or '', safe='')}"
    return None


def _words_on(element: lxml.html.HtmlElement) -> str:
    """What a link or a button says."""
    if element.tag == "input":
        return (element.get("value") or element.get("alt") or element.get("title") or "").strip()
    return "".join(str(part) for part in element.itertext()).strip()
