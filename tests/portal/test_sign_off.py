"""A reviewer clears the work list and signs off a site, all by browser; the next run applies it and fetches nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from guiyi.database import reading
from guiyi.errors import SourceDown
from guiyi.library.people import sign_offs
from guiyi.library.tables import refused_records, resources
from guiyi.portal.audit import broken_at, entries
from guiyi.settings import Settings
from tests.city import City
from tests.pipeline import migrate
from tests.portal.conftest import PASSWORD, Moved, copy_of, make_account
from tests.portal.live import Live, live_portal

SITE = "zhujian"  # it has an old column that no rule places


@dataclass(frozen=True)
class Desk:
    """A copy of a library that a site was moved into, and the portal on it."""

    city: City
    settings: Settings
    live: Live

    def rows(self, query: Any) -> list[Any]:
        with reading(self.live.app.state.portal.engine) as connection:
            return list(connection.execute(query).all())


@pytest.fixture(scope="module")
def desk(moved: Moved, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = copy_of(moved, tmp_path_factory.mktemp("desk"))
    with live_portal(settings) as live:
        make_account(live.app, "reviewer", "wang")
        yield Desk(moved.city, settings, live)


def test_a_reviewer_clears_the_work_list_and_signs_off_without_touching_a_file(desk: Desk, chromium: Any) -> None:
    page = chromium.new_page(locale="zh-CN")
    held = desk.rows(select(refused_records.c.source_key).where(refused_records.c.code == "unmapped"))
    assert held
    _sign_in(page, desk.live.url)
    _decide_what_waits(page, desk.live.url)
    page.goto(f"{desk.live.url}/review/{SITE}")
    assert page.get_by_role("button", name="签认整站").is_disabled()

    before = len(desk.city.requests)
    _try_while_the_old_site_is_off(desk)
    migrate(desk.settings, SITE)
    assert desk.city.requests[before:] == [], "the old site was asked"
    assert not desk.rows(select(refused_records.c.source_key).where(refused_records.c.code == "unmapped"))
    placed = desk.rows(select(resources.c.column).where(resources.c.source_key.in_([row.source_key for row in held])))
    assert {row.column for row in placed} == {"info.news"}

    _review_the_sample(page, desk.live.url)
    page.goto(f"{desk.live.url}/review/{SITE}")
    page.get_by_label("备注").fill("抽样核对无误")
    _press(page, page.get_by_role("button", name="签认整站"))
    assert page.locator(".said.ok").inner_text().startswith("account:wang")
    page.goto(f"{desk.live.url}/sites/{SITE}")
    timeline = page.locator(".timeline")
    assert "核对：认可" in timeline.inner_text()
    assert (
        timeline.locator("li", has_text="核对：认可").first.locator("a").get_attribute("href").startswith("/resources/")
    )
    page.close()

    (signed,) = desk.rows(select(sign_offs).where(sign_offs.c.column == ""))
    assert (signed.site, signed.by, signed.figures["waiting"]) == (SITE, "account:wang", 0)
    engine = desk.live.app.state.portal.engine
    done = {one["action"] for one in entries(engine, 500)}
    assert {"sign-in", "decide-map", "review-accepted", "review-held", "review-corrected", "sign-off"} <= done
    assert broken_at(engine) is None
    _see_that_the_held_one_stays_out_of_sight(desk, chromium)


def _try_while_the_old_site_is_off(desk: Desk) -> None:
    file = desk.settings.configs / "sites" / f"{SITE}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(f":{desk.city.port}", ":9"), encoding="utf-8")
    with pytest.raises(SourceDown):
        migrate(desk.settings, SITE, fetch="always")
    file.write_text(text, encoding="utf-8")


def _sign_in(page: Any, url: str) -> None:
    page.goto(f"{url}/worklist")
    page.get_by_label("用户名").fill("wang")
    page.get_by_label("密码").fill(PASSWORD)
    _press(page, page.locator("main").get_by_role("button", name="登录"))
    assert page.url == f"{url}/worklist"


def _decide_what_waits(page: Any, url: str) -> None:
    page.goto(f"{url}/worklist?site={SITE}&kind=unmapped")
    if page.get_by_role("button", name="决定").count():
        _press(page, page.get_by_role("button", name="决定").first)
        form = page.locator("form.action").filter(has=page.locator("input[value=map]"))
        form.locator("select[name=value]").select_option("info.news")
        form.get_by_label("理由").fill("处室驿站登的是基层动态")
        _press(page, form.get_by_role("button"))
        assert "将使" in page.locator(".said.warn").inner_text()
        _press(page, page.get_by_role("button", name="确认"))
        assert page.locator("h1").inner_text() == "决定记录"


def _review_the_sample(page: Any, url: str) -> None:
    page.goto(f"{url}/review/{SITE}")
    _press(page, page.locator("tbody a").first)
    page.get_by_text("更正", exact=True).click()
    page.get_by_label("来源").fill("市住房和城乡建设委员会")
    _press(page, page.get_by_role("button", name="保存更正"))
    assert "已更正" in page.locator(".chips").inner_text()
    _press(page, page.get_by_role("link", name="跳过，看下一条"))
    page.locator(".decide form").first.get_by_label("备注").fill("待主办单位确认")
    _press(page, page.get_by_role("button", name="暂停公开"))
    for _more in range(60):
        if page.url == f"{url}/review/{SITE}":
            return
        _press(page, page.get_by_role("button", name="认可"))
    pytest.fail("the sample has no end")


def _press(page: Any, button: Any) -> None:
    """Clicks, and waits for the page to which it leads."""
    with page.expect_navigation():
        button.click()


def _see_that_the_held_one_stays_out_of_sight(desk: Desk, chromium: Any) -> None:
    ((held,),) = [tuple(row) for row in desk.rows(select(resources.c.resource_id).where(resources.c.status == "held"))]
    page = chromium.new_page()
    assert page.goto(f"{desk.live.url}/resources/{held}").status == 404
    migrate(desk.settings, SITE, fetch="never")
    assert page.goto(f"{desk.live.url}/resources/{held}").status == 404
    page.close()
    corrected = desk.rows(select(resources.c.protected).where(resources.c.source == "市住房和城乡建设委员会"))
    assert ["source"] in [row.protected for row in corrected]
