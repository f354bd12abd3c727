"""Pagers that send a form: function gotoPage(n) { document.forms[0].pageNo.value = n; document.forms[0].submit(); }.

A form sent by GET has an address for each page. One sent by POST has none, so a page's key is the list's URL with the
field and the number behind a `#`, as with WebForms.
"""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import quote, unquote, urlencode

import lxml.html

from guiyi.crawl.paging.forms import FIELD_MARK
from guiyi.crawl.paging.functions import counting, functions_of, numbers_of
from guiyi.crawl.paging.numbered import NEXT, PAGE_NAME
from guiyi.crawl.paging.page import MAX_PAGES, ListPage, Paging
from guiyi.crawl.paging.scripted import PAGERS
from guiyi.crawl.paging.settings import script_totals
from guiyi.crawl.reading.changing import form_may_change
from guiyi.crawl.reading.links import words_in
from guiyi.markup.forms import fields_of, value_of
from guiyi.urls import absolute_url

SET = r"[\"'.#\[={{;\s]([\w.$-]+)[\"'\])]*\.(?:value\s*=\s*|val\(\s*){name}\b"
SUBMIT = re.compile(r"\bsubmit\(")
WRITTEN = re.compile(r"[\"'.#\[\s:;]([\w.$-]+)[\"'\])]*\.value\s*=\s*[\"']?(\d{1,5})[\"']?\s*;.*\bsubmit\(", re.DOTALL)
LONGEST = 400  # characters of what a link does by itself
BUTTONS = ("submit", "image")
GO = re.compile(r"^\W*(?:go|转到?|跳转到?|前往|确[定认])\W*$", re.IGNORECASE)
LONG = 6  # digits that are no page's number


def find_paging(page: ListPage) -> Paging | None:
    """A list page whose pager fills a field of a form and sends it → its further pages."""
    if not SUBMIT.search(page.asking):
        return _written(page) or _chosen(page)
    items, pages = page.totals
    told_pages, told_items = script_totals(page.asking)
    for name, arguments, body in functions_of(page.asking):
        if not SUBMIT.search(body):
            continue
        at, called, _given = numbers_of(name, page.text, arguments)
        numbers = "|".join(map(re.escape, counting(arguments, at)))
        field = re.search(SET.format(name=f"(?:{numbers})"), body)
        field_name, form = _field_of(page.root, field[1]) if field else ("", None)
        most = max(called, default=0)
        last = min(pages or told_pages or most, MAX_PAGES)
        if pages and most > max(pages, items or 0) and not PAGE_NAME.match(field_name):
            continue  # it opens an item by its number
        if field and form is not None and last > 1 and (called or PAGERS.match(name)):
            values = _sent(called, last)
            urls = _addresses(page, form, field_name, values)
            how = f"{name}(n) up to {values[-1]}"
            return Paging(urls, expected_items=items or told_items, expected_pages=1 + len(values), how=how)
    return _written(page) or _chosen(page)


def _written(page: ListPage) -> Paging | None:
    """A page whose links fill the form by themselves: javascript:document.f.pageNo.value='2';document.f.submit()."""
    if ".submit(" not in page.text:
        return None
    called: dict[str, set[int]] = defaultdict(set)
    for element in page.root.iter("a", "input", "img", "span"):
        said = next((one for name in ("href", "onclick") if "submit(" in (one := element.get(name) or "")), "")
        if found := WRITTEN.search(unquote(said[:LONGEST])):
            called[found[1]].add(int(found[2]))
    for said, numbers in called.items():
        name, form = _field_of(page.root, said)
        if form is None or not PAGE_NAME.match(name.rsplit(".")[-1]):
            continue
        items, pages = page.totals
        values = [*range(2, min(pages, MAX_PAGES) + 1)] if pages else sorted(one for one in numbers if one > 1)
        how = f"links that set {name}"
        return Paging(_addresses(page, form, name, values), expected_items=items, expected_pages=pages, how=how)
    return None


