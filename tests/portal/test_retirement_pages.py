"""The portal's pages of retirements: who may approve, what is decided for old addresses, archived copies for everybody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from fastapi import FastAPI

from guiyi.ledger import DONE
from guiyi.portal.rendering import half
from guiyi.retire.addresses.hits import import_hits
from guiyi.retire.case import open_case
from guiyi.retire.events import Entry, append, events_of
from guiyi.retire.states import STATES
from guiyi.runs.lease import lease
from guiyi.runs.run import close_run, start_run
from guiyi.settings import Settings
from tests.portal.conftest import Browser
from tests.retire.conftest import HOST, SITE, SITE_FILE
from tests.retire.test_addresses import log

PAGE = f"/sites/{SITE}/retirement"
LIST = f"/sites/{SITE}/unresolved"


@pytest.fixture
def site(settings: Settings, app: FastAPI) -> Settings:
    """A site that is asked for by a person named wang."""
    (settings.configs / "sites" / f"{SITE}.yaml").write_text(SITE_FILE, encoding="utf-8")
    case = open_case(settings, SITE)
    case.store.write("package", b"the archive")
    with lease(settings, SITE):
        run = start_run(settings, SITE)
        close_run(run, DONE)
    facts = {"archive": {"key": "package", "sha256": case.store.sha256("package")}, "run_id": run.run_id}
    for name, to in (("freeze", "frozen"), ("reconcile", "reconciled"), ("ask", "asked")):
        append(case.engine, case.store, SITE, Entry("move", name, "wang", facts, to_state=to))
    return settings


def test_an_approver_approves_and_an_operator_may_not(site: Settings, signed_in: Callable[[str], Browser]) -> None:
    operator, approver = signed_in("operator"), signed_in("approver")
    assert ">批准</button>" not in operator.get(PAGE).text
    assert ">批准</button>" in approver.get(PAGE).text
    refused = operator.submit(f"{PAGE}/approve", {"ticket": "云政办函〔2026〕9号"})
    assert refused.status_code == 409
    assert "needs the role approver" in refused.text
    assert approver.submit(f"{PAGE}/approve", {"ticket": "云政办函〔2026〕9号"}).status_code == 303
    case = open_case(site, SITE)
    assert case.state == "approved"
    assert (case.events[-1].by, case.events[-1].facts["through"]) == ("approver", "portal")
    assert case.store.exists(f"sites/{SITE}/retirement/notice.html")
    assert "云政办函〔2026〕9号" in approver.get(PAGE).text


def test_the_paper_of_a_deregistration_is_kept_as_it_was_uploaded(
    site: Settings, signed_in: Callable[[str], Browser]
) -> None:
    case, operator = open_case(site, SITE), signed_in("operator")
    append(case.engine, case.store, SITE, Entry("move", "verify", "wang", {}, to_state="verified"))
    assert 'type="file" name="paper"' in operator.get(PAGE).text
    told = {
        "step": "icp",
        "document_number": "云通备2026-77",
        "on": "2026-10-01",
        "person": "王经办",
        "csrf": operator.token(),
    }
    paper = {"paper": ("../注销回执.PDF", b"%PDF the paper")}
    done = operator.post(f"{PAGE}/deregister", data=told, files=paper, follow_redirects=False)
    assert done.status_code == 303, done.text
    facts = open_case(site, SITE).events[-1].facts
    assert facts["attachment_name"].endswith("注销回执.PDF")
    assert facts["attachment"].endswith(".pdf")
    assert "/" not in facts["attachment"]
    assert case.store.read(f"sites/{SITE}/retirement/{facts['attachment']}") == b"%PDF the paper"


def test_the_page_says_what_is_next_in_every_state(site: Settings, signed_in: Callable[[str], Browser]) -> None:
    case, operator = open_case(site, SITE), signed_in("operator")
    for state, label in STATES.items():
        append(case.engine, case.store, SITE, Entry("move", "test", "wang", {}, to_state=state))
        page = operator.get(PAGE)
        assert page.status_code == 200, state
        assert half("zh", label) in page.text


def test_nobody_else_sees_it(site: Settings, anonymous: Browser, signed_in: Callable[[str], Browser]) -> None:
    for path in (PAGE, LIST, "/retirements"):
        assert anonymous.get(path, follow_redirects=False).status_code == 303
    viewer = signed_in("viewer")
    assert viewer.submit(f"{PAGE}/abort", {"remark": "x"}).status_code == 403
    assert len(events_of(open_case(site, SITE).engine, SITE)) == 3
    assert viewer.get("/retirements").status_code == 200
    assert viewer.get("/sites/nothing/retirement").status_code == 404


def test_addresses_are_decided_singly_by_pattern_and_by_workbook(
    site: Settings, signed_in: Callable[[str], Browser], tmp_path: Path
) -> None:
    operator = signed_in("operator")
    targets = [("/x/1", 200), ("/x/2", 200), ("/y/1", 200), ("/z/<script>", 200)]
    import_hits(open_case(site, SITE), log(tmp_path / "a.log", *targets), "wang")
    page = operator.get(LIST).text
    assert f"{HOST}/x/1" in page
    assert "<script>" not in page
    single = {"url": f"{HOST}/y/1", "kind": "redirect", "target": "column:info.news"}
    assert operator.submit(LIST, single).status_code == 303
    pattern = {"pattern": "/x/", "kind": "gone", "reason": "过期"}
    shown = operator.submit(LIST, pattern)
    assert shown.status_code == 200
    assert "2 条" in shown.text
    assert f"{HOST}/x/1" in operator.get(LIST).text
    assert operator.submit(LIST, pattern | {"confirmed": "yes"}).status_code == 303
    assert operator.submit(LIST, single | {"target": "http://evil.example.test/"}).status_code == 409
    assert operator.submit(LIST, {"pattern": "(", "kind": "gone"}).status_code == 409

    path = tmp_path / "back.xlsx"
    path.write_bytes(operator.get(f"{LIST}.xlsx").content)
    book = openpyxl.load_workbook(path)
    assert book.worksheets[0].max_row == 2
    book.worksheets[0]["H2"], book.worksheets[0]["J2"] = "gone", "没有这个页面"
    book.save(path)
    with path.open("rb") as file:
        answer = operator.post(
            f"{LIST}.xlsx", data={"csrf": operator.token()}, files={"file": ("back.xlsx", file)}, follow_redirects=False
        )
    assert answer.status_code == 303
    assert "没有" in operator.get(LIST).text or "nothing" in operator.get(LIST).text.lower()
    kinds = [event.facts["how"] for event in events_of(open_case(site, SITE).engine, SITE) if event.kind == "decided"]
    assert kinds == [f"singly {HOST}/y/1", "by pattern /x/", "from file back.xlsx"]
