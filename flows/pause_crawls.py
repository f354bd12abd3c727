"""pause-crawls: one host, or everything, is asked no more until it is resumed; what runs waits and loses nothing."""

from __future__ import annotations

from typing import Annotated, Literal

from prefect import flow
from prefect.states import State
from pydantic import Field

from tasks.pause import pause, resume
from tasks.telling import completed

Host = Annotated[str, Field(title="主机 Host", description="如 old.example.gov.cn；空 = 全部 empty: everything")]
Do = Annotated[Literal["pause", "resume"], Field(title="做什么 Do", description="pause 暂停 · resume 继续")]


@flow(name="pause-crawls", flow_run_name="{do} {host}", validate_parameters=False)
def pause_crawls(host: Host = "", do: Do = "pause") -> State[str]:
    """Pauses or resumes across all workers. Runs that are at work wait at their next handful of requests."""
    told = pause(host) if do == "pause" else ", ".join(resume(host)) or "nothing was paused"
    return completed(message=f"{do}: {told}", data=told)
