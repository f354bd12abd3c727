"""A title that is painted: the one picture that says much of itself."""

from __future__ import annotations

from guiyi.extract.fields.lines import NO_TITLE
from guiyi.extract.titles.above import LEAST_HINT
from guiyi.extract.titles.names import COLUMN_NAME, SITE_WORDS
from guiyi.extract.titles.shown import EMPHASIS
from guiyi.markup.decode import HAN
from guiyi.markup.tree import Node, squeezed, unspaced

RUNNING = 40  # characters of a text that is no heading, place line or fact


def pictured(root: Node, body: Node | None) -> str | None:
    """What the one picture outside body and links that says much says: a title painted as a picture.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<img alt='云川县'><div><img src='t.gif' alt='关于做好防汛工作的通知'></div><p>正文</p>")
    >>> pictured(page, page.find(".//p"))
    '关于做好防汛工作的通知'
    """
    inside = set(body.iter("img")) - _above_text(body) if body is not None else set()
    inside |= {one for link in root.iter("a") for one in link.iter("img")}
    alts = {
        squeezed(one.get("alt") or ""): COLUMN_NAME if one.getparent().tag not in EMPHASIS else LEAST_HINT // 2
        for one in root.iter("img")
        if one not in inside or one.getparent().tag in EMPHASIS[:3]
    }
    found = [one for one, least in alts.items() if len(one) > least and HAN.search(one) and not SITE_WORDS.search(one)]
    return found[0] if len(found) == 1 and not NO_TITLE.search(found[0]) else None


def is_painted(root: Node, title: str) -> bool:
    """Whether a picture of the page says just what its <title> says: there the title is painted.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<img src=t.gif alt='县里通车 二十一站'>")
    >>> is_painted(page, "县里通车二十一站"), is_painted(page, "县里通车")
    (True, False)
    """
    is_chinese = HAN.search(title) is not None  # in letters it may be the site's name on its banner
    return is_chinese and any(unspaced(one.get("alt") or "") == unspaced(title) for one in root.iter("img"))


def _above_text(body: Node) -> set[Node]:
    """The pictures of a body above all of its running text that stands in no link."""
    found: set[Node] = set()
    for element in body.iter():
        if element.tag == "img":
            found.add(element)
        has_text = isinstance(element.tag, str) and element.text and len(element.text.strip()) > RUNNING
        if has_text and not any(one.tag == "a" for one in (element, *element.iterancestors())):
            break
    return found
