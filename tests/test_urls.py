"""URL identity: one key per page, whatever its spelling; other pages keep theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guiyi.config.models import Assertions, Crawl, Load, Mapping, SiteConfig, SiteIdentity
from guiyi.urls import UrlSpace, absolute_url


def space(**crawl: object) -> UrlSpace:
    site = SiteIdentity(
        id="s", name="s", department="s", base_url="http://old.example.test/", aliases=("wh.example.test",)
    )
    return UrlSpace(
        SiteConfig(
            site=site, family=None, crawl=Crawl.model_validate(crawl), templates=(), mapping=Mapping(),
            assertions=Assertions(), load=Load(),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    "spelling",
    [
        "http://old.example.test/a/b.html?id=1",
        "https://www.OLD.example.test/a/b.html?id=1#top",
        "http://wh.example.test/a/./c/../b.html?id=1",
        "http://old.example.test:80/a/b.html;jsessionid=AB12?id=1",
        "http://old.example.test/a/b.html?PHPSESSID=9&id=1&utm_source=x",
        "http://old.example.test/%61/b.html?id=1",
        "http://old.example.test/(S(lit3py55t21z5v55vlm25s55))/a/b.html?id=1",
        "http://old.example.test/(lit3py55t21z5v55vlm25s55)/a/b.html?id=1",
    ],
)
def test_spellings_of_one_page_have_one_key(spelling: str) -> None:
    assert space().key(spelling) == "/a/b.html?id=1"


def test_default_pages_and_slashes_fold() -> None:
    urls = space()
    assert {urls.key(f"http://old.example.test/a{end}") for end in ("", "/", "/index.html", "/default.aspx")} == {"/a"}
    assert urls.key("http://old.example.test") == "/"
    assert urls.key("http://old.example.test/index_1.html") == "/index_1.html"


def test_letter_case_of_the_path_is_kept() -> None:
    assert space().key("http://old.example.test/Art/ID.html") == "/Art/ID.html"


def test_only_declared_parameters_count_where_they_are_declared() -> None:
    urls = space(significant_params=["id"])
    assert urls.key("http://old.example.test/show?catid=3&id=7&from=home") == "/show?id=7"


TWINS = ("/m/", "/gate/big5/www.old.example.test/")


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("http://old.example.test/gate/big5/www.old.example.test/a/b.html?id=1", "/a/b.html?id=1"),
        ("https://www.old.example.test/M/a/index.html", "/a"),
        ("http://old.example.test/m", "/"),
        ("http://old.example.test/m/gate/big5/www.old.example.test/a", "/a"),
        ("http://old.example.test/ma/b.html", "/ma/b.html"),
        ("http://old.example.test/a/m/b.html", "/a/m/b.html"),
        ("http://other.example.test/m/a", "//other.example.test/m/a"),
    ],
)
def test_an_address_in_a_twin_of_the_site_is_a_spelling_of_the_one_outside(address: str, key: str) -> None:
    urls = space(twins=TWINS)
    assert urls.key(address) == key
    assert urls.key(urls.fetchable(address)) == key
    assert "/gate/" not in urls.fetchable(address)
    assert space().key(address) != "/a/b.html?id=1"


def test_other_hosts_keep_their_name() -> None:
    assert space().key("http://other.example.test/x") == "//other.example.test/x"
    assert not space().is_own("http://other.example.test/x")


def test_a_path_of_two_slashes_is_that_of_one_and_no_other_host() -> None:
    assert space().key("http://old.example.test//art/1.html") == space().key("http://old.example.test/art/1.html")
    assert space().key("http://old.example.test//other.example.test/x") == "/other.example.test/x"
    assert space().key("http://other.example.test//x") == "//other.example.test//x"


@pytest.mark.parametrize("link", ["javascript:void(0)", "mailto:a@example.test", "http://", "http://[::1", "data:x"])
def test_what_is_no_address_has_none(link: str) -> None:
    assert absolute_url(link, "http://old.example.test/") is None


@given(st.text(max_size=80))
def test_no_link_breaks_the_keys_and_keys_are_stable(link: str) -> None:
    urls = space()
    target = absolute_url(link, "http://old.example.test/a/")
    if target is not None:
        key = urls.key(target)
        assert key is not None
        if not key.startswith("//"):
            assert urls.key(f"http://old.example.test{key}") == key
