"""Templates learned from sample pages: selectors a person could have written, that hold on pages never seen."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from guiyi.config.models import Template
from guiyi.extract.learning.learn import Learned, Sample, learn_templates
from guiyi.extract.learning.witness import witness_of

NAV = "".join(f'<li><a href="/c{n}/">栏目{n}</a></li>' for n in range(8))
FOOT = "<div class=foot>主办：云川市水务局　地址：云川市滨江路1号，欢迎您提出意见，我们将及时答复。网站标识码：9999000177</div>"


def modern(number: int) -> Sample:
    title = f"关于做好{2000 + number}年第{number}号河道清淤工作的通知"
    text = "".join(
        f"<p>第{line}段，{number}号河道长{number * line + 3}公里，请各单位按期完成。</p>" for line in range(2, 6)
    )
    page = (
        f"<html><head><title>{title}-云川水务网</title></head><body><ul>{NAV}</ul>"
        f'<div class="crumb">当前位置：首页 &gt; 通知公告</div><div id="article-box"><h2 class="tit">{title}</h2>'
        f'<div class="meta-line"><span>发布日期：2018-03-{number:02d} 10:08</span> <span>信息来源：水务{number}处</span>'
        f' 浏览次数：{number * 7}</div><div class="nr-box">{text}</div></div><div class="hot"><a href="/x/1.html">热点一</a>'
        f"</div>{FOOT}</body></html>"
    )
    return Sample(f"http://old.example.test/tzgg/2018/{number}.html", page, title, f"2018-03-{number:02d}")


def tables(number: int) -> Sample:
    title = f"青山区第{number}期农机补贴名单"
    lines = "<br>".join(
        f"　　第{line}户领取补贴{number * line * 10}元，公示七天，有异议请来电。" for line in range(1, 5)
    )
    page = (
        f"<html><head><title>农机网</title></head><body><table width=780><tr><td><ul>{NAV}</ul></td></tr></table>"
        f'<table width="600"><tr><td height="60" align="center"><font size="5">{title}</font></td></tr>'
        f'<tr><td height="20"><font size="2">时间：2016年4月{number}日</font></td></tr><tr><td style="line-height:200%">{lines}'
        f"</td></tr></table>{FOOT}</body></html>"
    )
    return Sample(f"http://old.example.test/show.asp?id={number}", page)


@pytest.fixture(scope="module")
def learned() -> list[Learned]:
    return learn_templates([modern(number) for number in range(1, 9)] + [tables(number) for number in range(1, 6)])


def css_of(learned: Learned, field: str) -> list[str | None]:
    return [one.css for one in learned.template.fields[field].first_of]


def test_each_shape_of_address_is_a_template_with_its_pattern(learned: list[Learned]) -> None:
    assert [one.pages for one in learned] == [8, 5]
    assert re.search(learned[0].template.url or "", "http://old.example.test/zcfg/2019/77.html")
    assert re.search(learned[1].template.url or "", "http://old.example.test/show.asp?id=9")
    assert not re.search(learned[1].template.url or "", "http://old.example.test/list.asp?id=9")


def test_fields_are_found_by_classes_that_hold_on_all_pages(learned: list[Learned]) -> None:
    assert css_of(learned[0], "body") == [".nr-box"]
    assert css_of(learned[0], "title") == [".tit"]
    assert css_of(learned[0], "published_at") == [".meta-line"]
    source = learned[0].template.fields["source"].first_of[0]
    assert (source.css, source.label) == (".meta-line", "信息来源")
    assert learned[0].fields["source"].example == "水务1处"


def test_a_number_by_which_a_list_links_a_document_is_no_witness_of_its_title() -> None:
    sample = modern(3)
    page = sample.html_text.replace('<div class="nr-box">', '<p class=wh>云水发〔2018〕3号</p><div class="nr-box">')
    seen = [witness_of(sample.url, page, one, sample.listed_on) for one in ("云水发〔2018〕3号", sample.listed_title)]
    assert [one.value("title") for one in seen] == [sample.listed_title] * 2


def test_old_table_layouts_are_told_by_their_attributes(learned: list[Learned]) -> None:
    assert css_of(learned[1], "title") == ['font[size="5"]']
    assert css_of(learned[1], "body") == ["td[style]"]


def test_every_field_says_how_sure_it_is(learned: list[Learned]) -> None:
    for one in learned:
        assert {"title", "body"} <= one.fields.keys() <= one.template.fields.keys()
        assert all(0.9 <= evidence.confidence <= 1 for evidence in one.fields.values())


def test_the_familys_pattern_and_source_key_are_kept_where_they_fit() -> None:
    known = Template(name="article", url=r"/(?P<n>\d+)\.html$", source_key="n")
    made = learn_templates([modern(number) for number in range(1, 5)], [known])
    assert (made[0].template.url, made[0].template.source_key) == (known.url, "n")


def catalogued(number: int) -> Sample:
    """A page of a catalogue: its day of writing stands before that of publication, within the box of modern()'s text."""
    page = modern(number)
    facts = f"<table class=facts><tr><td>成文日期：</td><td>2017-11-{number:02d}</td></tr></table>"
    told = page.html_text.replace('<div class="meta-line">', f'{facts}<div class="date-row">').replace(
        "nr-box", "zw-box"
    )
    return replace(page, url=f"http://old.example.test/gk/content/2/{number}/{number}.html", html_text=told)


