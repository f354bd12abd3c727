"""What of a page is never its article: navigation, footers, link lists, comments, tools. By tag, by name, by words."""

from __future__ import annotations

import re
from itertools import islice

from guiyi.dates import find_date
from guiyi.extract.bodies.extents import UNREAD, Extent, extents_of
from guiyi.extract.bodies.headed_lists import LEAST_ITEMS, first_words, is_headed_list, offers_papers
from guiyi.extract.fields.labels import ANY_LABEL, BARE_LABEL, LONGEST_LABEL
from guiyi.markup.tree import Node, raw_text, squeezed

TAGS = frozenset(("nav", "footer", "aside", "select", "button", "textarea", "marquee"))
NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|foot|footer|bottom|copyright|side|sidebar|crumbs?|breadcrumbs?|share|social|comments?|cmt|repl(?:y|ies)"
    r"|related|recommend|hot\w*|rank\w*|friend\w*|links|login|search\w*|feedback|newsletter|subscribe|banner|advert\w*|tools?)(?:$|[\s_-])",
    re.IGNORECASE,
)
FOOT_WORDS = re.compile(
    r"ICP备|公网安备|网站标识码|版权所有|[主承]办(?:单位)?[:：]|(?:主办|承办)(?=[\s　]|$)"
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
SPEAKING = ("p", "div", "td", "span", "font", "section", "article", "li", "dd")  # in which running text stands
SAID, SENTENCES_SAID, LEAST_SENTENCE = 40, 2, 10  # characters and sentences of a text beside links, and of one of these
FIELD_NAME = re.compile(  # 登记日期：, 涉密等级
    r"[\u4e00-\u9fff]{2,4}(?:日期|时间|单位|部门|机构|机关|编号|分类|类别|方式|范围|形式|对象|期限|状态|等级)\s*[:：]?"
)


def furniture_of(root: Node) -> list[Node]:
    """Tree → the outermost elements that are furniture, in page order."""
    extents = extents_of(root)
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
    return element.find(".//textarea") is not None and COMMENTS.match(first_words(element)) is not None


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
    >>> [_says_beside(one, extents_of(one)[one]) for one in (parse_html(html % said).find(".//div") for said in said)]
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
