from __future__ import annotations

from typing import Any

import pytest

from guiyi.library.endings import Around, end_page, end_redirect


def page(**more: Any) -> dict[str, Any]:
    return {"key": "/a", "role": "page", "state": "fetched", "status": 200, "error": None, "redirect_to": None, **more}


def item(state: str, reason: str | None = "because", **more: Any) -> dict[str, Any]:
    return {"source_key": "/a", "state": state, "reason": reason, "resource_id": "r1", **more}


@pytest.mark.parametrize("state", ["loaded", "merged", "held", "dropped", "failed", "gone"])
def test_a_page_ends_as_its_item_does(state: str) -> None:
    ending = end_page(page(), Around(items=[item(state)]))
    assert ending is not None
    assert (ending.disposition, ending.resource_id) == (state, "r1")


def test_of_several_items_the_furthest_speaks() -> None:
    around = Around(items=[item("dropped"), item("held"), item("loaded", resource_id="r2")])
    ending = end_page(page(role="list"), around)
    assert ending is not None
    assert (ending.disposition, ending.resource_id) == ("loaded", "r2")


@pytest.mark.parametrize(
    ("odd", "around"),
    [
        (page(), Around()),
        (page(state="queued"), Around()),
        (page(state="skipped"), Around()),
        (page(role="something-new"), Around()),
        (page(state="something-new"), Around()),
        (page(), Around(items=[item("something-new")])),
        (page(), Around(items=[item("dropped", reason=None)])),
    ],
)
def test_what_fits_no_rule_or_has_no_reason_is_unexplained(odd: dict[str, Any], around: Around) -> None:
    assert end_page(odd, around) is None


def test_a_file_in_use_is_loaded_even_if_the_old_site_lost_it() -> None:
    ending = end_page(page(role="asset", state="gone", status=404), Around(used_by="r1"))
    assert ending is not None
    assert ending.disposition == "loaded"


@pytest.mark.parametrize("target", ["held", "dropped", "gone", "failed"])
def test_a_redirect_ends_as_its_target(target: str) -> None:
    found = {"disposition": target, "reason": "why", "resource_id": None}
    ending = end_redirect("/b", found)
    assert ending.disposition == target
    assert "why" in ending.reason
