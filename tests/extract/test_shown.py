"""What a body shows by styles, boxes, fields and raised figures arrives in HTML and text; no number changes by it."""

from __future__ import annotations

import lxml.html
import pytest

from guiyi.clean.markup import sanitise
from guiyi.crawl.reading.links import read_links
from guiyi.extract.bodies.tidy import clean_body, html_of
from guiyi.markup.parsing import parse_html

HOME = "http://old.example.test/a.html"


def shown(html: str) -> tuple[str, str]:
    """A body's markup → its safe HTML, its text."""
    body, text = clean_body(parse_html(f"<div id=b>{html}</div>").find(".//div"))
    return sanitise(html_of(body)), text


@pytest.mark.parametrize(
    ("html", "kept", "text"),
    [
        ("<p>面积3.5×10<sup>4</sup>m<sup>2</sup>", "10<sup>4</sup>m<sup>2</sup>", "面积3.5×10⁴m²"),
        ("<p>误差10<span style='vertical-align:super'>-3</span>", "<span><sup>-3</sup></span>", "误差10⁻³"),
        ("<p>CO<sub>2</sub>，第1<sup>st</sup>", "CO<sub>2</sub>，第1<sup>st</sup>", "CO₂，第1st"),
        ("<p>每月<del>200</del><ins>300</ins>元", "<del>200</del><ins>300</ins>元", "每月 200 300元"),
        (
            "<p style='TEXT-DECORATION: line-through'>第四条 补贴五百元。</p><p>第五条 施行。</p>",
            "<p><s>第四条 补贴五百元。</s></p><p>第五条 施行。</p>",
            "第四条 补贴五百元。\n第五条 施行。",
        ),
        ("<p><span style='font-weight:700'>一、总则</span>", "<span><strong>一、总则</strong></span>", "一、总则"),
        ("<p><b><span style='font-weight:bold'>一</span></b>", "<p><b><span>一</span></b></p>", "一"),
        (
            "<div style='font-weight:bold'><p style='font-weight:700'>一</p>二</div>",
            "<p><strong>一</strong></p>",
            "一\n二",
        ),
        ("<ol start=3 type=A><li value=5>提交</li></ol>", '<ol start="3" type="A"><li value="5">', "提交"),
        ("<p>捐款人：王<img src=/z.gif alt=㐂>先生", 'alt="㐂"', "捐款人：王㐂先生"),
        ("<p>见下<img src=/z.gif alt=图>。", 'alt="图"', "见下。"),
        ("<p><input type=checkbox checked>同意<input type=checkbox>不同意", "☑同意□不同意", "☑同意□不同意"),
        ("<table border=1><tr><td>姓名<td><input value=李某 readonly></table>", "<td>李某</td>", "姓名\t李某"),
        ("<p>查询：<input value=请输入关键字>", "<p>查询：</p>", "查询："),
    ],
)
def test_what_is_shown_is_kept(html: str, kept: str, text: str) -> None:
    safe, said = shown(html)
    assert kept in safe
    assert said == text


def test_files_of_a_picture_s_areas_are_linked_and_a_menu_goes() -> None:
    areas = "<map name={}><area href={} alt=申请表></map>"
    safe, _text = shown("<p>办事<img src=/1.jpg usemap=#f>" + areas.format("f", "/f/sq.doc"))
    assert '<img src="/1.jpg"><a href="/f/sq.doc">申请表</a>' in safe
    safe, _text = shown("<p>办事<img src=/1.jpg usemap=#m>" + areas.format("m", "/tz/"))
    assert safe == "<p>办事</p>"


def test_a_film_and_its_poster_are_asked_for() -> None:
    html = "<video poster=/p.jpg><source src=/v/a.mp4></video><audio src=b.mp3></audio><picture><source srcset=/c.webp>"
    links = read_links(lxml.html.fromstring(f"<div>{html}</picture></div>"), HOME, html)
    assert links.urls == [f"http://old.example.test/{one}" for one in ("v/a.mp4", "b.mp3")]
    assert links.requisites == ["http://old.example.test/p.jpg"]
