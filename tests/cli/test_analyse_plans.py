"""Two weeks of `coach analyse` side by side: the second one checks the points of the first."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from coach.cli import main

HEADER = "会话ID,客服,买家,发送方,发送时间,消息内容\n"
QUESTIONS = (
    "这条裙子会掉色吗",
    "这件毛衣起球吗",
    "机洗会不会缩水",
    "这个面料扎不扎人",
    "夏天穿着闷不闷",
    "洗了会不会变形",
)
CURT, FULL = "不会", "不会的亲，第一次单独冷水手洗，别暴晒就好，您平时是机洗还是手洗呢，我帮您看看怎么洗更稳妥"


def week(start: datetime, *, curt: str) -> str:
    """A week in which `curt` answers briefly and the other one well."""
    rows = []
    for number, question in enumerate(QUESTIONS):
        for agent in ("小美", "小七"):
            at = start + timedelta(days=number, hours=number)
            said = CURT if agent == curt else FULL
            talk = ((0, "买家", question), (20, "客服", said), (60, "买家", "好的"))
            for seconds, who, text in talk:
                moment = at + timedelta(seconds=seconds)
                rows.append(f"{agent}{start:%d}{number},{agent},tb{agent}{start:%d}{number},{who},{moment},{text}\n")
    return HEADER + "".join(rows)


def analysed(folder: Path, name: str, table: str) -> list[dict]:
    (folder / f"{name}.csv").write_text(table, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["analyse", str(folder / f"{name}.csv"), "-o", str(folder / "reports" / name), "--jobs", "1"])
    assert not ended.value.code
    return json.loads((folder / "reports" / name / "plans.json").read_text(encoding="utf-8"))["agents"]


def test_the_second_week_checks_the_points_of_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first = {one["agent"]: one for one in analysed(tmp_path, "week1", week(datetime(2024, 3, 4, 10), curt="小美"))}
    point = next(one for one in first["小美"]["points"] if one["rule"] == "passive_reply")
    assert (point["rate"]["hits"], point["colleagues"]["hits"]) == (6, 0)
    assert {one["advice_from"]["agent"] for one in point["exhibits"]} == {"小七"}
    assert first["小美"]["checked"] == []
    second = {one["agent"]: one for one in analysed(tmp_path, "week2", week(datetime(2024, 3, 11, 10), curt="小七"))}
    change = next(one["change"] for one in second["小美"]["checked"] if one["rule"] == "passive_reply")
    assert (change["first"]["hits"], change["second"]["hits"]) == (6, 0)
    assert change["high"] < 0
    assert "有进步" in (tmp_path / "reports" / "week2" / "report.html").read_text(encoding="utf-8")
