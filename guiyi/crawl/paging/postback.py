"""ASP.NET WebForms: __doPostBack('Pager','2') sends the page's form back with __EVENTTARGET and __VIEWSTATE.

A form sent back has no URL of its own, so its key is the list's URL with the call behind a `#`; the crawl sends the
form of the list's first page with it. A pager that only knows 下一页 is pressed page by page: its argument is ~ and how
often, and each press sends the form of the page before. A pager that links its pages by GET is read by `numbered`.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

import lxml.html

from guiyi.crawl.paging.forms import FIELD_MARK, POSTBACK_MARK, PRESSED
from guiyi.crawl.paging.numbered import NEXT
from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging
from guiyi.crawl.paging.settings import script_totals
from guiyi.crawl.reading.changing import may_change

QUOTE = r"(?:'|&#39;|%27|\\?\")"
CALL = re.compile(
    rf"(?:__doPostBack|WebForm_PostBackOptions)\(\s*{QUOTE}([^'\"&%]*){QUOTE}\s*,\s*{QUOTE}((?:Page\$(?:Next)?)?)(\d*)"
)

TYPED = re.compile(rf"__doPostBack\(\s*{QUOTE}([^'\"&%]*){QUOTE}\s*,\s*[A-Za-z_$]")


def find_paging(page: ListPage) -> Paging | None:
    """A WebForms list page → one form to send a further page, or the next press of 下一页."""
    if "__VIEWSTATE" not in page.text:
        return None
    calls = [(target, word, int(number)) for target, word, number in CALL.findall(page.text) if number]
    items, pages = page.totals
    first = page.url.split("#", 1)[0]
    if not calls:
        button = _next_button(page)
        if button is None:
            return by_number(page)
        pressed = PRESSED.search(page.url)
        at = int(pressed[1]) + 1 if pressed else 1
        urls = [f"{first}{button}:~{at:04d}"] if at < min(pages or MAX_PAGES, MAX_PAGES) else []
        how = f"__doPostBack of {unquote(button.partition(':')[2])}"
        return Paging(urls, expected_items=items, expected_pages=pages, how=how)
    target, word = _pager_of(calls)
    last = min(max(pages or 0, *(number for name, _word, number in calls if name == target)), MAX_PAGES)
    return _up_to(first, target, word, items, last)


def by_number(page: ListPage) -> Paging | None:
    """A WebForms list page whose reader types or picks a number, or whose script makes the pager → its pages."""
    targets = dict.fromkeys(TYPED.findall(page.text)) if "__VIEWSTATE" in page.text else ()
    target = next((one for one in targets if not may_change("/" + one.replace("$", "/"))), None)
    items, pages = page.totals
    last = min(pages or script_totals(page.scripts)[0] or 0, MAX_PAGES) if target is not None else 0
    return _up_to(page.url.split("#", 1)[0], target, "", items, last) if target is not None and last else None


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
