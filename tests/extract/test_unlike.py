"""Pages unlike an article: galleries of a script, forms of labels and values, portraits, pages to sign in."""

from __future__ import annotations

from guiyi.extract.learning.learn import Sample, learn_templates
from tests.extract.test_document import MORE, TEXT, extract

PLACE = "<div class=pos>当前位置：<a href=/>首页</a> &gt; <a href=/tk/>水利图库</a></div>"
PICTURES = "<script>var p=[{src:'/u/1.jpg',txt:'晨'},{src:'/u/2.jpg',txt:'午'},{src:'/u/3.jpg',txt:'晚'}]</script>"
GALLERY = f"<title>渠首一日</title>{PLACE}<h1>渠首一日</h1><p>2013-05-06</p>"
TURNED = f"<div id=gal><img id=big src=/loading.gif><a href='javascript:next()'>下一张</a></div>{PICTURES}"


def test_the_pictures_that_a_script_shows_in_turn_are_a_gallery() -> None:
    found = extract(GALLERY + TURNED)
    assert [one["legacy_url"][-8:] for one in found["images"]] == ["/u/1.jpg", "/u/2.jpg", "/u/3.jpg"]
    assert (found["content_type"], found["section"]) == ("gallery", "水利图库")
    assert found["body_text"].split("\n") == ["晨", "午", "晚"]


def test_a_banner_of_pictures_is_no_part_of_an_article_beside_it() -> None:
    assert extract(f"{GALLERY}<div id=zoom><p>{TEXT}</p><p>{MORE}</p></div>{PICTURES}")["images"] == []
    pictured = f"{GALLERY}<div id=zoom><p><img src=/own/9.jpg></p></div>{PICTURES}"
    assert [one["legacy_url"][-10:] for one in extract(pictured)["images"]] == ["/own/9.jpg"]


def test_pictures_of_a_page_without_a_body_and_words_that_no_tree_can_hold() -> None:
    framed = f"<html><head><title>渠首一日</title>{PICTURES}</head><frameset><frame src=/a.html></frameset></html>"
    assert len(extract(framed)["images"]) == 3
    odd = TURNED.replace("晨", r"晨\u0000").replace("/u/1.jpg", r"/u/1\u0001.jpg")
    found = extract(GALLERY + odd)
    assert [one["legacy_url"][-8:] for one in found["images"]] == ["/u/1.jpg", "/u/2.jpg", "/u/3.jpg"]
    assert found["body_text"].split("\n") == ["晨", "午", "晚"]


def test_words_beside_the_only_cell_of_a_table_stay_with_it() -> None:
    table = f"<table>表一<tr><td><p>{TEXT}</p></td></tr></table>"
    assert extract(f"{GALLERY}<div id=zoom>{table}<p>{MORE}</p></div>")["body_text"].startswith("表一")


def test_the_place_line_of_pages_without_a_text_is_learned_for_no_body() -> None:
    pages = [
        Sample(f"http://old.example.test/tp.jsp?id={n}", f"{PLACE}<h1>渠首第{n}日</h1>{TURNED}") for n in range(1, 6)
    ]
    learned = learn_templates(pages, (), ["http://old.example.test/tp.jsp?id=77"])
    rules = [one.template.fields["body"] for one in learned if "body" in one.template.fields]
    assert not any(selector.css == ".pos" for rule in rules for selector in rule.first_of)


def test_a_form_of_labels_and_values_is_taken_whole() -> None:
    rows = {
        "事项名称": "土地登记",
        "办理依据": "《条例》第五条",
        "申请材料": "申请书；红线图；权属来源证明。",
        "办理时限": "七个工作日",
    }
    table = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows.items())
    found = extract(f"<title>土地登记</title><div id=title>土地登记</div><div><table>{table}</table></div>")
    assert found["body_text"].split("\n") == [f"{label}\t{value}" for label, value in rows.items()]


def test_an_interview_has_the_portrait_beside_its_title_and_no_code_to_scan_and_an_article_has_none() -> None:
    turns = "".join(f"<p>主持人：第{n}个问题是什么？</p><p>嘉宾：第{n}件事已经办妥，请放心。</p>" for n in range(1, 5))
    scan = "<div><img src=/u/m.png><p>扫一扫在手机打开当前页</p></div>"
    head = f"<div class=ft><img src=/u/g.jpg>{scan}<h1>局长谈防汛</h1><p>访谈时间：2014-05-06</p></div>"
    page = f"<title>局长谈防汛</title>{head}<div id=zoom>%s</div>"
    assert [one["legacy_url"][-8:] for one in extract(page % turns)["images"]] == ["/u/g.jpg"]
    assert extract(page % f"<p>{TEXT}</p><p>{MORE}</p>")["images"] == []


