"""The title of an article: government meta tag, heading, what the list prints, the <title> without the site's name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guiyi.crawl.column import EDITORS_TITLE
from guiyi.crawl.links import HOME
from guiyi.extract.dates import DATE_TIME, SHORT_YEAR, read_day_apart
from guiyi.extract.labelled import (
    ANY_LABEL,
    BARE_LABEL,
    BRACKETS,
    LONGEST_LABEL,
    OUTLET,
    SEPARATOR,
    headed_label,
    is_remark,
)
from guiyi.extract.page import Node, raw_text, squeezed, text_of
from guiyi.extract.signature import below_number, is_number

TITLE_SPLIT = re.compile(r"\s*(?:[-–—_|｜»>]{1,2}|::)\s*")
SITE_WORDS = re.compile(
    r"(?:人民政府|政府网|门户网站|官方网站|信息网|政务网|首页|网站|局|委员会|厅|办公室|中心|法院|检察院|学院|大学|医院|协会|学会|联合会|图书馆|博物馆)$"
)
PLACE = re.compile(r"位置[:：]|首页|[>»]")
PLACE_LINE = re.compile(r"位置\s*[:：]|(?:首页|\bHome)\s*(?:>|»|＞|-|/|→)")
OWNER = re.compile(r"(?:版权所有|主办(?:单位)?|承办(?:单位)?|Copyright|©|&copy;)[^\n]{0,24}$", re.IGNORECASE)
FOOT = 1500  # characters at a page's end among which its owner is named
LINES_ABOVE = 20
NO_TITLE = re.compile(
    r"^(?:联系)?(?:电话|地址|邮编|传真|邮箱|网址)\s*[:：]|首页|当前位置|>|»|https?://|[。；：]$|：“|^附件?\s*\d*\s*[:：]|\.(?:docx?|pdf|xlsx?|pptx?|zip|rar|wps|et|ofd)$|^[（(]?[一二三四五六七八九十]{1,3}[、）)]|^[—－-]{1,2}\S"
    r"|图片来源|摄\s*[)）]$|^(?:本报|本网|本刊)?(?:见习|特约)?(?:记者|通讯员)\s|文[/／]图"
    r"|^By\s+[A-Z]|^(?:姓\s*名|性\s*别|现?任?职\s*务)\s*[:：]"
    r"|^[〔\[（(]?(?:(?:19|20)\d\d)?[〕\]）)年]*第?\d+号$"
    r"|^(?:地\s*址|电\s*话|传\s*真|邮\s*编|邮政编码|网\s*址|邮\s*箱|联系(?:人|电话|方式|地址))\s*[:：]",
    re.IGNORECASE,
)
SITE_GREETING = re.compile(r"^欢迎|欢迎您|欢迎光临|^Welcome", re.IGNORECASE)
HAN = re.compile(r"[\u4e00-\u9fff]")
TITLE_PLACES = ("td", "p", "div", "h1", "h2", "h3", "h4", "font", "span", "strong", "b", "center", "th")
OPENING, CLOSING = " \u3000[(（【〔", " \u3000])）】〕"
LONGEST_BROKEN, MOST_LINES = 160, 3  # characters and lines of a title that is broken over lines
SITE_NAME = 16  # characters that a site's own name has at most
LEAST_HINT = 6  # characters of a listed or labelled title that tell a line
CUT = ("…", "...", "..")
COLUMN_NAME = 8  # characters that a column's name has at most
LEAST = 2  # characters of a title that stands out
RED_HEAD = re.compile(r"^[\u4e00-\u9fff]{3,30}(?:委员会|政府|[委厅局办院处]|办公[厅室]|中心|党组)文件$")
TAG = re.compile(r"^[\[【]\s*([^\[\]【】]{1,6}?)\s*[\]】]\s*(?=\S{4})")
EMPHASIS = ("h1", "h2", "h3", "h4", "h5", "b", "strong", "big")
LARGE = re.compile(
    r"font-size\s*:\s*(?:(?:1[89]|[2-9]\d)(?:\.\d+)?\s*px|(?:1[4-9]|[2-9]\d)(?:\.\d+)?\s*pt|x+-large)", re.IGNORECASE
)
LARGE_FONT = re.compile(r"[4-7]|\+[1-9]")
TITLE_NAMES = re.compile(r"title|headline|biaoti|(?:^|[\s_-])(?:tit|ttl|bt|subject)(?:$|[\s_-])", re.IGNORECASE)


def find_title(
    root: Node, metas: dict[str, str], before: str, hint: str | None, named: str | None = None, body: Node | None = None
) -> str | None:
    """The article's title: where the witnesses agree (meta tag, list, label, heading, <title>, lines above the body).

    hint: what a list prints of it. named: the value beside a label such as 标题 or 信息名称. body: the article's node.
    """
    meta = metas.get("articletitle")
    if meta and len(meta) > 1:
        return _full(meta, before, hint)
    title = _witnessed(root, metas, before, hint, named, body)
    return _untagged(root, title) if title and title[0] in "[【" else title


def _untagged(root: Node, title: str) -> str:
    """A title without the tag in brackets before it that is an element of its own, as forums print it.

    >>> from guiyi.parsing import parse_html
    >>> _untagged(parse_html("<h1>[<a>公告</a>] 南门封闭施工</h1>"), "[公告] 南门封闭施工")
    '南门封闭施工'
    >>> _untagged(parse_html("<h1>【图解】南门封闭施工</h1>"), "【图解】南门封闭施工")
    '【图解】南门封闭施工'
    """
    tag = TAG.match(title)
    apart = tag and any(raw_text(one).strip("[]【】 \n") == tag[1] for one in root.iter("a", "em", "i", "span", "font"))
    return title[tag.end() :] if tag and apart else title


def _witnessed(
    root: Node, metas: dict[str, str], before: str, hint: str | None, named: str | None, body: Node | None
) -> str | None:
    told = squeezed(root.findtext(".//title") or "")
    told = "" if EDITORS_TITLE.match(told) else told
    page_title = "" if RED_HEAD.search(told) else _without_site(root, told)
    parts = [part for part in TITLE_SPLIT.split(page_title) if part]
    agreed = _listed_line(root, hint, before) or _named_line(named, before, page_title)
    if agreed:
        return agreed
    heading = _heading(root, page_title, before)
    below = _below_banner(root, heading, page_title, before)
    is_sites = heading is not None and _is_site(heading, parts, hint)
    if heading and not below and not is_sites and not _is_column(root, heading, page_title):
        return heading
    printed = None if below else _printed(hint, metas.get("og:title"), page_title, before)
    if printed:
        return printed
    line = below or _title_line(before, page_title, parts)
    if line and (below or unspaced(line) != unspaced(heading or "")):
        return _whole(root, line)
    is_above = named and len(named) >= LEAST_HINT and unspaced(named) in unspaced(before)
    placed = named if is_above else _red_headed(before) or _placed(root, before, parts, heading, body)
    own = [part for part in parts if _is_own(part)]
    social = metas.get("og:title", "")
    named = named or (social if _is_own(social) and social != told else None)
    return (
        placed
        or (None if is_sites else heading)
        or named
        or heading
        or next((one for one in (*own, *parts, *TITLE_SPLIT.split(told)) if one), None)
    )


def _is_column(root: Node, heading: str, page_title: str) -> bool:
    """Whether a heading may be a column's name: it is short, and the <title> does not say it or a link does, too."""
    plain = unspaced(heading)
    if len(heading) > COLUMN_NAME:
        return False
    return plain not in unspaced(page_title) or any(unspaced(raw_text(one)) == plain for one in root.iter("a"))


