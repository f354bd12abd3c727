"""Addresses that a page's own script asks for or opens by id: `show('C2018')` with `$.get("letter.jsp?id=" + id)`.

Mailboxes of old sites list their letters once and fill in each one on a click; some lists open each item by a script,
some by a form that a script fills and sends: what it sends is asked for as a query.
A function of an inline script that joins an address and its arguments is read as a pattern; the page's clicks on it
give the arguments. A click may also name what it opens itself: `onclick="window.open('view.aspx?RowID=12')"`. Nothing
is run. What only opens a page counts where the click is on words long enough to be a title: buttons, pagers and menus
jump as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import lxml.html
from lxml import etree

from guiyi.caching import kept
from guiyi.crawl.reading.changing import link_may_change, may_change
from guiyi.urls import absolute_url

FIGURES = re.compile(r"[\d\s年月日./:：\[\]()（）-]*")  # a day, a number or nothing
FUNCTION = re.compile(r"function\s+([\w$]+)\s*\(([^)]*)\)|(?<![\w$])([\w$]+)\s*[:=]\s*function\s*\(([^)]*)\)")
JOINED = re.compile(  # a literal that is no window's width, and up to eight names and literals behind it
    r"[\"'](?![,;]|(?:width|height|top|left|dialog\w+)[=:])([^\"'\s<>]*[=/_?&-])[\"']((?:\s*\+\s*(?:[\w$]+|[\"'][^\"'\s<>]*[\"'])){1,8})"
)
PART = re.compile(r"\+\s*(?:([\w$]+)|[\"']([^\"'\s<>]*)[\"'])")
WITH_DATA = re.compile(
    r"(?:url\s*:\s*|\$\.(?:get|getJSON|ajax|post)\(\s*|\.load\(\s*)[\"']([^\"'\s<>?]+)[\"'][^{}]{0,80}?\{\s*[\"']?(\w+)[\"']?\s*:\s*([\w$]+)"
    r"|url\s*:\s*[\"']([^\"'\s<>?]+)[\"'][^;]{0,200}?data\s*:\s*\{\s*[\"']?(\w+)[\"']?\s*:\s*([\w$]+)",
    re.DOTALL,
)
ASKS = re.compile(r"\$\.(?:get|getJSON|ajax|post)\b|\.load\(|fetch\(|XMLHttpRequest|ActiveXObject")
OPENS = re.compile(
    r"window\.open\(|\bshowMod(?:al|eless)Dialog\(|\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:replace|assign)\("
)
FRAMES = re.compile(  # what a frame of the page shows then
    r"\.(?:src\s*=(?!=)|(?:attr|prop)\(\s*[\"']src[\"']\s*,)"
)
SPOILING = re.compile(r"[?&](?:_?t|_|rnd|r|rand(?:om)?|time(?:stamp)?|ts)=$", re.IGNORECASE)  # what no cache knows
ADDRESSED = re.compile(  # openWin('show.asp?id=3', 400, 300), location.href='list.jsp?id=3', go('parent','a.htm')
    r"(?:([\w$.]{2,40})\(\s*(?:[\"'][\w$]{0,30}[\"']\s*,\s*)?|\blocation(?:\.href)?\s*=\s*)([\"'])((?:https?://[\w.:-]{1,80}/|\.{0,2}/)?[\w./%-]{0,120}"
    r"\.(?:[sj]?html?|aspx?|jspx?|php|do|action)(?:\?[^\"'<>\s]{0,200})?)\2"
)
CALLED_FILE = re.compile(  # download('/up/a.doc'), downFile("b.pdf", "表")
    r"[\w$]\(\s*([\"'])([^\"'\s<>]{1,300}\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|rtf|zip|rar|7z))\1", re.IGNORECASE
)
OPENS_NO_PAGE = re.compile(
    r"home|favou?rite|bookmark|load|image|flash|submit|confirm|alert|del(?:ete)?$|print", re.IGNORECASE
)
BUTTON = re.compile(
    r"^\W*(?:返回|后退|打印|关闭|提交|重置|确定|取消|登[录陆]|注册|搜索|查询|检索|刷新|放大|缩小|[上下前后]一?[页篇个步]|[上下]一|首页|尾页|末页|最后|起始|转到|跳转|前往|删除|修改|设为|加入|收藏|我要|more)",
    re.IGNORECASE,
)
SHORT = re.compile(r"[\u4e00-\u9fff]{3,4}")  # the name of a column
NAME = 2  # characters of the words of a click that names an address itself
NAMED = re.compile(  # what a click opens by name
    r"(?:window\.open\(|\blocation(?:\.href)?\s*=|\blocation\.(?:replace|assign)\()\s*(?:encodeURI\(\s*)?([\"'])([^\"'\s<>]{2,400})\1\s*(?:[,);}]|$)"
)
PRESSED = re.compile(
    r"vote|toupiao|zan(?![a-z])|digg|praise|favou?r|subscri|collect|follow|comment|score|pingfen", re.IGNORECASE
)
HANDED = re.compile(  # window.open(url), location.href = url: what it opens is its argument as it stands
    r"(?:window\.open\(|\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:replace|assign)\()\s*([\w$]+)\s*(?:[,);}\n]|$)"
)
WHOLE = re.compile(
    r"^\s*([\"'])(?=[^\"']*[/.?])(?!javascript:|#)([^\"'\s<>]{2,400})\1\s*$", re.IGNORECASE
)  # an address
SENDS = re.compile(r"\.submit\(")
SET_FIELD = re.compile(  # $("#id").val(id), getElementById("id").value = id, document.forms[0].id.value = id
    r"\$\(\s*[\"']#([\w-]+)[\"']\s*\)\.val\(\s*([\w$]+)\s*\)"
    r"|(?:getElementById\(\s*[\"']([\w-]+)[\"']\s*\)|\.([\w$]+))\.value\s*=\s*([\w$]+)\b(?!\s*[.(+])"
)
ACTION = re.compile(r"(?:\.action\s*=\s*|\.attr\(\s*[\"']action[\"']\s*,\s*)[\"']([^\"'\s<>]+)[\"']")
OF_PAGER = re.compile(  # a field that a pager fills, or that ASP.NET posts back
    r"pag(?:e|in)|curr|^pn?$|^__(?:EVENT|VIEWSTATE)", re.IGNORECASE
)
ARGUMENT = re.compile(r"^\s*[\"']?([\w./-]{1,64})[\"']?\s*$")
_clicks: Any = etree.XPath("//@onclick", smart_strings=False)
CLICKABLE = ("a", "tr", "td", "li", "span", "div", "input", "p", "label", "font", "b", "strong")
MAX_CALLS, MAX_FORMS = 500, 8  # addresses of one page; forms of it that are looked at
TITLE = 5  # characters of the words of a click that opens an item rather than pressing a button
BODY = 3000  # characters of a function that are read


@dataclass(frozen=True)
class _Pattern:
    """What a function asks for, a join of literals and places of its arguments. opens: it leaves the page for it.
    frames: it shows it in a frame of the page.

    fields: those of a form that it fills, by name or id, with the places of its arguments; parts are its address then.
    """

    name: str
    opens: bool
    parts: tuple[str | int, ...]
    fields: tuple[tuple[str, int], ...] = ()
    frames: bool = False

    def filled(self, arguments: list[str]) -> str | None:
        """The address for a call's arguments as written; None where one is missing or no plain value."""
        if isinstance(handed := self.parts[0] if len(self.parts) == 1 else "", int):
            whole = WHOLE.match(arguments[handed]) if handed < len(arguments) else None
            return whole[2] if whole else None
        said = [_plain(arguments, part) if isinstance(part, int) else part for part in self.parts]
        return None if None in said else "".join(map(str, said))


