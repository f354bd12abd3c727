"""What is remembered of a site's pages changes nothing of what is read on its other pages, in whatever order they come."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.quality import ours
from benchmarks.quality.cases import Case
from benchmarks.quality.sets import city_cases, written_cases
from guiyi.crawl.reading.absolute import resolved
from guiyi.crawl.shells.filled import MARKS, filled, may_be_filled
from guiyi.extract.bodies import around
from guiyi.extract.fields import labelled, labels
from guiyi.extract.learning.candidates import selectors_of
from guiyi.extract.pages.examine import PlainLines
from guiyi.extract.pages.view import SIGNS, PageView, shows_sign
from guiyi.extract.types import interviews, profiles
from guiyi.extract.types.guides import labels as guide_labels
from guiyi.extract.types.guides import read as guides
from guiyi.extract.types.letters import labels as letter_labels
from guiyi.extract.types.letters import signs
from guiyi.extract.types.surveys import read as surveys
from guiyi.markup import queries
from guiyi.markup.css import compiled_css
from guiyi.markup.decode import decode_html
from guiyi.markup.marks import Marks
from guiyi.markup.parsing import parse_html
from guiyi.markup.tree import text_of
from guiyi.repair.damage import is_converted, shows_conversion
from guiyi.repair.mojibake import has_mojibake, shows_mojibake
from guiyi.tampering.hosts import WhiteList
from guiyi.tampering.inspect import is_innocent, look_at
from guiyi.urls import absolute_url, host_of
from tests.clean.test_rule_cases import CASES as RULE_CASES
from tests.tampering.test_corpus import LAWFUL, TAMPERED, page_of

PAGES = 2


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [*city_cases(PAGES), *written_cases(PAGES)]


@pytest.fixture(scope="module")
def tampered() -> list[Case]:
    """Pages of one site, injected and innocent ones side by side, all below the same menu."""
    made = [page_of(case) for case in (*TAMPERED, *LAWFUL)]
    return [
        Case("tampered", "park", f"http://park.yunchuan.example.test/{at}.html", text.encode(), "")
        for at, text in enumerate(made)
    ]


def read_apart(case: Case) -> dict[str, Any]:
    """A page read by an extractor that has seen no other, in a process that remembers nothing."""
    labelled._silent.clear()
    around._ends.clear()
    around._begins.clear()
    return ours.extract_case(ours.extractor_of(host_of(case.url)), case, False)


def of_sites(cases: list[Case]) -> Iterator[list[Case]]:
    yield from ours.by_site(cases).values()


def test_a_page_reads_the_same_alone_and_after_its_neighbours_in_any_order(
    cases: list[Case], tampered: list[Case]
) -> None:
    for some in of_sites([*cases, *tampered]):
        alone = {case.url: read_apart(case) for case in some}
        for seed in (1, 2):
            order = random.Random(seed).sample(some, len(some))
            extractor = ours.extractor_of(host_of(some[0].url))
            for case in order:
                assert ours.extract_case(extractor, case, False) == alone[case.url]


def test_what_shows_no_sign_is_not_changed_by_what_the_sign_stands_for(cases: list[Case], tampered: list[Case]) -> None:
    white, marks = WhiteList(["http://park.yunchuan.example.test/"], []), Marks((*MARKS, *SIGNS))
    texts = [decode_html(case.data).text for case in (*cases, *tampered)]
    texts += [case[0] for said in RULE_CASES.values() for case in said["positive"]]
    for text in {*texts, *(line for one in texts for line in one.split("\n"))}:
        assert may_be_filled(text) or filled(text) == text
        assert marks.may_stand_in(text) or not (may_be_filled(text) or shows_sign(text))
        assert shows_conversion(text) or not is_converted(text)
        assert shows_mojibake(text) or not has_mojibake(text)
        assert not is_innocent(text, white) or not look_at(text, text, white).is_suspect


def test_a_page_of_odd_lines_is_not_looked_at_line_by_line() -> None:
    looks: list[int] = []

    def is_plain(text: str) -> bool:
        looks.append(len(text))
        return "odd" not in text

    lines = PlainLines(is_plain)
    page = "\n".join(f"odd {at}" for at in range(15_000))
    assert lines.odd(page) == page
    assert len(looks) < 200
    assert sum(looks) < 5 * len(page)
    page = "\n".join(f"odd {at}" for at in range(1_000_000))
    assert lines.odd(page) == page
    assert looks[-1] == len(page)


def test_labels_are_found_where_trying_every_character_finds_them(cases: list[Case]) -> None:
    tried = 0
    for case in cases[::3]:
        text = text_of(parse_html(decode_html(case.data).text))
        for module in (guide_labels, interviews, letter_labels, profiles, surveys):
            every = [match.span() for match in module.LABELS.start.finditer(text)]
            assert [match.span() for match in module.LABELS.places(text)] == every
            tried += len(every)
    assert tried > 100


def test_every_beginning_of_a_label_is_among_the_characters_that_are_looked_for() -> None:
    for name, pattern in labelled.LABELS.items():
        whole = re.sub(r"\[([\u4e00-\u9fff])[\u4e00-\u9fff]\]", r"\1", pattern.split("])(?:", 1)[1])
        words = sorted(set(re.findall(r"[\u4e00-\u9fff]+|[A-Za-z]+", whole)))
        every = re.compile("(?:" + pattern.split("])(?:", 1)[1])
        few = re.compile(pattern)
        for text in (*words, *(first + second for first in words for second in words)):
            for told in (f"{text}：", f"{text}\t", f"{text}于2018"):
                assert bool(few.match(told)) == bool(every.match(told)), (name, told)


def test_what_begins_with_a_character_that_is_fast_to_find_is_found_as_before(cases: list[Case]) -> None:
    answers = re.compile(
        r"(?:[回答办批][复信]|复信|[回解]答|(?:[处办][理结置]|承办)(?!时限)(?:[内结意情过信详单部机科处时日回答进状])|反馈|回应|受理意见|答(?=[:：]))"
        + signs.ANSWER_LABEL.pattern.partition("回答进状])")[2]
    )
    others = re.compile(labels.OF_OTHER.pattern.partition("])")[2])
    assert others.pattern.startswith("(?:(?:截止|")
    links = ["<a href='l.asp?c=公告&p=2'>", "<a href=/l.asp?p=2&amp;c=公告>", "<a href=l.asp?p=2>公告</a>"]
    for text in [*links, *(decode_html(case.data).text for case in cases)]:
        assert bool(queries.ASKED.search(text)) == any(one.search(text) for one in queries.MAY_ASK)
        shown = text_of(parse_html(text))
        said = f"{shown}\n答复：\n承办单位 批复2018\n讲座时间 2018-03-09 hearing date: May 4, 2018"
        assert [one.span() for one in signs.ANSWER_LABEL.finditer(said)] == [
            one.span() for one in answers.finditer(said)
        ]
        assert labels.OF_OTHER.sub("", said) == others.sub("", said)


def test_a_page_with_too_few_named_elements_is_no_guide(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("许可项目", "设定依据", "受理条件", "申请材料目录", "办理流程图", "收费标准及依据", "承诺时限", "办理地点")
    texts = [
        "\n".join(f"{left}{name}{right}某某" for name in names)
        for left, right in (("", "："), ("【", "】"), ("", "\n"))
    ]
    texts += [text_of(parse_html(decode_html(case.data).text)) for case in cases[::3]]
    body = parse_html("<p></p>")
    told = [guides.read_guide(text, "办事指南", body) for text in texts]
    monkeypatch.setattr(guides, "NAMED", re.compile("|".join(guide_labels.WORDS)))
    assert [guides.read_guide(text, "办事指南", body) for text in texts] == told
    assert all(told[:3])


def test_a_link_is_resolved_on_its_folder_as_on_its_page() -> None:
    base = "http://park.yunchuan.example.test/a/b.jsp?id=7"
    for link in (
        "c.html",
        "/c",
        "?p=2",
        " ?p=2",
        "\u3000?p=2",
        "\n#top",
        "//x.test/y",
        "\\\\x.test\\y",
        "HTTP://x.test",
        "../..",
        "a:b",
    ):
        assert resolved(link, base) == absolute_url(link, base), link


def test_a_selector_gives_the_element_that_css_says(cases: list[Case]) -> None:
    chosen, tried = random.Random(3), 0
    for case in cases[::4]:
        text = decode_html(case.data).text
        root = parse_html(text)
        view = PageView(root, case.url, text)
        elements = list(root.iter("*"))
        for selector in {one for at in chosen.sample(elements, min(20, len(elements))) for one in selectors_of(at)}:
            if ":" not in selector.replace(":nth-of-type", ""):
                assert view.first(selector) is next(iter(compiled_css(selector)(root)), None), selector
                tried += 1
        assert view.first(".nobody") is view.first("#nobody td") is None
    assert tried > 200
