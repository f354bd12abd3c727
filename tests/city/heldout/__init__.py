"""Four old sites apart from the eight: other CMSes, other page designs, and no file of their own.

Nothing in Guiyi was written with them in view; what `survey` makes of them is what counts. `serve_apart()` puts them on
loopback, `bare_configs()` writes the platform, the families and what a person knows of a site before its survey.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.city.heldout.cast import APART_PROFILES
from tests.city.heldout.component import Component
from tests.city.heldout.dede import Dede
from tests.city.heldout.sitefactory import SiteFactory
from tests.city.heldout.ucap import Ucap
from tests.city.sites.base import Site
from tests.place import CONFIGS, install_platform

if TYPE_CHECKING:
    from tests.city.server import City

APART = {profile.id: profile for profile in APART_PROFILES}
APART_MANNERS: dict[str, type[Site]] = {"ucap": Ucap, "dede": Dede, "sitefactory": SiteFactory, "component": Component}
BARE = """\
version: 1
site:
  id: {id}
  name: {name}
  department: {id}
  base_url: http://{host}/
crawl:
  allow_private: true
  connect_to: {{{host}: "127.0.0.1:{port}"}}
  delay: 0
  concurrency: 4
"""


@contextmanager
def serve_apart(port: int = 0, state: str = "base") -> Iterator[City]:
    """Serves the four sites on 127.0.0.1 while the context lasts."""
    from tests.city.server import serve

    with serve(port, state, only=tuple(APART)) as city:
        yield city


def bare_configs(target: Path, port: int) -> None:
    """A folder and the port → platform, families and waves there, and of each site only its name and address."""
    install_platform(target)
    shutil.copy(CONFIGS / "waves.yaml", target)
    for one in APART_PROFILES:
        text = BARE.format(id=one.id, name=one.name, host=one.host, port=port)
        (target / "sites" / f"{one.id}.yaml").write_text(text, encoding="utf-8")
