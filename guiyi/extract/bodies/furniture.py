"""What of a page is never its article: navigation, footers, link lists, comments, tools. By tag, by name, by words."""

from __future__ import annotations

import re
from copy import deepcopy
from itertools import islice
from typing import NamedTuple

import lxml.html

from guiyi.crawl.reading.addresses import ATTACHMENT
from guiyi.dates import DAY_ALONE, find_date
from guiyi.extract.fields.labels import ANY_LABEL, BARE_LABEL, LONGEST_LABEL
from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node, hides, is_opened, raw_text, squeezed

TAGS = frozenset(("nav", "footer", "aside", "select", "button", "textarea", "marquee"))
UNREAD = frozenset(("script", "style", "noscript", "template", "link", "iframe", "object"))
NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|foot|footer|bottom|copyright|side|sidebar|crumbs?|breadcrumbs?|share|social|comments?|cmt|repl(?:y|ies)"
    r"|related|recommend|hot\w*|rank\w*|friend\w*|links|login|search\w*|feedback|newsletter|subscribe|banner|advert\w*|tools?)(?:$|[\s_-])",
    re.IGNORECASE,
)
FOOT_WORDS = re.compile(
    r"ICP备|公网安备|网站标识码|版权所有|主办单位?[:：]|承办单位?[:：]|(?:主办|承办)(?=[\s　]|$)"
    r"|技术支持[:：]|建议使用.{0,20}(?:浏览|分辨率)|最佳(?:浏览|分辨率)"
    r"|未经(?:许可|授权|书面).{0,12}(?:转载|使用)|©|Copyright|All rights reserved",
    re.IGNORECASE,
)
STRONG_FOOT = re.compile(r"备|标识码|版权|©|Copyright|All rights|技术支持|建议使用|最佳|转载", re.IGNORECASE)
REPLIES = frozenset(("reply", "replies", "feedback"))  # a mailbox names its office's answer as others name comments
RELATED = frozenset(("related", "relate"))
OFFICIAL = re.compile(
    r"^[\s【\[]*[\u4e00-\u9fff]{2,20}(?:局|委|厅|办|室|府|会|中心|院|处|科|部|公司|学校|队|站|所|镇|乡|街道)[】\]]?\s*(?:于.{8,20})?(?:回复|答复)"
    r"|(?:^|[\s【\[])(?:(?:回复|答复|办复|回应|反馈|办理|处理|处置)(?:单位|部门|机构|时间|日期|内容|结果|意见)|(?:官方|部门|单位)(?:回复|答复))(?=\s*[】\]:：]|\s)"
)
ANSWER_HEAD = 60  # characters
HEADING = re.compile(
    r"^[\s【\[|]*(?:相关(?:链接|文章|阅读|信息|新闻|稿件|报道|内容|推荐)|(?:热门|推荐|延伸|更多|猜你|你可能|您可能|大家都在).{0,6}|推荐|热点.{0,4}|标签|(?:栏目|网站|站内|本站|快速|分类)导航|友情链接|网友评论"
    r"|为[你您]推荐|精[彩选](?:推荐|图集|阅读|内容)|网友(?:点评|留言)|(?:最新|精选|全部)评论|评论\s*[（(]\d+"
    r"|Related(?: \w+)?|Read more"
    r"|You (?:may|might) (?:also )?(?:like|be interested)|More from.{0,20}|More news|Tags)\s*[:：】\]]?",
    re.IGNORECASE,
)
COMMENTS = re.compile(  # heads what readers wrote, where the block holds the field to write more
    r"^[\s【\[|]*(?:网友|读者|用户|最新|全部|精彩|热门|我要)?(?:评论|留言|跟帖|点评)"
    r"|^\s*(?:Leave a )?(?:Comments?|Reply)\b",
    re.IGNORECASE,
)
BOX_LEVELS = 5  # blocks around a field to write in that may be its box
ADDRESS = re.compile(
    r"地\s*址\s*[:：]|电\s*话\s*[:：]|热线\s*[:：]|邮\s*编\s*[:：]|传\s*真\s*[:：]|邮箱\s*[:：]|开放时间\s*[:：]|版权"
)
ENDS_SENTENCE = re.compile(r"[。；！？]")
LONGEST_ADDRESS = 160  # characters
MOST = 0.5  # share of the page's text from which a block is the page, whatever its name
CATALOGUE = 1200  # characters of a table of a document's fields
DOCUMENTS = frozenset(("document_number", "issuing_agency", "written_on", "effective_status"))
FOOT_TEXT = 700  # characters a footer has at most
SHOWN = 0.4  # share of the page's text from which a hidden block is shown by a script
SPEAKING = ("p", "div", "td", "span", "font", "section", "article", "li", "dd")  # in which running text stands
LEAST_ITEMS, ITEMS = 3, 0.8  # blocks with a link each, and their share of the text of a headed list
LONGEST_LIST = 4000  # characters
LIST_LINKS, LINKED = 4, 0.7  # links and share of linked text from which a block is a list of links
SAID, SENTENCES_SAID, LEAST_SENTENCE = 40, 2, 10  # characters and sentences of a text beside links, and of one of these
FIELD_NAME = re.compile(  # 登记日期：, 涉密等级
    r"[\u4e00-\u9fff]{2,4}(?:日期|时间|单位|部门|机构|机关|编号|分类|类别|方式|范围|形式|对象|期限|状态|等级)\s*[:：]?"
)


