"""A shop's own rules: read with clear errors, judged like the built-in ones."""

from pathlib import Path

import pytest

from coach.errors import SettingsError
from coach.findings import Case
from coach.rules.own import OwnRule, read_own_rules
from coach.rules.own_check import as_rules
from tests.building import case
from tests.rules.building import draw

HEAD = (
    'name = "insurance"\nfactor = "professional_knowledge"\ntitle = { zh = "没提运费险" }\nadvice = { zh = "说一句" }\n'
)
RETURNS = 'when = { who = "customer", type = ["after_sale"], contains = ["退"] }\n'


def written(folder: Path, *rules: str) -> OwnRule:
    file = folder / "rules.toml"
    file.write_text("".join(f"[[rule]]\n{HEAD}{rule}\n" for rule in rules), encoding="utf-8")
    return read_own_rules([file])[0]


def drawn(own: OwnRule, one: Case) -> list[str]:
    """The opportunities, with messages named by their places."""
    (rule,) = as_rules([own])
    places = {message.id: str(place) for place, message in enumerate(one.sessions[0].session.messages, start=1)}
    found = list(rule.check(one))
    assert all((opportunity.advice is not None) == (opportunity.outcome == "hit") for opportunity in found)
    return [" ".join(places.get(word, word) for word in draw(one).replace(",", " ").split()) for one in found]


ASKED = ("C", "10:00:00", "想退货可以吗", "after_sale")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([ASKED, ("A", "10:00:20", "可以的，有运费险", "passive")], ["clear wang 1 2"]),
        ([ASKED, ("A", "10:00:20", "可以", "passive"), ("A", "10:03:00", "有运费险", "neutral")], ["clear wang 1 3"]),
        ([ASKED, ("A", "10:00:20", "可以", "passive"), ("A", "10:30:00", "有运费险", "neutral")], ["hit wang 1 2"]),
        ([ASKED, ("A", "10:00:20", "可以", "passive")], ["hit wang 1 2"]),
        ([ASKED, ("A", None, "可以，有运费险", "passive")], ["unknown wang 1 2"]),
        ([ASKED, ("A", "10:00:20", "可以", "passive"), ("C", "10:01:00", "算了不退了 再见")], ["exempt wang 1 2"]),
        ([("C", "10:00:00", "退一万步说有货吗", "stock"), ("A", "10:00:20", "有", "passive")], []),
        ([ASKED], []),
    ],
    ids=["said", "said later", "too late", "not said", "no time", "left", "another type", "nobody there"],
)
def test_something_expected_after_an_occasion(tmp_path: Path, lines: list, expected: list[str]) -> None:
    own = written(tmp_path, RETURNS + 'expect = { contains = ["运费险"], within_min = 10 }')
    assert drawn(own, case(lines, seen_until="2024-03-07 10:00:00")) == expected


def test_a_window_that_is_not_over_is_unknown(tmp_path: Path) -> None:
    own = written(tmp_path, RETURNS + 'expect = { contains = ["运费险"], within_min = 10 }')
    lines = [ASKED, ("A", "10:00:20", "可以", "passive")]
    assert drawn(own, case(lines, seen_until="2024-03-05 10:05:00")) == ["unknown wang 1 2"]


def test_two_askings_without_a_reply_between_are_one_occasion(tmp_path: Path) -> None:
    own = written(tmp_path, RETURNS + 'expect = { contains = ["运费险"], within_messages = 1 }')
    lines = [ASKED, ("C", "10:00:10", "退掉这件", "after_sale"), ("A", "10:00:20", "可以", "passive")]
    lines += [("A", "10:00:30", "有运费险", "neutral")]
    assert drawn(own, case(lines, seen_until="2024-03-07 10:00:00")) == ["hit wang 1 3"]


