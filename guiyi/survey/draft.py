"""The site's file, written for a person: every proposal with how sure it is and an example beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from guiyi.clean.privacy import mask_text
from guiyi.config.check import check_configs
from guiyi.config.names import folded
from guiyi.crawl.paging.addressed import parted
from guiyi.errors import ConfigError, Problem
from guiyi.prints import sha256_of
from guiyi.store import Store
from guiyi.survey.findings import Column, Findings, Guess, TemplateFound
from guiyi.survey.proposals import is_sure
from guiyi.survey.summary import PRINT
from guiyi.survey.survey import Request
from guiyi.survey.twins import MOBILE_FOLDER
from guiyi.wording.language import told_comments

LETTERS = "letters"
WIDTH = 60
CHOICES = 5  # columns on a line
SESSIONS = "会话号或打印 the reader's session handed on from page to page, or a page to print"
CHOOSE = "CHOOSE"  # stands where a person must choose
FLOW_WIDTH = 10_000
GENERIC = frozenset(("index", "list", "default", "col", "channel", "column", "news", "article", "more", "node"))
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff\u200b-\u200f\u202a-\u202e]+")
SLUG = re.compile(r"^[a-z][a-z0-9-]{1,30}$")
HEAD = (
    "行尾的数字是把握（0–1），再后面是依据。 A number behind # is how sure the survey is (0 to 1); then what it saw.",
    "要改的多半只在最后的 mapping：没把握的规则前面有 #，选好栏目、去掉第一个 # 才生效；不选，条目就暂存待定。",
    "Most of what is to correct is in mapping, at the end: a rule behind # waits until you choose its column and take",
    "the first # away; until then its items are held, and nothing is lost.",
    "改完 Then: guiyi check（查错 mistakes）· guiyi migrate {site}（执行 does it）· guiyi plan {site}",
    "（此后改动会带来什么 what a later change would do）",
)
PARTS = {
    "site": "旧站是谁 who it is",
    "crawl": "从哪里抓、怎样抓 where and how it is read",
    "redirects": "旧网址怎样认 how old addresses are told apart",
    "templates": "页面上哪里是标题、日期、正文；一般不用改 where a page has its title, date, text; usually left alone",
    "mapping": "旧栏目去平台的哪个栏目 where each old column goes",
}


def draft_file(found: Findings, request: Request) -> str:
    """Findings → the text of configs/sites/<site>.yaml."""
    lines = [_comment(f"{found.identity.name.value or found.site} {found.url}: 由 guiyi survey 起草 drafted.")]
    lines += [_comment(line.format(site=found.site)) for line in HEAD]
    lines += ["version: 1", *_family(found), *_identity(found), *_crawl(found, request)]
    lines += [*_redirects(found), *_templates(found), *_mapping(found)]
    return told_comments("\n".join(lines) + "\n")


def write_file(configs: Path, site: str, text: str, force: bool = False) -> Path:
    """Writes the file, whole or not at all; one that says something else stays unless forced.

    ConfigError, also where it would have mistakes: what stood there stays; StoreError.
    """
    path = configs / "sites" / f"{site}.yaml"
    before = path.read_bytes() if path.exists() else None
    if before not in (None, text.encode()) and not force:
        raise ConfigError([Problem(str(path), "", "stands there already and says something else; --force replaces it")])
    folder = Store(str(path.parent))
    folder.sweep("")
    folder.write(path.name, text.encode())  # half of it would be a site's file, too, with fewer rules
    problems = [one for one in check_configs(configs) if one.file == str(path)]
    if problems:
        if before is None:
            path.unlink()
        else:
            folder.write(path.name, before)
        raise ConfigError(problems)
    return path


# --- parts -----------------------------------------------------------------------------------------------------------


def _family(found: Findings) -> Iterator[str]:
    chosen = next((one for one in found.families if one.family == found.family), None)
    if chosen is not None:
        yield _said(f"extends: {chosen.family}", f"{chosen.score:.2f} {chosen.name}: {'; '.join(chosen.evidence)}")
        return
    for one in found.families[:3]:
        yield _comment(f"not sure enough for extends: {one.family} ({one.score:.2f}: {'; '.join(one.evidence)})")


def _identity(found: Findings) -> Iterator[str]:
    who = found.identity
    yield _part("site")
    yield f"  id: {found.site}"
    if who.id_code.value:
        yield _guess("id_code", who.id_code)
    name = who.name if who.name.value else Guess(found.site, 0.0, "no page says its name")
    for key, guess in (("name", name), ("department", who.department), ("tier", who.tier), ("district", who.district)):
        if guess.value:
            yield _guess(key, guess)
    yield f"  base_url: {_flow(who.base_url)}"
    if who.aliases:
        yield "  aliases:"
        for one in who.aliases:
            yield _said(f"    - {_flow(one.value)}", f"{one.confidence:.2f} {one.evidence}")
    for one in who.bare:  # a comment: it may be anybody's
        line = f"    # - {_flow(one.value)}" if who.aliases else f"  # aliases: [{_flow(one.value)}]"
        yield _said(line, f"{one.confidence:.2f} {one.evidence}")
    if who.charset.value:
        yield _guess("charset", who.charset)
    if who.days.value:
        yield _guess("days", who.days)


def _part(name: str) -> str:
    return _said(f"{name}:", PARTS[name])


def _guess(key: str, guess: Guess) -> str:
    return _said(f"  {key}: {_flow(guess.value)}", f"{guess.confidence:.2f} {guess.evidence}")


def _why_browser(found: Findings) -> str:
    return f"scripts build {len(found.waiting)} of the pages seen, such as {found.waiting[0]}"


def _crawl(found: Findings, request: Request) -> Iterator[str]:
    yield _part("crawl")
    needed = {"script_files": found.needs_script_files, "browser": found.needs_browser}
    crawl = request.crawl | {name: True for name, is_needed in needed.items() if is_needed}
    crawl |= {"ignored_params": list(found.ignored_params)} if found.ignored_params else {}
    for key, value in crawl.items():
        line = f"  {key}: {_flow(value)}"
        why = {"browser": _why_browser(found) if found.waiting else "", "ignored_params": SESSIONS}.get(key)
        yield _said(line, why) if why else line
    yield "  seeds:"
    names = {column.url: column.name for column in found.columns}
    for seed in found.seeds:
        name = next((label for url, label in names.items() if url.endswith(seed) and seed != "/"), "")
        yield _said(f"    - {_flow(seed)}", name) if name else f"    - {_flow(seed)}"
    told = [one for one in found.columns if one.menu_name]
    if told:
        yield "  names:  # 自己的页面没有写名称的栏目 of columns that no page of theirs names"
        for column in told:
            yield _said(f"    {_flow(_path_of(column.url))}: {_flow(column.menu_name)}", "what the menu calls it")
    letters = list(dict.fromkeys(name for one in found.columns if one.kind == LETTERS for name in one.names))
    if letters:
        yield _said(f"  letters: {_flow(letters)}", "columns in which the public writes and offices answer")
    if found.include:
        yield _said(f"  include: [{_quoted(found.include)}]", "the site shares its host; all of it lies in this folder")
    yield from _twins(found)
    yield from _excluded(found)
    if found.asset_hosts:
        yield _said(f"  asset_hosts: {_flow(list(found.asset_hosts))}", "articles take files from there")


def _excluded(found: Findings) -> Iterator[str]:
    if found.exclude or found.others:
        yield "  exclude:"
    for pattern, example in found.exclude:
        kind = "打印页 pages for printing" if PRINT.pattern in pattern else "搜索结果 answers of searches"
        yield _said(f"    - {_quoted(pattern)}", f"{kind}, such as {example}")
    for pattern, office in found.others.items():
        yield _said(f"    - {_quoted(pattern)}", f"leads to {office}, another office on this host")


def _twins(found: Findings) -> Iterator[str]:
    """Folders whose addresses are answered as those without them are, and that are not read."""
    if found.twins:
        yield "  twins:"
    for folder, example in found.twins.items():
        yield _said(f"    - {_flow(folder)}", f"{_kind_of_twin(folder)}, such as {example}")


def _kind_of_twin(folder: str) -> str:
    is_mobile = MOBILE_FOLDER.match(folder) is not None
    return (
        "手机版 the same articles for telephones" if is_mobile else "繁体版 the same articles in traditional characters"
    )


def _redirects(found: Findings) -> Iterator[str]:
    if found.folds_case:
        yield _part("redirects")
        yield _said("  case: fold", "Windows 服务器不分大小写 on Windows capitals make no other address")


def _templates(found: Findings) -> Iterator[str]:
    if not found.templates:
        yield _comment("没有学到模板，按通用规则读 no templates were learned; the family's and the general rules apply")
        return
    yield _part("templates")
    of_letters = {title for column in found.columns if column.kind == LETTERS for title in column.titles}
    for one in found.templates:
        scope = "" if one.template.url else "; tried on every page, after those above"
        yield f"  # 学自 {one.pages} 个页面 learned from {one.pages} pages, such as {_clean(one.example)}{scope}"
        yield from _template(one, of_letters)


def _template(one: TemplateFound, of_letters: set[str]) -> Iterator[str]:
    plain = one.template.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    fields = plain.pop("fields", {})
    for at, (key, value) in enumerate(plain.items()):
        shown = _quoted(value) if key == "url" else _flow(value)
        yield f"  {'- ' if at == 0 else '  '}{key}: {shown}"
    yield "    fields:"
    for name, rule in fields.items():
        confidence, example = one.fields.get(name, (0.0, ""))
        if name == "body" or example in of_letters:  # either may hold personal data
            example = "the text of that page" if name == "body" else "the title of that page"
        yield _said(f"      {name}: {_flow(rule)}", f"{confidence:.2f} {example}")


def _mapping(found: Findings) -> Iterator[str]:
    taken: set[str] = set()
    ids: set[str] = set()
    rules = [line for column in found.columns for line in _rule(column, taken, ids)]
    yield _part("mapping")
    is_asked = any(line.lstrip().startswith(("# -", "#   -")) for line in rules)
    yield from _choices(found) if is_asked else ()
    has_rules = any(not line.lstrip().startswith("#") for line in rules)
    yield "  columns:" if has_rules else "  # columns:"
    yield from rules
    yield _said("  unmatched: review", "没有规则的先暂存，列给你定 what no rule takes is held and listed for you")


def _choices(found: Findings) -> Iterator[str]:
    """The platform's columns, of which a person chooses, some on a line."""
    said = [f"{ident} {name}" for ident, name in found.choices]
    if said:
        yield "  # 可选的栏目 columns to choose from:"
    yield from (f"  #   {' · '.join(said[at : at + CHOICES])}" for at in range(0, len(said), CHOICES))


