"""Pages of letters for tests: the letters that a page's content holds, and lines as the page that prints them."""

from __future__ import annotations

from typing import Any

from guiyi.crawl.reading.column import find_breadcrumb
from guiyi.extract.bodies.containers import Body
from guiyi.extract.content import take_content
from guiyi.extract.types.letters.columns import is_of_letters
from guiyi.markup.parsing import parse_html


def letters_of(html: str, *columns: str) -> list[dict[str, Any]]:
    """The letters of a page below a place line. columns: names of the site's columns of letters."""
    page = parse_html(f"<p class=position>位置：<a href=/>首页</a> &gt; <a href=/a/>鱼水情</a></p><main>{html}</main>")
    node = page.find(".//main")
    assert node is not None
    return take_content(Body(node, "", "agreement"), frozenset(), is_of_letters(find_breadcrumb(page), columns)).letters


def letters_on(text: str, *columns: str) -> list[dict[str, Any]]:
    """As `letters_of`, of lines: paragraphs, and rows of a table where a line has tabs."""
    rows = (
        f"<table><tr><td>{one.replace(chr(9), '<td>')}</table>" if "\t" in one else f"<p>{one}</p>"
        for one in text.split("\n")
    )
    return letters_of("".join(rows), *columns)
