"""Every hold that a person may lift is lifted by a decision; the next run does again only what was decided on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import select

import guiyi.clean.clean as cleaning
import guiyi.extract.extract as extracting
from guiyi.decisions.record import undo_decision
from guiyi.errors import ConfigError
from guiyi.library.tables import refused_records, resources
from guiyi.review.decide import decide_group
from guiyi.review.worklist import Group, work_list
from tests.review.conftest import Dump, body_of

WHO = {"by": "王丽", "why": "已核实原页面"}
FRAME = "<iframe src='http://letters.example.org/all' width='700' height='600'></iframe>"
PAGES = {
    "no-title": f"<html><head><meta name='PubDate' content='2018-03-05 09:00'></head><body><div class='TRS_Editor'>{body_of(31)}</div></body></html>",
    "empty-body": "<html><head><meta name='ArticleTitle' content='关于公布名单的通告'></head><body><p></p></body></html>",
    "js-only": "<html><head><title>办事大厅</title></head><body><div id='app'></div><script src='/x.js'></script></body></html>",
    "too-large": f"<html><head><title>关于公布目录的通告</title><meta name='ArticleTitle' content='关于公布目录的通告'></head><body><div class='TRS_Editor'>{body_of(32)}</div><!--{'x' * 3_000}--></body></html>",
    "empty-after-cleaning": f"<html><head><meta name='ArticleTitle' content='关于清单的通告'></head><body><div class='TRS_Editor'><p>{'&#8203;' * 60}</p></div></body></html>",
    "framed-elsewhere": f"<html><head><title>领导信箱</title></head><body><h1>领导信箱</h1>{FRAME}</body></html>",
}
HELD = {f"/x/{code}.html": code for code in PAGES} | {"/a/t1.html": "tampered"}
CLEANED = {"empty-after-cleaning"}  # held by the clean stage; the others are extracted again
SPAM = "<p>附近商店有六合彩、时时彩出售，详询前台工作人员，请各科室相互转告，需要的同事于周五之前到办公室登记并领取表格。</p>"


@pytest.fixture
def dump(make_dump: Callable[..., Dump], monkeypatch: pytest.MonkeyPatch) -> Dump:
    """A page for each kind of hold, one with two telephones, and ordinary ones."""
    monkeypatch.setattr("guiyi.extract.document.LARGEST", 3_000)
    gates = "{drop_vs_last_good: {stop_above: 0.9}}"
    made = make_dump(more=f"assertions: {gates}\nmapping: {{unmatched: info.news}}")
    made.add(1, "通知公告", body=body_of(1) + SPAM)
    made.add(2, "通知公告", body=body_of(2) + "<p>预约13912345678，投诉13812345678。</p>")
    for n in range(3, 9):
        made.add(n, "通知公告")
    (made.folder / "x").mkdir(parents=True)
    for code, page in PAGES.items():
        (made.folder / "x" / f"{code}.html").write_text(page, encoding="utf-8")
        made.pages.append(f"/x/{code}.html")
    return made.write()


def held(dump: Dump) -> dict[str, str]:
    with dump.engine.connect() as connection:
        rows = connection.execute(select(refused_records.c.source_key, refused_records.c.code).order_by("source_key"))
        return {key: code for key, code in rows if key != "/"}


def live(dump: Dump, key: str) -> Any:
    wanted = select(resources).where(resources.c.source_key == key, resources.c.status == "published")
    with dump.engine.connect() as connection:
        return connection.execute(wanted).mappings().first()


def groups(dump: Dump, kind: str) -> list[Group]:
    return work_list(dump.engine, dump.platform, dump.site, [kind])


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Which pages each stage really worked on."""
    seen: dict[str, list[str]] = {"extract": [], "clean": []}
    extract, clean = extracting._extract_pages, cleaning.clean_documents

    def extract_pages(run: Any, safety: Any, due: Sequence[Any]) -> Any:
        seen["extract"] += [one.key for one in due]
        return extract(run, safety, due)

    def clean_documents(documents: Any, *rest: Any) -> Any:
        seen["clean"] += list(documents["source_key"])
        return clean(documents, *rest)

    monkeypatch.setattr(extracting, "_extract_pages", extract_pages)
    monkeypatch.setattr(cleaning, "clean_documents", clean_documents)
    return seen


def test_every_held_page_is_released_and_only_those_are_done_again(dump: Dump, done: dict[str, list[str]]) -> None:
    dump.migrate()
    assert held(dump) == HELD
    made = []
    for group in groups(dump, "held"):
        assert group.actions == ("release",)
        made += decide_group(dump.engine, dump.platform, group, "release", "", **WHO)
    for some in done.values():
        some.clear()
    dump.migrate()
    assert sorted(done["extract"]) == ["/", *sorted(f"/x/{code}.html" for code in set(PAGES) - CLEANED)]  # / gave none
    assert held(dump) == {}
    assert all(live(dump, key) for key in HELD)
    assert live(dump, "/x/no-title.html")["title"].startswith(live(dump, "/x/no-title.html")["body_text"][:20])
    assert live(dump, "/x/empty-body.html")["title"] == "关于公布名单的通告"
    assert "六合彩" in live(dump, "/a/t1.html")["body_text"]

    for one in made:
        undo_decision(dump.engine, one.id, by="王丽", why="看错了")
    dump.migrate()
    assert held(dump) == HELD


def test_a_reviewer_lifts_one_mask_and_only_that_page_is_cleaned_again(dump: Dump, done: dict[str, list[str]]) -> None:
    dump.migrate()
    assert "139****5678" in live(dump, "/a/t2.html")["body_text"]
    (group,) = groups(dump, "mask")
    first = group.examples[0].detail.split()[0]
    with pytest.raises(ConfigError, match="say which"):
        decide_group(dump.engine, dump.platform, group, "unmask", "", **WHO)
    decide_group(dump.engine, dump.platform, group, "unmask", first, **WHO)
    for some in done.values():
        some.clear()
    dump.migrate()
    assert done == {"extract": [], "clean": ["/a/t2.html"]}
    text = live(dump, "/a/t2.html")["body_text"]
    assert "13912345678" in text
    assert "138****5678" in text
