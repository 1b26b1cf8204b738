import json
from decimal import Decimal

from coach.findings import Preset
from coach.reports.summary import summary, summary_json
from coach.settings import PrivacySettings, Settings
from tests.reports.example import example

NUMBERS = {
    "consultations",
    "orders",
    "paid",
    "amount",
    "conversion",
    "first_response_s",
    "average_response_s",
    "passive_share",
    "inquirers",
    "asked",
    "transferred_in",
    "transferred_out",
    "followed_up",
    "resolved",
    "intent",
    "evaded",
    "factors",
    "findings",
}


def test_shape() -> None:
    found = json.loads(summary_json(example()))
    assert {
        "sessions",
        "exchanges",
        "requests",
        "messages",
        "question_types",
        "agents",
        "shop",
        "attribution",
        "order_source",
        "funnel",
        "losses",
        "losses_by_owner",
        "traffic",
        "groups",
        "skipped",
        "preset",
        "settings",
    } <= found.keys()
    assert found["question_types"]["size"] == {"n": 61, "share": 0.3352}
    assert all(NUMBERS | {"agent"} <= set(one) for one in (found["shop"], *found["agents"]))
    assert found["skipped"][0] == {
        "file": "chats/三号.log",
        "line": 41,
        "reason": "has no time; name its column with --map",
    }


def test_numbers_of_an_agent() -> None:
    slow = summary(example())["agents"][1]
    expected = {
        "agent": "阿慢",
        "consultations": 42,
        "orders": 1,
        "paid": 1,
        "amount": 129.0,
        "conversion": 0.0238,
        "first_response_s": 251.0,
        "average_response_s": 244.0,
        "passive_share": 0.7879,
        "factors": {
            "response_speed": 38.0,
            "service_awareness": 55.0,
            "professional_knowledge": 61.0,
            "proactive_selling": 33.0,
            "attitude": 90.0,
        },
        "findings": {"deflection": 14, "passive_reply": 33, "lost_promise": 1},
    }
    assert {key: slow[key] for key in expected} == expected


def test_what_is_not_known_is_null() -> None:
    few = summary(example())["agents"][2]
    assert few["first_response_s"] is None
    assert few["average_response_s"] is None
    assert few["passive_share"] is None
    assert few["factors"]["attitude"] is None
    assert summary(example(orders=0, unmatched_orders=0))["shop"]["conversion"] is None


def test_shop_sums_up() -> None:
    shop = summary(example())["shop"]
    assert shop["agent"] is None
    assert shop["amount"] == float(Decimal("1324.90"))
    assert shop["findings"] == {"no_need_probe": 2, "deflection": 14, "passive_reply": 33, "lost_promise": 1}


def test_preset_is_one_name_unless_platforms_differ() -> None:
    taobao = Preset("taobao", 480, 1440, "round", (180,))
    assert summary(example())["preset"] == {"taobao": "taobao", "jd": "plain"}
    assert summary(example(presets={"taobao": taobao, "jd": taobao}))["preset"] == "taobao"
    assert summary(example(presets={}))["preset"] is None


def test_the_key_of_the_hashes_stays_out() -> None:
    found = summary_json(example(settings=Settings(privacy=PrivacySettings(key="s3cret"))))
    assert b"s3cret" not in found
    assert json.loads(found)["settings"]["privacy"] == {"keep_personal_data": False}
