"""Where a test's sites are at home: a configuration with this project's platform and families, a library, a store."""

from __future__ import annotations

import shutil
from pathlib import Path

from guiyi.settings import Settings

CONFIGS = Path(__file__).parent.parent / "configs"


def install_platform(folder: Path) -> None:
    """A folder for configurations → platform and families of this project there, and no sites."""
    (folder / "sites").mkdir(parents=True, exist_ok=True)
    shutil.copy(CONFIGS / "platform.yaml", folder)
    shutil.copytree(CONFIGS / "families", folder / "families", dirs_exist_ok=True)


def fresh_settings(folder: Path) -> Settings:
    """Settings in an empty folder: platform and families, no sites."""
    install_platform(folder / "configs")
    return Settings(f"sqlite:///{folder}/library.db", str(folder / "store"), folder / "configs")
