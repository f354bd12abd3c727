"""The lines above a body of which one may be its title, as the list, a label, the <title> or the line's place say,
or as the name of an office above them does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from guiyi.crawl.reading.addresses import ATTACHMENT
from guiyi.dates import find_date
from guiyi.extract.fields.labelled import BRACKETS, OUTLET
from guiyi.extract.fields.labels import ANY_LABEL, BARE_LABEL, LONGEST_LABEL
from guiyi.extract.fields.lines import NO_TITLE, OPENING, PLACE, PLACE_LINE, RUN_ON, is_button, is_told, without_remarks
from guiyi.extract.fields.numbers import LISTED, below_number, is_number
from guiyi.extract.fields.remarks import MARKS
from guiyi.extract.titles.names import COLUMN, COLUMN_NAME, ENGLISH_COLUMN, RELEASE, SITE_NAME, SITE_WORDS, is_banner
from guiyi.extract.titles.shown import Shown, is_of_links, shown_in, stands_out
from guiyi.extract.titles.whole import LONGEST_BROKEN, MOST_LINES, whole
from guiyi.markup.tree import Node, unspaced

RUNS_IN_ENGLISH = re.compile(r"[A-Z\"'“]\S*(?: \S+){5,} \S*[a-z][.!?][\"'”]?")  # a sentence
OF_DOCUMENT = re.compile(  # as documents are called, and hardly anything else
    r"(?:[\u4e00-\u9fff、\s]{2,40})?关于[^。；：:\t]{2,90}的?(?:通知|公告|通告|公示|决定|意见|批复|复函|函|通报|请示|报告)"
    r"(?:[（(][^（()）]{1,24}[)）])?"
)
NAMES_VALUE = re.compile(
    r"[\u4e00-\u9fff]{2,4}(?:日期|时间|编号|文号|号码)"
)  # a label of no known field above its value
VALUE = re.compile(r"\W?[\dA-Z]")
SPREAD = re.compile(r"[公通决启声][\s\u3000]{1,8}[告知定示事明报]")  # 公　告
LINES_ABOVE = 20
LEAST = 2  # characters of a title that stands out
LEAST_HINT = 6  # characters of a listed or labelled title that tell a line
LATIN = 3  # times as many characters in Latin letters
LEAST_RED = 4  # characters of a title below a document's number
UNMARKED = re.compile(r"Topics?|Category|Categories|Tags?|Contact|Reading time|Views|Agency|Source|By")  # labels alone
ALONE = re.compile(r"^\W*大\s*中\s*小\W*$")  # the tool that sets a text's size
OF_TEXT = re.compile(r"[。；，]|^[（(]?[一二三四五六七八九十]{1,3}[、）)]")  # first lines of a short text
VISITS = re.compile(r"在线|访客|访问|来访|浏览|\d\s*[人位次]")  # a counter of a box


def listed_line(root: Node, hint: str | None, before: str) -> str | None:
    """The line above the body that begins with what a list prints of the title, cut or whole; None without any.

    A file that is called like its article is no title.
    """
    start = unspaced(hint.rstrip(".…")) if hint else ""
    if len(start) < LEAST_HINT:
        return None
    lines = before.split("\n")
    if any(unspaced(line) == start for line in lines):
        return next(line.strip() for line in reversed(lines) if unspaced(line) == start)
    for line in reversed(lines):
        if ATTACHMENT.search(line.strip()) or PLACE.search(line):
            continue
        if len(line) <= LONGEST_BROKEN and unspaced(line).startswith(start):
            own = without_remarks(line.strip())
            return own if unspaced(own) == start else whole(root, own)
    return None


def named_line(named: str | None, before: str, page_title: str) -> str | None:
    """A labelled title that the page prints once more, in its <title> or on a line of its own."""
    plain = unspaced(named or "")
    if len(plain) < LEAST_HINT:
        return None
    lines = [unspaced(line) for line in before.split("\n")]
    again = plain in unspaced(page_title) or plain in lines or plain in map("".join, pairwise(lines))
    return named if again else None


def title_line(before: str, page_title: str, parts: list[str]) -> str | None:
    """The line before the body that the <title> begins with, or that begins the <title>; not the site's own name."""
    plain = unspaced(page_title)
    names = (part for part in parts if SITE_WORDS.search(part) and (len(parts) > 1 or len(part) <= SITE_NAME))
    sites = {unspaced(part) for part in names} | {unspaced(part) for part in parts[1:][-1:] if OUTLET.match(part)}
    lines = before.split("\n")
    place = max((at for at, line in enumerate(lines) if PLACE_LINE.search(line)), default=-1)
    for at, line in reversed(list(enumerate(lines))):
        text = unspaced(line)
        if at < place and len(text) <= COLUMN_NAME:
            continue  # above the place line stands the menu
        if RELEASE.fullmatch(text):
            continue
        if SPREAD.fullmatch(line.strip()) and parts and text == unspaced(parts[0]) and at > place:
            return line.strip()  # however short: set out as a title is, not as a column's name
        is_in = text in plain or (len(plain) >= 8 and text.startswith(plain.rstrip(".…")))
        if is_in and len(text) >= 5 and text not in sites and not is_told(line):
            return line.strip()
    return None


