"""Facts that a page's markup names, not its words: microdata, time elements, labels kept in attributes, class names."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from guiyi.beijing import BEIJING
from guiyi.caching import kept
from guiyi.dates import DATE_TIME, find_date, read_date
from guiyi.extract.fields.credits import author_in
from guiyi.extract.fields.labelled import BRACKETS, OUTLET, SENTENCE
from guiyi.extract.fields.labels import ANY_LABEL, BARE_LABEL, BEGINNINGS, LONGEST_LABEL
from guiyi.extract.fields.numbers import number_in
from guiyi.extract.fields.outlets import ENGLISH_OUTLET
from guiyi.extract.pages.view import LABELS, PageView
from guiyi.markup.tree import Node, is_of_others, raw_text, squeezed

ITEMS = {
    "datepublished": "published_at", "headline": "title", "publisher": "source", "sourceorganization": "source",
    "provider": "source", "author": "author",
}  # fmt: skip
SOURCE_NAME = re.compile(
    r"(?:^|[\s_-])(?:source(?:-?name)?|origin|laiyuan|media-?name|publisher|news-?source|from-?media|meta_nickname|js_name)(?:$|[\s_-])",
    re.IGNORECASE,
)
AUTHOR_NAME = re.compile(r"(?:^|[_-])(?:author(?:info)?(?:[_-]?name)?|byline|writer|zuozhe)$", re.IGNORECASE)
UPDATE = re.compile(r"updat|modif", re.IGNORECASE)
SCRIPT_DAY = re.compile(
    r"[\"']?\b(?:pub_?time|pub_?date|publish_?time|publish_?date|create_?time)[\"']?\s*[:=]\s*[\"'](\d{4}-\d{1,2}-\d{1,2}[^\"']{0,20})[\"']",
    re.IGNORECASE,
)
SCRIPT_INSTANT = re.compile(  # var ct = "1602118800": seconds, or thousandths
    r"[\"']?\b(?:ct|create_?time|pub_?time|pub_?date|publish_?time|publish_?date)[\"']?\s*[:=]\s*[\"']?(1\d{9})(?:\d{3})?(?!\d)",
    re.IGNORECASE,
)
SCRIPT_SOURCE = re.compile(
    r"[\"']?\b(?:(media(?:_?name)?)|source(?:_?name)?|origin|from|laiyuan)[\"']?\s*[:=]\s*[\"']([^\"'<>]{2,20})[\"']"
)
SCRIPT_NUMBER = re.compile(
    r"[\"']?\b(?:doc|file|document|issue)_?(?:no|num|number|code)[\"']?\s*[:=]\s*[\"']([^\"'<>]{4,40})[\"']",
    re.IGNORECASE,
)
HAN_NAME = re.compile(r"media\w*[\u4e00-\u9fff]{2,12}$", re.IGNORECASE)  # media: "山野客"
OF_DOCUMENTS = ("index_number", "issuing_agency", "written_on", "document_number")  # facts above a document's title
OF_PICTURE = re.compile(r"(?:来源|稿源|出处)\s*[:：]\s*$")  # before the picture that names it
IN_TIME = re.compile(r"[前昨今刚\d]")  # 3 年前, 昨天: what stands for a day
HEAD = 100  # characters of a body above the element that tells its day
MOST = 30  # characters of a source
HOLDERS = ("span", "dt", "th", "td", "b", "strong", "em", "i", "label", "font", "p", "div", "li", "h4", "h5")
UNTOLD = ("script", "meta", "body", "html", "link", "img")


def marked_values(view: PageView, body: Node | None) -> dict[str, str]:
    """A page, its body → field → value, outside the body; the first of each field. `near_time`: the time element that
    stands last before the body, or first behind it.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p><time datetime='2018-03-05T10:00'>5日</time><i data-label='来源：'>云川日报</i></p>")
    >>> marked_values(PageView(page, ""), None)
    {'source': '云川日报', 'near_time': '2018-03-05T10:00'}
    """
    found: dict[str, str] = {}
    for element in _candidates(view, body):
        for name, value in _said(element):
            if value:
                found.setdefault(name, value)
    found = paired_values(view.root, body) | found
    for name, value in scripted_values(view.root).items():
        found.setdefault(name, value)
    near = _near_time(view.root, body) or found.get("near_script")
    found.pop("near_script", None)
    return found | ({"near_time": near} if near else {})


def _candidates(view: PageView, body: Node | None) -> list[Node]:
    """Elements outside the body whose attributes may tell a field, in page order: of hundreds a handful."""
    named = [one for some in (view.ids, view.classes) for name in some if _tells_who(name) for one in some[name]]
    outside = [one for one in (*named, *view.telling) if one.tag not in UNTOLD and _may_tell(one, body)]
    return view.in_order(outside)


def _is_inside(element: Node, body: Node | None) -> bool:
    return body is not None and (element is body or any(one is body for one in element.iterancestors()))


def _may_tell(element: Node, body: Node | None) -> bool:
    """Whether an element stands outside a body, or at the head of one that was chosen with what stands above it; not
    among readers' comments or other articles.
    """
    return (not _is_inside(element, body) or _is_at_head(element, body)) and not _is_of_others(element)


def _is_of_others(element: Node) -> bool:
    return any(is_of_others(one) for one in (element, *element.iterancestors()))


def _near_time(root: Node, body: Node | None) -> str | None:
    """The day of the time element that stands last before the body, or first behind it; not that of an update."""
    near, is_passed = None, False
    for one in root.iter("time", body.tag if body is not None else "time"):
        day = one.get("datetime") or ""
        if one is body:
            is_passed = True
        elif one.tag == "time" and read_date(day) and not _is_update(one):
            if not _may_tell(one, body):
                continue
            if is_passed:
                return near or day
            near = day
    return near


def _is_at_head(element: Node, body: Node | None) -> bool:
    """Whether no more of a body stands above an element than a title."""
    above = 0
    for one in body.iter() if body is not None else ():
        if one is element or above > HEAD:
            break
        above += len((one.text or "").strip()) if isinstance(one.tag, str) else 0
    return above <= HEAD


@kept(20_000, longest=200)
def _names_source(name: str) -> bool:
    """Whether a class or id says that its element holds the source; kept, since pages share them."""
    return SOURCE_NAME.search(name) is not None


def _tells_who(name: str) -> bool:
    return _names_source(name) or _names_author(name)


@kept(20_000, longest=200)
def _names_author(name: str) -> bool:
    """Whether a class or id says that its element holds the author."""
    return AUTHOR_NAME.search(name) is not None


def _said(element: Node) -> Iterator[tuple[str, str]]:
    item = (element.get("itemprop") or "").lower()
    if item in ITEMS:
        yield ITEMS[item], squeezed(element.get("content") or element.get("datetime") or raw_text(element))
    for name in LABELS:
        label = BARE_LABEL.fullmatch((element.get(name) or "").strip())
        if label is not None and label.lastgroup not in (None, "_stop"):
            yield str(label.lastgroup), squeezed(raw_text(element))
    if any(_names_author(one) for one in f"{element.get('class') or ''} {element.get('id') or ''}".split()):
        yield "author", author_in(squeezed(raw_text(element))) or ""
    if any(_names_source(one) for one in f"{element.get('class') or ''} {element.get('id') or ''}".split()):
        text = squeezed(raw_text(element))
        if 1 < len(text) <= MOST and not SENTENCE.search(text) and not ANY_LABEL.search(text) and not find_date(text):
            yield "source", text


def paired_values(root: Node, body: Node | None) -> dict[str, str]:
    """Tree, body → fields whose label and value stand in elements of their own outside it; the first of each."""
    return dict(reversed(list(_paired(root, body))))


def _paired(root: Node, body: Node | None) -> Iterator[tuple[str, str]]:
    """Fields whose label is all that one element holds, outside the body: <span>索 引 号</span><span>…</span>."""
    for element in root.iter(*HOLDERS):
        text = element.text
        if not text or len(text) > LONGEST_LABEL or len(element) or text.strip().lstrip(BRACKETS)[:1] not in BEGINNINGS:
            continue
        label = BARE_LABEL.fullmatch(text.strip())
        if label is None or label.lastgroup in (None, "_stop"):
            continue
        is_inside = _is_inside(element, body)
        is_source = label.lastgroup == "source"
        may_tell = is_source or (label.lastgroup in OF_DOCUMENTS and element.tag not in ("td", "th"))
        if is_inside and not (may_tell and _is_at_head(element, body)):
            continue
        if value := _beside(element, is_text=label.lastgroup == "title"):
            if is_inside and is_source and not (OUTLET.match(value) or ENGLISH_OUTLET.match(value)):
                continue  # at the head of a body only an office is a source
            if label.lastgroup == "issuing_agency" and text.strip().lstrip(BRACKETS).startswith("发布"):
                yield "_publisher", value
            yield "named" if label.lastgroup == "title" else str(label.lastgroup), value


def _beside(label: Node, is_text: bool = False) -> str | None:
    """An element that holds a label → what stands beside it: the text behind it, or the next element; never a label.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p><i>索 引 号</i><!-- x --><b>000014349/2017-00110</b></p><p><i>文号</i><i>主题词</i></p>")
    >>> [_beside(one) for one in page.iter("i")]
    ['000014349/2017-00110', None, None]
    """
    said, following = label.tail or "", label.getnext()
    while following is not None and not isinstance(following.tag, str):  # comments
        said, following = said + (following.tail or ""), following.getnext()
    behind = squeezed(said).strip(" :：|｜/／，,")
    text = behind or (squeezed(raw_text(following)) if following is not None else "")
    is_value = 0 < len(text) <= MOST * 2 and not BARE_LABEL.match(text) and (is_text or not SENTENCE.search(text))
    return text if is_value else None


def pictured_source(root: Node) -> str | None:
    """What the picture is called that stands right behind the label of the source: 来源：<img alt="云川日报">.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<p>%s<img src=/a.png alt=云川日报></p>"
    >>> [pictured_source(parse_html(html % one)) for one in ("来源：", "来源：县水利局", "<b>来源：</b>", "图片：")]
    ['云川日报', None, '云川日报', None]
    """
    for one in root.iter("img"):
        alt = squeezed(one.get("alt") or one.get("title") or "")
        before, parent = one.getprevious(), one.getparent()
        said = (before.tail or "").strip() or raw_text(before) if before is not None else parent.text or ""
        if alt and OUTLET.match(alt) and OF_PICTURE.search(said[-LONGEST_LABEL:]):
            return alt
    return None


def scripted_values(root: Node) -> dict[str, str]:
    """Tree → what its structured data and its scripts' objects tell; the first of each field."""
    found: dict[str, str] = {}
    for name, value in (*_structured(root), *_scripted(root)):
        found.setdefault(name, value)
    return found


