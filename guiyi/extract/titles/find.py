"""The title of an article: government meta tag, heading, what the list prints, the <title> without the site's name."""

from __future__ import annotations

import re

from guiyi.crawl.reading.column import EDITORS_TITLE
from guiyi.extract.fields.labelled import OUTLET
from guiyi.extract.fields.lines import NO_TITLE, is_told, unspaced, without_remarks
from guiyi.extract.fields.signature import AGENCY
from guiyi.extract.titles.above import LEAST_HINT, line_above_date, listed_line, named_line, red_headed, title_line
from guiyi.extract.titles.names import (
    COLUMN_NAME,
    ENGLISH_COLUMN,
    RELEASE,
    SITE_NAME,
    SITE_WORDS,
    TITLE_SPLIT,
    heads_links,
    is_banner,
    is_column,
    is_own,
    is_owner,
    is_site,
    leads_home,
    page_title_of,
    without_site,
)
from guiyi.extract.titles.painted import pictured
from guiyi.extract.titles.shown import shown_in, stands_out
from guiyi.extract.titles.whole import CUT, LONGEST_BROKEN, uncut, whole
from guiyi.markup.tree import Node, raw_text, squeezed, text_of

RED_HEAD = re.compile(r"^[\u4e00-\u9fff]{3,30}(?:委员会|政府|[委厅局办院处]|办公[厅室]|中心|党组)文件$")
ONE_WORD = re.compile(r"[A-Z][a-z]+")  # all of a <title>: the name of a column
PERSON = re.compile(r"[\u4e00-\u9fff·]{2,10}")
LIFE = re.compile(r"(?<![\u4e00-\u9fff·])([\u4e00-\u9fff·]{2,10})[，,、]\s*[男女]")  # whose life a page tells
LABELLED = re.compile(r"姓\s*名\s*[:：\t]\s*([\u4e00-\u9fff·]{2,10})")
KIND = re.compile(
    r"Agenda|Minutes|(?:Decision|Issue|Meeting|Document|Notice|News) details", re.IGNORECASE
)  # of committee pages
COLUMN = re.compile(r"[\u4e00-\u9fff]{2}(?:公开|动态|要闻|公告|通知|新闻|资讯|公示|之窗|园地|专栏|详情)")
BESIDE_TITLE = 20  # characters
ASKED = re.compile(r"^问(?:题)?\s*[:：]\s*(?=\S{4})")  # before a question that is the title
STATE = re.compile(r"\s+((?:现行|全文|部分|继续|已|尚未)?(?:有效|失效|废止|修改|修订))$")
TAG = re.compile(r"^[\[【]\s*([^\[\]【】]{1,6}?)\s*[\]】]\s*(?=\S{4})")


def find_title(
    root: Node, metas: dict[str, str], before: str, hint: str | None, named: str | None = None, body: Node | None = None
) -> str | None:
    """The article's title: where the witnesses agree (meta tag, list, label, heading, <title>, lines above the body).

    hint: what a list prints of it. named: the value beside a label such as 标题 or 信息名称. body: the article's node.
    """
    meta = metas.get("articletitle")
    if meta and len(meta) > 1:
        return uncut(meta, before, hint)
    title = _witnessed(root, metas, before, hint, named, body)
    title = _without_state(root, ASKED.sub("", title)) if title else None
    return _untagged(root, title) if title and title[0] in "[【" else title


def _untagged(root: Node, title: str) -> str:
    """A title without the tag in brackets before it that is an element of its own, as forums print it.

    >>> from guiyi.markup.parsing import parse_html
    >>> _untagged(parse_html("<h1>[<a>公告</a>] 南门封闭施工</h1>"), "[公告] 南门封闭施工")
    '南门封闭施工'
    >>> _untagged(parse_html("<a>图解</a><h1>【图解】南门封闭施工</h1>"), "【图解】南门封闭施工")
    '【图解】南门封闭施工'
    """
    tag = TAG.match(title)
    apart = tag and any(_heads(one, tag[1], title) for one in root.iter("a", "em", "i", "span", "font"))
    return title[tag.end() :] if tag and apart else title


