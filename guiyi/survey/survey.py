"""The survey of one unseen site: look, tell the family, look closer, learn, propose. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from guiyi.beijing import today
from guiyi.config.check import STEM
from guiyi.config.load import load_platform, resolve
from guiyi.config.models import FamilyFile, SiteConfig, SiteFile
from guiyi.config.platform import walk_columns
from guiyi.crawl.browsing.needed import leads_a_frame, needs_clicks
from guiyi.crawl.observing.interest import is_shell
from guiyi.crawl.observing.observe import Observer
from guiyi.crawl.shells.filled import filled
from guiyi.errors import ConfigError, SourceError
from guiyi.extract.learning.learn import Sample, learn_templates
from guiyi.runs.run import Progress, no_progress
from guiyi.survey.columns import find_columns
from guiyi.survey.entry import find_home, own_folder, read_sitemaps, shared_host
from guiyi.survey.families import choose_family, known_families, score_families
from guiyi.survey.findings import Findings, Guess, TemplateFound
from guiyi.survey.health import find_signs
from guiyi.survey.hosts import is_bare, late_names, other_names, told_hosts
from guiyi.survey.identity import identify
from guiyi.survey.neighbours import others_patterns, set_apart
from guiyi.survey.proposals import propose
from guiyi.survey.seen import ArticleSeen, Tour
from guiyi.survey.sessions import print_params, session_params
from guiyi.survey.summary import (
    PRINT,
    addresses,
    asset_hosts,
    attachments,
    exclusions,
    folds_case,
    hidden,
    known_addresses,
    other_hosts,
    scope_of,
    unknown,
)
from guiyi.survey.tour import Guide
from guiyi.survey.twins import find_twins
from guiyi.survey.visits import Sight, Visitor, visiting
from guiyi.urls import UrlSpace, absolute_url, host_of

MAX_REQUESTS = 300
LOOPBACK = re.compile(r"^(?:127(?:\.\d+){3}|localhost|\[?::1\]?)$")
SCHEME = re.compile(
    r"(?!https?://)[A-Za-z][A-Za-z+-]*:/"
)  # of something else, or mistyped; a.example:8080/ is a host and its port


@dataclass(frozen=True)
class Request:
    """What to survey, and within what limits. connect_to: host → address:port, for names that are off."""

    url: str
    site: str
    max_requests: int = MAX_REQUESTS
    allow_private: bool = False
    connect_to: tuple[tuple[str, str], ...] = ()
    delay: float | None = None
    browser: bool = False
    ignored_params: tuple[str, ...] = ()

    @property
    def crawl(self) -> dict[str, Any]:
        """The part of the site's file that says how it may be asked."""
        made: dict[str, Any] = {}
        if self.allow_private:
            made["allow_private"] = True
        if self.connect_to:
            made["connect_to"] = dict(self.connect_to)
        delay = self.delay if self.delay is not None else 0.0 if self.is_here else None
        if delay is not None:
            made["delay"] = delay
        if self.browser:
            made["browser"] = True
        if self.ignored_params:
            made["ignored_params"] = list(self.ignored_params)
        return made

    @property
    def is_here(self) -> bool:
        """Whether the site stands on this machine: then nobody's old host is spared by waiting."""
        host = host_of(self.url)
        said = dict(self.connect_to).get(host, "")
        return bool(LOOPBACK.match(said.rpartition(":")[0] or host))