def test_a_leader_at_the_end_of_a_place_line_is_no_column() -> None:
    life = "周国强，男，汉族，1960年2月生，中共党员，大学文化。1982年参加工作，现任县委副书记、县长。"
    line = "<td>您现在的位置：首页 &gt;&gt; <a href=leader.asp>领导之窗</a> &gt;&gt; 周国强</td>"
    found = extract(f"<title>领导之窗</title><table><tr>{line}</tr><tr><td><b>周国强</b><br>{life}</td></tr></table>")
    assert (found["title"], found["section"]) == ("周国强", "领导之窗")
    assert "位置" not in found["body_text"]


def test_a_line_below_its_title_and_day_is_the_article_though_rules_beside_it_say_more() -> None:
    side = "<div><h3>办事须知</h3><p>查询个人记录可以到大厅自助机打印，也可以登录平台下载。</p><p>单位登记的，应当交执照。</p></div>"
    own = "<div><h2>关于暂停查询业务的公告</h2><p>{}</p><p>因系统升级，查询业务于6月8日暂停一天。</p></div>"
    told = extract(f"<title>公告</title>{side}{own.format('2017-06-05')}")
    assert (told["title"], told["published_at"]) == ("关于暂停查询业务的公告", "2017-06-05")
    assert told["body_text"] == "因系统升级，查询业务于6月8日暂停一天。"
    assert (
        extract(f"<title>公告</title>{side}{own.format('2017-06-05')}{own.format('2017-06-06')}")["body_text"][:2]
        == "查询"
    )


def test_facts_whose_last_value_stands_behind_a_picture_are_no_body() -> None:
    facts = "<div>发布机构：市民政局 | 生成日期：2016-02-03 | 有效性：<img src=/i/no.gif alt=失效>失效</div>"
    text = "<div><p>为规范临时救助，现制定本细则。</p><p>第一条　救助标准由市民政局制定。</p></div>"
    words = "<p>关键词：<a href=/s?k=1>临时救助</a></p>"
    told = extract(f"<div><h1>临时救助实施细则</h1>{facts}{text}{words}</div>")
    assert told["body_text"] == "为规范临时救助，现制定本细则。\n第一条 救助标准由市民政局制定。"
    assert (told["effective_status"], told["keywords"]) == ("失效", ["临时救助"])


def test_a_number_between_title_and_day_goes_and_a_note_of_another_day_stays() -> None:
    html = (
        "<div><p align=center><b>关于印发工作要点的通知</b></p><p>{}</p><p>2009-03-04</p><p>"
        + TEXT
        + MORE
        + "</p></div>"
    )
    told = extract(html.format("（云建〈2009〉5号）"))
    assert (told["document_number"], told["body_text"]) == ("云建〔2009〕5号", TEXT + MORE)
    note = f"<h1>统计公报</h1><p>2017-03-21 来源：县统计局</p><div class=nr><p>（县统计局　2017年3月20日）</p><p>{TEXT}</p><p>{MORE}</p></div>"
    assert extract(note)["body_text"].startswith("（县统计局 2017年3月20日）")


def test_a_catalogue_as_a_list_goes_and_its_title_stands_for_one_broken_over_lines() -> None:
    facts = "<li>索引号：LX-01<li>公开目录：文件<li>文号：云政〔2021〕6号<li>有效性：有效<li>标题：云川县人民政府办公室关于养护公路的通知"
    title = "<div class=t>云川县人民政府办公室<br>关于养护公路的通知</div><div>发布时间：2021-06-21 浏览次数：8</div>"
    html = f"<title>关于养护公路的通知</title><div><ul>{facts}</ul>{title}<div><p>{TEXT}</p><p>{MORE}</p></div></div>"
    told = extract(html)
    assert (told["title"], told["published_at"]) == ("云川县人民政府办公室关于养护公路的通知", "2021-06-21")
    assert (told["effective_status"], told["body_text"]) == ("有效", f"{TEXT}\n{MORE}")


def test_a_page_whose_article_is_missing_is_not_its_foot() -> None:
    foot = "<div><p>云川县人民政府主办 云川县信息中心承办</p><p>联系电话：0800-1 标识码：9999000077</p></div>"
    html = f"<h2>补贴开始受理</h2><p>2010-03-22 来源：县农机局</p><div>{{}}</div>{foot}"
    assert "outcome" in extract(html.format("<script>show(17)</script>"))
    spelled = "".join(f"%u{ord(one):04X}" for one in TEXT)
    shown = f"<script>document.write(unescape('%3Cp%3E{spelled}%3C/p%3E'));</script>"
    assert extract(html.format(shown))["body_text"] == TEXT


