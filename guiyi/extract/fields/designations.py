"""How English acts of state call themselves: L.N. 45 of 2016, 2012 No. 1173, HC 412, SOR/2014-98, (EU) 2015/1107.

Only a line that is no more than that, or a title's beginning or end, tells the page's own number: within a sentence
acts cite one another. A series that says its year by "of" is given with its name, without which the number is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guiyi.dates import MONTH_NAMES

_DAY = rf"(?:(?:{MONTH_NAMES})\.? \d{{1,2}}, (?:19|20)\d\d|\d{{1,2}} (?:{MONTH_NAMES}) (?:19|20)\d\d)"
_OF_YEAR = (
    r"(?:S\. ?[IR]\.|S\. ?R\. ?& ?O\.|[LG]\. ?N\.|S[IR]|[LG]N"
    r"|(?:(?:Legal|Government|General|Gazette|Board|Marine|Provincial|Local Authority) )?Notice(?: to Mariners)?"
    r"|Statutory (?:Instrument|Rule)s?|Bill|Act|Proclamation|Practice (?:Direction|Note)|Circular|Order"
    r"|By-?law|Regulation|Directive"
    r"|(?:(?:Department|Administrative|Memorandum|Ministerial|Municipal|Special|General|Customs|Joint"
    r"|Presidential|Standing|Revenue) ){1,2}(?:Order|Circular|Memorandum|Notice))"
    r" ?(?:No\.?|Number)? ?\d{1,5}(?: of |, (?:s(?:eries of|\.) )?)(?:19|20)\d\d"
)
OF_YEAR = re.compile(_OF_YEAR, re.IGNORECASE)
OF_YEAR_FIRST = re.compile(rf"(?!Act\b)({_OF_YEAR})\s*(?:[:–—]|-\s|$)", re.IGNORECASE)  # at a title's beginning
OF_YEAR_LAST = re.compile(rf"[(\[]({_OF_YEAR})[)\]]$", re.IGNORECASE)
YEARLY = re.compile(r"(?:19|20)\d\d No\. ?\d{1,4}(?: \([A-Z]{1,2}\. ?\d{1,3}\))?")  # below STATUTORY INSTRUMENTS
BANNER = re.compile(r"(?:[A-Z]+ )?statutory (?:instruments?|rules)", re.IGNORECASE)
PAPER = re.compile(r"(?:HC|HL(?: Paper)?|Cm|Cmd|Cmnd|CP) ?\d{1,4}(?:-[IVX]{1,4})?")  # of a parliament
PAPER_BESIDE_ISBN = re.compile(r"\bISBN [\d-]{10,17}, ((?:HC|Cm|CP) \d{1,4})\b")
REGISTERED = re.compile(rf"((?:SOR|SI|DORS|TR)/(?:(?:19|20)\d\d-|\d\d-)\d{{1,4}})(?:,? {_DAY})?")  # in Canada
GAZETTED = re.compile(r"((?:G\. ?S\. ?R\.|S\. ?O\.|GSR|SO) ?(?:No\. ?)?\d{1,5} ?\(E\))\.?(?:$|\s?[—–-])")  # in India
EUROPEAN = re.compile(
    r"(?:(?:Council|Commission|Implementing|Delegated|European|Parliament|and|of|the) )*"
    r"(?:Regulation|Directive|Decision) (?:(\((?:EU|EC|EEC|Euratom|CFSP|EU, Euratom)\) (?:No\.? ?)?\d{1,4}/\d{1,4})"
    rf"|(\d{{2,4}}/\d{{1,4}}/(?:EU|EC|EEC|CFSP))) of \d{{1,2}} (?:{MONTH_NAMES}) (?:19|20)\d\d\b",
    re.IGNORECASE,
)
CODED = re.compile(  # EXECUTIVE ORDER 2011-9, Circular RW 14/2016, Resolution R-19-70, MEDIA RELEASE NO. 23/2018
    r"(?:[A-Z][A-Za-z]{1,14} )?(?:Ordinance|Resolution|Order|Circular|Bulletin|Memo(?:randum)?|Proclamation|Notice"
    r"|Directive|Determination|(?:Press |News |Media )Release|By-?law)(?: (?P<no>No\.?|Number|\#))? ?"
    r"(?P<code>(?:[A-Z]{1,5}[ /-]?)?\d{1,5}[-/]\d{1,5})",
    re.IGNORECASE,
)
ANSWERED = re.compile(r"\[(\d{3,6}/\d\d)\]")  # below a question in a parliament
NUMBERED = re.compile(  # Petition No. ZBA-19-31, Works approval number: W6044/2017/1
    r"(?P<label>(?:[A-Z][a-z]{2,13} )?(?:[A-Za-z][a-z]{2,13} )?[A-Za-z][a-z]{2,13})"
    r" (?:No\.?|[Nn]umber|ID|Ref\.?|\#)(?: ?: ?| )"
    r"(?P<code>(?:[A-Z]{1,5}[ -]?)?[\dA-Z]{1,8}(?:[-/.][\dA-Z]{1,8}){1,4})"
)
OF_OTHERS = re.compile(  # that are numbered, and no documents
    r"\b(?:phone|telephone|fax|mobile|cell|call|tel|whatsapp|abn|acn|vat|tax|isbn|issn|page|room|form|version|chapter|section"
    r"|table|figure|part|drawing|plan|map|lot|parcel|block|suite|unit|item|account|invoice|customer|member|user|staff|serial"
    r"|model|registration|registered|company|charity|facility|site|station|property|meter|vehicle|flight|route|bus|bank|iban"
    r"|sort|zip|post|postal|box|your|previous|former|related|see|under|by|with|contact|volume|issue|edition|level|grade|line"
    r"|question|minute|hotline|helpline|standard|plate|stop|building|street|apartment|house|floor|seat|patient|employee"
    r"|student|job|location|grid|gift|sponsor|emergency|national|identity|social|security)\b",
    re.IGNORECASE,
)
PHONE = re.compile(r"\d{3,4}[-.]\d{3,4}(?:[-.]\d{3,4})?|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d")  # or a day
YEAR = re.compile(r"(?:^|[-/])(?:19|20)\d\d(?:[-/]|$)")
MEETING = re.compile(r"\b(?:meeting|minutes|agenda)\b", re.IGNORECASE)  # at which several are passed
PIECES = re.compile(r"\s*[|•·]\s*")
RUNS = re.compile(r"[a-z)]{2}[.;]$|[a-z]{2}[.;] ")
HEAD = 8  # lines above a text, and at its beginning as long as they don't run
LEAST_FIGURES = 3  # of a code
DATED = re.compile(rf",?\s(?:of |dated )?{_DAY}$")  # behind a number
LONGEST = 70  # characters of such a line


def titled(title: str) -> str | None:
    """The number by which a title calls its act, at its beginning or, in brackets, its end.

    >>> titled("S.I. No. 214 of 2015 – Taxi Signage"), titled("Taxi Signage (L.N. 45 of 2016)")
    ('S.I. No. 214 of 2015', 'L.N. 45 of 2016')
    >>> titled("Department Order No. 174, s. 2017 - Shipyards"), titled("Notice 5 of 2019 is withdrawn")
    ('Department Order No. 174, s. 2017', None)
    """
    found = OF_YEAR_FIRST.match(title) or (OF_YEAR_LAST.search(title) if title[-1:] in ")]" else None)
    return found[1] if found else None


def designated(before: str, body: str, title: str) -> str | None:
    """What stands above a text, the text and its title → the number by which the act is called; None without one.

    >>> head = "STATUTORY INSTRUMENTS\\n2012 No. 1173\\nFISHERIES"
    >>> designated(head, "", ""), designated("Newsletter\\n2012 No. 3", "", "")
    ('2012 No. 1173', None)
    >>> designated("L.N. 45 of 2016\\nTramways Notice", "", ""), designated("", "It amends\\nL.N. 45 of 2016.", "")
    ('L.N. 45 of 2016', None)
    >>> [designated(one, "", "") for one in ("Report\\nHC 412", "SOR/2014-98 April 17, 2014", "Flats HC 1 to 9")]
    ['HC 412', 'SOR/2014-98', None]
    >>> designated("", "G.S.R. 211(E).—In exercise of the powers", ""), designated("", "See G.S.R. 211(E).", "")
    ('G.S.R. 211(E)', None)
    >>> designated("COMMISSION DECISION (EU) 2015/1107 of 8 July 2015 on nets", "", "")
    '(EU) 2015/1107'
    >>> designated("", "Having regard to Council Regulation (EC) No 1/2003 of 16 December 2002", "Nets")
    >>> told = "Resolution R-19-70 | Adopted 5 May", "Circular RW 14/2016", "Notice 24/7"
    >>> [designated(one, "", "") for one in told]
    ['R-19-70', 'RW 14/2016', None]
    >>> designated("Notice No. 8/2014 3 March 2014", "", ""), designated("Notice of 3 March 2014", "", "")
    ('8/2014', None)
    >>> designated("", "Ordinance No. 2020-17\\nDogs are kept on leads.\\nOrdinance No. 2020-18", "Recent ordinances")
    >>> designated("", "Resolution 2017/211", "Minutes of the Ordinary Meeting")
    """
    lines = list(_head(before, body))
    if not _told(lines, title):
        return None
    told = _told(
        [*lines, *(line.strip() for line in body.split("\n"))], title
    )  # a page of several has others further on
    return told.pop() if len(told) == 1 else None


def _told(lines: Sequence[str], title: str) -> set[str]:
    """The numbers that lines tell, each below the line above it."""
    pairs = zip(["", *lines], lines, strict=False)
    return {one for above, line in pairs if (one := _of_line(above, line, title))}


def numbered(before: str, body: str) -> str | None:
    """What stands above a text and the text → the code that a line of the head calls a number, whatever of; the only
    one, and none of a telephone, a firm or a form.

    >>> numbered("Petition No. ZBA-19-31\\nQuay Street", ""), numbered("Works approval number: W6044/2017/1", "")
    ('ZBA-19-31', 'W6044/2017/1')
    >>> [numbered(one, "") for one in ("Charity No. SC-012/345", "Phone No. 555-0142", "Extraordinary No. 2204")]
    [None, None, None]
    >>> numbered("Petition No. ZBA-19-31\\nPetition No. ZBA-19-32", ""), numbered("", "See Petition No. ZBA-19-31.")
    (None, None)
    """
    told = (NUMBERED.fullmatch(line) for line in _head(before, body) if len(line) <= LONGEST)
    found = {one["code"] for one in told if one and _is_documents(one["label"], one["code"])}
    return found.pop() if len(found) == 1 else None


def _is_documents(label: str, code: str) -> bool:
    figures = sum(map(str.isdigit, code))
    return figures >= LEAST_FIGURES and not OF_OTHERS.search(label) and not PHONE.fullmatch(code)


def _head(before: str, body: str) -> Iterator[str]:
    """The lines above a text and those at its beginning that don't run, with a figure or a banner in them."""
    yield from (line.strip() for line in before.split("\n")[-HEAD:])
    for line in body.split("\n", HEAD)[:HEAD]:
        yield line.strip()
        if len(line) > LONGEST or RUNS.search(line):
            return  # it may begin with the number


