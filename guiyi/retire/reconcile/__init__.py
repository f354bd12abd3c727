"""Reconciliation: does an old site add up? `reconcile_site` gives the account, `report` writes it for people."""

from guiyi.retire.reconcile.balance import Group, Reconciliation, SectionBalance, StageBalance
from guiyi.retire.reconcile.site import reconcile_site

__all__ = ["Group", "Reconciliation", "SectionBalance", "StageBalance", "reconcile_site"]
