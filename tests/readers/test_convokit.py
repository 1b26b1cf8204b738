import json
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from coach.errors import NothingRead, OutputError
from coach.readers import read
from coach.readers.accounts import Roster
from coach.readers.convokit_out import write_convokit
from coach.transcript import Conversation, Message, Outcome, Refs, Source

FILES = ["conversations.json", "corpus.json", "index.json", "speakers.json", "utterances.jsonl"]


def line(number: int, mark: str, speaker: str, text: str | None = "hi", **fields: object) -> str:
    row = {"id": f"{mark}-{number}", "conversation_id": f"{mark}-0", "speaker": speaker, "reply-to": None}
    return json.dumps(row | {"timestamp": 1709634225 + number, "text": text, "meta": {}} | fields) + "\n"


def message(number: int, **fields: object) -> Message:
    return Message(
        **{
            "id": f"m{number}",
            "sender": "小美",
            "role": "agent",
            "role_evidence": "roster",
            "sent_at": datetime(2024, 3, 5, 10, 0, number),
            "precision": "s",
            "text": "在的",
            "source": Source("a.txt", number + 1, "s1"),
        }
        | fields
    )


FULL = Conversation(
    id="k",
    platform="taobao",
    shop="店",
    customer="甲",
    zone="Asia/Shanghai",
    outcome=Outcome(rating="5", resolved=False),
    messages=(
        message(0, sender="甲", role="customer", refs=Refs(orders=("123",), urls=("https://x.example",))),
        message(1, kind="image", text=""),
        message(2, sent_at=None, precision="none", reply_to="m0", edited=True),
        message(3, sent_at=datetime(2024, 3, 5, 10, 0, 3, 250000, timezone(timedelta(hours=1))), precision="ms"),
        message(4, role="system", sender="", kind="recall", recalled=True, visibility="internal"),
    ),
)


def test_reading_back_gives_the_same_conversations(reading, tmp_path):
    write_convokit([FULL, FULL, msgspec.structs.replace(FULL, id="other", customer="乙")], tmp_path / "corpus")
    assert sorted(path.name for path in (tmp_path / "corpus").iterdir()) == FILES
    found, log = reading(tmp_path / "corpus")
    assert found == [FULL, FULL, msgspec.structs.replace(FULL, id="other", customer="乙")]
    assert log.summary() == []


@pytest.mark.parametrize("name", ["jd_log.log", "jsonl.jsonl", "taobao_batch.txt", "whatsapp.txt", "slack", "convokit"])
def test_other_formats_go_through_it_unchanged(name, reading, samples, tmp_path):
    before = reading(samples / name)[0]
    write_convokit(before, tmp_path / "corpus")
    assert reading(tmp_path / "corpus")[0] == before


def test_what_is_written_is_a_corpus_by_the_rules(tmp_path):
    write_convokit([FULL, FULL], tmp_path / "corpus")
    rows = [json.loads(row) for row in (tmp_path / "corpus" / "utterances.jsonl").read_bytes().splitlines()]
    assert len({row["id"] for row in rows}) == 10
    first = rows[:5]
    assert [row["reply-to"] for row in first] == [None, "k-0", "k-0", "k-2", "k-3"]
    assert {row["conversation_id"] for row in first} == {first[0]["id"]}
    assert first[0]["timestamp"] == datetime(2024, 3, 5, 2, 0, tzinfo=UTC).timestamp()
    assert first[2]["timestamp"] is None
    assert json.loads((tmp_path / "corpus" / "speakers.json").read_bytes())["甲"]["meta"] == {"role": "customer"}
    heads = json.loads((tmp_path / "corpus" / "conversations.json").read_bytes())
    assert sorted(heads) == ["k-0", "k.2-0"]


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="exists already"):
        write_convokit([FULL], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_nothing_is_left_when_reading_fails_on_the_way(tmp_path):
    with pytest.raises(NothingRead):
        write_convokit(read([tmp_path]), tmp_path / "corpus")
    assert list(tmp_path.iterdir()) == []


def test_roles_come_from_utterances_then_speakers_then_names(reading, tmp_path):
    (tmp_path / "utterances.jsonl").write_text(
        line(0, "a", "x", meta={"role": "customer"}) + line(1, "a", "y") + line(0, "b", "z") + line(1, "b", "y")
        + line(0, "c", "p") + line(1, "c", "q"),
        encoding="utf-8",
    )  # fmt: skip
    (tmp_path / "speakers.json").write_text('{"z": {"meta": {"role": "buyer"}}}', encoding="utf-8")
    found, log = reading(tmp_path)
    assert [[(one.role, one.role_evidence) for one in conversation.messages] for conversation in found] == [
        [("customer", 'utterance role "customer"'), ("agent", "not the customer")],
        [("customer", 'speaker role "buyer"'), ("agent", "not the customer")],
    ]
    assert "among p, q; name the agents" in log.skipped[0].reason
    assert len(reading(tmp_path, roster=Roster.of_names(["q"]))[0]) == 3


def test_the_speaker_of_most_conversations_is_the_agent(reading_text):
    found, _ = reading_text("".join(line(0, mark, f"c{mark}") + line(1, mark, "z") for mark in "abc"))
    assert [conversation.customer for conversation in found] == ["ca", "cb", "cc"]
    assert found[0].messages[1].role_evidence == "name in most chats"


def test_mixed_conversations_old_field_names_and_no_text(reading_text):
    old = {
        "id": "r1",
        "root": "r1",
        "user": "ann",
        "reply_to": None,
        "timestamp": "1709634225",
        "text": None,
        "meta": {},
    }
    text = json.dumps(old) + "\n" + line(0, "b", "bo") + json.dumps(old | {"id": "r2", "user": "mia", "text": "yes"})
    found, log = reading_text(text + "\n{broken\n" + line(1, "b", "mia"), roster=Roster.of_names(["mia"]))
    assert [[one.text for one in conversation.messages] for conversation in found] == [["", "yes"], ["hi", "hi"]]
    assert found[0].messages[0].kind == "event"
    assert [skipped.line for skipped in log.skipped] == [4]
