"""One page as a tree: repaired text parsed once, and the plain text of nodes as a reader sees it."""

from __future__ import annotations

import re
import sys
from itertools import islice

from guiyi.caching import kept
from guiyi.markup.parsing import Node as Node

BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 "
    "h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul caption option legend".split()
)
CELLS = frozenset(("td", "th"))
UNSEEN = frozenset(
    "script style noscript template head title meta link textarea select button iframe object embed svg".split()
)
SPACES = re.compile(r"[ \t\n\r\f\v\xa0\u3000\u2002-\u200a]+")
OWN_WAY = frozenset(("pre", "sup", "sub", "img", "s", "del", "strike"))
ON_LINE = re.compile(r"[-+−–]?\d{1,3}")
RAISED = {
    "sup": str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻"),
    "sub": str.maketrans("0123456789+-−–", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋"),
}
IDEOGRAPH = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
BREAK, CELL = "\x00", "\x01"
BLOCK_ENDS_CELL = re.compile(r"\x00\s*\x01")
MARKS = re.compile(r"[\s*#\-|>\[\]()!_`]+")
PANE_STATE = re.compile(
    r"\d+|(?:^|[\s_-])(?:on|off|cur(?:rent)?|act(?:ive)?|sel(?:ected)?|show|hide|hidden|none|block|first|last)(?=$|[\s_-])"
)
LONGEST_TAB = 16  # characters of the head of a pane
NEARBY = 60  # elements, and characters, that are looked at behind a node
MOST_PANES = 60  # of a kind that are looked at for the one that is shown
OF_OTHERS = re.compile(
    r"(?:^|[\s_-])(?:comments?|pinglun|related|recommend)"
    r"(?:[_-]?(?:list|box|area|wrap|news|articles?|posts?))?(?:\s|$)",
    re.IGNORECASE,
)
MOST_NONE = 20  # characters of what a pane without content says
NO_PANE = re.compile(r"\W*|(?:暂无|暂时没有|尚无|没有)[\u4e00-\u9fff]{0,12}\W*|No \w+ yet\W*")
OPENERS = ("data-target", "data-bs-target", "aria-controls", "href")
SHOWN = re.compile(r"display\s*:\s*block", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def gather(node: Node, out: list[str], room: int = sys.maxsize) -> int:
    """Adds a node's text pieces in reading order, with BREAK at the ends of blocks and CELL after a table cell.

    room: characters after which enough was gathered → how many are still wanted.
    """
    if is_unseen(node):
        return room
    tag, text = node.tag, node.text
    is_block = tag in BLOCKS
    if tag in OWN_WAY and (own := _own_text(node)) is not None:
        out.append(own)
        return room - len(own.strip())
    if is_block:
        out.append(BREAK)
    if text:
        out.append(text)
        room -= len(text.strip())
    child = node[0] if len(node) else None  # most elements have none, and the next is found faster than by iteration
    while child is not None:
        if room <= 0:
            return room
        if child.tag == "br":
            out.append(BREAK)
        else:
            room = gather(child, out, room)
        if tail := child.tail:
            out.append(tail)
            room -= len(tail.strip())
        child = child.getnext()
    if is_block or tag in CELLS:
        out.append(BREAK if is_block else CELL)
    return room


def _own_text(node: Node) -> str | None:
    """The text of an element that reads in a way of its own; None of one that reads as any other.

    Figures above or below the line are Unicode's (10⁴, m², CO₂): on the line they would be another number. What is
    struck out is set off from what stands beside it. A picture of one character that GB2312 lacks (in a name) is that.
    """
    tag = node.tag
    if tag == "pre":
        return f"{BREAK}{raw_text(node).replace(chr(10), BREAK)}{BREAK}"
    if tag == "img":
        alt = node.get("alt") or ""
        return alt if IDEOGRAPH.fullmatch(alt) and not alt.encode("gb2312", "ignore") else None
    if len(node):
        return None
    text = (node.text or "").strip()
    if tag in RAISED:
        return text.translate(RAISED[tag]) if text and ON_LINE.fullmatch(text) else None
    return f" {text} "


def gather_back(node: Node, out: list[str], room: int) -> int:
    """As `gather`, from the node's end back; the pieces, too, are in reverse order."""
    if is_unseen(node):
        return room
    is_block = node.tag in BLOCKS
    out.append(BREAK if is_block else CELL if node.tag in CELLS else "")
    for child in node.iterchildren(reversed=True):
        if room <= 0:
            return room
        if child.tail:
            out.append(child.tail)
            room -= len(child.tail.strip())
        if child.tag == "br":
            out.append(BREAK)
        else:
            room = gather_back(child, out, room)
    out += [node.text or "", BREAK] if is_block else [node.text or ""]
    return room - len((node.text or "").strip())


def is_of_others(element: Node) -> bool:
    """Whether an element holds what readers wrote below an article or other articles, as its class or id says.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<div class='box comments'>好</div><div class=comments-open>正文</div><div>正文</div>")
    >>> [is_of_others(one) for one in page.iter("div")]
    [True, False, False]
    """
    return any(OF_OTHERS.search(name) for name in (element.get("class"), element.get("id")) if name)


def is_unseen(node: Node) -> bool:
    """Whether a reader sees nothing of an element: a comment, a script, what a style of its own hides."""
    tag = node.tag
    if not isinstance(tag, str) or tag in UNSEEN:
        return True
    style = node.get("style")
    return bool(style) and hides(style) and not is_pane(node)


@kept(4000, longest=400)
def hides(style: str) -> bool:
    """Whether an element's own style hides it; kept, since editors give every paragraph the same."""
    return HIDDEN.search(style) is not None


def is_pane(hidden: Node) -> bool:
    """Whether a hidden element is one of several of a kind, another of which is shown with text: a pane behind its tab.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p><div id=t1 class='pane on'>一</div><div id=t2 class=pane style='display:none'>二</div>")
    >>> is_pane(page[-1][-1])
    True
    >>> page = parse_html("<p><div class='pane on'>一</div><div class=pane style='display:none'>暂无图片解读</div>")
    >>> is_pane(page[-1][-1])
    False
    """
    kind, parent = _kind_of(hidden), hidden.getparent()
    if parent is None or NO_PANE.fullmatch(_beginning(hidden)):
        return False
    if is_opened(hidden) or _has_tabs(parent):
        return True
    for one in islice(parent.iterchildren(hidden.tag), MOST_PANES):
        style = one.get("style") or ""
        alike = _kind_of(one) == kind if kind.strip() else bool(SHOWN.search(style))
        if one is not hidden and alike and not hides(style) and raw_text(one).strip():
            return True
    return False


def _beginning(node: Node) -> str:
    """The first words of an element, as many as one that says nothing may have."""
    said, room = "", MOST_NONE + 1
    for text in node.itertext():
        said += squeezed(str(text))
        if len(said) > room:
            break
    return said[:room]


def _has_tabs(panes: Node) -> bool:
    """Whether right before a block stands a list of as many short heads as it has parts: a bar of tabs.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<ul><li>条件<li>材料</ul><div id=a><p>甲<p hidden>乙</div><div id=b><p>甲<p>乙</div>")
    >>> [_has_tabs(one) for one in page.iter("div")]
    [True, False]
    """
    bar = panes.getprevious()
    bar = bar[0] if bar is not None and len(bar) == 1 else bar
    if bar is None or bar.tag not in ("ul", "ol", "nav", "dl") or not 2 <= len(bar) == len(panes) <= MOST_PANES:
        return False
    return all(0 < len(raw_text(one).strip()) <= LONGEST_TAB for one in bar)


def is_opened(hidden: Node) -> bool:
    """Whether what stands right before a hidden element opens it, by its id: the head of a part that is folded up.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p><h3><a href=#c1>条件</a></h3><div id=c1>甲</div><p>打印</p><div id=c2>乙</div>")
    >>> [is_opened(one) for one in page.iter("div")]
    [True, False]
    """
    head, name = hidden.getprevious(), hidden.get("id")
    if head is None or not name or not raw_text(head).strip():
        return False
    opens = (one.get(where) for one in islice(head.iter(), MOST_PANES) for where in OPENERS)
    return any(one is not None and one.lstrip("#") == name for one in opens)


def _kind_of(node: Node) -> str:
    """The class of an element, else its id, without its number and state."""
    return " ".join(PANE_STATE.sub("", node.get("class") or node.get("id") or "").split())


def text_of(node: Node) -> str:
    """Node → its text: one block a line, cells of a row separated by a tab, white space squeezed.

    >>> from guiyi.markup.parsing import parse_html
    >>> text_of(parse_html("<div><p>一 <b>二</b></p>三<table><tr><td>四</td><td>五</td></tr></table></div>"))
    '一 二\\n三\\n四\\t五'
    >>> text_of(parse_html("<pre>一\\n  二</pre>"))
    '一\\n二'
    >>> html = "<p>3×10<sup>4</sup>m<sup>2</sup>，<del>200</del>300元，王<img alt=㐂>，1<sup>st</sup><img alt=图>"
    >>> text_of(parse_html(html))
    '3×10⁴m²， 200 300元，王㐂，1st'
    """
    out: list[str] = []
    try:
        gather(node, out)
    except RecursionError:
        out = [f"{BREAK}{piece}" for piece in node.itertext()]
    return lines_of("".join(out))


def lines_of(raw: str) -> str:
    """Gathered pieces, joined → lines of text. A block that ends with its cell doesn't end the row's line.

    >>> lines_of(BREAK + "来源" + BREAK + CELL + "县水利局" + CELL + BREAK)
    '来源\\t县水利局'
    """
    lines = []
    if CELL in raw:
        raw = BLOCK_ENDS_CELL.sub(CELL, raw)
    for line in raw.split(BREAK):
        if not line or line.isspace():
            continue
        if CELL in line:
            cells = "\t".join(map(squeezed, line.split(CELL))).rstrip("\t")
            if cells.strip():
                lines.append(cells)
        elif one := squeezed(line):
            lines.append(one)
    return "\n".join(lines)


def unspaced(text: str) -> str:
    """Text without its white space."""
    return "".join(text.split())


def squeezed(text: str) -> str:
    """Text on one line, white space squeezed, ends stripped.

    >>> squeezed(" 一\\n "), squeezed("一\\u3000\\t二 "), squeezed(" ")
    ('一', '一 二', '')
    """
    words = text.split()
    if len(words) < 2:
        return words[0] if words else ""
    # of blanks only the plain one is printable: then there is no other that `split` takes for one, and SPACES doesn't
    return " ".join(words) if text.isprintable() else SPACES.sub(" ", text).strip()


def plain_of(text: str) -> str:
    """Text without white space and without the marks that text extractors put in (lists, emphasis, table bars)."""
    return MARKS.sub("", text)


def raw_text(node: Node) -> str:
    """All text of a node as it stands, blocks not told apart; of a comment none.

    >>> from guiyi.markup.parsing import parse_html
    >>> [raw_text(one) for one in parse_html("<p>一<!-- 二 --><b>三</b></p>").find(".//p")]
    ['', '三']
    """
    return str("".join(node.itertext())) if isinstance(node.tag, str) else ""


def line_behind(node: Node) -> str:
    """The first words that a reader sees behind a node, to the end of their block; empty without any nearby.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<table><tr><td><b>正文</b><tr><td><img src=a><i>2018-03-05</i> 打印</table>")
    >>> line_behind(page.find(".//b")), line_behind(page.find(".//i")), line_behind(page.find("body"))
    ('2018-03-05 打印', '打印', '')
    """
    at: Node | None = node
    for _step in range(NEARBY):
        if at is None:
            break
        if said := squeezed(at.tail or ""):
            return said
        following = at.getnext()
        at = following if following is not None else at.getparent()
        if following is not None:
            out: list[str] = []
            gather(following, out, NEARBY)
            if said := lines_of("".join(out)).strip():
                return said.split("\n", 1)[0].strip()
    return ""
