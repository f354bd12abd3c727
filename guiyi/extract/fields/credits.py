"""Whom an article itself credits: at its foot, in its page's title, beside a label of its author."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guiyi.dates import find_date
from guiyi.extract.fields.labelled import LENSES, OUTLET
from guiyi.extract.fields.outlets import ENGLISH_OUTLET, bracketed_office, is_maybe_outlet
from guiyi.extract.fields.remarks import MARKS

SAID_BY = re.compile(  # all of a line; no person, as Sgt. D. Orr
    r"(?:Published|Issued|Released) by[:\s]?\s*(?!(?:Sgt|Lt|Capt|Cpl|Det|Insp|Deputy|Officer|Mrs?|Ms|Dr)\b)"
    r"([A-Z][\w.&'’-]*(?: [\w.&'’-]+){0,6})"
)
PERIODICAL = re.compile(r"(?:发表|刊登|刊载|刊发|原载|刊|载|摘自|选自|转自|转载自)(?:于|在)?\s*《([^《》]{2,20})》")
PERSON = re.compile(r"[\u4e00-\u9fff·]{2,4}")
BEFORE_NAME = re.compile(r"^(?:by\b|posted by\b|written by\b|由|作者|撰[文稿]|文|记者)[:：/\s]*", re.IGNORECASE)
NO_PERSON = re.compile(r"作者|编辑|记者|首页|关于|发布|原创|投稿|管理员|[网站社号报]$")
LATIN_NAME = re.compile(r"[A-Z][a-z'’.-]*(?: [A-Z][A-Za-z'’.-]*){1,3}(?=$|,| \||\n)")
PAPER = re.compile(r"(?:^|[\s_—|·-])([\u4e00-\u9fff]{2,8}?报)(数字报|电子版|电子报|多媒体数字报)?(?=$|[\s_—|·-])")
PRINTED_ON = re.compile(
    r"^(?![（(]?(?:参见|参考|详见|根据|依据|见|据|按))[^《》。，]{0,12}《([\u4e00-\u9fff]{2,12})》\s*[（(]?\s*(?:19|20)\d\d"
    r"(?!\d\d\s*年?\s*[版修])"
)  # □ 林川《云川日报》（2018年…
LEAST_TITLE = 4  # characters beside a paper's name
CREDIT = 40  # characters of a line at the foot that may be no more than where the text was printed
REPORTER = re.compile(
    r"[（(【\[]\s*(?:本报|本网|新华社)?\s*(?:见习)?(?:记\s*者|通讯员)\s*[:：]?\s*"
    r"((?:[\u4e00-\u9fff·]{2,4}[\s、，]*){1,3})[）)】\]]"
)


def account_of(publisher: str) -> str | None:
    """What stands beside 发布者, where it is an account or an office; mostly it is a person or an administrator.

    >>> account_of("云川文旅"), account_of("张三"), account_of("欧阳海涛"), account_of("系统管理")
    ('云川文旅', None, None, None)
    """
    return publisher if is_maybe_outlet(publisher) else None


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
    if names and all(PERSON.fullmatch(one) for one in names) and len(last) >= 4 and is_maybe_outlet(last):
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
