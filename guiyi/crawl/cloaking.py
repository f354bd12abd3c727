"""Cloaking: a sample of a site's pages asked for as three kinds of visitor, and partner hosts looked at; both opt-in.

The plain answer is the one in the archive. A spider and a telephone that comes from a search page are played to the
same page, politely; what they alone are shown is evidence against the server. The answers are not archived.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from guiyi.crawl.archiving.archive import read_response
from guiyi.crawl.fetching.fetch import Response
from guiyi.database import reading
from guiyi.errors import GuiyiError
from guiyi.ledger import FETCHED, LIST, PAGE, pages
from guiyi.markup.decode import decode_html
from guiyi.markup.parsing import parse_html
from guiyi.prints import sha256_of
from guiyi.runs.run import Run
from guiyi.tampering.findings import HIGH, NOTED, Finding, excerpt_of
from guiyi.tampering.hosts import WhiteList, host_in
from guiyi.tampering.inspect import outlinks
from guiyi.tampering.vocabulary import is_chain, spam_words

SPIDER = {"User-Agent": "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"}
FROM_SEARCH = {
    "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 11_0 like Mac OS X) AppleWebKit/604.1 Mobile/15A372 Safari/604.1",
    "Referer": "https://www.baidu.com/s?wd=%E6%94%BF%E5%BA%9C",
}
VARIANTS = (("Baiduspider", SPIDER), ("手机，来自搜索 mobile from search", FROM_SEARCH))
MAX_PARTNERS = 100
FOR_SALE = re.compile(
    r"域名(?:出售|转让|停放|已过期|到期未续费)|(?:此|该|本)域名(?:正在)?出售"
    r"|(?i:domain (?:name )?(?:is|may be) for sale|buy this domain)"
)
Ask = Callable[[str, dict[str, str]], Response]


def cloaking_key(run: Run) -> str:
    """Store key of what a run's sample showed."""
    return f"sites/{run.site}/runs/{run.run_id}/cloaking.json"


def look_for_cloaking(run: Run, ask: Ask) -> None:
    """Asks for a sample of the site's pages as other visitors, and for the partner hosts; writes what differs."""
    white = WhiteList((run.config.site.base_url, *run.config.site.aliases), run.platform.security.white_hosts)
    found = [one for row in _sample(run) for one in _compare(run, row, white, ask)]
    checked, changed = _look_at_partners(run, white, ask) if run.config.crawl.check_partners else ([], [])
    said = {"findings": found + changed, "checked": checked}
    run.store.write(cloaking_key(run), json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1).encode())


def _sample(run: Run) -> Sequence[Any]:
    """The home page, list pages and articles, the same ones for the same run."""
    wanted = select(pages).where(
        pages.c.site == run.site, pages.c.state == FETCHED, pages.c.role.in_((PAGE, LIST)), pages.c.warc.is_not(None)
    )
    with reading(run.engine) as connection:
        rows = connection.execute(wanted).all()
    ordered = sorted(
        rows, key=lambda row: (row.key != "/", row.role != LIST, sha256_of(f"{run.run_id} {row.key}".encode()))
    )
    own = [row for row in ordered if run.urls.is_own(row.url)]
    count = run.config.crawl.cloaking_sample
    lists = [row for row in own if row.role == LIST or row.key == "/"][: count // 2]
    return (lists + [row for row in own if row not in lists])[:count]


def _compare(run: Run, row: Any, white: WhiteList, ask: Ask) -> list[dict[str, Any]]:
    plain = read_response(run.store, row.warc, row.warc_offset, row.warc_length)
    title, hosts, _text = _shown(run, plain, white)
    found = []
    for visitor, headers in VARIANTS:
        try:
            answer = ask(row.url, headers)
        except GuiyiError:
            continue  # a host that is slow or refuses shows nothing; the crawl tells of it
        away = answer.location if answer.location and not run.urls.is_own(answer.location) else None
        other_title, other_hosts, text = _shown(run, answer, white)
        words = spam_words(other_title) if other_title != title else []
        new = sorted(set(other_hosts) - set(hosts))
        if away or words or (other_title != title and is_chain(other_title)) or (new and spam_words(text)):
            excerpt = excerpt_of(f"{visitor}: {away or other_title or text[:120]}", words or new[:1])
            one = Finding("cloaking", HIGH, NOTED, visitor, excerpt, away or (new[0] if new else None), words)
            found.append(one.to_json() | {"url": row.url})
    return found


def _shown(run: Run, response: Response, white: WhiteList) -> tuple[str, list[str], str]:
    """A response → its title, the foreign hosts it links to, and its text."""
    root = parse_html(decode_html(response.body, None, run.config.site.charset).text)
    text = " ".join(" ".join(str(part) for part in root.itertext()).split())
    return (root.findtext(".//title") or "").strip(), outlinks(root, white), text[:20_000]


def _look_at_partners(run: Run, white: WhiteList, ask: Ask) -> tuple[list[str], list[dict[str, Any]]]:
    """The foreign hosts that the sampled pages link to: those that serve spam now, send to it, or are for sale."""
    hosts: dict[str, str] = {}
    for row in _sample(run):
        plain = read_response(run.store, row.warc, row.warc_offset, row.warc_length)
        hosts |= {host: row.url for host in _shown(run, plain, white)[1] if host not in hosts}
    checked, found = [], []
    for host in sorted(hosts)[:MAX_PARTNERS]:
        try:
            answer = ask(f"http://{host}/", {})
            if answer.location and white.is_foreign(host_in(answer.location)):
                answer = ask(answer.location, {})
        except GuiyiError:
            continue
        checked.append(host)
        title, _hosts, text = _shown(run, answer, white)
        words = spam_words(f"{title} {text[:2000]}") or FOR_SALE.findall(f"{title} {text[:400]}")
        if words:
            excerpt = excerpt_of(f"{title} {text[:200]}", words)
            one = Finding("partner-changed", HIGH, NOTED, "body", excerpt, host, words)
            found.append(one.to_json() | {"url": hosts[host]})
    return checked, found
