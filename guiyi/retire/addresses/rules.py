"""Which spellings of an old address are one to the redirect service: the site's own rules, by its file."""

from __future__ import annotations

from ada_url import URL

from guiyi.config.models import SiteConfig
from guiyi.urls import UrlSpace, fold_escapes


class AddressRules:
    """The address keys of one site. A key stands for one decision; it is what the redirect map is looked up by."""

    def __init__(self, config: SiteConfig) -> None:
        self.space = UrlSpace(config)
        self.query, self.is_folded = config.redirects.query, config.redirects.case == "fold"
        self.hosts = self.space.hosts

    def key(self, url: str) -> str | None:
        """Absolute URL → the key under which its answer is kept; None if it is no http(s) URL.

        `keep` counts every parameter, `drop` none, `significant` those that the crawl tells pages by.
        """
        found = self._whole(url) if self.query == "keep" else self.space.key(url)
        return self.served(found) if found is not None else None

    def served(self, ledger_key: str) -> str:
        """A key of the ledger → the key under which its answer is looked up."""
        key = ledger_key.partition("?")[0] if self.query == "drop" else ledger_key
        return key.lower() if self.is_folded else key

    def candidates(self, url: str) -> list[str]:
        """Absolute URL → keys to look up, in order: with `keep`, an address as the ledger knows it comes second."""
        keys = [self.key(url)]
        if self.query == "keep":
            ledger_key = self.space.key(url)
            keys.append(self.served(ledger_key) if ledger_key is not None else None)
        return [key for key in dict.fromkeys(keys) if key is not None]

    def _whole(self, url: str) -> str | None:
        key = self.space.key(url)
        if key is None or "?" not in url:
            return key
        parts = sorted(part for part in fold_escapes(URL(url).search[1:]).split("&") if part)
        return key.partition("?")[0] + ("?" + "&".join(parts) if parts else "")
