"""Where a column may go by its name, its items and the column above it; what a blog keeps beside its columns."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from guiyi.config.load import load_platform
from guiyi.crawl.reading.items import Item, Listing
from guiyi.markup.parsing import parse_html
from guiyi.settings import Settings
from guiyi.survey.columns import _folder_of, _reach
from guiyi.survey.draft import _mapping
from guiyi.survey.findings import Column, Findings, Identity, Proposal
from guiyi.survey.identity import NO_NAME, _name
from guiyi.survey.naming import BESIDE, NOT_A_COLUMN, OF_BLOG
from guiyi.survey.proposals import is_sure, propose
from guiyi.survey.seen import ListSeen, Tour
from guiyi.survey.show import column_row
from guiyi.survey.tour import Guide

PLATFORM = load_platform(Settings().configs)
HIRING = tuple(f"某县第{n}医院公开招聘工作人员公告" for n in range(9))
AWARDS = tuple(f"某道路工程第{n}标段中标候选人公示" for n in range(9))


def proposed(name: str, titles: tuple[str, ...] = (), path: tuple[str, ...] = ()) -> tuple[Proposal, ...]:
    return propose(PLATFORM, Column("http://old.example.test/a/", (name,), (*path, name), titles=titles))


def test_items_tell_of_a_column_whose_name_does_not() -> None:
    found = proposed("人才引进", HIRING)
    assert (found[0].column, is_sure(found)) == ("info.personnel", True)
    assert not is_sure(proposed("人才引进", HIRING[:5])), "a few are a hint"
    assert not is_sure(proposed("人才引进", (*HIRING[:4], *("我局召开会议",) * 5)))


@pytest.mark.parametrize(
    ("home", "name"), [("云川县气象局", "云川县气象局"), ("首页", "天气通报"), ("天气通报-云川县气象局", "天气通报")]
)
def test_a_columns_name_on_most_pages_is_not_the_sites_where_the_home_page_names_an_office(
    home: str, name: str
) -> None:
    pages = [
        SimpleNamespace(root=parse_html(f"<title>{one}</title>"), is_html=True) for one in (home, *["天气通报"] * 9)
    ]
    assert _name([{}] * len(pages), cast(Any, pages), "").value == name


def test_what_a_columns_pages_are_is_shown_beside_its_name() -> None:
    letters = Column("http://old.example.test/a/", ("局长信箱",), kind="letters", listed=3)
    assert column_row(letters)[0] == "局长信箱\n来信 letters"
    assert column_row(Column("http://old.example.test/b/", ("动态",)))[0] == "动态"


@pytest.mark.parametrize(
    ("index", "sections", "folder"),
    [
        ("/zt/pc/index.html", [None, None], "/zt/pc/"),
        ("/zt/pc/", [None, None], "/zt/pc/"),
        ("/zt/pc/index.html", [None], ""),  # a page beside it is none below it
        ("/zt/pc/index.html", [None, None, "工作动态"], ""),  # they say where they belong
        ("/zt/pc/jianjie.html", [None, None], ""),
        ("/index.html", [None, None], ""),
    ],
)
def test_what_says_no_column_in_the_folder_of_one_page_is_below_it(
    index: str, sections: list[str | None], folder: str
) -> None:
    host = "http://old.example.test"
    above = index[: index.rindex("/") + 1]
    seen = {
        str(n): SimpleNamespace(
            sight=SimpleNamespace(url=f"{host}{above}{n}.htm"), is_document=True, document={"section": section}
        )
        for n, section in enumerate(sections)
    }
    tour = cast(Tour, SimpleNamespace(articles=seen))
    assert _folder_of(Column(host + index, ("普查专题",), kind="one page"), tour) == folder


HEADLINES = tuple(f"我区召开第{n}次工作推进会" for n in range(6))


def test_two_signs_that_agree_make_a_rule_and_one_or_two_that_differ_do_not() -> None:
    assert not is_sure(proposed("社区风采")), "a word within the name"
    assert not is_sure(proposed("精神文明", HEADLINES)), "what its items say"
    found = proposed("社区风采", HEADLINES)
    assert (found[0].column, is_sure(found)) == ("info.news", True)
    found = proposed("区县水务", HEADLINES, path=("水务要闻",))
    assert (found[0].column, is_sure(found)) == ("info.news", True)
    assert not is_sure(proposed("领导风范", HEADLINES)), "its name says leaders"


def test_a_word_of_the_name_makes_a_rule_where_the_columns_pages_are_of_the_kind_that_it_tells() -> None:
    column = Column("http://old.example.test/a/", ("公报概览",), ("公报概览",), kind="documents")
    assert not is_sure(propose(PLATFORM, column)), "a word of organisations as well"
    column = Column("http://old.example.test/a/", ("政府公报",), ("政府公报",), kind="documents")
    assert (propose(PLATFORM, column)[0].column, is_sure(propose(PLATFORM, column))) == ("info.policy", True)
    assert not is_sure(proposed("政府公报")), "a gazette of anything"


def test_headlines_alone_tell_where_nearly_all_of_many_or_of_all_there_are_say_so_and_what_people_ask_never() -> None:
    many = tuple(f"我区召开第{n}次工作推进会" for n in range(8))
    found = proposed("精神文明", many)
    assert (found[0].column, is_sure(found)) == ("info.news", True)
    assert is_sure(proposed("精神文明", (*many[:7], "精神文明十讲"))), "one that tells nothing"
    assert not is_sure(proposed("精神文明", (*many[:7], "请问如何报名"))), "one that tells another kind"
    assert not is_sure(proposed("领导风范", many)), "its name says leaders"
    whole = Column("http://old.example.test/a/", ("精神文明",), ("精神文明",), titles=many[:5], reach=5)
    assert is_sure(propose(PLATFORM, whole)), "few, but all that the column has"
    assert not is_sure(proposed("代表之声", tuple(f"建议改造第{n}条街" for n in range(9)))), (
        "its pages would tell letters"
    )
    assert proposed("代表建议", tuple(f"关于改造第{n}条街的建议" for n in range(9))) == (), "proposals are no letters"


def test_what_stands_under_disclosure_and_says_what_it_is_is_not_taken_for_disclosure() -> None:
    assert proposed("权力清单", path=("政务公开",))[0].column == "info.disclosure"
    assert all(one.column != "info.disclosure" for one in proposed("领导风范", path=("政务公开",)))


def test_letters_under_the_name_of_notices_go_with_letters_and_articles_under_that_of_policy_with_policy() -> None:
    column = Column("http://old.example.test/a/", ("便民公告",), ("便民公告",), kind="letters")
    assert propose(PLATFORM, column)[0].column == "interact.letters"
    assert is_sure(proposed("上级文件"))


def test_a_bare_notice_whose_items_are_of_another_kind_is_theirs() -> None:
    assert proposed("候选人公示", AWARDS)[0].column == "info.procurement"


def test_what_goes_with_the_column_above_says_so_and_a_faint_likeness_is_no_proposal() -> None:
    found = proposed("2023年", path=("政务公开", "财政信息"))
    assert (found[0].column, found[0].by_above, is_sure(found)) == ("info.budget", True, True)
    assert proposed("医政管理") == ()


@pytest.mark.parametrize(
    "address",
    [
        "/tag/3/",
        "/author/admin/",
        "/feed/",
        "/2018/03/",
        "/2018/03/05/",
        "/?m=201803",
        "/wp-login.php",
        "/events/month/2021-08/",
    ],
)
def test_addresses_of_what_a_blog_keeps_beside_its_categories_are_no_columns(address: str) -> None:
    assert BESIDE.search(f"http://old.example.test{address}")


@pytest.mark.parametrize(
    "address",
    [
        "/category/tzgg/",
        "/index.php?m=content&catid=3",
        "/art/2018/3/5/art_1_2.html",
        "/taxonomy/term/3",
        "/gb/2021-08/",
    ],
)
def test_addresses_of_columns_are_none_of_these(address: str) -> None:
    assert not BESIDE.search(f"http://old.example.test{address}")


def test_words_of_archives_and_feeds_name_no_column() -> None:
    assert all(
        OF_BLOG.match(one)
        for one in ("标签：防汛", "作者：管理员", "月度归档：2018年3月", "Tag: tea", "Month: September 2021")
    )
    assert all(
        NOT_A_COLUMN.match(one) for one in ("文章RSS", "RSS订阅", "评论feed", "Next month", "Next page : 2 of 3")
    )
    assert not any(
        OF_BLOG.match(one) or NOT_A_COLUMN.match(one) for one in ("档案工作", "作者风采", "标签管理", "Category: News")
    )


def test_lists_that_name_only_their_next_page_are_counted_to_their_end_and_traps_are_left() -> None:
    def page(first: int, count: int, following: list[str]) -> Listing:
        return Listing(
            [Item(f"/a/{n}.html", f"通知{n}", None) for n in range(first, first + count)], None, [], following
        )

    pages = {"/2": page(8, 8, ["/3"]), "/3": page(16, 4, []), "/t2": page(0, 8, ["/t3"]), "/t3": page(0, 8, ["/t4"])}
    guide = Guide.__new__(Guide)
    guide.visitor = cast(Any, SimpleNamespace(left=100))
    guide._data = lambda _found, url: pages[url]  # type: ignore[method-assign,assignment]
    lists = {
        name: ListSeen(name, page(0, 8, [first]), cast(Any, None)) for name, first in (("/1", "/2"), ("/t", "/t2"))
    }
    for found in lists.values():
        found.items = list(found.listing.items)
    tour = Tour(cast(Any, None), lists=lists)
    guide.see_ends(tour)
    guide.walk_on(tour)
    whole, trap = lists.values()
    assert (whole.listing.next_urls, len(whole.last), whole.is_end) == (["/2", "/3"], 4, True)
    assert (trap.listing.next_urls, trap.is_end) == (["/t2"], False)


def test_a_list_parted_by_years_is_not_counted_by_its_first_and_last_year() -> None:
    items = [Item(f"/a/{n}.html", f"通知{n}", None) for n in range(6)]
    for following, reach in ((["/a/2017.html", "/a/2016.html"], None), (["/a/2.html", "/a/3.html"], 14)):
        listing = Listing(items, "通知公告", [], following)
        assert _reach(ListSeen("/a/", listing, cast(Any, None), items=items, last=items[:2], is_end=True)) == reach


def test_the_columns_to_choose_from_stand_in_the_file_where_one_is_to_be_chosen() -> None:
    def mapping(*columns: Column) -> str:
        chosen = tuple((f"info.{n}", f"栏目{n}") for n in range(7))
        return "\n".join(_mapping(Findings("old", "u", 1, cast(Identity, None), columns=columns, choices=chosen)))

    asked = Column("http://old.example.test/a/", ("校园风光",))
    known = Column(
        "http://old.example.test/b/", ("通知",), proposals=(Proposal("info.notices", 1.0, "", by_name=True),)
    )
    assert "  #   info.0 栏目0 · info.1 栏目1" in mapping(asked, known)
    assert "info.5 栏目5" in mapping(asked)
    assert "info.0" not in mapping(known), "nothing is to be chosen"


def test_a_title_that_says_only_that_it_is_a_front_page_names_no_site() -> None:
    assert all(
        NO_NAME.fullmatch(one) for one in ("首页", "网站首页", "无标题文档", "Home", "Untitled Document", "欢迎光临")
    )
    assert not any(NO_NAME.fullmatch(one) for one in ("白溪县首页信息中心", "Homer Township", "欢迎访问白溪县水务局"))


def test_a_drafted_file_shows_no_title_of_a_letter_which_may_name_its_writer() -> None:
    for kind, is_shown in (("letters", False), ("articles", True)):
        column = Column("http://old.example.test/x/", ("信箱",), kind=kind, example=("林小满反映噪声", "u"))
        found = Findings("old", "u", 1, cast(Identity, None), columns=(column,), choices=())
        assert ("林小满" in "\n".join(_mapping(found))) is is_shown
