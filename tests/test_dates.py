"""Dates in all shapes that old pages print, in their own precision, and none that is not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guiyi.dateparts import same_day, with_year
from guiyi.dates import read_date


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2018-03-05 10:08:30", "2018-03-05T10:08:30+08:00"),
        ("2018-03-05  10∶08", "2018-03-05T10:08+08:00"),
        ("2020年08月02日", "2020-08-02"),
        ("2018/3/5", "2018-03-05"),
        ("2018.03.05 下午3:20", "2018-03-05T15:20+08:00"),
        ("20180305", "2018-03-05"),
        ("二〇一八年三月五日", "2018-03-05"),
        ("2018-13-40", None),
        ("京政办发〔2018〕12号", None),
        ("电话：13812345678", None),
        ("1234-56-78", None),
        ("", None),
    ],
)
def test_a_date_is_read_in_its_own_precision(text: str, wanted: str | None) -> None:
    assert read_date(text) == wanted


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read_date(text)
    assert found is None or found[4] == "-"


def test_a_date_without_year_takes_the_year_of_its_witness() -> None:
    assert with_year("03-06", "2018-03-05") == "2018-03-06"
    assert with_year("03-06", None) is None
    assert same_day("2018-03-06T10:00+08:00", "03-06")
