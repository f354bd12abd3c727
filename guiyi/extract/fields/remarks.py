"""Short lines that tell the date, the source and the like of an article, and nothing else."""

from __future__ import annotations

import re

from guiyi.caching import kept
from guiyi.dateparts import DAY_AND_CLOCK
from guiyi.dates import find_date
from guiyi.extract.fields.labelled import BRACKETS, LENSES, OUTLET, SENTENCE, headed_label
from guiyi.extract.fields.labels import ANY_LABEL, OF_OTHER
from guiyi.extract.fields.numbers import NUMBER

COUNTER = re.compile(
    r"[\s|｜·•]+\d{1,3} min(?:ute)?s? read\b"
    r"|[\s|｜·/(（\[【]*(?:人\s?气|热\s?度|(?:阅读|浏览|点击|访问|查看|评论|点赞|跟帖|回复|围观)(?:次数|数量|人数|[量数率])?)"
    r"\s*[:：(（\[【]?\s*\d+(?:\.\d+)?万?"
    r"|(?:阅读|浏览|点击|访问)(?:次数|人数|[量数率])?[\s:：—–-]*$"  # of which a script fills the number
    r"|\s发表于[\u4e00-\u9fff]{2,8}$|我来说两句|我要(?:评论|纠错|打印)|发表评论|[\[【（(]?(?:字体|字号|分享|打印|收藏|关闭)(?=$|[\s:：\]】）)到本])"
)
BESIDE_DAY = re.compile(r"\d{1,2}[时点]整?(?:发布)?|第?\s*\d{1,3}\s*版")  # the hour, the page of a paper
SAID_ONCE = ("发布", "发表", "刊发")  # behind the day, and who before it
ADOPTED = re.compile(r"(?:通过|修订|修正|批准)\s*[）)]?$")  # below the title of a law, and part of it
MARKS = " \t[]()（）【】·•・∙|｜/-—:：\u3000"
ENGLISH = re.compile(
    r"(?:Posted|Published|Uploaded|Updated|Dated?|By|Issued|Released)\b"
    r"|Submitted by [\w .@-]{2,30} on (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)",  # as Drupal writes above an article
    re.IGNORECASE,
)
LATIN_WORD, MOST_WORDS = re.compile(r"(?<![.\w])[A-Za-z][A-Za-z'’-]+(?![.\w])"), 2
SMALL_WORDS = frozenset("of and for the by on at in to".split())  # that stand in names, too
ENGLISH_SAID = re.compile(r"(?:updat|modifi|review|publish|post|releas|issu)ed", re.IGNORECASE)
CLOCK = re.compile(r"^\s*[012]?\d:[0-5]\d(?::[0-5]\d)?\s")
SOURCE_APART = re.compile(
    r"(?:^|[\s，,;；])(?:信息|文章|稿件|内容)?来源\s+([\u4e00-\u9fff\w]{2,20})(?=$|[\s，,;；])"
)  # without a colon
HOST = re.compile(r"(?:https?://)?(?:[\w-]+\.){2,}\w+/?", re.ASCII)
NUMBERED = re.compile(rf"(?:(?<=[|｜/])|(?<=\s\s)|^)\s*{NUMBER.pattern}\s*(?=[|｜/]|\s\s|$)")  # a cell of such a line
COMMA, READ = re.compile(r"[，,]"), re.compile(r"第?\s*\d+\s*次?(?:阅读|浏览|点击|访问)[量数]?")
BEFORE_DAY = re.compile(r"(?:更新|发布|发表|刊发)\s*[:：]?$")
NAME_OF_DAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?|星期[一二三四五六日天]")
BOTH_SIDES = 2  # words around a time of day: the account and the province that it wrote from
LONGEST_REMARK = 100  # characters
PIECE = 40  # characters between two bars
BYLINE = 12  # characters beside a date that are an author or a source


