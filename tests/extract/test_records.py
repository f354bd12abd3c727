"""Pages that are a record: tenders, penalties, permits, persons. Labels and values of their own, few sentences."""

from __future__ import annotations

import pytest

from guiyi.config.models import Template
from guiyi.extract.learning.learn import Sample, learn_templates
from tests.extract.test_document import MORE, TEXT, extract, page

HEAD = "<table><tr><td id=tdTitle>云川县东门小学工程中标候选人公示</td></tr><tr><td>【信息时间：2018/3/9　阅读次数：12】</td></tr>"
ROWS = {
    "项目名称": "云川县东门小学工程",
    "开标时间": "2018-03-05 09:30",
    "第一中标候选人": "恒筑建设有限公司",
    "公示期": "2018-03-09至2018-03-12",
}


def rows(told: dict[str, str]) -> str:
    return "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in told.items())


def test_days_in_cells_of_a_record_are_its_own_not_the_page_s() -> None:
    found = extract(
        f"<title>详细信息</title>{HEAD}<tr><td id=TDContent><table border=1>{rows(ROWS)}</table></td></tr></table>"
    )
    assert (found["title"], found["published_at"]) == ("云川县东门小学工程中标候选人公示", "2018-03-09")
    assert found["body_text"].split("\n") == [f"{label}\t{value}" for label, value in ROWS.items()]


def test_days_beside_other_cells_stay_in_a_table_below_the_title() -> None:
    changed = "<tr><td>序号</td><td>事项</td><td>更正前</td><td>更正后</td></tr><tr><td>1</td><td>开标</td>"
    days = "<td>2018-03-05 09:00</td><td>2018-03-05 15:00</td></tr>"
    found = extract(
        f"<h2>东门小学更正公告</h2><p>2018-03-01</p><div class=x><table border=1>{changed}{days}</table></div>"
    )
    assert "1\t开标\t2018-03-05 09:00\t2018-03-05 15:00" in found["body_text"]


def test_a_selected_table_stays_one_and_a_layout_of_one_column_is_none() -> None:
    template = Template.model_validate({"name": "t", "url": "x", "fields": {"body": {"first_of": [{"css": ".own"}]}}})
    table = f"<h1>东门小学中标公示</h1><table class=own>{rows(ROWS)}</table>"
    assert '<table class="own"><tr><td>项目名称' in extract(table, templates=[template])["body_html"].replace(
        "<tbody>", ""
    )
    layers = f"<h1>东门小学停课通知</h1><table class=own><tr><td>{TEXT}</td></tr><tr><td>{MORE}</td></tr></table>"
    assert "<table" not in extract(layers, templates=[template])["body_html"]


def test_a_countdown_is_no_part_of_a_notice() -> None:
    left = "<div class=ewb-countdown><p>报名倒计时</p><span id=day></span><span>天</span></div>"
    found = extract(
        f"<h2>东门小学招标公告</h2><p>2018-03-01</p><div class=x>{left}<div><p>{TEXT}</p><p>{MORE}</p></div></div>"
    )
    assert found["body_text"].split("\n") == [TEXT, MORE]


PENALTY = {
    "行政处罚决定书文号": "云市监罚〔2018〕12号",
    "处罚名称": "恒筑建设有限公司无照经营一案",
    "行政相对人名称": "恒筑建设有限公司",
    "处罚结果": "罚款3000元",
    "处罚决定日期": "2018/03/02",
    "处罚机关": "云川县市场监督管理局",
    "公示日期": "2018/03/05",
}
KIND = "<title>双公示-行政处罚</title><div class=crumb>当前位置：<a href=/>首页</a> / <a href=/sgs/>双公示</a></div><div class=k>行政处罚信息</div>"


def penalty(at: int) -> str:
    told = PENALTY | {"处罚名称": f"第{at}号商铺无照经营一案", "行政处罚决定书文号": f"云市监罚〔2018〕{at}号"}
    return f"{KIND}<table class=gs width=100%>{rows(told | {'公示日期': f'2018/03/{at:02}'})}</table>"


def test_a_record_tells_its_name_its_number_who_decided_and_when_it_was_shown() -> None:
    found = extract(f"{KIND}<table class=gs>{rows(PENALTY)}</table>")
    assert (found["title"], found["published_at"]) == (PENALTY["处罚名称"], "2018-03-05")
    assert (found["document_number"], found["written_on"]) == ("云市监罚〔2018〕12号", "2018-03-02")
    assert (found["issuing_agency"], found["section"]) == ("云川县市场监督管理局", "双公示")
    assert found["body_html"].startswith("<table")


