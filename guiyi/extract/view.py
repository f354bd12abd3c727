"""One page as selectors look at it: its elements by id and class, found once, and the texts of those asked for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from lxml.cssselect import CSSSelector

from guiyi.extract.page import Node, squeezed, text_of

PLAIN = re.compile(r"^([a-z][a-z0-9]*)?(?:#([\w-]+)|\.([\w-]+))$")
FACT = re.compile(r'"(datePublished|headline)"\s*:\s*"([^"\\]{4,200})"')
LABELS = ("data-label", "data-title", "data-name")  # attributes that may hold the label of their element's text


@lru_cache(maxsize=512)
def compiled_css(selector: str) -> Any:
    """CSS selector → a function from a tree to its elements."""
    return CSSSelector(selector, translator="html")


@lru_cache(maxsize=512)
def _plain(selector: str) -> tuple[str | None, str | None, str | None] | None:
    """A selector of one id or class → (tag, id, class); None for any other."""
    match = PLAIN.match(selector)
    return (match[1], match[2], match[3]) if match else None


@dataclass
class Index:
    """Elements of a page by id and by class, and those whose attributes name a field; each list in page order."""

    ids: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))
    classes: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))
    telling: list[Node] = field(default_factory=list)


class PageView:
    """A parsed page and its address. Meta tags by lower-case name; the first that says something wins."""

    def __init__(self, root: Node, url: str) -> None:
        self.root, self.url = root, url
        self.metas = structured_facts(root) | metas_of(root)
        self._texts: dict[str, str] = {}

    @cached_property
    def index(self) -> Index:
        """The page's named elements, found in one pass."""
        index, telling = Index(), frozenset(("itemprop", *LABELS))
        for element in self.root.iter("*"):
            names = element.keys()
            if "id" in names:
                index.ids[element.get("id")].append(element)
            if "class" in names:
                for one in element.get("class").split():
                    index.classes[one].append(element)
            if not telling.isdisjoint(names):
                index.telling.append(element)
        return index

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
        index = self.index
        found = index.ids.get(name, [])[:1] if name else index.classes.get(said or "", [])
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
