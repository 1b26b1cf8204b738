"""What a detail page says about the questions that customers ask."""

import tomllib
from pathlib import Path

import msgspec
import numpy as np
import pytest

from coach.candidates import FaqAnswer, FaqCandidate, FaqVariant
from coach.errors import InputError, UnreadableFile
from coach.faq.coverage import with_coverage, wrong_value
from coach.faq.pages import Page, passages, read_pages
from coach.settings import FaqSettings
from coach.vectors import encoder
from tests.faq.test_writing import candidate

CASES = Path(__file__).parents[1] / "cases" / "faq_pages.toml"
SETTINGS = FaqSettings()


def asked(question: str, answer: str, **fields: object) -> FaqCandidate:
    answers = (FaqAnswer(answer, "li", "s1", "m1"),) if answer else ()
    return candidate(question, answers=answers, variants=(FaqVariant(question, 3),), **{"items": (), **fields})


def page(text: str, name: str = "page.txt") -> Page:
    return Page(name=name, passages=passages(text, ending=Path(name).suffix))


def judged(which: str) -> tuple[int, int, int, int]:
    """Pairs rightly found on the page, wrongly found, rightly missing, wrongly missing."""
    counts = [0, 0, 0, 0]
    for case in tomllib.loads(CASES.read_text(encoding="utf-8"))["page"]:
        candidates = [asked(question, answer) for question, answer, *_ in case["pairs"]]
        found = with_coverage(candidates, [page(case["text"], case["name"])], settings=SETTINGS, encoder=encoder(which))
        for one, (_, _, *passage) in zip(found, case["pairs"], strict=True):
            there = one.coverage.passage is not None
            counts[(0 if passage else 1) if there else (3 if passage else 2)] += 1
    return tuple(counts)


@pytest.mark.parametrize(("which", "precision", "recall"), [("off", 0.75, 0.75), ("auto", 0.9, 0.85)])
def test_most_pairs_are_told_right(which: str, precision: float, recall: float) -> None:
    right, wrong, _, missed = judged(which)
    assert right / (right + wrong) >= precision
    assert right / (right + missed) >= recall


@pytest.mark.parametrize(("share", "status"), [(0.2, "still_asked"), (0.005, "covered")])
def test_what_is_there_is_still_asked_or_covered(share: float, status: str) -> None:
    text = "洗涤：首次单独冷水手洗，会有轻微浮色，不会串色。\n发货：中通。"
    (found,) = with_coverage([asked("会掉色吗", "首次冷水手洗会有浮色", share=share)], [page(text)], settings=SETTINGS)
    assert found.coverage.status == status
    assert found.coverage.passage.text.startswith("洗涤")


def test_missing() -> None:
    (found,) = with_coverage([asked("有发票吗", "可以开电子发票")], [page("法式方领，显瘦百搭。")], settings=SETTINGS)
    assert (found.coverage.status, found.coverage.passage) == ("missing", None)


@pytest.mark.parametrize(
    ("answer", "passage", "wrong"),
    [
        ("保质期8个月", "保质期：12个月", ("8个月", "12个月")),
        ("保质期一年", "保质期：12个月", None),
        ("敷15分钟", "静置15-20分钟", None),
        ("敷15分钟，1周两次", "静置 25 分钟后揭下", ("15分钟", "25 分钟")),
        ("1周两次", "静置 25 分钟后揭下", None),
        ("裙长108厘米", "裙长 1.08米", None),
        ("it holds 300 ml", "capacity 250ml", ("300 ml", "250ml")),
        ("不掉色", "30度以下手洗", None),
    ],
)
def test_a_wrong_value_is_said(answer: str, passage: str, wrong: tuple[str, str] | None) -> None:
    assert wrong_value(asked("怎么样", answer), passage) == wrong


def test_a_size_for_one_body_is_no_wrong_value() -> None:
    assert wrong_value(asked("160cm 50kg穿什么码", "160cm 50kg穿M"), "M 适合 46-54kg") is None


