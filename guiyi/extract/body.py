"""Where the article's body is: a template's selector, a known container, or the node that extractors agree on."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import lxml.html
from lxml import etree

from guiyi.extract.page import BLOCKS, HIDDEN, UNSEEN, Node, squeezed, text_of

# Containers that CMSes put the article's text in, by exact id or class (seen on real government pages).
CONTAINER_IDS = frozenset(
    "zoom zoomcon UCAP-CONTENT cmsArticleContent easysiteText vsb_content vsb_content_2 ivs_content info_content "
    "mainText fontzoom BodyLabel downloadContent artibody articleContent article_content newsContent NewsContent "
    "czfxcontent conN lblContent contentText js_content endText".split()
)
CONTAINER_CLASSES = frozenset(
    "TRS_Editor TRS_UEDITOR trs_editor_view Custom_UnionStyle j-fontContent v_news_content easysite-news-text "
    "news_cont_d_wrap content_article article-content article_content xl_content pages_content news_content "
    "NewsContent bt_content bt-article-02 main-txt detail_con zw_cont_c xl-nr contt_cont mainTextBox content- "
    "container-con view-content article-body art_con detail-content".split()
)
FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:share|bshare|bdshare\w*|jiathis\w*|social|print\w*|toolbar|pagination|pager?s?|prev|next|prenext"
    r"|related|relate|xgxx|recommend|qrcode|ewm|erweima|comment\w*|breadcrumb|crumbs?|fontsize|font-size|dayin|guanbi"
    r"|close|editor-info|copyright|hot\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
TOOL_LINE = re.compile(
    r"^[\s【\[（(|｜]*(?:(?:打印|打印本页|打印此页|关闭|关闭窗口|关闭本页|收藏|分享到?|返回|返回顶部|返回列表|字号|字体|大|中|小"
    r"|上一[篇条页]|下一[篇条页]|我要纠错|纠错|扫一扫.*|微信|微博|QQ空间|更多|复制链接|保护视力色|浏览次数|阅读次数|点击数"
    r"|点击次数|浏览量)[\s:：【】\[\]（）()|｜\d大中小]*)+$"
)
NEIGHBOURS = re.compile(
    r"^[\s【\[]*(?:上一?[篇条]|下一?[篇条]|前一?[篇条]|后一?[篇条]|相关(?:链接|文章|阅读|信息|新闻))\s*[:：】\]]"
)
PUNCTUATION = re.compile(r"[，。；：、！？“”]")
LINE_TAGS = ("p", "div", "span", "td", "li", "a", "h1", "h2", "h3", "ul", "dd", "font", "strong", "b")
MIN_BODY = 10
SHARE_OF_BEST = 0.3


@dataclass
class Body:
    """A page's body: its node in the page's tree, its text, and what found it. agreement: 0–1, how sure."""

    node: Node
    text: str
    extractor: str
    agreement: float = 1.0


def find_container(root: Node) -> Body | None:
    """Tree → the body in a known container; None if no known container holds text, image or file."""
    found: list[tuple[int, Node, str]] = []
    for element in root.iter("div", "td", "section", "article", "ucapcontent", "span", "p"):
        name = element.get("id")
        if element.tag == "ucapcontent":
            found.append((weight_of(element), element, "css:ucapcontent"))
        elif name in CONTAINER_IDS or (name and name.startswith("vsb_content")):
            found.append((weight_of(element), element, f"css:#{name}"))
        else:
            for one in (element.get("class") or "").split():
                if one in CONTAINER_CLASSES:
                    found.append((weight_of(element), element, f"css:.{one}"))
                    break
    if not found:
        return None
    best = max(weight for weight, _node, _how in found)
    for weight, node, how in found:  # the outermost that holds nearly everything, unless it is mostly links
        if weight >= SHARE_OF_BEST * best and weight > 0:
            return Body(node, "", how)
    return None


def has_empty_container(root: Node) -> bool:
    """Whether a page has a known container that holds nothing."""
    for element in root.iter("div", "td", "section", "article", "span"):
        is_known = element.get("id") in CONTAINER_IDS or not CONTAINER_CLASSES.isdisjoint(
            (element.get("class") or "").split()
        )
        if is_known and weight_of(element) == 0:
            return True
    return False


def weight_of(node: Node) -> int:
    """How much a node holds for a reader: characters outside links, images and files counted as some."""
    total = linked = images = 0
    for element in node.iter():
        if not isinstance(element.tag, str) or element.tag in UNSEEN:
            continue
        total += len(element.text or "") if element.text and not element.text.isspace() else 0
        total += len(element.tail or "") if element is not node and element.tail and not element.tail.isspace() else 0
        if element.tag == "a":
            linked += sum(len(str(part).strip()) for part in element.itertext())
        images += element.tag in ("img", "video", "embed", "object")
    return max(0, total - linked) + 20 * images + linked // 4


# --- taking the body out of its page ---------------------------------------------------------------------------------


def clean_body(node: Node) -> Node:
    """A body's node → a copy without scripts, hidden parts, share bars, tool lines and neighbours' links."""
    body = deepcopy(node)
    body.tail = None
    for element in list(body.iter()):
        if element is body or element.getparent() is None:
            continue
        if not isinstance(element.tag, str) or _is_unwanted(element):
            _drop(element)
    for element in list(
        body.iter("p", "div", "span", "td", "li", "a", "h1", "h2", "h3", "ul", "dd", "font", "strong", "b")
    ):
        if element is not body and element.getparent() is not None and _is_tool_line(element):
            _drop(element)
    return body


def _is_unwanted(element: Node) -> bool:
    if element.tag in (
        "script",
        "style",
        "noscript",
        "template",
        "link",
        "meta",
        "select",
        "button",
        "textarea",
        "title",
    ):
        return True
    style = element.get("style")
    if style and HIDDEN.search(style):
        return True
    if element.tag == "input":
        return (element.get("type") or "").lower() != "image"
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(marks) > 1 and bool(FURNITURE.search(marks)) and len(squeezed(_raw(element))) < 400


HEAD_PIECES = 6
RUNNING = 40  # characters: a longer text is the body's own


def drop_heading(body: Node, title: str | None, is_remark: Callable[[str], bool]) -> None:
    """Removes from the top of a clean body the title it repeats, and the line of date and source below it."""
    plain = _plain(title or "")
    for element in list(body.iter("h1", "h2", "h3")):
        if plain and element.getparent() is not None and _plain(_raw(element)) == plain:
            _drop(element)
    for holder, part, text in list(_first_texts(body)):
        if (plain and _plain(text) == plain) or is_remark(text):
            setattr(holder, part, None)
        elif len(text) > RUNNING:
            break


def _first_texts(body: Node) -> Iterator[tuple[Node, str, str]]:
    """The first texts of a body, each with the element and the attribute (text or tail) that holds it."""
    found = 0
    for element in body.iter():
        for part in ("text", "tail") if element is not body else ("text",):
            text = getattr(element, part)
            if text and not text.isspace() and found < HEAD_PIECES:
                found += 1
                yield element, part, squeezed(text)


def _is_tool_line(element: Node) -> bool:
    text = squeezed(_raw(element))
    if not text or len(text) > 120 or element.find(".//img") is not None:
        return False
    return bool(TOOL_LINE.match(text) or NEIGHBOURS.match(text))


def _raw(element: Node) -> str:
    return "".join(str(part) for part in element.itertext())


def _drop(element: Node) -> None:
    """Removes an element but keeps the text behind it."""
    parent, tail = element.getparent(), element.tail
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)


# --- the node that extractors agree on -------------------------------------------------------------------------------


def find_by_agreement(root: Node, html: str, url: str) -> Body | None:
    """Tree and text of a page with no known container → the node whose text agrees best with several extractors'.

    Each extractor gives lines of text; each node of the page is scored by how much of its text they gave and how much
    of theirs it holds; the best mean wins. The body is thus taken from the page's own tree, whole.
    """
    references = [lines for lines in (_trafilatura_lines(html), _readability_lines(html)) if lines]
    dense = densest(root)
    if dense is not None:
        references.append(_lines(text_of(dense)))
    if not references:
        return None
    node, score = best_node(root, references)
    if node is None:
        return None
    return Body(node, "", "trafilatura" if len(references) > 1 else "density", round(score, 3))


def _trafilatura_lines(html: str) -> list[str]:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.ERROR)  # a page it gives up is no news: others speak too
    try:
        text = trafilatura.extract(
            html, favor_precision=True, include_comments=False, include_tables=True, deduplicate=False
        )
    except Exception:  # a library over hostile input; the other extractors still speak
        return []
    return _lines(text or "")


def _readability_lines(html: str) -> list[str]:
    from trafilatura.external import try_readability

    try:
        found = try_readability(lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=_parser()))
    except Exception:  # as above
        return []
    return _lines(text_of(found)) if found is not None else []


def _parser() -> Any:
    return lxml.html.HTMLParser(encoding="utf-8")


def _lines(text: str) -> list[str]:
    return [plain for line in re.split(r"[\n\t|]", text) if len(plain := _plain(line)) > 1]


def _plain(text: str) -> str:
    return re.sub(r"[\s*#\-|>\[\]()!_`]+", "", text)


def best_node(root: Node, references: list[list[str]]) -> tuple[Node | None, float]:
    """Tree and the extractors' lines → the node with the highest mean F1 against them, and that score."""
    joined = ["".join(lines) for lines in references]
    best: tuple[float, Node | None] = (0.0, None)
    for element, row in _sums(root, joined).items():
        if element.tag not in BLOCKS and element.tag not in ("td", "span", "font"):
            continue
        pairs = zip(row[:-1], map(len, joined), strict=True)
        scores = [2 * min(hit, size) / (row[-1] + size) for hit, size in pairs]
        mean = sum(scores) / len(scores)
        if mean > best[0] + 1e-9:
            best = (mean, element)
    return best[1], best[0]


