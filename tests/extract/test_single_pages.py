"""What single pages of unknown sites showed, each rule with what it leaves alone."""

from __future__ import annotations

from guiyi.extract.agreement import find_by_agreement
from guiyi.extract.given import Page
from guiyi.extract.page import text_of
from guiyi.parsing import parse_html
from tests.extract.test_document import MORE, TEXT, article, extract, page


def test_the_day_on_the_line_of_the_source_wins_over_a_meta_tag_and_another_day_does_not() -> None:
    meta = "<meta name=PubDate content='2024-01-01 00:00:00'>"
    told = extract(article(head=meta, line="2018年03月05日 17:00　　来源：市委组织部"))
    assert told["published_at"] == "2018-03-05T17:00+08:00"
    assert "date-conflict" in told["flags"]
    assert extract(article(head=meta, line="2018年03月05日"))["published_at"].startswith("2024-01-01")


def test_the_day_beside_a_link_to_another_article_is_not_the_page_s() -> None:
    beside = "<ul><li><a href=9.html>县水务局开展河道清淤专项检查</a> [2012-01-18]</li></ul>"
    own = "<p>云川县开展河道清淤专项检查 2012-01-18</p>"
    html = "<body>{}<h1>关于图书流动车路线的通知</h1><div class=x><p>" + TEXT + "</p><p>" + MORE + "</p></div>"
    assert extract(html.format(beside), page=_listed())["published_at"] is None
    assert extract(html.format(own), page=_listed())["published_at"] == "2012-01-18"


def _listed() -> Page:
    return page(listed_title="关于图书流动车路线的通知")


def test_a_document_below_the_order_that_makes_it_known_keeps_the_order() -> None:
    order = (
        "<p>《云川县湿地办法》已由县人民政府第二十六次常务会议于二〇一八年三月通过，现予公布，自五月一日起施行。</p>"
    )
    slogan = "<p>绿水青山就是金山银山</p>"
    html = "<h2>云川县湿地办法</h2><div class=x>{}<p>云川县湿地办法</p><p>" + TEXT + "</p><p>" + MORE + "</p></div>"
    assert extract(html.format(order), page=_listed())["body_text"].startswith("《云川县湿地办法》已由")
    assert extract(html.format(slogan), page=_listed())["body_text"].startswith("各区")


def test_a_banner_above_the_line_of_the_date_is_no_picture_of_the_article_and_one_below_it_is() -> None:
    line = "<p>[文章来源：县森林公安局　更新时间：2014-12-03　点击数：19]</p>"
    html = (
        "<center><table><tr><td>{}</td></tr><tr><td>今天是 星期三，欢迎访问！</td></tr></table>"
        "<table><tr><td><p class=bt>关于图书流动车路线的通知</p>{}<p>"
        + TEXT
        + "</p><p>"
        + MORE
        + "</p></td></tr></table></center>"
    )
    image = "<img src=images/1.jpg>"
    assert extract(html.format(image, line), page=_listed())["images"] == []
    assert len(extract(html.format("", line + image), page=_listed())["images"]) == 1


def test_the_answer_alone_is_not_the_letter() -> None:
    html = (
        "<div class=m><h2>信件详情</h2><table><tr><th>信件标题<td>关于滨河路夜间施工噪音的投诉<tr><th>来信人<td>刘**<th>来信时间<td>2022-03-14"
        "<tr><th>来信内容<td>小区对面工地近一周每天施工到凌晨一点。<tr><th>回复单位<td>市城管局<th>回复时间<td>2022-03-18"
        "<tr><th>回复内容<td><p>您反映的问题收悉。经核查，该工地系市政管网抢修，三月九日至十五日确有夜间作业。</p><p>感谢您的监督！</p></table></div>"
    )
    found = extract(html)
    assert "施工到凌晨一点" in found["body_text"]
    assert found["letter"]["reply"].startswith("您反映的问题收悉")


def test_what_says_who_held_it_and_when_is_no_foot() -> None:
    held = "<div class=i><p>访谈时间：2013年7月19日</p><p>主办单位：云川县政府网</p></div>"
    html = f"<body><div class=r><h1>局长谈招生</h1>{held}<div class=t><p>{TEXT}</p><p>{MORE}</p></div></div></body>"
    assert extract(html)["published_at"] == "2013-07-19"
    foot = f"<body><div class=t><p>{TEXT}</p><p>{MORE}</p></div><div>主办单位：云川县政府网</div></body>"
    body = find_by_agreement(parse_html(foot))
    assert body is not None
    assert "主办" not in text_of(body.node)
