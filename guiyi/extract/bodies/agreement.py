"""The node that extractors agree on: the body of a page that no selector and no known container gives."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import lxml.html
from lxml import etree

from guiyi.crawl.reading.links import ATTACHMENT
from guiyi.extract.bodies.containers import Body, weight_of
from guiyi.extract.bodies.edges import PLACE
from guiyi.extract.bodies.furniture import furniture_of, without_furniture
from guiyi.extract.bodies.tables import LABEL, data_table_of, form_of, tells_matter
from guiyi.extract.fields.labelled import LONGEST_REMARK, is_remark
from guiyi.extract.files.assets import LAZY
from guiyi.extract.pages.tree import BLOCKS, UNSEEN, Node, gather, lines_of, plain_of, raw_text, squeezed, text_of

PUNCTUATION = re.compile(r"[，。；：、！？“”]|[.,;:!?](?=\s|$)")
DECORATION = re.compile(
    r"logo|banner|icon|/ico|/bg|arrow|line\.|spacer|blank|qrcode|ewm"
    r"|(?:^|/)(?:top|head(?:er)?|foot(?:er)?|bottom|nav|menu|bar|dot|left|right)[_-]?\d{0,3}\.(?:gif|jpe?g|png)$",
    re.IGNORECASE,
)
LOW_PICTURES = 0.6  # agreement that a body of pictures counts as
FEW = 60  # characters of a block that may be no more than title and date
SENTENCES = re.compile(r"[。！？；]|[.!?](?:\s|$)")
DAY_LINE = re.compile(  # how a signature ends
    r"(?:(?:19|20)\d{2}|[一二三四五六七八九○〇零Ｏ０O]{4})\s*年.{1,3}月.{1,3}日"
)
SIGNED = 3  # lines of a signature
BESIDE = 0.3  # share of a list's or table's text that may stand beside it in the article's block
MIN_BODY = 10
HEAD_TEXTS = 4
HOLDERS = ("div", "td", "section", "form", "center", "body")  # blocks in which text may stand without a paragraph
BOX_LINKS = 0.3  # share of a headed block's text in links from which it is no section of an article
OUTCOME = re.compile(
    r"[【\[]?(?:(?:征集|征求|意见|调查)?(?:结果|情况|意见)(?:反馈|公布)|反馈(?:结果|情况)|(?:意见)?采纳情况)"
)
OF_BOTH = 1.5  # times the weight of a text and of its neighbour that a block of both has at most
SECTION_HEADS = ("h2", "h3", "h4", "h5", "dt", "legend")
FOOT_TEXT = 120  # characters that may stand below the last rule
FOOT_OF_PAGE = re.compile(r"电\s*话|地\s*址|邮\s*编|传\s*真|E-?mail|版权|主办|制作|维护|返回", re.IGNORECASE)
NO_FOOT = re.compile(r"[。；]|联系人|报名|咨询|附件|抄送|印发")
PLACE_TAGS, MOST_ABOVE = ("div", "p", "td", "span", "ul", "li"), 150  # where the place line stands, elements looked at
LEVELS = 40  # blocks around a body that may be it with its files
NEARLY = 0.93  # share of the best score from which a block around it, with files that it lacks, is the body


def find_by_agreement(root: Node) -> Body | None:
    """Tree of a page with no known container → the node whose text agrees best with several extractors'.

    Each extractor gives lines of text; each node of the page is scored by how much of its text they gave and how much
    of theirs it holds; the best mean wins. The body is thus taken from the page's own tree, whole.
    """
    found = furniture_of(root)
    references = reference_lines(root, found)
    said = ["\n".join(lines) for lines in references]
    node, score = best_node(root, references, found) if references else (None, 0.0)
    if node is None or _says_little(weight_of(node), text_of(node)) or all(_says_little(len(t), t) for t in said):
        pictured = picture_block(root, found)
        if pictured is not None:
            return Body(pictured, "", "images", LOW_PICTURES)
    if node is None:
        return None
    node = _with_sections(_container_of(_whole(node), found))
    node = _with_pictures(_with_neighbour(node))
    how = "trafilatura" if len(references) > 1 else "density"
    outside = (*_above_place(node), *_at_edges(node, references, found), *_below_rule(node))
    return Body(node, "", how, round(score, 3), outside=outside)


def _says_little(weight: int, text: str) -> bool:
    """Whether a text may be no more than title, date and address."""
    return weight < FEW and not SENTENCES.search(text)


def _whole(node: Node) -> Node:
    """A cell of a table of data, or a row of a form → the table; other nodes stay."""
    table = data_table_of(node)
    return form_of(node) if table is None else table


def _with_sections(node: Node) -> Node:
    """One of several like blocks side by side, each below a heading of its own that is no link → the block of them all.

    >>> from guiyi.parsing import parse_html
    >>> page = parse_html("<main><div class=s><h2>条件</h2><p>甲</div><div class=s><h2>材料</h2><p>乙</div></main>")
    >>> other = parse_html("<main><div class=s><h2><a>甲</a></h2></div><div class=s><h2><a>乙</a></h2></div></main>")
    >>> _with_sections(page.find(".//div")).tag, _with_sections(other.find(".//div")).tag
    ('main', 'div')
    >>> page = parse_html("<main><div class=s><h2>通知</h2><p>甲</div><div class=s><h2>热点</h2><a>乙</a></div></main>")
    >>> _with_sections(page.find(".//div")).tag
    'div'
    """
    for one in (node, node.getparent()):
        if one is None or not one.get("class") or one.getparent() is None:
            continue
        like = [other for other in one.getparent().iterchildren(one.tag) if other.get("class") == one.get("class")]
        heads = [_head_of(other) for other in like] if len(like) > 1 else []
        if heads and all(heads) and len(set(heads)) == 1:
            return one.getparent()
    return node


def _head_of(block: Node) -> str | None:
    """What heads a block that is no box of links: h for a heading, the class of a short line; None for neither."""
    first = next((one for one in block.iter() if one is not block and isinstance(one.tag, str)), None)
    if first is None or first.find(".//a") is not None or link_share(block) >= BOX_LINKS:
        return None
    if first.tag in SECTION_HEADS:
        return "h"
    return first.get("class") if first.tag != "a" and 1 < len(plain_of(raw_text(first))) <= LABEL else None


def _with_neighbour(node: Node) -> Node:
    """A text with a block of its own beside it, facts of an event above or what came of a consultation below → the
    block of both.

    >>> from guiyi.parsing import parse_html
    >>> html = "<main><div>%s</div><div><h3>%s</h3><p>共收到意见九条，采纳六条，未采纳三条。</div></main>"
    >>> pages = [parse_html(html % ("现公开征求意见。" * 9, one)) for one in ("结果反馈", "热门专题")]
    >>> [_with_neighbour(one.find(".//div")).tag for one in pages]
    ['main', 'div']
    >>> html = "<main><dl><dt>%s<dd>五月十八日<dt>地点<dd>二楼</dl><div>" + "展品一百二十件。" * 9 + "</div></main>"
    >>> [_with_neighbour(parse_html(html % one).find(".//div")).tag for one in ("展期", "发布日期")]
    ['main', 'div']
    """
    for one in (node, node.getparent()):
        if one is None or one.getparent() is None or one.tag == "body":
            continue
        above = one.getprevious()
        beside = [above] if above is not None and tells_matter(above) else []
        beside += [other for other in one.itersiblings() if _is_outcome(other)]
        if beside and weight_of(one.getparent()) <= OF_BOTH * sum(map(weight_of, (one, *beside))):
            return one.getparent()
    return node


def _is_outcome(block: Node) -> bool:
    text = squeezed(raw_text(block)) if isinstance(block.tag, str) else ""
    return len(text) > 2 * MIN_BODY and OUTCOME.match(text) is not None and link_share(block) < BOX_LINKS


def _above_place(node: Node) -> list[Node]:
    """The blocks of a body that stand above the page's place line, which is among its first lines, and that line.

    >>> from guiyi.parsing import parse_html
    >>> head = "<div>守信激励</div><ul><li>首页</li></ul><p>当前位置：首页 &gt; 公示</p>"
    >>> page = parse_html(f"{head}<h3>行政许可详情</h3><p>准予在本县从事散装食品销售，以正本为准。</p>")
    >>> [one.tag for one in _above_place(page.find("body"))]
    ['p', 'ul', 'div']
    """
    place = next((one for one in islice(node.iter(*PLACE_TAGS), MOST_ABOVE) if _is_place(one)), None)
    found: list[Node] = []
    while place is not None and place is not node:
        found += [place] if not found else []
        found += [one for one in place.itersiblings(preceding=True) if isinstance(one.tag, str)]
        place = place.getparent()
    said = sum(len(plain_of(raw_text(one))) for one in found)
    return found if 2 * said < len(plain_of(raw_text(node))) else []


def _is_place(element: Node) -> bool:
    """Whether an element is the page's place line."""
    begin = (element.text or "") + ((element[0].text or "") if len(element) else "")
    return "位置" in begin and PLACE.match(squeezed(raw_text(element))) is not None


