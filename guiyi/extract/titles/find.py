"""The title of an article: government meta tag, heading, what the list prints, the <title> without the site's name."""

from __future__ import annotations

import re

from guiyi.crawl.reading.column import EDITORS_TITLE, find_breadcrumb
from guiyi.extract.fields.labelled import OUTLET
from guiyi.extract.titles.above import (
    LEAST_HINT,
    all_of_title,
    below_banner,
    below_office,
    below_own_office,
    line_above_date,
    listed_line,
    named_line,
    red_headed,
    title_line,
)
from guiyi.extract.titles.headings import ONE_WORD, find_heading, is_painted, pictured, told_person
from guiyi.extract.titles.names import (
    COLUMN_NAME,
    TITLE_SPLIT,
    is_column,
    is_own,
    is_owner,
    is_site,
    page_title_of,
    without_site,
)
from guiyi.extract.titles.printed import printed_title
from guiyi.extract.titles.shown import shown_in, stands_out
from guiyi.extract.titles.whole import uncut, whole
from guiyi.markup.tree import Node, raw_text, squeezed, text_of, unspaced

RED_HEAD = re.compile(r"^[\u4e00-\u9fff]{3,30}(?:委员会|政府|[委厅局办院处]|办公[厅室]|中心|党组)文件$")
NUMBER_ALONE = re.compile(  # File #: 2021-0500, FOI-6200, 云政发〔2010〕18号
    r"\W*[\u4e00-\u9fff]{1,14}\s?[〔\[［(（【]\s?(?:19|20)\d\d\s?[〕\]］)）】]\s?第?\s?\d{1,5}\s?号\W*"
    r"|\W*(?:[A-Za-z]{2,12} ?(?:\#|No\.?|Number)[:.]? ?)?(?:[A-Z]{1,6}[ /-])?\d[\dA-Z]*(?:[./-]\d[\dA-Z]*){0,4}\W*"
)
ASKED = re.compile(r"^问(?:题)?\s*[:：]\s*(?=\S{4})")  # before a question that is the title
BESIDE_TITLE = 20  # characters
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
    if hint and NUMBER_ALONE.fullmatch(hint):
        hint = None  # a list may link documents by their numbers
    title = _witnessed(root, metas, before, hint, named, body)
    if named and len(named) >= LEAST_HINT and title and NUMBER_ALONE.fullmatch(title):
        title = named
    title = without_state(root, ASKED.sub("", title)) if title else None
    return untagged(root, title) if title and title[0] in "[【" else title


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
    heading = find_heading(root, page_title, before) or told_person(root, parts)
    below = below_banner(root, heading, page_title, before) or below_own_office(root, heading, told, before)
    is_sites = heading is not None and is_site(heading, parts, hint)
    is_columns = heading is not None and (is_column(root, heading, page_title) or _is_outdone(heading, parts, before))
    if heading and not below and not is_sites and not is_columns:
        return heading
    printed = None if below else printed_title(hint, metas.get("og:title"), page_title, before)
    if printed:
        return printed
    line = below or title_line(before, page_title, parts)
    if line and OUTLET.match(line) and unspaced(line) == unspaced(page_title):
        line = below_office(root, line, before) or line
    is_above = named and len(named) >= LEAST_HINT and unspaced(named) in unspaced(before)
    if is_above and line and len(line) <= COLUMN_NAME:
        return named  # 信息名称 says more than the name of the catalogue
    if line and (below or unspaced(line) != unspaced(heading or "")):
        return whole(root, line)
    if not is_above and (alone := all_of_title(before, parts, lambda: shown_in(root))):
        return alone
    placed = named if is_above else red_headed(before) or _placed(root, before, parts, heading, body)
    placed = None if parts and placed and _is_called_site(root, placed, told) else placed
    if placed and is_columns and placed.endswith(("?", "？")):
        placed = None  # the first of a column's questions
    own = [part for part in parts if is_own(part)]
    own = sorted(own, key=lambda part: is_owner(root, part)) if len(own) > 1 else own  # who has the page, last
    social = metas.get("og:title", "")
    named = named or (social if is_own(social) and social != told else None)
    return (
        placed
        or (None if is_sites else heading)
        or named
        or heading
        or next((one for one in (*own, *parts, *TITLE_SPLIT.split(told)) if one), None)
    )


def _is_called_site(root: Node, line: str, told: str) -> bool:
    """Whether a line is, in capitals or not, a part of a <title> of several that the foot names as the page's owner.

    >>> from guiyi.markup.parsing import parse_html
    >>> page, told = parse_html("<p>TOWN OF SKERRY</p><p>Copyright Town of Skerry</p>"), "Fireworks | Town of Skerry"
    >>> [_is_called_site(page, one, told) for one in ("TOWN OF SKERRY", "FIREWORKS")]
    [True, False]
    """
    parts = TITLE_SPLIT.split(told)
    alike = [part for part in parts if unspaced(part).casefold() == unspaced(line).casefold()]
    return len(parts) > 1 and any(is_owner(root, part) for part in alike)


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


def _placed(root: Node, before: str, parts: list[str], heading: str | None, body: Node | None) -> str | None:
    """What stands where titles do, or is painted there, unless the <title> says more than a site's or column's name."""
    own = next((part for part in parts if is_own(part) and not is_owner(root, part)), "")
    is_short = len(own) <= COLUMN_NAME or bool(heading)  # it names the column or the site only
    is_printed = not is_short and unspaced(own) in unspaced(text_of(root))
    if is_printed and unspaced(own) in unspaced(before):
        return None
    if own and not is_short and not is_printed and is_painted(root, own):
        return own
    shown = shown_in(root)
    nearest = line_above_date(before, shown)
    if is_printed:  # in the text or at the foot: it may be the name of who has the page
        return whole(root, nearest) if nearest and stands_out(nearest, shown) else None
    if nearest and (is_short or len(nearest) >= COLUMN_NAME or unspaced(nearest) in shown.large):
        is_columns = is_short and len(nearest) <= COLUMN_NAME and nearest in find_breadcrumb(root)
        return (pictured(root, body) if is_columns else None) or whole(root, nearest)
    return pictured(root, body) if is_short else None


def untagged(root: Node, title: str) -> str:
    """A title without the tag in brackets before it that is an element of its own, as forums print it.

    >>> from guiyi.markup.parsing import parse_html
    >>> untagged(parse_html("<h1>[<a>公告</a>] 南门封闭施工</h1>"), "[公告] 南门封闭施工")
    '南门封闭施工'
    >>> untagged(parse_html("<a>图解</a><h1>【图解】南门封闭施工</h1>"), "【图解】南门封闭施工")
    '【图解】南门封闭施工'
    """
    tag = TAG.match(title)
    apart = tag and any(_heads(one, tag[1], title) for one in root.iter("a", "em", "i", "span", "font"))
    return title[tag.end() :] if tag and apart else title


def without_state(root: Node, title: str) -> str:
    """A title without the badge behind it that says whether the document is in force, an element of its own.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<h1>防汛办法 <span>已失效</span></h1><h2>公章作废 有效</h2>")
    >>> without_state(page, "防汛办法 已失效"), without_state(page, "公章作废 有效")
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
