"""`python -m guiyi.retire.answering`: the redirect service by itself, in one process, without the portal."""

from __future__ import annotations

import click
import uvicorn

from guiyi.config.load import load_platform
from guiyi.retire.answering.service import RedirectService
from guiyi.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True)
def main(host: str, port: int) -> None:
    """Answers for the old sites by Host header, until Ctrl-C. GUIYI_LIBRARY, GUIYI_STORE, GUIYI_CONFIGS as always."""
    settings = Settings.from_environment()
    rules = load_platform(settings.configs).retirement
    service = RedirectService(settings, rules.archive_url or "")
    uvicorn.run(
        service, host=host, port=port, access_log=False, log_level="warning", server_header=False, date_header=False,
        timeout_keep_alive=30,
    )  # fmt: skip


if __name__ == "__main__":
    main()
