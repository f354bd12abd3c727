"""The column of a page in its own words: what its meta tags, its place line or a category of its entry say."""

from __future__ import annotations

import re

from guiyi.crawl.reading.column import filed_under
from guiyi.crawl.reading.placeline import is_issue
from guiyi.extract.fields.printed import Metadata
from guiyi.extract.pages.view import PageView
from guiyi.extract.titles.names import COLUMN_NAME
from guiyi.markup.tree import Node, raw_text, squeezed
from guiyi.urls import absolute_url

LONGEST_CATEGORY = 20  # characters
LATIN = 3  # times as many in Latin letters
DISCLOSURE = re.compile(r"(?:政府|政务|法定|主动|基层|重点)*(?:信息|政务)?公开(?:目录|平台|专栏|内容|事项)?")
FILED_AS = re.compile(r"^(?:组\s*配\s*分\s*类|(?:信息|栏目|公开)(?:分类|类别)|所属栏目|所属分类)\s*[:：]?\s*(.{0,30})$")
MENU = re.compile(r"(?:^|[\s_-])(?:main-?|top-?|site-?)?(?:nav|menu|navigation|navbar)(?:$|[\s_-])", re.IGNORECASE)


def section_of(view: PageView, meta: Metadata, told: str | None) -> tuple[str | None, list[str]]:
    """The page's column in its own words, and its path."""
    crumbs = view.crumbs
    is_column = crumbs[-1:] == [meta.title] and len(crumbs[-1]) <= COLUMN_NAME and _links_itself(view, crumbs[-1])
    path = [name for name in crumbs if is_column or not _names_page(name, meta.title)]
    if not path:
        path = [category] if (category := _category(view)) else filed_under(view.root)
    title = meta.title or ""
    longest = COLUMN_NAME * (LATIN if title.isascii() else 1)
    if not path and len(title) <= longest and _links_itself(view, title, of_menu=True):
        path = [title]
    said = (told, view.metas.get("columnname"), *reversed(path))
    section = next((one for one in said if one and not is_issue(one)), None)
    if (section is None or DISCLOSURE.fullmatch(section)) and (filed := _filed_as(view)):
        return filed, [*path, filed]
    return section, path


def _filed_as(view: PageView) -> str | None:
    """What the table of a disclosed document says it is filed as, beside that label; None if it does not."""
    for cell in view.root.iter("td", "th", "li", "p", "span", "dt", "b"):
        label = FILED_AS.match(squeezed(cell.text or ""))
        if label is None:
            continue
        beside = cell.getnext()
        said = label[1] or (squeezed(raw_text(beside)) if beside is not None else "")
        name = re.split(r"[/\\>＞;；、]", said)[-1].strip()
        if 1 < len(name) <= COLUMN_NAME and not DISCLOSURE.fullmatch(name):
            return name
    return None


def _category(view: PageView) -> str | None:
    """What a blog files its entry under: the first link that says it leads to a category."""
    links = (one for one in view.root.iter("a") if "category" in (one.get("rel") or "").split())
    return next((name for one in links if 1 < len(name := squeezed(raw_text(one))) <= LONGEST_CATEGORY), None)


def _links_itself(view: PageView, name: str, of_menu: bool = False) -> bool:
    """Whether a link of these words leads to the very page: navigation knows it as a column of one page.

    of_menu: only links that stand in a menu count; a box of the newest articles links them as well.
    """
    links = (one for one in view.root.iter("a") if squeezed(raw_text(one)) == name)
    found = (one for one in links if absolute_url(one.get("href") or "", view.base) == view.url)
    return any(not of_menu or _is_in_menu(one) for one in found)


def _is_in_menu(link: Node) -> bool:
    return any(
        one.tag == "nav" or MENU.search(f"{one.get('class') or ''} {one.get('id') or ''}")
        for one in link.iterancestors()
    )


def _names_page(name: str, title: str | None) -> bool:
    """Whether a name of the place line is the page's own: its title, cut or not, or that behind a kind of page.

    >>> names = "Mill Lane", "Mill …", "Councillor details - Mill Lane", "Works in Mill Lane"
    >>> [_names_page(one, "Mill Lane") for one in names]
    [True, True, True, False]
    """
    if not title:
        return False
    is_cut = name.endswith(("…", "...")) and title.startswith(name.rstrip(".…"))
    return name == title or is_cut or name.endswith((f" - {title}", f": {title}", f" | {title}"))
