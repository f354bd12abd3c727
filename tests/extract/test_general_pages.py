"""What pages of news portals, blogs, firms, accounts and English agencies showed, each rule with what it leaves alone."""

from __future__ import annotations

import pytest

from guiyi.extract.learning.learn import Sample, learn_templates
from tests.extract.test_document import MORE, TEXT, article, extract, page

PARAGRAPHS = f"<p>{TEXT}</p><p>{MORE}</p>"
TITLE = "关于图书流动车路线的通知"
ENGLISH = "<p>{}The council has set aside money for the repair of the sea wall, and crews are due on site next month.</p>" + (
    "<p>More than nine hundred residents answered the survey, and most of them were in favour of the change.</p>" * 2
)  # fmt: skip


def _news(line: str, below: str = "", head: str = "", above: str = "") -> str:
    return (
        f"<html><head><title>{TITLE}</title>{head}</head><body><div>{above}<h1>{TITLE}</h1><div>{line}</div></div>"
        f"<div class=zw>{PARAGRAPHS}</div>{below}</body></html>"
    )


def test_author_outlet_and_day_in_elements_without_blanks_between_are_told_apart() -> None:
    found = extract(_news("<i>林晓</i><i>云川观察</i><i>2018.03.05 10:08</i><i>阅读 3万+</i>"))
    assert (found["source"], found["published_at"]) == ("云川观察", "2018-03-05T10:08+08:00")
    assert extract(_news("<i></i>2018-03-05<i></i>人力资源部<i></i>1203"))["source"] == "人力资源部"
    assert extract(_news("2018-03-05　来源：云川观察　　网友评论 <b>12</b> 条"))["source"] == "云川观察"


def test_the_site_s_own_name_beside_the_day_is_the_source_though_it_leads_home_and_a_column_s_is_not() -> None:
    line = "<span>掌上云川</span><span>2018-03-05 10:08</span>"
    assert extract(_news(line, above="<a href='/'>掌上云川</a>"))["source"] == "掌上云川"
    assert extract(_news(line, above="<a href='/c/1/'>掌上云川</a>"))["source"] is None


def test_an_author_is_read_from_a_byline_s_class_or_structured_data_and_no_number_is_one() -> None:
    data = '<script type="application/ld+json">{"headline": "甲", "author": {"name": "林晓"}}</script>'
    found = extract(
        _news("<span class=byline>由<a>林晓</a></span> 2018-03-05", head="<meta name=author content=104363>")
    )
    assert (found["author"], found["source"]) == ("林晓", None)
    assert extract(_news("2018-03-05", head=data))["author"] == "林晓"
    assert extract(_news("<span class=author>云川日报</span> 2018-03-05"))["author"] is None


def test_an_account_s_article_has_its_day_in_a_script_alone() -> None:
    script = '<script>var ct = "1602118800";</script>'
    assert extract(_news("", head=script))["published_at"] == "2020-10-08T09:00+08:00"
    assert extract(_news("", head='<script>var count = "1602118800";</script>'))["published_at"] is None


def test_a_newspaper_s_page_is_the_paper_s() -> None:
    html = _news("2018年03月05日 星期一").replace(f"<title>{TITLE}", f"<title>云川日报-2018年03月05日-{TITLE}")
    assert extract(html)["source"] == "云川日报"


def test_what_a_site_says_of_its_rights_below_a_text_is_none_of_it_and_a_declaration_is() -> None:
    said = (
        "<div class=sm>特别声明：以上内容由用户上传，本平台仅提供信息存储服务。<p>Notice: The content is uploaded by a user.</p></div>",
        "<p>（声明：文章提及内容仅供参考，不构成投资建议。）</p>",
        "<p>未经正式授权严禁转载本文，侵权必究。</p>",
        "<p>广告：全年订阅八折优惠</p>",
        "<p>更多精彩，请关注本刊公众号</p>",
    )
    for one in said:
        assert extract(article(PARAGRAPHS + one))["body_text"] == f"{TEXT}\n{MORE}"
    own = "<p>声明：本馆未授权任何单位收取办证费用。</p>"
    assert extract(article(PARAGRAPHS + own + f"<p>{TEXT[::-1]}</p>"))["body_text"].count("声明") == 1


