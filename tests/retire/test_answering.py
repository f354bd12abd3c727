"""The redirect service and the exported files: every old address is answered as decided, by us and by real servers."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from guiyi.config.load import load_site
from guiyi.config.models import SiteConfig
from guiyi.database import reading
from guiyi.errors import StoreError
from guiyi.library.redirect_files import export_redirects
from guiyi.library.redirects import read_redirects
from guiyi.library.register import redirect_hits, url_hits
from guiyi.retire.addresses.decisions import Decision, decide
from guiyi.retire.answering.map import Answer, RedirectMap, SiteEntry, build_map
from guiyi.retire.answering.service import MAP_KEY, RedirectService
from guiyi.retire.answering.source import load_map
from guiyi.settings import Settings
from guiyi.store import Store
from tests.ports import free_port
from tests.retire.conftest import HOST, SITE, Books
from tests.retire.test_addresses import answers, case_of
from tests.retire.test_closing import put, rule

PLATFORM = "https://www.yunchuan.example.test"


class Asking:
    """Asks an ASGI application without a network."""

    def __init__(self, service: Any) -> None:
        self.service = service

    def ask(self, path: str, host: str = "wh.example.test", method: str = "GET") -> tuple[int, dict[str, str], str]:
        """One request → status, headers, body."""
        target, _, query = path.partition("?")
        scope = {
            "type": "http", "method": method, "path": target, "raw_path": target.encode(),
            "query_string": query.encode(), "headers": [(b"host", host.encode())],
        }  # fmt: skip
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b""}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        coroutine = self.service(scope, receive, send)
        with contextlib.suppress(StopIteration):  # nothing in it waits, so it runs through at once
            coroutine.send(None)
        headers = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
        return sent[0]["status"], headers, sent[1]["body"].decode()


def ask(service: Any, path: str, host: str = "wh.example.test", method: str = "GET") -> tuple[int, dict[str, str], str]:
    """One request to an ASGI application → status, headers, body."""
    return Asking(service).ask(path, host, method)


@pytest.fixture
def decided(books: Books) -> Books:
    """A site whose retirement was approved, with a decision of each kind."""
    rule(books.run.settings, platform_url=PLATFORM)
    answers(books)
    more = [
        Decision(f"{HOST}/x/Case.html", "redirect", "column:info.news"),
        Decision(f"{HOST}/x/case.html", "gone", None, "专题已结束"),
        Decision(f"{HOST}/x/old.html", "archived"),
        Decision(f"{HOST}/x/soon.html?id=7&b=2", "awaiting"),
        Decision(f"{HOST}/x/中文 名.html", "redirect", "/"),
    ]
    decide(case_of(books), more, "王经办", "singly")
    put(books, "approve", "approved", by="李主任")
    return books


@pytest.fixture
def service(decided: Books) -> Iterator[RedirectService]:
    made = RedirectService(decided.run.settings, "https://archive.example.test")
    made.start()
    yield made
    made.stop()


def test_each_kind_of_answer(service: RedirectService) -> None:
    status, headers, _ = ask(service, "/a/1.html")
    assert (status, headers["location"]) == (301, f"{PLATFORM}/resources/ra-1.html")
    assert ask(service, "/x/Case.html")[1]["location"] == f"{PLATFORM}/columns/info.news"
    status, headers, page = ask(service, "/x/case.html")
    assert status == 410
    assert "专题已结束" in page
    assert "location" not in headers
    status, _, page = ask(service, "/x/old.html")
    assert status == 410
    assert f'href="https://archive.example.test/archived/{SITE}/{quote(f"{HOST}/x/old.html", safe="")}"' in page
    status, headers, page = ask(service, "/x/soon.html?b=2&id=7")
    assert (status, headers["retry-after"]) == (503, "86400")
    assert "即将发布" in page
    for spelled in ("/x/%E4%B8%AD%E6%96%87%20%E5%90%8D.html", "/x/中文%20名.html"):  # as old browsers send it
        assert ask(service, spelled)[0] == 301
    assert ask(service, "/never/was.html")[0] == 404
    assert ask(service, "/a/1.html", method="HEAD")[2] == ""


def test_an_address_in_a_twin_of_the_site_is_answered_as_the_one_outside(decided: Books) -> None:
    with_twins(decided)
    service = RedirectService(decided.run.settings)
    assert service.renew()
    for path in ("/a/1.html", "/a/4.html", "/a/6.html", "/x/Case.html", "/"):
        inside, outside = ask(service, f"/m{path}"), ask(service, path)
        assert (inside[0], inside[1].get("location")) == (outside[0], outside[1].get("location")), path
    assert ask(service, "/a/m/1.html")[0] == ask(service, "/m/never.html")[0] == 404


def test_spellings_of_one_address_are_one(service: RedirectService) -> None:
    wanted = ask(service, "/a/1.html")[1]["location"]
    for path in ("/a/1.html?utm_source=x", "/a/%31.html", "/a/1.html;jsessionid=77", "/a/./1.html"):
        assert ask(service, path)[1].get("location") == wanted, path
    for host in ("WWW.wh.example.test", "wh.example.test:8080", "wh.example.test."):
        assert ask(service, "/a/1.html", host)[1].get("location") == wanted, host


def test_what_is_shared_copied_or_escaped_otherwise_leads_where_the_page_does(books: Books) -> None:
    more = [
        Decision(f"{HOST}/show.aspx?ID=7", "redirect", "column:info.notices"),
        Decision(f"{HOST}/show.aspx?ID=7&Page=2", "gone", None, "撤下"),
        Decision(f"{HOST}/up/表 1.doc", "redirect", "column:info.notices"),
        Decision(f"{HOST}/down.jsp?file=%B1%ED%20%D2%BB.pdf", "redirect", "column:info.notices"),
        Decision(f"{HOST}/main.jsp", "redirect", "column:info.notices"),
        Decision(f"{HOST}/show.html", "gone", None, "空壳"),
        Decision(f"{HOST}/show.html?cid=3", "redirect", "column:info.notices"),
    ]
    rule(books.run.settings, platform_url=PLATFORM)
    answers(books)
    decide(case_of(books), more, "王经办", "singly")
    put(books, "approve", "approved", by="李主任")
    service = RedirectService(books.run.settings)
    service.renew()
    for path in (
        "/show.aspx?ID=7&from=timeline&isappinstalled=0", "/show.aspx?ID=7&print=1", "//show.aspx?ID=7",
        "/show.aspx?x=1&amp;ID=7%20", "/up//%B1%ED%201.doc?v=3", "/down.jsp?file=%E8%A1%A8+%E4%B8%80.pdf",
        "/down.jsp?file=%B1%ED+%D2%BB.pdf%E3%80%82", "/main.jsp?from=groupmessage",
    ):  # fmt: skip
        assert ask(service, path)[1].get("location") == f"{PLATFORM}/columns/info.notices", path
    assert ask(service, "/show.aspx?ID=7&Page=2&from=timeline")[0] == 410
    for path in (
        "/show.aspx?ID=8&print=1",
        "/show.aspx?print=1",
        "/main.jsp?id=5",
        "/main.jsp?from=20",
        "/up/%B1%ED.doc",
        "/show.html?id=7",
    ):
        assert ask(service, path)[0] == 404, path


def test_a_program_that_needs_one_parameter_answers_by_it_alone(sqlite_books: Books) -> None:
    rule(sqlite_books.run.settings, platform_url=PLATFORM)
    for number in (7, 8, 9):
        ident = sqlite_books.loaded(f"/show.jsp?cid=3&id={number}")
        if number != 9:
            sqlite_books.page(f"/show.jsp?id={number}")
            sqlite_books.address(f"/show.jsp?id={number}", ident)
    answers(sqlite_books)
    put(sqlite_books, "approve", "approved", by="李主任")
    service = RedirectService(sqlite_books.run.settings)
    service.renew()
    wanted = ask(service, "/show.jsp?cid=3&id=9")[1]["location"]
    assert ask(service, "/show.jsp?id=9&from=timeline")[1]["location"] == wanted
    assert ask(service, "/show.jsp?id=10")[0] == ask(service, "/show.jsp?cid=3")[0] == 404
    told = {
        row.address: row.target for row in read_redirects(sqlite_books.run.engine, SITE, case_of(sqlite_books).config)
    }
    assert f"{PLATFORM}{told['wh.example.test/show.jsp?id=9']}" == wanted


def test_the_request_never_gets_into_location(service: RedirectService) -> None:
    for path in ("//evil.example.test/", "/a/1.html?next=http://evil.example.test/", "/\\evil.example.test",
                 "/a/1.html%0d%0aSet-Cookie:%20a=b", "/@evil.example.test/"):  # fmt: skip
        status, headers, page = ask(service, path)
        assert headers.get("location", PLATFORM).startswith(f"{PLATFORM}"), path
        assert "evil" not in headers.get("location", ""), path
        assert "set-cookie" not in headers
        assert status in (301, 404)
        assert "<script" not in page
    assert ask(service, "/", "evil.example.test")[0] == 404
    page = ask(service, "/<script>alert(1)</script>")[2]
    assert "<script>" not in page


def test_only_approved_sites_are_answered_for(decided: Books) -> None:
    put(decided, "abort", "active")
    service = RedirectService(decided.run.settings)
    assert service.renew()
    assert ask(service, "/a/1.html")[0] == 404


def test_visits_are_counted_by_day_and_unknown_addresses_are_kept(service: RedirectService, decided: Books) -> None:
    for _ in range(3):
        ask(service, "/a/1.html")
    ask(service, "/never/was.html?q=1")
    service.write_visits()
    ask(service, "/a/1.html")
    service.write_visits()
    with reading(decided.run.engine) as connection:
        rows = connection.execute(select(redirect_hits.c.key, redirect_hits.c.hits)).all()
        assert [tuple(row) for row in rows] == [("/a/1.html", 4)]
        assert connection.execute(select(url_hits.c.url)).scalars().all() == [f"{HOST}/never/was.html?q=1"]


@pytest.mark.fault(
    "redirect service without its database", "the last good map goes on, read-only; no open redirect, no chain"
)
def test_the_last_good_map_is_served_while_the_database_is_away(decided: Books, tmp_path: Path) -> None:
    first = RedirectService(decided.run.settings)
    first.start()
    first.stop()
    assert decided.run.store.exists(MAP_KEY)
    nowhere = Settings(
        f"postgresql://guiyi@/gone?host={tmp_path}", decided.run.settings.store, decided.run.settings.configs
    )
    second = RedirectService(nowhere)
    second.start()
    assert ask(second, "/a/1.html")[0] == 301
    assert not second.renew()
    assert ask(second, "/x/case.html")[0] == 410
    for trick in (
        "//evil.example.test/",
        "/a/1.html?to=http://evil.example.test/",
        "/\\evil.example.test",
        "/never.html",
    ):
        status, headers, *_ = ask(second, trick)
        assert status != 301 or headers["location"].startswith(PLATFORM)
    second.stop()  # its visits can't be written; it stops all the same


def test_a_map_that_there_was_no_room_for_is_kept_when_there_is(
    decided: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = RedirectService(decided.run.settings)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "put", lambda *_: (_ for _ in ()).throw(StoreError("the disk is full")))
        assert not service.renew()
    assert ask(service, "/a/1.html")[0] == 301
    assert not decided.run.store.exists(MAP_KEY)
    assert service.renew()
    assert decided.run.store.exists(MAP_KEY)


def test_a_new_decision_is_served_after_the_map_is_renewed(service: RedirectService, decided: Books) -> None:
    assert ask(service, "/x/case.html")[0] == 410
    decide(case_of(decided), [Decision(f"{HOST}/x/case.html", "redirect", "column:info.notices")], "王", "singly")
    assert service.renew()
    assert ask(service, "/x/case.html")[1]["location"] == f"{PLATFORM}/columns/info.notices"


def test_a_map_is_the_same_after_it_was_saved(tmp_path: Path) -> None:
    rows = [(f"s{n % 3}", f"/页/{n}", Answer("redirect", f"https://p.example.test/{n % 7}", "")) for n in range(500)]
    made = build_map([SiteEntry("s1", "站", "{}", 301)], rows, "2026-01-01")
    store = Store(str(tmp_path))
    made.save(store, "map.npz")
    again = RedirectMap.from_bytes(store.read("map.npz"))
    for site, key, answer in rows:
        place = again.find(site, key)
        assert place is not None
        assert again.answer(place) == answer
        assert again.key(place) == (site, key)
    assert again.find("s1", "/页/2") is None
    assert again.sites == made.sites
    with pytest.raises(StoreError, match="can't be read"):
        RedirectMap.from_bytes(b"rubbish")


def test_the_lifespan_of_the_service_is_the_servers(decided: Books) -> None:
    app = RedirectService(decided.run.settings)
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent: list[str] = []

    async def receive() -> dict[str, str]:
        return next(messages)

    async def send(message: dict[str, str]) -> None:
        sent.append(message["type"])

    with ThreadPoolExecutor(1) as thread:  # a browser test before this one may have left a loop in the main thread
        thread.submit(lambda: asyncio.run(app({"type": "lifespan"}, receive, send))).result()
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert len(load_map(decided.run.settings, decided.run.engine)) == len(app.known.map)


# --- real servers with the exported files ---------------------------------------------------------------------------


@contextmanager
def running(command: list[str], port: int, **options: Any) -> Iterator[None]:
    """A server while the block runs."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    try:
        begun = time.monotonic()
        while True:
            if process.poll() is not None:
                raise AssertionError(f"{command[0]} ended: {process.stdout.read() if process.stdout else ''}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert time.monotonic() - begun < 30, f"{command[0]} does not listen"
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(10)


def commented(text: str, of: str = "#   ") -> list[str]:
    """The directives that an exported file says in its head."""
    return [line.removeprefix(of) for line in text.splitlines() if line.startswith(of)]


def nginx(folder: Path, text: str, port: int) -> list[str]:
    (folder / "old.map").write_text(text, encoding="utf-8")
    said = commented(text)
    (folder / "nginx.conf").write_text(
        f"daemon off; error_log stderr; pid {folder}/pid; worker_processes 1;\nevents {{}}\nhttp {{\naccess_log off;\n"
        f"client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};\n"
        f"uwsgi_temp_path {folder}; scgi_temp_path {folder};\n"
        f"{said[0]}\ninclude {folder}/old.map;\nserver {{ listen 127.0.0.1:{port};\n" + "\n".join(said[1:]) + "\n}\n}\n"
    )
    return ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]


