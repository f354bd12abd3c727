"""The title below the name of an office or a site, where that is all of the <title>."""

from __future__ import annotations

from guiyi.extract.fields.labelled import OUTLET
from guiyi.extract.fields.lines import NO_TITLE, is_told
from guiyi.extract.titles.above import line_above_date
from guiyi.extract.titles.names import COLUMN_NAME, SITE_NAME, is_banner
from guiyi.extract.titles.shown import shown_in, stands_out
from guiyi.markup.tree import Node, unspaced


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