def all_of_title(before: str, parts: list[str], shown: Callable[[], Shown]) -> str | None:
    """The short line right above a body, lines of facts aside, that is all of the <title> but the site's name: the name
    of a page of its own, which a menu may link. Not where it heads a column, or what may be a title stands above it.

    >>> all_of_title("网上访客\\n机构介绍\\n2012-03-05", ["机构介绍", "云川县民政局"], Shown)
    '机构介绍'
    >>> lines = "县机构改革圆满完成\\n机构介绍", "机构介绍\\n甲"
    >>> tuple(all_of_title(one, ["机构介绍"], Shown) for one in lines)
    (None, None)
    """
    own = unspaced(parts[0]) if parts else ""
    if not LEAST <= len(own) <= COLUMN_NAME or COLUMN.fullmatch(own) or SITE_WORDS.search(own):
        return None
    lines = [one for one in before.split("\n") if one.strip() and not (is_told(one) or OF_TEXT.search(one))]
    if not lines or unspaced(lines[-1]) != own or any(not SITE_WORDS.search(one) for one in parts[1:]):
        return None
    titles = (one for one in map(unspaced, lines[:-1][-LINES_ABOVE:]) if len(one) > COLUMN_NAME)
    others = [one for one in titles if not SITE_WORDS.search(one) and not VISITS.search(one)]
    is_other = bool(others) and not shown().linked.issuperset(others)
    return None if is_other or any(OF_DOCUMENT.fullmatch(one.strip()) for one in lines) else lines[-1].strip()


def red_headed(before: str) -> str | None:
    """The title below a document's number, where nothing else names it: it may be broken over lines. Where the page
    says it above without the offices that issue the document, it is what the page says.

    >>> red_headed("关于防汛的意见\\n2018-03-05\\n云政〔2018〕3号\\n云川县人民政府\\n关于防汛的意见\\n各乡：")
    '关于防汛的意见'
    >>> red_headed("关于防汛的意见\\n云政〔2018〕3号\\n【大 中 小】\\n作者：李楠")
    >>> [red_headed(f"县里开会\\n云政〔2018〕3号\\n{one}\\n时间：2018-03-05") for one in ("县第二人民医院", "甲组")]
    [None, None]
    """
    head = below_number(before)
    if head and LISTED.match(head[0]):
        return None  # the number stands at the head of the text
    lines = before.split("\n")
    for at in range(1, min(len(head), MOST_LINES)):
        said = "".join(head[at:])
        if lines.count(said) > (said in head):
            return said
    said = "".join(head)
    is_title = 0 < len(head) <= MOST_LINES and len(said) >= LEAST_RED and not OUTLET.match(said)
    return said if is_title and not any(is_told(one) or ALONE.search(one) for one in head) else None


