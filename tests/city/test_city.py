"""The sample city is what it says: the same every time, reachable by its own paging, changed only as declared."""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import re
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import openpyxl
import pytest

from guiyi.config.load import list_sites, load_site
from tests.city import City, expected_changes, gold, gold_of, install_configs, seeds_of, serve
from tests.city.cast import BY_ID, PROFILES
from tests.city.gold import SEED, site_of
from tests.city.markup import words_of
from tests.city.model import Paragraph
from tests.city.sites import MANNERS
from tests.city.sites.aspnet import PAGER, hidden_fields
from tests.city.sites.base import Answer, Site, read_request

IDS = sorted(BY_ID)
HREF = re.compile(r"<a [^>]*?href\s*=\s*[\"']?\s*([^\"'>\s]+)", re.IGNORECASE)


def ask(site: Site, target: str, state: str = "base", method: str = "GET", form: str = "") -> Answer:
    return site.respond(state, read_request(method, target, form))


def text_of(answer: Answer, site: Site) -> str:
    return answer.body.decode("gb18030" if site.profile.charset == "gb2312" else "utf-8")


def target_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


# --- the same every time --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("site_id", IDS)
def test_the_same_seed_gives_the_same_bytes(site_id: str) -> None:
    profile = BY_ID[site_id]
    one, other = (MANNERS[profile.cms](profile, profile.size, SEED) for _time in range(2))
    for state in ("base", "later"):
        paths = sorted(one.state(state).items)
        assert paths == sorted(other.state(state).items)
        assert all(ask(one, path, state).body == ask(other, path, state).body for path in paths)


def test_another_seed_gives_another_city() -> None:
    assert gold("wenhua")[0]["body_text"] != gold("wenhua", seed=SEED + 1)[0]["body_text"]


@pytest.mark.parametrize("pages", [2000, 10_000])
def test_the_city_grows_to_about_the_wanted_size(pages: int) -> None:
    assert abs(sum(len(gold(site, pages=pages)) for site in IDS) - pages) < 0.1 * pages


# --- gold and pages agree -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("site_id", IDS)
def test_gold_says_what_the_pages_hold(site_id: str) -> None:
    site = site_of(site_id)
    for one in gold(site_id):
        answer = ask(site, target_of(one["url"]))
        page = unescape(text_of(answer, site))
        assert answer.status == 200
        assert one["title"] in page
        assert all(value is None or value in page for value in (one["index_number"], one["document_number"]))
        for line in one["body_text"].replace("\t", "\n").split("\n"):
            plain = words_of(Paragraph(line))
            assert plain in page or re.sub(r"<[^>]+>", "", page).count(line), (one["url"], line)
        day = one["published"][:10].split("-")
        assert re.search(rf"{day[0]}[-/年]0?{int(day[1])}[-/月]0?{int(day[2])}", page)


@pytest.mark.parametrize("site_id", IDS)
def test_files_have_the_bytes_that_gold_says_and_broken_ones_are_missing(site_id: str) -> None:
    site = site_of(site_id)
    for one in gold(site_id):
        for url, print_ in one["files"].items():
            answer = ask(site, target_of(url))
            assert (answer.status == 404) == (print_ is None)
            assert print_ is None or hashlib.sha256(answer.body).hexdigest() == print_


def test_office_files_can_be_opened() -> None:
    found = {url.rsplit(".", 1)[-1]: url for site in ("wenhua", "weijian") for one in gold(site)
             for url, print_ in one["files"].items() if print_}  # fmt: skip
    sites = {BY_ID[site].host: site_of(site) for site in ("wenhua", "weijian")}
    data = {kind: ask(sites[urlsplit(url).netloc], urlsplit(url).path).body for kind, url in found.items()}
    assert openpyxl.load_workbook(io.BytesIO(data["xlsx"])).active is not None
    assert all(zipfile.ZipFile(io.BytesIO(data[kind])).testzip() is None for kind in ("docx", "xlsx", "zip"))
    starts = {
        "pdf": b"%PDF-1.",
        "doc": b"\xd0\xcf\x11\xe0",
        "xls": b"\xd0\xcf\x11\xe0",
        "png": b"\x89PNG",
        "jpg": b"\xff\xd8",
    }
    assert all(data[kind].startswith(start) for kind, start in starts.items())


def test_the_city_has_all_that_a_migration_must_stand() -> None:
    everything = [one for site in IDS for one in gold(site)]
    kinds = {one["content_type"] for one in everything}
    assert kinds >= {
        "article",
        "document",
        "interpretation",
        "guide",
        "letter",
        "interview",
        "survey",
        "gallery",
        "profile",
    }
    assert {one["outcome"] for one in everything} == {"loaded", "merged", "held"}
    unmapped = {one["key"].split("/")[0] for one in everything if one["outcome"] == "held" and not one["letter"]}
    assert unmapped == {"zhujian"}
    assert sum(1 for one in everything if one["letter"] and not one["letter"]["is_public"]) >= 4
    assert any(one["is_near"] for one in everything)
    assert any(len(one["urls"]) == 2 for one in everything)
    assert sum(len(one["columns"]) > 1 for one in everything) > 20
    assert any(print_ is None for one in everything for print_ in one["files"].values())
    assert sum(bool(one["private"]) for one in everything) > 5
    lengths = [len(one["body_text"]) for one in everything]
    assert min(lengths) < 60
    assert max(lengths) > 2000