def _rule(column: Column, taken: set[str], ids: set[str]) -> Iterator[str]:
    """A column's facts as a comment, then its rule: live where it is sure enough, else commented out."""
    yield f"    # {_clean(_facts(column))}"
    names = [name for name in column.names if folded(name) not in taken]
    taken |= {folded(name) for name in names}
    if column.names and not names:
        yield "    #   named like one above, whose rule takes it"
        return
    best = column.proposals[0] if column.proposals else None
    if best is not None and best.by_above:
        taken -= {folded(name) for name in names}  # a rule for 2023年 would take those under other columns, too
        by_itself = (
            f"不用规则 needs no rule: {best.why}, so it goes to {best.column}; to send it elsewhere, take the # away"
        )
        yield f"    #   {_clean(by_itself)}"
    target = best.column if best is not None else CHOOSE
    rule = {"id": _rule_id(column, ids), "when": _when(column, names), "then": {"column": target}}
    mark = "- " if is_sure(column.proposals) and best is not None and not best.by_above else "# - "
    yield _said(f"    {mark}{_flow(rule)}", _why(column))
    if column.folder:
        below = rule | {"id": _once(f"{rule['id']}-folder", ids), "when": {"url": f"^{re.escape(column.folder)}"}}
        yield _said(f"    {mark}{_flow(below)}", "其下没写栏目的页面 pages in its folder, which say no column")


