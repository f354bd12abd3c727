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
