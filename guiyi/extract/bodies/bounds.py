"""How far a body reaches: what around the chosen node is the article's, too, and what within it is the page's."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

from guiyi.crawl.reading.addresses import ATTACHMENT
from guiyi.extract.bodies.containers import link_share, weight_of
from guiyi.extract.bodies.edges import PLACE
from guiyi.extract.bodies.furniture import ENDS_SENTENCE, is_comments
from guiyi.extract.bodies.panes import BOX_LINKS, translates, with_panes, with_turns
from guiyi.extract.bodies.pictures import is_picture
from guiyi.extract.bodies.tables import LABEL, data_table_of, form_of, laid_out, tells_matter
from guiyi.markup.tree import BLOCKS, Node, plain_of, raw_text, squeezed, text_of

FEW = 60  # characters that may stand beside a list or a table
WRAPPERS = 4  # blocks around a table that may hold it alone
BESIDE = 0.3  # share of a list's or table's text that may stand beside it in the article's block
OUTCOME = re.compile(
    r"[【\[]?(?:(?:征集|征求|意见|调查)?(?:结果|情况|意见)(?:反馈|公布)|反馈(?:结果|情况)|(?:意见)?采纳情况)"
)
LEAST_OUTCOME = 20  # characters
OF_BOTH = 1.5  # times the weight of a text and of its neighbour that a block of both has at most
OF_PERSON = re.compile(r"(?:个人|工作|主要)?(?:简历|履历|简介|分工|职责|经历)|(?:职责|分管)(?:分工|工作)")
PERSON_FACTS, LONGEST_PERSON = re.compile(r"姓\s*名\s*[:：].*(?:职\s*务|性\s*别)\s*[:：]"), 300
SECTION_HEADS = ("h2", "h3", "h4", "h5", "dt", "legend")
FLOATING_LINKS = 0.9  # share of links in a floating block that is none of the text beside it
FOOT_TEXT = 120  # characters that may stand below the last rule
FOOT_OF_PAGE = re.compile(
    r"电\s*话|地\s*址|邮\s*编|传\s*真|E-?mail|版权|主办|制作|维护|返回|打印|网\s*址", re.IGNORECASE
)
NO_FOOT = re.compile(r"[。；]|联系人|报名|咨询|附件|抄送|印发")
OF_TEXT = ("pre", "blockquote", "ol", "dl", "h2", "h3")  # stand in texts, not at the foot of a page
PLACE_TAGS, MOST_ABOVE = ("div", "p", "td", "span", "ul", "li"), 150  # where the place line stands, elements looked at


def whole_of(node: Node, furniture: list[Node]) -> Node:
    """The node that agreement chose → the block of all that is the article's: its table, sections, facts, pictures."""
    node = with_panes(_with_paragraphs(_container_of(_whole_table(node), furniture)))
    return _with_pictures(with_turns(_with_neighbour(_with_sections(node))))


def page_within(node: Node, references: list[list[str]], furniture: list[Node]) -> tuple[Node, ...]:
    """What within a body is the page's: above its place line, at its edges, below its last rule, floating beside it."""
    edges = (*_above_place(node), *_at_edges(node, references, furniture), *_below_rule(node))
    return (*edges, *(one for one in furniture if _floats(one) and node in one.iterancestors()))


def _floats(block: Node) -> bool:
    """Whether a block of links to pages is a table around which the text of its cell flows: a menu beside a text.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<table align=%s><tr><td><a href=%s>甲</a></td></tr></table>"
    >>> pages = [parse_html(html % one) for one in (("left", "1.htm"), ("center", "1.htm"), ("left", "1.doc"))]
    >>> [_floats(one.find(".//table")) for one in pages]
    [True, False, False]
    """
    if block.tag != "table" or (block.get("align") or "").lower() not in ("left", "right"):
        return False
    hrefs = [one.get("href") or "" for one in block.iter("a")]
    return bool(hrefs) and not any(ATTACHMENT.search(one) for one in hrefs) and link_share(block) >= FLOATING_LINKS


def _whole_table(node: Node) -> Node:
    """A cell of a table of data, of one that lays out a text, or a row of a form → the table; other nodes stay."""
    table = data_table_of(node)
    table = laid_out(node) if table is None else table
    return form_of(node) if table is None else table


