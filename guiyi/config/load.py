"""Reading configuration: YAML files → typed models, layered default → family → site; every mistake with its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from guiyi.config.models import Assertions, Crawl, FamilyFile, Load, Mapping, Platform, SiteConfig, SiteFile, Waves
from guiyi.errors import ConfigError, Problem

T = TypeVar("T", bound=BaseModel)


class UniqueKeyLoader(yaml.CSafeLoader):
    """A YAML loader to which a key said twice in one mapping is a mistake, not an override."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Mapping node → dict; ConstructorError names the line of a repeated key."""
        seen: set[str] = set()
        for key, _value in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} is said twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """YAML file → plain data. ConfigError with line and column if it can't be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), UniqueKeyLoader)  # noqa: S506  a safe loader's child
    except FileNotFoundError:
        raise ConfigError([Problem(str(path), "", "there is no such file")]) from None
    except UnicodeDecodeError as error:
        raise ConfigError([Problem(str(path), "", f"not UTF-8: {error}")]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ConfigError([Problem(str(path), place, str(error.problem))]) from error
    except yaml.YAMLError as error:
        raise ConfigError([Problem(str(path), "", str(error))]) from error


def parse(model: type[T], data: Any, file: Path) -> T:
    """Plain data → a model; ConfigError with one Problem a mistake."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ConfigError([_problem(one, file) for one in error.errors(include_url=False)]) from error


def _problem(error: Any, file: Path) -> Problem:
    key = ".".join(str(part) for part in error["loc"])
    value = error.get("input")
    reason = str(error["msg"]).removeprefix("Value error, ")
    if (error["type"] == "string_type" and isinstance(value, int | float | bool)) or _is_date(value):
        reason += f" (YAML reads {value!r}; put it in quotes)"
    elif error["type"] == "extra_forbidden":
        reason = "unknown key"
    return Problem(str(file), key, reason)


def _is_date(value: Any) -> bool:
    return type(value).__name__ in ("date", "datetime")


# --- the files -------------------------------------------------------------------------------------------------------


def list_sites(configs: Path) -> list[str]:
    """Ids of the configured sites, sorted: the stems of sites/*.yaml."""
    return sorted(path.stem for path in (configs / "sites").glob("*.yaml"))


def load_platform(configs: Path) -> Platform:
    """configs/platform.yaml. ConfigError."""
    path = configs / "platform.yaml"
    return _platform(path, _version_of(path))


@lru_cache(maxsize=8)
def _platform(path: Path, _version: tuple[int, int]) -> Platform:
    return parse(Platform, read_yaml(path), path)


def load_family(configs: Path, family: str) -> FamilyFile:
    """configs/families/<family>.yaml. ConfigError."""
    path = configs / "families" / f"{family}.yaml"
    return _family(path, _version_of(path))


@lru_cache(maxsize=64)
def _family(path: Path, _version: tuple[int, int]) -> FamilyFile:
    return parse(FamilyFile, read_yaml(path), path)


def _version_of(path: Path) -> tuple[int, int]:
    """What changes when the file does; (0, 0) if it is not there."""
    try:
        stat = path.stat()
    except OSError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)


def load_waves(configs: Path) -> Waves:
    """configs/waves.yaml; no waves if the file is not there. ConfigError."""
    path = configs / "waves.yaml"
    return parse(Waves, read_yaml(path), path) if path.exists() else Waves(version=1)


def load_site_file(configs: Path, site: str) -> SiteFile:
    """configs/sites/<site>.yaml as written. ConfigError; for an unknown site it names those that are near."""
    path = configs / "sites" / f"{site}.yaml"
    if not path.exists():
        near = difflib.get_close_matches(site, list_sites(configs), n=3)
        hint = f"did you mean {', '.join(near)}?" if near else f"{configs}/sites holds {len(list_sites(configs))} sites"
        raise ConfigError([Problem(str(path), "", f"there is no such site; {hint}")])
    return parse(SiteFile, read_yaml(path), path)


def load_site(configs: Path, site: str) -> SiteConfig:
    """One site, resolved: default → family → site. Reads no other site's file. ConfigError."""
    written = load_site_file(configs, site)
    family = load_family(configs, written.extends) if written.extends else None
    return resolve(configs, site, written, family)


# --- layering --------------------------------------------------------------------------------------------------------


def merge(lower: dict[str, Any], upper: dict[str, Any]) -> dict[str, Any]:
    """Two layers of plain data → one: mappings deeply, everything else replaced by the upper layer.

    >>> merge({"a": {"x": 1, "y": 2}, "b": [1]}, {"a": {"y": 3}, "b": [2]})
    {'a': {'x': 1, 'y': 3}, 'b': [2]}
    """
    merged = dict(lower)
    for key, value in upper.items():
        below = merged.get(key)
        merged[key] = merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def layered_crawl(family: FamilyFile | None, site: SiteFile) -> dict[str, Any]:
    """The crawl settings of family and site; what both exclude is excluded."""
    below = family.crawl if family else {}
    merged = merge(below, site.crawl)
    exclude = [*below.get("exclude", ()), *site.crawl.get("exclude", ())]
    return merged | {"exclude": exclude} if exclude else merged


def resolve(configs: Path, site: str, written: SiteFile, family: FamilyFile | None) -> SiteConfig:
    """A site's file and its family's → the resolved configuration. ConfigError names the file that said it."""
    file = configs / "sites" / f"{site}.yaml"
    problems: list[Problem] = []

    def part(model: type[T], key: str, data: dict[str, Any]) -> T | None:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                found = _problem(one, file)
                problems.append(Problem(found.file, f"{key}.{found.key}", found.reason))
            return None

    crawl = part(Crawl, "crawl", layered_crawl(family, written))
    assertions = part(Assertions, "assertions", merge(family.assertions if family else {}, written.assertions))
    load = part(Load, "load", written.load)
    if written.site.id != site:
        problems.append(Problem(str(file), "site.id", f"must be the file's name, {site}, not {written.site.id}"))
    if problems or crawl is None or assertions is None or load is None:
        raise ConfigError(problems)
    lower = family.mapping if family else Mapping()
    unmatched = written.mapping.unmatched if "unmatched" in written.mapping.model_fields_set else lower.unmatched
    return SiteConfig(
        site=written.site,
        family=written.extends,
        crawl=crawl,
        templates=(*written.templates, *(family.templates if family else ())),
        mapping=Mapping(columns=(*written.mapping.columns, *lower.columns), unmatched=unmatched),
        assertions=assertions,
        load=load,
    )


# --- every mistake at once -------------------------------------------------------------------------------------------


def check_configs(configs: Path) -> list[Problem]:
    """Every mistake of every file, with file, key and reason; empty if all is well."""
    from guiyi.config.check import find_problems  # the checks need this module

    return list(find_problems(configs))


def walk_columns(platform: Platform) -> Iterator[tuple[str, Any]]:
    """Every column of the tree with its function, top first."""

    def below(function: str, columns: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
        for column in columns:
            yield function, column
            yield from below(function, column.columns)

    for one in platform.functions:
        yield from below(one.function, one.columns)
