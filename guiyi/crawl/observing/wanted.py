"""What a page wants of its site beside itself: its script files with those that a bundle loads
later, what its own scripts ask for by its address, and what they lack: its pager, or its asker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from urllib.parse import unquote, urljoin, urlsplit

from guiyi.crawl.observing.observe import LIBRARY, SCRIPT_FILE
from guiyi.crawl.paging import ListPage, find_paging
from guiyi.crawl.paging.addressed import parted
from guiyi.crawl.paging.asked import known_in
from guiyi.crawl.paging.followed import followed_in
from guiyi.crawl.paging.further import is_numbered
from guiyi.crawl.paging.interface import DATA_FILE, asked_by
from guiyi.crawl.paging.numbered import NEXT
from guiyi.crawl.paging.pressed import lacks_its_turner
from guiyi.crawl.paging.requested import NO_LIST, requests_of
from guiyi.crawl.paging.routed import article_asked
from guiyi.crawl.paging.settled import LAST_PART, parameters_of, without_aliases
from guiyi.crawl.paging.shown import has_days
from guiyi.crawl.reading.changing import may_change
from guiyi.crawl.reading.links import words_in
from guiyi.crawl.reading.pagers import has_more
from guiyi.urls import absolute_url

MAX_FILES = 6  # script files of one page
MAX_WRITTEN = 3  # files whose tags a page's scripts write
TELLING = re.compile(r"list|page|data|query|search|detail|content|article|news|item|info", re.IGNORECASE)
GOT = re.compile(r"\.getScript\(\s*[\"']([^\"'\s]{1,200}\.js(?:\?[^\"'\s]{0,80})?)[\"']")
CALLS_BACK = re.compile(
    r"[?&](?:\w{0,10}callback|jsonp\w{0,9}|cb)=[A-Za-z_$][\w$.]*", re.IGNORECASE
)  # <script src="/l.do?callback=show">
BY_SERVER = re.compile(r"\.(?:aspx?|ashx|php|jsp|do|action)\?[\w.]{1,30}=", re.IGNORECASE)
DWR = "/dwr/"  # where a script calls objects of the server as if they were its own
READS_PATH = re.compile(rf"\blocation\.pathname\b|{LAST_PART.pattern}")
MINIFIED = re.compile(r"[.-]min\.js$")
PAGER_CALL = re.compile(r"(?<![\w.])([A-Za-z_$][\w$]{2,40})\([^()]{0,200}\d\s*[\"']?\s*\)")
NEXT_WORDS = re.compile(r"下一?页|后一?页")
NATIVE = ("__doPostBack", "alert", "open", "goto")  # of browsers, and of pages of forms
ASKER = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]{1,20})\s*\.\s*(?:get|post|ajax)\s*\(\s*[\"'`]/?\w")
DEFINED = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]{1,20})\s*=(?!=)")
LIBRARIES = frozenset("$ jQuery axios layui uni wx this window map cookie Cookies localStorage".split())
IMPORTED = re.compile(r"\bimport\(\s*[\"'`]([./\w@-]{1,200}\.m?js)[\"'`]\s*\)")
OF_MODULE = re.compile(r"\bfrom\s*[\"'](\.{1,2}/[\w./@-]{1,200}\.m?js)[\"']")
TABLE = re.compile(  # p+"js/"+({1:"list"}[e]||e)+"."+{1:"3f2a"}[e]+".js"
    r"((?:[\"'][\w./-]{0,60}[\"']|\(?\{[^{}]{1,20000}\}\[\w\](?:\|\|\w\))?|[\w$]\.p|\w)(?:\+(?:[\"'][\w./-]{0,60}[\"']|\(?\{[^{}]{1,20000}\}\[\w\](?:\|\|\w\))?|\w)){0,6})"
    r"\+[\"']([\w.-]{0,20}\.js)[\"']"
)
PART = re.compile(r"[\"']([\w./-]{0,60})[\"']|\(?\{([^{}]{1,20000})\}\[\w\](\|\|\w\))?|([\w$]\.p)|(\w)")
ENTRY = re.compile(r"[\"']?([\w~./-]{1,80})[\"']?\s*:\s*[\"']([\w~./-]{1,80})[\"']")
PUBLIC = re.compile(r"\b\w\.p\s*=\s*[\"']([^\"'\s]{0,200})[\"']")
MOST = 40


def may_show_a_row(page: ListPage) -> bool:
    """Whether a page that is asked for by something has a file of data, of which it may show one row."""
    return "?" in page.url and ".json" in page.scripts and not has_days(page)


def asks_for_itself(page: ListPage) -> bool:
    """Whether all that a page's scripts ask names what its own address asks by, and no number of a page: it may be an
    article whose files they link, rather than a list."""
    paging = find_paging(page) if ("?" in page.url or READS_PATH.search(page.asking)) else None
    if paging is None or not paging.is_data or len(paging.urls) != 1 or is_numbered(paging.urls[0]):
        return False
    asked, _mark = parted(paging.urls[0])
    return bool(_own_parameters(page) & set(re.findall(r"[\w-]+", unquote(asked))))


def askers_of(page: ListPage) -> tuple[str, ...]:
    """The scripts of a page that may ask for rows in a way that nobody could follow: files, and its own beside DWR."""
    return (*page.files, f"{DWR}{page.scripts}") if DWR in page.text else page.files


def files_of(page: ListPage) -> list[str]:
    """A page → the addresses of its script files that may tell something, rather those whose names say so, in order."""
    ahead = [one for one in page.root.iter("link") if (one.get("rel") or "").lower() in ("modulepreload", "preload")]
    told = [url for one in ahead if (url := absolute_url(one.get("href") or "", page.found.base))]
    got = [url for one in GOT.findall(page.scripts) if (url := absolute_url(one, page.found.base))]
    tags = [url for one in page.root.iter("script") if (url := absolute_url(one.get("src") or "", page.found.base))]
    calling = {one for one in tags if CALLS_BACK.search(one) or _is_written_by_server(one)}
    asked = dict.fromkeys([*got, *page.found.requisites, *told])
    found = [one for one in asked if SCRIPT_FILE.search(one) or one in calling]
    names = {one: MINIFIED.sub(".js", urlsplit(one).path.rsplit("/", 1)[-1]) for one in found}
    own = [one for one in found if not LIBRARY.search(names[one])]
    telling = sorted(own, key=lambda one: not TELLING.search(names[one]))[:MAX_FILES]
    return [one for one in own if one in telling]  # as they stand: what one defines, the next uses


def is_of_one_page(url: str) -> bool:
    """Whether the address of a script is a question, whose reply is one page's: js.asp?c=3, l.do?callback=show."""
    return bool(BY_SERVER.search(url) or CALLS_BACK.search(url))


