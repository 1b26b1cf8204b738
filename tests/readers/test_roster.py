from datetime import datetime

import pytest

from coach.errors import CoachError
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
    ],
)
def test_a_roster_that_cannot_be(tmp_path, content, reason):
    path = tmp_path / "roster.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CoachError, match=reason):
        load_roster(path)


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
