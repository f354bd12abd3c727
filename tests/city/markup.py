"""Blocks of a body → HTML, in the hands that editors of old sites had: clean, Word's, line breaks, <FONT>."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from tests.city.model import Attachment, Block, Paragraph, Picture, Table

INDENT = "　　"
WORD = 'style="MARGIN: 0cm 0cm 0pt; LINE-HEIGHT: 28pt; TEXT-INDENT: 32pt; mso-char-indent-count: 2.0"'
SONG = 'style="FONT-SIZE: 16pt; FONT-FAMILY: 仿宋_GB2312; mso-hansi-font-family: 宋体"'


def words_of(block: Paragraph) -> str:
    """A paragraph's text as HTML, with its links."""
    html = escape(block.text, quote=False)
    for words, href in block.links:
        html = html.replace(words, f'<a href="{escape(href)}" target="_blank">{words}</a>', 1)
    return html


def attachment(block: Attachment, address: Callable[[str], str]) -> str:
    return f'{block.before}<a href="{escape(address(block.file.path))}">{escape(block.file.name, quote=False)}</a>'


def table(block: Table, attributes: str, upper: bool = False, inner: str = "") -> str:
    """A table; spans only where they are more than one."""
    out = [f"<table {attributes}><tbody>"]
    for row in block.rows:
        out.append("<tr>")
        for cell in row:
            spans = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
            spans += f' colspan="{cell.columns}"' if cell.columns > 1 else ""
            text = escape(cell.text, quote=False)
            out.append(f"<td{spans}>{f'<p {inner}>{text}</p>' if inner else text}</td>")
        out.append("</tr>\n")
    html = "".join([*out, "</tbody></table>\n"])
    if upper:
        for tag in ("table", "tbody", "tr", "td"):
            html = html.replace(f"<{tag}", f"<{tag.upper()}").replace(f"</{tag}>", f"</{tag.upper()}>")
    return html


def clean(blocks: tuple[Block, ...], address: Callable[[str], str]) -> str:
    """As a newer editor writes: <p> with a class."""
    out = []
    for block in blocks:
        if isinstance(block, Paragraph):
            style = f' style="text-align: {block.align};"' if block.align else ' style="text-indent: 2em;"'
            text = words_of(block)
            out.append(f"<p{style}>{f'<strong>{text}</strong>' if block.is_bold else text}</p>\n")
        elif isinstance(block, Table):
            out.append(table(block, 'border="1" cellspacing="0" cellpadding="0" width="100%"'))
        elif isinstance(block, Picture):
            name = escape(block.file.name)
            out.append(
                f'<p style="text-align: center;"><img src="{escape(address(block.file.path))}" alt="{name}"/></p>\n'
            )
        else:
            out.append(f"<p>{attachment(block, address)}</p>\n")
    return "".join(out)


def word(blocks: tuple[Block, ...], address: Callable[[str], str]) -> str:
    """Pasted from Word: MsoNormal, font spans, o:p."""
    out = []
    for block in blocks:
        if isinstance(block, Paragraph):
            align = f" align={block.align}" if block.align else " align=justify"
            text = words_of(block)
            text = f"<b>{text}</b>" if block.is_bold else text
            out.append(f'<p class="MsoNormal"{align} {WORD}><span {SONG}>{text}<o:p></o:p></span></p>\r\n')
        elif isinstance(block, Table):
            out.append(table(block, "class=MsoTableGrid border=1 cellspacing=0 cellpadding=0", inner="class=MsoNormal"))
        elif isinstance(block, Picture):
            source, name = escape(address(block.file.path)), escape(block.file.name)
            out.append(f'<p align=center><img border=0 src="{source}" alt="{name}" oldsrc="W0{len(name)}.jpg"></p>\r\n')
        else:
            out.append(f'<p class="MsoNormal"><span lang="EN-US">{attachment(block, address)}</span></p>\r\n')
    return "".join(out)


def breaks(blocks: tuple[Block, ...], address: Callable[[str], str]) -> str:
    """Typed into a text box: line breaks and full-width blanks."""
    out = []
    for block in blocks:
        if isinstance(block, Paragraph):
            text = words_of(block)
            out.append(f"{INDENT}{f'<b>{text}</b>' if block.is_bold else text}<br>\r\n<br>\r\n")
        elif isinstance(block, Table):
            out.append(table(block, 'border="1" bordercolor="#000000" width="90%" align="center"'))
        elif isinstance(block, Picture):
            source, name = escape(address(block.file.path)), escape(block.file.name)
            out.append(
                f'<center><img src="{source}" onload="javascript:resizepic(this)" alt="{name}"></center><br>\r\n'
            )
        else:
            out.append(f"{attachment(block, address)}<br>\r\n")
    return "".join(out)


def font(blocks: tuple[Block, ...], address: Callable[[str], str]) -> str:
    """Upper-case tags and <FONT>, unclosed where the time left them so."""
    out = []
    for block in blocks:
        if isinstance(block, Paragraph):
            align = f" ALIGN={block.align.upper()}" if block.align else ""
            text = words_of(block)
            out.append(
                f"<P{align}><FONT SIZE=3 FACE=宋体>{INDENT}{f'<B>{text}</B>' if block.is_bold else text}</FONT>\n"
            )
        elif isinstance(block, Table):
            out.append("</P>" + table(block, "BORDER=1 CELLPADDING=4 ALIGN=CENTER", upper=True))
        elif isinstance(block, Picture):
            out.append(f'<P ALIGN=CENTER><IMG SRC="{escape(address(block.file.path))}" BORDER=0 WIDTH=320></P>\n')
        else:
            out.append(f"<P><FONT SIZE=2>{attachment(block, address)}</FONT></P>\n")
    return "".join(out)
