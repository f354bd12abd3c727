"""A site's templates, compiled: which page has which template, and its selectors as functions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from guiyi.config.models import Selector, SiteConfig, Template
from guiyi.markup.tree import plain_of
from guiyi.prints import print_of

REVISION = 175  # of the extraction's own rules: a higher one extracts all pages again


def template_print(config: SiteConfig) -> str:
    """Print of what decides an extraction: the selectors and the revision of the rules."""
    said = [one.model_dump(mode="json", exclude_defaults=True, by_alias=True) for one in config.templates]
    return print_of("extract", REVISION, said, config.site.charset, config.site.days)


class Templates:
    """The templates of one site in their order."""

    def __init__(self, templates: Sequence[Template]) -> None:
        self.templates = [(one, re.compile(one.url) if one.url else None) for one in templates]
        self._drops: dict[str, frozenset[str]] = {
            one.name: frozenset(plain_of(line) for line in one.drop) for one in templates if one.drop
        }
        self._rules: dict[tuple[bool, ...], dict[str, tuple[Selector, ...]]] = {}

    def match(self, url: str) -> tuple[Template | None, str | None]:
        """URL → its template and source key; (None, None) if no template's pattern fits."""
        for template, pattern in self.templates:
            found = pattern.search(url) if pattern else None
            if found:
                return template, found[template.source_key] if template.source_key else None
        return None, None

    def drops(self, url: str) -> frozenset[str]:
        """URL → lines, without blanks, that are no part of a body: those of every template that fits."""
        if not self._drops:
            return frozenset()
        fits = (one for one, pattern in self.templates if pattern is None or pattern.search(url))
        return frozenset(line for one in fits for line in self._drops.get(one.name, ()))

    def rules(self, url: str) -> dict[str, tuple[Selector, ...]]:
        """URL → the selectors of each field, in the order they are tried: those of every template that fits."""
        fits = tuple(pattern is None or pattern.search(url) is not None for _template, pattern in self.templates)
        if fits not in self._rules:
            made: dict[str, tuple[Selector, ...]] = {}
            for (template, _pattern), is_fit in zip(self.templates, fits, strict=True):
                for name, rule in template.fields.items() if is_fit else ():
                    made[name] = made.get(name, ()) + rule.first_of
            self._rules[fits] = made
        return self._rules[fits]
