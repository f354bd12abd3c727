"""Which of the fields that a template's selectors gave still stand: a changed page may have a column's name where its
title was. The list that names the page is the witness.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from lxml import etree

from guiyi.markup.tree import Node, unspaced

LEAST = 8  # characters of a title in a list that is no name of a column
ALIKE = 0.5  # share of a title's pairs of characters that another wording of it has, too
CUT = re.compile(r"(?:…|\.{2,}|。{2,})$")
UNLINKED = etree.XPath(".//text()[not(ancestor::a or ancestor::script or ancestor::style or ancestor::title)]")
Told = TypeVar("Told")


def without_fallen(told: Mapping[str, Told], title: str | None, listed: str | None, root: Node) -> dict[str, Told]:
    """Fields by name, the title among them, the title in the page's list, the page → the fields that stand.

    A title goes only if it has nothing of the list's, which the page shows in full beside its links.
    """
    kept = dict(told)
    if title and listed and _is_of_another(unspaced(title), CUT.sub("", unspaced(listed)), root):
        del kept["title"]
    return kept


def _is_of_another(title: str, listed: str, root: Node) -> bool:
    if len(listed) < LEAST or title in listed or listed in title:
        return False
    pairs, others = ({one[at : at + 2] for at in range(len(one) - 1)} for one in (title, listed))
    if pairs and len(pairs & others) >= ALIKE * min(len(pairs), len(others)):
        return False
    return listed in unspaced("".join(map(str, cast(list[Any], UNLINKED(root)))))
