"""Surveys of small loopback sites: what they find, how they end where there is nothing to find, and what they write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from click.testing import CliRunner

from guiyi.cli import main
from guiyi.config.load import load_site
from guiyi.errors import ConfigError, RefusedAddress, SourceDown, SourceError, StoreError
from guiyi.survey.draft import draft_file, write_file
from guiyi.survey.findings import Findings
from guiyi.survey.proposals import is_sure
from guiyi.survey.show import column_row, sign_line
from guiyi.survey.survey import Request, survey_site
from tests.place import fresh_settings
from tests.survey.loopback import PAGE, article, loopback, rows

Pages = dict[str, str | tuple[int, str, str]]


def small_site(**more: str | tuple[int, str, str]) -> Pages:
    """A hand-made site of two columns with paging, letters' names and a dead link."""
    navigation = "<div class=nav><a href=/>首页</a><a href=/tzgg/>通知公告</a><a href=/qyfc/>企业风采</a></div>"
    pages: Pages = {"/": f"<title>云川市测试局</title>{navigation}<p>主办：云川市测试局 网站标识码：9999000999</p>"}
    for folder, name, words in (
        ("/tzgg/", "通知公告", "关于开展第{n}次检查的通知"),
        ("/qyfc/", "企业风采", "走进第{n}车间看变化"),
    ):
        head = f"<title>{name}-云川市测试局</title>{navigation}<div class=crumb>当前位置：首页 &gt; {name}</div>"
        next_ = f'<a href="{folder}index_2.html">下一页</a> 共 12 条 1/2 页'
        pages[folder] = f"{head}<ul>{rows(folder, 8, 1, words)}</ul>{next_}"
        pages[f"{folder}index_2.html"] = f"{head}<ul>{rows(folder, 4, 9, words)}</ul>"
        for n in range(1, 13):
            pages[f"{folder}{n}.html"] = article(words.format(n=n), f"2018-03-{n % 28 + 1:02d}", name)
    return pages | more


def surveyed(pages: Pages, tmp_path: Path, **options: object) -> tuple[Findings, str, Path]:
    settings = fresh_settings(tmp_path)
    with loopback(pages) as site:
        request = Request(site.url, "probe", allow_private=True, **options)  # type: ignore[arg-type]
        found = survey_site(settings.configs, request)
    return found, draft_file(found, request), settings.configs


def test_columns_are_found_with_their_sizes_dates_and_proposals(tmp_path: Path) -> None:
    found, _text, _configs = surveyed(small_site(), tmp_path)
    notices, firms = found.columns
    assert (notices.name, notices.expected, notices.pages) == ("通知公告", 12, 2)
    assert (notices.oldest, notices.newest) == ("2018-03-02", "2018-03-13")
    assert (notices.proposals[0].column, notices.proposals[0].by_name) == ("info.notices", True)
    assert firms.name == "企业风采"
    assert any("企业风采" in line for line in found.unknown)
    assert column_row(notices)[3] == "2018-03-02 …\n2018-03-13 ⚠"
    assert sign_line(found.health[1]).startswith("超期栏目 stale columns: 2 of 2 columns, the oldest ")


def test_identity_comes_from_meta_tags_and_the_footer(tmp_path: Path) -> None:
    found, text, _configs = surveyed(small_site(), tmp_path)
    assert (found.identity.name.value, found.identity.id_code.value) == ("云川市测试局", "9999000999")
    assert yaml.safe_load(text)["site"]["id_code"] == "9999000999"


def test_columns_without_anything_and_links_that_lead_nowhere_are_told(tmp_path: Path) -> None:
    pages = small_site()
    more = "<a href=/zcjd/>政策解读</a><a href=/dead.html>领导信箱</a></div>"
    for url, text in pages.items():
        pages[url] = str(text).replace("</div>", more, 1) if "class=nav" in str(text) else text
    frame = str(pages["/tzgg/"]).partition("<ul>")[0]
    pages["/zcjd/"] = frame.replace("通知公告-", "政策解读-") + "<p>暂无信息</p>"
    found, _text, _configs = surveyed(pages, tmp_path)
    told = {sign.name: sign.said for sign in found.health}
    assert told["empty columns"].startswith("1: 政策解读")
    assert "/dead.html (404" in told["dead links"]


