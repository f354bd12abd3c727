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
