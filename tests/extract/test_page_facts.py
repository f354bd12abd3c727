"""Facts of pages drawn in wider manners: below a text, in hidden panes, beside boxes of links, in pictures."""

from __future__ import annotations

from tests.extract.test_document import MORE, TEXT, extract, page

BODY = f"<p>{TEXT}</p><p>{MORE}</p>"
OTHERS = "<div><h3>热点推荐</h3><ul><li><a href=1.html>关于冬季供暖有关事项的通报</a></li><li><a href=2.html>县里开放了新的步道</a></li></ul></div>"


def test_a_hidden_pane_without_content_is_none_of_the_text_and_one_with_content_is() -> None:
    html = (
        f"<h1>县里通车</h1><p>2018-03-05</p><div class=pane>{BODY}</div><div class=pane style='display:none'>{{}}</div>"
    )
    assert extract(html.format("暂无图片解读"))["body_text"].endswith(MORE)
    assert "东线延长" in extract(html.format("<p>问：东线延长到哪里？答：延长到北站，全程二十一站。</p>"))["body_text"]


def test_what_heads_a_box_of_links_is_no_title_and_a_painted_one_below_it_is() -> None:
    html = f"<title>汀州在线{{}}</title>{OTHERS}{{}}<p>时间：2014-06-19 内容来源：云川电视台</p><div>{BODY}</div><p>版权所有 汀州在线"
    painted = "<div><img src=t.gif alt='关于夜间公交线路有关事项的复函'></div>"
    told = extract(html.format("-关于夜间公交线路有关事项的复函", painted))
    assert (told["title"], told["source"]) == ("关于夜间公交线路有关事项的复函", "云川电视台")
    assert (
        extract(html.format("", "<div class=zbt>街道走访了<br>夜间公交线路</div>"))["title"] == "街道走访了夜间公交线路"
    )


def test_a_label_is_no_source_nor_is_what_another_article_is_called() -> None:
    html = f"<h1>县里通车</h1><p>【首次发布】2012-11-08</p><div class=TRS_Editor>{BODY}</div>{{}}"
    below = "<div><p><a href=1.html>关于冬季供暖有关事项的通报</a> [2016-11-1]</p></div>"
    told = extract(html.format(below))
    assert (told["published_at"], told["source"]) == ("2012-11-08", None)
    divided = html.replace("【首次发布】2012-11-08", "编稿时间：2012-11-08 / 来稿：县水利局 / 点击：3")
    assert extract(divided.format(below))["source"] == "县水利局"


def test_facts_below_a_text_go_with_the_credits_below_them() -> None:
    html = f"<div><h3>县里通车</h3>{BODY}<table><tr><td>{{}}</table><p>编辑：周舟</p><p>审核：郑一鸣</p></div>"
    facts = "【上传时间：2009-08-11 12:02】 【信息提供：县水务局】 【阅读：6353】", "2009-08-11 12:02 | 点击：23次"
    for one in facts:
        told = extract(html.format(one), page=page(listed_title="县里通车"))
        assert (told["published_at"], told["body_text"].endswith(MORE)) == ("2009-08-11T12:02+08:00", True)
    assert "开标" in extract(html.format("开标时间：2009-08-11"), page=page(listed_title="县里通车"))["body_text"]


def test_the_office_in_one_of_the_brackets_of_the_day_s_line_is_the_source() -> None:
    html = (
        f"<table><tr><td><font size=+1>县里部署夏粮收购三项任务</font><tr><td>{{}}<tr><td>{TEXT}<br><br>{MORE}</table>"
    )
    told = extract(html.format("〖2012年11月30日〗　〖局办〗　〖浏览216次〗"))
    assert (told["published_at"], told["source"], "〖" in told["body_text"]) == ("2012-11-30", "局办", False)
    assert extract(html.format("〖2012年11月30日〗　〖林川〗　〖浏览216次〗"))["source"] is None
    assert (
        extract(f"<h1>县里部署夏粮收购</h1><div><p>{TEXT}</p><p>{MORE}</p><p>【2012-11-30】【价格股】</div>")["source"]
        == "价格股"
    )