def called_links(
    root: lxml.html.HtmlElement, base: str, scripts: Iterable[str], clicks: str
) -> list[tuple[str, str, lxml.html.HtmlElement]]:
    """Tree of a page, its scripts and `clicks_of` it → (absolute address, words, element) of each, in page order."""
    patterns = {one.name: one for script in scripts for one in _patterns(script)}
    if any(one.frames for one in patterns.values()) and next(root.iter("iframe", "frame"), None) is None:
        patterns = {name: one for name, one in patterns.items() if not one.frames}  # it changes a picture
    found: list[tuple[str, str, lxml.html.HtmlElement]] = []
    calls = patterns or opened_by(clicks)
    for element, call, opens in _calls(root, patterns) if calls else ():
        words = words_clicked(element)
        is_item = _opens_item(words) if opens else not PRESSED.search(call)
        target = absolute_url(call, base) if is_item else None
        if target and len(found) < MAX_CALLS and not may_change(target):
            found.append((target, words, element))
    is_addressed = ADDRESSED.search(clicks) is not None
    return [*found, *_addressed(root, base, {one for _to, _words_, one in found})] if is_addressed else found


def _opens_item(words: str) -> bool:
    """Whether the words of a click name what it opens, an item or a column of a tree, rather than press a button.

    >>> [_opens_item(one) for one in ("停水公告一则", "机构职能", "末页", "[下一页]", "12", "转到", "打印")]
    [True, True, False, False, False, False, False]
    """
    words = words.strip("[]()<>【】［］（）《》 ")
    return len(words) >= TITLE or (SHORT.fullmatch(words) is not None and not BUTTON.match(words))


