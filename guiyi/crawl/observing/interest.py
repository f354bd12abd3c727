"""Whether a page says anything as it comes by plain HTTP, or is a shell that only scripts fill."""

from __future__ import annotations

from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.fetching.media import charset_of, is_html
from guiyi.crawl.observing.observe import CONTENT_META
from guiyi.crawl.paging import ListPage, find_paging
from guiyi.crawl.paging.followed import ARTICLE
from guiyi.crawl.paging.requested import CALL
from guiyi.crawl.paging.shown import has_days
from guiyi.crawl.reading.links import read_links
from guiyi.crawl.reading.undated import find_undated_rows
from guiyi.markup.decode import decode_html
from guiyi.markup.parsing import parse_html
from guiyi.urls import host_of

FEW_WORDS = 120  # characters of visible text up to which a page with scripts is a shell
LONG = 9  # characters of a link's text that make it a listed title
FEW_TITLES = 3
TOLD, FACTS = "filled", "facts-filled"  # flags of a page into which the article, or facts, that it asks for were put


def page_of(response: Response) -> ListPage | None:
    """A response → its page, taken apart; None where it is none, or has no scripts."""
    if response.status != 200 or not is_html(response) or b"<script" not in response.body.lower():
        return None
    text = decode_html(response.body, charset_of(response)).text
    root = parse_html(text)
    return ListPage(response.url, text, root, read_links(root, response.url, text, response.scripts), response.scripts)


def says_nothing(page: ListPage) -> bool:
    """Whether a page has no rows, no text and no list interface that is known."""
    titles = sum(1 for link in page.found.links if len(link.text) >= LONG)
    if page.found.redirect or page.found.frames or titles > FEW_TITLES or page.running >= ARTICLE:
        return False
    return find_paging(page) is None


def shows_no_list(page: ListPage) -> bool:
    """Whether a page has neither rows with days nor running text, is no article by its own word, and leads nowhere."""
    if page.found.redirect or page.found.frames or CONTENT_META.search(page.text[:20_000]):
        return False
    if page.running >= ARTICLE or has_days(page) or find_paging(page) is not None:
        return False
    here = host_of(page.url)
    return not find_undated_rows(page.found, lambda url: host_of(url) == here, page.visible).items


def is_shell(response: Response) -> bool:
    """A response → whether it is a page without rows, text or a known list interface, that scripts would fill."""
    page = page_of(response) if TOLD not in response.flags else None
    return page is not None and _is_bare(page) and says_nothing(page)


def _is_bare(page: ListPage) -> bool:
    """Whether nearly no words stand on a page, or its own script asks for some."""
    is_asking = any(CALL.search(one) for one in page.found.scripts)
    return is_asking or len("".join(page.visible.split())) <= FEW_WORDS
