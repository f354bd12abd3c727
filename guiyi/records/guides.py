"""Guides to a service in bare data: the elements that their fields name → the part of a page that shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guiyi.records.names import GUIDE, guide_labels
from guiyi.records.printing import print_record
from guiyi.records.values import PROMPT, shown, without_tags

NAME = "事项名称"
LEAST, LEAST_SAID = 4, 12  # elements, and characters of what stands below its name


def guide_of(said: Mapping[str, Any]) -> str | None:
    """An object among others → the guide to a service that it holds, as HTML; None for any other.

    >>> guide_of({"itemName": "菜单", "flow": "x", "place": "y", "tel": "1"})
    >>> guide = {"itemName": "户口迁移", "conditions": "有固定住所", "materials": ["身份证", "户口簿"], "tel": "221"}
    >>> (guide_of(guide) or "").split("</tr>")[2]
    '<tr><td>办理材料</td><td>身份证<br>户口簿</td>'
    """
    told = _elements(said)
    name = told.get(NAME, "")
    is_guide = bool(name) and len(told) >= LEAST and len("".join(told.values())) >= LEAST_SAID + len(name)
    return print_record(without_tags(name), told.items()) if is_guide else None


def _elements(said: Mapping[str, Any]) -> dict[str, str]:
    """An object → the elements of a guide that its fields tell, in the order of a guide, and their values as HTML."""
    made: dict[str, str] = {}
    for name, value in said.items():
        labels = [one for one in guide_labels(name) if one not in made] if isinstance(value, str | list) else ()
        if labels and (words := shown(name, value)):
            made |= dict.fromkeys(labels, words)
    return {label: made[label] for label, _pattern in GUIDE if label in made and not PROMPT.match(made[label])}
