"""Reading a list page whose items are files: the papers of meetings, beside dated rows or by themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from itertools import islice

from guiyi.crawl.reading.addresses import is_file
from guiyi.crawl.reading.candidates import MIN_TITLE, SKIP_TEXT, groups_of
from guiyi.crawl.reading.items import Item
from guiyi.crawl.reading.links import PageLinks
from guiyi.crawl.reading.listing import MIN_GROUP, ROW_DEPTH, Rows, rows_of, titles_of
from guiyi.crawl.reading.panels import joined_panels
from guiyi.crawl.reading.tablerows import is_named_above
from guiyi.crawl.reading.texts import running_text, runs_in_english

ANNEX = re.compile(r"^\W*(?:附[件表图录]|attachment(?!s\b)|annex|appendix|enclosure|exhibit)", re.IGNORECASE)
OF_MEETING = re.compile(  # Agenda for the Planning Committee on Wednesday, 10 June 2015; news of a meeting names no day
    r"\b(?:Agenda|Minutes|Meeting|Papers)\b.{0,200}\b(?:19|20)\d{2}\b", re.IGNORECASE
)
OF_FILES = re.compile(r"(?:archive|file|down|attach|document)[^/]*$")  # a script by whose name it answers files


def papers_beside(found: PageLinks, is_own: Callable[[str], bool], rows: Rows) -> list[Item]:
    """Files in the rows of a dated list whose words most of its rows repeat, Agenda beside Minutes, or which the head
    above calls so as it does the list's own: each is an item of its row's day. 附件, 点击下载 are of the item itself.
    In a list of files those that the head calls so need no day, and may stand in few of its rows.
    """
    days = {item.url: item.listed_on for item in rows.items}
    files = [(one, one.element) for one in found.links if is_file(one.url) and is_own(one.url)]
    named = {one.url for one, element in files if is_named_above(element, one.text)}
    is_named = named.issuperset(days)
    is_dated, is_of_files = all(days.values()), all(map(is_file, days))
    if not (is_dated or is_of_files) or len(rows.units) != len(days) or (len(days) < MIN_GROUP and not is_named):
        return []
    pairs = zip(rows.units, rows.items, strict=True)
    of_row = {unit if unit.tag != "td" else unit.getparent(): item for unit, item in pairs}
    told: dict[str, list[Item]] = defaultdict(list)
    for link, element in files:
        if element is None or link.url in days or len(link.text) < MIN_TITLE or SKIP_TEXT.match(link.text):
            continue
        row = next((one for one in islice(element.iterancestors(), ROW_DEPTH) if one in of_row), None)
        if row is not None:
            title = max(link.text, (element.get("title") or "").strip(), key=len)
            told[link.text].append(Item(link.url, title, of_row[row].listed_on))
    least = max(MIN_GROUP, len(days) / 2)
    may_be_few = {url for url in named if is_named or is_of_files}
    return [
        item
        for words, some in told.items()
        for item in some
        if (is_dated and len(some) >= least) or (item.url in may_be_few and not ANNEX.match(words))
    ]


def find_papers(found: PageLinks, is_own: Callable[[str], bool], url: str) -> Rows:
    """Links and address of a page without dates → the files that it names, where they are all that it is for: one
    group of them, no text beside it, and navigation leads to the page, or it is a meeting's. What is called 附件 or
    Annex is of a text.
    """
    named = {link.url for link in found.links if link.element is None or "#" not in (link.element.get("href") or "")}
    if sum(map(is_file, named)) < MIN_GROUP or running_text(found.root):
        return Rows([], [])
    is_meeting = OF_MEETING.search(found.root.findtext(".//title") or "") is not None
    script = url.partition("?")[0].lower()  # Archive.aspx?AMID=36 lists what Archive.aspx?ADID=500 answers
    is_its_own = OF_FILES.search(script) and any(one.lower().startswith(f"{script}?") for one in filter(is_file, named))
    if not (url in named or is_meeting or is_its_own):
        return Rows([], [])
    groups = ([one for one in group if is_file(one.link.url)] for group in groups_of(found, is_own, lambda url: False))
    joined = joined_panels(sorted(filter(None, groups), key=len, reverse=True))
    told = {frozenset(one.link.url for one in group): group for group in joined if len(group) >= MIN_GROUP}
    whole = [group for urls, group in told.items() if not any(urls < other for other in told)]  # Agenda of each meeting
    if len(whole) != 1:
        return Rows([], [])
    group = whole[0]
    of_text = any(ANNEX.match(one.link.text) for one in group)
    of_text = of_text or runs_in_english(found.root, group[0].link.text, group[-1].link.text)
    return Rows([], []) if of_text else rows_of(group, titles_of(found))
