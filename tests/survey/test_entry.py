"""The ways into a site: which folder of a host is a site of its own, and menus that script files hold."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from guiyi.config.models import Crawl, SiteConfig
from guiyi.crawl.fetching.fetch import Response
from guiyi.crawl.fetching.guard import Guard
from guiyi.crawl.observing.observe import Observer
from guiyi.ledger import REQUISITE
from guiyi.survey.entry import find_home, own_folder, shared_host
from guiyi.survey.hosts import told_hosts
from guiyi.survey.seen import Tour
from guiyi.survey.visits import Sight
from guiyi.survey.ways import Ways
from guiyi.urls import UrlSpace

HOST = "http://www.xian.example.test"
SITE = {"id": "town", "name": "town", "department": "town", "base_url": f"{HOST}/"}
CONFIG = SiteConfig.model_validate(
    {"site": SITE, "family": None, "crawl": {}, "templates": [], "mapping": {}, "assertions": {}, "load": {}}
)
TOWN = f"{HOST}/xz/qingxi/"
LISTED = "".join(f"<li><a href=/xz/qingxi/t{n}.htm>青溪镇关于第{n}批补贴的公告</a></li>" for n in range(5))


def answer(url: str, html: str, kind: str = "text/html; charset=utf-8") -> Response:
    body = html.encode()
    return Response(
        url, 200, "OK", "HTTP/1.1", (("Content-Type", kind),), body, body, "2018-03-05T00:00:00Z", 0.0, None, ()
    )


def folder(root: str, home: str) -> str | None:
    urls = UrlSpace(CONFIG)
    visitor: Any = SimpleNamespace(urls=urls, visit=lambda url: Sight(answer(url, root)))
    tour = Tour(Sight(answer(TOWN, home)))
    return own_folder(visitor, shared_host(visitor, Observer(CONFIG, urls), tour, TOWN), tour, TOWN)


COUNTY = "<title>兴文县人民政府</title><a href=/news/>县内要闻</a><a href=/gk/>公开</a><a href=/xz/>乡镇</a>"
NEWS = "".join(f"<li><a href=/news/{n}.htm>全县第{n}次防汛工作会议召开</a></li>" for n in range(5))


def test_a_town_in_its_countys_folder_is_a_site_of_its_own() -> None:
    assert folder(COUNTY, f"<title>青溪镇人民政府</title><a href=/>县网</a>{LISTED}") == "/xz/qingxi/"


@pytest.mark.parametrize(
    ("root", "home"),
    [
        ("<script>location.href='/xz/qingxi/'</script>", f"<title>青溪镇</title>{LISTED}"),
        (COUNTY, f"<title>兴文县人民政府乡镇之窗</title>{LISTED}"),
        (COUNTY, f"<title>青溪镇</title>{LISTED}{NEWS}"),
        ("<title>欢迎</title><a href=/xz/qingxi/>进入</a>", f"<title>青溪镇</title>{LISTED}"),
        (COUNTY, "<title>青溪镇</title><a href=/xz/qingxi/dt/>动态</a>"),
    ],
    ids=["the host leads into it", "a part by its name", "it lists the host's news", "an intro", "nothing is listed"],
)
def test_a_folder_in_which_a_whole_host_lies_is_none(root: str, home: str) -> None:
    assert folder(root, home) is None


@pytest.mark.parametrize(
    ("intro", "home"),
    [
        ("<title>水务局</title><a href=/main.html>进入网站</a>", "/main.html"),
        ("<img src=/a.jpg usemap=#m><map name=m><area href=/main.html></map>", "/main.html"),
        (f"<a href=/main.html>水务局</a><p>{'全县供水工作平稳有序。' * 6}</p>", "/"),
        ("<a href=/a.html>中文</a><a href=/b.html>English</a>", "/"),
        ("<a href=/up/a.pdf>通告</a>", "/"),
    ],
    ids=["a link", "a picture", "a page with a text", "two ways on", "a file"],
)
def test_an_intro_leads_to_the_page_that_is_its_only_link(intro: str, home: str) -> None:
    urls = UrlSpace(CONFIG)
    visitor: Any = SimpleNamespace(
        urls=urls, visit=lambda url: Sight(answer(url, intro if url == f"{HOST}/" else LISTED)), refused={}
    )
    assert find_home(visitor, Observer(CONFIG, urls), f"{HOST}/").home.url == HOST + home


def test_the_menu_in_a_script_file_leads_on_and_a_library_does_not() -> None:
    script, observer = "var menu = [['要闻', '/dt/'], ['公告', 'gg/index.htm']];", Observer(CONFIG, UrlSpace(CONFIG))

    def led(name: str) -> list[str]:
        found = observer.observe(answer(f"{HOST}/js/{name}", script, "application/javascript"), REQUISITE)
        return [one.url for one in found.targets]

    assert led("menu.js") == [f"{HOST}/dt/"]
    assert led("jquery.menu.js") == []


def test_a_head_that_a_script_loads_leads_to_columns_by_addresses_relative_to_the_home_page() -> None:
    head = "<a href=gg/index.htm>公告</a><a href=/dt/>要闻</a><a href=http://away.example.test/>邻市</a>"
    home = "<div id=h></div><script>$('#h').load('/common/head.html'); $('#x').load(u);</script>"
    asked: list[str] = []

    def visit(url: str) -> Sight:
        asked.append(url)
        return Sight(answer(url, head))

    visitor: Any = SimpleNamespace(urls=UrlSpace(CONFIG), visit=visit)
    told = Ways(visitor).menus(Sight(answer(f"{HOST}/", home)), set())
    assert told == [(f"{HOST}/gg/index.htm", "公告"), (f"{HOST}/dt/", "要闻")]
    assert asked == [f"{HOST}/common/head.html"]


def test_what_a_page_calls_the_sites_domain_opens_no_private_address_and_counts_where_several_say_it() -> None:
    guard = Guard(Crawl(allow_private=True, connect_to={"new.example.test": "8.8.8.8:80"}), UrlSpace(CONFIG))
    said = ["127.0.0.1,10.0.0.5;http://169.254.169.254/ new.example.test", *["new.example.test"] * 5, "8.8.4.4"]
    pages = [Sight(answer(f"{HOST}/", f'<meta name="SiteDomain" content="{one}">')) for one in said]
    assert [one.value for one in told_hosts(pages, UrlSpace(CONFIG), guard)] == ["http://new.example.test/"]
    both = [one.value for one in told_hosts(pages[-2:], UrlSpace(CONFIG), guard)]
    assert both == ["http://8.8.4.4/", "http://new.example.test/"]
