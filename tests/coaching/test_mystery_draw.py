"""Drawing a mystery test from what an analysis wrote."""

import json
from pathlib import Path
from typing import Any

import pytest

from coach.coaching.mystery import Script, expected_moves, read_script, script_toml
from coach.coaching.mystery_draw import Report, draw, read_report
from coach.errors import CoachError
from coach.taxonomy import moves, question_types

COMPOSED = {"zh": "收到就是坏的，谁来管？", "en": "It arrived broken, who helps?", "es": "Llegó roto, ¿quién ayuda?"}
SIZE, FADES, EXPIRY = "身高165体重110斤穿什么码", "这个裙子会不会掉色", "这个坚果保质期多久"
REFUND = "退货都签收三天了，怎么还不给我退款？"


def fault(text: str, rule: str = "deflection", *, agent: str = "li", **changes: Any) -> dict[str, Any]:
    quotes = [{"role": "customer", "text": text}, {"role": "agent", "text": "详情页有的"}]
    return {"rule": rule, "outcome": "hit", "agent": agent, "quotes": quotes, "advice_from": None} | changes


def candidate(question: str, kind: str, **changes: Any) -> dict[str, Any]:
    values = {"id": question, "question": question, "question_type": kind, "items": [], "variants": [], "answers": []}
    return values | {"support": 3, "share": 0.1} | changes


def report(folder: Path, *, faults: list[Any], faq: list[Any], requests: dict[str, dict[str, int]]) -> Report:
    for name, rows in (("findings.jsonl", faults), ("faq.jsonl", faq)):
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    agents = [{"agent": agent, "requests": counts} for agent, counts in requests.items()]
    (folder / "summary.json").write_text(json.dumps({"agents": agents}), encoding="utf-8")
    return read_report(folder)


@pytest.fixture
def full(tmp_path: Path) -> Report:
    decisive = {"requests": None, "answerable": 0.5, "saved": None, "decisive": True}
    better = {"text": "建议M码，平时穿多大？", "agent": "wang", "type": "size"}
    return report(
        tmp_path,
        faults=[
            fault(SIZE, advice_from=better),
            fault("胸围90的话穿什么码", "passive_reply"),
            fault(FADES, "passive_reply"),
            fault(EXPIRY, "no_greeting"),
            fault("掉色吗这条裤子会不会", agent="wang"),
            fault(REFUND, "no_apology_on_complaint", agent="wang"),
            fault("我电话[phone]怎么没人打给我", "unanswered_question"),
        ],
        faq=[
            candidate("什么时候能发货呢", "logistics"),
            candidate("孕妇可以用这个面霜吗", "suitability", value=decisive),
        ],
        requests={"li": {"size": 4, "quality": 40}, "wang": {"quality": 5}},
    )


def test_worst_then_decisive_then_a_hard_case(full: Report) -> None:
    script = draw(full, "li", seed=1, hard_line=COMPOSED)
    assert [(line.kind, line.type) for line in script.lines] == [
        ("worst", "size"),
        ("worst", "quality"),
        ("decisive", "suitability"),
        ("decisive", "logistics"),
        ("after_sale", "after_sale"),
    ]
    assert [line.reason for line in script.lines[2:]] == ["decisive", "intent", "hard"]
    assert script.lines[-1].say == REFUND
    assert {line.source for line in script.lines} == {"customer"}
    assert script.lines[0].expected == ("probe", "recommend")


def test_a_good_reply_is_a_colleagues_to_the_same_words(full: Report) -> None:
    scripts = [draw(full, "li", seed=seed, hard_line=COMPOSED) for seed in range(8)]
    replies = {line.say: line.good_reply for script in scripts for line in script.lines}
    assert replies[SIZE] == "建议M码，平时穿多大？"
    assert replies["胸围90的话穿什么码"] == replies[FADES] == ""


def test_the_seed_decides_and_repeats(full: Report) -> None:
    drawn = [draw(full, "li", seed=seed, hard_line=COMPOSED) for seed in (1, 1, *range(2, 12))]
    assert drawn[0] == drawn[1]
    assert {script.lines[0].say for script in drawn} == {SIZE, "胸围90的话穿什么码"}


def test_without_a_complaint_the_hard_case_is_composed(tmp_path: Path) -> None:
    poor = report(tmp_path, faults=[], faq=[], requests={"li": {}})
    (line,) = draw(poor, "li", seed=0, hard_line=COMPOSED).lines
    assert (line.say, line.source) == (COMPOSED["zh"], "composed")


@pytest.mark.parametrize(
    ("language", "asked"),
    [("en", "What size should I take at 165 cm?"), ("es", "¿Qué talla me recomiendas si mido 165?")],
)
def test_other_languages_are_drawn_alike(tmp_path: Path, language: str, asked: str) -> None:
    found = report(tmp_path, faults=[fault(asked)], faq=[], requests={"li": {"size": 1}})
    worst, hard = draw(found, "li", seed=0, hard_line=COMPOSED).lines
    assert (worst.say, worst.kind, worst.type) == (asked, "worst", "size")
    assert (hard.say, hard.source) == (COMPOSED[language], "composed")


def test_an_unknown_agent_is_named_with_the_known_ones(full: Report) -> None:
    with pytest.raises(CoachError, match="no agent 'zhao'; choose one of: li, wang"):
        draw(full, "zhao", seed=0, hard_line=COMPOSED)


def test_a_script_reads_back_as_it_was_written(full: Report, tmp_path: Path) -> None:
    script = draw(full, "li", seed=3, hard_line=COMPOSED)
    hostile = Script(agent='a"b\\c', lines=(*script.lines, script.lines[0].__class__('"]\n[[x', "worst", "size", "r")))
    for one in (script, hostile):
        (tmp_path / "test.toml").write_text(script_toml(one), encoding="utf-8")
        assert read_script(tmp_path / "test.toml") == one


@pytest.mark.parametrize(
    ("content", "complaint"),
    [("agent = 1", "no test script"), ("[[", "no test script"), ('agent = "li"\nlines = []', "no line to ask")],
)
def test_a_file_that_is_no_script(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / "test.toml").write_text(content, encoding="utf-8")
    with pytest.raises(CoachError, match=complaint):
        read_script(tmp_path / "test.toml")
    with pytest.raises(CoachError, match="cannot be read"):
        read_script(tmp_path / "none.toml")


@pytest.mark.parametrize("name", ["findings.jsonl", "faq.jsonl", "summary.json"])
def test_a_folder_that_is_no_report(full: Report, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"rule": 1}\n', encoding="utf-8")
    if name != "summary.json":
        with pytest.raises(CoachError, match=rf"line 1 of {name} is not what"):
            read_report(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(CoachError, match=rf"{name} cannot be read"):
        read_report(tmp_path)


def test_every_question_type_expects_known_moves() -> None:
    types = {one.name for one in question_types()} - {"none", "other"}
    assert set(expected_moves()) == types
    assert {move for found in expected_moves().values() for move in found} <= {one.name for one in moves()}
