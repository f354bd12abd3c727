"""The manners of eight CMSes, one module each."""

from __future__ import annotations

from tests.city.sites.aspnet import AspNet
from tests.city.sites.base import Site
from tests.city.sites.easysite import EasySite
from tests.city.sites.gkmlpt import Gkmlpt
from tests.city.sites.hanweb import Hanweb
from tests.city.sites.phpcms import PhpCms
from tests.city.sites.tables import Tables
from tests.city.sites.trs import Trs
from tests.city.sites.vsb import Vsb

MANNERS: dict[str, type[Site]] = {
    "trs": Trs, "hanweb": Hanweb, "easysite": EasySite, "vsb": Vsb, "phpcms": PhpCms, "aspnet": AspNet,
    "gkmlpt": Gkmlpt, "tables": Tables,
}  # fmt: skip

__all__ = ["MANNERS", "Site"]
