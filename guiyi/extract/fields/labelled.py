"""Values that a page prints beside visible labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from guiyi.dateparts import same_day
from guiyi.dates import read_date
from guiyi.extract.fields.labels import ANY_LABEL, BARE_LABEL, DATE_ALONE, ENDS_OF_OFFICES, LABELS, OF_EVENT, OF_MEETING
from guiyi.extract.pages.view import PageView
from guiyi.markup.tree import Node, hides, raw_text, squeezed

HEADED = re.compile(  # [发文字号] 京政办发〔2017〕5号, 【颁布时间】2018-03-05, 信息来源/市林业局
    r"^(?:[\[【〔]\s*([^\[\]【】〔〕:：]{2,10})\s*[\]】〕]|([\u4e00-\u9fff]{2,6})\s*/)\s*(.*)$"
)
BRACKETED = re.compile(  # 【文号】云政〔2018〕3号
    r"[【\[]\s?([\u4e00-\u9fff](?:\s?[\u4e00-\u9fff]){1,5})\s?[】\]](?=\s?[^\s【\[\]】:：])"
)
SPREAD = re.compile(r"(?<![\u4e00-\u9fff])((?:[\u4e00-\u9fff] ){1,4}[\u4e00-\u9fff])(?=\s?[:：])")  # 点 击 率：
COLON_CELL = re.compile(r"\t[:：](?:\t|$)", re.MULTILINE)  # Gazette No | : | 1880
SIGN_OF_SPREAD = re.compile(r" (?<=[\u4e00-\u9fff] )[\u4e00-\u9fff](?=\s?[:：])")  # fast to find
ONE_NAME = ("source", "author", "issuing_agency")  # fields whose value ends before any other label, known or not
OTHER_LABEL = re.compile(r"[\s(（\[【][\u4e00-\u9fff]{2,6}\s*[:：]")
TIME = re.compile(
    r"(?:时|時)\s*[间間]\s*[:：]|日\s*期\s*[:：]"
)  # of what, it does not say: another label's day goes before it
OF_CLASSES = re.compile(r"\W*(?:信\s*息\s*)?(?:分\s*类|类\s*别)\W*")  # of topic and kind in one
ISSUED = re.compile(r"[发發]文(?:日期|时间|時間)")  # of writing, unless another label tells that
EDGES = " \t:：|｜/／;；,，、[]【】\u3000"  # of a value; a number may begin with a place in brackets
WIDE_EDGES = EDGES + "(（"  # of any other value
SUPPLIER = re.compile(r"\W*(?:供稿|发[布佈稿]|报送|投稿|来稿|上报|(?:信息|稿件)?提供|[单單]位|部[门門]|科室)")
BARE_SUPPLIER = re.compile(r"\W*(?:供稿|来稿)\W*$")
PERSON, NAMES_APART = re.compile(r"[\u4e00-\u9fff]{2,3}(?<![联网办群团室厅])"), re.compile(r"[\s、，,/]+")
PUBLISHERS = ("发布", "公开单位")  # of the labels of who issues
CLOSED = re.compile(r"[^\[【（(\]】）)]+(?=[\]】）)])")  # what stands before a bracket that was opened before the label
LENSES = str.maketrans("〖〗", "【】")
NO_VALUE = re.compile(r"无|暂无|不详|空|null|none|[-—–_/\\.]+", re.IGNORECASE)  # what stands where nothing is known
OF_HEAD = re.compile(  # beside a label in a table's head
    r"(?:数|总)\s*[量数]|[件份条篇]\s*数|序\s*号|排\s*[名序]|名\s*称|合\s*计|比\s*例|得\s*分|备\s*注|时\s*间|日\s*期"
)
SEPARATOR = re.compile(r"[:：∶|｜\t]|于\s*(?:19|20)\d\d|d on (?=[\dA-Z])|d from (?=\d)")
BRACKETS = " \t【[（(\u3000"
SENTENCE = re.compile(r"[，。；、“]")
RUNS_ON = re.compile(r"[，,；].*。$|。.|^[^“]*”|[a-z]{2}\. [A-Z]")  # a source that does is words of a text
CONTACT = re.compile(r"联\s*系|电\s*话|传\s*真|地\s*址|邮\s*[箱编]")  # beside which 单位 is a reader's way to somebody
BARE_OFFICE = re.compile(r"\s*(?:单位|部门|科室)")
GLUED = re.compile(  # Housing OfficePublished: May 4, 2018: elements beside one another, without a blank between
    r"(?<=[a-z\d])(?=[A-Z][a-z]{1,11}(?: [a-z]{2,9}){0,2}:|(?:Published|Posted|Updated) (?:on )?[A-Z\d])"
    r"|(?<=[a-z])(?=(?:[A-Z][a-z]{2,5}day,? )?(?:\d{1,2} [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8} \d{1,2},) (?:19|20)\d\d)"
)
OUTLET = re.compile(  # 县里修好了管网 tells what was done
    rf"^(?!关于|[^了]+了)[\u4e00-\u9fff\w]{{2,20}}(?:{ENDS_OF_OFFICES})$"
)
HAS_DIGIT = re.compile(r"\d")
UNKNOWN_LABEL = re.compile(r"[\u4e00-\u9fff]{2,8}")
KNOWN_LABELS = 4  # cells with known labels of a row beside one without a known meaning
LONGEST_BARE = 26  # characters of a label on a line of its own: Document first published:
MAX_BELOW = 60  # characters of a value below its label
MOST_SILENT = 20_000  # lines that tell no field, remembered since the pages of a site share them
_silent: set[str] = set()
Told = tuple[str, str, bool]  # field, value, whether its label says that it is the publisher's
TOLD = re.compile(r"(?:信息|文章|稿件)?来源\s*[:：]\s*(\S{2,24})")  # all that the element says
PLACES = ("span", "em", "i", "b", "p", "li", "td", "div")
LONGEST = 200  # characters of a line of facts


def labelled_values(text: str) -> dict[str, str]:
    """Text around an article (not the article) → values beside visible labels; the first of each label.

    >>> labelled_values("发布时间：2018-03-05 10:08  来源：云川市文化局  浏览次数：12")
    {'published_at': '2018-03-05 10:08', 'source': '云川市文化局'}
    >>> labelled_values("更新时间：2019-01-01 发布时间：2018-03-05\\n来源\\n日报\\n文号\\t索引号\\n云发〔2018〕5号\\t")
    {'published_at': '2018-03-05', 'source': '日报', 'document_number': '云发〔2018〕5号'}
    >>> labelled_values("發佈日期：2018/3/5　資料來源：市台辦　點閱次數：3\\n截止时间：2018-04-01")
    {'published_at': '2018/3/5', 'source': '市台辦'}
    >>> labelled_values("信息来源｜市林业局　　发布者｜李某　　发布时间｜2018.03.05")
    {'source': '市林业局', '_poster': '李某', 'published_at': '2018.03.05'}
    >>> labelled_values("图片来源：市水务局　数据来源：市统计局　发布人：县林业局　发布者：李某")
    {'_publisher': '县林业局', '_poster': '李某'}
    >>> labelled_values("2018-03-05 [来源]云川融媒 [编辑]小满　【文号】云政〔2018〕3号【通知】各县")
    {'source': '云川融媒', 'document_number': '云政〔2018〕3号【通知】各县'}
    >>> labelled_values("发布日期 Date：2018-03-05　发布部门 Department：客户服务中心")
    {'published_at': '2018-03-05', '_supplier': '客户服务中心', 'source': '客户服务中心'}
    >>> labelled_values("[ 成文日期 ]\\t2018-03-01\\t[ 发布日期 ]\\t2018-03-05")
    {'written_on': '2018-03-01', 'published_at': '2018-03-05'}
    >>> labelled_values("成文日期：2018-03-01　发文日期：2018-03-05"), labelled_values("发文日期：2018-03-05")
    ({'written_on': '2018-03-01', 'published_at': '2018-03-05'}, {'_issued': '2018-03-05', 'written_on': '2018-03-05'})
    >>> labelled_values("主讲人：陈岚　时间：2018-03-09　发布日期：2018-03-05")
    {'published_at': '2018-03-05'}
    >>> [labelled_values(one) for one in ("文字：林川 图片：周舟", "文字：大 中 小", "文字：碑文共四百余字。")]
    [{'author': '林川'}, {}, {}]
    >>> labelled_values("Effective date: May 1, 2018"), labelled_values("Image by: Ruth Calloway")
    ({}, {})
    >>> labelled_values("发布时间：\\n县财政局\\n发布时间：2018-03-05")
    {'published_at': '2018-03-05'}
    >>> labelled_values("供稿：林川　公开单位：石桥村村民委员会")
    {'author': '林川', 'issuing_agency': '石桥村村民委员会', '_publisher': '石桥村村民委员会'}
    >>> labelled_values("建站日期：2005-06-01 本站更新时间：2026-01-01")
    {}
    >>> labelled_values("Agency: Housing OfficePublication date: May 4, 2018 at 10:22By: Ruth Calloway")
    {'source': 'Housing Office', 'published_at': 'May 4, 2018 at 10:22', 'author': 'Ruth Calloway'}
    >>> labelled_values("Gazette No\\t:\\t1880\\nDate\\t:\\t30th June 2010\\nMinistry\\t:\\tMinistry of Finance")
    {'document_number': '1880', 'published_at': '30th June 2010', 'source': 'Ministry of Finance'}
    >>> labelled_values("The item was published from 8/9/2017 10:22 AM to 8/31/2017"), labelled_values("Map ref: S 1")
    ({'published_at': '8/9/2017 10:22 AM to 8/31/2017'}, {})
    >>> labelled_values("发文机关\\t数量\\n县政府办公室\\t31")
    {}
    >>> labelled_values("注明来源：云川水利网的作品，均为本网所有。"), labelled_values("单位：县水利局　电话：5550101")
    ({}, {})
    """
    found: dict[str, str] = {}
    text = SPREAD.sub(_joined, text) if SIGN_OF_SPREAD.search(text) else text
    text = text.translate(LENSES) if "〖" in text else text
    text = COLON_CELL.sub("\t", text) if "\t:" in text or "\t：" in text else text
    text = BRACKETED.sub(_unbracketed, text) if "】" in text or "]" in text else text
    lines = text.split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line in _silent:
            continue
        told = _told_alone(line)
        for name, value, is_publisher in _told_with(line, following) if told is None else told:
            is_unsaid = (
                name == "published_at" and not HAS_DIGIT.search(found.get(name, "0")) and HAS_DIGIT.search(value)
            )
            if name not in found or is_unsaid:  # a day that a script would have put there is told further on
                found[name] = value
                if is_publisher:
                    found.setdefault("_publisher", value)
    if issued := found.pop("_issued", None):  # beside the day on which it was written, it is that of publication
        if "written_on" not in found and "published_at" not in found:
            found["_issued"] = issued  # which of both, the signature may tell
        found.setdefault("published_at" if "written_on" in found else "written_on", issued)
    if "_supplier" in found and found.setdefault("source", found["_supplier"]) != found["_supplier"]:
        del found["_supplier"]  # who handed a text in, where one is named whose it is
    return _with_day(found, text)


def _with_day(found: dict[str, str], text: str) -> dict[str, str]:
    """Values, and the text around → the same with the day that labels tell without saying of what, or of a change."""
    if "_time" in found and OF_EVENT.search(text):
        del found["_time"]
    day = found.get("published_at", "").strip()
    bare = DATE_ALONE.search(text) if day and OF_MEETING.search(text) else None
    if bare and bare[1].strip().startswith(day):
        del found["published_at"]  # a bare Date beside Place is when they meet
    changed = found.get("_updated")
    for other in ("_time", "_updated"):
        if other in found:
            found.setdefault("published_at", found.pop(other))
    if changed and found["published_at"] == changed:
        found["_changed"] = changed  # no more than that
    return found


def _joined(spread: re.Match[str]) -> str:
    return spread[1].replace(" ", "")


def _unbracketed(label: re.Match[str]) -> str:
    return f" {label[1]}：" if BARE_LABEL.fullmatch(label[1]) else label[0]


def headed_label(line: str) -> tuple[re.Match[str], str] | None:
    """A line that begins with a label in brackets or before a slash → the label and its value.

    >>> label, value = headed_label("【颁布时间】2018-03-05")
    >>> label.lastgroup, value, headed_label("【导读】2018-03-05"), headed_label("新闻/公告")
    ('published_at', '2018-03-05', None, None)
    """
    headed = HEADED.match(line) if line[:1] in "[【〔" or "/" in line[:8] else None
    label = BARE_LABEL.fullmatch(headed[1] or headed[2]) if headed else None
    return (label, headed[3]) if headed and label else None


def _told_alone(line: str) -> tuple[Told, ...] | None:
    """A line → the fields it tells whatever follows, or None for one that needs it; the silent ones are remembered."""
    told = _read_alone(line)
    if told == () and len(line) <= 200:
        if len(_silent) > MOST_SILENT:
            _silent.clear()
        _silent.add(line)
    return told


def _read_alone(line: str) -> tuple[Told, ...] | None:
    if len(line) <= LONGEST_BARE and BARE_LABEL.fullmatch(line):
        return None
    if (headed := headed_label(line)) and "\t" not in headed[1]:  # a row of a table tells more than its first label
        return tuple(_told(*headed))
    if not SEPARATOR.search(line):
        return ()
    return None if _labels_of_row(line) else tuple(_in_line(line))


def _told_with(line: str, following: str) -> list[Told]:
    """The fields that a line tells with the one below it: a label alone, or a row of labels above values."""
    if len(line) <= LONGEST_BARE and (match := BARE_LABEL.fullmatch(line)):
        return list(_told(match, following if _can_follow(following, match.lastgroup == "keywords") else ""))
    told = _in_rows(line, following)
    return list(_in_line(line)) if told is None else told


def _in_line(line: str) -> Iterator[Told]:
    line = GLUED.sub(" ", line)
    matches = list(ANY_LABEL.finditer(line))
    for at, match in enumerate(matches):
        if BARE_OFFICE.match(match[0]) and CONTACT.search(line):
            continue
        end = matches[at + 1].start() if at + 1 < len(matches) else len(line)
        yield from _told(match, line[match.end() : end])


def _in_rows(line: str, following: str) -> list[Told] | None:
    """The fields of a row of labels above a row of as many values; None if it is no such row."""
    labels, values = _labels_of_row(line), following.split("\t")
    if not labels or not (len(labels) - 1 <= len(values) <= len(labels)):
        return None
    pairs = zip(labels, values, strict=False)
    return [told for label, value in pairs if label is not None for told in _told(label, value)]


def _labels_of_row(line: str) -> list[re.Match[str] | None]:
    """The cells of a line that is a row of labels and of nothing else; none for any other line.

    None stands for a cell of no known meaning, of which a long row may have some.

    >>> row = "索引号\\t承办科室\\t成文日期\\t文号\\t发布日期"
    >>> [label and label.lastgroup for label in _labels_of_row(row)]
    ['index_number', None, 'written_on', 'document_number', 'published_at']
    >>> _labels_of_row("索引号\\t承办科室\\t文号")
    []
    """
    labels: list[re.Match[str] | None] = []
    for one in line.split("\t") if "\t" in line else ():
        label = BARE_LABEL.fullmatch(one)
        if label is None and not UNKNOWN_LABEL.fullmatch(one):
            return []
        labels.append(label)
    unknown = labels.count(None)
    return labels if unknown == 0 or len(labels) - unknown >= KNOWN_LABELS * unknown else []


def _told(match: re.Match[str], value: str) -> Iterator[Told]:
    """A label and what stands behind it → what they tell; nothing if that can't be a value."""
    name = match.lastgroup or "_stop"
    value = value.strip(EDGES if name == "document_number" else WIDE_EDGES).split("\t", 1)[0].strip()
    if name in ONE_NAME:
        value = OTHER_LABEL.split(value, maxsplit=1)[0].strip()
        if closed := CLOSED.match(value):
            value = closed[0].strip()
    is_head = name in ONE_NAME and OF_HEAD.fullmatch(value)
    if is_head or (name == "source" and RUNS_ON.search(value)) or (name == "author" and value[:1].isdigit()):
        return  # 记者：3名
    if name == "source" and SUPPLIER.match(match[0]):
        name = "author" if BARE_SUPPLIER.match(match[0]) and _are_persons(value) else "_supplier"
    if name == "published_at" and TIME.fullmatch(match[0]):
        name = "_time"
    if name == "written_on" and ISSUED.search(match[0]):
        name = "_issued"
    if name == "_stop" and OF_CLASSES.fullmatch(match[0]):
        name = "_classes"
    if name == "_poster":  # an office that put a page up is its publisher, a person is not
        value = value.split(" ", 1)[0]
        name = "_publisher" if OUTLET.match(value) else name
    if name != "_stop" and value and len(value) <= 200 and not NO_VALUE.fullmatch(value):
        yield name, value, name == "issuing_agency" and match[0].strip(BRACKETS).startswith(PUBLISHERS)


