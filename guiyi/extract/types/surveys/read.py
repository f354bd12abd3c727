"""征集调查: period, questions with their options and counts, opinions received, how the result was told.

Consultations on a draft (征求意见) and questionnaires. A notice that an office answers somebody else's consultation, or a
news article about one, does not itself ask: it names no period and no way to answer.
"""

from __future__ import annotations

import re
from typing import Any

from guiyi.dates import DATE_TIME, LOOSE_DAY, read_date
from guiyi.dayorder import in_figures
from guiyi.extract.types.english import CONSULTATION, LineLabels, first_of, is_english
from guiyi.extract.types.labels import Labels
from guiyi.extract.types.surveys.outcome import ADOPTED, OF_RESULT, OUTCOME, RECEIVED, adopted_rows
from guiyi.extract.types.surveys.questions import OPTION_MARKS, read_questions

TITLE = re.compile(
    r"征求意见|征求.{2,60}意见|征集|意见征询|公开征询|问卷|网上调查|民意调查|满意度调查|听取.{0,12}意见|征询.{0,12}意见|调查(?:问卷|表)$"
)
NOT_TITLE = re.compile(r"调查(?:队|研究|报告|处理|结果的?通报)|征集(?:志愿者|供应商|单位)|赴.{1,12}调研")
LABELS = Labels(
    {
        "starts_on": r"(?:征集|调查|征求|开始|公示|发布)(?:意见)?(?:开始|起始)?(?:时间|日期)|开始(?:时间|日期)|开始(?=[:：\t]\s*(?:19|20)\d\d)",
        "ends_on": r"(?:征集|调查|征求|截止)?(?:意见)?(?:截止|结束)(?:时间|日期)|(?:截止|结束)(?=[:：\t]\s*(?:19|20)\d\d)",
        "period": r"(?:征集|调查|征求意见|意见征集|活动)(?:时间|期限|起止时间)|起止(?:时间|日期)",
        "agency": r"(?:征集|发起|发布|主办|调查)(?:单位|部门|机构)",
        "status": r"(?:征集|当前|调查)?状态",
        "opinions": r"(?:收到|征集到?|反馈)(?:的)?(?:意见|建议)(?:数|数量|条数|总数)?|(?:意见|建议|留言)(?:总?数量?|条数)|(?:参与|投票)(?:人数|人次|总数)|总票数",
        "result": r"(?:征集|调查|意见|结果)(?:意见)?(?:采纳情况|反馈|结果|公布|采纳|结果反馈)|反馈(?=\s*\n)",
    }
)
CHOICE = re.compile(r"[?？]|[单多]选|票")
QUIZ = re.compile(r"试题|题库|竞赛|测试|考试|答题")
KEY = re.compile(r"(?:^|\n)\W?(?:正确|参考|标准)?答案\s*[:：]")  # to what is right: a quiz
ENGLISH = LineLabels(CONSULTATION)
ASKS = re.compile(r"\b(?:consultation|survey|have your say|call for evidence)\b", re.IGNORECASE)
RESPONSES = re.compile(
    r"\b(\d{1,3}(?:,\d{3})+|\d{1,6}) (?:responses|replies|submissions|people (?:responded|took part))"
)
PERIOD = re.compile(
    rf"(?:(?:自|从)?\s*(?P<start>{LOOSE_DAY}\s*日?)"
    r"\s*(?:起)?\s*(?:至|到|—+|－|-{1,2}|～|~)\s*"
    r"(?P<end>(?:(?:19|20)\d{2}\s*[年.\-/]\s*)?\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*日?))"
)
END = re.compile(
    r"(?:截止(?:日期|时间)?|征集时间|结束时间|意见反馈截止时间|于|在|至)[^\d\n]{0,12}?"
    rf"(?P<end>{LOOSE_DAY}\s*日?)"
    r"(?=[^\n]{0,24}?(?:前|截止|止|结束|。|$|\n|之前|以前))"
)
BARE_DAYS = re.compile(  # 开始时间2019-02-01, the label an element of its own without a colon
    r"(?:(?P<which>开始|起始|截止|结束)(?:时间|日期)|(?m:^)(?:征集|调查|征求|意见|投票|公示){1,2}(?P<alone>开始|起始|截止|结束))[ \t]*(?=(?:19|20)\d{2}[-/.年])"
)
ANSWERS = re.compile(
    r"意见|建议|反馈|反映|提出|回复|返回|报送|来信|来函|信函|邮[件箱寄]|传真|登录|留言|参与|填写|提交|投票"
)
FACT = 40  # characters of a line that is a fact of the page, no sentence
TO_OFFICES = re.compile(r"(?:^|\n)各(?![^\n]{0,40}(?:公众|社会|市民|群众|居民|网友))[^\n，。]{0,40}[:：][ \t]*(?=\n|$)")
HOW = re.compile(r"信函|电子邮[件箱]|邮箱|传真|来信|邮寄|电话|留言|在线提交|网上提交|登录|填写")


