"""What stands at the edges of a body and is not the article's: share bars above, the editor's line and lists below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, takewhile

from lxml.etree import iterwalk

from guiyi.crawl.reading.addresses import ATTACHMENT
from guiyi.extract.fields.dates import find_date
from guiyi.extract.pages.tree import Node, raw_text, squeezed
from guiyi.parsing import drop

SHARE_LINE = re.compile(
    r"^(?:关注\S{1,8}|新浪微博|微博|微信|朋友圈|Qzone|QQ空间|评论|图集|分享(?:到|至)?[:：]?|\+1|参与互动|收藏|打印|纠错)$"
)
DATE_AND_SOURCE = re.compile(
    r"^(?:(?:发布|发表|更新)?(?:时间|日期)\s*[:：]\s*)?(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?"
    r"(?:\s+\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?\s*(?:来源|作者|文章来源|信息来源)\s*[:：]\s*\S{0,24}$"
)
PLACE = re.compile(
    r"^您?(?:现在|当前|目前)?(?:的|所在)?位置\s*[:：]\s*(?:网站|本站)?(?:首页|主页)\s*(?:[>»＞→/|-].{0,80})?$"
    r"|^(?:网站|本站)?(?:首页|主页)\s*[>»＞→]{1,3}\s*(?!.{0,60}(?:点击|选择|即可|按钮))\S[^。；]{0,60}$"
)
EDITOR_LINE = re.compile(  # with what else such a line tells beside the editor: 文章录入：admin 责任编辑：zs
    r"^[【\[（(]?\s*(?:纠错\s*[】\]）)]?\s*)?(?:\S{1,6}[:：]\s*\S{0,12}\s+){0,3}(?:责任编辑|责编|\S{0,4}编辑)\s*[:：]\s*\S{0,12}"
    r"(?:\s+\S{1,6}[:：]\s*\S{0,12}){0,3}\s*[】\]）)]?$"
)
_CREDIT = r"(?:文|图|撰文|摄影|编辑|责编|策划|设计)\s*[|｜丨/:：]\s*[\u4e00-\u9fff]{2,4}"
BYLINE = re.compile(  # an account of the CMS; 文 | 林川　编辑 | 张三
    rf"^(?:(?:作\s*者|撰写者?|written by)\s+[A-Za-z][\w.-]{{2,20}}|{_CREDIT}(?:\s+{_CREDIT}){{1,5}})$", re.IGNORECASE
)
CHANGED_LINE = re.compile(  # 最近更新在 周二, 15 六月 2013 09:20
    r"^\W{0,3}(?:最后|最近)(?:一次)?(?:更新|修改)(?:时间|日期)?\s*(?:于|在|[:：])\s*[^。]{6,40}$"
    r"|^[（(\[【]?(?:发布|发表|录入|添加|上传)(?:时间|日期)\s*[:：]\s*(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+[\d:]{4,8})?[）)\]】]?$"
    r"|^【(?:(?:发布|更新|录入)?(?:时间|日期)|(?:信息|文章)?来源)\s*[:：][^【】]{0,30}】\s*(?:【[^【】]{1,30}】\s*){1,6}$"
    r"|^last (?:updated|modified)\b[^。]{4,60}$",
    re.IGNORECASE,
)
_checks = r"(?:[初复终一二三]审|审[核稿校]|校对|编审|编辑|签发|录入|发布[人者]|撰稿|供稿)人?"
CHECKED = re.compile(  # （文/图 教务处 初审：李楠 复审：张颖）, 发布人：李楠, 编辑｜李楠 at the end
    rf"[（(【]?(?:(?:文[/／]?图?|图)\s*[:：]?\s*\S{{2,12}}\s+)?(?:{_checks}\s*[:：]\s*\S{{1,12}}\s*){{2,6}}[）)】]?"
    r"|发布[人者]\s*[:：]\s*\S{2,12}|(?:编辑|责编|审核|校对)\s*[|｜丨]\s*\S{2,12}"
)
OF_PAGE = re.compile(  # where it stands beside such a line
    r"(?:发布(?:部门|单位|时间|日期)\s*[:：]|来源\s*[|｜丨])\s*[^。，]{2,20}"
)
FURTHER = re.compile(r"[【\[]?(?:延伸|相关|推荐|扩展|更多)(?:阅读|链接|报道|新闻|文章|内容)\s*[】\]]?\s*[:：]?")
FURTHER_MARK = re.compile(
    r"^[【\[]?(?:延伸|相关|推荐|扩展|更多)(?:阅读|链接|报道|新闻|文章|内容)\s*[】\]]?\s*[:：]?$", re.MULTILINE
)
STATEMENT_MARKS = (
    "声明",
    "转载",
    "版权",
    "著作权",
    "风险提示",
    "广告",
    "更多",
    "opyright",
    "©",
    "isclaimer",
    "otice:",
    "bout the author",
)
STATEMENT = re.compile(  # （声明：…仅供参考…）, Copyright 2018 …, 未经授权，严禁转载
    r"^[\s（(【\[*“\"]*(?:(?:\S{0,4}声\s*明|风险提示|disclaimer|notice)\s*[】\])）]?\s*[:：](?=.*(?:转载|版权|平台|本[站网]|观点|投资|仅供参考|侵权"
    r"|授权|uploaded|copyright|opinion))|(?:©|copyright\b)(?=.{0,80}(?:19|20)\d\d|.{0,80}reserved)|广告\s*[:：】]|更多(?:精彩|内容|资讯|信息).{0,6}关注[^\d，,；;]{0,40}$|版权(?:作品|声明|归\S{2,20}所有)"
    r"|About the authors?\b(?! of\b)"
    r"|(?:本文)?\S{0,4}(?:版权|著作权)归|未经.{0,14}(?:授权|许可|同意|允许).{0,12}(?:转载|复制|摘编|使用))",
    re.IGNORECASE,
)
# Who speaks in a notice of its own.
OF_OFFICE = re.compile(r"我[局委办厅县市区镇乡街院校所站会馆队省部中]|本(?:局|委|办|厅|院|校|机关|中心)")
STATED = 500  # characters at the end of a body among which such statements stand
LAST = 30  # elements of a body that may hold them
BEHIND = 12  # characters that may stand behind them
EDITOR_MARK = re.compile(r"(?:责任编辑|责编|编辑)\s*[:：]")
SENTENCE = re.compile(r"[。！？；]")
REPORTER = re.compile(
    r"[（(【\[]\s*(?:本报|本网|新华社)?\s*(?:见习)?(?:记\s*者|通讯员)\s*[:：]?\s*"
    r"((?:[\u4e00-\u9fff·]{2,4}[\s、，]*){1,3})[）)】\]]"
)
HAN = re.compile("[\u4e00-\u9fff]")
LATIN_SENTENCE = re.compile(r"[A-Z].{40,}\w[.!?]$")
THE_END = re.compile(
    r"(?P<release>#\s?#\s?#|ENDS\.?)|END\.?|[—–\-_\s*·]{1,8}(?:END|完|The End)[—–\-_\s*·]{1,8}", re.IGNORECASE
)  # and below it who to follow; of a release in English, whom to ask
LEAD = re.compile(r"^[【\[（(]?(?:导\s*读|摘\s*要|内容提要|提\s*要|简\s*介)[】\]）)]?\s*[:：]?\s*(.+?)[.…]*$")
MAY_BE_EDGE = (  # two, each with a first character that is fast to find
    re.compile(r"[上下前后]一?[篇条]\s*[:：]"),
    re.compile(r"[-—=*~][-—=*~]{4}"),
)
NEIGHBOUR = re.compile(r"[上前]一?[篇条](?:文章|新闻|信息)?\s*[:：]\s*$")
MARKS_ALONE = re.compile(r"[-—=*~\s]{5,}")  # not ____, which waits for a signature
LITTLE = 16  # characters beside links to neighbours
MENU_LINKS, MENU_WORD, BESIDE_MENU = 3, 10, 16  # of a menu at a body's head: links, their characters, those beside
LEAST_LEAD = 6
HEAD_LINES, FOOT_LINES, LONGEST_FOOT = 8, 4, 80
LONG = 25  # characters from which a line with a full stop is running text


def trim_edges(body: Node, text: str) -> bool:
    """A clean body, in place, and its text: share bars, place line and date among the first lines, and all from the
    editor's line on, go → whether anything went. The editor's line ends the body only if no running text follows it.
    """
    top = [line.strip() for line in text.split("\n", HEAD_LINES)[:HEAD_LINES]]
    lead = _repeated_lead(top)
    last = text[text.rfind("\n") + 1 :].strip()
    is_changed = CHANGED_LINE.match(last) is not None
    has_editor = "编" in text and EDITOR_MARK.search(text)
    has_list = FURTHER_MARK.search(text) is not None
    has_menu = any("首页" in line for line in top)
    if not (has_editor or is_changed or has_list or lead or has_menu or any(_is_furniture(line) for line in top)):
        return False
    before = len(body.xpath(".//*"))
    lines = [
        (element, squeezed("".join(str(part) for part in element.itertext())))
        for element in body.iter("p", "div", "li", "span", "td")
    ]
    lines = [(element, text) for element, text in lines if text and not len(element.findall(".//p"))]
    for element, line in lines[:HEAD_LINES]:
        if _is_furniture(line) or line == lead or (has_menu and _is_menu(element, line)):
            _drop(element)
    for element, line in lines[-1:] if is_changed else ():
        if line == last:
            _drop(element)
    further = [at for at, (_element, text) in enumerate(lines) if has_list and FURTHER.fullmatch(text)]
    if further and all(is_linked(element, text) for element, text in lines[further[-1] + 1 :]):
        for element, _text in lines[further[-1] :]:
            _drop(element)
    ends = [at for at, (_element, text) in enumerate(lines) if "编" in text and EDITOR_LINE.match(text)]
    below = [one for _element, one in lines[ends[-1] + 1 :]] if ends else []
    below += text.partition(lines[ends[-1]][1])[2].split("\n") if ends else []  # what stands in no such element
    if ends and not any(len(one) >= LONG and SENTENCE.search(one) for one in below):
        start = ends[-1] - (ends[-1] > 0 and SHARE_LINE.match(lines[ends[-1] - 1][1]) is not None)
        has_files = any(_names_file(element) for element, _text in lines[ends[-1] + 1 :])
        for element, _text in lines[start : ends[-1] + 1 if has_files else None]:
            _drop(element)
    return len(body.xpath(".//*")) != before


def drop_checked(body: Node, text: str) -> bool:
    """From the end of a clean body, whose text is given, go the lines that tell who checked it and put it up."""
    foot = _checked(text.rsplit("\n", FOOT_LINES)[-FOOT_LINES:])
    said = list(body.iter("p", "div", "li", "span", "td"))[-LAST:] if foot else []
    found = [one for one in said if squeezed(raw_text(one)) in foot]
    for one in found:
        _drop(one)
    return bool(found)


def _checked(last: list[str]) -> list[str]:
    """Of a text's last lines those at its end that tell who checked it and put it up, and nothing else.

    >>> _checked(["三等奖两名。", "（文/图 教务处 初审：李楠 复审：张颖 终审：王磊）"])
    ['（文/图 教务处 初审：李楠 复审：张颖 终审：王磊）']
    >>> _checked(["请遵照执行。", "发布人：赵凯", "发布部门：事务局"]), _checked(["审核：李楠", "请遵照执行。"])
    (['发布人：赵凯', '发布部门：事务局'], [])
    """
    stripped = [one.strip() if len(one) <= LONGEST_FOOT else "" for one in reversed(last)]
    found = list(takewhile(lambda one: CHECKED.fullmatch(one) or OF_PAGE.fullmatch(one), stripped))
    return found[::-1] if any(map(CHECKED.fullmatch, found)) else []


def drop_statements(body: Node, text: str, title: str) -> bool:
    """From the end of a clean body, whose text is given, goes what the site says of its rights and of whose view it is.

    >>> from guiyi.parsing import parse_html
    >>> said = "<div>特别声明：以上内容仅代表作者观点。<p>Notice: uploaded by a user.</p></div>"
    >>> page = parse_html(f"<p>{'今日各区路线予以公布。' * 6}</p>{said}")
    >>> drop_statements(page, "特别声明：以上内容仅代表作者观点。", "通告"), len(raw_text(page))
    (True, 66)
    >>> page = parse_html("<p>声明：本站不再使用旧章。</p><p>特此声明。</p><p>云川县林业局 2018年3月5日</p>")
    >>> drop_statements(page, "声明：本站不再使用旧章。", "通告"), drop_statements(page, "声明：", "严正声明")
    (False, False)
    >>> end = "声明：我局从未授权任何平台收费。", "更多信息请关注县人社局，电话2214001。", "更多信息请关注云川发布。"
    >>> [drop_statements(parse_html(f"<p>{'今日公布。' * 9}</p><p>{one}</p>"), one, "通告") for one in end]
    [False, False, True]
    """
    end = text[-STATED:]
    is_changed = _drop_behind_end(body, end)
    if "声明" in title or not any([mark in end for mark in STATEMENT_MARKS]):
        return is_changed
    elements = list(body.iter("p", "div", "section", "span", "li", "td", "blockquote", "font", "em"))
    for element in reversed(elements[-LAST:]):
        said = squeezed(raw_text(element))
        if element is body or element.getparent() is None or len(said) > STATED or not STATEMENT.match(said):
            continue
        whole = squeezed(raw_text(body))
        behind = whole[whole.rfind(said[-BEHIND:]) :]
        is_own = OF_OFFICE.search(said) or find_date(behind[BEHIND:])  # what the article itself declares, and signs
        if len(whole) - len(said) >= len(said) and len(behind) <= 2 * BEHIND and not is_own:
            drop(element)
            is_changed = True
    return is_changed


def _drop_behind_end(body: Node, end: str) -> bool:
    """Whether a text ends with — END — or the like and no running text behind it; that and what stands below it goes.

    >>> from guiyi.parsing import parse_html
    >>> page = parse_html("<p>正文。</p><p>— END —</p><p>长按二维码，关注我们</p>")
    >>> _drop_behind_end(page, "正文。\\n— END —\\n长按二维码，关注我们"), raw_text(page)
    (True, '正文。')
    >>> _drop_behind_end(page, "正文。\\n###\\n第二部分")
    False
    """
    lines = end.split("\n")
    at, found = next(((at, found) for at, line in enumerate(lines) if (found := THE_END.fullmatch(line))), (0, None))
    below = lines[at + 1 :]
    if found is None or any(map(_runs, below)) or (found["release"] and any(map(HAN.search, below))):
        return False
    pieces = list(body.iter())
    mark = next((one for one in reversed(pieces) if THE_END.fullmatch(squeezed(one.text or ""))), None)
    if mark is None:
        return False
    inside = set(mark.iterancestors())
    for one in [mark, *(one for one in pieces[pieces.index(mark) + 1 :] if one not in inside)]:
        if one.getparent() is not None:
            drop(one)
    return True


def _runs(line: str) -> bool:
    return bool(len(line) >= LONG and SENTENCE.search(line)) or LATIN_SENTENCE.search(line) is not None


def drop_neighbours(body: Node, text: str) -> bool:
    """From a clean body, whose text is given, goes what begins with 上一篇： before a link and is links to its end.

    Lines of marks alone go at both ends, too. A link to a file stays, and all before it. Gives whether anything went.

    >>> from guiyi.parsing import parse_html
    >>> page = parse_html("<p>正文。<br>-----<br>上一条:<a href=1>甲</a><br>下一条：<a href=2>乙</a> 11-16</p>")
    >>> drop_neighbours(page, "-----上一条:甲"), "".join(page.itertext())
    (True, '正文。')
    >>> page = parse_html("<p>上一篇：<a href=1>甲</a>讲了缘由，这一篇接着说。</p>")
    >>> drop_neighbours(page, "上一篇：甲"), "".join(page.itertext())
    (False, '上一篇：甲讲了缘由，这一篇接着说。')
    >>> page = parse_html("<p>上一篇：<a href=1>甲</a> 附件：<a href=/up/1.doc>登记表</a> 签字：<u>______</u></p>")
    >>> drop_neighbours(page, "上一篇：甲 附件：登记表 签字：______")
    False
    """
    if not any(one.search(text) for one in MAY_BE_EDGE):
        return False
    pieces = list(_pieces(body))
    starts = [at for at, (_holder, _part, said, link) in enumerate(pieces) if NEIGHBOUR.match(said) and link is None]
    is_rest = bool(starts) and all(
        len(said) <= LITTLE and not SENTENCE.search(said)
        if link is None
        else not ATTACHMENT.search(link.get("href") or "")
        for _holder, _part, said, link in pieces[starts[0] :]
    )
    end = starts[0] if is_rest else len(pieces)
    while end and MARKS_ALONE.fullmatch(pieces[end - 1][2]):
        end -= 1
    start = next((at for at, one in enumerate(pieces[:end]) if not MARKS_ALONE.fullmatch(one[2])), 0)
    gone = [*pieces[:start], *pieces[end:]]
    for holder, part, _said, _link in gone:
        setattr(holder, part, None)
    for link in {one[3] for one in gone if one[3] is not None and not len(one[3])}:
        drop(link)
    return start > 0 or end < len(pieces)


def _pieces(body: Node) -> Iterator[tuple[Node, str, str, Node | None]]:
    """The texts of a body with the element and the attribute that hold each, and the link in which it stands."""
    links = {one: link for link in body.iter("a") for one in link.iter()}
    for event, element in iterwalk(body, events=("start", "end")):
        part = "text" if event == "start" else "tail"
        said = (getattr(element, part) or "").strip() if element is not body or part == "text" else ""
        if said and isinstance(element.tag, str):
            holder = element if part == "text" else element.getparent()
            yield element, part, said, links.get(holder)


def _repeated_lead(top: list[str]) -> str | None:
    """Of a body's first lines the one that gives its beginning before it: [导读] and the first words of the text.

    >>> _repeated_lead(["[导读] 今日各区路线", "今日各区路线予以公布。"])
    '[导读] 今日各区路线'
    >>> _repeated_lead(["摘要：另有其事", "今日公布。"])
    """
    for line, below in pairwise(top):
        match = LEAD.match(line)
        if match and len(match[1]) >= LEAST_LEAD and re.sub(r"\s", "", below).startswith(re.sub(r"\s", "", match[1])):
            return line
    return None


def _is_furniture(line: str) -> bool:
    return any(one.match(line) for one in (SHARE_LINE, DATE_AND_SOURCE, BYLINE, PLACE))


def _is_menu(element: Node, line: str) -> bool:
    """Whether a line is the site's menu: short links, one of them to a home page, and hardly more beside them.

    >>> from guiyi.parsing import parse_html
    >>> html = "<p>植保站<br><a>本站首页</a>｜<a>动态</a>｜<a>技术</a>%s</p>"
    >>> lines = [parse_html(html % more).find(".//p") for more in ("", "，登录首页后点开动态或技术，即可看到全文。")]
    >>> [_is_menu(one, "".join(one.itertext())) for one in lines]
    [True, False]
    """
    said = [squeezed("".join(map(str, one.itertext()))) for one in element.iter("a")]
    is_short = len(said) >= MENU_LINKS and all(len(one) <= MENU_WORD for one in said)
    return is_short and any("首页" in one for one in said) and len(line) - sum(map(len, said)) <= BESIDE_MENU


def is_linked(element: Node, text: str) -> bool:
    """Whether a line is a link to a page, no file."""
    links = list(element.iter("a"))
    is_whole = squeezed("".join("".join(map(str, one.itertext())) for one in links)) == text
    return is_whole and not _names_file(element)


def _names_file(element: Node) -> bool:
    return any(ATTACHMENT.search(one.get("href") or "") for one in element.iter("a"))


def _drop(element: Node) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def reporter_in(text: str) -> str | None:
    """The reporter that an article names in brackets at its end or beginning.

    >>> reporter_in("……智能化的服务。(记者 贺勇)"), reporter_in("请记者注意")
    ('贺勇', None)
    """
    found = REPORTER.findall(text[-120:]) or REPORTER.findall(text[:200])
    names = re.split(r"[\s、，]+", found[-1].strip()) if found else []
    return " ".join(name for name in names if name) or None