def _sums(root: Node, references: list[str]) -> dict[Node, list[int]]:
    """Node → characters of its text that each reference holds, and last all its characters."""
    sums: dict[Node, list[int]] = {}
    for holder, plain, is_linked in _texts(root):
        hits = [len(plain) if plain in reference and not is_linked else 0 for reference in references]
        at = holder
        while at is not None:
            row = sums.setdefault(at, [0] * (len(references) + 1))
            row[-1] += len(plain)
            for number, hit in enumerate(hits):
                row[number] += hit
            at = at.getparent()
    return sums


def _texts(root: Node) -> Iterator[tuple[Node, str, bool]]:
    """Every visible text of a tree with the element it stands in, and whether it stands in a link."""
    linked = {element for anchor in root.iter("a") for element in anchor.iter()}
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in UNSEEN:
            continue
        for text, holder in ((element.text, element), (element.tail, element.getparent())):
            plain = _plain(text) if text else ""
            if plain and holder is not None and isinstance(holder.tag, str) and holder.tag not in UNSEEN:
                yield holder, plain, holder in linked


def densest(root: Node) -> Node | None:
    """Tree → the block that holds most running text (punctuated, unlinked) and little else; None if there is none."""
    scores: dict[Node, float] = {}
    for element in root.iter("p", "div", "td", "span", "section", "font", "li", "br"):
        own = _own_text(element)
        if len(own) < MIN_BODY or element.getparent() is None:
            continue
        value = len(own) + 8.0 * len(PUNCTUATION.findall(own))
        holder, factor = (element if element.tag in ("div", "td", "section") else element.getparent()), 1.0
        for _level in range(3):
            if holder is None or holder.tag in ("body", "html"):
                break
            scores[holder] = scores.get(holder, 0.0) + value * factor
            holder, factor = holder.getparent(), factor * 0.6
    if not scores:
        return None
    return max(scores, key=lambda node: scores[node] * (1 - link_share(node)))


