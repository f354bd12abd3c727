from __future__ import annotations

import csv
import io
import json

import pytest
from sqlalchemy import select, update

from guiyi.database import reading, upsert, writing
from guiyi.errors import ConfigError
from guiyi.ledger import FETCHED, listings, pages, seen_urls
from guiyi.library.edit import edit_resource
from guiyi.library.redirect_files import WRITERS, export_redirects
from guiyi.library.redirect_files import Old as Site
from guiyi.library.redirects import Redirect
from guiyi.library.tables import redirects
from tests.library.conftest import Found, Old, record

FORMATS = ("jsonl", "csv", "nginx", "apache", "caddy")


def load(old: Old) -> None:
    """Two resources, one gone page, two old redirects in a row, an odd spelling."""
    url = 'http://old.example.test/art/1.html?q={a}"b c\\d;$e'
    odd = record("old", 1, legacy_urls=[{"url": url, "key": "/t1.html"}])
    with old.run() as (run, _):
        values = {"site": "old", "role": "page", "depth": 1, "attempts": 1, "first_run": run.run_id, "state": FETCHED}
        hops = [("/moved", "/moved2"), ("/moved2", "/t0.html"), ("/round", "/round2"), ("/round2", "/round")]
        moved = [{"key": key, "url": f"http://old.example.test{key}", "redirect_to": to} for key, to in hops]
        spelled = {"site": "old", "how": "link", "first_run": run.run_id, "key": "/t0.html"}
        with writing(old.engine) as connection:
            upsert(connection, pages, [{**values, **row} for row in moved])
            upsert(connection, seen_urls, [{**spelled, "url": "http://www.old.example.test/t0.html?utm_source=x"}])
            upsert(connection, seen_urls, [{**spelled, "url": "http://old.example.test/#/detail/7"}])
    old.migrate(Found([record("old", 0), odd], gone=["/was.html"]))


def answers(old: Old) -> dict[str, tuple[int, str | None]]:
    rows = map(json.loads, export_redirects(old.engine, "old", "jsonl").splitlines())
    return {row["url"]: (row["status"], row["target"]) for row in rows}


def test_every_spelling_has_its_answer_and_chains_are_folded(old: Old) -> None:
    load(old)
    found = answers(old)
    home = (301, f"/resources/{old.id(0)}")
    host = "http://old.example.test"
    assert found[f"{host}/t0.html"] == found["http://www.old.example.test/t0.html?utm_source=x"] == home
    assert found[f"{host}/moved"] == found[f"{host}/moved2"] == home
    assert found[f"{host}/was.html"] == (410, None)
    assert f"{host}/round" not in found
    assert f"{host}/#/detail/7" not in found  # no server is told of it: it would answer for the home page


def test_server_files_have_one_plain_line_an_address(old: Old) -> None:
    load(old)
    target = f"https://PLATFORM/resources/{old.id(1)}"
    address = "old.example.test/art/1.html?q={a}%22b%20c%5Cd;$e"
    assert f'    "{address}" "{target}";' in export_redirects(old.engine, "old", "nginx").splitlines()
    assert f"{address} {target}" in export_redirects(old.engine, "old", "apache").splitlines()
    caddy = address.replace("{", "\\{").replace("}", "\\}")
    assert f'    "{caddy}" "{target}"' in export_redirects(old.engine, "old", "caddy").splitlines()
    rows = list(csv.DictReader(io.StringIO(export_redirects(old.engine, "old", "csv"))))
    assert {row["status"] for row in rows} == {"301", "410"}


def test_what_is_no_line_for_a_server_is_left_out_of_its_file() -> None:
    host = "http://old.example.test"
    odd = {
        f"{host}/?{'b' * 5000}": "/long",
        f"{host}/?{{$PATH}}": "/variable",
        f"{host}/a": "https://p.example.test/?\\",
    }
    rows = [Redirect(url, url, 301, target) for url, target in odd.items()]
    files = {name: WRITERS[name](Site("old", rows, "https://PLATFORM", {})) for name in ("nginx", "apache", "caddy")}
    assert all("https://p.example.test/?%5C" in text for text in files.values())
    for name in ("nginx", "apache"):  # a longer line is two for Apache, and nginx takes no file with one
        assert max(map(len, files[name].splitlines())) < 1023
        assert "# 1 addresses are too long" in files[name]
    assert "/variable" not in files["caddy"]
    assert "/long" in files["caddy"]


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_site_has_an_empty_map(old: Old, format: str) -> None:
    assert "resources" not in export_redirects(old.engine, "old", format)


def test_an_unknown_format_is_told(old: Old) -> None:
    with pytest.raises(ConfigError, match="choose one of jsonl"):
        export_redirects(old.engine, "old", "iis")


def test_the_map_follows_the_library_and_loses_nothing_on_a_second_run(old: Old) -> None:
    load(old)
    before = answers(old)
    odd = record("old", 1, legacy_urls=[{"url": "http://old.example.test/t1.html", "key": "/t1.html"}])
    old.migrate(Found([record("old", 0), odd], gone=["/was.html"]))
    assert before.items() < answers(old).items()
    with writing(old.engine) as connection:
        connection.execute(update(pages).where(pages.c.key == "/t0.html").values(state="gone"))
    old.migrate(Found([odd], gone=["/t0.html"]))
    assert answers(old)["http://old.example.test/moved"] == (410, None)


def test_a_list_leads_where_its_items_are_moved_and_other_lists_are_left_as_they_are(old: Old) -> None:
    page = {"site": "old", "role": "list", "depth": 0, "attempts": 1, "state": FETCHED}
    with old.run() as (run, _), writing(old.engine) as connection:
        lists = [{**page, "key": key, "url": f"http://old.example.test{key}"} for key in ("/a/", "/b/")]
        upsert(connection, pages, [{**one, "first_run": run.run_id} for one in lists])
        named = [("/a/", "/t0.html"), ("/a/", "/t2.html"), ("/b/", "/t1.html")]
        upsert(connection, listings, [{"site": "old", "section": a, "key": b, "run_id": run.run_id} for a, b in named])
    old.migrate(Found([record("old", 0), record("old", 1)]))
    with writing(old.engine) as connection:
        connection.execute(update(redirects).values(run_id="left"))
    edit_resource(old.engine, old.id(0), {"column": "info.news"}, "editor")
    with reading(old.engine) as connection:
        rows = connection.execute(select(redirects).where(redirects.c.key.in_(("/a/", "/b/")))).all()
    assert {row.key: (row.target, row.run_id) for row in rows} == {
        "/a/": ("column:info.news", "old-0001"),
        "/b/": ("column:info.notices", "left"),
    }
