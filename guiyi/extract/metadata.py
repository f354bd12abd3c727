"""Title, dates, source and the other fields of a page: what is printed beside a visible label first, then meta tags.

PubDate can lie after an earlier migration (7 of 52 real pages, always later than the visible date); the visible
labelled date wins, and a conflict is flagged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from guiyi.extract.dates import DATE_TIME, date_in_url, read_chinese_date, read_date, same_day, with_year
from guiyi.extract.page import Node, squeezed

LABELS = {
    "published_at": r"(?:信息)?(?:发布|公布|公开|上网|录入|发表|刊发|更新|创建)(?:时间|日期)|(?:时\s*间|日\s*期)",
    "source": r"(?:信息|文章|稿件|新闻|内容)?来\s*源(?:单位|部门)?|供稿(?:单位)?|稿源",
    "author": r"作\s*者|撰稿(?:人)?|供稿人|文\s*/",
    "document_number": r"(?:发文|文件|公文|发布)?文\s*号|发文字号|文件编号|发文文号",
    "index_number": r"索\s*引\s*号",
    "issuing_agency": r"发文(?:机关|单位|机构)|发布机构|发布机关|制发(?:机关|单位)|信息公开机构|公开(?:主体|单位)",
    "written_on": r"成文(?:日期|时间)|生成(?:日期|时间)|签发(?:日期|时间)|(?:印发|发文)(?:日期|时间)|制发日期",
    "effective_status": r"有\s*效\s*性|效力状态|时效性?|文件状态",
    "keywords": r"关键(?:词|字)|主题词",
    "_stop": r"浏览(?:次数|量|人数)?|点击(?:次数|数|量|率)?|阅读(?:次数|量)?|访问(?:次数|量)?|字\s*[体号]|打印"
    r"|分享|编\s*辑|责任编辑|审核|主题分类|体裁分类|分\s*类|标\s*题|名\s*称|信息名称|公开(?:方式|范围|形式|属性)|内容概述|服务对象|语\s*种|信息格式|我要纠错",
}
ANY_LABEL = re.compile(
    r"[【\[（(]?\s*(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in LABELS.items())
    + r")\s*[】\]）)]?\s*(?:[:：]|(?=\t))"
)
WRITTEN = re.compile(rf"(?:{LABELS['written_on']})\s*[:：]?\s*[\d年月日./-]{{6,12}}")
INDEX = re.compile(
    r"[0-9A-Za-z]{6,20}-?[0-9A-Za-z]?/(?:19|20)\d{2}-\d{3,7}(?:-\d+)?|[0-9A-Za-z]{8,20}-\d{2,4}-?\d{2,4}-?\d{3,8}"
)
TITLE_SPLIT = re.compile(r"\s*(?:[-–—_|｜»>]{1,2}|::)\s*")
SITE_WORDS = re.compile(r"(?:人民政府|政府网|门户网站|官方网站|信息网|政务网|首页|网站|局|委员会|厅|办公室|中心)$")
STATUS_WORDS = re.compile(r"(?:继续)?有效|失效|废止|已修改|已废止|已失效|部分失效|试行")
TOOLS = re.compile(r"\s*[【\[(（]?\s*(?:打印|关闭|字体|字号|分享|收藏|点击|浏览|阅读|我要)")
NO_TITLE = re.compile(r"首页|当前位置|>|»|[。！？；]$|：“")
BYLINE = 12  # characters beside a date that are an author or a source
MAX_VALUE = 60
COLUMN_NAME = 8  # characters that a column's name has at most


@dataclass
class Metadata:
    """Fields of one page; None where it says nothing. `how` names the signal that gave the date."""

    title: str | None = None
    published_at: str | None = None
    published_how: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    keywords: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)


def metas_of(root: Node) -> dict[str, str]:
    """Tree → its <meta> values by lower-case name; the first that says something wins."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = squeezed(element.get("content") or "")
        if name and content and name not in found:
            found[name] = content
    return found


def labelled_values(text: str) -> dict[str, str]:
    """Text around an article (not the article) → values beside visible labels; the first of each label.

    >>> labelled_values("发布时间：2018-03-05 10:08  来源：云川市文化局  浏览次数：12")
    {'published_at': '2018-03-05 10:08', 'source': '云川市文化局'}
    """
    found: dict[str, str] = {}
    for line in text.split("\n"):
        matches = list(ANY_LABEL.finditer(line))
        for at, match in enumerate(matches):
            name = match.lastgroup or "_stop"
            end = matches[at + 1].start() if at + 1 < len(matches) else len(line)
            value = line[match.end() : end].strip(" \t:：|｜/／;；,，、[【(（\u3000")
            value = value.split("\t", 1)[0].strip()
            if name != "_stop" and value and name not in found and len(value) <= 200:
                found[name] = value
    return found


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
    return (value[: end.start()] if end else value).strip(" :：|｜/／;；,，、[【(（\u3000") or None


@lru_cache(maxsize=256)
def _label_pattern(label: str) -> re.Pattern[str]:
    spelled = r"\s*".join(re.escape(one) for one in re.sub(r"\s", "", label))
    return re.compile(spelled + r"\s*[】\]]?\s*[:：]?[ \t]*([^\n\t]+)")