def test_other_articles_go_with_their_heading_and_a_list_of_the_text_s_own_stays() -> None:
    links = "<p><a href=/a/2.html>云川县举办读书节</a></p><p><a href=/a/3.html>新馆开馆</a></p>"
    for heading in ("相关阅读：", "【延伸阅读】"):
        body = f"{PARAGRAPHS}<p><strong>{heading}</strong></p>{links}"
        assert extract(article(body))["body_text"] == f"{TEXT}\n{MORE}"
    items = "".join(f"<li><a href=/{at}.html>新馆开馆</a><p>{MORE}</p></li>" for at in range(3))
    found = extract(_news("2018-03-05", f"<div class=x><h4>{{}}</h4><ul>{items}</ul></div>".format("猜你喜欢")))
    assert found["body_text"] == f"{TEXT}\n{MORE}"


def test_furniture_is_told_by_names_in_camel_case_and_a_picture_by_its_writer_s_attribute() -> None:
    box = "<div class=artShareBar><a href=/s>转给朋友看看</a></div><p><img src=blank.gif real_src=/up/1.jpg></p>"
    found = extract(article(PARAGRAPHS + box))
    assert found["body_text"] == f"{TEXT}\n{MORE}"
    assert [one["legacy_url"] for one in found["images"]] == ["http://old.example.test/up/1.jpg"]


def test_the_place_and_day_that_a_report_begins_with_are_its_own() -> None:
    html = "<html><head><title>Sea wall repairs</title></head><body><h1>Sea wall repairs</h1><p>{}</p><div>{}</div>"
    told = extract(html.format("March 5, 2018", ENGLISH.format("<strong>PORT ELLIS (March 5, 2018)</strong> – ")))
    assert told["body_text"].startswith("PORT ELLIS (March 5, 2018) – The council")
    apart = extract(html.format("", "<strong>March 5, 2018</strong><br>" + ENGLISH.format("")))
    assert (apart["published_at"], apart["body_text"][:11]) == ("2018-03-05", "The council")


def test_a_banner_inside_the_article_gives_its_day() -> None:
    banner = "<div class=banner><h1>Sea wall repairs</h1><div>28 January 2020</div></div>"
    html = f"<html><head><title>Sea wall repairs</title></head><body><article>{banner}<div>{ENGLISH.format('')}</div></article>"
    assert extract(html)["published_at"] == "2020-01-28"


def test_a_title_painted_large_wins_over_an_owner_s_name_that_the_text_is_signed_with() -> None:
    html = (
        "<html><head><title>Ministry of Fisheries</title></head><body><p align=center><font size=4><b>Minister opens new"
        " fish market</b></font></p><p>12 April 2008</p><div>"
        + ENGLISH.format("")
        + "<p>Ministry of Fisheries</p></div>"
    )
    assert extract(html)["title"] == "Minister opens new fish market"


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("", "<p>水的来源：地下水和山泉。供水公司说，资金来源：县财政局。</p>"),
        ("", "<p>联系人：林川　单位：县水利局</p><p>部门：防汛办</p>"),
        ("", "<p><img src=/a/1.jpg></p><p>县水利局供图</p>"),
        ("", "<p>（参见《水利工程管理》2018年版）</p>"),
        ("", "</div><p>声明：凡注明来源：云川水利网的作品，均为本网所有。</p>"),
        ("", "</div><div class=login><span title=2018-03-09>签到</span></div>"),
        ("", "</div><div class=comments><div>林川 发表于 2018-03-09 10:22</div><p>写得好</p></div>"),
        ("", "</div><div class=comments><b class=author>林川</b><time datetime=2018-03-09>3月9日</time></div>"),
        ("", "</div><div class=related-news><b class=source>云川日报</b><time datetime=2018-03-09>3月9日</time></div>"),
        ("", "</div><p>本站更新时间：2026-01-01 10:00</p><p>建站日期：2005-06-01</p>"),
        ("", "</div><p><span class=source>全部来源</span></p>"),
        ("<p>时间：2018年3月9日14:30</p><p>地点：县图书馆三楼</p>", ""),
        ("<p>讲座时间 2018-03-09 14:30 县图书馆</p>", ""),
        ("<p>2018年3月9日，县水利局召开会议。</p>", ""),
        ("", "</div><table><tr><td><h3>到期日期</h3><td>2018/3/9</table>"),
    ],
)
def test_words_that_only_look_like_a_day_a_source_or_an_author_tell_none(head: str, tail: str) -> None:
    html = f"<html><head><title>{{0}}</title></head><body><h1>{{0}}</h1><div>{head}{PARAGRAPHS}{tail}</div>"
    found = extract(html.format("河道巡查不松劲"))
    assert [found[name] for name in ("published_at", "source", "author", "issuing_agency")] == [None] * 4


