"""Records kept as XML: <INFO><InfoTitle>…</InfoTitle><InfoURL>…</InfoURL></INFO>, one after the other."""

from __future__ import annotations

from lxml import etree

MAX_XML = 4_000_000  # characters
FIELDS = 2  # that a record has, at least


def records_of_xml(text: str) -> list[dict[str, str]]:
    """Text of XML → its records: the largest run of elements of one name whose children are plain fields.

    Source: the data islands of portals made for Internet Explorer, files such as list.xml, feeds. Never fails.

    >>> one = "<I><InfoTitle><![CDATA[关于防汛]]></InfoTitle><InfoURL>a/1.htm</InfoURL></I>"
    >>> records_of_xml(f"<R>{one * 2}<Page><Size>2</Size></Page></R>")[1]
    {'InfoTitle': '关于防汛', 'InfoURL': 'a/1.htm'}
    >>> records_of_xml("<o:P><o:Author>a</o:Author><o:Lines>7</o:Lines></o:P>")
    [{'Author': 'a', 'Lines': '7'}]
    >>> records_of_xml("no markup"), records_of_xml("<a><b>1</b></a>")
    ([], [])
    """
    if "<" not in text or len(text) > MAX_XML:
        return []
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(text.strip().encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return []
    runs: dict[tuple[etree._Element | None, str], list[dict[str, str]]] = {}
    for element in root.iter(etree.Element) if root is not None else ():
        fields = _fields(element)
        if fields:
            runs.setdefault((element.getparent(), _name(element)), []).append(fields)
    return max(runs.values(), key=len, default=[])


def _fields(element: etree._Element) -> dict[str, str]:
    """An element whose children are plain fields → their values by name; empty for others."""
    if len(element) < FIELDS or any(len(child) for child in element):
        return {}
    return {_name(child): (child.text or "").strip() for child in element if isinstance(child.tag, str)}


def _name(element: etree._Element) -> str:
    """Its name without a namespace, or without the prefix of one that nothing declares: Word's <o:Author>."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]
