"""Articles split over several pages, and pages that only look like it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from guiyi.extract.files.plain import page_of_file, read_listed_file
from guiyi.extract.given import Page
from guiyi.extract.split import extract_split, groups_of
from guiyi.extract.within import extract_framed
from tests.extract.test_document import MORE, TEXT, article, extractor

HOST = "http://old.example.test"


def pages(*paths: str, role: str = "page") -> list[Page]:
    made = {path: Page(path, HOST + path, role, None, f"digest {path}", "w", 0, 1) for path in paths}
    groups = groups_of({path: HOST + path for path in paths if role == "page"}, extractor().urls)
    return [replace(one, group=tuple(made[key] for key in groups.get(path, ()))) for path, one in made.items()]


def titled(title: str, body: str, line: str = "发布时间：2018-03-05", links: str = "") -> bytes:
    html = article(f"<p>{body}</p>", line=line).replace("关于图书流动车路线的通知", title)
    return html.replace("<div class=footer>", f"<div class=fy>{links}</div><div class=footer>").encode()


def extract(group: list[Page], *bodies: bytes) -> list[dict[str, Any]]:
    return [extract_split(extractor(), one, bodies) for one in group]


TITLE = "关于图书流动车路线的通知"


@pytest.mark.parametrize(
    ("paths", "links"),
    [
        (("/a/9.html", "/a/9_2.html"), '<a href="9_2.html">2</a>'),
        (("/a/9.html", "/a/9_1.html"), '<a href="./9_1.html">下一页</a>'),
        (("/show.php?id=9", "/show.php?id=9&page=2"), '<a href="?id=9&amp;page=2">2</a>'),
        (("/show.php?id=9", "/show.php?id=9&page=1"), '<a href="?id=9&amp;page=1">2</a>'),
        (
            ("/a/t20180305_9.html", "/a/t20180305_9_1.html"),
            '<script>createPageHTML(2, 0, "t20180305_9", "html")</script>',
        ),
    ],
)
def test_the_pages_of_one_article_are_joined_in_order_and_all_addresses_lead_to_it(paths: Any, links: str) -> None:
    group = pages(*paths)
    first, second = extract(group, titled(TITLE, TEXT, links=links), titled(f"{TITLE}（2）", MORE))
    assert first["body_text"] == f"{TEXT}\n{MORE}"
    assert first["title"] == second["title"] == TITLE
    assert first["source_key"] == second["source_key"] == paths[0]
    assert second["verdict"] == "part"
    assert first["raw_print"] == second["raw_print"]


def test_the_first_page_under_its_number_is_part_of_the_article() -> None:
    group = pages("/show.php?id=9", "/show.php?id=9&page=1", "/show.php?id=9&page=2")
    links = '<a href="?id=9&page=2">2</a>'
    found = extract(group, titled(TITLE, TEXT, links=links), titled(TITLE, TEXT, links=links), titled(TITLE, MORE))
    assert found[0]["body_text"] == f"{TEXT}\n{MORE}"
    assert [one["verdict"] for one in found[1:]] == ["part", "part"]


def test_a_form_that_runs_over_two_pages_is_understood_as_a_whole() -> None:
    halves = (
        "<p>事项名称：展演备案</p><p>设定依据：办法第九条</p>",
        "<p>办理材料：申请书</p><p>承诺时限：5个工作日</p><p>收费标准：不收费</p>",
    )
    link = '<a href="9_2.html">2</a>'
    first, _ = extract(pages("/a/9.html", "/a/9_2.html"), *(titled("展演备案", half, links=link) for half in halves))
    assert first["content_type"] == "guide"
    assert len(json.loads(first["details"])["fields"]) == 5


@pytest.mark.parametrize(
    "second",
    [
        titled("关于东湖码头的公告", MORE),
        titled(TITLE, MORE, line="发布时间：2018-06-01"),
        titled(TITLE, TEXT),
        b"<html><title>404</title><body></body></html>",
    ],
    ids=["another title", "another day", "the same text", "no article"],
)
def test_another_article_of_such_a_name_stays_one_of_its_own(second: bytes) -> None:
    group = pages("/a/9.html", "/a/9_2.html")
    first, other = extract(group, titled(TITLE, TEXT, links='<a href="9_2.html">x</a>'), second)
    assert first["body_text"] == TEXT
    assert other["source_key"] == "/a/9_2.html"


def test_a_page_that_no_earlier_page_leads_to_is_no_part() -> None:
    first, other = extract(pages("/a/9.html", "/a/9_2.html"), titled(TITLE, TEXT), titled(TITLE, MORE))
    assert (first["body_text"], other["body_text"]) == (TEXT, MORE)


def test_list_pages_gaps_and_other_numbers_make_no_group() -> None:
    assert not any(one.group for one in pages("/a/index.html", "/a/index_1.html", role="list"))
    assert not any(one.group for one in pages("/a/9.html", "/a/9_3.html", "/a/8_2.html", "/a/2018_0305.html"))
    assert [len(one.group) for one in pages("/a/9.html", "/a/9_2.html", "/a/9_4.html")] == [2, 2, 0]


def test_a_file_that_a_list_links_becomes_a_document_that_has_only_its_file() -> None:
    listed = Page("/u/1.doc", f"{HOST}/u/2018/0305/1.doc", "asset", None, "d", "w", 0, 1, "流动车申请表.doc", "03-05")
    found = read_listed_file(listed, "t")
    assert (found["title"], found["published_at"], found["published_how"]) == ("流动车申请表", "2018-03-05", "list")
    assert found["attachments"] == [{"name": "流动车申请表.doc", "key": "/u/1.doc", "legacy_url": listed.url}]
    assert (found["verdict"], found["body_text"]) == ("attachment-only", "流动车申请表.doc")


def test_a_listed_text_becomes_the_page_that_browsers_show() -> None:
    data = f"　　{TITLE}\r\n\r\n　　{TEXT}\r\n　　{MORE[:40]}\r\n{MORE[40:]}\r\n".encode("gbk")
    shown = page_of_file(data, "txt", TITLE, None)
    assert shown is not None
    page = Page("/f/1.txt", f"{HOST}/f/1.txt", "page", "utf-8", "d", "w", 0, 1, TITLE)
    found = extractor().extract(page, shown)
    assert (found["title"], found["body_text"]) == (TITLE, f"{TEXT}\n{MORE}")


def test_a_saved_page_is_read_unless_it_holds_pictures() -> None:
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
    page = f"Content-Type: text/html; charset=gb2312\r\n\r\n<title>{TITLE}</title><p>{TEXT}</p>\r\n"
    picture = "--b\r\nContent-Type: image/gif\r\n\r\nGIF8\r\n"
    alone, pictured = (f"{head}{page}{one}--b--".encode("gb18030") for one in ("", picture))
    assert TEXT.encode() in (page_of_file(alone, "mht", "", None) or b"")
    assert page_of_file(pictured, "mht", "", None) is None
    assert page_of_file(b"\0\1\2", "txt", "", None) is None


def test_a_second_part_that_is_a_signature_and_a_file_ends_the_article() -> None:
    signed = "<p align=right>云川市图书馆</p><p align=right>{}</p><p><a href=f.doc>附件：路线表</a></p>"
    for day in ("二〇一八年三月五日", "2018年3月5日"):
        parts = [
            titled(TITLE, TEXT, line="", links='<a href="9_2.html">2</a>'),
            titled(TITLE, signed.format(day), line=""),
        ]
        first, second = extract(pages("/a/9.html", "/a/9_2.html"), *parts)
        assert first["body_text"] == f"{TEXT}\n云川市图书馆\n{day}\n附件：路线表"
        assert (first["published_at"], first["issuing_agency"]) == ("2018-03-05", "云川市图书馆")
        assert len(first["attachments"]) == 1
        assert (second["verdict"], second["published_at"]) == ("part", "2018-03-05")


def test_a_listed_title_that_was_cut_is_completed_by_the_file_s_own_name_or_flagged() -> None:
    cut = Page(
        "/u",
        f"{HOST}/down.jsp?filename=%C1%F7%B6%AF%B3%B5%C9%EA%C7%EB%B1%ED.doc",
        "asset",
        None,
        "d",
        "w",
        0,
        1,
        "流动车…",
    )
    assert read_listed_file(cut, "t")["title"] == "流动车申请表"
    assert read_listed_file(replace(cut, url=f"{HOST}/1.doc"), "t")["flags"] == ["title-cut"]


def test_pages_of_which_the_first_is_numbered_too_are_one_group() -> None:
    urls = extractor().urls
    pages = {f"/hc/{one}": f"http://old.example.test/hc/{one}" for one in ("1_1.htm", "1_2.htm", "1_3.htm", "2_5.htm")}
    found = groups_of(pages, urls)
    assert found == dict.fromkeys(
        ("/hc/1_1.htm", "/hc/1_2.htm", "/hc/1_3.htm"), ("/hc/1_1.htm", "/hc/1_2.htm", "/hc/1_3.htm")
    )


def test_the_letters_of_a_guest_book_s_pages_are_all_told_and_its_title_is_the_book_s() -> None:
    def book(*numbers: int) -> bytes:
        letters = "".join(
            f"<table class=msg><tr><td colspan=2>留言主题：北街第{n}盏路灯不亮</td></tr><tr><td>留言人</td><td>网友"
            f"&nbsp;&nbsp;留言时间：2018-03-0{n}</td></tr><tr><td>留言内容</td><td>第{n}盏路灯不亮一个多月了，请派人来修。</td></tr>"
            f"<tr><td>回复单位</td><td>住建局&nbsp;&nbsp;回复时间：2018-03-1{n}</td></tr><tr><td>回复内容</td><td>您好，第{n}盏路灯"
            f"已经修好，感谢您的关心。</td></tr></table>"
            for n in numbers
        )
        link = '<a href="/book.asp?page=2">下一页</a>'
        return f"<html><head><title>网上留言</title></head><body><div>{letters}</div>{link}</body></html>".encode()

    first, second = extract(pages("/book.asp", "/book.asp?page=2"), book(1, 2), book(3, 4))
    assert (first["title"], second["verdict"]) == ("网上留言", "part")
    letters = json.loads(first["details"])["letters"]
    assert [one["subject"] for one in letters] == [f"北街第{n}盏路灯不亮" for n in (1, 2, 3, 4)]
    assert [one["replied_at"] for one in letters] == [f"2018-03-1{n}" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(("signed", "parts"), [("2018年3月4日", 1), ("2018年3月9日", 0)], ids=["before", "after"])
def test_the_day_of_the_signature_on_the_last_page_is_no_other_day(signed: str, parts: int) -> None:
    group = pages("/a/9.html", "/a/9_1.html")
    end = f"{MORE}</p><p style='text-align:right'>市图书馆</p><p style='text-align:right'>{signed}"
    bodies = titled(TITLE, TEXT, links="<a href=9_1.html>2</a>"), titled(TITLE, end, line="作者：周小舟")
    assert [one["verdict"] for one in extract(group, *bodies)].count("part") == parts


SHEET = "<table><tr><td>姓名</td><td>金额</td></tr><tr><td>赵某甲</td><td>300</td></tr></table>"


@pytest.mark.parametrize(("place", "is_one"), [("text", True), ("foot", False)])
def test_a_page_that_an_article_shows_in_its_text_is_a_part_of_it_and_one_beside_the_text_is_not(
    place: str, is_one: bool
) -> None:
    outer, inner = (
        Page(path, HOST + path, "page", None, f"digest {path}", "w", 0, 1) for path in ("/a/9.html", "/f/9.html")
    )
    frame = "<iframe src=/f/9.html></iframe>"
    html = article(f"<p>{TEXT}</p>{frame if place == 'text' else ''}").replace(
        "<div class=footer>", f"<div class=footer>{frame if place == 'foot' else ''}"
    )
    bodies = [html.encode(), f"<html><body>{SHEET}</body></html>".encode()]
    first, second = (
        extract_framed(extractor(), replace(one, group=(outer, inner), is_framed=True), bodies)
        for one in (outer, inner)
    )
    assert first["body_text"] == (f"{TEXT}\n姓名\t金额\n赵某甲\t300" if is_one else TEXT)
    assert (second.get("verdict") == "part") is is_one
    assert (second["source_key"] == "/a/9.html") is is_one
