"""Pages that only a script fills, of which nothing was had: an empty shell, or routes behind # that no server sees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import lxml.html
from lxml import etree

from guiyi.crawl.paging.boxes import LINK_MADE
from guiyi.crawl.paging.followed import ROUTE
from guiyi.crawl.reading.texts import running_text, says_when, tells_itself, visible_text
from guiyi.crawl.shells.states import holds_article
from guiyi.markup.marks import Marks

FEW_ROUTES = 2  # from which they are how a page shows all of a site
FEW_WORDS = 30  # characters of a shell: 加载中…, a note that scripts are off
OWN_TEXT = 60  # characters of running text from which a page says something by itself
SHELL = re.compile(  # an element in which frameworks put all that they draw
    r"<(?:div|body|main|section)\b[^<>]{0,300}?\b(?:id\s*=\s*[\"']?(?:app|root|__next|__nuxt|main-app|q-app)\b|ui-view|ng-view|data-server-rendered)"
    r"|<(?:app-root|router-view|ui-view|ng-view)\b",
    re.IGNORECASE,
)
OUTLET = re.compile(  # empty: a router has put nothing into the place for all that it shows
    r"<(?:[un][ig]-view\b|(?:div|section|main|article)\b[^<>]{0,300}?\s(?:data-)?(?:ui|ng)-view(?=[\s>=]))[^<>]{0,300}>\s*</",
    re.IGNORECASE,
)
_names = ("app", "root", "__next", "__nuxt", "main-app", "q-app")
_shells = [f"{before}{name}" for name in _names for before in "\"'= \t\r\n"]
_drawn = Marks(("#/", "#!/", *_shells, "ui-view", "ng-view", "data-server-rendered", "app-root", "router-view"))
CUSTOM = re.compile(
    r"<([a-z][a-z0-9]{0,30}-[\w-]{1,60})\b[^<>]{0,300}>\s*[^<>]{0,20}</\1\s*>", re.IGNORECASE
)  # as yet empty
SHOWS: Any = etree.XPath("boolean(.//a[@href] | .//img | .//table | .//form | .//video | .//embed | .//object)")
NOSCRIPT = re.compile(r"<noscript\b[^<>]*>.*?</noscript\s*>", re.IGNORECASE | re.DOTALL)
SIGNS_IN = re.compile(  # a page at which one signs in: no document stands behind it for its readers
    r"<title\b[^<>]{0,200}>[^<>]{0,60}?(?:登[录陆]|身份认证|\b(?:log|sign)[ -]?in\b)"
    r"|<input\b[^<>]{0,300}?\btype\s*=\s*[\"']?password",
    re.IGNORECASE,
)
MAP_TITLE = re.compile(r"<title\b[^<>]{0,200}>[^<>]{0,60}?(?<!网站)(?<!站点)地图", re.IGNORECASE)
MAP_SCRIPT = re.compile(  # what draws a map, and no document
    r"<script\b[^<>]{0,300}?\bsrc\s*=\s*[\"']?[^\"'<>\s]{0,60}(?:api\.map\.baidu|webapi\.amap|api\.tianditu|map\.qq\.com|leaflet|openlayers|\barcgis)",
    re.IGNORECASE,
)
AWAITED = "rows awaited"  # flag of a page whose list a script file asks for in a way that nobody could follow
ASKS = re.compile(r"\$\.(?:ajax|get|post|getJSON)\(|\baxios\b|\bfetch\(|\bXMLHttpRequest\b|^/dwr/")
ROW_MADE = re.compile(r"<(?:li|tr|dd)\b[^;\n]{0,300}?<a\b[^<>;\n]{0,200}?\bhref\b", re.IGNORECASE)
NOWHERE = 2  # own pages to which a page leads whose menu a script makes: itself, and home
PUT_INTO = re.compile(
    r"(?:\$|jQuery)\(\s*[\"']#([\w-]{1,60})(?: tbody)?[\"']\s*\)\.(?:append|html|prepend)\(\s*[^\s)]"
    r"|getElementById\(\s*[\"']([\w-]{1,60})[\"']\s*\)\.(?:innerHTML|insertAdjacentHTML|appendChild)\b"
)
HOLDERS = ("ul", "ol", "dl", "div", "table", "tbody", "nav", "span")
MOST_FILLED = 2  # a list, and its pager; a page of boxes fills many
LISTS_BY_ASKING = re.compile(r"<title\b[^<>]{0,200}>[^<>]{0,60}?(?:搜索|检索|查询|\bsearch\b)", re.IGNORECASE)
MOST_ROUTES, LONGEST = 200, 200_000


def routes_in(root: lxml.html.HtmlElement) -> Iterator[str]:
    """A page → the routes of its scripts that it links: what stands behind a # that no server is told.

    >>> page = "<a href='#/list/3'>公告</a><a href='/#!/d?id=7'>通知</a><a href='#top'>顶部</a><a href='#/'></a>"
    >>> [*routes_in(lxml.html.fromstring(f"<div>{page}</div>"))]
    ['#/list/3', '#!/d?id=7']
    """
    for element in root.iter("a"):
        mark, _, route = (element.get("href") or "").partition("#")
        is_route = len(route) > 2 and ROUTE.match(f"#{route}") and not mark.strip("./")
        if is_route and "".join(element.itertext()).strip():
            yield f"#{route}"


def is_unfilled(root: lxml.html.HtmlElement, text: str, lowered: bytes, has_routes: bool = False) -> bool:
    """A page that lists nothing → whether scripts alone would fill it, and what it was printed from does not.

    lowered: the text in UTF-8 and small letters. has_routes: whether the crawl takes routes behind # for pages of their
    own: to lead to some is then no loss. An empty outlet of a router (ui-view) is where all would stand, whatever head
    and foot are around it. Pages at which one signs in, and those whose title and scripts say that they draw a map,
    show no documents.

    >>> def told(page):
    ...     return is_unfilled(lxml.html.document_fromstring(page), page, page.lower().encode())
    >>> script = "<script src=/js/app.js></script>"
    >>> told(f"<title>县水利局</title><div id=app></div>{script}"), told(f"<div id=app>{'联系电话' * 9}</div>{script}")
    (True, False)
    >>> links = "".join(f"<a href='#/list/{n}'>栏目</a>" for n in range(3))
    >>> told(f"<div>{links}</div>{script}"), told("<a href='#top'>顶部</a>"), told("<div id=app></div>")
    (True, False, False)
    >>> around = f"<h1>县水利局</h1>%s<p>主办：县水利局 地址：{'县城路' * 9}</p>{script}"
    >>> [told(around % one) for one in ("<div ui-view></div>", "<div ui-view><h2>通知</h2></div>", "<div></div>")]
    [True, False, False]
    >>> told("<title>用户登录</title><div id=app></div>" + script)
    False
    >>> menu, own = "<nav><a href=/gk/>公开</a></nav>", "<main><h2>通知</h2><gov-list code=tz></gov-list>%s</main>"
    >>> [told(menu + one + script) for one in (own % "", own % "<img src=1.jpg>", "<gov-top></gov-top><p>无</p>")]
    [True, False, False]
    """
    if len(text) > LONGEST or b"<script" not in lowered:
        return False
    if CUSTOM.search(text) is not None and _is_left_to_elements(root, text):
        return True
    if not _drawn.may_stand_in_lowered(lowered):
        return False
    if "#" in text and len({*islice(routes_in(root), MOST_ROUTES)}) >= FEW_ROUTES:
        return not has_routes and running_text(root) < OWN_TEXT
    if OUTLET.search(text) is not None and not has_routes and not SIGNS_IN.search(text):
        return running_text(root) < OWN_TEXT
    if SHELL.search(text) is None or holds_article(text) or SIGNS_IN.search(text):
        return False
    if MAP_TITLE.search(text) and MAP_SCRIPT.search(text):
        return False
    return len("".join(visible_text(lxml.html.fromstring(NOSCRIPT.sub("", text))).split())) <= FEW_WORDS


def _is_left_to_elements(root: lxml.html.HtmlElement, text: str) -> bool:
    """Whether a page, or its <main>, shows nothing but elements that its scripts define (web components), yet empty: it
    has no link, picture, table, form or text of its own beside them.
    """
    place = root.find(".//main")
    place = place if place is not None else root.find("body")
    if place is None or SHOWS(place) or holds_article(text) or SIGNS_IN.search(text):
        return False
    is_there = any("-" in one.tag for one in place.iter(etree.Element))
    return is_there and running_text(place) < OWN_TEXT and not says_when(place) and not tells_itself(root)


def empty_places(root: lxml.html.HtmlElement) -> set[str]:
    """The names of a page's places into which scripts put something, yet empty."""
    places = (one for one in root.iter(*HOLDERS) if one.get("id") and "".join(islice(one.itertext(), 9)).strip() == "")
    return {str(one.get("id")) for one in places}


