"""Selectors of the configuration on a page: each gives a text or nothing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lxml.cssselect import CSSSelector

from guiyi.config.models import Selector
from guiyi.extract.metadata import cleaned, value_beside, without_remarks
from guiyi.extract.page import Node, squeezed, text_of


@lru_cache(maxsize=512)
def compiled_css(selector: str) -> Any:
    """CSS selector → a function from a tree to its elements."""
    return CSSSelector(selector, translator="html")


def select_text(one: Selector, root: Node, url: str, metas: dict[str, str], text: str) -> str | None:
    """One selector on one page → the text it gives, or None. text: of the page around the body."""
    if one.css is not None:
        found = _in_element(one, root)
    elif one.meta is not None:
        found = metas.get(one.meta.lower())
    elif one.label is not None:
        found = value_beside(one.label, text)
    elif one.regex is not None:
        found = _group(one.regex, text)
    elif one.url is not None:
        found = _group(one.url, url)
    else:
        found = one.value
    return squeezed(found) or None if found else None


def field_value(name: str, one: Selector, root: Node, url: str, metas: dict[str, str], text: str) -> str | None:
    """One selector of a field → the value in the field's own form (dates ISO 8601), or None if it gives none."""
    found = select_text(one, root, url, metas, text)
    if not found:
        return None
    if name == "title":
        return without_remarks(found)
    return found if name in ("section", "summary", "keywords") or one.value else cleaned(name, found)


def _in_element(one: Selector, root: Node) -> str | None:
    elements = compiled_css(one.css or "")(root)
    if not elements:
        return None
    if one.attr:
        return str(elements[0].get(one.attr) or "")
    text = text_of(elements[0])
    if one.label:
        return value_beside(one.label, text)
    return _group(one.regex, text) if one.regex else text


def _group(pattern: str, text: str) -> str | None:
    match = re.search(pattern, text)
    return (match[1] if match.groups() else match[0]) if match else None