def test_an_item_of_a_list_is_of_the_day_when_it_was_made_and_not_when_it_runs_out() -> None:
    rows = f"<tr><td>正文<td>{PARAGRAPHS}<tr><td>到期日期<td>2018/6/9"
    foot = "<table><tr><td>创建时间 2018/3/9 8:05&nbsp; 创建者 系统帐户<br>上次修改时间 2018/3/9 18:30</table>"
    found = extract(f"<title>公告 - 河道巡查</title><h2>公告: 河道巡查</h2><table>{rows}</table>{foot}")
    assert found["published_at"][:10] == "2018-03-09"


@pytest.mark.parametrize("beside", ["防汛抗旱 乡村振兴", "字体大小", "公开征集"])
def test_other_words_beside_the_day_are_no_source(beside: str) -> None:
    assert extract(_news(f"2018-03-05 {beside}"))["source"] is None


def test_an_administrator_who_put_a_page_up_is_no_source() -> None:
    assert extract(_news("发布者：社区管理员 2018-03-05"))["source"] is None


def test_a_page_is_dated_when_it_was_published_and_not_when_it_was_changed_or_others_were_published() -> None:
    html = "<html><head><title>Pine Ridge County</title></head><body><h1>News Flash</h1><h3>Sea wall repairs start</h3><p>County News</p>{}"
    others = "<p><a href=/2>Library hours</a><br>Posted on: 24 March 2021</p>"
    text = f"<div>{ENGLISH.format('')}</div>"
    found = extract(html.format("<p>Posted on July 9, 2021 | Last Updated on July 12, 2021</p>") + text + others)
    assert (found["title"], found["published_at"]) == ("Sea wall repairs start", "2021-07-09")
    line = "<p>August 17, 2019 Posted by: <a>Ranger Calloway</a></p>"
    assert extract(html.format(line) + text + "<p>Last updated: August 20, 2019</p>")["published_at"] == "2019-08-17"
    assert extract(html.format("") + text + "<p>Last updated: August 20, 2019</p>")["published_at"] == "2019-08-20"


def test_credits_above_a_text_and_what_stands_below_its_end_are_none_of_it() -> None:
    body = f"<p>文 | 林晓　编辑 | 张三</p>{PARAGRAPHS}<p>— END —</p><p>长按识别二维码，关注我们</p>"
    found = extract(article(body))
    assert (found["body_text"], found["author"]) == (f"{TEXT}\n{MORE}", "林晓")
    assert extract(article(f"{PARAGRAPHS}<p>— END —</p><p>{TEXT[::-1]}{MORE}</p>"))["body_text"].count("END") == 1


def test_a_page_of_pictures_is_not_the_address_at_its_foot() -> None:
    pictures = "<div class=txt><p><img src=/u/1.jpg></p><p><img src=/u/2.jpg></p></div>"
    html = f"<html><head><title>{TITLE}</title></head><body><h2>{TITLE}</h2><p>发布时间：2018-03-05　来源：科普部</p>{pictures}"
    found = extract(html + "<div>地址：环岛路1号</div>")
    assert (found["body_text"], len(found["images"])) == ("", 2)


def test_the_paper_that_the_line_of_author_and_day_names_is_the_source() -> None:
    found = extract(_news("□ 林晓《云川日报》（2018年03月05日　第 04 版）"))
    assert (found["source"], found["published_at"]) == ("云川日报", "2018-03-05")


