import json

SYSTEM, USER, ASSISTANT = (
    {"role": "system", "content": "Be kind."},
    {"role": "user", "content": "Where is my order?"},
    {"role": "assistant", "content": "On its way."},
)


def test_lines_an_array_and_one_document_read_the_same(reading_text):
    record = {"messages": [SYSTEM, USER, ASSISTANT]}
    forms = json.dumps(record), json.dumps([record]), json.dumps(record, indent=1)
    found = [reading_text(form, name="a.json")[0] for form in forms]
    assert found[0] == found[1] == found[2]
    assert [(message.role, message.kind, message.visibility) for message in found[0][0].messages] == [
        ("system", "note", "internal"),
        ("customer", "text", "public"),
        ("agent", "text", "public"),
    ]
    assert {message.sent_at for message in found[0][0].messages} == {None}


def test_conversations_without_id_are_told_apart_by_what_was_said(reading_text):
    other = {"messages": [USER, ASSISTANT | {"content": "Lost."}]}
    text = "".join(json.dumps(record) + "\n" for record in ({"messages": [USER, ASSISTANT]}, other))
    found = reading_text(text)[0]
    assert len({one.customer for one in found}) == 2
    assert reading_text("".join(reversed(text.splitlines(keepends=True))))[0][1].id == found[0].id


def test_sharegpt(reading_text):
    said = [{"from": "human", "value": "hi"}, {"from": "gpt", "value": "hello"}]
    found, _ = reading_text(json.dumps([{"id": "c1", "conversations": said}]))
    assert (found[0].customer, [message.role for message in found[0].messages]) == ("c1", ["customer", "agent"])


def test_contents_in_parts(reading_text):
    parts = [{"type": "text", "text": "this"}, {"type": "text", "text": "one"}, {"type": "image_url", "image_url": {}}]
    found, _ = reading_text(json.dumps({"messages": [USER | {"content": parts}, ASSISTANT]}))
    assert (found[0].messages[0].kind, found[0].messages[0].text) == ("image", "this\none")


def test_a_broken_line_costs_only_itself(reading_text):
    good = json.dumps({"messages": [USER, ASSISTANT]})
    found, log = reading_text(f'{good}\n{{"messages": [\n{{"messages": []}}\n')
    assert len(found) == 1
    assert [skipped.line for skipped in log.skipped] == [2, 3]