def clicks_of(root: lxml.html.HtmlElement, hrefs: Iterable[str], lowered: bytes) -> str:
    """Tree of a page, the addresses of its links, its text in small letters → all that its clicks run, joined by ;."""
    said = _clicks(root) if b"onclick" in lowered else []
    if b"javascript:" in lowered:
        said = [*said, *(one[11:] for one in hrefs if one[:1] in ("j", "J") and one[:11].lower() == "javascript:")]
    return ";".join(said)


def _addressed(
    root: lxml.html.HtmlElement, base: str, known: set[lxml.html.HtmlElement]
) -> Iterator[tuple[str, str, lxml.html.HtmlElement]]:
    r"""Clicks that name a page's address themselves, whatever function they hand it to, also behind a window's name.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = "<a href='javascript:openWin(\"n.asp?id=3\",400)'>停水公告</a><p onclick='setHome(\"/a.htm\")'>设为首页"
    >>> [(to, words) for to, words, _one in _addressed(parse_html(page), "http://old.example.test/", set())]
    [('http://old.example.test/n.asp?id=3', '停水公告')]
    >>> page = "<area href='#' alt='通知公告' onclick=\"MM_goToURL('parent','tz/a.htm');return false\">"
    >>> [to for to, _words, _one in _addressed(parse_html(page), "http://o.example.test/", set())]
    ['http://o.example.test/tz/a.htm']
    >>> page = "<input type=button value='%s' onclick=\"location.href='l.asp?id=2'\">"
    >>> told = (_addressed(parse_html(page % one), "http://o.example.test/", set()) for one in ("要闻", "下一页"))
    >>> [[words for _to, words, _one in some] for some in told]
    [['要闻'], []]
    """
    for element in root.iter(*CLICKABLE, "area", "img", "dd", "button"):
        click, href = element.get("onclick"), element.get("href")
        is_script = href is not None and href[:11].lower() == "javascript:"
        if not (click or is_script) or element in known:
            continue
        calls = (ADDRESSED.search(one) for one in (click, href if is_script else None) if one)
        call = next((one for one in calls if one and not OPENS_NO_PAGE.search(one[1] or "")), None)
        opened = call[3] if call else file_called(click) or file_called(href if is_script else None)
        words = words_clicked(element) if opened and not _has_address(element) else ""
        target = absolute_url(opened, base) if opened and len(words) >= NAME else None
        if target and not BUTTON.match(words) and not words.isdecimal() and not link_may_change(target):
            yield target, words, element


def file_called(click: str | None) -> str | None:
    """The file whose address a click hands to a function, whatever that is called; None without one.

    >>> file_called("javascript:download('/up/a.doc')"), file_called("play('/a.html')")
    ('/up/a.doc', None)
    """
    match = CALLED_FILE.search(click) if click else None
    return match[2] if match else None