def _is_own(part: str) -> bool:
    return not SITE_WORDS.search(part) and not SITE_GREETING.search(part)


def _below_banner(root: Node, heading: str | None, page_title: str, before: str) -> str | None:
    """The line above date and source, where all of a short <title> is a heading above the link to the home page."""
    is_banner = heading == page_title and len(page_title) <= SITE_NAME and _is_banner(page_title, before)
    return _line_above_date(before, _shown(root), is_above=True) if is_banner else None


def _placed(root: Node, before: str, parts: list[str], heading: str | None, body: Node | None) -> str | None:
    """What stands where titles do, or is painted there, unless the <title> says more than a site's or column's name."""
    own = next((part for part in parts if _is_own(part)), "")
    is_short = len(own) <= COLUMN_NAME or bool(heading)  # it names the column or the site only
    if not is_short and unspaced(own) in unspaced(text_of(root)):
        return None
    shown = _shown(root)
    nearest = _line_above_date(before, shown)
    if nearest and (is_short or len(nearest) >= COLUMN_NAME or unspaced(nearest) in shown.large):
        return _whole(root, nearest)
    return _pictured(root, body) if is_short else None


@dataclass(frozen=True)
class Shown:
    """How a page shows its short texts, blanks aside. large: those that stand out. linked: those that are links.
    title: the parts of what its <title> says.
    """

    large: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()
    title: frozenset[str] = frozenset()