class Extent(NamedTuple):
    """What an element holds: characters of text; links, and characters within them."""

    text: int
    links: int
    linked: int

    def is_link_list(self) -> bool:
        """Whether it is mostly links to pages."""
        return self.links >= LIST_LINKS and self.linked >= LINKED * max(1, self.text)


def furniture_of(root: Node) -> list[Node]:
    """Tree → the outermost elements that are furniture, in page order."""
    extents = _extents(root)
    total = max(1, extents[root].text)
    found: list[Node] = []
    last = _last_block(root)
    boxes = {block for one in root.iter("textarea") for block in islice(one.iterancestors(), BOX_LEVELS)}
    due = [child for child in reversed(root)]
    while due:
        element = due.pop()
        if not isinstance(element.tag, str) or element.tag == "head":
            continue
        is_box = element in boxes and extents[element].text <= MOST * total and is_comments(element)
        if is_box or _is_furniture(element, extents[element], total) or (element is last and _is_address(element)):
            found.append(element)
        else:
            due.extend(reversed(element))
    return found


def is_comments(element: Node) -> bool:
    """Whether a block is what readers wrote, with the field to write more.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<div><h3>网友评论</h3><p>说得好</p>%s</div>"
    >>> [is_comments(parse_html(html % one).find(".//div")) for one in ("<textarea></textarea>", "")]
    [True, False]
    """
    return element.find(".//textarea") is not None and COMMENTS.match(_first_words(element)) is not None


def _last_block(root: Node) -> Node | None:
    """The last block right in the page that says anything."""
    body = next(root.iter("body"), root)
    return next(
        (one for one in body.iterchildren("div", "table", "center", reversed=True) if raw_text(one).strip()), None
    )


def _is_address(block: Node) -> bool:
    """Whether all of a block is where an office is, when it is open, and how to call it.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<div>正文。</div><div>云川县博物馆 开放时间：9:00-17:00 地址：文化路9号</div>")
    >>> [_is_address(one) for one in page.iter("div")]
    [False, True]
    """
    text = squeezed(raw_text(block))
    return len(text) <= LONGEST_ADDRESS and len(set(ADDRESS.findall(text))) > 1 and not ENDS_SENTENCE.search(text)


def _is_furniture(element: Node, extent: Extent, total: int) -> bool:
    if element.tag in UNREAD:
        return True
    if extent.text > MOST * total:
        return False
    if element.tag in TAGS or _is_named(element):
        return True
    if element.tag in ("a", "p", "span", "font", "b", "strong") and extent.text < 30:
        return False
    if element.tag == "table" and is_catalogue(element, extent.text):
        return True
    return (
        (extent.is_link_list() and not _says_beside(element, extent))
        or _is_foot(element, extent.text)
        or (extent.links >= LEAST_ITEMS and is_headed_list(element))
    )


def _says_beside(element: Node, extent: Extent) -> bool:
    """Whether a block that is mostly links holds sentences beside them: a short notice in one frame with a long menu.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<div><ul>" + "<li><a href=1>一个栏目的长长的名字</a><b>2018-03-05</b>" * 40 + "</ul><p>%s</p></div>"
    >>> said = "本县饮用水源地不得放养畜禽，现予公告。<p>违反的，由水务部门责令立即改正，并处罚款。", "咨询请到一楼。"
    >>> [_says_beside(one, _extents(one)[one]) for one in (parse_html(html % said).find(".//div") for said in said)]
    [True, False]
    """
    if extent.text - extent.linked < SAID:
        return False
    held = {one for link in element.iter("a") for one in link.iter()}
    pieces = [one.text or "" for one in element.iter(*SPEAKING) if one not in held]
    pieces += [one.tail or "" for one in element.iter("a", "br", "span", "b", "strong") if one.getparent() not in held]
    said = [one for piece in pieces if len(one := piece.strip()) >= LEAST_SENTENCE and ENDS_SENTENCE.search(one)]
    return len(said) >= SENTENCES_SAID and sum(map(len, said)) >= SAID


