"""Dates, source, numbers and the other fields of a page: what is printed beside a visible label first, then meta tags.

PubDate can lie after an earlier migration (7 of 52 real pages, always later than the visible date); the visible
labelled date wins, and a conflict is flagged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from guiyi.dates import find_date, read_date
from guiyi.extract.fields.credits import (
    account_of,
    author_in,
    behind_author,
    paper_in,
    printed_in,
    said_by,
    signed_in_brackets,
)
from guiyi.extract.fields.labelled import BARE_OFFICE, OUTLET, hidden_source, labelled_values
from guiyi.extract.fields.labels import ANY_LABEL
from guiyi.extract.fields.latin import latin_number
from guiyi.extract.fields.marked import marked_values, paired_values, pictured_source, scripted_values
from guiyi.extract.fields.near_days import UPDATED, read_date_from_end, said_below
from guiyi.extract.fields.numbers import number_above, number_at_end, number_line, number_of_announcement
from guiyi.extract.fields.outlets import ENGLISH_OUTLET, supplied_by
from guiyi.extract.fields.printed import LEAST_LINK, Metadata, Printed, is_others, own_lines, without_days_of_site
from guiyi.extract.fields.published import flag_contradictions, tell_published
from guiyi.extract.fields.recorded import is_pair, name_of, numbered, recorded
from guiyi.extract.fields.remarks import is_remark
from guiyi.extract.fields.signature import read_signature
from guiyi.extract.fields.sources import name_beside, named_from, office_below, source_beside, unlabelled_source
from guiyi.extract.fields.tabled import tabled_title, tabled_values
from guiyi.extract.fields.values import cleaned
from guiyi.extract.pages.view import PageView
from guiyi.extract.titles.find import NUMBER_ALONE, find_title
from guiyi.extract.titles.headings import KIND, below_kind
from guiyi.extract.titles.memo import letter_subject, memo_subject
from guiyi.extract.titles.names import page_title_of
from guiyi.extract.titles.whole import CUT
from guiyi.markup.tree import unspaced

STATUS_ALONE = re.compile(  # printed without a label above a rule of law
    r"(?<![\u4e00-\u9fff])((?:全文|条款|部分|现行|继续|已)(?:有效|失效|废止))(?=$|[\s|｜】\]）)]|字[体号])",
    re.MULTILINE,
)
STATUS_IN_TITLE = re.compile(r"[（(【\[〔]\s*((?:现?已(?:经)?)?(?:废止|失效|全文废止))\s*[)）】\]〕]\s*$")
VENDORS = re.compile(r"网络|大汉|[a-z]{3,}\.|http|^\W*\d+\W*$")
WORD_BREAK = re.compile(r"[\s,，;；、|]+")
SUBJECT_FOOT = 400  # characters at a text's end
SUBJECT_LINE = re.compile(
    r"主\s{0,4}题\s{0,4}词\s*[:：]\s*([\u4e00-\u9fff]{2,8}(?:[\s△、；]+[\u4e00-\u9fff]{2,8}){0,9})"
)
SOURCES = (
    "contentsource source mediaid dc.source article:source og:article:source dc.publisher dcterms.publisher".split()
)
EMPTY_SOURCE = re.compile(r"(?:来源|稿源|出处)\s*[:：]\s*(?:\n|$|[^\n]{0,20})")
CREATORS = ("dcterms.creator", "dc.creator")  # an office, or the person who wrote
LONGEST_CLASS = 40  # characters of a class: 城乡建设、环境保护\\环境监测、保护与治理
TITLED = 10  # lines of a body that may stand above its title
CREDIT = re.compile(
    r"[（(【\[]?\s*(?:(?:信息|文章|稿件|新闻|内容)来源|供稿(?:单位|部门)?|来稿单位|报送单位)\s*[:：]\s*[^，。；\s]{2,20}(?:\s|[）)】\]]|$)"
)  # at a text's foot


def read_metadata(view: PageView, printed: Printed) -> Metadata:
    """A page and what is printed on it → its fields."""
    printed = without_days_of_site(printed)
    labels, told, made = labelled_values(printed.around), printed.told, Metadata()
    if "published_at" not in labels and not told.get("published_at"):
        own = [line for line in printed.foot if not is_pair(line) and (find_date(line) or not BARE_OFFICE.match(line))]
        foot = labelled_values("\n".join(own))
        wanted = ("source",) if read_date_from_end(printed.above) else ("published_at", "source")
        labels |= {name: foot[name] for name in wanted if name in foot and name not in labels}
        if "_changed" in foot and labels.get("published_at") == foot["_changed"]:
            labels["_changed"] = foot["_changed"]
    elif ("source" not in labels or "_supplier" in labels) and not told.get("source"):
        labels |= _credited(printed.foot)
    labels = _with_tabled(labels, printed)
    title = told.get("title")
    marked = _marked(view, labels, printed)
    made.title = (
        title
        if title and not title.endswith(CUT)
        else _title(view, printed, title or marked.get("title"), labels.get("title") or marked.get("named"))
    )
    apart = _without_others(view, printed, labels.get("published_at"), made.title)
    if apart is not printed:
        below = {name: value for name, value in labels.items() if value not in printed.around}
        printed, labels = apart, labelled_values(apart.around) | below
    tell_published(made, view, labels, marked, printed)
    _source(made, view, labels, marked, printed)
    for name in ("document_number", "index_number", "issuing_agency", "written_on", "effective_status"):
        value = told.get(name) or cleaned(name, labels.get(name) or marked.get(name))
        if value and value != made.title:  # which stands below a label without a value
            made.values[name] = value
    if "_issued" in labels:
        _tell_issued(made, labels["_issued"], printed.body)
    made.values |= _classes(labels, marked, view.metas, told)
    _tell_status(made, printed)
    if "document_number" not in made.values and (number := _numbered(made, printed)):
        made.values["document_number"] = number
    _rest(made, view.metas, labels, marked, told)
    made.keywords = made.keywords or _subject_words(printed.body)
    flag_contradictions(made, view.url, printed.listed_on)
    return made


def _tell_status(made: Metadata, printed: Printed) -> None:
    """Notes the status that stands without a label above a text or in its title, where no label tells one."""
    if "effective_status" in made.values:
        return
    status = STATUS_ALONE.search("\n".join(printed.above)) if "效" in printed.before else None
    status = status or STATUS_IN_TITLE.search(made.title or "")
    if status:
        made.values["effective_status"] = status[1]


def _tell_issued(made: Metadata, issued: str, body: str) -> None:
    """A day that a label calls 发文时间 is that of publication where the text is signed with an earlier one.

    >>> body = "现予公告。\\n云川县水利局\\n2018年3月1日"
    >>> made = [Metadata(values={"written_on": one}) for one in ("2018-03-05", "2018-03-01")]
    >>> for one in made:
    ...     _tell_issued(one, one.values["written_on"], body)
    >>> [(one.published_at, one.values["written_on"]) for one in made]
    [('2018-03-05', '2018-03-01'), (None, '2018-03-01')]
    """
    written, day = made.values.get("written_on", ""), read_date(issued)
    if made.published_how in ("label", "template", "meta") or not day or written != day[:10]:
        return
    signed = read_signature(body)
    if signed and signed.day and signed.day < written:
        made.published_at, made.published_how = day, "label"
        made.values["written_on"] = signed.day


def _classes(*said: Mapping[str, str]) -> dict[str, str]:
    """What labels, markup, tags and templates say → 主题分类 and 体裁分类 in the page's words; one 分类 of both counts
    beside an index number, where it is the catalogue's.

    >>> _classes({"index_number": "1/2018-1", "_classes": "卫生、体育、通知"}), _classes({"_classes": "菜谱"})
    ({'topic_category': '卫生、体育、通知', 'genre_category': '卫生、体育、通知'}, {})
    """
    found: dict[str, str] = {}
    both = next((one["_classes"] for one in said if "_classes" in one and "index_number" in one), None)
    for name, tag in (("topic_category", "主题分类"), ("genre_category", "体裁分类")):
        value = next((value for one in reversed(said) if (value := one.get(name) or one.get(tag))), both)
        if value and len(value) <= LONGEST_CLASS:
            found[name] = value.strip()
    return found


def _below_title(body: str, title: str | None) -> str:
    """What of a body stands below its title, where that is among its first lines; else nothing.

    >>> _below_title("要闻\\n县里开会\\n正文", "县里开会"), _below_title("要闻\\n正文", "县里开会")
    ('正文', '')
    """
    above, found, below = body.partition(f"{title}\n")
    return below if title and found and above.count("\n") <= TITLED else ""


def _with_tabled(labels: dict[str, str], printed: Printed) -> dict[str, str]:
    """What labels around a text tell, with what a table within an English text tells besides."""
    within = tabled_values(printed.body)
    if "_changed" in labels and "published_at" in within:  # the day of a change, beside that of publication
        labels = {name: value for name, value in labels.items() if name not in ("_changed", "published_at")}
    if "published_at" in labels or ("published_at" in within and read_date_from_end(printed.above)):
        within.pop("published_at", None)
    return within | labels


def _numbered(made: Metadata, printed: Printed) -> str | None:
    """The number that no label tells: at the title's end, on a line of its own, in a record, in Latin letters."""
    number = number_at_end(made.title or "") or number_line(printed.body) or number_above(printed.before)
    number = number or number_line(_below_title(printed.body, made.title))
    number = number or number_of_announcement(printed.before, made.title or "")
    number = number or (numbered(recorded(printed.body)) if "文号" in printed.body else None)
    above = f"{printed.before}\n{_above_title(printed.body, made.title)}"
    return number or latin_number(above, printed.body, made.title or "")


