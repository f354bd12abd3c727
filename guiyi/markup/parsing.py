"""Text of a page → its tree, whatever the page does: one parser, a second for what beats it, and what is done before.

The first (libxml2) loses all that follows a stray `</html>` or lies deeper than 2,048 elements, takes what follows an
<embed> into it, and takes minutes for a tag with 100,000 attributes. So stray ends are taken out, missing ones are
added and floods of attributes are cut. What it gives up on, or dies of (guiyi/bounded.py), the second reads (lexbor,
which parses as browsers do), and the tree says so.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any, AnyStr

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind
from lxml import etree
from resiliparse.parse.html import HTMLTree, NodeType, traverse_dom

Node = Any  # an element; lxml has no types of its own

LARGEST = 16 * 2**20  # characters: a longer page is no document that a person reads; it is held, its bytes archived
MAX_ATTRIBUTES = 200
MAX_DEPTH = 50  # elements: more than pages have and few enough for readers of a tree
LONG_TAG = 4000
LONG_PAGE = 2**18  # bytes
STRAY_END = re.compile(r"</(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])\s*>")
SHOWN = re.compile(r"<(?:a|p|div|table|ul|ol|span|font|center|h[1-6]|img)\b", re.IGNORECASE)
_may_be_shown = re.compile(SHOWN.pattern.encode(), re.IGNORECASE)
ENDLESS = re.compile(r"<(embed|source|track|wbr|bgsound)\b([^<>]*)(?<!/)>", re.IGNORECASE)
ENDLESS_MARKS = ("<embed", "<EMBED", "<source", "<track", "<wbr", "<bgsound", "<BGSOUND")
_ends = ("</ht", "</hT", "</Ht", "</HT", "</bo", "</bO", "</Bo", "</BO")  # begins of </html> and </body>
_marks = BytesAhoCorasick(
    [one.encode() for one in (*_ends, *ENDLESS_MARKS)],
    matchkind=MatchKind.LeftmostFirst, implementation=Implementation.DFA,
)  # fmt: skip
FLOOD = re.compile(rf"<([a-zA-Z][\w:-]*)(\s[^<>]{{{LONG_TAG},}})>")
ATTRIBUTE = re.compile(r"""\s[^\s=>"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")
PARSER = etree.HTMLParser(encoding="utf-8", remove_pis=True, huge_tree=True, collect_ids=False)
DEEP = 2000  # elements: fewer can't nest deeper than the parser bears
EMPTY = "<html><body></body></html>"
READ_AGAIN = "data-read-again"  # on the root of what the second parser read
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAME = re.compile(r"[A-Za-z][\w.-]*")

OF_ROOT = 1  # how deep lexbor says that the root lies

_only_second = False


def parse_html(text: str) -> Node:
    """Text of a page → its tree, comments kept. Never fails: nothing, or more than LARGEST, gives an empty tree."""
    if len(text) > LARGEST:
        return etree.fromstring(EMPTY, parser=PARSER)
    data = text.encode("utf-8", "replace")
    if may_be_mended(data) or has_stretch(text, "<", LONG_TAG):
        text = without_floods(with_ends(without_stray_ends(text)))
        data = text.encode("utf-8", "replace")
    if _only_second:
        return parse_again(without_hidden_floods(text))
    tree, is_whole = _parse(data)
    return tree if is_whole else parse_again(text)


def use_second(is_only: bool) -> None:
    """Whether this process parses with the second parser alone from now on: the child does, where the first died."""
    global _only_second
    _only_second = is_only


def may_be_mended(data: bytes) -> bool:
    """Whether a page in UTF-8 may have stray ends, or elements without one: a first look, which nearly all pages pass.

    >>> may_be_mended(b"<p>a</p></body></html>"), may_be_mended(b"<p>a</p></html><p>"), may_be_mended(b"<embed src=a>")
    (False, True, True)
    """
    if len(data) > LONG_PAGE:  # a flood of marks would fill the memory
        return True
    found = _marks.find_matches_as_indexes(data)
    if len(found) > 2 or any(at >= len(_ends) for at, _start, _end in found):
        return True
    return bool(found) and _may_be_shown.search(data, found[0][1]) is not None


