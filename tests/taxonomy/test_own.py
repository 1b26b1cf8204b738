"""A shop's own question types: read whole, refused by file and place, known beside the package's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach import taxonomy
from coach.errors import SettingsError
from coach.reports.texts import Texts

GIFT = """
stage = "presale"
title = { zh = "礼品包装", en = "Gift wrapping" }
[cues]
zh = ['礼盒|贺卡']
[examples]
zh = ["有礼盒吗", { text = "要的", after = "要放贺卡吗" }]
[counterexamples.zh]
price = ["有赠品吗"]
"""


@pytest.fixture(autouse=True)
def _none_before_and_after() -> Iterator[None]:
    taxonomy.adopt(())
    yield
    taxonomy.adopt(())


def read(folder: Path, text: str = GIFT, *, name: str = "gift_wrap.toml") -> tuple[taxonomy.OwnType, ...]:
    (folder / name).write_text(text, encoding="utf-8")
    return taxonomy.read_own_types([str(folder)])


def test_a_type_stands_after_the_packages_with_its_title(tmp_path: Path) -> None:
    before = taxonomy.question_types()
    taxonomy.adopt(read(tmp_path))
    *others, own = taxonomy.question_types()
    assert tuple(others) == before
    assert (own.name, own.stage, own.owner) == ("gift_wrap", "presale", "page")
    assert [Texts(language).question_type("gift_wrap") for language in ("zh", "en", "es")] == [
        "礼品包装",
        "Gift wrapping",
        "礼品包装",
    ]


def test_its_cues_tell_topics_and_leave_the_packages_matcher_as_it_was(tmp_path: Path) -> None:
    before = taxonomy.matcher(taxonomy.question_types(), "zh").labels
    assert "gift_wrap" not in taxonomy.topics("能写贺卡吗", language="zh")
    taxonomy.adopt(read(tmp_path))
    assert "gift_wrap" in taxonomy.topics("能写贺卡吗", language="zh")
    assert "gift_wrap" not in taxonomy.topics("贺卡", language="en")
    assert taxonomy.matcher(taxonomy.question_types(), "zh").labels == before


def test_examples_come_with_their_types_and_contexts(tmp_path: Path) -> None:
    (own,) = read(tmp_path)
    assert [(label, one.text, one.after) for label, one in own.labelled("zh")] == [
        ("gift_wrap", "有礼盒吗", ""),
        ("gift_wrap", "要的", "要放贺卡吗"),
        ("price", "有赠品吗", ""),
    ]


def test_the_digest_is_that_of_what_is_learnt(tmp_path: Path) -> None:
    (own,) = read(tmp_path)
    (titled,) = read(tmp_path, GIFT.replace("Gift wrapping", "Wrapping"))
    (taught,) = read(tmp_path, GIFT.replace("有礼盒吗", "有礼盒没"))
    assert own.digest("zh") == titled.digest("zh") != taught.digest("zh")


def test_the_settings_name_the_files_that_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(tmp_path)
    (tmp_path / "coach.toml").write_text('[types]\nown = ["gift_wrap.toml"]\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(taxonomy, "_adopted", [])
    assert [one.name for one in taxonomy.own_types()] == ["gift_wrap"]
    assert taxonomy.own_digests("zh").keys() == {"gift_wrap"}
    assert taxonomy.own_digests("en") == {}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("stage", "stadium", "stadium"),
        ('"presale"', '"before"', r"stage"),
        ("[cues]", "[cues", "holds no question type"),
        ("礼盒|贺卡", "礼(盒", r"cues\.zh\[0\] no regular expression"),
        ("礼盒|贺卡", "礼?", r"cues\.zh\[0\] a pattern that every text matches"),
        ('zh = "礼品包装", en = "Gift wrapping"', "", "no title"),
        ('en = "Gift', 'fr = "Gift', "title in 'fr'"),
        ('["有礼盒吗", { text = "要的", after = "要放贺卡吗" }]', "[]", "no examples"),
        ("text = ", "words = ", r"examples"),
        ('"有礼盒吗"', '"！"', "without a word"),
        ("有赠品吗", "有礼盒吗", "both as 'gift_wrap' and as 'price'"),
        ("price =", "prize =", "'prize', which there is not; choose among: after_sale"),
        ("price =", "gift_wrap =", "of other types"),
        ("[counterexamples.zh]", "[counterexamples.en]", "'en' but no examples"),
        ("stage =", 'name = "gift"\nstage =', "named after its file"),
    ],
)
def test_what_cannot_be_is_refused_by_place(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in GIFT
    with pytest.raises(SettingsError, match=complaint) as raised:
        read(tmp_path, GIFT.replace(old, new, 1))
    assert "gift_wrap" in raised.value.message


@pytest.mark.parametrize(
    ("name", "complaint"), [("price.toml", "built-in type 'price'"), ("gift-wrap.toml", "name that cannot be")]
)
def test_a_name_must_be_new_and_an_identifier(tmp_path: Path, name: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        read(tmp_path, name=name)


def test_two_files_of_one_name_and_missing_ones_are_refused(tmp_path: Path) -> None:
    read(tmp_path)
    with pytest.raises(SettingsError, match="second type 'gift_wrap'"):
        taxonomy.read_own_types([str(tmp_path), str(tmp_path / "gift_wrap.toml")])
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read"):
        taxonomy.read_own_types([str(tmp_path / "none.toml")])
