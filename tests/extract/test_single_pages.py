"""What single pages of unknown sites showed, each rule with what it leaves alone."""

from __future__ import annotations

from guiyi.config.models import Template
from guiyi.crawl.shells.hidden import with_hidden
from guiyi.extract.bodies.agreement import find_by_agreement
from guiyi.extract.bodies.stripped import without_furniture
from guiyi.extract.given import Page
from guiyi.extract.learning.learn import Sample, learn_templates
from guiyi.markup.parsing import parse_html
from guiyi.markup.tree import text_of
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


def test_a_photograph_whose_day_stands_below_its_caption_is_of_the_article() -> None:
    rows = f"<tr><td><b>图书流动车进村</b><tr><td><img src=/u/7.jpg><tr><td>{TEXT}{MORE}<tr><td>添加时间：2009-4-1　浏览次数：7"
    found = extract(f"<title>旧站</title><table><tr><td><a href=/>首页</a></table><table>{rows}</table>")
    assert (len(found["images"]), found["published_at"]) == (1, "2009-04-01")
    assert found["body_text"] == TEXT + MORE
    short, place = (
        "流动车每周三下午到各村。",
        "<tr><td>您现在的位置：<a href=/>旧站县图书馆</a> &gt;&gt; <a href=/l>图片新闻</a>",
    )
    page = f"<title>旧站</title><table><tr><td><a href=/>首页</a></table><table>{place}{rows}</table>".replace(
        TEXT + MORE, short
    )
    assert len(extract(page)["images"]) == 1


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


def test_a_page_that_is_one_form_is_read() -> None:
    head = "<table><tr><td><font size=5>云川县人民政府办公室</font><tr><td>云政办〔2004〕33号</table>"
    title = "<p align=center><b>云川县人民政府办公室关于开展安全检查的通知</b></p>"
    sign = "<div align=right>云川县人民政府办公室</div><div align=right>二〇〇四年五月十一日</div>"
    found = extract(f"<body><form>{head}{title}<br>各单位：<br>　　{TEXT}<br>　　{MORE}<br>{sign}</form></body>")
    assert found["title"] == "云川县人民政府办公室关于开展安全检查的通知"
    assert (found["document_number"], found["published_at"]) == ("云政办〔2004〕33号", "2004-05-11")
    assert MORE in found["body_text"]


def test_a_table_of_data_is_taken_whole_with_the_title_in_its_first_row() -> None:
    rows = "".join(f"<tr><td>{at}<td>杨桂花<td>柳林村<td>{at}00" for at in range(1, 7))
    foot = "<tr><td colspan=4>公示时间：2013年6月3日至6月9日　监督电话：4412001"
    found = extract(f"<body><table><tr><td colspan=4><b>云川镇农机购置补贴发放公示表</b>{rows}{foot}</table></body>")
    assert found["title"] == "云川镇农机购置补贴发放公示表"
    assert found["body_text"].startswith("云川镇农机购置补贴发放公示表\n1\t杨桂花")


def test_a_picture_of_wechat_is_no_pager() -> None:
    image = "<p><img class=rich_pages data-src=https://q.example.test/aa/640?wx_fmt=jpeg></p>"
    pager = "<div class=page>1 2 3</div>"
    found = extract(f"<body><h1>夜间封闭施工</h1><div id=js_content><p>{TEXT}</p>{image}{pager}</div></body>")
    assert [one["legacy_url"] for one in found["images"]] == ["https://q.example.test/aa/640?wx_fmt=jpeg"]
    assert "1 2 3" not in found["body_text"]


def test_files_below_a_text_right_in_the_page_are_its_own_only_where_the_block_says_so() -> None:
    text = f"<h1>夜间封闭施工</h1><div id=zoom><p>{TEXT}</p><p>{MORE}</p></div>"
    html = text + "<div>%s<a href=/f/1.docx>文件一</a></div>"
    assert len(extract(html % "附件信息：")["attachments"]) == 1
    assert extract(html % "常用下载")["attachments"] == []


def test_the_name_beside_a_label_says_more_than_the_catalogue_s() -> None:
    rows = "<tr><td>信息名称<td>关于印发村级公益事业奖补办法的通知<tr><td>生成日期<td>2010-03-02<tr><td>公开日期<td>2010-03-09"
    head = "<title>云川县政府信息公开</title><table><tr><td colspan=2><b>政府信息公开</b>"
    found = extract(f"{head}{rows}<tr><td colspan=2><p>{TEXT}</p><p>{MORE}</p></table>")
    assert found["title"] == "关于印发村级公益事业奖补办法的通知"


def test_a_person_whose_life_a_page_tells_is_its_title_and_a_column_is_not() -> None:
    life = "<h3>个人简历</h3><p>林志强，男，汉族，1972年5月生，大学学历。现任云川县副县长。</p>"
    life += f"<h3>工作分工</h3><p>负责水务工作。{MORE}</p>"
    html = f"<title>副县长 林志强_云川县</title><body><div><img src=a.jpg></div><div><h2>林志强</h2>{life}</div>"
    found = extract(html)
    assert found["title"] == "林志强"
    assert "现任云川县副县长" in found["body_text"]


def test_the_day_of_a_line_of_its_own_wins_over_one_in_running_text() -> None:
    line = "<p>2022年5月28日　　门诊部　　阅读：2390</p>"
    text = f"<div><p>各科室：</p><p>我院自2022年6月1日起执行夏季作息时间，上午7:30开诊。</p><p>{TEXT}</p><p>{MORE}</p></div>"
    found = extract(f"<body><p style='font-size:24px'>关于调整门诊作息时间的公告</p>{line}{text}")
    assert (found["title"], found["published_at"]) == ("关于调整门诊作息时间的公告", "2022-05-28")


def test_the_only_h1_below_the_name_of_the_site_is_the_title() -> None:
    head = "<title>Public Notices | Kittery County</title><h2>Kittery County</h2>"
    text = f"<p>Posted: Jul 9, 2018</p><div><p>{TEXT}</p><p>{MORE}</p></div>"
    assert extract(f"{head}<h1>NOTICE OF PUBLIC HEARING</h1>{text}")["title"] == "NOTICE OF PUBLIC HEARING"
    head = "<title>Public Notices | Bridge closed until June</title><h1>Kittery County</h1>"
    assert extract(f"{head}<h2>Bridge closed until June</h2>{text}")["title"] == "Bridge closed until June"