def _above_title(body: str, title: str | None) -> str:
    """What of a body stands above its title, where that is among its first lines; else nothing.

    >>> _above_title("Ordinance No. 1999-14\\nOn dogs\\nSection 1", "On dogs"), _above_title("Text", "On dogs")
    ('Ordinance No. 1999-14', '')
    """
    above, found, _below = body.partition(f"\n{title}\n")
    return above if title and found and above.count("\n") <= TITLED else ""


def _marked(view: PageView, labels: Mapping[str, str], printed: Printed) -> dict[str, str]:
    """What the markup names; where a template tells the title, only the panel of a document whose issuer it does not
    tell, and what scripts hold if no source stands.
    """
    if not printed.told.get("title"):
        return marked_values(view, printed.node)
    if "index_number" in printed.told and "issuing_agency" not in {**labels, **printed.told}:
        return paired_values(view.root, printed.node)
    return {} if printed.told.get("source") or labels.get("source") else scripted_values(view.root)


def _title(view: PageView, printed: Printed, told: str | None, named: str | None) -> str | None:
    """The title by the general rules; a told one that was cut short is made whole where the page prints it whole."""
    metas = view.metas | {"articletitle": told} if told else view.metas
    if not told and (subject := memo_subject(printed.before, printed.body)):
        return subject
    if not told and (subject := letter_subject(view.root, printed.before, printed.body)):
        return subject
    title = find_title(view.root, metas, printed.before, printed.listed_title, named, printed.node)
    if title and (NUMBER_ALONE.fullmatch(title) or KIND.fullmatch(title)):  # whose title a row of its table tells
        own = tabled_title(printed.body, printed.listed_title) or named
        title = own or below_kind(title, printed.before, printed.body) or title
    return name_of(recorded(printed.body), title, printed.listed_title) or title


