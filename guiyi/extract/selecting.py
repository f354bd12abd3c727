"""Selectors of the configuration on a page: each gives the text of a field, or nothing; which of them still stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

from lxml import etree

from guiyi.config.models import Selector
from guiyi.extract.fields.labelled import value_beside
from guiyi.extract.fields.lines import without_remarks
from guiyi.extract.fields.values import cleaned
from guiyi.extract.pages.view import PageView
from guiyi.markup.tree import Node, squeezed, unspaced

OF_THE_MOVE = re.compile(r"\W*(?:导入|入库|生成|采集|抓取|迁移|录入|打印|访问|当前|系统)(?:时间|日期)\s*[:：]")
AS_PRINTED = ("section", "summary", "keywords")
LEAST = 8  # characters of a title in a list that is no name of a column
ALIKE = 0.5  # share of a title's pairs of characters that another wording of it has, too
CUT = re.compile(r"(?:…|\.{2,}|。{2,})$")
UNLINKED = etree.XPath(".//text()[not(ancestor::a or ancestor::script or ancestor::style or ancestor::title)]")
Told = TypeVar("Told")


def read_fields(
    rules: Mapping[str, Sequence[Selector]], view: PageView, around: str
) -> dict[str, tuple[str, Selector]]:
    """Selectors by field, a page, the text around its body → field → (value, the selector that gave it)."""
    found: dict[str, tuple[str, Selector]] = {}
    for name, selectors in rules.items():
        for one in selectors if name != "body" else ():
            value = field_value(name, one, view, around)
            if value:
                found[name] = value, one
                break
    return found


def field_value(name: str, one: Selector, view: PageView, around: str) -> str | None:
    """One selector of a field → the value in the field's own form (dates ISO 8601), or None if it gives none."""
    found = select_text(one, view, around)
    if not found:
        return None
    if name == "published_at" and one.css and OF_THE_MOVE.match(found):
        return None
    if name == "title":
        return without_remarks(found)
    return found if name in AS_PRINTED or one.value else cleaned(name, found)


def select_text(one: Selector, view: PageView, around: str) -> str | None:
    """One selector on one page → the text it gives, or None. around: text of the page around the body."""
    if one.css is not None:
        found = _in_element(one, view)
    elif one.meta is not None:
        found = view.metas.get(one.meta.lower())
    elif one.label is not None:
        found = value_beside(one.label, around)
    elif one.regex is not None:
        found = _group(one.regex, around)
    elif one.url is not None:
        found = _group(one.url, view.url)
    else:
        found = one.value
    return squeezed(found) or None if found else None


def _in_element(one: Selector, view: PageView) -> str | None:
    css = one.css or ""
    if one.attr:
        element = view.first(css)
        return str(element.get(one.attr) or "") if element is not None else None
    text = view.text(css)
    if one.label:
        return value_beside(one.label, text)
    return _group(one.regex, text) if one.regex else text


def _group(pattern: str, text: str) -> str | None:
    match = re.search(pattern, text)
    return (match[1] if match.groups() else match[0]) if match else None


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
