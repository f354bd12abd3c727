"""Whether styles hide an element from readers: its own, its ancestors', and those of style sheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, cast

from cssselect import SelectorError
from lxml.cssselect import CSSSelector

Node = Any

_ZERO = r"0*(?:\.0+)?\s*(?:px|pt|em|rem|%)?\s*(?:;|!|$)"
_SMALL = r"[01](?:\.\d+)?\s*(?:px|pt)?\s*(?:;|!|$)"
_FAR = r"-\s*\d{3,}"
HIDES = re.compile(
    rf"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*{_SMALL}|font\s*:\s*[01](?:px|pt)?\s*[/\s]"
    rf"|opacity\s*:\s*0?(?:\.0\d*)?\s*(?:;|!|$)|filter\s*:\s*alpha\s*\(\s*opacity\s*=\s*[0-5]?\s*\)"
    rf"|text-indent\s*:\s*{_FAR}|(?:left|top|right|bottom|margin(?:-left|-top)?)\s*:\s*{_FAR}"
    rf"|clip\s*:\s*rect\s*\(\s*(?:0|1px)|clip-path\s*:\s*(?:inset\s*\(\s*(?:50|100)%|circle\s*\(\s*0)"
    rf"|transform\s*:\s*(?:scale\s*\(\s*0|translate[xy]?\s*\(\s*-\s*\d{{3,}})"
    rf"|(?:^|[;\s])color\s*:\s*(?:transparent|(?:rgb|hsl)a\s*\([^)]*,\s*0?(?:\.0+)?\s*\))|line-height\s*:\s*{_ZERO}",
    re.IGNORECASE,
)
BEHIND = re.compile(r"z-index\s*:\s*-\d", re.IGNORECASE)
BOX = re.compile(rf"(?:^|[;\s])(?:max-)?(?:height|width)\s*:\s*(?:{_ZERO}|1px)", re.IGNORECASE)
CLIPPED = re.compile(r"overflow\s*:\s*hidden|position\s*:\s*absolute", re.IGNORECASE)
COLOUR = re.compile(r"(?:^|[;\s])color\s*:\s*([^;!]+)", re.IGNORECASE)
GROUND = re.compile(r"background(?:-color)?\s*:\s*([^;!]+)", re.IGNORECASE)
RULE = re.compile(r"(?<![^{}@;])([^{}@;]+)\{([^{}]*)\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")
MEDIA = re.compile(r"@media\b([^{}@]*)\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"(?<!not )\b(?:print|handheld|speech|aural|tty)\b|max-(?:device-)?width\s*:\s*(\d+)", re.IGNORECASE
)
DESKTOP = 1280  # pixels of width: what hides on narrower screens only is shown to readers
NAMES = {"white": "#ffffff", "black": "#000000", "red": "#ff0000"}
NO_SIZE = ("0", "1", "0px", "1px")
LAST_PART = re.compile(r"[#.]?[\w-]+")
MAX_SHEET = 400_000
MAX_SELECTORS = 400


def hides(style: str) -> bool:
    """Whether declarations hide what they apply to.

    >>> hides("position:absolute;left:-9999px"), hides("height:0;overflow:hidden"), hides("color:#fff;background:white")
    (True, True, True)
    >>> hides("display:block;height:0.5em"), hides("left:-10px"), hides("opacity:0.8")
    (False, False, False)
    >>> hides("DISPLAY :/**/ none"), hides("d\\\\69splay:none"), hides("z-index:-1"), hides("position:fixed;z-index:-1")
    (True, True, False, True)
    """
    if "/*" in style or "\\" in style:
        style = ESCAPED.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)), COMMENT.sub("", style))
    if HIDES.search(style) or (BOX.search(style) and CLIPPED.search(style)):
        return True
    if BEHIND.search(style) and re.search(r"position\s*:\s*(?:absolute|fixed)", style, re.IGNORECASE):
        return True
    front, ground = COLOUR.search(style), GROUND.search(style)
    return bool(front and ground and _colour(front[1]) == _colour(ground[1].split()[0]))


@lru_cache(maxsize=4096)
def _colour(text: str) -> str:
    plain = "".join(text.lower().split())
    plain = NAMES.get(plain, plain)
    found = re.match(r"rgba?\((\d+),(\d+),(\d+)", plain)
    if found:
        return "#" + "".join(f"{min(255, int(part)):02x}" for part in found.groups())
    if re.match(r"^#[0-9a-f]{3}$", plain):
        return "#" + "".join(2 * digit for digit in plain[1:])
    return plain


@lru_cache(maxsize=256)
def hiding_selectors(sheet: str) -> tuple[str, ...]:
    """A style sheet → the selectors under which it hides; states (:hover), what no page can match, and what
    hides only in print or on small screens left out.

    >>> hiding_selectors(".a,.b{display:none} .c{color:red} @media print{.d{display:none}} #e{text-indent:-999em}")
    ('.a', '.b', '#e')
    >>> hiding_selectors("@media (max-width:768px){.f{display:none}} @media screen{.g{display:none}}")
    ('.g',)
    """
    found: dict[str, None] = {}
    sheet = sheet[:MAX_SHEET]
    end = sheet.rfind("*/") + 1  # behind it no comment ends, and each that begins there would be looked through
    sheet = MEDIA.sub(_of_desktop, COMMENT.sub("", sheet[: end + 1]) + sheet[end + 1 :])
    for match in RULE.finditer(sheet):
        if hides(match[2]):
            for selector in match[1].split(","):
                name = " ".join(selector.split())
                if name and ":" not in name and name not in ("*", "html", "body"):
                    found[name] = None
    return tuple(found)[:MAX_SELECTORS]


def _of_desktop(block: re.Match[str]) -> str:
    """A media block → its rules, if they apply to readers at a desktop."""
    found = ELSEWHERE.search(block[1])
    return "" if found and (found[1] is None or int(found[1]) < DESKTOP) else block[2]


@lru_cache(maxsize=4096)
def _compiled(selector: str) -> Callable[[Node], list[Node]] | None:
    try:
        compiled: Any = CSSSelector(selector, translator="html")
    except (SelectorError, ValueError):
        return None
    return cast(Callable[[Node], list[Node]], compiled)


@lru_cache(maxsize=512)
def _by_key(selectors: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Selectors by what the element they apply to must have: #id, .class or tag."""
    found: dict[str, list[str]] = {}
    for selector in selectors:
        names = LAST_PART.findall(re.split(r"[\s>+~]+", selector)[-1])
        key = next((name for mark in "#." for name in names if name[0] == mark), names[0].lower() if names else "")
        found.setdefault(key, []).append(selector)
    return {key: tuple(some) for key, some in found.items()}


