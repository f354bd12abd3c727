from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from guiyi.crawl.admission import TOO_DEEP
from guiyi.crawl.unread import UNFILLED, UNREAD
from guiyi.database import reading, writing
from guiyi.errors import ConfigError
from guiyi.ledger import items, listings, pages, runs, seen_urls
from guiyi.library.tables import asset_texts, legacy_urls, redirects, refused_records, resources
from guiyi.retire.reconcile import reconcile_site
from guiyi.retire.reconcile.balance import BrokenFile, Reconciliation
from guiyi.retire.reconcile.figures import check_files, check_readable
from guiyi.retire.reconcile.files import Files
from guiyi.retire.reconcile.findings import NOTHING
from guiyi.runs.handover import DOCUMENTS, write_rows
from guiyi.runs.manifest import Manifest
from guiyi.runs.run import Run
from guiyi.store import Store
from tests.retire.conftest import DIGEST, HOST, SITE, Books


def not_passed(found: Reconciliation) -> set[str]:
    return {check.name for check in found.checks if not check.passed}


def ending(books: Books, key: str) -> tuple[Any, ...]:
    with reading(books.run.engine) as connection:
        fields = (pages.c.disposition, pages.c.reason, pages.c.resource_id)
        return tuple(connection.execute(select(*fields).where(pages.c.key == key)).one())


def test_a_balanced_site_passes_every_check(books: Books) -> None:
    found = reconcile_site(books.run)
    assert not_passed(found) == set()
    assert found.is_balanced
    assert found.dispositions == {"dropped": 6, "gone": 1, "held": 1, "loaded": 3, "merged": 4}
    assert found.urls == found.urls_seen == 15
    assert found.years == {"2017": 1, "2018": 1}
    assert all(check.evidence and check.advice for check in found.checks)


def test_every_url_ends_once_with_its_reason(books: Books) -> None:
    reconcile_site(books.run)
    assert ending(books, "/a/1.html")[::2] == ("loaded", "ra-1.html")
    assert ending(books, "/a/3.html")[::2] == ("merged", "ra-1.html")
    assert "exact copy of /a/1.html" in ending(books, "/a/3.html")[1]
    assert ending(books, "/mobile/1.html")[::2] == ("merged", "ra-1.html")
    assert ending(books, "/a/4.html")[:2] == ("held", "unmapped: because of /a/4.html")
    assert ending(books, "/a/6.html")[0] == "gone"
    assert "列表或导航页" in ending(books, "/a")[1]
    assert ending(books, "/files/form.pdf")[::2] == ("loaded", "ra-1.html")
    assert ending(books, "/logo.png")[0] == "dropped"
    assert ending(books, "/older/1.html")[::2] == ("merged", "ra-1.html")
    assert "excluded by the site's file: /search" in ending(books, "/search")[1]


def test_reconciling_again_gives_the_same(books: Books) -> None:
    first = reconcile_site(books.run)
    assert reconcile_site(books.run) == first


def test_a_section_says_what_became_of_each_listed_item(books: Books) -> None:
    [section] = reconcile_site(books.run).sections
    assert (section.name, section.expected, section.listed) == ("通知公告", 6, 6)
    ends = (section.loaded, section.merged, section.held, section.dropped, section.gone, section.failed)
    assert ends == (2, 1, 1, 1, 1, 0)
    assert section.missing == 0


def test_refused_records_are_grouped_with_examples(books: Books) -> None:
    for n in range(5):
        books.refused(f"/b/{n}.html", "held", "tie", title=f"并列{n}")
    group = next(one for one in reconcile_site(books.run).groups if one.code == "tie")
    assert (group.stage, group.outcome, group.count) == ("map", "held", 5)
    assert [one.title for one in group.examples] == ["并列0", "并列1", "并列2"]


def test_a_checked_run_keeps_the_checks_of_its_gates(books: Books) -> None:
    gate = {"name": "staged", "meaning": "", "required": True, "passed": True, "evidence": "", "advice": ""}
    books.change(runs, {"run_id": books.run.run_id}, checks=[gate])
    reconcile_site(books.run)
    reconcile_site(books.run)
    with reading(books.run.engine) as connection:
        names = [check["name"] for check in connection.execute(select(runs.c.checks)).scalar_one()]
    assert names[0] == "staged"
    assert len(names) == len(set(names)) > 10


