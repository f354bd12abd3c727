"""What stands right above and below the text of a page: facts, signatures, credits, each rule with what it leaves alone."""

from __future__ import annotations

from tests.extract.test_document import MORE, TEXT, extract, page

HEAD = "<title>云川县</title><h2>关于图书流动车路线的通知</h2>"
BODY = f"<p>{TEXT}</p><p>{MORE}</p>"


def test_the_day_alone_right_below_a_text_is_the_page_s_and_one_in_a_footer_is_not() -> None:
    html = f"{HEAD}<table><tr><td>来源:县供电所<tr><td><span>{TEXT}<br>{MORE}</span><tr><td align=right>{{}}</table>"
    assert extract(html.format("2016-04-19"))["published_at"] == "2016-04-19"
    assert extract(html.format("建站于2016-04-19"), page=page(listed_title="关于图书"))["published_at"] is None


def test_a_text_in_rows_keeps_all_of_them_beside_the_line_that_tells_who_supplied_it() -> None:
    rows = "".join(
        f"<tr><td>　　{one}<tr><td><img src=s.gif>" for one in (TEXT, MORE, "获奖选手将代表本县参加省级竞赛。")
    )
    told = extract(f"<table><tr><td><b>全县竞赛落幕</b>{rows}<tr><td align=right>（教就部 供稿）　2017-11-02</table>")
    assert (told["body_text"].startswith(TEXT), told["body_text"].endswith("竞赛。")) == (True, True)
    assert (told["title"], told["source"], told["published_at"]) == ("全县竞赛落幕", "教就部", "2017-11-02")


def test_a_signature_in_cells_and_one_without_an_office_tell_when_a_document_was_written() -> None:
    cells = "<table><tr><td>云川县教育局<td>云川县财政局<tr><td><td>二〇一五年九月十日</table>"
    told = extract(f"{HEAD}<p>2015-09-14</p><div class=content>{BODY}{cells}</div>")
    assert (told["issuing_agency"], told["written_on"]) == ("云川县教育局、云川县财政局", "2015-09-10")
    filed = "<p>二ＯＯ七年七月十六日</p><p>{}</p><p>云川县人民政府办公室　2007年7月17日印发</p>"
    html = f"{HEAD}<p>2007-07-20</p><div class=content>{BODY}{filed}</div>"
    assert extract(html.format("主题词：市场　意见"))["written_on"] == "2007-07-16"
    assert extract(html.format("会议地点：二楼"))["written_on"] != "2007-07-16"


def test_a_day_of_issue_after_that_of_the_signature_is_the_day_of_publication() -> None:
    html = f"{HEAD}<p>发文时间：{{}}</p><div class=content>{BODY}<p>云川县水利局</p><p>2021年6月29日</p></div>"
    told = [extract(html.format(one)) for one in ("2021-07-01", "2021-06-29")]
    assert [(one["published_at"], one["written_on"]) for one in told] == [
        ("2021-07-01", "2021-06-29"),
        ("2021-06-29", "2021-06-29"),
    ]


def test_the_source_is_read_of_a_picture_of_slashes_and_of_a_line_without_a_day() -> None:
    line = f"{HEAD}<div>{{}}</div><div class=content>{BODY}</div>"
    pictured = "2018-03-05 来源：<img src=a.png alt=云川日报> <a>评论</a>"
    assert extract(line.format(pictured))["source"] == "云川日报"
    assert extract(line.format(pictured.replace("来源", "图片")))["source"] is None
    told = extract(line.format("县科技局 / 2018-03-05 / 云科通〔2018〕9号"))
    assert (told["source"], told["document_number"]) == ("县科技局", "云科通〔2018〕9号")
    old = line.format("<span>县公交公司</span><span>发布于 2 年前</span>")
    assert extract(f"<meta name=PubDate content=2023-06-28>{old}")["source"] == "县公交公司"
    handed = line.format("发布时间：2023-04-24　来稿：{}　审核：白荷")
    assert extract(handed.format("护理部"))["source"] == "护理部"
    assert extract(handed.format("周舟"))["source"] is None


def test_credits_of_several_lines_go_and_one_line_of_the_text_stays() -> None:
    html = f"{HEAD}<p>2018-03-05</p><div>{BODY}<div>{{}}</div></div>"
    credits_ = "文图：李楠<br>编审：张颖<br>出品：云川融媒"
    assert extract(html.format(credits_))["body_text"].endswith(MORE)
    assert "文字：碑文四百字" in extract(html.format("文字：碑文四百字"))["body_text"]


def test_a_text_and_its_translation_are_one_and_a_menu_in_english_is_none_of_it() -> None:
    html = f"<h1>参观须知</h1><p>2019-05-18</p><div class=zh>{BODY}</div><div class=en>{{}}</div>"
    said = (
        "<p>The mobile library stops at each school from Tuesday to Sunday, and admission is free for all of them.</p>"
    )
    text = extract(html.format(said * 3))["body_text"]
    assert (TEXT in text, "mobile library" in text) == (True, True)
    assert "Contact" not in extract(html.format("<a>Home</a> <a>News</a> <a>Contact</a>"))["body_text"]


def test_the_site_s_name_at_the_end_of_the_page_s_title_is_no_title_of_an_article() -> None:
    head = (
        "<title>{}-云川县中级人民法院</title><table><tr><td><b>恒丰厂清算公告</b><tr><td>发布时间：2008-11-06</table>"
    )
    html = f"{head}<div><p>云川县中级人民法院</p><p>公　告</p>{BODY}</div>"
    assert extract(html.format("破产公告"))["title"] == "恒丰厂清算公告"


def test_blanks_to_fill_in_name_no_person() -> None:
    form = "<p>姓名：________　性别：____</p><p>工作单位：________</p><p>职务：________</p>"
    html = f"<title>登记表</title><h2>志愿者报名登记表</h2><p>2013-11-20</p><div>{form}{BODY}</div>"
    assert extract(html)["title"] == "志愿者报名登记表"