def test_the_draft_is_valid_and_what_is_unsure_is_commented_out(tmp_path: Path) -> None:
    _found, text, configs = surveyed(small_site(), tmp_path)
    write_file(configs, "probe", text)
    config = load_site(configs, "probe")
    assert [rule.then.column for rule in config.mapping.columns] == ["info.notices"]
    assert "# - {id: qyfc" in text
    assert config.mapping.unmatched == "review"


def test_taking_the_mark_away_makes_the_commented_rule_a_rule(tmp_path: Path) -> None:
    _found, text, configs = surveyed(small_site(), tmp_path)
    write_file(configs, "probe", text.replace("# - {id: qyfc", "- {id: qyfc").replace("CHOOSE", "info.topics"))
    assert [rule.id for rule in load_site(configs, "probe").mapping.columns] == ["tzgg", "qyfc"]


def test_a_file_that_a_person_changed_is_not_overwritten(tmp_path: Path) -> None:
    _found, text, configs = surveyed(small_site(), tmp_path)
    path = write_file(configs, "probe", text)
    write_file(configs, "probe", text)
    path.write_text(text + "# mine\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="--force"):
        write_file(configs, "probe", text)
    assert path.read_text(encoding="utf-8").endswith("# mine\n")
    write_file(configs, "probe", text, force=True)


def test_a_draft_that_check_refuses_leaves_no_file_behind(tmp_path: Path) -> None:
    """As the same site drafted by a second name: `guiyi check` was red for all sites until somebody found the file."""
    _found, text, configs = surveyed(small_site(), tmp_path)
    write_file(configs, "probe", text)
    second = text.replace("id: probe", "id: second")
    with pytest.raises(ConfigError, match="belongs to"):
        write_file(configs, "second", second)
    assert not (configs / "sites" / "second.yaml").exists()
    with pytest.raises(ConfigError, match="no_such_key"):
        write_file(configs, "probe", text + "no_such_key: 1\n", force=True)
    assert (configs / "sites" / "probe.yaml").read_text(encoding="utf-8") == text


def test_a_survey_that_is_killed_while_it_writes_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sites").mkdir()
    path = tmp_path / "sites" / "probe.yaml"
    path.write_text("version: 1\n", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("guiyi.store.os.fsync", full)
    with pytest.raises(StoreError, match="free some space"):
        write_file(tmp_path, "probe", "version: 1\nsite:\n", force=True)
    assert path.read_text(encoding="utf-8") == "version: 1\n"
    assert list(path.parent.iterdir()) == [path]


def test_hostile_words_of_a_page_stay_words_and_its_numbers_are_masked(tmp_path: Path) -> None:
    evil = "正常\\n- {id: x}\u2028 # ' \" : {{ &a *b !!python/object"
    pages = small_site()
    pages["/"] = str(pages["/"]).replace("<title>云川市测试局</title>", f'<meta name=SiteName content="{evil}">')
    pages["/tzgg/"] = str(pages["/tzgg/"]).replace("第1次", "13812345678")
    _found, text, configs = surveyed(pages, tmp_path)
    write_file(configs, "probe", text)
    assert load_site(configs, "probe").site.name.startswith("正常")
    assert "138****5678" in text
    assert "13812345678" not in text


# --- ends where there is nothing to find ----------------------------------------------------------------------------------


def test_a_host_that_is_down_ends_with_a_word(tmp_path: Path) -> None:
    with loopback({}) as site:
        url = site.url
    with pytest.raises(SourceDown):
        survey_site(fresh_settings(tmp_path).configs, Request(url, "probe", allow_private=True))


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ({"/": "x", "/robots.txt": (200, "text/plain", "User-agent: *\nDisallow: /\n")}, "robots.txt forbids"),
        ({"/": (200, "application/pdf", "%PDF-1.4")}, "no web page"),
        ({"/": (500, PAGE, "broken")}, "answers 500"),
        ({}, "answers 404"),
        ({"/": (302, "/a", ""), "/a": (302, "/", "")}, "redirects in a circle"),
        ({"/": (302, "http://elsewhere.example.test/", "")}, "leads away"),
    ],
)
def test_a_site_that_gives_nothing_ends_with_a_word(pages: Pages, words: str, tmp_path: Path) -> None:
    with loopback(pages) as site, pytest.raises(SourceError, match=words):
        survey_site(fresh_settings(tmp_path).configs, Request(site.url, "probe", allow_private=True))


