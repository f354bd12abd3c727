"""Who published an article first, where no label says so: names beside its date, behind its author, at its foot."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import pairwise

from guiyi.dates import DAY_AND_CLOCK, find_date
from guiyi.extract.fields.labelled import LENSES, OUTLET
from guiyi.extract.fields.labels import ANY_LABEL, BARE_LABEL
from guiyi.extract.fields.remarks import BYLINE, COUNTER, LONGEST_REMARK, MARKS, SOURCE_APART, is_remark

ENGLISH_OUTLET = re.compile(
    r"^(?!(?:Notice|Bulletin|Message|Job|Score) ?[Bb]oard)(?:Xinhua|(?:[A-Z][\w.&'’-]* ){1,5}"
    r"(?:Daily|Times|Post|News|Agency|Online|Bureau|Office|Government|Committee"
    r"|Network|Radio|TV|Cent(?:er|re)|Commission|Department|Board|Council|Authority|Constabulary|Directorate"
    r"|Today|Weekly|Press|Media|Journal|Library|University)"
    r"|(?:[A-Z][\w.&'’-]* ){0,3}(?:Office|Ministry|Department|Bureau|Council|Commission|Authority|Division|Secretariat)"
    r" (?:of|for) (?:the )?[A-Z][\w.&'’-]*(?:,? (?:(?:and|of|for|the) ){0,2}[A-Z][\w.&'’-]*){0,6})$"
)
IN_PARENTHESES = re.compile(r"[(（]\s*([A-Z][\w .,&'’-]{2,50}|(?:[\w-]+\.){2,}[a-z]+|[\u4e00-\u9fff]{3,20})\s*[)）]")
PUBLISHED_BY = re.compile(r"\b(?:Published|Issued|Released) by ([A-Z][\w .,&'’-]{2,60}?),?\s+(?:on|at)\b")
SAID_BY = re.compile(  # all of a line; no person, as Sgt. D. Orr
    r"(?:Published|Issued|Released) by[:\s]?\s*(?!(?:Sgt|Lt|Capt|Cpl|Det|Insp|Deputy|Officer|Mrs?|Ms|Dr)\b)"
    r"([A-Z][\w.&'’-]*(?: [\w.&'’-]+){0,6})"
)
SUPPLIED = re.compile(r"^[（(【\[\s]*([\u4e00-\u9fff]{2,16}?)\s*(?:供稿|报送|提供)\s*[）)】\]]*$")
PERIODICAL = re.compile(r"(?:发表|刊登|刊载|刊发|原载|刊|载|摘自|选自|转自|转载自)(?:于|在)?\s*《([^《》]{2,20})》")
PARTS, BY = re.compile(r"[|｜·/]+"), re.compile(r"^by\s+", re.IGNORECASE)
PIECES = re.compile(r"[|｜·•・∙/\s]+")
MAYBE_OUTLET = re.compile(r"[\u4e00-\u9fff]{4,12}")  # 健康云川, 云川文旅: four or more, as persons' names seldom have
NO_OUTLET = re.compile(
    r"^(?:由|本站|原创|转载|已于|字体|扫码|扫一扫|阅读|点击|浏览|分享|字号|打印|关闭|返回|首页|责任|编辑|作者|星期|农历|今日|更多|全文|图片|视频|来源|日期|时间"
    r"|发布|发表|更新|上传|刚刚|已有|共有|第.期|总第|当前|欧阳|上官|司马|诸葛|慕容|皇甫|尉迟|公孙|令狐|长孙|司徒|端木|东方)"
    r"|(?:动态|新闻|要闻|头条|公告|公示|通知|通告|资讯|信息|快讯|专题|解读|报道|活动|建设|工作|公开|服务|指南|法规|文件|政策|管理|之窗"
    r"|天地|园地|论坛|星期.|通过|修订|修正|征集|查看|主任|书记|同志|老师|[长次人岁员]|创作者|已于|时间|日期|内容|状态|标题|部门|有效|失效|废止|提问|咨询|留言|追问|回答|解答|回复|答复)$"
)
HEAD_LABEL = re.compile(r"^\s*[【\[][\u4e00-\u9fff]{2,6}[】\]]")
AGE = re.compile(  # all that a line tells behind who published: 发布于 2 年前
    r"(?<=[\u4e00-\u9fff\s])(?:发布|发表|更新)?于?\s*\d{1,2}\s*(?:年|个?月|周|天|日|小时|分钟)前\s*$"
)
OFFICES = ("办公室", "办公厅")  # named by no more
SHORT_OFFICE = re.compile(r"[局委厅府县市区镇乡院]办")  # 局办, as offices call their own office in brackets
IN_BRACKETS = re.compile(r"[【\[]\s*([^【】\[\]]{2,20}?)\s*[】\]]")
VENUE = re.compile(
    r"(?:剧院|剧场|影院|影城|礼堂|会堂|会馆|体育[馆场]|音乐厅|多功能厅|报告厅|会议室|会展中心|会议中心|广场|宾馆|酒店|饭店)(?:$|[大小主分一二三四五\d])"
)
PERSON = re.compile(r"[\u4e00-\u9fff·]{2,4}")
BEFORE_NAME = re.compile(r"^(?:by\b|posted by\b|written by\b|由|作者|撰[文稿]|文|记者)[:：/\s]*", re.IGNORECASE)
NO_PERSON = re.compile(r"作者|编辑|记者|首页|关于|发布|原创|投稿|管理员|[网站社号报]$")
LATIN_NAME = re.compile(r"[A-Z][a-z'’.-]*(?: [A-Z][A-Za-z'’.-]*){1,3}(?=$|,| \||\n)")
PAPER = re.compile(r"(?:^|[\s_—|·-])([\u4e00-\u9fff]{2,8}?报)(数字报|电子版|电子报|多媒体数字报)?(?=$|[\s_—|·-])")
PRINTED_ON = re.compile(
    r"^(?![（(]?(?:参见|参考|详见|根据|依据|见|据|按))[^《》。，]{0,12}《([\u4e00-\u9fff]{2,12})》\s*[（(]?\s*(?:19|20)\d\d"
    r"(?!\d\d\s*年?\s*[版修])"
)  # □ 林川《云川日报》（2018年…
FROM = re.compile(r"From\s(?:the )?([A-Z][\w.,&'’() -]{3,70})")  # all of a line
LEAST_TITLE = 4  # characters beside a paper's name
TOLD_APART = re.compile(
    r"\s*[|｜]?\s*[【\[]|\s+[\u4e00-\u9fff]{2,6}[:：]"
)  # what stands behind a bare office on its line
CREDIT = 40  # characters of a line at the foot that may be no more than where the text was printed
REPORTER = re.compile(
    r"[（(【\[]\s*(?:本报|本网|新华社)?\s*(?:见习)?(?:记\s*者|通讯员)\s*[:：]?\s*"
    r"((?:[\u4e00-\u9fff·]{2,4}[\s、，]*){1,3})[）)】\]]"
)


def unlabelled_source(text: str) -> str | None:
    """The source in a line of date and source without labels; None if it names none.

    >>> unlabelled_source("2018-03-05 | 云川晚报 | 点击：12"), unlabelled_source("2018-03-05 张三")
    ('云川晚报', None)
    >>> unlabelled_source("2018-03-05 10:22云川日报人气 22"), unlabelled_source("By Li | China Daily | Mar 05, 2018")
    ('云川日报', 'China Daily')
    >>> unlabelled_source("市公交公司发布于 2 年前"), unlabelled_source("李楠调入市公交公司是在 2 年前")
    ('市公交公司', None)
    >>> unlabelled_source("Updated: Mar 05, 2018 By Zhang San (Yunchuan Daily)")
    'Yunchuan Daily'
    >>> said = "（县残联 供稿） 2018-03-05", "县图书馆，2018年12月3日，第256次阅读", "更新：2018-03-05 / 流通部"
    >>> [unlabelled_source(one) for one in said]
    ['县残联', '县图书馆', '流通部']
    >>> unlabelled_source("(eyunchuan.example.test) Updated : 2018-03-05"), unlabelled_source("(see note) 2018-03-05")
    ('eyunchuan.example.test', None)
    """
    text = text.translate(LENSES) if "〖" in text else text
    for line in text.split("\n"):
        is_dated = len(line) <= LONGEST_REMARK and find_date(line)
        if is_dated and (by := PUBLISHED_BY.search(line) or SOURCE_APART.search(line)):
            return by[1]
        if "|" in line and (piped := _piped_office(line)):
            return piped
        if rest := _beside_date(line):
            held = IN_PARENTHESES.search(line)
            is_zone = held is not None and held[1].endswith(" Time")
            if held and not is_zone and (held[1].isascii() or OUTLET.match(held[1])) and not find_date(held[1]):
                return held[1].strip()
            if supplier := supplied_by([rest.strip(" |")]):
                return supplier
            if office := bracketed_office(line):
                return office
            named = [one for piece in PIECES.split(rest) if (one := _office(piece.strip(MARKS + "，,")))]
            named += [
                one
                for piece in PARTS.split(rest)
                if ENGLISH_OUTLET.match(one := BY.sub("", piece.strip(MARKS).rstrip(" ,")))
            ]
            if named:
                return named[0]
    return None


def _piped_office(line: str) -> str | None:
    """The one office among pieces parted by bars, of which one is a day and no more.

    >>> _piped_office("QAs | Ministry of Communications | 14 Sep 2015"), _piped_office("Notice Board | 4 May")
    ('Ministry of Communications', None)
    >>> _piped_office("By Department of Roads | May 18, 2022")
    'Department of Roads'
    """
    pieces = [one.strip() for one in line.split("|")] if len(line) <= LONGEST_REMARK else []
    is_dated = any((day := find_date(one)) is not None and day[0] == one for one in pieces)
    named = [one for one in map(_unled, pieces) if ENGLISH_OUTLET.match(one)] if is_dated else []
    return named[0] if len(named) == 1 else None


def _unled(piece: str) -> str:
    """A name without the By before it."""
    return BY.sub("", piece)


def bracketed_office(line: str) -> str | None:
    """The one office among the brackets that are all of a line, a day in one of them.

    >>> told = "【2018-03-05】 【局办】 【浏览9次】", "【2018-03-05】【林川】", "【局办】通知"
    >>> [bracketed_office(one) for one in told]
    ['局办', None, None]
    """
    held = IN_BRACKETS.findall(line) if line[:1] in "【[" else []
    if len(held) < 2 or IN_BRACKETS.sub("", line).strip() or not any(map(find_date, held)):
        return None
    offices = [one for one in held if not find_date(one) and (SHORT_OFFICE.fullmatch(one) or _office(one))]
    return offices[0] if len(offices) == 1 else None


def _office(piece: str) -> str | None:
    piece = piece.removesuffix("记者").removesuffix("通讯员")
    if VENUE.search(piece) or BARE_LABEL.fullmatch(piece):
        return None  # where something takes place; a label
    return piece if OUTLET.match(piece) else supplied_by([piece])


def _beside_date(line: str) -> str:
    """What stands beside the date of a line that tells date and source only, up to a label; empty for other lines."""
    found = (find_date(line) or DAY_AND_CLOCK.search(line)) if len(line) <= 100 and is_remark(line) else None
    found = found or (AGE.search(line) if "前" in line and len(line) <= LONGEST_REMARK else None)
    if not found or ("\t" in line and ANY_LABEL.search(line)):  # a row of a table whose cells have labels
        return _own_cell(line) if found else ""
    label = ANY_LABEL.search(line, found.end())
    return COUNTER.sub(" ", f"{line[: found.start()]} | {line[found.end() : label.start() if label else None]}")


def _own_cell(row: str) -> str:
    """The cell of a row that is an office, where each of the others tells a fact of the page by itself, or a day.

    >>> _own_cell("云川日报\\t发布时间：2018-03-05\\t编辑：周舟"), _own_cell("建设单位\\t云川公司\\t日期：2018-03-05")
    ('云川日报', '')
    >>> _own_cell("发文机关：\\t县财政局\\t发布日期：\\t2018-03-05")
    ''
    """
    cells = [one.strip() for one in row.split("\t") if one.strip()]
    above = ["", *cells]  # behind 发文机关 stands who issued, not where the text is from
    offices = [
        one for label, one in zip(above, cells, strict=False) if OUTLET.match(one) and not BARE_LABEL.fullmatch(label)
    ]
    is_rest_told = all(one in offices or ANY_LABEL.search(one) or find_date(one) or COUNTER.match(one) for one in cells)
    return offices[0] if len(offices) == 1 and is_rest_told else ""


def name_beside(above: Sequence[str], title: str, linked: Callable[[], Collection[str]]) -> str | None:
    """The only name on the line of the date, neither a person's nor a column's: an account, a paper without 报 in it.

    linked: the names of the page's links, among them its columns; asked only where a name is found.

    >>> name_beside(["2018-03-05 云川文旅"], "古树挂牌", set)
    '云川文旅'
    >>> [name_beside([one], "古树挂牌", lambda: {"平安云川"}) for one in ("2018-03-05 平安云川", "2018-03-05 张三")]
    [None, None]
    >>> name_beside(["2018-03-05 防汛抗旱 乡村振兴"], "古树挂牌", set)
    """
    for line in reversed(above):
        pieces = (piece for piece in PIECES.split(_beside_date(line)) if not piece.endswith((":", "：")))
        names = [name for piece in pieces if _is_maybe_outlet(name := piece.strip(MARKS)) and name not in title]
        if len(names) > 1:
            return None  # the words that the article is filed under
        if names and names[0] not in linked():
            return names[0]
    return None


def _is_maybe_outlet(name: str) -> bool:
    """Whether words may name a paper, an account or an office, where nothing but one is looked for."""
    return not (VENUE.search(name) or BARE_LABEL.fullmatch(name)) and (
        OUTLET.match(name) is not None
        or name in OFFICES
        or bool(MAYBE_OUTLET.fullmatch(name) and not NO_OUTLET.search(name))
    )


def account_of(publisher: str) -> str | None:
    """What stands beside 发布者, where it is an account or an office; mostly it is a person or an administrator.

    >>> account_of("云川文旅"), account_of("张三"), account_of("欧阳海涛"), account_of("系统管理")
    ('云川文旅', None, None, None)
    """
    return publisher if _is_maybe_outlet(publisher) else None


def named_from(lines: Sequence[str]) -> str | None:
    """Who a line above a text says that it is from, without a mark, beside a line that tells its day.

    >>> named_from(["Press release", "From Department of Housing", "Published on 12 October 2020"])
    'Department of Housing'
    >>> named_from(["From Monday all parks open late.", "Published on 12 October 2020"]), named_from(["From Housing"])
    (None, None)
    """
    for line, below in pairwise(lines):
        found = FROM.fullmatch(line.strip())
        if found and is_remark(below) and found[1][-1] not in ".," and not find_date(line):
            return found[1]
    return None


def source_beside(lines: Sequence[str], title: str) -> str | None:
    """The office that is all of the line right above or below one that is no more than a date; never the title.

    >>> source_beside(["关于防汛的通知", "县农业农村局", "2018-03-05", "321"], "关于防汛的通知")
    '县农业农村局'
    >>> source_beside(["City Cuts Red Tape", "By Jiang Fan, Yunchuan Daily", "July 12, 2018"], "City Cuts Red Tape")
    'Yunchuan Daily'
    >>> source_beside(["关于防汛的通知", "发布时间：2018-03-05", "县水利局"], "关于防汛的通知")
    '县水利局'
    >>> source_beside(["我县召开防汛工作会", "2018-03-05", "各乡镇："], "我县召开防汛工作会")
    >>> source_beside(["关于社区食堂的通报", "2018-03-05", "我县召开防汛工作会"], "我县召开防汛工作会")
    """
    for at, line in enumerate(lines):
        found = find_date(line) if len(line) <= BYLINE * 3 else None
        rest = HEAD_LABEL.sub("", line[: found.start()] + line[found.end() :]) if found else "none"
        if not ANY_LABEL.sub("", rest).strip(MARKS):
            beside = [one.strip() for one in (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])]
            pieces = [piece for one in beside for piece in (one.split(", ") if BY.match(one) else [one])]
            return next((one for one in pieces if _is_office(one, title)), None)
    return None


def office_below(above: Sequence[str], title: str, text: str) -> str | None:
    """The office that is all that stands between a title and its text.

    >>> lines = ["2018", "03/05", "工程进展顺利", "规划建设科"]
    >>> office_below(lines, "工程进展顺利", "今年以来…"), office_below(lines, "工程进展顺利", "规划建设科\\n各站：")
    ('规划建设科', None)
    >>> office_below(["工程进展顺利", "规划建设科 【索引号】001/2018-3 【大 中 小】"], "工程进展顺利", "今年以来…")
    '规划建设科'
    """
    lines = [line.strip() for line in above]
    at = lines.index(title) + 1 if title in lines else len(lines)
    name = lines[at] if at < len(lines) else ""
    if len(name) <= LONGEST_REMARK and (tools := TOLD_APART.search(name)):  # 县水利局 【索引号】… 【大 中 小】
        name = name[: tools.start()].strip()
    return name if OUTLET.match(name) and not name.startswith("关于") and name not in text.split("\n") else None


def _is_office(name: str, title: str) -> bool:
    is_office = ENGLISH_OUTLET.match(name) or (OUTLET.match(name) and not name.startswith("关于"))
    return bool(is_office) and name not in title  # 关于…的通报 is no paper


def author_in(name: str | None) -> str | None:
    """What a meta tag or a class calls the author, or a byline, where it names persons and no office.

    >>> author_in("By Ruth Calloway, Head of Research"), author_in("作者：林川　张三"), author_in("由林川")
    ('Ruth Calloway', '林川 张三', '林川')
    >>> [author_in(one) for one in ("云川日报", "Yunchuan Daily", "关于作者", "admin", "http://o.example.test/u", None)]
    [None, None, None, None, None, None]
    """
    text = BEFORE_NAME.sub("", (name or "").strip())
    names = text.replace("、", " ").split()
    if names and all(PERSON.fullmatch(one) for one in names) and len(names) <= 4:
        return None if OUTLET.match(names[0]) or NO_PERSON.search(text) else " ".join(names)
    found = LATIN_NAME.match(text)
    return None if found is None or ENGLISH_OUTLET.match(found[0]) else found[0]


def paper_in(page_title: str) -> str | None:
    """The newspaper whose page a <title> says it is: its name beside a day, or a digital paper's beside a title.

    >>> paper_in("云川日报-2018年03月05日-田埂上"), paper_in("云川晚报数字报 2018年3月5日"), paper_in("云川日报社")
    ('云川日报', '云川晚报', None)
    >>> paper_in("云川日报数字报·一座粮仓的前世今生"), paper_in("云川日报电子版"), paper_in("云川日报_一座粮仓")
    ('云川日报', None, None)
    """
    found = PAPER.search(page_title)
    if found is None:
        return None
    is_page = found[2] and len(page_title) > len(found[0]) + LEAST_TITLE  # it says more than the paper's name
    return found[1] if is_page or find_date(page_title) else None


def supplied_by(lines: Iterable[str]) -> str | None:
    """Who supplied an article, as a line at its head or foot says; None where no line is all of that.

    >>> supplied_by(["会议圆满结束。", "（县林业局 供稿）"]), supplied_by(["材料由县林业局提供", "县林业局供图"])
    ('县林业局', None)
    """
    found = (SUPPLIED.match(line.strip()) for line in lines)
    return next((one[1] for one in found if one and OUTLET.match(one[1]) and "由" not in one[1]), None)


def printed_in(above: Iterable[str], foot: Iterable[str]) -> str | None:
    """The paper that the line of the date above a text, or one of its own at its foot, says the text was printed in.

    >>> printed_in(["2018年3月5日发表于《云川农业》"], []), printed_in([], ["（原载《云川日报》2018年3月5日）"])
    ('云川农业', '云川日报')
    >>> printed_in([], ["（参见《水利工程管理》2018年版）"])
    >>> printed_in(["2018-03-05"], ["他的论文刊载于《云川农业》第三期，得到同行好评。"])
    """
    lines = [line for line in above if "《" in line and find_date(line)]
    lines += [line for line in foot if "《" in line and len(line) <= CREDIT and line[0] in "（(【["]
    return next(
        (found[1].strip() for line in lines if (found := PERIODICAL.search(line) or PRINTED_ON.search(line))), None
    )


def said_by(lines: Iterable[str]) -> str | None:
    """The office that is all that a line in English tells besides that it published a text.

    >>> said_by(["Published by Eastmoor Gazette"]), said_by(["Published by the council in May, it sets out rents."])
    ('Eastmoor Gazette', None)
    >>> said_by(["Released by: Sgt. D. Orr"])
    """
    return next((found[1] for line in lines if (found := SAID_BY.fullmatch(line.strip()))), None)


def signed_in_brackets(foot: Iterable[str]) -> str | None:
    """The office that stands with a day in brackets below a text, as news are signed.

    >>> signed_in_brackets(["免收摊位费。", "（市商务局　2005年9月2日）"]), signed_in_brackets(["（2005年9月2日）"])
    ('市商务局', None)
    >>> signed_in_brackets(["免收摊位费。", "〖价格股〗〖2005年9月2日〗"]), signed_in_brackets(["【价格股】【第3号】"])
    ('价格股', None)
    """
    for line in reversed([one.strip() for one in foot]):
        if line[:1] in "【〖" and len(line) <= CREDIT and (office := bracketed_office(line.translate(LENSES))):
            return office
        found = find_date(line) if line[:1] in "（(" and line[-1:] in "）)" and len(line) <= CREDIT else None
        name = (line[: found.start()] + line[found.end() :]).strip(MARKS) if found else ""
        if OUTLET.match(name):
            return name
    return None


def behind_author(value: str) -> tuple[str, str | None]:
    """What stands beside an author's label → the author, and the source where it names one behind, or nothing else.

    >>> behind_author("林川 云川日报"), behind_author("Yunchuan Daily"), behind_author("林川 张三")
    (('林川', '云川日报'), ('', 'Yunchuan Daily'), ('林川 张三', None))
    """
    if ENGLISH_OUTLET.match(value):
        return "", value
    *names, last = value.split() or [""]
    if names and all(PERSON.fullmatch(one) for one in names) and len(last) >= 4 and _is_maybe_outlet(last):
        return " ".join(names), last
    return value, None


def reporter_in(text: str) -> str | None:
    """The reporter that an article names in brackets at its end or beginning.

    >>> reporter_in("……智能化的服务。(记者 贺勇)"), reporter_in("请记者注意")
    ('贺勇', None)
    """
    found = REPORTER.findall(text[-120:]) or REPORTER.findall(text[:200])
    names = re.split(r"[\s、，]+", found[-1].strip()) if found else []
    return " ".join(name for name in names if name) or None
