"""Odd markup that stops no reader, and lines of notices that look like a site's and are the notice's own."""

from __future__ import annotations

import pytest

from guiyi.dates import read_date
from guiyi.extract.bodies.tools import unwanted_in
from guiyi.extract.learning.candidates import selectors_of
from guiyi.extract.split import address_of_first
from guiyi.markup.parsing import parse_html
from guiyi.markup.tree import text_of
from tests.extract.test_document import MORE, TEXT, article, extract, page


def test_comments_between_labels_values_and_cells_stop_no_reader() -> None:
    facts = "<p><span>来源：</span><!-- from --><b>县水利局</b></p>"
    body = f"<p>{TEXT}</p><table><tr><!-- a --><td>打印</td><!-- b --><td>甲</td></tr></table><!-- c --><p>{MORE}</p>"
    found = extract(f"<title>防汛通知</title><h1>防汛通知</h1>{facts}<div>{body}</div>")
    assert found["source"] == "县水利局"
    assert "打印\t甲" in found["body_text"]
    assert unwanted_in(parse_html(body)) == set()


def test_half_a_character_in_a_script_s_string_is_a_lost_one() -> None:
    script = f'<script>document.getElementById("con").innerHTML = "<p>\\ud83d{TEXT}</p><p>{MORE}</p>";</script>'
    found = extract(f"<title>防汛通知</title><h1>防汛通知</h1><p>2018-03-05</p><div id=con></div>{script}")
    assert found["body_text"].startswith(f"\ufffd{TEXT}")


def test_structured_data_nested_without_end_tells_nothing() -> None:
    data = f'<script type="application/ld+json">{"[" * 15_000}</script>'
    assert extract(article(head=data, line="2018-03-05"))["published_at"] == "2018-03-05"


def test_an_element_or_a_value_that_no_selector_can_spell_is_not_learned() -> None:
    page = parse_html('<div id=main><p<div class=x>甲</div><font size="a\\">乙</font></div>')
    assert [selectors_of(one) for one in page.iter() if isinstance(one.tag, str) and "<" in one.tag] in ([], [[]])
    inside = parse_html("<div id=a><p<div size=7 class=x><i>甲</i></div>").find(".//i")
    assert all("<" not in css for css in selectors_of(inside))
    assert all("\\" not in css for css in selectors_of(page.find(".//font")))


def test_a_figure_that_is_no_digit_numbers_no_page() -> None:
    assert address_of_first("http://o.example.test/a.php?id=5&page=²") is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2018-03-05T16:00:00.000Z", "2018-03-06T00:00:00+08:00"),
        ("2018-03-05T10:08:30+08:00", "2018-03-05T10:08:30+08:00"),
        ("2018-03-05T10:08:30+0000", "2018-03-05T18:08:30+08:00"),
        ("2018-01-01T00:30+09:00", "2017-12-31T23:30+08:00"),
        ("2018-03-05T10:08+99:00", "2018-03-05T10:08+08:00"),
        ("2018-03-05 10:00+12:00", "2018-03-05T10:00+08:00"),
        ("2018-03-05Z", "2018-03-05"),
    ],
)
def test_a_machine_s_time_with_its_zone_is_told_in_beijing(text: str, wanted: str) -> None:
    assert read_date(text) == wanted
    page = article(head=f'<meta property="article:published_time" content="{text}">')
    assert extract(page)["published_at"] == wanted


@pytest.mark.parametrize(
    "line",
    [
        "更多信息请关注县人社局网站公告栏，报名咨询电话：0571-2214001，联系人：王芳。",
        "声明：我局从未授权任何机构和平台以本局名义收费。",
        "相关信息：《云川县志》《云川文物志》请到县图书馆二楼借阅。",
    ],
)
def test_what_a_notice_itself_tells_at_its_end_stays(line: str) -> None:
    for end in (line, f"{line}</p><p>县文化局 2018年3月5日"):
        assert line in extract(article(f"<p>{TEXT}</p><p>{MORE}</p><p>{end}</p>"))["body_text"]


@pytest.mark.parametrize(
    "last",
    [
        "<table><tr><td>索引号<td>文号<td>发布日期<tr><td>1<td>一号<td>2018-03-05<tr><td>2<td>二号<td>2018-03-06</table>",
        "<p>###</p><p>第二部分</p><p>东线：周二</p>",
        "<p>发布时间：2018-03-05 地点：县医院</p>",
        "<p>About the author of the poem there is little known to this day, except that he was a monk.</p>",
    ],
)
def test_what_ends_a_text_and_is_its_own_stays(last: str) -> None:
    said = text_of(parse_html(last).find("body")).split("\n")
    found = extract(article(f"<p>{TEXT}</p><p>{MORE}</p>{last}", line="发布时间：2018-03-05"))
    assert found["body_text"].split("\n")[-len(said) :] == said
    assert found["index_number"] is None


def test_a_file_below_the_editor_s_line_stays() -> None:
    last = "<p>责任编辑：林川</p><p>附件：<a href=/u/1.doc>路线表.doc</a></p>"
    found = extract(article(f"<p>{TEXT}</p>{last}", line="发布时间：2018-03-05"))
    assert found["body_text"] == f"{TEXT}\n附件：路线表.doc"
    assert [one["name"] for one in found["attachments"]] == ["路线表.doc"]


