"""What a page's own scripts lack, for which the script files of its site are asked: its pager, or its asker."""

from __future__ import annotations

import re

from guiyi.crawl.paging import ListPage, find_paging
from guiyi.crawl.paging.numbered import NEXT
from guiyi.crawl.paging.pressed import lacks_its_turner
from guiyi.crawl.paging.shown import has_days
from guiyi.crawl.reading.links import words_in
from guiyi.crawl.reading.pagers import has_more

PAGER_CALL = re.compile(r"(?<![\w.])([A-Za-z_$][\w$]{2,40})\([^()]{0,200}\d\s*[\"']?\s*\)")
NEXT_WORDS = re.compile(r"下一?页|后一?页")
NATIVE = ("__doPostBack", "alert", "open", "goto")  # of browsers, and of pages of forms
ASKER = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]{1,20})\s*\.\s*(?:get|post|ajax)\s*\(\s*[\"'`]/?\w")
DEFINED = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]{1,20})\s*=(?!=)")
LIBRARIES = frozenset("$ jQuery axios layui uni wx this window map cookie Cookies localStorage".split())


def lacks_its_pager(page: ListPage) -> bool:
    """Whether a page's 下一页, or a number beside it, calls a function that stands in none of the page's scripts.

    >>> from guiyi.crawl.reading.links import read_links
    >>> from guiyi.markup.parsing import parse_html
    >>> def lacks(html):
    ...     root = parse_html(html)
    ...     return lacks_its_pager(ListPage("http://o.example.test/l", html, root, read_links(root, "", html)))
    >>> pager = "<a onclick='show(2)'>下一页</a>"
    >>> lacks(pager), lacks(f"<script>function show(n) {{}}</script>{pager}")
    (True, False)
    """
    if (has_more(page.root, page.text) or lacks_its_turner(page)) and find_paging(page) is None:
        return True
    for element in page.root.iter("a", "li", "span") if NEXT_WORDS.search(page.text) else ():
        call = PAGER_CALL.search(element.get("onclick") or element.get("href") or "")
        if call and NEXT.match(words_in(element)):
            return call[1] not in NATIVE and call[1] not in page.scripts and find_paging(page) is None
    return False


def lacks_its_asker(page: ListPage) -> bool:
    """Whether a page's script asks by a name that none of its scripts defines and is no library's: http.post("/list").

    >>> from guiyi.crawl.reading.links import read_links
    >>> from guiyi.markup.parsing import parse_html
    >>> def lacks(script):
    ...     html = f"<ul id=l></ul><script>{script}</script>"
    ...     root = parse_html(html)
    ...     return lacks_its_asker(ListPage("http://o.example.test/l", html, root, read_links(root, "", html)))
    >>> ask = "http.post('/list', {page: 1})"
    >>> lacks(ask), lacks(f"const http = axios.create(); {ask}"), lacks("axios.post('/list', {page: 1})")
    (True, False, False)
    """
    names = {match[1] for match in ASKER.finditer(page.scripts)} - LIBRARIES
    if not names or names <= {match[1] for match in DEFINED.finditer(page.scripts)}:
        return False
    return not has_days(page)
