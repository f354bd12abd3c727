"""Which selectors give the body on the pages of one shape: those whose text the extractors agree on, site's furniture
counted against them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from lxml import etree

from guiyi.config.models import Selector
from guiyi.crawl.reading.addresses import ATTACHMENT
from guiyi.extract.bodies.containers import is_known_class, is_known_id, select_node
from guiyi.extract.bodies.edges import PLACE
from guiyi.extract.bodies.panes import with_panes
from guiyi.extract.bodies.tables import tabulates
from guiyi.extract.bodies.tidy import clean_body
from guiyi.extract.bodies.tools import unwanted_in
from guiyi.extract.fields.labels import ANY_LABEL
from guiyi.extract.fields.remarks import is_remark
from guiyi.extract.learning.candidates import selectors_of
from guiyi.extract.learning.witness import Witness
from guiyi.markup.parsing import drop
from guiyi.markup.tree import Node, plain_of, raw_text, squeezed, text_of

COMMON_WEIGHT = 3  # what repeats over the site would stand in every body
HEADING_WEIGHT = 0.1  # a heading inside the body is cut off later; outside is better still
PARTS = frozenset(("p", "span", "font", "b", "strong", "li", "tr", "ul", "center"))
NEAR_BEST = 0.85  # share of a page's best score from which a node's selectors are tried
MAX_SELECTORS = 3
MAX_CANDIDATES = 60
REPEATED, MIN_REPEATED = 0.9, 5  # share of the pages on which a line of the site's stands, and how many they must be
LONG_LINE, MAX_LINES = 12, 40  # characters of a repeated line that is no link; lines that are learned
OFTEN_SAID = re.compile(
    r"^[（(]?(?:Attach|Annex|Download|抄送|主送|附件|附[:：]|联\s*系|此件|信息公开|特此|各|经办|咨询|电话|地址|邮编)"
    r"|.{0,30}[局委厅办室府会处院]$"
)
RUNNING = re.compile(
    r"[，。；：]|(?:[A-Za-z'’-]{1,20},? ){4}.*[A-Za-z]\.$"
)  # of a sentence, or of what is the beginning of one
NUMBERED = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]|第[一二三四五六七八九十]{1,3}[条章]")
OF_SITE = re.compile(
    r"本网|本站|网站|站长|网管|技术支持|ICP备|主办单位|承办单位|版权|转载|免责|扫一扫|扫码|二维码|微信|公众号|浏览器|阅读器|客户端|编辑|点击|分享|打印|关闭|收藏|上一|下一"
    r"|(?i:\b(?:copyright|rights reserved|web ?site|this site|web ?page|this page|browser|click|print|subscribe)\b)"
)
CONTENT_WORDS = ("content", "正文", "article", "信息内容", "body", "text")


@dataclass(frozen=True)
class _Scored:
    """A page and how well each of its nodes fits the extractors' texts (0–1)."""

    page: Witness
    scores: dict[Node, float]
    best: float


def learn_body(pages: Sequence[Witness], common: frozenset[str]) -> tuple[list[Selector], float, tuple[str, str]]:
    """Pages of one shape, texts common to the site → (selectors, mean fit 0–1, example with its URL)."""
    scored = [_scored(page, common) for page in pages]
    tables = {one: [_fit(one, page) for page in scored] for one in _candidates(scored)}
    chosen: list[Selector] = []
    reached = [0.0] * len(pages)
    while len(chosen) < MAX_SELECTORS:
        gain, best = _best_addition(tables, reached)
        if best is None or gain < (1 if chosen else 0.01):
            break
        chosen.append(best)
        reached = [max(old, new) if old == 0 else old for old, new in zip(reached, tables.pop(best), strict=True)]
    relative = [got / one.best for got, one in zip(reached, scored, strict=True) if one.best > 0]
    confidence = round(sum(relative) / len(relative), 3) if relative else 0.0
    return chosen, min(1.0, confidence), _example(chosen, pages)


def _best_addition(tables: dict[Selector, list[float]], reached: list[float]) -> tuple[float, Selector | None]:
    """The selector that adds most on pages no earlier one reached; of equals the first, which is the plainest."""
    best: tuple[float, Selector | None] = (0.0, None)
    for one, fits in tables.items():
        gain = sum(fit for fit, old in zip(fits, reached, strict=True) if old == 0)
        if gain > best[0] + 1e-6:
            best = (gain, one)
    return best


