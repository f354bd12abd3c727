"""What is a copy of what: exact and near ones merge, formula notices and letters don't, and order plays no part."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from guiyi.config.load import load_platform
from guiyi.decisions.decision import NO_DECISIONS, Decision, Decisions
from guiyi.dedupe import clusters
from guiyi.dedupe.alike import agreeing, candidate_pairs, difference, each_copy_band, is_copy, overlaps, titles_agree
from guiyi.dedupe.authority import Agencies
from guiyi.dedupe.clusters import find_copies, find_excerpts
from guiyi.dedupe.instead import Instead
from guiyi.dedupe.numbers import numbers_of, numbers_of_all
from guiyi.dedupe.papers import Paper
from guiyi.dedupe.signatures import each_band, normalise, sign, text_print

WORDS = "图书馆 文化馆 展览 讲座 读者 路线 车辆 安排 公布 场地 保障 电力 周末 开放 免费 预约 借阅 证件 停靠 东线 西线".split()


def text(seed: int, length: int = 400) -> str:
    chance = random.Random(seed)
    words: list[str] = []
    while sum(map(len, words)) < length:
        words.append(chance.choice(WORDS) + chr(0x4E00 + chance.randrange(8000)))
    return "，".join(words) + "。云川市文化局"


class Shelf:
    """Papers with their texts, as the parts would give them."""

    def __init__(self) -> None:
        self.papers: list[Paper] = []
        self.texts: dict[str, str] = {}

    def add(self, key: str, title: str, body: str, **more: Any) -> Shelf:
        day, plain = more.pop("day", "2018-03-05"), normalise(body)
        values: dict[str, Any] = {
            "number": "",
            "is_letter": False,
            "is_loaded": False,
            "is_part": False,
            "source_key": key,
        }
        values |= more
        self.texts[key] = plain
        self.papers.append(
            Paper(
                page_key=key, url=f"http://a.example.test{key}", section=None, title=normalise(title), said_title=title,
                published_at=day, agency=None, source=None, print=text_print(normalise(title), plain), length=len(plain),
                numbers=numbers_of(plain), files="", place=("part", 0, len(self.papers)), resource_id=f"r{values['source_key']}",
                rank=(True, True, True, day, True, -len(plain), f"r{values['source_key']}"), **values,
            )
        )  # fmt: skip
        return self

    def of(self, paper: Paper) -> str:
        return self.texts[paper.page_key]

    def keep(self, papers: Any) -> None:
        """All texts are here already."""

    def ordered(self, shuffle: int = 0) -> Any:
        papers = list(self.papers)
        if shuffle:
            random.Random(shuffle).shuffle(papers)
        return sorted(papers, key=lambda one: one.order), sign([self.texts[one.page_key] for one in self.papers])

    def copies(self, shuffle: int = 0, decisions: Decisions = NO_DECISIONS) -> dict[str, tuple[str | None, str]]:
        found = find_copies(*self.ordered(shuffle), self, decisions)
        return {key: (row["canonical_key"], row["kind"]) for key, row in found.items()}


def test_exact_copies_merge_whatever_their_blanks_and_punctuation() -> None:
    shelf = (
        Shelf()
        .add("/a", "流动车路线", text(1))
        .add("/b", "流动车 路线", text(1).replace("，", " , "), day="2018-03-06")
    )
    assert shelf.copies() == {"/b": ("/a", "exact")}


def test_a_mended_typo_is_a_near_copy() -> None:
    body = text(2)
    shelf = Shelf().add("/a", "路线", body).add("/b", "路线", body[:50] + "误" + body[51:])
    assert shelf.copies() == {"/b": ("/a", "near")}


@pytest.mark.parametrize(
    ("title", "change"),
    [
        ("第3号公告", lambda body: body),
        ("公告", lambda body: body.replace("云川市文化局", "云川市体育局")),
        ("公告", lambda body: body[:60] + "2017年" + body[60:]),
    ],
)
def test_formula_notices_never_merge(title: str, change: Any) -> None:
    shelf = Shelf().add("/a", "公告", text(3)).add("/b", title, change(text(3)))
    assert shelf.copies() == {}


def test_differing_document_numbers_never_merge_nearly() -> None:
    body = text(4)
    shelf = (
        Shelf().add("/a", "通知", body, number="甲1号").add("/b", "通知", body[:50] + "误" + body[51:], number="甲2号")
    )
    assert shelf.copies() == {}


def test_short_texts_need_equal_day_and_files() -> None:
    shelf = (
        Shelf()
        .add("/a", "公示", "见附件。")
        .add("/b", "公示", "见附件。", day="2019-01-01")
        .add("/c", "公示", "见附件。")
    )
    assert shelf.copies() == {"/c": ("/a", "exact")}


def test_letters_never_merge_nearly() -> None:
    body = text(5)
    shelf = (
        Shelf().add("/a", "咨询", body, is_letter=True).add("/b", "咨询", body[:50] + "误" + body[51:], is_letter=True)
    )
    assert shelf.copies() == {}


def test_the_loaded_then_the_earliest_is_canonical() -> None:
    shelf = Shelf().add("/a", "路线", text(6), day="2018-03-09").add("/b", "路线", text(6), day="2018-03-05")
    assert shelf.copies() == {"/a": ("/b", "exact")}
    loaded = Shelf().add("/a", "路线", text(6), day="2018-03-09", is_loaded=True).add("/b", "路线", text(6))
    assert loaded.copies() == {"/b": ("/a", "exact")}


def test_one_source_key_is_one_document() -> None:
    shelf = Shelf().add("/a?id=1", "路线", text(7), source_key="1").add("/b/1", "路线改", text(8), source_key="1")
    assert shelf.copies() == {"/b/1": ("1", "same-key")}


def test_order_plays_no_part() -> None:
    shelf = Shelf()
    for n in range(30):
        shelf.add(f"/{n}", f"题{n % 10}", text(n % 10))
    wanted = shelf.copies()
    assert len(wanted) == 20
    assert all(shelf.copies(shuffle) == wanted for shuffle in (1, 2, 3))


def test_signatures_are_the_same_on_every_machine_and_find_the_like() -> None:
    one, other = text(9), text(9)[:100] + "误" + text(9)[101:]
    marks = sign([normalise(one) for one in ("关于放假的通知", one, other, text(10), "")])
    assert marks[0].tolist()[:2] == [443728170, 443728170]
    shared = [set(row) for row in np.stack(list(each_band(marks)), axis=1).tolist()]
    assert likeness(normalise(one), normalise(other)) > 0.9
    assert shared[1] & shared[2]
    assert not shared[1] & shared[3]
    assert np.array_equal(sign([normalise(one)]), marks[1:2]), "a signature depends on the text alone"


def test_a_further_page_of_a_split_article_is_a_copy_of_its_whole_whatever_its_address() -> None:
    shelf = Shelf().add("/a/9-2.html", "路线", text(7), source_key="/a/9.html", is_part=True)
    assert shelf.add("/a/9.html", "路线", text(8)).copies() == {"/a/9-2.html": ("/a/9.html", "same-key")}


def decided(kind: str, one: str, other: str, number: int = 1) -> Decision:
    return Decision(kind, {"resources": sorted((one, other))}, {}, "platform", "", "王丽", "核对过", id=number)


def test_what_people_split_stays_apart_and_what_they_joined_stays_together() -> None:
    shelf = Shelf().add("/a", "路线", text(6)).add("/b", "路线", text(6), day="2018-03-06").add("/c", "别的", text(7))
    split = Decisions([decided("split", "r/a", "r/b"), decided("join", "r/a", "r/c", 2)])
    assert shelf.copies(decisions=split) == {"/c": ("/a", "joined")}
    again = Decisions([decided("split", "r/a", "r/b"), decided("join", "r/a", "r/b", 2)])
    assert shelf.copies(decisions=again) == {"/b": ("/a", "exact")}


def test_a_part_of_a_document_is_linked_and_not_merged() -> None:
    whole = text(11, 900)
    shelf = Shelf().add("/whole", "全文", whole).add("/part", "摘登", whole[:450]).add("/other", "全文", text(12, 900))
    assert shelf.copies() == {}
    papers, marks = shelf.ordered()
    found = [(row["relation"], row["resource_id"], row["other_id"]) for row in find_excerpts(papers, marks, shelf)]
    assert found == [("excerpt_of", "r/part", "r/whole")]


def test_a_part_that_says_another_number_is_no_excerpt() -> None:
    whole = text(13, 900)
    shelf = Shelf().add("/whole", "全文", whole).add("/part", "全文", whole[:450] + "补贴300元")
    papers, marks = shelf.ordered()
    assert list(find_excerpts(papers, marks, shelf)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2018年", "2019年"), ("二〇一八年", "二〇一九年"), ("补贴三百元", "补贴五百元"), ("市文化局", "市体育局"), ("东城区", "西城区"),
        ("应当办理", "不应当办理"), ("第三中学", "第四中学"), ("甲级", "乙级"),
    ],
)  # fmt: skip
def test_year_amount_unit_side_or_a_not_tell_two_documents_apart(before: str, after: str) -> None:
    one, other = (normalise(text(14, 300) + said + text(15, 300)) for said in (before, after))
    assert likeness(one, other) > 0.9
    assert not (numbers_of(one) == numbers_of(other) and is_copy(one, other))


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body[:100] + "误" + body[101:],
        lambda body: body.replace("，", "\u3000,\n"),
        lambda body: "来源：云川市文化局网站" + body + "（责任编辑：陈明）分享到微信",
        lambda body: body[:200] + body[201:400] + "的" + body[400:],
    ],
)
def test_typos_blanks_and_a_line_of_the_sites_own_do_not(change: Any) -> None:
    one, other = normalise(text(16, 800)), normalise(change(text(16, 800)))
    assert numbers_of(one) == numbers_of(other)
    assert is_copy(one, other), difference(one, other)


def likeness(one: str, other: str) -> float:
    return float(overlaps([one, other], np.array([[0, 1]], dtype=np.int64))[0, 0])


def test_thousands_that_share_a_band_make_no_more_pairs_than_twice_as_many() -> None:
    banded = np.ones((25, 5000), dtype=np.int64)
    assert len(candidate_pairs(iter(banded))) < 2 * 5000
    marks = sign([normalise(text(17)), normalise(text(17)), normalise(text(18))])
    assert candidate_pairs(each_copy_band(marks, [1, 1, 1])).tolist() == [[0, 1]]
    assert candidate_pairs(each_copy_band(marks, [1, 2, 1])).tolist() == []
    assert candidate_pairs(each_copy_band(marks, [1, 1], np.array([2, 0]))).tolist() == [], "of two of them only"


def test_pairs_that_do_not_agree_are_left_out_band_by_band() -> None:
    one = text(23, 600)
    marks = sign(
        [normalise(said) for said in (one, one[:580] + text(24, 20), one[:300] + text(25, 300), text(26, 600))]
    )
    every = candidate_pairs(each_band(marks, 2))
    kept = candidate_pairs(each_band(marks, 2), lambda some: agreeing(marks, some))
    assert [0, 2] in every.tolist()
    assert kept.tolist() == every[agreeing(marks, every)].tolist() == [[0, 1]]


def test_texts_of_pairs_are_read_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "TEXTS_AT_ONCE", 2_000)
    papers = [SimpleNamespace(length=900), SimpleNamespace(length=900), SimpleNamespace(length=900)]
    some = clusters._some_at_once(papers, [(0, 1), (1, 0), (1, 2), (0, 2)])  # type: ignore[arg-type]
    assert list(some) == [[(0, 1), (1, 0)], [(1, 2)], [(0, 2)]]


def test_titles_agree_with_a_word_of_the_sites_own_but_not_with_another_number() -> None:
    assert titles_agree(normalise("关于清明期间文明祭扫的通知（转载）"), normalise("关于清明期间文明祭扫的通知"))
    assert not titles_agree(normalise("关于清明期间文明祭扫的通知（二）"), normalise("关于清明期间文明祭扫的通知"))
    assert not titles_agree("通知", "重要通知")


def strange_texts() -> list[str]:
    chance = random.Random(4)
    texts = [
        "",
        "一",
        "2018",
        "年",
        "统一",
        "第三中学",
        "三",
        "第三",
        "一个\n两行",
        "1.5亿元",
        "共百二十人5",
        "\ud800八年",
    ]
    return texts + [
        "".join(chance.choices("〇一两万亿年月号条元关于的通知0123456789甲", k=chance.randrange(1200)))
        for _ in range(90)
    ]


def test_texts_are_signed_and_their_numbers_told_together_as_they_are_alone() -> None:
    texts = strange_texts()
    plain = [normalise(text) for text in texts]
    for some in (texts, plain):
        assert numbers_of_all(some) == [numbers_of(one) for one in some]
    assert (sign(plain) == np.concatenate([sign([one]) for one in plain])).all()


def test_the_overlap_of_two_texts_is_that_of_the_sets_of_their_shingles() -> None:
    texts = [text for text in strange_texts() if len(text) >= 5 and "\n" not in text]
    texts += [f"{text[3:]}结尾三个字" for text in texts] + texts[:5]
    pairs = np.array(
        [(at, len(texts) - 1 - at) for at in range(len(texts) // 2)] + [(at, len(texts) - 5 + at) for at in range(5)]
    )
    for (one, other), (alike, contained) in zip(pairs.tolist(), overlaps(texts, pairs).tolist(), strict=True):
        mine, its = ({text[at : at + 5] for at in range(len(text) - 4)} for text in (texts[one], texts[other]))
        assert alike == pytest.approx(len(mine & its) / len(mine | its))
        assert contained == pytest.approx(len(mine & its) / min(len(mine), len(its)))


def test_a_print_view_of_the_same_day_does_not_speak_for_the_article_that_says_where_it_is_from() -> None:
    agencies = Agencies(load_platform(Path("configs")), Path("configs"))
    whole = agencies.rank("s", "县文化局", None, "2018-03-05T10:08+08:00", 400, "r2", False)
    assert whole < agencies.rank("s", None, None, "2018-03-05", 400, "r1", False)
    assert whole > agencies.rank("s", None, None, "2018-03-04", 400, "r1", False)


def standing(
    *said: tuple[str, str | None], released: str = "", before: Mapping[str, list[str]] | None = None, **more: Any
) -> list[str]:
    """Texts and what lists call their pages (None: the page says it) → keys of those that stand for another page."""
    found = Instead(lambda key: key == released, "云川县文化局")
    for n, (body, called) in enumerate(said):
        flags = [f"unnamed:{called}"] if called else []
        row = {"source_key": f"/{n}", "page_key": f"/{n}", "title": "简讯", "body_text": body, "flags": flags}
        found.look(row | {"attachments": [], "images": []} | more)
    return list(found.found(lambda keys: {key: (before or {}).get(key, []) for key in keys}))


def test_one_short_text_at_addresses_that_lists_call_differently_stands_in_the_place_of_their_pages() -> None:
    upkeep = "系统升级维护中，请稍后访问。"
    three = [(upkeep, f"关于第{name}次会议的通知") for name in "一二三"]
    assert standing(*three) == ["/0", "/1", "/2"]
    assert standing(*((f"请求编号{n * 731}，请先登录", called) for n, (_, called) in enumerate(three))) == [
        "/0",
        "/1",
        "/2",
    ]
    assert standing(*three[:2]) == [], "two may be chance"
    assert standing(*three[:2], three[0]) == [], "one notice put out again is a copy"
    assert standing(*three, released="/1") == [], "a person looked at it"
    assert standing(*three, attachments=[{"key": "/a.doc"}]) == [], "见附件"


def test_one_page_alone_stands_for_another_if_it_was_called_so_before_or_has_but_the_sites_name() -> None:
    wall, called = "尊敬的用户：境外网络暂时无法浏览本站的内容。", "关于第二次会议的通知"
    assert standing((wall, called), before={"/0": ["关于召开第二次会议的通知", "关于第二次会议的通知"]}) == ["/0"]
    assert standing((wall, called), before={"/0": ["会议安排"]}) == [], "it was called otherwise before, too"
    assert standing((wall, called), title="云川县文化局") == ["/0"]
    assert standing((wall, called)) == [], "it may just be called otherwise"
    assert standing((wall, None), title="云川县文化局") == [], "it says what its list calls it"


def test_short_notices_that_say_what_their_lists_call_them_stand_for_themselves_however_alike() -> None:
    notice = "因设备检修，本周六停水，请提前储水。"
    assert standing(*[(notice, None)] * 5) == []