def shingles(text: str) -> set[str]:
    plain = re.sub(r"[\W_]+", "", text)
    return {plain[at : at + 5] for at in range(len(plain) - 4)}


def test_texts_of_unrelated_items_are_different_and_copies_are_alike() -> None:
    everything = [one for site in IDS for one in gold(site)]
    by_url = {one["url"]: one for one in everything}
    for one in everything:
        if one["copy_of"]:
            here, there = shingles(one["body_text"]), shingles(by_url[one["copy_of"]]["body_text"])
            assert len(here & there) / len(here | there) >= 0.95
    own = [one for one in everything if not one["copy_of"] and not re.search("暂停对外|公示", one["title"])][::3]
    prints = [shingles(one["body_text"]) for one in own]
    worst = max(len(a & b) / len(a | b) for at, a in enumerate(prints) for b in prints[:at])
    assert worst < 0.45


# --- what changes later ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("site_id", IDS)
def test_later_differs_only_as_declared(site_id: str) -> None:
    site, wanted = site_of(site_id), expected_changes(site_id)
    before, after = site.state("base").items, site.state("later").items
    urls = {path: site.url(item.paths[0]) for path, (item, _column) in {**before, **after}.items()}
    assert {urls[path] for path in after.keys() - before.keys()} == set(wanted["created"])
    assert {urls[path] for path in before.keys() - after.keys()} == set(wanted["gone"])
    changed = {
        urls[path] for path in before.keys() & after.keys() if ask(site, path).body != ask(site, path, "later").body
    }
    assert changed == set(wanted["updated"])
    assert all(ask(site, target_of(url), "later").status == 404 for url in wanted["gone"])
    assert all(wanted.values())


@pytest.mark.parametrize("site_id", IDS)
def test_a_removed_item_is_gone_in_the_later_gold(site_id: str) -> None:
    gone = {one["url"] for one in gold(site_id, "later") if one["outcome"] == "gone"}
    assert gone == set(expected_changes(site_id)["gone"])


# --- every item can be reached --------------------------------------------------------------------------------------


def more_pages(site: Site, target: str, page: str, seen: list[str]) -> list[tuple[str, str, str]]:
    """A list page → the requests (method, target, form) its CMS's own script or pager would make."""
    cms, first = site.profile.cms, not seen
    if cms == "trs":
        call = re.search(r"createPageHTML\((\d+), 0,", page)
        return (
            [("GET", target.replace("index.html", f"index_{at}.html"), "") for at in range(1, int(call[1]))]
            if call
            else []
        )
    if cms == "hanweb":
        total, column = int(re.search(r"totalRecord: (\d+)", page)[1]), re.search(r"columnid: '(\d+)'", page)[1]  # type: ignore[index]
        proxy = f"/module/web/jpage/dataproxy.jsp?columnid={column}&perpage=5"
        return [("GET", f"{proxy}&startrecord={at}&endrecord={at + 14}", "") for at in range(1, total + 1, 15)]
    if cms == "easysite":
        call, pages = re.search(r"gotoPage\('([^']+)'\)", page), re.search(r"<span>1/(\d+)</span>", page)
        numbers = range(2, int(pages[1]) + 1) if pages else range(0)
        return [("GET", re.sub(r"currentPage=\d+", f"currentPage={at}", call[1]), "") for at in numbers] if call else []
    if cms == "gkmlpt":
        category, sid = re.search(r"CATEGORY: (\d+)", page), re.search(r"SID: '(\d+)'", page)
        assert category
        assert sid
        return [("GET", f"/gkmlpt/api/all/{category[1]}?page={at}&sid={sid[1]}", "") for at in range(1, 30)]
    if cms == "aspnet":
        pages = re.search(r"第1/(\d+)页", page)
        fields = dict(re.findall(r'name="(__\w+)" id="\w+" value="([^"]*)"', page))
        forms = [
            fields | {"__EVENTTARGET": PAGER, "__EVENTARGUMENT": str(at)}
            for at in range(2, int(pages[1]) + 1 if pages else 2)
        ]
        return [("POST", target, urlencode(form)) for form in forms]
    following = re.search(r"<a href=\"([^\"]+)\"[^>]*>下一?页</a>", page, re.IGNORECASE)
    url = target_of(urljoin(site.url(target), unescape(following[1]))) if following else target
    return [("GET", url, "")] if url != target and (first or url not in seen) else []