def test_fields_of_a_record_are_learned_by_the_labels_beside_them() -> None:
    urls = [f"http://old.example.test/sgs/detail.jsp?id={at}" for at in range(4, 10)]
    pages = [Sample(url, penalty(at), f"第{at}号商铺无照经营一案", "2018-03-02") for at, url in enumerate(urls, 4)]
    (learned,) = learn_templates(pages, (), ["http://old.example.test/sgs/list.jsp?page=2"])
    read = {name: rule.first_of[0] for name, rule in learned.template.fields.items()}
    assert (read["title"].label, read["published_at"].label) == ("处罚名称", "公示日期")


def test_an_article_with_such_a_table_keeps_its_own_title_and_day() -> None:
    head = "<h1>关于对一起无照经营案的通报（2018年第三期）</h1><p>2018-04-09</p>"
    found = extract(f"{head}<div id=zoom><p>{TEXT}</p><p>{MORE}</p><table border=1>{rows(PENALTY)}</table></div>")
    assert (found["title"], found["published_at"]) == ("关于对一起无照经营案的通报（2018年第三期）", "2018-04-09")


LIFE = "<div class=v_news_content><p>林晓，毕业于云川医学院，从事临床工作二十年，曾赴上级医院进修，发表论文六篇。</p></div>"
CARD = "<div class=card><img src=/u/7.jpg><h3>林晓</h3><p>科室：急诊科</p><p>职称：主任医师</p><p>擅长：骨折的诊治。</p></div>"
HOURS = "<table border=1><tr><td>出诊时间</td><td>周一</td></tr><tr><td>上午</td><td>●</td></tr></table>"
NAV = "<title>林晓-云川县医院</title><div>位置：<a href=/>首页</a> &gt; <a href=/zj/>专家介绍</a></div>"


def test_what_stands_above_an_expert_s_life_belongs_to_it() -> None:
    found = extract(f"{NAV}{CARD}{HOURS}{LIFE}<div>云川县医院 电话：0555-6212120</div>")
    assert (found["title"], found["content_type"], found["source"]) == ("林晓", "profile", None)
    assert found["body_text"].startswith("科室：急诊科\n职称：主任医师\n擅长：骨折的诊治。\n出诊时间\t周一")
    assert found["body_text"].endswith("发表论文六篇。")
    assert len(found["images"]) == 1


def test_cards_of_other_experts_beside_an_article_do_not() -> None:
    found = extract(
        f"<title>义诊通知</title><h1>义诊通知</h1>{CARD}{CARD.replace('林晓', '周远')}<div id=zoom><p>{TEXT}</p></div>"
    )
    assert found["body_text"] == TEXT


def test_a_person_s_name_ends_with_its_cell() -> None:
    told = "<table border=1><tr><td>姓名<td>林晓<td>性别<td>女<tr><td>职务<td>审判员<td>学历<td>大学本科</table>"
    found = extract(
        f"<title>云川县法院</title><div class=x>{told}<p>林晓，1975年3月出生，1998年参加工作，年均办案二百件。</p></div>"
    )
    assert (found["title"], found["content_type"]) == ("林晓", "profile")


def test_a_numbered_line_of_a_notice_tells_no_day_of_the_page() -> None:
    lines = "".join(
        f"<p>{line}</p>" for line in ("一、合同编号：QT-12", "二、合同名称：校服采购", "三、合同签订日期：2018-03-02")
    )
    head = "<h2>校服采购服务合同公告</h2><p><span>2018年03月05日 10:21</span> 来源：<span></span> 【打印】</p>"
    found = extract(
        f"<title>校服采购服务合同公告</title>{head}<div class=d>{lines}<p>四、公告期限：自发布之日起两个工作日。</p></div>"
    )
    assert found["published_at"] == "2018-03-05T10:21+08:00"
    assert "三、合同签订日期：2018-03-02" in found["body_text"]


def test_days_of_a_supply_of_land_are_none_of_publication() -> None:
    told = {
        "项目名称：": "柳河镇冷链仓储中心用地",
        "面积(公顷)：": "2.6566",
        "土地用途：": "工业用地",
        "供地方式：": "挂牌出让",
    }
    days = "<tr><td>约定交地时间：</td><td>2016-08-23</td><td>约定竣工时间：</td><td>2018-07-23</td></tr>"
    table = f"<table border=1><tr><td colspan=4>供地结果信息</td></tr>{rows(told)}{days}</table>"
    listed = page(listed_title="柳河镇冷链仓储中心用地", listed_on="2016-07-23")
    assert extract(table, page=listed)["published_at"] == "2016-07-23"
    alone = extract(f"<title>供地结果信息</title>{table}")
    assert (alone["title"], alone["published_at"]) == ("柳河镇冷链仓储中心用地", None)