def test_a_private_address_is_refused_unless_allowed(tmp_path: Path) -> None:
    with loopback(small_site()) as site, pytest.raises(RefusedAddress, match="allow"):
        survey_site(fresh_settings(tmp_path).configs, Request(site.url, "probe"))
    assert not site.asked


def test_the_limit_of_requests_is_kept_and_told(tmp_path: Path) -> None:
    settings = fresh_settings(tmp_path)
    with loopback(small_site()) as site:
        found = survey_site(settings.configs, Request(site.url, "probe", 6, allow_private=True))
        assert len(site.asked) <= 6 + 1  # robots.txt may be asked for twice
    assert found.hidden.beyond_limit > 0


def test_what_robots_hides_is_counted_and_not_asked(tmp_path: Path) -> None:
    pages = small_site()
    pages["/robots.txt"] = (200, "text/plain", "User-agent: *\nDisallow: /qyfc/\n")
    settings = fresh_settings(tmp_path)
    with loopback(pages) as site:
        found = survey_site(settings.configs, Request(site.url, "probe", allow_private=True))
        assert not [path for path in site.paths() if path.startswith("/qyfc/")]
    assert any("/qyfc/" in url for url in found.hidden.robots)


# --- other beginnings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "home",
    [
        "<script>var p = '/mai' + 'n.html'; window.location.href = p;</script>",
        "<meta http-equiv=refresh content='0;url=/main.html'>",
        "<frameset rows='80,*'><frame src='/main.html'></frameset>",
    ],
)
def test_homes_that_only_lead_on_are_followed(home: str, tmp_path: Path) -> None:
    pages = small_site()
    pages["/main.html"] = pages["/"]
    pages["/"] = f"<html>{home}</html>"
    found, _text, _configs = surveyed(pages, tmp_path)
    assert [column.name for column in found.columns] == ["通知公告", "企业风采"]


def test_the_command_prints_findings_as_json(tmp_path: Path) -> None:
    configs = fresh_settings(tmp_path).configs
    with loopback(small_site()) as site:
        done = CliRunner().invoke(
            main, ["--configs", str(configs), "survey", site.url, "--id", "probe", "--allow-private", "--json"]
        )
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["columns"][0]["names"] == ["通知公告"]
    assert not (configs / "sites" / "probe.yaml").exists()


def test_a_site_in_a_folder_of_a_shared_host_keeps_to_it(tmp_path: Path) -> None:
    pages: Pages = {}
    for path, text in small_site().items():
        for name in ("/tzgg/", "/qyfc/"):
            text = str(text).replace(name, f"/old{name}").replace("href=/>", "href=/old/>")
        pages[f"/old{path}"] = text
    settings = fresh_settings(tmp_path)
    with loopback(pages) as site:
        request = Request(f"{site.url}old/", "probe", allow_private=True)
        write_file(settings.configs, "probe", draft_file(survey_site(settings.configs, request), request))
    crawl = load_site(settings.configs, "probe").crawl
    assert crawl.include == ("^/old/",)
    assert crawl.seeds[0] == "/old/"


def test_a_folder_whose_pages_lead_to_lists_elsewhere_is_asked_about(tmp_path: Path) -> None:
    pages: Pages = dict(small_site())
    for path, text in small_site().items():
        if not path.startswith("/qyfc/"):
            pages[f"/town{path}"] = str(text).replace("/tzgg/", "/town/tzgg/")
    settings = fresh_settings(tmp_path)
    with loopback(pages) as site:
        found = survey_site(settings.configs, Request(f"{site.url}town/", "probe", allow_private=True))
    assert found.include is None
    said = [one for one in found.unknown if "its folder /town/ alone" in one]
    assert len(said) == 1
    assert "2 of 3 lists lie elsewhere" in said[0]
    assert "crawl.include: ['^/town/']" in said[0]


