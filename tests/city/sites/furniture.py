"""What stands on every page: style, script, pictures, links to partners; and how titles and links are written."""

from __future__ import annotations

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
    "云川市人民政府",
    "云川市财政局",
    "云川市司法局",
    "云川市统计局",
    "青山区人民政府",
    "云溪区人民政府",
    "临江区人民政府",
    "南渡县人民政府",
)


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
