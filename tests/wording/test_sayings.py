"""What operators are told: with GUIYI_LANGUAGE=zh all of it in Chinese, and what programs read as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from guiyi.cli import main
from guiyi.commands.output import Spoken
from guiyi.wording.language import VARIABLE, half, said, told, told_comments, told_html, told_markdown
from guiyi.wording.sayings import HOLE, PLACE, catalogue
from tests.wording.collecting import ROOT, texts_of

SPOKEN = (
    "tasks", "flows", "guiyi/survey", "guiyi/console.py", "guiyi/runs", "guiyi/apart.py", "guiyi/commands", "guiyi/config", "guiyi/library",
    "guiyi/retire", "guiyi/review", "guiyi/doctor", "guiyi/keeping", "guiyi/decisions", "guiyi/serving", "guiyi/portal/serve.py",
    "guiyi/crawl/admission.py", "guiyi/crawl/archiving", "guiyi/crawl/asking.py", "guiyi/crawl/browsing", "guiyi/crawl/completeness.py", "guiyi/crawl/crawl.py",
    "guiyi/crawl/fetching", "guiyi/crawl/frontier.py", "guiyi/crawl/journal.py", "guiyi/crawl/observing", "guiyi/crawl/sources.py", "guiyi/crawl/traps.py",
    "guiyi/crawl/unread.py", "guiyi/clean", "guiyi/dedupe", "guiyi/mapping", "guiyi/database.py", "guiyi/store.py", "guiyi/demo.py", "guiyi/cli.py",
    "guiyi/extract/document.py", "guiyi/extract/within.py", "guiyi/extract/extract.py", "guiyi/extract/worker.py", "guiyi/extract/files",
)  # fmt: skip
STAYS = re.compile(  # commands, names of settings and files, what Prefect calls its buttons
    r"`[^`]*`|guiyi [a-z]+( [a-z]+)?|crawl: \{[^}]*\}|[\w-]*[._/:][\w./:\[\]'^-]*|\[[/a-z ]*\]|extends|xlsx|retry-failed|piece table|pip install|apt-get install chromium"
)
ENGLISH = re.compile(r"[A-Za-z']{2,},? [a-z']{2,}")
BESIDE = re.compile(r"[\u3400-\u9fff）]\s+[a-z]{2,}")
SILENT = (  # what is said to the public or read by a program, or is no message at all
    "guiyi/retire/answering/pages.py", "guiyi/retire/archive/printer.py", "guiyi/review/workbook.py", "guiyi/library/migrations",
    "guiyi/library/redirect_files.py", "guiyi/library/search.py", "guiyi/serving/prefect_server.py",
)  # fmt: skip
NO_MESSAGES = {
    "from guiyi.apart import serve; serve(7)",  # a program
    "  unmatched: review",  # of the file
    "import os, guiyi.library.migrate as it; it.try_library(os.environ['GUIYI_LIBRARY'])",
    "Guiyi/0.1 (+municipal site consolidation; contact your web office)",
    "7 is at work7, or was killed there; starting the site again continues it",  # with and without a stage: both are there
    "In the order of a retirement: freeze, reconcile, ask, approve or reject, announce, redirect, verify, deregister (each --step), "
    "complete, retire; besides: go_offline, come_back, abort, roll_back, reopen. --timeline says which are possible now.",  # help
    "另有 7 组、7 条只是建议的主题或体裁：guiyi review list --kind class\n7 more groups, 7 topics and genres that are but proposed: --kind class",  # the second line goes
    "7 copy of 7", "trap: deeper than", "user agent", "crawl delay", "gzip, deflate, br, zstd", "disk is full", "No space left",
    "guotu, zhujian, wenhua, weijian", "jiaoyu, minzheng, tiyu",
    "$ jQuery axios layui uni wx this window map cookie Cookies localStorage",
    "the S3 service of the store: 7; AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY say",
    "[bold red]StoreError[/]: 7 where it is and who asks",
    "extract to load 7",  # the name of a task
    "not updated for", "its lists name", "7 条 item7",  # parts of a message
    "要改的多半只在最后的 mapping：没把握的规则前面有 #，选好栏目、去掉第一个 # 才生效；不选，条目就暂存待定。",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "zh")


def _messages() -> Iterator[tuple[str, str]]:
    for part in SPOKEN:
        path = ROOT / part
        for module in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            for line, text in texts_of(module):
                name = str(module.relative_to(ROOT))
                if text not in NO_MESSAGES and not name.startswith(SILENT):
                    yield f"{name}:{line}", text


def test_every_message_of_the_program_has_its_chinese() -> None:
    left = []
    for where, text in _messages():
        chinese = re.sub(r"\[/?[a-z ]+\]", "", _printed(text))
        if ENGLISH.search(STAYS.sub("", chinese)) or (chinese == text and BESIDE.search(STAYS.sub("", text))):
            left.append(f"{where} {text!r} -> {chinese!r}")
    assert not left, "add these to guiyi/wording/sayings:\n" + "\n".join(left)


def test_every_command_has_its_help_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    def commands(one: click.Command, *path: str) -> Iterator[str]:
        said = re.sub(r"(?m)^  -.*?  |Ctrl-C|Prefect UI", "", CliRunner().invoke(main, [*path, "--help"]).output)
        english = ENGLISH.search(STAYS.sub("", said.split("\n\n", 1)[1]))
        yield from [f"{' '.join(path)}: {english[0]}"] if english else []
        for name, within in one.commands.items() if isinstance(one, click.Group) else ():
            yield from commands(within, *path, name)

    assert not list(commands(main))
    monkeypatch.delenv(VARIABLE)
    assert "用法" in CliRunner().invoke(main, ["--language", "zh", "plan", "-h"]).output
    monkeypatch.delenv(VARIABLE)
    assert CliRunner().invoke(main, ["plan", "-h"]).output.startswith("Usage: main plan [OPTIONS] SITE\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["plna"], "没有 plna 这个命令"),
        (["plan"], "缺少参数 SITE"),
        (["--nosuch"], "没有 --nosuch 这个选项"),
        (["export", "--format", "doc"], "--format 的值不对：没有“doc”，可选"),
    ],
)
def test_a_mistake_of_use_is_told_in_chinese(arguments: list[str], told: str) -> None:
    said = CliRunner().invoke(main, arguments)
    assert (said.exit_code, "Error" in said.output) == (2, False)
    assert told in said.output
    assert "帮助见 " in said.output


def _printed(text: str) -> str:
    return Spoken.in_language(told_markdown(text))


def test_a_saying_fills_only_holes_that_it_has() -> None:
    for english, chinese in catalogue().items():
        assert all(1 <= int(number) <= len(HOLE.findall(english)) for number in PLACE.findall(chinese)), english


def test_a_message_keeps_what_varies_in_it_and_says_what_is_told_within_it() -> None:
    assert told("a: done, it adds up") == "a：完成，收支相抵"
    assert told("  55 created · 3 merged") == "  新建 55 · 合并 3"
    assert told("where 农技推广 belongs (http://a.example.test/4.htm); decide it in mapping.columns") == (
        "农技推广 归到哪里（http://a.example.test/4.htm ）；请在 mapping.columns 中决定"
    )
    assert told("门户 Portal: http://127.0.0.1:8600/   (archived pages and files: http://127.0.0.1:8601)") == (
        "门户：http://127.0.0.1:8600/ （归档页面和文件：http://127.0.0.1:8601 ）"
    )
    assert told("this needs the role admin; you are viewer. Ask an administrator.") == (
        "需要“管理员”角色，您是“查看”。请找管理员。"
    )
    assert said("en", "say why it is held") == "say why it is held"


def test_a_list_is_told_part_by_part_and_a_reason_with_a_list_in_it_as_one() -> None:
    assert told(
        "http://a.example.test/: no answer: its name is not known (DNS; before it moves: retirement.connect_to)"
    ) == ("http://a.example.test/: 没有应答：域名查不到（DNS；切换之前用 retirement.connect_to）")
    assert told("no page failed; nothing new; 7 pages known") == "no page failed；没有新的；已知 7 页"
    assert told("a: " * 1_300 + "; held" * 10).startswith("a: a: ")  # as long as a line may be


def test_what_a_page_says_stays_as_it_is() -> None:
    for title in ("市农业局 Agriculture Bureau", "Notice on the held over sessions", "关于印发《PPP 项目》的通知"):
        assert told(title) == title
    assert told("x" * 100_000 + " held") == "x" * 100_000 + " held"


def test_a_page_of_markdown_is_told_cell_by_cell_and_a_file_in_it_stays() -> None:
    page = "# a: 入库被拦下 held by a gate\n\n| 阶段 stage | 入 in |\n|---|---:|\n| a\\|b | 7 |\n```yaml\n入 in\n```"
    assert told_markdown(page) == ("# a：入库被拦下\n\n| 阶段 | 入 |\n|---|---:|\n| a\\|b | 7 |\n```yaml\n入 in\n```")


def test_a_report_has_no_english_beside_and_its_old_titles_as_they_are() -> None:
    page = "<h2>检查<span>Checks</span></h2><th>阶段<small>stage</small></th><bdi>A &amp; B held</bdi><i>未平衡 not balanced</i>"
    assert told_html(page) == "<h2>检查</h2><th>阶段</th><bdi>A &amp; B held</bdi><i>未平衡</i>"


def test_of_a_text_in_both_languages_one_half_is_told() -> None:
    assert half("zh", "1. 选批次，点 Run。 Choose the wave, press Run.") == "1. 选批次，点 Run。"
    assert half("en", "1. 选批次，点 Run。 Choose the wave, press Run.") == "Choose the wave, press Run."
    assert half("zh", "ICP备案 ICP filing") == "ICP备案"


def test_of_a_file_only_comments_are_told() -> None:
    file = "name: none seen\nid: x  # 0.90 no page says its name\n# the first # away; until then its items are held, and nothing is lost.\nunmatched: review"
    assert told_comments(file) == "name: none seen\nid: x  # 0.90 没有页面写明名称\nunmatched: review"


def test_without_the_setting_everything_is_as_the_code_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    assert told("阶段 stage") == told_html("阶段 stage") == told_markdown("阶段 stage") == "阶段 stage"


def test_examples_behind_a_finding_are_told_apart_from_it() -> None:
    assert told("失败 failed 2（例如 e.g. http://a.example.test/b: the site answered 404）") == (
        "失败 2（例如 http://a.example.test/b: 旧站答复 404）"
    )
    assert told("[👉 待办清单 decide it in the work list](http://a.example.test/worklist?site=b)") == (
        "[👉 待办清单](http://a.example.test/worklist?site=b)"
    )


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "there is no wave x in configs/waves.yaml (it has: none yet)",
            "configs/waves.yaml 里没有批次 x（有：还没有）",
        ),
        ("line 3: not JSON: Expecting value", "第 3 行不是 JSON：Expecting value"),
        ("… and 142 more", "…… 另有 142"),
        ("Input should be a valid dictionary or instance of SiteFile", "应为键值对"),
        ("String should match pattern '^a$'", "写法应符合 '^a$'"),
        (
            "http://a.example.test/: robots.txt can't be read (refused (503): everything disallowed); try again later",
            "http://a.example.test/ ：读不到 robots.txt（被拒（503）：一律不许），请稍后再试",
        ),
        (
            'Finished in state Failed("Task run encountered an exception SourceDown: '
            "a: robots.txt can't be read (refused (503): everything disallowed); try again later\")",
            "以失败结束：SourceDown：a：读不到 robots.txt（被拒（503）：一律不许），请稍后再试",
        ),
    ],
)
def test_what_libraries_and_lists_say_of_a_mistake_is_chinese_too(english: str, chinese: str) -> None:
    assert told(english) == chinese