def survey_site(configs: Path, request: Request, progress: Progress = no_progress) -> Findings:
    """A URL and limits → all that could be found out about the site.

    ConfigError (the URL is none, a broken family file); SourceDown, RefusedAddress, SourceError where the site can't
    be looked at, in words for a person.
    """
    url = absolute_url(request.url if "://" in request.url else f"http://{request.url}")
    if url is None or SCHEME.match(request.url):
        raise ConfigError(f"{request.url} is not an http:// or https:// address")
    if not STEM.match(request.site):
        raise ConfigError(f"{request.site} can't be a site's id; use small letters, digits, dots and dashes")
    platform, families = load_platform(configs), known_families(configs)
    names: list[Guess] | None = None
    bare: dict[str, Guess] = {}
    asked = 0
    while True:
        config = _provisional(configs, request, url, None, families, names or ())
        urls = UrlSpace(config)
        with visiting(config, urls, request.max_requests - asked) as visitor:
            _refuse_if_forbidden(visitor, url)
            if names is None:
                names, sessions = _first_told(visitor, url)
                names = _without_bare(names, bare)
                if names or sessions:
                    request, asked = replace(request, ignored_params=sessions), visitor.asked
                    continue  # from the beginning, knowing all its names
            tour, family = _look_around(visitor, configs, request, url, families, names or (), progress)
            names = [*(names or ()), *_without_bare(late_names(visitor, tour), bare)]
            twins = find_twins(visitor, tour.pages, known_addresses(tour))
        break
    scores = score_families(families, tour.pages + [one.sight for one in tour.articles.values()], addresses(tour))
    pages = [*tour.pages, *(one.sight for one in tour.articles.values())]
    told = told_hosts(pages, urls, visitor.fetcher.guard)
    identity = identify(pages, urls, platform, request.site, [*(names or ()), *_without_bare(told, bare)])
    identity = replace(identity, bare=tuple(bare.values()))
    columns = find_columns(tour, identity.name.value)
    columns = [replace(column, proposals=propose(platform, column)) for column in columns]
    signs = find_signs(tour, columns, today())
    templates = _learn(tour, families.get(family) if family else None)
    printed = print_params((page.url, [link.url for link in page.found.links]) for page in pages if page.is_html)
    left_out = exclusions(tour, printed)
    if any(PRINT.pattern in pattern for pattern, _ in left_out):
        printed = ()  # that pattern would keep the pages away, too
    found = Findings(
        request.site, url, asked + visitor.asked, identity, tuple(scores), family, tuple(columns), tuple(templates),
        seeds=_seeds(tour, urls, url), exclude=left_out, twins=twins, folds_case=folds_case(tour, urls),
        others=others_patterns(tour),
        asset_hosts=asset_hosts(tour, urls),
        attachments=attachments(tour), hidden=hidden(tour, visitor), health=tuple(signs),
        sitemap_urls=len(tour.sitemap_urls), needs_browser=visitor.browser is not None,
        waiting=tuple(tour.waiting),
        needs_script_files=visitor.files.told, ignored_params=(*request.ignored_params, *printed),
        notes=tuple(other_hosts(tour, urls, [*identity.aliases, *identity.bare])), include=scope_of(tour, url),
        choices=tuple((one.id, one.name) for _function, one in walk_columns(platform)),
    )  # fmt: skip
    found.unknown = tuple(unknown(found, tour))
    return found


def _provisional(
    configs: Path, request: Request, url: str, family: str | None, families: dict[str, FamilyFile],
    names: Sequence[Guess],
) -> SiteConfig:  # fmt: skip
    """The configuration by which the survey itself looks: the address, the limits, and the family once it is known."""
    base = re.sub(r"^(https?://[^/]+).*$", r"\1/", url)
    identity: dict[str, Any] = {"id": request.site, "name": request.site, "department": request.site, "base_url": base}
    identity["aliases"] = [one.value for one in names]
    written = SiteFile.model_validate({"version": 1, "extends": family, "site": identity, "crawl": request.crawl})
    return resolve(configs, request.site, written, families.get(family) if family else None)


def _refuse_if_forbidden(visitor: Visitor, url: str) -> None:
    if visitor.robots is not None and not visitor.robots.allowed(url):
        raise SourceError(
            f"{url}: robots.txt forbids it ({visitor.robots.note}); the site's owner may allow it, or write the site's "
            "file by hand with crawl: {obey_robots: false}"
        )


def _look_around(
    visitor: Visitor, configs: Path, request: Request, url: str, families: dict[str, FamilyFile],
    names: Sequence[Guess], progress: Progress,
) -> tuple[Tour, str | None]:  # fmt: skip
    """The tour, once the first pages have told the family whose paging and addresses the rest is read by."""
    observer = Observer(visitor.config, visitor.urls)
    tour = find_home(visitor, observer, url)
    waiting = [tour.home.url] if is_shell(tour.home.response) else []
    if waiting and visitor.use_browser():
        tour = find_home(visitor, observer, url)
    family = choose_family(families, score_families(families, _first_pages(visitor, tour), []))
    host = shared_host(visitor, observer, tour, url)
    tour.folder = own_folder(visitor, host, tour, url)
    guide = Guide(visitor, _provisional(configs, request, url, family, families, names))
    guide.find_lists(tour)
    tour.waiting = waiting or _waiting(tour, visitor)
    if tour.waiting and visitor.use_browser():
        tour.pages = [page for page in tour.pages if page.url not in tour.waiting]
        tour.lists = {key: one for key, one in tour.lists.items() if one.sight.url not in tour.waiting}
        tour.empty = {url: label for url, label in tour.empty.items() if url not in tour.waiting}
        guide.find_lists(tour)
    set_apart(tour, host)
    tour.sitemap_urls = read_sitemaps(visitor)
    progress(visitor.asked, request.max_requests)
    for step in (guide.see_ends, guide.see_articles, guide.try_links, guide.walk_on):
        step(tour)
        progress(visitor.asked, request.max_requests)
    shells = [one.sight.url for one in tour.articles.values() if is_shell(one.sight.response)]
    if visitor.browser is None and len(shells) * 2 > len(tour.articles):
        if visitor.use_browser():
            return _look_around(visitor, configs, request, url, families, names, progress)
        tour.waiting += shells
    if family is None:  # articles and inner lists tell more than a home page
        pages = [*tour.pages, *(one.sight for one in tour.articles.values())]
        family = choose_family(families, score_families(families, pages, addresses(tour)))
    return tour, family


