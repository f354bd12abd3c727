"""Where each legacy column may go on the platform: scored, with the reason; what is unsure is never applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from guiyi.config.names import folded
from guiyi.config.platform import Platform, walk_columns
from guiyi.mapping.column_words import Words
from guiyi.mapping.suggest import suggest
from guiyi.survey.columns import INTERACTIVE, KINDS
from guiyi.survey.findings import Column, Proposal

# A proposal stands in the file as a rule, else as a comment, from this confidence on and so far ahead of the next.
# Likenesses alone, measured by leaving out the platform's 192 known names one by one: from .60 on 26 % of the best were
# wrong, from .75 on and .15 ahead 16 %. With words: 1 of 84 rules on 168 names of public sites not used while writing.
APPLY, AHEAD = 0.85, 0.1
TYPE_SHARE = 0.9  # what a ColumnType tag tells, against the column's own name
KIND_CONFIDENCE = 0.9  # of a column whose pages are letters, and the platform has one column for letters
OTHER_KIND = 0.8  # what the words of a name tell where the column's pages are of another kind
PARENT_SHARE = 0.6  # what the name of the column above tells
HINTED = 0.7  # what a word within its name tells, which is no more than a sign
AGREED = 0.88  # where two of these tell the same, and nothing another: a sign, its items, the column above
SHOWN = 0.6  # of likenesses below it more than nine of ten were wrong, on 582 names of public sites
ENOUGH, MOSTLY, ITEMS = 5, 0.8, 0.8  # titles from which items tell, the share of one kind, and how sure that is
MANY, NEARLY_ALL, ALL_ITEMS = 8, 0.85, 0.88  # the same, where a rule may stand on it
OTHERS = 0.05  # share of titles that may then be of another kind; the rest tell nothing
MOST = 3
ASKED = frozenset(KINDS[one] for one in INTERACTIVE)


def propose(platform: Platform, column: Column) -> tuple[Proposal, ...]:
    """A column → proposals, the best first. A platform column of one of its names is sure: it maps by itself."""
    names = {folded(name): target.id for _f, target in walk_columns(platform) for name in (target.name, *target.names)}
    for name in column.names[:1] or (column.label,):
        if folded(name) in names:
            return (Proposal(names[folded(name)], 1.0, f"平台认得 the platform knows the name {name}", by_name=True),)
    found = [*_by_other_names(column, names), *_by_kind(platform, column), *_by_type(platform, column)]
    words = Words(platform)
    by_words = [*_by_words(platform, column, words)]
    told = [*by_words, *_by_signs(column, words, by_words)]
    found += [
        *told,
        *_by_likeness(platform, column, told),
        *_by_parent(column, names, words),
        *_by_topic(column, words),
    ]
    return _best(one for one in found if one.confidence >= SHOWN or one.by_above)


def is_sure(found: Sequence[Proposal]) -> bool:
    """A column's proposals, the best first → whether the best is well above doubt, so that it may stand as a rule."""
    if not found or found[0].confidence < APPLY:
        return False
    return len(found) == 1 or round(found[0].confidence - found[1].confidence, 2) >= AHEAD


def _by_other_names(column: Column, names: dict[str, str]) -> Iterable[Proposal]:
    for name in column.names[1:]:
        if folded(name) in names:
            yield Proposal(names[folded(name)], 0.9, f"又名 it is also called {name}")


def _by_kind(platform: Platform, column: Column) -> Iterable[Proposal]:
    """Letters, surveys, interviews, guides: where the platform has just one column of that type."""
    kinds = {name: content_type for content_type, name in KINDS.items()}
    wanted = kinds.get(column.kind)
    targets = [target.id for _function, target in walk_columns(platform) if wanted and target.content_type == wanted]
    if len(targets) == 1:
        yield Proposal(targets[0], KIND_CONFIDENCE, f"页面类型 its pages are {column.kind}")


def _by_type(platform: Platform, column: Column) -> Iterable[Proposal]:
    if column.column_type:
        for target, score in suggest(platform, column.column_type):
            yield Proposal(target, round(score * TYPE_SHARE, 2), f"ColumnType says {column.column_type}")


def _by_words(platform: Platform, column: Column, words: Words) -> Iterable[Proposal]:
    """By the words of its name and of those above it, and by its items: 候选人公示 whose items are 中标候选人公示.

    In doubt where its pages are letters, surveys or interviews and the platform's column holds others.
    """
    told, items = words.told(column.name, column.path[-2::-1]), _told_by_items(words, column)
    if told is not None:
        wanted = next(target.content_type for _f, target in walk_columns(platform) if target.id == told.column)
        is_other = column.kind in ASKED and KINDS.get(wanted or "") != column.kind
        is_doubtful = is_other or (told.is_notice and items is not None and items.column != told.column)
        yield Proposal(
            told.column, told.confidence * (OTHER_KIND if is_doubtful else 1.0), told.why, by_above=told.by_above
        )
    if items is not None:
        yield items


