"""Measures as text, for the terminal and the model card."""

from collections.abc import Mapping

from coach.training.evaluate import Ablated, Agreement, Bin, TaskMeasure

DIAGRAM = 20
"""Characters of a full bar in the reliability diagram."""


def measure_table(measures: Mapping[str, TaskMeasure]) -> str:
    """Each task's measures as Markdown tables."""
    return "\n\n".join(_task(name, measure) for name, measure in measures.items())


def _task(name: str, measure: TaskMeasure) -> str:
    parts: list[tuple[str, Agreement | None]] = [
        ("all turns", measure.overall),
        *((f"language {code}", found) for code, found in measure.by_language.items()),
        *((f"source {source}", found) for source, found in measure.by_source.items()),
        ("turns people agree on", measure.clear),
        ("ambiguous turns", measure.ambiguous),
        *((f"baseline: {baseline}", found) for baseline, found in measure.baselines.items()),
    ]
    lines = [f"### {name}", "", "| turns | n | accuracy | macro-F1 | kappa |", "|---|---|---|---|---|"]
    lines += [_agreement(title, found) for title, found in parts if found is not None]
    lines.append(
        f"\nExpected calibration error {measure.calibration_error:.3f}; unsure {measure.unsure_share:.1%}; "
        f"the cues alone speak on {measure.cues_spoke:.1%} of the turns."
    )
    if measure.moves_micro_f1 is not None and measure.flags_micro_f1 is not None:
        lines.append(f"Moves micro-F1 {measure.moves_micro_f1:.3f}; flags micro-F1 {measure.flags_micro_f1:.3f}.")
    lines += [
        "",
        "| score from | turns | mean score | right | right (bar) and mean score (mark) |",
        "|---|---|---|---|---|",
    ]
    lines += [_bin(one) for one in measure.reliability]
    lines += ["", "| label | precision | recall | F1 | support | most often taken for |", "|---|---|---|---|---|---|"]
    lines += [_label(label, measure) for label in measure.labels]
    lines += ["", *_confusion(measure)]
    for language, variants in measure.ablation.items():
        lines += ["", *_ablation(language, variants)]
    return "\n".join(lines)


def _bin(one: Bin) -> str:
    bar = list(("█" * round(one.accuracy * DIAGRAM)).ljust(DIAGRAM, "·"))
    bar[min(round(one.score * DIAGRAM), DIAGRAM - 1)] = "┃"
    return f"| {one.low:.1f} | {one.n:,} | {one.score:.3f} | {one.accuracy:.3f} | {''.join(bar)} |"


def _confusion(measure: TaskMeasure) -> list[str]:
    """A row a label that people gave, a column a label that was found."""
    names = list(measure.labels)
    head = ["| given, found: | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    cells = ((given, *(str(found.get(name, "·")) for name in names)) for given, found in measure.confusion.items())
    return [*head, *(f"| {' | '.join(row)} |" for row in cells)]


def _ablation(language: str, variants: Mapping[str, Ablated]) -> list[str]:
    """A row a variant: kappa in cross-validation, then what was measured."""
    head = [
        f"| fitted anew ({language}) | kappa held out | n | accuracy | macro-F1 | kappa |",
        "|---|---|---|---|---|---|",
    ]
    return head + [_agreement(f"{title} | {_kappa(one.held_out)}", one.measured) for title, one in variants.items()]


def _agreement(title: str, found: Agreement) -> str:
    return f"| {title} | {found.n:,} | {found.accuracy:.3f} | {found.macro_f1:.3f} | {_kappa(found)} |"


def _kappa(found: Agreement | None) -> str:
    return "–" if found is None or found.kappa is None else f"{found.kappa:.3f}"


def _label(label: str, measure: TaskMeasure) -> str:
    found = measure.labels[label]
    wrong = {name: n for name, n in measure.confusion.get(label, {}).items() if name != label}
    worst = max(wrong, key=lambda name: (wrong[name], name)) if wrong else ""
    taken = f"{worst} ({wrong[worst]})" if worst else "–"
    numbers = f"{found.precision:.3f} | {found.recall:.3f} | {found.f1:.3f} | {found.support:,}"
    return f"| {label} | {numbers} | {taken} |"