def _below_rule(node: Node) -> list[Node]:
    """What a home-made page has below its last rule: who made it, telephone and address, the way back.

    >>> from guiyi.parsing import parse_html
    >>> foot = "<hr><p>云川乡人民政府 电话：2214001<p><a>返回</a>"
    >>> page = parse_html("<p>本乡的水库建成于一九五八年，灌溉农田两万亩。" + foot).find("body")
    >>> others = "<p>正文。<hr><p>联系人：王 电话：1", "<h3>联系我们</h3>" + foot
    >>> [one.tag for one in _below_rule(page)], [_below_rule(parse_html(one).find("body")) for one in others]
    (['p', 'p'], [[], []])
    """
    last = next((one for one in node.iterchildren("hr", reversed=True)), None)
    below = [one for one in last.itersiblings() if isinstance(one.tag, str)] if last is not None else []
    said = " ".join(text_of(one) for one in below)
    is_foot = len(said) <= FOOT_TEXT and FOOT_OF_PAGE.search(said) and not NO_FOOT.search(said)
    is_all = len(plain_of(text_of(node))) < 2 * len(plain_of(said))  # a page that gives addresses and little else
    return below if is_foot and not is_all and not any(one.find(".//img") is not None for one in below) else []


def _at_edges(node: Node, references: list[list[str]], furniture: list[Node]) -> tuple[Node, ...]:
    """The furniture inside a node that stands before or behind all of the text that extractors take for the body."""
    within = set(node.iter())
    inside = [one for one in furniture if one in within and one is not node]
    if not inside:
        return ()
    lines = {line for some in references for line in some}
    held = {element for one in inside for element in one.iter()}
    hits, places = [], {}
    for at, (event, element) in enumerate(etree.iterwalk(node, events=("start", "end"))):
        text = element.text if event == "start" else element.tail
        if event == "start":
            places[element] = at
        elif element in held:
            continue  # the text behind it may stand in furniture, too
        if text and element not in held and plain_of(text) in lines:
            hits.append(at)
    ends = (hits[0], hits[-1]) if hits else (0, 0)
    return tuple(one for one in inside if not ends[0] <= places[one] <= ends[1])