def test_columns_of_one_page_and_navigation_of_pictures_are_found(tmp_path: Path) -> None:
    pages = small_site()
    pages["/"] = str(pages["/"]).replace(
        "<a href=/qyfc/>企业风采</a>", "<a href=/qyfc/><img src=/n.gif></a><a href=/jgzn.html>机构职能</a>"
    )
    text = "云川市测试局是市政府工作部门，主管全市测试工作，负责拟订测试规划，组织实施测试标准，开展测试监督检查。" * 4
    pages["/jgzn.html"] = f"<title>机构职能</title><body><h1>机构职能</h1><div class=body><p>{text}</p></div></body>"
    found, draft, configs = surveyed(pages, tmp_path)
    assert [column.name for column in found.columns] == ["通知公告", "企业风采", "机构职能"]
    assert found.columns[2].proposals[0].column == "info.organization"
    write_file(configs, "probe", draft)
    assert load_site(configs, "probe").mapping.columns[-1].then.column == "info.organization"


def test_a_list_above_others_does_not_take_their_names(tmp_path: Path) -> None:
    pages = small_site()
    place = "<div class=crumb>当前位置：<a href=/>首页</a> &gt; {}</div>"
    pages["/"] = (
        "<title>云川市测试局</title><body><a href=/zw/>政务公开</a><a href=/tz/>通知公告</a><p>欢迎光临</p></body>"
    )
    for folder, name, count in (("/zw/", "政务公开", 4), ("/tz/", "通知公告", 8)):
        listed = rows("/a/", count)
        pages[folder] = f"<title>{name}</title><body>{place.format(name)}<ul>{listed}</ul><p>共{count}条</p></body>"
    pages |= {
        f"/a/{n}.html": article(f"关于开展第{n}次检查的通知", f"2018-03-{n % 28 + 1:02d}", "通知公告")
        for n in range(1, 9)
    }
    found, _draft, _configs = surveyed(pages, tmp_path)
    assert [(column.names, column.proposals[0].column) for column in found.columns] == [
        (("政务公开",), "info.disclosure"), (("通知公告",), "info.notices")
    ]  # fmt: skip


def test_a_menu_that_is_an_image_map_leads_to_lists_named_by_their_large_letters(tmp_path: Path) -> None:
    pages = small_site()
    areas = "<map name=m><area href=/tz.htm coords=0,0,9,9><area href=/gk.htm coords=9,0,19,9></map><img src=/m.gif usemap=#m>"
    pages["/"] = f"<title>云川农场</title><body>{areas}<p>欢迎光临云川农场</p></body>"
    listed = f"<table>{rows('/a/', 8)}</table>"
    pages["/tz.htm"] = f"<title>New Page 1</title><body>{areas}<font size=5>农场通知</font>{listed}</body>"
    text = "云川农场地处云川县东部，辖三个分场，职工五千余人，以种植水稻、棉花和柑橘为主，并办有农产品加工厂两座。" * 4
    pages["/gk.htm"] = (
        f"<title>New Page 2</title><body>{areas}<p align=center><font size=5>农场概况</font></p><p>{text}</p>"
    )
    pages |= {
        f"/a/{n}.html": article(f"关于开展第{n}次检查的通知", f"2018-03-{n % 28 + 1:02d}", "") for n in range(1, 9)
    }
    found, draft, configs = surveyed(pages, tmp_path)
    assert [column.names for column in found.columns] == [("农场通知",), ("农场概况",)]
    write_file(configs, "probe", draft)
    assert load_site(configs, "probe").crawl.names == {"/gk.htm": "农场概况"}


