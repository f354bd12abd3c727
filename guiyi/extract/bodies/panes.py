"""Blocks whose parts stand beside the one that was chosen: panes behind tabs, turns of a talk, a translation."""

from __future__ import annotations

import re
from itertools import islice

from guiyi.extract.bodies.containers import link_share, weight_of
from guiyi.extract.bodies.furniture import ENDS_SENTENCE, NAMES
from guiyi.extract.bodies.tables import LABEL
from guiyi.markup.decode import HAN
from guiyi.markup.tree import Node, hides, is_pane, plain_of, raw_text, squeezed

BOX_LINKS = 0.3  # share of a headed block's text in links from which it is no section of an article
SAYS_NONE = re.compile(r"(?:暂无|暂时没有|尚无|没有)[^。]{0,12}(?:[。，！]|$)")  # what a pane without content says
MOST_PANES = 20
PANE_LEVELS = 3  # how far above the chosen node its pane may be
TURNS, TURN_PARTS = 4, 4  # of a talk at least; elements in one at most
SENTENCE_END = re.compile(r"。|[a-z]{2}[.!?](?:\s|$)")
FOREIGN, OWN_SCRIPT = 0.05, 0.5  # shares of Chinese characters in a text and in its translation


def with_panes(node: Node) -> Node:
    """What stands in the shown one of several panes, the others of which wait behind their tabs → the block of all,
    with the bar of tabs where it names as many.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<main><div class=t><p>事项</p></div><div class=t style='display:none'><p>%s</p></div></main>"
    >>> [with_panes(parse_html(html % one).find(".//p")).tag for one in ("材料", "<a>热点新闻一览</a>", "暂无解读。")]
    ['main', 'p', 'p']
    """
    for one in (node, *islice(node.iterancestors(), PANE_LEVELS)):
        if one.get("id") and _is_named_by_tab(one):
            return _with_bar(one.getparent())
        hidden = [beside for beside in one.itersiblings() if hides(beside.get("style") or "") and is_pane(beside)]
        if hidden and all(SAYS_NONE.match(squeezed(raw_text(beside))) for beside in hidden):
            return node
        if hidden and one.tag != "body":
            return node if any(link_share(beside) >= BOX_LINKS for beside in hidden) else _with_bar(one.getparent())
    return node


def _is_named_by_tab(pane: Node) -> bool:
    """Whether a bar right above leads to a block and to each one beside it by its id: panes, whoever hides them.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<ul><li><a href=#a>条件</a><li><a href=#b>材料</a></ul><div><div id=a>一</div><div id=%s>二</div></div>"
    >>> [_is_named_by_tab(parse_html(html % one).find(".//div/div")) for one in "bc"]
    [True, False]
    """
    panes = pane.getparent()
    bar = panes.getprevious() if panes is not None else None
    if bar is None or not 1 < len(panes) <= MOST_PANES:
        return False
    named = {(one.get("href") or "").strip() for one in bar.iter("a")}
    return all(one.get("id") and f"#{one.get('id')}" in named for one in panes)


def _with_bar(panes: Node) -> Node:
    """A block of panes → the block around it where their bar of tabs stands right above them, and nothing below."""
    bar, count = panes.getprevious(), len(panes)
    names = [one for one in bar.iter("li", "a", "span") if len(one) != 1] if bar is not None and count > 1 else []
    is_bar = len(names) == count or (bar is not None and len(bar) == count)
    return panes.getparent() if is_bar and panes.getnext() is None and panes.getparent().tag != "body" else panes


def with_turns(node: Node) -> Node:
    """The facts above an interview, chosen without it → the block that holds what was said, too: a speaker a block.

    Extractors look for paragraphs; who writes a talk into blocks of its own, a name and a speech in each, has none.

    >>> from guiyi.markup.parsing import parse_html
    >>> said = "<div class=%s><b>林川</b><i>我们今年新开三条线路。</i></div>" * 4
    >>> html = f"<main><div><p>时间：五月八日</p></div><section>{said}</section></main>"
    >>> [with_turns(parse_html(html.replace("%s", one)).find(".//p")).tag for one in ("x", "comment")]
    ['main', 'p']
    """
    for one in (node, node.getparent()):
        if one is None or one.getparent() is None or one.tag == "body":
            continue
        weight = weight_of(one)
        if any(weight_of(beside) > weight and _is_talk(beside) for beside in one.itersiblings()):
            return one.getparent()
    return node


def _is_talk(block: Node) -> bool:
    """Whether a block holds turns of a talk: like blocks, each a short first element and more text behind it."""
    if not isinstance(block.tag, str) or link_share(block) >= BOX_LINKS:
        return False
    turns = [one for one in block.iterchildren("div", "li", "dl", "section") if 2 <= len(one) <= TURN_PARTS]
    return (
        len(turns) >= TURNS
        and len({(one.tag, one.get("class")) for one in turns}) == 1
        and not NAMES.search(turns[0].get("class") or "")
        and not NAMES.search(f"{block.get('class') or ''} {block.get('id') or ''}")
        and all(1 < len(plain_of(raw_text(one[0]))) <= LABEL for one in turns)
        and any(ENDS_SENTENCE.search(raw_text(one[-1])) for one in turns)
    )


def translates(block: Node, own: Node) -> bool:
    """Whether a block like another one beside it says in sentences of Chinese what that one says in Latin letters, or
    the other way round.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<main><div>周二至周日对公众开放，周一闭馆。</div><div>%s</div></main>"
    >>> said = "The museum is open from Tuesday to Sunday.", "Home News Contact", "<a href=1>Read the guide here.</a>"
    >>> pages = [parse_html(html % one).findall(".//div") for one in said]
    >>> [translates(one, other) for one, other in pages], translates(pages[0][1], pages[0][0])
    ([True, False, False], True)
    """
    if block.tag != own.tag or block.tag not in ("div", "section", "article"):
        return False
    if any(link_share(one) >= BOX_LINKS for one in (block, own)):
        return False
    texts = [squeezed(raw_text(one)) for one in (block, own)]
    is_said = all(SENTENCE_END.search(one) for one in texts)
    shares = sorted(len(HAN.findall(one)) / max(1, len(one)) for one in texts)
    return is_said and shares[0] < FOREIGN and shares[1] > OWN_SCRIPT
