"""The operators' language: GUIYI_LANGUAGE. Unset, labels are Chinese with English behind and messages English."""

from __future__ import annotations

import html
import os
import re

from guiyi.wording.sayings import catalogue, in_chinese

VARIABLE = "GUIYI_LANGUAGE"
TEXT = re.compile(r">([^<>]*[A-Za-z][^<>]*)<")
ATTRIBUTE = re.compile(r'(?<= )(title|aria-label)="([^"]*[A-Za-z][^"]*)"')
ENGLISH_BESIDE = re.compile(
    r"<span class=\"en\">.*?</span>|<small>[\x00-\x7f]*?</small>|(?<=[^\x00-\x7f])<span>[\x00-\x7f]*?</span>(?=</h)"
)
HAN = "\u3400-\u9fff"
STOPS = "。，；：、」）"
BOTH = re.compile(rf"^(.*[{HAN}{STOPS}][^\sA-Za-z{HAN}]*) +([^{HAN}{STOPS}]*[A-Za-z][^{HAN}{STOPS}]*)$", re.DOTALL)
COMMENT = re.compile(r"(.*  # |\s*#\s*)(.*)", re.DOTALL)
CELL = re.compile(r"(?<!\\)\|")


def is_chinese() -> bool:
    """Whether people are told all in Chinese. What programs read is the same in any language."""
    return os.environ.get(VARIABLE, "").lower().startswith("zh")


def told(text: str) -> str:
    """A message of the program → as the operators want it, line by line."""
    return said("zh", text) if is_chinese() else text


def said(language: str, text: str) -> str:
    """A message of the program → in the reader's language, line by line; what is in no catalogue stays as it is.

    >>> said("zh", "say why it is held"), said("en", "say why it is held")
    ('请写明暂停公开的原因', 'say why it is held')
    """
    if language != "zh":
        return text
    return catalogue().get(text) or "\n".join(map(in_chinese, text.split("\n")))


def half(language: str, text: str) -> str:
    """A text in both languages (Chinese, then English) → the reader's half of it.

    >>> half("zh", "冻结内容 freeze"), half("en", "冻结内容 freeze"), half("en", "冻结")
    ('冻结内容', 'freeze', '冻结')
    """
    found = BOTH.match(text)
    return found[("zh", "en").index(language) + 1] if found else text


def told_half(text: str) -> str:
    """A text that the program has in both languages → the operators' half of it; both, where none was asked for."""
    return "\n".join(half("zh", line) for line in text.split("\n")) if is_chinese() else text


def told_markdown(text: str) -> str:
    """A page of Markdown → the same in the operators' language, cell by cell; what is fenced stays."""
    if not is_chinese():
        return text
    head, *fenced = text.split("\n```", 1)
    lines = [
        "|".join(map(_cell, CELL.split(line))) if line.startswith("|") else told(line) for line in head.split("\n")
    ]
    return "\n```".join(["\n".join(lines), *fenced])


def _cell(cell: str) -> str:
    said = told(cell.strip())
    return cell.replace(cell.strip(), said) if said != cell.strip() else cell


def told_comments(text: str) -> str:
    """A YAML file → the same with its comments in the operators' language."""
    said = map(_commented, text.split("\n"))
    return "\n".join(line for line in said if line.strip() != "#") if is_chinese() else text


def _commented(line: str) -> str:
    found = COMMENT.fullmatch(line)
    return found[1] + told(found[2]) if found else line


def told_html(page: str) -> str:
    """A page that the program made → the same in the operators' language: its texts, without the English beside."""
    if not is_chinese():
        return page
    page = ENGLISH_BESIDE.sub("", page)
    page = ATTRIBUTE.sub(lambda found: f'{found[1]}="{_text(found[2])}"', page)
    return TEXT.sub(lambda found: f">{_text(found[1])}<", page)


def _text(text: str) -> str:
    plain = html.unescape(text).strip()
    said = told(plain)
    return text if said == plain else text.replace(text.strip(), html.escape(said))
