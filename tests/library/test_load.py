from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from sqlalchemy import select

from guiyi.crawl.archiving.archive import ArchiveWriter
from guiyi.crawl.fetching.fetch import Response
from guiyi.database import reading, upsert, writing
from guiyi.ledger import FAILED, FETCHED, pages
from guiyi.library.assets import asset_key, media_type_of
from guiyi.library.tables import assets, doubts, resources, staged_records
from guiyi.prints import sha256_of
from guiyi.runs.handover import read_rows
from guiyi.runs.run import Run
from tests.library.conftest import Found, Old, record

LETTER = {
    "subject": "咨询", "question": "请问", "asked_at": "2020-01-01", "accepted_at": None, "replied_at": None,
    "reply_agency": "市办公室", "reply": "您好", "status": "已答复", "writer": "张**", "is_public": True,
}  # fmt: skip


def office(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.5\n...", "application/pdf"),
        (office("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (office("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (office("OFD.xml"), "application/ofd"),
        (office("readme.txt"), "application/zip"),
        (b"PK\x03\x04 torn", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "application/msword"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"MZ\x90\x00 a program named .doc", "application/vnd.microsoft.portable-executable"),
        ("\ufeff <!DOCTYPE html><title>404</title>".encode(), "text/html"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        ("一二三".encode("gb18030"), "text/plain"),
        (b"\x00\x01\x02\x03", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_a_files_type_is_told_by_its_bytes(data: bytes, media_type: str) -> None:
    assert media_type_of(data) == media_type


def file_of(key: str) -> dict[str, str]:
    return {"name": f"附件{key}", "key": key, "legacy_url": f"http://old.example.test{key}"}


def archive(run: Run, files: dict[str, bytes]) -> None:
    """Puts files where a crawl would."""
    writer = ArchiveWriter(run.store, run.site, 0, 0)
    rows = []
    for key, data in files.items():
        url = f"http://old.example.test{key}"
        headers = (("Content-Length", str(len(data))),)
        at = writer.append(Response(url, 200, "OK", "HTTP/1.1", headers, data, data, run.started_at, 0.1, None, ()))
        rows.append({"key": key, "url": url, "digest": sha256_of(data), "warc": at.warc_key, "warc_offset": at.offset,
                     "warc_length": at.length, "state": FETCHED})  # fmt: skip
    writer.flush()
    same = {"site": run.site, "role": "asset", "depth": 2, "attempts": 1, "first_run": run.run_id}
    broken = {"key": "/lost.doc", "url": "http://old.example.test/lost.doc", "state": FAILED}
    moved = {"key": "/moved.pdf", "url": "http://old.example.test/moved.pdf", "state": FETCHED, "redirect_to": "/a.pdf"}
    with writing(run.engine) as connection:
        upsert(connection, pages, [{**same, **row} for row in rows])
        upsert(connection, pages, [{**same, **broken}])
        upsert(connection, pages, [{**same, **moved}])


def test_attachments_are_kept_once_by_content_and_broken_ones_are_listed(old: Old) -> None:
    pdf = b"%PDF-1.4 " + b"x" * 1000
    with old.run() as (run, _):
        archive(run, {"/a.pdf": pdf, "/b.pdf": pdf})
    names = ["/a.pdf", "/b.pdf", "/moved.pdf", "/lost.doc", "/never-seen.doc"]
    image = {"alt": "图", "key": "/a.pdf", "legacy_url": "http://old.example.test/a.pdf"}
    old.migrate(Found([record("old", 1, attachments=[file_of(name) for name in names], images=[image])]))
    found = old.records()[old.id(1)]
    digest = sha256_of(pdf)
    assert [one["sha256"] for one in found["attachments"]] == [digest, digest, digest, None, None]
    assert found["attachments"][0] == {
        "name": "附件/a.pdf", "url": f"/assets/{digest}", "legacy_url": "http://old.example.test/a.pdf",
        "media_type": "application/pdf", "bytes": len(pdf), "sha256": digest,
    }  # fmt: skip
    assert found["images"][0]["alt"] == "图"
    assert run.store.read(asset_key(digest)) == pdf
    with reading(old.engine) as connection:
        assert len(connection.execute(select(assets)).all()) == 1


def test_a_file_that_arrives_later_makes_a_new_version(old: Old) -> None:
    rows = [record("old", 1, attachments=[file_of("/a.pdf")])]
    old.migrate(Found(rows))
    with old.run() as (run, _):
        archive(run, {"/a.pdf": b"%PDF-1.4"})
    assert old.migrate(Found(rows)).updated == 1
    assert old.records()[old.id(1)]["attachments"][0]["media_type"] == "application/pdf"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": None}, "metadata:title"),
        ({"content_type": ""}, "metadata:content_type"),
        ({"published_at": "2019-03-01T00:00:00.000000000+08:00 and more"}, "metadata:published_at"),
        ({"letter": {**LETTER, "is_public": False}}, "letter-not-public"),
        ({"letter": {**LETTER, "status": "长" * 41}}, "metadata:letter.status"),
    ],
)
def test_a_record_against_the_rules_is_held_whole_with_its_reason(old: Old, changes: dict, code: str) -> None:
    with old.run() as (run, _):
        manifests = old.stage(run, Found([record("old", 0), record("old", 2, **changes)]))
    load = [one for one in manifests if one.stage == "load"]
    assert sum(one.held for one in load) == 1
    [row] = [row for one in load if one.refused_path for row in read_rows(run.store, one.refused_path)]
    assert row["code"] == code
    assert "市办公室" in row["payload"]


def test_the_platforms_own_rules_hold_records_too(make_site: Callable[..., Old]) -> None:
    old = make_site()
    path = old.settings.configs / "platform.yaml"
    rule = "metadata: [{name: document_number, label: 发文字号, label_en: n, pattern: '〔\\d{4}〕'}]\n"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("\nmetadata:") + 1] + rule, encoding="utf-8")
    rows = [
        record("old", 0, document_number="市发〔2019〕3号"),
        record("old", 1, document_number="三号"),
        record("old", 2),
    ]
    with old.run() as (run, _):
        manifests = old.stage(run, Found(rows))
    refused = [row for one in manifests if one.stage == "load" and one.refused_path
               for row in read_rows(run.store, one.refused_path)]  # fmt: skip
    assert [(row["source_key"], row["code"]) for row in refused] == [("/t1.html", "metadata:document_number")]


def test_two_records_of_one_key_in_a_batch_are_not_silently_one(old: Old) -> None:
    rows = [record("old", 0), record("old", 1), record("old", 0, title="又一个")]
    report = old.migrate(Found(rows))
    assert (report.created, report.held) == (2, 1)


def test_characters_that_a_database_can_not_hold_are_replaced(old: Old) -> None:
    old.migrate(Found([record("old", 0, title="零\x00字符", body_text="正文里有a\x00b两个字母", keywords=["\x00"])]))
    found = old.records()[old.id(0)]
    assert (found["title"], found["body_text"], found["keywords"]) == (
        "零\ufffd字符",
        "正文里有a\ufffdb两个字母",
        ["\ufffd"],
    )


def test_a_public_letter_is_kept_without_its_writer(old: Old) -> None:
    old.migrate(Found([record("old", 0, letter=LETTER, content_type="letter")]))
    letter = old.records()[old.id(0)]["letter"]
    assert letter["question"] == "请问"
    assert "writer" not in letter


def test_how_sure_classes_are_is_kept_and_the_export_s_fields_stay_as_they_are(old: Old) -> None:
    said = {"topic_category": {"value": "卫生、体育", "confidence": 0.7, "by": "rule", "evidence": ["agency: 卫生局"]}}
    old.migrate(Found([record("old", 0, classes=json.dumps(said)), record("old", 1)]))
    with reading(old.engine) as connection:
        kept = {row.resource_id: row.classes for row in connection.execute(select(resources))}
    assert kept == {old.id(0): said, old.id(1): None}
    assert "classes" not in old.records()[old.id(0)]


def test_details_of_a_structured_type_are_kept_and_the_export_s_fields_stay_as_they_are(old: Old) -> None:
    details = '{"type": "guide", "fields": []}'
    old.migrate(Found([record("old", 0, details=details, content_type="guide"), record("old", 1)]))
    with reading(old.engine) as connection:
        kept = {row.resource_id: row.details for row in connection.execute(select(resources))}
    assert kept == {old.id(0): {"type": "guide", "fields": []}, old.id(1): None}
    assert "details" not in old.records()[old.id(0)]


def test_staging_again_replaces_what_the_batch_staged(old: Old) -> None:
    with old.run() as (run, _):
        old.stage(run, Found([record("old", n) for n in range(6)]))
        old.stage(run, Found([record("old", n) for n in range(4)]))
    with reading(old.engine) as connection:
        assert len(connection.execute(select(staged_records)).all()) == 4


def test_what_the_city_puts_out_before_eight_in_the_morning_is_not_of_the_future(
    old: Old, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1553101200")  # 2019-03-20T17:00Z: one o'clock of the 21st in the city
    rows = [record("old", n, published_at="2019-03-21T00:40+08:00") for n in range(3)]
    assert old.migrate(Found(rows)).created == 3
    with reading(old.engine) as connection:
        assert not connection.execute(select(doubts).where(doubts.c.doubt == "date-future")).all()