def _shown(root: Node) -> Shown:
    """Tree → which of its texts stand out by tag, size or name, and which are links.

    >>> from guiyi.parsing import parse_html
    >>> shown = _shown(parse_html("<font size=5>侧 记</font><a>首页</a><i style='font-size:24px'>防汛</i><b>记者</b>"))
    >>> sorted(shown.large), sorted(shown.linked)
    (['侧记', '记者', '防汛'], ['首页'])
    """
    large = {unspaced(text) for one in root.iter("*") if _is_large(one) and len(text := raw_text(one)) < LONGEST_BROKEN}
    links = list(root.iter("a"))
    linked = {unspaced(raw_text(one)) for one in links}
    for holder in {one.getparent() for one in links}:  # links that stand on one line
        said = unspaced("".join(raw_text(one) for one in holder.iterchildren("a")))
        linked |= {said} if said == unspaced(raw_text(holder)) else set()
    return Shown(
        frozenset(large),
        frozenset(linked),
        frozenset(map(unspaced, TITLE_SPLIT.split(root.findtext(".//title") or ""))),
    )


def _is_large(element: Node) -> bool:
    if element.tag in EMPHASIS or (element.tag == "font" and LARGE_FONT.match(element.get("size") or "")):
        return True
    style, name = element.get("style"), element.get("class") or element.get("id")
    return bool((style and LARGE.search(style)) or (name and TITLE_NAMES.search(name)))


def _without_site(root: Node, page_title: str) -> str:
    """The <title> without the site's own name: what its link to the home page says, or its foot of the page's owner.

    >>> from guiyi.parsing import parse_html
    >>> page = parse_html("<a href='/'><img alt='云川县商务局'></a><p>正文</p><p>版权所有：云川县总工会</p>")
    >>> _without_site(page, "关于防汛的通知-云川县商务局"), _without_site(page, "云川县总工会")
    ('关于防汛的通知', '')
    """
    parts = TITLE_SPLIT.split(page_title)
    homes = {unspaced(name) for one in root.iter("a") if HOME.match(one.get("href") or "none") for name in _said(one)}
    foot = squeezed(raw_text(root))[-FOOT:] if len(parts) == 1 else ""
    if len(parts) == 1:
        at = foot.rfind(page_title) if page_title else -1
        return "" if unspaced(page_title) in homes or (at >= 0 and OWNER.search(foot[:at])) else page_title
    while len(parts) > 1 and unspaced(parts[-1]) in homes:
        page_title = page_title[: page_title.rindex(parts.pop())].rstrip(" -–—_|｜»>:")
    return page_title


def _said(link: Node) -> list[str]:
    return [raw_text(link), *(one.get("alt") or "" for one in link.iter("img"))]


def _pictured(root: Node, body: Node | None) -> str | None:
    """What the one picture outside body and links that says much says: a title painted as a picture.

    >>> from guiyi.parsing import parse_html
    >>> page = parse_html("<img alt='云川县'><div><img src='t.gif' alt='关于做好防汛工作的通知'></div><p>正文</p>")
    >>> _pictured(page, page.find(".//p"))
    '关于做好防汛工作的通知'
    """
    inside = set(body.iter("img")) - _above_text(body) if body is not None else set()
    inside |= {one for link in root.iter("a") for one in link.iter("img")}
    alts = {
        squeezed(one.get("alt") or ""): COLUMN_NAME if one.getparent().tag not in EMPHASIS else LEAST_HINT // 2
        for one in root.iter("img")
        if one not in inside or one.getparent().tag in EMPHASIS[:3]
    }
    found = [one for one, least in alts.items() if len(one) > least and HAN.search(one) and not SITE_WORDS.search(one)]
    return found[0] if len(found) == 1 and not NO_TITLE.search(found[0]) else None


