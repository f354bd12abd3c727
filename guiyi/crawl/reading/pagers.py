"""A pager that nothing here can follow: numbers 1 2 3 beside 下一页 whose clicks name no address that is known, or a
button 加载更多 that a script alone answers.

How many pages it shows is at least how many the list has; a list of which one page was had is not whole then.
"""

from __future__ import annotations

import re
from itertools import islice

import lxml.html

NUMBER = re.compile(r"\s*\[?(\d{1,3})\]?\s*")
LEADS_ON = re.compile(r"下一?页|后一?页|尾页|末页|\bnext\b|(?<![a-z])last\b", re.IGNORECASE)
LABEL = re.compile(r"^\W*(?:下一?页|后一?页|尾页|末页|(?:go to )?(?:next|last) page)\W*$", re.IGNORECASE)
CLICKED = ("a", "span", "li", "button", "em", "b", "i", "td")
MONTH = 28  # numbers from which they are the days of a month
LONGEST = 200  # characters of a pager: 下一页 and numbers
MOST_PAGERS = 20
SLIDES = re.compile(r"slide|swiper|slick|focus|banner|carousel", re.IGNORECASE)
MORE = re.compile(r"^\W*(?:点击|显示|查看)?\W*(?:加载|载入)(?:更|较)多\w{0,2}\W*$|^\W*load more\W*$", re.IGNORECASE)
MORE_SIGN = re.compile(r"(?:加载|载入)[更较]多|load more", re.IGNORECASE)
BUTTONS = ("a", "button", "span", "div", "p", "li", "input")
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
BESIDE = re.compile(r"comment|reply|评论", re.IGNORECASE)
SIGN = re.compile(r"下页|后页|页</|[末尾一]页|next|last", re.IGNORECASE)


def pages_shown(root: lxml.html.HtmlElement, text: str, is_whole: bool = False) -> int | None:
    """A list page's tree and HTML → the highest number of a pager that it shows from 1 on; None without one.

    The numbers stand in one element each, 1 and 2 among them, beside words that lead on, or an arrow that is
    labelled so (title, aria-label). Days of a month, pictures of
    a slide show (no such words) and numbers within a text are none. 加载更多 says that there are two at least, unless
    the page has as many rows as it says the list has (is_whole): many sites hide the button only once it is clicked.
    """
    if not is_whole and has_more(root, text):
        return 2
    if SIGN.search(text) is None:
        return None
    shown: dict[lxml.html.HtmlElement, set[int]] = {}
    for element in root.iter(*CLICKED):
        number = NUMBER.fullmatch(element.text or "") if len(element) == 0 else None
        if number is None:
            continue
        holder = element.getparent()
        for _step in range(2):  # <li><a>2</a></li>
            if holder is not None:
                shown.setdefault(holder, set()).add(int(number[1]))
                holder = holder.getparent()
    pagers = [one for one in shown.items() if {1, 2} <= one[1] and 0 not in one[1] and len(one[1]) < MONTH]
    return max((max(numbers) for holder, numbers in pagers[:MOST_PAGERS] if _leads_on(holder)), default=None)


def has_more(root: lxml.html.HtmlElement, text: str) -> bool:
    """Whether a page has a button for more rows that names no address.

    >>> told = ("<button>加载更多</button>", "<a href='/b/'>加载更多</a>", "<div class=comments><a>加载更多</a></div>")
    >>> [has_more(lxml.html.fromstring(f"<div>{one}</div>"), one) for one in told]
    [True, False, False]
    >>> told = ("<p hidden><a>加载更多</a></p>", "<a>没有更多了</a><!--加载更多-->", "<a>加载更多</a><i>没有更多了</i>")
    >>> [has_more(lxml.html.fromstring(f"<div>{one}</div>"), one) for one in told]
    [False, False, True]
    """
    return MORE_SIGN.search(text) is not None and any(map(_is_more, root.iter(*BUTTONS)))


def _is_more(element: lxml.html.HtmlElement) -> bool:
    """Whether an element is a button for more rows that names no address, is shown, and is not that of comments."""
    words = (element.get("value") if element.tag == "input" else element.text) or ""
    if not MORE.match(words) or not (element.get("href") or "#").lower().startswith(("#", "javascript:")):
        return False
    around = [element, *islice(element.iterancestors(), 4)]
    said = " ".join(f"{one.get('class') or ''} {one.get('id') or ''}" for one in around)
    return not BESIDE.search(said) and not any(_is_hidden(one) for one in around)


def _is_hidden(element: lxml.html.HtmlElement) -> bool:
    return element.get("hidden") is not None or HIDDEN.search(element.get("style") or "") is not None


def _leads_on(holder: lxml.html.HtmlElement) -> bool:
    """Whether words that lead on stand beside the numbers, in what holds them or right around it."""
    around = [holder, *([] if holder.getparent() is None else [holder.getparent()])]
    if any(SLIDES.search(f"{one.get('class') or ''} {one.get('id') or ''}") for one in around):
        return False
    said = ["".join(islice(one.itertext(), LONGEST)) for one in around]
    short = [at for at, one in enumerate(said) if len("".join(one.split())) <= LONGEST]
    return any(LEADS_ON.search(said[at]) or _is_labelled(around[at]) for at in short)


def _is_labelled(holder: lxml.html.HtmlElement) -> bool:
    """Whether an arrow without words leads on: component libraries say so in its title, or for screen readers."""
    inner = islice(holder.iterdescendants(*CLICKED), LONGEST)
    return any(LABEL.match(one.get(name) or "") for one in inner for name in ("title", "aria-label"))
