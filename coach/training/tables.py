"""Measures as text, for the terminal and the model card."""

from collections.abc import Mapping

from coach.training.evaluate import Agreement, TaskMeasure


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
    lines += ["", "| score from | turns | mean score | right |", "|---|---|---|---|"]
    lines += [f"| {one.low:.1f} | {one.n:,} | {one.score:.3f} | {one.accuracy:.3f} |" for one in measure.reliability]
    lines += ["", "| label | precision | recall | F1 | support | most often taken for |", "|---|---|---|---|---|---|"]
    lines += [_label(label, measure) for label in measure.labels]
    return "\n".join(lines)


def _agreement(title: str, found: Agreement) -> str:
    kappa = "–" if found.kappa is None else f"{found.kappa:.3f}"
    return f"| {title} | {found.n:,} | {found.accuracy:.3f} | {found.macro_f1:.3f} | {kappa} |"


def _label(label: str, measure: TaskMeasure) -> str:
    found = measure.labels[label]
    wrong = {name: n for name, n in measure.confusion.get(label, {}).items() if name != label}
    worst = max(wrong, key=lambda name: (wrong[name], name)) if wrong else ""
    taken = f"{worst} ({wrong[worst]})" if worst else "–"
    numbers = f"{found.precision:.3f} | {found.recall:.3f} | {found.f1:.3f} | {found.support:,}"
    return f"| {label} | {numbers} | {taken} |"
