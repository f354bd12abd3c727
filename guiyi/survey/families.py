"""Which CMS a site was built with: the signs of each family, looked for on the pages that were seen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from guiyi.config.load import load_family
from guiyi.config.models import FamilyFile
from guiyi.survey.findings import FamilyScore
from guiyi.survey.visits import Sight

ENOUGH = 3.0  # weight of seen signs from which a family is told: one strong sign, or several weak ones
AHEAD = 1.0  # weight by which it must lead the next


def known_families(configs: Path) -> dict[str, FamilyFile]:
    """configs/families/*.yaml by name. ConfigError."""
    return {path.stem: load_family(configs, path.stem) for path in sorted((configs / "families").glob("*.yaml"))}


def score_families(
    families: Mapping[str, FamilyFile], pages: Sequence[Sight], urls: Sequence[str]
) -> list[FamilyScore]:
    """Families, pages, and addresses seen → each family with a sign, the likeliest first.

    A sign's weight counts once, however often it is seen; one seen on a single page of many counts half, as a foreign
    widget or a link may bring it.
    """
    found = []
    for name, family in families.items():
        told, total = [], 0.0
        for sign in family.fingerprints:
            seen = _seen(sign.html, pages) if sign.html else _seen_in(sign.url or "$^", urls)
            if seen:
                weight = sign.weight * (0.5 if len(seen) == 1 and len(pages) > 8 else 1.0)
                total += weight
                words, place = seen[0]
                what = "page" if sign.html else "address"
                told.append(f"{words} ({len(seen)} {what}{_plural(what, len(seen))}, such as {place})")
        if told:
            possible = sum(sign.weight for sign in family.fingerprints)
            found.append((total, FamilyScore(name, family.name, round(total / possible, 2), tuple(told))))
    return [one for _total, one in sorted(found, key=lambda pair: (-pair[0], pair[1].family))]


def choose_family(families: Mapping[str, FamilyFile], scores: Sequence[FamilyScore]) -> str | None:
    """The family of the site; None where no sign is strong enough or two families are as likely."""
    weights = [one.score * sum(sign.weight for sign in families[one.family].fingerprints) for one in scores]
    if not weights or weights[0] < ENOUGH or (len(weights) > 1 and weights[0] - weights[1] < AHEAD):
        return None
    return scores[0].family


def _plural(noun: str, count: int) -> str:
    return "" if count == 1 else "es" if noun.endswith("s") else "s"


def _seen(pattern: str, pages: Sequence[Sight]) -> list[tuple[str, str]]:
    """The words of a sign as pages write them, and the page's address, of each page that has it."""
    wanted = re.compile(pattern, re.IGNORECASE)
    found = ((wanted.search(one.text), one.url) for one in pages)
    return [(" ".join(match[0].split()), url) for match, url in found if match]


def _seen_in(pattern: str, urls: Sequence[str]) -> list[tuple[str, str]]:
    wanted = re.compile(pattern)
    return [(match[0], url) for url in urls if (match := wanted.search(url))]