def test_a_line_of_the_page_s_own_day_goes_whatever_it_tells_before() -> None:
    html = "<div><h2>名单公示</h2><div>{}</div><div><p>" + TEXT + "</p><p>" + MORE + "</p></div></div>"
    told = extract(html.format("公示时间：1月4日—10日　发布单位：县人社局　发布时间：2018-01-04"))
    assert (told["published_at"], told["source"], told["body_text"]) == ("2018-01-04", "县人社局", f"{TEXT}\n{MORE}")


def test_a_tool_below_a_number_is_no_title_and_bracketed_facts_and_others_at_the_end_are_no_text() -> None:
    facts = (
        "<div class=msg><p>发文字号：云政发〔2009〕14号</p><p>【大 中 小】</p><p>编辑周舟</p><p>2009年8月13日</p></div>"
    )
    body = f"<div class=TRS_Editor><p>{TEXT}</p><p>{MORE}</p></div>"
    html = f"<title>中国·云川</title><div>首页 / 公告</div><div class=tit>关于管网的意见</div>{facts}{body}"
    assert extract(html)["title"] == "关于管网的意见"
    facts = "<div><p>[录入时间：2011年12月04日]</p><p>[信息提供：白沙镇政府]</p><p>[主题分类：综合政务]</p></div>"
    others = "<div><a href=/n/4.html>关于社区食堂有关事项的批复</a><p>2020年5月23日</p></div>" * 2
    told = extract(f"<div><h1>关于步道的通报</h1>{facts}<p>{TEXT}</p><p>{MORE}</p>{others}</div>")
    assert (told["source"], told["body_text"]) == ("白沙镇政府", f"{TEXT}\n{MORE}")


def test_paragraphs_that_are_bare_blocks_are_kept_with_the_files_below_them() -> None:
    files = "".join(f"<div><a href=/f/{at}.doc>附件{at}：登记表.doc</a></div>" for at in (1, 2))
    body = f"<form><div id=txt><div>{TEXT}</div>\n<div>{MORE * 3}</div>\n{files}</div></form>"
    told = extract(f"<main><div class=t>关于供暖的通知</div><p>公开日期：2015-05-03</p>{body}</main>")
    assert told["body_text"].startswith(f"{TEXT}\n{MORE}")
    assert len(told["attachments"]) == 2


def test_an_extractor_that_takes_title_and_facts_for_the_body_is_no_witness() -> None:
    facts = "<div class=hd><p style='text-align:center;font-size:24px'>街道启用新食堂</p><p>新闻来源:云川学院　2015-02-10</p></div>"
    rows = "".join(f"<tr><td>备注{at}</td><td>地点{at}</td></tr>" for at in range(6))
    body = "".join(
        f"<section style='margin:8px'><span>{one}</span></section>" for one in (TEXT, MORE, f"<table>{rows}</table>")
    )
    told = extract(f"<title>街道启用新食堂_云川县</title><table><tr><td>{facts}<div>{body}</div></td></tr></table>")
    assert (told["title"], told["body_text"].startswith(f"{TEXT}\n{MORE}")) == ("街道启用新食堂", True)


def test_an_article_that_is_a_table_with_files_below_its_title_is_read_whole() -> None:
    cells = "".join(f"<tr><td>{n}</td><td>第{n}供水所</td><td>未开工</td></tr>" for n in range(1, 6))
    table = f"<table border=1><tr><td>序号</td><td>单位</td><td>进度</td></tr>{cells}</table>"
    files = "<p><a href=/files/a.xls>附件1：登记表.xls</a></p><p><a href=/files/b.xls>附件2：名单.xls</a></p>"
    head = "<tr><td><div class=title><strong>农村饮水管网进度公示</strong></div></td></tr>"
    for lead in ("", "<p>现将汛前排查登记情况公布如下，请各责任单位抓紧整改。</p>"):
        found = extract(f"<title>某镇</title><table>{head}<tr><td><div>{lead}{table}{files}</div></td></tr></table>")
        assert "第5供水所" in found["body_text"]
        assert len(found["attachments"]) == 2
        assert ("抓紧整改" in found["body_text"]) is bool(lead)


def test_a_description_that_is_the_title_with_column_and_site_is_no_summary() -> None:
    page = (
        f"<title>渠首通水</title><meta name=description content='%s'><h1>渠首通水</h1><div id=zoom>{TEXT}{MORE}</div>"
    )
    assert extract(page % "渠首通水-水利动态-云川水利网")["summary"] is None
    assert extract(page % "渠首通水后可灌溉六万亩。")["summary"] == "渠首通水后可灌溉六万亩。"
