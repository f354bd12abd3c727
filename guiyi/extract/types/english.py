"""Labels of English pages: a line of its own, or what stands before a colon; a value goes on to the next label.

Councils head the parts of a service guide, an answered request, a consultation and a member's page with few words, each
on a line of its own: the heads are read by their forms (how long it takes, how long does it take), not as sentences.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from guiyi.extract.types.labels import STOP, Field
from guiyi.markup.decode import HAN

HEAD, LONGEST = 400, 60  # characters that tell the language, and of a line that may be a label
NEXT = r"what happens (?:next|after.*)|next steps|further (?:help|information|reading)|more information|related.*|related pages|overview|share.*|before you (?:apply|start).*|apply (?:now|online)|downloads?|documents?|attachments?"
GUIDE = {
    "conditions": r"who (?:can|may|should|needs to) apply|who is eligible|who qualifies|eligibility(?: criteria)?|(?:am i|are you) eligible|do i qualify|requirements",
    "materials": r"what (?:you|i)(?:['’]?ll| will)? need(?: to (?:apply|provide|send|bring))?|what to (?:bring|send|provide)|(?:supporting |required )?documents? (?:required|needed|you(?:['’]ll| will)? need)|(?:required|supporting) documents?|(?:documents|evidence) (?:required|needed)|what (?:documents|evidence) (?:do i|you) need",
    "process": r"how (?:to|do i|can i|you) (?:apply|make an application)|(?:the )?application process|how it works|steps",
    "fee": r"(?:application )?(?:fees?|costs?|charges?)(?: and charges)?|how much (?:it|does it|will it) costs?|what it costs",
    "time_limit": r"how long (?:it|does it|will it) takes?|how long (?:it|you) will .{2,20}|processing times?|timescales?|decision times?",
    "legal_basis": r"legislation|legal basis|the law|relevant law",
    "hours": r"opening (?:hours|times)|office hours",
    "place": r"where to apply|where to go",
    "telephone": r"(?:who to )?contact(?: us| details)?|get in touch",
    "complaints": r"complaints?|appeals?|(?:how to|right(?:s)? (?:to|of)) (?:complain|appeal)s?",
    STOP: NEXT,
}
ASKED = r"(?:request|question|enquiry|inquiry|query|complaint)"
REPLY = r"(?:response|answer|reply|decision)"
LETTER = {
    "number": r"(?:(?:foi|eir|request|case|our) )?ref(?:erence|\.)?(?: (?:no\.?|number|id))?|(?:request|case) (?:no\.?|number|id)",
    "subject": r"subject(?: of request)?",
    "asked_at": rf"(?:date )?(?:requested|asked|submitted|of {ASKED})(?: on)?|{ASKED} date|date of (?:the|your) {ASKED}",
    "accepted_at": rf"(?:date )?(?:{ASKED} )?received(?: on)?",
    "replied_at": rf"(?:date )?(?:responded|answered|replied|completed|of (?:our )?{REPLY})(?: on)?|{REPLY} date|date (?:{REPLY} )?(?:sent|issued)|{REPLY} sent",
    "reply_agency": r"(?:responding |answering )?(?:department|directorate|service area)|(?:answered|responded to) by",
    "status": r"status|outcome|result",
    "question": rf"(?:(?:your|the|original|foi) )?{ASKED}(?: details| text| in full)?|information requested|you asked|details of (?:the )?{ASKED}",
    "reply": rf"(?:(?:our|the|council|full|council['’]s) )?{REPLY}(?: details| text| in full)?|information (?:provided|disclosed)|we (?:answered|replied)",
    STOP: rf"{NEXT}|(?:your right to )?(?:internal )?reviews?|right(?:s)? (?:of|to) appeal|contact(?: us)?|tags?|topics?|categor(?:y|ies)",
}
CONSULTATION = {
    "starts_on": r"open(?:s|ed)?(?: on| date)?|opening date|start(?:s|ed)?(?: on| date)?|launched(?: on)?",
    "ends_on": r"close[sd]?(?: on| date)?|closing date|end(?:s|ed)?(?: on| date)?|deadline(?: for responses)?|respond by",
    "result": r"(?:the |summary of |consultation )?(?:results?|outcome|findings|responses)|what you (?:said|told us)|you said|we asked, you said, we did|feedback(?: received)?",
    STOP: rf"{NEXT}|why .{{3,40}}|give us your views|how to respond|have your say|areas?|audiences?|interests?|contact(?: us)?",
}
MEMBER = {
    "name": r"name",
    "post": r"role|position|post|job title|office(?: held)?",
    "duties": r"(?:main |key )?(?:responsibilities|duties)|portfolio|responsible for",
    "career": r"biography|bio|background|career",
    STOP: rf"{NEXT}|party|political party|ward|e-?mail|telephone|phone|mobile|address|committees?.*|surger(?:y|ies).*|term(?:s)? of office|contact(?: details)?|declarations?.*|attendance",
}


def is_english(text: str) -> bool:
    """Whether a text's beginning has no Chinese character, and is long enough to tell."""
    return len(text) > LONGEST and not HAN.search(text, 0, HEAD)


class LineLabels:
    """Labels of one kind of English page: field name → pattern of the words that are printed for it."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        named = "|".join(f"(?P<{name}>{pattern})" for name, pattern in patterns.items())
        self.line = re.compile(rf"(?:\d{{1,2}}[.)] )?(?:{named})\s*(?:\?\s*$|[:\t]\s*(?P<said>.*)$|$)", re.IGNORECASE)

    def fields(self, text: str) -> list[Field]:
        """Text → its labelled fields in page order; those without a value are left out.

        >>> found = LineLabels(GUIDE).fields("Fees\\n£5 a year\\nHow long does it take?\\n28 days\\nContact: 0000 1")
        >>> [(one.name, one.value) for one in found]
        [('fee', '£5 a year'), ('time_limit', '28 days'), ('telephone', '0000 1')]
        """
        made: list[Field] = []
        name, label, said = STOP, "", list[str]()
        for line in [*text.split("\n"), None]:
            found = self.line.match(line.strip()) if line is not None and self._may_be(line) else None
            if found or line is None:
                value = "\n".join(said).strip()
                made += [Field(name, label, value)] if value and label else []
            if found:
                groups = found.groupdict()
                value = groups.pop("said") or ""
                name = next(one for one, words in groups.items() if words is not None)
                label, said = groups[name] or "", [value]
            elif line is not None:
                said.append(line)
        return made

    @staticmethod
    def _may_be(line: str) -> bool:
        """Whether a line is short, or has a colon or a cell's end near its beginning."""
        return len(line) <= LONGEST or ":" in line[:LONGEST] or "\t" in line[:LONGEST]


def first_of(fields: list[Field]) -> dict[str, str]:
    """Fields → the first value of each name; those that only end another are left out."""
    return {one.name: one.value for one in reversed(fields) if one.name != STOP}