def test_a_page_named_by_an_item_speaks_for_that_item() -> None:
    text = "首次单独冷水手洗，会有轻微浮色，不会串色。"
    pages = [page(text, "dress-77.txt"), page("全店包邮。", "shop.txt")]
    mine, other, general = with_coverage(
        [asked("会掉色吗", text, items=items) for items in (("77",), ("8",), ())],
        pages,
        settings=SETTINGS,
        items=("77", "8"),
    )
    assert mine.coverage.passage.page == "dress-77.txt"
    assert other.coverage.status == "missing"
    assert general.coverage.passage.page == "dress-77.txt"


def test_without_a_page_about_the_item_nothing_is_said() -> None:
    pages = [page("会有轻微浮色", "77.txt")]
    (found,) = with_coverage([asked("会掉色吗", "有浮色", items=("8",))], pages, settings=SETTINGS, items=("77",))
    assert found.coverage is None


def test_an_empty_page_and_no_candidates() -> None:
    (found,) = with_coverage([asked("会掉色吗", "有浮色")], [page("")], settings=SETTINGS)
    assert found.coverage.status == "missing"
    assert with_coverage([], [page("会有浮色")], settings=SETTINGS) == ()


def test_a_question_without_an_answer_and_a_very_long_one() -> None:
    found = with_coverage(
        [asked("会掉色吗", ""), asked("多少钱" * 4000, "二十元")], [page("会掉色吗？不会掉色。")], settings=SETTINGS
    )
    assert [one.coverage.status for one in found] == ["still_asked", "missing"]


class _Meaning:
    name = "test"

    def encode(self, texts):
        return np.asarray([[1.0, 0.0] if "褪" in text or "掉色" in text else [0.0, 1.0] for text in texts], np.float32)


def test_an_encoder_sees_other_words() -> None:
    one = msgspec.structs.replace(asked("会掉色吗", ""), share=0.5)
    (found,) = with_coverage([one], [page("面料舒适。\n绝不褪变。")], settings=SETTINGS, encoder=_Meaning())
    assert found.coverage.passage.text == "绝不褪变。"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.html", "<p>会掉色吗</p><script>x</script><p>不会&amp;放心</p>", ("会掉色吗", "不会&放心")),
        (
            "a.html",
            "<table><tr><th>码</th><th>胸围</th></tr><tr><td>M</td><td>88</td></tr></table>",
            ("码 M；胸围 88",),
        ),
        ("a.html", "<table><tr><td>产地</td><td>杭州</td></tr>", ("产地；杭州",)),
        ("a.html", "<h2>会掉色吗</h2><p>不会</p><p>包邮", ("会掉色吗 不会", "包邮")),
        ("a.html", '<img alt="尺码表">', ("尺码表",)),
        ("a.md", "# 洗涤\n- **冷水**手洗\n\n| 码 | 胸围 |\n|---|---|\n| M | 88 |", ("洗涤 冷水手洗", "码 M；胸围 88")),
        ("a.txt", "会掉色吗？\n不会。\n\n包邮", ("会掉色吗？ 不会。", "包邮")),
        ("a.txt", "", ()),
    ],
)
def test_passages(name: str, text: str, expected: tuple[str, ...]) -> None:
    assert passages(text, ending=Path(name).suffix) == expected


def test_a_folder_of_pages(tmp_path: Path) -> None:
    (tmp_path / "77.html").write_text("<p>会掉色</p>", encoding="utf-8")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\x00")
    (tmp_path / "all.txt").write_text("全店包邮", encoding="gb18030")
    assert [(one.name, one.passages) for one in read_pages(tmp_path)] == [
        ("77.html", ("会掉色",)),
        ("all.txt", ("全店包邮",)),
    ]


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\x00\x00" * 40, b"PK\x03\x04\x14\x00\x06\x00" * 40, bytes(range(256)) * 9]
)
def test_a_page_that_is_no_text(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "page.html").write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"page\.html"):
        read_pages(tmp_path / "page.html")


def test_no_page(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no page"):
        read_pages(tmp_path)
    with pytest.raises(InputError, match="no page"):
        read_pages(tmp_path / "gone.html")
