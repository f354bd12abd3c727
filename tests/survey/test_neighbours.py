"""A site on a host that it shares with other offices, without a folder of its own."""

from __future__ import annotations

import pytest

from guiyi.crawl.reading.items import Listing
from guiyi.survey.neighbours import others_patterns, set_apart
from guiyi.survey.seen import ListSeen, Tour
from guiyi.survey.visits import Sight
from tests.survey.test_entry import HOST, answer

MENU = "".join(f"<a href={path}>单位</a>" for path in ("/", "/col/col5/index.html", "/jy/", "/list.asp?id=7"))
OWN = "县水利局"


def sight(path: str, title: str) -> Sight:
    return Sight(answer(f"{HOST}{path}", f"<title>{title}</title>{MENU}"))


def tour(*lists: tuple[str, str]) -> Tour:
    """A tour of the office's site: its lists, by path and title."""
    home = sight("/sl/", OWN)
    made = Tour(home, [home])
    for path, title in lists:
        seen = sight(path, title)
        made.pages.append(seen)
        made.lists[path] = ListSeen(seen.url, Listing([]), seen)
    return made


COUNTY = sight("/", "云川县人民政府")
LISTS = ("/col/col1/", f"工作动态-{OWN}"), ("/col/col2/", f"通知公告_{OWN}"), ("/col/col3/", "法规")


def test_lists_whose_titles_name_another_office_are_set_apart_and_the_ways_to_them_excluded() -> None:
    seen = tour(
        *LISTS, ("/col/col5/index.html", "县教育局"), ("/col/col6/", "动态-县教育局"), ("/list.asp?id=7", "县林业局")
    )
    set_apart(seen, COUNTY)
    assert [*seen.lists] == ["/col/col1/", "/col/col2/", "/col/col3/"]
    assert others_patterns(seen) == {
        "^/col/col5/": "县教育局",
        r"^/list\.asp\?id=7$": "县林业局",
        r"^/(?:(?:index|default)\.\w+)?$": "云川县人民政府",
    }


@pytest.mark.parametrize(
    ("lists", "host"),
    [
        ([*LISTS, ("/col/col6/", "动态-县教育局")], None),
        ([("/col/col1/", "工作动态-云川县人民政府"), ("/col/col2/", "公告-云川县人民政府")], COUNTY),
    ],
    ids=["a host of its own", "all pages are named as the host is"],
)
def test_without_a_shared_host_and_titles_of_its_own_nothing_is_set_apart(
    lists: list[tuple[str, str]], host: Sight | None
) -> None:
    seen = tour(*lists)
    set_apart(seen, host)
    assert (len(seen.lists), seen.others) == (len(lists), {})


def test_a_folder_in_which_lists_of_the_sites_own_lie_is_not_excluded_whole() -> None:
    seen = tour(("/jy/a.htm", f"动态-{OWN}"), ("/jy/b.htm", f"公告-{OWN}"), ("/jy/", "县教育局"))
    set_apart(seen, COUNTY)
    assert "^/jy/$" in others_patterns(seen)