def _chosen(page: ListPage) -> Paging | None:
    """A page whose form has a choice of pages, sent by a button: 转到第 [1|2|3] 页 [确定]."""
    for select in page.found.selects:
        name, form = select.get("name") or "", next(select.iterancestors("form"), None)
        if form is None or not PAGE_NAME.match(name) or form_may_change(form):
            continue
        values = [value_of(one) for one in select.iter("option")]
        numbers = [int(one) for one in values if one.isdecimal() and len(one) < LONG]
        is_whole = len(numbers) == len(values) > 1 and numbers == [*range(numbers[0], numbers[0] + len(numbers))]
        if is_whole and numbers[0] < 2:
            urls = _addresses(page, form, name, numbers[1:MAX_PAGES])
            how = "a form's choice of pages"
            return Paging(urls, expected_items=page.totals[0], expected_pages=len(numbers), how=how)
    return _pressed(page)


def _pressed(page: ListPage) -> Paging | None:
    """A page with a form that holds the next page's number and a button 下一页, or a field for a number and 转到."""
    for form in page.root.iter("form"):
        fields = [one for one in form.iter("input") if PAGE_NAME.match(one.get("name") or "") or _asks_for_page(one)]
        buttons = [one for one in form.iter("input", "button") if (one.get("type") or "").lower() in BUTTONS]
        said = [" ".join((one.get("value") or words_in(one)).split()) for one in buttons if not one.get("name")]
        if len(fields) != 1 or len(said) != len(buttons) or form_may_change(form):
            continue
        is_hidden = (fields[0].get("type") or "text").lower() == "hidden"
        number = value_of(fields[0])
        items, pages = page.totals
        if is_hidden and any(map(NEXT.match, said)) and number.isdecimal() and 1 < int(number) <= MAX_PAGES:
            values = [*range(2, min(pages, MAX_PAGES) + 1)] if pages else [int(number)]
        elif not is_hidden and any(map(GO.match, said)):
            values = [*range(2, min(pages or 0, MAX_PAGES) + 1)]
        else:
            continue
        if values:
            urls = _addresses(page, form, fields[0].get("name") or "", values)
            return Paging(urls, expected_items=items, expected_pages=pages, how="a form's number of a page")
    return None


def _asks_for_page(field: lxml.html.HtmlElement) -> bool:
    """Whether a reader types a page's number into a field, whatever its name: 转到第 [ ] 页."""
    before = field.getprevious()
    said = before.tail if before is not None else field.getparent().text
    is_typed = (field.get("type") or "text").lower() == "text" and bool(field.get("name"))
    return is_typed and (said or "").rstrip().endswith(("第", "到", "至")) and (field.tail or "").lstrip()[:1] == "页"


def _field_of(root: lxml.html.HtmlElement, said: str) -> tuple[str, lxml.html.HtmlElement | None]:
    """A field as a script names it: by name, by id, or behind its form (pageForm.pageNo) → its name and its form."""
    for name in (said, *(one.get("name") for one in root.iter("input") if one.get("id") == said), said.rsplit(".")[-1]):
        for form in root.iter("form"):
            if name and name in fields_of(form) and not form_may_change(form):
                return name, form
    return said, None


def _sent(called: list[int], last: int) -> list[int]:
    """The numbers with which a page calls its pager, and its last page → those of the pages behind the first: pages,
    or how many rows are skipped.

    >>> _sent([2, 9], 9)[-1], _sent([0, 20, 40, 20], 40), _sent([0, 1, 2], 2)
    (9, [20, 40], [1, 2])
    """
    if 0 not in called:
        return [*range(2, last + 1)]
    step = min((one for one in called if one), default=1)
    return [*range(step, min(max(called), step * MAX_PAGES) + 1, step)] or [step]


def _addresses(page: ListPage, form: lxml.html.HtmlElement, field: str, values: list[int]) -> list[str]:
    first = page.url.split("#", 1)[0]
    if (form.get("method") or "get").lower() == "post":
        return [f"{first}{FIELD_MARK}{quote(field, safe='')}:{number}" for number in values]
    action = absolute_url(form.get("action") or first, first) or first
    fields = {name: value for name, value in fields_of(form).items() if value or name == field}
    return [f"{action.split('?', 1)[0]}?{urlencode(fields | {field: number})}" for number in values]
