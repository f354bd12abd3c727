"""English pages of public bodies: releases, notices, committee pages, and what they print beside their texts."""

from __future__ import annotations

from typing import Any

from tests.extract.test_document import extract

SAID = (
    "Crews will replace the water main below Mill Lane between March and June, and buses follow Weir Road meanwhile. "
    "Residents can read the plans in the library."
)
TEXT = f"<p>{SAID}</p><p>Access for emergency vehicles is kept at all times, and no action is needed from anybody else.</p>"


def page(above: str, title: str = "Works in Mill Lane", site: str = "Thornby") -> dict[str, Any]:
    """What comes of a page of a title, lines above its text, and the text."""
    return extract(f"<html lang=en><title>{title} | {site}</title><h1>{title}</h1>{above}<div class=text>{TEXT}</div>")


def test_references_are_the_documents_number() -> None:
    for label, number in (
        ("Release Number", "23-118-DOL"), ("Reference", "FOI 2023/0417"), ("Our ref", "PR/04/17"), ("RFP No.", "21-03"),
    ):  # fmt: skip
        assert page(f"<p>{label}: {number}</p><p>Published: 4 May 2021</p>")["document_number"] == number
    assert page("<p>Media release</p><p>MR 044/2018</p><p>9 May 2018</p>")["document_number"] == "MR 044/2018"


def test_words_behind_a_reference_and_numbers_of_other_things_are_no_number() -> None:
    for line in ("Reference: see page 4 for more", "Phone number: 555-0101", "Job Number: 2022-00061", "NHS 24/7"):
        assert page(f"<p>{line}</p><p>Published: 4 May 2021</p>")["document_number"] is None


def test_the_day_of_publication_goes_before_that_of_a_change_and_a_deadline() -> None:
    lines = "<p>From <a href=/o/1>Department of Housing</a></p><p>Published on 12 May 2020</p><p>Last updated on 14 May 2020</p>"
    found = page(lines)
    assert (found["published_at"], found["source"]) == ("2020-05-12", "Department of Housing")
    assert page("<p>Closing date: 4 June 2020</p><p>From Monday all parks open late.</p>")["published_at"] is None
    assert page("<p>Date: 12.03.04</p>")["published_at"] == "2004-03-12"
    assert page("<p>Date: 12/03/04</p>")["published_at"] is None


def test_a_closing_a_meeting_and_the_site_s_last_change_are_no_days_of_publication() -> None:
    for line in ("Closing date: 12 noon, 30 June 2015", "Closing Date and Time: 2:00 pm on 30 June 2015"):
        assert page(f"<p><b>{line}</b></p>")["published_at"] is None
    facts = "<dl><dt>{}<dd>{}</dl>"
    for label, day in (
        ("When", "Saturday 6 June 2015, 10am"),
        ("Interview date", "22 June 2015"),
        ("Due", "4pm on Friday 5 June 2015"),
    ):
        assert page(facts.format(label, day))["published_at"] is None
    assert page("<p>Week ending 5 June 2015</p>")["published_at"] is None
    assert page(facts.format("Released", "Friday 5 June 2015"))["published_at"] == "2015-06-05"
    facts = "<ul><li>Date: Tuesday, June 9, 2015<li>Time: 7:00 p.m.{}</ul>"
    assert page(facts.format("<li>Place: Town Hall"))["published_at"] is None
    assert page(facts.format(""))["published_at"] == "2015-06-09"
    assert page("")["published_at"] is None
    foot = f"<h1>关于停水的公告</h1><div>{'因管道检修，城区部分路段停水，请用户提前储水备用。' * 4}</div><p>页面更新时间：2018-01-02 10:00　版权所有</p>"
    assert extract(foot)["published_at"] is None
    release = extract(
        f"<h1>Works in Mill Lane</h1><div>{TEXT}<p>Ends/Thursday, March 12, 2015<br>Issued at HKT 16:30</div>"
    )
    assert release["published_at"] == "2015-03-12T16:30+08:00"