def opened_by(click: str | None) -> str | None:
    """What a click names as what it opens; None where it names nothing.

    >>> opened_by("javascript:location.href='/view.asp?id=3';return false;"), opened_by("window.open('a.htm?' + x)")
    ('/view.asp?id=3', None)
    """
    match = NAMED.search(click) if click and ("open" in click or "location" in click) else None
    return match[2] if match and re.search(r"[/.?]", match[2]) else None


def words_clicked(element: lxml.html.HtmlElement) -> str:
    """What a click is on: an anchor's title or text; what a button or a picture says; of a row, its longest piece that
    is no day.

    >>> from guiyi.markup.parsing import parse_html
    >>> words_clicked(parse_html("<table><tr><td>春季抽检问答<td>2010-10-14</table>").find(".//tr"))
    '春季抽检问答'
    """
    if element.tag in ("input", "area", "img"):
        return " ".join((element.get("value") or element.get("alt") or element.get("title") or "").split())
    pieces = [" ".join(str(one).split()) for one in element.itertext()]
    text = "".join(pieces) if element.tag == "a" else max(pieces, key=_weight_of_piece, default="")
    return (element.get("title") or "").strip() or text


def _weight_of_piece(piece: str) -> tuple[bool, int]:
    return FIGURES.fullmatch(piece) is None, len(piece)


def functions_that_open(scripts: str) -> list[tuple[str, tuple[str | int, ...]]]:
    """Scripts → name and address of each function that opens a page, literals and places of its arguments; behind them
    those that ask for one.

    >>> functions_that_open("function show(id) { window.open('d.html?id=' + id) }")
    [('show', ('d.html?id=', 0))]
    """
    told = [one for one in _patterns(scripts) if not one.fields and len(one.parts) > 1]
    found = [one for one in told if not may_change("".join(map(str, one.parts)))]
    return [(one.name, one.parts) for one in sorted(found, key=lambda one: not one.opens)]


def address_of_call(call: str, scripts: str) -> str | None:
    """A click's call and the page's scripts → the address that the function opens; None where it opens none.

    >>> address_of_call("down('a7')", "function down(id) { window.location.href = '/f?id=' + id }")
    '/f?id=a7'
    >>> script = "function look(url) { window.open(url) }"
    >>> address_of_call("look('/?p=12')", script), address_of_call("look('12')", script)
    ('/?p=12', None)
    """
    named = re.search(r"([\w$]+)\(([^()]*)\)", call)
    pattern = next((one for one in _patterns(scripts) if named and one.name == named[1] and one.opens), None)
    if named is None or pattern is None or pattern.fields:
        return None
    address = pattern.filled(named[2].split(","))
    return address if address and not link_may_change(address) else None


@kept(500, longest=50_000)
def _patterns(script: str) -> list[_Pattern]:
    """A script → its functions that ask for or open an address; kept, since pages share their scripts."""
    return list(_read_patterns(script)) if any(one.search(script) for one in (ASKS, OPENS, SENDS, FRAMES)) else []


def _read_patterns(script: str) -> Iterator[_Pattern]:
    heads = list(FUNCTION.finditer(script))
    for at, head in enumerate(heads):
        end = heads[at + 1].start() if at + 1 < len(heads) else len(script)
        name, arguments = head[1] or head[3], [one.strip() for one in (head[2] or head[4] or "").split(",")]
        body = script[head.end() : min(end, head.end() + BODY)]
        # a callback inside the function is a head of its own, without a name that a click calls
        leads = ASKS.search(body) or OPENS.search(body)
        joined = _joined(body, arguments) if leads or FRAMES.search(body) else ()
        if joined:
            yield _Pattern(name, not ASKS.search(body), joined, frames=not leads)
        elif SENDS.search(body) and (fields := tuple(_fields(body, arguments))):
            action = ACTION.search(body)
            yield _Pattern(name, True, (action[1],) if action else (), fields)


