"""The heading (h1 to h3) that is a page's title, not its site's, column's or section's name; a painted title."""

from __future__ import annotations

import re

from guiyi.extract.fields.lines import NO_TITLE, is_told, without_remarks
from guiyi.extract.titles.above import LEAST_HINT
from guiyi.extract.titles.names import (
    COLUMN,
    COLUMN_NAME,
    ENGLISH_COLUMN,
    SITE_WORDS,
    TITLE_SPLIT,
    heads_links,
    is_banner,
    leads_home,
)
from guiyi.extract.titles.shown import EMPHASIS, shown_in
from guiyi.markup.decode import HAN
from guiyi.markup.tree import Node, raw_text, squeezed, text_of, unspaced

ONE_WORD = re.compile(r"[A-Z][a-z]+")  # all of a <title>: the name of a column
PERSON = re.compile(r"[\u4e00-\u9fff·]{2,10}")
LIFE = re.compile(r"(?<![\u4e00-\u9fff·])([\u4e00-\u9fff·]{2,10})[，,、]\s*[男女]")  # whose life a page tells
LABELLED = re.compile(r"姓\s*名\s*[:：\t]\s*([\u4e00-\u9fff·]{2,10})")
KIND = re.compile(  # what a heading names that is the same on all pages of a kind
    r"Agenda|Minutes|(?:Issue|Meeting|Document) details|(?:(?:current|open|public|legal|official) )?"
    r"(?:bids?|tenders?|rf[pq]s?|solicitations?|notices?|ordinances?|resolutions?|circulars?|orders?(?: in council)?"
    r"|(?:press |news |media )?releases?|news(?: flash)?|consultations?|vacanc(?:y|ies)|jobs?|decisions?|announcements?"
    r"|notifications?)(?: (?:postings?|details?|information|notices?))?",
    re.IGNORECASE,
)
RUNNING = 40  # characters of a text that is no heading, place line or fact


def below_kind(kind: str, before: str, body: str) -> str | None:
    """The line right below one that names a kind of page alone, above a body, where it may be a title; else None.

    >>> told = "Home\\nPUBLIC NOTICE\\nReturns of motor dealers\\nAll dealers must file.", "All dealers must file."
    >>> below_kind("PUBLIC NOTICE", *told), below_kind("Returns of motor dealers", *told)
    ('Returns of motor dealers', None)
    >>> below_kind("Notice", "Notice\\nPosted 28 June 2013\\nAll must file.", "All must file.")
    """
    lines = [line.strip() for line in before.split("\n")]
    at = lines.index(kind) + 1 if kind in lines else len(lines)
    line = lines[at] if at < len(lines) else ""
    is_apart = line not in body or kind in body  # which may hold both
    is_title = " " in line and line[:1].isalpha() and line[-1] not in ".:;" and "\t" not in line
    return line if is_apart and is_title and not is_told(line) and not NO_TITLE.search(line) else None


def find_heading(root: Node, page_title: str, before: str) -> str | None:
    """The one heading that the <title> also holds; else the only h1; without any, the only long h2 above the body,
    or h3 where that is all there is. None of a footer: it names the site.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<h1>Fees</h1><footer><h2>Marlow County</h2></footer>")
    >>> find_heading(page, "Fees | Marlow County, ST", "Fees")
    'Fees'
    """
    found = []
    for element in root.iter("h1", "h2", "h3"):
        text = squeezed(raw_text(element))
        text = text if text and unspaced(text) in unspaced(page_title) else without_remarks(text)
        is_of_site = leads_home(element) or next(element.iterancestors("footer"), None) is not None
        if 1 < len(text) < 200 and not is_of_site and not heads_links(element):
            found.append((element.tag, text))
    inside = [text for _tag, text in found if unspaced(text) in unspaced(page_title)]
    if person := told_person(root, inside):
        return person
    best = max(inside, key=len) if inside else ""
    lower = "h2" if any(tag != "h3" for tag, _text in found) else "h3"
    below = [text for tag, text in found if tag == lower and len(text) > COLUMN_NAME and text in before]
    if COLUMN.fullmatch(best) and len(below) == 1:
        return below[0]  # all of the <title> names the column
    if (KIND.fullmatch(best) or ENGLISH_COLUMN.fullmatch(best)) and (own := _only_below(best, found, before)):
        return own
    parts = [unspaced(part) for part in TITLE_SPLIT.split(page_title)]
    is_whole = len(parts) > 1 and bool(best) and unspaced(best) == parts[0]
    if (len(best) >= 4 or is_whole) and not _is_above_the_only(best, found, root, page_title, before):
        return best
    first = [text for tag, text in found if tag == "h1"]
    if len(best) >= 4 and first[:1] == [best] and len(first) <= 2:
        first = first[1:]  # the title stands below the site's name
    if len(first) == 1 and KIND.fullmatch(first[0]) and (own := _only_below(first[0], found, before)):
        return own
    if first:
        is_articles = len(first) == 1 and not SITE_WORDS.search(first[0]) and not is_banner(first[0], before)
        return _without_subtitle(first[0], page_title) if is_articles else None
    return below[0] if len(below) == 1 and not is_told(below[0]) and not NO_TITLE.search(below[0]) else None