def _rest(
    made: Metadata,
    metas: Mapping[str, str],
    labels: Mapping[str, str],
    marked: Mapping[str, str],
    told: Mapping[str, str],
) -> None:
    said = (told.get("author"), behind_author(labels.get("author", ""))[0], metas.get("author"), marked.get("author"))
    named = (one for one in (*said, author_in(metas.get("og:article:author") or metas.get("article:author"))) if one)
    author = next((one for one in named if len(one) <= 30 and not VENDORS.search(one) and not find_date(one)), None)
    if author:
        made.values["author"] = author
    summary = told.get("summary") or labels.get("summary") or metas.get("description")
    if summary and len(summary) > 8 and not _is_title(summary, made.title or ""):
        made.values["summary"] = summary
    words = told.get("keywords") or labels.get("keywords") or metas.get("keywords") or ""
    made.keywords = [word for word in WORD_BREAK.split(words) if word and word != made.title][:20]


def _is_title(summary: str, title: str) -> bool:
    """Whether what stands for a page's summary is its title once more, with what a <title> has behind it.

    >>> _is_title("防汛通知-通知公告-云川网", "防汛通知"), _is_title("防汛通知要求各村巡查堤坝。", "防汛通知")
    (True, False)
    """
    return bool(title) and summary.startswith(title) and summary.removeprefix(title).lstrip()[:1] in "-_|–—"


