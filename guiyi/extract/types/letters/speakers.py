"""Words that tell who of a letter speaks, and the lines that are a page's own facts."""

from __future__ import annotations

import re
from typing import Any

from guiyi.extract.types.letters.stems import DAY

PUBLIC = "网友|网民|市民|居民|群众|读者|家长|村民|业主|匿名|先生|女士|百姓"
HAS_DAY = re.compile(DAY)
ADDRESSED = re.compile(
    rf"您|(?:^|\n)(?:尊敬的|亲爱的)?[^\n，。]{{0,8}}(?:{PUBLIC}|朋友|同志|同学)[^\n，。]{{0,6}}[:：,，!！]"
)
OF_PAGE = re.compile(r"发布|更新|来源|浏览|点击|阅读|作者|编辑|责编|发文|印发|成文|字号|打印")
LONGEST = 60  # characters of a line of who and when
Exchange = dict[str, Any]  # what a letter's labels would have told: question, asked_at, reply, …; further: more answers
