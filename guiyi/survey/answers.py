"""What a site's answer is in words of a survey: a dead page, one to write into, an address as it is asked."""

from __future__ import annotations

from guiyi.survey.visits import Sight


def shown_url(url: str) -> str:
    """A URL that may stand for a request → the address that is asked."""
    return url.partition("#")[0]


def why_dead(sight: Sight) -> str:
    """In words: what the site answers instead of a page."""
    if sight.is_whole:
        return "says that it is not there"
    if sight.response.location:
        return f"only leads on to {sight.response.location}"
    return f"{sight.response.status} {sight.response.reason}".strip()


def to_write(sight: Sight) -> bool:
    """Whether a page is there to write into (我要写信, 注册): it has a field for a text, or for a password."""
    return any(one.tag == "textarea" or one.get("type") == "password" for one in sight.root.iter("textarea", "input"))
