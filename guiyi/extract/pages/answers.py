"""JSON that a mailbox's script asks for → the page a reader would have seen: labels and values, one a line."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

# Keys of such replies, without their prefix (letterTitle, xj_title …), and the label that a reader sees.
LABELS = {
    "信件编号": r"(?:code|number|no|bh|serial\w*|letterno)",
    "信件标题": r"(?:title|subject|theme|bt|zt)",
    "来信人": r"(?:writer|username|realname|name|xm|lxr|author)",
    "来信时间": r"(?:create|submit|write|ask|send|letter|add|lx|publish)?_?(?:time|date|sj)",
    "信件内容": r"(?:content|question|letter_?content|ask_?content|body|nr|detail)",
    "受理单位": r"(?:accept|receive|sl)_?(?:dept|unit|org|dw)(?:_?name)?",
    "回复单位": r"(?:reply|answer|hf|deal)?_?(?:dept|unit|org|department|dw)(?:_?name)?",
    "回复时间": r"(?:reply|answer|hf|deal|feedback)_?(?:time|date|sj)",
    "回复内容": r"(?:reply|answer|hf|feedback|deal)(?:_?(?:content|text|info|nr|result))?",
    "办理状态": r"(?:status|state|zt_?name|status_?name)",
    "是否公开": r"(?:is_?open|is_?public|open|public|sfgk|gk)",
}
KEYS = [(re.compile(rf"^{pattern}$", re.IGNORECASE), label) for label, pattern in LABELS.items()]
CLOSED = ("0", "false", "n", "no", "否")
PREFIX = re.compile(r"^(?:letter|mail|msg|message|xj|ly|consult)_?(?=[a-zA-Z])", re.IGNORECASE)
LEAST = 3
MAX_JSON = 500_000


def answer_page(text: str) -> str | None:
    """Text of a reply → HTML of its labelled values; None if it is no JSON object of a letter."""
    if not text.lstrip().startswith(("{", "[")) or len(text) > MAX_JSON:
        return None
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found = _letter_in(said, 0)
    if found is None:
        return None
    title = escape(found.get("信件标题", ""))
    rows = "".join(f"<tr><td>{label}</td><td>{_shown(label, value)}</td></tr>" for label, value in found.items())
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><table>{rows}</table></body></html>"


def _letter_in(said: Any, depth: int) -> dict[str, str] | None:
    """The first object in a reply that has a letter's keys."""
    if isinstance(said, list):
        said = said[0] if len(said) == 1 else None
    if not isinstance(said, dict) or depth > 3:
        return None
    labelled = _labelled(said)
    if len(labelled) >= LEAST and ({"信件内容", "回复内容"} & labelled.keys()):
        return labelled
    return next((found for value in said.values() if (found := _letter_in(value, depth + 1))), None)


def _labelled(said: dict[str, Any]) -> dict[str, str]:
    made: dict[str, str] = {}
    for key, value in said.items():
        if not isinstance(value, str | int | float | bool) or value == "":
            continue
        for name in (key, PREFIX.sub("", key)):
            label = next((label for pattern, label in KEYS if pattern.match(name)), None)
            if label:
                made.setdefault(label, str(value))
                break
    return {label: made[label] for label in LABELS if label in made}


def _shown(label: str, value: str) -> str:
    if label == "是否公开":
        return "否" if value.strip().lower() in CLOSED else "是"
    return value if "<" in value else escape(value).replace("\n", "<br>")
