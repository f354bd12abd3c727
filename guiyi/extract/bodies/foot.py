"""What stands below an article: who checked it and put it up, rights, whose view it is, — END —; its signature."""

from __future__ import annotations

import re
from itertools import takewhile

from guiyi.dates import find_date
from guiyi.extract.bodies.agreement import DAY_LINE
from guiyi.extract.bodies.edges import LONG, SENTENCE, cut_out
from guiyi.markup.decode import HAN
from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node, raw_text, squeezed, text_of

_checks = r"(?:[初复终一二三]审|审[核稿校]|校对|编审|编辑|签发|录入|发布[人者]|撰稿|供稿)人?"
CHECKED = re.compile(  # （文/图 教务处 初审：李楠 复审：张颖）, 发布人：李楠, 编辑｜李楠 at the end
    rf"[（(【]?(?:(?:文[/／]?图?|图)\s*[:：]?\s*\S{{2,12}}\s+)?(?:{_checks}\s*[:：]\s*\S{{1,12}}\s*){{2,6}}[）)】]?"
    r"|发布[人者]\s*[:：]\s*\S{2,12}|(?:编辑|责编|审核|校对)\s*[|｜丨]\s*\S{2,12}"
)
CREDIT = re.compile(  # 文图：李楠, 编审：张颖, 出品：云川融媒, several of them one below the other
    r"(?:文[/／]?图|图[/／]?文|文字|图片|摄影|撰[稿文]|编[辑审导]|责[编任]编?辑?|美编|审[核校稿]|校对|[初复终一二三]审|监制|总?策划|统筹|出品|制作|来源|供稿|素材)"
    r"\s*[:：|｜丨]\s*\S{2,20}"
)
OF_EDITORS = ("编", "审", "监制", "出品", "策划", "校")
OF_PAGE = re.compile(  # where it stands beside such a line
    r"(?:发布(?:部门|单位|时间|日期)\s*[:：]|来源\s*[|｜丨])\s*[^。，]{2,20}"
)
FOLLOW = re.compile(  # 关注“云川发布”微信公众号
    r"(?:(?:扫码|扫一扫|长按|欢迎|请|敬请|更多(?:资讯|内容|信息|精彩)请?)[，,、]?\s*)*关注\s*[“\"「【]?[\u4e00-\u9fffA-Za-z0-9]{2,16}[”\"」】]?"
    r"(?:官方)?(?:微信|微博)?(?:公众号|视频号|抖音号|订阅号|服务号)"
)
STATEMENT_MARKS = (
    "立场", "声明", "转载", "版权", "著作权", "风险提示", "广告", "更多", "opyright", "©", "isclaimer", "otice:",
    "bout the author",
)  # fmt: skip
STATEMENT = re.compile(  # （声明：…仅供参考…）, Copyright 2018 …, 未经授权，严禁转载
    r"^[\s（(【\[*“\"]*(?:(?:网友|读者)?评论\s*[:：]?.{0,40}(?:代表网友|本[站网]立场)|(?:\S{0,4}声\s*明|风险提示|disclaimer|notice)\s*[】\])）]?\s*[:：](?=.*(?:转载|版权|平台|本[站网]|观点|投资|仅供参考|侵权"
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
LATIN_SENTENCE = re.compile(r"[A-Z].{40,}\w[.!?]$")
THE_END = re.compile(
    r"(?P<release>#\s?#\s?#|ENDS\.?)|END\.?|[—–\-_\s*·]{1,8}(?:END|完|The End)[—–\-_\s*·]{1,8}", re.IGNORECASE
)  # and below it who to follow; of a release in English, whom to ask
FOOT_LINES, LONGEST_FOOT = 4, 80
HEAD_LINES = 6  # lines at the head of a body
ENDS = ("。", "；", ".")  # of running text
NOTE = re.compile(r"[（(【\[]\s*此[件文].{0,16}[)）】\]]")  # 此件公开发布, below a signature
ATTACHED = re.compile(r"^\s*附\s*件")
RIGHT = re.compile(r"text-align\s*:\s*right", re.IGNORECASE)


def drop_checked(body: Node, text: str) -> bool:
    """From the end of a clean body, whose text is given, go the lines that tell who checked it and put it up."""
    foot = _checked(text.rsplit("\n", FOOT_LINES)[-FOOT_LINES:])
    said = list(body.iter("p", "div", "li", "span", "td"))[-LAST:] if foot else []
    lines = set(foot)
    found = [one for one in said if squeezed(raw_text(one)) in lines or set(text_of(one).strip().split("\n")) <= lines]
    for one in found:
        cut_out(one)
    return bool(found)


def _checked(last: list[str]) -> list[str]:
    """Of a text's last lines those at its end that tell who checked it and put it up, and nothing else.

    >>> _checked(["三等奖两名。", "（文/图 教务处 初审：李楠 复审：张颖 终审：王磊）"])
    ['（文/图 教务处 初审：李楠 复审：张颖 终审：王磊）']
    >>> _checked(["请遵照执行。", "发布人：赵凯", "发布部门：事务局"]), _checked(["审核：李楠", "请遵照执行。"])
    (['发布人：赵凯', '发布部门：事务局'], [])
    >>> _checked(["三等奖两名。", "文图：李楠", "编审：张颖", "出品：云川融媒", "关注“云川发布”微信公众号"])
    ['文图：李楠', '编审：张颖', '出品：云川融媒', '关注“云川发布”微信公众号']
    >>> _checked(["图片：三幅", "文字：四百字"]), _checked(["要点：", "制作：慢火熬制"]), _checked(["请关注天气预报"])
    ([], [], [])
    """
    stripped = [one.strip() if len(one) <= LONGEST_FOOT else "" for one in reversed(last)]
    found = list(takewhile(lambda one: CHECKED.fullmatch(one) or OF_PAGE.fullmatch(one), stripped))
    if any(map(CHECKED.fullmatch, found)):
        return found[::-1]
    found = list(takewhile(lambda one: CREDIT.fullmatch(one) or FOLLOW.fullmatch(one), stripped))
    credits_ = [one for one in found if CREDIT.fullmatch(one)]
    is_several = len(credits_) > 1 and any(one.startswith(OF_EDITORS) for one in credits_)
    return found[::-1] if is_several or not credits_ else []


def drop_statements(body: Node, text: str, title: str) -> bool:
    """From the end of a clean body, whose text is given, goes what the site says of its rights and of whose view it is.

    >>> from guiyi.markup.parsing import parse_html
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


def drop_owner(body: Node, text: str, owner: str) -> bool:
    """From the end of a clean body, whose text is given, goes the site's name where a rule across the page divides it
    from the text: hand-made pages end so. A signature stands above such a rule.

    >>> from guiyi.markup.parsing import parse_html
    >>> pages = [f"<p>各组请照办。</p>{line}<p align=center>云川县档案局</p>" for line in ("<hr>", "")]
    >>> [drop_owner(parse_html(one), "各组请照办。\\n云川县档案局", "云川县档案局") for one in pages]
    [True, False]
    """
    if not owner or not text.endswith(f"\n{owner}"):
        return False
    rule = next(iter(list(body.iter("hr"))[-1:]), None)
    behind = [one for one in rule.itersiblings() if isinstance(one.tag, str)] if rule is not None else []
    said = "".join([(rule.tail or "") if rule is not None else "", *map(raw_text, behind)])
    if rule is None or squeezed(said) != owner:
        return False
    for one in behind:
        drop(one)
    rule.tail = None
    return True


def _drop_behind_end(body: Node, end: str) -> bool:
    """Whether a text ends with — END — or the like and no running text behind it; that and what stands below it goes.

    >>> from guiyi.markup.parsing import parse_html
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


def unsigned(text: str, clean: Node | None = None) -> int | None:
    """How many lines of a short body stand above its signature, an office and a day below running text, or what no
    line of facts looks like: the day in Chinese numerals, or both set to the right (the second part of a notice).

    >>> unsigned("各单位：\\n请于本月报送材料。\\n云川市水务局\\n2018年3月5日\\n附件1：申请表.doc")
    2
    >>> unsigned("各单位：\\n请于本月报送材料。\\n云川市水务局\\n2018年3月5日\\n（此件公开发布）")
    2
    >>> unsigned("2018年3月5日"), unsigned("通知\\n云川市水务局\\n2018年3月5日\\n附件：名单")
    (None, None)
    >>> unsigned("通知\\n云川市水务局\\n二〇一八年三月五日\\n附件：名单")
    1
    """
    lines = text.split("\n")
    while len(lines) > 1 and (ATTACHED.match(lines[-1]) or NOTE.fullmatch(lines[-1])):
        lines.pop()
    if len(lines) > HEAD_LINES or not DAY_LINE.fullmatch(lines[-1]):
        return None
    runs = any(one.endswith(ENDS) for one in lines[:-2])
    may_be = len(lines) > 1 and "：" not in lines[-2] and ":" not in lines[-2]
    is_written = len(lines) > 2 and not lines[-1][0].isdigit()
    is_signed = runs or (may_be and (is_written or _are_set_right(lines[-2:], clean)))
    return len(lines) - 2 if is_signed else None


def texts_above_signature(body: Node, first: list[tuple[Node, str, str]]) -> list[tuple[Node, str, str]]:
    """A body and its first pieces of text, each with its place → those above its signature, where it is as short as
    `unsigned` says and says nothing else; all of any other.
    """
    texts = [text for _holder, _part, text in first]
    if not any(map(DAY_LINE.fullmatch, texts)) or any(one.endswith(ENDS) for one in texts):
        return first
    lines = text_of(body).split("\n")
    at = unsigned("\n".join(lines), body)
    office = squeezed(lines[at]) if at is not None else None
    return first[: texts.index(office)] if office in texts else first


def _are_set_right(lines: list[str], clean: Node | None) -> bool:
    """Whether an office and a day stand at the right edge: heads of pages are set in the middle or to the left.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p align=right>县水务局<p style='text-align: right'>2018年3月5日<p align=center>县农业局")
    >>> _are_set_right(["县水务局", "2018年3月5日"], page), _are_set_right(["县农业局", "2018年3月5日"], page)
    (True, False)
    """
    right = [
        squeezed(raw_text(one))
        for one in (clean.iter() if clean is not None else ())
        if (one.get("align") or "").lower() == "right" or RIGHT.search(one.get("style") or "")
    ]
    said = [squeezed(one) for one in lines]
    return "".join(said) in right or all(one in right for one in said)
