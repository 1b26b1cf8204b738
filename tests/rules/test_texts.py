"""Every rule has its texts in every language, and every advice finds its values."""

from collections.abc import Iterator

import pytest

from coach.findings import Advice
from coach.i18n import LANGUAGES, translator
from coach.rubrics import FACTORS
from coach.rules import deflection, no_need_probe, passive_reply, registry
from tests.rules.building import built, cases

QUESTION = {"question": "穿什么码"}


def given() -> Iterator[Advice]:
    """The advice of all cases, and of every variant that a rule may choose."""
    for rule in (rule for rule in registry if rule.compare is None):
        for row in cases(rule.name):
            yield from (one.advice for one in rule.check(built(row)) if one.advice is not None)
    for name, variants in (
        ("deflection", deflection.ADVISED),
        ("passive_reply", passive_reply.ADVISED),
        ("no_need_probe", no_need_probe.ADVISING),
    ):
        yield from (Advice(f"advice.{name}.{variant}", QUESTION) for variant in variants)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts(language: str) -> None:
    translate = translator(language)
    for factor in FACTORS:
        assert translate(f"factor.{factor}")
    for rule in registry:
        assert translate(f"rule.{rule.name}.title")
        assert translate(f"rule.{rule.name}.expected")
    for advice in given():
        text = translate(advice.key, **advice.values)
        assert all(value in text for value in advice.values.values())
