"""What stands on every page: style, script, pictures, links to partners; and how titles and links are written."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from random import Random

from tests.city.files import make


def _style_sheet() -> str:
    random, rules = (
        Random("style"),
        ["body{margin:0;font:12px/1.8 宋体,Arial;background:#fff url(/images/bg.png) repeat-x}"],
    )
    for at in range(120):
        names = random.choice(("nav", "list", "main", "foot", "box", "tab"))
        rules.append(
            f".{names}{at}{{width:{random.randrange(90, 980)}px;margin:{random.randrange(12)}px;color:#{at:03d}}}"
        )
    return "\n".join(rules)


def _script() -> str:
    lines = [
        "function hits(n){document.write(n)}",
        "function setFont(s){document.getElementById('zoom').style.fontSize=s+'px'}",
    ]
    lines += [f"var t{at}=setTimeout?{at * 37}:0;" for at in range(150)]
    return "\n".join(lines)


FURNITURE: dict[str, tuple[str, bytes]] = {
    "/css/style.css": ("text/css", _style_sheet().encode()),
    "/js/common.js": ("application/javascript", _script().encode()),
    "/images/bg.png": ("image/png", make("png", "background", "")),
    "/images/logo.png": ("image/png", make("png", "logo", "")),
    "/images/dot.png": ("image/png", make("png", "dot", "")),
}
INLINE_STYLE = "<style>\n" + "\n".join(_style_sheet().split("\n")[1:70]) + "\n</style>\n"
INLINE_SCRIPT = (
    '<script type="text/javascript">\n//<![CDATA[\n' + "\n".join(_script().split("\n")[2:90]) + "\n//]]>\n</script>\n"
)
PARTNERS = (
    "云川市人民政府", "云川市财政局", "云川市司法局", "云川市统计局", "青山区人民政府", "云溪区人民政府",
    "临江区人民政府", "南渡县人民政府",
)  # fmt: skip


def partners() -> str:
    """A drop-down and links to other sites of the city, none of them ours."""
    options = "".join(
        f'<option value="http://p{at}.yunchuan.example.test/">{name}</option>' for at, name in enumerate(PARTNERS)
    )
    links = " | ".join(f'<a href="http://p{at}.yunchuan.example.test/">{name}</a>' for at, name in enumerate(PARTNERS))
    return f'<select onchange="window.open(this.value)"><option>--友情链接--</option>{options}</select> {links}'


def short(title: str, length: int) -> str:
    """A title cut as lists cut it."""
    return title if len(title) <= length else f"{title[:length]}…"


def relative(path: str, start: str) -> str:
    """An absolute path → as written on the page at `start`: ./ or ../ before what differs."""
    folder, target = start.split("?")[0].split("/")[:-1], path.split("/")
    same = 0
    while same < min(len(folder), len(target) - 1) and folder[same] == target[same]:
        same += 1
    up = len(folder) - same
    return ("../" * up or "./") + "/".join(target[same:])


def plain(path: str) -> str:
    return path


# --- heavy pages --------------------------------------------------------------------------------------------------------
# Live government pages weigh 20 to 200 kB: menus of every office, drop-downs, styles and scripts around some text.

HEAD_END = re.compile(r"</head>", re.IGNORECASE)
BODY_BEGIN = re.compile(r"<body[^>]*>", re.IGNORECASE)
BODY_END = re.compile(r"</body>", re.IGNORECASE)
HEAD_SHARE, MENU_SHARE = 0.4, 0.35  # of the added characters; the rest stands at the foot
OFFICES = (
    "发展改革局", "财政局", "司法局", "统计局", "审计局", "水务局", "林业局", "交通运输局", "商务局", "应急管理局",
)  # fmt: skip
SERVICES = ("机构职能", "领导信息", "政策法规", "人事任免", "办事指南", "结果公示", "在线咨询", "意见征集", "数据发布")


def with_furniture(html: str, extra: int, host: str) -> str:
    """A page → the same with about so many characters more of style, script, menus and links to other offices.

    A page without any link is a shell (a redirect by script) and stays one.
    """
    if extra <= 0 or "<a " not in html.lower() or not BODY_END.search(html):
        return html
    head, menu, foot = _furniture(extra, host)
    html = HEAD_END.sub(lambda found: head + found[0], html, count=1)
    html = BODY_BEGIN.sub(lambda found: found[0] + menu, html, count=1)
    return BODY_END.sub(lambda found: foot + found[0], html, count=1)


@lru_cache(maxsize=64)
def _furniture(extra: int, host: str) -> tuple[str, str, str]:
    random = Random(f"furniture/{host}")
    head = int(extra * HEAD_SHARE)
    rules = _filled(lambda at: f".m{at} li a:hover{{color:#{random.randrange(4096):03x};width:{at}px}}\n", head // 2)
    lines = _filled(lambda at: f"var menu{at}=document.all?{random.randrange(9999)}:{at};show('m{at}');\n", head // 2)
    menu = _filled(lambda at: _office(random, at), int(extra * MENU_SHARE))
    foot = _filled(lambda at: _option(random, at), int(extra * (1 - HEAD_SHARE - MENU_SHARE)))
    return (
        f'<style type="text/css">\n{rules}</style><script type="text/javascript">\n{lines}</script>\n',
        f'<div class="megamenu" id="allmenu"><ul>{menu}</ul></div>\n',
        f'<div class="otherlinks">{foot}</div>\n',
    )


def _filled(make_part: Callable[[int], str], size: int) -> str:
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(make_part(len(parts)))
        length += len(parts[-1])
    return "".join(parts)


def _office(random: Random, at: int) -> str:
    address = f"http://d{at % 40}.yunchuan.example.test/"
    inner = "".join(
        f'<li><a href="{address}{name_at}/" target="_blank">{name}</a></li>'
        for name_at, name in enumerate(random.sample(SERVICES, 5))
    )
    return f'<li class="dept"><a href="{address}">{random.choice(OFFICES)}</a><ul class="sub" style="display:none">{inner}</ul></li>\n'


def _option(random: Random, at: int) -> str:
    name = random.choice(OFFICES)
    return f'<span class="dot"><a href="http://d{at % 40}.yunchuan.example.test/" title="{name}">{name}</a></span>\n'