def _subject_words(body: str) -> list[str]:
    """The 主题词 that stand at a document's foot, as documents had them until 2012.

    >>> _subject_words("此复。\\n主题词：机构　编制　批复\\n抄送：市委。"), _subject_words("主题词：机构，由各区自定。")
    (['机构', '编制', '批复'], [])
    """
    last = body[-SUBJECT_FOOT:].split("\n") if "主" in body[-SUBJECT_FOOT:] else []
    found = next((one for line in last if (one := SUBJECT_LINE.fullmatch(line.strip()))), None)
    return WORD_BREAK.split(found[1]) if found else []


def _credited(foot: Sequence[str]) -> dict[str, str]:
    """The source that the last lines of a text credit; who handed the text in, where that is an office.

    >>> _credited(["（信息来源：云川日报）"]), _credited(["供稿：县水利局"]), _credited(["供稿：林川"])
    ({'source': '云川日报'}, {'source': '县水利局'}, {})
    """
    told = labelled_values("\n".join(line for line in foot if is_remark(line) or CREDIT.match(line)))
    is_person = "_supplier" in told and not OUTLET.match(told["source"])
    return {"source": told["source"]} if "source" in told and not is_person else {}


def _without_others(view: PageView, printed: Printed, day: str | None, title: str | None) -> Printed:
    """What is printed, without the days below links where the labelled one is of another article, linked above it."""
    lines = printed.around.split("\n") if day and not printed.told.get("published_at") else []
    at = next((at for at, line in enumerate(lines) if day and day in line), 0)
    is_above_title = 0 < at < len(lines) - 1 and unspaced(lines[at + 1]) == unspaced(title or "")
    is_above_title |= at > 0 and unspaced(title or "") not in unspaced(printed.around)  # which is a picture
    is_own = is_above_title and len(ANY_LABEL.findall(lines[at])) > 1  # it tells more of the page than a day
    if not at or is_own or not is_others(view, lines[at - 1], title):
        return printed
    own = [line for above, line in pairwise(["", *lines]) if not (find_date(line) and is_others(view, above, title))]
    return replace(printed, around="\n".join(own))


def _source(
    made: Metadata, view: PageView, labels: Mapping[str, str], marked: Mapping[str, str], printed: Printed
) -> None:
    visible = printed.told.get("source") or cleaned("source", labels.get("source"))
    meta = next((found for name in SOURCES if (found := cleaned("source", view.metas.get(name)))), None)
    creators = (one for name in CREATORS if (one := cleaned("source", view.metas.get(name))))
    meta = meta or next((one for one in creators if ENGLISH_OUTLET.match(one) or OUTLET.match(one)), None)
    value = visible or meta or _unlabelled(made, view, labels, printed) or cleaned("source", marked.get("source"))
    if value is None and EMPTY_SOURCE.search(printed.around):
        value = pictured_source(view.root)
    if value is None and made.published_how in ("near", "label"):
        beside = source_beside(printed.above, made.title or "")
        if beside and len(beside) >= LEAST_LINK:
            beside = source_beside(own_lines(view, printed.above, made.title), made.title or "")
        value = beside or unlabelled_source(said_below(printed))
    value = value or named_from(printed.above)
    value = value or supplied_by((*printed.above, *printed.foot)) or printed_in(printed.above, printed.foot)
    value = value or signed_in_brackets(printed.foot) or behind_author(labels.get("author", ""))[1]
    value = value or cleaned("source", labels.get("_publisher") or marked.get("_publisher"))
    value = value or account_of(labels.get("_poster", ""))
    value = value or office_below(printed.above, made.title or "", printed.body)
    value = value or paper_in(page_title_of(view.root)) or said_by(printed.around.split("\n"))
    value = value or name_beside(printed.above, made.title or "", lambda: view.linked)
    value = value or hidden_source(view, made.published_at)
    if value and not UPDATED.match(value) and unspaced(value) != unspaced(made.title or ""):
        made.values["source"] = value
    if visible and meta and unspaced(visible) != unspaced(meta):
        made.flags.append("source-conflict")


def _unlabelled(made: Metadata, view: PageView, labels: Mapping[str, str], printed: Printed) -> str | None:
    """The source in a line before the body without labels; no link, and none of those who publish together."""
    found = unlabelled_source(printed.before)
    if found and len(found) >= LEAST_LINK:  # as long as what an article is called
        found = unlabelled_source("\n".join(own_lines(view, printed.before.split("\n"), made.title)))
    return None if found and found in labels.get("_publisher", "") else found