def test_rows_of_facts_without_a_mark_stand_below_the_title() -> None:
    facts = "".join(
        f"<div><span>{name}</span><span>{value}</span></div>"
        for name, value in (
            ("发文字号", "云政办〔2021〕3号"),
            ("发布机构", "云川县人民政府办公室"),
            ("发布日期", "2021-05-21"),
        )
    )
    sign = "<p>云川县人民政府办公室</p><p>2021年5月18日</p><p>云川县电商发展措施</p>"
    html = f"<title>政策详情</title><div class=p-t>关于印发支持电商发展若干措施的通知</div>{facts}<div class=b><p>各乡镇：</p>"
    found = extract(f"{html}<p>现将措施印发给你们，请组织实施。</p>{sign}<p>{TEXT}</p><p>{MORE}</p></div>")
    assert found["title"] == "关于印发支持电商发展若干措施的通知"


def test_an_advertisement_within_a_text_and_the_sign_of_a_file_s_type_are_no_pictures_of_it() -> None:
    ad, added = "<div class=ad><a href=/x><img src=/g/300.jpg></a></div>", "<div class=added><img src=/g/1.jpg></div>"
    file = "<p><img src=/images/xls.gif><a href=/f/1.xls><img src=/images/t.gif>名单</a></p>"
    found = extract(article(f"<p>{TEXT}</p>{ad}{added}<p>{MORE}</p>{file}"))
    assert [one["legacy_url"] for one in found["images"]] == ["http://old.example.test/g/1.jpg"]
    assert len(found["attachments"]) == 1


def test_the_issue_of_a_gazette_is_no_column_and_the_day_within_a_heading_no_part_of_a_name() -> None:
    place = "<div>当前位置：<a href=/>首页</a>&gt;<a href=/gb/>政府公报</a>&gt;<a href=/gb/3/>2014年第3期</a></div>"
    html = (
        place + f"<h1>周正<br><span>2014-03-05 09:36:19　来源：县府办</span></h1><div><p>{TEXT}</p><p>{MORE}</p></div>"
    )
    found = extract(html)
    assert (found["title"], found["section"]) == ("周正", "政府公报")
    found = extract(html.replace("<div>", "<meta name=ColumnName content=2014年第3期><div>", 1))
    assert found["section"] == "政府公报"


def test_a_heading_that_links_home_is_the_site_s_name_and_one_that_links_elsewhere_may_be_the_title() -> None:
    head = "<title>白河县消防救援在线</title>"
    text = f"<table><tr><th>发布日期<td>2023-06-19</table><div><p>{TEXT}</p><p>{MORE}</p></div>"
    html = head + "<h1><a href='%s'>白河县消防救援在线</a></h1><h2>端午假期防溺水宣传</h2>" + text
    assert extract(html % "/")["title"] == "端午假期防溺水宣传"
    html = head + "<h1><a href=/a/1.html>端午假期防溺水宣传</a></h1>" + text
    assert extract(html)["title"] == "端午假期防溺水宣传"


def test_html_in_a_hidden_field_or_in_an_island_of_xml_is_the_text_that_a_script_shows() -> None:
    head = "<h2>关于暂停办理登记业务的公告</h2><p>发布时间：2018-03-05　发布科室：登记中心</p><div id=show></div>"
    field = f'<input type=hidden id=kept value="&lt;p&gt;{TEXT}&lt;/p&gt;&lt;p&gt;{MORE}&lt;/p&gt;">'
    island = f"<xml id=kept style='display:none'><a><![CDATA[<p>{TEXT}</p><p>{MORE}</p>]]></a></xml>"
    script = f"<script type='text/html' id=kept><p>{TEXT}</p><p>{MORE}</p></script>"
    escaped = f"<div id=kept>&lt;p&gt;{TEXT}&lt;/p&gt;&lt;p&gt;{MORE}&lt;/p&gt;</div>"
    shows = "$('#show').html($('#kept').%s())"
    for held, how in (
        (field, shows % "val"),
        (island, "show.innerHTML = textIn('kept')"),
        (script, shows % "html"),
        (escaped, "$('#kept').html($('#kept').text())"),
    ):
        found = extract(f"<body>{head}{held}<script>{how}</script>")
        assert found["body_text"].split("\n") == [TEXT, MORE]
        assert (found["published_at"], found["source"]) == ("2018-03-05", "登记中心")


def test_a_table_of_a_document_s_fields_above_its_text_is_not_its_text() -> None:
    rows = "<tr><th>信息索引号<td>014032126/2018-00903<th>公开日期<td>2018-03-05<tr><th>文件编号<td>云政〔2018〕11号"
    rows += "<th>效力状况<td>有效<tr><th>发布机构<td>云川县人民政府<th>公开方式<td>主动公开"
    found = extract(
        f"<div><h3>扬尘管控意见</h3><table>{rows}</table><div class=nr><p>{TEXT}</p><p>{MORE}</p></div></div>"
    )
    assert found["body_text"].split("\n") == [TEXT, MORE]
    assert (found["document_number"], found["source"]) == ("云政〔2018〕11号", "云川县人民政府")


def test_the_parts_of_a_leader_s_page_are_its_text_and_the_years_of_a_life_no_day() -> None:
    life = "<div class=b><div class=t>个人简历</div><p>林志强，男，汉族，1972年5月生，中共党员。</p><p>2003.04—2011.09　云川县水利局局长</p></div>"
    work = f"<div class=b><div class=t>工作分工</div><p>负责县政府常务工作。{MORE}</p></div>"
    head = "<title>林志强_领导之窗_云川县人民政府</title>"
    found = extract(f"{head}<div><div class=n>林志强</div><div>云川县副县长</div>{life}{work}</div>")
    assert found["title"] == "林志强"
    assert "负责县政府常务工作" in found["body_text"]
    assert "个人简历" in found["body_text"]
    assert found["published_at"] is None


def test_when_the_page_was_printed_is_not_when_it_was_published() -> None:
    said = (
        "<p>打印时间：2024-11-03 08:22</p><hr><p><b>年报抽查公告</b></p><p>作者：信用科　更新时间：2018-03-05 15:03</p>"
    )
    found = extract(f"<title>打印文章：年报抽查公告</title>{said}<div><p>{TEXT}</p><p>{MORE}</p></div>")
    assert found["published_at"] == "2018-03-05T15:03+08:00"


