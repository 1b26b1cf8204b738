from datetime import datetime
from pathlib import Path

import pytest

from coach.errors import CoachError
from coach.readers import ReadLog, ReadOptions, read
from coach.readers.accounts import split_account
from coach.readers.roster import Roster, load_roster

TABLE = """账号,姓名,团队,店铺,开始,结束
示例服饰旗舰店:小美,张三,售前,,2024-01-01,2024-03-31
示例服饰旗舰店:小美,李四,售前,,2024-04-01,
阿强,王五,,示例自营,,
"""


@pytest.fixture
def roster(tmp_path) -> Roster:
    path = tmp_path / "roster.csv"
    path.write_bytes(TABLE.encode("gbk"))
    return load_roster(path)


@pytest.mark.parametrize(
    ("account", "shop", "at", "person"),
    [
        ("示例服饰旗舰店:小美", "", datetime(2024, 3, 31, 23), "张三"),
        ("示例服饰旗舰店:小美", "", datetime(2024, 4, 1), "李四"),
        ("小美", "示例服饰旗舰店", datetime(2024, 4, 1), "李四"),
        ("小美", "别的店", datetime(2024, 4, 1), None),
        ("别的店:小美", "", None, None),
        ("示例服饰旗舰店:小美", "", datetime(2023, 4, 1), None),
        ("示例自营--阿强", "", None, "王五"),
        ("阿强", "", None, "王五"),
        ("小红", "", None, None),
    ],
)
def test_people_behind_accounts(roster, account, shop, at, person):
    assert roster.person(account, shop=shop, at=at) == person


def test_names_alone_name_agents():
    roster = Roster.of_names(("小美", " 阿强 ", ""))
    assert [entry.account for entry in roster.entries] == ["小美", "阿强"]
    assert roster.knows("任何店:小美")
    assert not Roster().knows("小美")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("x,y\n1,2\n", "names no agent"),
        ("account,agent\na,\n", "line 2 of"),
        ("cuenta,agente,desde\na,b,ayer\n", "'ayer'"),
        (
            "账号,姓名,角色\na,b,客服\nc,d,老板\n",
            "line 3 of roster.csv has the role '老板'; .* agent .客服. and bot .机器人.",
        ),
    ],
)
def test_a_roster_that_cannot_be(tmp_path, content, reason):
    path = tmp_path / "roster.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CoachError, match=reason):
        load_roster(path)


BATCH = """-------------------------------买家甲-------------------------------
买家甲(2024-03-05 10:00:00):有人吗
示例店:服务助手(2024-03-05 10:00:01):欢迎光临
示例店:小美(2024-03-05 10:03:00):在的
"""


def roles(path, roster: Roster) -> list[tuple[str, str]]:
    (found,) = read([path], options=ReadOptions(roster=roster))
    return [(message.role, message.role_evidence) for message in found.messages]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("账号,姓名,角色\n示例店:服务助手,服务助手,机器人\n示例店:小美,张三,客服\n", ["customer", "bot", "agent"]),
        ("cuenta,agente,rol\nservicio,x,bot\n示例店:小美,夜间,robot\n", ["customer", "bot", "bot"]),
        ("account,agent,role\n示例店:服务助手,Ana,human\n", ["customer", "agent", "agent"]),
        ("account,agent\n示例店:服务助手,服务助手\n示例店:小美,张三\n", ["customer", "bot", "agent"]),
    ],
)
def test_a_role_in_the_roster_goes_before_the_name(tmp_path, table, expected):
    (tmp_path / "roster.csv").write_text(table, encoding="utf-8")
    (tmp_path / "chat.txt").write_text(BATCH, encoding="utf-8")
    found = roles(tmp_path / "chat.txt", load_roster(tmp_path / "roster.csv"))
    assert [role for role, _ in found] == expected


def test_a_bot_of_the_roster_is_a_bot_in_a_table_too(tmp_path):
    (tmp_path / "roster.csv").write_text("account,agent,role\n夜班,夜班,bot\n小美,小美,agent\n", encoding="utf-8")
    rows = "买家甲,客户,有人吗\n夜班,客服,欢迎\n小美,客服,在的\n"
    (tmp_path / "chat.csv").write_text(f"发送人,角色,内容\n{rows}", encoding="utf-8")
    found = roles(tmp_path / "chat.csv", load_roster(tmp_path / "roster.csv"))
    assert [role for role, _ in found] == ["customer", "bot", "agent"]


def test_an_account_that_is_a_bot_for_a_time(tmp_path):
    table = "account,agent,role,from,to\n示例店:小美,Ana,agent,,2024-03-04\n示例店:小美,夜间,bot,2024-03-05,\n"
    (tmp_path / "roster.csv").write_text(table, encoding="utf-8")
    (tmp_path / "chat.txt").write_text(BATCH, encoding="utf-8")
    assert roles(tmp_path / "chat.txt", load_roster(tmp_path / "roster.csv"))[2] == ("bot", "roster")


def test_columns_that_no_roster_has_are_noticed(tmp_path):
    path, log = tmp_path / "roster.csv", ReadLog()
    path.write_text("account,agent,工号,生日\na,b,7,1 May\n", encoding="utf-8")
    load_roster(path, log=log)
    assert [notice.text for notice in log.notices] == [
        "has columns that a roster does not know and that are not read: 工号, 生日"
    ]


def test_a_roster_that_is_not_there(tmp_path):
    with pytest.raises(CoachError, match="is no file"):
        load_roster(tmp_path / "gone.csv")


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ("店:小美", ("店", "小美")),
        ("店自营--小美", ("店自营", "小美")),
        ("小美", ("", "小美")),
        (":小美", ("", ":小美")),
    ],
)
def test_accounts(account, expected):
    assert split_account(account) == expected


@pytest.mark.parametrize(
    ("rows", "shared"),
    [
        ("小美,ann,,2024-03-06\n小美,bo,2024-03-05,\n", ("小美",)),
        ("小美,ann,,2024-03-05\n小美,bo,2024-03-06,\n", ()),
        ("小美,ann,,\n小美,ann,2024-03-06,\n", ()),
        ("红店:小美,ann,,\n蓝店:小美,bo,,\n", ()),
        ("小美,ann,,\n小美,bo,,\n小美,cy,,\n", ("小美",)),
    ],
    ids=["a day together", "one after the other", "the same person", "two shops", "three people"],
)
def test_accounts_of_two_people_at_a_time(tmp_path: Path, rows: str, shared: tuple[str, ...]) -> None:
    file = tmp_path / "roster.csv"
    file.write_text(f"account,agent,from,to\n{rows}", encoding="utf-8")
    assert load_roster(file).shared() == shared
