"""By what the runs of a site are found in the Prefect UI: its tier, district, department, CMS family and waves."""

from __future__ import annotations

from pathlib import Path

from guiyi.config.load import load_site, load_waves


def tags_of(configs: Path, site: str) -> list[str]:
    """Site → tags, such as `tier:district` and `wave:departments-1`. ConfigError."""
    config = load_site(configs, site)
    waves = sorted(wave.name for wave in load_waves(configs).waves if site in wave.sites)
    tags = [
        f"site:{site}", f"tier:{config.site.tier}", f"department:{config.site.department}",
        f"family:{config.family or 'unknown'}", *(f"wave:{name}" for name in waves),
    ]  # fmt: skip
    return [*tags, f"district:{config.site.district}"] if config.site.district else tags