def test_a_caller_s_case_is_called_by_its_subject_and_a_line_of_a_letter_is_no_title() -> None:
    rows = {"诉求编号": "LH201803", "诉求标题": "卫生院夜间无人值班", "提交时间": "2018-03-05 22:41"}
    rows |= {"诉求内容": f"昨晚急诊没有人。{TEXT}", "承办单位": "云川县卫生局", "办理结果": f"经查，医生离岗。{MORE}"}
    table = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows.items())
    assert extract(f"<title>政务热线</title><table>{table}</table>")["title"] == "卫生院夜间无人值班"
    asked = (
        f"<p>写信人：刘**　写信时间：2018-03-05</p><p>信件内容：电梯二月就停了。{TEXT}</p><p>回复单位：云川县住建局</p>"
    )
    letter = (
        f"<div><p>三号楼电梯停运的反映</p>{asked}<p>回复时间：2018-03-09</p><p>来信收悉，已责令更换。{MORE}</p></div>"
    )
    assert extract(f"<title>信件详情</title>{letter}")["title"] == "三号楼电梯停运的反映"


def test_labels_in_brackets_or_without_a_colon_tell_their_values() -> None:
    line = "【索引号】YC-JY-2018-009　【文号】云教通〔2018〕4号　【发布机构】云川县教育局　【发布日期】2018-03-05"
    text = f"<div><p>{TEXT}</p><p>{MORE}</p></div>"
    found = extract(f"<h1>校外培训机构专项治理通告</h1><p>{line}</p>{text}")
    assert (found["document_number"], found["index_number"]) == ("云教通〔2018〕4号", "YC-JY-2018-009")
    assert (found["source"], found["published_at"]) == ("云川县教育局", "2018-03-05")
    line = "发布时间 2018-03-05 信息来源 <a href=http://fgj.example.test>县发展改革局</a> 浏览次数 33"
    assert extract(f"<h1>两案例入选全省优秀</h1><p>{line}</p>{text}")["source"] == "县发展改革局"


def test_a_question_without_a_label_stands_above_the_answer() -> None:
    told = "<ul><li>信件类型：投诉</li><li>受理部门：县城管局</li><li>提交日期：2018-03-05</li><li>处理状态：已答复</li></ul>"
    asked, reply = f"路灯不亮一个多月了。{TEXT}", f"经排查，电缆老化，已更换。{MORE}"
    letter = f"<h2>路灯不亮影响出行</h2>{told}<div><p>{asked}</p></div><div><div>答复</div><p>{reply}</p></div>"
    found = extract(f"<title>信箱</title><div class=mail>{letter}</div>")
    assert (found["title"], found["letter"]["question"]) == ("路灯不亮影响出行", asked)
    assert found["letter"]["reply"].startswith("经排查")


def test_the_facts_of_an_event_stand_with_its_text() -> None:
    facts = {"主讲人": "孟川", "时间": "2018年3月13日 14:30", "地点": "一楼报告厅"}
    table = "".join(f"<tr><td>{label}<td>{value}" for label, value in facts.items())
    head = "<h2>清溪讲坛：河流与城市</h2><p>发布日期：2018-03-05</p>"
    found = extract(f"{head}<table>{table}</table><div class=d><p>{TEXT}</p><p>{MORE}</p></div>")
    assert found["body_text"].split("\n") == [*(f"{label}\t{value}" for label, value in facts.items()), TEXT, MORE]
    assert found["published_at"] == "2018-03-05"


def test_a_day_within_running_text_is_not_the_page_s_and_the_one_at_its_foot_is() -> None:
    text = "<p>广大群众：</p><p>根据安排，县政务服务中心2022年10月1日至7日暂停对外办公，8日恢复正常。</p><p>给您带来不便，敬请谅解。</p>"
    foot = "<p>云川县政务服务中心<br>2022年9月27日</p>"
    found = extract(f"<body><div style='font-size:26px'>关于放假期间暂停办公的通知</div><div>{text}{foot}</div>")
    assert found["published_at"] == "2022-09-27"


def test_who_publishes_is_the_source_where_its_label_has_no_mark() -> None:
    facts = "<p><b>索引号</b>YC001/2018-00112</p><p><b>发布机构</b>县政府办公室</p><p><b>发布日期</b>2018-03-05</p>"
    text = f"<section><h2>第21次常务会议纪要</h2><p>{TEXT}</p><p>{MORE}</p></section>"
    found = extract(f"<body><aside>{facts}</aside>{text}")
    assert (found["source"], found["published_at"]) == ("县政府办公室", "2018-03-05")


def test_the_text_that_an_editor_put_into_two_blocks_of_one_name_is_one() -> None:
    held = f"<div class=TRS_Editor><p>{TEXT}</p></div><div class=TRS_Editor><table border=1><tr><td>书法<td>周六</table></div>"
    found = extract(f"<div><h1>公益课开始报名</h1><p>2018-03-05</p>{held}<div class=foot>版权所有</div></div>")
    assert found["body_text"].split("\n") == [TEXT, "书法\t周六"]


def test_a_heading_that_is_all_of_the_page_title_may_be_its_column() -> None:
    text = f"<div>2018-07-01　双桥镇党建办</div><div class=c><p>{TEXT}</p><p>{MORE}</p></div>"
    head = "<title>党务公开</title><h1>党务公开</h1>"
    assert extract(f"{head}<h2>清溪村支部开展主题党日活动</h2>{text}")["title"] == "清溪村支部开展主题党日活动"
    assert extract(f"<title>停水公告</title><h1>停水公告</h1>{text}")["title"] == "停水公告"


def test_a_short_line_right_above_a_text_that_is_all_of_the_page_title_wins_over_the_heading_of_a_box() -> None:
    box = "<div><a href=/gk>机构介绍</a></div><div class=m><h3>谁在线</h3>目前有 3 访客&nbsp;在线</div>"
    page = f"<title>机构介绍</title>{box}%s<div><table><tr><td>机构介绍</table><table><tr><td><p>{TEXT}</p><p>{MORE}</p></table></div>"
    assert extract(page % "")["title"] == "机构介绍"
    heads_column = "<table><tr><td>县林场完成秋季造林任务<tr><td>机构介绍<tr><td>"
    assert (
        extract(f"<title>机构介绍</title>{heads_column}<p>{TEXT}</p><p>{MORE}</p></table>")["title"]
        == "县林场完成秋季造林任务"
    )


def test_hidden_fields_without_end_are_looked_at_once_each() -> None:
    assert extract(article(f"<p>{TEXT}</p><p>{MORE}</p>") + "<textarea>" * 20_000)["title"]
    fields = f'<input type=hidden id=kept value="&lt;p&gt;{TEXT}&lt;/p&gt;">' * 2_000
    assert with_hidden(f"{fields}<script>$('#kept')</script>").count("<div>") == 2_000