def _scored(page: Witness, common: frozenset[str]) -> _Scored:
    """How well each node's own text is what the extractors took, on average; common texts count as none of theirs."""
    headings, dropped = page.headings, unwanted_in(page.root, page.body.node if page.body is not None else None)
    joined = [
        "".join(line for line in lines if line not in common and line not in headings) for lines in page.readers.lines
    ]
    own = (text for _node, text, linked in page.texts if text not in common and text not in headings and not linked)
    joined = [one for one in joined if one] or ["".join(own)]
    sums: dict[Node, list[float]] = {}
    for holder, text, linked in page.texts:
        if holder in dropped:
            continue
        size = len(text) * (HEADING_WEIGHT if text in headings else COMMON_WEIGHT if text in common else 1)
        is_own = not linked and text not in common and text not in headings
        hits = [len(text) if is_own and text in one else 0 for one in joined]
        at = holder
        while at is not None:
            row = sums.setdefault(at, [0] * (len(joined) + 1))
            row[-1] += size
            for number, hit in enumerate(hits):
                row[number] += hit
            at = at.getparent()
    scores = _with_panes({node: _mean_f1(row, [len(one) for one in joined]) for node, row in sums.items()})
    return _Scored(page, scores, max(scores.values(), default=0.0))


def _with_panes(scores: dict[Node, float]) -> dict[Node, float]:
    """Nodes with their scores → the same; where the best stands in a pane behind tabs, all panes have its score."""
    best = max(scores, key=lambda node: scores[node], default=None)
    whole = with_panes(best) if best is not None else None
    if best is None or whole is None or whole is best:
        return scores
    inside = {*whole.iter()}
    return {node: score for node, score in scores.items() if node not in inside} | {whole: scores[best]}


def _mean_f1(row: list[float], sizes: list[float]) -> float:
    scores = [2 * min(hit, size) / (row[-1] + size) for hit, size in zip(row[:-1], sizes, strict=True)]
    return sum(scores) / len(scores)


def _candidates(scored: Sequence[_Scored]) -> list[Selector]:
    """Selectors of well-fitting nodes and content comments: names known as bodies first, then by how many pages."""
    counts: Counter[Selector] = Counter()
    for one in scored:
        found: set[Selector] = set()
        for node, score in one.scores.items():
            if score < NEAR_BEST * one.best or not isinstance(node.tag, str) or node.tag == "html":
                continue
            if not _is_place(node) and not is_remark(squeezed(raw_text(node))):
                found.update(Selector(css=css) for css in _container_selectors(node))
        found.update(Selector(comment=stem) for stem in _stems(one.page.root))
        counts.update(found)
    ranked = sorted(counts, key=lambda one: (not _is_known(one), -counts[one], len(one.css or ""), str(one.css)))
    return ranked[:MAX_CANDIDATES]


def _is_place(node: Node) -> bool:
    """Whether a node is the page's place line: all that pages without a text say."""
    return PLACE.match(squeezed(raw_text(node))) is not None


def _container_selectors(node: Node) -> list[str]:
    """Selectors of a node as a container: a paragraph without a name of its own is one of many, never the body."""
    if node.tag == "body":
        return ["body"]
    found = selectors_of(node)
    return [css for css in found if css[0] in "#.[" and " " not in css] if node.tag in PARTS else found


def _is_known(one: Selector) -> bool:
    css = one.css or ""
    return one.comment is not None or is_known_id(css[1:]) or is_known_class(css[1:])


def _stems(root: Node) -> set[str]:
    """Stems of comments that a CMS puts around its content, such as ZJEG_RSS.content."""
    found = set()
    for comment in root.iter(etree.Comment):
        text = (comment.text or "").strip()
        if text.endswith("begin") and any(word in text for word in CONTENT_WORDS):
            found.add(text.removesuffix("begin").rstrip("-. >"))
    return {stem for stem in found if stem}


def _fit(one: Selector, scored: _Scored) -> float:
    node = select_node(one, scored.page.view)
    return scored.scores.get(node, 0.0) if node is not None else 0.0


def repeated_lines(chosen: Sequence[Selector], pages: Sequence[Witness]) -> tuple[str, ...]:
    """Selectors of the body → lines that stand within it on (nearly) all pages and are no words of an article.

    Notices of one kind say much in the same words. Links aside, only what stands at an edge of the texts is the site's,
    no numbered line, no fact of what the page is about behind its label (Party: Independent), and a sentence only above
    the title or where it speaks of the site.
    """
    if len(pages) < MIN_REPEATED:
        return ()
    taken = [lines for page in pages if (lines := _Lines.of(chosen, page))]
    least = REPEATED * len(pages)
    seen = Counter(line for one in taken for line in set(one.texts))
    often = frozenset(line for line, count in seen.items() if count >= least and not OFTEN_SAID.match(line))
    often -= _varying(taken, often)
    linked = Counter(line for one in taken for line in one.linked & often)
    edges = Counter(line for one in taken for line in one.edges(often) if len(line) >= LONG_LINE)
    found = [line for line in sorted(often) if max(linked[line], edges[line]) >= least]
    return tuple(found[:MAX_LINES])


