"""Every configuration mistake at once: of each file by itself, and of files against each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from guiyi.config.check_parts import Known, check_crawl, check_mapping, check_templates, check_threshold
from guiyi.config.load import (
    check_id,
    list_sites,
    load_family,
    load_platform,
    load_site_file,
    load_waves,
    parse_known,
    resolve,
)
from guiyi.config.models import Assertions, FamilyFile, SiteConfig, SiteFile
from guiyi.config.names import folded
from guiyi.config.platform import (
    Platform,
    walk_columns,  # fmt: skip
)
from guiyi.config.targets import target_problems
from guiyi.errors import ConfigError, Problem
from guiyi.markup.decode import python_name

RATES = tuple(name for name in Assertions.model_fields if name not in ("records", "fill_rate"))
STEM = re.compile(r"^[a-z0-9][a-z0-9._-]*$")


def check_configs(configs: Path) -> list[Problem]:
    """Every mistake of every file, with file, key and reason; empty if all is well."""
    return list(_problems(configs))


def _problems(configs: Path) -> Iterator[Problem]:
    """All mistakes of platform, families, sites and waves."""
    platform: Platform | None = None
    try:
        platform = load_platform(configs)
    except ConfigError as error:
        yield from error.problems
    known = Known(platform)
    if platform:
        yield from _platform_problems(str(configs / "platform.yaml"), platform, known)
    for folder in ("families", "sites"):
        yield from _names_problems(configs / folder)
    families: dict[str, FamilyFile | None] = {}
    for path in sorted((configs / "families").glob("*.yaml")):
        families[path.stem] = None
        try:
            family = families[path.stem] = load_family(configs, path.stem)
        except ConfigError as error:
            yield from error.problems
            continue
        yield from check_templates(str(path), family.templates)
        yield from check_mapping(str(path), family.mapping, known)
    yield from _sites_problems(configs, families, known)
    yield from _waves_problems(configs)


def _names_problems(folder: Path) -> Iterator[Problem]:
    """Files that would be passed over in silence, or have names that can't be ids."""
    for path in sorted(folder.glob("*")):
        if path.suffix in (".yml", ".YAML", ".YML", ".json"):
            yield Problem(str(path), "", f"is not read: only {folder.name}/*.yaml is")
        elif path.suffix == ".yaml" and not STEM.match(path.stem):
            yield Problem(str(path), "", "the file's name must be small letters, digits, dots and dashes")


# --- platform --------------------------------------------------------------------------------------------------------


def _platform_problems(file: str, platform: Platform, known: Known) -> Iterator[Problem]:
    names: dict[str, str] = {}
    for _function, column in walk_columns(platform):
        for name in dict.fromkeys(map(folded, (column.name, *column.names))):
            if names.setdefault(name, column.id) != column.id:
                yield Problem(file, "functions", f"{name} is a name of both {names[name]} and {column.id}")
    yield from _twice(file, "platforms", "platforms have the id", [one.id for one in platform.platforms])
    if platform.platforms and sum(one.is_municipal for one in platform.platforms) != 1:
        yield Problem(file, "platforms", "exactly one of them must be the municipal one (is_municipal: true)")
    functions = [one.function for one in platform.functions]
    yield from _twice(file, "functions", "columns have the id", [one.id for _function, one in walk_columns(platform)])
    yield from _twice(file, "functions", "parts have the function", functions)
    yield from _twice(file, "topics", "topics are called", [topic.name for topic in platform.topics])
    for at, topic in enumerate(platform.topics):
        yield from _twice(file, f"topics.{at}.children", "children are called", topic.children)
    yield from _twice(file, "genres", "genres are called", [genre.name for genre in platform.genres])
    yield from _twice(file, "genres", "genres have the code", [one.code for one in platform.genres if one.code])
    yield from _twice(file, "metadata", "fields are called", [field.name for field in platform.metadata])
    yield from _twice(file, "agencies", "agencies have the id", [agency.id for agency in platform.agencies])
    yield from check_mapping(file, platform.mapping, known)


def _twice(file: str, key: str, what: str, values: Iterable[str]) -> Iterator[Problem]:
    for value, count in Counter(values).items():
        if count > 1:
            yield Problem(file, key, f"{count} {what} {value}")


