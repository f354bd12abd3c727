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


def test_a_short_notice_in_one_frame_with_a_long_menu_is_a_document_and_a_menu_is_none() -> None:
    menu = "".join(f"<li><a href=/c{at}/>县直部门信息公开目录{at}</a></li>" for at in range(60))
    text = "<p>每户宅基地不超过一百五十平方米。</p><p>严禁占用永久基本农田建房，违者依法处理。</p><p>本通知自印发之日起施行。</p>"
    html = (
        f"<title>宅基地审批</title><div class=w><div><ul>{menu}</ul></div><div>{{}}</div></div><div>{OTHERS * 40}</div>"
    )
    told = extract(html.format(f"<h2>关于规范宅基地审批的通知</h2><p>发布日期：2014-03-05</p><div>{text}</div>"))
    assert (told["title"], told["published_at"]) == ("关于规范宅基地审批的通知", "2014-03-05")
    assert told["body_text"].startswith("每户宅基地")
    assert "信息公开目录" not in told["body_text"]
    assert extract(html.format("<p>请点击查看。</p>"))["outcome"] == "dropped"


def test_what_a_page_forwards_keeps_its_number_and_signature_to_itself() -> None:
    head = "<p>云川县政府办公室</p><p>{0}县教育局关于培训意见的通知</p><p>云政办发〔2018〕45号</p><div>时间：2018-11-09</div>"
    outer = f"<p>各乡镇：</p><p>{TEXT}</p><p>云川县政府办公室</p><p>2018年11月6日</p>"
    inner = f"<p>关于培训的意见</p><p>云教字〔2018〕77号</p><p>{MORE}</p><p>云川县教育局</p><p>2018年10月22日</p>"
    html = f"<title>云川县政府办公室{{0}}县教育局关于培训意见的通知</title>{head}<div>{{1}}</div>"
    told = extract(html.format("转发", outer + inner))
    assert (told["document_number"], told["written_on"]) == ("云政办发〔2018〕45号", "2018-11-06")
    own = extract(html.format("传达", f"<p>{TEXT}</p>" + inner))
    assert own["written_on"] == "2018-10-22"


def test_an_approval_cited_in_an_item_is_no_number_of_the_page() -> None:
    html = (
        "<h1>征收土地公告</h1><p>{}</p><p>2020-08-07　县自然资源局</p><div><p>"
        + TEXT
        + "</p><p>一、批准文号：云政地〔2020〕312号。</p></div>"
    )
    found = [extract(html.format(one))["document_number"] for one in ("云征告〔2020〕15号", "")]
    assert found == ["云征告〔2020〕15号", None]


def test_days_in_full_width_figures_and_beside_an_office_and_a_counter_are_the_page_s() -> None:
    full = "<h2>关于度汛的通知</h2><p>云政发〔２０１７〕１９号　　发布时间：２０１７－０６－０２　　来源：镇党政办</p><div>{}</div>"
    told = extract(full.format(BODY))
    assert (told["published_at"], told["document_number"], told["body_text"]) == (
        "2017-06-02",
        "云政发〔2017〕19号",
        f"{TEXT}\n{MORE}",
    )
    row = "<td><img src=i.gif> 2013-8-1</td><td><img src=i.gif> 云川市教育局</td><td>点击数：<b>{}</b></td>"
    html = f"<table><tr><td>招生意见</td></tr><tr><td><table><tr>{row}</tr></table></td></tr><tr><td>{TEXT}<br>{MORE}<br>云川市教育局<br>二○一三年七月三十日</td></tr></table>"
    told = extract(f"<title>招生意见</title>{html.format(1204)}")
    assert (told["published_at"], told["source"]) == ("2013-08-01", "云川市教育局")


def test_the_last_revision_of_a_foot_is_no_day_of_publication() -> None:
    text = "The pilotage order applies to every vessel of more than 500 tons that enters the port. " * 3
    html = f"<title>Pilotage Order</title><h1>Pilotage Order</h1>{{}}<div><p>{text}</p></div><p>&copy; Port. Last Revision Date: 14 January 2025</p>"
    assert extract(html.format(""))["published_at"] is None
    assert extract(html.format("<p>Friday, 6th May, 2016</p>"))["published_at"] == "2016-05-06"