def _by_signs(column: Column, words: Words, told: Sequence[Proposal]) -> Iterable[Proposal]:
    """By words within its name that are but signs; sure where its items, their headlines, what its pages are or the
    column above agree."""
    if any(one.confidence >= APPLY for one in told):
        return
    hinted, above = words.hinted(column.name), words.told_above(column.path[-2::-1])
    kept = {one for one in hinted if KINDS.get(words.types[one] or "") == column.kind}
    for one in sorted(hinted):
        yield Proposal(one, HINTED, "名称中有此类的词 a word within its name is a sign of it")
    items, is_alone = next((one.column for one in told), None), False
    if items is None:
        items, is_alone = _signed_by_items(words, column)
    said = [
        ("its name", hinted),
        ("its items", {items} - {None}),
        ("the column above", {above} - {None}),
        ("its pages", kept),
    ]
    every = {one for _sign, some in said for one in some}
    agreeing = [sign for sign, some in said if some]
    if len(every) == 1 and len(agreeing) > 1:
        yield Proposal(str(*every), AGREED, f"相合 {' and '.join(agreeing)} agree")
    elif len(every) == 1 and items is not None:
        yield Proposal(items, ALL_ITEMS if is_alone else HINTED, "标题都像此类 its items' titles say so")


def _signed_by_items(words: Words, column: Column) -> tuple[str | None, bool]:
    """The column of which words in most titles of its items are a sign (召开 of news), and whether they tell alone.

    They do where nearly all of many say so; what people ask is told by its pages' kind, never by titles alone.
    """
    signs = Counter(sign for title in column.titles if (sign := words.signed_by_item(title)) is not None)
    if len(column.titles) < ENOUGH or not signs:
        return None, False
    sign, count = signs.most_common(1)[0]
    is_of_people = KINDS.get(words.types[sign] or "") in ASKED
    return (
        (sign if count / len(column.titles) >= MOSTLY else None),
        not is_of_people and _are_nearly_all(signs, column),
    )


def _are_nearly_all(kinds: Counter[str], column: Column) -> bool:
    """Whether nearly all titles are of one kind and hardly one of another: of many, or of all that there are."""
    least = ENOUGH if column.reach is not None and column.reach <= len(column.titles) else MANY
    most, size = kinds.most_common(1)[0][1], len(column.titles)
    return size >= least and most >= NEARLY_ALL * size and kinds.total() - most <= OTHERS * size


def _told_by_items(words: Words, column: Column) -> Proposal | None:
    """By what most titles of its items are."""
    kinds = Counter(kind for title in column.titles if (kind := words.told_of_item(title)) is not None)
    if len(column.titles) < ENOUGH or not kinds:
        return None
    target, count = kinds.most_common(1)[0]
    share = count / len(column.titles)
    sure = ALL_ITEMS if _are_nearly_all(kinds, column) else ITEMS
    return (
        Proposal(target, sure, f"{share:.0%} 的标题是此类 of the titles seen are of that kind")
        if share >= MOSTLY
        else None
    )


def _by_likeness(platform: Platform, column: Column, told: Sequence[Proposal]) -> Iterable[Proposal]:
    """By characters; what its words tell is not put in doubt by that."""
    most = min((one.confidence - AHEAD for one in told if one.confidence >= APPLY), default=1.0)
    for name in column.names or (column.name,):
        for target, score in suggest(platform, name, column.titles):
            yield Proposal(target, round(min(score, most), 2), f"名称和标题相近 {name} and its titles are like it")


def _by_parent(column: Column, names: dict[str, str], words: Words) -> Iterable[Proposal]:
    """By the nearest column above that the platform knows, or whose words tell; as mapping does where no rule is."""
    above = column.path[-2::-1]
    known = next(((name, names[folded(name)]) for name in above if folded(name) in names), None)
    told = ((name, words.told_above(above[at:])) for at, name in enumerate(above))
    name, target = known or next(((name, target) for name, target in told if target is not None), ("", None))
    if target is not None and words.may_go_with(column.name, target):
        yield Proposal(target, PARENT_SHARE - 0.05, f"上级栏目 it stands under {name}", by_above=True)


def _by_topic(column: Column, words: Words) -> Iterable[Proposal]:
    """By the page of a 专题 that alone leads to it, as mapping does not see it."""
    target = words.told_above([column.topic]) if column.topic else None
    if target is not None:
        yield Proposal(target, AGREED, f"只有专题页链到它 only the page of {column.topic} leads to it")


def _best(found: Iterable[Proposal]) -> tuple[Proposal, ...]:
    best: dict[str, Proposal] = {}
    for one in found:
        if one.column not in best or one.confidence > best[one.column].confidence:
            best[one.column] = one
    return tuple(sorted(best.values(), key=lambda one: (-one.confidence, one.column))[:MOST])
