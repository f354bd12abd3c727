"""The facts of a document (索引号, 文号, …) or a page (发布时间, …) that stand below the text: read, none of it."""

from __future__ import annotations

import re
from itertools import islice

from guiyi.dates import find_date, read_date
from guiyi.extract.bodies.foot import STATEMENT
from guiyi.extract.bodies.tables import tabulates
from guiyi.extract.fields.credits import SAID_BY
from guiyi.extract.fields.labelled import BRACKETS, MAX_BELOW, NO_VALUE, headed_label, labelled_values
from guiyi.extract.fields.labels import ANY_LABEL, BARE_LABEL, LONGEST_LABEL, OF_EVENT
from guiyi.extract.fields.outlets import supplied_by
from guiyi.extract.fields.printed import CHANGED
from guiyi.extract.fields.remarks import ENGLISH, begins_with_day, is_remark
from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node, plain_of, raw_text, squeezed, text_of

INDEX = re.compile(r"(?:^|\n)[^\n]{0,40}索\s*引\s*号")
FOOT = 1200  # characters at a text's end among which such a table stands
MOST = 60  # blocks at a body's end that may be it
LEAST = 3  # fields that it tells
MOST_FACTS, LONGEST_FACT = 12, 100  # lines of a page's facts below its text, and characters of one
MOST_BELOW = 10  # lines below them that may be other articles'
FIRST_LISTS, LONGEST_LIST = 8, 400  # elements of a body among which a list of facts stands, and its characters
OWN_DAY = re.compile(  # a label that says that the day is the page's
    r"发[布佈表稿]|编稿|公[开布告](?=日期|时间)|上[传網网]|添加|录入|刊[发登]|更新|(?:信息|文章|新闻)(?=时间|日期)|publi|post|releas|issue",
    re.IGNORECASE,
)
TAGGED = re.compile(r"(?:关\s*键\s*[词字]|标\s*签)\s*[:：]")
HASHED = re.compile(r"(?:[#＃][^\s#＃]{1,20}[#＃]?\s*)+")
SENTENCE = re.compile(r"[。；！？]|[a-z]{3}\. [A-Z]")
HEAD_OF_FACTS = re.compile(r"Details|Article info(?:rmation)?|(?:文章|信息|基本|详细)信息")  # as Joomla heads them
UNMARKED = re.compile(r"(?:Topics?|Category|Tags?|Contact|Reading time)(?=\t|$)")  # labels of cells of their own
TOOL = re.compile(
    r"[【\[(（\s]*(?:打印|关闭|收藏|分享|字体|字号|我要|大\s*中\s*小|T\|T|Print|Share|(?:News|Press) release)"
)


def take_facts(body: Node, text: str) -> str:
    """A clean body and its text → the text of the table of facts at its end, which goes; empty where there is none.

    >>> from guiyi.markup.parsing import parse_html
    >>> cells = "<td>索引号：<td>6299/2018-1<td>文号：<td>云水〔2018〕5号<tr><td>发布日期：<td>2018-03-05"
    >>> facts = f"<table><tr>{cells}</table>"
    >>> page = parse_html(f"<div><p>各乡镇要做好防汛。{facts}</div>").find(".//div")
    >>> take_facts(page, text_of(page)), text_of(page)
    ('索引号：\\t6299/2018-1\\t文号：\\t云水〔2018〕5号\\n发布日期：\\t2018-03-05', '各乡镇要做好防汛。')
    >>> page = parse_html(f"<div><p>各乡镇要做好防汛。<p>索引号：见附件</div>").find(".//div")
    >>> take_facts(page, text_of(page))
    ''
    """
    start = INDEX.search(text, max(0, len(text) - FOOT)) if "索" in text[-FOOT:] else None
    facts = text[start.start() :].strip("\n") if start else ""
    told = labelled_values(facts) if facts and not _lists(facts) else {}
    if len(told) < LEAST or "index_number" not in told or len(facts) >= len(text.strip()):
        return ""
    last = list(body.iterdescendants("table", "dl", "ul", "div", "p"))[-MOST:]
    blocks = (one for one in last if facts.endswith(_last_of(one)))
    block = next((one for one in blocks if text_of(one).strip() == facts), None)
    if block is None:
        return ""
    drop(block)
    return facts