def test_whose_a_text_is_goes_before_who_handed_it_in_and_other_articles_sources_below_are_not_its() -> None:
    handed = "<span>投稿部门：县农业农村局</span> <span>发布时间：2018-03-05 08:40</span>"
    foot = "<div>信息来源：云川日报　责任编辑：周敏</div>"
    html = f"<h3>产销对接会举行</h3><div>{handed}</div><div id=zoom><p>{TEXT}</p><p>{MORE}</p></div>"
    assert (extract(html)["source"], extract(html + foot)["source"]) == ("县农业农村局", "云川日报")
    box = "".join(f"<p><a href={at}.html>{at}号公告</a></p><p>来源：云川站{at} 2018-03-0{at}</p>" for at in (1, 2))
    found = extract(f"<h2>望江楼简介</h2><div><p>{TEXT}</p><p>{MORE}</p></div><div class=r>{box}</div>")
    assert (found["source"], found["published_at"]) == (None, None)


def test_where_something_takes_place_is_no_source_and_a_library_may_be() -> None:
    html = f"<h1>展演预告</h1><div>2018-03-05 19:30 {{}}</div><div class=c><p>{TEXT}</p><p>{MORE}</p></div>"
    told = [extract(html.format(one))["source"] for one in ("云川大剧院小剧场", "云川大剧院", "云川图书馆")]
    assert told == [None, None, "云川图书馆"]


def test_a_release_is_called_by_what_it_says_and_not_by_what_heads_it() -> None:
    text = (
        "<p>The council has set aside money for the repair of the sea wall, and crews are due on site next month.</p>"
        * 2
    )
    heads = (
        "<h2>Press Release</h2><p>Release Date: March 5, 2018</p><p>For release at 2:00 p.m. EST</p><h3>Sea wall</h3>",
        "<table><tr><td><b>SUBJECT:</b>&nbsp; Sea wall</td></tr><tr><td><b>FOR IMMEDIATE RELEASE:</b><br>3/5/2018</table>",
        "<p>For Immediate Release<br>Monday, March 5, 2018</p><p align=center><font size=5>Sea wall</font></p>",
    )
    for head in heads:
        found = extract(f"<html lang=en-US><title>Press Release</title><div>{head}{text}<p>###</p></div>")
        assert (found["title"], found["published_at"][:10]) == ("Sea wall", "2018-03-05")
        assert found["body_text"].endswith("next month.")


def test_the_paragraph_that_leads_into_an_english_article_is_part_of_it() -> None:
    lead, text = "A fund worth four million pounds will pay for rural transport.", "The fund opens in May. " * 8
    facts = "<p>From: <a>Department for Communities</a></p><p>Published 5 March 2018</p>"
    found = extract(
        f"<main><h1>New fund for charities</h1><p class=lead>{lead}</p>{facts}<div class=g><p>{text}</p></div></main>"
    )
    assert found["body_text"].split("\n") == [lead, text.strip()]
    assert (found["source"], found["published_at"]) == ("Department for Communities", "2018-03-05")


def test_a_page_that_scripts_alone_fill_is_what_it_says_to_readers_without_them() -> None:
    text = f"<noscript><h1>闭馆公告</h1><p>2018-03-05</p><p>{TEXT}</p><p>{MORE}</p></noscript>"
    found = extract(f"<title>闭馆公告</title><div id=app></div>{text}<script src=a.js></script>")
    assert (found["title"], found["published_at"], found["body_text"]) == ("闭馆公告", "2018-03-05", f"{TEXT}\n{MORE}")
    assert extract("<div id=app></div><noscript>请启用脚本。</noscript><script>1</script>")["outcome"] == "held"


def test_the_days_of_what_a_notice_tells_stay_in_it_and_its_own_go() -> None:
    head = "<h3>设计招标公告的更正公告</h3><p>公告发布时间：2018-03-05 16:30</p>"
    found = extract(f"{head}<div class=c><p>首次公告日期：2018年3月1日</p><p>{TEXT}</p><p>{MORE}</p></div>")
    assert found["body_text"].split("\n") == ["首次公告日期：2018年3月1日", TEXT, MORE]
    found = extract(f"<div>{head}<p>来源：县水利局</p><div><p>{TEXT}</p><p>{MORE}</p></div></div>")
    assert (found["source"], found["body_text"]) == ("县水利局", f"{TEXT}\n{MORE}")


def test_a_year_of_two_figures_beside_a_label_and_a_choice_of_a_script_are_read() -> None:
    assert extract(article(line="时间：18-03-05　文章类型：原创"))["published_at"] == "2018-03-05"
    apart = "<i>发布时间：18-03-05</i><i>11:23</i><i>官方帐号</i>"
    assert extract(article(line=apart))["published_at"] == "2018-03-05T11:23+08:00"
    script = '<script>var a="县水利局";if(a!=""){document.write(a)}else{document.write("本站")}</script>'
    assert extract(article(line=f"2018-03-05 来源：{script}"))["source"] == "县水利局"


def test_a_column_of_other_articles_with_their_sources_beside_a_text_tells_nothing_of_it() -> None:
    rows = "".join(
        f"<li><a href={at}.html>第{at}次防汛会议召开</a><em>来源：云川站{at} 2018-02-0{at}</em></li>"
        for at in (1, 2, 3)
    )
    html = f"<ul>{rows}</ul><div><h1>三年行动启动</h1><p>2018-03-05 县水利局</p><div class=c><p>{TEXT}</p><p>{MORE}</p></div></div>"
    found = extract(html)
    assert (found["source"], found["published_at"]) == ("县水利局", "2018-03-05")


def test_who_checked_a_text_and_put_it_up_is_told_below_it_and_is_none_of_it() -> None:
    told = "<p>发布人：赵凯</p><p>发布部门：机关事务局</p><p>发布时间：2018-03-05 09:30:12</p>"
    panel = f"<h1 class=label>公告信息详情</h1><div class=h>更换门禁卡的公告</div><div class=b><p>{TEXT}</p><p>{MORE}</p>{told}</div>"
    found = extract(f"<title>公告</title><div>{panel}</div>")
    assert (found["title"], found["source"], found["published_at"][:10]) == (
        "更换门禁卡的公告",
        "机关事务局",
        "2018-03-05",
    )
    assert found["body_text"] == f"{TEXT}\n{MORE}"
    checked = "<p>（文/图 教务处 初审：李楠 复审：张颖 终审：王磊）</p>"
    assert extract(article(f"<p>{TEXT}</p><p>{MORE}</p>{checked}"))["body_text"] == f"{TEXT}\n{MORE}"
    assert extract(article(f"<p>{TEXT}</p><p>{MORE}</p><p>审核：合格</p>"))["body_text"].endswith("审核：合格")


