"""Content of the sample city: drafts given addresses, dates and columns; copies; and what changes in the later state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from tests.city import compose, words
from tests.city.cast import PROFILES
from tests.city.model import (
    BEIJING,
    Attachment,
    Block,
    Column,
    Draft,
    File,
    Item,
    Paragraph,
    Picture,
    Profile,
    reader_text,
)
from tests.city.text import Pen

FIRST, LAST, LATER = datetime(2010, 1, 4), datetime(2018, 3, 30), datetime(2018, 5, 7)
HELD_COLUMN_ITEMS = 4
TRIES = 200  # at a formula notice that no other is like
GOVERNMENT = "云川市人民政府办公室"
IDS = tuple(profile.id for profile in PROFILES)


class Naming(Protocol):
    """How a CMS names its pages and files."""

    profile: Profile

    def item_path(self, number: int, column: Column, moment: datetime) -> str: ...

    def file_path(self, number: int, column: Column, moment: datetime, at: int, file: File) -> str: ...

    def second_path(self, number: int, column: Column, moment: datetime) -> str | None: ...


@dataclass
class Plan:
    """A draft on its way to being an item."""

    column: Column
    moment: datetime
    draft: Draft
    source: str
    author: str | None
    is_single: bool = True
    copy_of: Plan | None = None
    shared: int | None = None
    second: Column | None = None
    item: Item | None = None


@dataclass
class Contents:
    """All items of one site: as it stands, and as it stands later."""

    base: list[Item] = field(default_factory=list)
    later: list[Item] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def shared_drafts(
    seed: int, count: int, ids: Sequence[str] = IDS, name: str = "shared"
) -> list[tuple[Draft, datetime, tuple[str, ...]]]:
    """Notices of the city's government that several sites republish: (draft, day, ids of the sites)."""
    made = []
    for at in range(count):
        random = Random(f"{seed}/{name}/{at}")
        moment = _moment(random)
        pen = Pen(random, random.choice(list(words.FIELDS)), GOVERNMENT, moment.date())
        draft = compose.compose("notice", pen, f"{seed}/{name}/{at}", "云政办发")
        while len(reader_text(draft.blocks)) < 300:
            draft = compose.compose("notice", pen, f"{seed}/{name}/{at}", "云政办发")
        made.append((draft, moment, tuple(sorted(random.sample(ids, 3)))))
    return made


def contents(naming: Naming, size: int, seed: int) -> Contents:
    """A CMS's naming, about how many items, a seed → the items of both states."""
    profile = naming.profile
    random = Random(f"{seed}/{profile.id}")
    plans = list(_plans(random, profile, size, seed))
    plans.sort(key=lambda plan: plan.moment)
    made = Contents([_place(naming, plan, at, random) for at, plan in enumerate(plans)])
    made.base = [_linked(naming, item, made.base, at) for at, item in enumerate(made.base)]
    _make_later(naming, made, plans, random, seed)
    return made


def _moment(random: Random) -> datetime:
    days = int(random.random() * (LAST - FIRST).days)
    return FIRST + timedelta(days=days, hours=8 + random.randrange(10), minutes=random.randrange(60), seconds=7)


