"""Properties that hold for any input: identity of URLs, decoding, sanitising, the ledger's moves; parsers of foreign
formats given garbage, which must read it, or refuse it with an error of ours."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guiyi.clean.markup import made_safe, sanitise
from guiyi.config.load import parse_layer
from guiyi.config.models import SiteConfig, SiteFile
from guiyi.crawl.archiving.cdxj import IndexRow, index_line, surt
from guiyi.crawl.archiving.warc import parse_record, response_of
from guiyi.crawl.archiving.warcfile import iter_responses
from guiyi.crawl.fetching.cookies import CookieJar
from guiyi.crawl.fetching.robots import Robots
from guiyi.crawl.reading.sitemap import read_sitemap
from guiyi.errors import ConfigError, GuiyiError
from guiyi.library.exchange import _checked
from guiyi.library.export import FIELDS
from guiyi.library.load import decide
from guiyi.library.protection import Policy
from guiyi.markup.decode import decode_html
from guiyi.markup.parsing import parse_html
from guiyi.retire.addresses.accesslogs import Tally, read_log
from guiyi.retire.addresses.exchange import decisions_in
from guiyi.retire.addresses.hits import _search_rows
from guiyi.retire.archive.package import DIGEST, INDEX, PACKAGE, PAGES
from guiyi.retire.archive.reader import PackageReader, read_line
from guiyi.review.intake import _filled_rows
from guiyi.urls import UrlSpace, absolute_url

FEW = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
BASE = "http://old.example.test/a/b.html"
SITE = SiteConfig.model_validate(
    {
        "site": {"id": "old", "name": "旧站", "department": "x", "base_url": "http://old.example.test/"},
        "family": None, "crawl": {}, "templates": [], "mapping": {}, "assertions": {}, "load": {},
    }
)  # fmt: skip
URLS = UrlSpace(SITE)
PIECES = st.sampled_from(
    ["http://", "HTTPS://", "//", "/", "..", ".", "?", "#", "&", "=", ":80", ":0", "@", "\\", "%2e", "%", "%zz", "%E4%B8%AD", "中", "old.example.test",
     "OLD.example.test", "www.", "127.1", "[::1]", ";jsessionid=1A2B3C", "PHPSESSID=1", "a", "B", " ", "\t", "\n", "\0", "\ud800", "index.html", "javascript:"]
)  # fmt: skip
LINKS = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=60)
MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<a href=", "'javascript:x()'", '"jav&#9;ascript:x()"', "<img src=x onerror=x()>", "<svg onload=x()>", "<script>x()</script>",
         "</script>", "<style>", "<math><mtext>", "<table><tr><td>", "<!--", "-->", "<![CDATA[", "]]>", "<iframe srcdoc=", "<b", " onclick=x ", ">", "&lt;",
         "&#60;script&#62;", "<template>", "<noscript>", "<title>", "<plaintext>", "甲乙", "\x00", "\x0b", "<a\x0chref=data:text/html,x>", "<form action=javascript:x>", "`"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@FEW
@given(LINKS)
def test_a_urls_identity_is_stable(link: str) -> None:
    url = absolute_url(link, BASE)
    if url is None:
        return
    assert url.startswith(("http://", "https://"))
    assert absolute_url(url, BASE) == url
    key = URLS.key(url)
    if key is not None and key.startswith("/") and not key.startswith("//"):
        assert URLS.key(f"http://old.example.test{key}") == key
    surt(url)
    assert index_line(IndexRow(url, "2018-03-05T00:00:00+00:00", 200, None, "x.warc.gz", 0, 1)).count("\n") == 1


@FEW
@given(st.binary(max_size=400), st.none() | st.sampled_from(["utf-8", "gb2312", "big5", "latin1", "utf-16", "x", ""]))
def test_any_bytes_are_decoded_and_what_was_lost_is_flagged(data: bytes, charset: str | None) -> None:
    found = decode_html(data, charset)
    assert ("\ufffd" in found.text) == ("replacement-characters" in found.flags)
    assert "\x00" not in found.text
    parse_html(found.text)


HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=40, max_size=200)


@FEW
@given(HAN, st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_declared_text_comes_back(words: str, charset: str) -> None:
    assert words in decode_html(f"<p>{words}</p>".encode(charset), charset).text


@FEW
@given(MARKUP | st.text(max_size=80))
def test_sanitised_markup_is_inert_and_stays_as_it_is(markup: str) -> None:
    safe = sanitise(markup)
    assert sanitise(safe) == safe == made_safe(safe)
    is_inert(safe)
    is_inert(made_safe(markup))


def is_inert(safe: str) -> None:
    for node in parse_html(f"<div>{safe}</div>").iter():
        assert node.tag not in (
            "script",
            "svg",
            "math",
            "iframe",
            "object",
            "embed",
            "form",
            "style",
            "link",
            "meta",
            "base",
        )
        for name, value in node.attrib.items():
            assert not str(name).lower().startswith("on")
            plain = re.sub(r"[\x00-\x20]", "", value).lower()
            assert not plain.startswith(("javascript:", "vbscript:", "data:"))


LINKED = st.lists(
    st.sampled_from(
        ['<a href="', '<img src="', ' title="', ' onclick="', '"', ">", "</a>", "java", "JAVA", "&#115;", "&colon;", "&Tab;", "script:", ":", "/", "#", "?", "//",
         "data:text/html,", "http:", "x", " ", "\t", "\n", "\x01", "'", "<p>", "<b", "<!--"]
    ),
    max_size=9,
).map("".join)  # fmt: skip


@FEW
@given(LINKED)
def test_what_counts_as_safe_without_sanitising_is_safe(markup: str) -> None:
    safe = made_safe(f'<p><a href="{markup}') + made_safe(markup)
    is_inert(safe)


PRINTS = st.sampled_from(["p1", "p2"])
STATUS = st.sampled_from(["published", "withdrawn"])


@FEW
@given(st.none() | st.tuples(PRINTS, STATUS), PRINTS)
def test_the_ledgers_moves_are_total_and_once_is_enough(current: tuple[str, str] | None, incoming: str) -> None:
    fields: dict[str, Any] = {"protected": [], "base": {}}
    live = None if current is None else {"record_print": current[0], "status": current[1], **fields}
    state = {"resource": {"record_print": incoming}}
    action = decide(live, state, Policy())
    expected = {None: "create"}.get(current) or (
        "unchanged" if current == (incoming, "published") else "revive" if current[1] == "withdrawn" else "update"
    )  # type: ignore[index]
    assert action == expected
    after = {"record_print": incoming, "status": "published", **fields}
    assert decide(after, state, Policy()) == "unchanged"


# --- parsers of foreign formats ---------------------------------------------------------------------------------------

RAW = st.binary(max_size=600)
LINE = b'10.0.0.1 - - [05/Mar/2018:00:00:01 +0800] "GET /a.html HTTP/1.1" 200 12\n'
RECORD = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http;msgtype=response\r\nContent-Length: 38\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
YAML = b"version: 1\nsite: {id: old, name: x, department: y, base_url: 'http://old.example.test/'}\ncrawl: {delay: 1}\n"
SITEMAP = b"<?xml version='1.0'?><urlset><url><loc>http://old.example.test/a</loc></url></urlset>"


def mangled(sample: bytes) -> st.SearchStrategy[bytes]:
    """A sample with some of it cut out, repeated or replaced by garbage; or garbage."""
    places = st.integers(0, len(sample))
    return RAW | st.builds(
        lambda a, b, more: sample[: min(a, b)] + more + sample[max(a, b) :], places, places, st.binary(max_size=12)
    )


def borne(read: Any) -> None:
    """Reads it, or refuses it with an error of ours."""
    with contextlib.suppress(GuiyiError):
        result = read()
        if hasattr(result, "__next__"):
            list(result)


@FEW
@given(mangled(LINE * 3))
def test_access_logs_of_garbage(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "access.log"
    for form in (data, gzip.compress(data), gzip.compress(data)[:-4]):
        path.write_bytes(form)
        borne(lambda: read_log(path, Tally()))


@FEW
@given(mangled(RECORD))
def test_archives_of_garbage(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "foreign.warc"
    for form in (data, gzip.compress(data)):
        path.write_bytes(form)
        borne(lambda: iter_responses(path))
    borne(lambda: response_of(parse_record(data)))


@FEW
@given(mangled(YAML))
def test_site_files_of_garbage(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "old.yaml"
    path.write_bytes(data)
    borne(lambda: parse_layer(SiteFile, path))


@FEW
@given(mangled(SITEMAP), st.text(max_size=80))
def test_sitemaps_robots_and_cookies_of_garbage(data: bytes, text: str) -> None:
    read_sitemap(data)
    read_sitemap(gzip.compress(data))
    Robots.parse(data, "Guiyi/1").allowed("http://old.example.test/a")
    jar = CookieJar()
    jar.take("old.example.test", [text, data.decode("latin-1")])
    assert "\n" not in (jar.header("old.example.test", is_secure=False) or "")


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["网址 address", "决定 decision"])
    book.active.append(["http://old.example.test/a", "gone"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WORKBOOK = workbook()


@settings(FEW, max_examples=60)
@given(mangled(WORKBOOK), st.lists(st.lists(st.text(max_size=8) | st.floats() | st.none(), max_size=5), max_size=4))
def test_workbooks_of_garbage(data: bytes, rows: list[list[Any]]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as one:
        one.writestr("xl/workbook.xml", data)
    for form in (data, packed.getvalue()):
        borne(lambda form=form: decisions_in(form, "decisions.xlsx"))
        borne(lambda form=form: _filled_rows(form))
    borne(lambda: decisions_in(data, "decisions.csv"))


CAPTURE = IndexRow("http://old.example.test/a", "2018-03-05T00:00:00+00:00", 200, "text/html", "x.warc.gz", 0, 100)


@FEW
@given(mangled(index_line(CAPTURE).encode()))
def test_index_lines_of_garbage(data: bytes) -> None:
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), start=1):
        borne(lambda line=line, number=number: read_line(line, number))
    assert read_line(index_line(CAPTURE).rstrip("\n"), 1)["url"] == CAPTURE.url


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as one:
        for name, data in files.items():
            one.writestr(
                {"told": PACKAGE, "seal": DIGEST, "index": INDEX, "pages": PAGES, "record": "archive/x.warc.gz"}[name],
                data,
            )
    return out.getvalue()


@FEW
@given(
    mangled(b'{"resources": [{"path": "archive/x.warc.gz", "hash": "sha256:0"}]}'), mangled(b'{"hash": "sha256:0"}'),
    mangled(index_line(CAPTURE).encode()), mangled(gzip.compress(RECORD)), mangled(packed(told=b"{}")),
)  # fmt: skip
def test_packages_of_garbage(told: bytes, seal: bytes, index: bytes, record: bytes, whole: bytes) -> None:
    good = b'{"resources": []}'
    forms = [
        packed(told=told, seal=seal),
        packed(told=good, index=gzip.compress(index), pages=index, record=record, seal=seal),
    ]
    for form in (*forms, packed(told=good, index=index, pages=told), whole):
        borne(lambda form=form: PackageReader(io.BytesIO(form)).faults())
        borne(lambda form=form: PackageReader(io.BytesIO(form)).page("http://old.example.test/a"))


@FEW
@given(mangled(LINE), st.lists(st.lists(st.text(max_size=8), max_size=4), max_size=4))
def test_exports_of_search_engines_of_garbage(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "hits.csv"
    table = "\n".join(",".join(row) for row in [["网址", "点击量"], *rows]).encode("utf-8", "replace")
    for form in (data, table, gzip.compress(table)):
        path.write_bytes(form)
        borne(lambda: _search_rows(path, Tally()))


@FEW
@given(
    mangled(b'{"resource_id": "a", "title": "x", "status": "published", "version": 1}'),
    st.dictionaries(
        st.sampled_from(FIELDS),
        st.none()
        | st.text(max_size=5)
        | st.integers()
        | st.lists(st.integers(), max_size=2)
        | st.dictionaries(st.text(max_size=3), st.none(), max_size=1),
    ),
)
def test_records_of_other_libraries_of_garbage(data: bytes, some: dict[str, Any]) -> None:
    whole = json.dumps(dict.fromkeys(FIELDS) | some).encode()
    with pytest.raises(ConfigError):
        _checked([data, whole])
