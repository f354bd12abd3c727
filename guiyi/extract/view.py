"""One page as selectors look at it: its elements by id and class, found once, and the texts of those asked for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml import etree
from lxml.cssselect import CSSSelector

from guiyi.extract.page import Node, squeezed, text_of

PLAIN = re.compile(r"^([a-z][a-z0-9]*)?(?:#([\w-]+)|\.([\w-]+))$")
FACT = re.compile(r'"(datePublished|headline)"\s*:\s*"([^"\\]{4,200})"')
LABELS = ("data-label", "data-title", "data-name")  # attributes that may hold the label of their element's text
_telling: Any = etree.XPath(f".//*[{' or '.join(f'@{name}' for name in ('itemprop', *LABELS))}]")


@lru_cache(maxsize=512)
def compiled_css(selector: str) -> Any:
    """CSS selector → a function from a tree to its elements."""
    return CSSSelector(selector, translator="html")


@lru_cache(maxsize=512)
def _plain(selector: str) -> tuple[str | None, str | None, str | None] | None:
    """A selector of one id or class → (tag, id, class); None for any other."""
    match = PLAIN.match(selector)
    return (match[1], match[2], match[3]) if match else None


class PageView:
    """A parsed page and its address. Meta tags by lower-case name; the first that says something wins."""

    def __init__(self, root: Node, url: str) -> None:
        self.root, self.url = root, url
        self.metas = structured_facts(root) | metas_of(root)
        self._texts: dict[str, str] = {}
        self._walk = root.iter("*")
        self._ids: dict[str, list[Node]] = defaultdict(list)
        self._classes: dict[str, list[Node]] = defaultdict(list)

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

    @property
    def telling(self) -> list[Node]:
        """The elements whose attributes name a field, in page order."""
        found: list[Node] = _telling(self.root)
        return found

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
        count = len(names.get(name, ())) if name is not None else 0
        for element in self._walk:
            if (own := element.get("id")) is not None:
                self._ids[own].append(element)
            if some := element.get("class"):
                for one in some.split():
                    self._classes[one].append(element)
            if name is not None and len(names.get(name, ())) > count:
                return

    def in_order(self, elements: Iterable[Node]) -> list[Node]:
        """Elements → the same in page order, each once."""
        wanted = set(elements)
        return list(wanted) if len(wanted) < 2 else [one for one in self.root.iter("*") if one in wanted]

    def first(self, selector: str) -> Node | None:
        """CSS selector → the first element it gives, or None."""
        plain = _plain(selector)
        if plain is None:
            found = compiled_css(selector)(self.root)
            return found[0] if found else None
        tag, name, said = plain
        found = islice(self._named(self._ids, name), 1) if name else self._named(self._classes, said or "")
        return next((one for one in found if tag is None or one.tag == tag), None)

    def text(self, selector: str) -> str:
        """CSS selector → the text of its first element; empty if there is none."""
        if selector not in self._texts:
            element = self.first(selector)
            self._texts[selector] = text_of(element) if element is not None else ""
        return self._texts[selector]


def metas_of(root: Node) -> dict[str, str]:
    """Tree → its <meta> values by lower-case name; the first that says something wins."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
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
