"""The ledger: what Guiyi knows of every URL and every item of every site. It is the truth, not an
orchestrator's cache.

runs            one row a run of a site; an unfinished run is continued by the next start
site_states     one row a site: number of batches, last good run, lease
pages           one row per (site, key): crawl state of one canonical URL, and the one disposition it ended with
seen_urls       every spelling of a URL ever seen → the key it belongs to
sections        list pages of a site: its old columns, with what they say they hold and what was got
listings        which section lists which page, with the title and date printed there
items           one row per (site, source key): processing state of one content item, with the four prints
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    String,
    Subquery,
    Table,
    Text,
    func,
    select,
    text,
    union_all,
)

from guiyi.database import metadata

# Crawl states of a page.
QUEUED, FETCHED, FAILED, GONE, SKIPPED = "queued", "fetched", "failed", "gone", "skipped"
# What a page is: decided by the crawl, corrected by extraction.
PAGE, LIST, ASSET, REQUISITE, API = "page", "list", "asset", "requisite", "api"
# Dispositions: how a URL ends. Every URL has exactly one after reconciliation.
LOADED, MERGED, HELD, DROPPED = "loaded", "merged", "held", "dropped"
DISPOSITIONS = (LOADED, MERGED, HELD, DROPPED, GONE, FAILED)
# States of a run.
RUNNING, RUN_FAILED, RUN_HELD, DONE, ROLLED_BACK = "running", "failed", "held", "done", "rolled_back"
PARKED = "Parked: "  # begins the error of a failed run that comes back by itself

runs = Table(
    "runs", metadata,
    Column("run_id", String(120), primary_key=True),  # <site>-<number, 4 digits>
    Column("site", String(100), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("started_at", String(32), nullable=False),  # UTC, ISO 8601; the one time of all the run's records
    Column("finished_at", String(32)),
    Column("stage", String(20)),  # the stage at work, or where it stopped
    Column("crawl_begun", Boolean, nullable=False, default=False),  # every known page was queued again
    Column("crawl_finished", Boolean, nullable=False, default=False),  # the frontier was worked off in this run
    Column("crawl_complete", Boolean, nullable=False, default=False),  # … and nothing was cut short
    Column("counts", JSON, nullable=False, default=dict),
    Column("checks", JSON, nullable=False, default=list),
    Column("error", Text),
    Column("flow_run", String(64)),
    Column("published", JSON),  # what its publication did (LoadReport) and from which files; null before
    Column("crawl_of", String(120)),  # the run whose crawl it works on; null: its own
    Column("decided", Integer),  # newest decision when the run began; later ones wait for the next run
)  # fmt: skip

site_states = Table(
    "site_states", metadata,
    Column("site", String(100), primary_key=True),
    Column("batches", Integer, nullable=False, default=1),
    Column("last_good_run", String(120)),
    Column("warc_segment", Integer, nullable=False, default=0),  # number of the segment being written
    Column("warc_bytes", BigInteger, nullable=False, default=0),  # its committed length; more is torn and cut off
    Column("lease_owner", String(120)),
    Column("lease_until", Float),
    Column("fence", Integer, nullable=False, default=0),  # grows with each lease; an older holder may not write
)  # fmt: skip

pages = Table(
    "pages", metadata,
    Column("site", String(100), primary_key=True),
    Column("key", Text, primary_key=True),  # canonical URL key, see guiyi.urls
    Column("url", Text, nullable=False),  # the spelling that is fetched
    Column("role", String(12), nullable=False, default=PAGE),
    Column("state", String(12), nullable=False, default=QUEUED),
    Column("depth", Integer, nullable=False, default=0),
    Column("section", Text),  # of a list page or list interface: key of its section
    Column("found_on", Text),  # key of the first page that links here
    Column("attempts", Integer, nullable=False, default=0),
    Column("status", Integer),  # HTTP status of the last response
    Column("error", Text),  # why failed or skipped, in words
    Column("redirect_to", Text),  # key this page redirects to
    Column("etag", Text),
    Column("last_modified", Text),
    Column("media_type", String(200)),
    Column("charset", String(40)),  # from the Content-Type header
    Column("bytes", BigInteger),
    Column("digest", String(64)),  # sha256 of the decoded payload
    Column("warc", Text),  # store key of the segment with the full response
    Column("warc_offset", BigInteger),
    Column("warc_length", BigInteger),
    Column("fetched_at", String(32)),  # when the full response was captured
    Column("first_run", String(120), nullable=False),
    Column("fetched_run", String(120)),  # last run that asked for it (200, 304, 404 or failed)
    Column("changed_run", String(120)),  # last run in which the digest changed
    Column("disposition", String(12)),
    Column("reason", Text),
    Column("resource_id", String(40)),
    Index("ix_pages_site_state", "site", "state"),
    *(
        Index(f"ix_pages_{name}", *fields, sqlite_where=text(where), postgresql_where=text(where))
        for name, fields, where in (
            ("resource_id", ("resource_id",), "resource_id IS NOT NULL"),
            ("asset_digest", ("digest",), "role = 'asset'"),
            ("site_redirect_to", ("site", "redirect_to"), "redirect_to IS NOT NULL"),
        )
    ),
)  # fmt: skip

seen_urls = Table(
    "seen_urls", metadata,
    Column("site", String(100), primary_key=True),
    Column("url", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("how", String(20), nullable=False),  # seed, link, list, sitemap, redirect, requisite, file, framed
    Column("first_run", String(120), nullable=False),
    Index("ix_seen_urls_site_key", "site", "key"),
)  # fmt: skip

sections = Table(
    "sections", metadata,
    Column("site", String(100), primary_key=True),
    Column("key", Text, primary_key=True),  # page key of the section's first list page
    Column("name", Text),
    Column("path", JSON, nullable=False, default=list),  # names from the site's top, as its breadcrumb says
    Column("expected", Integer),  # items the section itself says it holds
    Column("expected_how", Text),  # where that number came from
    Column("pages_expected", Integer),
    Column("pages_got", Integer, nullable=False, default=0),
    Column("complete", Boolean, nullable=False, default=False),
    Column("run_id", String(120), nullable=False),
)  # fmt: skip

listings = Table(
    "listings", metadata,
    Column("site", String(100), primary_key=True),
    Column("section", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("title", Text),
    Column("listed_on", String(10)),  # YYYY-MM-DD, or MM-DD where the list prints no year
    Column("listed_state", String(20)),  # 已答复, 办理中, where the list says so
    Column("run_id", String(120), nullable=False),  # last run that saw it listed
    Index("ix_listings_site_key", "site", "key"),
)  # fmt: skip

items = Table(
    "items", metadata,
    Column("site", String(100), primary_key=True),
    Column("source_key", Text, primary_key=True),
    Column("page_key", Text, nullable=False),
    Column("state", String(12), nullable=False),  # one of DISPOSITIONS
    Column("reason", Text),
    Column("resource_id", String(40)),  # its own, or the one it was merged into
    Column("raw_print", String(64)),
    Column("template_print", String(16)),
    Column("mapping_print", String(16)),
    Column("content_print", String(16)),
    Column("attempts", Integer, nullable=False, default=0),
    Column("first_run", String(120), nullable=False),
    Column("last_run", String(120), nullable=False),  # last run that saw the item
    Index("ix_items_site_state", "site", "state"),
    Index("ix_items_site_page_key", "site", "page_key"),
    Index("ix_items_resource_id", "resource_id"),
)  # fmt: skip

MOST_DOORS = 3  # addresses that redirect to one page, up to which they are the article's own


def listed_pages(site: str) -> Subquery:
    """What the lists of a site name: key, section, title, listed_on, listed_state.

    An address that redirects to a page names that page, too: rows of old lists go through a counter or a handler
    (go.asp?id=12, down.php?id=7). A page to which many addresses redirect is nobody's article: the home page, one that
    says that the article is gone.
    """
    fields = listings.c.section, listings.c.title, listings.c.listed_on, listings.c.listed_state
    own = select(listings.c.key, *fields).where(listings.c.site == site)
    is_led = (pages.c.site == site) & pages.c.redirect_to.is_not(None)
    doors = select(pages.c.redirect_to).where(is_led).group_by(pages.c.redirect_to).having(func.count() <= MOST_DOORS)
    through = (
        select(pages.c.redirect_to.label("key"), *fields)
        .join(listings, (listings.c.site == pages.c.site) & (listings.c.key == pages.c.key))
        .where(is_led, pages.c.redirect_to.in_(doors))
    )
    return union_all(own, through).subquery()
