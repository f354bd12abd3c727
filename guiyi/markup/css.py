"""CSS selectors, each compiled once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lxml.cssselect import CSSSelector


@lru_cache(maxsize=512)
def compiled_css(selector: str) -> Any:
    """CSS selector → a function from a tree to its elements. SelectorError."""
    return CSSSelector(selector, translator="html")
