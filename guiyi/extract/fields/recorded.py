"""What a page that is one table of labels and values tells of itself: a penalty, a permit, a registration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import takewhile

from guiyi.dates import DATE_TIME, read_chinese_date, read_date
from guiyi.extract.fields.labels import ANY_LABEL
from guiyi.extract.fields.numbers import number_in
from guiyi.markup.tree import unspaced

LEAST, SHARE = 4, 0.6  # pairs of a record, and share of its lines that are such pairs
LONGEST_LABEL = 20  # characters: 作出行政处罚决定机关名称
SHORT_TITLE = 12  # characters of a heading that may name what kind of record it is: 行政处罚信息公示表
LEAST_HINT = 6
SIGNS = ("名称", "文号", "文书号", "公示日期", "公示时间", "标题")  # a record has one of them, most texts have none
WORDS = re.compile(r"[\u4e00-\u9fff（）()、/\s]{2,}[:：]?")
NAME = re.compile(
    r"(?:案件|处罚|许可|项目|工程|事项|职权|权力)(?:事项|项目|文书)?名称|行政(?:处罚|许可)(?:事项|案件|决定文书)?名称"
    r"|(?:公告|公示)(?:标题|名称)|标题"
)
NUMBER = re.compile(r"(?:行政)?(?:处罚|许可)?(?:决定)?(?:书)?文\s*书?\s*号")
SHOWN = re.compile(r"(?:信息|处罚|许可)?(?:公示|公开|发布|公布|挂网|上网)(?:开始)?(?:日期|时间)")
AGENCY = re.compile(
    r"(?:作出)?(?:行政)?(?:处罚|许可|决定|审批|发证|实施)(?:决定)?(?:的)?(?:行政)?(?:机关|机构|部门)(?:名称)?"
)
DECIDED = re.compile(r"(?:作出)?(?:行政)?(?:处罚|许可)?(?:决定|批准|审批|发证|处罚|许可)(?:书)?(?:的)?(?:日期|时间)")


@lru_cache(maxsize=4)  # a page's title, number and days ask for the same
def recorded(text: str) -> Mapping[str, str]:
    """Body text → label → value, where most of its lines are such pairs; empty for any other text.

    Labels stand in cells before their values, before a colon, or each on a line of its own.

    >>> text = "文号\\t云市监罚〔2018〕5号\\n处罚名称\\t无照经营案\\n处罚机关\\t县市监局\\n公示日期\\t2018/3/5"
    >>> recorded(text)["公示日期"], recorded("一\\t二\\n三\\t四")
    ('2018/3/5', {})
    >>> recorded(text.replace("\\t", "：")) == recorded(text) == recorded("详情\\n" + text.replace("\\t", "\\n"))
    True
    """
    if not any(sign in text for sign in SIGNS):
        return {}
    lines = text.split("\n")
    pairs = [pair for line in lines if (pair := _pairs_in(line))]
    if len(pairs) < SHARE * len(lines):
        pairs = _stacked(lines)
    found: dict[str, str] = {}
    for label, value in (one for some in pairs for one in some):
        found.setdefault(unspaced(label).rstrip(":："), value)
    return found if len(found) >= LEAST else {}


def _pairs_in(line: str) -> list[tuple[str, str]]:
    """The labels and values of a line; none where it is anything else."""
    cells = line.split("\t") if "\t" in line else re.split("[:：]", line, maxsplit=1)
    pairs = [(cells[at].strip(), cells[at + 1].strip()) for at in range(0, len(cells) - 1, 2)]
    return pairs if all(_is_label(label) for label, _value in pairs) else []


def _stacked(lines: list[str]) -> list[list[tuple[str, str]]]:
    """Lines that are labels and values in turn, from the first label that is known."""
    start = next((at for at, line in enumerate(lines) if _is_known(line)), len(lines))
    pairs = list(takewhile(lambda one: _is_label(one[0]), zip(lines[start::2], lines[start + 1 :: 2], strict=False)))
    return [[pair] for pair in pairs] if sum(_is_known(label) for label, _value in pairs) > 1 else []


def _is_known(label: str) -> bool:
    return len(label) <= LONGEST_LABEL and any(one.fullmatch(label) for one in (NAME, SHOWN, AGENCY, DECIDED, NUMBER))


def _is_label(text: str) -> bool:
    return len(text) <= LONGEST_LABEL and WORDS.fullmatch(text) is not None


def is_pair(line: str) -> bool:
    """Whether a line is labels, none of them a field of the page, and their values: in cells, or one known of records.

    >>> [is_pair(one) for one in ("开标时间\\t2018-03-05", "来源\\t县水利局", "县水利局\\t2018-03-05")]
    [True, False, True]
    >>> is_pair("约定交地时间：\\t2018-03-05\\t约定竣工时间：\\t2020-03-05"), is_pair("2018-03-05\\t县水利局")
    (True, False)
    >>> is_pair("许可机关：县审批局"), is_pair("主办：县审批局")
    (True, False)
    """
    if "\t" not in line:
        label, _colon, value = line.replace(":", "：", 1).partition("：")
        is_own = bool(value) and _is_known(label.strip()) and not SHOWN.fullmatch(label.strip())
        return is_own and not ANY_LABEL.match(line)
    if ANY_LABEL.match(line):
        return False
    cells = line.split("\t")
    if len(cells) % 2:
        return False
    return all(map(_is_label, cells[::2])) and bool(cells[1])


def beside(label: re.Pattern[str], record: Mapping[str, str]) -> str | None:
    """The value beside the first label of a record that a pattern fits whole."""
    return next((value for one, value in record.items() if value and label.fullmatch(one)), None)


def name_of(record: Mapping[str, str], title: str | None, hint: str | None) -> str | None:
    """A record's name, where what the page has for a title says no more than what kind of record it is; else None.

    hint: what a list prints of the title.

    >>> record = {"案件名称": "某厂未明码标价案", "处罚机关": "县市监局"}
    >>> name_of(record, "行政处罚信息", None), name_of(record, "某厂", "某厂"), name_of(record, None, None)
    ('某厂未明码标价案', None, '某厂未明码标价案')
    """
    listed = unspaced((hint or "").rstrip(".…"))
    told = next(
        (one for one in record.values() if len(listed) >= LEAST_HINT and unspaced(one).startswith(listed)), None
    )
    named = told or beside(NAME, record)
    plain = unspaced(title or "")
    is_kind = len(plain) <= SHORT_TITLE and not (listed and plain.startswith(listed))
    return named if named and is_kind and len(named) > len(plain) else None


def shown_on(record: Mapping[str, str]) -> str | None:
    """The day on which a record says that it was made public; a span of days tells none.

    >>> shown_on({"公示日期": "2018/3/5"}), shown_on({"公示时间": "2018-03-05至2018-03-12"})
    ('2018-03-05', None)
    """
    value = (beside(SHOWN, record) or "").strip()
    return read_date(value) if DATE_TIME.fullmatch(value) else None


def numbered(record: Mapping[str, str]) -> str | None:
    """The number beside a record's 文号."""
    return number_in(beside(NUMBER, record) or "")


def decided(record: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Who made the decision that a record tells, and on which day."""
    day = beside(DECIDED, record) or ""
    made = read_date(day) or read_chinese_date(day)
    return beside(AGENCY, record), made[:10] if made else None
