"""What a form of a page sends as it stands."""

from __future__ import annotations

import lxml.html


def fields_of(form: lxml.html.HtmlElement) -> dict[str, str]:
    """A form, or a page that is one → its hidden and text fields, and what is chosen in its lists and boxes."""
    fields: dict[str, str] = {}
    for element in form.iter("input", "select", "textarea"):
        name, kind = str(element.get("name") or ""), (element.get("type") or "text").lower()
        if name and element.tag == "select":
            chosen = chosen_value(element)
            fields |= {name: chosen} if chosen is not None else {}
        elif name and (element.tag == "textarea" or kind in ("hidden", "text")):
            fields[name] = str(element.text or "" if element.tag == "textarea" else element.get("value") or "")
        elif name and kind in ("radio", "checkbox") and element.get("checked") is not None:
            fields[name] = str(element.get("value") or "on")
    return fields


def chosen_value(select: lxml.html.HtmlElement) -> str | None:
    """What a list of choices sends: the value of what is chosen, or of the first; None if there is nothing to choose.

    >>> from guiyi.markup.parsing import parse_html
    >>> page = parse_html("<select><option value=''>全部<option>公告</select><select><option>1<option selected>2")
    >>> [chosen_value(one) for one in page.iter("select")]
    ['', '2']
    """
    options = list(select.iter("option"))
    chosen = next((one for one in options if one.get("selected") is not None), options[0] if options else None)
    return None if chosen is None else value_of(chosen)


def value_of(option: lxml.html.HtmlElement) -> str:
    """What an option sends: its value, be it empty, or else its words."""
    value = option.get("value")
    return (value if value is not None else "".join(option.itertext())).strip()
