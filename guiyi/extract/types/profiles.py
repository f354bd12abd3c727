"""领导简介: name, post, what the person is in charge of, career.

The page of one leader names its person in the title or beside a label and tells the life in the known form (男，汉族，…年…月
出生). An appointment notice (任免) names persons, too, but tells no life.
"""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from typing import Any

from guiyi.extract.fields.credits import PERSON
from guiyi.extract.types.english import MEMBER, LineLabels, first_of
from guiyi.extract.types.labels import STOP, Labels, joined, one_line

LABELS = Labels(
    {
        "name": r"姓\s*名",
        "post": r"(?:现任)?职\s*务|现任职务|(?:技术|专业技术)?职\s*称",
        "department": r"(?:所在)?(?:科\s*室|院系|学院)|所属科室",
        "duties": r"(?:工作|职责)?分工|分\s*管(?:工作|领域|范围)?|主要职责|工作职责",
        "field": r"(?:专业|主要)?(?:擅\s*长|专\s*长|特长)(?:领域)?|主攻方向|(?:主要)?研究(?:方向|领域)",
        "career": r"(?:个人|工作|主要)?(?:简历|履历|经历)|个人简介|简介",
        "education": r"(?:最高)?学\s*历|学位",
        "born": r"出生(?:年月|日期)?",
        "sex": r"性\s*别",
        "_stop": r"民\s*族|籍\s*贯|政治面貌|年\s*龄|[出门坐]诊时间|工作单位",
        "telephone": r"(?:办公|联系)电话",
        "email": r"(?:电子)?邮箱|电子邮件",
    }
)
NAME = re.compile(r"姓\s*名")
LIFE = re.compile(
    r"(?P<name>[\u4e00-\u9fff·]{2,10})[，,、]\s*(?P<sex>男|女)\s*[，,、]\s*(?:(?P<people>[\u4e00-\u9fff]{1,6}族)[，,、])?"
)
BORN_IN = re.compile(r"((?:19|20)\d{2})\s*[年.\-/]\s*(\d{1,2})")  # beside its label
BORN = re.compile(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月\s*(?:出?生|\d{1,2}日出?生)")
POST = re.compile(r"现任([^。；\n]{2,60})")
CHARGE = re.compile(r"(?:分管|负责|主持|协助|主管)[^。\n]{2,160}")
TITLE = re.compile(r"^[\u4e00-\u9fff·]{2,4}(?:\s*[（(—:：\-].{0,40})?$|简历$|简介$")
PERSON_LINE = re.compile(  # 林川　党组书记、局长 above 男，汉族，…
    r"(?:^|\n)[ 　]*(?P<name>[\u4e00-\u9fff·]{2,4})[ 　:：—\-（(]+(?P<post>[^\n，。]{2,30})\n[ 　]*(?P<sex>[男女])(?=\s*[，,、])"
)
NAME_LINE = re.compile(  # 林川 above 职务：局长
    r"(?:^|\n)[ 　]*(?P<name>[\u4e00-\u9fff·]{2,4})[ 　]*\n[ 　]*(?=(?:现任)?职\s*务\s*[:：\t\n])"
)
POST_ABOVE = re.compile(  # 市住建局党组书记、局长 above 林川，男，
    r"(?:^|\n)[ 　]*([^\n，。：:]{0,38}(?:长|书记|主任|主席|委员))[ 　]*\n(?=[ 　]*[\u4e00-\u9fff·]{2,4}[，,][男女][，,])"
)
POST_FIRST = re.compile(r"\s*(?:[\u4e00-\u9fff·]{2,4}\n)?([\u4e00-\u9fff、]{2,38}(?:长|书记|主任|主席|委员))[ 　]*\n")
POST_LINE = re.compile(  # 林川　局长 above 主持全面工作。
    r"(?:^|\n)[ 　\t]*(?P<name>[\u4e00-\u9fff·]{2,4})[ 　\t]+(?P<post>[\u4e00-\u9fff、（）]{0,24}(?:长|书记|主任|委员|师|调研员))[ 　]*\n"
    r"(?=[ 　]*(?:(?:工作|职责)?(?:分工|分管|职责)(?:工作)?[:：][ 　]*)?(?:主持|负责|分管|协助|联系))"
)
HEAD_OF_CHARGE = re.compile(r"^[\u4e00-\u9fff]{2,6}[:：]\s*")
OWN_POST = re.compile(r"(?:现任)?[\u4e00-\u9fff、，（）\s]{0,40}(?:长|书记|主任|委员|主席|调研员|专员|常委|成员)")
BEGINS_LIFE = re.compile(
    r"(?:19|20)\d\d年\d{1,2}月出?生|[男女][，,、]|[\u4e00-\u9fff·]{2,4}[，,、]\s*[男女]|[\u4e00-\u9fff]{1,4}族[，,、]"
)
BORN_LOOSE = re.compile(r"((?:19|20)\d{2})\s*[年.]\s*(\d{1,2})\s*月?\s*(?:\d{1,2}日)?(?:出生|生)")
BORN_LABEL = re.compile(r"出生(?:年月|日期|时间)?[:：\t]\s*((?:19|20)\d{2})\s*[年.\-/]\s*(\d{1,2})")
HEADS_DUTIES = re.compile(r"分工|职责|工作|负责|分管|主管")
LONGEST_HEAD, MOST_LINES = 8, 60  # characters of a line that heads a part; lines of a person's page
LEADERS = re.compile(r"领导|班子|党组|党委|委员|成员|局长|主任|负责人")
POST_AND_NAME = re.compile(  # 常务副县长 岳青川
    r"(?P<post>[\u4e00-\u9fff、]{1,20}(?:长|书记|主任|主席|委员|常委))[\s\u3000:：]+(?P<name>[\u4e00-\u9fff·]{2,4})"
)
FACTS_OF_LEADER = frozenset(("born", "duties", "career", "education", "sex"))
OF_OTHERS = ("name", "post", "duties", "career")
EXPERT = re.compile(r"职\s*称|擅\s*长|专\s*长|研究方向")
FACTS_OF_EXPERT = frozenset(("post", "department", "field"))
EXPERT_NAME = re.compile(
    r"([\u4e00-\u9fff·]{2,4})(?:\s*[（(—:：\-]?\s*(?:副?主任|主治)?(?:医师|医生|教授|讲师|专家).{0,4})?"
)
MEMBERS = LineLabels(MEMBER)
MEMBER_NAME = re.compile(
    r"(?:Councillor|Cllr\.?|Mayor|Alderman|Commissioner)(?: (?:Dr|Mr|Mrs|Ms|Sir|Dame)\.?)? (?P<name>[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){1,3})"
)
APPOINTED = re.compile(r"任免|任职|免职|任命|拟任|公示|[的之](?:通知|公告|决定|通报)$")
OF_PERSON = re.compile(  # what a title has beside the name of whom the page is: the post, and what the page is called
    r"[\s（()）:：、，,—\-·|]*(?:[\u4e00-\u9fff、（）()，,\s]{0,40}(?:长|书记|主任|主席|委员|常委|成员|局级|处级|调研员|巡视员|专员|医师|医生|教授|师|员))?"
    r"[\s（()）:：—\-·|]*(?:同志|先生|女士)?(?:的)?(?:个人|工作)?(?:简历|简介|介绍|履历|分工|信息)?[\s（()）]*"
)


def read_profile(title: str, text: str) -> dict[str, Any] | None:
    """Title, body text → the person's profile, or None if the page is none.

    A life in the known form of a person whom the title names, a labelled name with two more labelled fields, or a
    person's name as the title above what an expert's page tells: two of post, department and field.
    """
    if APPOINTED.search(title):
        return None
    if member := MEMBER_NAME.fullmatch(title):
        return _member(member["name"], text)
    if several := _several(title, text):
        return several
    head = text[:400]
    life = LIFE.search(head) if "男" in head or "女" in head else None
    is_told = life is not None and (_is_name_of_page(title, life["name"]) or bool(TITLE.search(title)))
    headed = POST_AND_NAME.fullmatch(title)
    is_name = EXPERT_NAME.fullmatch(title)
    expert = is_name if is_name and EXPERT.search(text) else None
    if not is_told and not expert and not headed and not NAME.search(text):  # nearly all pages end here, cheaply
        return _below_own_name(title, text)
    persons: list[dict[str, str]] = [{}]
    for one in LABELS.fields(text):
        value = one_line(one.value) or "" if one.name == "name" else joined(one.value)
        if one.name == "name" and persons[-1].get("name", value) != value:
            persons.append({})
        persons[-1].setdefault(one.name, value)
    for told in persons:
        told.pop(STOP, None)
    named, *others = persons
    if headed and "name" not in named and len(FACTS_OF_LEADER & named.keys()) >= 3:
        named |= {"name": headed["name"], "post": named.get("post", headed["post"])}
    is_expert = expert is not None and len(FACTS_OF_EXPERT & named.keys()) >= 2
    if not is_told and not is_expert and not ("name" in named and len(named) >= 3):
        return _below_own_name(title, text)
    name = one_line(named.get("name"), 20) or (life["name"] if life else expert[1] if expert else None)
    facts = {"department": one_line(named["department"], 40)} if "department" in named else {}
    facts |= {"field": named["field"]} if "field" in named else {}
    sex = life["sex"] if life else one_line(named.get("sex"), 1)
    born = BORN_IN.match(named["born"]) if "born" in named else BORN.search(text[:400])
    post = POST.search(text) or ((POST_ABOVE.search(text[:400]) or POST_FIRST.match(text)) if life else None)
    return (
        {
            "type": "profile",
            "name": name,
            "sex": sex,
            "people": life["people"] if life else None,
            "born": f"{born[1]}-{int(born[2]):02d}" if born else None,
            "post": one_line(named.get("post"), 80) or (post[1].strip() if post else None),
            "duties": named.get("duties") or (match[0] if (match := CHARGE.search(text)) else None),
            "career": named.get("career"),
        }
        | facts
        | ({"others": [_told_of(one) for one in others]} if others else {})
    )


def _is_name_of_page(title: str, name: str) -> bool:
    """Whether a title is a person's name, but for the post and words like 简历: a story about one says more.

    >>> [_is_name_of_page(one, "林川") for one in ("副县长 林川", "林川同志简历", "“最美司机”林川的故事")]
    [True, True, False]
    """
    before, found, behind = title.partition(name)
    return bool(found) and OF_PERSON.fullmatch(f"{before} {behind}") is not None


def _below_own_name(title: str, text: str) -> dict[str, Any] | None:
    """A title that is all of a person's name, with the post on the next line and below it what the person is in charge of
    or the person's life → the profile: each paragraph is told by what it says, whatever heads it.

    >>> _below_own_name("戚望川", "戚望川\\n市委副书记、市长\\n主管\\n主持全面工作。\\n经历\\n男，1969年4月生。曾任县长。")["career"]
    '男，1969年4月生。曾任县长。'
    >>> _below_own_name("戚望川", "戚望川\\n市委副书记、市长\\n昨日到三个社区调研。") is None
    True
    """
    lines = text.split("\n")
    own = lines[0].replace("\u3000", "").replace(" ", "")
    title = own if PERSON.fullmatch(own) and _is_name_of_page(title, own) else title  # 县长 林川 above 林川
    if not PERSON.fullmatch(title) or len(lines) > MOST_LINES:
        return None
    lines = lines[1:] if lines[0].replace("\u3000", "").replace(" ", "") == title else lines
    lines = [HEAD_OF_CHARGE.sub("", one) if HEADS_DUTIES.search(one[:LONGEST_HEAD]) else one for one in lines]
    post = OWN_POST.fullmatch(lines[0].strip()) if lines else None
    life = next((one for one in lines[1:] if _begins_life(one, title) and BORN_LOOSE.search(one)), None)
    charge = next((one for one in lines[1:] if one is not life and _tells(one) and CHARGE.match(one)), None)
    below = (
        (head, one) for head, one in pairwise(lines[1:]) if len(head) <= LONGEST_HEAD and HEADS_DUTIES.search(head)
    )
    charge = charge or next((one for _head, one in below if one is not life and len(one) > LONGEST_HEAD), None)
    if post is None or not (life or charge):
        return None
    start = lines.index(life) if life else len(lines)
    rest = takewhile(lambda one: one is not charge and len(one) > LONGEST_HEAD, lines[start:])
    born = BORN_LOOSE.search(life) if life else BORN_LABEL.search(text)
    people = re.search(r"[，,、]\s*([\u4e00-\u9fff]{1,6}族)", life or "")
    return {
        "type": "profile", "name": title, "sex": sex[0] if (sex := re.search(r"[男女](?=[，,、])", life or "")) else None,
        "people": people[1] if people else None, "born": f"{born[1]}-{int(born[2]):02d}" if born else None,
        "post": post[0], "duties": charge, "career": "\n".join(rest) or None,
    }  # fmt: skip


def _begins_life(line: str, name: str) -> bool:
    return BEGINS_LIFE.match(line) is not None or line.startswith((f"{name}，", f"{name},"))


def _tells(line: str) -> bool:
    """Whether a line is more than the head of a part: 负责工业、商务."""
    return len(line) > LONGEST_HEAD or "、" in line or line.endswith("。")


def _member(name: str, text: str) -> dict[str, Any] | None:
    """The name of a council's member, the text below it → the profile, if labels tell the office and one thing more.

    >>> _member("Wren Hollis", "Role: Leader\\nWard: Marsh End\\nPortfolio: Housing")["duties"]
    'Housing'
    >>> _member("Wren Hollis", "Councillor Hollis opened the new bridge.")
    """
    fields = MEMBERS.fields(text)
    named = first_of(fields)
    if "post" not in named or len(fields) < 2:
        return None
    told = {one: named.get(one) for one in ("duties", "career")}
    none = {"sex": None, "people": None, "born": None}
    return {"type": "profile", "name": name, **none, "post": one_line(named["post"], 80), **told}


def _several(title: str, text: str) -> dict[str, Any] | None:
    """The profiles of a page of several persons, each below a line of name and post, or a row of a table; else None.

    >>> text = "林川　局长\\n男，汉族，1966年5月生。\\n分工：主持全面工作。\\n田禾　副局长\\n女，1971年8月生。\\n分管供水。"
    >>> found = _several("局领导", text)
    >>> (found["name"], found["born"]), [(one["name"], one["post"], one["duties"]) for one in found["others"]]
    (('林川', '1966-05'), [('田禾', '副局长', '分管供水')])
    >>> _several("班子成员", "姓名\\t职务\\t分工\\n林川\\t局长\\t全面工作\\n田禾\\t副局长\\t供水")["others"][0]["duties"]
    '供水'
    >>> _several("拟聘人员名单", "姓名\\t性别\\t职务\\n林川\\t男\\t护士\\n田禾\\t女\\t护士") is None
    True
    """
    heads = list(PERSON_LINE.finditer(text)) if "男" in text or "女" in text else []
    ends = [one.start() for one in heads[1:]] + [len(text)] * bool(heads)
    persons = [_person_of(one, text[one.end() : end]) for one, end in zip(heads, ends, strict=True)]
    if len(persons) < 2 and LEADERS.search(title) and NAME.search(text):
        rows = [row for row in LABELS.rows(text) if "name" in row and row.keys() & {"post", "duties"}]
        persons = [{"sex": None, "people": None, "born": None, **_told_of(row)} for row in rows]
    if len(persons) < 2 and LEADERS.search(title) and "务" in text:
        persons = _below_names(text)
    if len(persons) < 2 and LEADERS.search(title) and CHARGE.search(text):
        persons = _above_charges(text) or _in_lines(text)
    if len(persons) < 2:
        return None
    others = [{name: one[name] for name in OF_OTHERS} for one in persons[1:]]
    return {"type": "profile", **persons[0], "others": others}


def _below_names(text: str) -> list[dict[str, Any]]:
    """The persons of whom each stands below their own name, the post first.

    >>> text = "林川\\n职务：\\n县长\\n分管工作：\\n全面工作。\\n田禾\\n职务：副县长\\n分管工作：供水。"
    >>> [(one["name"], one["post"], one["duties"]) for one in _below_names(text)]
    [('林川', '县长', '全面工作。'), ('田禾', '副县长', '供水。')]
    """
    heads = list(NAME_LINE.finditer(text))
    ends = [one.start() for one in heads[1:]] + [len(text)] * bool(heads)
    told = [
        {one.name: joined(one.value) for one in LABELS.fields(text[head.end() : end])} | {"name": head["name"]}
        for head, end in zip(heads, ends, strict=True)
    ]
    return [{"sex": None, "people": None, "born": None, **_told_of(one)} for one in told if "post" in one]


def _above_charges(text: str) -> list[dict[str, Any]]:
    """The persons of whom each line of name and post stands right above what they are in charge of.

    >>> [one["duties"] for one in _above_charges("林川　县长\\n主持全面工作。\\n田禾 副县长\\n负责供水。\\n人大")]
    ['主持全面工作。', '负责供水。']
    """
    below = [(head, text[head.end() :].split("\n", 1)[0].strip()) for head in POST_LINE.finditer(text)]
    charges = [(head, HEAD_OF_CHARGE.sub("", one)) for head, one in below]
    no = {"sex": None, "people": None, "born": None, "career": None}
    return [{**no, "name": head["name"], "post": head["post"], "duties": duties} for head, duties in charges]


def _in_lines(text: str) -> list[dict[str, Any]]:
    """The persons of whom each has a line with the name, one with the post, and one with what they are in charge of.

    >>> [(one["name"], one["post"]) for one in _in_lines("林川\\n镇长\\n主持全面工作\\n田禾\\n副镇长\\n分管供水")]
    [('林川', '镇长'), ('田禾', '副镇长')]
    """
    lines = [one.strip() for one in text.split("\n")]
    no = {"sex": None, "people": None, "born": None, "career": None}
    return [
        {**no, "name": name, "post": post, "duties": duties}
        for name, post, duties in zip(lines, lines[1:], lines[2:], strict=False)
        if PERSON.fullmatch(name) and OWN_POST.fullmatch(post) and CHARGE.match(duties)
    ]


def _person_of(head: re.Match[str], text: str) -> dict[str, Any]:
    """The line that heads a person, and what stands below it up to the next → the profile."""
    named = {one.name: joined(one.value) for one in LABELS.fields(text)}
    born = BORN.search(text)
    people = re.match(r"\s*[，,、]\s*([\u4e00-\u9fff]{1,6}族)", text)
    return {
        "name": head["name"], "post": head["post"].strip(" 　（()）"), "sex": head["sex"],
        "people": people[1] if people else None, "born": f"{born[1]}-{int(born[2]):02d}" if born else None,
        "duties": named.get("duties") or ((match := CHARGE.search(text)) and match[0]) or None,
        "career": named.get("career"),
    }  # fmt: skip


def _told_of(named: dict[str, str]) -> dict[str, str | None]:
    """What labels tell of a further person of the page: the whole leadership may stand on one."""
    post, duties, career = (named.get(one) for one in ("post", "duties", "career"))
    return {"name": one_line(named["name"], 20), "post": one_line(post, 80), "duties": duties, "career": career}


def named_by_profile(details: dict[str, Any] | None, title: str | None, told: str | None) -> str | None:
    """The name of the person whose page it is, where no heading names them and it is of no others; else None."""
    is_of_one = details is not None and details["type"] == "profile" and not details.get("others")
    name = str(details["name"] or "") if details and is_of_one else ""
    return None if told or name in (title or "") or not re.search(r"\w", name.replace("_", "")) else name
