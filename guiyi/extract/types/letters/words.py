"""The words of letters: what the public does, what comes back, who speaks, and when."""

from __future__ import annotations

import re
from typing import Any

WROTE = "来信|来电|来访|写信|去信|发信|信件|咨询|留言|诉求|投诉|提问|反映|求助|举报|问政|来件|建言|呼声"  # what the public does
CAME_BACK = "回复|答复|办复|复信|回信|反馈|办理|处理|处置|办结|承办|答疑|回应"
OFFICE = "单位|部门|机构|机关|科室|处室|主体"
OF_WORDS = ("内容", "正文", "详情", "全文")  # how labels of what was written end
PUBLIC = "网友|网民|市民|居民|群众|读者|家长|村民|业主|匿名|先生|女士|百姓"
PUBLIC_WROTE = re.compile(rf"(?:{PUBLIC})的?(?:{WROTE})")  # heads what one of the public wrote: 读者提问
DAY = r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
HAS_DAY = re.compile(DAY)
ADDRESSED = re.compile(
    rf"您|(?:^|\n)(?:尊敬的|亲爱的)?[^\n，。]{{0,8}}(?:{PUBLIC}|朋友|同志|同学)[^\n，。]{{0,6}}[:：,，!！]"
)
OF_PAGE = re.compile(r"发布|更新|来源|浏览|点击|阅读|作者|编辑|责编|发文|印发|成文|字号|打印")  # a page's own facts
LONGEST = 60  # characters of a line of who and when
Exchange = dict[str, Any]  # what a letter's labels would have told: question, asked_at, reply, …; further: more answers