def apache(folder: Path, text: str, port: int) -> list[str]:
    (folder / "old.map").write_text(text, encoding="utf-8")
    said = [line.replace(f"/etc/apache2/guiyi/{SITE}.map", f"{folder}/old.map") for line in commented(text)]
    modules = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in
                        ("mpm_event", "rewrite", "authz_core"))  # fmt: skip
    (folder / "httpd.conf").write_text(
        f"ServerRoot {folder}\nPidFile {folder}/pid\nErrorLog {folder}/error.log\nServerName wh.example.test\n{modules}\n"
        f"Listen 127.0.0.1:{port}\nUseCanonicalName Off\n<VirtualHost *:*>\nRewriteEngine On\n"
        + "\n".join(said) + "\n</VirtualHost>\n"
    )  # fmt: skip
    return ["apache2", "-f", str(folder / "httpd.conf"), "-DFOREGROUND"]


def caddy(folder: Path, text: str, port: int) -> list[str]:
    (folder / "old.caddy").write_text(text, encoding="utf-8")
    said = "\n".join(commented(text))
    (folder / "Caddyfile").write_text(
        f"{{\nadmin off\nauto_https off\n}}\nhttp://:{port} {{\nroute {{\nimport {folder}/old.caddy\n{said}\n}}\n}}\n"
    )
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


