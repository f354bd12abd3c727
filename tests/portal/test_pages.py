"""Every page in a real browser: it shows, it fits, it is accessible, it asks nothing of another host."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from guiyi.config.load import load_platform
from guiyi.database import reading
from guiyi.library.tables import resource_assets, resources
from guiyi.review.worklist import work_list
from tests.portal.conftest import SITES, Moved

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = {"desk": (1280, 860), "phone": (390, 844)}
SHOTS = os.environ.get("GUIYI_SCREENSHOTS")  # a folder, as `make screenshots` says
RUN_AXE = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(" \
    "v => [v.id, v.impact, v.nodes.slice(0, 3).map(n => n.html.slice(0, 200))])"  # fmt: skip
SIDEWAYS = "() => [...document.querySelectorAll('.scroll, .top nav')].filter(" \
    "e => e.scrollWidth > e.clientWidth + 1).map(e => e.getAttribute('aria-label'))"  # fmt: skip
SCROLLED = ("api", "resource", "versions")  # pages with a table that has to be moved sideways on a phone
DARK = ("home", "resource", "fleet", "worklist", "review")


@pytest.fixture(scope="module")
def addresses(moved: Moved) -> dict[str, str]:
    """Name of a page → its path, with something on it."""
    with reading(moved.live.app.state.portal.engine) as connection:
        with_file = select(resource_assets.c.resource_id).where(resource_assets.c.role == "attachment")
        chosen = select(resources.c.resource_id, resources.c.site).where(resources.c.resource_id.in_(with_file))
        resource, site = connection.execute(chosen.order_by(resources.c.resource_id)).first()
        said = select(resources.c.content_type, func.min(resources.c.resource_id)).where(
            resources.c.details.is_not(None)
        )
        typed = {row[0]: row[1] for row in connection.execute(said.group_by(resources.c.content_type))}
    groups = work_list(moved.live.app.state.portal.engine, load_platform(moved.settings.configs))
    group = next(one for one in groups if one.actions)
    assert set(typed) >= {"guide", "letter"}
    return {
        "home": "/", "column": "/columns/info.policy", "search": "/search?q=通知&since=2010-01-01",
        "resource": f"/resources/{resource}", "sign-in": "/sign-in", "fleet": "/fleet", "site": f"/sites/{site}",
        "worklist": "/worklist", "group": f"/worklist/{group.id}", "review-sample": f"/review/{site}",
        "review": f"/review/{site}/{resource}", "letters": "/letters", "supervision": "/supervision?as_of=2018-06-01",
        "conflicts": "/conflicts", "promotions": "/promotions", "decisions": "/decisions", "admin": "/admin", "api": "/api",
        "versions": f"/resources/{moved.conflict}/versions/2", "wave": "/waves/spring", "retirements": "/retirements",
        "retirement": f"/sites/{SITES[0]}/retirement", "unresolved": f"/sites/{SITES[0]}/unresolved",
        **{f"resource-{kind}": f"/resources/{ident}" for kind, ident in typed.items()},
    }  # fmt: skip


def look(page: Any, name: str) -> None:
    """The page that is shown: it fits each width, all of it, and has no serious accessibility fault on it."""
    page.evaluate(AXE)
    for width, (across, down) in WIDTHS.items():
        page.set_viewport_size({"width": across, "height": down})
        if SHOTS:
            page.wait_for_load_state("networkidle")
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= across, f"{name} is {wide} wide on {across}"
        assert name in SCROLLED or page.evaluate(SIDEWAYS) == [], (name, width)
        serious = [one for one in page.evaluate(RUN_AXE) if one[1] in ("serious", "critical")]
        assert serious == [], (name, width)
    if name in DARK:
        page.emulate_media(color_scheme="dark")
        assert [one for one in page.evaluate(RUN_AXE) if one[0] == "color-contrast"] == [], (name, "dark")
        if SHOTS and name == "fleet":
            page.set_viewport_size(dict(zip(("width", "height"), WIDTHS["desk"], strict=True)))
            page.screenshot(path=f"{SHOTS}/fleet-dark.png")
        page.emulate_media(color_scheme="light")


def test_every_page_shows_fits_and_has_no_serious_accessibility_fault(
    moved: Moved, chromium: Any, admin_token: str, addresses: dict[str, str], tmp_path: Path
) -> None:
    context = chromium.new_context(bypass_csp=True, locale="zh-CN", reduced_motion="reduce")
    page, asked, faults = context.new_page(), set(), []
    page.on("request", lambda request: asked.add(request.url.split("/")[2] if "//" in request.url else "data"))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(moved.live.url + addresses.pop("sign-in"))
    look(page, "sign-in")
    context.add_cookies([{"name": "guiyi_session", "value": admin_token, "url": moved.live.url}])
    for name, path in addresses.items():
        answer = page.goto(moved.live.url + path)
        assert answer.status == 200, (name, answer.status)
        look(page, name)
    page.goto(f"{moved.live.url}{addresses['unresolved']}")
    assert page.get_by_role("button", name="采纳").count() >= 5
    page.goto(f"{moved.live.url}/worklist")
    (tmp_path / "decided.xlsx").write_bytes(filled_in(page.request.get(f"{moved.live.url}/worklist.xlsx").body()))
    page.locator("details:has(form[action='/worklist/import']) summary").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "decided.xlsx")
    page.locator("form[action='/worklist/import'] button").click()
    assert "1 行可以生效" in page.locator("main").inner_text()
    look(page, "workbook")
    context.close()
    assert faults == []
    hosts = {moved.live.url.split("/")[2], moved.live.archive_url.split("/")[2], "data"}
    assert asked <= hosts


FOCUSED = """() => {
  const e = document.activeElement, s = getComputedStyle(e)
  const is_marked = s.outlineStyle !== 'none' || s.boxShadow !== 'none' || s.position === 'absolute'
  return [e.tagName, e.innerText?.trim() || e.getAttribute('aria-label') || e.name || '', e.tagName === 'IFRAME' || is_marked]
}"""


def test_a_reviewer_without_a_mouse_sees_where_he_is_and_passes_by_the_old_page(
    moved: Moved, chromium: Any, admin_token: str, addresses: dict[str, str]
) -> None:
    context = chromium.new_context(locale="zh-CN", reduced_motion="reduce")
    context.add_cookies([{"name": "guiyi_session", "value": admin_token, "url": moved.live.url}])
    page = context.new_page()

    def tab() -> list[Any]:
        page.keyboard.press("Tab")
        page.wait_for_timeout(250)  # the mark of the focus is drawn bit by bit
        found: list[Any] = page.evaluate(FOCUSED)
        return found

    page.goto(moved.live.url + addresses["review"])
    assert tab()[1] == "跳到正文"
    passed = []
    while not passed or passed[-1][1] != "跳过旧页，到结论":
        passed.append(tab())
        assert len(passed) < 40, passed
    assert [one for one in passed if not one[2]] == [], "each is marked while it has the focus"
    assert "退出" in [one[1] for one in passed]
    page.keyboard.press("Enter")
    assert tab()[:2] == ["INPUT", "remark"], "not one link of the old page stands between"
    assert [tab()[1] for _ in range(2)] == ["认可", "暂停公开"]
    context.close()


def filled_in(data: bytes) -> bytes:
    """The work list as a workbook → the same with one decision in it."""
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    at = {str(cell.value).split(" ")[-1]: cell.column for cell in sheet[1]}
    row = next(one[0].row for one in sheet.iter_rows(min_row=2) if "unmapped" in str([cell.value for cell in one]))
    for name, value in (("decision", "map"), ("value", "info.news"), ("why", "动态")):
        sheet.cell(row, at[name], value)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_field_that_both_changed_is_shown_three_ways(moved: Moved, chromium: Any, admin_token: str) -> None:
    context = chromium.new_context()
    context.add_cookies([{"name": "guiyi_session", "value": admin_token, "url": moved.live.url}])
    page = context.new_page()
    page.goto(f"{moved.live.url}/conflicts")
    section = page.locator("main section").filter(has=page.locator(f"a[href$='{moved.conflict}']"))
    before, ours, theirs = section.locator("tbody tr").first.locator("td").all_inner_texts()
    assert (before in theirs, "平台编辑改过的标题" in ours, before != theirs) == (True, True, True)
    assert section.get_by_role("button", name="决定").count() == 1
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
    page.goto(moved.live.url + addresses["review"])
    title = page.locator("h1").inner_text()
    frame = page.frames[1]
    assert title[:12] in frame.evaluate("document.documentElement.outerHTML")
    assert frame.evaluate("document.scripts.length") == 0
    assert page.locator("iframe").get_attribute("sandbox") == ""
    assert len(moved.city.requests) == before, "the old site was asked"
    context.close()