# --- each way not to add up fails its own check -----------------------------------------------------------------


def lose_item(books: Books) -> None:
    books.page("/b/1.html")


def lose_page(books: Books) -> None:
    books.put(seen_urls, site=SITE, url=f"{HOST}/lost", key="/lost", how="link", first_run=books.run.run_id)


def lose_listed(books: Books) -> None:
    books.put(listings, site=SITE, section="/a", key="/a/7.html", run_id=books.run.run_id)


def leave_listed_out(books: Books) -> None:
    books.page("/a/update", state="skipped", status=None, error="it may change something on the site")
    books.put(listings, site=SITE, section="/a", key="/a/update", run_id=books.run.run_id)


def shorten_section(books: Books) -> None:
    books.take(listings, key="/a/6.html")


def lose_redirect(books: Books) -> None:
    books.take(redirects, key="/a/3.html")


def misdirect(books: Books) -> None:
    books.change(redirects, {"key": "/a/1.html"}, resource_id="ra-2.html")


def lose_redirect_of_copy(books: Books) -> None:
    books.change(redirects, {"key": "/mobile/1.html"}, kind="gone", resource_id=None)


def lose_file(books: Books) -> None:
    books.run.store.delete(f"assets/{DIGEST[:2]}/{DIGEST}")


def alter_file(books: Books) -> None:
    books.run.store.write(f"assets/{DIGEST[:2]}/{DIGEST}", b"%PDF-1.4 the farm")


def shorten_file(books: Books) -> None:
    books.run.store.write(f"assets/{DIGEST[:2]}/{DIGEST}", b"%PDF")


def detach_file(books: Books) -> None:
    books.page("/files/2.pdf", role="asset", digest="e" * 64)
    books.reference("/files/2.pdf", "ra-1.html", 2, None)


def add_stray_resource(books: Books) -> None:
    books.resource("/stray.html")
    books.take(redirects, key="/stray.html")
    books.take(legacy_urls, key="/stray.html")


def lose_resource(books: Books) -> None:
    books.take(resources, resource_id="ra-2.html")


def withdraw_target(books: Books) -> None:
    books.put(items, site=SITE, source_key="copy", page_key="/a/3.html", state="merged", resource_id="rx",
              first_run="r", last_run="r")  # fmt: skip


def lose_payload(books: Books) -> None:
    books.put(refused_records, site=SITE, source_key="other", outcome="held", stage="map", code="unmapped",
              url="u", reason="r", payload={}, run_id="r")  # fmt: skip
    books.take(refused_records, source_key="/a/4.html")


def lose_row(books: Books) -> None:
    books.put(refused_records, site=SITE, source_key="extra", outcome="dropped", stage="clean", code="c", url="u",
              reason="r", payload={}, run_id="r")  # fmt: skip


def cut_crawl(books: Books) -> None:
    books.change(runs, {"run_id": books.run.run_id}, crawl_complete=False)


def cut_paging(books: Books) -> None:
    books.section("/b", "政策法规", [], expected=None, pages_expected=9, pages_got=4)


def leave_paging_open(books: Books) -> None:
    books.section("/b", "政策法规", [], expected=None, complete=False)


def empty_title_date(books: Books) -> None:
    books.change(resources, {"resource_id": "ra-1.html"}, published_at=None)


def fail_page(books: Books) -> None:
    books.page("/broken.html", state="failed", status=500, error="HTTP 500 three times")


def damage_file(books: Books) -> None:
    books.put(asset_texts, sha256=DIGEST, status="damaged", text="", note="PdfiumError", revision="r")


def break_file(books: Books) -> None:
    books.page("/files/gone.doc", role="asset", state="gone", status=404)
    books.reference("/files/gone.doc", "ra-1.html", 3, None)