def test_a_table_of_files_loses_its_sizes_and_drupal_s_links_below_a_short_text_are_none_of_it() -> None:
    files = "<table><tr><th>附件<th>大小<tr><td><a href=/f/1.doc>申报表.doc</a><td>32.5 KB</table>"
    links = "<div class=links><ul class='links inline'><li class=statistics_counter>412 次点击</li><li><a href=/print/4>打印版本</a></li></ul></div>"
    html = f"<h2>县里部署夏粮收购三项任务</h2><div class=node><p>2011-07-15</p><div class=content><p>{TEXT}</p>{{}}</div>{links}</div>"
    assert extract(html.format(files))["body_text"].split("\n") == [TEXT, "申报表.doc"]
    data = "<table><tr><th>文件<th>大小<tr><td>行李票存根<td>20 KB</table><ul class=inline><li>所需材料见窗口</ul>"
    said = extract(html.format(data))["body_text"]
    assert said.split("\n")[1:] == ["文件\t大小", "行李票存根\t20 KB", "所需材料见窗口"]


def test_a_title_below_more_facts_than_a_head_has_lines_is_found() -> None:
    facts = "".join(
        f"<p>【{one}】</p>" for one in ("发稿时间：2019-02-07", "信息提供：县政协", "作者：周舟", "责任编辑：吴敏")
    )
    html = f"<title>要闻动态</title><div><ul><li>您的位置：</li><li><a href=/>网站首页</a></li><li><a href=/c/>要闻动态</a></li></ul>{facts}"
    assert (
        extract(
            f"{html}<p class=yinti>要闻动态</p><p class=zhuti>县园林处暂停了北渚新城公共自行车站点</p>{BODY}</div>"
        )["title"]
        == "县园林处暂停了北渚新城公共自行车站点"
    )


def test_the_line_of_the_day_below_a_menu_within_the_body_is_read() -> None:
    menu = "<p>您好，欢迎访问！</p><ul><li>首 页<li>部门动态<li>政务公开<li>在线服务</ul><h1>食堂采购管理制度</h1>"
    told = extract(f"<title>食堂采购制度</title>{menu}<div>县医院总务科　2018.6.1</div><ol><li>{TEXT}<li>{MORE}</ol>")
    assert (told["published_at"], told["source"]) == ("2018-06-01", "县医院总务科")


def test_a_seal_in_one_word_and_what_heads_readers_comments_are_known() -> None:
    head = f"<title>通知</title><h3>关于开展专项检查的通知</h3><p>2020-08-31</p><div class=bdy>{BODY}"
    told = extract(f"{head}<p>云川县应急局（章）</p><p>云川县住建局（章）</p><p>2020年8月28日</p></div>")
    assert (told["issuing_agency"], told["written_on"]) == ("云川县应急局、云川县住建局", "2020-08-28")
    comments = "<p><b>网友评论：</b>（只显示最新10条。评论内容只代表网友观点，与本站立场无关！）</p>"
    assert extract(f"{head}{comments}</div>")["body_text"].endswith(MORE)


def test_a_title_that_is_painted_goes_before_a_column_and_the_site_s_name_in_its_banner() -> None:
    banner = "<header><h1><a href=/>汀州在线</a></h1></header><h3 class=lm>通知公告</h3><p>位置：<a href=/>首页</a> » 正文</p>"
    html = f"<title>{{}}汀州在线</title>{banner}<div><img src=t.gif alt='社区卫生站重新规划了古戏台'></div><div>{BODY}</div>"
    assert extract(html.format("社区卫生站重新规划了古戏台-"))["title"] == "社区卫生站重新规划了古戏台"
    other = html.replace("<h3 class=lm>通知公告</h3>", "").replace("重新规划了古戏台", "重新规划了{}", 1)
    assert extract(other.format("", "古戏台"))["title"] == "社区卫生站重新规划了古戏台"