class Hidden:
    """Which elements of one page are hidden: by style attributes, by its sheets, by their tag, or by a script."""

    def __init__(self, root: Node, selectors: tuple[str, ...], scripted: Iterable[str] = ()) -> None:
        self.root = root
        self.sheet = _by_key(selectors)
        self.selected: dict[str, frozenset[Node]] = {}
        # "id" of an element that a script hides, "id.class" of one to which it gives a class
        self.scripted = {name for name in scripted if "." not in name}
        self.dressed = dict(name.split(".", 1) for name in scripted if "." in name)

    def root_of(self, element: Node) -> Node | None:
        """The outermost hidden element around an element (itself included), or None if it is shown."""
        found = None
        while element is not None and element.tag not in ("body", "html"):
            if self.is_hidden(element):
                found = element
            element = element.getparent()
        return found

    def roots_of(self, elements: Iterable[Node]) -> Iterator[Node | None]:
        """As `root_of`, of many elements of one tree; what is around several of them is looked at once."""
        known: dict[Node, Node | None] = {}
        for element in elements:
            path: list[Node] = []
            at = element
            while at is not None and at.tag not in ("body", "html") and at not in known:
                path.append(at)
                at = at.getparent()
            found = known.get(at) if at is not None else None
            for one in reversed(path):
                if found is None and self.is_hidden(one):
                    found = one
                known[one] = found
            yield found

    def is_hidden(self, element: Node) -> bool:
        """Whether an element itself hides what is in it."""
        name = element.get("id")
        if (name and name in self.scripted) or element.get("hidden") is not None:
            return True
        style = element.get("style")
        if (style and hides(style)) or (self.sheet and self._by_sheet(element, name)):
            return True
        if element.tag in ("marquee", "iframe", "font", "embed", "object", "table", "td"):
            return _is_tiny(element)
        return element.tag in ("noscript", "noframes")

    def _by_sheet(self, element: Node, name: str | None) -> bool:
        classes = f"{element.get('class') or ''} {self.dressed.get(name or '', '')}".split()
        keys = [f".{one}" for one in classes]
        keys += [element.tag, *([f"#{name}"] if name else [])]
        for selector in (one for key in keys for one in self.sheet.get(key, ())):
            if selector in keys:
                return True
            if selector not in self.selected:
                compiled = _compiled(selector)
                self.selected[selector] = frozenset(compiled(self.root) if compiled else ())
            if element in self.selected[selector]:
                return True
        return False


def _is_tiny(element: Node) -> bool:
    """A marquee or frame without size, a marquee too quick to read, a font of the colour of its ground."""
    if element.tag == "font":
        return (element.get("color") or "").strip().lower() in ("#fff", "#ffffff", "white") or element.get(
            "size"
        ) == "0"
    sizes = [(element.get(name) or "").strip().lower() for name in ("height", "width")]
    if element.tag in ("embed", "object", "table", "td"):  # one pixel wide or high: a line of the layout
        return all(size in NO_SIZE for size in sizes)
    if any(size in NO_SIZE or (size.isdigit() and int(size) <= 5) for size in sizes):
        return True
    amount = (element.get("scrollamount") or "").strip()
    return amount.isdigit() and int(amount) >= 1000
