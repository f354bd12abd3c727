"""How English pages of public bodies call their acts and tell their days: numbers, months, adoption, closing."""

from __future__ import annotations

from tests.extract.test_document import extract
from tests.extract.test_english import TEXT, page


def test_the_line_by_which_an_act_calls_itself_is_its_number() -> None:
    for line, number in (
        ("L.N. 45 of 2016", "L.N. 45 of 2016"), ("SOR/2014-98 April 17, 2014", "SOR/2014-98"), ("HC 412", "HC 412"),
        ("EXECUTIVE ORDER 2011-9", "2011-9"), ("Resolution R-19-70 | Adopted 5 May 2019", "R-19-70"),
        ("MEDIA RELEASE NO. 23/2018", "23/2018"), ("Circular RW 14/2016", "RW 14/2016"),
        ("STATUTORY INSTRUMENTS</p><p>2012 No. 1173", "2012 No. 1173"), ("Ref: ISBN 9780101861722, Cm 8617", "Cm 8617"),
        ("Petition No. ZBA-19-31", "ZBA-19-31"), ("Bylaw No. 1187, 2014", "Bylaw No. 1187, 2014"), ("[45871/18]", "45871/18"),
        ("Bill No.: HB 2041", "HB 2041"), ("GAZETTE NOTICE NO. 5517", "5517"), ("NIT No.: 12/EE/2018-19", "12/EE/2018-19"),
    ):  # fmt: skip
        assert page(f"<p>{line}</p>")["document_number"] == number
    assert page("", "Notice 671 of 2009: Marine fees")["document_number"] == "Notice 671 of 2009"
    assert (
        page("", "Department Order No. 174, s. 2017 - Yards")["document_number"] == "Department Order No. 174, s. 2017"
    )
    assert page("<p>See Order 3 of 2019</p>")["document_number"] is None


def test_an_act_with_a_number_is_a_document_and_a_tender_is_none() -> None:
    assert page("<p>L.N. 45 of 2016</p>")["content_type"] == "document"
    assert page("<p>ORDINANCE NO. 2018-45</p>", "An Ordinance on Dogs")["content_type"] == "document"
    assert page("<p>RFP No.: 21-03</p>", "Tender Notice")["content_type"] is None
    assert page("", "An Ordinance on Dogs explained")["content_type"] is None


def test_acts_that_a_text_cites_and_lines_like_them_are_no_number() -> None:
    for line in (
        "See also L.N. 45 of 2016.", "This amends S.I. 2004/318.", "Newsletter 2012 No. 3", "Flats HC 1 to 9", "24/7",
        "Call (330) 555-0142 or write to PW3 4QT.", "Page ID: 1043", "Charity No. SC-012/345", "Staff ID: 12-3456", "Helpline No. 555-0142", "Drawing No. A-12/330",
        "Under Circular No. 12/2018 of 29 May nothing is due.",
    ):  # fmt: skip
        assert page(f"<p>{line}</p>")["document_number"] is None
    heads = "<h3>Resolution 2017/211</h3><p>Moved: Cr Dale. Seconded: Cr Ng, of the council.</p>"
    assert page(heads, "Minutes of the Ordinary Meeting")["document_number"] is None
    several = f"<h3>Ordinance No. 2020-17</h3>{TEXT}<h3>Ordinance No. 2020-18</h3>{TEXT}"
    html = f"<title>What the town passed | Weir</title><h1>What the town passed</h1><div class=text>{several}</div>"
    assert extract(html)["document_number"] is None


def test_a_month_that_is_all_a_page_tells_is_its_day_in_that_precision() -> None:
    assert page("<p>March 2019</p>")["published_at"] == "2019-03"
    assert page("<p>Publication date: October 2014</p>")["published_at"] == "2014-10"
    assert page("<p>March 2019</p>", "Retail sales bulletin")["published_at"] is None
    assert page("<p>Version 2.1, issued April 2013</p>")["published_at"] == "2013-04"
    assert page("<p>Archive</p><p>March 2019</p>")["published_at"] is None
    assert page("<p>Next review date: March 2019</p>")["published_at"] is None
    assert page("<p>March 2019</p><p>Published: 5 April 2019</p>")["published_at"] == "2019-04-05"