def _fields(body: str, arguments: list[str]) -> Iterator[tuple[str, int]]:
    """The fields of a form that a function fills with its arguments; none where one is a pager's."""
    found = [(match[1] or match[3] or match[4], match[2] or match[5]) for match in SET_FIELD.finditer(body)]
    if not any(OF_PAGER.search(name) for name, _value in found):
        yield from ((name, arguments.index(value)) for name, value in found if value in arguments)


def _joined(body: str, arguments: list[str]) -> tuple[str | int, ...]:
    """The first join of a literal and arguments in a function, up to what is neither; else what it sends beside."""
    for match in JOINED.finditer(body):
        parts: list[str | int] = [match[1]]
        for part in PART.finditer(match[2]):
            if part[1] and part[1] not in arguments:
                parts[-1] = SPOILING.sub("", str(parts[-1])) if isinstance(parts[-1], str) else parts[-1]
                break
            parts.append(arguments.index(part[1]) if part[1] else part[2])
        if any(isinstance(part, int) for part in parts):
            return tuple(parts)
    for match in WITH_DATA.finditer(body):
        url, name, value = match[1] or match[4], match[2] or match[5], match[3] or match[6]
        if value in arguments:
            return f"{url}?{name}=", arguments.index(value)
    handed = HANDED.search(body)
    return (arguments.index(handed[1]),) if handed and handed[1] in arguments else ()


def _calls(
    root: lxml.html.HtmlElement, patterns: dict[str, _Pattern]
) -> Iterator[tuple[lxml.html.HtmlElement, str, bool]]:
    call = re.compile(rf"\b({'|'.join(map(re.escape, sorted(patterns)))})\(([^()]*)\)") if patterns else None
    forms = list(islice(root.iter("form"), MAX_FORMS)) if any(one.fields for one in patterns.values()) else []
    for element in root.iter(*CLICKABLE):
        for attribute in ("onclick", "href"):
            said = element.get(attribute) or ""
            if attribute == "onclick" and (named := opened_by(said)) and not _has_address(element):
                yield element, named, True
                break
            match = call.search(said) if call else None
            pattern = patterns[match[1]] if match else None
            if match is None or pattern is None:
                continue
            arguments = match[2].split(",")
            address = _sent(forms, pattern, arguments) if pattern.fields else pattern.filled(arguments)
            if address:
                yield element, address, pattern.opens


def _plain(arguments: list[str], at: int) -> str | None:
    """One of a call's arguments, if it is a plain value."""
    value = ARGUMENT.match(arguments[at]) if at < len(arguments) else None
    return value[1] if value and value[1] != "this" else None


def _has_address(element: lxml.html.HtmlElement) -> bool:
    """Whether what is clicked is, or holds, a link with an address of its own."""
    hrefs = (str(one.get("href") or "#").strip().lower() for one in element.iter("a", "area"))
    return not all(href.startswith(("#", "javascript:")) for href in hrefs)


def _sent(forms: list[lxml.html.HtmlElement], pattern: _Pattern, arguments: list[str]) -> str | None:
    """A form filled by a click → its address with what it sends as a query; None where the page has no such form."""
    form = next((one for one in forms if _names(one).keys() >= {name for name, _at in pattern.fields}), None)
    told = [_plain(arguments, at) for _name, at in pattern.fields]
    if form is None or None in told:
        return None
    names, action = _names(form), pattern.filled([]) or form.get("action") or ""
    hidden = {one.get("name"): one.get("value") for one in form.iter("input") if one.get("name") and one.get("value")}
    given = {names[name]: value for (name, _at), value in zip(pattern.fields, told, strict=True)}
    address, _mark, query = action.partition("?")
    kept = f"{query}&" if query and (form.get("method") or "").lower() == "post" else ""  # one sent by GET replaces it
    return f"{address}?{kept}{urlencode(hidden | given)}" if action else None


def _names(form: lxml.html.HtmlElement) -> dict[str, str]:
    """Ids and names of a form's fields → their names."""
    fields = [one for one in form.iter("input", "select", "textarea") if one.get("name")]
    return {key: str(one.get("name")) for one in fields for key in (one.get("name"), one.get("id")) if key}
