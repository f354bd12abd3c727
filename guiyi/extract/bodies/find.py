"""Where a page's body is: what its template's selector gives while that is the article, else what any page shows."""

from __future__ import annotations

from collections.abc import Sequence

from guiyi.config.models import Selector
from guiyi.extract.bodies.agreement import find_by_agreement
from guiyi.extract.bodies.bare import is_remnant
from guiyi.extract.bodies.containers import Body, find_container, link_share, select_node, with_twins
from guiyi.extract.bodies.doubted import MOSTLY_LINKS, is_better, is_doubted
from guiyi.extract.pages.view import PageView


def find_body(view: PageView, selectors: Sequence[Selector], is_article: bool) -> Body | None:
    """A page, its template's selectors of the body → the body; None if there is none.

    What a selector gives stands unless the page has far more to say elsewhere, and general ways find that.
    """
    nodes = ((one, select_node(one, view)) for one in selectors)
    told = next((Body(node, "", one.spelled, is_told=True) for one, node in nodes if node is not None), None)
    if told is None or is_doubted(told.node, view.root):
        found = _find_generally(view, is_article)
        if told is None or (found is not None and is_better(found.node, told.node)):
            return found
    told.node = with_twins(told.node)
    return told


def _find_generally(view: PageView, is_article: bool) -> Body | None:
    """Known container, then agreement of extractors."""
    container = find_container(view)
    if container is not None and (is_article or link_share(container.node) < MOSTLY_LINKS):
        container.node = with_twins(container.node)
        return container
    agreed = find_by_agreement(view.root)
    return None if agreed is not None and is_remnant(agreed.node, view) else agreed