def test_something_forbidden_counts_each_agent_of_a_session(tmp_path: Path) -> None:
    own = written(tmp_path, "forbid = { matches = ['最.{0,2}便宜'] }")
    one = case(
        [("C", "10:00:00", "便宜吗", "price"), ("A", "10:00:20", "全网最最便宜", "passive"), ("A li", "10:01:00", "嗯")]
    )
    assert drawn(own, one) == ["hit wang 2", "clear li 3"]


def test_something_forbidden_before_an_occasion(tmp_path: Path) -> None:
    own = written(
        tmp_path,
        'when = { who = "agent", contains = ["稍等"] }\nforbid = { contains = ["马上"], place = "before" }',
    )
    lines = [
        ("C", "10:00:00", "查下快递", "logistics"),
        ("A", "10:00:20", "马上", "neutral"),
        ("A", "10:01:00", "稍等"),
    ]
    assert drawn(own, case(lines)) == ["hit wang 3 2"]
    assert drawn(own, case(lines[::2])) == ["clear wang 2"]


def test_praise_credits_and_is_never_missed(tmp_path: Path) -> None:
    own = written(tmp_path, RETURNS + 'praise = { contains = ["运费险"] }')
    assert as_rules([own])[0].praises
    assert drawn(own, case([ASKED, ("A", "10:00:20", "有运费险", "passive")])) == ["credit wang 1 2"]
    assert drawn(own, case([ASKED, ("A", "10:00:20", "可以", "passive")])) == ["clear wang 1 2"]


def test_a_rule_says_what_it_needs(tmp_path: Path) -> None:
    (rule,) = as_rules([written(tmp_path, RETURNS + 'expect = { contains = ["运费险"], within_min = 10 }')])
    assert rule.needs == ("times", "requests")


def test_texts_fall_back_to_a_language_that_is_there(tmp_path: Path) -> None:
    own = written(tmp_path, 'forbid = { contains = ["最低"] }')
    assert own.texts("es") == {"rule.insurance.title": "没提运费险", "advice.insurance": "说一句"}


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ("", "neither expect, forbid nor praise"),
        ('forbid = { contains = ["a"] }\nexpect = { contains = ["b"] }', "expect and forbid; give exactly one"),
        ("forbid = {}", "names nothing that is said"),
        ('forbid = { contains = [" "] }', "empty word"),
        ("forbid = { matches = ['(']}", "no regular expression"),
        ('forbid = { type = ["size"] }', "question type of the agent"),
        ('forbid = { who = "customer", type = ["sise"] }', "'sise', which there is not; choose among: .*size"),
        ('forbid = { contains = ["a"], within_min = 0 }', "within_min of 0"),
        ('forbid = { contains = ["a"], within_messages = 0 }', "within_messages below 1"),
        ('forbid = { says = ["a"] }', "says"),
        ('forbid = { contains = ["a"] }\nexpected = { fr = "b" }', "a text in 'fr'"),
        ("forbid = [", "holds no rules"),
    ],
)
def test_what_cannot_be_a_rule_is_named(tmp_path: Path, rule: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=rf"rules\.toml.*{complaint}"):
        written(tmp_path, rule)


def test_names_are_each_ones_own(tmp_path: Path) -> None:
    forbid = 'forbid = { contains = ["最低"] }'
    with pytest.raises(SettingsError, match="second rule 'insurance'"):
        written(tmp_path, forbid, forbid)
    (tmp_path / "rules.toml").write_text(
        f"[[rule]]\n{HEAD}{forbid}".replace("insurance", "deflection"), encoding="utf-8"
    )
    with pytest.raises(SettingsError, match="name of a built-in rule"):
        read_own_rules([tmp_path])


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read"):
        read_own_rules([tmp_path / "none.toml"])
    (tmp_path / "gbk.toml").write_bytes("[[rule]]\nname = '规则'".encode("gbk"))
    with pytest.raises(SettingsError, match=r"gbk\.toml is not UTF-8"):
        read_own_rules([tmp_path])
