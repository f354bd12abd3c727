"""Which selectors give a field on the pages of one shape: those that give what the witnesses agree on, on all pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from guiyi.config.models import Selector
from guiyi.crawl.reading.addresses import HOME
from guiyi.dateparts import same_day
from guiyi.extract.fields.labelled import labels_in
from guiyi.extract.fields.lines import without_remarks
from guiyi.extract.fields.recorded import LONGEST_LABEL, WORDS
from guiyi.extract.fields.values import cleaned
from guiyi.extract.learning.candidates import selectors_of
from guiyi.extract.learning.witness import Witness
from guiyi.extract.selecting import field_value
from guiyi.markup.tree import Node, plain_of, raw_text, squeezed

METAS = {
    "title": ("articletitle", "og:title"),
    "published_at": ("pubdate", "publishdate", "article:published_time"),
    "source": ("contentsource", "source"),
    "author": ("author",),
    "section": ("columnname",),
}
MAX_REMARK = 80  # characters of date and source that a heading may hold beside the title
MIN_SHARED, SHARED = 3, 0.3  # pages, and share of them, on which one title is no article's
MAX_SELECTORS = 3
MIN_SHARE = 0.05  # of the pages that a further selector must add
ALLOWED_WRONG = 0.02
MAX_CANDIDATES = 40
ALWAYS = ("title", "source", "section")  # fields of every page; others need a named place or a label


def learn_field(
    name: str, pages: Sequence[Witness], taken: frozenset[Selector]
) -> tuple[list[Selector], float, int, tuple[str, str]]:
    """Field, pages of one shape, selectors of other fields → what is learned of it.

    (selectors, share of the pages with the field that they read right, pages with the field, example with its URL)
    """
    truths = _believed(name, [page.value(name) for page in pages])
    count = sum(value is not None for value in truths)
    if count == 0:
        return [], 0.0, 0, ("", "")
    read = {
        one: [field_value(name, one, page.view, "") for page in pages]
        for one in _candidates(name, pages, truths)
        if one not in taken
    }
    if name == "title":
        read = {one: found for one, found in read.items() if not _is_constant(found)}
    if name == "section":  # a place that says one column on every page may be the menu's; a place line is read anyway
        read = {one: found for one, found in read.items() if one.meta or len({*filter(None, found)}) > 1}
    chosen: list[Selector] = []
    values: list[str | None] = [None] * len(pages)
    while len(chosen) < MAX_SELECTORS:
        gain, best = _best_addition(name, read, values, truths)
        if best is None or gain < max(1, MIN_SHARE * count):
            break
        chosen.append(best)
        values = [old or new for old, new in zip(values, read.pop(best), strict=True)]
    right = [at for at, (value, truth) in enumerate(zip(values, truths, strict=True)) if agrees(name, value, truth)]
    example = (str(values[right[0]]), pages[right[0]].url) if right else ("", "")
    return chosen, round(len(right) / count, 3), count, example


def _believed(name: str, values: Sequence[str | None]) -> list[str | None]:
    """Values of a field → the same; a title that many pages share is the site's or the column's, no article's, and a
    column that each page has for itself is its title at the end of a place line.

    >>> _believed("title", ["信息公开", "信息公开", "信息公开", "关于防汛的通知"])
    [None, None, None, '关于防汛的通知']
    >>> _believed("section", ["张三", "李四", "王五"]), _believed("section", ["要闻", "要闻", "公告"])
    ([None, None, None], ['要闻', '要闻', '公告'])
    """
    counts = Counter(one for one in values if one)
    if name == "section" and len(counts) >= MIN_SHARED and len(counts) == counts.total():
        return [None] * len(values)
    if name != "title":
        return list(values)
    most = max(MIN_SHARED, SHARED * len(values))
    return [None if counts[one or ""] >= most else one for one in values]


def _is_constant(values: Sequence[str | None]) -> bool:
    """Whether a selector reads the same on all pages: a heading of the site's furniture, no article's title.

    >>> _is_constant(["便民服务"] * 4), _is_constant(["便民服务", "便民服务"]), _is_constant(["通知", "通知", None])
    (True, False, False)
    """
    return len(values) >= MIN_SHARED and len(set(values)) == 1


def _best_addition(
    name: str, read: dict[Selector, list[str | None]], values: list[str | None], truths: list[str | None]
) -> tuple[int, Selector | None]:
    """The selector that reads most further pages right and (nearly) none wrong; of equals the first."""
    best: tuple[int, Selector | None] = (0, None)
    for one, found in read.items():
        told = [(new, truth) for old, new, truth in zip(values, found, truths, strict=True) if not old and new]
        right = sum(agrees(name, new, truth) for new, truth in told)
        wrong = sum(truth is not None and not agrees(name, new, truth) for new, truth in told)
        if wrong <= ALLOWED_WRONG * len(told) and right - wrong > best[0]:
            best = (right - wrong, one)
    return best


def first_value(name: str, selectors: Sequence[Selector], page: Witness) -> str | None:
    """What the first selector that gives anything reads of a field on a page."""
    return next((value for one in selectors if (value := field_value(name, one, page.view, ""))), None)


def agrees(name: str, value: str | None, truth: str | None) -> bool:
    """Whether a selected value is the believed one: dates by day, texts without blanks."""
    if value is None or truth is None:
        return False
    return same_day(value, truth) if name == "published_at" else plain_of(value) == plain_of(truth)


def _candidates(name: str, pages: Sequence[Witness], truths: Sequence[str | None]) -> list[Selector]:
    """Places on the pages before meta tags (which lie more often), those of most pages first."""
    counts: Counter[Selector] = Counter()
    for page, truth in zip(pages, truths, strict=True):
        if truth is not None:
            counts.update(set(_places(name, page, truth)))
    least = max(1, MIN_SHARE * len(pages))
    ranked = [one for one in sorted(counts, key=lambda one: (-counts[one], _length(one))) if counts[one] >= least]
    metas = [Selector(meta=meta) for meta in METAS.get(name, ())]
    return [*metas, *ranked] if name in ("title", "section") else [*ranked[:MAX_CANDIDATES], *metas]


def _length(one: Selector) -> tuple[int, int, str]:
    css = one.css or ""
    return css.count(" "), len(css) + len(one.label or ""), f"{css}{one.label}"


def _places(name: str, page: Witness, truth: str) -> Iterator[Selector]:
    """Selectors of the small elements that hold a value, with its label where one stands before it."""
    body = page.body.node if page.body is not None and page.body.extractor.startswith("css:") else None
    wanted = plain_of(truth)
    for element, text, plain in page.places:
        if body is None or name == "title" or not _is_inside(element, body):
            yield from _selectors(name, element, text, plain, truth, wanted)


def _selectors(name: str, element: Node, text: str, plain: str, truth: str, wanted: str) -> Iterator[Selector]:
    if (
        element.tag == "td"
        and name != "section"
        and agrees(name, cleaned(name, text) if name == "published_at" else text, truth)
    ):
        yield from _beside_label(element)
    if name == "published_at":
        if same_day(cleaned(name, text), truth):
            yield from (Selector(css=css) for css in selectors_of(element))
    elif plain == wanted or (name == "title" and _begins_with(text, truth)):
        if (name == "source" and _leads_home(element)) or (name == "title" and _is_of_place_line(element)):
            return
        named = (css for css in selectors_of(element) if name in ALWAYS or css[0] in "#.[")
        yield from (Selector(css=css) for css in named)
    elif wanted in plain and name not in ("title", "section"):
        for label, value in labels_in(name, text):
            if plain_of(value) == wanted:
                yield from (Selector(css=css, label=label) for css in selectors_of(element))


def _beside_label(cell: Node) -> Iterator[Selector]:
    """Selectors of what stands in a table's cell, by the label in the cell before it: 处罚名称, 公示日期.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<table class=gs><tr><td>处罚名称</td><td>无照经营案</td></tr></table>")
    >>> [(one.css, one.label) for one in _beside_label(page.findall(".//td")[1])][0]
    ('.gs', '处罚名称')
    """
    before, table = cell.getprevious(), next(cell.iterancestors("table"), None)
    label = squeezed(raw_text(before)).strip(" :：[]【】〔〕") if before is not None else ""
    if table is not None and len(label) <= LONGEST_LABEL and WORDS.fullmatch(label):
        yield from (Selector(css=css, label=label) for css in selectors_of(table))


def _is_of_place_line(element: Node) -> bool:
    """Whether an element is the link to a folder behind another link: the column in a line of the page's place.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<p><a href=/>首页</a> &gt; <a href=/tz/>公告栏</a><h1><a href=/tz/>公告栏</a></h1>")
    >>> [_is_of_place_line(one) for one in page.iter("a")]
    [False, True, False]
    """
    before = element.getprevious() if element.tag == "a" else None
    return before is not None and before.tag == "a" and (element.get("href") or "").endswith("/")


def _leads_home(element: Node) -> bool:
    """Whether an element is, holds or lies in the link to the home page: it names the site, whoever wrote the article.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<h1><a href='/'>云川县文物所</a></h1><i>云川县文物所</i>")
    >>> _leads_home(page.find(".//h1")), _leads_home(page.find(".//i"))
    (True, False)
    """
    links = [*element.iter("a"), *element.iterancestors("a")]
    return any(HOME.match(one.get("href") or "none") for one in links)


def _begins_with(text: str, title: str) -> bool:
    """Whether a heading prints the title and a line of date and source below it."""
    return len(text) <= len(title) + MAX_REMARK and plain_of(without_remarks(text)) == plain_of(title)


def _is_inside(element: Node, body: Node) -> bool:
    return element is body or any(above is body for above in element.iterancestors())