def _with_sections(node: Node) -> Node:
    """One of several like blocks side by side, each below a heading of its own that is no link → the block of them all.

    >>> from guiyi.markup.parsing import parse_html
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
        if _is_section(one) and any(map(_is_section, (one.getprevious(), one.getnext()))):
            return one.getparent()
        like = [other for other in one.getparent().iterchildren(one.tag) if other.get("class") == one.get("class")]
        heads = [_head_of(other) for other in like] if len(like) > 1 else []
        if heads and all(heads) and len(set(heads)) == 1:
            return one.getparent()
    return node


def _with_paragraphs(node: Node) -> Node:
    """One of the paragraphs of an editor, which styles them all alike and names none → the block of them all.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<main><section style='margin:8px'><b>%s</b></section><section style='margin:8px'>%s</section></main>"
    >>> pages = [parse_html(html % ("县里开会。" * 9, one)) for one in ("另有三项议程。", "<a href=1.html>通车</a>")]
    >>> [_with_paragraphs(one.find(".//b")).tag for one in pages]
    ['main', 'b']
    >>> html = "<main><div>县里开会。</div><div>%s</div></main>"
    >>> pages = [parse_html(html % one) for one in ("另有三项议程。", "<a href=1.html>县里通车。</a>", "<p>甲。</p>")]
    >>> [_with_paragraphs(one.find(".//div")).tag for one in pages]
    ['main', 'div', 'div']
    """
    for one in (node, node.getparent()):
        holder = one.getparent() if one is not None else None
        if one is None or holder is None or one.tag not in ("section", "div"):
            continue
        if _is_bare_paragraph(one) and all(map(_is_bare_paragraph, holder)) and _say_more(holder, one):
            return holder
        if one.get("class") or not one.get("style"):
            continue
        like = [
            other
            for other in holder.iterchildren(one.tag)
            if other is not one and not other.get("class") and other.get("style") == one.get("style")
        ]
        if any(raw_text(other).strip() and link_share(other) < BOX_LINKS for other in like):
            return holder
    return node


def _is_bare_paragraph(one: Node) -> bool:
    """Whether an element is a <div> without any attribute and any block in it, as some editors write a paragraph."""
    return one.tag == "div" and not one.attrib and not any(inner.tag in BLOCKS for inner in one.iterdescendants())


def _say_more(holder: Node, one: Node) -> bool:
    """Whether of an editor's paragraphs another than one says a sentence, and none is a link to a page."""
    others = [other for other in holder if other is not one and squeezed(raw_text(other))]
    pages = (link for other in others for link in other.iter("a") if not ATTACHMENT.search(link.get("href") or ""))
    is_said = any(ENDS_SENTENCE.search(raw_text(other)) for other in others)
    return is_said and holder.tag != "body" and next(pages, None) is None


def _is_section(block: Node | None) -> bool:
    """Whether a block is a short section of a person's page, below a heading that says which: 工作分工, 个人简历."""
    first = next(block.iterchildren(*SECTION_HEADS), None) if block is not None and block.tag == "div" else None
    return first is not None and OF_PERSON.fullmatch(plain_of(raw_text(first))) is not None


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

    >>> from guiyi.markup.parsing import parse_html
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
        beside = [above] if above is not None and (tells_matter(above) or _tells_person(above)) else []
        beside += [other for other in one.itersiblings() if _is_outcome(other)]
        beside = beside or [other for other in (above, one.getnext()) if other is not None and translates(other, one)]
        if beside and weight_of(one.getparent()) <= OF_BOTH * sum(map(weight_of, (one, *beside))):
            return one.getparent()
    return node


def _tells_person(block: Node) -> bool:
    """Whether a block tells a person's name and post, as stands above what the person is in charge of."""
    text = squeezed(raw_text(block)) if isinstance(block.tag, str) else ""
    return len(text) <= LONGEST_PERSON and PERSON_FACTS.match(text) is not None


