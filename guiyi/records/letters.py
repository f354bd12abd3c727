"""Letters in bare data: what a mailbox's script asks for, or holds → the page that a reader would have seen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from guiyi.records.data import json_of
from guiyi.records.names import LETTER, letter_label
from guiyi.records.printing import print_page, print_record
from guiyi.records.values import BLOCK, PROMPT, has_words, shown, without_tags

TITLE, QUESTION, ANSWER, STATUS, IS_PUBLIC = "来信主题", "来信内容", "回复内容", "办理状态", "是否公开"
CLOSED = ("0", "false", "n", "no", "否")
LEAST = 3  # fields of a letter that is a whole reply
LEAST_SAID = 3  # characters of a question and of an answer, where an object stands among others
OF_ANSWER = re.compile(r"^(?:letter|mail|msg|message|xj|ly)?_?(?:reply|answer|hf)", re.IGNORECASE)  # no menu's 意见反馈
PLAIN = re.compile(  # names that any record may have
    r"^(?:(?:doc|info|article|news)?_?(?:title|content|text|body|(?:create|publish|pub|update)_?(?:d?_?time|date|at)?|date|time"
    r"|status|state|is_?(?:public|open|show)))$",
    re.IGNORECASE,
)
BEGINS = re.compile(r"\s*[{\[]")
ARTICLE = 40  # characters of an article's text
DEPTH = 3
MAX_JSON = 500_000


def letter_page(text: str) -> str | None:
    """Text of a reply → HTML of its labelled values; None if it is no JSON object of a letter."""
    if not BEGINS.match(text) or len(text) > MAX_JSON:
        return None
    found = _letter_in(json_of(text), 0)
    if found is None:
        return None
    title = without_tags(found[TITLE][1]) if TITLE in found else ""
    return print_page(title, _printed(found))


def is_closed(said: Mapping[str, Any]) -> bool:
    """Whether an object says of itself that it is not public.

    >>> [is_closed({"title": "路灯"} | one) for one in ({"is_open": 0}, {"isOpen": "1"}, {})]
    [True, False, False]
    """
    told = (str(value).strip().lower() for name, value in said.items() if letter_label(str(name)) == IS_PUBLIC)
    return any(value in CLOSED for value in told)


def letter_of(said: Mapping[str, Any]) -> str | None:
    """An object among others → the answered letter that it holds, as HTML; None for any other.

    >>> letter_of({"content": "不亮。", "replyContent": "已修。"})
    '<div><table><tr><td>来信内容</td><td>不亮。</td></tr><tr><td>回复内容</td><td>已修。</td></tr></table></div>'
    >>> letter_of({"title": "路灯", "content": "不亮。", "replyCount": "3"}) is None
    True
    >>> letter_of({"content": "请输入内容", "reply": "回复"}), letter_of({"content": "县水利局", "deal": "意见反馈"})
    (None, None)
    """
    found = _labelled(said)
    if not {QUESTION, ANSWER} <= found.keys() or not OF_ANSWER.match(found[ANSWER][0]):
        return None
    words = [without_tags(found[one][1]) for one in (QUESTION, ANSWER)]
    return None if any(len(one) < LEAST_SAID or PROMPT.match(one) for one in words) else _printed(found)


def _letter_in(said: Any, depth: int) -> dict[str, tuple[str, str]] | None:
    """The first object in a reply that has a letter's fields."""
    if isinstance(said, list):
        said = said[0] if len(said) == 1 else None
    if not isinstance(said, dict) or depth > DEPTH:
        return None
    letter = _labelled(said)
    if len(letter) >= LEAST and ({QUESTION, ANSWER} & letter.keys()) and not _is_article(letter):
        return letter
    return next((found for value in said.values() if (found := _letter_in(value, depth + 1))), None)


def _is_article(letter: Mapping[str, tuple[str, str]]) -> bool:
    """Whether what is read as a letter is an article: nobody answers, no field is called after a letter, and its text
    is in paragraphs.

    >>> import json
    >>> text = "<p>" + "各单位要做好防汛。" * 5 + "</p>"
    >>> one = {"title": "防汛", "content": text, "createTime": "2018-03-05"}
    >>> letter_page(json.dumps(one)) is None, letter_page(json.dumps(one | {"reply": "已办。"})) is None
    (True, False)
    >>> letter_page(json.dumps({"letterTitle": "路灯", "content": text, "createTime": "2018-03-05"})) is None
    False
    """
    if ANSWER in letter or QUESTION not in letter or BLOCK.search(letter[QUESTION][1]) is None:
        return False
    return len(without_tags(letter[QUESTION][1])) >= ARTICLE and all(
        PLAIN.match(name) for name, _told in letter.values()
    )


def _labelled(said: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """An object → label → the first field of that meaning, and its value as HTML, in the order of a letter."""
    made: dict[str, tuple[str, str]] = {}
    for name, value in said.items():
        label = letter_label(name)
        if label and label not in made and (told := _is_public(value) if label == IS_PUBLIC else shown(name, value)):
            made[label] = name, told
    return {label: made[label] for label, _pattern in LETTER if label in made}


def _is_public(value: Any) -> str:
    """What a field that tells whether a letter is public says; empty where it says nothing."""
    is_said = isinstance(value, str | int) and value != ""
    return ("否" if str(value).strip().lower() in CLOSED else "是") if is_said else ""


def _printed(found: Mapping[str, tuple[str, str]]) -> str:
    told = {label: value for label, (_name, value) in found.items() if label != STATUS or has_words(value)}
    return print_record(without_tags(told.get(TITLE, "")), told.items())
