"""Who makes a move, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass

from guiyi.config.platform import Retirement
from guiyi.errors import ConfigError
from guiyi.retire.states import APPROVER, OPERATOR

PORTAL, PREFECT, COMMAND = "portal", "prefect", "command"


@dataclass(frozen=True)
class Actor:
    """A person: name, roles, and through what they speak: portal (signed in), prefect (a form), command."""

    name: str
    roles: frozenset[str]
    through: str

    def may(self, role: str) -> bool:
        """Whether they have a role."""
        return role in self.roles


def named_actor(rules: Retirement, name: str, through: str) -> Actor:
    """A name that was given, not proven by a sign-in → the person, with the roles that platform.yaml gives that name.

    ConfigError where no name was given.
    """
    name = name.strip()
    if not name:
        raise ConfigError("say who you are: every step of a retirement names its person")
    roles = set()
    if not rules.operators or name in rules.operators:
        roles.add(OPERATOR)
    if name in rules.approvers and through in rules.approve_in:
        roles.add(APPROVER)
    return Actor(name, frozenset(roles), through)