def hovered_day(root: Node, body: Node | None) -> str:
    """The day that an element outside the body tells when a reader points at it: <span title="2018-03-05 10:08">.

    >>> from guiyi.markup.parsing import parse_html
    >>> hovered_day(parse_html("<p><i title='说明'>a</i><span title='2018-03-05 10:08:00'>3 年前</span></p>"), None)
    '2018-03-05 10:08:00'
    >>> hovered_day(parse_html("<p><span title='2018-03-05'>签到</span></p>"), None)
    ''
    """
    for one in root.iter("span", "em", "i", "abbr", "time", "p", "div"):
        title = one.get("title")
        is_day = title and DATE_TIME.fullmatch(title.strip()) and IN_TIME.search(raw_text(one))
        if is_day and _may_tell(one, body):
            return str(title)
    return ""


def _is_update(element: Node) -> bool:
    return bool(UPDATE.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}"))


def _scripted(root: Node) -> Iterator[tuple[str, str]]:
    """Day and source in an object or a variable of a script: pubtime: "2018-03-05 10:00", "media": "云川日报"."""
    for script in root.iter("script"):
        yield from _of_script(script.text or "")


@kept(500, longest=50_000)
def _of_script(text: str) -> list[tuple[str, str]]:
    """A script → what it tells; kept, since most scripts of a page stand on its neighbours too."""
    day, instant = SCRIPT_DAY.search(text), SCRIPT_INSTANT.search(text)
    near = day[1] if day else f"{datetime.fromtimestamp(int(instant[1]), BEIJING):%Y-%m-%d %H:%M}" if instant else None
    number = next((name for name in SCRIPT_NUMBER.findall(text) if number_in(name)), None)
    sources = (
        (key, name) for key, name in SCRIPT_SOURCE.findall(text) if OUTLET.match(name) or HAN_NAME.match(key + name)
    )
    source = next((name for _key, name in sources), None)
    told = (("near_script", near), ("source", source), ("document_number", number))
    return [(name, value) for name, value in told if value]


def _structured(root: Node) -> Iterator[tuple[str, str]]:
    """Publisher and day of the articles in a page's JSON-LD."""
    for script in root.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            due = deque([json.loads(script.text or "", strict=False)])
        except (ValueError, RecursionError):
            continue
        while due:
            one = due.popleft()
            if isinstance(one, list):
                due += one
            elif isinstance(one, dict):
                due.append(one.get("@graph"))
                if "headline" in one or "datePublished" in one:
                    yield from _of_article(one)


def _of_article(one: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, name in (("sourceOrganization", "source"), ("publisher", "source"), ("author", "author")):
        told = one.get(key)
        told = told[0] if isinstance(told, list) and told else told
        value = told.get("name") if isinstance(told, dict) else told
        if isinstance(value, str) and 1 < len(squeezed(value)) <= MOST * 2 and not value.startswith("http"):
            yield name, squeezed(value)
    day = one.get("datePublished")
    if isinstance(day, str) and read_date(day):
        yield "published_at", day
