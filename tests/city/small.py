"""A city of many small old sites on one loopback server, told apart by Host: an index, a list, a few notices each.

They are light and alike in shape, but not in content; what is measured with them is what a run costs beside its pages.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.place import install_platform
from tests.serving import HTML, Quiet, serving

DISTRICTS = ("东渠区", "西渠区", "望河区", "临山区")
PLACES = ("东风", "红旗", "和平", "建设", "新华", "胜利", "光明", "朝阳", "友谊", "团结")
MATTERS = (
    "道路养护", "河道清淤", "校舍维修", "老旧小区改造", "农田灌溉", "公交线路调整", "垃圾分类", "消防检查", "食品抽检",
    "防汛值守",
)  # fmt: skip
SITE = """\
version: 1
site:
  id: {site}
  name: {name}
  department: office-{number:04d}
  tier: {tier}
  district: {district}
  base_url: http://{site}.small.example.test/
crawl:
  allow_private: true
  connect_to: {{{site}.small.example.test: "127.0.0.1:{port}"}}
  delay: 0
  obey_robots: false
mapping:
  columns:
    - {{id: notices, when: {{section: [通知公告]}}, then: {{column: info.notices}}}}
"""


def site_id(number: int) -> str:
    """Number → id."""
    return f"s{number:04d}"


def page(number: int, path: str, pages: int) -> str | None:
    """What a small site answers; None: it has no such page."""
    name = f"{PLACES[number % 10]}街道办事处（第{number}号旧站）"
    foot = f"<div id=foot>主办：{name}</div>"
    here = '<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/tzgg/">通知公告</a></div>'
    if path == "/":
        return f'<html><head><meta charset="utf-8"><title>{name}</title></head><body><h1>{name}</h1><ul class=nav><li><a href="/tzgg/">通知公告</a></li></ul>{foot}</body></html>'
    if path == "/tzgg/":
        rows = "".join(
            f'<li><a href="/tzgg/{n}.html">{title(number, n)}</a><span>2018-{n % 12 + 1:02d}-{n % 27 + 1:02d}</span></li>'
            for n in range(pages)
        )
        return f'<html><head><meta charset="utf-8"><title>通知公告-{name}</title></head><body>{here}<ul class="list">{rows}</ul>{foot}</body></html>'
    stem = path.removeprefix("/tzgg/").removesuffix(".html")
    if not stem.isdigit() or int(stem) >= pages or path != f"/tzgg/{stem}.html":
        return None
    return _notice(number, int(stem), name, here, foot)


def title(number: int, n: int) -> str:
    """Title of a notice."""
    return f"关于做好{PLACES[(number + n) % 10]}片区{MATTERS[(number * 7 + n * 3) % 10]}工作的通知（{number}-{n}）"


def _notice(number: int, n: int, name: str, here: str, foot: str) -> str:
    body = "".join(
        f"<p>{part}、第{number * 31 + n * 7 + k}网格负责{PLACES[(number + k) % 10]}路{number + k * 3}号至{number + n + k * 5}号的"
        f"{MATTERS[(n + k + number) % 10]}，{k + 1}月{(number + n + k) % 27 + 1}日前完成，责任人为{PLACES[(n + k) % 10]}科，"
        f"联系窗口设在{PLACES[(number * 3 + k) % 10]}大厅{(number + n) % 40 + 1}号。</p>"
        for k, part in enumerate("一二三四")
    )
    when = f"2018-{n % 12 + 1:02d}-{n % 27 + 1:02d}"
    return (
        f'<html><head><meta charset="utf-8"><title>{title(number, n)}-{name}</title></head><body>{here}<h1>{title(number, n)}</h1>'
        f'<div class="info">发布时间：{when} 来源：{name}</div><div class="content">{body}</div>{foot}</body></html>'
    )


@dataclass
class SmallCity:
    """The running city. down: numbers of sites that do not answer for now."""

    port: int
    pages: int
    requests: int = 0
    down: set[int] = field(default_factory=set)


@contextmanager
def serve_small(pages: int = 4, port: int = 0) -> Iterator[SmallCity]:
    """All small sites, as many as are asked for, on one port of loopback."""

    class Handler(Quiet):
        def answer(self) -> None:
            city.requests += 1
            host = self.headers.get("Host", "")
            number = int(host[1:5]) if host[1:5].isdigit() else -1
            if number in city.down:
                self.close_connection = True
                return
            text = page(number, self.path, city.pages)
            self.give(200 if text else 404, HTML, (text or "<title>404 Not Found</title>").encode())

    city = SmallCity(port, pages)
    with serving(Handler, port) as city.port:
        yield city


def install_small(folder: Path, count: int, port: int, wave: int = 0, at_once: int = 2) -> list[str]:
    """Platform, families and the files of `count` small sites → their ids. wave: sites a wave; 0: all in one."""
    install_platform(folder)
    sites = [site_id(number) for number in range(count)]
    for number, site in enumerate(sites):
        tier, district = ("district", DISTRICTS[number % 4]) if number % 3 else ("department", "null")
        text = SITE.format(site=site, number=number, name=f"第{number}号旧站", tier=tier, district=district, port=port)
        (folder / "sites" / f"{site}.yaml").write_text(text, encoding="utf-8")
    size = wave or count
    lines = [
        f"  - {{name: wave-{n // size + 1}, deadline: 2099-12-31, at_once: {at_once}, per_host: 1, sites: [{', '.join(sites[n : n + size])}]}}"
        for n in range(0, count, size)
    ]
    (folder / "waves.yaml").write_text("version: 1\nwaves:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return sites


if __name__ == "__main__":
    with serve_small(int(sys.argv[1])) as served:
        print(served.port, flush=True)
        sys.stdin.read()
