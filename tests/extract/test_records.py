"""Pages that are a record: tenders, penalties, permits, persons. Labels and values of their own, few sentences."""

from __future__ import annotations

from guiyi.config.models import Template
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
