"""The check of a site's selectors: do they still fit its pages?"""

from __future__ import annotations

from collections.abc import Sequence

from guiyi.checks import Check
from guiyi.clean.masking import shown_address
from guiyi.extract.drift import TemplateFit
from guiyi.retire.reconcile.findings import EXAMPLES


def check_templates(fits: Sequence[TemplateFit], site: str) -> Check:
    """Templates read the body of their pages, and general extractors agree on the judged sample."""
    drifted = [one for one in fits if one.has_drifted]
    pages, judged = sum(one.pages for one in fits), sum(one.judged for one in fits)
    never = [f"{one.name}: {selector}" for one in fits for selector in one.never]
    evidence = f"{len(fits)} 个模板 templates，{pages:,} 页 pages，抽检 judged {judged:,}"
    if drifted:
        evidence += "；偏移 drifted " + "、".join(_said(one) for one in drifted)
    if never:
        shown = "、".join(never[:EXAMPLES])
        evidence += f"；从未取到的字段 fields that no selector ever gave {len(never)}（{shown}）"
    idle = [f"{one.name}: {selector}" for one in fits for selector in one.idle]
    if idle:
        evidence += f"；从未用到的备选 selectors that others forestalled {len(idle)}（{'、'.join(idle[:EXAMPLES])}）"
    return Check(
        "template-drift",
        "站点模板的选择器仍然合用 The selectors of the site's templates still fit its pages",
        required=False,
        passed=not drifted,
        evidence=evidence,
        advice="打开例页，改站点文件 templates 里的选择器，再跑一次（只重新抽取，不重新抓取） "
        "Open the example pages, correct the selectors under templates, "
        f"and run `guiyi migrate {site}` again: it extracts anew, it does not fetch",
    )


def _said(fit: TemplateFit) -> str:
    missed, disagreed = fit.missed, fit.disagreed
    examples = "、".join(map(shown_address, [*missed, *disagreed, *fit.off][:EXAMPLES]))
    counts = f"未命中 missed {len(missed)}/{fit.pages}，不符 disagreed {len(disagreed)}/{fit.judged}"
    counts += f"，日期与列表不同 days other than the list's {len(fit.off)}/{fit.pages}" if fit.off else ""
    return f"{fit.name}（{counts}：{examples}）"
