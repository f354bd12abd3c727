"""The subject of a memorandum, which is its title: the line RE below TO and FROM, as offices write to one another."""

from __future__ import annotations

import re

LINE = re.compile(
    r"\W{0,3}(to|memorandum (?:for|to)|from|date|re|subject|subj|through|cc)\s*[:：\t][\s:：]*(.*)$", re.IGNORECASE
)
SUBJECTS = frozenset(("re", "subject", "subj"))
HEAD = 16  # lines above a text and at its beginning among which the head of a memorandum stands
LEAST_LABEL = 8  # characters of a line in which its label begins
LEAST, LONGEST = 5, 200  # characters of a subject


def memo_subject(before: str, body: str) -> str | None:
    """What stands before an English text and that text → the subject of the memorandum that it is; None for others.

    >>> head = "Policy Memorandum\\nTO:\\tAll offices\\nFROM:\\tWage Division\\nDATE:\\tMay 4\\nRE:\\tOvertime guidance"
    >>> memo_subject("", head), memo_subject(head, "Text"), memo_subject("", head.replace("FROM", "Note"))
    ('Overtime guidance', 'Overtime guidance', None)
    >>> memo_subject("", "From: here\\nTo: there\\nRe: it")
    """
    said: dict[str, str] = {}
    lines = (*before.split("\n")[-HEAD:], *body.split("\n", HEAD)[:HEAD])
    if not any("from" in line[:LEAST_LABEL].lower() for line in lines):
        return None  # nearly all pages
    for line in lines:
        if found := LINE.match(line):
            name = found[1].lower().removeprefix("memorandum ")
            name = "re" if name in SUBJECTS else "to" if name == "for" else name
            said.setdefault(name, found[2].strip())
    subject = said.get("re", "")
    is_memo = {"to", "from", "re"} <= said.keys() and subject.isprintable()
    return subject if is_memo and LEAST <= len(subject) <= LONGEST else None
