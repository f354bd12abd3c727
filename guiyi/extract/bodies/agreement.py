"""The node that extractors agree on: the body of a page that no selector and no known container gives."""

from __future__ import annotations

import re
from itertools import islice

from guiyi.extract.bodies.bounds import page_within, whole_of
from guiyi.extract.bodies.containers import Body, weight_of
from guiyi.extract.bodies.headed import headed_instead
from guiyi.extract.bodies.pictures import files_in, picture_block
from guiyi.extract.bodies.references import Readers, is_title, texts_of
from guiyi.extract.bodies.tables import largest_table
from guiyi.extract.fields.lines import PLACE_LINE
from guiyi.extract.fields.remarks import LONGEST_REMARK, is_remark
from guiyi.markup.tree import BLOCKS, UNSEEN, Node, gather, lines_of, plain_of, raw_text, text_of

LOW_PICTURES = 0.6  # agreement that a body of pictures counts as
FEW = 60  # characters of a block that may be no more than title and date
SENTENCES = re.compile(r"[。！；]|[.!](?:\s|$)")  # no question alone: Was this page helpful?
DAY_LINE = re.compile(  # how a signature ends
    r"(?:(?:19|20)\d{2}|[一二三四五六七八九○〇零Ｏ０O]{4})\s*年.{1,3}月.{1,3}日"
)
SIGNED = 3  # lines of a signature
FOOT_SHARE = 3  # times as much another extractor gives that read more than a page's foot
HEAD_TEXTS = 4
LEVELS = 40  # blocks around a body that may be it with its files
NEARLY = 0.93  # share of the best score from which a block around it, with files that it lacks, is the body


def find_by_agreement(root: Node) -> Body | None:
    """Tree of a page with no known container → the node whose text agrees best with several extractors'."""
    return agreed_body(Readers(root))


def agreed_body(readers: Readers) -> Body | None:
    """Extractors before a page → the node whose text agrees best with theirs.

    Each extractor gives lines of text; each node of the page is scored by how much of its text they gave and how much
    of theirs it holds; the best mean wins. The body is thus taken from the page's own tree, whole.
    """
    root, found, references = readers.root, readers.furniture, _without_feet(readers.lines)
    said = ["\n".join(lines) for lines in references]
    node, score = best_node(root, references, found) if references else (None, 0.0)
    if node is None or _says_little(weight_of(node), text_of(node)) or all(_says_little(len(t), t) for t in said):
        pictured = picture_block(root, found)
        if pictured is not None:
            return Body(pictured, "", "images", LOW_PICTURES)
        table = largest_table(root, found) if all(is_title(root, one) for one in said) else None
        if table is not None and (whole := _with_files(table, {table: 1.0}, found)) is not None:
            return Body(whole, "", "table", LOW_PICTURES)
    if node is None:
        return None
    node = whole_of(headed_instead(root, node, found), found)
    how = "trafilatura" if len(references) > 1 else "density"
    return Body(node, "", how, round(score, 3), outside=page_within(node, references, found))


def _without_feet(references: list[list[str]]) -> list[list[str]]:
    """The extractors' lines → the same without those that gave only the last lines of what another reads in sentences:
    of bare text between tables they see the page's foot alone.

    >>> text, foot = ["单位简介", "我段管养公路三百公里，设道班六个。" * 3], ["由某公司制作"]
    >>> _without_feet([foot, [*text, *foot]]) == [[*text, *foot]], len(_without_feet([text[:1], [*text, *foot]]))
    (True, 2)
    """
    longest = max(references, key=lambda one: sum(map(len, one)), default=[])
    size = sum(map(len, longest))
    if len(references) < 2 or size < FEW or not SENTENCES.search("".join(longest)):
        return references
    feet = [one for one in references if one and longest[-len(one) :] == one and FOOT_SHARE * sum(map(len, one)) < size]
    return [one for one in references if one not in feet or SENTENCES.search("".join(one))]


def _says_little(weight: int, text: str) -> bool:
    """Whether a text may be no more than title, date and address."""
    return weight < FEW and not SENTENCES.search(text)


def best_node(root: Node, references: list[list[str]], furniture: list[Node]) -> tuple[Node | None, float]:
    """Tree, the extractors' lines, furniture → the node with the highest mean F1 against them, and that score.

    A paragraph of a short notice fits better than the block that holds the notice's files, too: that block is taken.
    """
    joined = ["".join(lines) for lines in references]
    best: tuple[float, Node | None] = (0.0, None)
    means: dict[Node, float] = {}
    for element, row in _sums(root, references, furniture).items():
        if element.tag not in BLOCKS and element.tag not in ("td", "span", "font"):
            continue
        pairs = zip(row[:-1], map(len, joined), strict=True)
        scores = [2 * min(hit, size) / (row[-1] + size) for hit, size in pairs]
        mean = means[element] = sum(scores) / len(scores)
        if mean > best[0] + 1e-9:
            best = (mean, element)
    return _with_files(best[1], means, furniture), best[0]


