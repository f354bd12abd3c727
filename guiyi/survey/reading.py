"""Reading an article while a site is surveyed: with the page it shows within itself, by the general rules."""

from __future__ import annotations

from guiyi.config.models import SiteConfig
from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.fetching.media import charset_of
from guiyi.crawl.observing.observe import OWN_TEXT
from guiyi.crawl.reading.items import Item
from guiyi.crawl.reading.texts import running_text
from guiyi.extract.document import Extractor
from guiyi.extract.given import Page
from guiyi.extract.within import Source, with_frames
from guiyi.ledger import PAGE
from guiyi.survey.seen import ArticleSeen, key_of
from guiyi.survey.visits import Sight, Visitor


class Reader:
    """Reads articles that a visitor sees, by a provisional configuration."""

    def __init__(self, visitor: Visitor, config: SiteConfig) -> None:
        self.visitor = visitor
        self.extractor = Extractor(config, visitor.urls)

    def read(self, sight: Sight, item: Item | None, list_key: str | None) -> ArticleSeen:
        """A page, as a list named it → the document or refusal that extraction makes of it."""
        sight = self._whole(sight)
        page = Page(
            key_of(sight.url, self.visitor.urls), sight.url, PAGE, None, "", "", 0, 0,
            item.title if item else None, item.listed_on if item else None,
        )  # fmt: skip
        return ArticleSeen(sight, item, list_key, self.extractor.extract(page, sight.response.body))

    def _whole(self, sight: Sight) -> Sight:
        """A page with the text of the page that it shows within itself, where that is all of its text."""
        inner = [url for url in sight.found.inner if self.visitor.urls.is_own(url)]
        shown = self.visitor.visit(inner[0]) if len(inner) == 1 else None
        if shown is None or not shown.is_whole or not shown.is_html:
            return sight
        outer, within = (Source(one.url, one.response.body, charset_of(one.response)) for one in (sight, shown))
        whole = with_frames(outer, [within], sight.hint) if running_text(sight.root) < OWN_TEXT else None
        return Sight(Response(**{**sight.response.__dict__, "body": whole.html}), sight.hint) if whole else sight
