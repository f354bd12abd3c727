"""A record → the page, or the part of a page, that shows it: the one layout of all that is read from bare data."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

Fact = tuple[str, str]  # a label, and its value as HTML


def print_page(title: str, shown: str) -> str:
    """A title and HTML → a whole page."""
    head = f'<html><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    return f"{head}<body>{shown}</body></html>"


def print_record(title: str, facts: Iterable[Fact], below: str = "") -> str:
    """A title, labelled values and HTML that stands below them → a heading and a table, a row a fact.

    >>> print_record("路灯", [("来信内容", "不亮。")])
    '<h1>路灯</h1><div><table><tr><td>来信内容</td><td>不亮。</td></tr></table></div>'
    """
    rows = "".join(f"<tr><td>{escape(label)}</td><td>{value}</td></tr>" for label, value in facts)
    return f"{_heading(title)}<div><table>{rows}</table>{below}</div>"


def print_article(title: str, facts: Iterable[Fact], text: str) -> str:
    """A title, labelled values and the HTML of a text → a heading, a line of the facts, the text."""
    told = "　".join(f"{label}：{value}" for label, value in facts)
    line = f"<p>{told}</p>" if told else ""
    return f"{_heading(title)}{line}<div>{text}</div>"


def print_below(label: str, value: str) -> str:
    """A label and HTML too long for a row → both, one below the other."""
    return f"<p>{escape(label)}：</p><div>{value}</div>"


def print_rows(label: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A label, the heads of a table and its cells as HTML → the table below its label."""
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    lines = (f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>" for cells in rows)
    return f"<p>{escape(label)}</p><table><tr>{head}</tr>{''.join(lines)}</table>"


def print_link(address: str, name: str) -> str:
    """The address and the name of a file → a link to it."""
    return f'<a href="{escape(address)}">{escape(name, quote=False)}</a>'


def _heading(title: str) -> str:
    return f"<h1>{escape(title, quote=False)}</h1>" if title else ""