@pytest.mark.parametrize(
    ("harm", "checks"),
    [
        (lose_item, {"urls-disposed"}),
        (lose_page, {"urls-disposed"}),
        (lose_listed, {"listed-accounted"}),
        (leave_listed_out, {"listed-asked"}),
        (shorten_section, {"section-counts"}),
        (lose_redirect, {"redirects-answer"}),
        (misdirect, {"redirects-answer"}),
        (lose_redirect_of_copy, {"redirects-answer"}),
        (lose_file, {"files-kept"}),
        (alter_file, {"files-kept"}),
        (shorten_file, {"files-kept"}),
        (detach_file, {"files-kept"}),
        (add_stray_resource, {"resources-explained"}),
        (lose_resource, {"items-loaded"}),
        (withdraw_target, {"merged-into-live"}),
        (lose_payload, {"refused-kept"}),
        (lose_row, {"rows-balance"}),
        (cut_crawl, {"crawl-complete"}),
        (cut_paging, {"section-paging"}),
        (leave_paging_open, {"section-paging"}),
        (empty_title_date, {"fields-kept"}),
        (fail_page, {"pages-fetched"}),
        (break_file, {"files-reachable"}),
        (damage_file, {"files-readable"}),
    ],
)
def test_each_way_not_to_add_up_fails_exactly_its_check(harm: Any, checks: set[str], sqlite_books: Books) -> None:
    harm(sqlite_books)
    assert not_passed(reconcile_site(sqlite_books.run)) == checks


@pytest.mark.parametrize("harm", [lose_page, lose_redirect, add_stray_resource, lose_listed, lose_payload])
def test_the_checks_see_the_same_on_each_database(harm: Any, books: Books) -> None:
    harm(books)
    assert len(not_passed(reconcile_site(books.run))) == 1


def test_broken_files_of_the_old_site_itself_only_warn(sqlite_books: Books) -> None:
    break_file(sqlite_books)
    found = reconcile_site(sqlite_books.run)
    assert found.is_balanced
    [broken] = found.broken
    assert broken.url == f"{HOST}/files/gone.doc"
    assert "404" in broken.reason


def test_what_lists_name_and_the_crawl_left_out_is_told_with_its_reason(books: Books) -> None:
    leave_listed_out(books)
    for key, why in (("elsewhere", "off-site"), ("left", "excluded by the site's file")):  # no loss
        books.page(f"/a/{key}", state="skipped", status=None, error=why)
        books.put(listings, site=SITE, section="/a", key=f"/a/{key}", run_id=books.run.run_id)
    books.page("/l/2007", role="list")
    books.page("/l/2008", role="list", error="it lists nothing")
    for key, above in (("/l/2006", "/l/2007"), ("/l/2009", "/l/2008")):  # an older part of a list, and one behind none
        books.page(key, state="skipped", status=None, error=f"{TOO_DEEP} 20 links", found_on=above)
    repeats = "trap: 20 of 24 pages of the form /l/# repeat each other"
    cut = (
        ("/l/2005", "/l/2007"),
        ("/l/2031", "/l/2008"),
        ("/diary/9", "/l/2007"),
    )  # only the first is a part of a list
    for key, above in cut:
        books.page(key, state="skipped", status=None, error=repeats, found_on=above)
    found = reconcile_site(books.run)
    told = next(check for check in found.checks if check.name == "listed-asked")
    assert not told.required
    assert "not asked for 3（例如 e.g. " in told.evidence
    assert told.evidence.endswith(
        f"it may change something on the site: 1；{repeats}: 1；trap: deeper than 20 links: 1"
    )


def test_rows_with_titles_of_their_own_that_gave_one_page_are_told_and_copies_of_a_title_are_not(
    sqlite_books: Books,
) -> None:
    for key, to in (("1", "/login"), ("2", "/login"), ("3", "/login"), ("4", "/own"), ("5", "/own")):
        sqlite_books.page(f"/go/{key}", redirect_to=to)
        for section in ("/a", "/b"):
            title = f"第{key}号公告" if section == "/a" else "公告"
            sqlite_books.put(
                listings, site=SITE, section=section, key=f"/go/{key}", title=title, run_id=sqlite_books.run.run_id
            )
    told = next(check for check in reconcile_site(sqlite_books.run).checks if check.name == "listed-apart")
    assert not told.required
    assert "same page 1（例如 e.g. " in told.evidence


