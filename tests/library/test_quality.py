"""Quality as values: each doubt is measured on the records and stops or warns by the site's thresholds."""

from __future__ import annotations

from typing import Any

import pytest

from guiyi.library.quality import _doubts_of


def doubts(**values: Any) -> set[str]:
    row = {"title": "关于放假的通知", "published_at": "2018-03-05", "body_text": "各科室：现将放假安排通知如下。" * 3}
    row |= {"attachments": [], "images": [], "letter": None, "details": None, "flags": [], "legacy_urls": []}
    return set(_doubts_of(row | values, "2018-07-01"))


@pytest.mark.parametrize(
    ("values", "doubt"),
    [
        ({"published_at": "2031-01-01"}, "implausible_dates"), ({"published_at": "1900-01-01"}, "implausible_dates"),
        ({"body_text": " "}, "empty_bodies"), ({"body_text": "锟斤拷锟斤拷锟斤拷的通知"}, "garbled_text"),
        ({"title": "鏀垮簻缃戠珯", "body_text": "鏀垮簻缃戠珯" * 9}, "garbled_text"), ({"title": "404 - 找不到文件"}, "error_pages"),
        ({"title": "系统提示", "body_text": "抱歉，您访问的页面不存在。"}, "error_pages"),
        ({"title": "安全验证", "body_text": "您的请求已被网站防火墙拦截，请输入验证码", "published_at": None}, "blocked_pages"),
        ({"title": "请登录", "body_text": "用户名 密码 登录", "published_at": None}, "blocked_pages"),
        ({"flags": ["foreign-site-code:1100000169"]}, "foreign_site_code"),
    ],
)  # fmt: skip
def test_a_doubtful_record_is_told(values: dict[str, Any], doubt: str) -> None:
    assert doubt in doubts(**values)


@pytest.mark.parametrize(
    "values",
    [
        {}, {"title": "关于网站维护期间页面无法访问的公告"}, {"body_text": "", "attachments": [{"key": "/a.pdf"}]},
        {"title": "用户登录办法", "body_text": "申请人登录后查看办理进度，用户名和密码由窗口发放。" * 9},
        {"title": "姓名镕喆珺", "body_text": "鄄城县、頄邑区的通知如下，请遵照执行。"}, {"published_at": "2018"},
    ],
)  # fmt: skip
def test_an_ordinary_record_is_not(values: dict[str, Any]) -> None:
    assert not doubts(**values)