def test_a_text_that_its_style_hides_until_a_script_shows_it_is_learned_from() -> None:
    html = (
        "<div id=meta><h1>{0}</h1><b>云川发布</b> <em id=day>2018-03-{1:02d}</em></div><div class=js style='visibility: hidden'>"
        "<p>{0}，各区予以公布，请提前做好场地和电力保障。</p><p>{1}辆车沿途停靠二十一处，读者凭证免费借阅图书。</p></div><p>扫一扫关注</p>"
    )
    pages = [html.format(f"第{at}季度图书流动车的路线", at) for at in range(1, 9)]
    made = learn_templates([Sample(f"http://old.example.test/s/{at}.html", one) for at, one in enumerate(pages)])
    body = made[0].template.fields["body"].first_of[0].css
    assert body not in ("#day", "#meta", None)
    found = extract(pages[0], templates=[made[0].template], page=page("http://old.example.test/s/1.html"))
    assert found["body_text"].startswith("第1季度图书流动车的路线，各区予以公布")


def test_a_file_that_every_notice_links_stays_when_lines_of_the_site_are_dropped() -> None:
    html = (
        "<div class=all><h1>{0}</h1><div class=nr><p>{0}，各区予以公布，请提前做好场地和电力保障。</p><p>{1}辆车沿途停靠二十一处，凭证借阅。</p><p>{2}。</p>"
        "<p>附表：<a href=/up/form.doc>借阅证登记表格下载</a></p><p><a href=/wx>关注本站的微信公众号</a></p></div></div>"
    )
    own = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
    pages = [html.format(f"第{at}季度图书流动车的路线", at, own[at:] + own[:at]) for at in range(1, 9)]
    made = learn_templates([Sample(f"http://old.example.test/s/{at}.html", one) for at, one in enumerate(pages)])
    assert made[0].template.drop == ("关注本站的微信公众号",)


def _english(head: str, beside: str = "", title: str = "Harbour works start Monday") -> dict[str, object]:
    """An English page: the head with the title for {}, and a box of other articles before all of it."""
    text = f"<div class=text>{ENGLISH.format('')}</div>"
    return extract(f"<title>Wexcombe County</title>{beside}<div class=main>{head.format(title)}{text}</div>")


def test_an_english_source_ends_before_the_byline_and_the_day_that_stand_on_its_line() -> None:
    for beside in ("By Ruth Calloway", "Wednesday, July 3, 2019", "Posted on July 3, 2019"):
        found = _english(f"<h1>{{}}</h1><div><span>July 3, 2019</span></div><p>Source: Press Office {beside}</p>")
        assert (found["source"], str(found["published_at"])[:10]) == ("Press Office", "2019-07-03")


def test_articles_in_a_box_before_an_english_page_tell_neither_its_title_nor_its_day() -> None:
    days = (("a", "5 July 2019, 11:15am"), ("b", "10 July 2019"), ("c", "15 July 2019, 3:30pm"))
    rows = "".join(
        f"<div><h4><a href=/{one}>Playground grants open, {one}</a></h4><p>{day}</p></div>" for one, day in days
    )
    box = f"<aside><h3>Latest</h3>{rows}</aside>"
    found = _english("<h1>{}</h1><p>By Ruth Calloway | July 3, 2019</p>", box)
    assert (found["title"], found["published_at"]) == ("Harbour works start Monday", "2019-07-03")
    found = _english("<p>Updated: July 3, 2019</p><div class=page-title>{}</div>", box)
    assert (found["title"], found["published_at"]) == ("Harbour works start Monday", "2019-07-03")


def test_the_sentence_that_leads_into_an_article_is_no_title_and_a_page_s_title_is_no_pager() -> None:
    lead = "<p class=lead>A drop-in session will be held in the town hall for anyone with questions.</p>"
    for head in (
        "<p align=center><font size=5>{}</font></p>" + lead + "<p>Published July 3, 2019</p>",
        "<div class=page-title>{}</div><p>Date: July 3, 2019</p>",
    ):
        assert _english(head)["title"] == "Harbour works start Monday"
    asked = "<div class=fb>Was this page helpful? <a>Yes</a> <a>No</a></div><p><a href=/p>Previous</a> <a href=/n>Next</a></p>"
    html = f"<main><h1>Harbour works</h1><p>July 3, 2019</p>{ENGLISH.format('')}{asked}</main>"
    assert str(extract(html)["body_text"]).endswith("in favour of the change.")