def test_a_column_called_news_of_a_county_is_no_source_and_a_paper_is() -> None:
    for said, source in (("County News", None), ("Harlow Evening News", "Harlow Evening News")):
        assert page(f"<p>{said} | 4 May 2021</p>")["source"] == source


def test_the_printed_day_goes_before_its_instant_in_another_zone() -> None:
    meta = "<meta property=article:published_time content={}>"
    above = "<time datetime=2022-02-01T09:04:11-08:00>February 1, 2022</time>"
    assert page(meta.format("2022-02-01T17:04:11+00:00") + above)["published_at"] == "2022-02-01"
    assert page(meta.format("2022-02-03T17:04:11+00:00") + above)["published_at"] != "2022-02-01"


def test_a_day_in_a_title_is_of_what_it_tells() -> None:
    assert page("", "Planning notices: week ending 17 June 2022")["published_at"] is None
    assert page("<p>20 June 2022</p>", "Planning notices: week ending 17 June 2022")["published_at"] == "2022-06-20"


def test_a_heading_above_the_menu_is_the_sites() -> None:
    menu = "<ul><li><a href=/s>Schools</a></li><li><a href=/b>Board</a></li></ul>"
    html = "<title>Fern Hollow Schools / Overview</title><h1>Fern Hollow Schools</h1>{}<h1>Registration opens</h1><p>Posted on 02/27/2017</p>"
    assert extract(html.format(menu) + TEXT)["title"] == "Registration opens"
    assert extract(html.format("<p>For all families.</p>") + TEXT)["title"] == "Fern Hollow Schools"


def test_a_kind_of_page_leaves_its_name_to_the_heading_below() -> None:
    agenda = "<title>Agenda for Audit Committee - Council</title><h1>Agenda</h1><h2>Audit Committee - 6th February, 2019 7.00 pm</h2>"
    assert extract(agenda + TEXT)["title"] == "Audit Committee - 6th February, 2019 7.00 pm"
    assert extract(f"<title>Agenda - Council</title><h1>Agenda</h1>{TEXT}")["title"] == "Agenda"


def test_a_heading_in_the_pages_banner_is_the_sites() -> None:
    html = "<body>{}<nav><a href=/p>Bids</a></nav><main><h2>Notice of Award</h2><p>Date posted: 10/28/2021</p>"
    top = "<title>Award | Harlan County</title>" + html
    assert extract(top.format("<header><h1>Harlan County</h1></header>") + TEXT)["title"] == "Notice of Award"
    asked = (
        "<title>Request 1143 | Estford</title><h1>Pothole compensation claims</h1><p>3 October 2021</p><h2>Request</h2>"
    )
    assert extract(asked + TEXT)["title"] == "Pothole compensation claims"


def test_when_a_meeting_is_held_is_not_when_its_agenda_was_published() -> None:
    held = "<p>Tuesday, May 14, 2019 at 5:00 p.m., Carver Room</p>"
    assert page(held, "Library Board Meeting")["published_at"] is None
    assert page(f"{held}<p>Posted May 10, 2019</p>", "Library Board Meeting")["published_at"] == "2019-05-10"
    assert page("<p>Tuesday, May 14, 2019 - 5:00pm</p>", "Library opens")["published_at"] == "2019-05-14T17:00+08:00"


def test_an_ordinance_has_a_number_and_takes_effect_later() -> None:
    found = page("<p>Ordinance No. 2020-17</p><p>Adopted: August 11, 2020</p><p>Effective date: September 10, 2020</p>")
    assert (found["document_number"], found["published_at"]) == ("2020-17", None)


def test_the_day_stands_first_where_the_page_says_whose_english_it_is() -> None:
    html = "<html lang={}><title>Appeal</title><h1>Appeal after a collision</h1><p>16:42 12/11/2020</p>" + TEXT
    assert extract(html.format("en-GB"))["published_at"][:10] == "2020-11-12"
    assert extract(html.format("en-US"))["published_at"][:10] == "2020-12-11"
    assert extract(html.format("en-GB").replace("12/11/2020", "2020-12-11"))["published_at"][:10] == "2020-12-11"


