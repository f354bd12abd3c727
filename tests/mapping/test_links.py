"""Addresses in sanitised HTML."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guiyi.clean.markup import sanitise
from guiyi.mapping.links import addresses_in, rewrite_links


def test_links_and_images_get_new_addresses_and_the_rest_stays() -> None:
    markup = '<p><a title="a > b" href="http://o.test/1">甲</a><img src="http://o.test/2" alt="x"></p>'
    new = {"http://o.test/1": "/resources/1", "http://o.test/2": "/assets/2"}.get
    assert rewrite_links(markup, new) == (
        '<p><a title="a > b" href="/resources/1">甲</a><img src="/assets/2" alt="x"></p>'
    )


def test_an_address_in_the_text_is_no_link() -> None:
    markup = '<p>href="http://o.test/1" src="http://o.test/1"</p><a>x</a> href="http://o.test/1"'
    assert addresses_in(markup) == []
    assert rewrite_links(markup, lambda _url: "/no") == markup


def test_an_ampersand_is_read_and_written_escaped() -> None:
    markup = '<a href="http://o.test/?a=1&amp;b=2">x</a>'
    assert rewrite_links(markup, {"http://o.test/?a=1&b=2": "/r?c&d"}.get) == '<a href="/r?c&amp;d">x</a>'


@given(st.text(alphabet='<>ahrefimgsrc="=/ &;:http甲', max_size=200))
def test_any_sanitised_text_is_left_as_it_is_where_nothing_is_new(text: str) -> None:
    markup = sanitise(text)
    assert rewrite_links(markup, lambda _url: None) == markup