def test_an_article_for_readers_without_scripts_is_read_beside_other_words_and_an_appeal_is_not() -> None:
    html = f"<div>今日天气 多云 12~19℃</div><h1>登记业务下沉到乡镇</h1><p>2021-05-08</p><div id=b></div><noscript>{{}}</noscript>{OTHERS}"
    told = extract(html.format(f"<div>{BODY}</div>"))
    assert (told["title"], told["body_text"]) == ("登记业务下沉到乡镇", f"{TEXT}\n{MORE}")
    shown = f"<h1>登记业务</h1><p>2021-05-08</p><div><p>{TEXT}</p><p>{MORE}</p></div><noscript><p>{'本页有动画，可以稍候再看。' * 5}</p></noscript>"
    assert extract(shown)["body_text"] == f"{TEXT}\n{MORE}"


def test_a_head_of_place_line_title_and_facts_is_no_witness_of_the_text() -> None:
    place = "<div class=p>您当前的位置：<a href=/>首页</a> &gt; <a href=/w/>卫健动态</a> &gt; 正文</div>"
    line = "发稿时间：2023-07-06 10:11　原发布时间：2023-07-03　来源：省卫生健康委网站　转载编辑：县卫健局"
    text = "<p>一、加强中暑患者救治能力建设，配齐物理降温设备。</p><p>二、做好户外作业人员健康宣教。</p><p>原文链接：<a href=http://w.example.test/1>http://w.example.test/1</a></p>"
    html = f"<title>部署医疗保障工作</title>{place}<div><div class=h>部署医疗保障工作</div><div class=s>{line}</div><div>{text}</div></div>"
    told = extract(html)
    assert (told["title"], told["published_at"]) == ("部署医疗保障工作", "2023-07-06T10:11+08:00")
    assert (told["source"], told["body_text"][:5]) == ("省卫生健康委网站", "一、加强中")


def test_who_gives_a_report_is_no_title_of_it() -> None:
    head = "<h1>政府工作报告</h1><p>——2020年5月11日在县人民代表大会上</p><p>云川县人民政府县长　南山</p><p>发布日期：2020-05-19</p>"
    crumbs = "<div class=crumb>当前位置：<a href=/>首页</a> &gt; <a href=/b/>政府工作报告</a> &gt; 正文</div>"
    html = f"<title>政府工作报告_云川县人民政府</title>{crumbs}<div>{head}<div>{BODY}</div></div>"
    assert extract(html)["title"] == "政府工作报告"


def test_a_catalogue_headed_by_its_index_lies_beside_the_text() -> None:
    rows = "<tr><td>信息索引<td>YF-2016-0412<td>生成日期<td>2016-09-28<tr><td>文件编号<td>云政发〔2016〕44号<td>公开日期<td>2016-10-09"
    html = f"<title>交易管理办法</title><table><tr><td><table>{rows}</table></td></tr><tr><td><p align=center><b>交易管理办法</b></p>{BODY}</td></tr></table>"
    told = extract(html)
    assert (told["published_at"], told["document_number"]) == ("2016-10-09", "云政发〔2016〕44号")
    assert (told["index_number"], told["body_text"]) == ("YF-2016-0412", f"{TEXT}\n{MORE}")


def test_a_greeting_beside_a_notice_that_is_a_picture_is_no_text() -> None:
    head = "<div class=hi>您好，欢迎访问云川县政务网！</div><h2>城区停水通知</h2><div>发布时间：2017-09-09　来源：县自来水公司</div>"
    told = extract(f"<title>停水通知</title>{head}<div><p><img src=/scan/1.jpg width=700></p></div>")
    assert (told["title"], told["published_at"], len(told["images"])) == ("城区停水通知", "2017-09-09", 1)