@pytest.mark.parametrize("server", [nginx, apache, caddy], ids=["nginx", "apache", "caddy"])
def test_a_real_server_answers_by_the_exported_file(sqlite_books: Books, tmp_path: Path, server: Any) -> None:
    program = {"apache": "apache2"}.get(server.__name__, server.__name__)
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here: apt-get install -y {'nginx-light' if program == 'nginx' else program}")
    rule(sqlite_books.run.settings, platform_url=PLATFORM, allowed_hosts=["bureau.example.test"])
    answers(sqlite_books)
    more = [
        Decision(f"{HOST}/x/Case.html", "redirect", "column:info.news"),
        Decision(f"{HOST}/x/case.html", "gone", None, "专题已结束"),
        Decision(f"{HOST}/x/soon.html?id=7&b={{2}}", "awaiting"),
        Decision(f"{HOST}/x/money$1.html", "redirect", "https://bureau.example.test/a?b=$c&d=%41&e={f}"),
        Decision(f"{HOST}/x/un}}ba(lanced.html?$", "gone", None, "专题已结束"),
        Decision(f'{HOST}/x/中文 “名”.html?q="a\\b"', "redirect", "/"),
        Decision(f"{HOST}/{'long/' * 60}end.html", "redirect", "column:info.news"),
        Decision(f"{HOST}/a/index.jhtml", "redirect", "column:info.news"),
        Decision(f"{HOST}/", "redirect", "/"),
    ]
    decide(case_of(sqlite_books), more, "王经办", "singly")
    config = with_twins(sqlite_books)
    text = export_redirects(sqlite_books.run.engine, SITE, server.__name__, PLATFORM, config)
    folder = tmp_path / "server"
    folder.mkdir()
    port = free_port()
    expected = {row.address: row for row in read_redirects(sqlite_books.run.engine, SITE, config)}
    assert {f"wh.example.test{one}" for one in ("/m/a/1.html", "/a/index.jhtml", "/m/a", "/m/")} < expected.keys()
    environment = {"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": str(folder)}
    with running(server(folder, text, port), port, cwd=folder, env=environment):
        for address, row in expected.items():
            host, _, path = address.partition("/")
            status, location = raw(port, host, f"/{path}")
            assert status == row.status, address
            wanted = f"{PLATFORM}{row.target}" if (row.target or "").startswith("/") else row.target
            for escape, sign in (("%24", "$"), ("%7B", "{"), ("%7D", "}")):
                location = location.replace(escape, sign)
            assert location == (wanted or ""), address
        for host in ("www.wh.example.test", "culture.example.test", "WH.example.test:80"):
            assert raw(port, host, "/m/a/1.html") == raw(port, "wh.example.test", "/a/1.html"), host
        assert raw(port, "other.example.test", "/a/1.html")[0] == 404
        assert raw(port, "wh.example.test", "/never/was.html")[0] == 404