def test_the_time_of_an_event_is_not_the_day_of_its_notice_and_stays() -> None:
    facts = "<p>主讲人：林晓 教授</p><p>时间：2018年3月9日（星期五）下午2:30</p><p>地点：实训楼报告厅</p>"
    html = "<h1>工匠精神讲座（第3期）</h1><p>{}</p><div class=x>" + facts + f"<p>{TEXT}</p><p>{MORE}</p></div>"
    found = extract(html.format("发布者：周远 发布时间：2018-03-05"))
    assert found["published_at"] == "2018-03-05"
    assert "时间：2018年3月9日（星期五）下午2:30" in found["body_text"]
    assert extract(html.format(""))["published_at"] is None


def test_an_office_that_begins_the_title_is_not_the_title_and_a_status_is_no_source() -> None:
    head = "<h3>云川县税务局关于明确印花税征收期限的公告</h3><h4>云川县税务局公告2018年第3号</h4>"
    line = "<p><span>成文日期：2018-03-02</span> <span>条款失效</span> <span>发布日期：2018-03-05</span></p>"
    place = "<ul><li><a href=/fgk/>税收法规库</a></li></ul><p>首页 &gt; <a href=/fgk/>税收法规库</a> &gt; 正文</p>"
    found = extract(f"<title>云川县税务局_税收法规库</title>{place}{head}{line}<div id=fontzoom><p>{TEXT}</p></div>")
    assert found["title"] == "云川县税务局关于明确印花税征收期限的公告"
    assert (found["source"], found["effective_status"]) == (None, "条款失效")


def test_words_that_all_notices_of_a_kind_say_stay_and_the_site_s_go() -> None:
    law = "<p>根据《土地管理法》等规定，现将有关事项公告如下：</p><h4>一、征收范围和补偿标准的说明</h4>"

    def notice(at: int) -> Sample:
        own = "".join(
            f"<p>第{line}条界线自{at * line}号桩起，至{at + line}号桩止，详见附图。</p>" for line in range(1, 5)
        )
        foot = "<p>本公告期限为十个工作日，逾期不再受理。</p><p>本网站内容未经许可不得转载，违者必究。</p>"
        head = f"<title>土地</title><h1>关于第{at}片区征地的公告</h1><p>发布时间：2018-03-{at:02}</p>"
        return Sample(f"http://old.example.test/zd/{at}.html", f"{head}<div class=nr>{law}{own}{foot}</div>")

    (learned,) = learn_templates([notice(at) for at in range(1, 9)])
    assert learned.template.drop == ("本网站内容未经许可不得转载，违者必究。",)


def test_a_line_below_a_table_belongs_to_it() -> None:
    table = "<table border=1>" + "".join(
        f"<tr><td>大米{at}</td><td>中等</td><td>元/斤</td><td>{at}.50</td></tr>" for at in range(1, 6)
    )
    below = "　　数据来源：县价格认定中心  采集时间：2018-03-04<br>"
    html = (
        f"<div class=bt>粮油价格监测表</div><div>录入时间：2018-03-05</div><div class=nr>{table}</table>{below}</div>"
    )
    found = extract(f"<title>粮油价格监测表</title>{html}")
    assert found["published_at"] == "2018-03-05"
    assert found["body_text"].split("\n")[-1] == "数据来源：县价格认定中心 采集时间：2018-03-04"


PERMIT = {
    "行政许可决定文书名称": "瑞丰农资经营部食品经营许可33号",
    "行政许可决定文书号": "云审批许〔2018〕28号",
    "许可内容": "准予在本县从事散装食品销售，范围以许可证正本为准。",
    "许可决定日期": "2018-03-02",
    "许可机关": "云川县行政审批局",
    "公示日期": "2018-03-05",
}
SHAPES = ("<li><span>{}：</span><span>{}</span></li>", "<dt>{}</dt><dd>{}</dd>", "<p>{}：{}</p>")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_record_of_blocks_tells_what_one_of_cells_does(shape: str) -> None:
    told = "".join(shape.format(label, value) for label, value in PERMIT.items())
    found = extract(
        f"<title>信用云川-行政许可公示</title><div class=xq><h3>行政许可详情</h3><div class=own>{told}</div></div>"
    )
    assert (found["title"], found["published_at"]) == (PERMIT["行政许可决定文书名称"], "2018-03-05")
    assert (found["document_number"], found["written_on"]) == ("云审批许〔2018〕28号", "2018-03-02")
    assert found["issuing_agency"] == "云川县行政审批局"
    assert PERMIT["行政许可决定文书名称"] in found["body_text"]


