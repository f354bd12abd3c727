"""verify-site: every old address of the retired sites is asked again, on schedule, as long as redirects stand."""

from __future__ import annotations

from typing import Annotated, Any

from prefect import flow
from prefect.states import State
from pydantic import Field

from tasks.telling import completed
from tasks.verify import sites_to_verify, verify

OneSite = Annotated[str, Field(title="旧站 Site", description="One site; empty: all whose redirects stand")]
Service = Annotated[
    str, Field(title="服务地址 Service", description="A redirect service, asked by Host header; empty: live")
]


@flow(name="verify-site", flow_run_name="verify {site}", validate_parameters=False)
def verify_site(site: OneSite = "", service: Service = "") -> State[Any]:
    """Completed: all answers as expected. "Held": some are not; a site that got worse was opened again."""
    found = {one: verify(one, service) for one in ([site] if site else sites_to_verify())}
    wrong = {one: told for one, told in found.items() if not told["passed"]}
    if wrong:
        message = "; ".join(f"{one}: {told['summary']}" for one, told in wrong.items())
        return completed(name="Held", message=message, data=found)
    return completed(message=f"{len(found)} sites as expected", data=found)