def _with_files(node: Node | None, means: dict[Node, float], furniture: list[Node]) -> Node | None:
    """The best node, or the block around it that holds files or pictures which it lacks, or the signature below it, and
    fits nearly as well or adds no other words.
    """
    if node is None:
        return None
    outside = {element for one in furniture for element in one.iter()}
    own, count = text_of(node), len(files_in(node, outside))
    lines = set(own.split("\n"))
    for above in islice(node.iterancestors(), LEVELS):
        more = [line for line in text_of(above).split("\n") if line not in lines and line not in own]
        files = files_in(above, outside)
        if len(files) > count:
            files = files_in(above, outside | _above_date(above, node))
        if not _ends_signed(more) and len(files) == count:
            continue
        if means.get(above, 0.0) >= NEARLY * means[node] or not _unsigned(more, files) or _is_head(more):
            return above
    return node


def _is_head(lines: list[str]) -> bool:
    """Whether lines are an article's place line, title and line of date and source, and no other.

    >>> _is_head(["位置：首页 > 图片", "流动车进村", "添加时间：2009-4-1"]), _is_head(["流动车进村", "热图"])
    (True, False)
    """
    others = [line for line in lines if not (is_remark(line) or PLACE_LINE.search(line))]
    is_told = len(others) < len(lines) and any(map(is_remark, lines))
    return is_told and len(others) <= 1 and not any(map(SENTENCES.search, others))


def _above_date(above: Node, node: Node) -> set[Node]:
    """The pictures of a block around a node that stand above the line of the article's date: the site's banner."""
    pictures: list[Node] = []
    dated = 0
    left = HEAD_TEXTS  # of the node's own first texts, which may hold that line
    inside = set(node.iter())
    is_past = False
    for one in above.iter():
        if is_past and one not in inside:
            break  # a day below the text, where photographs have theirs, tells of no banner
        is_past |= one is node
        if one.tag == "img":
            pictures.append(one)
        if isinstance(one.tag, str) and one.text and not one.text.isspace() and one.tag not in UNSEEN:
            dated = len(pictures) if is_remark(_beginning(one)) else dated
            left -= one in inside
        if not left:
            break
    return set(pictures[:dated])


def _beginning(node: Node) -> str:
    """The first words of a node, more than a line of date and source has."""
    out: list[str] = []
    gather(node, out, LONGEST_REMARK + 1)
    return lines_of("".join(out)).replace("\n", " ")


def _ends_signed(more: list[str]) -> bool:
    """Whether lines end with a day, as the signature below a text does."""
    return bool(more) and DAY_LINE.fullmatch(more[-1]) is not None


def _unsigned(more: list[str], files: list[Node]) -> list[str]:
    """Lines that a block adds → those that neither name its files nor sign it."""
    named = {plain_of(raw_text(one)) for one in files if one.tag == "a"} - {""}
    plain = ((line, plain_of(line)) for line in more)
    rest = [line for line, said in plain if said not in named and not any(name in said for name in named)]
    signed = SIGNED if _ends_signed(rest) and max(map(len, rest[-SIGNED:])) <= FEW / 2 else 0
    return rest[: len(rest) - min(signed, len(rest))]


def _sums(root: Node, references: list[list[str]], furniture: list[Node]) -> dict[Node, list[int]]:
    """Node → characters of its text that each reference holds, and last all its characters."""
    sums: dict[Node, list[int]] = {}
    held = [("".join(lines), frozenset(lines)) for lines in references]  # most texts are lines: no search of the whole
    outside = {element for one in furniture for element in one.iter()}
    for holder, plain, is_linked in texts_of(root):
        if holder in outside:
            continue
        at: Node | None = holder
        while at is not None and at not in sums:  # the order in which they are found decides between equals
            sums[at] = [0] * (len(references) + 1)
            at = at.getparent()
        row = sums[holder]
        row[-1] += len(plain)
        for number, (reference, lines) in enumerate(held):
            row[number] += len(plain) if not is_linked and (plain in lines or plain in reference) else 0
    for one in reversed([*root.iterancestors()][::-1] + list(root.iter())):  # what is within, before what holds it
        above = one.getparent()
        if one in sums and above is not None:
            sums[above] = [mine + more for mine, more in zip(sums[above], sums[one], strict=True)]
    return sums
