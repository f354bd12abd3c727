"""Reading configuration: YAML files → typed models, layered default → family → site; every mistake with its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from guiyi.config.models import Assertions, Crawl, FamilyFile, Load, Mapping, Model, SiteConfig, SiteFile, Template
from guiyi.config.platform import Platform, Waves
from guiyi.errors import ConfigError, Problem

M = TypeVar("M", bound=BaseModel)
PARTIAL: dict[str, type[BaseModel]] = {"crawl": Crawl, "assertions": Assertions, "load": Load}


class UniqueKeyLoader(yaml.CSafeLoader):
    """A YAML loader to which a key said twice in one mapping is a mistake, not an override."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Mapping node → dict; ConstructorError names the line of a repeated key."""
        seen: set[str] = set()
        for key, _value in node.value:
            name = str(key.value)
            if name in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {name!r} is said twice", key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """YAML file → plain data. ConfigError with line and column if it can't be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8-sig"), UniqueKeyLoader)  # noqa: S506  a safe loader's child
    except FileNotFoundError:
        raise ConfigError([Problem(str(path), "", "there is no such file")]) from None
    except OSError as error:
        raise ConfigError([Problem(str(path), "", f"can't be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([Problem(str(path), "", f"not UTF-8: {error}; save it as UTF-8")]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ConfigError([Problem(str(path), place, str(error.problem))]) from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: YAML takes 2018-02-30 for a date
        raise ConfigError([Problem(str(path), "", f"YAML can't read a value: {error}; put it in quotes")]) from error
    except RecursionError:
        raise ConfigError([Problem(str(path), "", "nested too deeply")]) from None


def parse(model: type[M], data: Any, file: Path) -> M:
    """Plain data → a model; ConfigError with one Problem a mistake."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ConfigError([_problem(one, file) for one in error.errors(include_url=False)]) from error


def parse_layer(model: type[M], path: Path) -> M:
    """The file of a family or a site → its model; its partial settings are checked with it. ConfigError."""
    return _parse_layer(model, read_yaml(path), path)


def _parse_layer(model: type[M], data: Any, path: Path) -> M:
    problems: list[Problem] = []
    made: list[M] = []
    try:
        made.append(parse(model, data, path))
    except ConfigError as error:
        problems += error.problems
    for key, part in PARTIAL.items():
        if isinstance(data, dict) and isinstance(data.get(key), dict) and key in model.model_fields:
            try:
                parse(part, data[key], path)
            except ConfigError as error:
                problems += [Problem(one.file, f"{key}.{one.key}", one.reason) for one in error.problems]
    if problems:
        raise ConfigError(problems)
    return made[0]


def parse_known(model: type[M], path: Path) -> M | None:
    """A file with mistakes → what it says beside keys that nobody knows: they hide no other. None: more is wrong."""
    try:
        data = read_yaml(path)
        for place in _unknown(model, data):
            _leave_out(data, place)
        return _parse_layer(model, data, path)
    except ConfigError:
        return None


def _unknown(model: type[BaseModel], data: Any) -> Iterator[tuple[int | str, ...]]:
    """Where unknown keys stand, in the file and in its partial settings."""
    parts = {key: data[key] for key in PARTIAL if isinstance(data, dict) and isinstance(data.get(key), dict)}
    for before, kind, said in ((), model, data), *(((key,), PARTIAL[key], part) for key, part in parts.items()):
        try:
            kind.model_validate(said)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                if one["type"] == "extra_forbidden":
                    yield (*before, *one["loc"])


def _leave_out(data: Any, place: tuple[int | str, ...]) -> None:
    for part in place[:-1]:
        try:
            data = data[part]
        except (LookupError, TypeError):
            return
    if isinstance(data, dict):
        data.pop(place[-1], None)


def _problem(error: Any, file: Path) -> Problem:
    key = ".".join(str(part) for part in error["loc"])
    value = error.get("input")
    reason = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] in ("string_type", "literal_error", "string_pattern_mismatch") and _is_read_by_yaml(value):
        reason += f" (YAML reads {value!r}; put it in quotes)"
    elif error["type"] == "extra_forbidden":
        reason = "unknown key" + _meant(str(error["loc"][-1]))
    elif error["type"] == "invalid_key":
        parents = [str(part) for part in error["loc"] if part != "[key]"][:-1]
        key, reason = ".".join([*parents, str(value)]), f"a key must be text (YAML reads {value!r}; put it in quotes)"
    return Problem(str(file), key, reason)


@lru_cache(maxsize=1)
def _keys() -> list[str]:
    """Every key that some configuration file may say."""
    kinds = list(Model.__subclasses__())
    for kind in kinds:
        kinds += kind.__subclasses__()
    return sorted({field.alias or name for kind in kinds for name, field in kind.model_fields.items()})


def _meant(key: str) -> str:
    near = difflib.get_close_matches(key, _keys(), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _is_read_by_yaml(value: Any) -> bool:
    """Whether YAML 1.1 took plain text for something else: no for a boolean, 0755 for a number, a day for a date."""
    return isinstance(value, bool | int | float | date)


# --- the files -------------------------------------------------------------------------------------------------------


def list_sites(configs: Path) -> list[str]:
    """Ids of the configured sites, sorted: the stems of sites/*.yaml."""
    return sorted(path.stem for path in (configs / "sites").glob("*.yaml"))


def families_of(configs: Path) -> dict[str, str]:
    """Site → its family, of all sites that have one. ConfigError."""
    written = {site: load_site_file(configs, site).extends for site in list_sites(configs)}
    return {site: family for site, family in written.items() if family}


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
    return parse_layer(FamilyFile, path)


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
    return parse_layer(SiteFile, path)


def load_site(configs: Path, site: str) -> SiteConfig:
    """One site, resolved: default → family → site. Reads no other site's file. ConfigError."""
    written = load_site_file(configs, site)
    check_id(configs, site, written)
    family = load_family(configs, written.extends) if written.extends else None
    return resolve(configs, site, written, family)


def check_id(configs: Path, site: str, written: SiteFile) -> None:
    """ConfigError where a site's file says another id than its name."""
    if written.site.id != site:
        reason = f"must be the file's name, {site}, not {written.site.id}"
        raise ConfigError([Problem(str(configs / "sites" / f"{site}.yaml"), "site.id", reason)])


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
    """The crawl settings of family and site; what either excludes is excluded."""
    below = family.crawl if family else {}
    merged = merge(below, site.crawl)
    lists = [layer["exclude"] for layer in (below, site.crawl) if "exclude" in layer]
    if len(lists) == 2 and all(isinstance(one, list) for one in lists):
        merged["exclude"] = [*lists[0], *lists[1]]
    return merged


def resolve(configs: Path, site: str, written: SiteFile, family: FamilyFile | None) -> SiteConfig:
    """A site's file and its family's → the resolved configuration. ConfigError.

    A rule or template of the family with the id or name of one of the site's is replaced by it.
    """
    file = configs / "sites" / f"{site}.yaml"
    assertions = merge(family.assertions if family else {}, written.assertions)
    return SiteConfig(
        site=written.site,
        family=written.extends,
        crawl=parse(Crawl, layered_crawl(family, written), file),
        assertions=parse(Assertions, assertions, file),
        load=parse(Load, written.load, file),
        redirects=written.redirects,
        templates=layered(written.templates, family.templates if family else (), "name"),
        mapping=layered_mapping(written.mapping, family.mapping if family else Mapping()),
        rule_layers=_rule_layers(written.mapping, family.mapping if family else Mapping()),
        template_layers=_template_layers(written.templates, family.templates if family else ()),
    )


def layered(upper: tuple[M, ...], lower: tuple[M, ...], name: str) -> tuple[M, ...]:
    """Both layers' elements, the upper's first; of two with one name, the upper's."""
    taken = {getattr(one, name) for one in upper}
    return (*upper, *(one for one in lower if getattr(one, name) not in taken))


def layered_mapping(upper: Mapping, lower: Mapping) -> Mapping:
    """Two layers' rules; `unmatched` stays unsaid where neither says it."""
    said = [one.unmatched for one in (lower, upper) if "unmatched" in one.model_fields_set]
    columns = layered(upper.columns, lower.columns, "id")
    return Mapping(columns=columns, unmatched=said[-1]) if said else Mapping(columns=columns)


def _template_layers(upper: tuple[Template, ...], lower: tuple[Template, ...]) -> dict[str, str]:
    return {one.name: "family" for one in lower} | {one.name: "site" for one in upper}


def _rule_layers(upper: Mapping, lower: Mapping) -> dict[str, str]:
    return {rule.id: "family" for rule in lower.columns} | {rule.id: "site" for rule in upper.columns}
