"""Pages as stock templates of old CMSes print them, each a small thing that was once read wrong."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from guiyi.config.load import load_family
from guiyi.config.models import FieldRule, Selector, Template
from guiyi.crawl.reading.column import find_breadcrumb
from guiyi.crawl.reading.links import Link, read_links
from guiyi.crawl.reading.listing import find_rows
from guiyi.extract.bodies.tidy import clean_body
from guiyi.extract.files.assets import is_attachment
from guiyi.extract.learning.learn import Sample, learn_templates
from guiyi.mapping.facts import _ranked
from guiyi.mapping.placing import Section
from guiyi.markup.parsing import parse_html
from guiyi.survey.summary import exclusions
from tests.extract.test_document import MORE, TEXT, extract, page

CONFIGS = Path(__file__).parent.parent.parent / "configs"
OLD = "http://old.example.test"
EMPIRE = (
    "<title>{title}-公告公示-清溪县教育局</title><table><tr><td><a>加入收藏</a> | <a>会员中心</a> | RSS</td></tr></table>"
    "<table><tr><td>您当前的位置：<a href=/>首页</a>&nbsp;>&nbsp;<a href=/gg/>公告公示</a>&nbsp;>&nbsp;正文</td></tr></table>"
    "<table><tr><td class=news_content><table><tr><td class=title_info><h1>{title}</h1></td></tr><tr><td class=info_text>"
    "时间：2011-12-21 10:08:22&nbsp;&nbsp;来源：<a href=#>{source}</a>&nbsp;&nbsp;作者：李老师&nbsp;&nbsp;点击：<script src=/hits></script>次"
    "</td></tr><tr><td id=text><p>{body}</p></td></tr></table></td></tr></table>"
)


def test_a_line_of_date_and_source_within_a_container_is_read_and_removed_though_its_values_are_links() -> None:
    found = extract(EMPIRE.format(title="关于暂停招生受理的通告", source="教育局基教科", body=TEXT + MORE))
    assert (found["source"], found["author"], found["published_at"][:10]) == ("教育局基教科", "李老师", "2011-12-21")
    assert found["body_text"] == TEXT + MORE


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td>索引号</td><td>信息名称</td><td>文号</td><td>生成日期</td></tr></table>",
        "<div class=nr>共 0 条记录 1/1 页 <a>首页</a> <a>上一页</a> <a>下一页</a> <a>尾页</a> 第页</div>",
        "<div class=nr>共 <b>0</b> 篇文章&nbsp; 首页 上一页 下一页 尾页 页次：1/1页 6篇文章/页 转到第页</div>",
        "<ul class=newslist>对不起，该分类无任何记录</ul>",
        "<form action=/guestbook><label>标题</label><input name=t><label>内容</label><textarea></textarea></form>",
    ],
)
def test_an_empty_column_and_a_form_to_fill_in_are_no_documents(body: str) -> None:
    found = extract(
        f"<title>领导讲话-云溪县</title><table><tr><td>当前位置：<a href=/>首页</a> > 领导讲话</td></tr></table>{body}"
    )
    assert found.get("outcome") == "dropped"


BOX = "<td><table><tr><td class=lm>{0}</td><td><a href=/{0}/>更多...</a></td></tr>{1}</table></td>"
ROWS = "".join(f"<tr><td><a href=/zc/{n}.htm>关于印发第{n}号办法的通知</a></td></tr>" for n in range(5))
FOOT = "<div><p>GMT+8, 2014-5-7 12:30, Processed in 0.031250 second(s), 12 queries.</p></div><div><p>Powered by <b>Discuz!</b></p></div>"


@pytest.mark.parametrize("body", [
    f"<table><tr>{BOX.format('政策', ROWS)}{BOX.format('财政信息', '')}{BOX.format('业务', ROWS)}</tr></table>",
    f"<div><h2><a href=/f1>云溪论坛</a></h2><h2><a href=/f2>百姓话题</a></h2></div>{FOOT}",
])  # fmt: skip
def test_the_name_of_an_empty_box_and_what_a_machine_prints_are_no_documents(body: str) -> None:
    assert extract(f"<title>政府信息公开-云溪县</title><body>{body}</body>").get("outcome") == "dropped"


def test_a_word_below_a_date_is_a_document() -> None:
    found = extract(
        "<title>停水</title><h1>停水通知</h1><p>发布时间：2018-03-05</p><div id=zoom><p>今晚停水。</p></div>"
    )
    assert found["body_text"] == "今晚停水。"


def test_a_short_notice_with_a_form_for_comments_below_it_is_a_document() -> None:
    form = "<form action=/pl><textarea></textarea></form>"
    found = extract(
        f"<title>停水通知</title><h1>停水通知</h1><p>2018-03-05</p><p>今晚停水，请提前蓄水备用，谢谢您的配合。</p>{form}"
    )
    assert "outcome" not in found


def test_a_column_of_one_page_is_its_own_column() -> None:
    place = (
        "<div class=position>当前位置：<a href=/>首页</a> > <a href=/zwgk/>政务公开</a> > <a href={}>机构职能</a></div>"
    )
    body = f"<h1>机构职能</h1><div id=zoom><p>{TEXT}</p></div>"
    assert extract(place.format("/a/1.html") + body)["section"] == "机构职能"
    assert extract(place.format("/b/2.html") + body)["section"] == "政务公开"


@pytest.mark.parametrize(
    ("box", "section"), [("nav", "机构职能"), ("div class=top-menu", "机构职能"), ("div class=new", None)]
)
def test_a_page_that_only_the_menu_names_is_its_own_column(box: str, section: str | None) -> None:
    links = f"<{box}><a href=/>首页</a><a href=/a/1.html>机构职能</a></{box.split()[0]}>"
    page = f"{links}<h1>机构职能</h1><div id=zoom><p>{TEXT}</p></div>"
    assert extract(page)["section"] == section
    assert extract(page.replace("机构职能", "About the City"))["section"] == (section and "About the City")


def test_a_short_text_with_a_table_is_whole_though_its_editor_wraps_each_paragraph_in_a_span() -> None:
    rows = "".join(f"<tr><td>{n}<br></td><td>石晓燕<br></td><td>{70 + n}.35<br></td></tr>" for n in range(1, 5))
    text = f"<p>\n\t<span>　　{TEXT[:40]}。</span>\n</p><table border=1>{rows}</table><p>\n\t<span>　　公示期为5个工作日。</span>\n</p>"
    body = f"<div class=active><h1>拟聘人员公示</h1><div class=editor><div>{text}</div></div><div class=hits>更新时间：2014-08-19</div></div>"
    assert extract(f"<div class=inner>{body}</div>")["body_text"].endswith("4\t石晓燕\t74.35\n公示期为5个工作日。")


def test_the_issuer_in_an_index_table_is_no_source_where_the_line_of_the_date_names_one() -> None:
    table = "<table><tr><td>发布机构</td><td>云溪县交通运输局</td><td>发文日期</td><td>2015-10-14</td></tr></table>"
    line = "<div>2015年10月27日&nbsp;&nbsp;宣传科&nbsp;&nbsp;点击数:</div>"
    found = extract(
        f"<title>关于加强养护的意见</title>{table}<h1>关于加强养护的意见</h1>{line}<div id=zoom><p>{TEXT}</p></div>"
    )
    assert (found["source"], found["issuing_agency"]) == ("宣传科", "云溪县交通运输局")


def test_numbers_of_a_pager_below_a_part_of_an_article_go_with_it() -> None:
    body = parse_html(
        f"<div><p>{TEXT}</p><p><b>1</b> <a href=1_2.html>2</a> <a href=1_2.html>下一页</a></p><p>2</p></div>"
    )
    assert clean_body(body)[1] == f"{TEXT}\n2"


def test_a_breadcrumb_ends_before_what_it_calls_the_page() -> None:
    place = "<div class=loc>当前位置：<a href=/>首页</a> - <a href=/xx/>网上信箱</a> - {}</div>"
    assert find_breadcrumb(parse_html(place.format("信件详情"))) == ["网上信箱"]
    assert find_breadcrumb(parse_html(place.format("信件选登"))) == ["网上信箱", "信件选登"]
    assert find_breadcrumb(parse_html(place.format("查看"))) == ["网上信箱"]


@pytest.mark.parametrize(
    ("path", "is_file"),
    [
        ("/e/DownSys/DownFile/?classid=9&id=35&pathid=0", True),
        ("/sitefiles/services/cms/action.aspx?type=Download&contentID=3&fileUrl=secret", True),
        ("/attachment.jspx?cid=12&i=0&t=1&k=2", True), ("/index.php?m=attachment&c=index&a=down&aid=12", True),
        ("/download/", False), ("/download/?page=2", False), ("/list.aspx?type=downloads", False),
        ("/index.php?m=content&c=index&a=show&catid=9&id=12", False),
    ],
)  # fmt: skip
def test_handlers_that_give_files_are_told_from_lists_of_downloads(path: str, is_file: bool) -> None:
    assert is_attachment(OLD + path) == is_file


def sample(number: int, cut: bool) -> Sample:
    title = f"关于开展第{number}批次农村饮水安全工程检查工作的通知"
    html = f"<title>{title}</title><h1>{title}</h1><div>发布时间：2018-03-{number:02d}</div><div id=zoom><p>{number}{TEXT}{MORE}</p></div>"
    return Sample(f"{OLD}/tz/{number}.html", html, title[:14] if cut else title, None)


def test_titles_that_a_list_cuts_without_a_mark_do_not_keep_a_title_from_being_learned() -> None:
    learned = learn_templates([sample(number, cut=number % 2 == 0) for number in range(1, 9)])
    assert learned[0].template.fields["title"].first_of[0].css == "h1"


def test_what_is_learned_of_pages_of_their_own_does_not_read_other_pages_wrong() -> None:
    def own(name: str) -> Sample:
        place = f"<div class=pos>当前位置：<a>首页</a> > <a>公开</a> > <a>{name}</a></div>"
        return Sample(
            f"{OLD}/{name}/index.html",
            f"<title>{name}</title>{place}<h2>{name}</h2><div id=zoom>{TEXT}{name}{MORE}</div>",
        )

    def listed(number: int) -> Sample:
        one = sample(number, cut=False)
        place = "<div class=pos>当前位置：<a>首页</a> > <a>公开</a> > <a>通知公告</a></div>"
        tag = ("h1", "h2", "h3", "p", "b", "center")[number % 6]  # no selector gives its title
        return Sample(one.url, place + one.html_text.replace("h1>", f"{tag}>"), one.listed_title)

    lists = [f"{OLD}/{name}/index.html" for name in ("机构职能", "领导分工")]
    learned = learn_templates([own("机构职能"), own("领导分工"), *map(listed, range(1, 13))], list_urls=lists)
    everywhere = [one.template for one in learned if one.template.url is None]
    assert all(".pos" not in (way.css or "") for one in everywhere for way in _ways(one, "title"))


def _ways(template: Template, name: str) -> tuple[Selector, ...]:
    rules: dict[str, FieldRule] = dict(template.fields)  # type: ignore[arg-type]
    return rules[name].first_of if name in rules else ()


def test_the_list_in_whose_folder_a_page_lies_goes_before_a_portal_page_that_shows_it() -> None:
    known = {
        "/zf": Section("信息公开"),
        "/zf/zcfg": Section("政策法规", ("信息公开",)),
        "/": Section("首页"),
        "/col9": Section("专题"),
    }
    assert _ranked("/zf/zcfg/2014/t1.htm", set(known), known) == ["/zf/zcfg", "/col9", "/zf", "/"]


def test_an_empty_column_that_says_so_in_a_sentence_is_no_document_but_a_dated_answer_is() -> None:
    line = "<h1>依申请公开</h1><div class=m>{}</div><p>抱歉，没有符合您要求的文章。</p>"
    assert extract(f"<title>未分类</title>{line.format('')}").get("outcome") == "dropped"
    assert "outcome" not in extract(f"<title>依申请公开</title>{line.format('发布时间：2018-03-05')}")


def test_a_name_of_a_menu_is_no_place_line_though_it_ends_on_column() -> None:
    menu = "<div class=menu><div>专题栏目</div></div>"
    place = "<div class=place>当前位置：<a href=/>首页</a> > <a href=/zt/>专题栏目</a> > <a href=/zt/1/>安全生产月</a></div>"
    assert find_breadcrumb(parse_html(menu + place)) == ["专题栏目", "安全生产月"]
    assert find_breadcrumb(parse_html("<div>所在栏目：公告</div>")) == ["公告"]


def test_a_place_line_whose_parts_only_blanks_part_is_read_by_its_links() -> None:
    place = (
        "<div class=col_path><span>当前位置：</span><a href=/main.htm>网站首页</a><span>&nbsp;</span><a href=/8010/list.htm>"
        "新闻动态</a><span>&nbsp;</span><a href=/8012/list.htm>基层文化</a></div>"
    )
    assert find_breadcrumb(parse_html(place)) == ["新闻动态", "基层文化"]


def test_a_blogs_entry_is_filed_under_its_category_and_posted_by_an_account() -> None:
    foot = "<footer>发表在 <a href='/?cat=2' rel='category tag'>工作动态</a></footer>"
    line = "<p>发布者：云溪文旅 发布时间：2018-03-05</p>"
    found = extract(
        f"<title>讲座</title><h1>公益讲座周周见</h1>{line}<div class=article-content><p>{TEXT}</p></div>{foot}"
    )
    assert (found["section"], found["source"]) == ("工作动态", "云溪文旅")


def test_a_paper_in_a_player_is_the_body_under_the_name_that_the_player_says() -> None:
    player = "<div class=wp_pdf_player pdfsrc=/_upload/99/3f9a.pdf sudyfile-attr=\"{'title':'征集公告.pdf'}\"></div>"
    found = extract(
        f"<title>征集公告</title><h1>征集公告</h1><p>发布时间：2018-03-05</p><div class=article-content>{player}</div>"
    )
    assert [(one["name"], one["key"]) for one in found["attachments"]] == [("征集公告.pdf", "/_upload/99/3f9a.pdf")]


def test_files_in_the_next_row_of_a_layouts_table_are_the_articles() -> None:
    file = "附件【<a href='/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=7'>申请表.doc</a>】"
    rows = (
        f"<tr><td>标题</td></tr><tr><td><div id=vsb_content><p>{TEXT}{MORE}</p></div></td></tr><tr><td>{file}</td></tr>"
    )
    found = extract(f"<title>通知</title><form><table><tbody>{rows}</tbody></table></form>")
    assert [one["name"] for one in found["attachments"]] == ["申请表.doc"]


def test_links_to_author_category_and_day_are_no_rows_of_a_list() -> None:
    entries = "".join(
        f"<article class=post><h1><a href='/?p={n}'>青年志愿者服务第{n}次活动</a></h1><p>发表于 <a href='/?p={n}'>2013 年 5 月 {n} 日</a>"
        f" 由 <a href='/?author=1' rel=author>admin</a></p><p><a href='/?cat=2' rel=category>工作动态</a></p></article>"
        for n in range(1, 6)
    )
    root = parse_html(f"<div id=content>{entries}</div>")
    rows = find_rows(read_links(root, f"{OLD}/?cat=2", entries), lambda url: True, lambda url: False)
    assert [(one.title, one.listed_on) for one in rows.items][:1] == [("青年志愿者服务第1次活动", "2013-05-01")]
    assert len(rows.items) == 5


def test_a_columns_name_beside_each_title_is_no_row_and_parts_none() -> None:
    menu = "<ul><li><a href=/list.php?tid=4>基层科普</a></li><li><a href=/list.php?tid=6>通知公告</a></li></ul>"
    rows = "".join(
        f"<li><b>[<a href=/list.php?tid=4>基层科普</a>]</b><a href=/view.php?aid={n} class=title>清溪镇开展第{n}次科普赶集活动</a>"
        f"<span class=info><small>日期：</small>2014-03-0{n}</span></li>"
        for n in range(1, 6)
    )
    html = f"{menu}<ul class=e2>{rows}</ul>"
    found = find_rows(read_links(parse_html(html), f"{OLD}/list.php", html), lambda url: True, lambda url: False)
    assert [one.listed_on for one in found.items] == [f"2014-03-0{n}" for n in range(1, 6)]


def test_short_titles_in_a_list_stay_rows() -> None:
    rows = "".join(f"<li><a href=/a/{n}.html>停水通知{n}</a><span>2014-03-0{n}</span></li>" for n in range(1, 6))
    html = f"<ul class=list>{rows}</ul><ul class=hot>{rows}</ul>"
    found = find_rows(read_links(parse_html(html), f"{OLD}/list.php", html), lambda url: True, lambda url: False)
    assert len(found.items) == 5


def test_the_further_pages_of_a_home_page_go_after_a_column_though_pages_lie_in_their_folder() -> None:
    known = {"/": Section("欢迎"), "/node": Section("欢迎"), "/taxonomy/term/1": Section("图书馆动态")}
    assert _ranked("/node/12", set(known), known) == ["/taxonomy/term/1", "/node", "/"]


def test_a_signature_below_a_short_text_tells_neither_source_nor_day_of_publication() -> None:
    body = f"<p>各有关单位：</p><p>{TEXT}</p><p>云溪县水务局</p><p>2016年9月19日</p>"
    found = extract(
        f"<title>通知</title><h1>关于加强检查的通知</h1><p>由 admin 提交于 2016-09-21 10:00</p><div>{body}</div>"
    )
    assert (found.get("source"), found["published_at"][:10]) == (None, "2016-09-21")


def test_a_list_page_is_not_named_a_list() -> None:
    place = "<div class=Path>您现在的位置：<a href=/>云溪农业</a> >> <a href=/c?3>农业要闻</a> >> 文章列表</div>"
    assert find_breadcrumb(parse_html(place)) == ["云溪农业", "农业要闻"]


def test_a_frame_that_bears_the_sites_own_name_is_its_home_page_and_comes_last() -> None:
    known = {"/body.asp": Section("清溪县"), "/list.asp?b=1": Section("要闻"), "/a.asp": Section("公告")}
    assert _ranked("/show.asp?id=3", set(known), known, "清溪县") == ["/a.asp", "/list.asp?b=1", "/body.asp"]


def test_a_place_line_parted_by_slashes_begins_at_the_home_page() -> None:
    assert find_breadcrumb(parse_html("<div class=crumb><a href=/>首页</a> / <a href=/c/3>要闻</a> / 正文</div>")) == [
        "要闻"
    ]
    assert find_breadcrumb(parse_html("<div class=crumb>供排水/燃气</div>")) == []


@pytest.mark.parametrize(("family", "article", "other"), [
    ("sharepoint", "/Lists/gg/DispForm.aspx?ID=21", "/Lists/gg/AllItems.aspx?Paged=TRUE&p_ID=24"),
    ("sharepoint", "/xw/Pages/20130512.aspx", "/xw/Pages/Press.aspx"),
    ("joomla", "/index.php?option=com_content&view=article&id=7:a&catid=8&Itemid=4",
     "/index.php?option=com_content&view=category&id=8"),
    ("php168", "/bencandy.php?fid=3&id=21", "/list.php?fid=3&page=2"),
    ("zblog", "/post/41.html", "/category-1_2.html"),
    ("domino", "/a/web.nsf/0F3A/9C1B?OpenDocument", "/a/web.nsf/gzdt?OpenView&Start=9"),
    ("lonsun", "/content/article/8245311", "/content/column/4697421?pageIndex=2"),
    ("lonsun", "/public/6596391/8245399.html", "/public/column/6596391?type=4&catId=7019121&action=list"),
    ("linewell", "/cms/siteresource/article.shtml?id=604&siteId=6", "/cms/sitemanage/applicationIndex.shtml?page=2"),
    ("liferay", "/web/guest/xw/-/asset_publisher/a1b2/content/id/21", "/web/guest/xw"),
    ("founder", "/zw/2017-05/14/content_18462.htm", "/zw/node_2101_2.htm"),
    ("civicplus", "/CivicAlerts.aspx?AID=107", "/CivicAlerts.aspx?ARC=L&CID=1"),
    ("webplus", "/2023/0504/c123a456/page.htm", "/123/list2.htm"),
    ("webplus", "/s/1/t/1/73/8c/info21071.htm", "/s/1/t/1/p/1/c/113/list.htm"),
    ("ucap", "/lyjj/c100021/c7410021/content.shtml", "/lyjj/c100021/common_list_2.shtml"),
    ("metinfo", "/news/shownews.php?lang=cn&id=80", "/news/news.php?lang=cn&class2=4"),
    ("aspnet", "/NewsShow.aspx?cid=867&id=3", "/NewsList.aspx?cid=867"), ("aspnet", "/show.aspx?NewsId=3", "/news.aspx?classid=3"),
    ("pageadmin", "/e/aspx/detail.aspx?id=3", "/e/aspx/list.aspx?id=3"),
])  # fmt: skip
def test_a_family_tells_articles_from_lists_by_their_addresses(family: str, article: str, other: str) -> None:
    patterns = [one.url or "$^" for one in load_family(CONFIGS, family).templates]
    assert [any(re.search(one, OLD + url) for one in patterns) for url in (article, other)] == [True, False]


@pytest.mark.parametrize(("family", "left", "taken"), [
    ("wordpress", "/2018/03/", "/2018/03/notice-of-hearing/"), ("wordpress", "/2018/page/2/", "/category/news/page/2/"),
    ("joomla", "/index.php?option=com_mailto&tmpl=component&link=a", "/index.php?option=com_content&view=article&id=7"),
    ("sharepoint", "/Lists/gg/EditForm.aspx?ID=21", "/Lists/gg/DispForm.aspx?ID=21"),
    ("zblog", "/date-2019-6.html", "/category-1.html"),
    ("liferay", "/web/guest/xw?p_p_id=101&p_p_state=pop_up", "/web/guest/xw?p_p_id=101&p_p_state=normal&_101_cur=2"),
    ("domino", "/a/web.nsf/gzdt?OpenView&Start=1&Collapse=2", "/a/web.nsf/gzdt?OpenView&Start=1&Expand=2"),
    ("domino", "/a/web.nsf/gzdt?SearchView", "/a/web.nsf/gzdt?OpenView&Start=1&Expand=2"),
    ("php168", "/do/job.php?job=printpage&fid=3&id=21", "/do/job.php?job=download&fid=3&id=21"),
])  # fmt: skip
def test_a_family_leaves_out_what_holds_nothing_of_its_own(family: str, left: str, taken: str) -> None:
    patterns = load_family(CONFIGS, family).crawl["exclude"]
    assert [any(re.search(one, url) for one in patterns) for url in (left, taken)] == [True, False]


@pytest.mark.parametrize(("address", "is_left_out"), [
    ("/s/1/t/1/73/8c/info21.htm", False), ("/s?wd=a", True), ("/?s=tea", True), ("/so/", True), ("/search.jsp?q=a", True),
])  # fmt: skip
def test_a_folder_called_s_is_no_search(address: str, is_left_out: bool) -> None:
    page = SimpleNamespace(found=SimpleNamespace(links=[Link(f"{OLD}{address}", "通知")]))
    found = exclusions(SimpleNamespace(pages=[page], articles={}, lists={}))  # type: ignore[arg-type]
    assert any(re.search(pattern, address) for pattern, _example in found) == is_left_out


def test_a_title_below_a_label_without_a_value_is_no_number() -> None:
    table = (
        "<table><tr><td>发布机构：</td><td>云川市水务局</td></tr><tr><td>文号：</td><td colspan=3></td></tr></table>"
    )
    found = extract(
        f"<title>市水务局2011年工作总结</title>{table}<h1>市水务局2011年工作总结</h1><div id=zoom><p>{TEXT}{MORE}</p></div>"
    )
    assert (found["title"], found["document_number"]) == ("市水务局2011年工作总结", None)


def test_words_that_end_with_a_kind_of_file_and_the_name_to_save_it_by_tell_an_attachment() -> None:
    links = "<a href=/docs/plan-7>Plan Sheet (PDF, 2 MB)</a><a href=/p.html>Page (PDF)</a><a href=/d/2 >Notes</a>"
    links += "<a href=/P0201803.doc download=任务表.doc>1. 任务表.doc</a><a href=/DocumentCenter/View/9>Map</a>"
    found = extract(
        f"<title>关于规划的通知</title><h1>关于规划的通知</h1><div id=zoom><p>{TEXT}{MORE}</p><p>{links}</p></div>"
    )
    assert [(one["name"], one["legacy_url"].removeprefix(OLD)) for one in found["attachments"]] == [
        ("Plan Sheet", "/docs/plan-7"), ("任务表.doc", "/P0201803.doc"), ("Map", "/DocumentCenter/View/9"),
    ]  # fmt: skip


def test_files_below_the_table_of_the_text_are_its_own_where_the_line_offers_a_download() -> None:
    link = "<a href='/e/DownSys/GetDown/?classid=4&id=89&pathid=0'>申请表.doc</a>"
    table = f"<h1>关于补贴的通知</h1><table><tr><td id=zoom><p>{TEXT}{MORE}</p></td></tr></table>"
    found = extract(f"<title>关于补贴的通知</title>{table}<div class=down><b>下载地址：</b>{link}</div>")
    assert [one["name"] for one in found["attachments"]] == ["申请表.doc"]


@pytest.mark.parametrize(("place", "section"), [("信息公开", "规范性文件"), ("人事任免", "人事任免")])
def test_a_document_of_a_catalogue_is_in_the_column_as_which_its_table_files_it(place: str, section: str) -> None:
    table = (
        "<table><tr><td>索引号</td><td>11000/2018-00001</td><td>组配分类</td><td>政策文件/规范性文件</td></tr></table>"
    )
    line = f"<div class=wz>当前位置：<a href=/>首页</a> &gt; <a href=/x/>{place}</a></div>"
    found = extract(
        f"<title>关于补贴的通知</title>{line}{table}<h1>关于补贴的通知</h1><div id=zoom><p>{TEXT}{MORE}</p></div>"
    )
    assert found["section"] == section


def test_a_catalogue_without_a_place_line_files_its_documents_and_tells_when_they_were_made_not_published() -> None:
    rows = "<tr><td>索 引 号<td>11000/2018-00001<td>公开类别<td>应急管理<tr><td>发布机构<td>云川县政府<td>生成日期<td>2018-03-05"
    found = extract(
        f"<title>信息公开</title><table>{rows}</table><h1>防汛预案</h1><div><p>{TEXT}</p><p>{MORE}</p></div>"
    )
    assert (found["section"], found["written_on"], found["published_at"]) == ("应急管理", "2018-03-05", None)


def test_a_counter_that_a_script_fills_is_no_part_of_the_source_beside_it() -> None:
    line = "<span class=time>2018.03.05</span><span class=from>残联宣文部</span><span class=hit>浏览 <i>-</i></span>"
    found = extract(
        f"<title>关于补贴的通知</title><h1>关于补贴的通知</h1><div>{line}</div><div id=zoom><p>{TEXT}{MORE}</p></div>"
    )
    assert (found["source"], found["published_at"]) == ("残联宣文部", "2018-03-05")


@pytest.mark.parametrize(("link", "is_left_out"), [
    ("/do/job.php?job=printpage&id=3", True), ("/a.php?action=print&id=3", True), ("/zc/print.html", True),
    ("/a.php?topic=printing-works-9", False), ("/list.php?sprint=3", False),
])  # fmt: skip
def test_print_copies_are_left_out_though_only_articles_link_them(link: str, is_left_out: bool) -> None:
    url = f"{OLD}{link}"
    article = SimpleNamespace(sight=SimpleNamespace(found=SimpleNamespace(links=[Link(url, "打印")])), item=None)
    found = exclusions(SimpleNamespace(pages=[], articles={url: article}, lists={}))  # type: ignore[arg-type]
    assert any(re.search(pattern, link) for pattern, _example in found) == is_left_out


def test_a_paper_called_like_its_article_in_a_player_gives_no_title() -> None:
    player = "<div class=wp_pdf_player pdfsrc=/up/3806.pdf sudyfile-attr=\"{'title':'关于开展河湖管护检查的通知.pdf'}\"></div>"
    head = "<h1>关于开展河湖管护检查的通知</h1><h2></h2><p><span>发布者：云溪文旅</span><span>发布时间：2015-06-17</span></p>"
    found = extract(
        f"<title>通知</title><div class=article>{head}<div>{player}</div></div>",
        page=page(listed_title="关于开展河湖管护检查的通知"),
    )
    assert (found["title"], found["attachments"][0]["name"]) == (
        "关于开展河湖管护检查的通知",
        "关于开展河湖管护检查的通知.pdf",
    )


@pytest.mark.parametrize(
    ("link", "is_file"), [("/Home/File/download/id/12.html", True), ("/Home/Article/id/12.html", False)]
)
def test_a_link_named_as_a_file_is_one_where_its_address_says_download(link: str, is_file: bool) -> None:
    found = extract(
        f"<title>通知</title><h1>关于报送的通知</h1><div id=zoom><p>{TEXT}</p><a href={link}>登记表.doc</a></div>"
    )
    assert [one["name"] for one in found["attachments"]] == (["登记表.doc"] if is_file else [])


def test_selectors_that_are_tried_on_every_page_come_after_those_of_their_own_pages() -> None:
    head = "<div class=post><h4 class=day>2018年3月{n}日</h4><h2 class=name>{title}</h2><div class=text><p>{text}</p></div></div>"
    posts = [
        Sample(f"{OLD}/post/{n}.html", head.format(n=n, title=f"关于第{n}次检查的通知", text=f"{n}号{TEXT}{MORE}"))
        for n in range(1, 5)
    ]
    days = [
        Sample(
            f"{OLD}/date-2018-{n}.html", f"<title>{n}月</title>" + head.format(n=n, title=f"{n}月通报", text=TEXT * n)
        )
        for n in range(1, 9)
    ]
    learned = learn_templates([*days, *posts], list_urls=[one.url for one in days])
    urls = [one.template.url for one in learned]
    assert urls == sorted(urls, key=lambda url: url is None)
