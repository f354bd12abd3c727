"""Blocks → HTML in the hands of editors and their tools."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from benchmarks.quality.cases import Block


def _table(block: Block, attributes: str = 'border="1"') -> str:
    rows = ""
    for row in block.rows:
        cells = ""
        for text, height, width in row:
            spans = (f' rowspan="{height}"' if height > 1 else "") + (f' colspan="{width}"' if width > 1 else "")
            cells += f"<td{spans}>{escape(text)}</td>"
        rows += f"<tr>{cells}</tr>"
    return f"<table {attributes}>{rows}</table>"


def _file(block: Block) -> str:
    return f'<a href="{block.address}">{escape(block.text)}</a>'


def _image(block: Block) -> str:
    return f'<img src="{block.address}" alt="" width="600">'


def paragraphs(blocks: tuple[Block, ...]) -> str:
    """A tidy editor: <p>, <h3>, <ul>."""
    out = []
    for block in blocks:
        if block.kind == "list":
            out.append("<ul>" + "".join(f"<li>{escape(one, quote=False)}</li>" for one in block.items) + "</ul>")
        elif block.kind == "table":
            out.append(_table(block))
        elif block.kind == "image":
            out.append(f'<p style="text-align:center">{_image(block)}</p>')
        elif block.kind == "file":
            out.append(f"<p>{_file(block)}</p>")
        elif block.kind == "h":
            out.append(f"<h3>{escape(block.text)}</h3>")
        else:
            style = ' style="text-align:right"' if block.kind == "right" else ""
            out.append(f"<p{style}>{escape(block.text, quote=False)}</p>")
    return "\n".join(out)


def _inline(open_: str, close: str) -> Callable[[tuple[Block, ...]], str]:
    def write(blocks: tuple[Block, ...]) -> str:
        out = []
        for block in blocks:
            if block.kind == "table":
                inner = _table(block, 'width="95%" cellspacing="0"')
            elif block.kind == "image":
                inner = _image(block)
            elif block.kind == "file":
                inner = _file(block)
            elif block.kind == "list":
                inner = close.join(open_ + escape(one, quote=False) for one in block.items)[len(open_) :]
            else:
                text = escape(block.text, quote=False)
                inner = f"<strong>{text}</strong>" if block.kind == "h" else text
            out.append(f"{open_}{inner}{close}")
        return "\n".join(out)

    return write


breaks = _inline("　　", "<br><br>")
spans = _inline('<section style="margin:8px"><span style="font-size:16px">', "</span></section>")
divs = _inline("<div>", "</div>")
fonts = _inline('<P ALIGN=justify><FONT SIZE=3 FACE="仿宋_GB2312">　　', "</FONT></P>")
word = _inline(
    '<p class="MsoNormal" style="mso-pagination:widow-orphan"><span lang="EN-US" style="mso-bidi-font-size:10pt">'
    "<o:p></o:p></span><span style='font-family:仿宋'>",
    "</span></p>",
)