def test_a_day_that_may_be_either_is_decided_by_the_page_or_by_nobody() -> None:
    html = "<html lang=en><title>Appeal</title><h1>Appeal after a collision</h1><p>Posted: {}</p>" + TEXT
    for said, below, day in (
        ("12/11/2020", "<p>Site visit: 25/11/2020</p>", "2020-11-12"),
        ("12/11/2020", "<footer>1 Main Street, Dayton, OH 44101</footer>", "2020-12-11"),
        ("Thursday 12/11/2020", "", "2020-11-12"),
    ):
        assert extract(html.format(said) + below)["published_at"] == day
    found = extract(html.format("12/11/2020"))
    assert found["published_at"] is None
    assert "day-or-month-unsure" in found["flags"]
    assert extract(html.format("11/11/2020"))["published_at"] == "2020-11-11"


def test_a_day_below_the_label_of_another_is_not_the_pages() -> None:
    above = (
        "<div><h4>{}</h4><p>12 August 2014</p></div><div><h4>Closing date</h4><p>9 September 2014 at 11:00</p></div>"
    )
    assert page(above.format("Advertised"))["published_at"] == "2014-08-12"
    assert page(above.format("Hearing date"))["published_at"] is None
    above = (
        "<p><b>Document first published:</b></p><p>18 October 2019</p><p><b>Page updated:</b></p><p>22 October 2019</p>"
    )
    assert page(above)["published_at"] == "2019-10-18"


def test_a_release_is_of_the_day_in_its_dateline_and_not_of_a_review() -> None:
    html = "<html lang=en><h1>Station opens</h1><div class=text><p>{}{}</p>{}</div><p>Last Reviewed: Sept. 14, 2023</p>"
    for line, day in (("PINEMOOR, Aug. 3, 2023 — ", "2023-08-03"), ("On Aug. 3, 2023 — ", "2023-09-14")):
        assert extract(html.format(line, SAID, TEXT))["published_at"] == day


def test_an_office_beside_a_day_or_as_creator_is_the_source_and_a_person_is_not() -> None:
    assert page("<p><i>Office of the Speaker, 1 Feb 2016</i></p>")["source"] == "Office of the Speaker"
    assert (
        page("<p>a.example.test | Updated: 2019-05-23 | By Haizhou Evening Post</p>")["source"]
        == "Haizhou Evening Post"
    )
    meta = "<meta name=DCTERMS.creator content='{}'>"
    assert page(meta.format("Department of Parks and Roads"))["source"] == "Department of Parks and Roads"
    assert page(meta.format("Ruth Calloway"))["source"] is None


def test_a_chinese_documents_number_in_latin_letters_is_a_number() -> None:
    said = "<table><tr><td>Document No.<td>{}<td>Issued by<td>Thornby Office<tr><td>Date of Issue<td>2020-11-20</table>"
    found = page(said.format("Qing Zheng Fa [2020] No. 11"))
    assert (found["document_number"], found["published_at"]) == ("Qing Zheng Fa [2020] No. 11", "2020-11-20")
    assert page(said.format("Annual Report (2020)"))["document_number"] is None


def test_a_page_without_a_heading_is_called_by_its_title_row_not_by_its_number() -> None:
    rows = "<table><tr><td>File #:<td>2021-0500<td>Type:<td>Resolution<tr><td>Title:<td>Rules of the tram depot</table>"
    found = extract(f"<html lang=en><title>Thornby - File #: 2021-0500</title>{rows}<div id=text>{TEXT}</div>")
    assert (found["title"], found["document_number"]) == ("Rules of the tram depot", "2021-0500")


def test_a_department_is_a_label_only_where_a_value_follows() -> None:
    assert page("<dl><dt>Agency:</dt><dd>Department of Parks</dd></dl>")["source"] == "Department of Parks"
    assert page("<dl><dt>Department</dt><dd>Marine Services</dd></dl>")["source"] == "Marine Services"
    assert page("<p>Report by: Head of Works</p><p>Date: 6 October 2011</p>")["source"] == "Head of Works"
    assert page("<p>Close Date:</p><p>30-Jun-2020 2:00 pm (ACT Local Time)</p>")["source"] is None


