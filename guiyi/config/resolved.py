"""Where each value of a resolved site comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from guiyi.config.load import load_family, load_platform, load_site, load_site_file
from guiyi.config.models import ColumnRule, Model

DEFAULT = "default"
PLATFORM = "platform.yaml"
LAYERED = ("templates", "mapping.columns", "rule_layers")


def show_resolved(configs: Path, site: str) -> list[tuple[str, Any, str]]:
    """Site id → (dotted key, value, origin) for every value; origin is default, platform.yaml, families/… or sites/….

    A list is one value, of crawl.exclude each pattern, of templates and mapping rules each element. ConfigError.
    """
    written, resolved = load_site_file(configs, site), load_site(configs, site)
    family = load_family(configs, written.extends) if written.extends else None
    layers = [(f"sites/{site}.yaml", _said(written))]
    if family is not None:
        layers.append((f"families/{written.extends}.yaml", _said(family)))
    rows: list[tuple[str, Any, str]] = []
    for path, value in _leaves((), resolved.model_dump(mode="json", by_alias=True)):
        key = ".".join(path)
        if key.startswith(LAYERED):
            continue
        origin = next((name for name, said in layers if _says(said, path)), DEFAULT)
        if key == "crawl.exclude" and value:
            rows += [(f"{key}.{one}", one, _excluder(one, layers)) for one in value]
        else:
            rows.append((key, value, origin))
    rows += _elements("templates", "name", resolved.templates, layers, DEFAULT)
    rows += _elements("mapping.columns", "id", resolved.mapping.columns, layers, DEFAULT)
    return rows + _platform_rules(configs, resolved.mapping.columns)


def _said(file: Model) -> dict[str, Any]:
    return file.model_dump(mode="json", exclude_unset=True, by_alias=True)


def _excluder(pattern: str, layers: Iterable[tuple[str, dict[str, Any]]]) -> str:
    return next((name for name, said in layers if pattern in said.get("crawl", {}).get("exclude", ())), DEFAULT)


def _elements(
    key: str, name: str, elements: Iterable[Model], layers: list[tuple[str, dict[str, Any]]], default: str
) -> list[tuple[str, Any, str]]:
    """Lists to which both layers add: one row an element; the first layer that names it said it."""
    rows = []
    for one in elements:
        own = getattr(one, name)
        said_by = (file for file, said in layers if any(other[name] == own for other in _at(said, key)))
        rows.append((f"{key}.{own}", _said(one), next(said_by, default)))
    return rows


def _platform_rules(configs: Path, above: Iterable[ColumnRule]) -> list[tuple[str, Any, str]]:
    """The platform's own rules, which apply to every site below its own."""
    taken = {rule.id for rule in above}
    rules = [rule for rule in load_platform(configs).mapping.columns if rule.id not in taken]
    return [(f"mapping.columns.{rule.id}", _said(rule), PLATFORM) for rule in rules]


def _leaves(path: tuple[str, ...], value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from _leaves((*path, str(key)), below)
    else:
        yield path, value


def _at(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found: Any = data
    for part in key.split("."):
        found = found.get(part, {})
    return list(found)


def _says(data: Any, path: tuple[str, ...]) -> bool:
    if path == ("family",):
        return "extends" in data
    for part in path:
        if not isinstance(data, dict) or part not in data:
            return False
        data = data[part]
    return True
