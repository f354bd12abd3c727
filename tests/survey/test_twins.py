"""Folders that show the whole site once more."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from guiyi.survey.seen import Tour
from guiyi.survey.summary import folds_case
from guiyi.survey.twins import find_twins
from guiyi.survey.visits import Sight
from guiyi.urls import UrlSpace
from tests.survey.test_entry import CONFIG, HOST, answer

TEXT = f"<p>{'全县防汛工作会议要求各乡镇落实责任。' * 8}</p>"
KNOWN = [f"{HOST}/tz/{n}.html" for n in range(4)]


def twins(page: Sight, telephones: str = "") -> list[str]:
    visitor: Any = SimpleNamespace(urls=UrlSpace(CONFIG), visit=lambda url: Sight(answer(url, telephones)))
    return [*find_twins(visitor, [page], KNOWN)]


@pytest.mark.parametrize(
    ("page", "link", "words", "folder"),
    [
        ("/tz/1.html", "/gate/big5/www.xian.example.test/tz/1.html", "繁體版", "/gate/big5/www.xian.example.test/"),
        ("/", "/big5/", "繁体", "/big5/"),
        ("/sc/1.html", "/tc/1.html", "繁體", None),
        ("/tz/1.html", "/tz/1.html", "繁體", None),
        ("/tz/1.html", "/zt/tz/1.html", "专题", None),
    ],
    ids=["a gateway", "a folder", "another language's folder", "by a script", "other words"],
)
def test_a_folder_with_the_same_articles_once_more_is_told(
    page: str, link: str, words: str, folder: str | None
) -> None:
    assert twins(Sight(answer(f"{HOST}{page}", f"<a href={link}>{words}</a>{TEXT}"))) == ([folder] if folder else [])


def test_an_entry_that_only_names_languages_tells_of_no_twin() -> None:
    assert twins(Sight(answer(f"{HOST}/", "<a href=/tc/>繁體</a><a href=/sc/>简体</a><a href=/en/>English</a>"))) == []


@pytest.mark.parametrize(
    ("server", "rows", "folds"),
    [("", "/Show.asp?id={}", True), ("Microsoft-IIS/7.5", "/a/{}.html", True), ("nginx", "/a/{}.html", False)],
)
def test_capitals_make_no_other_address_where_the_server_is_windows(server: str, rows: str, folds: bool) -> None:
    home = answer(
        f"{HOST}/", "".join(f"<a href={rows.format(n)}>通知{n}</a>" for n in range(3)) + "<a href=/b.html>b</a>"
    )
    tour = Tour(Sight(replace(home, headers=(*home.headers, ("Server", server)))))
    tour.pages.append(tour.home)
    assert folds_case(tour, UrlSpace(CONFIG)) == folds


@pytest.mark.parametrize(
    ("rows", "folders"), [("/wap/tz/{}.html", ["/wap/"]), ("/wap/show.asp?id={}", []), ("/tz/{}.html", [])]
)
def test_a_folder_for_telephones_is_a_twin_where_its_pages_lie_outside_of_it_too(rows: str, folders: list[str]) -> None:
    home = Sight(answer(f"{HOST}/", f"<a href=/wap/index.html>手机版</a>{TEXT}"))
    links = "".join(f"<a href={rows.format(n)}>通知{n}</a>" for n in range(4))
    assert twins(home, f"<a href=/wap/>首页</a>{links}") == folders