def _of_line(above: str, line: str, title: str) -> str | None:
    """The number that a line of the head tells, below the line above it."""
    if not any(map(str.isdigit, line)):
        return None
    if found := EUROPEAN.match(line):
        return found[1] or found[2]
    if found := GAZETTED.match(line) or PAPER_BESIDE_ISBN.search(line):
        return found[1]
    if len(line) > LONGEST:
        return None
    if BANNER.fullmatch(above) and YEARLY.fullmatch(line):
        return line
    return next((one for piece in PIECES.split(line) if (one := _of_piece(piece, title))), None)


def _of_piece(piece: str, title: str) -> str | None:
    piece = DATED.sub("", piece)
    if OF_YEAR.fullmatch(piece) or PAPER.fullmatch(piece):
        return piece
    if found := REGISTERED.fullmatch(piece) or ANSWERED.fullmatch(piece):
        return found[1]
    coded = None if MEETING.search(title) else CODED.fullmatch(piece)
    return coded["code"] if coded and _is_code(coded["code"], coded["no"]) else None


def _is_code(code: str, called: str | None) -> bool:
    """Whether letters and figures behind the kind of an act are its number, and no hours or half.

    >>> [_is_code(one, None) for one in ("R-19-70", "2011-9", "44/16", "24/7", "1/2")]
    [True, True, True, False, False]
    """
    parts: Sequence[str] = re.split(r"[-/ ]", code)
    return bool(called or code[0].isalpha() or YEAR.search(code)) or all(len(one) > 1 for one in parts)
