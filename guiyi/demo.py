"""`guiyi demo`: the sample legacy city on loopback, migrated into a fresh library, with the proof beside it.

`guiyi demo --hostile`: 42 old sites that attack, break and lie, each with the promise that Guiyi keeps against it.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from guiyi.config.load import list_sites
from guiyi.errors import ConfigError
from guiyi.library.export import export
from guiyi.library.links import look_at_links
from guiyi.library.migrate import open_library
from guiyi.retire.reconcile.report import write_city_report
from guiyi.runs.outcome import Outcome
from guiyi.serving.local import ROOT, migrate_here
from guiyi.settings import Settings, now

WAVES = (  # name, month and day of the deadline, sites in order
    ("departments-1", "06-30", "guotu, zhujian, wenhua, weijian"),
    ("departments-2", "09-30", "jiaoyu, minzheng, tiyu"),
    ("districts", "12-31", "nongye"),
)


def run_demo(folder: Path, console: Console, once: bool = False) -> int:
    """Migrates the eight sites, then again (nothing new), then their later state; gives the exit code."""
    city = _sample("city", "the sample city's sites")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    settings = Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), folder / "configs")
    with city.serve(port=0) as old_city:
        city.install_configs(settings.configs, old_city.port)
        _plan_waves(settings)
        sites = list_sites(settings.configs)
        console.print(
            f"{len(sites)} old sites stand at 127.0.0.1:{old_city.port}; the new library is {folder}/library.db"
        )
        outcomes = _round("1. 初次迁移 First migration", settings, sites, console)
        before = _print_of_export(settings)
        if not once:
            outcomes += _round("2. 再跑一遍 The same again: nothing new", settings, sites, console)
            same = _print_of_export(settings) == before
            told = "导出逐字节相同 the export is byte-identical" if same else "[bold red]导出不同 the export differs[/]"
            console.print(f"   {told}: {before[:16]}…")
            old_city.state = "later"
            outcomes += _round("3. 旧站后来变了 The old sites changed since", settings, sites, console)
    look_at_links(open_library(settings.library), settings.configs)
    report = write_city_report(settings, sites)
    of_demo = f".venv/bin/guiyi --library {settings.library} --store {settings.store} --configs {settings.configs}"
    console.print(f"\n[bold]报告 report: {report}[/bold]\n导出 export: {of_demo} export", soft_wrap=True)
    console.print(f"门户 Portal: [bold]`make portal`[/bold] = {of_demo} serve", soft_wrap=True)
    return max(outcome.exit_code for outcome in outcomes)


def _plan_waves(settings: Settings) -> None:
    """Three waves with deadlines in the year to come, for the fleet's page; no record depends on them."""
    year = now().year + 1
    lines = [f"  - {{name: {name}, deadline: {year}-{day}, sites: [{sites}]}}" for name, day, sites in WAVES]
    (settings.configs / "waves.yaml").write_text("version: 1\nwaves:\n" + "\n".join(lines) + "\n", encoding="utf-8")


def run_hostile_demo(folder: Path, console: Console, only: Sequence[int] = ()) -> int:
    """Migrates each hostile site and says which promise was kept; gives the exit code, 1 where one was broken."""
    hostile = _sample("hostile.run", "the hostile sites")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    settings = Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), folder / "configs")
    kept: dict[int, bool] = {}
    with hostile.serve(folder) as (server, made):
        hostile.install(settings.configs, server, made)
        wanted = [one for one in made if not only or one.number in only]
        console.print(f"{len({one.number for one in wanted})} hostile old sites stand at 127.0.0.1:{server.port}")
        for one in wanted:
            verdict = hostile.judge(settings, server, one)
            _tell_verdict(console, verdict, is_first=one.number not in kept)
            kept[one.number] = kept.get(one.number, True) and not verdict.broken
    broken = sorted(number for number, is_kept in kept.items() if not is_kept)
    console.print(f"[bold]{len(kept) - len(broken)} of {len(kept)} promises kept 承诺兑现[/bold]", end="")
    console.print(f"; broken: {', '.join(map(str, broken))}" if broken else "")
    return 1 if broken else 0


def _tell_verdict(console: Console, verdict: Any, is_first: bool) -> None:
    """The behaviour and its promise once, then a line for each of its forms."""
    one = verdict.behaviour
    if is_first:
        console.print(f"{one.number:2d} {one.name}", style="bold", markup=False, highlight=False, soft_wrap=True)
        console.print(f"   {one.promise}", markup=False, highlight=False, soft_wrap=True)
    console.print("[red]   ✗[/]" if verdict.broken else "[green]   ✓[/]", end=" ")
    word = "BROKEN" if verdict.broken else "kept 兑现"
    figures = f"{verdict.seconds:.1f} s, {verdict.cpu:.1f} CPU-s, {verdict.megabytes:.0f} MB"
    said = " · ".join(filter(None, [one.variant, word, figures]))
    console.print(said, markup=False, highlight=False, soft_wrap=True)
    for words in verdict.broken:
        console.print(f"     {words}", style="red", markup=False, soft_wrap=True)


def _sample(name: str, what: str) -> Any:
    """A package of the tests, which stand beside this one in a checkout."""
    if not (ROOT / "tests" / name.split(".")[0]).is_dir():
        raise ConfigError(f"{what} (tests/) are not beside the guiyi package; run the demo from a checkout")
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    return importlib.import_module(f"tests.{name}")


def _round(title: str, settings: Settings, sites: Sequence[str], console: Console) -> list[Outcome]:
    console.rule(title)
    outcomes = []
    table = Table("旧站\nsite", "结果\nend", "新建\nnew", "更新\nupd.", "不变\nsame", "已撤\ngone")
    for heading in ("合并\nmerged", "暂存\nheld", "网址\nURLs"):
        table.add_column(heading)
    for outcome in migrate_here(settings, sites, console):
        outcomes.append(outcome)
        load, ends = outcome.data.get("load", {}), outcome.data.get("dispositions", {})
        counts = [str(load.get(name, "")) for name in ("created", "updated", "unchanged", "gone", "merged", "held")]
        table.add_row(outcome.site, outcome.status, *counts, str(sum(ends.values())))
    console.print(table)
    for outcome in outcomes:
        if outcome.status != "done":
            console.print(f"[red]{outcome.site}: {outcome.status}[/]: ", end="")
            console.print(outcome.message, markup=False)
    return outcomes


def _print_of_export(settings: Settings) -> str:
    buffer = io.BytesIO()
    export(open_library(settings.library), buffer)
    return hashlib.sha256(buffer.getvalue()).hexdigest()
