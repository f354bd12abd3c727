"""Old addresses: every one gets one answer; people's decisions are checked together, all or none, and undone together."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from guiyi.cli import main
from guiyi.database import reading, writing
from guiyi.errors import ConfigError, LibraryError
from guiyi.ledger import pages
from guiyi.library.redirect_rules import rebuild_redirects
from guiyi.library.redirects import read_redirects
from guiyi.library.register import hit_imports, url_hits
from guiyi.library.search import reindex
from guiyi.library.tables import redirects, resources
from guiyi.retire.addresses.acceptance import check_addresses, list_unresolved
from guiyi.retire.addresses.accesslogs import Tally, day_of, read_log
from guiyi.retire.addresses.decisions import Decision, Undecidable, decide, end_dead_ends, preview, undo
from guiyi.retire.addresses.exchange import export_unresolved, read_decisions
from guiyi.retire.addresses.hits import import_hits
from guiyi.retire.addresses.rules import AddressRules
from guiyi.retire.addresses.soundness import check_redirects
from guiyi.retire.addresses.suggest import suggest
from guiyi.retire.case import Case, open_case
from guiyi.retire.events import events_of
from guiyi.retire.reconcile import reconcile_site
from tests.retire.conftest import HOST, SITE, Books
from tests.retire.test_closing import rule

COMBINED = '10.0.0.9 - - [{day}:08:30:01 +0800] "{method} {target} HTTP/1.1" {status} 512 "-" "Mozilla/5.0 (X; [y])"'


def answers(books: Books) -> dict[str, str]:
    """Key → kind of its answer, after a reconciliation."""
    reconcile_site(books.run)
    with writing(books.run.engine) as connection:
        rebuild_redirects(connection, SITE, books.run.run_id)
    with reading(books.run.engine) as connection:
        rows = connection.execute(select(redirects.c.key, redirects.c.kind).where(redirects.c.site == SITE))
        return {key: kind for key, kind in rows}


def case_of(books: Books) -> Case:
    return open_case(books.run.settings, SITE)


def log(path: Path, *requests: tuple[str, int], day: str = "20/Mar/2018", times: int = 1) -> Path:
    lines = [
        COMBINED.format(day=day, method="GET", target=target, status=status) for target, status in requests
    ] * times
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_every_address_has_one_answer_by_the_declared_order(books: Books) -> None:
    books.page("//p0.example.test/", state="skipped", status=None, error="off-site")
    books.page("/broken.html", state="failed", status=500, error="HTTP 500")
    found = answers(books)
    assert found["/a/1.html"] == found["/a/3.html"] == found["/old/1.html"] == found["/files/form.pdf"] == "redirect"
    assert found["/a/4.html"] == "awaiting"
    assert found["/a/6.html"] == "gone"
    assert found["/a"] == "redirect"  # the list: to the column that took its items
    assert found["/search"] == "gone"
    assert found["/broken.html"] == "unresolved"
    assert "//p0.example.test/" not in found
    targets = {row.key: row.target for row in read_redirects(books.run.engine, SITE)}
    assert targets["/a"] == "/columns/info.notices"
    assert targets["/older/1.html"] == targets["/a/1.html"] == "/resources/ra-1.html"


def test_a_file_of_what_is_held_or_was_withdrawn_is_answered_as_that_is(books: Books) -> None:
    kept = {"warc": "a.warc.gz", "warc_offset": 0, "warc_length": 9}
    for key in ("/files/form.pdf", "/logo.png"):
        books.change(pages, {"key": key}, **kept)
    asked = select(redirects.c.kind, redirects.c.reason).where(redirects.c.key == "/files/form.pdf")
    found = []
    for status in ("withdrawn", "held", "published"):
        books.change(resources, {"resource_id": "ra-1.html"}, status=status)
        assert answers(books)["/logo.png"] == "archived"  # nothing in the library has it: its copy may be shown
        with reading(books.run.engine) as connection:
            found.append(tuple(connection.execute(asked).one()))
    assert found[:2] == [("gone", "内容已撤下 withdrawn"), ("awaiting", "暂停公开，正在复核 under review")]
    assert found[2][0] == "redirect"


def test_an_access_log_tells_what_nobody_linked(books: Books, tmp_path: Path) -> None:
    file = log(tmp_path / "access.log", ("/a/1.html?utm_source=x", 200), ("/hidden/77.html", 200), ("/wp-login.php", 404),
               ("/a/1.html", 304), times=3)  # fmt: skip
    found = import_hits(case_of(books), file, "王经办")
    assert (found.lines, found.counted, found.unread, found.keys) == (12, 12, 0, 3)
    kinds = answers(books)
    assert kinds["/hidden/77.html"] == "unresolved"
    assert kinds["/wp-login.php"] == "gone"
    checks, totals = check_addresses(case_of(books))
    assert totals["resolved_hits"] == pytest.approx(9 / 12)
    assert not any(check.passed for check in checks if check.name.endswith("-answered"))
    with reading(books.run.engine) as connection:
        assert [(one.key, one.hits) for one in list_unresolved(connection, SITE)] == [("/hidden/77.html", 3)]


def test_visits_count_for_the_address_that_their_spelling_is_answered_as(
    sqlite_books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = sqlite_books
    monkeypatch.setattr("guiyi.retire.addresses.settled.AT_ONCE", 1)
    path = books.run.settings.configs / "sites" / f"{SITE}.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}redirects: {{case: fold}}\n", encoding="utf-8")
    books.loaded("/N/Show.aspx?ID=7")
    answers(books)
    file = log(tmp_path / "access.log", ("/n/SHOW.aspx?id=7", 200), ("/N/Show.aspx?ID=7&from=timeline", 200),
               ("//a/1.html", 200), ("/N/Show.aspx?ID=8", 200))  # fmt: skip
    import_hits(case_of(books), file, "王经办")
    with reading(books.run.engine) as connection:
        found = connection.execute(select(url_hits.c.key, url_hits.c.hits).order_by(url_hits.c.key)).all()
        assert [tuple(one) for one in found] == [("/N/Show.aspx?ID=7", 2), ("/a/1.html", 1), ("/n/show.aspx?id=8", 1)]
        assert [one.url for one in list_unresolved(connection, SITE)] == [f"{HOST}/N/Show.aspx?ID=8"]
    books.put(url_hits, site=SITE, key="/since.htm", source="service", url=f"{HOST}/since.htm", hits=9, missing=0)
    with reading(books.run.engine) as connection:  # the redirect service was asked for it, and the map not made anew
        assert [(one.url, one.hits) for one in list_unresolved(connection, SITE, 1)] == [(f"{HOST}/since.htm", 9)]


def test_visits_by_the_one_parameter_that_a_program_needs_count_for_its_article(
    sqlite_books: Books, tmp_path: Path
) -> None:
    for number in (7, 8, 9):
        ident = sqlite_books.loaded(f"/show.jsp?cid=3&id={number}")
        if number != 9:
            sqlite_books.page(f"/show.jsp?id={number}")
            sqlite_books.address(f"/show.jsp?id={number}", ident)
    answers(sqlite_books)
    file = log(tmp_path / "access.log", ("/show.jsp?id=9", 200), ("/show.jsp?id=10", 200))
    import_hits(case_of(sqlite_books), file, "王经办")
    with reading(sqlite_books.run.engine) as connection:
        found = connection.execute(select(url_hits.c.key).order_by(url_hits.c.key)).scalars().all()
        assert found == ["/show.jsp?cid=3&id=9", "/show.jsp?id=10"]


def test_a_page_for_printing_that_is_left_out_leads_where_its_article_does(
    sqlite_books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guiyi.library.redirect_rules.AT_ONCE", 1)
    sqlite_books.loaded("/show.jsp?c=3&id=7")
    left = {"state": "skipped", "status": None, "error": "excluded by the site's file: print"}
    for key, found_on in (("/Print.jsp?id=7", "/show.jsp?c=3&id=7"), ("/print_71.htm", "/show.jsp?c=3&id=7"),
                          ("/print.jsp?id=1", "/a"), ("/share.jsp?id=7", "/show.jsp?c=3&id=7")):  # fmt: skip
        sqlite_books.page(key, found_on=found_on, **left)
    kinds = answers(sqlite_books)
    assert kinds["/Print.jsp?id=7"] == "redirect"
    assert {kinds[key] for key in ("/print_71.htm", "/print.jsp?id=1", "/share.jsp?id=7")} == {"gone"}


def test_a_file_counts_once_and_its_import_is_on_record(
    sqlite_books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = log(tmp_path / "access.log", ("/a/1.html", 200), times=5)
    packed = tmp_path / "access.log.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    with monkeypatch.context() as patch:
        patch.setattr("guiyi.retire.addresses.hits.append_to", lambda *_: 1 / 0)  # killed before it is on record
        with pytest.raises(ZeroDivisionError):
            import_hits(case_of(sqlite_books), file, "王经办")
    assert not import_hits(case_of(sqlite_books), file, "王经办").already
    assert import_hits(case_of(sqlite_books), file, "王经办").already
    assert import_hits(case_of(sqlite_books), packed, "王经办").already
    with reading(sqlite_books.run.engine) as connection:
        rows = connection.execute(select(url_hits.c.hits, url_hits.c.first_on)).all()
        assert [tuple(row) for row in rows] == [(5, "2018-03-20")]
        assert connection.execute(select(hit_imports.c.name)).scalars().all() == ["access.log"]
    assert [event.kind for event in events_of(sqlite_books.run.engine, SITE)] == ["imported"]


def test_logs_are_read_in_all_their_formats(tmp_path: Path) -> None:
    w3c = tmp_path / "u_ex180320.log"
    w3c.write_text(
        "#Software: Microsoft Internet Information Services 7.5\n#Fields: date time cs-method cs-uri-stem cs-uri-query sc-status\n"
        "2018-03-20 00:00:01 GET /Show.aspx ID=7 200\n2018-03-20 00:00:02 POST /Show.aspx - 200\n"
        "2018-03-21 00:00:03 OPTIONS / - 200\n#Fields: date time sc-status cs-method cs-uri-stem cs-uri-query\n"
        "2018-03-22 00:00:04 404 GET /x.asp -\n"
    )
    tally = Tally()
    found = sum(read_log(w3c, tally), start=__import__("collections").Counter())
    asked = {(target.decode(), day_of(day), int(status)): count for (_, day, target, status), count in found.items()}
    assert asked == {
        ("/Show.aspx?ID=7", "2018-03-20", 200): 1,
        ("/Show.aspx", "2018-03-20", 200): 1,
        ("/x.asp", "2018-03-22", 404): 1,
    }
    assert (tally.lines, tally.counted, tally.unread) == (4, 3, 0)

    vhost = tmp_path / "other.log"
    vhost.write_text(
        'www.wh.example.test:80 10.1.1.1 - li [01/Feb/2018:10:00:00 +0800] "GET /a b HTTP/1.0" 200 1\n'
        'www.wh.example.test:80 10.1.1.1 - - [01/Feb/2018:10:00:00 +0800] "GET /中文.html HTTP/1.1" 200 -\n'
        'wh.example.test 2001:db8::1 - - [01/Feb/2018:10:00:00 +0800] "HEAD / HTTP/2.0" 301 0 "-" "x"\nrubbish\n'
    )
    tally = Tally()
    found = sum(read_log(vhost, tally), start=__import__("collections").Counter())
    assert {(host.decode(), target.decode()) for host, _, target, _ in found} == {
        ("www.wh.example.test", "/a"),
        ("www.wh.example.test", "/中文.html"),
        ("wh.example.test", "/"),
    }
    assert (tally.lines, tally.counted, tally.unread) == (4, 3, 1)


def test_what_is_no_log_is_refused_in_words(sqlite_books: Books, tmp_path: Path) -> None:
    (tmp_path / "x.log").write_text("hello\nworld\n")
    with pytest.raises(ConfigError, match="not an access log"):
        import_hits(case_of(sqlite_books), tmp_path / "x.log", "王经办")


def test_a_search_engines_export_counts_as_visits(sqlite_books: Books, tmp_path: Path) -> None:
    file = tmp_path / "百度.csv"
    file.write_bytes(
        f'URL,展现量,点击量\n{HOST}/hidden/77.html,900,"1,200"\nhttp://other.example.test/,5,5\n'.encode("gb18030")
    )
    found = import_hits(case_of(sqlite_books), file, "王经办")
    assert (found.counted, found.foreign) == (2, 5)
    answers(sqlite_books)
    with reading(sqlite_books.run.engine) as connection:
        assert [(one.key, one.hits) for one in list_unresolved(connection, SITE)] == [("/hidden/77.html", 1200)]


def test_suggestions_come_from_number_title_and_end_of_the_address(sqlite_books: Books, tmp_path: Path) -> None:
    sqlite_books.loaded("/zwgk/201803/t20180320_71522.html", title="关于举办文化节的通知")
    file = log(
        tmp_path / "a.log", ("/mobile/show.asp?id=71522", 200), ("/wap/t20180320_71522.html", 200), ("/zzz/9", 200)
    )
    import_hits(case_of(sqlite_books), file, "王经办")
    found = {one.key: one.suggestions for one in suggest(case_of(sqlite_books))}
    assert found["/mobile/show.asp?id=71522"][0].title == "关于举办文化节的通知"
    assert found["/mobile/show.asp?id=71522"][0].score == pytest.approx(0.85)
    assert found["/wap/t20180320_71522.html"][0].score == pytest.approx(0.85)
    assert found["/zzz/9"] == []


def test_suggestions_come_from_what_the_archived_page_said(
    sqlite_books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "文化节将于五月在人民公园举办，欢迎各区文化馆组织演出。" * 2
    resource = sqlite_books.loaded("/f/1.html", title="关于举办文化节的通知", body_text=said)
    sqlite_books.loaded("/f/2.html", body_text="图书馆闭馆整修的公告，与演出没有关系。")
    with writing(sqlite_books.run.engine) as connection:
        reindex(connection)
    sqlite_books.page("/m/x", warc="w", warc_offset=0, warc_length=1)
    import_hits(case_of(sqlite_books), log(tmp_path / "a.log", ("/m/x", 200)), "王经办")
    monkeypatch.setattr("guiyi.retire.addresses.suggest.read_response", lambda *_: b"")
    monkeypatch.setattr(
        "guiyi.retire.addresses.suggest.texts_of", lambda *_: ["首页 通知", "2018-03-20", said, "版权所有"]
    )
    (found,) = (one.suggestions for one in suggest(case_of(sqlite_books)) if one.key == "/m/x")
    assert [(one.resource_id, one.score) for one in found] == [(resource, 1.0)]


def test_decisions_are_written_all_or_none_and_undone_together(books: Books, tmp_path: Path) -> None:
    import_hits(case_of(books), log(tmp_path / "a.log", ("/x/1", 200), ("/x/2", 200)), "王经办")
    bad = [
        Decision(f"{HOST}/x/1", "redirect", "resource:ra-1.html"),
        Decision(f"{HOST}/x/2", "redirect", "resource:nothing"),
        Decision("http://evil.example.test/", "gone", None, "?"),
        Decision(f"{HOST}/x/2", "redirect", "http://evil.example.test/"),
        Decision(f"{HOST}/x/2", "redirect", "/ok\r\nSet-Cookie: a=b"),
        Decision(f"{HOST}/x/2", "redirect", "//evil.example.test/"),
        Decision(f"{HOST}/x/2", "burn"),
    ]
    with pytest.raises(Undecidable) as told:
        decide(case_of(books), bad, "王经办", "singly")
    assert [problem.file for problem in told.value.problems] == [f"row {n}" for n in range(2, 8)]
    assert answers(books)["/x/1"] == "unresolved"

    good = [Decision(f"{HOST}/x/1", "redirect", "resource:ra-1.html"), Decision(f"{HOST}/x/2", "gone", None, "过期")]
    assert preview(case_of(books), good).changed == ["/x/1", "/x/2"]
    batch = decide(case_of(books), good, "王经办", "by pattern ^/x/")
    assert batch is not None
    assert decide(case_of(books), good, "王经办", "again") is None
    kinds = answers(books)
    assert (kinds["/x/1"], kinds["/x/2"]) == ("redirect", "gone")

    second = decide(case_of(books), [Decision(f"{HOST}/x/2", "archived")], "王经办", "singly")
    with pytest.raises(LibraryError, match="changed later"):
        undo(case_of(books), batch, "李主任")
    assert undo(case_of(books), str(second), "李主任") == 1
    assert answers(books)["/x/2"] == "gone"
    with pytest.raises(LibraryError, match="was undone"):
        undo(case_of(books), str(second), "李主任")


def test_chains_are_folded_and_loops_refused(sqlite_books: Books) -> None:
    chain = [
        Decision(f"{HOST}/c/1", "redirect", f"{HOST}/c/2"),
        Decision(f"{HOST}/c/2", "redirect", "http://www.wh.example.test/c/3/"),
        Decision(f"{HOST}/c/3", "redirect", "column:info.news"),
    ]
    found = preview(case_of(sqlite_books), chain)
    assert {row["target"] for row in found.rows.values()} == {"column:info.news"}
    assert found.folded == 2
    for loop in (
        [Decision(f"{HOST}/c/1", "redirect", f"{HOST}/c/2"), Decision(f"{HOST}/c/2", "redirect", f"{HOST}/c/1")],
        [Decision(f"{HOST}/c/1", "redirect", f"{HOST}/c/1")],
    ):
        with pytest.raises(Undecidable, match="circle"):
            preview(case_of(sqlite_books), loop)
    with pytest.raises(Undecidable, match="leads back into the old site"):
        preview(case_of(sqlite_books), [Decision(f"{HOST}/c/1", "redirect", f"{HOST}/nowhere")])


def test_two_answers_for_what_the_site_calls_one_address_are_refused(sqlite_books: Books) -> None:
    path = sqlite_books.run.settings.configs / "sites" / f"{SITE}.yaml"
    two = [Decision(f"{HOST}/s?id=1", "redirect", "column:info.news"), Decision(f"{HOST}/s?id=2", "gone", None, "过期")]
    assert len(preview(case_of(sqlite_books), two).rows) == 2
    path.write_text(path.read_text(encoding="utf-8") + "redirects: {query: drop}\n", encoding="utf-8")
    with pytest.raises(Undecidable, match="a shadow"):
        preview(case_of(sqlite_books), two)


def test_a_default_page_may_have_an_answer_of_its_own_and_every_decided_spelling_is_exported(
    sqlite_books: Books,
) -> None:
    path = sqlite_books.run.settings.configs / "sites" / f"{SITE}.yaml"
    sqlite_books.page("/kept")
    news, gone = Decision(f"{HOST}/x/", "redirect", "column:info.news"), ("gone", None, "过期")
    decide(case_of(sqlite_books), [news, replace(news, url=f"{HOST}/x/index.html")], "王", "from a table")
    spelled = {one.url: one.kind for one in read_redirects(sqlite_books.run.engine, SITE)}
    assert spelled[f"{HOST}/x/"] == spelled[f"{HOST}/x/index.html"] == "redirect"
    apart = [replace(news, url=f"{HOST}/y/"), Decision(f"{HOST}/y/index.html", *gone)]
    with pytest.raises(Undecidable, match="a shadow"):
        preview(case_of(sqlite_books), apart)

    path.write_text(path.read_text(encoding="utf-8") + "redirects: {default_pages: keep}\n", encoding="utf-8")
    more = [
        *apart,
        Decision(f"{HOST}/z/default.aspx?id=1", *gone),  # speaks for /z?id=1, of which nothing else is known
        Decision(f"{HOST}/kept/index.html", *gone),  # but not for /kept, which is another page of the ledger
        Decision(f"{HOST}/w", "redirect", f"{HOST}/x/index.html"),
    ]
    rows = preview(case_of(sqlite_books), more).rows
    assert {key: row["kind"] for key, row in rows.items()} == {
        "/y": "redirect", "/y/index.html": "gone", "/z/default.aspx?id=1": "gone", "/z?id=1": "gone",
        "/kept/index.html": "gone", "/w": "redirect",
    }  # fmt: skip
    assert rows["/w"]["target"] == "column:info.news"
    assert AddressRules(case_of(sqlite_books).config).candidates(f"{HOST}/x/index.html") == ["/x/index.html", "/x"]


def test_a_decided_target_that_is_withdrawn_makes_the_address_gone(sqlite_books: Books) -> None:
    decide(case_of(sqlite_books), [Decision(f"{HOST}/x/1", "redirect", "resource:ra-2.html")], "王经办", "singly")
    sqlite_books.change(resources, {"resource_id": "ra-2.html"}, status="withdrawn")
    assert answers(sqlite_books)["/x/1"] == "gone"
    reasons = {row.key: row.reason for row in read_redirects(sqlite_books.run.engine, SITE)}
    assert "no longer published" in str(reasons["/x/1"])
    assert all(check.passed for check in check_redirects(case_of(sqlite_books)))


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_workbook_goes_out_and_comes_back(sqlite_books: Books, tmp_path: Path, suffix: str) -> None:
    sqlite_books.loaded("/zwgk/t20180320_71522.html", title="=关于举办文化节的通知")
    import_hits(case_of(sqlite_books), log(tmp_path / "a.log", ("/wap/71522", 200), ("/x/1", 200), ("/x/2", 200)), "王")
    path = tmp_path / f"out.{suffix}"
    path.write_bytes(export_unresolved(suggest(case_of(sqlite_books)), suffix))
    if suffix == "xlsx":
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        assert (sheet["E2"].data_type, sheet["E2"].quotePrefix) == ("s", True)  # an old title is never a formula
        sheet["H2"], sheet["H3"], sheet["J3"] = "accept", "撤下", "过期"
        book.save(path)
    else:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        assert ",'=关于举办文化节的通知," in lines[1]
        lines[1] = lines[1].removesuffix(",,,") + ",accept,,"
        lines[2] = lines[2].removesuffix(",,,") + ",gone,,过期"
        path.write_text("\n".join(lines), encoding="utf-8")
    found = read_decisions(path)
    assert [(one.url.removeprefix(HOST), one.kind, one.reason) for one in found] == [
        ("/wap/71522", "redirect", "采纳建议 suggestion accepted"), ("/x/1", "gone", "过期"),
    ]  # fmt: skip
    assert decide(case_of(sqlite_books), found, "王经办", f"from file {path.name}")


def test_a_transition_table_of_another_system_is_read(tmp_path: Path) -> None:
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress(b"Old Url,New Url,Status\nhttp://a.example.test/X,https://b.example.test/,301\n"
                                   b"http://a.example.test/y,,410\nhttp://a.example.test/z,,418\n"))  # fmt: skip
    assert [(one.kind, one.target) for one in read_decisions(path)] == [
        ("redirect", "https://b.example.test/"), ("gone", None), ("awaiting", None),
    ]  # fmt: skip


def test_only_allowed_hosts_may_be_led_to(sqlite_books: Books) -> None:
    elsewhere = [Decision(f"{HOST}/x/1", "redirect", "https://bureau.example.test/page?id=1")]
    with pytest.raises(Undecidable, match="not among the allowed"):
        preview(case_of(sqlite_books), elsewhere)
    rule(sqlite_books.run.settings, allowed_hosts=["bureau.example.test"])
    assert preview(case_of(sqlite_books), elsewhere).rows["/x/1"]["target"] == "https://bureau.example.test/page?id=1"
    hidden = [Decision(f"{HOST}/x/1", "redirect", "https://bureau.example.test@evil.example.test/")]
    with pytest.raises(Undecidable):
        preview(case_of(sqlite_books), hidden)


def test_a_page_that_is_gone_needs_a_reason_and_one_that_is_archived_a_copy(sqlite_books: Books) -> None:
    case = open_case(sqlite_books.run.settings, SITE)
    with pytest.raises(Undecidable, match="gone without a reason"):
        decide(case, [Decision(f"{HOST}/x/1", "gone")], "王经办", "singly")
    decide(case, [Decision(f"{HOST}/x/1", "archived"), Decision(f"{HOST}/a/5.html", "archived")], "王经办", "singly")
    held = {check.name: check for check in check_redirects(open_case(sqlite_books.run.settings, SITE))}["archived-held"]
    assert not held.passed
    assert f"{HOST}/x/1" in held.evidence


def test_rows_of_an_old_table_that_lead_nowhere_are_refused_or_said_to_be_gone(sqlite_books: Books) -> None:
    case = open_case(sqlite_books.run.settings, SITE)
    rows = [
        Decision(f"{HOST}/x/1", "redirect", f"{HOST}/x/2", "旧表"),
        Decision(f"{HOST}/x/2", "redirect", f"{HOST}/x/3"),
        Decision(f"{HOST}/x/4", "redirect", "column:info.news"),
        Decision(f"{HOST}/x/5", "redirect", f"{HOST}/x/5"),
    ]
    with pytest.raises(Undecidable, match="leads back into the old site"):
        decide(case, rows[:3], "王经办", "from a table")
    ended = end_dead_ends(case, rows)
    assert [one.kind for one in ended] == ["gone", "gone", "redirect", "redirect"]
    assert ended[0].reason == f"目标已失效 it led to {HOST}/x/3, which leads nowhere. 旧表"
    assert ended[3] == rows[3], "a circle is still refused"
    decide(case, ended[:3], "王经办", "from a table")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("decide", SITE, "gone", "--pattern", "("), "is not a regular expression"),
        (("accept", SITE, "--pattern", "("), "is not a regular expression"),
        (("suggest", SITE, "--out", "list.pdf"), "ends in .csv or .xlsx"),
        (("import", SITE, "list.pdf"), "decisions are read from"),
        (("decide", SITE, "gone", "--url", f"{HOST}/x/1"), "gone without a reason"),
    ],
)
def test_what_is_wrong_is_told_in_words(
    sqlite_books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.pdf").write_bytes(b"%PDF")
    settings = sqlite_books.run.settings
    where = ["--library", settings.library, "--store", settings.store, "--configs", str(settings.configs)]
    done = CliRunner().invoke(main, [*where, "redirects", *words])
    assert done.exit_code == 2
    assert told in " ".join(done.output.split())