def test_a_list_that_a_script_asks_for_by_post_is_surveyed_without_a_browser(tmp_path: Path) -> None:
    def answer(asked: dict[str, Any]) -> tuple[int, str, str]:
        first = 10 * (asked["pageNo"] - 1) + 1
        found = [
            {"title": f"关于开展第{n}次检查的通知", "url": f"/tzgg/{n}.html", "pubDate": f"2018-03-{n % 28 + 1:02d}"}
            for n in range(first, min(first + 10, 24))
        ]
        return 200, "application/json", json.dumps({"total": 23, "rows": found})

    shell = "<title>通知公告-云川市测试局</title><div id=app></div><script>axios.post('/api/list', {cid: 7, pageNo: 1})</script>"
    pages: dict[str, Any] = {"/tzgg/": shell, "/api/list": answer}
    pages["/"] = "<title>云川市测试局</title><div class=nav><a href=/>首页</a><a href=/tzgg/>通知公告</a></div>"
    for n in range(1, 24):
        pages[f"/tzgg/{n}.html"] = article(f"关于开展第{n}次检查的通知", f"2018-03-{n % 28 + 1:02d}", "通知公告")
    found, _text, _configs = surveyed(pages, tmp_path)
    assert [column.expected for column in found.columns if column.listed > 1] == [23]


def test_a_list_whose_further_pages_a_search_gives_is_not_left_out_and_who_has_the_rights_owns_the_site(
    tmp_path: Path,
) -> None:
    def rows(number: int) -> str:
        some = range(8 * number - 7, 8 * number + 1)
        return "".join(f"<li><a href=/gk/{n}.html>关于开展第{n}次检查的通知</a> 2018-03-{n:02d}</li>" for n in some)

    go = "<script>function go(n) { $.post('/search.jsp', {kind: 2, currpage: n}, show); }</script>"
    body = f"<ul>{rows(1)}</ul>共16条 第1/2页 <a href='javascript:void(0)' onclick='go(2)'>下一页</a>{go}"
    foot = "<div>云川市测试局 版权所有</div>"
    pages: dict[str, Any] = {"/": f"<title>首页</title><a href=/gk/>信息公开</a>{foot}"}
    pages["/gk/"] = f"<title>信息公开</title>{body}{foot}"
    pages["/search.jsp"] = lambda asked: f"<ul>{rows(int(asked['currpage']))}</ul>"
    for n in range(1, 17):
        pages[f"/gk/{n}.html"] = article(f"关于开展第{n}次检查的通知", f"2018-03-{n:02d}", "信息公开")
    found, _text, _configs = surveyed(pages, tmp_path)
    assert found.identity.name.value == "云川市测试局"
    assert not any("search" in pattern for pattern, _example in found.exclude)
    assert [column.expected for column in found.columns] == [16]


def test_the_terminal_shows_every_columns_id_whole_and_every_address_and_command_on_one_line(tmp_path: Path) -> None:
    configs = fresh_settings(tmp_path).configs
    pages = {url: str(text).replace("企业风采", "企业风采展示园地") for url, text in small_site().items()}
    hosts = "".join(f"<a href=http://p{n}.example.test/>友情链接</a>" for n in range(3))
    pages = {url: text.replace("</div>", f"</div>{hosts}", 1) for url, text in pages.items()}
    with loopback(pages) as site:
        command = ["--configs", str(configs), "survey", "http://old.example.test/", "--id", "probe", "--write"]
        reach = ["--allow-private", "--connect-to", f"old.example.test={urlsplit(site.url).netloc}"]
        said = CliRunner().invoke(main, [*command, *reach], env={"COLUMNS": "80"}).output.splitlines()
    assert any("│ info.notices" in line for line in said)
    assert [line for line in said if "p0.example.test" in line] == [line for line in said if "p2.example.test" in line]
    assert said[-1].endswith("probe.yaml is written. Read it, correct it, then: guiyi check; guiyi migrate probe")
    assert any("企业风采展示园地 belongs (http://old.example.test/qyfc/); decide it" in line for line in said)


