"""The labels of a guide's elements, and the words that tell an element when they end a label nobody knows."""

from __future__ import annotations

from guiyi.extract.types.english import GUIDE, LineLabels
from guiyi.extract.types.labels import STOP, Labels

# A label is what is done before what it takes (申办+材料), or the question that the element answers (到哪里办).
DO = "申请|申报|申办|经办|办理|受理|许可|审批|审核|办事|办证|登记|报名"
BODY = "机构|机关|部门|单位|主体"
LIMIT = "(?:的)?(?:办结|办理|完成|审批|工作|受理)?(?:时限|期限|时间)"
ELEMENTS = {
    "item_name": r"(?:行政许可|审批|服务|办理|办事)?事项(?:名称|全称)|(?:办[事理]|审批)项目(?:名称)?(?=\s*[:：\t\n]|$)|项目名称(?=\s*[:：\t\n]|$)|许可项目(?:名称)?|服务名称|(?:服务|办[事理]|审批|许可)事项(?=\s*[:：】\]\t\n]|$)",
    "item_code": r"(?:事项|项目|实施|基本)编码|事项编号",
    "item_kind": r"(?:事项|办件|服务|权力)类[型别]",
    "legal_basis": rf"(?:设定|设立|法律|法规|实施|政策|{DO})依据|法定依据|依据文件|权[力利]来源|依[ \u3000]+据",
    "conditions": rf"(?:{DO})(?:条件|资格)|受理范围|适用范围|准予批准的条件|(?:谁|哪些人|什么人|(?:什么|哪些)情况)(?:可以|能|可)(?:申请|[办领]理?)",
    "materials": rf"(?:{DO}|提交|所需|需要|应提交的?|需提交的?)(?:的)?(?:材料|要件)(?:目录|清单|名称)?|(?:提交|所需|准备|{DO})资料|准备材料|材料清单|(?:需要?|应当?|须|所)?(?:提供|携带|带|备)的?(?:材料|资料|证件)|需?要?(?:准备|提交|带)(?:什么|哪些)(?:材料|资料)?",
    "process": rf"(?:{DO}|工作|服务)(?:流程|程序|步骤|环节)|流程图|(?:怎么|如何|怎样)(?:办理?|申请)",
    "time_limit": rf"(?:{DO}|办结|审查|办件)(?:时限|期限)|办结时间|办理时间期限|(?:需要?|要)?(?:多久|多长时间|几天)(?:能|可以)?(?:办好|办完|办结|拿到|办理|[办拿出取领]证)|要(?:多久|多长时间)",
    "legal_limit": rf"(?:法定|法律规定){LIMIT}",
    "promised_limit": rf"承诺{LIMIT}",
    "fee": r"(?:要|需要)?[花交收付]?多少钱|(?:是否)?收费(?:标准|依据|情况|项目)?(?:(?:及|和|与|、)?(?:依据|标准))?|(?:办理|服务)费用|收不收费|(?:要|需要)?收费吗|(?:要不要|需不需要)(?:收费|交费|缴费)",
    "result": r"(?:办理|审批|办事)结果(?:名称|样本)?|结果(?:送达|领取)(?:方式)?|许可证件(?:名称)?",
    "place": rf"(?:{DO}|收件)(?:地点|地址|窗口|场所)|(?:到|在|去)(?:哪里|哪儿|哪)(?:办理?|申请)",
    "hours": r"(?:办公|办理|受理|工作|接待|(?:对外)?服务)时间",
    "telephone": r"(?:咨询|联系|办公|服务)(?:电话|方式|热线)|咨询途径|咨询(?:和|与|及|、)投诉(?:电话|方式)?",
    "complaints": r"(?:监督|投诉)(?:投诉)?(?:电话|渠道|方式)|监督部门",
    "agency": rf"(?:实施|承办|主管|责任|决定|{DO})(?:{BODY})|办理处室",
    "applicants": rf"(?:{DO}|服务|适用|面向)对象|申请人(?=\s*[:：\t\n]|$)|申请主体",
    "online": r"(?:网上办理|在线办理|网上申报)(?:网址|地址|链接|入口)?|办理(?:方式|形式)",
    STOP: r"其他(?:说明|事项)?|备注|注意事项|常见问题|附件",
}
# In what is a guide, a label with a colon may be told by what its element is alone, whatever stands before: 便民+热线.
TAILS = {
    "legal_basis": "依据", "conditions": "条件", "time_limit": "时限|期限", "place": "地点|地址|窗口",
    "telephone": "热线|电话", "agency": "机构|机关|部门|单位|主体",
}  # fmt: skip
LAST = TAILS | {
    "materials": "材料|资料|要件",
    "process": "流程|程序|步骤|环节",
    "fee": "费用?|收费",
    "place": "地点|地址|窗口|[理收办]点",
}
LAST |= {"agency": "机构|机关|部门|单位|主体|科室"}
WORD_OF = {
    "legal_basis": "设定依据", "conditions": "申请条件", "time_limit": "办理时限", "place": "办理地点", "telephone": "咨询电话",
    "agency": "实施机构", "materials": "申请材料", "process": "办理流程", "fee": "收费标准",
}  # fmt: skip
NO_TAIL = r"(?<!\t)(?!监督|投诉|发布|来源|法定|承诺|收费|其他|相关)"
LOOSE = Labels(
    {name: one for name, one in ELEMENTS.items() if name != STOP}
    | {STOP: ELEMENTS[STOP]}
    | {
        f"{name}_": rf"{NO_TAIL}[\u4e00-\u9fff]{{2,4}}(?:{tail})(?=\s{{0,2}}[:：\t】\]])"
        for name, tail in TAILS.items()
    }
)
LABELS, ENGLISH = Labels(ELEMENTS), LineLabels(GUIDE)
# Each key element and time limit is named with one of these, a colon or the end of its cell, line or brackets near.
WORDS = ("名称", "依据", "条件", "范围", "材料", "资料", "流程", "程序", "步骤", "收费", "费用", "时限", "期限", "要件",
    "可以申请", "谁能", "带什么", "多少钱", "哪些", "什么材料", "准备什么", "哪里办", "哪办", "怎么办", "办好")  # fmt: skip