def test_when_a_law_was_adopted_stays_below_its_title() -> None:
    adopted = "（2018年3月2日云川县第十七届人大常委会第五次会议通过）"
    html = f"<h1>云川县人大常委会议事规则</h1><p>2018-03-05</p><div class=x><p align=center>{adopted}</p><p>{TEXT}</p><p>{MORE}</p></div>"
    assert extract(html)["body_text"].split("\n") == [adopted, TEXT, MORE]


def test_the_time_of_an_activity_stays_and_a_question_is_called_without_its_mark() -> None:
    facts = "<p>活动时间：2018年3月9日 14:00</p><p>活动地点：社教中心</p>"
    html = f"<h2>拓片体验招募</h2><div>发布时间：2018-03-05</div><div class=x>{facts}<p>{TEXT}</p><p>{MORE}</p></div>"
    assert extract(f"<title>拓片体验招募</title>{html}")["body_text"].startswith("活动时间：2018年3月9日 14:00")
    asked = f"<div class=q><b>问：</b>网约车年审需要哪些材料？</div><div>发布日期：2018-03-05</div><div class=a><p>答：{TEXT}</p></div>"
    assert extract(f"<title>常见问题</title>{asked}")["title"] == "网约车年审需要哪些材料？"


def test_an_office_of_two_characters_is_a_title_where_the_page_begins_with_it() -> None:
    facts = f"<p>负责人：林晓</p><p>办公地址：云川县交通路5号</p><p>主要职责：{TEXT}</p>"
    found = extract(f"<title>法规股-云川县交通局</title><h2>法规股</h2><div class=x>{facts}</div>")
    assert (found["title"], found["published_at"]) == ("法规股", None)


def test_an_office_without_a_label_beside_the_day_is_the_source() -> None:
    html = f"<article><h2>云川县交通局印章管理办法</h2><p>2018-03-05　办公室</p><div class=t><p>{TEXT}</p><p>{MORE}</p></div></article>"
    assert extract(f"<title>云川县交通局印章管理办法</title>{html}")["source"] == "办公室"


def test_what_stands_above_the_place_line_and_the_address_at_the_foot_are_no_text() -> None:
    head = "<div class=top><p>守信激励 失信惩戒</p></div><div>当前位置：<a href=/>首页</a> &gt; <a href=/gg/>公告</a></div>"
    foot = "<div class=bot>云川县博物馆 开放时间：9:00-17:00 地址：云川县文化路9号</div>"
    own = f"<h2>云川县博物馆闭馆公告</h2><p>尊敬的观众：</p><p>{TEXT}</p><p>云川县博物馆</p><p>2018年3月5日</p>"
    found = extract(f"<title>云川县博物馆闭馆公告</title>{head}<div class=d>{own}</div>{foot}")
    assert found["body_text"].split("\n") == ["尊敬的观众：", TEXT, "云川县博物馆", "2018年3月5日"]


def test_a_list_page_whose_rows_lead_nowhere_is_a_register_and_kept() -> None:
    row = "<tr><td>云医保许〔2018〕{0}号</td><td>{1}</td><td>定点零售药店准入</td><td>2018-03-{0:02}</td></tr>"
    head = "<title>许可公示</title><div>位置：<a href=/>首页</a> &gt; 许可公示</div><table><tr><th>文号<th>单位<th>内容<th>日期</tr>"
    told = "".join(row.format(at, "恒筑建设有限公司") for at in range(1, 9))
    linked = "".join(row.format(at, f"<a href=/{at}.html>恒筑建设有限公司</a>") for at in range(1, 9))
    found = extract(f"{head}{told}</table>", page=page(role="list"))
    assert (found["title"], found["section"]) == ("许可公示", "许可公示")
    assert "云医保许〔2018〕8号\t恒筑建设有限公司" in found["body_text"]
    assert extract(f"{head}{linked}</table>", page=page(role="list"))["code"] == "list-page"
