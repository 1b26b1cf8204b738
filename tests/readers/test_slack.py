import json
import zipfile

import pytest

from coach.errors import NothingRead
from coach.readers.accounts import Roster

MIA = Roster.of_names(["Mia"])
USERS = [{"id": "U1", "name": "mia.k", "real_name": "Mia"}, {"id": "U2", "name": "sam"}, {"id": "U3", "name": "ann"}]


def sent(second: int, user: str, text: str, *, thread: int | None = None, **fields: object) -> dict:
    row = {"type": "message", "user": user, "text": text, "ts": f"{1709634000 + second}.000100"} | fields
    return row if thread is None else row | {"thread_ts": f"{1709634000 + thread}.000100"}


@pytest.fixture
def export(tmp_path, reading):
    def run(*days: list[dict], users: list[dict] | None = USERS, **options: object):
        if users:
            (tmp_path / "users.json").write_text(json.dumps(users), encoding="utf-8")
        (tmp_path / "channels.json").write_text('[{"id": "C1", "name": "support"}]', encoding="utf-8")
        (tmp_path / "support").mkdir()
        for number, day in enumerate(days, start=1):
            (tmp_path / "support" / f"2024-03-0{number}.json").write_text(json.dumps(day), encoding="utf-8")
        return reading(tmp_path, **options)

    return run


def texts(conversation) -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in conversation.messages]


def test_threads_are_sessions_and_answers_are_replies(export):
    rows = [
        sent(1, "U2", "where is it", thread=1),
        sent(2, "U3", "too small", thread=2),
        sent(3, "U1", "checking", thread=1),
        sent(4, "U1", "sorry", thread=2),
    ]
    found, log = export(rows, roster=MIA)
    assert [texts(one) for one in found] == [
        [("customer", "where is it"), ("agent", "checking")],
        [("customer", "too small"), ("agent", "sorry")],
    ]
    first = found[0].messages
    assert (first[1].reply_to, first[1].source.session) == (first[0].id, "1709634001.000100")
    assert log.skipped == []


def test_a_thread_of_the_day_before_is_its_customers(export):
    later = [sent(90000, "U1", "sent today", thread=1, parent_user_id="U2")]
    found, _ = export([sent(1, "U2", "where is it", thread=1)], later, roster=MIA)
    assert [one.customer for one in found] == ["U2", "U2"]
    assert found[0].id == found[1].id


def test_outside_threads_agents_answer_whom_they_name_or_who_wrote_last(export):
    rows = [
        sent(0, "U1", "good morning"),
        sent(1, "U2", "one"),
        sent(2, "U3", "two"),
        sent(3, "U1", "to ann"),
        sent(4, "U1", "<@U2> to sam"),
        sent(5, "U3", "<@U3> left", subtype="channel_leave"),
    ]
    found, log = export(rows, roster=MIA)
    assert [texts(one) for one in found] == [
        [("agent", "good morning"), ("customer", "one"), ("agent", "@sam to sam"), ("system", "@ann left")],
        [("customer", "two"), ("agent", "to ann")],
    ]
    assert log.skipped == []


def test_markup_is_resolved(export):
    text = "<@U1> &amp;amp; &lt;b&gt; <#C1|> <!subteam^S1|@team> <https://x.example/?a=1&amp;b=2|page> <mailto:a@b.es>"
    found, _ = export([sent(1, "U2", text), sent(2, "U1", "ok")], roster=MIA)
    message = found[0].messages[0]
    assert message.text == "@Mia &amp; <b> #support @team page a@b.es"
    assert message.refs.urls == ("https://x.example/?a=1&b=2",)


def test_bots_files_edits_and_deleted_messages(export):
    rows = [
        sent(1, "U2", "", files=[{"mimetype": "image/png"}], subtype="file_share"),
        sent(2, "", "welcome", subtype="bot_message", username="Hello", bot_id="B1"),
        sent(3, "U1", "yes", edited={"user": "U1"}),
        sent(4, "U2", "This message was deleted.", subtype="tombstone"),
    ]
    found, _ = export(rows, roster=MIA)
    kinds = [(message.role, message.kind, message.edited, message.recalled) for message in found[0].messages]
    assert kinds == [
        ("customer", "image", False, False),
        ("bot", "text", False, False),
        ("agent", "text", True, False),
        ("customer", "recall", False, True),
    ]


@pytest.mark.parametrize("name", ["mia.k", "U1", "Mia"])
def test_the_roster_may_have_any_name_and_the_message_has_the_shown_one(name, export):
    found, _ = export([sent(1, "U2", "hi"), sent(2, "U1", "hello")], roster=Roster.of_names([name]))
    assert found[0].messages[1].role == "agent"
    assert found[0].messages[1].sender == "Mia"


def test_days_without_the_agent_are_read_with_a_roster(export):
    found, _ = export([sent(1, "U2", "hi"), sent(2, "U3", "me too")], roster=MIA)
    assert [one.customer for one in found] == ["U2", "U3"]


def test_nobody_can_tell_and_a_missing_list_is_noticed(export):
    with pytest.raises(NothingRead, match="among U2, U1; name the agents"):
        export([sent(1, "U2", "hi"), sent(2, "U1", "hello")], users=None)


def test_threads_among_agents_are_logged(export):
    rows = [sent(1, "U1", "lunch?", thread=1), sent(2, "U2", "hi"), sent(3, "U1", "hello")]
    found, log = export(rows, roster=MIA)
    assert [texts(one) for one in found] == [[("customer", "hi"), ("agent", "hello")]]
    assert [skipped.line for skipped in log.skipped] == [1]


def test_a_zip_reads_like_its_folder(reading, samples, tmp_path):
    with zipfile.ZipFile(tmp_path / "slack.zip", "w") as archive:
        for path in sorted((samples / "slack").rglob("*.json")):
            archive.write(path, path.relative_to(samples / "slack"))
    packed, folder = reading(tmp_path / "slack.zip")[0], reading(samples / "slack")[0]
    assert [texts(one) for one in packed] == [texts(one) for one in folder]
    assert [one.id for one in packed] == [one.id for one in folder]


def test_messages_without_a_slack_time_are_logged(export):
    rows = [sent(1, "U2", "hi"), sent(2, "U1", "hello"), {"user": "U2", "text": "?", "ts": "2024-03-05 10:00:00"}]
    found, log = export(rows, roster=MIA)
    assert [texts(one) for one in found] == [[("customer", "hi"), ("agent", "hello")]]
    assert [skipped.line for skipped in log.skipped] == [3]