def line_above_date(before: str, shown: Shown, is_above: bool = False) -> str | None:
    """The line above those of date and source, or else below them; without any the nearest above the body that can be
    a title. What stands above the page's place line is the site's. is_above: only one that stands above such lines.

    >>> lines = "政府文件公示公告\\n您的位置：首页>文件\\n索引号：000014349/2017-00110\\n关于加强防汛的意见"
    >>> line_above_date(lines, Shown())
    '关于加强防汛的意见'
    >>> facts = "云川县人民政府\\n发布机构\\t县水利局\\n发布日期\\t2018-03-05\\n{}\\n各乡镇："
    >>> [line_above_date(facts.format(one), Shown()) for one in ("关于印发《方案》的通知", "防汛抗旱")]
    ['关于印发《方案》的通知', '云川县人民政府']
    >>> line_above_date("县水利局防汛记\\n公告编号\\n2015年第12号\\n公告日期\\n2015-12-21", Shown())
    '县水利局防汛记'
    """
    lines = [line for line in before.split("\n") if line][-LINES_ABOVE:]
    place = next((at for at in reversed(range(len(lines))) if PLACE_LINE.search(lines[at])), -1)
    lines = lines[place + 1 :] or lines
    values = {at + 1 for at, line in enumerate(lines) if len(line) <= LONGEST_LABEL and BARE_LABEL.fullmatch(line)}
    facts_at = {at for at, line in enumerate(lines) if shown.facts and unspaced(line) in shown.facts}
    for at, line in enumerate(lines):
        is_unknown = NAMES_VALUE.fullmatch(line) and VALUE.match("".join(lines[at + 1 : at + 2]))
        if is_unknown or (at - 1 in values and UNMARKED.fullmatch(line)):  # in a list of labels and values
            values |= {at, at + 1}
    told = [
        at for at, line in enumerate(lines) if (is_told(line) or at in values | facts_at) and not PLACE.search(line)
    ]
    told = [at for at in told if not _is_of_another(lines[at], lines[at - 1] if at else "", shown)]
    labelled = [at for at in told if _is_labelled(lines[at]) or at in values]
    facts = [at for at in told if not is_button(lines[at]) and not (at in values and is_button(lines[at - 1]))]
    last = ([at for at in labelled if at in facts] or facts or told)[-1:]
    below = lines[last[0] + 1 :] if last and place >= 0 else []
    while last and (last[0] - 1 in told or (last[0] - 2 in told and OUTLET.match(lines[last[0] - 1]))):
        last = [last[0] - 1]  # up to the first of the lines that tell fields, an office among them
    above, least = (lines[: last[0]], 4) if last else (lines, 8)
    if is_above:
        return _nearest(above[-6:], least, shown) if last else None
    is_placed = place >= 0 and not last and above and stands_out(above[0], shown)
    if is_placed and (heading := _nearest(above[:1], LEAST, shown)):
        return heading  # right below the page's place line
    if not last and (heading := _nearest([one for one in above[-6:] if stands_out(one, shown)], LEAST, shown)):
        return heading
    under = below or [line for at, line in enumerate(lines) if last and at > last[0] and at not in told]
    found = _nearest(above[-6:], least, shown)
    own = [one.strip() for one in lines if OF_DOCUMENT.fullmatch(one.strip()) and unspaced(one) not in shown.linked]
    if len(own) == 1 and (not found or len(found) <= COLUMN_NAME or SITE_WORDS.search(found)):
        return own[0]
    if found and unspaced(found) in shown.linked and (own := [one for one in under if stands_out(one, shown)]):
        return _nearest(own, LEAST, shown) or found  # above stands another article, and the title below the day
    longest = COLUMN_NAME * (LATIN if found and found.isascii() else 1)
    if found and len(found) <= longest and unspaced(found) not in shown.large and under[:1]:
        heading = under[0] if stands_out(under[0], shown) else ""  # an account's name above the date, the title below
        return _nearest([heading], LEAST, shown) or found
    return found or _nearest(under, COLUMN_NAME, shown)