def test_the_label_of_a_day_goes_with_it_from_a_table_that_stays() -> None:
    rows = "<tr><th>Grade<td>Band 4<tr><th>Date of issue<td>30 July 2014<tr><th>Effective date<td>1 September 2014"
    found = extract(f"<html lang=en><h1>Duty on oil</h1><div class=text><table>{rows}</table>{TEXT}</div>")
    said = found["body_text"]
    assert ("Date of issue" in said) == ("30 July 2014" in said)  # a label alone says nothing
    assert "Effective date\t1 September 2014" in found["body_text"]


def test_the_line_that_drupal_writes_above_an_article_tells_its_day_by_the_weekday() -> None:
    found = page("<p>Submitted by pr on Sun, 11/06/2017 - 10:20</p>")
    assert (found["published_at"], "Submitted" in found["body_text"]) == ("2017-06-11T10:20+08:00", False)


def test_a_table_of_facts_tells_its_number_and_day_and_stays_whole() -> None:
    rows = "<tr><th>Reference<td>IPA/OP/19/012<tr><th>Publication date<td>12.02.2019<tr><th>Deadline<td>24.03.2019"
    found = extract(
        f"<html lang=en><title>Call for cleaning | Ports</title><h1>Call for cleaning</h1>{TEXT}<table>{rows}</table>"
    )
    assert (found["document_number"], found["published_at"]) == ("IPA/OP/19/012", "2019-02-12")
    assert "Publication date\t12.02.2019\nDeadline\t24.03.2019" in found["body_text"]
    hearing = rows.replace("Publication date", "Date of hearing").replace("Reference", "Officer")
    found = extract(f"<html lang=en><title>Hearing</title><h1>Outcome of a hearing</h1>{TEXT}<table>{hearing}</table>")
    assert (found["document_number"], found["published_at"]) == (None, None)


def test_the_subject_of_a_memo_is_its_title() -> None:
    head = "<tr><td>TO:<td>All offices<tr><td>FROM:<td>Wage Division<tr><td>DATE:<td>May 4, 2016<tr><td>%s:<td>Overtime pay"
    for label, title in (("RE", "Overtime pay"), ("Pages", "Policy Memorandum")):
        html = f"<title>Memo</title><h2>Policy Memorandum</h2><table>{head % label}</table><hr>{TEXT}"
        assert extract(f"<html lang=en>{html}")["title"] == title


def test_files_called_related_are_the_articles_and_a_deadline_keeps_its_day() -> None:
    facts = "<li><span class=label>Close date</span> <span>29 Jul 2023, 02:00 PM</span>"
    html = f"<title>Supply of bitumen</title><h1>Supply of bitumen</h1><ul>{facts}</ul>{TEXT}<h2>Related documents</h2>"
    found = extract(f"<html lang=en>{html}<ul class=related-list><li><a href=/f/spec.pdf>Specification</a></ul>")
    assert [one["legacy_url"][-10:] for one in found["attachments"]] == ["f/spec.pdf"]
    assert "Close date 29 Jul 2023, 02:00 PM" in found["body_text"]
    found = extract(f"<html lang=en>{html}<ul class=related-list><li><a href=/news/5>Roads to be closed</a></ul>")
    assert "Roads to be closed" not in found["body_text"]


def test_a_day_with_two_figures_for_the_year_goes_before_that_of_the_last_change() -> None:
    foot = "<hr><p>Send mail to the webmaster. Last modified: March 04, 2002</p>"
    html = f"<html><title>Town News</title><p><font size=5>Pond is clean</font></p><p>Posted 6/25/99</p>{TEXT}{foot}"
    assert extract(html)["published_at"] == "1999-06-25"
    html = f"<html><title>Ordinances</title><p><b>Ordinance on dogs</b></p>{TEXT}<p>Adopted: April 24, 1999</p>{foot}"
    assert extract(html)["published_at"] == "1999-04-24"