def _container_of(node: Node, furniture: list[Node]) -> Node:
    """A list or a table that was chosen alone → the block that it shares with little else, which is the article's, too.

    >>> from guiyi.parsing import parse_html
    >>> page = parse_html("<div><ul><li>各区路线予以公布。</li></ul><table><tr><td>周一</td></tr></table></div>")
    >>> _container_of(page.find(".//ul"), []).tag, _container_of(page.find(".//table"), []).tag
    ('div', 'table')
    """
    holder = node.getparent()
    if node.tag not in ("ul", "ol", "table") or holder is None or holder.tag not in ("div", "td", "section", "article"):
        return node
    own = len(plain_of(raw_text(node)))
    most = max(min(FEW, own), BESIDE * own)
    is_plain = len(plain_of(raw_text(holder))) - own <= most and not any(one.getparent() is holder for one in furniture)
    return holder if is_plain else node


def _with_pictures(node: Node) -> Node:
    """A block of text → the block around it that has no more text, but pictures or files of the same article."""
    best, text = node, len(plain_of(raw_text(node)))
    for above in node.iterancestors():
        if above.tag in ("body", "html") or len(plain_of(raw_text(above))) > text:
            break
        if _pictures(above) > _pictures(best):
            best = above
    return best


def _pictures(node: Node) -> int:
    media = sum(1 for _one in node.iter("video", "audio", "embed"))
    return media + sum(map(_is_picture, node.iter("img")))