def test_what_follows_the_end_of_a_release_goes_unless_it_says_something() -> None:
    text = (
        "<p>The council has set aside money for the repair of the sea wall, and crews are due on site next month.</p>"
        * 2
    )
    html = f"<main><h1>Sea wall repairs</h1><p>March 5, 2018</p><div class=c>{text}<p>ENDS</p>{{}}</div></main>"
    assert extract(html.format("<p>Media enquiries: press@o.example.test</p>"))["body_text"].endswith("next month.")
    notes = "<p>The wall was built in 1921 and was last repaired after the storm of 1987.</p>"
    assert extract(html.format(notes))["body_text"].endswith("1987.")


def test_a_day_that_a_notice_tells_of_is_not_its_own() -> None:
    text = "<p>我局于2018年3月1日发布的停水公告因表述有误，现予撤销，给您带来的不便敬请谅解。</p><p>县水务局</p><p>2018年3月5日</p>"
    found = extract(
        f"<div><div class=t>关于撤销停水公告的说明</div><div>发文日期：2018-03-05</div><div>{text}</div></div>"
    )
    assert found["published_at"] in (None, "2018-03-05")


def test_an_account_s_credits_at_the_foot_tell_its_source_and_are_none_of_its_text() -> None:
    foot = "<section><p>来源｜东坪发布</p><p>编辑｜小满</p><p>审核｜陈晨</p></section>"
    text = f"<section><p>{TEXT}</p></section><section><p>{MORE}</p></section>"
    found = extract(f"<div><h2>普查启动</h2><p>2018-03-05 19:02</p><section class=rc>{text}{foot}</section></div>")
    assert (found["source"], found["body_text"]) == ("东坪发布", f"{TEXT}\n{MORE}")
    assert extract(article(line="2018-03-05　来源：县水利局　<a>语音朗读</a>"))["source"] == "县水利局"


def test_a_notice_is_dated_by_its_last_words() -> None:
    text = (
        "<p>The council has set aside money for the repair of the sea wall, and crews are due on site next month.</p>"
        * 2
    )
    signed = "<p>Dated this 5th day of March, 2018.</p><p>Ellen Marsh, Clerk</p>"
    assert extract(f"<main><h1>Notice of hearing</h1>{text}{signed}</main>")["published_at"] == "2018-03-05"


def test_facts_of_a_page_stand_in_cells_or_items_and_an_office_among_them_is_its_source_and_no_title() -> None:
    text = f"<div class=nr><p>{TEXT}</p><p>{MORE}</p></div>"
    row = "<table><tr><td>云潭晚报</td><td>发布时间：2018-03-05 16:29</td><td>编辑：周舟</td></tr></table>"
    items = "<ul><li>{}</li><li>市第二人民医院</li><li>分享到：</li><li>作者：何建国</li></ul>"
    for facts, source in (
        (row, "云潭晚报"),
        (items.format("发布日期：2018年03月05日 12:44:41"), "市第二人民医院"),
        (items.format("【发布时间】2018.03.05"), "市第二人民医院"),
    ):
        found = extract(f"<title>工作动态</title><div><p>城区供水管网更换</p>{facts}{text}</div>")
        assert (found["title"], found["source"], found["published_at"][:10]) == (
            "城区供水管网更换",
            source,
            "2018-03-05",
        )
    line = "<p>来源：县水利局　信息时间：2018-03-05</p>"
    assert extract(f"<h1>城区供水管网更换</h1>{line}{text}")["source"] == "县水利局"


def test_what_other_articles_are_called_beside_their_days_is_no_source_and_heads_no_title() -> None:
    box = "".join(f"<li><a href={at}.html>{name}</a> {day}</li>" for at, name, day in OTHERS)
    text = f"<div class=nr><p>{TEXT}</p><p>{MORE}</p></div>"
    told = "<p>发布机构：市气象台　发布时间：2018-03-05</p>"
    found = extract(f"<title>政府文件</title><ul>{box}</ul><div><p>关于管网更换的意见</p>{told}{text}</div>")
    assert (found["title"], found["source"]) == ("关于管网更换的意见", "市气象台")
    found = extract(f"<title>政府文件</title><ul>{box}</ul><div><p>关于管网更换的意见</p>{text}{told}</div>")
    assert (found["title"], found["published_at"]) == ("关于管网更换的意见", "2018-03-05")
    assert found["body_text"] == f"{TEXT}\n{MORE}"


OTHERS = (
    (1, "北门街有新办法", "[04-14]"),
    (2, "梅城县气象局召开碰头会", "2022-08-15"),
    (3, "白沙镇开展排查", "2022-07-13"),
)


def test_the_editor_s_line_above_a_text_without_paragraphs_ends_nothing() -> None:
    table = "<table border=1><tr><td>管网<td>170</tr><tr><td>河道<td>442</tr></table>"
    told = "<p>时间：2018-03-05　责任编辑：吴敏</p>"
    found = extract(f"<div><h2>管网更换</h2>{told}<div>　　{TEXT}<br>　　{MORE}<br>{table}</div></div>")
    assert found["body_text"].endswith("河道\t442")


def test_tools_and_the_office_among_the_facts_above_a_text_are_none_of_it() -> None:
    items = "<ul><li>县水利局</li><li>时间：2018.03.05 18:05</li><li>责任编辑：吴敏</li><li>阅读：1024</li><li>【字体：<a>大</a> <a>小</a>】</li></ul>"
    found = extract(
        f"<div class=m><div class=tit>城区供水管网更换</div>{items}<div class=zw><p>{TEXT}</p><p>{MORE}</p></div></div>"
    )
    assert (found["source"], found["body_text"]) == ("县水利局", f"{TEXT}\n{MORE}")


def test_learned_pages_without_a_source_take_none_of_the_articles_beside_them() -> None:
    rows = "".join(
        f"<li><a href=/n/{at}.html>第{at}次防汛会议召开</a><em>来源：云川站{at}</em><span>2018-02-0{at}</span></li>"
        for at in (1, 2, 3)
    )
    side = f"<div class=side><h3>最新资讯</h3><ul>{rows}</ul></div>"

    def made(at: int) -> str:
        text = f"<div class=nr><p>第{at}号。{TEXT}</p><p>{MORE}第{at}线。</p></div>"
        return f"<title>工作动态</title><div class=main><h1>第{at}条线路开通公告</h1><p class=info>时间：2018-03-0{at}</p>{text}</div>{side}"

    samples = [
        Sample(f"http://old.example.test/n/{at}.html", made(at), f"第{at}条线路开通公告", f"2018-03-0{at}")
        for at in range(1, 7)
    ]
    templates = [one.template for one in learn_templates(samples)]
    found = extract(made(8), page=page("http://old.example.test/n/8.html"), templates=templates)
    assert (found["template"] is not None, found["title"], found["source"]) == (True, "第8条线路开通公告", None)