def take_tags(body: Node, text: str) -> str:
    """A clean body and its text → its last line where that is keywords, each a link to a search for it; it goes.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<div><p>正文。</p><p>关键词：<a href=/s?k=1>救助</a> %s</p></div>"
    >>> pages = [parse_html(html % one) for one in ("<a href=/s?k=2>民政</a>", "民政、救助")]
    >>> [take_tags(one, text_of(one)) for one in pages], [text_of(one) for one in pages]
    (['关键词：救助 民政', ''], ['正文。', '正文。\\n关键词：救助 民政、救助'])
    """
    last = text.rstrip()[text.rstrip().rfind("\n") + 1 :]
    label = (TAGGED.match(last) or HASHED.fullmatch(last)) if len(last) <= LONGEST_FACT else None
    if label is None:
        return ""
    start = label.end() if TAGGED.match(last) else 0
    block = next(
        (one for one in reversed(list(body.iter("p", "div", "ul", "dl"))) if squeezed(raw_text(one)) == last), None
    )
    links = [one for one in block.iter("a") if one.get("href")] if block is not None and block is not body else []
    said = sum(len(plain_of(raw_text(one))) for one in links)
    if block is None or not links or said < len(plain_of(last[start:])):
        return ""
    drop(block)
    return last


def take_page_facts(body: Node, text: str) -> str:
    """A clean body that was chosen by its text, and that text → the lines at its end that tell the page's day and
    another fact and nothing else; they go. Empty where there are none: what signs a text has no labels.

    >>> from guiyi.markup.parsing import parse_html
    >>> text = "各乡镇要做好防汛。" * 9
    >>> html = f"<div><p>{text}<p>县水利局<p>2018年3月1日<div><p>%s<p>来源：县防办<p>【打印】</div></div>"
    >>> page = parse_html(html % "发布时间：2018-03-05").find(".//div")
    >>> take_page_facts(page, text_of(page)), text_of(page).removeprefix(text)
    ('发布时间：2018-03-05\\n来源：县防办\\n【打印】', '\\n县水利局\\n2018年3月1日')
    >>> page = parse_html(html % "报名时间：2018-03-05").find(".//div")
    >>> take_page_facts(page, text_of(page))
    ''
    >>> page = parse_html(f"<div><p>{text}<dl><dt>发布部门<dd>县水利局<dt>录入时间<dd>2018-03-05</dl></div>")
    >>> take_page_facts(page.find(".//div"), text_of(page)), text_of(page) == text
    ('发布部门\\n县水利局\\n录入时间\\n2018-03-05', True)
    >>> rows = "<tr><td>来源：<td>县水利局<tr><td>发布时间：<td>2018-03-05<tr><td>%s"
    >>> pages = [parse_html(f"<div><p>{text}<table>{rows % one}</table></div>") for one in ("期限<td>十日", "<td>")]
    >>> [take_page_facts(one.find(".//div"), text_of(one.find(".//div")))[:2] for one in pages]
    ['', '来源']

    The days of its changes, each above what was changed, go with them.

    >>> changed = "<div>Published 1 May 2018<br>Last updated 5 May 2018<ol><li>5 May 2018<p>Map replaced.</ol></div>"
    >>> page = parse_html(f"<div><p>{text}{changed}</div>").find(".//div")
    >>> take_page_facts(page, text_of(page))[-13:], text_of(page) == text
    ('Map replaced.', True)
    """
    lines = text.strip("\n").split("\n")[-MOST_FACTS - MOST_BELOW :]
    whole = lines[:]
    run = _run_of_facts(lines)
    for _at in range(MOST_BELOW):
        if _tells_page(run) or not lines or not (STATEMENT.match(lines[-1]) or _is_of_others(lines[-1])):
            break
        lines.pop()
        run = _run_of_facts(lines)
    if not _tells_page(run):
        return ""
    below = whole[len(lines) :]
    facts = "\n".join([*run, *(below if _are_changes(below) else ())])
    if len(facts) * 2 > len(text):
        return ""
    last = [one for one in body.iterdescendants("table", "tr", "dl", "ul", "div", "p", "span", "h3")][-MOST:]
    blocks = _blocks_of(last, facts)
    if any(_is_of_larger_table(one, facts) for one in blocks):
        return ""  # a table goes whole or stays whole
    for block in blocks:
        drop(block)
    return facts if blocks else ""


