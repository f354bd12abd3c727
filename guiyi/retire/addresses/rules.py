"""Which spellings of an old address are one to the redirect service: the site's own rules, by its file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ada_url import URL

from guiyi.config.models import SiteConfig
from guiyi.retire.addresses.spellings import further_spellings, without_unknown
from guiyi.urls import DEFAULT_PAGE, UrlSpace, fold_escapes


class AddressRules:
    """The address keys of one site. A key stands for one decision; it is what the redirect map is looked up by.

    The ledger's keys fold more than people may have decided: `is_exact` where the site's file keeps every parameter or
    default pages apart. An address then has a key of its own, and is known to the ledger by another.
    """

    def __init__(self, config: SiteConfig) -> None:
        self.space = UrlSpace(config)
        self.query, self.is_folded = config.redirects.query, config.redirects.case == "fold"
        self.keeps_default_pages = config.redirects.default_pages == "keep"
        self.is_exact = self.query == "keep" or self.keeps_default_pages
        self.hosts = self.space.hosts

    def key(self, url: str) -> str | None:
        """Absolute URL → the key under which its answer is looked up first; None if it is no http(s) URL."""
        found = self._exact(url) if self.is_exact else self.space.key(url)
        return self.served(found) if found is not None else None

    def decided(self, url: str) -> str | None:
        """Absolute URL → the key under which a decision for it is kept."""
        return self.key(url) if self.is_exact else self.space.key(url)

    def is_default_page(self, url: str) -> bool:
        """Whether nothing but the name of a default page tells an address from the ledger's."""
        key, folded = self.key(url), self.space.key(url)
        if not self.keeps_default_pages or key is None or folded is None:
            return False
        return key != folded and key.partition("?")[2] == folded.partition("?")[2]

    def served(self, ledger_key: str) -> str:
        """A key of the ledger → the key under which its answer is looked up."""
        key = ledger_key.partition("?")[0] if self.query == "drop" else ledger_key
        return key.lower() if self.is_folded else key

    def candidates(self, url: str) -> list[str]:
        """Absolute URL → keys to look up, in order: an address as the ledger knows it comes second."""
        keys = [self.key(url)]
        if self.is_exact:
            ledger_key = self.space.key(url)
            keys.append(self.served(ledger_key) if ledger_key is not None else None)
        return [key for key in dict.fromkeys(keys) if key is not None]

    def every(self, url: str, parameters: Mapping[str, Collection[str]]) -> Iterator[str]:
        """Absolute URL → keys to look up, in order: its candidates, what else its page may be known as, and these
        without parameters that mean nothing. parameters: path → those that addresses of it are known with.
        """
        first = self.candidates(url)
        yield from first
        further = [key for spelled in further_spellings(url) for key in self.candidates(spelled)]
        yield from further
        for key in () if self.query == "keep" else (*first, *further):
            if fewer := without_unknown(key, parameters.get(key.partition("?")[0], ())):
                yield fewer

    def _exact(self, url: str) -> str | None:
        """The ledger's key with every parameter, or with the default page's name, as the site's file says."""
        key = self.space.key(url)
        if key is None:
            return None
        path, mark, query = key.partition("?")
        parsed = URL(url)
        if self.query == "keep":
            query = "&".join(sorted(part for part in fold_escapes(parsed.search[1:]).split("&") if part))
            mark = "?" if query else ""
        if self.keeps_default_pages and (page := DEFAULT_PAGE.search(fold_escapes(parsed.pathname))):
            path = path.rstrip("/") + page[0]
        return path + mark + query
