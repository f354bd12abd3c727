"""Pages that are a record: tenders, penalties, permits, persons. Labels and values of their own, few sentences."""

from __future__ import annotations

from guiyi.config.models import Template
from guiyi.extract.learn import Sample, learn_templates
from tests.extract.test_document import MORE, TEXT, extract

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
