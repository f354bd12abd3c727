"""An operator's day at the Prefect UI, in a real browser: a site from the form, its failure, a retry, an approval's form."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from guiyi.crawl.browsing.browser import find_chromium
from tests.flows.conftest import PASSWORD, USER
from tests.flows.test_retire_site import City, city
from tests.portal.live import browser

__all__ = ["city"]
SITE = "wenhua"
WAIT = 240_000  # milliseconds


@pytest.fixture
def page(city: City) -> Iterator[Any]:
    """The UI, signed in."""
    if find_chromium() is None:
        pytest.skip("no Chromium on this machine; `make system` installs it")
    with browser() as chromium:
        page = chromium.new_page(viewport={"width": 1400, "height": 1100}, locale="en-GB")
        page.set_default_timeout(60_000)
        page.goto(f"{ui(city)}/deployments")
        page.locator("input[type=password]").fill(f"{USER}:{PASSWORD}")
        page.keyboard.press("Enter")
        page.get_by_text("migrate-site", exact=True).first.wait_for()
        yield page


def ui(city: City) -> str:
    return city.orchestra.api.removesuffix("/api")


def shoot(page: Any, name: str) -> None:
    if folder := os.environ.get("GUIYI_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"prefect-{name}.png")


def run_from_form(page: Any, deployment: str) -> str:
    """Fills in a deployment's form → id of its run."""
    page.get_by_text(deployment, exact=True).first.click()
    page.wait_for_url("**/deployments/deployment/**")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("Custom run").click()
    choose(page, SITE)
    shoot(page, f"form-{deployment}")
    page.get_by_role("button", name="Submit").click()
    link = page.locator("a[href*='/runs/flow-run/']").first
    run = str(link.get_attribute("href")).rpartition("/")[2].partition("?")[0]
    return run


def choose(page: Any, value: str) -> None:
    """A value of the form's first list, which may open late, and closes when the form is drawn again."""
    for _ in range(10):
        page.locator("button.p-select-button__control").first.click()
        page.wait_for_timeout(1000)
        page.keyboard.type(value, delay=30)
        page.wait_for_timeout(1000)
        if (found := page.get_by_text(value, exact=True)).count():
            found.first.click()
            return
        page.keyboard.press("Escape")
    raise AssertionError(f"the list does not offer {value}")


def fill_in_approval(page: Any, **said: str) -> None:
    """Approves in the form that Resume opens: the decision, and what is said, in the order of the form."""
    form = page.locator(".p-modal")
    control = form.locator("button.p-select-button__control")
    for key in ["ArrowDown"] * 10:  # the form is drawn again now and then, which closes its list
        control.focus()
        page.keyboard.press(key)
        page.wait_for_timeout(1000)
        if (found := page.locator(".p-select-option").get_by_text("approve", exact=True)).count():
            found.last.click()
            break
    control.filter(has_text="approve").wait_for()
    for field, text in zip(form.locator("textarea").all(), said.values(), strict=True):
        field.fill(text)
    shoot(page, "approval-filled")
    form.get_by_role("button", name="Submit").click()


def see(page: Any, city: City, run: str, state: str) -> None:
    """Opens a run's page and watches it until it is in that state."""
    page.goto(f"{ui(city)}/runs/flow-run/{run}")
    page.locator(".state-badge, .p-tag").filter(has_text=state).first.wait_for(timeout=WAIT)


@pytest.mark.slow
@pytest.mark.skipif("GUIYI_CITY" not in os.environ, reason="a browser at the UI for some minutes: `make city` runs it")
def test_an_operators_day(city: City, page: Any, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    in_the_way = tmp_path / "store" / "assets"
    in_the_way.write_text("a file where the store keeps a folder")

    run = run_from_form(page, "migrate-site")
    see(page, city, run, "Failed")
    shoot(page, "failed")
    page.get_by_role("tab", name="Artifacts").or_(page.get_by_text("Artifacts", exact=True)).last.click()
    page.get_by_text(f"problems-{SITE}").first.wait_for()

    in_the_way.unlink()
    page.get_by_role("button", name="Retry").first.click()
    page.locator(".p-modal, [role=dialog]").get_by_role("button", name="Retry").click()
    see(page, city, run, "Completed")
    shoot(page, "completed")

    retirement = city.start(SITE)
    see(page, city, retirement, "Suspended")
    assert city.state(SITE) == "asked"
    page.get_by_role("button", name="Resume").first.click()
    page.get_by_text("决定 Decision").first.wait_for()
    shoot(page, "approval")
    fill_in_approval(page, name="李主任", ticket="云政办函〔2026〕9号", remark="同意")
    city.until(lambda: city.state(SITE) == "approved", "approved in the form")