def test_a_teaser_and_a_picture_above_the_body_are_the_articles() -> None:
    lead = "<div class=teaser-text itemprop=description><p>Boats may use the old slipway again from the first of May.</p></div>"
    html = f"<title>Slipway</title><h1>Slipway opens</h1><p><time>12.02.2019</time></p>{lead}<div class=news-img-wrap><img src=/a.jpg></div>"
    found = extract(f"<html lang=en>{html}<div itemprop=articleBody>{TEXT}</div>")
    assert found["body_text"].startswith("Boats may use")
    assert len(found["images"]) == 1


def test_an_h3_is_the_title_where_no_larger_heading_stands_and_a_bar_parts_the_office() -> None:
    place = "<div class=crumb><a href=/>PD</a> &raquo; <a href=/m>Media Room</a></div>"
    line = "<p>Media statements | Ministry of Harbours | 14 Sep 2015</p>"
    found = extract(
        f"<html lang=en><title>Media Room</title>{place}<h3>Quarterly crime figures released</h3>{line}{TEXT}"
    )
    assert (found["title"], found["source"]) == ("Quarterly crime figures released", "Ministry of Harbours")
    found = extract(
        f"<html lang=en><title>Media Room</title>{place}<h2>Harbour news of the week</h2>{line}{TEXT}<h3>Other things</h3>"
    )
    assert found["title"] == "Harbour news of the week"


def test_a_headed_table_right_below_a_text_is_the_texts_own() -> None:
    rows = "<tr><th>Date<th>Ver.<th>Action by<th>Result</tr><tr><td>10/4/2021<td>1<td>Board of Works<td>%s</tr>"
    html = f"<html lang=en><title>Lease of the depot</title><h1>Lease of the depot</h1><div id=text>{TEXT}</div><h3>History</h3>"
    assert extract(f"{html}<table>{rows % 'Pass'}</table>")["body_text"].endswith("1\tBoard of Works\tPass")
    assert "History" not in extract(f"{html}<table>{rows % '<a href=/v/7>Votes</a>'}</table>")["body_text"]


def test_quotes_that_windows_wrote_are_read_on_pages_that_tell_no_charset() -> None:
    html = f"<html lang=en><title>Pond</title><h1>Pond is clean</h1><p>“We thank you” – the clerk.</p>{TEXT}"
    assert "“We thank you” – the clerk." in extract(html, encoding="cp1252")["body_text"]


def test_facts_of_a_line_keep_their_labels_and_a_time_element_wins_over_a_generic_meta_tag() -> None:
    text = "<p>The new railway cuts travel time between both towns to forty minutes.</p><p>Eight trains run daily.</p>"
    html = f"{{}}<title>Railway opens</title><h1>Railway opens</h1>{{}}<div>{text}</div>"
    line = "<p>Source: Yunling News &nbsp; Release time: 2021-03-04 09:30:00 &nbsp; Hits: 211</p>"
    told = extract(html.format("", line))
    assert (told["source"], told["published_at"]) == ("Yunling News", "2021-03-04T09:30:00+08:00")
    meta, days = (
        "<meta name=date content=2020-10-13>",
        ("<time datetime=2020-10-12>12 October 2020</time>", "<p>12 October 2020</p>"),
    )
    assert [extract(html.format(meta, one))["published_at"] for one in days] == ["2020-10-12", "2020-10-13"]
    bars = "<p>Document type: Minutes | Published 2 May 2019 | Clerk's Office</p>"
    assert extract(html.format("", bars))["body_text"].startswith("The new railway")


def test_a_hyphen_within_a_number_does_not_cut_a_title_nor_is_the_site_in_capitals_one() -> None:
    rows = "<tr><td><b>TOWN OF SKERRY</b></td></tr><tr><td>AN ORDINANCE REGULATING FIREWORKS</td></tr>"
    text = "<tr><td><p>1. Sale of fireworks without a permit is prohibited in the town.</p><p>2. The fee is 40 dollars.</p></td></tr>"
    html = f"<title>{{}} | Town of Skerry</title><table>{rows}{text}</table><p>&copy; Town of Skerry"
    assert extract(html.format("Ordinance No. 2017-08: Fireworks"))["title"] == "Ordinance No. 2017-08: Fireworks"


