"""The checks over figures that were counted: sections, stages, files, fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from guiyi.checks import Check
from guiyi.clean.masking import shown_address
from guiyi.crawl.completeness import SETTLED
from guiyi.crawl.reading.unopened import NO_ADDRESS, ONE_ADDRESS
from guiyi.retire.reconcile.balance import FieldFill, SectionBalance, StageBalance
from guiyi.retire.reconcile.files import Files
from guiyi.retire.reconcile.findings import EXAMPLES

NOT_TOLD = "旧站没有说 not told by the site"
MUST_KEEP = ("title", "published_at", "body")


def check_sections(sections: Sequence[SectionBalance], site: str) -> Iterator[Check]:
    """Each section gave what it says it holds, and was paged through to its end."""
    told = [section for section in sections if section.expected is not None]
    short = [section for section in told if section.listed < (section.expected or 0)]
    more = [section for section in told if section.listed > (section.expected or 0)]
    sums = f"{sum(one.expected or 0 for one in told):,} 应有 expected，{sum(one.listed for one in told):,} 列出 listed"
    settled = [one for one in sections if (one.expected_how or "").startswith(SETTLED)]
    untold = len(sections) - len(told)
    yield Check(
        "section-counts",
        "每个旧栏目列出的条数不少于它自己所说 Each section lists as many items as it says it holds",
        required=True,
        passed=not short,
        evidence=f"{len(told)} 个栏目 sections: {sums}；不足 short {_named(short, _counts)}；"
        f"多于所说 more than told {_named(more, _counts)}；"
        + (f"{untold} 个栏目{NOT_TOLD}" if told else NOT_TOLD)
        + (f"；站点文件认定为全 whole by the site's file {_named(settled, _reason)}" if settled else ""),
        advice="看该栏目的翻页是否抓全（同链接只算一条），再跑一次 See whether its paging was followed to the end "
        f"(the same link twice in a list counts once), then run `guiyi migrate {site}` again; if the old site counts "
        "what it does not show, say so under crawl.whole",
    )
    partial = [one for one in sections if not one.complete or one.pages_got < (one.pages_expected or 0)]
    yield Check(
        "section-paging",
        "每个旧栏目都翻到了最后一页 Each section was paged through to its end",
        required=True,
        passed=not partial,
        evidence=f"{len(sections) - len(partial)} / {len(sections)}；未翻完 cut short {_named(partial, _paging)}",
        advice="再跑一次；旧站若限制翻页，在站点文件里另给来源（crawl.sitemaps、crawl.seeds） "
        f"Run `guiyi migrate {site}` again; if the old site caps its paging, name another source of its items; "
        "if a person has seen that the list is whole, say so under crawl.whole",
    )


def _named(sections: Sequence[SectionBalance], say: Callable[[SectionBalance], str]) -> str:
    shown = "、".join(f"{one.name} {say(one)}" for one in sections[:EXAMPLES])
    return f"{len(sections)}" + (f"（{shown}）" if shown else "")


def _counts(section: SectionBalance) -> str:
    why = f" {section.expected_how}" if section.expected_how in (NO_ADDRESS, ONE_ADDRESS) else ""
    return f"{section.listed:,}/{section.expected:,}{why}"


def _reason(section: SectionBalance) -> str:
    return (section.expected_how or "").removeprefix(SETTLED)


def _paging(section: SectionBalance) -> str:
    return f"{section.pages_got:,}/{section.pages_expected if section.pages_expected is not None else '?'}"


def check_stages(stages: Sequence[StageBalance], site: str) -> Check:
    """Every row that went into a stage came out, or was kept aside with a reason; the next stage took all of them."""
    wrong = [f"{one.stage}: {one.rows_in:,} ≠ {one.rows_in - one.difference:,}" for one in stages if one.difference]
    wrong += [
        f"{before.stage} → {after.stage}: {before.rows_out:,} ≠ {after.rows_in:,}"
        for before, after in pairwise(stages)
        if before.rows_out != after.rows_in
    ]
    return Check(
        "rows-balance",
        "各阶段收支相抵 Rows in = out + merged + held + dropped + failed at every stage, and each hands on all",
        required=True,
        passed=not wrong,
        evidence="；".join(wrong) or "；".join(f"{one.stage} {one.rows_in:,} → {one.rows_out:,}" for one in stages),
        advice="阶段之间丢了行：再跑一次，仍在则上报该阶段 "
        f"Rows were lost between stages: run `guiyi migrate {site}` again; if it stays, report the stage",
    )


def check_files(files: Files, site: str) -> Iterator[Check]:
    """Attachments and images are in the store, unaltered; those the old site itself has lost are listed."""
    lost = files.absent.count or files.altered.count or files.unattached.count
    yield Check(
        "files-kept",
        "附件和图片都在库中且字节无误 Every attachment and image is in the store with the right bytes",
        required=True,
        passed=not lost,
        evidence=f"{files.distinct:,} 个文件 files，复核 hashed {files.hashed:,}；缺失 absent {files.absent}；"
        f"有误 altered {files.altered}；"
        f"抓到未挂或从未请求 fetched but not attached, or never asked for {files.unattached}",
        advice="从备份恢复，或删去后再跑一次，会由存档重写 "
        f"Restore the files, or delete them and run `guiyi migrate {site}` again: the archive has them",
    )
    named = "、".join(f"{shown_address(one.url)}: {one.reason}" for one in files.broken[:EXAMPLES])
    yield Check(
        "files-reachable",
        "旧站的附件和图片都能取到 The old site gave every attachment and image that its pages name",
        required=False,
        passed=not files.broken,
        evidence=f"{files.references:,} 处引用 references，取不到 broken {len(files.broken):,}"
        + (f"（例如 e.g. {named}）" if named else ""),
        advice="旧站自身已失效的，请主办单位补传 Ask the owner for the files that the old site itself has lost",
    )


def check_readable(files: Files) -> Check:
    """Attachments open as what they are called; those that do not are listed for their owner."""
    named = "、".join(f"{one.name}（{shown_address(one.url)}）: {one.reason}" for one in files.unreadable[:EXAMPLES])
    return Check(
        "files-readable",
        "附件都能打开 Every attachment opens as what it is called",
        required=False,
        passed=not files.unreadable,
        evidence=f"打不开 unreadable {len(files.unreadable):,}" + (f"（例如 e.g. {named}）" if named else ""),
        advice="旧站上的文件本身有问题，请主办单位补传 The old site's own files are at fault: ask their owner",
    )


def check_fields(fields: Sequence[FieldFill], site: str) -> Iterator[Check]:
    """No field that an old page fills is empty in the library."""
    must = [one for one in fields if one.name in MUST_KEEP]
    yield Check(
        "fields-kept",
        "标题、发布时间、正文没有丢失 No title, date of publication or body was lost",
        required=True,
        passed=not any(one.lost for one in must),
        evidence="；".join(map(_fill, must)),
        advice="看所举页面，改正清空该字段的规则，再跑一次 "
        f"Look at the examples, mend the rule that emptied the field, run `guiyi migrate {site}` again",
    )
    rest = [one for one in fields if one.name not in MUST_KEEP]
    yield Check(
        "fields-thinned",
        "来源没有丢失 No source was lost",
        required=False,
        passed=not any(one.lost for one in rest),
        evidence="；".join(map(_fill, rest)),
        advice="看所举页面，改正清空该字段的规则 Look at the examples, mend the rule that emptied the field",
    )


def _fill(one: FieldFill) -> str:
    told = NOT_TOLD if one.source_total is None else f"旧 old {one.source_filled:,}/{one.source_total:,}"
    lost = f"，丢失 lost {one.lost:,}（{'、'.join(one.lost_examples)}）" if one.lost else ""
    return f"{one.label} {one.name}: {told} → 新 new {one.library_filled:,}/{one.library_total:,}{lost}"