def _is_outcome(block: Node) -> bool:
    """Whether a block tells what came of a consultation, by its first words or by the heading right above it.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<main><h2>%s</h2><div>截至二月，共征集到意见建议三十一条，采纳十八条。</div></main>"
    >>> [_is_outcome(parse_html(html % one).find(".//div")) for one in ("采纳情况", "热门专题")]
    [True, False]
    """
    text = squeezed(raw_text(block)) if isinstance(block.tag, str) else ""
    head = block.getprevious()
    is_below = head is not None and head.tag in SECTION_HEADS and OUTCOME.fullmatch(squeezed(raw_text(head)))
    is_told = OUTCOME.match(text) is not None or bool(is_below)
    return len(text) > LEAST_OUTCOME and is_told and link_share(block) < BOX_LINKS


def _above_place(node: Node) -> list[Node]:
    """The blocks of a body that stand above the page's place line, which is among its first lines, and that line.

    >>> from guiyi.markup.parsing import parse_html
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

    >>> from guiyi.markup.parsing import parse_html
    >>> foot = "<hr><p>云川乡人民政府 电话：2214001<p><a>返回</a>"
    >>> page = parse_html("<p>本乡的水库建成于一九五八年，灌溉农田两万亩。" + foot).find("body")
    >>> others = "<p>正文。<hr><p>联系人：王 电话：1", "<h3>联系我们</h3>" + foot, "<p>正文。<hr><pre>一</pre>打印"
    >>> [one.tag for one in _below_rule(page)], [_below_rule(parse_html(one).find("body")) for one in others]
    (['p', 'p'], [[], [], []])
    """
    last = next((one for one in node.iterchildren("hr", reversed=True)), None)
    below = [one for one in last.itersiblings() if isinstance(one.tag, str)] if last is not None else []
    said = " ".join(text_of(one) for one in below)
    is_foot = len(said) <= FOOT_TEXT and FOOT_OF_PAGE.search(said) and not NO_FOOT.search(said)
    is_all = len(plain_of(text_of(node))) < 2 * len(plain_of(said))  # a page that gives addresses and little else
    is_text = any(one.tag in OF_TEXT or one.find(".//img") is not None for one in below)
    return below if is_foot and not is_all and not is_text else []


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
    return tuple(one for one in inside if not ends[0] <= places[one] <= ends[1] or is_comments(one))


def _container_of(node: Node, furniture: list[Node]) -> Node:
    """A list or a table that was chosen alone → the block that it shares with little else, which is the article's, too;
    blocks that hold it alone (it is wide and can be moved sideways) don't count.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<div><ul><li>各区路线予以公布。</li></ul><table><tr><td>周一</td></tr></table></div>")
    >>> _container_of(page.find(".//ul"), []).tag, _container_of(page.find(".//table"), []).tag
    ('div', 'table')
    >>> html = "<section><p>%s</p><div><table><tr><td>周一</td><td>一路、二路</td></tr></table></div></section>"
    >>> pages = [parse_html(html % one) for one in ("现予公布。", "现公布各区路线，自周一起执行，请相互转告。")]
    >>> [_container_of(one.find(".//table"), []).tag for one in pages]
    ['section', 'div']
    """
    if node.tag not in ("ul", "ol", "table"):
        return node
    own, best = len(plain_of(raw_text(node))), node
    most = max(min(FEW, own), BESIDE * own)
    for holder in islice(node.iterancestors(), WRAPPERS):
        more = len(plain_of(raw_text(holder))) - own
        is_held = holder.tag in ("div", "td", "section", "article") and more <= most
        if not is_held or any(one.getparent() is holder for one in furniture):
            break
        best = holder
        if more:
            break
    return best


def _with_pictures(node: Node) -> Node:
    """A block of text → the block around it that has no more text, but pictures or files of the same article."""
    best, inside = node, node
    for above in node.iterancestors():
        beside = [one for one in above if one is not inside]
        said = (above.text, inside.tail, *(text for one in beside for text in (raw_text(one), one.tail)))
        if above.tag in ("body", "html") or any(text and plain_of(text) for text in said):
            break
        if any(map(_has_pictures, beside)):
            best = above
        inside = above
    return best


def _has_pictures(node: Node) -> bool:
    return any(one.tag != "img" or is_picture(one) for one in node.iter("video", "audio", "embed", "img"))
