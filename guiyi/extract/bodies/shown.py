"""What a body shows by a style, a ticked box or a field: put as elements and text, since none of these is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from guiyi.caching import kept
from guiyi.crawl.reading.addresses import ATTACHMENT
from guiyi.markup.tree import BLOCKS, Node, raw_text

BOXES = {"radio": ("○", "◉"), "checkbox": ("□", "☑")}  # what a reader of a questionnaire sees: empty, ticked
STYLED = {  # what editors and Word say by a style → its element, and those that say it already
    "s": (re.compile(r"text-decoration[^;:]*:[^;]*line-through", re.IGNORECASE), ("s", "del", "strike")),
    "sup": (re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE), ("sup",)),
    "sub": (re.compile(r"vertical-align\s*:\s*sub\b", re.IGNORECASE), ("sub",)),
    "strong": (
        re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE),
        ("strong", "b", "th", "h1", "h2", "h3", "h4", "h5", "h6"),
    ),
}  # fmt: skip
HOLDERS = frozenset(("table", "tbody", "thead", "tfoot", "tr", "ul", "ol", "dl", "colgroup", "col", "img", "br", "hr"))


@kept(4000, longest=400)
def said_by(style: str) -> tuple[str, ...]:
    """A style → the elements that say the same; kept, since editors give every paragraph the same.

    >>> said_by("color:red;text-decoration: line-through;vertical-align:super"), said_by("vertical-align:middle")
    (('s', 'sup'), ())
    """
    return tuple(tag for tag, (sign, _same) in STYLED.items() if sign.search(style))


def show_styles(styled: Iterable[Node]) -> None:
    """Wraps what a style strikes out, raises, lowers or prints bold in the element that says so.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<p><span style='text-decoration:line-through'>200</span>元，<b style='font-weight:bold'>5</b>m%s</p>"
    >>> page = parse_html(html % "<font style='vertical-align:super'>2</font>")
    >>> show_styles(page.iter())
    >>> [(one.getparent().tag, one.text) for one in page.iter("sup", "s", "strong")]
    [('span', '200'), ('font', '2')]
    """
    covered: set[tuple[str, Node]] = set()  # what a style around it has said already
    for element in styled:
        style = element.get("style")
        for tag in said_by(style) if style else ():
            same = STYLED[tag][1]
            if (tag, element) in covered or element.tag in HOLDERS or element.tag in same or _is_within(element, same):
                continue
            lines = list(_lines_of(element))
            covered.update((tag, one) for one in lines)
            for one in lines:
                _wrap(one, tag)


def _is_within(element: Node, tags: tuple[str, ...]) -> bool:
    return next(element.iterancestors(*tags), None) is not None


def _lines_of(element: Node) -> Iterator[Node]:
    """An element and the blocks in it, those within tables and lists apart."""
    due = [element]
    while due:
        one = due.pop()
        due += [child for child in one if child.tag in BLOCKS and child.tag not in HOLDERS]
        yield one


def _wrap(element: Node, tag: str) -> None:
    """Puts what an element without blocks holds into one of a tag."""
    if any(child.tag in BLOCKS for child in element) or not raw_text(element).strip():
        return
    inner = element.makeelement(tag)
    inner.text, element.text = element.text, None
    inner.extend(list(element))
    element.append(inner)


def show_quotations(body: Node) -> None:
    """Puts the marks that a browser shows around a <q>.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p>称<q>两山<q>论</q></q>，")
    >>> show_quotations(page)
    >>> raw_text(page)
    '称“两山‘论’”，'
    """
    quoted = [(one, _is_within(one, ("q",))) for one in body.iter("q")]
    for one, is_inner in quoted:
        first, last = "‘’" if is_inner else "“”"
        one.tag = "span"  # a browser would put the marks once more
        one.text = f"{first}{one.text or ''}"
        end = one[-1] if len(one) else one
        if end is one:
            one.text += last
        else:
            end.tail = f"{end.tail or ''}{last}"


def show_fields(body: Node) -> None:
    """Puts the marks of boxes, ticked or not, and what fields hold that nobody can fill in, as text.

    >>> from guiyi.markup.parsing import parse_html
    >>> from guiyi.markup.tree import text_of
    >>> boxes = "<input type=checkbox checked>是<input type=checkbox>否<input value=搜索><input value=李华 readonly>"
    >>> page = parse_html(f"<p>{boxes}<textarea disabled>同意</textarea><select disabled><option>甲<option selected>乙")
    >>> show_fields(page)
    >>> text_of(page)
    '☑是□否李华同意乙'
    """
    for field in body.iter("input", "textarea", "select"):
        if said := _said_in(field):
            field.tail = f"{said}{field.tail or ''}"


def _said_in(field: Node) -> str:
    """The mark of a box; what another field holds that nobody can fill in: a select its chosen option."""
    kind = (field.get("type") or "text").lower() if field.tag == "input" else field.tag
    if kind in BOXES:
        return BOXES[kind][field.get("checked") is not None]
    if field.get("readonly") is None and field.get("disabled") is None:
        return ""
    if kind == "select":
        return next((raw_text(one).strip() for one in field.iter("option") if one.get("selected") is not None), "")
    return {"text": field.get("value"), "textarea": field.text}.get(kind) or ""


def show_areas(body: Node) -> None:
    """Puts links behind a picture whose areas lead to files, and keeps it: it is no menu.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<p><img usemap=#m src=1.jpg><map name=m><area href=/表.doc alt=申请表><area href=/a.html></map>"
    >>> page = parse_html(f"{html}<img usemap=#n><map name=n><area href=/b.html></map></p>")
    >>> show_areas(page)
    >>> [(one.get("href"), one.text) for one in page.iter("a")], [one.get("usemap") for one in page.iter("img")]
    ([('/表.doc', '申请表')], [None, '#n'])
    """
    for image in list(body.iter("img")):
        name = (image.get("usemap") or "").lstrip("#")
        if not name:
            continue
        areas = (
            one for held in body.iter("map") if name in (held.get("name"), held.get("id")) for one in held.iter("area")
        )
        files = [one for one in areas if ATTACHMENT.search((one.get("href") or "").split("?")[0])]
        if files:
            del image.attrib["usemap"]
        for area in reversed(files):
            link = image.makeelement("a", href=area.get("href"))
            link.text = area.get("alt") or area.get("title") or (area.get("href") or "").rsplit("/", 1)[-1]
            image.addnext(link)