def _without_bare(names: Iterable[Guess], bare: dict[str, Guess]) -> list[Guess]:
    """Other names of a site → those that are names; the addresses among them go into `bare`."""
    found = list(names)
    bare |= {str(one.value): one for one in found if is_bare(one)}
    return [one for one in found if not is_bare(one)]


def _first_told(visitor: Visitor, url: str) -> tuple[list[Guess], tuple[str, ...]]:
    """The site's other hosts, as its first pages lead to them, and the parameters of sessions in their links."""
    tour = find_home(visitor, Observer(visitor.config, visitor.urls), url)
    pages = _first_pages(visitor, tour)
    links = ([link.url for link in page.found.links if visitor.urls.is_own(link.url)] for page in pages)
    return other_names(visitor, tour.home, pages), session_params(links)


def _waiting(tour: Tour, visitor: Visitor) -> list[str]:
    """Pages on the way that only a browser shows whole: lists that go on by clicks; lists whose interface gives
    their own scripts alone what is in them; where navigation names a column, pages of whose list nothing is read, and
    shells; these also where there are as many of them as lists.
    """
    pages = [page for page in tour.pages if page.is_html and page.is_whole]
    shells = [page.url for page in pages if is_shell(page.response)]
    shells = [url for url in shells if url in tour.empty or len(shells) >= len(tour.lists)]
    named = {one.sight.url for one in tour.lists.values() if one.labels} | {*tour.empty}
    others = (page for page in pages if page.url not in shells)
    return [*shells, *(page.url for page in others if _is_clicked(page) or _lacks_list(page, visitor, named))]


def _lacks_list(page: Sight, visitor: Visitor, named: Collection[str]) -> bool:
    return visitor.is_refused(page) or (page.url in named and visitor.is_without_list(page))


def _is_clicked(page: Sight) -> bool:
    return needs_clicks(page.response) or leads_a_frame(page.response)


def _first_pages(visitor: Visitor, tour: Tour) -> list[Sight]:
    """The home page and the first few that it leads to."""
    own = [link.url for link in tour.home.found.links if visitor.urls.is_own(link.url)]
    seen = [visitor.visit(one) for one in list(dict.fromkeys(own))[:6]]
    return [tour.home, *(one for one in seen if one is not None and one.is_html and one.is_whole)]


def _learn(tour: Tour, family: FamilyFile | None) -> list[TemplateFound]:
    """Templates from the articles that extraction takes."""
    samples = [_sample(one) for one in tour.articles.values() if one.is_document]
    lists = [*tour.lists, *(one for seen in tour.lists.values() for one in seen.listing.next_urls)]
    pages = (one.url for one in tour.pages if one.is_html)
    lists = [url for url in pages if url not in {sample.url for sample in samples}] + lists
    learned = learn_templates(samples, family.templates if family else (), lists)
    return [
        TemplateFound(
            one.template, one.pages, next((e.example_url for e in one.fields.values()), ""),
            {name: (e.confidence, e.example) for name, e in one.fields.items()},
        )
        for one in learned
    ]  # fmt: skip


def _sample(one: ArticleSeen) -> Sample:
    item = one.item
    return Sample(one.sight.url, filled(one.sight.text), item.title if item else None, item.listed_on if item else None)


def _seeds(tour: Tour, urls: UrlSpace, url: str) -> tuple[str, ...]:
    """Where the crawl begins: the first page, and every list, as paths on the site; what has no path of its own comes
    with the page that asks for it.
    """
    wanted = [url, *(seen.url for seen in tour.lists.values() if not (seen.is_part and "#" in seen.url))]
    return tuple(dict.fromkeys(_shown(one, urls) for one in wanted))


def _shown(url: str, urls: UrlSpace) -> str:
    return urls.path_of(url) if url.startswith(urls.base) else url
