"""Where each value of a resolved site comes from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from guiyi.config.load import load_family, load_site, load_site_file

DEFAULT = "default"


def show_resolved(configs: Path, site: str) -> list[tuple[str, Any, str]]:
    """Site id → (dotted key, value, origin) for every value; origin is default, families/….yaml or sites/….yaml.

    A list is one value; templates and mapping rules are one value each. ConfigError.
    """
    written = load_site_file(configs, site)
    resolved = load_site(configs, site)
    own, family_name = f"sites/{site}.yaml", f"families/{written.extends}.yaml"
    family = load_family(configs, written.extends) if written.extends else None
    rows: list[tuple[str, Any, str]] = []
    said_by_site = written.model_dump(mode="json", exclude_unset=True, by_alias=True)
    said_by_family = family.model_dump(mode="json", exclude_unset=True, by_alias=True) if family else {}
    for key, value in _leaves("", resolved.model_dump(mode="json", by_alias=True)):
        if key.startswith(("templates", "mapping.columns")):
            continue
        origin = own if _says(said_by_site, key) else family_name if _says(said_by_family, key) else DEFAULT
        rows.append((key, value, origin))
    rows += _layered("templates", written.templates, family.templates if family else (), own, family_name, "name")
    lower = family.mapping.columns if family else ()
    rows += _layered("mapping.columns", written.mapping.columns, lower, own, family_name, "id")
    return rows


def _layered(
    key: str, site: tuple[Any, ...], family: tuple[Any, ...], own: str, family_name: str, name: str
) -> list[tuple[str, Any, str]]:
    """Lists to which both layers add: one row an element, with its own origin."""
    pairs = [(one, own) for one in site] + [(one, family_name) for one in family]
    return [
        (f"{key}.{getattr(one, name)}", one.model_dump(mode="json", exclude_unset=True, by_alias=True), origin)
        for one, origin in pairs
    ]


def _leaves(prefix: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from _leaves(f"{prefix}.{key}" if prefix else str(key), below)
    else:
        yield prefix, value


def _says(data: Any, key: str) -> bool:
    for part in key.split("."):
        if not isinstance(data, dict) or part not in data:
            return key == "family" and isinstance(data, dict) and "extends" in data
        data = data[part]
    return True
