"""Commands on what proves a retirement: its log and its evidence."""

from __future__ import annotations

from pathlib import Path

import click

from guiyi.commands.helping import Listed
from guiyi.commands.options import AS_JSON, BY, of_library
from guiyi.commands.output import console, echo_json
from guiyi.settings import Settings


@click.group(cls=Listed)
def audit() -> None:
    """The log of retirements."""


@audit.command("verify")
@click.option("--head", "heads", multiple=True, metavar="SITE=NUMBER:HASH", help="A head as it was printed.")
@AS_JSON
@of_library
def audit_verify(settings: Settings, heads: tuple[str, ...], as_json: bool) -> None:
    """Finds any change to the log: an event altered, taken out, put in, cut off, or all written anew."""
    from guiyi.library.migrate import open_library
    from guiyi.retire.audit import Tampered, parse_head, verify_log
    from guiyi.store import Store

    printed = dict(parse_head(head) for head in heads)
    found = verify_log(open_library(settings.library), Store(settings.store), printed)
    if as_json:
        echo_json([one.__dict__ for one in found])
    for one in found:
        note = f", {one.unanchored} not anchored yet" if one.unanchored else ""
        console.print(f"{one.site}: {one.events} events{note}, head {one.head}", markup=False)
    faults = [f"{one.site}: {fault}" for one in found for fault in one.faults]
    if faults:
        raise Tampered("the log was tampered with:\n" + "\n".join(faults))
    console.print(f"{len(found)} logs, no fault")


@click.group(cls=Listed)
def evidence() -> None:
    """Evidence packs: all that proves a site's retirement, signed."""


@evidence.command("make")
@click.argument("site")
@BY
@of_library
def evidence_make(settings: Settings, site: str, by: str) -> None:
    """Writes a signed pack of what there is by now."""
    from guiyi.retire.evidence.pack import make_evidence
    from guiyi.store import Store

    pack = make_evidence(settings, site, by)
    console.print(f"{Store(settings.store).path(pack.key)}\nsha256 {pack.sha256}\nhead {pack.head}", markup=False)


@evidence.command("verify")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", help="The city's public key in hex; default: this installation's.")
def evidence_verify(file: Path, key: str | None) -> None:
    """Checks a pack: its signature, every file of it, the chain of its log. Exit 0 only if nothing was changed."""
    from guiyi.retire.audit import Tampered
    from guiyi.retire.evidence.pack import evidence_faults
    from guiyi.retire.evidence.signing import public_hex, signing_key

    faults = evidence_faults(file.read_bytes(), key or public_hex(signing_key()))
    if faults:
        raise Tampered(f"{file} was tampered with:\n" + "\n".join(faults))
    console.print(f"{file}: whole, and signed by the city")


@evidence.command("key")
def evidence_key() -> None:
    """The public key with which packs are checked elsewhere."""
    from guiyi.retire.evidence.signing import public_hex, signing_key

    click.echo(public_hex(signing_key()))
