"""What a script reads off its page, as literals in its place: elements, attributes, forms, the address."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

import lxml.html
from cssselect import SelectorError

from guiyi.markup.css import compiled_css
from guiyi.markup.forms import chosen_value, fields_of
from guiyi.scripts.literals import top_level_parts

QUOTED = r"[\"']([\w:.-]+)[\"']"
META = re.compile(
    r"""(?<![\w$])(?:document\.)?[\w$]{1,20}\(\s*(["'])meta\[\s*name\s*=\s*\\?["']?([\w:.-]+)\\?["']?\s*\]\1\s*\)(?:\[0\])?\s*"""
    r"""\.\s*(?:(?:attr|prop|getAttribute)\(\s*["']content["']\s*\)|content\b)"""
)
SELECTED = (  # $("#a li").eq(0), getElementById("a"), querySelector(".a")
    r"(?:document\.(?:getElementById|querySelector)|(?<![\w$])(?:\$|jQuery))\(\s*(?:\"([^\"\n]{1,60})\"|'([^'\n]{1,60})')\s*\)"
    r"(?:\[0\]|\.(?:eq|get)\(\s*0\s*\)|\.first\(\s*\))?"
)
FIELD = re.compile(rf"{SELECTED}(?:\.(val|text|html)\(\s*\)|\.value\b(?!\s*=[^=]))")
LOCATION = r"(?:(?:window|document|self|top)\.)?\blocation\.(?:search|href)"
PARAMETER = re.compile(
    rf"(?<![\w$.])[\w$.]{{0,40}}?(?:query|param|request)\w{{0,20}}\(\s*{QUOTED}\s*\)|(?:new\s+)?URLSearchParams\([^()]{{0,60}}\)\.get\(\s*{QUOTED}\s*\)"
    r"|(?<![\w$])(?:[\w$]{1,40}\.)?\$route\.(?:query|params)\.(\w+)|(?:\(0,\s*)?[\w$.]{0,20}\buseParams\)?\(\)\.(\w+)"
    rf"|{LOCATION}\.match\(\s*/[^/\w\n]{{0,20}}(\w{{1,30}})=[^\n]{{0,60}}?/i?\s*\)\[1\]"
    rf"|{LOCATION}\.split\(\s*[\"'][?&]?(\w{{1,30}})=[\"']\s*\)\[1\]"
    rf"|{LOCATION}\.substr(?:ing)?\(\s*[\w.$]{{0,40}}\bindexOf\(\s*[\"'][?&]?(\w{{1,30}})=[\"']\s*\)\s*\+\s*\d+\s*\)",
    re.IGNORECASE,
)
ASKED_OF_PAGE = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]*)\s*=\s*new\s+URLSearchParams\(")  # q = …; q.get("id")
ONLY_PARAMETER = re.compile(rf"{LOCATION}(?:\.(?:substr|substring|slice)\(\s*1\s*\))?\.split\(\s*[\"']=[\"']\s*\)\[1\]")
LAST_PART = re.compile(  # the last part of the page's path
    r"(?:(?:window|document|self|top)\.)?\blocation\.(?:pathname|href)\."
    r"(?:split\(\s*[\"']/[\"']\s*\)\.pop\(\s*\)|substr(?:ing)?\(\s*[\w.$]{0,40}lastIndexOf\(\s*[\"']/[\"']\s*\)\s*\+\s*1\s*\))"
)
CONCAT = re.compile(r"([\"'`\w$\])])\.concat\(((?:\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'|[^()\"'`\n]){1,200})\)")
MOST_CONCATS = 4  # one behind the other
ROUTE = re.compile(r"\bpath[\"']?\s*:\s*[\"'](/[\w/-]*:\w[\w/:-]*)\??[\"']")
HELD = re.compile(rf"(?<![\w$])([A-Za-z_$][\w$]*)\s*=\s*{SELECTED}\s*[;,\n]")
READ = rf"\.(?:(?:getAttribute|attr|data)\(\s*{QUOTED}\s*\)|dataset\.(\w+))"
ATTRIBUTE = re.compile(rf"(?:{SELECTED}|(?<![\w$.])([A-Za-z_$][\w$]*)){READ}")
MOST_SELECTORS = 200  # of a page's scripts that are looked up
ALIAS = re.compile(r"(?<![\w$.])([\w$]{1,8})\s*=\s*this\s*[,;\n]")
HANDED_ON = re.compile(r"([?&])([\"'])\s*\+\s*[\w$.]{1,60}\(\s*\d?\s*\)(?!\s*[.\[])")  # "list.do?" + getQueryString()
OWN = re.compile(r"(?<![\w$.])(?:this|that|_this|self|_self|vm|me|\$scope)\.(?=[A-Za-z_$])")  # an object's own values
READER = re.compile(  # a function that reads a parameter of the page's address, by whatever name
    r"(?:function\s+([\w$]+)|\b([\w$]+)\s*=\s*function)\s*\(\s*[\w$]+\s*\)\s*\{[^{}]{0,300}?\blocation\.(?:search|href)\b"
)
SERIALIZED = re.compile(
    r"(?:\$|jQuery)\(\s*[\"'](?:form)?[#.]?([\w-]+)[\"']\s*\)\.serialize(?:Array|Object|JSON)?\(\s*\)", re.IGNORECASE
)
SET_FIELD = re.compile(r"(?:\$|jQuery)\(\s*[\"']#([\w-]+)[\"']\s*\)\.val\(\s*([A-Za-z_$][\w$]*)\s*\)")
LONGEST_WORD = 64  # characters of an element whose words are a value


def settled(script: str, root: lxml.html.HtmlElement, url: str) -> str:
    """A page's script, its tree and address → the script with what it reads off the page as literals.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<meta name=channelid content=ab12><input id=n value=7>")
    >>> settled("f($('meta[name=channelid]').attr('content'), $('#n').val(), getQueryString('id'))", page, "/a?id=3")
    'f("ab12", "7", "3")'
    >>> [settled("get('l.do?a=1&' + getQueryString(), f)", page, one) for one in ("/a?id=3", "/a")]
    ["get('l.do?a=1&id=3', f)", "get('l.do?a=1', f)"]
    """
    if ".concat(" in script:
        script = _with_joins(script)
    if ".serialize" in script:
        script = SERIALIZED.sub(lambda match: _fields(match, script, root), script)
    if "meta" in script:
        metas = {(one.get("name") or "").lower(): one.get("content") for one in root.iter("meta")}
        script = META.sub(lambda match: _literal(metas.get(match[2].lower()), match), script)
    script = _with_elements(script, root)
    told = parameters_of(script, url)

    def parameter(match: re.Match[str]) -> str:
        return _literal(told.get(next(filter(None, match.groups()))), match)

    readers = {match[1] or match[2] for match in READER.finditer(script)} if "location" in script else set()
    if readers:
        named = "|".join(map(re.escape, sorted(readers)))
        script = re.sub(rf"(?<![\w$.])(?:{named})\(\s*{QUOTED}()()\s*\)", parameter, script)
    for name in {*ASKED_OF_PAGE.findall(script)} if "URLSearchParams" in script else ():
        script = re.sub(rf"(?<![\w$.]){re.escape(name)}\.get\(\s*{QUOTED}()()\s*\)", parameter, script)
    script = PARAMETER.sub(parameter, script)
    if "location" in script and (last := urlsplit(url).path.rsplit("/", 1)[-1]):
        script = LAST_PART.sub(json.dumps(last), script)
    if len(told) == 1:
        script = ONLY_PARAMETER.sub(json.dumps(next(iter(told.values()))), script)
    query = urlsplit(url).query
    script = HANDED_ON.sub(lambda match: (match[1] + query if query else "") + match[2], script)
    return OWN.sub("", script)


def _with_joins(script: str) -> str:
    """A script with its strings joined by + where it joins them by concat, as compilers of newer scripts write.

    >>> _with_joins('fetch("".concat(t,"/content/").concat(e))')
    'fetch(""+t+"/content/"+e)'
    """
    for _time in range(MOST_CONCATS):
        changed = CONCAT.sub(lambda one: "+".join([one[1], *map(str.strip, top_level_parts(one[2]))]), script)
        if changed == script:
            break
        script = changed
    return script


def _with_elements(script: str, root: lxml.html.HtmlElement) -> str:
    """A script with what it reads off elements of its page: attributes, values, words."""
    elements = {one.get("id"): one for one in root.iter() if one.get("id")}
    held = {name: first or second for name, first, second in HELD.findall(script)}
    found: dict[str, lxml.html.HtmlElement | None] = {}

    def selected(selector: str) -> lxml.html.HtmlElement | None:
        if selector not in found:
            found[selector] = _selected(root, elements, selector) if len(found) < MOST_SELECTORS else None
        return found[selector]

    def attribute(match: re.Match[str]) -> str:
        element = selected(match[1] or match[2] or held.get(match[3] or "") or "")
        wanted = _attributes(match[4], match[5])
        said = (element.get(key) for key in wanted) if element is not None else ()
        return _literal(next(filter(None, said), None), match)

    def field(match: re.Match[str]) -> str:
        element = selected(match[1] or match[2])
        if element is None:
            return match[0]
        if match[3] in ("text", "html"):
            words = _words_of(element)
            return _literal(words if 0 < len(words) <= LONGEST_WORD else None, match)
        return _literal(chosen_value(element) if element.tag == "select" else element.get("value"), match)

    if "data" in script or "ttr" in script:
        script = ATTRIBUTE.sub(attribute, script)
    return FIELD.sub(field, script)


def without_aliases(script: str) -> str:
    """A script → the same without the other names that its functions give to their own object.

    >>> without_aliases("var t = this; ask('/l', t.query)")
    "var t = this; ask('/l', query)"
    """
    aliases = sorted({*ALIAS.findall(script)}) if "this" in script else []
    named = "|".join(map(re.escape, aliases))
    return re.sub(rf"(?<![\w$.])(?:{named})\.(?=[A-Za-z_$])", "", script) if aliases else script


def parameters_of(script: str, url: str) -> dict[str, str]:
    """A page's script and address → the parameters of the address: its query's, and those of the route it takes.

    >>> parameters_of("routes: [{path: '/notice/list/:typeId'}]", "http://o.example.test/notice/list/3?a=b")
    {'a': 'b', 'typeId': '3'}
    """
    parts = urlsplit(url)
    told = dict(parse_qsl(parts.query))
    for route in ROUTE.findall(script) if "path" in script else ():
        pattern = re.sub(r":(\w+)", r"(?P<\1>[\\w.-]+)", route)
        if len(set(re.findall(r":(\w+)", route))) == route.count(":") and (match := re.fullmatch(pattern, parts.path)):
            told |= match.groupdict()
    return told


def _attributes(name: str | None, of_data: str | None) -> tuple[str, ...]:
    """The attributes that .attr("x"), .data("x") or .dataset.x may read."""
    return (name, f"data-{name}") if name else (f"data-{(of_data or '').lower()}",)


def _selected(
    root: lxml.html.HtmlElement, elements: Mapping[str | None, lxml.html.HtmlElement], selector: str
) -> lxml.html.HtmlElement | None:
    """The first element that a script's selector names, or an id alone."""
    if (named := elements.get(selector.removeprefix("#"))) is not None or not re.search(r"[.\[ >]", selector):
        return named
    try:
        return next(iter(compiled_css(re.sub(r":(?:first|eq\(0\))", "", selector))(root)), None)
    except SelectorError:
        return None


def _words_of(element: lxml.html.HtmlElement) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _fields(match: re.Match[str], script: str, root: lxml.html.HtmlElement) -> str:
    """A form as a script sends it → an object of its fields, with what the script puts into them in their places."""
    form = next((one for one in root.iter("form") if match[1] in (one.get("id"), one.get("name"))), None)
    if form is None:
        return match[0]
    names = {one.get("id"): one.get("name") for one in form.iter("input", "select") if one.get("id")}
    if re.match(r"\s*\+", script[match.end() :]):  # $("#f").serialize() + "&pageNo=" + n
        return json.dumps(urlencode(fields_of(form)), ensure_ascii=False)
    put = {names[key]: value for key, value in SET_FIELD.findall(script) if names.get(key)}
    said = (f"{json.dumps(name)}: {put.get(name) or json.dumps(value)}" for name, value in fields_of(form).items())
    return f"{{{', '.join(said)}}}"


def _literal(value: str | None, match: re.Match[str]) -> str:
    return match[0] if value is None else json.dumps(value, ensure_ascii=False)
