"""Where the article's body is: by a selector, or in a known container."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from guiyi.config.models import Selector
from guiyi.extract.pages.view import PageView
from guiyi.markup.tree import UNSEEN, Node, plain_of, raw_text

# Containers that CMSes put the article's text in, by id or class in small letters (seen on real government pages).
CONTAINER_IDS = frozenset(
    "zoom zoomcon ucap-content cmsarticlecontent easysitetext vsb_content vsb_content_2 ivs_content info_content "
    "maintext fontzoom bodylabel downloadcontent artibody articlecontent article_content newscontent "
    "czfxcontent conn lblcontent contenttext js_content endtext pressrelease".split()
)
CONTAINER_CLASSES = frozenset(
    "trs_editor trs_ueditor trs_editor_view custom_unionstyle j-fontcontent v_news_content easysite-news-text "
    "news_cont_d_wrap content_article article-content article_content xl_content pages_content news_content "
    "newscontent bt_content bt-article-02 main-txt detail_con zw_cont_c xl-nr contt_cont maintextbox content- "
    "container-con view-content article-body art_con detail-content wp_articlecontent".split()
)
CONTAINERS = frozenset(("div", "td", "section", "article", "ucapcontent", "span", "p"))
SHARE_OF_BEST = 0.3
MEDIA = frozenset(("img", "video", "embed", "object"))


@dataclass
class Body:
    """A page's body: its node in the page's tree, its text, and what found it. agreement: 0–1, how sure.

    is_told: a template's selector gave it. outside: furniture inside the node, before and after all of its text.
    """

    node: Node
    text: str
    extractor: str
    agreement: float = 1.0
    is_told: bool = False
    outside: tuple[Node, ...] = ()

    @property
    def is_guessed(self) -> bool:
        """Whether the node was chosen by its text, not by a selector or a known name; a page's whole <body>, which a
        selector may be all that tells of hand-made pages, holds its heading as a chosen one does.
        """
        return self.node.tag == "body" or not self.extractor.startswith(("css:", "comment:"))

    @cached_property
    def weight(self) -> int:
        """How much the node holds for a reader; weighed once."""
        return weight_of(self.node)


def find_container(view: PageView) -> Body | None:
    """A page → the body in a known container; None if no known container holds text, image or file."""
    found = [(weight_of(one), one) for one in _containers(view)]
    if not found:
        return None
    best = max(weight for weight, _node in found)
    for weight, node in found:  # the outermost that holds nearly everything, unless it is mostly links
        if weight >= SHARE_OF_BEST * best and weight > 0:
            return Body(node, "", _selector_of(node))
    return None


def with_twins(node: Node) -> Node:
    """A known container and those like it right behind it, where an editor put the rest → one block of them all.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<div class=TRS_Editor>一</div><div class=TRS_Editor>二</div><div class=foot>三</div>")
    >>> "".join(with_twins(page.find(".//div")).itertext())
    '一二'
    """
    name = node.get("class") or ""
    if not any(is_known_class(one) for one in name.split()):
        return node
    run = [node]
    for one in node.itersiblings():
        if not isinstance(one.tag, str) or one.get("class") != name:
            break
        run.append(one)
    if len(run) == 1:
        return node
    block = node.makeelement("div")
    node.addprevious(block)
    block.extend(run)
    block.tail, run[-1].tail = run[-1].tail, None
    return block


def has_empty_container(view: PageView) -> bool:
    """Whether a page has a known container that holds nothing."""
    return any(weight_of(one) == 0 for one in _containers(view))


def _containers(view: PageView) -> list[Node]:
    """The known containers of a page, in page order."""
    ids, classes = view.ids, view.classes
    found = [*view.root.iter("ucapcontent")]
    found += [one for name in ids if is_known_id(name) for one in ids[name]]
    found += [one for name in classes if is_known_class(name) for one in classes[name]]
    return [one for one in view.in_order(found) if one.tag in CONTAINERS]


def is_known_id(name: str) -> bool:
    """Whether an id is that of a known container."""
    return name.lower() in CONTAINER_IDS or name.startswith("vsb_content")


def is_known_class(name: str) -> bool:
    """Whether a class is that of a known container."""
    return name.lower() in CONTAINER_CLASSES


def _selector_of(container: Node) -> str:
    if container.tag == "ucapcontent":
        return "css:ucapcontent"
    name = container.get("id") or ""
    if is_known_id(name):
        return f"css:#{name}"
    return next(f"css:.{one}" for one in container.get("class").split() if is_known_class(one))


def weight_of(node: Node) -> int:
    """How much a node holds for a reader: characters outside links, images and files counted as some."""
    total = linked = images = 0
    for element in node.iter("*"):
        tag, text, tail = element.tag, element.text, element.tail
        if tag in UNSEEN:
            continue
        if text and not text.isspace():
            total += len(text)
        if tail and element is not node and not tail.isspace():
            total += len(tail)
        if tag == "a":
            linked += sum([len(part.strip()) for part in element.itertext()])
        elif tag in MEDIA:
            images += 1
    return max(0, total - linked) + 20 * images + linked // 4


def select_node(one: Selector, view: PageView) -> Node | None:
    """A body's selector → the node it gives, if that holds anything."""
    node = between_comments(view.root, one.comment) if one.comment else view.first(one.css) if one.css else None
    return node if node is not None and holds_something(node) else None


def holds_something(node: Node) -> bool:
    """Whether a reader finds text, an image or a file in a node."""
    for element in node.iter("*"):
        if element.tag in UNSEEN:
            continue
        if element.tag in MEDIA or (element.text and not element.text.isspace()):
            return True
        if element is not node and element.tail and not element.tail.isspace():
            return True
    return False


def between_comments(root: Node, stem: str) -> Node | None:
    """The element that holds what stands between <!--stem begin--> and <!--stem end-->, as Hanweb marks content."""
    for comment in root.iter(etree.Comment):
        text = comment.text or ""
        if stem in text and "begin" in text:
            return comment.getparent()
    return None


def link_share(node: Node) -> float:
    """Share of a node's text that stands in links, 0–1; of its images where it has no text."""
    total = len(plain_of(raw_text(node)))
    if not total:
        images = list(node.iter("img"))
        return sum(any(above.tag == "a" for above in one.iterancestors()) for one in images) / max(1, len(images))
    linked = sum(len(plain_of(raw_text(anchor))) for anchor in node.iter("a"))
    return linked / total
