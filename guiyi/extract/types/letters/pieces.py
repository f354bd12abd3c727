"""A block as the pieces that it prints: days, offices, writers, labels and what somebody said, each with its element.

A reader tells the parts of a letter by where they stand, not by their words; so does this: a row of two is a label and its
value, a line of a name and a day is both, a short word before a colon or before a text of its own is a label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from guiyi.extract.fields.signature import AGENCY
from guiyi.extract.types.letters.words import CAME_BACK, DAY, HAS_DAY, OF_PAGE, PUBLIC, PUBLIC_WROTE, WROTE
from guiyi.familynames import SURE
from guiyi.markup.tree import BLOCKS, CELLS, Node, is_unseen, squeezed, text_of

MOST = 600  # elements of a block that are looked at
MOST_PIECES = 160
LONGEST_FACT, LONGEST_LABEL = 60, 12  # characters of a line of facts; of a label
MOST_OFFICES = 4  # that answer together
LEAST_SAID = 3  # characters of what somebody said
SAYS = re.compile(r"[。；？！?!]|，[^，]*，")
LABELLED = re.compile(  # 反映时间：…, 【反映时间】…
    r"[【\[〔〖「『<＜]?(?P<label>[\u4e00-\u9fff][\u4e00-\u9fff \u3000]{0,9})(?:[“「][^“”「」\n]{1,12}[”」])?\s*(?:[】\]〕〗」』>＞]\s*[:：]?|[:：])\s*(?P<value>\S.*)",
    re.DOTALL,
)
NEXT_LABEL = re.compile(
    r"(?<=\S)[ \u3000\t]+(?=[\u4e00-\u9fff][\u4e00-\u9fff\u3000]{1,7}[:：])|[ \u3000]{2,}|\t|\u3000"
)
ENDED = re.compile(  # behind what was said: （县城管局 2018-03-09）, or behind a dash
    rf"\s*(?:[（(\[【](?P<facts>[^（）()\n]{{0,30}}{DAY}[^（）()\n]{{0,12}})[)）\]】]|(?:—{{1,2}}|-{{2}})\s*(?P<dashed>[^—。\n]{{0,30}}{DAY})|(?<=[。！？!?])(?P<bare>[^。！？\n]{{0,24}}{DAY}))\s*$"
)
BEGUN = re.compile(
    rf"[（(\[【]\s*(?P<day>{DAY})\s*[)）\]】]\s*(?P<said>\S.*)", re.DOTALL
)  # （2018-03-09）县城管局：已修好。
OFFICE_ENDS = re.compile(r"(?<=[。！？!? ])[（(](?P<who>[^（()）\d\n]{2,20})[)）]$")  # 各社区均可办理。（区民政局）
OPENED = re.compile(r"[（(](?=[^（()）]+$)")  # 管理员回复（县城管局 before its day
BAR = re.compile(r"\s*[|｜]\s*")
BLANK = re.compile(r" (?!\d{1,2}[:：]\d\d)")  # not before a time of day
ROLE_LABEL = re.compile(
    r"[\u4e00-\u9fff]{1,4}(?:时间|日期|单位|部门|机关|人|者|员|号码?|编号|方式|类型|类别|状态|渠道|来源)"
)
MARKS = re.compile(r"^[▶►■□●○◆◇★☆▲△※>»\s]+")
ANSWERER = re.compile(r"(?:网站|系统)?(?:管理员|客服|站长|版主|小编|工作人员|值班员)")  # who answers for an office
SENT_OR_BACK = re.compile(rf"{WROTE}|{CAME_BACK}|提交|通过|来自")
BRACKETS = "[]【】()（）〔〕|｜/·，,　 :："
BEHIND_OFFICE = re.compile(
    rf"(?:[（(]官方[)）]|官方|已|再次|作出|的)*(?:{CAME_BACK}|回答|回音|回话|解答|答|说|的话|来答)?[于在]?$"
)
WRITER = re.compile(
    rf"[\u4e00-\u9fff\d][*＊×某]|^[*＊]|(?:先生|女士|同学)$|^(?:{PUBLIC})[\s:：“\"「]\S|^读者|^匿名|^一[位名]|^游客"
)
NO_OFFICE = re.compile(
    r"[转交承督经主协催已补续代]办$|^[已未待正暂在][^\u4e00-\u9fff]?|^(?:部门|单位|有关|相关|职能)"
)  # 已转办 ends as an office's name does
OF_WRITER = re.compile(
    r"(?<![承经协])(?<!收件|收信|答复|回复|办理|负责|联系|主持|受理|申请)(?:人|者|姓名|昵称)$"
)  # labels of who wrote
NAME = re.compile(rf"[{SURE}][\u4e00-\u9fff]{{1,2}}")  # of a person, beside a day
MASKED_NAME = re.compile(r"(?<=[*＊×])[ \u3000]+(?=[\u4e00-\u9fff])")  # 王** before what else the line tells
AT = re.compile(r"(?:(?<=[*”\"])|\s)[于在]$")  # 网友 王** 于 2018-03-01
WRITER_AHEAD = re.compile(r"^(?:\d{1,3}楼|楼主)[\s\u3000]+")


@dataclass(frozen=True)
class Piece:
    """What stands in one place. kind: day, office, writer, name, said or other; holder: the element whose own content it is."""

    kind: str
    text: str
    holder: Node
    label: str = ""

    @property
    def place(self) -> tuple[object, ...]:
        """What pieces of one run have in common: they stand side by side in one element, of one tag and class."""
        if self.holder.tag in CELLS or self.holder.tag == "dd":
            return (self.holder,)
        return self.holder.getparent(), self.holder.tag, self.holder.get("class")


def pieces_of(node: Node, read: dict[Node, list[Piece]] | None = None) -> list[Piece]:
    """A block → its pieces in page order; none of a block that is too large to be a letter.

    read: blocks within it that were read before, each with its pieces; the block is added. It is for the blocks around one
    text, each within the next.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p><b>王**</b><i>2018-03-05</i><p>门口路灯不亮。<p>县城管局　2018-03-09 答复<p><em>结果：</em>已修好，请监督。")
    >>> [(one.kind, one.text) for one in pieces_of(page)]
    [('writer', '王**'), ('day', '2018-03-05'), ('said', '门口路灯不亮。'), ('office', '县城管局'), ('day', '2018-03-09'), ('said', '已修好，请监督。')]
    """
    elements = list(islice(node.iter(), MOST + 1))
    if len(elements) > MOST:
        return []
    holders: set[Node] = set()
    for one in elements:
        above = one if one.tag in BLOCKS or one.tag in CELLS else None
        while above is not None and (above := above.getparent()) is not None and above not in holders:
            holders.add(above)
            if above is node:
                break
    read = {} if read is None else read
    made = list(islice(_read(node, holders, read), MOST_PIECES + 1))
    if len(made) > MOST_PIECES:
        return []
    read[node] = made
    return _with_labels(made)


def _read(node: Node, holders: set[Node], read: dict[Node, list[Piece]]) -> Iterator[Piece]:
    """The pieces of a block's lines, with the parts of a line that stand in elements of their own apart."""
    if node in read:
        yield from read[node]
        return
    if is_unseen(node):
        return
    line: list[tuple[str, Node | None]] = [(node.text or "", None)]
    for child in node:
        if child.tag == "br" or child in holders or child.tag in BLOCKS or child.tag in CELLS:
            yield from _of_line(line, node)
            line = []
            if child.tag != "br":
                yield from _read(child, holders, read)
        elif not is_unseen(child):
            if child.find(".//br") is not None:
                yield from _of_line(line, node)
                line = []
                yield from _read(child, holders, read)
            else:
                line.append((text_of(child), child))
        line.append((child.tail or "", None))
    yield from _of_line(line, node)