def _without_state(root: Node, title: str) -> str:
    """A title without the badge behind it that says whether the document is in force, an element of its own.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<h1>防汛办法 <span>已失效</span></h1><h2>公章作废 有效</h2>")
    >>> _without_state(page, "防汛办法 已失效"), _without_state(page, "公章作废 有效")
    ('防汛办法', '公章作废 有效')
    """
    state = STATE.search(title) if title.endswith(("效", "止", "改", "订")) else None
    apart = state and any(
        squeezed(raw_text(one)) == state[1] for one in root.iter("span", "em", "i", "font", "label", "b")
    )
    return title[: state.start()] if state and apart else title


def _heads(element: Node, tag: str, title: str) -> bool:
    """Whether an element holds a title's tag alone, in a block of little but the title."""
    block = element.getparent()
    if block is None or raw_text(element).strip("[]【】 \n") != tag:
        return False
    said = unspaced(raw_text(block))
    return said.startswith(unspaced(title)) and len(said) <= len(unspaced(title)) + BESIDE_TITLE


def _witnessed(
    root: Node, metas: dict[str, str], before: str, hint: str | None, named: str | None, body: Node | None
) -> str | None:
    told = page_title_of(root)
    told = "" if EDITORS_TITLE.match(told) else told
    page_title = "" if RED_HEAD.search(told) or ONE_WORD.fullmatch(told) else without_site(root, told)
    parts = [part for part in TITLE_SPLIT.split(page_title) if part]
    agreed = listed_line(root, hint, before) or named_line(named, before, page_title)
    if agreed:
        return agreed
    heading = _heading(root, page_title, before) or _person(root, parts)
    below = _below_banner(root, heading, page_title, before) or _below_own_office(root, heading, told, before)
    is_sites = heading is not None and is_site(heading, parts, hint)
    is_columns = heading is not None and (is_column(root, heading, page_title) or _is_outdone(heading, parts, before))
    if heading and not below and not is_sites and not is_columns:
        return heading
    printed = None if below else _printed(hint, metas.get("og:title"), page_title, before)
    if printed:
        return printed
    line = below or title_line(before, page_title, parts)
    if line and OUTLET.match(line) and unspaced(line) == unspaced(page_title):
        line = _below_office(root, line, before) or line
    is_above = named and len(named) >= LEAST_HINT and unspaced(named) in unspaced(before)
    if is_above and line and len(line) <= COLUMN_NAME:
        return named  # 信息名称 says more than the name of the catalogue
    if line and (below or unspaced(line) != unspaced(heading or "")):
        return whole(root, line)
    placed = named if is_above else red_headed(before) or _placed(root, before, parts, heading, body)
    own = [part for part in parts if is_own(part)]
    social = metas.get("og:title", "")
    named = named or (social if is_own(social) and social != told else None)
    return (
        placed
        or (None if is_sites else heading)
        or named
        or heading
        or next((one for one in (*own, *parts, *TITLE_SPLIT.split(told)) if one), None)
    )


def _is_outdone(heading: str, parts: list[str], before: str) -> bool:
    """Whether below a short heading another, longer part of the <title> stands on a line of its own: it heads a column.

    >>> before = "园区动态\\n高新区召开安全生产例会\\n2018-07-30"
    >>> _is_outdone("园区动态", ["高新区召开安全生产例会", "园区动态"], before)
    True
    >>> _is_outdone("停水通知", ["云川县城区供水有限公司", "停水通知"], "云川县城区供水有限公司\\n停水通知")
    False
    """
    if len(heading) > COLUMN_NAME:
        return False
    lines = [unspaced(line) for line in before.split("\n")]
    own = unspaced(heading)
    below = lines[lines.index(own) + 1 :] if own in lines else []
    return any(len(part) > COLUMN_NAME and is_own(part) and unspaced(part) in below for part in parts)


def _below_banner(root: Node, heading: str | None, page_title: str, before: str) -> str | None:
    """The line above date and source, where all of a short <title> is a heading above the link to the home page."""
    is_sites = heading == page_title and len(page_title) <= SITE_NAME and is_banner(page_title, before)
    return line_above_date(before, shown_in(root), is_above=True) if is_sites else None


def _below_office(root: Node, office: str, before: str) -> str | None:
    """The long line that stands out below the name of an office, which is all that the <title> says: it heads the page.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<font size=5>云川县档案馆</font><font size=4>馆藏契约整理完成</font><p>今年以来…</p>")
    >>> [_below_office(page, "云川县档案馆", f"云川县档案馆\\n{one}") for one in ("馆藏契约整理完成", "馆藏契约")]
    ['馆藏契约整理完成', None]
    """
    shown = shown_in(root)
    lines = [line.strip() for line in before.split("\n")]
    below = lines[lines.index(office) + 1 :] if office in lines else []
    found = [one for one in below if len(one) >= COLUMN_NAME and stands_out(one, shown) and not OUTLET.match(one)]
    return found[0] if len(found) == 1 and not is_told(found[0]) and not NO_TITLE.search(found[0]) else None


