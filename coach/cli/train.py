"""`coach train`: models from the training data, encoders, and models from what people confirmed or corrected."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.classifiers.artifact import Manifest
    from coach.classifiers.features import Task


def train(
    task: Annotated[str | None, typer.Option(help="question_type or stance; default: both.")] = None,
    language: Annotated[str | None, typer.Option(help="zh, en or es; default: all.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of training data, one folder a language.")] = None,
    verdicts: Annotated[
        Path | None, typer.Option(help="Dialogues with labels that people confirmed or corrected, JSON Lines.")
    ] = None,
    encoder: Annotated[
        bool, typer.Option("--encoder", help="Tune the encoders of the extra `semantic` instead; takes an hour.")
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder for the models.")] = None,
) -> None:
    """Train models: into models/ of a checkout, else into the user's data folder."""
    from coach import languages
    from coach.classifiers.features import TASKS
    from coach.errors import UnknownPart
    from coach.training.places import models_folder, training_data_folder

    tasks = [name for name in TASKS if task in (None, name)]
    codes = [code for code in languages.codes() if language in (None, code)]
    if not tasks:
        raise UnknownPart(f"there is no task called {task!r}; choose one of: {', '.join(TASKS)}")
    if not codes:
        raise UnknownPart(f"there is no language called {language!r}; choose one of: {', '.join(languages.codes())}")
    source, out = data or training_data_folder(), output or models_folder()
    if encoder:
        for name in tasks:
            typer.echo(_tuned(name, codes, data=source, out=out), err=True)
        return
    for code in codes:
        for name in tasks:
            typer.echo(_trained(code, name, data=source, verdicts=verdicts, out=out), err=True)


def _trained(language: str, task: "Task", *, data: Path, verdicts: Path | None, out: Path) -> str:
    """Train one model; what to tell of it comes back."""
    from coach.training.train import train as train_model
    from coach.training.verdicts import train_with_verdicts

    if verdicts is None:
        return _quality(train_model(language, task, data=data, out=out))
    gain = train_with_verdicts(language, task, verdicts=verdicts, data=data, out=out)
    counts = f"{gain.before} of {gain.n} held-out verdicts agreed with before, {gain.after} after"
    if gain.manifest is None:
        return f"{language} {task}: {counts}; no gain, so the old model stays"
    return f"{counts}; {_quality(gain.manifest)}"


def _tuned(task: "Task", languages: "Sequence[str]", *, data: Path, out: Path) -> str:
    """Tune the encoder of a task; what to tell of it comes back."""
    from coach.training.encoder import tune_encoder

    manifest = tune_encoder(task, data=data, languages=languages, out=out)
    agreement = ", ".join(f"{code} {kappa:.3f}" for code, kappa in manifest.held_out.items())
    return f"{task}: encoder tuned on {manifest.rows:,} turns; held-out kappa {agreement}"


def _quality(manifest: "Manifest") -> str:
    quality = ", ".join(f"{key.replace('_', ' ')} {value:.3f}" for key, value in manifest.metrics.items())
    return f"{manifest.language} {manifest.task}: {manifest.rows:,} turns, {quality}"
