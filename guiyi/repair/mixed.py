"""Pages put together from parts in several encodings (a UTF-8 header included in a GBK page), decoded part by part.

Used only where the page's encoding left U+FFFD: the archived bytes tell, nothing is guessed.
"""

from __future__ import annotations

import re

from guiyi.repair.mojibake import COMMON, commonness

PIECE = re.compile(rb"[^<\n]*[<\n]?", re.DOTALL)  # neither byte is the second half of a character in GBK or UTF-8
OTHERS = ("utf-8", "gb18030", "big5hkscs")


def decode_mixed(data: bytes, charset: str) -> str:
    """Bytes of a page and the encoding most of it has → its text; a piece is read by another that reads it whole.

    >>> decode_mixed("页眉<p>".encode() + "正文通知".encode("gb18030"), "gb18030")
    '页眉<p>正文通知'
    """
    return "".join(_decoded(piece, charset) for piece in PIECE.findall(data))


def _as_utf8(piece: bytes) -> str | None:
    """A piece that is UTF-8 beyond chance: GBK text is valid UTF-8 by chance in a pair of characters only."""
    if piece.isascii():
        return None
    try:
        text = piece.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if len(piece) >= 6 and commonness(text) >= COMMON else None


def _decoded(piece: bytes, charset: str) -> str:
    if charset != "utf-8" and (text := _as_utf8(piece)):
        return text
    try:
        return piece.decode(charset)
    except UnicodeDecodeError:
        pass
    for other in OTHERS:
        if other == charset:
            continue
        try:
            text = piece.decode(other)
        except UnicodeDecodeError:
            continue
        if commonness(text) >= COMMON:
            return text
    return piece.decode(charset, "replace")