@kept(4000, longest=LONGEST_REMARK)
def is_remark(text: str) -> bool:
    """Whether a short line only tells date, source and the like of an article.

    >>> is_remark("云川发布 03-05 15:07"), is_remark("(Xinhua)Updated: 2018-03-05 10:07")
    (True, True)
    >>> is_remark("时间：2010年1月5日 来源：云川电视台"), is_remark("时间安排：上午报到，下午开会，请提前十分钟入场。")
    (True, False)
    >>> is_remark("云川市防汛抗旱指挥部办公室　2018年3月5日8时"), is_remark("云川市防汛抗旱指挥部启动预案 2018-03-05")
    (True, False)
    >>> is_remark("市统计局 www.tj.example.test 二〇一八年三月五日"), is_remark("本办法自2018年3月5日起施行，五年有效")
    (True, False)
    >>> is_remark("市住建局2018-03-051056"), is_remark("市气象台 2018年3月5日16时20分发布")
    (True, True)
    >>> is_remark("市气象台 2018年3月5日发布蓝色预警"), is_remark("市气象台 2018年3月5日17时发布")
    (False, True)
    >>> is_remark("云川民政 2016-12-01 18:20 贵州"), is_remark("演练 2016-12-01 开始")
    (True, False)
    >>> is_remark("张三 发表于 2018-03-05 来源 市水利局 阅读(12)"), is_remark("张三 2018-03-05 谈水的来源 市水利局")
    (True, False)
    >>> is_remark("讲座时间 2018-03-09 14:30 县图书馆"), is_remark("讲座时间 2018-03-09 发布时间：2018-03-05")
    (False, True)
    >>> is_remark("市科技局 / 2018-03-05 / 云科通〔2018〕9号"), is_remark("关于云科通〔2018〕9号的说明 2018-03-05")
    (True, False)
    >>> is_remark("（2018年3月5日县人大常委会会议通过）"), is_remark("2018年3月5日 县人大")
    (False, True)
    >>> is_remark("Approval of the minutes of May 4, 2018"), is_remark("This page was last updated May 4, 2018")
    (False, True)
    >>> is_remark("Submitted by pr on Sun, 11/06/2017 - 10:20"), is_remark("Submitted by the agent on 11/06/2017")
    (True, False)
    >>> is_remark("〖2018年3月5日〗　〖局办〗　〖浏览216次〗"), is_remark("〖局办〗2018年3月5日起，周六开门")
    (True, False)
    >>> is_remark("市水利局 · 2010-01-05 · 阅读 102"), is_remark("市水利局2010-01-05评论称，水位将上涨")
    (True, False)
    """
    if len(text) > LONGEST_REMARK:
        return False
    text = OF_OTHER.sub("", text.translate(LENSES) if "〖" in text else text)
    if not (found := find_date(text) or DAY_AND_CLOCK.search(text)):
        return False
    if ADOPTED.search(text):
        return False
    if ANY_LABEL.match(text.lstrip(BRACKETS)) or ENGLISH.match(text) or headed_label(text):
        return True
    if _is_told_in_commas(text) or ("|" in text and _is_told_in_bars(text)):
        return True
    text = COUNTER.split(text, maxsplit=1)[0]
    text = NUMBERED.sub("", text) if "号" in text else text
    before, after = ANY_LABEL.sub(" ", CLOCK.sub("", text[: found.start()])).strip(MARKS), text[found.end() :]
    before = "" if HOST.fullmatch(before) else BEFORE_DAY.sub("", before)  # the site's own name
    label = ANY_LABEL.search(after)
    rest = SOURCE_APART.sub("", after[: label.start()] if label else after).strip(MARKS)
    rest = "" if rest.isdigit() or rest in SAID_ONCE or BESIDE_DAY.fullmatch(rest) else rest  # how often it was read
    tokens = re.split(r"[|｜·•・∙\s]+", f"{before} {rest}".strip())
    is_between = bool(before and rest) and not (":" in found[0] and len(tokens) == BOTH_SIDES)
    if is_between or SENTENCE.search(before + rest) or _runs_in_english(before):
        return False
    return all(len(token) <= BYLINE or HOST.fullmatch(token) or OUTLET.match(token) for token in tokens)


def begins_with_day(line: str) -> bool:
    """Whether a line is a day and, behind it, facts of the page with their labels: 2018-03-05 | 点击：12.

    >>> [begins_with_day(one) for one in ("2018-03-05 10:08 | 点击：12次 | 字号：T|T", "2018-03-05 开会：甲")]
    [True, False]
    """
    found = find_date(line) if len(line) <= LONGEST_REMARK else None
    before = line[: found.start()].strip() if found else ""
    rest = line[found.end() :].lstrip(MARKS) if found and (not before or NAME_OF_DAY.fullmatch(before)) else ""
    return bool(rest) and ANY_LABEL.match(rest) is not None


def _is_told_in_commas(text: str) -> bool:
    """Whether a line is an office, a day and how often it was read, with commas between them.

    >>> [_is_told_in_commas(one) for one in ("县图书馆，2018年12月3日，第256次阅读", "县图书馆，2018年12月3日，开馆")]
    [True, False]
    """
    pieces = [one.strip() for one in COMMA.split(text)]
    days = [one for one in pieces if (day := find_date(one)) and day[0] == one]
    rest = [one for one in pieces if one not in days]
    return len(days) == 1 and bool(rest) and all(OUTLET.match(one) or READ.fullmatch(one) for one in rest)


def _is_told_in_bars(text: str) -> bool:
    """Whether a line is short pieces between bars of which one says no more than when it was published.

    >>> _is_told_in_bars("Document type: Minutes | Published 2 May 2019 | Clerk's Office")
    True
    >>> _is_told_in_bars("Lecture on eels | 2 May 2019 | Town hall")
    False
    """
    pieces = [one.strip() for one in text.split("|")]
    said = [one[found.end() :] for one in pieces if (found := ENGLISH_SAID.match(one))]
    days = [one for one in said if (day := find_date(one)) and one.replace(day[0], "").strip(" :") in ("", "on")]
    return len(days) == 1 and all(len(one) <= PIECE and not SENTENCE.search(one) for one in pieces)


def _runs_in_english(before: str) -> bool:
    """Whether the words before a day are part of a sentence or an item, not an office's or a person's name."""
    words = LATIN_WORD.findall(before)
    is_said = any(word.islower() and word not in SMALL_WORDS for word in words)
    return before[:1].isascii() and len(words) > MOST_WORDS and is_said and not ENGLISH_SAID.search(before)