def labels_in(name: str, text: str) -> list[tuple[str, str]]:
    """A field and a text → the labels of that field in it as they are printed, each with the value beside it.

    >>> labels_in("source", "时间：2018-03-05 信息来源：市文化局")
    [('信息来源', '市文化局')]
    """
    if name not in LABELS or name == "_stop":
        return []
    printed = {re.sub(r"\s", "", match[0]) for match in re.finditer(LABELS[name], text)}
    return [(one, value) for one in sorted(printed) if (value := value_beside(one, text))]


def read_metadata(
    root: Node, url: str, around: str, before: str, body: str, hint_title: str | None, hint_date: str | None
) -> Metadata:
    """Tree, URL, text around the body, text just before it, body text, list page's facts → the page's fields."""
    metas, labels = metas_of(root), labelled_values(around)
    made = Metadata()
    made.title = find_title(root, metas, before, hint_title)
    _date(made, metas, labels, before, url, hint_date)
    _source(made, metas, labels, before)
    for name in ("document_number", "index_number", "issuing_agency", "written_on", "effective_status"):
        value = cleaned(name, labels.get(name))
        if value:
            made.values[name] = value
    if "document_number" not in made.values:
        number = _number_in(made.title or "") or _number_in("\n".join(body.split("\n")[:6]))
        if number:
            made.values["document_number"] = number
    author = labels.get("author") or metas.get("author")
    if (
        author
        and len(author) <= 30
        and "网络" not in author
        and "大汉" not in author
        and not re.search(r"[a-z]{3,}\.|http", author)
    ):
        made.values["author"] = author
    if metas.get("description") and metas["description"] != made.title and len(metas["description"]) > 8:
        made.values["summary"] = metas["description"]
    words = labels.get("keywords") or metas.get("keywords") or ""
    made.keywords = [word for word in re.split(r"[\s,，;；、|]+", words) if word and word != made.title][:20]
    return made


# --- title -----------------------------------------------------------------------------------------------------------


def find_title(root: Node, metas: dict[str, str], before: str, hint: str | None) -> str | None:
    """The article's title: government meta tag, heading, then the <title> without the site's name."""
    page_title = squeezed("".join(root.xpath("//head/title//text()")[:1]) or "") or squeezed(
        root.findtext(".//title") or ""
    )
    parts = [part for part in TITLE_SPLIT.split(page_title) if part]
    meta = metas.get("articletitle")
    if meta and len(meta) > 1:
        return _full(meta, before, hint)
    heading = _heading(root, page_title)
    if heading:
        return heading
    if (
        hint
        and not hint.endswith(("…", "..."))
        and (_plain(hint) in _plain(page_title) or _plain(hint) in _plain(before))
    ):
        return hint
    social = metas.get("og:title")
    for candidate in (social, *sorted(parts, key=len, reverse=True)):
        if candidate and len(candidate) > COLUMN_NAME and _plain(candidate) in _plain(before):
            return candidate
    line = _title_line(before, page_title)
    if line:
        return line
    named = [part for part in parts if not SITE_WORDS.search(part)]
    if not named or len(named[0]) <= COLUMN_NAME:  # the <title> names the column only
        nearest = _line_above_date(before)
        if nearest:
            return nearest
    return (named or parts or [None])[0]


def _full(meta: str, before: str, hint: str | None) -> str:
    """A meta title that was cut short → the whole one, if the page or the list prints it."""
    if not meta.endswith(("…", "...", "..")):
        return meta
    start = _plain(meta.rstrip(".…"))
    for candidate in (*before.split("\n"), hint or ""):
        if candidate and _plain(candidate).startswith(start) and len(candidate) < 200:
            return candidate.strip()
    return meta


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _heading(root: Node, page_title: str) -> str | None:
    """The one heading that the <title> also holds; else the only h1."""
    found = []
    for element in root.iter("h1", "h2", "h3"):
        text = without_remarks(squeezed("".join(str(part) for part in element.itertext())))
        if 2 < len(text) < 200:
            found.append((element.tag, text))
    inside = [text for _tag, text in found if _plain(text) in _plain(page_title)]
    if inside and len(max(inside, key=len)) >= 4:
        return max(inside, key=len)
    first = [text for tag, text in found if tag == "h1"]
    return first[0] if len(first) == 1 and not SITE_WORDS.search(first[0]) else None


def without_remarks(text: str) -> str:
    """A heading without the date and source that some CMSes print inside it."""
    label = ANY_LABEL.search(text)
    cut = text[: label.start()].strip() if label and label.start() >= 4 else text
    dates = [match for match in DATE_TIME.finditer(cut) if match.end() == len(cut) and match.start() >= 4]
    return cut[: dates[0].start()].strip() if dates else cut


