import pytest

from coach.errors import NothingRead
from coach.readers.accounts import Roster

PEER = "-" * 28 + "tb_demo_001" + "-" * 28


def test_the_sample(reading, samples):
    found, log = reading(samples / "taobao_batch.txt")
    first, second = found
    assert (first.platform, first.shop, first.customer, first.zone) == (
        "taobao",
        "示例服饰旗舰店",
        "tb_demo_001",
        "Asia/Shanghai",
    )
    assert [(message.role, message.kind, message.text) for message in first.messages] == [
        ("customer", "text", "在吗"),
        ("customer", "text", "在吗"),
        ("agent", "text", "亲,在的哦~\n白色现货\n====\n要给您留一件吗?"),
        ("customer", "link", "https://item.taobao.com/item.htm?id=600000000001"),
        ("system", "card", ""),
        ("customer", "voice", ""),
        ("customer", "image", ""),
        ("system", "recall", ""),
        ("bot", "text", "欢迎光临"),
        ("agent", "text", "我是店长"),
    ]
    assert first.messages[3].refs.items == ("600000000001",)
    assert first.messages[2].source.line == 11
    assert second.customer == "tb_demo_002"
    assert [message.sender for message in second.messages] == ["tb_demo_002", "示例服饰旗舰店:阿强"]
    assert second.messages[0].refs.orders == ("1234567890123456789",)
    assert [notice.text for notice in log.notices] == [
        "group chats (群聊) are not read, only the chats with single customers"
    ]


def test_ids_are_the_same_in_another_agents_export(reading, reading_text, samples):
    ours = reading(samples / "taobao_batch.txt")[0][0]
    text = (samples / "taobao_batch.txt").read_bytes().decode("gbk").split("\n")
    theirs = "\n".join(["示例服饰旗舰店:阿强", *text[7:]])
    other = reading_text(theirs.encode("gb18030"))[0][0]
    assert [message.id for message in other.messages] == [message.id for message in ours.messages]
    assert other.id == ours.id


def test_without_a_header_the_agents_name_the_shop(reading_text):
    found, _ = reading_text(f"{PEER}\ntb_demo_001(2024-3-5 9:00:00):  在吗\n店:小美(2024-03-05 10:00:01): 在\n")
    assert found[0].shop == "店"
    assert [str(message.sent_at) for message in found[0].messages] == ["2024-03-05 09:00:00", "2024-03-05 10:00:01"]


def test_what_belongs_to_nothing_is_logged(reading_text):
    text = f"店:小美\n乱写\n{PEER}\n无主\n店:小美(2024-02-30 10:00:00):  没有这天\n续\n"
    text += "tb_demo_001(2024-03-01 10:00:00):  在吗\n"
    found, log = reading_text(text)
    assert [message.text for message in found[0].messages] == ["在吗"]
    assert [skipped.line for skipped in log.skipped] == [2, 4, 5]
    assert str(log.skipped[2]) == "line 5 of chats.txt has a time that cannot be: 2024-02-30 10:00:00"


@pytest.mark.parametrize(
    ("sender", "role", "evidence"),
    [
        ("tb_demo_001", "customer", "peer"),
        ("店", "agent", "sender is not the peer"),
        ("店:服务助手", "bot", "name pattern"),
        ("外包小李", "agent", "roster"),
    ],
)
def test_roles(reading_text, sender, role, evidence):
    text = f"店:小美\n{PEER}\n{sender}(2024-03-05 10:00:00):  在\n"
    found, _ = reading_text(text, roster=Roster.of_names(["外包小李"]))
    message = found[0].messages[0]
    assert (message.sender, message.role, message.role_evidence) == (sender, role, evidence)


def test_a_chat_among_colleagues_is_internal(reading_text):
    found, _ = reading_text(
        f"店:小美\n{PEER.replace('tb_demo_001', '店:阿强')}\n店:阿强(2024-03-05 10:00:00):  帮我看下\n"
    )
    message = found[0].messages[0]
    assert (message.role, message.visibility) == ("agent", "internal")


@pytest.mark.parametrize(
    "line",
    ["-" * 20 + "a" + "-" * 20_000 + "b", "=" * 40 + "\n" * 20_000 + "x", "-" * 20 + "a" * 20_000 + "-" * 20],
    ids=["dashes", "empty lines", "long name"],
)
def test_a_line_that_only_looks_like_the_start_of_a_peer_is_text(line, reading_text):
    found, _ = reading_text(f"{PEER}\ntb_demo_001(2024-03-05 10:23:45):  在吗\n{line}\n", format="taobao_batch")
    assert [message.text for conversation in found for message in conversation.messages] == [f"在吗\n{line}"]
    with pytest.raises(NothingRead):
        reading_text(f"{line}\n")


def test_blank_lines_and_bars_may_be_missing_and_names_have_prefixes(reading_text):
    text = "cntaobao店:小美\n====\n单聊\n----------------------------cntaobaotb_demo_001----------------------------\n"
    text += "cntaobaotb_demo_001(2024-03-05 10:00:00):  在吗\ncntaobao店:小美(2024-03-05 10:00:01):  在\n"
    found, _ = reading_text(text.replace("====\n单聊\n", ""))
    assert (found[0].shop, found[0].customer) == ("店", "tb_demo_001")
    assert [(message.sender, message.role) for message in found[0].messages] == [
        ("tb_demo_001", "customer"),
        ("店:小美", "agent"),
    ]


def test_the_main_account_has_no_colon(reading_text):
    found, log = reading_text(f"小店\n\n{PEER}\ntb_demo_001(2024-03-05 10:00:00):  在吗\n")
    assert (found[0].shop, log.skipped) == ("小店", [])


def test_a_message_that_quotes_an_earlier_one_is_one_message(reading_text):
    first = "tb_demo_001(2024-03-05 10:00:00):  在吗"
    text = f"店:小美\n{PEER}\n{first}\n店:小美(2024-03-05 10:00:09):  您说\n{first}\n是吗\n"
    found, _ = reading_text(f"{text}tb_demo_001(2024-03-05 10:00:20):  是\n")
    assert [message.text for message in found[0].messages] == ["在吗", f"您说\n{first}\n是吗", "是"]


def test_newest_first_is_turned_round(reading_text):
    rows = "".join(
        f"tb_demo_001(2024-03-05 10:00:0{second}):  {text}\n" for second, text in ((2, "c"), (1, "a"), (1, "b"))
    )
    found, _ = reading_text(f"店:小美\n{PEER}\n{rows}")
    assert [message.text for message in found[0].messages] == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("header", "role", "kind"),
    [
        ("店:小美(2024-03-05 10:00:00):", "agent", "card"),
        ("系统提示(2024-03-05 10:00:00):  对方已离线", "system", "event"),
        ("店:小美(2024-03-05 10:00:00):  亲,系统提示您还没付款", "agent", "text"),
        ("店:小美(2024-03-05 10:00:00):  系统提醒:订单即将关闭", "system", "event"),
        ("tb_demo_001(2024-03-05 10:00:00):  <recognition>有货吗</recognition>1.amr", "customer", "voice"),
    ],
)
def test_what_is_no_text(reading_text, header, role, kind):
    message = reading_text(f"店:小美\n{PEER}\n{header}\n")[0][0].messages[0]
    assert (message.role, message.kind) == (role, kind)


def test_accounts_of_other_shops_are_worth_a_notice(reading_text):
    peer = "-" * 28 + "厂家:业务员" + "-" * 28
    _, log = reading_text(f"店:小美\n{peer}\n厂家:业务员(2024-03-05 10:00:00):  您好\n")
    assert "accounts of other shops" in log.notices[0].text
