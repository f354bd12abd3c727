"""Articles in bare data: a title, a text in markup, and what is told of them → the part of a page that shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from guiyi.records.letters import letter_of
from guiyi.records.names import FACTS, GUIDE, OF_PUBLICATION, guide_labels, lowered, named_in, published_in, title_in
from guiyi.records.printing import Fact, print_article, print_record
from guiyi.records.values import BLOCK, PROMPT, has_words, shown, stamp_day, without_tags

LEAST = 40  # characters of an article's text
LONGEST = 200  # characters of a title, or of another fact
OF_DAY = "time"  # the name of a field whose stamps are days
NAME = "事项名称"
LEAST_ELEMENTS, LEAST_SAID = 4, 12  # elements, and characters of what stands below its name


def is_article(text: str) -> bool:
    """Whether some HTML has an article's length and markup."""
    return BLOCK.search(text) is not None and len(words_of(text)) >= LEAST


def words_of(markup: str) -> str:
    """Markup → its words, without tags and blanks."""
    return re.sub(r"<[^>]*>|\s", "", markup)


def longest_text(said: Mapping[str, Any]) -> str:
    """An object → the longest of its texts in markup; empty where it has none."""
    return max((one for one in said.values() if isinstance(one, str) and BLOCK.search(one)), key=len, default="")


def shown_of(said: Mapping[str, Any]) -> str | None:
    """An object that holds a letter, a guide or an article (a title, a text in markup) → its HTML; None for others.

    >>> text = "<p>" + "各单位要做好防汛。" * 5 + "</p>"
    >>> made = shown_of({"docTitle": "防汛", "createTime": "2018-03-01", "docRelTime": 1520215680000, "body": text})
    >>> (made or "").partition("各")[0], shown_of({"siteTitle": "云川网", "body": text}), shown_of({"title": "防汛"})
    ('<h1>防汛</h1><p>发布时间：2018-03-05</p><div><p>', None, None)
    """
    text = longest_text(said)
    if record := letter_of(said) or guide_of(said):
        return record
    if not is_article(text):
        return None
    fields = {name: value for name, value in lowered(said).items() if value is not text}
    title = title_in(fields, _is_title)
    return print_article(without_tags(title), _facts(fields), text) if title else None


def _facts(fields: Mapping[str, Any]) -> Iterator[Fact]:
    """Fields by their names in small letters → what they tell of an article, with the labels that a page has."""
    if (day := published_in(fields, _is_day)) is not None:
        yield OF_PUBLICATION, shown(OF_DAY, day)
    for label, pattern in FACTS:
        if value := named_in(fields, pattern, _is_title):
            yield label, shown("", value)


def _is_title(value: Any) -> bool:
    return has_words(value) and len(value) <= LONGEST


def _is_day(value: Any) -> bool:
    """Whether a value tells a day: in words with a figure, or as a stamp."""
    if isinstance(value, int):
        return bool(stamp_day(value))
    return isinstance(value, str) and len(value) <= LONGEST and re.search(r"\d", value) is not None


def guide_of(said: Mapping[str, Any]) -> str | None:
    """An object among others → the guide to a service that it holds, as HTML; None for any other.

    >>> guide_of({"itemName": "菜单", "flow": "x", "place": "y", "tel": "1"})
    >>> guide = {"itemName": "户口迁移", "conditions": "有固定住所", "materials": ["身份证", "户口簿"], "tel": "221"}
    >>> (guide_of(guide) or "").split("</tr>")[2]
    '<tr><td>办理材料</td><td>身份证<br>户口簿</td>'
    """
    told = _elements(said)
    name = told.get(NAME, "")
    is_guide = bool(name) and len(told) >= LEAST_ELEMENTS and len("".join(told.values())) >= LEAST_SAID + len(name)
    return print_record(without_tags(name), told.items()) if is_guide else None


def _elements(said: Mapping[str, Any]) -> dict[str, str]:
    """An object → the elements of a guide that its fields tell, in the order of a guide, and their values as HTML."""
    made: dict[str, str] = {}
    for name, value in said.items():
        labels = [one for one in guide_labels(name) if one not in made] if isinstance(value, str | list) else ()
        if labels and (words := shown(name, value)):
            made |= dict.fromkeys(labels, words)
    return {label: made[label] for label, _pattern in GUIDE if label in made and not PROMPT.match(made[label])}
