from __future__ import annotations

from typing import Any

from guiyi.crawl.archiving.warc import response_record
from guiyi.crawl.fetching.fetch import Response
from guiyi.database import reading, upsert, writing
from guiyi.ledger import FETCHED, pages
from guiyi.library.filenames import with_file_names
from guiyi.prints import sha256_of
from guiyi.runs.run import Run
from tests.library.conftest import Old, record

PDF = b"%PDF-1.4 one"
HOST = "http://old.example.test"


def archive(run: Run, key: str, headers: dict[str, str]) -> None:
    """A file fetched from `key`, with the headers that the server gave."""
    said = tuple({"Content-Type": "application/octet-stream", **headers}.items())
    fetched = "2018-05-01T00:00:00+00:00"
    response = Response(HOST + key, 200, "OK", "HTTP/1.1", said, PDF, PDF, fetched, 0.0, None, ())
    packed = response_record(response)
    run.store.write(f"warc{key}", packed)
    row = {
        "site": "old", "key": key, "url": HOST + key, "role": "asset", "state": FETCHED, "depth": 1, "attempts": 1,
        "digest": sha256_of(PDF), "warc": f"warc{key}", "warc_offset": 0, "warc_length": len(packed),
        "first_run": run.run_id,
    }  # fmt: skip
    with writing(run.engine) as connection:
        upsert(connection, pages, [row])


def names(run: Run, *files: tuple[str, str]) -> list[str]:
    rows: list[Any] = [{"name": name, "key": key, "legacy_url": HOST + key} for name, key in files]
    with reading(run.engine) as connection:
        made = with_file_names(run, connection, [record("old", 0, attachments=rows)])
    return [one["name"] for one in made[0]["attachments"]]


def test_a_download_without_a_telling_name_is_named_by_its_header_or_by_what_it_is(old: Old) -> None:
    with old.run() as (run, _):
        archive(run, "/d1", {"Content-Disposition": "attachment; filename=%C4%EA%B1%A8.pdf"})
        archive(run, "/d2", {})
        number = "22990419940715754X"  # of nobody: there is no 229904
        archive(run, "/d3", {"Content-Disposition": f"attachment; filename=a{number}.pdf"})
        found = names(
            run,
            ("附件1", "/d1"),
            ("年度报表", "/d1"),
            ("公示名单", "/d2"),
            ("附件2", "/none"),
            ("表.doc", "/d2"),
            ("附件3", "/d3"),
        )
    assert found == ["年报.pdf", "年度报表.pdf", "公示名单.pdf", "附件2", "表.doc", "a229904**********4X.pdf"]
