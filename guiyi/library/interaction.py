"""互动交流 statistics: letters, surveys and interviews of the library by agency and period, as the rules ask for them.

Letters: received, answered, rate, in time, overdue, mean days, and those that wait too long; thresholds from
`interaction` in platform.yaml. Surveys: how many, opinions received, results published. Interviews: how many, answers.
Sources: 政府网站发展指引 (互动交流); the yearly report's figures (国办函〔2018〕12号); 国办秘函〔2019〕19号.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Engine, select

from guiyi.config.platform import Interaction
from guiyi.database import reading
from guiyi.library.tables import letters, resources
from guiyi.library.workdays import days_between
from guiyi.plain import Plain

Period = Literal["year", "quarter", "month", "all"]
UNKNOWN = "未注明"  # an agency or a period that no page tells
ALL = "合计"
PUBLISHED = "published"
ANSWERED = re.compile(r"已(?:回复|答复|办结|处理|办理|解决|回信|反馈)|办结|^回复$|^是$")
NOT_ANSWERED = re.compile(r"未|待|不予|处理中|办理中|受理中")
DECLINED = re.compile(r"不予受理|不受理|已撤销|已退回")


@dataclass(frozen=True)
class Letter:
    """What counts of one letter. Days are ISO dates or None."""

    resource_id: str
    site: str
    title: str
    agency: str
    asked_on: date | None
    replied_on: date | None
    is_answered: bool
    is_declined: bool


@dataclass(frozen=True)
class LetterFigures:
    """Letters of one agency in one period (of asking). Rates 0–1, null where nothing can be divided.

    overdue: answered later than the limit, or not answered and past it. waiting: not answered for longer than
    `unanswered_days`. declined: 不予受理; received, but neither answered nor overdue. mean_days: calendar days.
    """

    agency: str
    period: str
    received: int
    answered: int
    answered_rate: float | None
    in_time: int
    overdue: int
    waiting: int
    declined: int
    mean_days: float | None


@dataclass(frozen=True)
class SurveyFigures:
    """征集调查 of one site in one period: how many, opinions received (where told), how many told their result."""

    site: str
    period: str
    surveys: int
    opinions: int
    results_published: int


@dataclass(frozen=True)
class InterviewFigures:
    """在线访谈 of one site in one period: how many, guests, and what guests said in answer."""

    site: str
    period: str
    interviews: int
    guests: int
    answers: int


@dataclass(frozen=True)
class Statistics(Plain):
    """All figures at one day; each list in order of agency (or site) and period, totals (合计) last."""

    as_of: str
    by: Period
    letters: list[LetterFigures]
    surveys: list[SurveyFigures]
    interviews: list[InterviewFigures]
    waiting: list[dict[str, Any]]  # letters that wait too long, the oldest first


def read_statistics(
    engine: Engine, rules: Interaction, as_of: date, by: Period = "year", site: str | None = None
) -> Statistics:
    """Library, thresholds, the day that counts as today, length of a period, one site or all → the figures."""
    found = read_letters(engine, site)
    talks, asked = _read_details(engine, "interview", site), _read_details(engine, "survey", site)
    waiting = [one for one in found if _waits(one, rules, as_of)]
    return Statistics(
        as_of.isoformat(), by,
        _letter_figures(found, rules, as_of, by),
        [SurveyFigures(*key, *_survey_sums(rows)) for key, rows in _grouped(asked, by, "ends_on", "starts_on")],
        [InterviewFigures(*key, *_interview_sums(rows)) for key, rows in _grouped(talks, by, "held_at")],
        [_told(one, as_of) for one in sorted(waiting, key=lambda one: (str(one.asked_on), one.resource_id))],
    )  # fmt: skip


# --- letters ---------------------------------------------------------------------------------------------------------


def read_letters(engine: Engine, site: str | None = None) -> list[Letter]:
    """Library → every published letter, all those of pages with several too, in order of resource."""
    fields = (resources.c.resource_id, resources.c.site, resources.c.title, resources.c.details)
    own = [letters.c[name] for name in ("subject", "asked_at", "replied_at", "reply_agency", "reply", "status")]
    joined = resources.outerjoin(letters, letters.c.resource_id == resources.c.resource_id)
    is_letter = letters.c.resource_id.is_not(None) | (resources.c.content_type == "letter")
    query = select(*fields, *own).select_from(joined).where(resources.c.status == PUBLISHED, is_letter)
    if site is not None:
        query = query.where(resources.c.site == site)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(resources.c.resource_id)).mappings()
        return [letter for row in rows for letter in _letters_of(dict(row))]


def _letters_of(row: Mapping[str, Any]) -> Iterator[Letter]:
    details = [one for one in (row["details"] or {}).get("letters", ()) if isinstance(one, Mapping)]
    if len(details) > 1:
        for one in details:
            yield _letter(row, one)
    elif row["asked_at"] or row["reply"] or row["subject"]:
        yield _letter(row, {**(details[0] if details else {}), **{name: row[name] for name in OWN if row[name]}})


OWN = ("subject", "asked_at", "replied_at", "reply_agency", "reply", "status")


def _letter(row: Mapping[str, Any], said: Mapping[str, Any]) -> Letter:
    status = said.get("status") or ""
    is_declined = bool(DECLINED.search(status))
    says_so = bool(ANSWERED.search(status)) and not NOT_ANSWERED.search(status)
    return Letter(
        row["resource_id"], row["site"], said.get("subject") or row["title"],
        said.get("reply_agency") or said.get("accept_agency") or UNKNOWN,
        _day(said.get("asked_at")), _day(said.get("replied_at")),
        not is_declined and bool(said.get("reply") or said.get("replied_at") or says_so), is_declined,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text and len(text) >= 10 else None


def _letter_figures(found: Iterable[Letter], rules: Interaction, as_of: date, by: Period) -> list[LetterFigures]:
    groups: dict[tuple[str, str], list[Letter]] = defaultdict(list)
    for one in found:
        period = period_of(one.asked_on, by)
        for key in {(one.agency, period), (one.agency, ALL), (ALL, period), (ALL, ALL)}:
            groups[key].append(one)
    return [_figures(*key, groups[key], rules, as_of) for key in sorted(groups, key=_totals_last)]


def _totals_last(key: tuple[str, str]) -> tuple[bool, str, bool, str]:
    return key[0] == ALL, key[0], key[1] == ALL, key[1]


def _figures(agency: str, period: str, some: list[Letter], rules: Interaction, as_of: date) -> LetterFigures:
    answered = [one for one in some if one.is_answered]
    took = [(one.replied_on - one.asked_on).days for one in answered if one.asked_on and one.replied_on]
    took = [days for days in took if days >= 0]  # a reply before its letter is a slip of the old site
    late = sum(_is_overdue(one, rules, as_of) for one in some)
    return LetterFigures(
        agency, period, len(some), len(answered), round(len(answered) / len(some), 4) if some else None,
        len(answered) - sum(_is_overdue(one, rules, as_of) for one in answered), late,
        sum(_waits(one, rules, as_of) for one in some), sum(one.is_declined for one in some),
        round(sum(took) / len(took), 2) if took else None,
    )  # fmt: skip


def _is_overdue(one: Letter, rules: Interaction, as_of: date) -> bool:
    if one.asked_on is None or one.is_declined or (one.is_answered and one.replied_on is None):
        return False
    return days_between(one.asked_on, one.replied_on or as_of, rules) > rules.reply_days


def _waits(one: Letter, rules: Interaction, as_of: date) -> bool:
    is_open = not one.is_answered and not one.is_declined and one.asked_on is not None
    return is_open and (as_of - one.asked_on).days > rules.unanswered_days  # type: ignore[operator]


def _told(one: Letter, as_of: date) -> dict[str, Any]:
    asked = one.asked_on
    return {
        "resource_id": one.resource_id, "site": one.site, "title": one.title, "agency": one.agency,
        "asked_on": asked.isoformat() if asked else None, "days": (as_of - asked).days if asked else None,
    }  # fmt: skip


# --- surveys and interviews ------------------------------------------------------------------------------------------


def _read_details(engine: Engine, content_type: str, site: str | None) -> list[dict[str, Any]]:
    query = select(resources.c.site, resources.c.published_at, resources.c.details)
    query = query.where(resources.c.status == PUBLISHED, resources.c.content_type == content_type)
    if site is not None:
        query = query.where(resources.c.site == site)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(resources.c.resource_id)).mappings()
        return [{**(row["details"] or {}), "site": row["site"], "published_at": row["published_at"]} for row in rows]


def _grouped(
    rows: Iterable[dict[str, Any]], by: Period, *days: str
) -> Iterator[tuple[tuple[str, str], list[dict[str, Any]]]]:
    """Rows by site and period (of the first of `days` that is told, else of publication), totals last."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        told = next((row[name] for name in (*days, "published_at") if row.get(name)), None)
        period = period_of(_day(told), by)
        for key in {(row["site"], period), (row["site"], ALL), (ALL, period), (ALL, ALL)}:
            groups[key].append(row)
    return ((key, groups[key]) for key in sorted(groups, key=_totals_last))


def _survey_sums(rows: list[dict[str, Any]]) -> tuple[int, int, int]:
    return len(rows), sum(row.get("opinions") or 0 for row in rows), sum(bool(row.get("result")) for row in rows)


def _interview_sums(rows: list[dict[str, Any]]) -> tuple[int, int, int]:
    answers = sum(turn.get("role") == "guest" for row in rows for turn in row.get("turns", ()))
    return len(rows), sum(len(row.get("guests", ())) for row in rows), answers


def period_of(day: date | None, by: Period) -> str:
    """A day → the period it lies in.

    >>> [period_of(date(2018, 5, 3), by) for by in ("year", "quarter", "month", "all")], period_of(None, "year")
    (['2018', '2018-Q2', '2018-05', '合计'], '未注明')
    """
    if by == "all":
        return ALL
    if day is None:
        return UNKNOWN
    return {"year": f"{day:%Y}", "quarter": f"{day:%Y}-Q{(day.month + 2) // 3}", "month": f"{day:%Y-%m}"}[by]
