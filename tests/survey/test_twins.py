"""Folders that show the whole site once more."""

from __future__ import annotations

import pytest

from guiyi.survey.twins import twin_folders
from guiyi.survey.visits import Sight
from tests.survey.test_entry import HOST, answer

TEXT = f"<p>{'全县防汛工作会议要求各乡镇落实责任。' * 8}</p>"


@pytest.mark.parametrize(
    ("page", "link", "words", "pattern"),
    [
        (
            "/tz/1.html",
            "/gate/big5/www.xian.example.test/tz/1.html",
            "繁體版",
            r"^/gate/big5/www\.xian\.example\.test/",
        ),
        ("/", "/big5/", "繁体", "^/big5/"),
        ("/", "/wap/index.html", "手机版", "^/wap/"),
        ("/sc/1.html", "/tc/1.html", "繁體", None),
        ("/tz/1.html", "/tz/1.html", "繁體", None),
        ("/tz/1.html", "/zt/tz/1.html", "专题", None),
    ],
    ids=["a gateway", "a folder", "telephones", "another language's folder", "by a script", "other words"],
)
def test_a_folder_with_the_same_articles_once_more_is_told(
    page: str, link: str, words: str, pattern: str | None
) -> None:
    seen = Sight(answer(f"{HOST}{page}", f"<a href={link}>{words}</a>{TEXT}"))
    assert [*twin_folders([seen])] == ([pattern] if pattern else [])


def test_an_entry_that_only_names_languages_tells_of_no_twin() -> None:
    entry = Sight(answer(f"{HOST}/", "<a href=/tc/>繁體</a><a href=/sc/>简体</a><a href=/en/>English</a>"))
    assert twin_folders([entry]) == {}