def test_a_letter_that_may_not_be_shown_is_no_empty_column(tmp_path: Path) -> None:
    pages = small_site()
    letter = (
        "<table><tr><td>来信人</td><td>王某</td></tr><tr><td>来信标题</td><td>咨询验收的事</td></tr>"
        "<tr><td>来信内容</td><td>请问验收什么时候办理？</td></tr><tr><td>是否公开</td><td>否</td></tr>"
        "<tr><td>回复内容</td><td>您好，验收将于下月办理。</td></tr></table>"
    )
    pages["/xj/1.html"] = f"<title>咨询验收的事-云川市测试局</title><h1>咨询验收的事</h1>{letter}"
    pages["/"] = str(pages["/"]).replace("</div>", "<a href=/xj/1.html>咨询验收的事</a></div>", 1)
    found, _text, _configs = surveyed(pages, tmp_path)
    assert {sign.name: sign.said for sign in found.health}["empty columns"] == "none seen"


def test_a_host_that_shows_the_same_first_page_is_another_name_and_one_of_its_own_pages_is_none(tmp_path: Path) -> None:
    site = small_site()
    links = '<a href="http://new.county.example.test/">新域名</a><a href="http://old.county.example.test/">旧域名</a><a href="http://other.county.example.test/">县政府</a>'
    site["/"] = str(site["/"]) + links
    settings = fresh_settings(tmp_path)
    other = {"/": "<title>县政府</title><a href=/a/>通知</a><a href=/b/>公告</a><a href=/c/>要闻</a>"}
    leading = {"/": "<script>location.href='http://bureau.county.example.test/';</script>"}
    with loopback(site) as one, loopback(other) as two, loopback(leading) as three:
        here, there = f"127.0.0.1:{one.port}", f"127.0.0.1:{two.port}"
        names = (("bureau", here), ("old", here), ("other", there), ("new", f"127.0.0.1:{three.port}"))
        connect = tuple((f"{name}.county.example.test", address) for name, address in names)
        request = Request("http://bureau.county.example.test/", "probe", allow_private=True, connect_to=connect)
        found = survey_site(settings.configs, request)
    wanted = ["http://new.county.example.test/", "http://old.county.example.test/"]
    assert [one.value for one in found.identity.aliases] == wanted
    assert "- http://old.county.example.test/  # 0.95 it shows the same first page" in draft_file(found, request)
    assert not any("old." in note for note in found.notes)


def test_every_host_of_the_domain_that_a_page_links_is_told_and_no_other(tmp_path: Path) -> None:
    site = small_site()
    links = "http://school.county.example.test/", "http://school.county.example.test/x", "http://county.test/"
    site["/"] = str(site["/"]) + "".join(f"<a href={one}>教育局</a>" for one in links)
    with loopback(site) as server:
        connect = (("bureau.county.example.test", f"127.0.0.1:{server.port}"),)
        request = Request("http://bureau.county.example.test/", "probe", allow_private=True, connect_to=connect)
        notes = survey_site(fresh_settings(tmp_path).configs, request).notes
    assert any("school.county.example.test (2)" in note for note in notes)
    assert not any("county.test (" in note for note in notes)


def test_a_list_that_only_the_page_of_a_topic_leads_to_goes_with_topics_and_a_calendar_is_no_column(
    tmp_path: Path,
) -> None:
    rows = [(f"创建工作第{n}次推进会", f"2018-03-0{n}", f"/wm/{n}.html") for n in range(1, 5)]
    listed = "".join(f"<li><a href={url}>{title}</a> {day}</li>" for title, day, url in rows)
    pages: Pages = {
        "/": "<title>云川市测试局</title><a href=/zt/>专题专栏</a><a href=/cal/>日历</a>",
        "/zt/": "<title>创建文明县城专题</title><a href=/wm/>文明县城</a>",
        "/wm/": f"<title>文明县城-云川市测试局</title><ul>{listed}</ul>",
        "/cal/": "<title>日历</title><table><tr><td>1<td>2</table>",
    }
    pages |= {url: article(title, day, "文明县城") for title, day, url in rows}
    with loopback(pages) as server:
        columns = survey_site(
            fresh_settings(tmp_path).configs, Request(server.url, "probe", allow_private=True)
        ).columns
    found = next(one for one in columns if one.name == "文明县城")
    assert (found.proposals[0].column, is_sure(found.proposals)) == ("info.topics", True)
    assert "日历" not in [one.name for one in columns]