def _above_text(body: Node) -> set[Node]:
    """The pictures of a body above all of its text that stands in no link."""
    found: set[Node] = set()
    for element in body.iter():
        if element.tag == "img":
            found.add(element)
        is_linked = any(one.tag == "a" for one in (element, *element.iterancestors()))
        if isinstance(element.tag, str) and element.text and not element.text.isspace() and not is_linked:
            break
    return found


def _printed(hint: str | None, social: str | None, page_title: str, before: str) -> str | None:
    """What the list, og:title or the <title> says of the title, if the page prints it, too, above the body."""
    plain = unspaced(before)
    if hint and not hint.endswith(CUT) and unspaced(hint) in unspaced(page_title) + "\n" + plain:
        return hint
    parts = sorted((part for part in TITLE_SPLIT.split(page_title) if part), key=len, reverse=True)
    said = (one for one in (social, _run_of_parts(page_title, before), *parts) if one and len(one) > COLUMN_NAME)
    return next((one for one in said if unspaced(one) in plain), None)


def _red_headed(before: str) -> str | None:
    """The title below a document's number, where nothing else names it: it may be broken over lines."""
    head = below_number(before)
    return "".join(head) if 0 < len(head) <= MOST_LINES and not any(is_told(one) for one in head) else None


def _listed_line(root: Node, hint: str | None, before: str) -> str | None:
    """The line above the body that begins with what a list prints of the title, cut or whole; None without any."""
    start = unspaced(hint.rstrip(".…")) if hint else ""
    if len(start) < LEAST_HINT:
        return None
    for line in reversed(before.split("\n")):
        if len(line) <= LONGEST_BROKEN and unspaced(line).startswith(start) and not PLACE.search(line):
            own = without_remarks(line.strip())
            return own if unspaced(own) == start else _whole(root, own)
    return None


def _named_line(named: str | None, before: str, page_title: str) -> str | None:
    """A labelled title that the page prints once more, in its <title> or on a line of its own."""
    plain = unspaced(named or "")
    if len(plain) < LEAST_HINT:
        return None
    again = plain in unspaced(page_title) or any(unspaced(line) == plain for line in before.split("\n"))
    return named if again else None


def _run_of_parts(page_title: str, before: str) -> str | None:
    """The longest run of the <title>'s parts, with the marks between them, that is a line above the body.

    >>> _run_of_parts("三年行动方案（2018—2020年）_园区", "首页\\n三年行动方案（2018—2020年）\\n2018-03-05")
    '三年行动方案（2018—2020年）'
    """
    lines = {unspaced(line) for line in before.split("\n") if len(line) <= LONGEST_BROKEN}
    marks = list(TITLE_SPLIT.finditer(page_title))
    starts, ends = [0, *(one.end() for one in marks)], [*(one.start() for one in marks), len(page_title)]
    runs = [page_title[start:end] for start in starts for end in ends if start < end] if marks else []
    return next((one for one in sorted(runs, key=len, reverse=True) if unspaced(one) in lines), None)


def _is_site(heading: str, parts: list[str], hint: str | None) -> bool:
    """Whether a heading is the site's own name: it ends as such names do, and all of the <title> is no more."""
    if hint and unspaced(heading) in unspaced(hint):
        return False
    rest = [part for part in parts if unspaced(part) != unspaced(heading) and not SITE_GREETING.search(part)]
    is_name = len(heading) <= SITE_NAME and bool(SITE_WORDS.search(heading))
    return is_name and all(len(one) <= COLUMN_NAME for one in rest)


def _whole(root: Node, line: str) -> str:
    """A line of a title → the whole title, where it is broken over lines of one small element or over like siblings.

    >>> from guiyi.parsing import parse_html
    >>> _whole(parse_html("<td>关于做好二〇一八年<br>防汛工作的通知</td>"), "防汛工作的通知")
    '关于做好二〇一八年防汛工作的通知'
    """
    wanted = unspaced(line)
    for element in root.iter(*TITLE_PLACES):
        if wanted not in unspaced(raw_text(element)) or len(raw_text(element)) > LONGEST_BROKEN:
            continue
        lines = text_of(element).split("\n")
        if len(lines) == 1 and unspaced(lines[0]) == wanted:
            lines = _like_siblings(element, lines)
        at = next((at for at, one in enumerate(lines) if unspaced(one) == wanted), None)
        if at is None or not 1 < len(lines) <= MOST_LINES or any(not _is_piece(one) for one in lines):
            continue
        return ("" if HAN.search(line) else " ").join(lines)
    return line