def _varying(taken: Sequence[_Lines], often: frozenset[str]) -> set[str]:
    """Of the lines of many pages those that lead each page's reader to something else: a form, a specification."""
    found = set()
    for line in often:
        places = [to for one in taken if (to := one.places.get(line))]
        if len(places) >= MIN_REPEATED and len(set(places)) >= REPEATED * len(places):
            found.add(line)
    return found


@dataclass(frozen=True)
class _Lines:
    """The lines of one page's body, no rows of tables; its title; which lines are links; where those lead that are of
    the page: not to itself, for printing, nor to one like it, before or after it.
    """

    texts: list[str]
    title: str
    linked: frozenset[str]
    places: dict[str, str]

    @classmethod
    def of(cls, chosen: Sequence[Selector], page: Witness) -> _Lines | None:
        """The lines of the body that some selectors give, if they give one."""
        node = next((found for one in chosen if (found := select_node(one, page.view)) is not None), None)
        if node is None:
            return None
        clean, text = clean_body(node)
        for table in [one for one in clean.iter("table") if tabulates(one)]:
            drop(table)
        text = text_of(clean)
        files = {squeezed(raw_text(one)) for one in clean.iter("a") if ATTACHMENT.search(one.get("href") or "")} - {""}
        anchors = frozenset(squeezed(raw_text(anchor)) for anchor in clean.iter("a"))
        lines = [line for line in text.split("\n") if not any(one in line for one in files)]  # a form of each notice's
        return cls(lines, plain_of(page.value("title") or ""), anchors - files, _places_of(clean, page.url))

    def edges(self, often: frozenset[str]) -> set[str]:
        """Of some lines those that stand before or behind all of the page's own, as the site's words do."""
        heads = [at for at, line in enumerate(self.texts) if plain_of(line) == self.title or is_remark(line)]
        above = self.texts[: heads[0]] if heads and often.issuperset(self.texts[: heads[0]]) else []
        headed = set(heads)
        own = [at for at, line in enumerate(self.texts) if line not in often and at not in headed]
        first, last = (own[0], own[-1]) if own else (len(self.texts), len(self.texts))
        outside = [*self.texts[:first], *self.texts[last + 1 :]]
        outside = [
            line
            for line, below in zip(outside, [*outside[1:], ""], strict=False)
            if not line.endswith((":", "：")) or below in often  # the label of a value
        ]
        plain = (line for line in outside if not (RUNNING.search(line) or _is_fact(line)) or OF_SITE.search(line))
        return {line for line in (*above, *plain) if "\t" not in line and not NUMBERED.match(line)}


def _is_fact(line: str) -> bool:
    """Whether a line is a label and its value, and the label none of a page's own facts.

    >>> [_is_fact(one) for one in ("Party: Independent", "Updated: 5 May 2018", "Source: Town Hall", "Contact us")]
    [True, False, False, False]
    """
    label, mark, value = line.partition(":")
    return bool(mark and label and value.strip()) and not ANY_LABEL.match(line)


def _places_of(clean: Node, url: str) -> dict[str, str]:
    """A body and its page's address → words of links → address, of those that are neither the page's own tools nor its
    neighbours: they carry its number, or differ from it by numbers only.

    >>> from guiyi.markup.parsing import parse_html
    >>> links = "<a href=/doc/4400/view>Plan</a><a href='/p?id=61'>Print</a><a href='/b?id=62'>Next</a><a href=#>Up</a>"
    >>> _places_of(parse_html(links), "http://a.example.test/b?id=61")
    {'Plan': 'http://a.example.test/doc/4400/view'}
    """
    own = re.findall(r"\d+", url)[-1:]
    found = {}
    for anchor in clean.iter("a"):
        href = (anchor.get("href") or "").strip()
        to = urljoin(url, href) if href and not href.lower().startswith(("javascript:", "#", "mailto:")) else ""
        is_own = any(one in re.findall(r"\d+", to) for one in own) or quote(url, safe="") in to or url in to
        if to and not is_own and re.sub(r"\d+", "#", to) != re.sub(r"\d+", "#", url):
            found[squeezed(raw_text(anchor))] = to
    return found


def _example(chosen: Sequence[Selector], pages: Sequence[Witness]) -> tuple[str, str]:
    for page in pages:
        for one in chosen:
            node = select_node(one, page.view)
            if node is not None:
                return text_of(node)[:80], page.url
    return "", ""
