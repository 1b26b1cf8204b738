from coach.readers.accounts import Roster

HEADER = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n"


def line(
    content: str, *, me: int = 0, sender: str = "wxid_a", talker: int = 3, time: str = "1714528800", kind: int = 1
):
    return f'1,{talker},{kind},0,{me},{time},3,"{content}",2024-05-01 10:00:00,,阿豪,{sender}\n'


def test_the_sample(reading, samples):
    first, second = reading(samples / "memotrace.csv")[0]
    assert (first.platform, first.customer, second.customer) == ("wechat", "wxid_demo_hao", "wxid_demo_man")
    assert [(message.role, message.kind, message.text) for message in first.messages] == [
        ("customer", "text", "老板，上次的杯子还有吗"),
        ("agent", "text", "有的，\n小美帮您留一个"),
        ("customer", "image", ""),
        ("customer", "text", "就要这个 & 蓝色"),
        ("agent", "link", "https://example.invalid/buy?a=1&b=2"),
        ("customer", "voice", ""),
        ("system", "recall", ""),
        ("system", "event", "你已添加了阿豪，现在可以开始聊天了。"),
    ]


def test_without_the_exact_time_the_wall_clock_counts(reading_text):
    found, _ = reading_text(HEADER + line("在吗", time=""))
    assert found[0].messages[0].sent_at.isoformat() == "2024-05-01T10:00:00"


def test_members_of_a_group_have_no_role_without_a_roster(reading_text):
    text = HEADER + line("谁在") + line("我在", sender="wxid_b") + line("都在", me=1, sender="wxid_me")
    found, notes = reading_text(text)
    assert [message.role for message in found[0].messages] == ["unknown", "unknown", "agent"]
    assert "wxid_a, wxid_b" in notes.notices[0].text
    found, _ = reading_text(text, roster=Roster.of_names(["wxid_b"]))
    assert [message.role for message in found[0].messages] == ["unknown", "agent", "agent"]


def test_what_cannot_be_used_is_listed(reading_text):
    bad_time = line("x", time="0").replace("2024-05-01 10:00:00", "")
    found, notes = reading_text(HEADER + line("在吗") + bad_time + line("x", me=7) + "1,2\n")
    assert len(found[0].messages) == 1
    assert sorted(skipped.line for skipped in notes.skipped) == [3, 4, 5]
