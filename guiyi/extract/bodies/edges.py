"""What stands at the edges of a body and is not the article's: share bars above, the editor's line and lists below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml.etree import iterwalk

from guiyi.crawl.reading.addresses import ATTACHMENT
from guiyi.dates import DAY, DAY_ALONE, LOOSE_DAY
from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node, raw_text, squeezed

SHARE_LINE = re.compile(
    r"^(?:关注\S{1,8}|新浪微博|微博|微信|朋友圈|Qzone|QQ空间|评论|图集|分享(?:到|至)?[:：]?|\+1|参与互动|收藏|打印|纠错)$"
)
DATE_AND_SOURCE = re.compile(
    r"^(?:(?:发布|发表|更新)?(?:时间|日期)\s*[:：]\s*)?"
    rf"{LOOSE_DAY}日?"
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
    r"^\W{0,3}(?:最后|最近)(?:一次)?(?:更新|修改)(?:时间|日期)?\s*(?:于|在|[:：]|[（(](?=\s*(?:19|20)\d\d))\s*[^。]{6,40}$"
    r"|^[（(\[【]?(?:发布|发表|录入|添加|上传)(?:时间|日期)\s*[:：]\s*"
    rf"{DAY}"
    r"(?:\s+[\d:]{4,8})?[）)\]】]?$"
    r"|^【(?:(?:发布|更新|录入)?(?:时间|日期)|(?:信息|文章)?来源)\s*[:：][^【】]{0,30}】\s*(?:【[^【】]{1,30}】\s*){1,6}$"
    r"|^[(（](?:web )?editors?: ?[A-Z][^.。:]{1,40}[)）]$"
    r"|^last (?:updated|modified)\b[^。]{4,60}$|^(?:categories|tags|filed under)\s?: ?[^.。:]{2,80}$",
    re.IGNORECASE,
)
CREDITED = re.compile(r"来源\s*[:：|｜丨]\s*\S{2,20}")  # right above the editor's line
FURTHER = re.compile(r"[【\[]?(?:延伸|相关|推荐|扩展|更多)(?:阅读|链接|报道|新闻|文章|内容)\s*[】\]]?\s*[:：]?")
FURTHER_MARK = re.compile(
    r"^[【\[]?(?:延伸|相关|推荐|扩展|更多)(?:阅读|链接|报道|新闻|文章|内容)\s*[】\]]?\s*[:：]?$", re.MULTILINE
)
EDITOR_MARK = re.compile(r"(?:责任编辑|责编|编辑)\s*[:：]")
SENTENCE = re.compile(r"[。！？；]")
LEAD = re.compile(r"^[【\[（(]?(?:导\s*读|摘\s*要|内容提要|提\s*要|简\s*介)[】\]）)]?\s*[:：]?\s*(.+?)[.…]*$")
MAY_BE_EDGE = (  # two, each with a first character that is fast to find
    re.compile(r"[上下前后]一?[篇条]\s*[:：]"),
    re.compile(r"上一[篇条](?:文章|新闻|信息)?\n"),
    re.compile(r"[-—=*~][-—=*~]{4}"),
)
NEIGHBOUR = re.compile(r"[上前]一?[篇条](?:文章|新闻|信息)?\s*[:：]\s*$")
MARKS_ALONE = re.compile(r"[-—=*~\s]{5,}")  # not ____, which waits for a signature
OF_LINES = ("a", "p", "div", "span", "em", "i", "li", "h3", "h4", "h5")
LEAST_OTHER = 8  # characters of another article's name
NEIGHBOUR_ALONE = re.compile(r"([上下])一[篇条](?:文章|新闻|信息)?")  # above its link
LITTLE = 16  # characters beside links to neighbours
MENU_LINKS, MENU_WORD, BESIDE_MENU = 3, 10, 16  # of a menu at a body's head: links, their characters, those beside
LEAST_LEAD = 6
HEAD_LINES = 8
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
            cut_out(element)
    for element, line in lines[-1:] if is_changed else ():
        if line == last:
            cut_out(element)
    further = [at for at, (_element, text) in enumerate(lines) if has_list and FURTHER.fullmatch(text)]
    if further and all(is_linked(element, text) for element, text in lines[further[-1] + 1 :]):
        for element, _text in lines[further[-1] :]:
            cut_out(element)
    ends = [at for at, (_element, text) in enumerate(lines) if "编" in text and EDITOR_LINE.match(text)]
    below = [one for _element, one in lines[ends[-1] + 1 :]] if ends else []
    below += text.partition(lines[ends[-1]][1])[2].split("\n") if ends else []  # what stands in no such element
    if ends and not any(len(one) >= LONG and SENTENCE.search(one) for one in below):
        above = lines[ends[-1] - 1][1] if ends[-1] else ""
        start = ends[-1] - bool(SHARE_LINE.match(above) or CREDITED.fullmatch(above))
        has_files = any(_names_file(element) for element, _text in lines[ends[-1] + 1 :])
        for element, _text in lines[start : ends[-1] + 1 if has_files else None]:
            cut_out(element)
    return len(body.xpath(".//*")) != before


def drop_neighbours(body: Node, text: str) -> bool:
    """From a clean body, whose text is given, goes what begins with 上一篇： before a link and is links to its end.

    Lines of marks alone go at both ends, too. A link to a file stays, and all before it. Gives whether anything went.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p>正文。<br>-----<br>上一条:<a href=1>甲</a><br>下一条：<a href=2>乙</a> 11-16</p>")
    >>> drop_neighbours(page, "-----上一条:甲"), "".join(page.itertext())
    (True, '正文。')
    >>> page = parse_html("<p>上一篇：<a href=1>甲</a>讲了缘由，这一篇接着说。</p>")
    >>> drop_neighbours(page, "上一篇：甲"), "".join(page.itertext())
    (False, '上一篇：甲讲了缘由，这一篇接着说。')
    >>> page = parse_html("<p>上一篇：<a href=1>甲</a> 附件：<a href=/up/1.doc>登记表</a> 签字：<u>______</u></p>")
    >>> drop_neighbours(page, "上一篇：甲 附件：登记表 签字：______")
    False
    >>> html = "<p>停水，请储水。</p><h4>上一篇</h4><a href=1>甲</a><h4>下一篇</h4><a href=2>乙</a><p>抢修：2214%s"
    >>> pages = [parse_html(html % one) for one in ("", "。停水以后，请关阀门，以免积水漫出。")]
    >>> [drop_neighbours(one, "上一篇\\n甲") for one in pages], "".join(pages[0].itertext())
    ([True, False], '停水，请储水。')
    """
    if not any(one.search(text) for one in MAY_BE_EDGE):
        return False
    pieces = list(_pieces(body))
    if (end := _above_neighbours(pieces)) is not None:
        for holder, part, _said, _link in pieces[end:]:
            setattr(holder, part, None)
        return True
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


def _above_neighbours(pieces: list[tuple[Node, str, str, Node | None]]) -> int | None:
    """Where a text ends below which 上一篇 and 下一篇 stand, each above its link, and then no sentence and no file."""
    marks = [at for at, one in enumerate(pieces) if one[3] is None and NEIGHBOUR_ALONE.fullmatch(one[2])]
    marks = [at for at in marks if at + 1 < len(pieces) and pieces[at + 1][3] is not None]
    if {pieces[at][2][0] for at in marks} != {"上", "下"}:
        return None
    below = pieces[marks[0] :]
    is_rest = not any(
        SENTENCE.search(said) if link is None else ATTACHMENT.search(link.get("href") or "")
        for _holder, _part, said, link in below
    )
    return marks[0] if is_rest and marks[0] else None


def drop_listed(body: Node, text: str) -> bool:
    """From a clean body, whose text is given, go the other articles at its end: each a link with its day below.
    Gives whether anything went.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<p>正文说的是一件事。</p><div><a href=1.html>县里另有一件大事</a><p>2018-03-05</p></div>"
    >>> pages = [parse_html(one) for one in (html, html.replace("1.html", "1.doc"), html.replace("-03-05", "年"))]
    >>> [drop_listed(one, "正文说的是一件事。\\n县里另有一件大事\\n2018-03-05") for one in pages]
    [True, False, False]
    """
    *_, before, last = ("", "", *text.rstrip().rsplit("\n", 2))
    if not DAY_ALONE.fullmatch(last.strip()) or not any(squeezed(raw_text(one)) == before for one in body.iter("a")):
        return False
    lines = [(one, squeezed(raw_text(one))) for one in body.iter(*OF_LINES)]
    leaves = [(one, said) for one, said in lines if said and (one.tag == "a" or not len(one))]
    gone: list[Node] = []
    while len(leaves) > 1 and DAY_ALONE.fullmatch(leaves[-1][1]) and _is_others(*leaves[-2]):
        gone += [leaves.pop()[0], leaves.pop()[0]]
    for one in gone:
        drop(one)
    return bool(gone)


def _is_others(link: Node, said: str) -> bool:
    return link.tag == "a" and len(said) >= LEAST_OTHER and not ATTACHMENT.search(link.get("href") or "")


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
    return bool(SHARE_LINE.match(line) or DATE_AND_SOURCE.match(line) or BYLINE.match(line) or PLACE.match(line))


def _is_menu(element: Node, line: str) -> bool:
    """Whether a line is the site's menu: short links, one of them to a home page, and hardly more beside them.

    >>> from guiyi.markup.parsing import parse_html
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


def cut_out(element: Node) -> None:
    """An element and the text behind it go."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
