"""What two texts, and an old page and its record, differ in; and that no page takes long over it, whatever it holds."""

from __future__ import annotations

import time

import pytest

from guiyi.portal.beside import compare_with_page
from guiyi.portal.compare import MOST, MOST_STEPS, Steps, compare_lines, compare_texts
from guiyi.portal.rendering import safe_body

LINES = ("内", " ", "a" * (MOST - 1), "一二三四五六七" * 500, "甲\t乙\t丙")  # the same ones thousands of times


def marks(old: str, new: str) -> list[list[tuple[str, str]]]:
    return [[(part.mark, part.text) for part in one] for one in compare_texts(old, new)]


def test_what_both_texts_begin_and_end_with_is_the_same_and_the_rest_is_marked() -> None:
    assert marks("一\n二\n三", "一\n四\n三") == [[("same", "一")], [("old", "二"), ("new", "四")], [("same", "三")]]
    assert marks("一\n一", "一\n一\n一") == [[("same", "一")], [("same", "一")], [("new", "一")]]
    assert marks("", "新") == [[("new", "新")]]
    assert marks("旧", "") == [[("old", "旧")]]


@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))
def test_a_text_of_one_line_again_and_again_is_compared_in_bounded_time(line: str) -> None:
    old = "\n".join([line] * (6_000 // len(line) + 1))
    began = time.process_time()
    found = compare_texts(old, f"始{old[:-1].replace('一', '四')}终")
    assert "".join(part.text for one in found for part in one if part.mark != "new") == old.replace("\n", "")
    page = compare_with_page(old.replace("\n", "<p>").replace("a", "b"), {"title": "题", "body_text": old}, None)
    assert page.paragraphs
    assert time.process_time() - began < 10  # hours without a bound


def test_when_the_steps_of_a_page_are_used_up_a_paragraph_is_changed_as_a_whole() -> None:
    steps = Steps(100)
    assert [part.mark for part in compare_lines("今日停水", "明日停水", steps)] == ["old", "new", "same"]
    assert [part.mark for part in compare_lines("今日停水" * 20, "明日停水" * 20, steps)] == ["old", "new"]
    assert MOST_STEPS > 1_000_000  # thousands of ordinary paragraphs


def test_an_old_page_that_is_not_plain_is_compared_in_the_child() -> None:
    page = f"<p>今日停水。<div {' '.join(f'a{at}=1' for at in range(4000))}></div><p>明日来水。"
    found = compare_with_page(page, {"title": "今日停水。", "body_text": "明日来水。\n后日停电。"}, None)
    assert [[part.mark for part in one] for one in found.paragraphs] == [["same"], ["same"], ["new"]]


def test_a_table_of_a_text_can_be_moved_by_keys_and_nothing_else_changes() -> None:
    assert safe_body("<table><tr><td>一</td></tr></table><p>&lt;table</p>", "http://b.example.test") == (
        "<table tabindex=0><tbody><tr><td>一</td></tr></tbody></table><p>&lt;table</p>"
    )
