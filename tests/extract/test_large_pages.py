"""Pages of megabytes: what reads them takes time with their size, not with its square."""

from __future__ import annotations

import time

import pytest

from guiyi.extract.bodies import references
from guiyi.extract.bodies.surroundings import told_apart
from guiyi.extract.bodies.tidy import clean_body
from guiyi.extract.fields.english_days import day_ended
from guiyi.extract.fields.labelled import labelled_values
from guiyi.markup import parsing


def test_texts_behind_the_ends_of_many_blocks_are_put_together_by_the_second_parser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put = parsing._add_text
    times: list[int] = []
    monkeypatch.setattr(parsing, "_add_text", lambda parent, text: (times.append(1), put(parent, text)))
    text = "".join(parsing.parse_again("<div>甲" * 3000 + "<p>乙</p>" + "丙</div>" * 3000).itertext())
    assert text == "甲" * 3000 + "乙" + "丙" * 3000
    assert len(times) < 3000 + 300  # one a block that begins with a text, and not one for each behind them


def test_many_lines_with_the_same_day_are_looked_through_once() -> None:
    lines, began = "<a href=/a/1.html>通知</a> [2018-03-05]<br>" * 7500, time.process_time()
    node = parsing.parse_html(f"<div>{lines}</div><p>正文</p>").find(".//p")
    assert told_apart(node, "通知甲 [2018-03-05]", "") == ("通知甲 [2018-03-05]", "")
    assert time.process_time() - began < 2.0


def test_a_page_of_very_many_tags_is_read_without_readability(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(references, "_readability_text", lambda tree: asked.append(len(tree)) or "")
    monkeypatch.setattr(references, "_trafilatura_text", lambda html: "")
    monkeypatch.setattr(references, "MOST_READ", 60)
    assert references.reference_lines(parsing.parse_html(f"<div>{'字，词。<br>' * 90}</div>"), [])
    assert not asked
    assert references.reference_lines(parsing.parse_html(f"<div>{'字，词。<br>' * 30}</div>"), [])
    assert asked


def test_texts_between_thousands_of_comments_are_joined_at_once() -> None:
    began = time.process_time()
    body, text = clean_body(parsing.parse_html(f"<div>{'字<!--x-->词' * 20000}</div>").find(".//div"))
    assert (text, len(body)) == ("字词" * 20000, 0)
    assert time.process_time() - began < 2.0


def test_thousands_of_lines_of_marks_hide_no_label_of_a_day() -> None:
    lines, began = "·\n" * 20000, time.process_time()
    assert day_ended(f"{lines}Weekends/holidays") is None
    assert "published_at" in labelled_values(f"{lines}甲\nPlace: hall\nPublished: 9 June 2015")
    assert time.process_time() - began < 2.0
