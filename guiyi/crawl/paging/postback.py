"""ASP.NET WebForms: __doPostBack('Pager','2') sends the page's form back with __EVENTTARGET and __VIEWSTATE.

A form sent back has no URL of its own, so its key is the list's URL with the call behind a `#`; the crawl sends the
form of the list's first page with it. A pager that only knows 下一页 is pressed page by page: its argument is ~ and how
often, and each press sends the form of the page before. A pager that links its pages by GET is read by `numbered`.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from guiyi.crawl.listing import find_totals
from guiyi.crawl.paging.forms import POSTBACK_MARK, PRESSED
from guiyi.crawl.paging.numbered import NEXT
from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging

CALL = re.compile(
    r"__doPostBack\(\s*(?:'|&#39;|%27|\\?\")([^'\"&%]*)(?:'|&#39;|%27|\\?\")\s*,\s*(?:'|&#39;|%27|\\?\")((?:Page\$)?)(\d*)"
)


def find_paging(page: ListPage) -> Paging | None:
    """A WebForms list page → one form to send a further page, or the next press of 下一页."""
    if "__VIEWSTATE" not in page.text:
        return None
    calls = [(target, word, int(number)) for target, word, number in CALL.findall(page.text) if number]
    items, pages = find_totals(page.visible)
    first = page.url.split("#", 1)[0]
    if not calls:
        target = _next_button(page)
        if target is None:
            return None
        pressed = PRESSED.search(page.url)
        at = int(pressed[1]) + 1 if pressed else 1
        urls = (
            [f"{first}{POSTBACK_MARK}{quote(target, safe='')}:~{at:04d}"]
            if at < min(pages or MAX_PAGES, MAX_PAGES)
            else []
        )
        return Paging(urls, expected_items=items, expected_pages=pages, how=f"__doPostBack of {target}")
    target, word, _number = calls[0]  # a GridView asks for Page$2
    last = min(max(pages or 0, *(number for name, _word, number in calls if name == target)), MAX_PAGES)
    urls = [f"{first}{POSTBACK_MARK}{quote(target, safe='')}:{quote(word)}{number}" for number in range(2, last + 1)]
    return Paging(urls, expected_items=items, expected_pages=last, how=f"__doPostBack up to {last}")


def _next_button(page: ListPage) -> str | None:
    """What a 下一页 that is a form's button calls; None where there is none, or it is switched off on the last page."""
    for anchor in page.root.iter("a"):
        call = CALL.search(anchor.get("href") or "")
        if call and NEXT.match("".join(str(part) for part in anchor.itertext()).strip()):
            return str(call[1])
    return None
