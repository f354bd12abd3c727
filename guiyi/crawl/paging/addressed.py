"""Lists whose records hold no address: the page's script joins one from a field, '/detail/' + item.contentId + '.html'.

The reply of the interface doesn't tell how; so what the page's script says goes with the request, behind a `#`.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from guiyi.crawl.paging.page import ListPage
from guiyi.urls import absolute_url

MARK = "#__item:"
PART = r"[\w./?=&-]*"
JOINED = re.compile(
    rf"([\w./?=&-]*[/=_-])(?:\\?[\"'])?(?:\s*\+\s*|\$\{{\s*)[\w$]+(?:\[\w+\])?\.(\w*id|\w*key|\w*code|\w*guid|sn|no)\b"
    rf"(?:\s*\+\s*[\"']({PART})|\s*\}}({PART}))?",
    re.IGNORECASE,
)
FILE = re.compile(r"\.(?:jpe?g|png|gif|css|js)\b", re.IGNORECASE)
NOT_OF_ITEM = re.compile(
    r"(?:page|channel|column|catalog|cate|category|class|site|web|type|parent|dept|unit|user)_?(?:id|key|code|no)$",
    re.I,
)


def item_template(page: ListPage) -> str | None:
    """A list page → the address of its items with the name of a record's field in braces; None if no script joins one.

    >>> from guiyi.parsing import parse_html
    >>> from guiyi.crawl.links import read_links
    >>> def told(script):
    ...     text, url = f"<script>{script}</script>", "http://o.example.test/list/3.html"
    ...     return item_template(ListPage(url, text, parse_html(text), read_links(parse_html(text), url, text)))
    >>> told("h += '<a href=\\"/detail/' + o.contentId + '.html\\">' + o.title"), told("u = `/show?id=${row.id}`")
    ('http://o.example.test/detail/{contentId}.html', 'http://o.example.test/show?id={id}')
    >>> told("ask('/api/list?channelId=' + it.channelId)"), told("'/img/' + o.id + '.jpg'")
    (None, None)
    """
    for match in JOINED.finditer("\n".join((page.text, *page.files))):
        before, name, after = match[1], match[2], match[3] or match[4] or ""
        if "/" in before and not NOT_OF_ITEM.search(name) and not FILE.search(after):
            address = absolute_url(before, page.url)
            return f"{address}{{{name}}}{after}" if address else None
    return None


def with_template(url: str, template: str | None) -> str:
    """An interface's request → the same with the address of its items, where a script tells it."""
    return f"{url}{MARK}{quote(template, safe='')}" if template else url


def parted(url: str) -> tuple[str, str]:
    """Such a request → the request itself, and the mark with what stands behind it; empty for others."""
    at = url.find(MARK)
    return (url[:at], url[at:]) if at >= 0 else (url, "")


def address_in(mark: str, record: dict[str, object]) -> str | None:
    """What stands behind a request, and a record by lower-case names → the record's address; None without the field.

    >>> address_in("#__item:%2Fd%2F%7BcontentId%7D.html", {"contentid": 305}), address_in("", {"id": 3})
    ('/d/305.html', None)
    """
    template = unquote(mark.removeprefix(MARK))
    name = re.search(r"\{(\w+)\}", template)
    value = record.get(name[1].lower()) if name else None
    is_id = isinstance(value, int) or (isinstance(value, str) and re.fullmatch(r"[\w.-]{1,64}", value))
    return template.replace(name[0], str(value)) if name and is_id else None