def test_the_labelled_days_of_articles_in_a_box_beside_a_text_are_none_of_it() -> None:
    row = "<p><a href=/n/{0}>Notice {0} on flood gates</a><br>Published: Jan {0}, 2019</p>"
    box = f"<div class=side><h2>More from Housing Office</h2>{row.format(2)}{row.format(3)}</div>"
    text = "".join(
        f"<p>The council will resurface {at} metres of road this autumn, officers said.</p>" for at in range(6)
    )
    html = "<title>News</title><table><tr><td>{}</td><td><p align=center><font size=5>Works on Mill Lane</font></p>{}<div>{}</div></td></tr></table>"
    found = extract(html.format(box, "<p><i>Agency: Press Office</i><i>9 May 2017</i></p>", text))
    assert (found["title"], found["published_at"], found["source"]) == (
        "Works on Mill Lane",
        "2017-05-09",
        "Press Office",
    )
    assert extract(html.format(box, "", text))["published_at"] is None
    box = "<div><p><a href=/n/1>Works on Mill Lane</a><br>Published: May 9, 2017</p></div>"
    assert extract(html.format(box, "", text))["published_at"] == "2017-05-09"


def test_labels_of_elements_without_a_blank_between_them_and_of_no_field_end_a_source() -> None:
    text = "".join(
        f"<p>The council will resurface {at} metres of road this autumn, officers said.</p>" for at in range(6)
    )
    html = (
        "<h1>Works on Mill Lane</h1><div class=m><em>Released by: Press Office</em>{}</div><div class=c>"
        + text
        + "</div>"
    )
    others = (
        "<em>Date posted: May 9, 2017</em>",
        " Category: News",
        "<em>Reading time: 3 minutes</em>",
        "　News release",
        "<em>Sunday, May 9, 2017</em>",
    )
    assert {extract(html.format(one))["source"] for one in others} == {"Press Office"}


def test_a_row_of_facts_is_no_body_and_a_heading_below_a_number_no_title() -> None:
    said = [f"The council will resurface {at} metres of road this autumn, officers said." for at in range(6)]
    facts = "<table width=100%><tr><td>Release date: May 9, 2017 at 16:45</td><td>News release</td><td>Contact: <a href=/c>Media team</a></td></tr></table>"
    told = "".join(f"<section><span>{one}</span></section>" for one in said)
    found = extract(
        f"<title>Transport</title><p align=center><font size=5>Works on Mill Lane</font></p>{facts}<div>{told}</div>"
    )
    assert (found["title"], found["published_at"]) == ("Works on Mill Lane", "2017-05-09T16:45+08:00")
    assert found["body_text"].endswith("\n".join(said))
    html = "<h4>关于做好防汛的意见</h4><p>发布时间：2018-03-05</p><div class=c><p>云水函〔2018〕3号</p><h3>（一）组织领导</h3>"
    found = extract(f"<title>云川县档案馆</title>{html}<p>{TEXT}</p><p>{MORE}</p></div>")
    assert (found["title"], found["document_number"]) == ("关于做好防汛的意见", "云水函〔2018〕3号")


def test_facts_at_the_edge_of_a_body_s_head_tell_its_day_and_the_signature_does_not() -> None:
    title = "<p style='font-size:24px'>关于望江路公共自行车站点有关事项的通知</p>"
    text = f"<div>各单位：<br>{TEXT}{MORE}<br>市住房和城乡建设局<br>2014年2月27日<br></div>"
    below = "<dl class=facts><dt>{}</dt><dd>2014年3月1日</dd><dt>{}</dt><dd>6968</dd></dl>"
    others = "<div><h3>网友评论</h3><p>匿名网友 2016-08-08：说得好，支持！</p></div>"
    html = "<title>通知</title><div>首页 / 通知公告</div><div id=page>{}</div>"
    told = extract(html.format(title + text + below.format("时间", "浏览次数") + others))
    assert told["published_at"] == "2014-03-01"
    for name, next_name in (("评论", "浏览次数"), ("时间", "地点"), ("会议时间", "主讲人")):
        found = extract(html.format(title + text + below.format(name, next_name) + others))
        assert found["published_at"] == "2014-02-27"
    row = "<table><tr><td>[发布单位：市第二人民医院]<td>2014年3月1日 17:24<td>[主题分类：政务]<td>[浏览次数：4523]</table>"
    told = extract(html.format(f"{title}{row}<form><div id=txt>{text}</div></form>{others}"))
    assert (told["published_at"], told["source"]) == ("2014-03-01T17:24+08:00", "市第二人民医院")


def test_facts_and_readers_comments_below_a_text_are_none_of_it_and_told() -> None:
    signed = f"<p>各单位：</p><p>{TEXT}{MORE}</p><p>市住建局</p><p>2014年2月27日</p>"
    rows = "<ul><li>{}：2014-03-01 10:20</li><li>{}：县融媒体中心</li></ul>"
    box = "<div><h3>网友评论</h3><p>匿名网友 2016-08-08：说得好，支持！</p>{}</div>"
    html = "<title>通知</title><div>首页 / 通知</div><div><p align=center><b>关于望江路站点的通知</b></p>{}</div>"
    told = extract(html.format(signed + rows.format("发布时间", "信息来源") + box.format("<textarea></textarea>")))
    assert (told["published_at"], told["source"]) == ("2014-03-01T10:20+08:00", "县融媒体中心")
    assert told["body_text"].endswith("2014年2月27日")
    own = extract(html.format(signed + rows.format("报名时间", "承办") + box.format("<p>以上意见已经采纳。</p>")))
    assert all(one in own["body_text"] for one in ("报名时间：2014-03-01", "匿名网友"))


def test_a_large_office_above_and_an_issue_of_a_gazette_beside_are_no_title() -> None:
    line = "<p>发布日期：2018-03-05</p>"
    large = "<font size=5>{}</font><br><font size=4>{}</font>"
    html = f"<title>云川县档案馆</title>{{}}<div><p>{TEXT}</p><p>{MORE}</p></div>{line}"
    assert extract(html.format(large.format("云川县档案馆", "馆藏民国契约整理完成")))["title"] == "馆藏民国契约整理完成"
    assert extract(html.format(large.format("云川县档案馆", "县文化馆")))["title"] == "云川县档案馆"
    side = "<div><h4>2018年第3期（总第87期）</h4></div>"
    html = f"<title>2018年第3期（总第87期）_公报</title>{side}<div class=tit>关于公布名单的通知</div>{line}<div><p>{TEXT}{MORE}</p></div>"
    assert extract(html)["title"] == "关于公布名单的通知"