def awaits_rows(root: lxml.html.HtmlElement, text: str, scripts: Iterable[str], leads: int = NOWHERE + 1) -> bool:
    '''A page that lists nothing, its script files → whether one asks for rows with links to put into an empty place.

    leads: to how many own pages it leads by itself; where there are hardly any, a menu's links do, too. Pages of boxes,
    of a text, and those that list what one asks for are none.

    >>> ask = """$.ajax({url: "/l", headers: sign(), success: r => $("#l").append("<li><a href='" + r.u + "'>")})"""
    >>> def awaits(page, script=ask):
    ...     return awaits_rows(lxml.html.document_fromstring(page), page, [script])
    >>> awaits("<ul id=l></ul>"), awaits("<ul id=l><li>1</ul>"), awaits("<title>信息查询</title><ul id=l></ul>")
    (True, False, False)
    >>> awaits("<ul id=l></ul>", "".join(ask.replace("#l", f"#l{n}") for n in range(4)) + ask)
    False
    >>> awaits("<p>发布时间：2018-03-05</p><ul id=l></ul>"), awaits("<ul id=l></ul>", "$('#l').html('<li>')")
    (False, False)
    >>> menu = """$.getJSON("/m.json", function (r) { $("#m").html('<a href="/l?c=' + r.id + '">') })"""
    >>> [awaits_rows(lxml.html.fromstring("<p><span id=m></span>"), "", [menu], leads) for leads in (1, 3)]
    [True, False]
    '''
    empty = empty_places(root)
    if not empty or LISTS_BY_ASKING.search(text) or says_when(root) or running_text(root) >= OWN_TEXT:
        return False
    made = ROW_MADE if leads > NOWHERE else LINK_MADE
    for script in scripts:
        filled = {one[1] or one[2] for one in PUT_INTO.finditer(script)}
        if filled & empty and len(filled) <= MOST_FILLED and ASKS.search(script) and made.search(script):
            return True
    return False
