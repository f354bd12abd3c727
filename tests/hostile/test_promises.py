"""42 hostile behaviours, each against its promise; a table of them is printed at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guiyi.config.models import Crawl
from guiyi.settings import Settings
from tests.hostile.behaviours import BEHAVIOURS
from tests.hostile.run import install, judge, serve
from tests.hostile.site import Behaviour
from tests.hostile.wire import Server

CASES = [(kind, variant) for kind in BEHAVIOURS for variant in kind.variants()]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Server, dict[str, Behaviour]]]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    settings = Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), folder / "configs")
    with serve(folder) as (server, made):
        install(settings.configs, server, made)
        yield settings, server, {one.site: one for one in made}


def test_all_42_behaviours_are_here() -> None:
    assert [kind.number for kind in BEHAVIOURS] == list(range(1, 43))


def test_a_request_has_a_minute_unless_a_site_says_otherwise() -> None:
    assert Crawl().deadline == 60  # the sites here have 3 s, so that the slow ones end soon


@pytest.mark.parametrize(
    ("kind", "variant"),
    CASES,
    ids=[f"{kind.number:02d}-{kind.__name__}{variant and '-' + variant}" for kind, variant in CASES],
)
def test_the_promise_is_kept(
    kind: type[Behaviour],
    variant: str,
    city: tuple[Settings, Server, dict[str, Behaviour]],
    record_property: Callable[[str, object], None],
) -> None:
    settings, server, made = city
    site = next(name for name, one in made.items() if type(one) is kind and one.variant == variant)
    verdict = judge(settings, server, made[site])
    record_property("hostile", verdict.told)
    assert verdict.broken == []