# --- sites -----------------------------------------------------------------------------------------------------------


def _sites_problems(configs: Path, families: dict[str, FamilyFile | None], known: Known) -> Iterator[Problem]:
    owners: dict[tuple[str, str], str] = {}
    for site in list_sites(configs):
        file = str(configs / "sites" / f"{site}.yaml")
        try:
            written = load_site_file(configs, site)
        except ConfigError as error:
            yield from error.problems
            known_part = parse_known(SiteFile, Path(file)) if Path(file).exists() else None
            if known_part is None:
                continue
            written = known_part
        try:
            check_id(configs, site, written)
        except ConfigError as error:
            yield from error.problems
        if written.extends and written.extends not in families:
            yield Problem(file, "extends", f"there is no families/{written.extends}.yaml")
        config = resolve(configs, site, written, families.get(written.extends) if written.extends else None)
        yield from _site_problems(file, config, written, known)
        yield from _shared(file, config, owners)


def _shared(file: str, config: SiteConfig, owners: dict[tuple[str, str], str]) -> Iterator[Problem]:
    """What two sites may not have in common: addresses and identification codes."""
    identity = config.site
    claims = [("base_url", identity.base_url), *(("aliases", one) for one in identity.aliases)]
    if identity.id_code:
        claims.append(("id_code", identity.id_code))
    for key, value in claims:
        kind = "id_code" if key == "id_code" else "address"
        owner = owners.setdefault((kind, _bare(value)), Path(file).stem)
        if owner != Path(file).stem:
            yield Problem(file, f"site.{key}", f"{value} belongs to {owner} already")


def _bare(address: str) -> str:
    """An address without what does not make another site: scheme, www, default port, closing slash."""
    plain = re.sub(r"^https?://", "", address.strip(), flags=re.IGNORECASE).removeprefix("www.")
    host, slash, path = plain.partition("/")
    return re.sub(r":(?:80|443)$", "", host.lower()) + (slash + path).rstrip("/")


def _site_problems(file: str, config: SiteConfig, written: SiteFile, known: Known) -> Iterator[Problem]:
    identity = config.site
    if known.agencies is not None and identity.department not in known.agencies:
        yield Problem(file, "site.department", f"{identity.department} is not one of the platform's agencies")
    if not re.match(r"https?://[^/\s]+", identity.base_url):
        yield Problem(file, "site.base_url", f"{identity.base_url!r} is not an http:// or https:// address")
    if identity.charset and python_name(identity.charset) is None:
        yield Problem(file, "site.charset", f"there is no charset {identity.charset}, such as gb18030 or utf-8")
    if known.platform is not None:
        yield from (Problem(file, "site.district", reason) for reason in target_problems(known.platform, identity))
    yield from check_templates(file, written.templates)
    yield from check_mapping(file, written.mapping, known)
    yield from check_crawl(file, config.crawl)
    for field in config.load.protect:
        if known.fields is not None and field not in known.fields:
            yield Problem(file, "load.protect", f"the platform's metadata has no field {field}")
    assertions = config.assertions
    for key in ("records", *RATES):
        yield from check_threshold(file, f"assertions.{key}", getattr(assertions, key), is_rate=key in RATES)
    for name, threshold in assertions.fill_rate.items():
        yield from check_threshold(file, f"assertions.fill_rate.{name}", threshold, is_rate=True)


# --- waves -----------------------------------------------------------------------------------------------------------


def _waves_problems(configs: Path) -> Iterator[Problem]:
    file = str(configs / "waves.yaml")
    try:
        waves = load_waves(configs).waves
    except ConfigError as error:
        yield from error.problems
        return
    sites, placed = set(list_sites(configs)), dict[str, str]()
    yield from _twice(file, "waves", "waves are called", [wave.name for wave in waves])
    for at, wave in enumerate(waves):
        yield from _twice(file, f"waves.{at}.sites", "entries name", wave.sites)
        for site in wave.sites:
            if site not in sites:
                yield Problem(file, f"waves.{at}.sites", f"there is no sites/{site}.yaml")
            if placed.setdefault(site, wave.name) != wave.name:
                yield Problem(file, f"waves.{at}.sites", f"{site} is in wave {placed[site]} already")
