"""Rows that a page's scripts write of data which stand in them: a[0] = ["题", "/a.htm"]; for (…) document.write(…)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from itertools import islice, pairwise

import lxml.html

from guiyi.crawl.paging.program.asking import BROKEN, begin
from guiyi.crawl.paging.program.document import Page
from guiyi.crawl.paging.program.following import Spent
from guiyi.crawl.paging.program.scopes import Leaves
from guiyi.crawl.paging.program.values import OPEN
from guiyi.crawl.paging.program.window import Window
from guiyi.crawl.reading.days import find_date
from guiyi.crawl.reading.scripts import UNKNOWN
from guiyi.urls import absolute_url

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
SOURCE = re.compile(r"\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
MAKES = re.compile(r"<a\b[^<>\n]{0,300}?\bhref\b", re.IGNORECASE)
WRITES = re.compile(r"document\.write|\.innerHTML\b|\.(?:html|append|prepend|appendTo)\(")
LINK = re.compile(r"<a\b[^<>]*\bhref\s*=[^<>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<[^<>]*>")
TITLE = 9  # characters of a link's words that make it a listed title
LEAST, LONGEST = 2, 400  # links of a list, and characters of a row that are looked at
MOST_SCRIPTS, MOST_ROWS = 40, 5000


def with_rows_written(html: str, root: lxml.html.HtmlElement, url: str, files: Mapping[str, str]) -> str | None:
    """A page without a list, its tree, its address and the texts of its script files → the same with the rows that its
    scripts write, behind each script; None where they write none, empty where they write more than can be followed.

    >>> def rows(said):
    ...     page = f"<ul><script>var a = [{said}]; for (var i = 0; i < a.length; i++) "
    ...     page += "document.write('<li><a href=' + a[i][1] + '>' + a[i][0] + '</a>' + a[i][2]);</script></ul>"
    ...     told = with_rows_written(page, lxml.html.fromstring(page), "http://o.example.test/", {})
    ...     return told and told.split("</script>")[1]
    >>> rows('["停水公告", "/7.htm", "2018-03-05"], ["供热通知", "/8.htm", "2018-03-06"]')
    '<li><a href=/7.htm>停水公告</a>2018-03-05<li><a href=/8.htm>供热通知</a>2018-03-06</ul>'
    >>> rows('["首页", "/", ""], ["要闻", "/yw/", ""]')
    """
    parts = list(islice(SCRIPT.finditer(html), MOST_SCRIPTS))
    texts = [_text(part, url, files) for part in parts]
    if not any(MAKES.search(one) and WRITES.search(one) for one in texts):
        return None
    written = _written(root, url, texts)
    if written is None:
        return ""
    if not any(map(_is_list, written)):
        return None
    made, at = "", 0
    for part, said in zip(parts, written, strict=True):
        made += html[at : part.end()] + (said if _is_list(said) else "")
        at = part.end()
    return made + html[at:]


def _text(part: re.Match[str], url: str, files: Mapping[str, str]) -> str:
    source = SOURCE.search(part[1])
    return files.get(absolute_url(source[1], url) or "", "") if source else part[2]


def _written(root: lxml.html.HtmlElement, url: str, scripts: list[str]) -> list[str] | None:
    """What each script in turn writes; None where they do more than is followed."""
    window = Window(Page(root), url)
    window.one.turns, window.page.most = MOST_ROWS, MOST_ROWS
    found: list[str] = []
    for step in (*(partial(window.one.run, one) for one in scripts), partial(begin, window, root)):
        before = len(window.page.written)
        try:
            step()
        except Spent:
            return None
        except (Leaves, *BROKEN):
            pass  # what it wrote up to there, a browser shows, too
        found.append("".join(one for one in window.page.written[before:] if OPEN not in one and UNKNOWN not in one))
    if window.one.is_cut or window.page.is_full:
        return None
    return [*found[:-2], found[-2] + found[-1]] if scripts else None


def _is_list(markup: str) -> bool:
    """Whether markup is rows of a list, links with titles or days, rather than a menu's."""
    links = list(islice(LINK.finditer(markup), LEAST + 1))
    starts = [link.start() for link in links] + [len(markup)]
    rows = (markup[start:end] for start, end in pairwise(starts))
    told = [_is_row(link[1], row) for link, row in zip(links, rows, strict=True)]
    return len(told) >= LEAST and all(told)


def _is_row(words: str, row: str) -> bool:
    return len(TAG.sub("", words).strip()) >= TITLE or find_date(TAG.sub(" ", row)[:LONGEST]) is not None
