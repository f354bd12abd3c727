"""How the two parties of a letter speak, the words of their labels, and records that look alike: cheap looks and counts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from guiyi.extract.types.letters.words import ADDRESSED, CAME_BACK, HAS_DAY, LONGEST, OF_PAGE, PUBLIC, WROTE, Exchange

MOST_DAYS = 12  # that are looked at
LARGEST = 8000  # characters of a page that is one letter
OF_RECORDS = re.compile(  # labels of records that are no letters
    r"鉴定|委托|检测|监测|评定|概况|面积|招标|投标|中标|采购|拍卖|出让|会议|项目|工程|建设|培训|招聘|考试|报名|处罚|许可|违法|当事人|案由|验收|执法|检查|审批|行政"
    r"|法定代表|信用|文号|主题词|嘉宾|访谈|征集|活动|展览|主持|公示|公告|产品|企业|法人|合同|标的|建议人|提案|议案|代表|依据|材料|收费|流程|时限|(?:开始|结束)(?:时间|日期)|截止"
)
ASKING = re.compile(  # it looks ahead for the first characters of all, as do those below: five times as fast
    r"(?=[?？吗呢请能可是凭怎为没无盼您我，。])(?:[?？]|[吗呢](?=[，。！!]|$)|请问|能否|能不能|可否|是否可以|凭什么|怎么办|为什么|没人管|无人管|没有?地方|盼|您好"
    r"|(?<![\u4e00-\u9fff])我(?![局市县区省校院国镇乡街委办厅中处站])|我们[村家小想]|[，。]我(?:家|想|们|的|在|是|住))"
)
ANSWERING = re.compile(
    r"(?=[您收如感经已将责预计安我工可请届均现以])(?:您(?!现在|当前|的位置|所在)|收悉|如下|感谢|经[^，。经]{0,6}(?:核|查|调|协商|了解|研究|沟通|督促)|[已将][^，。]{0,10}|责[令成]|预计|计划|安排|我[局委办厅镇街处站中]"
    r"|工作人员|[可请](?:在|到|携|持|拨|向|您)|[可请]以[^。，]|届时|(?:均|现)已|以[^，。]{1,8}为准)"
)
FIRST_OF_PUBLIC = "".join(sorted({one[0] for one in PUBLIC.split("|")}))
OFFICE_END = "[局委办府会心院处科部队站所镇乡道]"
SIGNS = re.compile(  # an office in brackets behind its words, or before them, below somebody's
    rf"(?=[。！？!?{FIRST_OF_PUBLIC}])(?:[。！？!?][（(][^（()）\d\n]{{1,19}}{OFFICE_END}[)）]\n"
    rf"|(?:{PUBLIC})[^\n，。：:]{{0,8}}[:：][^\n]+\n[\u4e00-\u9fff]{{2,18}}{OFFICE_END}[:：])"
)
SENDS = re.compile(rf"{PUBLIC}|{WROTE}")  # labels of what one of the public does, and of what comes back
BACK = re.compile(rf"{CAME_BACK}|回音|(?:部门|单位|官方|政府)[^职工]")
SENDS_LABEL, BACK_LABEL = (  # a word that ends a line, a cell or what stands before a colon
    re.compile(rf"(?:{words})[\u4e00-\u9fff]{{0,6}}[ \u3000]?(?:[:：】\]\n\t]|$)")
    for words in (f"{PUBLIC}|{WROTE}", CAME_BACK)
)
SPOKEN_TO = re.compile(
    rf"您(?!现在|当前|的位置|所在|的浏)|(?:^|[\n\t:：])[^\n，。]{{0,12}}(?:{PUBLIC}|朋友|同志|同学)(?!政)[^\n，。]{{0,6}}[:：,，!！]"
)
WRITES = re.compile(  # what a writer is called by
    rf"(?=[*＊×某先女同读匿一游{FIRST_OF_PUBLIC}])"
    rf"(?:[*＊×某]|(?:先生|女士|同学)(?=\s|$)|(?:^|(?<=\s))(?:{PUBLIC})[\s:：“\"「]|读者|匿名|一[位名]|游客)"
)
QUOTED = re.compile(r"[说问道答][，：:]?[“\"][^”\"\n]*[”\"]")  # who asks within is not who writes


def may_be_two(text: str, around: str) -> bool:
    """Whether a page may be what two parties wrote: two short lines that end in days and are none of its own facts, and
    somebody who answers or asks. A cheap look.

    >>> may_be_two("2018-03-02\\n我家门口路灯不亮。\\n县城管局 2018-03-05\\n已修好。", ""), may_be_two("已修好。\\n2018-03-05", "")
    (True, False)
    """
    if len(text) > LARGEST:
        return False
    both, days = f"{around}\n{text}", 0
    for found in islice(HAS_DAY.finditer(both), MOST_DAYS):
        begin, end = both.rfind("\n", 0, found.start()) + 1, both.find("\n", found.start())
        line_end = end if end >= 0 else len(both)
        is_short = line_end - begin <= LONGEST or both[line_end - 1 : line_end] in ("）", ")")
        days += is_short and not OF_PAGE.search(both, begin, line_end)
    is_labelled = SENDS_LABEL.search(text) and BACK_LABEL.search(text)
    is_told = days > 1 or is_labelled or SIGNS.search(text)
    return bool(is_told) and bool(is_labelled or ASKING.search(both) or ANSWERING.search(both))


def may_speak(text: str, around: str) -> bool:
    """Whether the two texts of a page may speak as a letter's do, or its labels or ratings may say that they are one's: what
    `speak` asks for where no column says so. A cheap look.

    >>> may_speak("我家门口路灯不亮。\\n已修好。", ""), may_speak("诉求：路灯不亮。\\n办理：已换。", "")
    (True, True)
    >>> may_speak("各单位已报送计划。\\n县水利局", "您现在的位置：首页")
    False
    """
    both = f"{around}\n{text}"
    if ANSWERING.search(both) and (ASKING.search(both) or SPOKEN_TO.search(both) or WRITES.search(both)):
        return True
    return "满意" in both or bool(SIGNS.search(text) or (SENDS_LABEL.search(both) and BACK_LABEL.search(both)))


def is_of_record(labels: Iterable[str]) -> bool:
    """Whether labels are those of a record that is no letter: of works, permits, fines, interviews.

    >>> is_of_record(["投件日", "诉说"]), is_of_record(["申请日期", "建设内容"])
    (False, True)
    """
    return any(map(OF_RECORDS.search, labels))


def asks(text: str) -> int:
    """How often a text speaks as one of the public does."""
    return len(ASKING.findall(text))


def speak(made: Exchange, is_of_letters: bool) -> bool:
    """Whether the two texts speak as a letter's do, and neither as the other's."""
    asked, answers = asks(QUOTED.sub("", made["question"])), len(ANSWERING.findall(made["reply"]))
    if asks(made["reply"]) > answers and asked == 0:
        return False
    if is_of_letters:
        return True
    return answers > 0 and bool(asked or made.get("writer") or ADDRESSED.search(made["reply"]))