def _is_named(element: Node) -> bool:
    """Whether an element's class or id names furniture; what is named a reply may be an office's, which is content.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = '<div class="reply">%s</div>'
    >>> said = "<b>县残疾人联合会 回复</b> 已列入计划。", "<b>网友 回复</b> 说得好。", "回复内容：<textarea></textarea>"
    >>> [_is_named(parse_html(html % one).find(".//div")) for one in said]
    [False, True, True]
    """
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    named = {one.strip(" _-").lower() for one in NAMES.findall(names)} if NAMES.search(names) else set()
    return (
        bool(named)
        and not (named <= REPLIES and is_answer(element))
        and not (named <= RELATED and offers_papers(element))
    )


def offers_papers(block: Node) -> bool:
    """Whether a block that is called related holds links to files alone: the article's papers, not other articles.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<ul class=related><li><a href=%s>Specification (PDF)</a></ul>"
    >>> [offers_papers(parse_html(html % one).find(".//ul")) for one in ("/files/spec.pdf", "/news/fire-station")]
    [True, False]
    """
    links = [one.get("href") or "" for one in islice(block.iter("a"), LEAST_ITEMS * 8)]
    return bool(links) and all(ATTACHMENT.search(one.strip()) for one in links)


def is_answer(block: Node) -> bool:
    """Whether a block begins with the office that answers or an answer's label, and is no form to write one in."""
    is_told = OFFICIAL.search(squeezed(raw_text(block))[:ANSWER_HEAD]) is not None
    return is_told and next(block.iter("textarea", "input"), None) is None


def is_catalogue(table: Node, length: int) -> bool:
    """Whether a table tells a document's fields and nothing else: 索引号, 文号, 发布机构 and the like.

    >>> from guiyi.markup.parsing import parse_html
    >>> rows = "<tr><th>索引号<td>000014349/2017-00110<th>公开方式<td>主动公开<tr><th>文号<td>云政〔2017〕3号"
    >>> [is_catalogue(parse_html(f"<table>{one}</table>")[0][0], 50) for one in (rows, rows + "<tr><td>各县：")]
    [True, False]
    >>> rows = "<tr><td>文号：<td>云政〔2017〕3号<td>成文日期：<td>2017-03-05<tr><td>%s<td>2017-03-06"
    >>> [is_catalogue(parse_html(f"<table>{rows % one}</table>")[0][0], 50) for one in ("登记日期：", "各县：")]
    [True, False]
    """
    if length > CATALOGUE or "号" not in raw_text(table):
        return False
    labels: set[str | None] = set()
    for row in table.iter("tr"):
        is_value = False
        for said in (squeezed(raw_text(cell)) for cell in row.iter("td", "th")):
            label = BARE_LABEL.fullmatch(said) if len(said) <= LONGEST_LABEL else None
            label = label or (None if is_value else ANY_LABEL.match(said))
            is_named = label is None and not is_value and FIELD_NAME.fullmatch(said) is not None
            if label is None and said and not is_value and not is_named:
                return False  # what no label stands before
            labels |= {label.lastgroup} if label is not None else set()
            is_value = is_named or (label is not None and label.end() == len(said))
    return "index_number" in labels or len(labels & DOCUMENTS) > 1


def _is_foot(element: Node, length: int) -> bool:
    if length > FOOT_TEXT or element.tag in ("a", "b", "strong", "em", "i"):
        return False
    text = raw_text(element)
    if find_date(text) and not STRONG_FOOT.search(text):
        return False  # who held something, and on which day
    return len(set(FOOT_WORDS.findall(text))) >= 2 or (length < 120 and bool(FOOT_WORDS.search(text)))


def is_headed_list(element: Node) -> bool:
    """Whether a block says it is a list of other articles (相关新闻, 推荐阅读, Related) and holds little but links, or
    blocks that have a link each.

    >>> from guiyi.markup.parsing import parse_html
    >>> items = "<li><a href=1.html>甲</a><p>%s说的是一件事，说了很久。</p></li>" * 3
    >>> page = parse_html(f"<div><h4>猜你喜欢</h4><ul>{items}</ul></div><div><h4>三件事</h4><ul>{items}</ul></div>")
    >>> [is_headed_list(one) for one in page.iter("div")]
    [True, False]
    >>> html = "<dl><dt>相关新闻<dd><a href=1.html>县里通车</a>（2018.09.28）<dd><a href=2.html>开会</a>%s</dl>"
    >>> [is_headed_list(parse_html(html % one).find(".//dl")) for one in ("（2018-5-12）", "说的是一件旧事。")]
    [True, False]
    """
    if not isinstance(element.tag, str) or element.tag in ("body", "html") or not HEADING.match(_first_words(element)):
        return False
    text = squeezed(raw_text(element))
    heading = HEADING.match(text)
    if heading is None or len(text) > LONGEST_LIST:
        return False
    linked = sum(len(squeezed(raw_text(one))) for one in element.iter("a"))
    if "elated" in heading[0] and offers_papers(element):
        return False  # Related documents
    least = max(1, len(text) - heading.end() - sum(len(one[0]) for one in DAY_ALONE.finditer(text)))
    return (linked >= LINKED * least and linked > 0) or _linked_items(element) >= ITEMS * least


