"""Pages without a text of their own: forms, remnants around nothing, and those that only offer files."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from guiyi.extract.bodies.agreement import SENTENCES
from guiyi.extract.bodies.containers import Body, has_empty_container, weight_of
from guiyi.extract.bodies.furniture import ENDS_SENTENCE, FOOT_WORDS
from guiyi.extract.bodies.pictures import file_block
from guiyi.extract.bodies.tools import PAGER
from guiyi.extract.fields.lines import PLACE_LINE, is_told
from guiyi.extract.fields.remarks import is_remark
from guiyi.extract.files.assets import hands_out
from guiyi.extract.given import Page
from guiyi.extract.pages.view import PageView
from guiyi.markup.tree import Node, raw_text, squeezed, text_of

SIGN_IN = re.compile(r"登[录陆]|\blog_?in\b|\bsign_?in\b", re.IGNORECASE)
LOW = 0.6  # agreement of extractors from which a guessed body is doubtful
FEW_FILES = 3  # that an unlisted page may have as all its content
REMNANT = 60  # characters: what is left of a page whose known container is empty is no body
SENTENCE = 12  # characters of one that says what files are
DAY = re.compile(r"(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}[-/.月]")
STUB = 10  # characters of a text that may be a word alone
SIGNS = 200  # characters beside the fields of a page to sign in
OF_SURVEY, LEAST_BOXES = re.compile(r"调查|问卷|投票|测评|评议"), 4  # in its name; boxes to tick
FORM = 150  # characters that a page with a form to fill in says of itself
EMPTY_LINE = re.compile(  # what a column without items says
    r"^(?:很?抱歉|对不起|sorry)?[，,！!\s]*(?:[该此本](?:栏目|分类|类别|频道)[下中里内]?)?"
    r"(?:(?:暂|尚|目前|当前)(?:时|且)?(?:没有|无)|没有(?:找到|查到|符合|任何)|无任何|未(?:找|查)到).{0,14}[。！!…\s]*$",
    re.IGNORECASE,
)
FOOT_LINE = re.compile(
    r"^(?:[\s|·\-]*(?:设为首页|加入收藏|收藏本站|版权[申声]明|网站声明|管理登录|联系我们|网站地图|友情链接|关于我们|返回顶部|返回首页))+[\s|]*$"
)
MACHINE_LINE = re.compile(  # what a CMS prints below every page
    r"^(?:powered by\b.{1,60}(?<!\.)|.{0,40}\bprocessed in [\d.]+ (?:s|ms|second).*|(?:archiver|gmt\s?[+-]\d)\b.{0,60}"
    r"|total [\d.]+ s\b.*|(?:©|copyright\b).{0,80})$",
    re.IGNORECASE,
)
FOOT_NUMBERS = re.compile(r"(?:标识码|备案号|ICP备)\S{0,3}[\dA-Z]")
PAGER_LINE = re.compile(r"^共\s*\d*\s*[条篇].*[首尾末]页|^[|\s]*(?:首页|上一?页)\s.*(?:下一?页|[尾末]页)")


def signs_in(page: Page, node: Node) -> bool:
    """Whether a page that no list names is there to sign in: it says so, asks for a password and tells little.

    >>> from guiyi.markup.parsing import parse_html
    >>> one = Page("/a", "http://o.example.test/a", "page", None, "", "", 0, 0)
    >>> html = "<title>%s - 市民网</title><input type=password><p>版权所有</p>"
    >>> [signs_in(one, parse_html(html % said).find(".//p")) for said in ("登录", "机构职能")]
    [True, False]
    >>> signs_in(one, parse_html(html % "登录说明" + "请先注册，再登录，然后填表。" * 20).find(".//body"))
    False
    """
    root = node.getroottree().getroot()
    said = f"{root.findtext('.//title') or ''} {page.url.rpartition('/')[2]}"
    asks = any((one.get("type") or "").lower() == "password" for one in root.iter("input"))
    is_short = weight_of(node) < SIGNS
    return not page.listed_title and asks and is_short and SIGN_IN.search(said) is not None


def is_form(body: Body, root: Node) -> bool:
    """Whether a page asks its reader to write, and says little besides, and not when."""
    is_short = body.is_guessed and body.weight < FORM and next(root.iter("textarea"), None) is not None
    return is_short and not is_questionnaire(root) and not any(is_remark(line) for line in text_of(root).split("\n"))


def is_questionnaire(root: Node) -> bool:
    """Whether a page named a survey has several boxes to tick: what it asks is its text.

    >>> from guiyi.markup.parsing import parse_html
    >>> form = "<title>%s</title>" + "<input type=radio>甲" * 4 + "<textarea></textarea>"
    >>> [is_questionnaire(parse_html(form % title)) for title in ("公交满意度调查", "我要写信")]
    [True, False]
    """
    said = " ".join(text_of(one) or raw_text(one) for one in root.iter("title", "h1", "h2"))
    boxes = (one for one in root.iter("input") if (one.get("type") or "").lower() in ("radio", "checkbox"))
    return OF_SURVEY.search(said) is not None and len(list(islice(boxes, LEAST_BOXES))) == LEAST_BOXES


def is_stub(body: Body, root: Node) -> bool:
    """Whether a guessed body is no more than a word on a page without a date: the name of a box of links."""
    is_short = body.is_guessed and body.weight < STUB and body.node.find(".//img") is None
    return is_short and file_block(root) is None and not any(is_remark(line) for line in text_of(root).split("\n"))


def is_remnant(node: Node, view: PageView) -> bool:
    """Whether a guessed body is what stands around an article that isn't there: an empty container, or facts alone."""
    weight = weight_of(node)
    if weight >= 2 * REMNANT or node.find(".//img") is not None:
        return False
    lines = text_of(node).split("\n")
    if all(MACHINE_LINE.search(line) or _is_of_foot(line) for line in lines):
        return True
    if weight >= REMNANT:
        return False
    if has_empty_container(view) or all(_says_nothing(line) for line in lines):
        return True
    heads = {squeezed(raw_text(one)) for one in node.iter("h1", "h2", "h3")}
    is_empty = all(EMPTY_LINE.match(line) or _says_nothing(line) for line in lines if line not in heads)
    return is_empty and not any(is_remark(line) for line in text_of(view.root).split("\n"))