def _without_subtitle(heading: str, page_title: str) -> str:
    """A heading without the subtitle behind a long dash, where the <title> does without it, too.

    >>> _without_subtitle("新馆开馆——首日见闻", "新馆开馆-云川县"), _without_subtitle("新馆开馆——首日见闻", "云川县")
    ('新馆开馆', '新馆开馆——首日见闻')
    """
    title, dash, _subtitle = heading.partition("——")
    is_title = dash and any(unspaced(part) == unspaced(title) for part in TITLE_SPLIT.split(page_title))
    return title.strip() if is_title else heading


def told_person(root: Node, named: list[str]) -> str | None:
    """The first of some names of which the page tells a life: 林志强，男，…, or that a label tells: 姓名：林志强."""
    names = [one for one in dict.fromkeys(named) if PERSON.fullmatch(one)]
    said = text_of(root) if names else ""
    lives = {*LIFE.findall(said), *LABELLED.findall(said)}
    return next((one for one in names if one in lives), None)


def _is_in_banner(root: Node, heading: str) -> bool:
    """Whether a heading stands in the <header> of the page itself, which is the site's, not in one of an article.

    >>> from guiyi.markup.parsing import parse_html
    >>> html = "<header><h1>Harlan County</h1></header>", "<main><header><h1>Harlan County</h1></header></main>"
    >>> [_is_in_banner(parse_html(one), "Harlan County") for one in html]
    [True, False]
    """
    banners = (one for one in root.iter("header") if (above := one.getparent()) is not None and above.tag == "body")
    return any(squeezed(raw_text(one)) == heading for banner in banners for one in banner.iter("h1"))


def _only_below(upper: str, found: list[tuple[str, str]], before: str) -> str | None:
    """The one long heading that stands above a body below one that names a column or a kind of page; else None.

    >>> found = [("h2", "News"), ("h3", "Weir repaired"), ("h3", "What is next")]
    >>> [_only_below("News", found, one) for one in ("News\\nWeir repaired\\n", "News\\nWeir repaired\\nWhat is next")]
    ['Weir repaired', None]
    """
    _above, _is_in, lower = f"\n{before}\n".partition(f"\n{upper}\n")
    lines = set(lower.split("\n"))
    own = [text for _tag, text in found if text != upper and len(text) > COLUMN_NAME and text in lines]
    return own[0] if len(own) == 1 and not NO_TITLE.search(own[0]) else None


def _has_menu_between(upper: str, lower: str, root: Node, before: str) -> bool:
    """Whether all that stands between two headings above a body are links, two at least: the upper heads the site.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<a>Schools</a><a>Board</a>")
    >>> lines = "Fern\\nSchools\\nBoard\\nRents", "Fern\\nMay 4\\nRents"
    >>> [_has_menu_between("Fern", "Rents", page, one) for one in lines]
    [True, False]
    """
    lines = before.split("\n")
    if upper not in lines or lower not in lines:
        return False
    between = [unspaced(line) for line in lines[lines.index(upper) + 1 : lines.index(lower)] if line.strip()]
    shown = shown_in(root)
    return len(between) > 1 and all(one in shown.linked for one in between)


def _is_above_the_only(best: str, found: list[tuple[str, str]], root: Node, page_title: str, before: str) -> bool:
    """Whether a heading ends the <title>, as a site's name does, and the one h1 stands below it, above the body."""
    first = [text for tag, text in found if tag == "h1"]
    if len(first) == 2 and first[0] == best and _has_menu_between(first[0], first[1], root, before):
        return True
    if ONE_WORD.fullmatch(best) and len(first) == 1 and " " in first[0] and first[0] in before.split("\n"):
        return unspaced(best) not in map(unspaced, TITLE_SPLIT.split(page_title))  # one of the words of its number
    parts = [part for part in TITLE_SPLIT.split(page_title) if part]
    is_last = len(parts) > 1 and unspaced(parts[-1]) == unspaced(best)
    if is_last and first == [best] and _is_in_banner(root, best) and _only_below(best, found, before):
        return True
    if not is_last or len(first) != 1 or first[0] == best or first[0] not in before.split("\n"):
        return False
    return [text for _tag, text in found].index(best) < [text for _tag, text in found].index(first[0])


def pictured(root: Node, body: Node | None) -> str | None:
    """What the one picture outside body and links that says much says: a title painted as a picture.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<img alt='云川县'><div><img src='t.gif' alt='关于做好防汛工作的通知'></div><p>正文</p>")
    >>> pictured(page, page.find(".//p"))
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


def is_painted(root: Node, title: str) -> bool:
    """Whether a picture of the page says just what its <title> says: there the title is painted.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<img src=t.gif alt='县里通车 二十一站'>")
    >>> is_painted(page, "县里通车二十一站"), is_painted(page, "县里通车")
    (True, False)
    """
    is_chinese = HAN.search(title) is not None  # in letters it may be the site's name on its banner
    return is_chinese and any(unspaced(one.get("alt") or "") == unspaced(title) for one in root.iter("img"))


def _above_text(body: Node) -> set[Node]:
    """The pictures of a body above all of its running text that stands in no link."""
    found: set[Node] = set()
    for element in body.iter():
        if element.tag == "img":
            found.add(element)
        has_text = isinstance(element.tag, str) and element.text and len(element.text.strip()) > RUNNING
        if has_text and not any(one.tag == "a" for one in (element, *element.iterancestors())):
            break
    return found
