"""Text of Word 97–2003 files (.doc, also of WPS): the pieces that the file's piece table names, in order.

Structure: [MS-DOC] 2.5.1 (FIB), 2.9.38 (Clx), 2.9.177 (Pcdt). A file without a piece table gives no guess.
"""

from __future__ import annotations

import io
import re
import struct

from guiyi.extract.files.office import Encrypted

TABLE_FLAG, ENCRYPTED_FLAG = 0x0200, 0x0100  # in the FIB's flags at 0x0A
CLX = 0x01A2  # offset and length of the piece table in the table stream
COMPRESSED = 0x40000000  # of a piece: one byte a character
FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*\x14|\x13[^\x13\x14\x15]*\x15")
MARKS = str.maketrans({"\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\r": "\n", "\x1e": "-", "\x1f": None, "\x15": None})


def read_doc(data: bytes) -> str:
    """Bytes of a .doc → its text; paragraphs by line feeds, cells by tabs, codes of fields left out.

    Encrypted; ValueError or struct.error for a broken file.
    """
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as holder:
        main = holder.openstream("WordDocument").read()
        flags = struct.unpack_from("<H", main, 0x0A)[0]
        if flags & ENCRYPTED_FLAG:
            raise Encrypted
        table = holder.openstream("1Table" if flags & TABLE_FLAG else "0Table").read()
    start, length = struct.unpack_from("<II", main, CLX)
    text = "".join(_piece(main, *one) for one in _pieces(table[start : start + length]))
    while (shorter := FIELD_CODE.sub("", text)) != text:
        text = shorter
    return text.translate(MARKS)


def _pieces(clx: bytes) -> list[tuple[int, int]]:
    """Clx → (place of a piece as the file says it, number of its characters)."""
    at = 0
    while clx[at : at + 1] == b"\x01":  # property modifiers before the piece table
        at += 3 + int(struct.unpack_from("<H", clx, at + 1)[0])
    if clx[at : at + 1] != b"\x02":
        raise ValueError("the file has no piece table")
    length = struct.unpack_from("<I", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + length]
    count = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    places = [struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0] for number in range(count)]
    return [(place, ends[number + 1] - ends[number]) for number, place in enumerate(places)]


def _piece(main: bytes, place: int, characters: int) -> str:
    if place & COMPRESSED:
        start = (place & ~COMPRESSED) // 2
        return main[start : start + characters].decode("cp1252", "replace")
    return main[place : place + 2 * characters].decode("utf-16-le", "replace")
