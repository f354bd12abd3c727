"""`guiyi review copies|split|join`: what was counted as one document, and a person's word on it."""

from __future__ import annotations

import click

from guiyi.commands.options import AS_JSON, of_library
from guiyi.commands.output import console, echo_json
from guiyi.commands.review import WHO, WHY
from guiyi.settings import Settings

KINDS = ("same-key", "exact", "near", "joined")


@click.command(name="copies")
@click.option("--site", help="Only clusters that hold a document of this old site.")
@click.option("--kind", type=click.Choice(KINDS), help="Only with a copy of this kind.")
@click.option("--limit", default=100, show_default=True)
@AS_JSON
@of_library
def copies_(settings: Settings, site: str | None, kind: str | None, limit: int, as_json: bool) -> None:
    """What was counted as one document, the least alike first; `split` and `join` correct it."""
    from guiyi.library.migrate import open_library
    from guiyi.review.copies import clusters

    found = clusters(open_library(settings.library), site, kind, limit)
    if as_json:
        echo_json([one.to_json() for one in found])
        return
    for one in found:
        click.echo(f"{one.resource_id} {one.site} {one.title}")
        for copy in one.copies:
            click.echo(f"  {copy.kind} {copy.similarity:.3f} {copy.site} {copy.url} {copy.title}")


def _about_two(kind: str, told: str) -> click.Command:
    """The command by which a person says that two documents are one, or are not."""

    @click.command(name=kind, help=f"{told}; it stays so until it is undone. Each by resource id or old address.")
    @click.argument("one")
    @click.argument("other")
    @WHO
    @WHY
    @of_library
    def decide(settings: Settings, one: str, other: str, by: str, why: str) -> None:
        from guiyi.library.migrate import open_library
        from guiyi.review.copies import part_or_join

        made = part_or_join(open_library(settings.library), kind, one, other, by, why)
        console.print(
            f"已记入 recorded: {made.id}; the next migrate of their sites applies it (`guiyi review undo {made.id}`)"
        )

    return decide


split = _about_two("split", "Two documents are never one")
join = _about_two("join", "Two documents are one, whatever they say")