def read_survey(title: str, text: str, around: str) -> dict[str, Any] | None:
    """Title, body text, text around it → the survey, or None if it is none.

    A questionnaire has two questions with options; a consultation has a title that says so, and a period, a deadline or
    a way to answer. Dates are days; opinions is a number or null; result is what the page says became of it, or null.
    """
    if is_english(text):
        return _english(in_figures(f"{text}\n{around}")) if ASKS.search(title) else None
    is_result = bool(OF_RESULT.search(title) or ("意见" in title and PERIOD.search(text))) and bool(
        OUTCOME.search(text)
    )
    asks = (is_result or bool(TITLE.search(title))) and not NOT_TITLE.search(title)
    asks = asks and ("意见" in title or "建议" in title or not TO_OFFICES.search(text[: FACT * 4]))
    asks = asks or _is_told_by_facts(text)
    questions = read_questions(text, asks) if any(mark.search(text) for mark in OPTION_MARKS) else []
    if (not asks and (len(questions) < 2 or not CHOICE.search(text))) or QUIZ.search(title) or KEY.search(text):
        return None
    fields = LABELS.fields(BARE_DAYS.sub(_with_colon, f"{around}\n{text}"))
    if PERIOD.search(text):  # the day on which it was printed is not the first of a period that the text tells
        fields = [one for one in fields if not (one.name == "starts_on" and one.label.startswith("发布"))]
    named = {one.name: one.value for one in reversed(fields)}
    own = {
        one.name: one.value for one in reversed(LABELS.fields(text))
    }  # a head in the text around runs on to the foot
    named |= {"result": own["result"]} if "result" in own else {}
    starts, ends = _period(named, text)
    received = RECEIVED.search(named.get("opinions", "")) or RECEIVED.search(text)
    count = int(received[1] or received[2] or received["took"]) if received else _number(named.get("opinions"))
    rows, taken = adopted_rows(text) if "采纳" in text else (0, 0)
    adopted = next((int(one[1] or one[2]) for one in ADOPTED.finditer(text)), taken if rows else None)
    if not (
        len(questions) >= 2
        or (questions and asks)
        or (asks and (is_result or starts or ends or HOW.search(text) or OUTCOME.search(text)))
    ):
        return None
    return {
        "type": "survey",
        "kind": "questionnaire" if questions else "consultation",
        "starts_on": starts,
        "ends_on": ends,
        "opinions": count if count is not None or not rows else rows,
        "adopted": adopted,
        "result": named.get("result") or ((told := OUTCOME.search(text)) and told[0].strip()) or None,
        "questions": questions,
    }


def _is_told_by_facts(text: str) -> bool:
    """Whether lines of facts tell a period and how many answers came, as no other page does.

    >>> _is_told_by_facts("起止日期：2023-04-03 至 2023-05-03\\n收到建议：46 条\\n为规范养犬行为，请提出意见。")
    True
    >>> _is_told_by_facts("调查时间为8月1日至8月9日，共收到问卷五千份。\\n收到意见46条")
    False
    """
    facts = [one for one in text.split("\n") if len(one) <= FACT and "。" not in one]
    return any(map(PERIOD.search, facts)) and any(RECEIVED.search(one) for one in facts)


def _english(text: str) -> dict[str, Any] | None:
    """The text of a page named a consultation → the consultation, if labels tell its days or its outcome.

    >>> said = "Opens: 11 January 2021\\nCloses: 8 March 2021\\nTell us your views on the opening hours of our five libraries."
    >>> [_english(said)[name] for name in ("starts_on", "ends_on", "opinions")], _english("Views are wanted.")
    (['2021-01-11', '2021-03-08', None], None)
    """
    named = first_of(ENGLISH.fields(text))
    starts, ends = ((read_date(named.get(one, "")) or "")[:10] or None for one in ("starts_on", "ends_on"))
    if not ends and not (starts and "result" in named):
        return None
    responses = RESPONSES.search(text)
    return {
        "type": "survey",
        "kind": "consultation",
        "starts_on": starts,
        "ends_on": ends,
        "opinions": int(responses[1].replace(",", "")) if responses else None,
        "adopted": None,
        "result": named.get("result"),
        "questions": [],
    }


def _with_colon(label: re.Match[str]) -> str:
    return f"\n{'开始' if (label['which'] or label['alone']) in ('开始', '起始') else '截止'}时间："


def _number(text: str | None) -> int | None:
    match = re.match(r"\s*(\d{1,7})", text or "")
    return int(match[1]) if match else None


def _period(named: dict[str, str], text: str) -> tuple[str | None, str | None]:
    """Labelled dates, else a period or a deadline in the text → first and last day."""
    whole = PERIOD.search(named.get("period", "")) or PERIOD.search(named.get("starts_on", "")) or PERIOD.search(text)
    start, end = read_date(named.get("starts_on", "")), read_date(named.get("ends_on", ""))
    if whole:
        start = start or read_date(whole["start"])
        told = whole["end"] if DATE_TIME.search(whole["end"]) else f"{(start or '')[:4]}年{whole['end']}"
        end = end or read_date(told)
    if not end:
        end = next((read_date(one["end"]) for one in END.finditer(text) if _asks_answers(text, one)), None)
    return (start or "")[:10] or None, (end or "")[:10] or None


def _asks_answers(text: str, deadline: re.Match[str]) -> bool:
    """Whether a deadline is that of the answers: it says so, or its sentence or line does, or tells how to answer.

    >>> found = END.search("要求各单位在2017年11月30日前完成自查。")
    >>> _asks_answers("要求各单位在2017年11月30日前完成自查。", found)
    False
    """
    if not deadline[0].startswith(("于", "在")):
        return True
    start = max(text.rfind(mark, 0, deadline.start()) for mark in "。；\n") + 1
    ends = [at for mark in "。；\n" if (at := text.find(mark, deadline.end())) >= 0]
    return bool(ANSWERS.search(text[start : min(ends, default=len(text))]))
