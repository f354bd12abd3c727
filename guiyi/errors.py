"""The one error tree, sorted by who must act.

GuiyiError
├── ConfigError            an operator corrects a file or an option          exit 2
├── SourceError            the old site
│   ├── TransientSource    the machine tries again (time-out, reset, 5xx)
│   │   └── NoHandshake    no TLS there; the site's own pages are asked for at its own address instead
│   ├── SourceDown         the site's owner: the host does not answer
│   └── RefusedAddress     an engineer: the address may not be fetched
├── LibraryError           the database
│   └── TransientLibrary   the machine tries again (lost connection, lock)
├── StoreError             an engineer: snapshot, parquet or evidence unreadable, disk full
├── StagesEnded            an engineer: the process that does the stages was killed; the next run goes on
├── RunBusy                nobody: another run of this site is at work
└── GateHeld               an operator decides: finished, but held by a gate  exit 3

The message of each is what the user reads: what happened, where, and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class GuiyiError(Exception):
    """Base of all errors that Guiyi raises on purpose."""

    exit_code = 1
    is_transient = False

    def __reduce__(self) -> tuple[Any, ...]:
        """For another process: as it is, whatever its constructor takes."""
        return _as_it_was, (type(self), self.args, self.__dict__)


def _as_it_was(kind: type[GuiyiError], args: tuple[Any, ...], said: dict[str, Any]) -> GuiyiError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(said)
    return error


@dataclass(frozen=True)
class Problem:
    """One mistake in one file: where it is, which key, and what is wrong."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key or '(file)'}: {self.reason}"


class ConfigError(GuiyiError):
    """Configuration or usage is wrong; every mistake found is in `problems`."""

    exit_code = 2

    def __init__(self, problems: list[Problem] | str) -> None:
        self.problems = [Problem("", "", problems)] if isinstance(problems, str) else problems
        super().__init__(problems if isinstance(problems, str) else "\n".join(map(str, self.problems)))


class SourceError(GuiyiError):
    """The old site did not give what was asked for."""


class TransientSource(SourceError):
    """The old site may answer next time."""

    is_transient = True


class NoHandshake(TransientSource):
    """The host listens, but no TLS connection comes about: https:// links to a site that speaks http:// alone."""


class SourceDown(SourceError):
    """The old site's host does not answer, or asked for `seconds` of pause; its run stops and can be resumed.

    has_answered: it did since this start, so that there are pages more than before.
    """

    has_answered = False

    def __init__(self, message: str, seconds: float | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds


class RefusedAddress(SourceError):
    """The address is private, special, or outside what the site's file allows."""


class LibraryError(GuiyiError):
    """The library database refused."""


class TransientLibrary(LibraryError):
    """The library database may answer next time."""

    is_transient = True


class StoreError(GuiyiError):
    """A file of the store can't be read or written."""


class StagesEnded(GuiyiError):
    """The process that does a run's stages was killed; what it had finished is kept."""


class RunBusy(GuiyiError):
    """Another run of this site holds the lease."""


class GateHeld(GuiyiError):
    """The run finished, but a gate held its load or its result; the last good state stays live."""

    exit_code = 3
