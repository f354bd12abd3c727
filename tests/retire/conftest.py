"""A small site whose ledger and library are made by hand: balanced, until a test takes something away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Table, delete, insert, update

from guiyi.database import writing
from guiyi.ledger import items, listings, pages, runs, sections, seen_urls
from guiyi.library.tables import assets, legacy_urls, redirects, refused_records, resource_assets, resources
from guiyi.prints import sha256_of
from guiyi.runs.run import Run, start_run
from guiyi.settings import Settings

SITE = "wh-old"
HOST = "http://wh.example.test"
FILE = b"%PDF-1.4 the form"
DIGEST = sha256_of(FILE)
SITE_FILE = f"""\
version: 1
site: {{id: {SITE}, name: 示例市文化局（旧站）, department: culture, base_url: "{HOST}/"}}
"""


@dataclass
class Books:
    """The ledger and the library of one site, with ways to write a row of each kind."""

    run: Run

    def put(self, table: Table, **values: Any) -> None:
        with writing(self.run.engine) as connection:
            connection.execute(insert(table).values(values))

    def change(self, table: Table, where: Mapping[str, Any], **values: Any) -> None:
        with writing(self.run.engine) as connection:
            connection.execute(update(table).filter_by(**where).values(values))

    def take(self, table: Table, **where: Any) -> None:
        with writing(self.run.engine) as connection:
            connection.execute(delete(table).filter_by(**where))

    def page(self, key: str, role: str = "page", state: str = "fetched", **more: Any) -> None:
        values = {"status": 200, "depth": 1, "attempts": 1, **more}
        run_id = self.run.run_id
        self.put(pages, site=SITE, key=key, url=HOST + key, role=role, state=state, first_run=run_id, **values)
        self.put(seen_urls, site=SITE, url=HOST + key, key=key, how="link", first_run=run_id)

    def item(self, key: str, state: str = "loaded", resource_id: str | None = None, reason: str | None = None) -> None:
        self.put(
            items, site=SITE, source_key=key, page_key=key, state=state, resource_id=resource_id, reason=reason,
            first_run=self.run.run_id, last_run=self.run.run_id,
        )  # fmt: skip

    def resource(self, key: str, **more: Any) -> str:
        """A live resource of an item, with its old address and its redirect."""
        resource_id = f"r{key.strip('/').replace('/', '-')}"
        values = {
            "title": f"关于{key}的通知", "content_type": "article", "column": "info.notices", "source": "市文化局",
            "published_at": "2018-03-20", "body_html": "<p>正文</p>", "body_text": "正文", "status": "published",
            "version": 1, "content_sha256": "0" * 64, "record_print": "p", "run_id": self.run.run_id,
            "first_loaded_at": self.run.started_at, "updated_at": self.run.started_at, "protected": [],
        }  # fmt: skip
        self.put(resources, resource_id=resource_id, site=SITE, source_key=key, **{**values, **more})
        self.address(key, resource_id)
        return resource_id

    def address(self, key: str, resource_id: str) -> None:
        run_id = self.run.run_id
        self.put(legacy_urls, site=SITE, url=HOST + key, key=key, resource_id=resource_id, run_id=run_id)
        redirect = {"url": HOST + key, "kind": "redirect", "resource_id": resource_id, "run_id": run_id}
        self.put(redirects, site=SITE, key=key, **redirect)

    def loaded(self, key: str, **more: Any) -> str:
        """A page, its item and its resource."""
        self.page(key)
        resource_id = self.resource(key, **more)
        self.item(key, "loaded", resource_id)
        return resource_id

    def refused(self, key: str, outcome: str, code: str, title: str = "某条信息", stage: str = "map") -> None:
        self.page(key)
        self.item(key, outcome, reason=f"{code}: because of {key}")
        self.put(
            refused_records, site=SITE, source_key=key, outcome=outcome, stage=stage, code=code, url=HOST + key,
            reason=f"{code}: because of {key}", payload={"title": title}, run_id=self.run.run_id,
        )  # fmt: skip

    def section(self, key: str, name: str, keys: list[str], expected: int | None, **more: Any) -> None:
        self.page(key, role="list")
        run_id = self.run.run_id
        values = {"pages_expected": 1, "pages_got": 1, "complete": True, "expected_how": "共 n 条", **more}
        self.put(
            sections, site=SITE, key=key, name=name, path=["首页", name], expected=expected, run_id=run_id, **values
        )
        for one in keys:
            self.put(listings, site=SITE, section=key, key=one, title="标题", listed_on="2018-03-20", run_id=run_id)

    def file(self, key: str, resource_id: str, position: int = 1) -> None:
        """A fetched attachment in the store, held by a resource."""
        self.page(key, role="asset", digest=DIGEST, bytes=len(FILE))
        self.run.store.write(f"assets/{DIGEST[:2]}/{DIGEST}", FILE)
        self.put(assets, sha256=DIGEST, bytes=len(FILE), media_type="application/pdf")
        self.reference(key, resource_id, position, DIGEST)

    def reference(self, key: str, resource_id: str, position: int, sha256: str | None) -> None:
        self.put(
            resource_assets, resource_id=resource_id, role="attachment", position=position, key=key,
            legacy_url=HOST + key, name=f"附件{position}", sha256=sha256,
        )  # fmt: skip


def fill(books: Books) -> None:
    """Every way a URL may end, once."""
    first = books.loaded("/a/1.html")
    books.loaded("/a/2.html", published_at="2017-05-01")
    books.page("/a/3.html")
    books.item("/a/3.html", "merged", first, "exact copy of /a/1.html")
    books.address("/a/3.html", first)
    books.refused("/a/4.html", "held", "unmapped")
    books.refused("/a/5.html", "dropped", "empty", stage="extract")
    books.page("/a/6.html", state="gone", status=404)
    books.section("/a", "通知公告", [f"/a/{n}.html" for n in range(1, 7)], expected=6)
    books.page("/mobile/1.html")
    books.address("/mobile/1.html", first)
    books.file("/files/form.pdf", first)
    books.page("/logo.png", role="asset", digest="f" * 64)
    books.page("/style.css", role="requisite")
    books.page("/api/list.json", role="api")
    books.page("/old/1.html", redirect_to="/a/1.html", status=302)
    books.page("/older/1.html", redirect_to="/old/1.html", status=301)
    books.page("/search", state="skipped", status=None, error="excluded by the site's file: /search")


@pytest.fixture
def books(settings: Settings) -> Books:
    """A balanced site on each database."""
    (settings.configs / "sites" / f"{SITE}.yaml").write_text(SITE_FILE, encoding="utf-8")
    run = start_run(settings, SITE)
    made = Books(run)
    made.change(runs, {"run_id": run.run_id}, crawl_finished=True, crawl_complete=True)
    fill(made)
    return made


@pytest.fixture
def sqlite_books(sqlite_url: str, tmp_path: Any, configs: Any) -> Books:
    """A balanced site on SQLite alone, for what does not depend on the database."""
    (configs / "sites" / f"{SITE}.yaml").write_text(SITE_FILE, encoding="utf-8")
    run = start_run(Settings(sqlite_url, str(tmp_path / "store"), configs), SITE)
    made = Books(run)
    made.change(runs, {"run_id": run.run_id}, crawl_finished=True, crawl_complete=True)
    fill(made)
    return made
