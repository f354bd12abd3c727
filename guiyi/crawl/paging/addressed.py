"""Lists whose records hold no address: the page's script joins one from a field, '/detail/' + item.contentId + '.html'.

The reply of the interface doesn't tell how; so what the page's script says goes with the request, behind a `#`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from urllib.parse import quote, unquote

from guiyi.crawl.paging.asked import known_in
from guiyi.crawl.paging.page import ListPage
from guiyi.crawl.paging.settled import settled
from guiyi.crawl.reading.calls import functions_that_open
from guiyi.crawl.reading.changing import may_change
from guiyi.urls import absolute_url

MARK = "#__item:"
FIELD = r"(?:[\w$]{1,30}(?:\[\w+\])?\.){1,3}"
TEMPLATED = re.compile(
    r"<script\b[^<>]{0,200}\btype\s*=\s*[\"']?(?:text/(?!j(?:ava)?script|ecma)|x-)[^<]*(?:<(?!/script)[^<]*)*", re.I
)
BARE = re.compile(r"\$\{\s*(\w+)\s*\}")  # of jQuery's templates: ${id}
HOLE_OPENS = r"(?:\{\{[=!@#-]?|<%[=-]|\{%=)\s*"  # of a template: {{ }} of many, {{= }} of doT, {{@ }} of art-template
JOINED = re.compile(  # from the last character of a literal on, so that no long word is read again from each of its own
    rf"[/=_-](?:\\?[\"'])?(?:(?:\s*\+\s*|\$\{{\s*|{HOLE_OPENS}){FIELD}|{HOLE_OPENS})(\w*id\d{{0,3}}|\w*key|\w*code|\w*guid|sn|no)\b",
    re.IGNORECASE,
)
FURTHER = re.compile(  # behind one field: literals and other fields, however they are joined
    rf"\s*\+\s*[\"']([\w./?=&-]*)|\s*(?:\}}\}}?|%[>}}])([\w./?=&-]*)|[\"']\s*\+\s*{FIELD}(\w+)|{HOLE_OPENS}(?:{FIELD})?(\w+)|\$\{{\s*{FIELD}(\w+)"
)
ON_PAGE = re.compile(r"^[\w.-]+\.(?:s?html?|jspx?|aspx?|php|do|action)\?")
OF_NAME, ENDING = re.compile(r"^\w[\w-]*[_-]$"), re.compile(r"^\.(?:s?html?|jspx?|aspx?|php|do)\b")  # view_7.htm
BEFORE = re.compile(r"[\w./?=&-]{1,200}$")
JOINED_TO = re.compile(  # a literal, and what the script knows, or another field of the record, between
    rf"[\"']([\w./?=&-]{{1,200}})[\"']\s*\+\s*(?:(?:{FIELD}(\w{{1,40}})|([A-Za-z_$][\w$]{{0,40}}))\s*\+\s*)?[\"']$"
)
KNOWN_HOLE = re.compile(r"\$\{\s*([A-Za-z_$][\w$]*)\s*\}")  # of a template: ${cid}
HOLE = re.compile(r"\{(\w+)\}")
STORED = re.compile(r"\.get\(\s*\\?[\"'](\w{1,30})\\?[\"']\s*\)")  # a record of Ext: r.get("id")
HANDED = re.compile(
    rf"^[\\\"'&;\w\s]{{0,12}}(?:\+|\$\{{|\{{\{{)?\s*{FIELD}(\w+)\b"
)  # what a click hands over: '" + o.id + "'
LITERAL = re.compile(r"^[\s\\\"']*([\w.-]{1,64})[\s\\\"']*$")
VARIABLE = re.compile(r"[\"']\s*\+\s*([A-Za-z_$][\w$]*)\b(?=\s*\+)(?![.\[(])")  # what the page's script knows
MOST_FUNCTIONS = 60  # that open a page
MAX_PARTS = 8  # literals and fields behind the first
FILE = re.compile(r"\.(?:jpe?g|png|gif|css|js)\b", re.IGNORECASE)
NOT_OF_ITEM = re.compile(
    r"(?:page|channel|column|catalog|cate|category|class|site|web|type|parent|dept|unit|user)_?(?:id|key|code|no)$",
    re.I,
)


def item_template(page: ListPage) -> str | None:
    """A list page → the address of its items with the name of a record's field in braces; None if no script joins one.

    >>> from guiyi.markup.parsing import parse_html
    >>> from guiyi.crawl.reading.links import read_links
    >>> def told(script):
    ...     text, url = f"<script>{script}</script>", "http://o.example.test/list/3.html"
    ...     return item_template(ListPage(url, text, parse_html(text), read_links(parse_html(text), url, text)))
    >>> told("h += '<a href=\\"/detail/' + o.contentId + '.html\\">' + o.title"), told("u = `/show?id=${row.id}`")
    ('http://o.example.test/detail/{contentId}.html', 'http://o.example.test/show?id={id}')
    >>> told("ask('/api/list?channelId=' + it.channelId)"), told("'/img/' + o.id + '.jpg'")
    (None, None)
    >>> told("s += '<li onclick=show(' + o.id + ')>'; function show(n) { window.open('/d?id=' + n) }")
    'http://o.example.test/d?id={id}'
    """
    own = TEMPLATED.sub(lambda one: BARE.sub(r"{{\1}}", one[0]), page.text) if "${" in page.text else page.text
    text = STORED.sub(r".\1", settled("\n".join((own, *page.files)), page.root, page.url))
    known = known_in(page.settled) if JOINED.search(text) else {}
    text = KNOWN_HOLE.sub(lambda hole: known.get(hole[1], hole[0]), text) if "${" in text and known else text
    for match in JOINED.finditer(text):
        before, name, after = _before(text, match.start() + 1, known), match[1], _behind(text, match.end(), known)
        is_address = "/" in before or ON_PAGE.match(before) or (OF_NAME.match(before) and ENDING.match(after))
        if is_address and not (NOT_OF_ITEM.search(name) or FILE.search(after) or may_change(f"{before}1{after}")):
            address = absolute_url(before, page.url)
            return f"{address}{{{name}}}{after}" if address else None
    return _opened(text, page)


def _opened(text: str, page: ListPage) -> str | None:
    """The address that a function of the page's scripts opens, which a click on a row hands the record's fields."""
    functions: dict[str, tuple[str | int, ...]] = {}
    for name, parts in functions_that_open(page.asking):
        functions.setdefault(name, parts)
    for name, parts in islice(functions.items(), MOST_FUNCTIONS):
        for call in re.finditer(rf"(?<![\w$.]){re.escape(name)}\(([^()]{{1,200}})\)", text):
            told = [_handed(one) for one in call[1].split(",")]
            given = [told[one] if one < len(told) else "" for one in parts if isinstance(one, int)]
            if all(given) and HOLE.search(given[0]) and not NOT_OF_ITEM.search(given[0][1:-1]):
                address = "".join(told[one] if isinstance(one, int) else one for one in parts)
                before, hole, after = address.partition("{")
                url = absolute_url(before, page.url)
                return f"{url}{hole}{after}" if url else None
    return None


def _handed(argument: str) -> str:
    """What a row's click hands to a function → the record's field in braces, or the literal; empty for others."""
    if (field := HANDED.match(argument)) is not None:
        return f"{{{field[1]}}}"
    literal = LITERAL.match(argument)
    return literal[1] if literal else ""


def _before(text: str, end: int, known: Mapping[str, str]) -> str:
    """The piece of a literal that ends there, and of the literal to which it is joined, what is known between: "/web/"
    + "show?id=" + …

    >>> text = "h = '/web/' + 'show?id=' + one.id"
    >>> _before(text, text.index("=' +") + 1, {})
    '/web/show?id='
    >>> text = "h = '/show?cid=' + cid + '&id=' + one.id"
    >>> _before(text, text.index("d=' + one") + 2, {"cid": "3"})
    '/show?cid=3&id='
    >>> text = "h = '/show?kind=' + d.rows[i].kind + '&id=' + d.rows[i].id"
    >>> _before(text, text.rindex("d=' + d") + 2, {})
    '/show?kind={kind}&id='
    """
    found = BEFORE.search(text, max(0, end - 200), end)
    if found is None or text[max(0, found.start() - 2) : found.start()].rstrip("!")[-1:] == "#":  # a route of a script
        return ""
    literal = JOINED_TO.search(text, max(0, found.start() - 270), found.start())
    if literal is None or (literal[3] and literal[3] not in known):
        return found[0]
    return literal[1] + (f"{{{literal[2]}}}" if literal[2] else known.get(literal[3] or "", "")) + found[0]


def _behind(text: str, at: int, known: Mapping[str, str]) -> str:
    """What is joined behind an address's first field: literals, further fields, what the script knows.

    >>> _behind("}}&itemId={{x.itemId}}&type={{x.type}}'", 0, {}), _behind(' + "&t=" + o.t + ".html")', 0, {})
    ('&itemId={itemId}&type={type}', '&t={t}.html')
    >>> _behind("+'&cid='+cid+'&t='+r.t+'.html", 0, {"cid": "gg"})
    '&cid=gg&t={t}.html'
    """
    parts = []
    for _part in range(MAX_PARTS):
        own = VARIABLE.match(text, at)
        if own is not None and own[1] in known:
            parts.append(known[own[1]])
            at = own.end()
            continue
        further = FURTHER.match(text, at)
        if further is None:
            break
        at = further.end()
        literal, field = further[1] or further[2], further[3] or further[4] or further[5]
        parts.append(f"{{{field}}}" if field else literal or "")
    return "".join(parts)


def page_base(page: ListPage, url: str) -> str | None:
    """A list page and the interface it asks → the page's folder, where relative addresses of the reply mean another
    thing on the page than below the interface; else None.
    """
    folder = absolute_url(".", page.found.base)
    return folder if folder != absolute_url(".", url.partition("#")[0]) else None


def base_of(url: str) -> str:
    """A request, with what stands behind it → the address from which relative addresses of its reply begin.

    >>> base_of("http://o.example.test/api/list#__item:http%3A%2F%2Fo.example.test%2F"), base_of("/api/list")
    ('http://o.example.test/', '/api/list')
    """
    asked, mark = parted(url)
    base = _template(mark)
    return base if base and not HOLE.search(base) else asked


def with_template(url: str, template: str | None) -> str:
    """An interface's request → the same with the address of its items, or that from which theirs begin, if known."""
    asked, mark = parted(url)
    told = mark.partition("&")[2]
    return f"{asked}{MARK}{quote(template, safe='')}{'&' * bool(told)}{told}" if template else url


