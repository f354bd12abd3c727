"""What is known of one sample page before any selector: its tree, its fields by the general rules, its texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from guiyi.crawl.reading.column import find_breadcrumb
from guiyi.dateparts import same_day
from guiyi.extract.bodies.agreement import agreed_body
from guiyi.extract.bodies.containers import Body, find_container
from guiyi.extract.bodies.pictures import pictured
from guiyi.extract.bodies.references import Readers, texts_of
from guiyi.extract.bodies.surroundings import text_around
from guiyi.extract.fields.printed import Metadata, Printed
from guiyi.extract.fields.remarks import is_remark
from guiyi.extract.metadata import read_metadata
from guiyi.extract.pages.framed import link_framed_papers
from guiyi.extract.pages.view import PageView
from guiyi.extract.titles.find import NUMBER_ALONE
from guiyi.extract.types.letters.letter import subject_of
from guiyi.extract.types.letters.read import read_letters
from guiyi.extract.types.letters.signs import may_be_labelled
from guiyi.markup.parsing import parse_html
from guiyi.markup.tree import Node, plain_of, raw_text, squeezed, text_of

REPEATED = 0.3  # share of the sample pages on which a text stands that is the site's, not the article's
MIN_REPEATS = 3
ANY_BLANK = re.compile(r"\s+")
MAX_TEXT = 300  # characters of an element that may be the place of a field
NO_PLACE = frozenset(("script", "style", "head", "title", "meta", "html", "body"))


@dataclass(frozen=True)
class Witness:
    """One sample page and what the general rules read on it."""

    view: PageView
    body: Body | None
    meta: Metadata
    around: str
    listed_title: str | None
    listed_on: str | None
    readers: Readers

    @property
    def url(self) -> str:
        """Its address."""
        return self.view.url

    @property
    def root(self) -> Node:
        """Its tree."""
        return self.view.root

    def fits(self, pattern: str) -> bool:
        """Whether the page's address fits a template's pattern."""
        return re.search(pattern, self.url) is not None

    @cached_property
    def texts(self) -> list[tuple[Node, str, bool]]:
        """Its visible texts: the element that holds one, the text without blanks, whether it stands in a link."""
        return list(texts_of(self.root))

    @cached_property
    def places(self) -> list[tuple[Node, str, str]]:
        """Its elements that may hold a field and no more, each with its text, squeezed and without blanks."""
        elements = (one for one in self.root.iter() if isinstance(one.tag, str) and one.tag not in NO_PLACE)
        told = ((one, squeezed(raw_text(one))) for one in elements)
        return [(one, text, plain_of(text)) for one, text in told if text and len(text) <= MAX_TEXT]

    @cached_property
    def headings(self) -> frozenset[str]:
        """Its title and lines of date and source, wherever they stand: they are no part of the body."""
        title = plain_of(self.value("title") or "")
        lines = [line for line in text_of(self.root).split("\n") if is_remark(line)]
        return frozenset([title, *(plain_of(piece) for line in lines for piece in [line, *ANY_BLANK.split(line)])])

    def value(self, name: str) -> str | None:
        """A field as the general rules read it, where they are sure enough to learn from."""
        if name == "title":
            return self._title()
        if name == "published_at":
            return self._published()
        if name == "section":
            path = find_breadcrumb(self.root)
            return self.view.metas.get("columnname") or (path[-1] if path and path[-1] != self.meta.title else None)
        return self.meta.values.get(name)

    def _title(self) -> str | None:
        listed, own = self.listed_title, self.meta.title
        if not listed or listed.endswith(("…", "...")) or plain_of(listed) not in plain_of(text_of(self.root)):
            return own
        return own if own and plain_of(own).startswith(plain_of(listed)) else listed  # old lists cut without a mark

    def _published(self) -> str | None:
        """A date that a label, a meta tag or the list page vouches for."""
        day, how = self.meta.published_at, self.meta.published_how
        return day if how in ("label", "meta", "list") or same_day(day, self.listed_on) else None


def witness_of(url: str, html: str, listed_title: str | None, listed_on: str | None) -> Witness:
    """A sample page → its witness."""
    if listed_title and NUMBER_ALONE.fullmatch(listed_title):
        listed_title = None  # a list may link documents by their numbers
    view = PageView(parse_html(html), url)
    link_framed_papers(view)
    readers = Readers(view.root)
    found = find_container(view) or agreed_body(readers)
    body = pictured(view, found)
    if body is not found:
        readers = Readers(view.root)  # in which a script's pictures stand now
    if body is None:
        text, around = "", text_of(view.root)
        printed = Printed(around, "", "", {}, listed_title, listed_on)
    else:
        text = text_of(body.node)
        before, around = text_around(body, body.node, text)
        printed = Printed(around, before, text, {}, listed_title, listed_on, body.node)
    meta = read_metadata(view, printed)
    if may_be_labelled(text, around):
        meta.title = subject_of(read_letters(text, around)) or meta.title
    return Witness(view, body, meta, around, listed_title, listed_on, readers)


def common_texts(pages: Sequence[Witness]) -> frozenset[str]:
    """Sample pages → texts that stand on many of them: the site's furniture, never an article's own."""
    counts = Counter(text for page in pages for text in {text for _node, text, _linked in page.texts})
    least = max(MIN_REPEATS, REPEATED * len(pages))
    return frozenset(text for text, count in counts.items() if count >= least)
