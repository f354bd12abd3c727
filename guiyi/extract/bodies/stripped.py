"""A page as extractors get it that can't tell its furniture: without that, and with what scripts show or forms wrap."""

from __future__ import annotations

from copy import deepcopy

import lxml.html

from guiyi.extract.bodies.extents import extents_of
from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node, hides, is_opened

SHOWN = 0.4  # share of the page's text from which a hidden block is shown by a script
WRAPPED = 0.5  # share of the page's text from which a form wraps the page


def without_furniture(root: Node, found: list[Node]) -> str:
    """Tree and its furniture → the page's HTML without it, for extractors that can't tell it.

    >>> from guiyi.markup.parsing import parse_html
    >>> without_furniture(parse_html("<nav>首页</nav><div style='visibility: hidden'>各区路线</div>"), [])
    '<html><body><nav>首页</nav><div>各区路线</div></body></html>'
    """
    copy = deepcopy(root)
    wanted, forms = set(found), _wrapping_forms(root)
    shown = _hidden_texts(root)
    for original, twin in list(zip(root.iter(), copy.iter(), strict=True)):
        if original in wanted and twin.getparent() is not None:
            drop(twin)
        elif original in forms:
            twin.tag = "div"  # extractors leave forms out
        elif original in shown:
            del twin.attrib["style"]
    return str(lxml.html.tostring(copy, encoding="unicode"))


def _hidden_texts(root: Node) -> list[Node]:
    """The element whose own style hides it though it holds a good part of a page's text, which a script shows; those
    that open by the heads above them.

    >>> from guiyi.markup.parsing import parse_html
    >>> part = "<h3><button data-target=#c{0}>条件</button></h3><div id=c{0} style='display:none'>甲</div>"
    >>> len(_hidden_texts(parse_html("".join(map(part.format, "123")) + "<p>办事指南，请展开各项查看。")))
    3
    """
    hidden = [one for one in root.iter("div", "section", "article") if hides(one.get("style") or "")]
    if not hidden:
        return []
    extents = extents_of(root)
    large = next((one for one in hidden if extents[one].text > SHOWN * extents[root].text), None)
    return [one for one in hidden if one is large or is_opened(one)]


def _wrapping_forms(root: Node) -> list[Node]:
    """The forms that hold most of a page, as ASP.NET and Domino write it, or have nothing to fill in: they ask nothing.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<form>短文<input type=hidden></form><form>意见<textarea></textarea></form><p>另有长得多的正文"
    >>> [one.text for one in _wrapping_forms(parse_html(html))]
    ['短文']
    """
    forms = list(root.iter("form"))
    if not forms:
        return []
    extents = extents_of(root)
    least = WRAPPED * extents[root].text
    return [one for one in forms if extents[one].text > least or not _has_field(one)]


def _has_field(form: Node) -> bool:
    fields = form.iter("input", "textarea", "select", "button")
    return any((one.get("type") or "").lower() != "hidden" for one in fields)
