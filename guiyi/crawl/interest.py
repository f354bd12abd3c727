"""Whether a page says anything as it comes by plain HTTP, or is a shell that only scripts fill."""

from __future__ import annotations

from guiyi.crawl.fetch import Response
from guiyi.crawl.links import read_links
from guiyi.crawl.observe import charset_of, is_html
from guiyi.crawl.paging import ListPage, find_paging
from guiyi.crawl.paging.interface import CALL
from guiyi.crawl.texts import running_text, visible_text
from guiyi.extract.decode import decode_html
from guiyi.parsing import parse_html

FEW_WORDS = 120  # characters of visible text up to which a page with scripts is a shell
LONG = 9  # characters of a link's text that make it a listed title
FEW_TITLES = 3
ARTICLE = 150  # characters of running text that make a page say something


def is_shell(response: Response) -> bool:
    """A response → whether it is a page without rows, text or a known list interface, that scripts would fill."""
    if not is_html(response) or b"<script" not in response.body.lower():
        return False
    text = decode_html(response.body, charset_of(response)).text
    root = parse_html(text)
    found = read_links(root, response.url, text)
    titles = sum(1 for link in found.links if len(link.text) >= LONG)
    if found.redirect or found.frames or titles > FEW_TITLES or running_text(root) >= ARTICLE:
        return False
    is_asking = any(CALL.search(str(script.text)) for script in root.iter("script") if script.text)
    if len("".join(visible_text(root).split())) > FEW_WORDS and not is_asking:
        return False
    return find_paging(ListPage(response.url, text, root, found)) is None