def _are_persons(value: str) -> bool:
    """Whether what stands behind 供稿： names persons, and no office.

    >>> [_are_persons(one) for one in ("林川", "林川 张三", "办公室", "市妇联", "云川融媒")]
    [True, True, False, False, False]
    """
    names = NAMES_APART.split(value.strip())
    return all(PERSON.fullmatch(one) and not OUTLET.match(one) for one in names)


def _can_follow(line: str, may_list: bool = False) -> bool:
    """Whether a line can be the value of the label on the line above it. may_list: that one has several words.

    >>> _can_follow("防汛；水库"), *(_can_follow(one, may_list=True) for one in ("防汛；水库", "防汛，安全。"))
    (False, True, False)
    """
    is_said = "。" in line if may_list else SENTENCE.search(line)
    return 0 < len(line) <= MAX_BELOW and not BARE_LABEL.match(line) and not is_said and "\t" not in line


def value_beside(label: str, text: str) -> str | None:
    """The text after a label as one site prints it, up to the next label, cell or line; blanks in the label are free.

    >>> value_beside("索引号", "索 引 号：\t11000/2018-00001\t发文机关：\t市文化局")
    '11000/2018-00001'
    """
    match = _label_pattern(label).search(text)
    if not match:
        return None
    value = match[1]
    end = ANY_LABEL.search(value)
    said = (value[: end.start()] if end else value).strip(" :：|｜/／;；,，、[【(（\u3000")
    return None if not said or BARE_LABEL.fullmatch(said) else said  # of a row of labels, its neighbour is no value