def test_older_months_behind_months_that_list_nothing_are_told_and_months_to_come_are_not(sqlite_books: Books) -> None:
    sqlite_books.page("/m.asp?y=2009&m=5", role="list")
    for key in ("/m.asp?y=2007&m=2", "/m.asp?y=2012&m=2", "/other.asp?y=2007&m=2"):
        why = "trap: 20 of 24 pages of the form /m.asp?m&y repeat each other"
        sqlite_books.page(key, state="skipped", status=None, error=why, found_on="/m.asp?y=2007&m=3")
    told = next(check for check in reconcile_site(sqlite_books.run).checks if check.name == "listed-asked")
    assert "not asked for 1（例如 e.g. " in told.evidence
    assert "/m.asp?y=2007&m=2" in told.evidence


def test_a_page_that_only_scripts_fill_is_told_and_holds_a_site_that_lists_nothing(sqlite_books: Books) -> None:
    told = {check.name: check for check in reconcile_site(sqlite_books.run).checks}["scripts-read"]
    assert told.passed
    sqlite_books.page("/map/", error=UNFILLED)
    told = {check.name: check for check in reconcile_site(sqlite_books.run).checks}["scripts-read"]
    assert (told.passed, told.required) == (False, False)
    assert "/map/" in told.evidence
    with writing(sqlite_books.run.engine) as connection:
        connection.execute(delete(listings))
    assert {check.name: check for check in reconcile_site(sqlite_books.run).checks}["scripts-read"].required


def test_a_page_whose_links_nobody_can_read_is_told(sqlite_books: Books) -> None:
    assert {check.name: check for check in reconcile_site(sqlite_books.run).checks}["links-read"].passed
    sqlite_books.page("/deep/", error=UNREAD)
    told = {check.name: check for check in reconcile_site(sqlite_books.run).checks}["links-read"]
    assert (told.passed, told.required, "/deep/" in told.evidence) == (False, False, True)


def test_a_site_of_which_nothing_was_read_is_held_until_a_person_says_that_it_is_empty(sqlite_books: Books) -> None:
    def is_read(run: Run) -> bool:
        check = {one.name: one for one in reconcile_site(run).checks}["site-read"]
        assert check.required
        return check.passed

    assert is_read(sqlite_books.run)
    with writing(sqlite_books.run.engine) as connection:
        connection.execute(delete(listings))
        connection.execute(update(items).values(state="dropped"))
    assert not is_read(sqlite_books.run)
    config = sqlite_books.run.config
    crawl = config.crawl.model_copy(update={"whole": {"/": "本站已并入市局，张 2019-05-03"}})
    assert is_read(replace(sqlite_books.run, config=config.model_copy(update={"crawl": crawl})))


def test_a_home_page_of_scripts_is_no_loss_where_an_interface_gave_the_lists(sqlite_books: Books) -> None:
    def told() -> tuple[bool, bool]:
        check = {one.name: one for one in reconcile_site(sqlite_books.run).checks}["scripts-read"]
        return check.passed, "/about/" in check.evidence

    sqlite_books.page("/", error=UNFILLED)
    assert told() == (False, False)  # its lists are other pages'
    sqlite_books.page("/api/list?page=1", role="api")
    sqlite_books.put(listings, site=SITE, section="/api/list?page=1", key="/a/1", run_id=sqlite_books.run.run_id)
    assert told() == (True, False)
    sqlite_books.page("/about/", error=UNFILLED)
    assert told() == (False, True)


def test_a_column_whose_rows_have_no_addresses_is_told_as_such(sqlite_books: Books) -> None:
    sqlite_books.section("/b", "政策法规", [], expected=12, expected_how="rows without addresses", complete=False)
    told = {check.name: check for check in reconcile_site(sqlite_books.run).checks}
    assert not told["section-counts"].passed
    assert "政策法规 0/12 rows without addresses" in told["section-counts"].evidence


# --- odd cases ----------------------------------------------------------------------------------------------------


def test_a_queued_page_is_unexplained(sqlite_books: Books) -> None:
    sqlite_books.page("/waiting.html", state="queued", status=None)
    found = reconcile_site(sqlite_books.run)
    assert found.dispositions["unexplained"] == 1
    assert not_passed(found) == {"urls-disposed", "crawl-complete"}


