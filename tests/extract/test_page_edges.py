"""What stands right above and below the text of a page: facts, signatures, credits, each rule with what it leaves alone."""

from __future__ import annotations

from guiyi.extract.titles.names import heads_links
from guiyi.markup.parsing import parse_html
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


def test_what_a_document_is_called_goes_before_the_name_of_the_site_above_its_facts() -> None:
    facts = "<table><tr><td>发布机构<td>县农业局<td>发布日期<td>2020-04-07<tr><td>文号<td>云农〔2020〕6号<td>主 题 词<td>农机</table>"
    html = f"<title>农机补贴</title><p>云川县人民政府</p>{facts}<h3>{{}}</h3><div class=content>{BODY}</div>"
    assert extract(html.format("关于印发《农机补贴方案》的通知"))["title"] == "关于印发《农机补贴方案》的通知"
    lines = "索引号：430000-2019-00123<br>统一登记号：YBDR-2019-01003<br>公开责任部门：县政府办<br>生成日期：2019-05-06"
    more = f"<br>文号：云政办函〔2019〕17号<br>公开日期：2019-05-08<br>信息时效期：长期有效<hr><h2>关于公务用车的通知</h2>{BODY}"
    told = extract(f"<title>公车</title><p>云川县人民政府</p><table><tr><td>{lines}{more}</table>")
    assert (told["title"], told["body_text"].startswith(TEXT)) == ("关于公务用车的通知", True)


def test_a_label_of_no_known_field_above_its_value_is_no_title() -> None:
    facts = "<dl><dt>公告编号<dd>2015年第12号<dt>公告日期<dd>2015-12-21</dl>"
    told = extract(
        f"<title>价格</title><p>云川县人民政府</p><fieldset><legend>防汛记</legend>{facts}<div>{BODY}</div></fieldset>"
    )
    assert (told["title"], told["published_at"], told["body_text"].startswith(TEXT)) == ("防汛记", "2015-12-21", True)


def test_a_short_title_is_one_where_its_characters_are_spread_and_the_page_s_title_says_so() -> None:
    html = "<title>公告-云川县人民法院网</title><p>云川县人民政府</p>{}<p>发布时间：2021-03-15</p><div class=content>"
    told = [
        extract(f"{html.format(one)}{BODY}</div>")["title"] for one in ("<p>公　告</p>", "<p>公告</p><p>县里通车</p>")
    ]
    assert told == ["公 告", "县里通车"]


def test_facts_between_commas_and_words_behind_a_hash_are_none_of_the_text() -> None:
    html = f"<header><h1>读者园地</h1></header><div class=h>视障阅览室揭牌</div><div>{{}}</div><div>{BODY}{{}}</div>"
    tags = "<p><a href=/t/1>#阅读</a> <a href=/t/2>#助残</a></p>"
    told = extract(html.format("县图书馆，2018年12月3日，第256次阅读", tags))
    assert (told["title"], told["source"], told["body_text"].endswith(MORE)) == ("视障阅览室揭牌", "县图书馆", True)
    assert extract(html.format("2018年12月3日", "<p>#1泵 #2泵</p>"))["body_text"].endswith("#2泵")


def test_who_published_stands_below_a_text_without_a_day() -> None:
    html = f"<title>县里通车</title><div><h3>县里通车</h3>{BODY}<p class=info>{{}}</p></div>"
    told = extract(
        html.format("发布机构： 县财政局　【字体：<a>大</a>】　浏览次数： 8040"), page=page(listed_title="县里通车")
    )
    assert (told["source"], told["body_text"].endswith(MORE)) == ("县财政局", True)
    assert extract(html.format("发布机构：县财政局"), page=page(listed_title="县里通车"))["body_text"].endswith(
        "县财政局"
    )
    long = "Agency: Housing Office | Published August 2, 2010, 12:42 | Views: 4835 | Category: News | Topic: Transport links"
    after = f"<h1>Rents</h1><div class=TRS_Editor>{BODY}</div><p>{long}</p>"
    assert extract(after)["published_at"] == "2010-08-02T12:42+08:00"
    said = extract(html.format("<b>Published by</b>Eastmoor Gazette"), page=page(listed_title="县里通车"))
    assert (said["source"], said["body_text"].endswith(MORE)) == ("Eastmoor Gazette", True)