def _are_changes(lines: list[str]) -> bool:
    """Whether lines are days alone, each above one that says what was changed."""
    days = [(found := find_date(line)) is not None and found[0] == line for line in lines]
    return bool(lines) and all(days[::2]) and not any(days[1::2])


def _is_of_larger_table(block: Node, facts: str) -> bool:
    """Whether a block is rows of a table that says more than some facts: a deadline below the day of publication."""
    table = next(block.iterancestors("table"), None) if block.tag == "tr" else None
    return table is not None and text_of(table).strip("\n") != facts and tabulates(table)


def _blocks_of(last: list[Node], facts: str) -> list[Node]:
    """The block among some, in page order, whose text some lines are; or those that hold them together."""
    lines, said = set(facts.split("\n")), ""
    found: list[Node] = []
    inside: set[Node] = set()
    for block in last:
        text = text_of(block).strip("\n") if block not in inside else ""
        if text == facts:
            return [block]
        if text and set(text.split("\n")) <= lines:
            found.append(block)
            inside |= set(block.iter())
            said += f"\n{text}"
    return found if said.strip("\n") == facts else []


def take_list_of_facts(body: Node) -> str:
    """A clean body that was chosen by its text → the list or table among its first elements, a paragraph above it at
    most, of which each row is a label of the page's facts and its value, one of them the day or the source; it goes.
    Empty where there is none.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<div><h3>开会</h3><dl><dt>点击<dd>8次<dt>发布机构<dd>县水利局<dt>%s<dd>2018-03-05</dl><p>正文。</div>"
    >>> page = parse_html(html % "信息时间").find(".//div")
    >>> take_list_of_facts(page), text_of(page)
    ('点击\\n8次\\n发布机构\\n县水利局\\n信息时间\\n2018-03-05', '开会\\n正文。')
    >>> take_list_of_facts(parse_html(html % "开标时间").find(".//div"))
    ''
    >>> rows = "<div><ul><li>索引号：A-1<li>文号：云水〔2018〕5号<li>标题：开会<li>有效性：有效%s</ul><p>正文。</div>"
    >>> [take_list_of_facts(parse_html(rows % one).find(".//div"))[:3] for one in ("", "<li>各乡镇：请照办")]
    ['索引号', '']
    >>> rows = "<div><dl><dt>%s<dd>Category: Posts<dd>Published: 5 May 2018<dd>Hits: 3</dl><p>Text.</div>"
    >>> [take_list_of_facts(parse_html(rows % one).find(".//div"))[:7] for one in ("Details", "Minutes")]
    ['Details', '']
    >>> rows = f"<div>%s<dl><dt>From<dd>Rivers Office<dt>Published<dd>5 May 2018</dl><p>{'Text. ' * 20}"
    >>> [take_list_of_facts(parse_html(rows % (f"<p>{'Text. ' * 20}" * n)).find(".//div"))[:4] for n in (1, 2)]
    ['From', '']
    """
    paragraphs = 0
    for one in islice(body.iter("dl", "table", "ul", "p"), FIRST_LISTS):
        paragraphs += one.tag == "p" and len(one.text or "") > LONGEST_FACT
        if paragraphs > 1:
            return ""
        facts = text_of(one).strip("\n") if one.tag != "p" and one is not body else ""
        if facts and len(facts) <= LONGEST_LIST and _is_list_of_facts(facts.replace("\t", "\n").split("\n")):
            drop(one)
            return facts
    return ""


def _is_list_of_facts(lines: list[str]) -> bool:
    """Whether lines are labels of a page's facts, each above its value or none, and one a day's or a source's."""
    lines = [line.strip() for line in lines if line.strip()]
    told, at = set(), 1 if lines and HEAD_OF_FACTS.fullmatch(lines[0]) else 0
    while at < len(lines):
        if (beside := ANY_LABEL.match(lines[at])) and _has_value(lines[at], beside.end()):
            told.add(beside.lastgroup)
            at += 1
            continue
        label = BARE_LABEL.fullmatch(lines[at]) if len(lines[at]) <= LONGEST_LABEL else None
        if label is None and not UNMARKED.fullmatch(lines[at]):
            return False
        told.add(label.lastgroup if label else "_stop")
        has_value = at + 1 < len(lines) and not _is_label(lines[at + 1])
        if has_value and (len(lines[at + 1]) > MAX_BELOW or SENTENCE.search(lines[at + 1])):
            return False
        at += 2 if has_value else 1
    is_documents = len(told) > LEAST and bool(told & {"index_number", "document_number", "effective_status"})
    is_pages = bool(told & {"published_at", "source", "_updated"}) and "title" not in told
    return len(told) > 1 and (is_documents or is_pages) and None not in told


