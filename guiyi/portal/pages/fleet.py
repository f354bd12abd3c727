"""Every old site at a glance, a wave, and one site with all that is known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from guiyi.beijing import today
from guiyi.config.load import load_waves
from guiyi.database import reading
from guiyi.library.status import STALE_DAYS, SiteStatus, diagnose, fleet
from guiyi.library.waves import wave_status
from guiyi.portal.access import Portal, ThePortal, Viewer
from guiyi.portal.columns import places, platform_of
from guiyi.portal.rendering import render
from guiyi.portal.reviews import progress_of, progress_of_sites
from guiyi.portal.sites import last_checks, report_files, runs_of, timeline_of
from guiyi.portal.wording import words
from guiyi.retire.reconcile.charts import shares
from guiyi.review.worklist import work_list
from guiyi.settings import now

router = APIRouter()
HEALTH = ("good", "partial", "held", "failed", "parked", "running", "stale", "waiting")
ENDS = ("merged", "held", "dropped", "failed")
COLOURS = {
    "good": "#2e6b5b", "partial": "#86b5a3", "held": "#d8a33f", "failed": "#b5483a", "parked": "#a79bc4",
    "running": "#4a7ba6", "stale": "#aab2ba", "waiting": "#d9dde1",
}  # fmt: skip
Short = Annotated[str, Query(max_length=100)]


def health_of(one: SiteStatus) -> str:
    """A site's line of the fleet → one word of HEALTH."""
    if one.run_status is None:
        return "waiting"
    if one.is_parked:
        return "parked"
    if one.run_status in ("failed", "held", "running"):
        return one.run_status
    started = datetime.fromisoformat(one.started_at) if one.started_at else None
    if started and now() - started > timedelta(days=STALE_DAYS) and one.state == "active":
        return "stale"
    return "partial" if one.held or one.failed else "good"


@router.get("/fleet")
def show_fleet(request: Request, portal: ThePortal, visitor: Viewer, health: Short = "", q: Short = "") -> Response:
    """All sites: stage, counts, health, deadline, sign-off."""
    every = fleet(portal.engine, portal.settings.configs)
    healths = Counter(health_of(one) for one in every)
    rows = [
        one for one in every
        if (not health or health_of(one) == health) and (not q or q in one.name or q in one.site)
    ]  # fmt: skip
    sums = {name: sum(getattr(one, name) for one in every) for name in ("published", *ENDS)}
    return render(
        request, "fleet.html", visitor=visitor, rows=rows, every=len(every), healths=healths, health_of=health_of,
        bars=_bars(healths), sums=sums, deadlines=_deadlines(portal), progress=progress_of_sites(portal), chosen=health,
        content=shares({"loaded": sums["published"]} | {name: sums[name] for name in ENDS}),
        waves=load_waves(portal.settings.configs).waves, today=today(), q=q,
    )  # fmt: skip


def _bars(counts: Counter[str]) -> list[dict[str, Any]]:
    whole = sum(counts.values()) or 1
    return [
        {"name": name, "count": counts[name], "percent": round(100 * counts[name] / whole, 3), "colour": COLOURS[name],
         "label": name}
        for name in HEALTH if counts[name]
    ]  # fmt: skip


def _deadlines(portal: Portal) -> dict[str, date]:
    """Site → the day by which its wave is to be done."""
    return {site: wave.deadline for wave in load_waves(portal.settings.configs).waves for site in wave.sites}


@router.get("/waves/{name}")
def show_wave(request: Request, portal: ThePortal, visitor: Viewer, name: str) -> Response:
    """A wave: every site, the forecast against the deadline."""
    if name not in {wave.name for wave in load_waves(portal.settings.configs).waves}:
        raise HTTPException(404, "there is no such wave")
    found = wave_status(portal.engine, portal.settings.configs, name, now())
    done = sum(1 for one in found.sites if one.status == "done")
    return render(request, "wave.html", visitor=visitor, wave=found, done=done)


@router.get("/sites/{site}")
def show_site(request: Request, portal: ThePortal, visitor: Viewer, site: str) -> Response:
    """One site: verdict, checks, ends of its URLs, work list, sign-off, timeline."""
    one = _one(fleet(portal.engine, portal.settings.configs), site)
    verdict = diagnose(portal.engine, site)
    with reading(portal.engine) as connection:
        runs = runs_of(connection, site)
        events = timeline_of(connection, site)
    counts = {"loaded": one.published} | {name: getattr(one, name) for name in ENDS}
    return render(
        request, "site.html", visitor=visitor, site=one, verdict=verdict, runs=runs, events=events,
        health=health_of(one), groups=work_list(portal.engine, platform_of(portal), site),
        checks=last_checks(runs), files=report_files(portal, site, runs), shares=shares(counts),
        progress=progress_of(portal, site) if runs else None, places=places(platform_of(portal)),
        deadline=_deadlines(portal).get(site), today=today(), catalogue=words(),
    )  # fmt: skip


@router.get("/sites/{site}/runs/{run}/{name}")
def show_report(portal: ThePortal, visitor: Viewer, site: str, run: str, name: str) -> Response:
    """A report of a run: HTML in a sandbox of its own, anything else as a download."""
    _one(fleet(portal.engine, portal.settings.configs), site)
    if not run.startswith(f"{site}-") or f"sites/{site}/runs/{run}/{name}" not in portal.store.list(
        f"sites/{site}/runs/{run}"
    ):
        raise HTTPException(404, "there is no such report")
    data = portal.store.read(f"sites/{site}/runs/{run}/{name}")
    if name.endswith(".html"):
        policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups"
        return Response(data, media_type="text/html; charset=utf-8", headers={"Content-Security-Policy": policy})
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(data, media_type="application/octet-stream", headers=headers)


def _one(found: Sequence[SiteStatus], site: str) -> SiteStatus:
    one = next((one for one in found if one.site == site), None)
    if one is None:
        raise HTTPException(404, "there is no such site")
    return one