def test_what_stands_out_right_below_the_place_line_is_the_title_and_not_a_heading_of_the_text() -> None:
    rows = "<table><tr><td>地点</td><td>时限</td></tr><tr><td>甲</td><td>一</td></tr><tr><td>乙</td><td>二</td></tr></table>"
    html = (
        f"<title>民生资讯</title><div>首页 &gt;&gt; 民生资讯</div>{{}}<div>{{}}<p>{TEXT}</p>{rows}<p>{MORE}</p></div>"
    )
    told = extract(html.format("<div class=title>县里通车</div>", "<h4>建设背景</h4>"), page=page())
    assert told["title"] == "县里通车"


def test_a_row_of_a_label_and_its_value_is_no_title_and_a_title_below_a_field_to_fill_in_is() -> None:
    rows = "<div><label>来源</label><span>县水利局</span></div><div><label>时效期</label><span>长期有效</span></div>"
    told = extract(f"<title>云川县</title><p>防汛演练</p>{rows}<div><label>审核</label>郑一鸣</div>{BODY}")
    assert told["title"] == "防汛演练"
    field = "<p>来源：县水利局</p><label>全文</label><div>全文公开预算</div><p>审核：郑一鸣</p>"
    assert extract(f"<title>云川县</title>{field}{BODY}")["title"] == "全文公开预算"


def test_the_site_s_name_before_a_painted_title_in_the_page_s_name_is_no_title() -> None:
    html = "<title>汀州区城市管理执法网-{0}</title><h1><a href={1}>汀州区城市管理执法网</a></h1><img alt={0}><p>来源：县水利局</p>"
    title = "关于电梯加装项目的通知"
    assert extract(html.format(title, "/") + BODY)["title"] == title
    linked = (
        "<title>防汛演练-县里举行比武</title><h3>防汛演练-县里举行比武</h3><a href={}>防汛演练</a><p>来源：县水利局</p>"
    )
    assert extract(linked.format("/n/3.html") + BODY)["title"] == "防汛演练-县里举行比武"


def test_the_head_of_a_box_of_dated_links_is_no_title_and_that_of_links_with_remarks_may_be() -> None:
    row = "<li><a href=/n/{}.html>县里检查了数字档案馆</a><em>{}</em></li>"
    box = "<div><h3>最新资讯</h3><ul>{}</ul></div><div><img src=/t.gif alt='市燃气公司验收了配送点'></div><p>稿源:县检察院</p>"
    html = f"<title>云川县政务网</title>{box}{BODY}"
    rows = "".join(row.format(at, f"来源：云川电视台 2021-03-1{at}") for at in range(2))
    assert extract(html.format(rows))["title"] == "市燃气公司验收了配送点"
    remarks = "".join(row.format(at, "这里说明这一项工作做了些什么，谁做的") for at in range(2))
    heads = [parse_html(box.format(one)).find(".//h3") for one in (rows, remarks)]
    assert [heads_links(one) for one in heads if one is not None] == [True, False]


def test_a_sentence_that_ends_like_an_office_is_the_title_below_a_column_s_name() -> None:
    html = "<title>政策文件</title><a href=/c/>政策文件</a><h3>政策文件</h3><p>{}</p><div>来源:县统计局，时间:2019-08-20</div>"
    assert extract(html.format("市园林处启动了青萍镇饮水管网") + BODY)["title"] == "市园林处启动了青萍镇饮水管网"
    assert extract(html.format("青萍镇饮水办公室") + BODY)["title"] == "政策文件"


def test_a_day_alone_between_facts_below_a_text_is_the_page_s_and_one_between_links_is_not() -> None:
    facts = "<ul><li>[文号：云教字〔2017〕113号]<li>{}<li>[报送单位：云川县统计局]</ul>"
    html = f"<title>云川县</title><h2>关于图书流动车路线的通知</h2><table><tr><td>{BODY}<tr><td>{facts}</table>"
    assert extract(html.format("2017/11/15"))["published_at"] == "2017-11-15"
    assert extract(html.format("有效至2017/11/15"))["published_at"] is None