def test_redirect_loops_and_dead_ends_fail_with_their_reason(sqlite_books: Books) -> None:
    sqlite_books.page("/x", redirect_to="/y")
    sqlite_books.page("/y", redirect_to="/x")
    sqlite_books.page("/z", redirect_to="/nowhere")
    sqlite_books.page("/away", redirect_to="//elsewhere.example.test/")
    reconcile_site(sqlite_books.run)
    assert [ending(sqlite_books, key)[0] for key in ("/x", "/y", "/z", "/away")] == [*["failed"] * 3, "dropped"]


def test_a_redirect_to_an_unexplained_page_is_unexplained(sqlite_books: Books) -> None:
    sqlite_books.page("/lost.html")
    sqlite_books.page("/to-lost", redirect_to="/lost.html")
    assert reconcile_site(sqlite_books.run).dispositions["unexplained"] == 2


def test_an_item_whose_page_vanished_or_failed_keeps_its_last_copy(sqlite_books: Books) -> None:
    sqlite_books.change(pages, {"key": "/a/1.html"}, state="gone", status=404)
    sqlite_books.change(pages, {"key": "/a/2.html"}, state="failed", error="time-out")
    reconcile_site(sqlite_books.run)
    assert ending(sqlite_books, "/a/1.html")[0] == ending(sqlite_books, "/a/2.html")[0] == "loaded"
    assert "time-out" in ending(sqlite_books, "/a/2.html")[1]


def test_a_file_that_a_list_links_directly_is_held_not_dropped(sqlite_books: Books) -> None:
    sqlite_books.page("/doc.doc", role="asset", digest="d" * 64)
    sqlite_books.put(listings, site=SITE, section="/a", key="/doc.doc", run_id=sqlite_books.run.run_id)
    reconcile_site(sqlite_books.run)
    assert ending(sqlite_books, "/doc.doc")[0] == "held"


def test_an_older_version_may_stay_live_while_the_newer_one_is_held(sqlite_books: Books) -> None:
    books = sqlite_books
    books.change(items, {"source_key": "/a/2.html"}, state="held", reason="conflict")
    books.put(refused_records, site=SITE, source_key="/a/2.html", outcome="held", stage="load", code="conflict",
              url="u", reason="conflict", payload={}, run_id="r")  # fmt: skip
    assert not_passed(reconcile_site(books.run)) == set()


def test_a_resource_an_editor_withdrew_is_no_loss(sqlite_books: Books) -> None:
    sqlite_books.change(resources, {"resource_id": "ra-2.html"}, status="withdrawn", protected=["status"])
    sqlite_books.change(redirects, {"key": "/a/2.html"}, kind="gone", resource_id=None)
    assert not_passed(reconcile_site(sqlite_books.run)) == set()


def test_items_no_longer_listed_count_as_delisted(sqlite_books: Books) -> None:
    sqlite_books.put(listings, site=SITE, section="/a", key="/a/1.html?old", run_id=f"{SITE}-0000")
    sqlite_books.page("/a/1.html?old", state="gone", status=410)
    [section] = reconcile_site(sqlite_books.run).sections
    assert (section.listed, section.delisted) == (6, 1)


def test_sites_do_not_see_each_other(sqlite_books: Books) -> None:
    sqlite_books.put(pages, site="other", key="/b.html", url="u", role="page", state="fetched", depth=0, attempts=1,
                     first_run="r")  # fmt: skip
    sqlite_books.put(seen_urls, site="other", url="u", key="/nowhere", how="link", first_run="r")
    assert not_passed(reconcile_site(sqlite_books.run)) == set()


def test_a_site_with_nothing_in_it_does_not_crash(sqlite_books: Books) -> None:
    for table in (pages, seen_urls, items, listings, resources, legacy_urls, redirects, refused_records):
        sqlite_books.take(table)
    found = reconcile_site(sqlite_books.run)
    assert found.urls == 0


# --- with manifests -----------------------------------------------------------------------------------------------


