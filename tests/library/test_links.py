"""Where published texts lead: told from the library; other hosts are asked politely, within a budget, and never inside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from guiyi.config.load import load_platform
from guiyi.config.models import Crawl
from guiyi.config.platform import Supervision
from guiyi.crawl.fetching.guard import Guard
from guiyi.database import upsert, writing
from guiyi.library.links import look_at_links
from guiyi.library.migrate import open_library
from guiyi.library.outside import Outside, ask_outside
from guiyi.library.states import write_states
from guiyi.library.supervision import supervise
from guiyi.library.tables import assets, links, redirects, resources
from guiyi.settings import now
from tests.crawl.conftest import HostileServer, http
from tests.portal.records import state_of

OLD = "http://far.example.test"
SITE = f"version: 1\nsite: {{id: far, name: 旧站, department: d, base_url: '{OLD}/'}}\n"
DIGEST = "a" * 64


def write_text(engine: Engine, number: int, *addresses: str, status: str = "published") -> str:
    state = state_of(number)
    markup = "".join(f'<p><a href="{one}">x</a></p>' for one in addresses)
    state["resource"] |= {"body_html": markup, "status": status}
    with writing(engine) as connection:
        write_states(connection, [state])
    return str(state["resource"]["resource_id"])


def answer(site: str, key: str, kind: str) -> dict[str, Any]:
    empty = {"resource_id": None, "asset": None, "target": None, "reason": None, "run_id": "r"}
    return {"site": site, "key": key, "url": f"{OLD}{key}", "kind": kind, **empty}


def verdicts(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {row.url: row.verdict for row in connection.execute(select(links))}


@pytest.fixture
def engine(library_url: str) -> Engine:
    return open_library(library_url)


@pytest.fixture
def configs_with_site(configs: Path) -> Path:
    (configs / "sites" / "far.yaml").write_text(SITE, encoding="utf-8")
    return configs


def test_links_to_the_library_and_to_moved_sites_are_told_without_a_network(
    engine: Engine, configs_with_site: Path
) -> None:
    live = write_text(engine, 1)
    withdrawn = write_text(engine, 2, "/resources/nobody", status="withdrawn")  # its own links count for nothing
    with writing(engine) as connection:
        upsert(connection, assets, [{"sha256": DIGEST, "bytes": 1, "media_type": "text/plain"}])
        kinds = ("redirect", "archived", "gone", "unresolved")
        upsert(connection, redirects, [answer("far", f"/{kind}.html", kind) for kind in kinds])
    good = [
        f"/resources/{live}",
        f"/assets/{DIGEST}#page=2",
        "/columns/info.news",
        "/",
        f"{OLD}/redirect.html?utm_source=x",
    ]
    dead = [f"/resources/{withdrawn}", "/assets/none", "/columns/none", "/zwgk/a.html", f"{OLD}/gone.html"]
    dead += [f"{OLD}/unresolved.html", "http://www.far.example.test/never-seen.html"]
    write_text(engine, 3, *good, *dead, f"{OLD}/archived.html", "http://other.example.test/", "mailto:a@example.test")
    assert look_at_links(engine, configs_with_site) == 14
    told = verdicts(engine)
    assert {url for url, verdict in told.items() if verdict == "dead"} == set(dead)
    assert told["http://other.example.test/"] == "unasked"

    found = {one.name: one for one in supervise(engine, load_platform(configs_with_site), now().date()).findings}
    assert (found["links_inside"].level, found["links_inside"].count, found["links_inside"].whole) == ("bad", 7, 13)
    assert found["links_inside"].looked_at == now().date().isoformat()
    assert {one.resource_id for one in found["links_inside"].examples} == {state_of(3)["resource"]["resource_id"]}
    assert (found["links_outside"].level, found["links_outside"].untold) == ("unknown", 1)

    with writing(engine) as connection:
        connection.execute(links.update().values(looked_at="2020-01-01T00:00:00+00:00"))
    write_text(engine, 3, f"/resources/{live}")  # what is mended, or stands nowhere any more, is told no longer
    look_at_links(engine, configs_with_site)
    assert verdicts(engine) == {f"/resources/{live}": "good"}


def test_other_hosts_are_asked_politely_and_an_answer_is_kept(engine: Engine, configs_with_site: Path) -> None:
    server = HostileServer()
    at = f"127.0.0.1:{server.port}"
    server.answers |= {
        "/robots.txt": http(b"User-agent: *\nDisallow: /private/"),
        "/good.html": http(b"here"), "/moved.html": http(b"", "302 Found", "Location: /good.html"),
        "/busy.html": http(b"", "500 No"), "/in.html": http(b"", "302 Found", "Location: http://169.254.169.254/x"),
    }  # fmt: skip
    named = ("good", "moved", "lost", "busy", "in", "private/a")
    outside = {name: f"http://news.example.test/{name}.html" for name in named}
    write_text(engine, 3, *outside.values(), "http://router.example.test/")
    look_at_links(engine, configs_with_site)
    rules, crawl = Supervision(link_failures=2), Crawl(
        delay=0, deadline=5, attempts=1, allow_addresses=("127.0.0.1/32",),
        connect_to={"news.example.test": at, "router.example.test": "192.168.1.1:80"},
    )  # fmt: skip

    def ask(most: int = 100) -> int:
        return ask_outside(engine, rules, most, Outside(crawl, Guard(crawl)))

    assert ask(0) == 0
    assert not server.requests
    assert ask(3) == 3
    assert ask() == 4
    wanted = {"good": "good", "moved": "good", "lost": "dead", "busy": "unsure", "in": "unsure", "private/a": "unsure"}
    told = verdicts(engine)
    assert {name: told[url] for name, url in outside.items()} == wanted
    assert told["http://router.example.test/"] == "unsure"
    asked = [head.split(b" ")[1] for head in server.requests]
    assert b"/private/a.html" not in asked
    look_at_links(engine, configs_with_site)  # a look keeps what asking gave
    assert verdicts(engine) == told
    assert ask() == 0  # all were asked today
    with writing(engine) as connection:
        connection.execute(links.update().values(asked_at="2020-01-01T00:00:00+00:00"))
    assert ask() == 7
    assert verdicts(engine)[outside["busy"]] == "dead"  # the second time running
    server.close()


def test_a_library_without_a_look_says_so(engine: Engine, configs_with_site: Path) -> None:
    with writing(engine) as connection:
        connection.execute(resources.delete())
    found = supervise(engine, load_platform(configs_with_site), now().date()).findings
    assert {one.level for one in found if one.name.startswith("links")} == {"unknown"}
