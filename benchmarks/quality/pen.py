"""Writes the articles of the written sets, Chinese and English: every sentence put together from parts, none copied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from benchmarks.quality.cases import Block, Content

ZH = {
    "place": "石桥街道 青萍镇 南塘社区 榆林村 白鹭湾 望江路 旧机场片区 东河工业园 云台县 汀州区 北渚新城 梧桐里".split(),
    "actor": "区文旅局 县图书馆 市燃气公司 镇综合执法队 社区卫生服务站 区残联 青年志愿者协会 乡村建设办 市园林处 街道党工委".split(),
    "act": "启动了 完成了 检查了 公布了 改造了 走访了 验收了 重新规划了 开放了 暂停了".split(),
    "thing": "老旧小区电梯加装项目 夜间公交线路 古戏台修缮工程 农村饮水管网 中小学午餐配送点 沿河步道 垃圾分类收集房 "
    "应急避难场所 公共自行车站点 社区食堂 冬季供暖设施 数字档案馆".split(),
    "result": "居民反映良好 群众意见已全部登记 比原计划提前了半个月 预计年内见到成效 相关数据将按月公开 "
    "后续费用由财政统一安排 责任单位须在月底前反馈 有关名单公示七天".split(),
    "when": "入冬以来 上周三 本月中旬 雨季到来之前 开学前后 经过两轮协商 按照年初的安排 根据现场勘查的结果".split(),
    "kind": "通知 公告 通报 意见 批复 方案".split(),
    "source": "石桥融媒 汀州晚报 区政府办公室 云台县人民政府 市住房保障中心 江畔新闻客户端".split(),
    "author": "钟砚 段青禾 米立冬 祝南 屈小舟 解望".split(),
    "column": "通知公告 要闻动态 政策文件 民生资讯 专题报道".split(),
    "heading": "一、总体情况 二、主要做法 三、存在的问题 四、下一步打算 （一）组织领导 （二）资金来源".split(),
    "cell": "序号 项目 地点 数量 责任单位 完成时限 备注 已完成 进行中 未开工 甲组 乙组".split(),
}
EN = {
    "place": ["Marlow Vale", "the Old Quay", "Thornby", "East Fenwick", "Harrow Lane", "Lower Brackley", "Saltmarsh"],
    "actor": ["The parks team", "The county library", "Trading standards officers", "The harbour board", "Volunteers",
              "The highways department", "The school meals service", "The planning committee"],
    "act": ["reopened", "inspected", "finished repairing", "agreed to fund", "surveyed", "consulted residents about",
            "published figures for", "postponed"],
    "thing": ["the riverside path", "two weekend bus routes", "the covered market", "street lighting on the ring road",
              "the community orchard", "flood gates at the weir", "allotment rents", "the winter gritting plan"],
    "result": ["and residents have until Friday to comment", "which cost less than first expected",
               "although work near the station will continue", "and the full report goes to cabinet next month",
               "so that access is kept open at all times", "with the final phase due before the summer holidays"],
    "when": ["Earlier this week", "After months of delay", "On Tuesday evening", "In the first quarter", "Following heavy rain",
             "As part of the annual review"],
    "kind": ["update", "notice", "decision", "consultation", "statement"],
    "source": ["Fenwick Gazette", "Marlow Borough Council", "Saltmarsh Harbour Board"],
    "author": ["Ida Pemberlow", "Tom Askerwell", "Ruth Fennimore", "Owen Drabble"],
    "column": ["News", "Notices", "Transport", "Planning"],
    "heading": ["What is changing", "Background", "How to comment", "Next steps"],
    "cell": ["Ward", "Route", "Date", "Cost", "Open", "Closed", "Pending", "Lead officer"],
}  # fmt: skip


class Pen:
    """Writes in one language, the same for the same seed."""

    def __init__(self, seed: str, is_chinese: bool) -> None:
        self.random, self.words, self.is_chinese = Random(seed), ZH if is_chinese else EN, is_chinese

    def pick(self, name: str) -> str:
        """One of the words of a bank."""
        return self.random.choice(self.words[name])

    def sentence(self) -> str:
        """A sentence with a figure of its own."""
        figure = self.random.randint(3, 9876)
        if not self.is_chinese:
            return (
                f"{self.pick('when')}, {self.pick('actor')[0].lower()}{self.pick('actor')[1:]} {self.pick('act')} "
                f"{self.pick('thing')} in {self.pick('place')} at a cost of {figure} pounds, {self.pick('result')}."
            )
        forms: Sequence[str] = (
            f"{self.pick('when')}，{self.pick('actor')}{self.pick('act')}{self.pick('place')}的{self.pick('thing')}，涉及{figure}户，{self.pick('result')}。",
            f"{self.pick('place')}的{self.pick('thing')}已投入{figure}万元，{self.pick('result')}；{self.pick('actor')}{self.pick('act')}其余部分。",
            f"{self.pick('actor')}负责人说：“{self.pick('thing')}每天服务{figure}人次，{self.pick('result')}。”",
        )
        return self.random.choice(forms)

    def paragraph(self, most: int = 4) -> str:
        """One to `most` sentences."""
        return ("" if self.is_chinese else " ").join(self.sentence() for _ in range(self.random.randint(1, most)))

    def title(self) -> str:
        """A title as such pages have."""
        if not self.is_chinese:
            return f"{self.pick('kind').capitalize()} on {self.pick('thing')} in {self.pick('place')}"
        if self.random.random() < 0.5:
            return f"关于{self.pick('place')}{self.pick('thing')}有关事项的{self.pick('kind')}"
        return f"{self.pick('actor')}{self.pick('act')}{self.pick('place')}{self.pick('thing')}"

    def table(self) -> Block:
        """A table whose first row is one cell over all columns."""
        width = self.random.randint(2, 5)
        head = tuple((f"{self.pick('cell')}{column}", 1, 1) for column in range(width))
        rows = [
            tuple((f"{self.pick('cell')}{self.random.randint(1, 999)}", 1, 1) for _ in range(width))
            for _ in range(self.random.randint(2, 6))
        ]
        spanned = ((self.pick("cell"), 1, width),)
        return Block("table", rows=(spanned, head, *rows))

    def content(self, serial: int, folder: str, length: tuple[int, int], extras: Sequence[str] = ()) -> Content:
        """An article of so many paragraphs (least, most); extras name its further blocks."""
        day = datetime(2009, 3, 1) + timedelta(
            days=self.random.randint(0, 4000), minutes=self.random.randint(480, 1080)
        )
        blocks = [Block("p", self.paragraph()) for _ in range(self.random.randint(*length))]
        for name in extras:
            blocks.insert(self.random.randint(min(1, len(blocks)), len(blocks)), self._extra(name, serial, folder))
        agency = self.pick("source")
        number = f"汀政发〔{day.year}〕{self.random.randint(1, 180)}号" if "number" in extras else None
        if "sign" in extras:
            blocks += [Block("right", agency), Block("right", f"{day.year}年{day.month}月{day.day}日")]
        if "files" in extras:
            blocks += [self._file(serial, folder, at) for at in range(self.random.randint(1, 3))]
        kept = tuple(block for block in blocks if block.kind)
        return Content(
            serial, self.title(), kept, f"{day:%Y-%m-%dT%H:%M}", self.pick("source"), self.pick("author"),
            self.pick("column"), number, f"000123456/{day.year}-{serial:05d}" if number else None,
            f"{day - timedelta(days=3):%Y-%m-%d}" if number else None, agency,
            tuple(self.title() for _ in range(8)),
        )  # fmt: skip

    def _extra(self, name: str, serial: int, folder: str) -> Block:
        if name == "table":
            return self.table()
        if name == "list":
            return Block("list", items=tuple(self.sentence() for _ in range(self.random.randint(2, 5))))
        if name == "heading":
            return Block("h", self.pick("heading"))
        if name == "image":
            return Block("image", address=f"{folder}W0{serial:06d}{self.random.randint(10, 99)}.jpg")
        return Block("")

    def _file(self, serial: int, folder: str, at: int) -> Block:
        kind = self.random.choice(("doc", "pdf", "xls"))
        name = f"附件{at + 1}：{self.pick('thing')}登记表.{kind}" if self.is_chinese else f"Annex {at + 1}.{kind}"
        return Block("file", name, address=f"{folder}P0{serial:06d}{at}.{kind}")