def _below_own_office(root: Node, heading: str | None, told: str, before: str) -> str | None:
    """The line that stands out right above date and source, where the heading is all of the <title> and an office: the
    site's name in its banner.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<h1>云川县总工会</h1><span id=lblTitle>职工技能竞赛圆满结束</span><p>2018-03-05")
    >>> before = "云川县总工会\\n职工技能竞赛圆满结束\\n2018-03-05"
    >>> [_below_own_office(page, "云川县总工会", one, before) for one in ("云川县总工会", "云川县总工会简介")]
    ['职工技能竞赛圆满结束', None]
    """
    if not heading or unspaced(heading) != unspaced(told) or not OUTLET.match(heading):
        return None
    line = _below_office(root, heading, before)
    return line if line and line == line_above_date(before, shown_in(root), is_above=True) else None


def _placed(root: Node, before: str, parts: list[str], heading: str | None, body: Node | None) -> str | None:
    """What stands where titles do, or is painted there, unless the <title> says more than a site's or column's name."""
    own = next((part for part in parts if is_own(part) and not is_owner(root, part)), "")
    is_short = len(own) <= COLUMN_NAME or bool(heading)  # it names the column or the site only
    is_printed = not is_short and unspaced(own) in unspaced(text_of(root))
    if is_printed and unspaced(own) in unspaced(before):
        return None
    shown = shown_in(root)
    nearest = line_above_date(before, shown)
    if is_printed:  # in the text or at the foot: it may be the name of who has the page
        return whole(root, nearest) if nearest and stands_out(nearest, shown) else None
    if nearest and (is_short or len(nearest) >= COLUMN_NAME or unspaced(nearest) in shown.large):
        return whole(root, nearest)
    return pictured(root, body) if is_short else None


def _printed(hint: str | None, social: str | None, page_title: str, before: str) -> str | None:
    """What the list, og:title or the <title> says of the title, if the page prints it, too, above the body."""
    plain = unspaced(before)
    if hint and not hint.endswith(CUT) and unspaced(hint) in unspaced(page_title) + "\n" + plain:
        return hint
    parts = sorted((part for part in TITLE_SPLIT.split(page_title) if part), key=len, reverse=True)
    said = (one for one in (social, _run_of_parts(page_title, before), *parts) if one and len(one) > COLUMN_NAME)
    said = (one for one in said if not RELEASE.fullmatch(one))
    found = next((one for one in said if unspaced(one) in plain and not _begins_another(one, before)), None)
    return _with_agency(found, before) if found else None


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


def _without_subtitle(heading: str, page_title: str) -> str:
    """A heading without the subtitle behind a long dash, where the <title> does without it, too.

    >>> _without_subtitle("新馆开馆——首日见闻", "新馆开馆-云川县"), _without_subtitle("新馆开馆——首日见闻", "云川县")
    ('新馆开馆', '新馆开馆——首日见闻')
    """
    title, dash, _subtitle = heading.partition("——")
    is_title = dash and any(unspaced(part) == unspaced(title) for part in TITLE_SPLIT.split(page_title))
    return title.strip() if is_title else heading


def _person(root: Node, named: list[str]) -> str | None:
    """The first of some names of which the page tells a life: 林志强，男，…, or that a label tells: 姓名：林志强."""
    names = [one for one in dict.fromkeys(named) if PERSON.fullmatch(one)]
    said = text_of(root) if names else ""
    lives = {*LIFE.findall(said), *LABELLED.findall(said)}
    return next((one for one in names if one in lives), None)


def _is_in_banner(root: Node, heading: str) -> bool:
    """Whether a heading stands in the <header> of the page itself, which is the site's, not in one of an article.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<header><h1>Harlan County</h1></header>", "<main><header><h1>Harlan County</h1></header></main>"
    >>> [_is_in_banner(parse_html(one), "Harlan County") for one in html]
    [True, False]
    """
    banners = (one for one in root.iter("header") if (above := one.getparent()) is not None and above.tag == "body")
    return any(squeezed(raw_text(one)) == heading for banner in banners for one in banner.iter("h1"))


