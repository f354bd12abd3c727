"""A short page that nowhere says what its list calls it: it may stand in the place of the page that the list means."""

from __future__ import annotations

import re
from typing import Any

from rapidfuzz import fuzz

from guiyi.config.names import folded
from guiyi.extract.content import Content
from guiyi.extract.given import Page
from guiyi.extract.pages.view import PageView
from guiyi.markup.tree import Node

UNNAMED = "unnamed:"  # flag; behind it what the list says
FEW = 300  # characters of a text that a notice of upkeep, a block or a sign-in page has at most
LEAST = 6  # characters of a listed title from which a page can be seen to lack it
LIKE = 80  # of 100: how much of a listed title a page must say; lists cut titles and leave words out
SAID = 100  # characters of a listed title in the flag
MARKS = re.compile(r"[\W_]+")
NAMES = ("title", "articletitle", "og:title")  # metas
SKIPPED = frozenset(("a", "script", "style", "noscript"))


def unnamed(page: Page, view: PageView, content: Content) -> list[str]:
    """A page and its content → the flag if it is short, has no files and does not say what its list calls it.

    Links do not count: a box of the newest articles stands on every page. Several such pages of one text are held
    together (guiyi.dedupe.instead); one alone may just be called otherwise.
    """
    called, has_more = (page.listed_title or "").strip(), content.attachments or content.images or content.letters
    if has_more or not 0 < len(content.text) <= FEW or len(_core(called)) < LEAST:
        return []
    names = (view.root.findtext(".//title") or "", *(view.metas.get(name, "") for name in NAMES))
    is_named = is_said(called, *names) or is_said(called, *_words(view.root), *names)
    return [] if is_named else [UNNAMED + called[:SAID]]


def listed_as(flags: Any) -> str | None:
    """A document's flags → what its list calls it, if it says no such thing itself."""
    told = (one.removeprefix(UNNAMED) for one in (() if flags is None else flags) if one.startswith(UNNAMED))
    return next(told, None)


def is_said(called: str, *texts: str) -> bool:
    """Whether texts together say what a list calls a page, marks and some words aside."""
    return fuzz.partial_ratio(_core(called), _core(" ".join(texts))) >= LIKE


def _core(text: str) -> str:
    return MARKS.sub("", folded(text))


def _words(root: Node) -> list[str]:
    """Texts of a page that stand in no link; also its <title>."""
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node.tag, str) and node.tag not in SKIPPED:
            found.append(node.text or "")
            waiting.extend(node)
        found.append(node.tail or "")
    return found
