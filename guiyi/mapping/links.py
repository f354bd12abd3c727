"""Links of a body in the platform's terms: files by their content, pages of the site by their resource."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

ADDRESS = re.compile(r'(<(?:a|img)\b[^>]*?\b(?:href|src)=")([^"]*)(")')


def rewrite_links(markup: str, key_of: Callable[[str], str | None], new_address: Callable[[str], str | None]) -> str:
    """Sanitised HTML → the same with the addresses that the platform now answers; all others stay absolute."""

    def one(match: re.Match[str]) -> str:
        old = html.unescape(match[2])
        key = key_of(old) if old.startswith(("http://", "https://")) else None
        new = new_address(key) if key else None
        return f"{match[1]}{html.escape(new)}{match[3]}" if new else match[0]

    return ADDRESS.sub(one, markup)
