"""How a page shows its short texts: which stand out, and which are links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from guiyi.extract.titles.names import TITLE_SPLIT, heads_links, leads_home, page_title_of
from guiyi.extract.titles.whole import LONGEST_BROKEN
from guiyi.markup.tree import Node, raw_text, unspaced

EMPHASIS = ("h1", "h2", "h3", "h4", "h5", "b", "strong", "big", "legend")
MOST = 100  # headings of a page that are looked at for what they head
HEADINGS = ("h2", "h3", "h4", "h5")
LARGE = re.compile(
    r"font-size\s*:\s*(?:(?:1[89]|[2-9]\d)(?:\.\d+)?\s*px|(?:1[4-9]|[2-9]\d)(?:\.\d+)?\s*pt|x+-large)", re.IGNORECASE
)
LARGE_FONT = re.compile(r"[4-7]|\+[1-9]")
TITLE_NAMES = re.compile(r"title|headline|biaoti|(?:^|[\s_-])(?:tit|ttl|bt|subject)(?:$|[\s_-])", re.IGNORECASE)


@dataclass(frozen=True)
class Shown:
    """How a page shows its short texts, blanks aside. large: those that stand out. linked: those that are links.
    title: the parts of what its <title> says. boxes: headings of boxes of links, and those that lead home.
    facts: elements that begin with a <label>, which names what stands beside it.
    """

    large: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()
    title: frozenset[str] = frozenset()
    boxes: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()


def shown_in(root: Node) -> Shown:
    """Tree → which of its texts stand out by tag, size or name, and which are links.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<font size=5>侧 记</font><a>首页</a><i style='font-size:24px'>防汛</i><b>记者</b>")
    >>> sorted(shown_in(page).large), sorted(shown_in(page).linked)
    (['侧记', '记者', '防汛'], ['首页'])
    """
    boxes = frozenset(
        unspaced(raw_text(one))
        for one in islice(root.iter("h1", *HEADINGS), MOST)
        if heads_links(one) or leads_home(one)
    )
    large = {unspaced(text) for one in root.iter("*") if _is_large(one) and len(text := raw_text(one)) < LONGEST_BROKEN}
    links = list(root.iter("a"))
    linked = {unspaced(raw_text(one)) for one in links}
    for holder in {one.getparent() for one in links}:  # links that stand on one line
        said = unspaced("".join(raw_text(one) for one in holder.iterchildren("a")))
        linked |= {said} if said == unspaced(raw_text(holder)) else set()
    return Shown(
        frozenset(large) - boxes,
        frozenset(linked),
        frozenset(map(unspaced, TITLE_SPLIT.split(page_title_of(root)))),
        boxes,
        frozenset(filter(None, map(_fact_of, islice(root.iter("label"), MOST)))),
    )


def _is_large(element: Node) -> bool:
    if element.tag in EMPHASIS or (element.tag == "font" and LARGE_FONT.match(element.get("size") or "")):
        return True
    style, name = element.get("style"), element.get("class") or element.get("id")
    return bool((style and LARGE.search(style)) or (name and TITLE_NAMES.search(name)))


def is_of_links(plain: str, shown: Shown) -> bool:
    """Whether a line is nothing but the words of several links, one behind the other: a menu.

    >>> shown = Shown(linked=frozenset({"机构职能", "民生资讯", "办事指南"}))
    >>> [is_of_links(one, shown) for one in ("机构职能民生资讯办事指南", "机构职能调整", "办事指南")]
    [True, False, False]
    """
    names = sorted((one for one in shown.linked if 1 < len(one) < len(plain)), key=len, reverse=True)
    rest = plain
    while rest:
        name = next((one for one in names if rest.startswith(one)), None)
        if name is None:
            return False
        rest = rest[len(name) :]
    return bool(plain)


def _fact_of(label: Node) -> str:
    """What an element says that begins with a <label>, and says more than this; nothing of a field to fill in.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p><label>时效</label><i>长期</i></p><p><label>全文</label></p><p>甲<label>乙</label></p>")
    >>> [_fact_of(one) for one in page.iter("label")]
    ['时效长期', '', '']
    """
    holder = label.getparent()
    said, own = unspaced(raw_text(holder)) if holder is not None else "", unspaced(raw_text(label))
    return said if own and said.startswith(own) and len(own) < len(said) < LONGEST_BROKEN else ""


def stands_out(line: str, shown: Shown) -> bool:
    """Whether a line stands out on the page and is no name of a column, which its <title> or a link tells, too."""
    plain = unspaced(line)
    return plain in shown.large and plain not in shown.linked and plain not in shown.title
