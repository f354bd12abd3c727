"""What general extractors take for the body of a page: the lines by which its own nodes are measured."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

import lxml.html

from guiyi.extract.bodies.containers import link_share
from guiyi.extract.bodies.furniture import furniture_of
from guiyi.extract.bodies.stripped import without_furniture
from guiyi.extract.fields.labelled import BRACKETS
from guiyi.extract.fields.labels import ANY_LABEL
from guiyi.extract.fields.remarks import is_remark
from guiyi.markup.tree import UNSEEN, Node, plain_of, text_of

PUNCTUATION = re.compile(r"[，。；：、！？“”]|[.,;:!?](?=\s|$)")
MIN_BODY = 10
MOST_FACTS, LEAST_FACTS = 200, 2  # characters, and lines of facts below a title
TOOL = re.compile(
    r"(?:您|你)?(?:现在|当前)?的?(?:所在)?位置\s*[:：]|扫[一码]|[上下]一[条篇]|没有了|关注.{2,16}公众号$|(?:我要)?(?:分享|打印|收藏|纠错|关闭)|返回"
)  # beside a text
HEADINGS = ("h1", "h2", "h3", "h4", "h5")
TITLED = re.compile(r"tit|(?:^|[_-])bt\b|biaoti|headline", re.IGNORECASE)
SENTENCE_END = re.compile(r"[。；！]")
LONGEST_TITLE = 120  # characters
ARTICLE = 60  # characters of a text beside which a title alone is none
FIELDSET, LEGEND = re.compile(r"(</?)fieldset\b"), re.compile(r"(</?)legend\b")
SHORT = 12  # characters of a value below its label
MOST_TAGS = 6000  # beyond, trafilatura's own second try (justext) takes seconds: each short row is compared with all
MOST_READ = 40_000  # tags; beyond, readability is not asked: it takes time with the square of what a block holds
HOLDERS = (
    "div",
    "td",
    "section",
    "article",
    "main",
    "form",
    "center",
    "body",
)  # blocks in which text may stand without a paragraph


class Readers:
    """Several extractors of texts before one page: what they take for its body is read once, when first asked."""

    def __init__(self, root: Node) -> None:
        self.root = root

    @cached_property
    def furniture(self) -> list[Node]:
        """What of the page is no article's, and is not shown to them."""
        return furniture_of(self.root)

    @cached_property
    def lines(self) -> list[list[str]]:
        """The lines that each of them takes for the body."""
        return reference_lines(self.root, self.furniture)


def reference_lines(root: Node, furniture: list[Node]) -> list[list[str]]:
    """The lines each extractor takes for the body of the page without its furniture; who finds none is left out."""
    html = without_furniture(root, furniture)
    if "<fieldset" in html:  # a box with a caption; readers of articles take it for a form
        html = FIELDSET.sub(r"\1div", LEGEND.sub(r"\1p", html))
    tree = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=_parser())
    dense = densest(tree)
    own = text_of(dense) if dense is not None else ""  # before readability takes the tree apart
    second = _readability_text(tree) if html.count("<") <= MOST_READ else ""
    texts = (_trafilatura_text(html), second, own)
    told = [one for one in texts if one and not tells_facts(one) and not is_head(one)]
    if any(texts) and not told:  # a short text below a long line of facts
        dense = densest(lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=_parser()), tells_facts)
        below = text_of(dense) if dense is not None else ""
        told = [one for one in (below,) if "。" in one and not tells_facts(one) and not is_head(one)]
    if any(len(one) >= ARTICLE for one in told):
        told = [one for one in told if not is_title(root, one)]
    return [lines for one in told or texts if (lines := _lines(one))]


def tells_facts(text: str) -> bool:
    """Whether a text is no more than date, source and the like, below the title or not: who takes that for a body is
    no witness of it.

    >>> tells_facts("From: Housing Office Date: May 4, 2018\\nViews: 12"), tells_facts("时间：2018-03-05\\n请参加。")
    (True, False)
    >>> tells_facts("发布机构：县民政局 有效性：\\n失效"), tells_facts("时间：2018-03-05 议程：\\n听取，二、表决")
    (True, False)
    >>> told = "时间：2018-03-05\\n我要分享：\\n关注“云川发布”微信公众号", "来源：县政府\\n请关注天气。"
    >>> [tells_facts(one) for one in told]
    [True, False]
    >>> [tells_facts(f"{one}\\n来源：县政府\\n字号：大") for one in ("县里开会", "县里开会，时间已定")]
    [True, False]
    """
    lines = _below_place(text).split("\n") if len(text) <= MOST_FACTS else [""]
    other = [
        at
        for at, line in enumerate(lines)
        if not (ANY_LABEL.match(line.lstrip(BRACKETS)) or is_remark(line) or TOOL.match(line))
    ]
    other = [at for at in other if not (at and _is_value(lines[at], lines[at - 1]))]
    return not other or (other == [0] and len(lines) > LEAST_FACTS and not PUNCTUATION.search(lines[0]))


