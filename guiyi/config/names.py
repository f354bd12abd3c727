"""How names of columns are compared."""

from __future__ import annotations

import re
import unicodedata

SPACES = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")


def folded(name: str) -> str:
    """A name as it is compared: NFKC (which folds widths) without white space and case; no transliteration.

    >>> folded("　政策 法规（试行）"), folded("ＰＰＰ项目")
    ('政策法规(试行)', 'ppp项目')
    """
    return SPACES.sub("", unicodedata.normalize("NFKC", name)).casefold()