def is_remark(text: str) -> bool:
    """Whether a short line only tells date, source and the like of an article.

    >>> is_remark("时间：2010年1月5日 来源：云川电视台"), is_remark("时间安排：上午报到，下午开会，请提前十分钟入场。")
    (True, False)
    """
    if len(text) > 100 or not DATE_TIME.search(text):
        return False
    rest = DATE_TIME.sub("", text).strip(" []()（）·|｜-—\u3000")
    parts = DATE_TIME.split(text, maxsplit=1)
    is_inside = bool(parts[0].strip() and parts[-1].strip())
    is_byline = len(rest) <= BYLINE and not is_inside and not re.search(r"[，。；、“]", rest)
    return is_byline or ANY_LABEL.match(text) is not None


def _line_above_date(before: str) -> str | None:
    """The line above the line of date and source; without one the nearest above the body that can be a title."""
    lines = before.split("\n")[-12:]
    remarks = [at for at, line in enumerate(lines) if is_remark(line)]
    labelled = [at for at in remarks if ANY_LABEL.match(lines[at])]
    above, least = (lines[: (labelled[-1:] or remarks)[0]], 4) if remarks else (lines, 8)
    for line in reversed(above[-6:]):
        text = ANY_LABEL.split(line, maxsplit=1)[0].strip()
        if least <= len(text) <= 100 and not is_remark(text) and not NO_TITLE.search(text):
            return text
    return None


def _title_line(before: str, page_title: str) -> str | None:
    """The line before the body that the <title> begins with, or that begins the <title>."""
    plain = _plain(page_title)
    for line in reversed(before.split("\n")):
        text = _plain(line)
        if len(text) >= 5 and (text in plain or (len(plain) >= 8 and text.startswith(plain.rstrip(".…")))):
            return line.strip()
    return None


# --- dates and source ------------------------------------------------------------------------------------------------


def _date(
    made: Metadata, metas: dict[str, str], labels: dict[str, str], before: str, url: str, hint: str | None
) -> None:
    visible = read_date(labels.get("published_at", ""))
    near = read_date_from_end(before)
    meta = next(
        (
            found
            for name in ("pubdate", "publishdate", "article:published_time", "date", "dc.date")
            if (found := read_date(metas.get(name, "")))
        ),
        None,
    )
    written = read_date(labels.get("written_on", ""))
    for how, value in (
        ("label", visible),
        ("near", near if not meta or same_day(near, meta) else None),
        ("meta", meta),
        ("near", near),
    ):
        if value:
            made.published_at, made.published_how = value, how
            break
    if made.published_at and meta and how != "meta":
        if not same_day(made.published_at, meta):
            made.flags.append("date-conflict")
        elif len(meta) > len(made.published_at):
            made.published_at = meta  # the same day, told more precisely
    if made.published_at is None and hint:
        full = hint if len(hint) == 10 else with_year(hint, date_in_url(url) or written)
        made.published_at, made.published_how = full, "list" if full else None
    if made.published_at is None:
        in_url = date_in_url(url)
        made.published_at, made.published_how = in_url, "url" if in_url else None


def read_date_from_end(before: str) -> str | None:
    """The last date within the few lines before a body, rather one with a time of day; dates of signing don't count."""
    found = [
        one
        for line in reversed(before.split("\n")[-8:])
        if len(line) < 160 and (one := read_date(WRITTEN.sub("", line)))
    ]
    return next((one for one in found if len(one) > 10), found[0] if found else None)


def _source(made: Metadata, metas: dict[str, str], labels: dict[str, str], before: str) -> None:
    visible = cleaned("source", labels.get("source"))
    meta = cleaned("source", metas.get("contentsource") or metas.get("source"))
    value = visible or meta
    if value:
        made.values["source"] = value
    if visible and meta and _plain(visible) != _plain(meta):
        made.flags.append("source-conflict")


def cleaned(name: str, value: str | None) -> str | None:
    """A labelled value in its field's form; None if it can't be one."""
    if not value:
        return None
    if name == "written_on":
        found = read_date(value) or read_chinese_date(value)
        return found[:10] if found else None
    if name == "document_number":
        return _number_in(value) or (value if len(value) <= 40 and re.search(r"\d", value) else None)
    if name == "index_number":
        match = INDEX.search(value)
        return match[0] if match else None
    if name == "effective_status":
        match = STATUS_WORDS.search(value)
        return match[0] if match else None
    if name == "published_at":
        return read_date(value)
    text = TOOLS.split(re.split(r"\s{2,}|\s*[|｜]\s*", value)[0])[0].strip(" 　[]【】()（）")
    text = re.sub(r"\s*(?:19|20)\d{2}[-年/.].*$", "", text).strip()
    return text if 0 < len(text) <= MAX_VALUE else None


def _number_in(text: str) -> str | None:
    """A 文号 in a text: 国办发〔2017〕47号.

    >>> _number_in("云川市文化局关于印发办法的通知（云文发〔2017〕47号）")
    '云文发〔2017〕47号'
    """
    match = re.search(
        r"([\u4e00-\u9fff]{1,12}?)?\s*([〔\[［【（(])\s*((?:19|20)\d{2})\s*[〕\]］】）)]\s*(?:第\s*)?(\d{1,5})\s*号",
        text,
    )
    if not match or not match[1]:
        return None
    return f"{match[1]}〔{match[3]}〕{int(match[4])}号"