def is_head(text: str) -> bool:
    """Whether a text is no more than a line that may be a title and, below it, facts.

    >>> told = "县里开会\\n来源:县政府　2018-03-05", "县里开会。\\n2018-03-05", "县里开会\\n下午开始"
    >>> [is_head(one) for one in told], is_head("要闻\\n您现在的位置：云川 » 要闻")
    ([True, False, False], True)
    >>> is_head("您当前的位置：首页 > 要闻\\n县里开会\\n来源:县政府　2018-03-05")
    True
    """
    first, _break, rest = _below_place(text.strip()).partition("\n")
    lines = rest.split("\n") if len(text) <= MOST_FACTS else [""]
    told = all(ANY_LABEL.match(line.lstrip(BRACKETS)) or is_remark(line) or TOOL.match(line) for line in lines)
    return bool(rest) and told and not PUNCTUATION.search(first)


def _below_place(text: str) -> str:
    """A short text without the place line that it begins with, where more stands below."""
    place, _break, below = text.partition("\n")
    return below if below.count("\n") and len(text) <= MOST_FACTS and "位置" in place and TOOL.match(place) else text


def is_title(root: Node, text: str) -> bool:
    """Whether a text is one line that a heading of the page, or a block named after titles, has for all it says.

    >>> page = lxml.html.fromstring("<div><div class=title><b>关于闭馆的通知</b></div><p>今日闭馆</p></div>")
    >>> is_title(page, "关于闭馆的通知"), is_title(page, "今日闭馆")
    (True, False)
    """
    if "\n" in text or len(text) > LONGEST_TITLE or SENTENCE_END.search(text):
        return False
    plain = plain_of(text)
    holders = {holder for holder, said, _linked in texts_of(root) if said == plain}
    return any(
        one.tag in HEADINGS or TITLED.search(one.get("class") or "")
        for held in holders
        for one in (held, held.getparent())
    )


def _is_value(line: str, above: str) -> bool:
    """Whether a line is the value of the label that ends the line above: short, and no words that run."""
    return len(line) <= SHORT and above.rstrip().endswith((":", "：")) and not PUNCTUATION.search(line)


def load_stopwords() -> None:
    """Loads the words by which trafilatura's second try (justext) knows a text, once a process.

    As it loads them itself they are a tuple, which is hashed anew for each page: 3 ms for 150,000 words.
    """
    from trafilatura import external

    if not isinstance(external.JT_STOPLIST, frozenset):
        external.JT_STOPLIST = frozenset(external.jt_stoplist_init())  # type: ignore[assignment]


def _trafilatura_text(html: str) -> str:
    import trafilatura

    load_stopwords()
    logging.getLogger("trafilatura").setLevel(logging.ERROR)  # a page it gives up is no news: others speak too
    try:
        text = trafilatura.extract(
            html, favor_precision=True, include_comments=False, include_tables=True, deduplicate=False,
            fast=html.count("<") > MOST_TAGS,
        )  # fmt: skip
    except Exception:  # a library over hostile input; the other extractors still speak
        return ""
    return text or ""


def _readability_text(tree: Node) -> str:
    from trafilatura.external import try_readability

    try:
        found = try_readability(tree)
    except Exception:  # as above
        return ""
    return text_of(found) if found is not None else ""


def _parser() -> Any:
    return lxml.html.HTMLParser(encoding="utf-8")


def _lines(text: str) -> list[str]:
    return [plain for line in re.split(r"[\n\t|]", text) if len(plain := plain_of(line)) > 1]


def texts_of(root: Node) -> Iterator[tuple[Node, str, bool]]:
    """Every visible text of a tree with the element it stands in, and whether it stands in a link."""
    linked = {element for anchor in root.iter("a") for element in anchor.iter()}
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in UNSEEN:
            continue
        for text, holder in ((element.text, element), (element.tail, element.getparent())):
            plain = plain_of(text) if text else ""
            if plain and holder is not None and isinstance(holder.tag, str) and holder.tag not in UNSEEN:
                yield holder, plain, holder in linked


def densest(root: Node, skips: Callable[[str], bool] = lambda _text: False) -> Node | None:
    """Tree → the block that holds most running text (punctuated, unlinked) and little else; None if there is none.

    skips: whether a text counts for nothing.
    """
    scores: dict[Node, float] = {}
    for element in root.iter("p", "span", "font", "li", *HOLDERS):
        own = _own_text(element)
        if len(own) < MIN_BODY or element.getparent() is None or skips(own):
            continue
        value = len(own) + 8.0 * len(PUNCTUATION.findall(own))
        holder, factor = _holder_of(element), 1.0
        for level in range(3):
            if holder is None or holder.tag == "html" or (holder.tag == "body" and level):
                break  # text may stand right in the <body>
            scores[holder] = scores.get(holder, 0.0) + value * factor
            holder, factor = holder.getparent(), factor * 0.6
    if not scores:
        return None
    return max(scores, key=lambda node: scores[node] * (1 - link_share(node)))


def _holder_of(element: Node) -> Node | None:
    """An element with text → the block that the text counts for: its own, or that around its paragraph.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<div><p><span>甲</span></p></div><section><font>乙</font><p>丙</p></section>")
    >>> [_holder_of(one).tag for one in page.iter("span", "font", "p", "div")]
    ['div', 'div', 'div', 'section', 'section']
    """
    if element.tag in HOLDERS:
        return element
    holder = element.getparent()
    while element.tag in ("span", "font") and holder is not None and holder.tag in ("span", "font", "p", "li"):
        element, holder = holder, holder.getparent()
    return holder


def _own_text(element: Node) -> str:
    parts: Iterable[str] = [element.text or "", *((child.tail or "") for child in element)]
    return "" if element.tag == "a" else "".join(parts).strip()