def test_pages_of_one_pattern_and_two_designs_have_a_template_each() -> None:
    """The news' selector of the day finds the day of writing in the catalogue."""
    known = Template(name="article", url=r"/\d+\.html$")
    news = [modern(number) for number in range(1, 9)]
    news = [replace(one, html_text=one.html_text.replace('<div class="meta-line">', "<div>")) for one in news]
    made = learn_templates([*news, *map(catalogued, range(1, 6))], [known])
    assert [one.pages for one in made] == [5, 8]
    own, shared = (re.compile(one.template.url or "$^") for one in made)
    assert own.search("http://old.example.test/gk/content/2/77/99.html")
    assert shared.pattern == known.url
    assert not own.search("http://old.example.test/tzgg/2018/9.html")


def test_pages_of_one_pattern_that_read_each_other_right_keep_it() -> None:
    known = Template(name="article", url=r"/\d+\.html$")
    others = [replace(modern(n), url=f"http://old.example.test/gk/content/2/{n}/{n}.html") for n in range(1, 6)]
    made = learn_templates([*(modern(number) for number in range(1, 9)), *others], [known])
    assert {one.template.url for one in made} == {known.url}


def test_a_pattern_that_list_pages_share_is_not_used() -> None:
    made = learn_templates(
        [modern(number) for number in range(1, 5)], list_urls=["http://old.example.test/tzgg/2018/1.html"]
    )
    assert made[0].template.url is None


def slogan(number: int) -> Sample:
    text = "".join(f"<p>第{line}项，{number}号泵站检修{number * line}天，费用已列支。</p>" for line in range(1, 5))
    page = (
        f"<html><head><title>泵站</title></head><body><ul>{NAV}</ul><div class=zone><p>团结奋进，求真务实，服务人民，造福一方。</p>"
        f"<h2>第{number}号泵站检修</h2><p>发布日期：2018-03-{number:02d}</p>{text}<p>市水务局</p></div>{FOOT}</body></html>"
    )
    return Sample(f"http://old.example.test/bz/{number}.html", page)


def test_lines_of_the_site_inside_the_body_are_learned_and_those_an_agency_repeats_are_not() -> None:
    found = learn_templates([slogan(number) for number in range(1, 8)])
    assert found[0].template.drop == ("团结奋进，求真务实，服务人民，造福一方。",)


def letter(number: int) -> Sample:
    rows = {
        "留言标题": f"第{number}路公交何时恢复",
        "留言人": "张**",
        "留言时间": f"2018-03-{number:02d}",
        "留言内容": f"第{number}路停了。",
    }
    rows |= {"回复单位": "交警大队", "回复内容": f"第{number}路下月恢复。"}
    table = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows.items())
    box = "<div class=box><h3>便民服务</h3><ul><li>违法查询</li></ul></div>"
    page = f"<html><head><title>交警网</title></head><body>{box}<table class=ly>{table}</table>{FOOT}</body></html>"
    return Sample(f"http://old.example.test/ly/{number}.html", page)


def test_a_letter_is_called_by_its_subject_and_no_heading_that_all_pages_share_is_a_title() -> None:
    samples = [letter(number) for number in range(1, 5)]
    assert [witness_of(one.url, one.html_text, None, None).value("title") for one in samples] == [
        f"第{number}路公交何时恢复" for number in range(1, 5)
    ]
    for one in learn_templates(samples):
        assert ".box h3" not in (css_of(one, "title") if "title" in one.template.fields else [])


def test_the_sites_name_that_leads_home_is_learned_as_no_source() -> None:
    head = "<h1><a href='/'>云川市水务局</a></h1>"
    pages = []
    for number in range(1, 9):
        sample = modern(number)
        source = "云川市水务局" if number % 2 else "未知"
        text = sample.html_text.replace("<body>", f"<body>{head}").replace(f"水务{number}处", source)
        pages.append(replace(sample, html_text=text))
    (made,) = learn_templates(pages)
    assert "h1" not in [one.css for one in made.template.fields["source"].first_of]


def test_what_each_page_offers_under_the_same_words_stays_and_its_tools_go() -> None:
    def bid(number: int) -> Sample:
        said = "".join(
            f"<p>Lot {line}: {number * line} pipes, to be laid before the end of the year.</p>" for line in range(5)
        )
        url = f"http://old.example.test/bids.aspx?bid={number}"
        below = f"<p>Related Documents:</p><p><a href=/doc/{number * 7 + 4000}/view>Specifications</a></p>"
        tools = f"<p>Opened by the clerk in public session.</p><p><a href='/ask.aspx?bid={number}'>Ask about this bid</a></p>"
        return Sample(
            url, f"<title>Bids</title><h1>Pipes, lot {number}</h1><div class=field>{said}{below}{tools}</div>"
        )

    (found,) = learn_templates([bid(number) for number in range(61, 69)])
    said = {"Specifications", "Related Documents:", "Opened by the clerk in public session."}
    assert not said & set(found.template.drop)
    assert "Ask about this bid" in found.template.drop


def person(number: int) -> Sample:
    said = "".join(
        f"<p>In year {year} helped to repair {number * year} weirs of ward {number}.</p>" for year in range(1, 6)
    )
    rows = f"<tr><td>1.<td><p>Apologies for absence</p><tr><td>2.<td><p>Weir {number} of the valley</p>"
    facts = f"<p>Join our mailing list today</p><p>Party: Independent</p><p>Ward: Valley {number}</p>"
    page = f"<title>Person</title><h1>Councillor {number}</h1><div class=field>{facts}{said}<table>{rows}</table></div>"
    return Sample(f"http://old.example.test/person.aspx?id={number}", page)


def test_facts_and_rows_that_all_pages_of_a_kind_share_are_none_of_the_site_s_lines() -> None:
    (found,) = learn_templates([person(number) for number in range(61, 69)])
    assert found.template.drop == ("Join our mailing list today",)
