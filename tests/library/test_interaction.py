"""互动交流 statistics on a real library."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner

from guiyi.cli import main
from guiyi.config.platform import Interaction
from guiyi.library.interaction import ALL, UNKNOWN, Statistics, period_of, read_statistics
from guiyi.library.interaction_export import write_statistics
from guiyi.library.workdays import days_between
from tests.library.conftest import Found, Old, record

RULES = Interaction(reply_days=5, unanswered_days=30, holidays=(date(2018, 3, 5),), workdays=(date(2018, 3, 10),))
AS_OF = date(2018, 6, 1)


def letter(
    asked: str | None, replied: str | None = None, agency: str | None = "市图书馆", **more: Any
) -> dict[str, Any]:
    made = dict.fromkeys(
        ("subject", "question", "asked_at", "accepted_at", "replied_at", "reply_agency", "reply", "status")
    )
    told = {"subject": "来信", "question": "请问", "asked_at": asked, "replied_at": replied, "reply_agency": agency}
    return made | told | {"reply": "您好" if replied else None, "writer": "张*", "is_public": True} | more


def letters_of(*some: dict[str, Any]) -> list[dict[str, Any]]:
    return [record("old", at, letter=one, content_type="letter") for at, one in enumerate(some)]


def statistics(old: Old, records: list[dict[str, Any]], **options: Any) -> Statistics:
    old.migrate(Found(records))
    return read_statistics(old.engine, RULES, AS_OF, **options)


def figures(found: Statistics, agency: str, period: str) -> Any:
    return next(one for one in found.letters if (one.agency, one.period) == (agency, period))


def test_letters_are_counted_by_agency_and_period_with_rate_mean_days_and_totals(old: Old) -> None:
    found = statistics(
        old,
        letters_of(letter("2018-03-01", "2018-03-06"), letter("2018-03-01T10:00+08:00", "2018-04-10"),
                   letter("2017-12-01", None, "市剧院")),
    )  # fmt: skip
    library = figures(found, "市图书馆", "2018")
    assert (library.received, library.answered, library.answered_rate) == (2, 2, 1.0)
    assert (library.in_time, library.overdue, library.mean_days) == (1, 1, 22.5)
    theatre = figures(found, "市剧院", ALL)
    assert (theatre.answered_rate, theatre.overdue, theatre.waiting, theatre.mean_days) == (0.0, 1, 1, None)
    assert (figures(found, ALL, ALL).received, found.letters[-1].agency) == (3, ALL)
    assert [(one["agency"], one["days"]) for one in found.waiting] == [("市剧院", 182)]


def test_a_letter_is_overdue_by_working_days_and_one_that_is_declined_never_is(old: Old) -> None:
    found = statistics(
        old, letters_of(letter("2018-03-02", "2018-03-12"), letter("2018-01-02", status="不予受理", agency="市剧院"))
    )
    assert days_between(date(2018, 3, 2), date(2018, 3, 12), RULES) == 6  # a Monday off, a Saturday worked
    assert figures(found, "市图书馆", "2018").overdue == 1
    declined = figures(found, "市剧院", "2018")
    assert (declined.declined, declined.overdue, declined.waiting, declined.answered) == (1, 0, 0, 0)


def test_all_letters_of_a_page_with_several_count_and_the_accepting_agency_answers_for_the_open_ones(old: Old) -> None:
    several = [
        {
            "subject": "甲",
            "question": "一",
            "asked_at": "2018-03-01",
            "reply": "二",
            "replied_at": "2018-03-02",
            "reply_agency": "市剧院",
        },
        {"subject": "乙", "question": "三", "asked_at": "2018-03-03", "accept_agency": "市剧院", "status": "办理中"},
        {"subject": "丙", "question": "四", "reply": "五"},
    ]
    details = json.dumps({"type": "letter", "letters": several}, ensure_ascii=False)
    found = statistics(old, [record("old", 0, content_type="letter", details=details)])
    assert [(one.received, one.answered) for one in found.letters if one.agency == "市剧院"] == [(2, 1), (2, 1)]
    assert figures(found, UNKNOWN, UNKNOWN).answered == 1


def test_surveys_and_interviews_are_summed_by_site(old: Old) -> None:
    survey = {"type": "survey", "ends_on": "2018-04-01", "opinions": 12, "result": "采纳3条", "questions": []}
    talk = {
        "type": "interview",
        "held_at": "2018-03-06",
        "guests": ["林晓"],
        "turns": [{"role": "guest"}, {"role": "host"}],
    }
    found = statistics(
        old,
        [record("old", at, content_type=one["type"], details=json.dumps(one)) for at, one in enumerate((survey, talk))],
        by="quarter",
    )
    asked, held = found.surveys[0], found.interviews[0]
    assert (asked.site, asked.period, asked.opinions, asked.results_published) == ("old", "2018-Q2", 12, 1)
    assert (held.period, held.interviews, held.guests, held.answers) == ("2018-Q1", 1, 1, 1)


@pytest.mark.parametrize("by", ["year", "quarter", "month", "all"])
def test_a_letter_without_a_date_has_a_period_of_its_own(by: Any) -> None:
    assert period_of(None, by) == (ALL if by == "all" else UNKNOWN)


def test_the_files_of_the_same_figures_have_the_same_bytes(old: Old) -> None:
    found = statistics(old, letters_of(letter("2018-03-01", "2018-03-06", agency="=cmd()")))
    for format in ("jsonl", "csv", "xlsx"):
        made = []
        for _ in range(2):
            out = io.BytesIO()
            write_statistics(found, out, format)
            made.append(out.getvalue())
        assert made[0] == made[1]
        assert len(made[0]) > 100
    rows = list(csv.reader(io.StringIO(_csv_of(found))))
    assert rows[0][0] == "答复单位 agency"
    assert rows[1][0] == "'=cmd()"  # no spreadsheet runs it


def _csv_of(found: Statistics) -> str:
    out = io.BytesIO()
    write_statistics(found, out, "csv")
    return out.getvalue().decode("utf-8-sig")


def test_the_command_writes_what_the_portal_shows(old: Old) -> None:
    old.migrate(Found(letters_of(letter("2018-03-01", "2018-03-06"))))
    places = ["--library", old.settings.library, "--store", old.settings.store, "--configs", str(old.settings.configs)]
    done = CliRunner().invoke(main, [*places, "interaction", "--format", "jsonl", "--as-of", "2018-06-01"])
    assert done.exit_code == 0, done.output
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows[0] | {"part": "letters", "agency": "市图书馆", "period": "2018", "answered": 1} == rows[0]