def _has_value(line: str, end: int) -> bool:
    """Whether a short value stands behind the label and its mark that begin a line."""
    said, mark, rest = line.partition("：" if "：" in line[: end + 2] else ":")
    return bool(mark) and len(said) <= end + 1 and 0 < len(rest.strip()) <= MAX_BELOW and not SENTENCE.search(rest)


def _tells_page(run: list[str]) -> bool:
    """Whether lines of facts tell the page's day, and that it is the page's, or its source, too."""
    facts = "\n".join(run)
    if not run or OF_EVENT.search(facts):
        return False
    if len(run) == 1 and (begins_with_day(run[0]) or _is_supplied(run[0]) or SAID_BY.fullmatch(run[0])):
        return True
    told = labelled_values(facts)
    is_counted = any(one.lastgroup == "_stop" for one in ANY_LABEL.finditer(facts))
    if is_counted and "published_at" not in told and told.keys() & {"source", "_publisher"}:
        return len(run) == 1  # who published it, and how often it was read
    is_pages = OWN_DAY.search(facts) is not None or "source" in told
    day = next((line for line in run if ENGLISH.match(line) and is_remark(line)), told.get("published_at", ""))
    count = len(told) + ("published_at" not in told) + any(map(CHANGED.match, run))
    is_told = count > 1 or is_counted  # 发布：2018-03-05 点击：3
    return read_date(day) is not None and is_pages and is_told


def _is_of_others(line: str) -> bool:
    """Whether a line may be another article's name or its day: it is short and does not run."""
    return len(line) <= MAX_BELOW and not SENTENCE.search(line)


def _run_of_facts(lines: list[str]) -> list[str]:
    """Of the last lines of a text the longest run that tells facts, each with its label or below it."""
    at = len(lines)
    while at:
        if _is_fact(lines[at - 1]):
            at -= 1
        elif at > 1 and _is_label(lines[at - 2]) and len(lines[at - 1]) <= MAX_BELOW:
            at -= 2
        else:
            break
    run = lines[at:]
    while run and TOOL.match(run[0]):
        run = run[1:]
    return run if len(run) < MOST_FACTS else []


def _is_label(line: str) -> bool:
    return len(line) <= LONGEST_LABEL and BARE_LABEL.fullmatch(line) is not None


def _is_fact(line: str) -> bool:
    """Whether a line tells no more than facts of the page, each behind its label, or is a tool."""
    if len(line) > LONGEST_FACT or SENTENCE.search(line):
        return False
    if ANY_LABEL.match(line.lstrip(BRACKETS)) or headed_label(line) is not None or TOOL.match(line):
        return True
    if (
        UNMARKED.match(line)
        or (ENGLISH.match(line) and is_remark(line))
        or begins_with_day(line)
        or _is_supplied(line)
        or SAID_BY.fullmatch(line)
        or (CHANGED.match(line) and find_date(line))
    ):
        return True
    return bool(NO_VALUE.fullmatch(line.strip()))


def _is_supplied(line: str) -> bool:
    """Whether a line tells no more than who supplied a text, and a day.

    >>> [_is_supplied(one) for one in ("（县残联 供稿） 2018-03-05", "（县残联 供稿）", "县残联 2018年3月5日")]
    [True, False, False]
    """
    found = find_date(line) if "供" in line or "报送" in line else None
    return found is not None and bool(supplied_by([line[: found.start()] + line[found.end() :]]))


def _lists(facts: str) -> bool:
    """Whether a table has more rows of values than of labels: it lists documents.

    >>> rows = "索引号\\t文号\\t发布日期", "1\\t云政〔2018〕1号\\t2018-03-05", "2\\t云政〔2018〕2号\\t2018-03-06"
    >>> _lists("\\n".join(rows[:2])), _lists("\\n".join(rows))
    (False, True)
    """
    labelled = [ANY_LABEL.search(line) is not None for line in facts.split("\n")]
    return labelled.count(False) > labelled.count(True)


def _last_of(block: Node) -> str:
    """The last words of a block, quickly: what can't end the facts needs no whole look."""
    return next((said for said in reversed([str(one).strip() for one in block.itertext()]) if said), "\n")