def _is_written_by_server(url: str) -> bool:
    """Whether the address of a script is that of a program, as old pages call in rows: <script src="/js.asp?c=3">.

    Counters, and what may change something, are not asked.

    >>> addresses = ("js.asp?c=3", "hits.asp?id=3", "js.asp", "a.js")
    >>> [_is_written_by_server(f"http://o.example.test/{one}") for one in addresses]
    [True, False, False, False]
    """
    return BY_SERVER.search(url) is not None and not NO_LIST.search(urlsplit(url).path) and not may_change(url)


def written_files(page: ListPage) -> list[str]:
    """The script files whose tags a page's own scripts write: '<script src="/data/' + page + '.js">'."""
    asked = (one.first.url for one in followed_in(page) if one.first.way == "get")
    urls = (absolute_url(one, page.found.base) for one in asked)
    return [one for one in dict.fromkeys(urls) if one and SCRIPT_FILE.search(one)][:MAX_WRITTEN]


def asked_by_id(page: ListPage) -> Iterator[str]:
    """What a page's scripts ask for by a parameter of its own address, the first two; no page of a list."""
    yield from article_asked(page)
    wanted = _own_parameters(page)
    if not wanted:
        return
    scripts = without_aliases(page.settled)
    known = known_in(scripts)
    told_so = chain(requests_of(scripts, known, page), asked_by(page))
    urls = (url for url in dict.fromkeys(told_so) if not (is_numbered(url) or SCRIPT_FILE.search(url)))
    asked = (url for url in urls if wanted & set(re.findall(r"[\w-]+", unquote(url))) or DATA_FILE.search(url))
    for _at, url in zip(range(2), asked, strict=False):
        yield url


def _own_parameters(page: ListPage) -> set[str]:
    """What a page's own address asks by, as its scripts read it."""
    told = parameters_of(page.asking, page.url)
    told |= {"": urlsplit(page.url).path.rsplit("/", 1)[-1]} if READS_PATH.search(page.asking) else {}
    return {value for value in told.values() if re.fullmatch(r"[\w-]{1,64}", value)}


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


def chunks_of(text: str, url: str, page: str) -> Iterator[str]:
    """A script file's text and address, and the address of its page → the addresses of the files that it loads later.

    >>> list(chunks_of('r=()=>import("./List-3f.js")', "http://o.example.test/assets/index-1.js", "http://o.example.test/"))
    ['http://o.example.test/assets/List-3f.js']
    >>> table = 'c.p="/static/",c.u=e=>"js/"+({7:"list"}[e]||e)+"."+{7:"3f",9:"a0"}[e]+".js"'
    >>> list(chunks_of(table, "http://o.example.test/static/js/app.js", "http://o.example.test/"))
    ['http://o.example.test/static/js/list.3f.js', 'http://o.example.test/static/js/9.a0.js']
    """
    found = dict.fromkeys(urljoin(url, one) for one in (*IMPORTED.findall(text), *OF_MODULE.findall(text)))
    public = PUBLIC.search(text)
    base = urljoin(page, public[1]) if public else url
    for match in TABLE.finditer(text) if '.js"' in text and "]+" in text else ():
        found |= dict.fromkeys(urljoin(base, name) for name in _names(match))
    yield from [*found][:MOST]


def _names(table: re.Match[str]) -> Iterator[str]:
    """The names that a table puts together, for each of its keys."""
    parts = [*PART.finditer(table[1])]
    tables = [dict(ENTRY.findall(part[2])) for part in parts if part[2]]
    for key in tables[-1] if tables else ():
        made, at = "", 0
        for part in parts:
            if part[2]:
                told = tables[at].get(key, key if part[3] else None)
                at += 1
                if told is None:
                    break
                made += told
            else:
                made += part[1] or (key if part[5] else "")
        else:
            yield made + table[2]