def _plans(random: Random, profile: Profile, size: int, seed: int) -> Iterable[Plan]:
    ids, name = (IDS, "shared") if profile.id in IDS else (profile.peers, "shared-apart")
    drafts = shared_drafts(seed, max(6, size // 15), ids, name)
    shared = [one for one in enumerate(drafts) if profile.id in one[1][2]]
    copies, near, series = max(2, size // 40), max(2, size // 50), max(9, size // 12)
    plain = max(20, size - len(shared) - copies - near - series)
    total = sum(column.weight for column in profile.columns if column.platform)
    fresh: list[Plan] = []
    for column in profile.columns:
        count = max(2, round(plain * column.weight / total)) if column.platform else HELD_COLUMN_ITEMS
        fresh += [_plan(random, profile, column, f"{seed}/{profile.id}/{column.key}/{at}") for at in range(count)]
    yield from _republished(random, profile, fresh, copies, near)
    yield from _series(random, profile, series)
    notices = _column(profile, "notice")
    for at, (draft, moment, _sites) in shared:
        late = moment + timedelta(hours=random.randrange(1, 5))
        yield Plan(notices, late, draft, "云川市人民政府办公室", None, is_single=False, shared=at)
    _list_twice(random, profile, fresh)
    yield from fresh


def _column(profile: Profile, kind: str) -> Column:
    return next(column for column in profile.columns if column.kind == kind)


def _plan(random: Random, profile: Profile, column: Column, seed: str) -> Plan:
    moment = _moment(random)
    day = moment.date() - timedelta(days=random.randrange(7) if column.kind in ("document", "law") else 0)
    pen = Pen(random, profile.field, profile.agency, day)
    if column.kind == "letter":
        draft = compose.letter(pen, is_public=random.random() > 0.15)
    else:
        draft = compose.compose(column.kind, pen, seed, profile.prefix)
    if profile.cms == "vsb" and random.random() < 0.15:
        draft = _with_rare_name(random, draft)
    source = profile.agency if random.random() < 0.7 else random.choice(words.MEDIA)
    return Plan(column, moment, draft, source, pen.person() if random.random() < 0.4 else None)


def _with_rare_name(random: Random, draft: Draft) -> Draft:
    name = random.choice(words.SURNAMES) + random.choice(words.RARE_GIVEN)
    return replace(
        draft, blocks=(*draft.blocks, Paragraph(f"联系人：{name}，电话0999-6{random.randrange(100000, 999999)}。"))
    )


def _republished(random: Random, profile: Profile, fresh: list[Plan], copies: int, near: int) -> Iterable[Plan]:
    """Exact copies under other addresses, and near ones that name another source in their text."""
    long = [plan for plan in fresh if plan.column.platform and plan.draft.content_type == "article"]
    long = [plan for plan in long if len(reader_text(plan.draft.blocks)) > 700 and plan.moment < LAST - timedelta(60)]
    for at, original in enumerate(random.sample(long, min(len(long), copies + near))):
        original.is_single = False
        draft, moment = original.draft, original.moment + timedelta(days=1 + random.randrange(40), hours=1)
        if at >= copies:
            draft = replace(draft, blocks=(Paragraph(f"（转自{random.choice(words.MEDIA)}）"), *draft.blocks))
        others = [column for column in profile.columns if column.kind == original.column.kind and column.platform]
        source = random.choice(words.MEDIA) if at >= copies else original.source
        yield Plan(random.choice(others), moment, draft, source, None, is_single=False, copy_of=original)


def _series(random: Random, profile: Profile, count: int) -> Iterable[Plan]:
    """Formula notices that must stay apart: no two of a series with the same number, day or firm."""
    column, seen = _column(profile, "notice"), set[str]()
    for at in range(count):
        for turn in range(TRIES):
            moment = _moment(random)
            pen = Pen(random, profile.field, profile.agency, moment.date())
            is_last = turn == TRIES - 1  # a huge site runs out of days and firms, numbers never end
            draft = compose.formula(pen, 0 if is_last else at, count + at if is_last else at // 3 + 1)
            if draft.title not in seen:
                break
        seen.add(draft.title)
        yield Plan(column, moment, draft, profile.agency, None, is_single=False)


def _list_twice(random: Random, profile: Profile, fresh: list[Plan]) -> None:
    """Some items are listed in a second column of the same kind, or on top among the news."""
    news = _column(profile, "news")
    able = [plan for plan in fresh if plan.column.platform not in (None, news.platform) and plan.draft.letter is None]
    able = [plan for plan in able if plan.column.kind != "files"]
    for plan in random.sample(able, max(2, len(able) // 14)):
        plan.second = news


# --- giving addresses --------------------------------------------------------------------------------------------------------


def _place(naming: Naming, plan: Plan, at: int, random: Random) -> Item:
    profile, number = naming.profile, 4100 + 7 * at + at % 5
    draft = _with_addresses(naming, plan.draft, number, plan.column, plan.moment)
    path = naming.item_path(number, plan.column, plan.moment)
    columns, paths, also = [plan.column], [path], []
    if plan.second:
        further = naming.second_path(number, plan.second, plan.moment)
        columns.append(plan.second)
        also.append((plan.second, further or path))
        paths += [further] if further else []
    shown = draft.number_shown
    key = f"shared/{plan.shared}" if plan.shared is not None else None
    plan.item = Item(
        key=f"{profile.id}/{number}", number=number, draft=draft, moment=plan.moment,
        published=iso(plan.moment, profile.precision), columns=tuple(columns), paths=tuple(paths), source=plan.source,
        author=plan.author if profile.cms in ("phpcms", "tables", "vsb") else None,
        index_number=f"{profile.organisation}/{plan.moment.year}-{number:05d}" if shown else None,
        written_on=_written_on(plan) if shown else None,
        copy_of=plan.copy_of.item.key if plan.copy_of and plan.copy_of.item else key,
        meta_date=datetime(2017, 9, 30, 3, 0) if _lies(profile, plan, random) else None,
        oddity=random.randrange(100), also=tuple(also),
    )  # fmt: skip
    return plan.item


def _lies(profile: Profile, plan: Plan, random: Random) -> bool:
    return profile.cms == "gkmlpt" and plan.moment.year < 2016 and random.random() < 0.12


def _written_on(plan: Plan) -> str:
    last = [block.text for block in plan.draft.blocks if isinstance(block, Paragraph) and block.align == "right"]
    day = datetime.strptime(last[-1], "%Y年%m月%d日") if last else plan.moment
    return day.date().isoformat()


def iso(moment: datetime, precision: str) -> str:
    """A moment → ISO 8601 in a site's precision, Beijing time."""
    if precision == "day":
        return moment.date().isoformat()
    return moment.isoformat(timespec="minutes" if precision == "minute" else "seconds") + BEIJING


def _with_addresses(naming: Naming, draft: Draft, number: int, column: Column, moment: datetime) -> Draft:
    blocks: list[Block] = []
    for at, block in enumerate(draft.blocks):
        if isinstance(block, Attachment | Picture):
            path = naming.file_path(number, column, moment, at, block.file)
            block = replace(block, file=replace(block.file, path=path))
        blocks.append(block)
    return replace(draft, blocks=tuple(blocks))


def _linked(naming: Naming, item: Item, items: list[Item], at: int) -> Item:
    """Some texts link: to an older item, to another office's site, to a page that is no longer there."""
    is_file = item.columns[0].kind == "files"
    if item.oddity % 25 or item.draft.letter or item.copy_of or at < 10 or is_file:
        return item
    other = items[at - 7]
    if any(one.copy_of == item.key for one in items):
        return item
    live, dead = other.paths[0], naming.item_path(987654, other.columns[0], other.moment)
    links = (("《办理结果》", live), ("原公告", dead), ("市政府网站", "http://www.yunchuan.example.test/zwgk/"))
    text = "此前的《办理结果》和原公告可以对照查阅，也可登录市政府网站查询。"
    draft = replace(item.draft, blocks=(*item.draft.blocks, Paragraph(text, links=links)))
    return replace(item, draft=draft)


# --- the later state -----------------------------------------------------------------------------------------------------------


def _make_later(naming: Naming, made: Contents, plans: list[Plan], random: Random, seed: int) -> None:
    """Changes, removes and adds some items; only items that are nobody's copy are touched."""
    size, profile = len(made.base), naming.profile
    copied = {item.copy_of for item in made.base if item.copy_of}
    able = [
        item.key
        for item, plan in zip(made.base, plans, strict=True)
        if plan.is_single
        and plan.column.platform
        and item.key not in copied
        and not item.draft.letter
        and plan.column.kind != "files"
    ]
    changes, removals, additions = max(3, size // 30), max(2, size // 50), max(3, size // 30)
    chosen = random.sample(able, changes + removals)
    made.updated, made.gone = sorted(chosen[:changes]), sorted(chosen[changes:])
    numbers = {key: at for at, key in enumerate(made.updated)}
    for item in made.base:
        if item.key in numbers:
            made.later.append(_changed(item, numbers[item.key]))
        elif item.key not in made.gone:
            made.later.append(item)
    open_columns = [column for column in profile.columns if column.platform and column.kind != "profile"]
    for at in range(additions):
        plan = _plan(random, profile, open_columns[at % len(open_columns)], f"{seed}/{profile.id}/later/{at}")
        plan.moment = LATER + timedelta(days=at % 20, hours=at % 7, minutes=at % 50)
        if plan.draft.letter:
            plan.draft = compose.letter(Pen(random, profile.field, profile.agency, plan.moment.date()), True)
        item = replace(_place(naming, plan, size + 50 + at, random), oddity=1, meta_date=None)
        made.created.append(item.key)
        made.later.append(item)


def _changed(item: Item, at: int) -> Item:
    """A corrected item: its title, its text, or both."""
    draft = item.draft
    if at % 3 != 1:
        note = Paragraph(f"（本文第{at + 2}段数据已于{LATER.year}年{LATER.month}月更正，以此为准。）")
        draft = replace(draft, blocks=(*draft.blocks, note))
    if at % 3 != 0:
        draft = replace(draft, title=f"{draft.title}（更正版）")
    return replace(item, draft=draft, touched=LATER)