def _is_of_another(line: str, above: str, shown: Shown) -> bool:
    """Whether a line is a link to another article and its day, or the day below one."""
    found = find_date(line)
    said = ANY_LABEL.sub("", line.replace(found[0], "")).strip(MARKS) if found else ""
    is_weekday = said.isascii() and len(said) <= len("Wednesday")  # Published: Tuesday 16 October 2018
    rest = unspaced(above if is_weekday else said) if found else ""
    return len(rest) >= LEAST_HINT and rest in shown.linked


def _is_labelled(line: str) -> bool:
    return bool(ANY_LABEL.match(line.lstrip(BRACKETS)) or RUN_ON.match(line))


def _nearest(lines: list[str], least: int, shown: Shown) -> str | None:
    """The last of some lines that can be a title: one that stands out may be shorter, one that is a link is none."""
    for line, over in zip(reversed(lines), [*reversed(lines[:-1]), ""], strict=False):
        is_over = len(over) > max(len(line), COLUMN_NAME) and not is_told(over) and not NO_TITLE.search(over)
        is_over |= unspaced(over) in shown.large and unspaced(line) not in shown.large
        if is_over and OUTLET.match(line):
            continue  # the office between title and date
        text = without_remarks(ANY_LABEL.split(line, maxsplit=1)[0].strip().rstrip(OPENING))
        plain = unspaced(text.lstrip("·•"))
        if text != line.strip() and ("：" in text or ":" in text):
            continue  # a line of facts whose first label is none that is known
        if RUNS_IN_ENGLISH.fullmatch(text) and plain not in shown.large:
            continue
        if ENGLISH_COLUMN.fullmatch(text) or RELEASE.fullmatch(text):
            continue
        if plain in shown.boxes or (plain not in shown.linked and is_of_links(plain, shown)):
            continue
        if plain in shown.linked and (plain not in shown.large or SITE_WORDS.search(text)):
            continue
        enough = LEAST if plain in shown.large else least
        if not enough <= len(text) <= 100 or "\t" in line:
            continue
        if not is_told(text) and not NO_TITLE.search(text) and not is_number(text):
            return text
    return None


def below_banner(root: Node, heading: str | None, page_title: str, before: str) -> str | None:
    """The line above date and source, where all of a short <title> is a heading above the link to the home page."""
    is_sites = heading == page_title and len(page_title) <= SITE_NAME and is_banner(page_title, before)
    return line_above_date(before, shown_in(root), is_above=True) if is_sites else None


def below_office(root: Node, office: str, before: str) -> str | None:
    """The long line that stands out below the name of an office, which is all that the <title> says: it heads the page.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<font size=5>云川县档案馆</font><font size=4>馆藏契约整理完成</font><p>今年以来…</p>")
    >>> [below_office(page, "云川县档案馆", f"云川县档案馆\\n{one}") for one in ("馆藏契约整理完成", "馆藏契约")]
    ['馆藏契约整理完成', None]
    """
    shown = shown_in(root)
    lines = [line.strip() for line in before.split("\n")]
    below = lines[lines.index(office) + 1 :] if office in lines else []
    found = [one for one in below if len(one) >= COLUMN_NAME and stands_out(one, shown) and not OUTLET.match(one)]
    return found[0] if len(found) == 1 and not is_told(found[0]) and not NO_TITLE.search(found[0]) else None


def below_own_office(root: Node, heading: str | None, told: str, before: str) -> str | None:
    """The line that stands out right above date and source, where the heading is all of the <title> and an office: the
    site's name in its banner.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<h1>云川县总工会</h1><span id=lblTitle>职工技能竞赛圆满结束</span><p>2018-03-05")
    >>> before = "云川县总工会\\n职工技能竞赛圆满结束\\n2018-03-05"
    >>> [below_own_office(page, "云川县总工会", one, before) for one in ("云川县总工会", "云川县总工会简介")]
    ['职工技能竞赛圆满结束', None]
    """
    if not heading or unspaced(heading) != unspaced(told) or not OUTLET.match(heading):
        return None
    line = below_office(root, heading, before)
    return line if line and line == line_above_date(before, shown_in(root), is_above=True) else None