def listed(site: Site, target: str) -> set[str]:
    """A list's first page → the URLs of all items on all its pages."""
    found: set[str] = set()
    waiting, seen = [("GET", target, "")], list[str]()
    while waiting:
        method, path, form = waiting.pop(0)
        answer = ask(site, path, method=method, form=form)
        assert answer.status == 200, path
        page = text_of(answer, site)
        if answer.media_type.startswith("application/json"):
            found |= {one["url"] for one in json.loads(page)["articles"]}
        else:
            found |= {urljoin(site.url(path), unescape(href).strip()) for href in HREF.findall(page)}
        if site.profile.cms in ("vsb", "phpcms", "tables") or (path == target and method == "GET"):
            waiting += more_pages(site, path, page, seen)
        seen.append(path)
    return found


@pytest.mark.parametrize("site_id", IDS)
def test_every_item_is_reached_by_the_sites_own_paging(site_id: str) -> None:
    site = site_of(site_id)
    found = {
        url + "index.html" if url.endswith("/") else url
        for column in site.profile.columns
        for url in listed(site, site.list_path(column))
    }
    missing = {url for one in gold(site_id) for url in one["urls"]} - found
    assert not missing


def test_a_form_that_is_not_the_pages_own_is_refused() -> None:
    site = site_of("minzheng")
    column = site.profile.columns[0]
    assert (
        ask(site, site.list_path(column), method="POST", form="__EVENTTARGET=AspNetPager1&__EVENTARGUMENT=2").status
        == 500
    )
    assert hidden_fields(column) != hidden_fields(site.profile.columns[1])
    assert ask(site, f"{site.list_path(column)}&page=2").status == 200


def test_the_interface_wants_its_sid() -> None:
    assert ask(site_of("weijian"), "/gkmlpt/api/all/1021?page=1").status == 403


def test_spellings_of_an_address_lead_to_the_same_page() -> None:
    for site_id, spelling in (("guotu", "{};jsessionid=0A1B"), ("tiyu", "{}&PHPSESSID=77")):
        site, path = site_of(site_id), target_of(gold(site_id)[0]["url"])
        assert ask(site, spelling.format(path)).body == ask(site, path).body
    path = target_of(gold("zhujian")[0]["url"])
    assert ask(site_of("zhujian"), path.removesuffix("index.html")).body == ask(site_of("zhujian"), path).body


def test_declared_gb2312_holds_characters_beyond_gbk() -> None:
    site = site_of("jiaoyu")
    rare = [path for path in site.state("base").items if set("䶮𬸘㛃𠮷𬍛") & set(text_of(ask(site, path), site))]
    assert rare
    assert b"charset=gb2312" in ask(site, rare[0]).body


# --- served ---------------------------------------------------------------------------------------------------------


def fetch(city: City, host: str, path: str, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", city.port, timeout=10)
    connection.request("GET", path, headers={"Host": host, **(headers or {})})
    response = connection.getresponse()
    response.read()
    return response


def test_sites_are_told_apart_by_host_and_requests_are_logged() -> None:
    with serve() as city:
        assert fetch(city, "wenhua.example.test", "/robots.txt").status == 200
        assert fetch(city, "www.tiyu.example.test:18600", "/").status == 200
        assert fetch(city, "other.example.test", "/").status == 404
        assert tuple(city.requests[0]) == ("GET", "wenhua.example.test", "/robots.txt", 200)
        assert len(seeds_of(city)) == 8 + sum(len(profile.columns) for profile in PROFILES)
        assert len(gold_of(city)) == len(set(gold_of(city)))


def test_an_unchanged_page_is_answered_304_and_a_changed_one_whole() -> None:
    path = target_of(expected_changes("wenhua")["updated"][0])
    with serve() as city:
        tag = fetch(city, "wenhua.example.test", path).headers["ETag"]
        assert fetch(city, "wenhua.example.test", path, {"If-None-Match": tag}).status == 304
        city.state = "later"
        assert fetch(city, "wenhua.example.test", path, {"If-None-Match": tag}).status == 200
        assert fetch(city, "tiyu.example.test", "/").headers["ETag"] is None


def test_a_client_may_take_the_city_for_a_proxy() -> None:
    with serve() as city:
        url = gold("weijian")[0]["url"]
        assert fetch(city, "weijian.example.test", url).status == 200


def test_the_empty_state_has_no_content_left() -> None:
    site = site_of("guotu")
    assert all(ask(site, target_of(one["url"]), "empty").status == 404 for one in gold("guotu"))
    assert ask(site, "/col/col1201/index.html", "empty").status == 200


def test_the_configuration_is_whole_and_points_to_the_port(tmp_path: Path) -> None:
    install_configs(tmp_path, 4711)
    assert list_sites(tmp_path) == IDS
    for site_id in IDS:
        config = load_site(tmp_path, site_id)
        assert config.crawl.connect_to == {BY_ID[site_id].host: "127.0.0.1:4711"}
        assert config.site.id_code == BY_ID[site_id].id_code