def test_a_label_of_publication_below_the_days_of_a_consultation_tells_the_day() -> None:
    facts = "<dl><dt>Opening date<dd>2 May 2023<dt>Closing date<dd>30 June 2023<dt>Audience<dd>Fishers<dt>Status<dd>Closed</dl>"
    text = "<p>The Department is seeking views on changes to quotas for boats.</p><p>Responses are due in June.</p>"
    html = f"<title>Quotas for boats</title><main><h1>Quotas for boats</h1>{facts}{{}}<div>{text}</div></main>"
    found = [
        extract(html.format(one))["published_at"] for one in ("<p>Published: 1 May 2023</p>", "<p>Ends: 1 May 2023</p>")
    ]
    assert found[0] == "2023-05-01"
    assert found[1] != "2023-05-01"


def test_an_act_that_says_below_its_number_when_it_was_adopted_is_of_that_day_where_nothing_else_tells() -> None:
    head = "<p>Ordinance No. 2006-05</p><p>Adopted: February 6, 2006</p>"
    lines = "".join(f"<p>Section {n}. Fares of line {n} are set by the board each spring.</p>" for n in range(1, 20))
    html = f"<html lang=en><title>Fares | Thornby</title><h1>Fares of buses</h1><div class=text>{head}{lines}</div>"
    assert extract(html)["published_at"] == "2006-02-06"
    assert extract(html.replace("Adopted: ", "Hearing: "))["published_at"] is None


def test_a_publication_s_facts_file_and_changes_stand_around_its_text_and_its_first_day_counts() -> None:
    lead = (
        f"<p>{'The plan says how the weirs of Mill Lane are kept and which of them open in winter, and who pays. '}</p>"
    )
    facts = "<dl><dt>From:<dd><a href=/o>Rivers Office</a><dt>Published<dd>26 March 2021<dt>Last updated<dd>30 October 2021 — <a href=#h>See all updates</a></dl>"
    file = "<a href=/m/7.pdf><img src=/t.png></a><h3><a href=/m/7.pdf>Weir plan</a></h3><p>PDF, 1.2 MB</p>"
    ask = "<details><summary>Request an accessible format.</summary><p>If you need another version, write to us.</p></details>"
    days = "<ol><li><time>30 October 2021</time><p>Replaced the map.</p><li><time>26 March 2021</time><p>First published.</p></ol>"
    foot = "<div id=h>Published 26 March 2021{}</div>"
    html = f"<html lang=en><title>Weir plan | Rivers Office</title><main><h1>Weir plan</h1>{lead}{facts}<h2>Documents</h2>{file}{ask}<h2>Details</h2><div>{TEXT}</div>{foot}</main>"
    for changes in (f"<br>Last updated 30 October 2021 <a href=#h>+ show all updates</a>{days}", ""):
        found = extract(html.format(changes))
        assert found["published_at"] == "2021-03-26"
        assert found["source"] == "Rivers Office"
        assert [one["name"] for one in found["attachments"]] == ["Weir plan.pdf"]
        lines = found["body_text"].split("\n")
        assert [lines[1], *lines[3:5]] == ["Documents", "PDF, 1.2 MB", "Details"]
        assert lines[0].startswith("The plan says")
        assert lines[-1].startswith("Access for emergency")
    dated = extract(
        f"<html lang=en><title>Weir</title><h1>Weir</h1><div class=text>{TEXT}<p>Dated 26 March 2021</p></div>"
    )
    assert dated["body_text"].endswith("Dated 26 March 2021")


def test_a_foot_s_heading_and_a_question_are_no_titles_of_a_page_that_menus_know() -> None:
    foot = "<footer><h2>Skerry County</h2><p>10 Court Street</p></footer>"
    faqs = "".join(f"<h3>{one}</h3><p>{SAID}</p>" for one in ("Who may vote?", "How do I get a copy of a deed?"))
    for name, text in (("Contact Us", TEXT), ("FAQs", faqs)):
        nav = f"<nav><a href=/c>{name}</a><a href=/n>News</a></nav>"
        html = f"<html lang=en><title>{name} | Skerry County, ST</title>{nav}<main><h1>{name}</h1>{text}</main>{foot}"
        assert extract(html)["title"] == name
