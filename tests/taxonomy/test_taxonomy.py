"""The taxonomy's contract: examples are hit by their own cues, counterexamples are not, broken files say where."""

from pathlib import Path

import pytest

from coach import taxonomy
from coach.errors import SettingsError
from coach.taxonomy.loading import load_question_type, load_terms

LANGUAGES = ("zh", "en", "es")
LABELS = [
    "after_sale",
    "experience",
    "feature",
    "logistics",
    "none",
    "order",
    "other",
    "price",
    "quality",
    "recommendation",
    "shelf_life",
    "size",
    "stock",
    "suitability",
    "usage",
]
LEAST = {"zh": (6, 4), "en": (4, 2), "es": (2, 2)}
BY_LANGUAGE = [(kind, language) for kind in taxonomy.question_types() for language in LANGUAGES]
MATCHERS = {language: taxonomy.matcher(taxonomy.question_types(), language) for language in LANGUAGES}
TERMS = (*taxonomy.stances(), *taxonomy.moves(), *taxonomy.flags())

WHOLE = """
stage = "presale"
owner = "page"
title = { zh = "色", en = "Colour", es = "Color" }
definition = { zh = "颜色", en = "The colour", es = "El color" }
[cues]
zh = ["颜色"]
en = ["colou?r"]
es = ["color"]
[examples]
zh = []
en = []
es = []
[counterexamples]
zh = []
en = []
es = []
"""


def test_the_labels_are_those_of_the_guide() -> None:
    assert [kind.name for kind in taxonomy.question_types()] == LABELS
    assert [term.name for term in taxonomy.stances()] == ["proactive", "passive", "neutral"]
    assert [term.name for term in taxonomy.moves()] == ["probe", "recommend", "anticipate", "commit", "invite"]
    assert [term.name for term in taxonomy.flags()] == ["deflection", "perfunctory", "refusal", "off_topic", "blame"]


@pytest.mark.parametrize(("kind", "language"), BY_LANGUAGE, ids=lambda value: getattr(value, "name", value))
def test_a_types_cues_hit_its_examples_and_no_counterexample(kind: taxonomy.QuestionType, language: str) -> None:
    def is_hit(text: str) -> bool:
        return kind.name in MATCHERS[language].fired(taxonomy.plain(text, language))

    assert [text for text in kind.examples[language] if not is_hit(text)] == []
    assert [text for text in kind.counterexamples[language] if is_hit(text)] == []


@pytest.mark.parametrize(("kind", "language"), BY_LANGUAGE, ids=lambda value: getattr(value, "name", value))
def test_a_type_is_shown_by_enough_examples(kind: taxonomy.QuestionType, language: str) -> None:
    examples, counterexamples = LEAST[language]
    assert len(set(kind.examples[language])) >= examples
    assert len(set(kind.counterexamples[language])) >= counterexamples


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_matcher_finds_what_its_patterns_find_text_by_text(language: str) -> None:
    texts = [
        taxonomy.plain(text, language)
        for kind in taxonomy.question_types()
        for text in (*kind.examples[language], *kind.counterexamples[language])
    ]
    for matcher in (MATCHERS[language], taxonomy.matcher(TERMS, language)):
        one_by_one = {
            (number, cue)
            for number, text in enumerate(texts)
            for cue, pattern in enumerate(matcher.cues)
            if pattern.search(text)
        }
        assert matcher.hits(texts) == one_by_one


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("这件会掉色吗", "zh", {"quality"}),
        ("几天到 包邮吗", "zh", {"logistics"}),
        ("好的谢谢", "zh", set()),
        ("", "zh", set()),
        ("is it waterproof", "en", {"feature"}),
        ("¿Cuánto cuesta?", "es", {"price"}),
    ],
)
def test_topics(text: str, language: str, expected: set[str]) -> None:
    assert taxonomy.topics(text, language=language) == expected


def test_a_question_type_is_named_after_its_file(tmp_path: Path) -> None:
    file = tmp_path / "colour.toml"
    file.write_text(WHOLE, encoding="utf-8")
    kind = load_question_type(file)
    assert (kind.name, kind.stage, kind.cues["en"]) == ("colour", "presale", ("colou?r",))


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('stage = "presale"', 'stage = "before"', "stage"),
        ('owner = "page"', "", "owner"),
        ('owner = "page"', 'owner = "page"\ncolour = 1', "colour"),
        ('zh = ["颜色"]', "zh = [1]", "cues"),
        ('zh = ["颜色"]', 'zh = ["颜(色"]', "cues.zh[0]"),
        (', es = "Color"', "", "title"),
        ("[examples]", "[examples", "TOML"),
    ],
)
def test_a_broken_file_is_refused_by_file_and_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    file = tmp_path / "colour.toml"
    file.write_text(WHOLE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        load_question_type(file)
    assert "colour.toml" in raised.value.message
    assert field in raised.value.message
    assert raised.value.file == "colour.toml"


def test_a_broken_term_names_its_table(tmp_path: Path) -> None:
    file = tmp_path / "moves.toml"
    file.write_text('[probe]\ntitle = { zh = "问", en = "Ask", es = "Pregunta" }\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"moves\.toml: field probe\."):
        load_terms(file)


def test_a_missing_file_is_a_settings_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_terms(tmp_path / "moves.toml")


def test_wordings_are_the_words_in_the_text() -> None:
    matcher = MATCHERS["zh"]
    assert matcher.wordings(matcher.cues_of("quality"), "会掉色吗是纯棉的吗") == ("纯棉", "掉色")
