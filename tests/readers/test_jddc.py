HEADER = "session_id\tuser_id\twaiter_send\tis_transfer\tis_repeat\tcontent\n"


def test_the_sample(reading, samples):
    first, second = reading(samples / "jddc.tsv")[0]
    assert (first.platform, first.customer, first.messages[0].source.session) == ("jd", "U_11", "demo1001")
    assert [(message.role, message.kind) for message in first.messages] == [
        ("customer", "text"),
        ("agent", "text"),
        ("agent", "text"),
        ("customer", "image"),
    ]
    assert first.messages[1].text == "您好，正在为您查询\t请稍等"
    assert {(message.sent_at, message.precision) for message in second.messages} == {(None, "none")}


def test_broken_lines_are_listed(reading_text):
    found, notes = reading_text(
        HEADER + "s1\tU_1\t0\t0\t0\t在吗\ns1\tU_1\t2\t0\t0\tx\ns1\tU_1\t1\n\ns1\tU_1\t1\t0\t0\t在\n"
    )
    assert [message.text for message in found[0].messages] == ["在吗", "在"]
    assert [skipped.line for skipped in notes.skipped] == [3, 4]
