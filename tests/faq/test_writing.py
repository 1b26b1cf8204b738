"""FAQ files: what programs read back, and what people see."""

import csv
from pathlib import Path

import msgspec
import pytest

from coach.candidates import FaqAnswer, FaqCandidate, FaqVariant
from coach.faq.writing import faq_markdown, literal, write_clusters, write_faq_jsonl, write_faq_markdown


def candidate(question: str = "会掉色吗", **fields: object) -> FaqCandidate:
    plain = FaqCandidate(
        id="1",
        question=question,
        question_type="quality",
        items=("7",),
        variants=(FaqVariant(question, 3),),
        answers=(FaqAnswer("不会的", "li", "s1", "m1"),),
        support=3,
        share=0.25,
    )
    return msgspec.structs.replace(plain, **fields)


def test_jsonl_reads_back(tmp_path: Path) -> None:
    candidates = (candidate(), candidate("掉\n色吗\u2028"))
    write_faq_jsonl(candidates, tmp_path / "faq.jsonl")
    lines = (tmp_path / "faq.jsonl").read_bytes().splitlines()
    assert tuple(msgspec.json.decode(line, type=FaqCandidate) for line in lines) == candidates


@pytest.mark.parametrize(("language", "title", "share"), [("zh", "质量正品", "25.0%"), ("es", "Calidad", "25,0")])
def test_markdown_by_type(tmp_path: Path, language: str, title: str, share: str) -> None:
    more = candidate("几天到", id="2", question_type="logistics", support=9, share=0.75, answers=())
    write_faq_markdown([candidate(), more], tmp_path / "faq.md", language=language, item_titles={"7": "碎花裙"})
    text = (tmp_path / "faq.md").read_text(encoding="utf-8")
    assert text.index("### 几天到") < text.index(f"## {title}") < text.index("### 会掉色吗")
    assert share in text
    assert "碎花裙" in text
    assert "> 不会的" in text


def test_markdown_without_candidates_says_so() -> None:
    assert faq_markdown([], language="en", item_titles={}).startswith("# ")


def test_a_list_of_questions_does_not_miss_answers() -> None:
    alone = faq_markdown([candidate(answers=())], language="en", item_titles={})
    beside = faq_markdown([candidate(answers=()), candidate(id="2")], language="en", item_titles={})
    assert "Nobody has answered" in beside
    assert "Nobody has answered" not in alone


def test_many_variants_are_cut() -> None:
    variants = tuple(FaqVariant(f"说法{n}", 1) for n in range(12))
    text = faq_markdown([candidate(variants=variants)], language="zh", item_titles={})
    assert text.count("说法") - text.count("顾客的说法") == 8


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("会掉色吗", "会掉色吗"),
        ("2-3天\n到吗", "2-3天 到吗"),
        ("<script>x</script>", r"\<script\>x\</script\>"),
        ("**粗** [a](b) `c`", r"\*\*粗\*\* \[a\](b) \`c\`"),
        ("# 大", r"\# 大"),
        ("- 一", r"\- 一"),
        ("1. 一", r"1\. 一"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("http://a.example", "http&#58;&#47;&#47;a.example"),
        ("www.a.example", "www&#46;a.example"),
        ("a\x00b\u202ec", "a b c"),
        ("", ""),
    ],
)
def test_literal(text: str, shown: str) -> None:
    assert literal(text) == shown


def test_clusters_read_back(tmp_path: Path) -> None:
    rows = [(1, "=1+1", 0), (3, 'a,"b"', 1), (4, "两行\n字", 0)]
    write_clusters(tmp_path / "clusters.csv", rows)
    with (tmp_path / "clusters.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.reader(file))
    assert read == [["line", "text", "cluster"], *([str(line), text, str(group)] for line, text, group in rows)]