def handed_on(books: Books) -> list[Manifest]:
    part = f"sites/{SITE}/extract/000-x.parquet"
    rows = [
        {"source_key": f"/a/{n}.html", "page_key": f"/a/{n}.html", "url": f"{HOST}/a/{n}.html", "title": "标题",
         "published_at": "2018-03-20", "source": "市文化局", "body_text": "正文"}
        for n in range(1, 5)
    ]  # fmt: skip
    write_rows(books.run.store, part, rows, DOCUMENTS)
    clusters = f"sites/{SITE}/dedupe/all-x.parquet"
    write_rows(books.run.store, clusters, [{"source_key": "/a/3.html"}], DOCUMENTS)
    base = {"site": SITE, "run_id": books.run.run_id, "batch": "000", "refused_path": None}
    return [
        Manifest(stage="extract", path=part, rows_in=5, rows_out=4, dropped=1, **base),
        Manifest(stage="clean", path=part, rows_in=4, rows_out=4, **base),
        Manifest(stage="dedupe", path=clusters, rows_in=4, rows_out=4, **base),
        Manifest(stage="map", path=None, rows_in=3, rows_out=2, held=1, **base),
        Manifest(stage="load", path=None, rows_in=2, rows_out=2, **base),
    ]


def test_manifests_give_the_stages_and_the_fields(sqlite_books: Books) -> None:
    found = reconcile_site(sqlite_books.run, handed_on(sqlite_books))
    assert not_passed(found) == set()
    stages = {one.stage: (one.rows_in, one.rows_out, one.merged) for one in found.stages}
    assert stages["dedupe"] == (4, 3, 1)
    assert [(one.name, one.source_filled, one.source_total) for one in found.fields] == [
        (name, 2, 2) for name in ("title", "published_at", "source", "body")
    ]


def test_kept_manifests_answer_later(sqlite_books: Books) -> None:
    first = reconcile_site(sqlite_books.run, handed_on(sqlite_books))
    assert reconcile_site(sqlite_books.run) == first


def test_a_source_that_got_lost_only_warns(sqlite_books: Books) -> None:
    sqlite_books.change(resources, {"resource_id": "ra-2.html"}, source=None)
    found = reconcile_site(sqlite_books.run, handed_on(sqlite_books))
    assert not_passed(found) == {"fields-thinned"}
    assert found.is_balanced


def test_a_body_that_got_lost_holds(sqlite_books: Books) -> None:
    sqlite_books.change(resources, {"resource_id": "ra-2.html"}, body_text="", body_html="")
    assert not_passed(reconcile_site(sqlite_books.run, handed_on(sqlite_books))) == {"fields-kept"}


def test_a_stage_that_does_not_take_all_fails(sqlite_books: Books) -> None:
    manifests = [one for one in handed_on(sqlite_books) if one.stage != "clean"]
    lossy = Manifest(stage="clean", site=SITE, run_id=sqlite_books.run.run_id, batch="000", path=None,
                     refused_path=None, rows_in=3, rows_out=3)  # fmt: skip
    assert not_passed(reconcile_site(sqlite_books.run, [manifests[0], lossy, *manifests[1:]])) == {"rows-balance"}


def test_a_store_that_is_not_the_sites_own_changes_nothing(sqlite_books: Books, tmp_path: Path) -> None:
    kept = f"sites/{SITE}/warc/{SITE}-00000.warc.gz"
    sqlite_books.change(pages, {"key": "/a/1.html"}, warc=kept)
    sqlite_books.run.store.write(kept, b"")

    def noted() -> list[Any]:
        with reading(sqlite_books.run.engine) as connection:
            return [connection.execute(select(table)).all() for table in (runs.c.checks, pages)]

    before = noted()
    with pytest.raises(ConfigError, match="holds nothing of the archive of"):
        reconcile_site(replace(sqlite_books.run, store=Store(str(tmp_path / "other"))))
    assert (noted(), (tmp_path / "other").exists()) == (before, False)
    reconcile_site(sqlite_books.run)
    assert noted() != before, "its own store"


def test_a_check_shows_no_id_number_of_a_files_address() -> None:
    file = BrokenFile("http://o.example.test/f/11010519491231002X.doc", "申请表.doc", "attachment", "r", "通知", "404")
    files = Files(1, 1, NOTHING, NOTHING, 1, NOTHING, [file], [file])
    for check in (*check_files(files, "old"), check_readable(files)):
        assert "19491231" not in check.evidence
