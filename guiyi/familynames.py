"""Family names that begin hardly a word: with one, two or three characters are a name where a name may stand."""

from __future__ import annotations

SURE = (
    "王李张刘杨赵吴徐孙朱郭罗宋郑韩冯董曹袁邓彭吕卢蒋蔡贾魏薛阎潘姜姚谭廖邹熊崔邱邵孟"
    "尹黎乔赖龚陆郝陈黄胡梁唐谢沈范秦贺汪"
)
