"""An old site full of stored XSS, through crawl, library and portal: in a real browser nothing runs."""

from __future__ import annotations

import html
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from guiyi.database import reading
from guiyi.library.edit import edit_resource
from guiyi.library.tables import resources
from guiyi.settings import Settings
from tests.city import install_configs
from tests.pipeline import migrate
from tests.portal.conftest import make_account
from tests.portal.live import Live, live_portal
from tests.portal.payloads import payloads

pytestmark = pytest.mark.xdist_group("portal-browser")
OF_PAGE = 30
FILLING = "本页介绍市文化局二〇一八年度公共文化服务工作的安排，内容包括图书馆、文化馆与基层综合文化服务中心建设。" * 3
PAGE = """<html><head><title>{title}</title><meta name="ArticleTitle" content="{meta}"><meta name="PubDate" content="2018-03-0{n} 09:00">
<meta name="ContentSource" content="{meta}"></head><body><h1 class="title">{title}</h1><div class="body"><p>{filling}</p>{body}</div></body></html>"""
SITE = """\
version: 1
site: {{id: hostile, name: '<img src=x onerror=alert(1)>', department: culture, base_url: "http://hostile.example.test:{port}/"}}
crawl: {{seeds: [/], allow_private: true, delay: 0, connect_to: {{hostile.example.test: "127.0.0.1:{port}"}}}}
templates:
  - name: article
    url: '/a/(?P<n>\\d+)\\.html$'
    source_key: n
    fields:
      title: {{first_of: [{{css: h1.title}}], required: true}}
      body: {{first_of: [{{css: div.body}}], as: html}}
mapping: {{unmatched: info.news}}
"""
LIVE_MARKS = """() => [...document.querySelectorAll('*')].filter(e =>
  [...e.attributes].some(a => /^on/i.test(a.name) || /^\\s*(javascript|vbscript|data:text)/i.test(a.value.replace(/[\\x00-\\x20]/g, ''))
    && ['href', 'src', 'action', 'formaction', 'data', 'xlink:href'].includes(a.name.toLowerCase()))
  || e.tagName === 'SCRIPT').map(e => e.outerHTML.slice(0, 120))"""


@dataclass(frozen=True)
class Poisoned:
    """The portal on the library that the hostile site was moved into."""

    live: Live
    ids: list[str]
    token: str


def pages() -> list[str]:
    """The site's content pages: thirty payloads each in the body, some in the title and the metadata."""
    found, made = payloads(), []
    for start in range(0, len(found), OF_PAGE):
        some, number = found[start : start + OF_PAGE], start // OF_PAGE
        title = html.escape("标题" + some[0] + some[-1]) if number % 2 else "标题" + some[-1]
        made.append(
            PAGE.format(
                title=title, meta=html.escape(some[1]), n=1 + number % 9, filling=FILLING,
                body="".join(f"<p>段落{at}</p>{one}" for at, one in enumerate(some)),
            )
        )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poisoned]:
    bodies = pages()
    index = "".join(f'<a href="/a/{number}.html">{number}</a> ' for number in range(len(bodies)))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.removeprefix("/a/").removesuffix(".html")
            text = (
                bodies[int(name)] if name.isdigit() and int(name) < len(bodies) else index if self.path == "/" else None
            )
            self.send_response(200 if text else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            data = (text or "not here").encode()
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_args: Any) -> None:
            """Says nothing."""

    folder: Path = tmp_path_factory.mktemp("hostile")
    settings = Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), folder / "configs")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    install_configs(settings.configs, 1)
    for file in (settings.configs / "sites").glob("*.yaml"):
        file.unlink()
    text = SITE.format(port=server.server_address[1])
    (settings.configs / "sites" / "hostile.yaml").write_text(text, encoding="utf-8")
    migrate(settings, "hostile")
    server.shutdown()
    with live_portal(settings) as live:
        engine = live.app.state.portal.engine
        with reading(engine) as connection:
            ids = list(connection.execute(select(resources.c.resource_id).order_by(resources.c.resource_id)).scalars())
        for at, ident in enumerate(ids):  # as if the stages before had let everything through
            some = payloads()[at :: len(ids)]
            raw = {
                "title": some[0],
                "source": some[1],
                "issuing_agency": some[2],
                "body_html": "".join(some),
                "summary": some[3],
            }
            if at % 2:
                edit_resource(engine, ident, raw, "account:x")
        yield Poisoned(live, ids, make_account(live.app, "admin", "li"))


def test_the_corpus_is_large_enough_and_arrives(poisoned: Poisoned) -> None:
    assert len(payloads()) >= 300
    assert len(poisoned.ids) == len(pages())


@pytest.mark.parametrize("has_policy", [True, False], ids=["with the policy", "even without the policy"])
def test_nothing_runs_in_the_browser(poisoned: Poisoned, chromium: Any, has_policy: bool) -> None:
    context = chromium.new_context(bypass_csp=not has_policy)
    context.add_cookies([{"name": "guiyi_session", "value": poisoned.token, "url": poisoned.live.url}])
    page, ran, foreign = context.new_page(), [], []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    mine = (poisoned.live.url, poisoned.live.archive_url, "data:image/svg+xml", "data:,", "about:")
    page.on("request", lambda request: None if request.url.startswith(mine) else foreign.append(request.url))
    paths = ["/", "/columns/info.news", "/search?q=标题", "/fleet", "/sites/hostile", "/review/hostile", "/worklist"]
    paths += [f"/resources/{ident}" for ident in poisoned.ids]
    paths += [f"/review/hostile/{ident}" for ident in poisoned.ids]
    paths += [f"/resources/{ident}/versions/2" for ident in poisoned.ids[1::2]]
    for path in paths:
        answer = page.goto(poisoned.live.url + path)
        assert answer.status == 200, (path, answer.status)
        for frame in page.frames:
            if frame.url.startswith(mine[:2]):
                assert frame.evaluate(LIVE_MARKS) == [], path
                assert frame.evaluate("window.pwned === undefined"), path
        page.evaluate("document.querySelectorAll('.prose *').forEach(e => ['click', 'mouseover', 'focus'].forEach("
                      "n => e.dispatchEvent(new Event(n))))")  # fmt: skip
    context.close()
    assert ran == []
    assert foreign == []
