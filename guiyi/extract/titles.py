"""The title of an article: government meta tag, heading, what the list prints, the <title> without the site's name."""

from __future__ import annotations

import re

from guiyi.extract.dates import DATE_TIME
from guiyi.extract.labelled import ANY_LABEL, is_remark
from guiyi.extract.page import Node, raw_text, squeezed

TITLE_SPLIT = re.compile(r"\s*(?:[-–—_|｜»>]{1,2}|::)\s*")
SITE_WORDS = re.compile(r"(?:人民政府|政府网|门户网站|官方网站|信息网|政务网|首页|网站|局|委员会|厅|办公室|中心)$")
NO_TITLE = re.compile(r"首页|当前位置|>|»|[。！？；]$|：“")
COLUMN_NAME = 8  # characters that a column's name has at most


def find_title(root: Node, metas: dict[str, str], before: str, hint: str | None) -> str | None:
    """The article's title: government meta tag, heading, then the <title> without the site's name."""
    page_title = squeezed(root.findtext(".//title") or "")
    parts = [part for part in TITLE_SPLIT.split(page_title) if part]
    meta = metas.get("articletitle")
    if meta and len(meta) > 1:
        return _full(meta, before, hint)
    heading = _heading(root, page_title)
    if heading:
        return heading
    if (
        hint
        and not hint.endswith(("…", "..."))
        and (unspaced(hint) in unspaced(page_title) or unspaced(hint) in unspaced(before))
    ):
        return hint
    social = metas.get("og:title")
    for candidate in (social, *sorted(parts, key=len, reverse=True)):
        if candidate and len(candidate) > COLUMN_NAME and unspaced(candidate) in unspaced(before):
            return candidate
    line = _title_line(before, page_title)
    if line:
        return line
    named = [part for part in parts if not SITE_WORDS.search(part)]
    if not named or len(named[0]) <= COLUMN_NAME:  # the <title> names the column only
        nearest = _line_above_date(before)
        if nearest:
            return nearest
    return (named or parts or [None])[0]


def _full(meta: str, before: str, hint: str | None) -> str:
    """A meta title that was cut short → the whole one, if the page or the list prints it."""
    if not meta.endswith(("…", "...", "..")):
        return meta
    start = unspaced(meta.rstrip(".…"))
    for candidate in (*before.split("\n"), hint or ""):
        if candidate and unspaced(candidate).startswith(start) and len(candidate) < 200:
            return candidate.strip()
    return meta


def unspaced(text: str) -> str:
    """Text without its white space."""
    return re.sub(r"\s+", "", text)


def _heading(root: Node, page_title: str) -> str | None:
    """The one heading that the <title> also holds; else the only h1."""
    found = []
    for element in root.iter("h1", "h2", "h3"):
        text = without_remarks(squeezed(raw_text(element)))
        if 2 < len(text) < 200:
            found.append((element.tag, text))
    inside = [text for _tag, text in found if unspaced(text) in unspaced(page_title)]
    if inside and len(max(inside, key=len)) >= 4:
        return max(inside, key=len)
    first = [text for tag, text in found if tag == "h1"]
    return first[0] if len(first) == 1 and not SITE_WORDS.search(first[0]) else None


def without_remarks(text: str) -> str:
    """A heading without the date and source that some CMSes print inside it."""
    label = ANY_LABEL.search(text)
    cut = text[: label.start()].strip() if label and label.start() >= 4 else text
    dates = [match for match in DATE_TIME.finditer(cut) if match.end() == len(cut) and match.start() >= 4]
    return cut[: dates[0].start()].strip() if dates else cut


def _line_above_date(before: str) -> str | None:
    """The line above the line of date and source; without one the nearest above the body that can be a title."""
    lines = before.split("\n")[-12:]
    remarks = [at for at, line in enumerate(lines) if is_remark(line)]
    labelled = [at for at in remarks if ANY_LABEL.match(lines[at])]
    above, least = (lines[: (labelled[-1:] or remarks)[0]], 4) if remarks else (lines, 8)
    for line in reversed(above[-6:]):
        text = ANY_LABEL.split(line, maxsplit=1)[0].strip()
        if least <= len(text) <= 100 and not is_remark(text) and not NO_TITLE.search(text):
            return text
    return None


def _title_line(before: str, page_title: str) -> str | None:
    """The line before the body that the <title> begins with, or that begins the <title>."""
    plain = unspaced(page_title)
    for line in reversed(before.split("\n")):
        text = unspaced(line)
        if len(text) >= 5 and (text in plain or (len(plain) >= 8 and text.startswith(plain.rstrip(".…")))):
            return line.strip()
    return None
