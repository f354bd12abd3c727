"""The security report of a site: what was injected into it, page by page, for the owner who must mend the old site."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select

from guiyi.clean.privacy import mask_text
from guiyi.crawl.cloaking import cloaking_key
from guiyi.database import reading
from guiyi.ledger import FETCHED, PAGE, listings, pages
from guiyi.retire.reconcile.report import environment
from guiyi.runs.handover import stream_rows
from guiyi.runs.manifest import Manifest
from guiyi.runs.run import Run
from guiyi.tampering.findings import HIGH, KINDS, LOW, MEDIUM, worst
from guiyi.tampering.hosts import WhiteList, host_in

EXAMPLES = 200  # of one kind in the page; the JSON has all
FOLDER = 5  # pages that no column links to, from which their folder is worth a look
ORDER = {HIGH: 0, MEDIUM: 1, LOW: 2}
DOCUMENT = ("url", "tampering")


@dataclass(frozen=True)
class Line:
    """One finding on one page, and what became of the page."""

    url: str
    severity: str
    action: str
    place: str
    excerpt: str
    target: str | None
    outcome: str


@dataclass(frozen=True)
class KindGroup:
    """All findings of one kind: how many on how many pages, the gravest, what to do, and the lines."""

    kind: str
    label: str
    label_en: str
    advice: str
    severity: str
    pages: int
    lines: list[Line]


@dataclass(frozen=True)
class Security:
    """What a run saw of a site's safety. outlinks: foreign host → a page that links to it, whether checked or not."""

    site: str
    site_name: str
    run_id: str
    started_at: str
    groups: list[KindGroup]
    outlinks: dict[str, str]
    checked: list[str]
    sampled: bool
    folders: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """Findings by severity."""
        found = Counter(line.severity for group in self.groups for line in group.lines)
        return {name: found[name] for name in (HIGH, MEDIUM, LOW)}

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self) | {"counts": self.counts}


def examine_security(run: Run, manifests: Sequence[Manifest]) -> Security:
    """Run and its manifests → its security report as a value. StoreError."""
    lines: dict[str, list[Line]] = defaultdict(list)
    hosts: dict[str, str] = {}
    for url, finding, outcome in _findings(run, manifests, hosts):
        lines[finding["kind"]].append(
            Line(
                url, finding["severity"], finding["action"], finding["place"], mask_text(finding["excerpt"])[0],
                finding["target"], outcome,
            )
        )  # fmt: skip
    sample = _sample(run)
    for one in sample["findings"]:
        lines[one["kind"]].append(
            Line(
                one["url"], one["severity"], one["action"], one["place"], mask_text(one["excerpt"])[0], one["target"],
                "noted",
            )
        )  # fmt: skip
    for url, host in _redirects(run):
        lines["foreign-redirect"].append(Line(url, MEDIUM, "noted", "page", f"→ {host}", host, "noted"))
    groups = [_group(kind, some) for kind, some in lines.items()]
    groups.sort(key=lambda group: (ORDER[group.severity], -group.pages, group.kind))
    return Security(
        run.site, run.config.site.name, run.run_id, run.started_at, groups, dict(sorted(hosts.items())),
        sample["checked"], run.config.crawl.cloaking_sample > 0, _folders(run),
    )  # fmt: skip


def _group(kind: str, lines: list[Line]) -> KindGroup:
    about = KINDS[kind]
    ordered = sorted(lines, key=lambda line: (ORDER[line.severity], line.url, line.excerpt))
    severity = worst(line.severity for line in lines)
    count = len({line.url for line in lines})
    return KindGroup(kind, about.label, about.label_en, about.advice, severity, count, ordered)


def _findings(
    run: Run, manifests: Sequence[Manifest], hosts: dict[str, str]
) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every finding of extraction, of kept pages and of refused ones; foreign hosts are noted on the way."""
    held = _held(run, manifests)
    for one in manifests:
        if one.stage != "extract" or not one.path or not one.refused_path:
            continue
        for row in stream_rows(run.store, one.path, DOCUMENT):
            for finding in row["tampering"] or ():
                yield row["url"], finding, "held" if row["url"] in held else "kept"
        for row in stream_rows(run.store, one.refused_path, ("url", "outcome", "payload")):
            payload = json.loads(row["payload"] or "{}")
            for host in payload.get("outlinks", ()):
                hosts.setdefault(host, row["url"])
            for finding in payload.get("tampering", ()):
                yield row["url"], finding, row["outcome"]


def _held(run: Run, manifests: Sequence[Manifest]) -> set[str]:
    """Addresses of the pages that cleaning held for tampering."""
    parts = [one.refused_path for one in manifests if one.stage == "clean" and one.refused_path]
    rows = (row for part in parts for row in stream_rows(run.store, part, ("url", "code")))
    return {row["url"] for row in rows if row["code"] == "tampered"}


def _sample(run: Run) -> dict[str, Any]:
    key = cloaking_key(run)
    if not run.store.exists(key):
        return {"findings": [], "checked": []}
    return dict(json.loads(run.store.read(key)))


def _redirects(run: Run) -> list[tuple[str, str]]:
    """Own pages that send their reader to a foreign host."""
    white = WhiteList((run.config.site.base_url, *run.config.site.aliases), run.platform.security.white_hosts)
    wanted = select(pages.c.url, pages.c.redirect_to).where(
        pages.c.site == run.site, pages.c.redirect_to.like("//%"), pages.c.status == 200
    )
    with reading(run.engine) as connection:
        rows = connection.execute(wanted.order_by(pages.c.key)).all()
    return [(row.url, host) for row in rows if white.is_foreign(host := host_in(row.redirect_to))]


def _folders(run: Run) -> dict[str, int]:
    """Folders of own pages of which no list names any: where parasite pages lie, or pages worth a column."""
    listed = select(listings.c.key).where(listings.c.site == run.site)
    wanted = select(pages.c.key, pages.c.key.in_(listed).label("is_listed")).where(
        pages.c.site == run.site, pages.c.role == PAGE, pages.c.state == FETCHED, pages.c.key.like("/%"),
        pages.c.redirect_to.is_(None),
    )  # fmt: skip
    known: dict[str, list[bool]] = defaultdict(list)
    with reading(run.engine) as connection:
        for row in connection.execute(wanted):
            if not row.key.startswith("//"):
                known[row.key.split("?", 1)[0].rsplit("/", 1)[0] + "/"].append(bool(row.is_listed))
    found = {name: len(some) for name, some in known.items() if len(some) >= FOLDER and not any(some)}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def write_security(run: Run, found: Security) -> str:
    """The report as HTML and JSON in the run's folder → store key of the HTML. StoreError."""
    folder = f"sites/{run.site}/runs/{run.run_id}"
    text = json.dumps(found.to_json(), ensure_ascii=False, indent=1)
    run.store.write(f"{folder}/security.json", text.encode("utf-8", "replace"))
    html = environment().get_template("security.html").render(found=found, most=EXAMPLES)
    run.store.write(f"{folder}/security.html", html.encode("utf-8", "replace"))
    return f"{folder}/security.html"
