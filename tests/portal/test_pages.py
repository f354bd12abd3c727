"""Every page in a real browser: it shows, it fits, it is accessible, it asks nothing of another host."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from guiyi.config.load import load_platform
from guiyi.database import reading
from guiyi.library.tables import resource_assets, resources
from guiyi.review.worklist import work_list
from tests.portal.conftest import Moved

pytestmark = pytest.mark.xdist_group("portal-browser")
AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = {"desk": (1280, 860), "phone": (390, 844)}
SHOTS = os.environ.get("GUIYI_SCREENSHOTS")  # a folder, as `make screenshots` says
RUN_AXE = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(" \
    "v => [v.id, v.impact, v.nodes.slice(0, 3).map(n => n.html.slice(0, 200))])"  # fmt: skip
NAMES = (
    "home", "column", "search", "resource", "sign-in", "fleet", "site", "worklist", "group", "review-sample", "review",
    "letters", "supervision", "conflicts", "decisions", "admin", "api",
)  # fmt: skip


@pytest.fixture(scope="module")
def addresses(moved: Moved) -> dict[str, str]:
    """Name of a page → its path, with something on it."""
    with reading(moved.live.app.state.portal.engine) as connection:
        with_file = select(resource_assets.c.resource_id).where(resource_assets.c.role == "attachment")
        chosen = select(resources.c.resource_id, resources.c.site).where(resources.c.resource_id.in_(with_file))
        resource, site = connection.execute(chosen.order_by(resources.c.resource_id)).first()
    groups = work_list(moved.live.app.state.portal.engine, load_platform(moved.settings.configs))
    group = next(one for one in groups if one.actions)
    return {
        "home": "/", "column": "/columns/info.policy", "search": "/search?q=通知&since=2010-01-01",
        "resource": f"/resources/{resource}", "sign-in": "/sign-in", "fleet": "/fleet", "site": f"/sites/{site}",
        "worklist": "/worklist", "group": f"/worklist/{group.id}", "review-sample": f"/review/{site}",
        "review": f"/review/{site}/{resource}", "letters": "/letters", "supervision": "/supervision?as_of=2018-06-01",
        "conflicts": "/conflicts", "decisions": "/decisions", "admin": "/admin", "api": "/api",
    }  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_shows_fits_and_has_no_serious_accessibility_fault(
    moved: Moved, chromium: Any, admin_token: str, addresses: dict[str, str], width: str
) -> None:
    across, down = WIDTHS[width]
    context = chromium.new_context(viewport={"width": across, "height": down}, bypass_csp=True, locale="zh-CN")
    context.add_cookies([{"name": "guiyi_session", "value": admin_token, "url": moved.live.url}])
    page, asked, faults = context.new_page(), set(), []
    page.on("request", lambda request: asked.add(request.url.split("/")[2] if "//" in request.url else "data"))
    page.on("pageerror", lambda error: faults.append(str(error)))
    for name in NAMES:
        if name == "sign-in":
            page.context.clear_cookies()
        answer = page.goto(moved.live.url + addresses[name], wait_until="networkidle")
        assert answer.status == 200, (name, answer.status)
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= across, f"{name} is {wide} wide on {across}"
        page.evaluate(AXE)
        serious = [one for one in page.evaluate(RUN_AXE) if one[1] in ("serious", "critical")]
        assert serious == [], name
        if name == "sign-in":
            page.context.add_cookies([{"name": "guiyi_session", "value": admin_token, "url": moved.live.url}])
    context.close()
    assert faults == []
    hosts = {moved.live.url.split("/")[2], moved.live.archive_url.split("/")[2], "data"}
    assert asked <= hosts


@pytest.mark.parametrize("scheme", ["dark"])
def test_the_dark_colours_are_as_readable(
    moved: Moved, chromium: Any, admin_token: str, addresses: dict[str, str], scheme: Any
) -> None:
    context = chromium.new_context(color_scheme=scheme, bypass_csp=True)
    context.add_cookies([{"name": "guiyi_session", "value": admin_token, "url": moved.live.url}])
    page = context.new_page()
    for name in ("home", "resource", "fleet", "worklist", "review"):
        page.goto(moved.live.url + addresses[name])
        page.evaluate(AXE)
        contrast = [one for one in page.evaluate(RUN_AXE) if one[0] == "color-contrast"]
        assert contrast == [], name
    if SHOTS:
        page.goto(moved.live.url + addresses["fleet"])
        page.screenshot(path=f"{SHOTS}/fleet-dark.png")
    context.close()


def test_the_english_portal_has_no_chinese_word_of_its_own(
    moved: Moved, chromium: Any, addresses: dict[str, str]
) -> None:
    page = chromium.new_page()
    page.goto(f"{moved.live.url}/sign-in?lang=en")
    assert page.locator("h1").inner_text() == "Sign in"
    page.goto(f"{moved.live.url}/search")  # the choice is kept
    assert page.locator("h1").inner_text() == "Search"
    page.close()


def test_the_old_page_is_shown_beside_the_record_as_it_was_archived(
    moved: Moved, chromium: Any, admin_token: str, addresses: dict[str, str]
) -> None:
    context = chromium.new_context()
    context.add_cookies([{"name": "guiyi_session", "value": admin_token, "url": moved.live.url}])
    page = context.new_page()
    before = len(moved.city.requests)
    page.goto(moved.live.url + addresses["review"], wait_until="networkidle")
    title = page.locator("h1").inner_text()
    frame = page.frames[1]
    assert title[:12] in frame.evaluate("document.documentElement.outerHTML")
    assert frame.evaluate("document.scripts.length") == 0
    assert page.locator("iframe").get_attribute("sandbox") == ""
    assert len(moved.city.requests) == before, "the old site was asked"
    context.close()