def _like_siblings(element: Node, lines: list[str]) -> list[str]:
    """The lines of the elements of the same tag and class right before and after one that has a class."""
    name = element.get("class")
    if not name:
        return lines
    for is_before in (True, False):
        for one in element.itersiblings(preceding=is_before):
            if one.tag != element.tag or one.get("class") != name:
                break
            lines = [squeezed(raw_text(one)), *lines] if is_before else [*lines, squeezed(raw_text(one))]
    return lines


def _is_piece(line: str) -> bool:
    is_other = is_told(line) or NO_TITLE.search(line) or read_day_apart(line)
    return 2 <= len(line) <= 60 and not is_other and line[0] not in "—-－（("


def _full(meta: str, before: str, hint: str | None) -> str:
    """A meta title that was cut short → the whole one, if the page or the list prints it."""
    if not meta.endswith(CUT):
        return meta
    start = unspaced(meta.rstrip(".…"))
    for candidate in (*before.split("\n"), hint or ""):
        if candidate and unspaced(candidate).startswith(start) and len(candidate) < 200:
            return candidate.strip()
    return meta


def unspaced(text: str) -> str:
    """Text without its white space."""
    return re.sub(r"\s+", "", text)


def _heading(root: Node, page_title: str, before: str) -> str | None:
    """The one heading that the <title> also holds; else the only h1; without any, the only long h2 above the body."""
    found = []
    for element in root.iter("h1", "h2", "h3"):
        text = squeezed(raw_text(element))
        text = text if text and unspaced(text) in unspaced(page_title) else without_remarks(text)
        if 2 < len(text) < 200:
            found.append((element.tag, text))
    inside = [text for _tag, text in found if unspaced(text) in unspaced(page_title)]
    if inside and len(max(inside, key=len)) >= 4:
        return max(inside, key=len)
    first = [text for tag, text in found if tag == "h1"]
    if first:
        is_own = len(first) == 1 and not SITE_WORDS.search(first[0]) and not _is_banner(first[0], before)
        return first[0] if is_own else None
    below = [text for tag, text in found if tag == "h2" and len(text) > COLUMN_NAME and text in before]
    return below[0] if len(below) == 1 and not is_told(below[0]) and not NO_TITLE.search(below[0]) else None


def _is_banner(heading: str, before: str) -> bool:
    """Whether a heading stands above the page's place line or its link to the home page: the site's or a column's.

    >>> _is_banner("云川县人民政府政府信息公开", "云川县人民政府政府信息公开\\n您的位置：首页>公告\\n关于防汛的公告")
    True
    """
    lines = before.split("\n")
    at = next((at for at, line in enumerate(lines) if unspaced(line) == unspaced(heading)), None)
    return at is not None and any(PLACE.search(line) for line in lines[at + 1 :])


def without_remarks(text: str) -> str:
    """A heading without the date and source that some CMSes print inside it.

    >>> without_remarks("关于防汛的通知[2018-03-05]"), without_remarks("关于防汛的通知 来源：云川日报")
    ('关于防汛的通知', '关于防汛的通知')
    """
    label = ANY_LABEL.search(text) if SEPARATOR.search(text) else None
    cut = text[: label.start()].strip().rstrip(OPENING) if label and label.start() >= 4 else text
    end = len(cut.rstrip(CLOSING))
    dates = [match for match in DATE_TIME.finditer(cut) if match.end() == end and match.start() >= 4]
    return cut[: dates[0].start()].rstrip(OPENING) if dates else cut


def is_told(line: str) -> bool:
    """Whether a line tells date, source or another field, or is the label of one."""
    label = ANY_LABEL.match(line.lstrip(BRACKETS)) or BARE_LABEL.fullmatch(line[:LONGEST_LABEL]) or headed_label(line)
    return label is not None or is_remark(line) or SHORT_YEAR.fullmatch(line) is not None


def _is_button(line: str) -> bool:
    """Whether a line is the bare label of something that is no field: 评论, 字号, 分享.

    >>> _is_button("评论"), _is_button("来源"), _is_button("评论：3 来源：云川日报")
    (True, False, False)
    """
    match = BARE_LABEL.fullmatch(line[:LONGEST_LABEL]) if len(line) <= LONGEST_LABEL else None
    return match is not None and match.lastgroup == "_stop"


