"""What attachments say is masked by the policy of the document that holds them, and so are their names."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from guiyi.decisions.record import undo_decisions
from guiyi.library.asset_texts import _masked
from guiyi.library.calls import Query, list_resources
from guiyi.library.tables import asset_texts, resource_assets
from guiyi.review.decide import decide_group
from guiyi.review.worklist import work_list
from tests.city import office
from tests.review.conftest import Dump, body_of, make_dump

__all__ = ["make_dump"]
FORM = "林小满的申请：手机13812345678，家住幸福小区3号楼2单元501室，请回复。"


def page(words: str, name: str) -> str:
    return f"{body_of(1)}<p>{words}</p><p><a href='/f/form.doc'>{name}</a></p>"


def said(dump: Dump) -> tuple[str, str]:
    with dump.engine.connect() as connection:
        row = connection.execute(select(asset_texts)).one()
    return row.text, row.note


def found_by(dump: Dump, words: str) -> list[str]:
    with dump.engine.connect() as connection:
        return [one["resource_id"] for one in list_resources(connection, Query(words=words)).rows]


def test_names_in_a_citizens_file_are_masked_even_where_another_document_holds_it(
    make_dump: Callable[..., Dump],
) -> None:
    gates = "assertions: {drop_vs_last_good: {stop_above: 0.9}}\nmapping: {unmatched: info.news}"
    dump = make_dump(more=gates)
    (dump.folder / "f").mkdir(parents=True)
    (dump.folder / "f" / "form.doc").write_bytes(office.doc(FORM))
    dump.add(2, "通知公告", body=page("表格见附件。", "申请表.doc")).write().migrate()
    assert said(dump) == (FORM.replace("1234", "****"), "masked: phone 1")

    words = "我叫林小满，家住幸福小区，请问何时供暖？"
    dump.add(1, "局长信箱", body=page(words, "林小满13812345678.doc")).write().migrate()
    text, note = said(dump)
    assert text == "林**的申请：手机138****5678，家住幸福小区*号楼*单元***室，请回复。"
    assert note == "masked: address 1, name 1, phone 1"
    with dump.engine.connect() as connection:
        named = select(resource_assets.c.name).where(resource_assets.c.resource_id == dump.id(1))
        assert connection.execute(named).scalars().all() == ["林**138****5678.doc"]

    dump.migrate()
    assert said(dump) == (text, note)


HOTLINE = "24小时值班手机13912345678，公开；负责人手机13887654321；再说一次13912345678。"


def test_a_mask_in_a_files_text_is_on_the_work_list_and_can_be_lifted_and_put_back(
    make_dump: Callable[..., Dump],
) -> None:
    dump = make_dump(more="mapping: {unmatched: info.news}")
    (dump.folder / "f").mkdir(parents=True)
    (dump.folder / "f" / "form.doc").write_bytes(office.doc(HOTLINE))
    dump.add(1, "通知公告", body=page("值班表见附件。", "值班表.doc")).write().migrate()
    text, note = said(dump)
    assert (text.count("139****5678"), note) == (2, "masked: phone 3")

    (group,) = [one for one in work_list(dump.engine, dump.platform) if one.about == "masked:phone-in-file"]
    first = group.examples[0].detail.split()[0]
    made = decide_group(dump.engine, dump.platform, group, "unmask", first, "赵", "公开的值班电话")
    dump.migrate()
    text, note = said(dump)
    assert "138****4321" in text
    assert (text.count("13912345678"), note) == (2, "masked: phone 1 (2)")
    waiting = work_list(dump.engine, dump.platform)
    assert first not in str(waiting)
    assert found_by(dump, "13912345678") == [dump.id(1)]

    undo_decisions(dump.engine, [one.id for one in made], "赵", "弄错了")
    dump.migrate()
    assert said(dump)[1] == "masked: phone 3"
    assert found_by(dump, "13912345678") == []


def test_accounts_of_people_in_a_files_table_are_masked_and_its_codes_stay() -> None:
    table = "姓名\t一卡通账号\t准考证号\n林小满\t1234567890123456789\t18012345601"
    assert _masked(table, False, (), "v", set())[0].split("\t")[-2:] == ["1234***********6789", "18012345601"]