def with_told(url: str, name: str, told: str) -> str:
    """An interface's request → the same with something else that its page's script tells of it, by a name.

    >>> url = with_told("http://o.example.test/l.json", "next", "http://o.example.test/l_1.json")
    >>> told_in(parted(with_template(url, "/d/{id}.htm"))[1], "next"), told_in(parted(url)[1], "text")
    ('http://o.example.test/l_1.json', '')
    """
    asked, mark = parted(url)
    return f"{asked}{mark or MARK}&{name}={quote(told, safe='')}"


def told_in(mark: str, name: str) -> str:
    """What stands behind a request by a name (see with_told); empty for nothing."""
    parts = (one.partition("=") for one in mark.split("&")[1:])
    return next((unquote(value) for key, _, value in parts if key == name), "")


def without_told(mark: str, name: str) -> str:
    """What stands behind a request, without what it tells by a name."""
    kept = "&".join(one for one in mark.split("&") if not one.startswith(f"{name}="))
    return "" if kept == MARK else kept


def _template(mark: str) -> str:
    return unquote(mark.removeprefix(MARK).partition("&")[0])


def parted(url: str) -> tuple[str, str]:
    """Such a request → the request itself, and the mark with what stands behind it; empty for others."""
    at = url.find(MARK)
    return (url[:at], url[at:]) if at >= 0 else (url, "")


def address_in(mark: str, record: dict[str, object]) -> str | None:
    """What stands behind a request, and a record by lower-case names → the record's address; None without the field.

    >>> address_in("#__item:%2Fd%2F%7BcontentId%7D.html", {"contentid": 305}), address_in("", {"id": 3})
    ('/d/305.html', None)
    """
    template = _template(mark)
    values = {name: record.get(name.lower()) for name in HOLE.findall(template)}
    if not values or not all(_is_id(value) for value in values.values()):
        return None
    return HOLE.sub(lambda hole: str(values[hole[1]]), template)


def _is_id(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and re.fullmatch(r"[\w.-]{1,64}", value) is not None)