def _own_text(element: Node) -> str:
    parts: Iterable[str] = [element.text or "", *((child.tail or "") for child in element)]
    return "" if element.tag == "a" else "".join(parts).strip()


def link_share(node: Node) -> float:
    """Share of a node's text that stands in links, 0–1; of its images where it has no text."""
    total = len(_plain(_raw(node)))
    if not total:
        images = list(node.iter("img"))
        return sum(any(above.tag == "a" for above in one.iterancestors()) for one in images) / max(1, len(images))
    linked = sum(len(_plain(_raw(anchor))) for anchor in node.iter("a"))
    return linked / total


def html_of(node: Node) -> str:
    """A body's node → its inner HTML."""
    inner = [lxml.html.tostring(child, encoding="unicode") for child in node]
    return ((_escape(node.text) if node.text else "") + "".join(inner)).strip()


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def select_css(root: Node, selector: str) -> Node | None:
    """First element that a CSS selector gives, or None."""
    from guiyi.extract.templates import compiled_css

    found = compiled_css(selector)(root)
    return found[0] if found else None


def between_comments(root: Node, stem: str) -> Node | None:
    """The element that holds what stands between <!--stem begin--> and <!--stem end-->, as Hanweb marks content."""
    for comment in root.iter(etree.Comment):
        text = comment.text or ""
        if stem in text and "begin" in text:
            return comment.getparent()
    return None
