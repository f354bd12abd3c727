"""Windows that a page opens of itself as it comes: notices that old home pages pop up and nothing else leads to."""

from __future__ import annotations

import re

import lxml.html

from guiyi.crawl.reading.calls import ADDRESSED
from guiyi.crawl.reading.changing import may_change
from guiyi.scripts.literals import braces_end

# both begin with what is searched for fast, and look back at what stands before it
NAMED = re.compile(r"\((?<=\bopen\()\s*([\"'])([^\"'\s<>()]{3,300})\1", re.IGNORECASE)
FUNCTION = re.compile(r"function(?<=\bfunction)\s+([\w$]+)\s*\([^()]*\)\s*(?=\{)")
CALL = re.compile(r"([\w$]+)\(")
PRINTS = re.compile(r"print|dayin|login|vote", re.IGNORECASE)


def popped(root: lxml.html.HtmlElement, scripts: list[str]) -> list[str]:
    r"""Tree and scripts of a page → the addresses, as written, of the windows that it opens without a click.

    >>> from guiyi.markup.parsing import parse_html
    >>> own = "function pop() { window.open('gg/7.htm', '', 'width=400'); } function p() { window.open('p.htm') }"
    >>> popped(parse_html("<body onload='pop()'>"), [own]), popped(parse_html("<body>"), [own])
    (['gg/7.htm'], [])
    >>> popped(parse_html("<body onload=\"MM_openBrWindow('a.htm','','width=9')\">"), ["window.open('b.asp?id=3')"])
    ['a.htm', 'b.asp?id=3']
    """
    body = next(root.iter("body"), None)
    onload = (body.get("onload") or "") if body is not None else ""
    opening = [one for one in scripts if "open(" in one]
    if not onload and not opening:
        return []
    found = [call[3] for call in ADDRESSED.finditer(onload) if "open" in (call[1] or "").lower()]
    tops, functions = [onload], dict[str, str]()
    for script in opening:
        top, own = _parted(script)
        tops.append(top)
        functions |= own
    called = set(CALL.findall("\n".join(tops))) if functions else ()
    texts = [*tops, *(text for name, text in functions.items() if name in called)]
    found += [named[2] for text in texts for named in NAMED.finditer(text)]
    return [one for one in dict.fromkeys(found) if re.search(r"[./?]", one) and not _is_other(one)]


def _is_other(address: str) -> bool:
    return PRINTS.search(address) is not None or may_change(address)


def _parted(script: str) -> tuple[str, dict[str, str]]:
    """A script → what it runs at once, and the text of each of its functions by name."""
    top, own, at = "", dict[str, str](), 0
    for head in FUNCTION.finditer(script):
        if head.start() < at:  # within another
            continue
        end = braces_end(script, head.end(), len(script), 0) or len(script)
        top, own[head[1]], at = top + script[at : head.start()], script[head.end() : end], end
    return top + script[at:], own
