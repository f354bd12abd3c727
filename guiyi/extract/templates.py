"""A site's templates, compiled: which page has which template, and its selectors as functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from lxml.cssselect import CSSSelector

from guiyi.config.models import FieldRule, Selector, SiteConfig, Template
from guiyi.extract.page import Node, squeezed, text_of
from guiyi.prints import print_of

REVISION = 2  # of the extraction's own rules: a higher one extracts all pages again


@lru_cache(maxsize=512)
def compiled_css(selector: str) -> Any:
    """CSS selector → a function from a tree to its elements."""
    return CSSSelector(selector, translator="html")


def template_print(config: SiteConfig) -> str:
    """Print of what decides an extraction: the selectors and the revision of the rules."""
    said = [one.model_dump(mode="json", exclude_defaults=True, by_alias=True) for one in config.templates]
    return print_of("extract", REVISION, said, config.site.charset)


class Templates:
    """The templates of one site in their order."""

    def __init__(self, templates: Sequence[Template]) -> None:
        self.templates = [(one, re.compile(one.url) if one.url else None) for one in templates]

    def match(self, url: str) -> tuple[Template | None, str | None]:
        """URL → its template and source key; (None, None) if no template's pattern fits."""
        for template, pattern in self.templates:
            found = pattern.search(url) if pattern else None
            if found:
                return template, found[template.source_key] if template.source_key else None
        return None, None

    def field_rules(self, url: str, name: str) -> list[FieldRule]:
        """The rules for a field on this URL: its template's, then those of templates that name no URL."""
        return [
            template.fields[name]
            for template, pattern in self.templates
            if name in template.fields and (pattern is None or pattern.search(url))
        ]


def select_text(
    selector: Selector, root: Node, url: str, metas: dict[str, str], labels: dict[str, str], text: str
) -> str | None:
    """One selector on one page → the text it gives, or None."""
    found: str | None = None
    if selector.meta is not None:
        found = metas.get(selector.meta.lower())
    elif selector.css is not None:
        elements = compiled_css(selector.css)(root)
        if elements:
            found = elements[0].get(selector.attr) if selector.attr else text_of(elements[0])
    elif selector.label is not None:
        match = re.search(re.escape(selector.label) + r"\s*[:：]?\s*([^\n\t]+)", text)
        found = match[1] if match else labels.get(selector.label)
    elif selector.regex is not None or selector.url is not None:
        match = re.search(selector.regex or selector.url or "", text if selector.regex else url)
        found = (match[1] if match.groups() else match[0]) if match else None
    else:
        found = selector.value
    return squeezed(found) or None if found else None
