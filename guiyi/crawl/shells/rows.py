"""Rows that a page's scripts write of data which stand in them: a[0] = ["题", "/a.htm"]; for (…) document.write(…)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import islice, pairwise
from typing import Any

import lxml.html

from guiyi.crawl.reading.days import find_date
from guiyi.scripts.browser.document import Page
from guiyi.scripts.browser.globals import window_of
from guiyi.scripts.browser.window import Window
from guiyi.scripts.interfaces.questions import begin
from guiyi.scripts.language.follower import BROKEN, Spent, follow
from guiyi.scripts.language.scopes import Leaves
from guiyi.scripts.language.values import OPEN, Function
from guiyi.scripts.literals import UNKNOWN
from guiyi.urls import absolute_url

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
SOURCE = re.compile(r"\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
MAKES = re.compile(r"<a\b[^<>\n]{0,300}?\bhref\b", re.IGNORECASE)
WRITES = re.compile(r"document\.write|\.innerHTML\b|\.(?:html|append|prepend|appendTo)\(")
LINK = re.compile(r"<a\b[^<>]*\bhref\s*=[^<>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<[^<>]*>")
TITLE = 9  # characters of a link's words that make it a listed title
MOST_TURNED = 600  # pages of a list that a script holds
LEAST, LONGEST = 2, 400  # links of a list, and characters of a row that are looked at
MOST_SCRIPTS, MOST_ROWS = 40, 5000


def with_rows_written(
    html: str, root: lxml.html.HtmlElement, url: str, files: Mapping[str, str], is_bare: bool = False
) -> str | None:
    """A page without a list, its tree, its address and the texts of its script files → the same with the rows that its
    scripts write, behind each script; None where they write none, empty where they write more than can be followed.
    is_bare: the page leads nowhere by itself, so that a menu that is written counts, too.

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
    named = {absolute_url(one[1], url) for part in parts if (one := SOURCE.search(part[1]))}
    written = _written(root, url, [text for to, text in files.items() if to not in named], texts)
    if written is None:
        return ""
    kept = [said if _is_list(said) or (is_bare and _is_menu(said)) else "" for said in written]
    if not any(kept):
        return None
    made, at = "", 0
    for part, said in zip(parts, kept, strict=True):
        made += html[at : part.end()] + said
        at = part.end()
    return made + html[at:]


def _text(part: re.Match[str], url: str, files: Mapping[str, str]) -> str:
    source = SOURCE.search(part[1])
    return files.get(absolute_url(source[1], url) or "", "") if source else part[2]


def _written(root: lxml.html.HtmlElement, url: str, got: list[str], scripts: list[str]) -> list[str] | None:
    """What each script in turn writes; None where they do more than is followed. got: what they ask for themselves."""
    page = _Noting(root)
    window = page.window = window_of(page, url)
    window.one.turns, page.most = MOST_ROWS, MOST_ROWS
    found: list[str] = []
    for one in got:
        follow(partial(window.one.run, one))
    try:
        for step in (*(partial(window.one.run, one) for one in scripts), partial(begin, window, root)):
            before = len(window.page.written)
            with suppress(Leaves, *BROKEN):  # what it wrote up to there, a browser shows, too
                step()
            found.append(_known(window, before))
        found.append("".join(_turned(window, page.calls)))
    except Spent:
        return None
    if window.one.is_cut or window.page.is_full:
        return None
    return [*found[:-3], "".join(found[-3:])] if scripts else None


def _known(window: Window, since: int) -> str:
    return "".join(one for one in window.page.written[since:] if OPEN not in one and UNKNOWN not in one)


class _Noting(Page):
    """A page that notes the calls which led to each piece of rows that is written."""

    def __init__(self, root: lxml.html.HtmlElement) -> None:
        super().__init__(root)
        self.calls: list[tuple[Function, Any, list[Any]]] = []
        self.window: Window | None = None

    def write(self, markup: Any, into: lxml.html.HtmlElement | None = None) -> None:
        """Notes markup that is written, and of the first rows by which calls."""
        super().write(markup, into)
        if self.window is not None and not self.calls and isinstance(markup, str) and _is_list(markup):
            self.calls = list(self.window.one.stack)


def _turned(window: Window, calls: list[tuple[Function, Any, list[Any]]]) -> Iterator[str]:
    """The rows of further pages, where a function that is given a page's number writes those of the first."""
    for function, this, arguments in reversed(calls):
        at = next((at for at, one in enumerate(arguments) if type(one) is int and one in (0, 1)), None)
        if at is None:
            continue
        last = ""
        for number in range(arguments[at] + 1, MOST_TURNED):
            before = len(window.page.written)
            with suppress(Leaves, *BROKEN):
                window.one.call(function, this, [*arguments[:at], number, *arguments[at + 1 :]])
            rows = _known(window, before)
            if rows == last or not any(_is_row(link[1], link[0]) for link in LINK.finditer(rows)):
                return
            yield (last := rows)
        window.one.is_cut = True
        return


def _is_list(markup: str) -> bool:
    """Whether markup is rows of a list, links with titles or days, rather than a menu's."""
    links = list(islice(LINK.finditer(markup), LEAST + 1))
    starts = [link.start() for link in links] + [len(markup)]
    rows = (markup[start:end] for start, end in pairwise(starts))
    told = [_is_row(link[1], row) for link, row in zip(links, rows, strict=True)]
    return len(told) >= LEAST and all(told)


def _is_menu(markup: str) -> bool:
    """Whether markup is links with words.

    >>> _is_menu("<a href=/>首页</a><a href=/tz/>通知</a>"), _is_menu("<a href=/><img src=/a.jpg></a>")
    (True, False)
    """
    links = list(islice(LINK.finditer(markup), LEAST))
    return len(links) >= LEAST and all(TAG.sub("", link[1]).strip() for link in links)


def _is_row(words: str, row: str) -> bool:
    return len(TAG.sub("", words).strip()) >= TITLE or find_date(TAG.sub(" ", row)[:LONGEST]) is not None