def _line_above_date(before: str, shown: Shown = Shown(), is_above: bool = False) -> str | None:
    """The line above those of date and source, or else below them; without any the nearest above the body that can be
    a title. What stands above the page's place line is the site's. is_above: only one that stands above such lines.

    >>> _line_above_date("政府文件公示公告\\n您的位置：首页>文件\\n索引号：000014349/2017-00110\\n关于加强防汛的意见")
    '关于加强防汛的意见'
    """
    lines = [line for line in before.split("\n") if line][-LINES_ABOVE:]
    place = next((at for at in reversed(range(len(lines))) if PLACE_LINE.search(lines[at])), -1)
    lines = lines[place + 1 :] or lines
    values = {at + 1 for at, line in enumerate(lines) if len(line) <= LONGEST_LABEL and BARE_LABEL.fullmatch(line)}
    told = [at for at, line in enumerate(lines) if (is_told(line) or at in values) and not PLACE.search(line)]
    labelled = [at for at in told if ANY_LABEL.match(lines[at].lstrip(BRACKETS)) or at in values]
    facts = [at for at in told if not _is_button(lines[at]) and not (at in values and _is_button(lines[at - 1]))]
    last = ([at for at in labelled if at in facts] or facts or told)[-1:]
    below = lines[last[0] + 1 :] if last and place >= 0 else []
    while last and (last[0] - 1 in told):  # up to the first of the lines that tell fields
        last = [last[0] - 1]
    above, least = (lines[: last[0]], 4) if last else (lines, 8)
    if is_above:
        return _nearest(above[-6:], least, shown) if last else None
    if not last and (heading := _nearest([one for one in above[-6:] if _stands_out(one, shown)], LEAST, shown)):
        return heading
    under = below or (lines[last[0] + 1 :] if last else [])
    found = _nearest(above[-6:], least, shown)
    if found and len(found) <= COLUMN_NAME and unspaced(found) not in shown.large and under[:1]:
        heading = under[0] if _stands_out(under[0], shown) else ""  # an account's name above the date, the title below
        return _nearest([heading], LEAST, shown) or found
    return found or _nearest(under, COLUMN_NAME, shown)


def _stands_out(line: str, shown: Shown) -> bool:
    """Whether a line stands out on the page and is no name of a column, which its <title> or a link tells, too."""
    plain = unspaced(line)
    return plain in shown.large and plain not in shown.linked and plain not in shown.title


def _nearest(lines: list[str], least: int, shown: Shown) -> str | None:
    """The last of some lines that can be a title: one that stands out may be shorter, one that is a link is none."""
    for line, over in zip(reversed(lines), [*reversed(lines[:-1]), ""], strict=False):
        is_over = len(over) > max(len(line), COLUMN_NAME) and not is_told(over) and not NO_TITLE.search(over)
        if is_over and OUTLET.match(line):
            continue  # the office between title and date
        text = without_remarks(ANY_LABEL.split(line, maxsplit=1)[0].strip().rstrip(OPENING))
        plain = unspaced(text)
        if text != line.strip() and ("：" in text or ":" in text):
            continue  # a line of facts whose first label is none that is known
        if plain in shown.linked and (plain not in shown.large or SITE_WORDS.search(text)):
            continue
        enough = LEAST if plain in shown.large else least
        if not enough <= len(text) <= 100 or "\t" in line:
            continue
        if not is_told(text) and not NO_TITLE.search(text) and not is_number(text):
            return text
    return None


def _title_line(before: str, page_title: str, parts: list[str]) -> str | None:
    """The line before the body that the <title> begins with, or that begins the <title>; not the site's own name."""
    plain = unspaced(page_title)
    names = (part for part in parts if SITE_WORDS.search(part) and (len(parts) > 1 or len(part) <= SITE_NAME))
    sites = {unspaced(part) for part in names}
    for line in reversed(before.split("\n")):
        text = unspaced(line)
        is_in = text in plain or (len(plain) >= 8 and text.startswith(plain.rstrip(".…")))
        if is_in and len(text) >= 5 and text not in sites and not is_told(line):
            return line.strip()
    return None
