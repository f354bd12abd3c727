"""What an address tells by itself: a file, a picture, a site's first page, what a board links beside its topics."""

from __future__ import annotations

import re

from guiyi.caching import kept

ATTACHMENT = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|rtf|txt|csv|zip|rar|7z|gz|tar|tif{1,2}|mp3|mp4|wmv|flv|avi|mov|swf|ceb|dwg|apk|exe)$",
    re.IGNORECASE,
)
HANDLER = re.compile(  # what each begins with is looked at first: most addresses are no such
    r"(?=[adefgw/?])(?:(?:downfile|download|downloadattach\w*|filedown\w*|getfile|attachment)\.(?:jspx?|aspx?|ashx|php|do|action)"
    r"|DownloadAttachUrl|wbfileid=|/(?:downfile|getdown|filedown|download)/?\?(?=.{0,200}id=)|\?(?:.{0,200}&)?(?:type|action|act|op)=down(?:load|file)?(?:&|$)"
    r"|\?(?=(?:.{0,200}&)?m=attachment\b)(?=(?:.{0,200}&)?a=down)|enews=downfile\b"
    r"|/DocumentCenter/(?:Home/)?View/\d|/(?:ArchiveCenter/ViewFile|ShowPublishedDocument)/|/ShowDocument\?(?=.{0,200}id=)"
    r"|/AgendaCenter/ViewFile/(?!.{0,200}[?&]html=)|/Archive\.aspx\?(?:.{0,200}&)?ADID=\d)",
    re.IGNORECASE,
)
OF_BOARD = re.compile(  # what a board links beside its topics: who wrote, the last answer, signing in
    r"[?&]mod=(?:redirect|space|spacecp|logging|register|post|misc)(?:&|$)|[?&]goto=(?:last|new|find)post(?:&|$)|/space-u(?:id|sername)-"
    r"|[?&]page=e(?:[&#]|$)|-page-e(?:-|\.)|/(?:u|dispuser)\.(?:php|aspx?)\?",
    re.IGNORECASE,
)
HOME = re.compile(  # the address of a site's first page as its links write it
    r"^(?:https?://[^/]+)?/?(?:(?:index|default|main|home)\.\w+)?$|^\.{1,2}/(?:index\.\w+)?$", re.IGNORECASE
)
IMAGE = re.compile(r"\.(?:jpe?g|png|gif|bmp|webp|ico|svg)$", re.IGNORECASE)


@kept(20_000, longest=500)
def is_file(url: str) -> bool:
    """Whether a link surely leads to a file that is no image of a page."""
    return bool(ATTACHMENT.search(url.split("?", 1)[0]) or HANDLER.search(url))


def has_file_name(url: str) -> bool:
    """Whether an address ends in the name of a file or picture; that of a script that may answer one does not."""
    path = url.split("?", 1)[0]
    return bool(ATTACHMENT.search(path) or IMAGE.search(path))


def is_beside_topics(url: str) -> bool:
    """Whether an address is one of those that boards link beside each topic: its writer, its last answer.

    >>> [is_beside_topics(f"/{one}") for one in ("forum.php?mod=redirect&tid=7&goto=lastpost", "space-uid-3.html")]
    [True, True]
    >>> is_beside_topics("/forum.php?mod=viewthread&tid=7"), is_beside_topics("/thread-7-1-1.html")
    (False, False)
    """
    return OF_BOARD.search(url) is not None


@kept(20_000, longest=500)
def role_of_link(url: str) -> str:
    """A link's URL → "asset" if it surely is a file, else "page"."""
    return "asset" if has_file_name(url) or HANDLER.search(url) else "page"