def _of_line(line: list[tuple[str, Node | None]], holder: Node) -> Iterator[Piece]:
    for words in _parts(line):
        yield from _told(words, holder)


def _parts(line: list[tuple[str, Node | None]]) -> list[str]:
    """The parts of a line that are read each by itself."""
    told = [(squeezed(text), one) for text, one in line if text.strip()]
    if not told:
        return []
    if all(one is not None for _text, one in told) and _are_apart(told):
        return [text for text, _one in told]
    lead = told[0][0]
    if len(told) > 1 and told[0][1] is not None and _is_lead(lead):
        said = "".join(text for text, _one in line if text.strip()).strip()
        return [lead, squeezed(said[len(lead) :])]
    return [squeezed("".join(text for text, _one in line))]


def _are_apart(told: list[tuple[str, Node | None]]) -> bool:
    """Whether elements side by side are parts of a row, and no words of one sentence that an editor formatted."""
    if len(told) < 2:
        return True
    marks = {(one.tag, one.get("class")) for _text, one in told if one is not None}
    is_row = len(marks) == len(told) or (len(told) == 2 and _is_lead(told[0][0]))
    return is_row or all(len(text) <= LONGEST_FACT // 2 and not SAYS.search(text) for text, _one in told)


def _is_lead(text: str) -> bool:
    return len(text) <= 2 * LONGEST_LABEL and not SAYS.search(text)


def _told(words: str, holder: Node) -> Iterator[Piece]:
    """A line → its pieces."""
    words = MARKS.sub("", words.strip())
    words = BAR.sub("\t", words) if "|" in words or "｜" in words else words
    if not words:
        return
    if len(words) <= 2 * LONGEST_FACT and len(parts := NEXT_LABEL.split(words)) > 1 and not SAYS.search(words):
        for part in parts:
            yield from _told(part, holder)
        return
    if pairs := _pairs(words):
        for one, value in pairs:
            yield from _facts(value, holder, one)
        return
    if begun := BEGUN.fullmatch(words):
        yield Piece("day", begun["day"], holder)
        words = begun["said"]
    label, found = "", LABELLED.fullmatch(words)
    if found and not HAS_DAY.match(words):
        label, words = squeezed(found["label"].replace("\u3000", "").replace(" ", "")), found["value"].strip()
    yield from _said(words, holder, label)


def _said(words: str, holder: Node, label: str) -> Iterator[Piece]:
    """What a line says, and the facts that it ends in; or the facts that it is."""
    if ended := ENDED.search(words[-LONGEST_FACT:]):
        said, facts = words[: len(words) - len(ended[0])].strip(), ended["facts"] or ended["dashed"] or ended["bare"]
        is_head = len(said) <= LONGEST_LABEL and not SAYS.search(said)
        if said and not is_head:
            yield Piece("said", said, holder, label)
        yield from _facts(f"{said} {facts}" if is_head else facts, holder, "", not is_head)
    elif (ended := OFFICE_ENDS.search(words)) and office_in(ended["who"]):
        yield Piece("said", words[: ended.start()], holder, label)
        yield Piece("office", ended["who"], holder)
    elif SAYS.search(words) or len(words) > LONGEST_FACT // 2:
        yield Piece("said" if len(words) >= LEAST_SAID or label else "other", words, holder, label)
    else:
        yield from _facts(words, holder, label)


def _pairs(words: str) -> list[tuple[str, str]]:
    """A line of labels and values set apart by blanks alone, a day among them → each label with its value; else none.

    >>> _pairs("承办单位 县水利局 办结时间 2017-03-14 16:20")
    [('承办单位', '县水利局'), ('办结时间', '2017-03-14 16:20')]
    >>> _pairs("县水利局 张某 李某 2017-03-14"), _pairs("办结时间 2017-03-14")
    ([], [])
    """
    if len(words) > 2 * LONGEST_FACT or not (HAS_DAY.search(words) and words.count(" ") > 2):
        return []
    parts = BLANK.split(words)
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    is_told = len(parts) % 2 == 0 and all(ROLE_LABEL.fullmatch(label) for label, _value in pairs)
    return pairs if is_told else []


def _facts(words: str, holder: Node, label: str, is_end: bool = False) -> Iterator[Piece]:
    """A short line without a sentence → the day, the office and the writer that it tells. is_end: it ends what was said."""
    day = HAS_DAY.search(words)
    rest = [words[: day.start()], words[day.end() :]] if day else [words]
    told = [piece for one in rest if (piece := AT.sub("", WRITER_AHEAD.sub("", one.strip()).strip(BRACKETS)))]
    told = [part for one in told for part in MASKED_NAME.split(one, maxsplit=1) if part]
    told = [part for one in told for part in (OPENED.split(one) if OPENED.search(one) else _with_office(one)) if part]
    kinds = [
        (kind if (kind := _kind_of(one)) == "office" or not OF_WRITER.search(label) else "writer", one) for one in told
    ]
    for kind, one in kinds:
        if kind == "office":
            yield Piece(kind, office_in(one) or one, holder, label)
        elif day and NAME.fullmatch(one):
            yield Piece("name", one, holder, label)
        elif kind == "writer" or not day:
            yield Piece(kind, one, holder, label)
        elif is_end and not SENT_OR_BACK.search(one):
            yield Piece("writer", one, holder, label)
    if day and not OF_PAGE.search(f"{label}{words}"):
        beside = next((one for kind, one in kinds if kind == "other" and len(one) <= LONGEST_LABEL), "")
        yield Piece("day", day[0].strip(), holder, label or beside)


def _with_office(text: str) -> list[str]:
    """部门答 县环卫所 → what stands before an office's name, and the name."""
    lead, _blank, last = text.rpartition(" ")
    return [lead, last] if lead and not office_in(lead) and office_in(last) else [text]


def _kind_of(text: str) -> str:
    if office_in(text) or ANSWERER.fullmatch(text):
        return "office"
    is_writer = len(text) <= LONGEST_LABEL and WRITER.search(text) and not PUBLIC_WROTE.fullmatch(text)
    return "writer" if is_writer else "other"


def office_in(text: str) -> str | None:
    """A short text that is an office's name, with a word of answers behind it or none → the name.

    >>> [office_in(one) for one in ("县水利局", "县水利局 再次回应", "县水利局（官方）", "县水利局长", "反映事项")]
    ['县水利局', '县水利局', '县水利局', None, None]
    """
    text = text.removeprefix("由")  # 由县水利局于2018-03-09答复
    if NO_OFFICE.search(text):
        return None
    if "、" in text and all(map(office_in, names := text.split("、", MOST_OFFICES))):
        return "、".join(office_in(one) or one for one in names)
    if AGENCY.match(text):
        return text if len(text) > 3 or text[-1] in "局委办" else None
    behind = BEHIND_OFFICE.search(text)
    name = text[: behind.start()].strip(BRACKETS) if behind else ""
    return name if len(name) > 2 and AGENCY.match(name) else None


def _with_labels(pieces: list[Piece]) -> list[Piece]:
    """Pieces of which a short one that tells nothing, right before a value, is its label."""
    made: list[Piece] = []
    for one in pieces:
        is_labelled = not one.label and made and _is_label(made[-1])
        if is_labelled and one.kind != "other":
            one = Piece(one.kind, one.text, one.holder, made.pop().text.rstrip(":："))
        elif is_labelled and OF_WRITER.search(made[-1].text) and len(one.text) <= LONGEST_LABEL:
            one = Piece("writer", one.text, one.holder, made.pop().text.rstrip(":："))
        made.append(one)
    return made


def _is_label(one: Piece) -> bool:
    return one.kind == "other" and not one.label and len(one.text) <= LONGEST_LABEL
