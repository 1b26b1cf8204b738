import json
from datetime import UTC, datetime

import pytest

from coach.errors import NothingRead
from coach.readers.accounts import Roster


def sent(number: int, name: str | None, account: str, text="hi", **fields: object) -> dict:
    return {
        "id": number,
        "type": "message",
        "date": "2024-03-05T18:23:45",
        "date_unixtime": str(1709634225 + number),
        "from": name,
        "from_id": account,
        "text": text,
        "text_entities": [],
    } | fields


def export(*messages: dict, name: str | None = "Sam", account: int = 1001) -> str:
    return json.dumps({"name": name, "type": "personal_chat", "id": account, "messages": list(messages)})


def roles(conversation) -> list[str]:
    return [message.role for message in conversation.messages]


def test_the_sample_knows_its_owner_and_passes_over_notes_to_oneself(reading, samples):
    found, log = reading(samples / "telegram.json")
    assert [conversation.customer for conversation in found] == ["user501", "user502"]
    assert found[0].messages[2].role_evidence == "the export is theirs"
    assert found[0].messages[2].reply_to == found[0].messages[1].id
    assert "saved messages" in str(log.notices[0])


def test_pieces_of_a_text_are_joined_without_spaces_and_links_are_kept(reading_text):
    text = ["see ", {"type": "link", "text": "https://shop.example/1"}, "!", {"type": "bold", "text": "now"}]
    found, _ = reading_text(export(sent(1, "Sam", "user1001", text), sent(2, "Mia", "user2002")))
    assert found[0].messages[0].text == "see https://shop.example/1!now"
    assert found[0].messages[0].sent_at == datetime(2024, 3, 5, 10, 23, 46, tzinfo=UTC)
    assert roles(found[0]) == ["customer", "agent"]


def test_old_exports_without_unix_time_are_on_the_exporters_clock(reading_text):
    one = sent(1, "Sam", "user1001", date_unixtime=None)
    found, _ = reading_text(export(one, sent(2, "Mia", "user2002", date_unixtime=None)))
    assert found[0].messages[0].sent_at == datetime(2024, 3, 5, 18, 23, 45)


def test_media_keep_their_caption_as_a_message_of_its_own(reading_text):
    found, _ = reading_text(
        export(
            sent(1, "Sam", "user1001", "look", photo="(File not included.)"),
            sent(2, "Sam", "user1001", "", media_type="sticker", file="s.webp"),
            sent(3, "Mia", "user2002", "", file="list.pdf", mime_type="application/pdf"),
            sent(4, "Mia", "user2002", "", poll={"question": "ok?"}),
        )
    )
    assert [message.kind for message in found[0].messages] == ["text", "image", "image", "file", "card"]


def test_a_deleted_account_is_known_by_its_id(reading_text):
    found, _ = reading_text(export(sent(1, None, "user1001"), sent(2, "Mia", "user2002"), name=None))
    assert (found[0].customer, roles(found[0])) == ("user1001", ["customer", "agent"])


@pytest.mark.parametrize("agent", ["Mia", "user2002"])
def test_the_roster_tells_by_name_or_id_in_a_group(agent, reading_text):
    group = export(sent(1, "Ann", "user5"), sent(2, "Mia", "user2002"), sent(3, "Bo", "user6"), name="Help", account=9)
    found, _ = reading_text(group, roster=Roster.of_names([agent]))
    assert roles(found[0]) == ["customer", "agent", "customer"]
    with pytest.raises(NothingRead, match="among Ann, Mia, Bo; name the agents"):
        reading_text(group)


def test_a_cut_off_chat_gives_its_whole_messages_and_is_logged(reading_text):
    text = export(sent(1, "Sam", "user1001"), sent(2, "Mia", "user2002"), sent(3, "Sam", "user1001"))
    found, log = reading_text(text[:-40])
    assert roles(found[0]) == ["customer", "agent"]
    assert "cut off" in log.skipped[0].reason
