"""The subject of a memorandum, which is its title: the line RE below TO and FROM, as offices write to one another."""

from __future__ import annotations

import re

from guiyi.markup.tree import Node

LINE = re.compile(
    r"\W{0,3}(to|memorandum (?:for|to)|from|date|re|subject|subj|through|cc)\s*[:：\t][\s:：]*(.*)$", re.IGNORECASE
)
SUBJECTS = frozenset(("re", "subject", "subj"))
HEAD = 16  # lines above a text and at its beginning among which the head of a memorandum stands
LEAST_LABEL = 8  # characters of a line in which its label begins
NUMBERED = re.compile(  # what stands above the subject of a letter, an order or a circular
    r"(?:(?:F(?:ile)?|Letter|Circular|Order|Notification|Office Memorandum|O\.M\.)\.? ?)?No\.? ?:? ?(?=.{0,30}\d)[\w(]",
    re.IGNORECASE,
)
SUBJECT = re.compile(r"\W{0,3}sub(?:ject)?\.?\s*[:：–-]+\s*(?=\S)(.*)$", re.IGNORECASE)
REGARDING = re.compile(r"\s*(?:[-–—,]|\()\s*reg(?:arding|d)?\b\.?\)?\s*\.?$|\.$", re.IGNORECASE)  # at its end
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


def letter_subject(root: Node, before: str, body: str) -> str | None:
    """A page, what stands before its English text, the text → the subject of the office letter or circular that it is,
    below its number; None for others, and where the page has headings, which tell its title.

    >>> from guiyi.markup.parsing import parse_html
    >>> page, head = parse_html("<p>Text"), "Circular No. 4/2019\\n19 May\\nSubject: Refunds of duty - reg.\\nSir,"
    >>> letter_subject(page, head, "Text"), letter_subject(page, "Subject: Refunds of duty", "Text")
    ('Refunds of duty', None)
    >>> letter_subject(parse_html("<h1>Refunds</h1>"), head, "Text")
    """
    is_numbered = False
    for line in (*before.split("\n")[-HEAD:], *body.split("\n", HEAD)[:HEAD]):
        if len(line) > LONGEST:
            continue
        is_numbered = is_numbered or NUMBERED.match(line) is not None
        if is_numbered and (found := SUBJECT.match(line)):
            subject = REGARDING.sub("", found[1]).strip()
            has_heading = next(root.iter("h1", "h2", "h3"), None) is not None
            return None if has_heading or len(subject) < LEAST else subject
    return None