def _first_words(element: Node) -> str:
    """The first text of an element and the two behind it."""
    pieces = (str(one).strip() for one in element.itertext())
    return "".join(islice((one for one in pieces if one), 3))


def _linked_items(element: Node) -> int:
    """The characters of the like blocks, side by side, that an element holds for the most part, each with a link."""
    most = 0
    for holder in element.iter("div", "ul", "ol", "section", "tbody"):
        items = [one for one in holder if isinstance(one.tag, str) and one.tag not in UNREAD]
        items = items[1:] if items and items[0].tag in ("h2", "h3", "h4", "h5", "p") else items
        alike = len(items) >= LEAST_ITEMS and len({(one.tag, one.get("class")) for one in items}) == 1
        if alike and all(_links_page(one) for one in items):
            most = max(most, sum(len(squeezed(raw_text(one))) for one in items))
    return most


def _links_page(item: Node) -> bool:
    links = [one.get("href") or "" for one in item.iter("a")]
    return bool(links) and not any(ATTACHMENT.search(one) for one in links)


def without_furniture(root: Node, found: list[Node]) -> str:
    """Tree and its furniture → the page's HTML without it, for extractors that can't tell it.

    >>> from guiyi.markup.parsing import parse_html
    >>> without_furniture(parse_html("<nav>首页</nav><div style='visibility: hidden'>各区路线</div>"), [])
    '<html><body><nav>首页</nav><div>各区路线</div></body></html>'
    """
    copy = deepcopy(root)
    wanted, forms = set(found), _wrapping_forms(root)
    shown = _hidden_texts(root)
    for original, twin in list(zip(root.iter(), copy.iter(), strict=True)):
        if original in wanted and twin.getparent() is not None:
            drop(twin)
        elif original in forms:
            twin.tag = "div"  # extractors leave forms out
        elif original in shown:
            del twin.attrib["style"]
    return str(lxml.html.tostring(copy, encoding="unicode"))


def _hidden_texts(root: Node) -> list[Node]:
    """The element whose own style hides it though it holds a good part of a page's text, which a script shows; those
    that open by the heads above them.

    >>> from guiyi.markup.parsing import parse_html
    >>> part = "<h3><button data-target=#c{0}>条件</button></h3><div id=c{0} style='display:none'>甲</div>"
    >>> len(_hidden_texts(parse_html("".join(map(part.format, "123")) + "<p>办事指南，请展开各项查看。")))
    3
    """
    hidden = [one for one in root.iter("div", "section", "article") if hides(one.get("style") or "")]
    if not hidden:
        return []
    extents = _extents(root)
    large = next((one for one in hidden if extents[one].text > SHOWN * extents[root].text), None)
    return [one for one in hidden if one is large or is_opened(one)]


def _wrapping_forms(root: Node) -> list[Node]:
    """The forms that hold most of a page, as ASP.NET and Domino write it, or have nothing to fill in: they ask nothing.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<form>短文<input type=hidden></form><form>意见<textarea></textarea></form><p>另有长得多的正文"
    >>> [one.text for one in _wrapping_forms(parse_html(html))]
    ['短文']
    """
    forms = list(root.iter("form"))
    if not forms:
        return []
    extents = _extents(root)
    least = MOST * extents[root].text
    return [one for one in forms if extents[one].text > least or not _has_field(one)]


def _has_field(form: Node) -> bool:
    fields = form.iter("input", "textarea", "select", "button")
    return any((one.get("type") or "").lower() != "hidden" for one in fields)


def _extents(root: Node) -> dict[Node, Extent]:
    """Tree → what each of its elements holds, looked at from the last to the first, so that none is looked at twice."""
    found: dict[Node, Extent] = {}
    for element in reversed(list(root.iter())):
        is_read = _is_read(element)
        text, links, linked = _breadth(element.text) if is_read else 0, 0, 0
        for child in element:
            inside = found[child]
            text += inside.text + (_breadth(child.tail) if _is_read(child) else 0)
            links, linked = links + inside.links, linked + inside.linked
        if element.tag == "a":
            links, linked = links + 1, linked + text
        found[element] = Extent(text, links, linked)
    return found


def _is_read(element: Node) -> bool:
    return isinstance(element.tag, str) and element.tag not in UNREAD


def _breadth(text: str | None) -> int:
    return len(text.strip()) if text else 0