def test_a_way_to_click_is_no_place_line() -> None:
    way = "首页 > 服务 > 预约挂号，按此顺序点击即可"
    assert extract(article(f"<p>{way}</p><p>{TEXT}</p>"))["body_text"] == f"{way}\n{TEXT}"


def test_a_line_of_source_right_below_the_text_is_the_page_s_though_other_articles_name_theirs_below() -> None:
    others = "".join(
        f"<p><a href=/{name}.html>{name}召开防汛工作会议</a>来源：{name}</p>" for name in ("县财政局", "县林业局")
    )
    own = "<div>来源：县水利局</div><div>更新时间：2018-03-05</div>"
    found = extract(f"<title>防汛通知</title><h1>防汛通知</h1><div id=x><p>{TEXT}</p><p>{MORE}</p></div>{own}{others}")
    assert (found["source"], found["published_at"]) == ("县水利局", "2018-03-05")


def test_half_a_character_in_a_file_s_address_and_a_day_without_end_stop_no_reader() -> None:
    found = extract(article(f"<p>{TEXT}</p><a href='/%uD83D.doc'>表.doc</a>"))
    assert [one["name"] for one in found["attachments"]] == ["表.doc"]
    record = f'{{"title":"防汛通知","content":"<p>{TEXT}</p>{MORE}","publishTime":1{"0" * 400}}}'
    state = f"<div id=app></div><script>window.__INITIAL_STATE__={{a:{record}}}</script>".replace("{a:", '{"a":')
    assert extract(f"<title>云川</title>{state}")["published_at"] is None


def test_a_film_without_an_address_of_its_own_is_no_file_and_a_number_of_posts_no_author() -> None:
    films = "<video src=''></video><video src='#'></video><video><source src=/v/2.mp4></video>"
    found = extract(article(f"<p>记者：3名</p><p>{TEXT}</p><p>{MORE}</p>{films}", line="发布时间：2018-03-05"))
    assert [one["name"] for one in found["attachments"]] == ["2.mp4"]
    assert found["author"] is None


def test_fields_to_be_read_only_stand_apart() -> None:
    fields = "".join(f"<input readonly value='{one}'>" for one in ("11010519491231002X", "13800138000", "甲"))
    assert extract(article(f"<p>{TEXT}</p><p>{fields}</p>"))["body_text"].endswith("11010519491231002X 13800138000 甲")


def test_a_short_page_that_does_not_say_what_its_list_calls_it_is_told_so_and_one_that_says_it_in_any_form_is_not() -> (
    None
):
    called = "关于做好水库防汛检查工作的通知"
    newest = f"<ul class=new><li><a href=/t9.html>{called}</a></li></ul>"
    upkeep = "<p>系统升级维护中，请您稍后再访问本栏目，谢谢您的理解。</p>"

    def flags(body: str, title: str = "白溪县水务局", listed: str = called) -> list[str]:
        html = f"<title>{title}</title><div class=main>{body}</div>{newest}<div>白溪县水务局</div>"
        found = extract(html, page=page(listed_title=listed, listed_on="2018-03-05"))
        return [one for one in found["flags"] if one.startswith("unnamed")]

    assert flags(upkeep) == [f"unnamed:{called}"]
    assert flags(f"<h1>{called}</h1>{upkeep}") == flags(upkeep, title=called) == [], "it says it"
    assert flags(f"<h1>{called}</h1>{upkeep}", listed="关于做好水库防汛检查…") == [], "cut by the list"
    assert flags(f"<h1>各乡镇{called}（第2号）</h1>{upkeep}") == []
    assert flags(f"{upkeep}<a href=/1.doc>附件.doc</a>") == [], "a file of its own"
    assert flags(f"<p>{TEXT * 8}</p>") == [], "too long for a notice in its place"
    assert flags(upkeep, listed="简介") == [], "too short to be missed"


def test_a_day_in_a_list_means_an_article_where_nothing_but_a_sentence_or_a_sign_in_stands() -> None:
    nav = "".join(f"<a href=/c{n}/>栏目{n}</a>" for n in range(6))
    sign_in = "<form action=/in><p>用户名：<input name=u></p><p>密码：<input type=password name=p></p></form>"
    for body, code in (("<p>系统升级维护中，请您稍后访问本栏目，敬请谅解！</p>", "empty-body"), (sign_in, "login")):
        html = f"<title>白溪县水务局</title><div>{nav}</div><div class=main>{body}</div>"
        listed = extract(html, page=page(listed_title="关于防汛检查的通知", listed_on="2018-03-05"))
        assert (listed["outcome"], listed["code"]) == ("held", code)
        assert extract(html)["outcome"] == "dropped", "a page that no list gives a day"


def test_a_page_that_a_dated_list_names_and_that_shows_nothing_is_held() -> None:
    nav = "".join(f"<p><a href=/{n}>栏目{n}号入口</a></p>" for n in range(30))
    listed = page(listed_title="关于防汛检查的通知", listed_on="2018-03-05")
    held = extract(f"<title>首页</title>{nav}", page=listed)
    assert (held["outcome"], held["code"]) == ("held", "empty-body")


def test_sentences_that_have_lost_title_and_day_are_held_and_a_few_words_dropped() -> None:
    held = extract(f"<body><div>{''.join(f'<p>{TEXT}第{n}段。{MORE}</p>' for n in range(4))}</div>")
    assert (held["outcome"], held["code"]) == ("held", "no-title")
    assert extract("<body><div><p>欢迎您的光临</p></div>")["outcome"] == "dropped"
