from __future__ import annotations

import random

import pytest

from guiyi.database import reading, writing
from guiyi.library import newest as module
from guiyi.library.calls import Query, list_resources
from guiyi.library.migrate import open_library
from guiyi.library.newest import newest
from guiyi.library.search import cut_words, field_word, index_states
from guiyi.library.states import write_states
from tests.portal.records import state_of

WORDS = ("节能", "补贴", "农田", "水利")


@pytest.fixture
def made(library_url: str) -> tuple[object, list[dict[str, object]]]:
    """A library of 120 resources over many years, some without a date, two of them far in the future."""
    choose, states = random.Random(3), []
    for number in range(120):
        year = choose.choice([2003, 2009, 2016, 2017, 2018])
        at = {0: None, 1: "2099-01-01", 2: "2077", 3: "2018-12-31T23:59"}.get(
            number, f"{year}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
        )
        said = "".join(word for word in WORDS if choose.random() < 0.4)
        states.append(state_of(number, title="通知", body_text=said, published_at=at, document_number=None))
    engine = open_library(library_url)
    with writing(engine) as connection:
        write_states(connection, states)
    return engine, states


@pytest.mark.parametrize("windows", [(4, 20, 1), (4, 1_000, 2), (4_000, 100_000, 20)])
def test_the_newest_are_what_reading_them_all_finds(
    made: tuple, windows: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, states = made
    for name, value in zip(("WINDOW", "WIDEST", "FEW"), windows, strict=True):
        monkeypatch.setattr(module, name, value)
    with reading(engine) as connection:
        for words in (["节能"], ["节能", "补贴"], ["节能", "补贴", "农田", "水利"], ["通知"], ["麒麟"]):
            for columns in ((), ("info.news",), ("info.news", "info.policy")):
                asked = [[word] for word in words] + (
                    [[field_word("column", one) for one in columns]] if columns else []
                )
                every = newest(connection, asked, 1000)
                fitting = [
                    one
                    for one in states
                    if {*words} <= {*cut_words(one["resource"]["title"] + one["resource"]["body_text"])}
                    and (not columns or one["resource"]["column"] in columns)
                ]
                assert len(every) == len(fitting)
                assert every == sorted(every, reverse=True)
                assert newest(connection, asked, 7) == every[:7]
                if len(every) > 9:
                    assert newest(connection, asked, 3, below=every[4]) == every[5:8]
                    assert newest(connection, asked, 9, above=every[6]) == every[:7]


def test_a_year_holds_its_own_dates_only(made: tuple) -> None:
    engine, states = made
    with reading(engine) as connection:
        found = list_resources(connection, Query(published_from="2019"), 100).rows
        assert sorted(row["published_at"] for row in found) == ["2077", "2099-01-01"]
        assert list_resources(connection, Query(words="通知", published_from="2100"), 100).rows == []
        found = list_resources(connection, Query(words="通知", published_from="2003", published_to="2016"), 200).rows
        years = [str(one["resource"]["published_at"])[:4] for one in states]
        assert len(found) == years.count("2003") + years.count("2009") + years.count("2016")
        found = list_resources(
            connection, Query(words="通知", published_from="2018-12-31", published_to="2018"), 100
        ).rows
        assert [row["published_at"] for row in found] == ["2018-12-31T23:59"]


def test_pages_of_one_runs_changes_follow_each_other(made: tuple) -> None:
    engine, states = made
    same = [one | {"resource": one["resource"] | {"updated_at": "2018-08-01T00:00:00+00:00"}} for one in states]
    with writing(engine) as connection:
        index_states(connection, same)
    seen, cursor = [], None
    with reading(engine) as connection:
        while True:
            page = list_resources(
                connection, Query(updated_since="2018-08-01T00:00:00"), 50, cursor, is_counted=cursor is None
            )
            assert page.count in (120, None)
            seen += [row["resource_id"] for row in page.rows]
            if (cursor := page.next_cursor) is None:
                break
    assert len(seen) == len(set(seen)) == 120