def with_twins(books: Books) -> SiteConfig:
    """The site's file with another name of it, and a folder that holds it once more."""
    file = books.run.settings.configs / "sites" / f"{SITE}.yaml"
    named = file.read_text(encoding="utf-8").replace("department: ", "aliases: [culture.example.test], department: ")
    file.write_text(f"{named}crawl: {{twins: [/m/]}}\n", encoding="utf-8")
    return load_site(books.run.settings.configs, SITE)


@pytest.mark.parametrize("server", [nginx, apache, caddy], ids=["nginx", "apache", "caddy"])
def test_a_real_server_looks_at_no_query_and_no_capitals_where_the_sites_file_says_so(
    sqlite_books: Books, tmp_path: Path, server: Any
) -> None:
    program = {"apache": "apache2"}.get(server.__name__, server.__name__)
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here")
    answers(sqlite_books)
    decide(case_of(sqlite_books), [Decision(f"{HOST}/x/{{b}}$.html?id=7", "gone", None, "专题")], "王经办", "singly")
    config = case_of(sqlite_books).config
    said = config.redirects.model_copy(update={"query": "drop", "case": "fold"})
    config = config.model_copy(update={"redirects": said})
    text = export_redirects(sqlite_books.run.engine, SITE, server.__name__, PLATFORM, config)
    rows = read_redirects(sqlite_books.run.engine, SITE)
    bare = {row.address: row.status for row in rows if "?" not in row.address}
    assert bare
    folder, port = tmp_path / "server", free_port()
    folder.mkdir()
    environment = {"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": str(folder)}
    with running(server(folder, text, port), port, cwd=folder, env=environment):
        for address, status in bare.items():
            host, _, path = address.partition("/")
            assert [raw(port, host, f"/{path}{more}")[0] for more in ("", "?never=seen&a=/b", "?")] == [status] * 3
        assert raw(port, "wh.example.test", "/X/{B}$.html?id=8")[0] == 410
        assert raw(port, "wh.example.test", "/A/1.HTML") == raw(port, "wh.example.test", "/a/1.html")
        assert raw(port, "wh.example.test", "/never/was.html?id=7")[0] == 404


def raw(port: int, host: str, target: str) -> tuple[int, str]:
    """A request whose target is sent as it is spelled → status and Location."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("GET", target, skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.getheader("Location") or ""