def picture_block(root: Node, furniture: list[Node]) -> Node | None:
    """Tree, its furniture → the smallest block of all pictures outside furniture and links; None without any."""
    outside = {element for one in furniture for element in one.iter()}
    pictures = [
        one
        for one in root.iter("img")
        if one not in outside
        and one.get("src")
        and not DECORATION.search(one.get("src") or "")
        and not any(above.tag == "a" for above in one.iterancestors())
    ]
    if not pictures:
        return None
    return _around(pictures)


def file_block(root: Node) -> Node | None:
    """Tree → the smallest block of all links to files outside furniture; None without any."""
    outside = {element for one in furniture_of(root) for element in one.iter()}
    files = [one for one in root.iter("a") if one not in outside and ATTACHMENT.search(one.get("href") or "")]
    return _around(files) if files else None


def _around(some: list[Node]) -> Node:
    """The smallest element around all of some elements."""
    shared = [set(one.iterancestors()) for one in some]
    return next(one for one in some[0].iterancestors() if all(one in above for above in shared))


def reference_lines(root: Node, furniture: list[Node]) -> list[list[str]]:
    """The lines each extractor takes for the body of the page without its furniture; who finds none is left out."""
    html = without_furniture(root, furniture)
    tree = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=_parser())
    dense = densest(tree)
    lines = _lines(text_of(dense)) if dense is not None else []
    found = (_trafilatura_lines(html), _readability_lines(tree), lines)
    return [lines for lines in found if lines]


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


def _readability_lines(tree: Node) -> list[str]:
    from trafilatura.external import try_readability

    try:
        found = try_readability(tree)
    except Exception:  # as above
        return []
    return _lines(text_of(found)) if found is not None else []


def _parser() -> Any:
    return lxml.html.HTMLParser(encoding="utf-8")


def _lines(text: str) -> list[str]:
    return [plain for line in re.split(r"[\n\t|]", text) if len(plain := plain_of(line)) > 1]


def best_node(root: Node, references: list[list[str]], furniture: list[Node]) -> tuple[Node | None, float]:
    """Tree, the extractors' lines, furniture → the node with the highest mean F1 against them, and that score.

    A paragraph of a short notice fits better than the block that holds the notice's files, too: that block is taken.
    """
    joined = ["".join(lines) for lines in references]
    best: tuple[float, Node | None] = (0.0, None)
    means: dict[Node, float] = {}
    for element, row in _sums(root, joined, furniture).items():
        if element.tag not in BLOCKS and element.tag not in ("td", "span", "font"):
            continue
        pairs = zip(row[:-1], map(len, joined), strict=True)
        scores = [2 * min(hit, size) / (row[-1] + size) for hit, size in pairs]
        mean = means[element] = sum(scores) / len(scores)
        if mean > best[0] + 1e-9:
            best = (mean, element)
    return _with_files(best[1], means, furniture), best[0]


def _with_files(node: Node | None, means: dict[Node, float], furniture: list[Node]) -> Node | None:
    """The best node, or the block around it that holds files or pictures which it lacks, or the signature below it, and
    fits nearly as well or adds no other words.
    """
    if node is None:
        return None
    outside = {element for one in furniture for element in one.iter()}
    own, count = text_of(node), len(_files(node, outside))
    lines = set(own.split("\n"))
    for above in islice(node.iterancestors(), LEVELS):
        more = [line for line in text_of(above).split("\n") if line not in lines and line not in own]
        files = _files(above, outside)
        if len(files) > count:
            files = _files(above, outside | _above_date(above, node))
        if not _ends_signed(more) and len(files) == count:
            continue
        if means.get(above, 0.0) >= NEARLY * means[node] or not _unsigned(more, files):
            return above
    return node