def _is_of_foot(line: str) -> bool:
    """Whether a short line says who runs the site, and how to call; where all do, the page lacks its article.

    >>> told = "云川县政府主办 云川县信息中心承办", "联系电话：0800-0001 标识码：9999", "主办单位：县文化馆。免费"
    >>> [_is_of_foot(one) for one in told]
    [True, True, False]
    """
    is_foot = FOOT_WORDS.search(line) is not None or FOOT_NUMBERS.search(line) is not None
    return is_foot and len(line) <= REMNANT and not ENDS_SENTENCE.search(line)


def _says_nothing(line: str) -> bool:
    """Whether a line tells a field, heads the columns of an empty table, or is a place line, a pager or a machine's.

    >>> [_says_nothing(one) for one in ("索引号\\t信息名称\\t发文日期", "现在的位置：首页 > 招生", "共 0 篇 1/1 首页")]
    [True, True, True]
    >>> [_says_nothing(one) for one in ("Powered by Discuz! X2.5", "GMT+8, 2014-5-7, Processed in 0.03 second(s)")]
    [True, True]
    >>> [_says_nothing(one) for one in ("共有 3 条意见", "网站首页设计方案征集", "The pump is powered by wind.")]
    [False, False, False]
    """
    cells = [one for one in line.split("\t") if one.strip()]
    return all(is_told(one) for one in cells) or any(
        one.search(line) for one in (PLACE_LINE, PAGER_LINE, PAGER, FOOT_LINE, MACHINE_LINE)
    )


def offered(page: Page, view: PageView, body: Body | None = None) -> Body | None:
    """A page and what was found for its body → the files that it offers, where it has no text, a list names it or they
    are few below a date; else the body.

    A guess without a sentence is no text where it is a few words beside the files, or what stands around a document
    that is shown within the page.
    """
    if body is not None and not _is_no_text(body, view):
        return body
    block = file_block(view.root)
    if block is None or not (page.listed_title or _is_own_offer(block, view.root)):
        return body
    is_beside = body is None or bool(view.papers) or block not in body.node.iter()
    return Body(block, "", "files", LOW) if is_beside else body


def _is_no_text(body: Body, view: PageView) -> bool:
    """Whether a guessed body may be no text: it has a few words, or extractors don't agree, and holds no sentence."""
    if not body.is_guessed or body.node.find(".//img") is not None:
        return False
    is_doubtful = body.weight < REMNANT or (bool(view.papers) and body.agreement < LOW)
    return is_doubtful and not SENTENCES.search(raw_text(body.node))


def _is_own_offer(block: Node, root: Node) -> bool:
    """Whether a page says when it was published, and has but a few files or says what they are: it is no list."""
    files = {one.get("href") for one in block.iter("a") if hands_out(one)}
    is_own = len(files) <= FEW_FILES or tells_of_files(block, [*files])
    return is_own and any(is_remark(line) for line in text_of(root).split("\n"))


def tells_of_files(clean: Node, attachments: list[Any]) -> bool:
    """Whether a body says in a sentence of its own what its files are: a list of downloads has none, but days.

    >>> from guiyi.markup.parsing import parse_html
    >>> told = "<div><p>现公布报名材料，请下载后使用。</p><a href=1.doc>表一</a></div>"
    >>> [tells_of_files(parse_html(one), [1]) for one in (told, told.replace("现", "<a>").replace("。", "。</a>"))]
    [True, False]
    """
    text = text_of(clean)
    linked = {squeezed(raw_text(one)) for one in clean.iter("a")} - {""}
    if 2 * len(DAY.findall(text)) >= len(attachments) + 2:
        return False
    lines = (line for line in text.split("\n") if line.rstrip().endswith(("。", "：")) and len(line) >= SENTENCE)
    return any(not any(name in squeezed(line) for name in linked) for line in lines)


def offers_files(clean: Node, attachments: list[Any]) -> bool:
    """Whether the links of a body lead to its files for the most part: what it offers to take is its content."""
    taken = sum(len(text_of(one)) for one in clean.iter("a") if hands_out(one))
    return bool(attachments) and taken * 2 >= sum(len(text_of(one)) for one in clean.iter("a"))
