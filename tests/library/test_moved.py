"""Pages that move on the old site: one document, whichever address it has now; nothing goes where something else came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from guiyi.decisions.record import record_decision
from guiyi.ledger import items, runs
from guiyi.library.edit import edit_resource
from guiyi.library.migrate import open_library
from guiyi.library.redirects import read_redirects
from guiyi.library.rollback import rollback
from guiyi.library.tables import copies
from guiyi.prints import resource_id
from guiyi.settings import Settings
from tests.pipeline import exported, migrate
from tests.review.conftest import Dump, body_of
from tests.serving import HTML, Quiet, serving

SITE = """\
version: 1
site: {{id: old, name: 旧站, department: office, base_url: "http://old.example.test/"}}
crawl: {{allow_private: true, connect_to: {{old.example.test: "127.0.0.1:{port}"}}, delay: 0}}
mapping: {{unmatched: info.news}}
assertions: {{drop_vs_last_good: {{stop_above: 0.9}}}}
"""


class Place:
    """An old site whose pages are told by number, and what it leads on."""

    def __init__(self) -> None:
        self.pages = {f"/a/{number}.html": number for number in range(1, 6)}
        self.leads: dict[str, str] = {}
        self.short: set[str] = set()

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        if path in self.leads:
            return 301, {"Location": self.leads[path]}, b""
        if path == "/":
            rows = "".join(f'<li><a href="{key}">{title(n)}</a></li>' for key, n in sorted(self.pages.items()))
            return 200, HTML, f"<html><title>旧站</title><ul>{rows}</ul></html>".encode()
        if path not in self.pages:
            return 404, HTML, b"<html>404</html>"
        number = self.pages[path]
        body = "<p>定于下周一起调整，详见附件。</p>" if path in self.short else body_of(number)
        head = f'<meta name="ArticleTitle" content="{title(number)}"><meta name="PubDate" content="2018-03-0{number}">'
        page = f"<html><head>{head}</head><body><h1>{title(number)}</h1><div>{body}</div></body></html>"
        return 200, HTML, page.encode()


def title(number: int) -> str:
    return f"关于第{number}处服务点调整的告知"


@pytest.fixture
def place(settings: Settings) -> Iterator[Place]:
    made = Place()

    class Answer(Quiet):
        def answer(self) -> None:
            self.give(*made.answer(self.path))

    with serving(Answer) as port:
        (settings.configs / "sites" / "old.yaml").write_text(SITE.format(port=port), encoding="utf-8")
        yield made


def own(number: int) -> str:
    return resource_id("old", f"/a/{number}.html")


def leads_to(settings: Settings) -> dict[str, str]:
    return {one.key: one.target or one.kind for one in read_redirects(open_library(settings.library), "old")}


def run(settings: Settings) -> list[dict[str, Any]]:
    """One run, in which every required check passes; again it changes nothing → the published records."""
    assert [one.name for one in migrate(settings, "old").checks if one.required and not one.passed] == []
    said = exported(settings)
    migrate(settings, "old")
    assert exported(settings) == said, "twice is once"
    return [one for one in said if one["status"] == "published"]


def test_a_page_that_moved_is_one_document_with_both_addresses_and_what_an_editor_changed(
    settings: Settings, place: Place
) -> None:
    first = run(settings)
    engine = open_library(settings.library)
    edit_resource(engine, own(1), {"keywords": ["服务点"]}, "王丽")
    before = exported(settings)
    place.pages["/b/1.html"] = place.pages.pop("/a/1.html")
    place.leads = {"/a/1.html": "/c/1", "/c/1": "/b/1.html"}
    moved = run(settings)
    new = resource_id("old", "/b/1.html")
    assert {one["resource_id"] for one in moved} == {new, *(own(number) for number in range(2, 6))}
    found = next(one for one in moved if one["resource_id"] == new)
    assert found["keywords"] == ["服务点"]
    assert "http://old.example.test/a/1.html" in found["legacy_urls"]
    assert leads_to(settings)["/a/1.html"] == leads_to(settings)["/b/1.html"] == f"/resources/{new}"
    with engine.connect() as connection:
        led_on = connection.execute(select(copies.c.resource_id).where(copies.c.copy_id == own(1))).scalar_one()
        second = connection.execute(select(runs.c.run_id).order_by(runs.c.number)).scalars().all()[2]
    assert led_on == new, "its own identity goes on to lead to it"
    rollback(engine, second)
    assert exported(settings) == before
    place.pages = {f"/a/{number}.html": number for number in range(1, 6)}
    place.leads = {}
    assert {one["resource_id"] for one in run(settings)} == {one["resource_id"] for one in first}, "it came back"


def test_of_two_editors_changes_of_a_page_that_moved_neither_is_lost(settings: Settings, place: Place) -> None:
    place.pages["/b/1.html"] = 9
    run(settings)
    engine, new = open_library(settings.library), resource_id("old", "/b/1.html")
    edit_resource(engine, own(1), {"keywords": ["服务点"], "summary": "原址的摘要"}, "王丽")
    edit_resource(engine, new, {"author": "李强", "summary": "新址的摘要"}, "李强")
    place.pages["/b/1.html"] = place.pages.pop("/a/1.html")
    place.leads = {"/a/1.html": "/b/1.html"}
    for _ in range(2):
        found = next(one for one in run(settings) if one["resource_id"] == new)
        said = [found[name] for name in ("title", "keywords", "author", "summary")]
        assert said == [title(1), ["服务点"], "李强", "新址的摘要"]
        place.pages["/a/7.html"] = 7  # and the run after that has something to do


def test_a_copy_that_became_a_document_of_its_own_as_the_other_moved_is_no_copy_any_more(
    settings: Settings, place: Place
) -> None:
    place.pages["/a/9.html"] = 1
    assert own(9) not in {one["resource_id"] for one in run(settings)}, "it says what the first one says"
    place.pages["/a/9.html"] = 9
    place.pages["/b/1.html"] = place.pages.pop("/a/1.html")
    place.leads = {"/a/1.html": "/b/1.html"}
    migrate(settings, "old")
    assert own(9) in {one["resource_id"] for one in exported(settings)}
    with open_library(settings.library).connect() as connection:
        assert list(connection.execute(select(copies.c.copy_id)).scalars()) == [own(1)]


def test_what_leads_on_to_something_else_stays_under_its_own_address(settings: Settings, place: Place) -> None:
    run(settings)
    for number in (1, 2):
        place.pages.pop(f"/a/{number}.html")
    place.leads = {"/a/1.html": "/a/5.html", "/a/2.html": "/"}  # as a site that was rebuilt leads its old pages
    found = {one["resource_id"]: one for one in run(settings)}
    assert set(found) == {own(number) for number in range(1, 6)}
    assert leads_to(settings)["/a/1.html"] == f"/resources/{own(1)}"
    assert found[own(1)]["legacy_urls"] == ["http://old.example.test/a/1.html"]


def test_what_is_gone_but_stands_elsewhere_leads_there_and_what_says_little_does_not(
    settings: Settings, place: Place
) -> None:
    run(settings)
    place.pages["/b/1.html"] = place.pages.pop("/a/1.html")
    place.pages["/b/2.html"] = place.pages.pop("/a/2.html")
    place.short = {"/b/2.html"}  # the same title, and another text
    found = {one["resource_id"] for one in run(settings)}
    new = resource_id("old", "/b/1.html")
    assert leads_to(settings)["/a/1.html"] == f"/resources/{new}"
    assert leads_to(settings)["/a/2.html"] == "gone"
    assert found == {new, resource_id("old", "/b/2.html"), *(own(number) for number in (3, 4, 5))}
    place.pages["/a/1.html"] = place.pages.pop("/b/1.html")
    assert leads_to(settings)["/a/1.html"] == f"/resources/{new}"
    assert own(1) in {one["resource_id"] for one in run(settings)}, "it came back"
    assert leads_to(settings)["/b/1.html"] == f"/resources/{own(1)}"


@pytest.mark.parametrize("library_url", ["sqlite"], indirect=True)
def test_what_was_held_and_is_gone_is_closed_and_its_copies_speak_for_themselves(
    settings: Settings, place: Place, tmp_path: Path
) -> None:
    run(settings)
    dump = Dump(settings, "other", tmp_path / "other").add(1, "工作动态", source="").add(9, "工作动态").write()
    dump.migrate()
    record_decision(dump.engine, "hold", {"source_key": "/a/1.html"}, by="王丽", why="核对来源", site="old")
    assert own(1) not in {one["resource_id"] for one in run(settings)}
    assert leads_to(settings)["/a/1.html"] == "awaiting"
    place.pages.pop("/a/1.html")
    assert dump.id(1) in {one["resource_id"] for one in run(settings)}, "the other site may have no further run"
    with dump.engine.connect() as connection:
        state = connection.execute(select(items.c.state).where(items.c.source_key == "/a/1.html")).scalar_one()
    assert state == "gone"
