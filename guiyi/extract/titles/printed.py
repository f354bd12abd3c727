"""What a list, og:title or the <title> says of the title, as the page prints it above the body."""

from __future__ import annotations

import re

from guiyi.extract.fields.signature import AGENCY
from guiyi.extract.titles.names import COLUMN_NAME, RELEASE, SITE_NAME, SITE_WORDS, TITLE_SPLIT, is_own
from guiyi.extract.titles.whole import CUT, LONGEST_BROKEN
from guiyi.markup.tree import unspaced


def printed_title(hint: str | None, social: str | None, page_title: str, before: str) -> str | None:
    """What the list, og:title or the <title> says of the title, if the page prints it, too, above the body."""
    plain = unspaced(before)
    if hint and not hint.endswith(CUT) and unspaced(hint) in unspaced(page_title) + "\n" + plain:
        return said_whole(hint, page_title, before) or hint
    parts = sorted(_without_owner([part for part in TITLE_SPLIT.split(page_title) if part]), key=len, reverse=True)
    run = _run_of_parts(page_title, before)
    said = (
        one
        for one in (social, run if run not in TITLE_SPLIT.split(page_title) else None, *parts)
        if one and len(one) > COLUMN_NAME
    )
    said = (one for one in said if not RELEASE.fullmatch(one))
    found = next((one for one in said if unspaced(one) in plain and not _begins_another(one, before)), None)
    return _with_agency(found, before) if found else None


def said_whole(hint: str, page_title: str, before: str) -> str | None:
    """The <title> of an English page that stands above its text, too, and says more than the words of a list in it.

    >>> title = "Minutes of the Planning Board, June 4, 1999"
    >>> said_whole("Planning Board", title, f"Town\\n{title}"), said_whole("Planning Board", title, "Planning Board")
    ('Minutes of the Planning Board, June 4, 1999', None)
    """
    is_part = hint.isascii() and len(hint) < len(page_title) and re.search(rf"\b{re.escape(hint)}\b", page_title)
    own = unspaced(page_title)
    return page_title if is_part and any(unspaced(line) == own for line in before.split("\n")) else None


def _without_owner(parts: list[str]) -> list[str]:
    """The parts of a <title> without the last where that is an office, whose site it is, and none of the others is.

    >>> _without_owner(["破产公告", "云川县人民法院"]), _without_owner(["云川县人民政府", "新建文化中心"])
    (['破产公告'], ['云川县人民政府', '新建文化中心'])
    """
    *others, last = parts or [""]
    is_owner = len(last) <= SITE_NAME and SITE_WORDS.search(last) and AGENCY.match(last)
    return others if others and is_owner and all(map(is_own, others)) else parts


def _begins_another(office: str, before: str) -> bool:
    """Whether words are an office's name, with which the title begins: 云川县税务局, and 云川县税务局关于…

    >>> before = "云川县税务局关于调整征收期限的公告\\n2018-03-05"
    >>> _begins_another("云川县税务局", before), _begins_another("云川县税务局", "云川县税务局\\n2018-03-05")
    (True, False)
    """
    plain = unspaced(office)
    lines = [unspaced(line) for line in before.split("\n")] if AGENCY.match(office) else []
    return plain not in lines and any(line.startswith(f"{plain}关于") for line in lines)


def _with_agency(title: str, before: str) -> str:
    """A title as a line above the body prints it, where that is the title behind the office that issues it.

    >>> _with_agency("土地拍卖出让公告", "云川县国土资源局土地拍卖出让公告\\n2018-03-05")
    '云川县国土资源局土地拍卖出让公告'
    >>> _with_agency("土地拍卖出让公告", "当前位置：土地拍卖出让公告"), _with_agency("公告", "云川县土地公告")
    ('土地拍卖出让公告', '公告')
    >>> _with_agency("土地拍卖出让公告", "名　称\\t云川县国土资源局土地拍卖出让公告")
    '云川县国土资源局土地拍卖出让公告'
    """
    plain = unspaced(title)
    cells = re.split(r"[\n\t]", before)
    lines = (line.strip() for line in cells if unspaced(line).endswith(plain))
    return next((one for one in lines if AGENCY.match(unspaced(one).removesuffix(plain))), title)


def _run_of_parts(page_title: str, before: str) -> str | None:
    """The longest run of the <title>'s parts, with the marks between them, that is a line above the body.

    >>> _run_of_parts("三年行动方案（2018—2020年）_园区", "首页\\n三年行动方案（2018—2020年）\\n2018-03-05")
    '三年行动方案（2018—2020年）'
    """
    lines = {unspaced(line) for line in before.split("\n") if len(line) <= LONGEST_BROKEN}
    marks = list(TITLE_SPLIT.finditer(page_title))
    starts, ends = [0, *(one.end() for one in marks)], [*(one.start() for one in marks), len(page_title)]
    runs = [page_title[start:end] for start in starts for end in ends if start < end] if marks else []
    return next((one for one in sorted(runs, key=len, reverse=True) if unspaced(one) in lines), None)
