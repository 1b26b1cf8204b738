"""Word lists: the same in every language, and a shop's own words besides or instead."""

import pytest

from coach import languages
from coach.errors import SettingsError
from coach.findings import Words
from coach.rules.cues import Cues, check_words, cues


@pytest.mark.parametrize("language", languages.codes())
def test_every_language_has_every_list(language: str) -> None:
    ours, nothing = cues(language), cues("xx")
    assert not [name for name in Cues.__struct_fields__ if getattr(ours, name) == getattr(nothing, name)]


def test_a_list_that_nobody_fills_matches_nothing() -> None:
    nothing = cues("xx")
    assert not any(getattr(nothing, name).search("您好 hello") for name in Cues.__struct_fields__)


def test_words_are_added_as_they_stand() -> None:
    ours = cues("zh", Words(add={"zh": {"greeting": ("(*^▽^*)",)}}))
    assert ours.greeting.search("(*^▽^*)来咯")
    assert ours.greeting.search("您好")
    assert not cues("zh").greeting.search("(*^▽^*)来咯")
    assert not cues("en", Words(add={"zh": {"greeting": ("(*^▽^*)",)}})).greeting.search("(*^▽^*)")


def test_words_may_stand_instead_and_be_patterns() -> None:
    ours = cues("zh", Words(instead={"zh": {"greeting": ("/早+安/", "Hey")}}))
    assert ours.greeting.search("早早早安")
    assert ours.greeting.search("hey")
    assert not ours.greeting.search("您好")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (Words(add={"zh": {"greetings": ("hi",)}}), "the list 'greetings'; choose among: abuse"),
        (Words(instead={"fr": {"greeting": ("salut",)}}), "the language 'fr'; choose among: en, es, zh"),
        (Words(add={"en": {"greeting": ("/(/",)}}), "'greeting' is no regular expression"),
        (Words(add={"en": {"greeting": ("",)}}), "an empty word"),
    ],
)
def test_words_that_cannot_be_are_named(words: Words, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        check_words(words, languages=languages.codes())
