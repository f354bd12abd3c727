"""What a list page, or an interface, lists and promises."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Item:
    """One listed link: its URL, the title printed there, its date as YYYY-MM-DD or MM-DD, its state (已答复)."""

    url: str
    title: str
    listed_on: str | None = None
    state: str | None = field(default=None, repr=False)


@dataclass
class Listing:
    """What a list page lists and promises. is_data: its further pages are data of an interface. parts: those
    of the further pages that are columns of their own, with their names.
    """

    items: list[Item]
    name: str | None = None
    path: list[str] = field(default_factory=list)
    next_urls: list[str] = field(default_factory=list)
    expected_items: int | None = None
    expected_pages: int | None = None
    expected_how: str | None = None
    is_data: bool = False
    parts: dict[str, str] = field(default_factory=dict)
