"""The trainers' calibration: how far rules are right, how far trainers agree, what agents dispute, and both scores."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from coach.coaching.precision import Agreement, Calibration, Disputes, LabelPrecision, RulePrecision
from coach.findings import Scorecard
from coach.reports import figures
from coach.reports.figures import Figure
from coach.reports.texts import Texts, visible
from coach.result import Analysis


class Table(Struct, frozen=True):
    """A titled table; the first column holds names. `note` stands in its place when there is no row."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Figure, ...]], ...]


class CalibrationPart(Struct, frozen=True):
    """The sentence that says what was judged by whom, the tables, and what could not be matched."""

    lead: str
    tables: tuple[Table, ...]
    unknown: str


def calibration_part(analysis: Analysis, texts: Texts) -> CalibrationPart | None:
    """The calibration in words and figures; None when no verdicts were given."""
    found = analysis.calibration
    if found is None:
        return None
    people = texts("punctuation.list").join(map(visible, found.trainers)) or "–"
    least = texts.percent(analysis.settings.rules.least_precision, places=0)
    return CalibrationPart(
        lead=texts("calibration.lead", n=texts.number(found.verdicts), people=people),
        tables=(
            _table("rules", (_rule(one, texts) for one in found.rules), texts, least=least),
            _table("labels", (_label(one, texts) for one in found.labels), texts),
            _table("agreement", (_agreement(one, texts) for one in found.agreements), texts),
            _table("disputes", (_disputes(one, texts) for one in found.disputes), texts),
            _table("scores", _scores(analysis, texts), texts),
        ),
        unknown=_unknown(found, texts),
    )


def _table(key: str, rows: Iterable[tuple[str, tuple[Figure, ...]]], texts: Texts, **values: str) -> Table:
    return Table(
        title=texts(f"calibration.{key}.title"),
        note=texts(f"calibration.{key}.none"),
        columns=tuple(texts(f"calibration.{key}.columns", **values).split("|")),
        rows=tuple(rows),
    )


def _rule(one: RulePrecision, texts: Texts) -> tuple[str, tuple[Figure, ...]]:
    state = texts("calibration.hint" if one.hint else "calibration.counts")
    return texts.rule(one.rule), (figures.rate(texts, one.confirmed), Figure(state))


def _label(one: LabelPrecision, texts: Texts) -> tuple[str, tuple[Figure, ...]]:
    return _field(one.field, texts), (figures.rate(texts, one.confirmed),)


def _agreement(one: Agreement, texts: Texts) -> tuple[str, tuple[Figure, ...]]:
    kappa = figures.missing(texts, "kappa") if one.kappa is None else Figure(texts.number(one.kappa, places=2))
    pair = f"{visible(one.first)} · {visible(one.second)}"
    return pair, (Figure(_field(one.field, texts)), figures.rate(texts, one.same), kappa)


def _disputes(one: Disputes, texts: Texts) -> tuple[str, tuple[Figure, ...]]:
    about = texts("punctuation.list").join(f"{texts.rule(rule)} {texts.number(n)}" for rule, n in one.rules.items())
    counts = (Figure(texts.number(n)) for n in (one.open, one.accepted, one.rejected))
    return visible(one.agent), (*counts, Figure(about or "–"))


def _scores(analysis: Analysis, texts: Texts) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    """Automatic and trainers' scores, of the agents and then the team; neither overwrites the other."""
    for one in analysis.agents:
        yield visible(one.agent), _pair(one.card, one.trainers_card, texts)
    yield texts("team.shop"), _pair(analysis.team, analysis.trainers_team, texts)


def _pair(automatic: Scorecard, trainers: Scorecard | None, texts: Texts) -> tuple[Figure, ...]:
    beside = trainers or Scorecard("", (), None, None, 0)
    return figures.score(texts, automatic.score, n=automatic.n), figures.score(texts, beside.score, n=beside.n)


def _field(field: str, texts: Texts) -> str:
    return texts(f"calibration.field.{field}")


def _unknown(found: Calibration, texts: Texts) -> str:
    if not found.unknown:
        return ""
    return texts("calibration.unknown", n=texts.number(found.unknown), examples=", ".join(found.unknown_examples))