def _parse(data: bytes) -> tuple[Node, bool]:
    """The tree, and whether the parser read all of the page."""
    try:
        tree = etree.fromstring(data, parser=PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        tree = None
    if tree is None:
        return etree.fromstring(EMPTY, parser=PARSER), True
    if data.count(b"<") < DEEP:
        return tree, True
    return tree, all(one.type != etree.ErrorTypes.ERR_RESOURCE_LIMIT for one in PARSER.error_log)


def without_stray_ends(text: str) -> str:
    """Page text → the same without the stray ends that included headers leave, nor the last ones before a footer.

    >>> without_stray_ends("<html><body>a</body></html><p>b</p></body></html>")
    '<html><body>a<p>b</p></body></html>'
    >>> without_stray_ends("<html><body>a</body></html><p>b</p>"), without_stray_ends("a</html><script></script>")
    ('<html><body>a<p>b</p>', 'a</html><script></script>')
    """
    ends = list(STRAY_END.finditer(text))
    is_last = not ends or SHOWN.search(text, ends[-1].end()) is None
    if len(ends) > 2 or not is_last:
        last = {ends[-1].start(), ends[-2].start()} if is_last else set()
        text = STRAY_END.sub(lambda match: match[0] if match.start() in last else "", text)
    return text


def with_ends(text: str) -> str:
    """Page text → the same with an end for elements that have none, of which the parser does not know.

    >>> with_ends("<embed src=a.mp4><p>b</p><EMBED src=c />")
    '<embed src=a.mp4></embed><p>b</p><EMBED src=c />'
    """
    return ENDLESS.sub(r"<\1\2></\1>", text) if any(mark in text for mark in ENDLESS_MARKS) else text


def without_floods(text: str) -> str:
    """Page text → the same with at most MAX_ATTRIBUTES attributes a tag; a long `data:` address is no flood.

    >>> len(without_floods("<p " + "a=1 " * 9000 + ">x</p>"))
    808
    """
    return FLOOD.sub(_cut, text) if has_stretch(text, "<", LONG_TAG) else text


def has_stretch(text: AnyStr, mark: AnyStr, longest: int) -> bool:
    """Whether more than `longest` characters stand somewhere without a mark: looked for in leaps of that length.

    >>> has_stretch("aaa<bbb<", "<", 3), has_stretch("aaa<bbbb<", "<", 3), has_stretch("<aaaa", "<", 3)
    (False, True, True)
    """
    at = -1
    while len(text) - at - 1 > longest:
        at = text.rfind(mark, at + 1, at + longest + 2)
        if at < 0:
            return True
    return False


def _cut(match: re.Match[str]) -> str:
    kept: list[str] = []
    for at, attribute in enumerate(ATTRIBUTE.finditer(match[2])):
        if at == MAX_ATTRIBUTES:
            return f"<{match[1]}{''.join(kept)}>"
        kept.append(attribute[0])
    return match[0]


def without_hidden_floods(text: str) -> str:
    """As `without_floods`, told by reading tag after tag: where quoted brackets hide how long a tag is.

    >>> without_hidden_floods('<p x="<" ' + "a0 " * 9000 + ">x</p>")[-11:]
    'a0="">x</p>'
    """

    class Floods(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if len(attrs) > MAX_ATTRIBUTES:
                few = [f'{name}="{html.escape(value or "")}"' for name, value in attrs if NAME.fullmatch(name)]
                found.append((self.get_starttag_text() or "", f"<{' '.join([tag, *few[:MAX_ATTRIBUTES]])}>"))

    found: list[tuple[str, str]] = []
    reader = Floods()
    reader.feed(text)
    for tag, short in found:
        text = text.replace(tag, short, 1)
    return text


def parse_again(text: str) -> Node:
    """Text of a page → its tree by the second parser, marked so.

    Of what lies deeper than MAX_DEPTH, elements with a text or attributes of their own stand side by side there.

    >>> deep = parse_again("<title>t</title>" + "<div>a" * 900 + "x<br>y<!--c-->" + "b</div>" * 900 + "<p id=a>z")
    >>> "".join(deep.xpath("//text()")) == "t" + "a" * 900 + "xy" + "b" * 900 + "z", was_read_again(deep)
    (True, True)
    >>> max(len(list(one.iterancestors())) for one in deep.iter()) - MAX_DEPTH
    0
    """
    built = _Built()
    page = HTMLTree.parse(text).document
    if page is not None:
        traverse_dom(page, built.enter, lambda _: None)
    built.put()
    return built.root


class _Built:
    """The tree of what the second parser read, node by node. The texts of a place are put there together: a tree copies
    what it has for each that is added.
    """

    def __init__(self) -> None:
        self.root = etree.Element("html", {READ_AGAIN: "second-parser"})
        self._path = [self.root]  # from the root to where the next text stands
        self._place, self._texts = self.root, list[str]()

    def enter(self, context: Any) -> None:
        """The next node that the second parser comes to."""
        node, above, path = context.node, context.depth - OF_ROOT, self._path
        if above < 1:
            return
        del path[above:]
        if node.type == NodeType.TEXT:
            if path[-1] is not self._place:
                self.put()
            self._place = path[-1]
            self._texts.append(node.value)
        elif node.type == NodeType.COMMENT:
            self.put()
            path[-1].append(etree.Comment(NO_XML.sub("", node.value).replace("-", " ")))
        elif node.type == NodeType.ELEMENT:
            self._open(node, above)

    def _open(self, node: Any, above: int) -> None:
        path = self._path
        if above >= MAX_DEPTH:
            path[-1] = path[MAX_DEPTH - 1]
            if not node.attrs and not _begins_with_text(node):
                path.append(path[-1])
                return
        self.put()
        path.append(etree.SubElement(path[-1], _name(node.tag), _attributes(node)))

    def put(self) -> None:
        """Puts the texts that wait into the tree."""
        if self._texts:
            _add_text(self._place, NO_XML.sub("", "".join(self._texts)))
            self._texts.clear()


def was_read_again(root: Node) -> bool:
    """Whether a tree is the second parser's."""
    return root.get(READ_AGAIN) is not None


def _begins_with_text(node: Any) -> bool:
    first = node.first_child
    return first is not None and first.type == NodeType.TEXT


def _name(tag: str) -> str:
    return tag if NAME.fullmatch(tag) else "span"


def _attributes(node: Any) -> dict[str, str]:
    names = (node.attrs or ())[:MAX_ATTRIBUTES]
    return {name: NO_XML.sub("", node.getattr(name) or "") for name in names if NAME.fullmatch(name)}


def _add_text(parent: Node, text: str) -> None:
    last = next(parent.iterchildren(reversed=True), None)  # len() would count them all
    if last is None:
        parent.text = (parent.text or "") + text
    else:
        last.tail = (last.tail or "") + text


def drop(element: Node) -> None:
    """Removes an element but keeps the text behind it."""
    parent, tail = element.getparent(), element.tail
    if parent is None:
        return
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)
