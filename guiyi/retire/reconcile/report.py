"""The reports people read: one a run (HTML, xlsx, JSON), and one over the sites of a city."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape
from sqlalchemy import Connection, select

from guiyi.codes import code_word
from guiyi.config.load import load_platform, load_site
from guiyi.database import reading
from guiyi.errors import ConfigError
from guiyi.ledger import DROPPED, FAILED, GONE, HELD, runs
from guiyi.library.migrate import open_library
from guiyi.retire.reconcile.balance import Reconciliation
from guiyi.retire.reconcile.charts import section_shares, shares, year_bars
from guiyi.retire.reconcile.findings import ENDINGS, RUN_STATES, STAGES, ending_label
from guiyi.retire.reconcile.sheet import workbook_of
from guiyi.runs.run import Run
from guiyi.settings import Settings
from guiyi.store import Store
from guiyi.tampering.findings import CLOSE, OPEN
from guiyi.templates import templates_beside
from guiyi.wording.language import told_html

CITY_KEY = "city.html"
ENGLISH_HALF = re.compile(r"(?s)(.*?[^\x00-\x7f])\s+([A-Z].*)$")
MOST_ROWS = 500  # of one table in the page; the workbook has all


@dataclass(frozen=True)
class ReportPaths:
    """Store keys of a run's report."""

    html: str
    xlsx: str
    json: str


def write_report(run: Run, reconciliation: Reconciliation) -> ReportPaths:
    """Run and its reconciliation → report.html, report.xlsx, report.json in the run's folder. StoreError."""
    folder = f"sites/{run.site}/runs/{run.run_id}"
    paths = ReportPaths(*(f"{folder}/report.{kind}" for kind in ("html", "xlsx", "json")))
    text = json.dumps(reconciliation.to_json(), ensure_ascii=False, indent=1)
    run.store.write(paths.json, text.encode("utf-8", "replace"))
    run.store.write(paths.xlsx, workbook_of(run, reconciliation))
    run.store.write(paths.html, render_report(reconciliation).encode("utf-8", "replace"))
    return paths


def render_report(found: Reconciliation) -> str:
    """Reconciliation → one HTML page that needs nothing else."""
    largest = max((max(one.listed, one.expected or 0) for one in found.sections), default=1)
    sections = sorted(found.sections, key=lambda one: (not one.missing, one.complete, -one.listed))
    bars, undated = year_bars(found.years)
    return told_html(
        environment()
        .get_template("report.html")
        .render(
            found=found,
            shares=shares(found.dispositions),
            sections=[(one, section_shares(one, largest)) for one in sections[:MOST_ROWS]],
            bars=bars,
            undated=undated,
            groups=[(outcome, [one for one in found.groups if one.outcome == outcome]) for outcome in
                    (HELD, FAILED, DROPPED, GONE)],
            most=MOST_ROWS,
        )
    )  # fmt: skip


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of all reports, everything escaped. Made once: compiling takes longer than filling."""
    made = templates_beside(__file__)
    made.filters["figure"] = lambda number: f"{number:,}"
    made.filters["href"] = safe_href
    made.filters["halves"] = halves
    made.filters["commands"] = mark_commands
    made.filters["marked"] = mark_words
    made.globals.update(ENDINGS=ENDINGS, STAGES=STAGES, ending_label=ending_label, code_word=code_word)
    return made


def safe_href(url: str) -> str:
    """A URL of an old page → itself if it may be a link, else nothing.

    >>> safe_href("javascript:alert(1)"), safe_href("http://a.example.test/")
    ('', 'http://a.example.test/')
    """
    return url if url.lower().startswith(("http://", "https://")) else ""


def halves(text: str) -> tuple[str, str]:
    """Chinese with English behind it → the two.

    >>> halves("都在 All are there"), halves("only English")
    (('都在', 'All are there'), ('only English', ''))
    """
    found = ENGLISH_HALF.match(text)
    return (found[1], found[2]) if found else (text, "")


def mark_commands(text: str) -> Markup:
    """Text with `commands` → the same as HTML, everything escaped.

    >>> str(mark_commands("run `guiyi <x>`"))
    'run <code>guiyi &lt;x&gt;</code>'
    """
    parts = [Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
             for number, part in enumerate(text.split("`"))]  # fmt: skip
    return Markup("").join(parts)


def mark_words(text: str) -> Markup:
    """An excerpt with ⟦words⟧ → HTML with these marked, everything escaped.

    >>> str(mark_words("<b>⟦x⟧"))
    '&lt;b&gt;<mark>x</mark>'
    """
    return Markup(str(escape(text)).replace(OPEN, "<mark>").replace(CLOSE, "</mark>"))  # noqa: S704  escaped above


# --- a city's sites in one page -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class SiteLine:
    """One site in the city's report: its last run, and its last report if there is one."""

    site: str
    name: str
    run_id: str | None
    run_state: str
    href: str | None
    report: dict[str, Any] | None

    @property
    def dispositions(self) -> dict[str, int]:
        """Its pages by disposition; empty without a report."""
        return dict(self.report["dispositions"]) if self.report else {}


def write_city_report(settings: Settings, sites: Sequence[str]) -> str:
    """Settings and site ids → path of one HTML page over the last reports of these sites. StoreError, LibraryError."""
    store, engine = Store(settings.store), open_library(settings.library)
    with reading(engine) as connection:
        lines = [_line(connection, settings, store, site) for site in sites]
    store.write(CITY_KEY, render_city(lines, load_platform(settings.configs).name).encode("utf-8", "replace"))
    return store.path(CITY_KEY)


def render_city(lines: Sequence[SiteLine], name: str) -> str:
    """The sites' lines → one HTML page."""
    totals = {ending: sum(line.dispositions.get(ending, 0) for line in lines) for ending in ENDINGS}
    reports = [line.report for line in lines if line.report]
    largest = max((sum(line.dispositions.values()) for line in lines), default=1)
    years: dict[str, int] = {}
    for report in reports:
        for year, count in report["years"].items():
            years[year] = years.get(year, 0) + count
    bars, undated = year_bars(years)
    return told_html(
        environment()
        .get_template("city.html")
        .render(
            name=name,
            lines=[(line, shares(line.dispositions, largest)) for line in lines],
            totals=totals,
            shares=shares(totals),
            resources=sum(report["resources"] for report in reports),
            balanced=sum(bool(report["is_balanced"]) for report in reports),
            bars=bars,
            undated=undated,
        )
    )


def _line(connection: Connection, settings: Settings, store: Store, site: str) -> SiteLine:
    found = connection.execute(
        select(runs.c.run_id, runs.c.status).where(runs.c.site == site).order_by(runs.c.number.desc())
    ).all()
    name = _site_name(settings, site)
    if not found:
        return SiteLine(site, name, None, "尚未迁移 not migrated yet", None, None)
    run_id, status = found[0]
    state = RUN_STATES.get(status, status)
    for older, _ in found:  # a run held by a gate has no report; the one before has
        folder = f"sites/{site}/runs/{older}"
        if store.exists(f"{folder}/report.json"):
            report = json.loads(store.read(f"{folder}/report.json"))
            return SiteLine(site, name, run_id, state, f"{folder}/report.html", report)
    return SiteLine(site, name, run_id, state, None, None)


def _site_name(settings: Settings, site: str) -> str:
    try:
        return load_site(settings.configs, site).site.name
    except ConfigError:  # its file was taken away since; its report stays
        return site