def test_the_foot_of_an_act_tells_when_it_was_made() -> None:
    for foot, day in (
        ("<p>Agriculture Directorate</p><p>June 2011</p>", "2011-06"),
        ("<p>Commissioner for Trams</p><p>1 March 2016</p>", "2016-03-01"),
        ("<p>I certify the foregoing to be a true copy of a resolution adopted on May 21, 2013.</p>", "2013-05-21"),
        ("<p>DONE AND ORDERED this 7th day of July, 2014.</p><p>Chief Judge</p>", "2014-07-07"),
        ("<p>The works end in</p><p>June 2011</p>", None), ("<p>Closing date:</p><p>1 March 2016</p>", None),
    ):  # fmt: skip
        assert page("").get("published_at") is None
        html = (
            f"<title>Works in Mill Lane | Thornby</title><h1>Works in Mill Lane</h1><div class=text>{TEXT}{foot}</div>"
        )
        assert extract(html)["published_at"] == day


def test_days_beside_others_on_a_page_are_told_apart() -> None:
    lines = "<p>Argued September 9, 2014 — Decided November 18, 2014</p>"
    assert page(lines)["published_at"] == "2014-11-18"
    assert page("<p>Made 26th April 2012</p><p>Laid before Parliament 2nd May 2012</p>")["published_at"] == "2012-04-26"
    made = "<p>Made - - - - 1st March 2016</p><p>Coming into force - - 4th April 2016</p>"
    assert page(made)["published_at"] == "2016-03-01"
    opened = "<p>Opening date:<br>21 July 2016</p><p>Closing date:<br>30 August 2016</p>"
    assert page(opened)["published_at"] == "2016-07-21"
    assert page("<p>Closing date:<br>30 August 2016</p><p>Opening date:<br>31 August 2016</p>")["published_at"] is None
    assert page("", "Ade v Municipality (44/2015) [2016] ZATHC 88 (12 August 2016)")["published_at"] == "2016-08-12"


def test_who_published_is_told_by_a_byline_and_by_the_foot_of_a_text() -> None:
    assert page("<p>By Department of Roads | May 18, 2022</p>")["source"] == "Department of Roads"
    foot = (
        "<div class=page-foot>Published by Water Services, Weir Council on 11 May 2020. Last updated 12 May 2020</div>"
    )
    html = f"<title>Works in Mill Lane | Weir</title><main><h1>Works in Mill Lane</h1>{TEXT}{foot}</main>"
    found = extract(html)
    assert (found["source"], found["published_at"]) == ("Water Services, Weir Council", "2020-05-11")


def test_a_heading_that_names_a_kind_leaves_the_title_to_its_row_or_subject() -> None:
    row = "<table><tr><td>Bid Number:</td><td>IFB 18-040</td></tr><tr><td>Bid Title:</td><td>Repair of the weir</td></tr></table>"
    html = f"<title>Bid Postings - Weir County</title><h1>Bid Postings</h1>{row}{TEXT}"
    assert extract(html)["title"] == "Repair of the weir"
    below = "<title>Decision - Lease</title><h1>Decision details</h1><h2>Cabinet decision: lease of the pavilion</h2>"
    assert extract(below + TEXT)["title"] == "Cabinet decision: lease of the pavilion"
    letter = "<title>Circular</title><p>Circular No. 4/2019</p><p>Dated 19 May 2019</p><p>Subject: Refunds of duty - reg.</p>"
    assert extract(letter + TEXT)["title"] == "Refunds of duty"
    assert (
        extract(f"<title>Tolls</title><h1>Tolls go up</h1><p>Order No. 5/2019</p><p>Subject: Fees</p>{TEXT}")["title"]
        == "Tolls go up"
    )