def _only_below(upper: str, found: list[tuple[str, str]], before: str) -> str | None:
    """The one long heading that stands above a body below one that names a column or a kind of page; else None.

    >>> found = [("h2", "News"), ("h3", "Weir repaired"), ("h3", "What is next")]
    >>> [_only_below("News", found, one) for one in ("News\\nWeir repaired\\n", "News\\nWeir repaired\\nWhat is next")]
    ['Weir repaired', None]
    """
    _above, _is_in, lower = f"\n{before}\n".partition(f"\n{upper}\n")
    lines = set(lower.split("\n"))
    own = [text for _tag, text in found if text != upper and len(text) > COLUMN_NAME and text in lines]
    return own[0] if len(own) == 1 and not NO_TITLE.search(own[0]) else None


def _has_menu_between(upper: str, lower: str, root: Node, before: str) -> bool:
    """Whether all that stands between two headings above a body are links, two at least: the upper heads the site.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<a>Schools</a><a>Board</a>")
    >>> lines = "Fern\\nSchools\\nBoard\\nRents", "Fern\\nMay 4\\nRents"
    >>> [_has_menu_between("Fern", "Rents", page, one) for one in lines]
    [True, False]
    """
    lines = before.split("\n")
    if upper not in lines or lower not in lines:
        return False
    between = [unspaced(line) for line in lines[lines.index(upper) + 1 : lines.index(lower)] if line.strip()]
    shown = shown_in(root)
    return len(between) > 1 and all(one in shown.linked for one in between)


def _is_above_the_only(best: str, found: list[tuple[str, str]], root: Node, page_title: str, before: str) -> bool:
    """Whether a heading ends the <title>, as a site's name does, and the one h1 stands below it, above the body."""
    first = [text for tag, text in found if tag == "h1"]
    if len(first) == 2 and first[0] == best and _has_menu_between(first[0], first[1], root, before):
        return True
    if ONE_WORD.fullmatch(best) and len(first) == 1 and " " in first[0] and first[0] in before.split("\n"):
        return unspaced(best) not in map(unspaced, TITLE_SPLIT.split(page_title))  # one of the words of its number
    parts = [part for part in TITLE_SPLIT.split(page_title) if part]
    is_last = len(parts) > 1 and unspaced(parts[-1]) == unspaced(best)
    if is_last and first == [best] and _is_in_banner(root, best) and _only_below(best, found, before):
        return True
    if not is_last or len(first) != 1 or first[0] == best or first[0] not in before.split("\n"):
        return False
    return [text for _tag, text in found].index(best) < [text for _tag, text in found].index(first[0])


def _heading(root: Node, page_title: str, before: str) -> str | None:
    """The one heading that the <title> also holds; else the only h1; without any, the only long h2 above the body."""
    found = []
    for element in root.iter("h1", "h2", "h3"):
        text = squeezed(raw_text(element))
        text = text if text and unspaced(text) in unspaced(page_title) else without_remarks(text)
        if 1 < len(text) < 200 and not leads_home(element) and not heads_links(element):
            found.append((element.tag, text))
    inside = [text for _tag, text in found if unspaced(text) in unspaced(page_title)]
    if person := _person(root, inside):
        return person
    best = max(inside, key=len) if inside else ""
    below = [text for tag, text in found if tag == "h2" and len(text) > COLUMN_NAME and text in before]
    if COLUMN.fullmatch(best) and len(below) == 1:
        return below[0]  # all of the <title> names the column
    if (KIND.fullmatch(best) or ENGLISH_COLUMN.fullmatch(best)) and (own := _only_below(best, found, before)):
        return own
    parts = [unspaced(part) for part in TITLE_SPLIT.split(page_title)]
    is_whole = len(parts) > 1 and bool(best) and unspaced(best) == parts[0]
    if (len(best) >= 4 or is_whole) and not _is_above_the_only(best, found, root, page_title, before):
        return best
    first = [text for tag, text in found if tag == "h1"]
    if len(best) >= 4 and first[:1] == [best] and len(first) <= 2:
        first = first[1:]  # the title stands below the site's name
    if first:
        is_articles = len(first) == 1 and not SITE_WORDS.search(first[0]) and not is_banner(first[0], before)
        return _without_subtitle(first[0], page_title) if is_articles else None
    return below[0] if len(below) == 1 and not is_told(below[0]) and not NO_TITLE.search(below[0]) else None
