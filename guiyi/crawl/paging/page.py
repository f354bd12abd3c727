"""What a paging adapter is given, and what it gives."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import lxml.html

from guiyi.caching import kept
from guiyi.crawl.paging.settled import settled
from guiyi.crawl.reading.items import Item
from guiyi.crawl.reading.links import PageLinks
from guiyi.crawl.reading.texts import running_text, unlinked_text, visible_text
from guiyi.crawl.reading.totals import find_totals
from guiyi.scripts.literals import STRING

if TYPE_CHECKING:
    from guiyi.scripts.interfaces.questions import Told

LINE_COMMENT = re.compile(rf"({STRING})|^[ \t]*//[^\n]*$", re.MULTILINE)
COMMENT = re.compile(rf"({STRING})|/\*[\s\S]*?\*/|^[ \t]*//[^\n]*$", re.MULTILINE)
FRONT = re.compile(r"/?(?:(?:index|default|main|home)(?:\.\w{2,5})?)?", re.IGNORECASE)
TOGETHER = " + "  # stands between the totals of several lists of one page, in how they were told
PAGES_MARKED = re.compile(  # <div class="pager" data-total-pages="12">
    r"\bdata-(?:total-?pages?|page-?(?:count|total)s?|pages)\s*=\s*[\"']?(\d{1,5})\b", re.IGNORECASE
)
MAX_PAGES = 5000  # a list that promises more is a trap or a mistake


@dataclass
class ListPage:
    """A list page: its URL as fetched, its text, tree and links. files: texts of script files that came with it."""

    url: str
    text: str
    root: lxml.html.HtmlElement
    found: PageLinks
    files: tuple[str, ...] = ()
    told: Told | None = field(default=None, init=False, repr=False, compare=False)  # not kept where files come

    @cached_property
    def visible(self) -> str:
        """The page's text without scripts."""
        return visible_text(self.root)

    @property
    def is_front(self) -> bool:
        """Whether it is the first page of its host."""
        parts = urlsplit(self.url)
        return FRONT.fullmatch(parts.path) is not None and not parts.query

    @cached_property
    def running(self) -> int:
        """How many characters of running text it has."""
        return running_text(self.root)

    @cached_property
    def totals(self) -> tuple[int | None, int | None]:
        """How many items and pages the page says the list has; titles of its rows say other numbers."""
        items, pages = find_totals(unlinked_text(self.root))
        marked = PAGES_MARKED.search(self.text) if pages is None and "data-" in self.text else None
        return items, int(marked[1]) if marked else pages

    @cached_property
    def scripts(self) -> str:
        """The page's own scripts, one after the other; what stands in their comments is stale."""
        return uncommented("\n".join(self.found.scripts))

    @cached_property
    def asking(self) -> str:
        """The page's own scripts, and those of the files that came with it."""
        return "\n".join((self.scripts, *map(uncommented, self.files)))

    @cached_property
    def settled(self) -> str:
        """The same with what they read off the page as literals: once a page, a bundle takes 0.1 s each time."""
        return settled(self.asking, self.root, self.url)


@kept(64, longest=100_000)
def uncommented(script: str) -> str:
    """A script → the same without comments that fill whole lines, or stand between /* and */. Kept: many share one.

    >>> uncommented("/* page(9) */page(3, 'http://a/*.html'); // of 3\\n // page(7)\\nend()")
    "page(3, 'http://a/*.html'); // of 3\\n\\nend()"
    """
    if "//" not in script and "/*" not in script:
        return script
    end = script.find("\n", script.rfind("*/"))  # beyond, no comment between /* and */ can end
    end = end if "*/" in script and end >= 0 else len(script) * ("*/" in script)
    return COMMENT.sub(r"\1", script[:end]) + LINE_COMMENT.sub(r"\1", script[end:])


@dataclass
class Paging:
    """Where a list goes on, what it says of its size, and items that stand in a script rather than on the page.

    is_data: the further pages are data (JSON, XML), whatever type their server gives them. is_sure: the CMS's own sign
    was seen; else the page may be something else that happens to hold data. is_whole: they hold every item, those of
    the first page, too; rows that stand on the page itself are a box beside the list, such as the newest ones.
    parts: those of the urls that are lists of their own, with their names: the categories of a catalogue.
    """

    urls: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    expected_items: int | None = None
    expected_pages: int | None = None
    how: str = ""
    is_data: bool = False
    is_sure: bool = True
    is_whole: bool = False
    parts: dict[str, str] = field(default_factory=dict)