def test_a_bare_address_in_rows_of_an_inner_list_that_shows_the_same_frames_is_proposed_and_told(
    tmp_path: Path,
) -> None:
    frames = "<title>云川市测试局</title><frameset><frame src=/top.html><frame src=/main.html></frameset>"
    pages: Pages = {"/": frames, "/top.html": "<img src=/b.gif>", "/main.html": "<a href=/tzgg/>通知公告</a>"}
    hosts = ["", "", "http://203.0.113.9", "http://203.0.113.9"]
    titles = [(f"关于第{n}次检查的通知", f"2018-03-0{n}", f"{host}/tzgg/{n}.html") for n, host in enumerate(hosts, 1)]
    listed = "".join(f"<li><a href={url}>{title}</a> {day}</li>" for title, day, url in titles)
    pages |= {"/tzgg/": f"<title>通知公告-云川市测试局</title><ul>{listed}</ul>"}
    pages |= {f"/tzgg/{n}.html": article(titles[n - 1][0], titles[n - 1][1], "通知公告") for n in (1, 2)}
    leading = {"/": "<script>location.href='http://old.example.test/';</script>"}
    same, leads = "it shows the same first page", "it sends its readers to old.example.test"
    for shown, why in ((pages, same), (leading, leads), ({"/": frames.replace("测试局", "另一局")}, "")):
        with loopback(pages) as one, loopback(shown) as two:
            reach = (("old.example.test", f"127.0.0.1:{one.port}"), ("203.0.113.9", f"127.0.0.1:{two.port}"))
            request = Request("http://old.example.test/", "probe", allow_private=True, connect_to=reach)
            found = survey_site(fresh_settings(tmp_path / (why or "none")).configs, request)
        assert found.identity.aliases == ()
        assert [(one.value, one.evidence) for one in found.identity.bare] == [("http://203.0.113.9/", why)] * bool(why)
        assert (f"  # aliases: [http://203.0.113.9/]  # 0.95 {why}\n" in draft_file(found, request)) == bool(why)
        assert any("203.0.113.9" in said for said in found.unknown) == bool(why)
        assert any("203.0.113.9" in note for note in found.notes) is not bool(why)


def test_a_neighbour_of_the_same_make_is_no_other_name(tmp_path: Path) -> None:
    site = small_site()
    site["/"] = str(site["/"]) + '<a href="http://other.county.example.test/">县水利局</a>'
    settings = fresh_settings(tmp_path)
    neighbour = {**site, "/": str(site["/"]).replace("云川市测试局", "云川市水利局")}
    assert neighbour["/"] != site["/"]
    with loopback(site) as one, loopback(neighbour) as two:
        names = (("bureau", one.port), ("other", two.port))
        connect = tuple((f"{name}.county.example.test", f"127.0.0.1:{port}") for name, port in names)
        request = Request("http://bureau.county.example.test/", "probe", allow_private=True, connect_to=connect)
        assert survey_site(settings.configs, request).identity.aliases == ()


def test_pages_to_write_into_are_no_empty_columns_and_a_list_of_nothing_is_one(tmp_path: Path) -> None:
    site = small_site()
    site["/"] = str(site["/"]) + "<a href=/write/>我要写信</a><a href=/show/>档案展览</a>"
    site["/write/"] = "<title>写信</title><form action=/send><textarea name=t></textarea><input type=submit></form>"
    site["/show/"] = "<title>档案展览</title><a href=/>首页</a><ul></ul><p>共有 0 篇文章</p>"
    found, _text, _configs = surveyed(site, tmp_path)
    (empty,) = (sign.said for sign in found.health if sign.name == "empty columns")
    assert "档案展览" in empty
    assert "我要写信" not in empty
    assert "档案展览" not in [column.name for column in found.columns]