def test_a_person_who_supplied_a_text_wrote_it_and_an_office_is_its_source() -> None:
    found = [extract(article(line=f"供稿：{one}　日期：2018-03-05")) for one in ("石溪", "市妇联")]
    assert [(one["source"], one["author"]) for one in found] == [(None, "石溪"), ("市妇联", None)]


def test_a_list_of_facts_at_a_body_s_head_goes_whole_and_a_kicker_is_no_title() -> None:
    title, text = "<h5>关于社区食堂的公告</h5>", f"<div class=nr>{TEXT}<br>{MORE}</div>"
    facts = "<dl><dt>点击<dd>8136次<dt>作者<dd>何建国<dt>{}<dd>2018-03-05<dt>主题分类<dd>综合政务</dl>"
    html = "<title>公告</title><div>首页 / 公告</div><div id=page>{}</div>"
    told = extract(html.format(title + facts.format("信息时间") + text))
    assert (told["published_at"], told["body_text"].startswith(TEXT)) == ("2018-03-05", True)
    assert "开标时间" in extract(html.format(title + facts.format("开标时间") + text))["body_text"]
    head = (
        "<div class=t><p class=yt>聚焦民生</p><p class={}>改造管网六十公里</p></div><p>2018-03-05　来源：县水利局</p>"
    )
    found = [extract(f"<title>两会</title>{head.format(one)}<div><p>{TEXT}{MORE}</p></div>") for one in ("zt", "yt")]
    assert [one["title"] for one in found] == ["改造管网六十公里", "聚焦民生改造管网六十公里"]


def test_the_name_of_another_article_above_the_day_is_no_source_and_menus_are_no_title() -> None:
    other = "<div><a href=9.html>关于社区食堂有关事项的通报</a><p>2020-10-14</p></div>"
    facts = "<p>【发布机构】云川晚报 【发布日期】2018年3月5日</p>"
    html = f"{other}<h2>县里开放新食堂</h2>{{}}<div class=x><p>{TEXT}</p><p>{MORE}</p></div>"
    assert extract(html.format(facts), page=page(listed_title="县里开放新食堂"))["source"] == "云川晚报"
    menu = "<div><p>栏目导航</p><a href=/a/>机构职能</a><a href=/b/>民生资讯</a></div>"
    head = "<p>发布单位：白沙镇政府 发布时间：2018-03-05</p><div class=article_title>镇里的路修好了</div>"
    assert extract(f"<title>民生资讯</title>{menu}{head}<div><p>{TEXT}{MORE}</p></div>")["title"] == "镇里的路修好了"


def test_a_row_beside_the_text_that_a_click_opens_is_no_source_and_an_office_beside_its_day_is() -> None:
    row = "<li onclick=\"location.href='/show.asp?id=3'\">区文旅局暂停了青萍镇数字档案馆<em>2019-09-03</em></li>"
    facts = "<ul><li>发布机构： 新铺乡党政办</li><li>发稿时间： 2019-9-3</li></ul>"
    shown = f"<div>{row}</div><h1>关于沿河步道改造的通知</h1><div class=xl-c>{TEXT}</div>{facts}"
    assert extract(shown)["source"] == "新铺乡党政办"
    assert extract(shown.replace(row, "<p>区文旅局数字档案馆 2019-09-03</p>"))["source"] == "区文旅局数字档案馆"


def test_a_short_text_in_a_form_without_fields_is_kept_and_a_form_to_fill_in_is_left_out() -> None:
    html = f"<p>{TEXT}{MORE}</p><form method=post><p>区里的收集房已投入使用。</p>{{}}</form>"
    said = [
        without_furniture(parse_html(html.format(one)), [])
        for one in ("", "<input type=hidden name=__VIEWSTATE>", "<textarea></textarea>", "<input name=q>")
    ]
    assert ["<form" in one for one in said] == [False, False, True, True]


def test_bare_text_between_tables_is_the_body_though_the_readers_see_the_page_s_foot_alone() -> None:
    menu = "".join(f"<td><a href=/l.php?t={n}>第{n}栏目</a></td>" for n in range(1, 8))
    text = "".join(f"&nbsp;&nbsp;{one}<br><br>" for one in (TEXT, MORE, TEXT, MORE))
    html = (
        f"<title>单位简介</title><body><table width=900><tr>{menu}</tr></table><center><b>单位简介</b></center>{text}"
        "<table width=900><tr><td align=center>Power by DedeCms 云川县公路段</td></tr></table></body>"
    )
    found = extract(html)
    assert (found["title"], MORE in found["body_text"]) == ("单位简介", True)


def test_a_selector_of_the_whole_page_leaves_the_heading_s_day_to_be_read() -> None:
    head = "<p align=center><b>2005年云川县统计公报</b></p><p align=center>云川县统计局</p><p align=center>2006年3月6日</p>"
    whole = Template.model_validate(
        {"name": "t", "url": "/a/", "fields": {"body": {"first_of": [{"css": "body"}], "as": "html"}}}
    )
    found = extract(f"<body>{head}<p>{TEXT}</p><p>{MORE}</p></body>", templates=[whole])
    assert (found["published_at"], found["body_text"].startswith("各区")) == ("2006-03-06", True)


def test_a_page_whose_text_is_a_file_that_a_handler_gives_is_a_document() -> None:
    table = "<table border=1><tr><td>公文标题</td><td>河堤加固问答</td></tr><tr><td>发布日期</td><td>2011-04-28</td></tr></table>"
    html = f"<title>云川县水利局</title><body>{table}<div><p><a href='{{}}'>附件下载</a></p></div></body>"
    assert extract(html.format("Down.aspx?fid=204"))["verdict"] == "attachment-only"
    assert extract(html.format("Show.aspx?fid=204"))["outcome"] == "dropped"


