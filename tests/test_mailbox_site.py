"""A small old site from its pages to the library: letters that a script fills in, a mailbox elsewhere, odd downloads."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from guiyi.config.platform import Interaction
from guiyi.database import reading
from guiyi.library.interaction import ALL, read_statistics
from guiyi.library.migrate import open_library
from guiyi.library.tables import asset_texts, refused_records
from guiyi.settings import Settings
from tests.city import office
from tests.crawl.conftest import HostileServer, http
from tests.pipeline import exported, migrate
from tests.place import fresh_settings

HOST = "http://old.example.test"
SITE = """\
version: 1
site: {{id: old, name: 市文化局（旧站）, department: office, base_url: "http://old.example.test/"}}
crawl:
  allow_private: true
  connect_to: {{old.example.test: "127.0.0.1:{port}"}}
  delay: 0
mapping:
  columns:
    - {{id: letters, when: {{url: '/hd/'}}, then: {{column: interact.letters}}}}
    - {{id: notices, when: {{url: '/tz/'}}, then: {{column: info.notices}}}}
"""
SHELL = "<html><head><title>{}</title></head><body><div class=crumb>您的位置：<a href=/>首页</a> &gt; {}</div>{}</body></html>"
SCRIPT = '<script>function show(id){ $.getJSON("letter.jsp", {id: id}, function(r){ fill(r.data); }); }</script>'
PHONE = "13812345678"
FORM = f"申请人联系电话{PHONE}"


def letter(number: str) -> dict[str, Any]:
    return {
        "code": number, "title": f"关于第{number}号停靠点的建议", "userName": "赵小满", "createTime": "2018-03-01",
        "content": f"第{number}号停靠点能否提前到七点？", "replyDept": "云川市图书馆", "replyTime": "2018-03-08",
        "replyContent": "您好，自下月起提前到七点半，感谢您的建议。", "isOpen": 0 if number == "C3" else 1,
    }  # fmt: skip


def answer_letter(connection: socket.socket, head: bytes) -> bool:
    found = re.search(rb"id=(C\d)", head)
    said = json.dumps({"ok": True, "data": letter(found[1].decode())} if found else {}, ensure_ascii=False).encode()
    connection.sendall(http(said, "200 OK", "Content-Type: application/json; charset=utf-8"))
    return True


def answers() -> dict[str, Any]:
    """Path → what the site answers."""
    clicks = "".join(f"<li><a href=\"javascript:show('C{n}')\">第C{n}号来信</a></li>" for n in (1, 2, 3))
    home = '<a href="/hd/index.html">来信选登</a><a href="/hd/mail.html">局长信箱</a><a href="/tz/1.html">通知</a>'
    frame = '<iframe src="http://mail.city.example.test/list.aspx?org=1" width="100%" height="700"></iframe>'
    body = f"<h1>关于流动车停靠点的通知</h1><div>发布时间：2018-03-05</div><div id=zoom><p>{'各停靠点安排见附件，请各区做好场地保障。' * 4}</p>"
    body += (
        '<p>附件：<a href="/tz/down.jsp?wbfileid=1">附件1</a></p><p><a href="/tz/broken.pdf">路线图.pdf</a></p></div>'
    )
    page = "Content-Type: text/html; charset=utf-8"
    pages = {
        "/": SHELL.format("首页", "", home),
        "/hd/index.html": SHELL.format("来信选登", "来信选登", f"{SCRIPT}<ul>{clicks}</ul>"),
        "/hd/mail.html": SHELL.format("局长信箱", "局长信箱", frame),
        "/tz/1.html": SHELL.format("关于流动车停靠点的通知", "通知公告", body),
    }
    name = "Content-Disposition: attachment; filename=%CD%A3%BF%BF%B5%E3%B1%ED.doc"
    return {
        **{path: http(html.encode(), "200 OK", page) for path, html in pages.items()},
        "/hd/letter.jsp": answer_letter,
        "/tz/down.jsp": http(office.doc(FORM), "200 OK", "Content-Type: application/octet-stream", name),
        "/tz/broken.pdf": http(b"%PDF-1.4 cut off", "200 OK", "Content-Type: application/pdf"),
    }


def serve(folder: Path, answers: dict[str, Any]) -> tuple[HostileServer, Settings]:
    """The site on loopback, and a library of its own in the folder."""
    server = HostileServer()
    server.answers |= answers
    settings = fresh_settings(folder)
    (settings.configs / "sites" / "old.yaml").write_text(SITE.format(port=server.port), encoding="utf-8")
    return server, settings


class Moved:
    """The site after its migration."""

    def __init__(self, settings: Settings) -> None:
        self.checks = {one.name: one for one in migrate(settings, "old").checks}
        self.engine = open_library(settings.library)
        records = exported(settings)
        self.records = {url.removeprefix(HOST): record for record in records for url in record["legacy_urls"]}


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moved]:
    server, settings = serve(tmp_path_factory.mktemp("mailbox"), answers())
    yield Moved(settings)
    server.close()


def test_what_a_list_says_anew_of_an_unchanged_page_arrives(tmp_path: Path) -> None:
    rows = "<table><tr><th>主题<th>日期<th>状态{}</table>"
    row = "<tr><td><a href=/hd/{0}.html>第{0}号来信</a><td>2018-03-0{0}<td>{1}"
    parts = (
        "主题：第{0}号来信",
        "写信人：赵**",
        "来信内容：第{0}号停靠点能否提前到七点？",
        "答复单位：市图书馆",
        "答复内容：正在研究。",
    )
    shown = "<div id=zoom>" + "".join(f"<p>{one}</p>" for one in parts) + "</div>"
    page = "Content-Type: text/html; charset=utf-8"

    def listing(*states: str) -> bytes:
        told = "".join(row.format(number, state) for number, state in enumerate(states, 1))
        return http(SHELL.format("来信选登", "来信选登", rows.format(told)).encode(), "200 OK", page)

    site = {
        f"/hd/{n}.html": http(SHELL.format("", "来信选登", shown.format(n)).encode(), "200 OK", page) for n in (1, 2, 3)
    }
    site |= {"/": http(SHELL.format("首页", "", "<a href=/hd/index.html>来信选登</a>").encode(), "200 OK", page)}
    server, settings = serve(tmp_path, site | {"/hd/index.html": listing("办理中", "已办结", "办理中")})
    before = Moved(settings).records
    server.answers["/hd/index.html"] = listing("已办结", "已办结", "办理中")
    after = Moved(settings).records
    server.close()
    states = [[found[f"/hd/{n}.html"]["letter"]["status"] for n in (1, 2, 3)] for found in (before, after)]
    assert states == [["办理中", "已办结", "办理中"], ["已办结", "已办结", "办理中"]]


def test_letters_that_only_a_script_asks_for_arrive_and_one_that_is_not_public_is_held(moved: Moved) -> None:
    found = moved.records["/hd/letter.jsp?id=C1"]
    assert (found["content_type"], found["title"]) == ("letter", "关于第C1号停靠点的建议")
    assert (found["letter"]["replied_at"], found["letter"]["reply_agency"]) == ("2018-03-08", "云川市图书馆")
    assert "赵小满" not in json.dumps(found, ensure_ascii=False)
    assert "/hd/letter.jsp?id=C3" not in moved.records


def test_what_is_held_says_why(moved: Moved) -> None:
    with reading(moved.engine) as connection:
        rows = connection.execute(select(refused_records)).mappings()
        held = {row["url"].removeprefix(HOST): (row["code"], row["reason"]) for row in rows if row["outcome"] == "held"}
    assert held["/hd/letter.jsp?id=C3"][0] == "letter-not-public"
    assert held["/hd/mail.html"][0] == "framed-elsewhere"
    assert "mail.city.example.test" in held["/hd/mail.html"][1]


def test_a_download_has_the_name_of_its_header_and_its_text_is_masked_for_search(moved: Moved) -> None:
    record = moved.records["/tz/1.html"]
    assert [one["name"] for one in record["attachments"]] == ["停靠点表.doc", "路线图.pdf"]
    assert [one["media_type"] for one in record["attachments"]] == ["application/msword", "application/pdf"]
    with reading(moved.engine) as connection:
        held = [one["sha256"] for one in record["attachments"]]
        texts = select(asset_texts.c.text).where(asset_texts.c.sha256.in_(held), asset_texts.c.text != "")
        assert connection.execute(texts).scalars().all() == [FORM.replace("1234", "****")]


def test_a_file_that_does_not_open_is_listed_and_kept(moved: Moved) -> None:
    assert not moved.checks["files-readable"].passed
    assert "路线图.pdf" in moved.checks["files-readable"].evidence
    with reading(moved.engine) as connection:
        notes = dict(connection.execute(select(asset_texts.c.status, asset_texts.c.note)).all())
    assert notes["damaged"]


def test_the_statistics_count_the_public_letters(moved: Moved) -> None:
    found = read_statistics(moved.engine, Interaction(), date(2018, 6, 1))
    total = next(one for one in found.letters if (one.agency, one.period) == (ALL, ALL))
    assert (total.received, total.answered, total.mean_days, total.overdue) == (2, 2, 7.0, 0)