def test_sessions_months_and_the_front_of_a_frameset_are_no_columns(tmp_path: Path) -> None:
    site = small_site()
    front = str(site["/"]).replace("/tzgg/>", "/tzgg/;jsessionid=0A1B>") + "<a href=/cal.do?m=4>上个月</a>"
    links = rows("/tzgg/", 3, 1, "关于开展第{n}次检查的通知") + rows("/qyfc/", 3, 1, "走进第{n}车间看变化")
    site["/main.html"] = f"{front}<ul>{links}</ul>"
    site["/"] = "<title>云川市测试局</title><frameset><frame src=/main.html></frameset>"
    site["/cal.do?m=4"] = "<title>2018年4月</title><h1>2018年4月</h1><p>本月无日程</p>"
    found, text, _configs = surveyed(site, tmp_path)
    assert sorted(column.name for column in found.columns) == ["企业风采", "通知公告"]
    assert "jsessionid" not in text


def test_articles_that_lists_name_are_tried_so_that_dead_links_are_counted(tmp_path: Path) -> None:
    site = small_site()
    for n in (3, 6, 7):
        del site[f"/tzgg/{n}.html"]
    found, _text, _configs = surveyed(site, tmp_path)
    (dead,) = (sign for sign in found.health if sign.name == "dead links")
    assert dead.said.startswith("3: ")


def test_what_pages_of_a_list_add_up_to_is_its_size_and_a_list_that_says_more_is_short(tmp_path: Path) -> None:
    site = small_site()
    first = str(site["/tzgg/"])
    for folder, said in (("/tzgg/", "1/2 页"), ("/qyfc/", "共 20 条 1/2 页")):
        site[folder] = first.replace("/tzgg/", folder).replace("共 12 条 1/2 页", said)
    found, _text, _configs = surveyed(site, tmp_path)
    sizes = {column.url.rsplit("/", 2)[1]: (column.expected, column.reach) for column in found.columns}
    assert sizes["tzgg"] == (12, 12)
    assert sizes["qyfc"] == (20, 12)
    (short,) = (sign.said for sign in found.health if sign.name == "short lists")
    assert "says 20 items, its lists name 12" in short


def test_a_list_framed_within_its_column_is_the_columns(tmp_path: Path) -> None:
    crumb = "<div class=crumb>当前位置：<a href=/>首页</a> &gt; 水利要闻</div>"
    pages = {
        "/": "<title>乙县水利局</title><a href=/slyw/>水利要闻</a><a href=/tjsj/>统计数据</a>",
        "/slyw/": f"<title>水利要闻</title>{crumb}<iframe src=/list/slyw.html></iframe>",
        "/list/slyw.html": f"<ul>{rows('/a/', 4)}</ul>",
        "/tjsj/": "<title>统计数据</title><iframe src=/list/none.html></iframe>",
        "/list/none.html": "<ul></ul>",
    } | {f"/a/{n}.html": article(f"关于开展第{n}次检查的通知", f"2018-03-{n % 28 + 1:02d}", "") for n in range(1, 5)}
    found, _text, _configs = surveyed(pages, tmp_path)
    assert [(column.names[0], column.listed) for column in found.columns] == [("水利要闻", 4)]
    assert next(sign.said for sign in found.health if sign.name == "empty columns") == "1: 统计数据"


def test_a_list_that_its_page_calls_by_a_word_of_all_lists_is_called_as_the_menu_calls_it(tmp_path: Path) -> None:
    pages = {f"/a/{n}.html": article(f"关于开展第{n}次检查的通知", f"2018-03-{n:02d}", "") for n in range(1, 9)}
    menu = "<ul class=nav><li><a href=/>首页</a><li><a href=/tz.htm>通知公告</a></ul>"
    text = "云川农场地处云川县东部，辖三个分场，职工五千余人，以种植水稻、棉花和柑橘为主，并办有农产品加工厂两座。"
    pages["/"] = f"<title>云川农场</title><body>{menu}<p>{text}</p></body>"
    listed = f"{menu}<h2>信息列表</h2><table>{rows('/a/', 8)}</table>"
    pages["/tz.htm"] = f"<title>信息列表</title><body>{listed}</body>"
    found, draft, configs = surveyed(pages, tmp_path)
    assert [column.names for column in found.columns] == [("通知公告",)]
    write_file(configs, "probe", draft)
    assert load_site(configs, "probe").crawl.names == {"/tz.htm": "通知公告"}