def test_a_page_that_only_shows_or_links_files_is_a_document_beside_a_box_that_asks_its_reader() -> None:
    box = "<div class=p><h3>Poll</h3><p>How useful is this website?</p></div>"
    head = "<title>Town</title><body><div><h1>Prices in March</h1><p>Release date: 14 April 2022</p>{}</div>" + box
    shown = (
        "<object data=/cpi.pdf type=application/pdf></object>",
        "<ul><li><a href=/a.pdf>Table A</a></ul>",
        "<img src=/p.png>",
    )
    found = [extract(head.format(one)) for one in shown]
    assert [(one["title"], one["body_text"]) for one in found] == [
        ("Prices in March", "cpi.pdf"), ("Prices in March", "Table A"), ("Prices in March", ""),
    ]  # fmt: skip
    assert "Buses" in extract(head.format("<p>Buses run every hour.</p><a href=/a.pdf>Table A</a>"))["body_text"]


def test_the_sign_before_the_place_line_is_no_picture_of_an_article() -> None:
    place = "<div class=w><img src=/i/home.png> 您的位置：<a href=/>首页</a> &gt; <a href=/g/>规划</a></div>"
    html = f"{place}<h1>二〇二二年计划执行情况</h1><p>日期：2023-02-16</p><iframe src='/v.html?file=/j.pdf'></iframe>"
    found = extract(html)
    assert (found["images"], found["body_text"]) == ([], "j.pdf")


def test_the_day_on_which_a_site_was_changed_is_not_that_of_a_page_without_one() -> None:
    foot = "<div>{}<br>更新日期：2025-09-22 访问总量：31</div>"
    html = f"<h1>县图书馆机构职能</h1><div class=x><p>{TEXT}</p><p>{MORE}</p></div>"
    days = [extract(html + foot.format(one))["published_at"] for one in ("版权所有 © 云川县人民政府", "县图书馆")]
    assert days == [None, "2025-09-22"]


def test_a_sentence_that_ends_with_a_colon_tells_no_day_of_the_page() -> None:
    html = "<h1>Appointments</h1><p>25 July 2017</p><p>{} with effect from 1 August 2017:</p><p>Ada Wren, Lands; she has served ten years.</p>"
    assert extract(html.format("The President has appointed"))["published_at"] == "2017-07-25"


def test_the_head_of_a_cell_is_no_place_line_and_a_list_called_bread_is_one() -> None:
    table = "<table border=1><tr><td>土地位置</td><td>城东</td></tr></table>"
    place = (
        "<ul class={}><li><a href=/>首页</a><i>/</i></li><li><a href=/t/>土地市场</a><i>/</i></li><li>出让…</li></ul>"
    )
    html = f"{{}}<h1>出让公告</h1><p>2021-09-28 来源：县资源局</p><div class=x><p>{TEXT}</p>{table}<p>{MORE}</p></div>"
    assert extract(html.format(place.format("bread")))["section_path"] == ["土地市场"]
    assert extract(html.format(place.format("tabs")))["section_path"] == []


def test_a_number_with_its_label_or_its_day_is_read_below_a_place_line_with_marks_of_its_own() -> None:
    html = (
        "<table><tr><td>Home › News<br><h3>Bids for nets</h3><p>{}</p><p>Date of publication: 4 April 2018</p>"
        "<p>The harbour office invites bids for nets. Bids must be delivered on or before 5 May.</p></td></tr></table>"
    )
    told = ("Tender No. MOH/GS/2018/014", "Notice No. 8/2014 3 March 2014", "Room No. 12/14")
    assert [extract(html.format(one))["document_number"] for one in told] == ["MOH/GS/2018/014", "8/2014", None]
    assert "Tender" not in extract(html.format(told[0]))["body_text"]


def test_english_facts_below_a_text_beside_a_menu_and_below_the_name_of_a_kind_are_read() -> None:
    text = "<p>This report tells what the survey of 2019 has found in all villages of the islands.</p>"
    rows = "<ul><li><b>{}:</b> 25 June 2020</li><li><b>Format:</b> PDF</li></ul>"
    html = f"<h1>Household survey</h1><div>{text}{rows}</div>"
    days = [extract(html.format(one))["published_at"] for one in ("Publication date", "Closing date")]
    assert days == ["2020-06-25", None]
    beside = "<table><tr><td>Crime figures 20 May 2021</td><td>Home › News<br><table>{}</table></td></tr></table>"
    own = f"<tr><td><h3>PUBLIC NOTICE</h3></td></tr><tr><td><b>Returns of dealers</b></td></tr><tr><td>{text}</td></tr>"
    found = extract(beside.format(own + "<tr><td>Posted 28th June, 2013</td></tr>"))
    assert (found["title"], found["published_at"]) == ("Returns of dealers", "2013-06-28")


def test_an_english_article_s_time_before_its_day_is_read_and_its_editor_is_none_of_the_text() -> None:
    text = "<p>The line begins trial operation. It will open to all in December.</p>"
    html = f"<h1>Line begins trial run</h1><div>(Yun Daily) 16:40, September 12, 2022</div><div>{text}<p>{{}}</p></div>"
    found = [extract(html.format(one)) for one in ("(Editor: Lin Mei)", "Editor of the plan: Lin Mei")]
    assert found[0]["published_at"] == "2022-09-12T16:40+08:00"
    assert ["Editor" in one["body_text"] for one in found] == [False, True]


def test_a_short_lead_is_the_text_s_own_and_an_english_pager_is_not() -> None:
    text = "<p>Take nets to a collection point at the harbour.</p><p>Do not bury or burn nets at any time.</p>"
    html = "<h1>Old nets</h1><p class={}>How to get rid of old nets safely.</p><dl><dt>Published<dd>24 June 2019</dl>"
    pager = "<div><a href=1.html>1</a> <a href=2.html>2</a> <a href=2.html>{}</a></div>"
    found = [
        extract(html.format(lead) + f"<div class=g>{text}{pager.format(last)}</div>")["body_text"]
        for lead, last in (("lead-in", "Next"), ("hint", "Nets"))
    ]
    assert [one.startswith("How to") for one in found] == [True, False]
    assert ["1 2" in one for one in found] == [False, True]


def test_a_foot_that_says_only_who_has_the_site_is_no_text_and_who_held_something_is() -> None:
    text = "<p>全县各乡镇扎实开展春耕备耕检查，落实种子和化肥，维修机井，检修农机具，效果良好。</p>" * 3
    head = "<title>县政府网</title><h3 align=center>关于开展春耕检查的公告</h3><p align=center>2011-04-02</p>"
    foot = "<table><tr><td>主办：县人民政府办公室　备案号：000000</td></tr></table>"
    assert "主办" not in extract(f"{head}{text}{foot}")["body_text"]
    assert "主办" in extract(f"{head}{text}<p>主办：县农业局　2011年4月2日</p>{text}{foot}")["body_text"]
