"""The demo shop for its trainer: allocation, mystery tests, and verdicts that stay beside the automatic scores."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from coach.cli import main


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(one) for one in arguments])
    return int(ended.value.code or 0)


def analysed(shop: Path, name: str, *more: str | Path) -> Path:
    tables = [part for table in ("orders", "items", "roster") for part in (f"--{table}", shop / f"{table}.csv")]
    assert run("analyse", shop / "chats", *tables, "-o", shop / name, "--jobs", "1", "--previous", "none", *more) == 0
    return shop / name


def numbers(report: Path) -> Any:
    return json.loads((report / "summary.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "shop"
    assert run("demo", folder) == 0
    return folder


@pytest.fixture(scope="module")
def report(shop: Path) -> Path:
    return analysed(shop, "report")


def test_the_best_converter_of_the_demo_shop_is_given_more(report: Path) -> None:
    found = numbers(report)["allocation"]
    rates = {one["agent"]: one["conversion"]["hits"] / one["conversion"]["n"] for one in found["agents"]}
    shares = {one["agent"]: one["share"] for one in found["agents"]}
    assert max(rates, key=rates.__getitem__) == "quick"
    assert shares["quick"] < shares["slow"] == max(shares.values())
    suggested = found["reallocation"]
    assert [(move["giver"], move["taker"]) for move in suggested["moves"]] == [("slow", "quick")]
    assert 0 < suggested["low"] < suggested["mean"] < suggested["high"]
    assert 'id="allocation"' in (report / "report.html").read_text(encoding="utf-8")
    assert "接待分配" in (report / "report.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def verdicts(report: Path) -> Path:
    """Lin finds every passive reply well done, Wu half of what both looked at; slow disputes one."""
    lines = (report / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    hits = [one for one in map(json.loads, lines) if one["rule"] == "passive_reply" and one["outcome"] == "hit"]
    said = [("lin", one["id"], "outcome", "clear") for one in hits]
    said += [("wu", one["id"], "outcome", "clear" if n % 2 else "hit") for n, one in enumerate(hits[:10])]
    said.append(("slow", next(one["id"] for one in hits if one["agent"] == "slow"), "dispute", "open"))
    said.append(("lin", "0" * 16, "outcome", "clear"))
    rows = (
        {"subject": f"finding:{number}", "field": field, "value": value, "person": person, "at": f"2024-03-2{day}"}
        for person, number, field, value in said
        for day in [{"lin": "1T10:00:00Z", "wu": "0T10:00:00Z", "slow": "2T10:00:00Z"}[person]]
    )
    file = report.parent / "verdicts.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def test_verdicts_stand_beside_the_automatic_scores(report: Path, verdicts: Path, shop: Path) -> None:
    before = numbers(report)
    found = numbers(analysed(shop, "judged", "--verdicts", verdicts))
    told = found["calibration"]
    (rule,) = told["rules"]
    assert (rule["rule"], rule["confirmed"]["hits"], rule["hint"]) == ("passive_reply", 0, True)
    assert rule["confirmed"]["n"] == before["shop"]["findings"]["passive_reply"]
    (agreement,) = told["agreements"]
    assert (agreement["first"], agreement["second"], agreement["same"]["hits"]) == ("lin", "wu", 5)
    assert [(one["agent"], one["open"], one["rules"]) for one in told["disputes"]] == [
        ("slow", 1, {"passive_reply": 1})
    ]
    assert told["unknown_examples"] == ["finding:" + "0" * 16]
    for agent, earlier in zip(found["agents"], before["agents"], strict=True):
        assert agent["findings"] == earlier["findings"]
        automatic, trainers = agent["factors"], agent["trainers_factors"]
        assert automatic["response_speed"] == earlier["factors"]["response_speed"] == trainers["response_speed"]
    page = (shop / "judged" / "report.html").read_text(encoding="utf-8")
    assert 'id="calibration"' in page
    assert "培训师校准" in (shop / "judged" / "report.md").read_text(encoding="utf-8")


def test_while_a_rule_counts_only_the_trainers_score_follows_their_verdicts(
    report: Path, verdicts: Path, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_RULES_LEAST_PRECISION", "0")
    found = numbers(analysed(shop, "counted", "--verdicts", verdicts))
    assert [one["hint"] for one in found["calibration"]["rules"]] == [False]
    for agent, earlier in zip(found["agents"], numbers(report)["agents"], strict=True):
        assert agent["factors"] == earlier["factors"]
    passive = next(one for one in found["agents"] if one["agent"] == "passive")
    assert passive["trainers_factors"]["proactive_selling"] > passive["factors"]["proactive_selling"] + 20


def test_without_verdicts_nothing_is_said_of_them(report: Path) -> None:
    assert numbers(report)["calibration"] is None
    assert 'id="calibration"' not in (report / "report.html").read_text(encoding="utf-8")


def test_bad_verdicts_stop_before_anything_is_read(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = shop / "bad.jsonl"
    bad.write_text('{"subject": "finding:1"}\n', encoding="utf-8")
    assert run("analyse", shop / "chats", "-o", shop / "none", "--verdicts", bad) == 2
    assert "line 1 of" in capsys.readouterr().err
    assert not (shop / "none").exists()


def transcript(lines: list[str], folder: Path) -> Path:
    """A chat in which each line is asked and answered after 20 seconds."""
    rows = ["会话ID,客服,买家,发送方,发送时间,消息内容"]
    for minute, line in enumerate(lines):
        at = f"2024-03-20 10:{minute:02}"
        rows.append(f"S1,小禾,test01,买家,{at}:00,{line}")
        rows.append(f"S1,小禾,test01,客服,{at}:20,亲您平时穿什么码？建议您拍M码，今天下单下午就能发出")
    file = folder / "test.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("language", ["zh", "en", "es"])
def test_a_mystery_test_is_drawn_and_scored(
    report: Path, tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    test = tmp_path / "test.toml"
    assert run("mystery", "draw", report, "--agent", "passive", "-o", test, "--report-language", language) == 0
    lines = [one["say"] for one in tomllib.loads(test.read_text(encoding="utf-8"))["lines"]]
    assert {"worst", "decisive", "after_sale"} <= {
        one["kind"] for one in tomllib.loads(test.read_text(encoding="utf-8"))["lines"]
    }
    sheet = (tmp_path / "test.md").read_text(encoding="utf-8")
    assert all(line in sheet for line in lines)
    chat = transcript(lines[:-1], tmp_path)
    assert run("mystery", "score", test, chat, "-o", tmp_path / "score.json") == 0
    found = json.loads((tmp_path / "score.json").read_text(encoding="utf-8"))
    assert [one["line"]["say"] for one in found["lines"]] == lines[:-1]
    assert [one["say"] for one in found["not_asked"]] == lines[-1:]
    assert all(one["seconds"] == 20 and one["in_time"] for one in found["lines"])
    assert 0 < found["met"] < found["of"]
    capsys.readouterr()
    assert run("mystery", "score", test, chat, "--report-language", language) == 0
    shown = capsys.readouterr().out
    assert f"{found['met']} " in shown
    assert lines[-1] in shown


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("draw", "{report}"), "--agent"),
        (("draw", "{report}", "--agent", "nobody", "-o", "{folder}/t.toml"), "choose one of: few, passive"),
        (("draw", "{report}", "--agent", "few", "-o", "{folder}/t.txt"), "ends in .toml"),
        (("draw", "{folder}", "--agent", "few", "-o", "{folder}/t.toml"), "coach analyse -o"),
        (("score", "{folder}/t.toml"), "name the test and then the chat"),
        (("score", "{folder}/t.toml", "{report}"), "cannot be read"),
    ],
)
def test_bad_input_to_mystery_is_one_line(
    report: Path, tmp_path: Path, arguments: tuple[str, ...], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [one.format(report=report, folder=tmp_path) for one in arguments]
    assert run("mystery", *given) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert complaint in told