def _when(column: Column, names: list[str]) -> dict[str, Any]:
    """By name; by address where no page names the column."""
    if names:
        return {"section": names}
    return {"url": f"^{re.escape(_path_of(column.url))}$"}


def _path_of(url: str) -> str:
    """A URL as the file names it: its path and what is asked."""
    return urlsplit(parted(url)[0])._replace(scheme="", netloc="").geturl()


def _why(column: Column) -> str:
    """How sure the proposal is, why, and what else it may be."""
    if not column.proposals:
        return "没有建议，请选 no proposal: choose a column of those above and take the first # away"
    best, *others = column.proposals
    rest = ", ".join(f"{one.column} {one.confidence:.2f}" for one in others)
    return f"{best.confidence:.2f} {best.why}" + (f"; else {rest}" if rest else "")


def _facts(column: Column) -> str:
    size = f"{column.size} 条 item{'' if column.size == '1' else 's'}"
    pages = f", {column.pages} 页 pages" if (column.pages or 0) > 1 else ""
    days = f", {'早于 before ' if column.is_older else ''}{column.oldest} … {column.newest}" if column.oldest else ""
    kind = f", {column.kind_said}" if column.kind_said else ""
    is_shown = column.example is not None and column.kind != LETTERS  # whose titles may name their writers
    example = f"; 如 such as {column.example[0][:30]}" if column.example and is_shown else ""
    return f"{column.name} {column.url}: {size}{pages}{days}{kind}{example}"


def _rule_id(column: Column, ids: set[str]) -> str:
    """The last part of the list's folder where it can be an id, else a print of its address; each once."""
    path = urlsplit(column.url).path.lower()
    wanted = [part for part in path.rsplit(".", 1)[0].split("/") if SLUG.match(part) and part not in GENERIC]
    base = wanted[-1] if wanted else f"column-{sha256_of(column.url.encode())[:6]}"
    return _once(base, ids)


def _once(base: str, ids: set[str]) -> str:
    name, number = base, 2
    while name in ids:
        name, number = f"{base}-{number}", number + 1
    ids.add(name)
    return name


# --- text ------------------------------------------------------------------------------------------------------------


def _said(line: str, words: str) -> str:
    return f"{line}  # {_clean(words)}"


def _comment(text: str) -> str:
    return f"# {_clean(text)}"


def _clean(text: str) -> str:
    """Text of a page → one line that a comment may hold, its personal numbers masked, cut where it would run on."""
    plain = mask_text(" ".join(UNSAFE.sub(" ", text).split()))[0]
    return plain if len(plain) <= 4 * WIDTH else plain[: 4 * WIDTH - 1] + "…"


def _flow(value: Any) -> str:
    """A value as one line of YAML."""
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=FLOW_WIDTH)
    return text.removesuffix("\n").removesuffix("\n...")


def _quoted(pattern: str) -> str:
    """A regular expression in single quotes, as people write it."""
    return "'" + pattern.replace("'", "''") + "'"