@lru_cache(maxsize=256)
def _label_pattern(label: str) -> re.Pattern[str]:
    spelled = r"\s*".join(re.escape(one) for one in re.sub(r"\s", "", label))
    return re.compile(spelled + r"\s*[】\]]?\s*[:：∶|｜]?[ \t]*([^\n\t]+)")


def labels_in(name: str, text: str) -> list[tuple[str, str]]:
    """A field and a text → the labels of that field in it as they are printed, each with the value beside it.

    >>> labels_in("source", "时间：2018-03-05 信息来源：市文化局")
    [('信息来源', '市文化局')]
    """
    if name not in LABELS or name == "_stop":
        return []
    printed = {re.sub(r"\s", "", match[0]) for match in re.finditer(LABELS[name], text)}
    return [(one, value) for one in sorted(printed) if (value := value_beside(one, text))]


def hidden_source(view: PageView, day: str | None) -> str | None:
    """The office that a hidden element beside the page's day names, on the same line; None if there is none.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<p><b>%s</b><i style='display:none'>来源：县水利局</i></p>"
    >>> pages = [html % one for one in ("2018-03-05 10:08", "县里开会", "2018-03-06")]
    >>> pages += [html.replace("none", "block") % "2018-03-05"]
    >>> [hidden_source(PageView(parse_html(one), "", one), "2018-03-05") for one in pages]
    ['县水利局', None, None, None]
    """
    if day is None or "来源" not in view.source or "display" not in view.source:
        return None
    days: dict[Node, str | None] = {}  # of the holders: one may hold very many such elements
    for element in view.root.iter(*PLACES):
        style, holder = element.get("style"), element.getparent()
        if not style or holder is None or not hides(style):
            continue
        told = TOLD.fullmatch(squeezed(raw_text(element)))
        if told is None or not OUTLET.match(told[1]):
            continue
        if holder not in days:
            beside = squeezed(raw_text(holder))
            days[holder] = read_date(beside) if len(beside) <= LONGEST else None
        if (found := days[holder]) and same_day(found, day):
            return told[1]
    return None
