"""One page as selectors look at it: its elements by id and class, found once, and the texts of those asked for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from lxml import etree

from guiyi.crawl.reading.addresses import HOME
from guiyi.crawl.reading.column import find_breadcrumb
from guiyi.crawl.reading.links import words_in
from guiyi.markup.css import compiled_css
from guiyi.markup.tree import Node, squeezed, text_of, unspaced
from guiyi.urls import absolute_url

ROWS = ("li", "tr", "td", "div", "dd", "p", "span")
OPENS = re.compile(r"\blocation\b|\bopen\w*\(", re.IGNORECASE)  # what a click does that opens a page
PLAIN = re.compile(r"^([a-z][a-z0-9]*)?(?:#([\w-]+)|\.([\w-]+)|\[([a-z-]+)(?:(\^?=)\"([^\"]*)\")?\])$")
BELOW = re.compile(r"^(\S+) (?:(>) )?([^\s>+~,]+)$")
NAME = re.compile(r"[#.]([A-Za-z_][\w-]*)")
FACT = re.compile(r'"(datePublished|headline)"\s*:\s*"([^"\\]{4,200})"')
LABELS = ("data-label", "data-title", "data-name")  # attributes that may hold the label of their element's text
_telling: Any = etree.XPath(f".//*[{' or '.join(f'@{name}' for name in ('itemprop', *LABELS))}]")
# What a page's text must hold, in whatever case, for a reader to look through its tree; few pages do.
SIGNS = ("itemprop", *LABELS, "pdfsrc", "职称", "擅长", "专长", "研究方向")
_signs = tuple(sign.encode() for sign in SIGNS)


@lru_cache(maxsize=512)
def _plain(selector: str) -> tuple[str | None, ...] | None:
    """A selector of one id, class or attribute → (tag, id, class, attribute, sign, value); None for any other."""
    match = PLAIN.match(selector)
    return match.groups() if match else None


def _has(element: Node, attribute: str, sign: str | None, value: str) -> bool:
    said = element.get(attribute)
    if said is None:
        return False
    return sign is None or (said == value if sign == "=" else bool(value) and said.startswith(value))


def _below(holder: Node, selector: str, is_child: bool) -> Iterator[Node]:
    """An element, a selector of one part → what it gives within the element, or among its children only."""
    found = (one for one in compiled_css(selector)(holder) if one is not holder)
    return (one for one in found if not is_child or one.getparent() is holder)


@lru_cache(maxsize=512)
def _names_in(selector: str) -> tuple[str, ...]:
    """The ids and classes that a selector asks for; none where it also asks for other things than elements by name."""
    return () if set(selector) & set("[(,:") else tuple(NAME.findall(selector))


class PageView:
    """A parsed page and its address. Meta tags by lower-case name; the first that says something wins.

    source: the text it was parsed from, if it is at hand: what is not in it is not looked for in the tree.
    odd: those of its lines in which alone a sign may stand, if they are known (see `Examiner`).
    """

    def __init__(self, root: Node, url: str, source: str = "", odd: str | None = None) -> None:
        self.root, self.url, self.source = root, url, source
        self._odd = source if odd is None else odd
        self.metas = structured_facts(root) | metas_of(root)
        self.papers: list[Node] = []  # what shows a document within the page (see `link_framed_papers`)
        self._texts: dict[str, str] = {}
        self._first: dict[str, Node | None] = {}
        self._walk = root.iter("*")
        self._ids: dict[str, list[Node]] = defaultdict(list)
        self._classes: dict[str, list[Node]] = defaultdict(list)

    @cached_property
    def base(self) -> str:
        """What the page's links are relative to: the first <base>, else its address."""
        said = (absolute_url(one.get("href") or "", self.url) for one in self.root.iter("base"))
        return next(filter(None, said), self.url)

    @cached_property
    def crumbs(self) -> list[str]:
        """The names of the page's place line, without the home page; none where it has none."""
        return find_breadcrumb(self.root)

    @property
    def ids(self) -> Mapping[str, list[Node]]:
        """The page's elements by their id, each list in page order."""
        self._walk_to(self._ids, None)
        return self._ids

    @property
    def classes(self) -> Mapping[str, list[Node]]:
        """The page's elements by each of their classes, each list in page order."""
        self._walk_to(self._classes, None)
        return self._classes

    @cached_property
    def linked(self) -> frozenset[str]:
        """What the page's links say, without blanks; those to the site's first page apart, which say its name."""
        links = (one for one in self.root.iter("a") if not HOME.match(one.get("href") or "none"))
        return frozenset(unspaced(words_in(one)) for one in links)

    def has_link(self, plain: str) -> bool:
        """Whether a link that `linked` counts, or a row that a click opens, says just this.

        Quicker than all links, as most are shorter.
        """
        long = (one for one in self.root.iter("a") if len(words_in(one)) >= len(plain))
        if any(unspaced(words_in(one)) == plain and not HOME.match(one.get("href") or "none") for one in long):
            return True
        rows = self.root.iter(*ROWS) if "onclick" in self.source else ()
        return any(plain in map(unspaced, _pressed(one)) for one in rows if OPENS.search(one.get("onclick") or ""))

    @property
    def telling(self) -> list[Node]:
        """The elements whose attributes name a field, in page order."""
        found: list[Node] = _telling(self.root) if self.shows("itemprop", *LABELS) else []
        return found

    def shows(self, *signs: str) -> bool:
        """Whether any of these SIGNS stands in the page; yes where its text is not at hand."""
        assert all([sign in SIGNS for sign in signs])
        return not self.source or any(sign in self._odd_lowered for sign in signs)

    @cached_property
    def _odd_lowered(self) -> str:
        return self._odd.lower()

    def _named(self, names: dict[str, list[Node]], name: str) -> Iterator[Node]:
        """The elements of one id or class in page order; the page is gone through only as far as need be."""
        at = 0
        while True:
            if at == len(names.get(name, ())):
                self._walk_to(names, name)
            if at == len(names.get(name, ())):
                return
            yield names[name][at]
            at += 1

    def _walk_to(self, names: dict[str, list[Node]], name: str | None) -> None:
        """Goes on through the page to the next element that is added to names[name]; to the end for None."""
        found = names[name] if name is not None else []
        count = len(found)
        for element in self._walk:
            if (own := element.get("id")) is not None:
                self._ids[own].append(element)
            if some := element.get("class"):
                for one in some.split():
                    self._classes[one].append(element)
            if len(found) > count:
                return

    def in_order(self, elements: Iterable[Node]) -> list[Node]:
        """Elements → the same in page order, each once."""
        wanted = set(elements)
        return list(wanted) if len(wanted) < 2 else [one for one in self.root.iter("*") if one in wanted]

    def first(self, selector: str) -> Node | None:
        """CSS selector → the first element it gives, or None."""
        if selector not in self._first:
            self._first[selector] = self._find(selector)
        return self._first[selector]

    def _find(self, selector: str) -> Node | None:
        for name in _names_in(selector) if self.source else ():
            if name not in self.source:
                return None  # learned selectors name panels that few pages have
        parts = BELOW.match(selector)
        holders = self._all_of(parts[1] if parts else selector)
        if holders is None:
            return next(iter(compiled_css(selector)(self.root)), None)
        if parts is None:
            return next(holders, None)
        below = (one for holder in holders for one in _below(holder, parts[3], is_child=bool(parts[2])))
        return next(below, None)

    def _all_of(self, selector: str) -> Iterator[Node] | None:
        """A selector of one name or attribute → its elements in page order; None for any other selector."""
        plain = _plain(selector)
        if plain is None:
            return None
        tag, name, said, attribute, sign, value = plain
        if attribute:
            return (one for one in self.root.iter(tag or "*") if _has(one, attribute, sign, value or ""))
        found = islice(self._named(self._ids, name), 1) if name else self._named(self._classes, said or "")
        return (one for one in found if tag is None or one.tag == tag)

    def text(self, selector: str) -> str:
        """CSS selector → the text of its first element; empty if there is none."""
        if selector not in self._texts:
            element = self.first(selector)
            self._texts[selector] = text_of(element) if element is not None else ""
        return self._texts[selector]


def _pressed(row: Node) -> tuple[str, str]:
    """What a row that a click opens is named: its title, and the words it begins with."""
    return row.get("title") or "", row.text or next(row.itertext(), "")


def shows_sign(text: str) -> bool:
    """Whether a page, or a line of it, shows any of the SIGNS."""
    lowered = text.encode("utf-8", "replace").lower()
    return any(sign in lowered for sign in _signs)


def metas_of(root: Node) -> dict[str, str]:
    """Tree → its <meta> values by lower-case name; the first that says something wins."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or element.get("itemprop") or "").strip().lower()
        if name and name not in found:
            content = squeezed(element.get("content") or "")
            if content:
                found[name] = content
    return found


def structured_facts(root: Node) -> dict[str, str]:
    """Tree → datepublished and headline of its JSON-LD, where it has any."""
    found: dict[str, str] = {}
    for element in root.iter("script"):
        if (element.get("type") or "").strip().lower() == "application/ld+json":
            for name, value in FACT.findall(element.text or ""):
                found.setdefault(name.lower(), value)
    return found