def _above_date(above: Node, node: Node) -> set[Node]:
    """The pictures of a block around a node that stand above the line of the article's date: the site's banner."""
    pictures: list[Node] = []
    dated = 0
    left = HEAD_TEXTS  # of the node's own first texts, which may hold that line
    inside = set(node.iter())
    for one in above.iter():
        if one.tag == "img":
            pictures.append(one)
        if isinstance(one.tag, str) and one.text and not one.text.isspace() and one.tag not in UNSEEN:
            dated = len(pictures) if is_remark(_beginning(one)) else dated
            left -= one in inside
        if not left:
            break
    return set(pictures[:dated])


def _beginning(node: Node) -> str:
    """The first words of a node, more than a line of date and source has."""
    out: list[str] = []
    gather(node, out, LONGEST_REMARK + 1)
    return lines_of("".join(out)).replace("\n", " ")


def _files(node: Node, outside: set[Node]) -> list[Node]:
    """Links to files and pictures of a block, those of furniture and of links apart."""
    links = [one for one in node.iter("a") if ATTACHMENT.search(one.get("href") or "")]
    linked = {image for one in node.iter("a") for image in one.iter("img")}
    pictures = (one for one in node.iter("img") if one not in linked and _is_picture(one))
    return [one for one in (*links, *pictures) if one not in outside]


def _ends_signed(more: list[str]) -> bool:
    """Whether lines end with a day, as the signature below a text does."""
    return bool(more) and DAY_LINE.fullmatch(more[-1]) is not None


def _unsigned(more: list[str], files: list[Node]) -> list[str]:
    """Lines that a block adds → those that neither name its files nor sign it."""
    named = [plain_of(raw_text(one)) for one in files if one.tag == "a"]
    rest = [line for line in more if not any(name and name in plain_of(line) for name in named)]
    signed = SIGNED if _ends_signed(rest) and max(map(len, rest[-SIGNED:])) <= FEW / 2 else 0
    return rest[: len(rest) - min(signed, len(rest))]


def _is_picture(image: Node) -> bool:
    """Whether an image is more than decoration, by its address, that which it loads late first."""
    address = next((value for name in LAZY if (value := image.get(name))), None) or image.get("src")
    return not DECORATION.search(address or "icon") and image.get("usemap") is None


def _sums(root: Node, references: list[str], furniture: list[Node]) -> dict[Node, list[int]]:
    """Node → characters of its text that each reference holds, and last all its characters."""
    sums: dict[Node, list[int]] = {}
    outside = {element for one in furniture for element in one.iter()}
    for holder, plain, is_linked in texts_of(root):
        if holder in outside:
            continue
        hits = [len(plain) if not is_linked and plain in reference else 0 for reference in references]
        at = holder
        while at is not None:
            row = sums.setdefault(at, [0] * (len(references) + 1))
            row[-1] += len(plain)
            for number, hit in enumerate(hits):
                row[number] += hit
            at = at.getparent()
    return sums


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


def densest(root: Node) -> Node | None:
    """Tree → the block that holds most running text (punctuated, unlinked) and little else; None if there is none."""
    scores: dict[Node, float] = {}
    for element in root.iter("p", "span", "font", "li", *HOLDERS):
        own = _own_text(element)
        if len(own) < MIN_BODY or element.getparent() is None:
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

    >>> from guiyi.parsing import parse_html
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


def link_share(node: Node) -> float:
    """Share of a node's text that stands in links, 0–1; of its images where it has no text."""
    total = len(plain_of(raw_text(node)))
    if not total:
        images = list(node.iter("img"))
        return sum(any(above.tag == "a" for above in one.iterancestors()) for one in images) / max(1, len(images))
    linked = sum(len(plain_of(raw_text(anchor))) for anchor in node.iter("a"))
    return linked / total
