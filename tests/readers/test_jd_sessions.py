import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from coach.errors import NothingRead
from coach.readers.formats.jd_sessions import SessionList, SessionRow, fits_mask
from coach.readers.reader import registry
from coach.transcript import Outcome

HEADER = ["咨询时间", "客服", "顾客", "转接后客服", "商品编号", "首次响应时间", "满意度", "是否解决", "cid"]
START, END = "/*****************以下为一通会话****/", "/*****************会话结束****/"
NOON = datetime(2024, 5, 1, 12)


def session(customer: str, agent: str, time: str) -> str:
    return f"{START}\n{customer} {time}\n在吗\n{agent} {time[:-2]}59\n在的\n{END}\n"


LOG = session("j***a1", "阿青", "2024-05-01 12:00:00") + session("j***b2", "阿青", "2024-05-01 12:30:00")


@pytest.fixture
def workbook(tmp_path: Path):
    def write(*rows: list, name: str = "会话列表.xlsx", titles: int = 0) -> Path:
        book = Workbook()
        for row in [["会话明细"]] * titles + [HEADER, *rows]:
            book.active.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def log(tmp_path: Path) -> Path:
    (tmp_path / "chats.log").write_text(LOG, encoding="utf-8")
    return tmp_path / "chats.log"


def row(time, customer: str, *, rating: str = "满意", resolved: str = "是", agent: str = "阿青") -> list:
    return [time, agent, customer, "", "100000000777", "", rating, resolved, "cid-demo"]


def test_a_log_takes_ratings_items_and_agents_from_the_list_beside_it(reading, workbook, log):
    workbook(
        row("2024-05-01 12:00:00", "jd_demo_a1"),
        row(datetime(2024, 5, 1, 12, 31, 50), "jd_demo_b2", rating="未评价", resolved="否"),
        titles=1,
    )
    found, notes = reading(log.parent)
    assert [conversation.outcome for conversation in found] == [
        Outcome(rating="满意", resolved=True),
        Outcome(rating=None, resolved=False),
    ]
    assert found[0].messages[0].refs.items == ("100000000777",)
    assert (found[0].messages[1].role, found[0].messages[1].role_evidence) == ("agent", "roster")
    assert notes.skipped == []
    assert any("2 of its sessions" in notice.text for notice in notes.notices)


def test_the_list_changes_no_ids(reading, workbook, log):
    alone, _ = reading(log)
    workbook(row("2024-05-01 12:00:00", "jd_demo_a1"))
    joined, _ = reading(log)
    assert [conversation.id for conversation in joined] == [conversation.id for conversation in alone]
    assert [m.id for c in joined for m in c.messages] == [m.id for c in alone for m in c.messages]


def test_in_a_zip_of_texts(reading, workbook, tmp_path):
    book = workbook(row("2024-05-01 12:00:00", "jd_demo_a1"))
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("聊天一.txt", LOG.encode("gb18030"))
        archive.write(book, "sessions.xlsx")
    found, notes = reading(tmp_path / "export.zip")
    assert [conversation.outcome.rating for conversation in found] == ["满意", None]
    assert found[0].messages[0].source.file == "export.zip/聊天一.txt"
    assert notes.skipped == []


def test_named_on_its_own_as_csv(reading, tmp_path, log):
    (tmp_path / "more").mkdir()
    table = tmp_path / "more" / "list.csv"
    cells = [HEADER, row("2024-05-01 12:00:30", "jd_demo_a1")]
    table.write_text("\n".join(",".join(line) for line in cells), encoding="gb18030")
    found, _ = reading(log, table)
    assert found[0].outcome.resolved is True


def test_a_list_alone_is_passed_over_with_a_notice(reading, workbook, tmp_path, samples):
    alone = workbook(row("2024-05-01 12:00:00", "jd_demo_a1"))
    assert registry.get("jd_sessions").companion
    found, notes = reading(alone, samples / "jd_api.json")
    assert found
    assert notes.skipped == []
    assert [notice.file for notice in notes.notices] == [alone.name]
    with pytest.raises(NothingRead, match=r"no chats were found: 会话列表\.xlsx: lists JD sessions"):
        reading(alone)


def test_a_row_without_a_time_is_noticed_and_a_broken_workbook_does_not_stop_the_log(reading, workbook, log):
    workbook(row("", "jd_demo_a1"), row("2024-05-01 12:30:00", "jd_demo_b2"))
    (log.parent / "broken.xlsx").write_bytes(b"PK\x03\x04 xl/ nothing")
    found, notes = reading(log.parent)
    assert [conversation.outcome.rating for conversation in found] == [None, "满意"]
    assert any("line 2 has no 咨询时间" in notice.text for notice in notes.notices)
    assert [skipped.file for skipped in notes.skipped] == ["broken.xlsx"]


@pytest.mark.parametrize(
    ("name", "masked", "fits"),
    [
        ("jd_demo_01", "j****01", True),
        ("jd_demo_01", "j****02", False),
        ("xd_demo_01", "j****01", False),
        ("j****01", "j****01", True),
        ("j****01", "jd_demo_01", True),
        ("", "j****01", False),
    ],
)
def test_masks(name, masked, fits):
    assert fits_mask(name, masked) is fits


def listed(*rows: tuple[int, str, str]) -> SessionList:
    return SessionList(
        SessionRow(
            began_at=NOON + timedelta(seconds=second),
            customer=customer,
            agents=(agent,),
            item="",
            outcome=Outcome(rating=agent),
        )
        for second, customer, agent in rows
    )


def test_the_nearest_row_wins_then_the_one_whose_agent_is_there():
    assert listed((90, "jd_a1", "甲"), (-30, "jd_b1", "乙")).match("j*1", NOON, ["甲"]).customer == "jd_b1"
    assert listed((0, "jd_a1", "甲"), (0, "jd_b1", "乙")).match("j*1", NOON, ["店自营--乙"]).customer == "jd_b1"


def test_one_session_may_have_a_row_for_each_agent():
    rows = listed((0, "jd_a1", "甲"), (0, "jd_a1", "乙"))
    assert rows.match("j*1", NOON, ["甲", "乙"]).outcome.rating == "甲"
    assert rows.match("j*1", NOON, ["甲", "乙"]) is None


def test_no_row_is_taken_that_is_late_or_fits_like_that_of_another_customer():
    assert listed((121, "jd_a1", "甲")).match("j*1", NOON, []) is None
    assert listed((0, "jd_a1", "甲"), (0, "jd_b1", "乙")).match("j*1", NOON, []) is None
