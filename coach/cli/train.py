"""`coach train`: models from the training data."""

from pathlib import Path
from typing import Annotated

import typer


def train(
    task: Annotated[str | None, typer.Option(help="question_type or stance; default: both.")] = None,
    language: Annotated[str | None, typer.Option(help="zh, en or es; default: all.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of training data, one folder a language.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder for the models.")] = None,
) -> None:
    """Train models: into models/ of a checkout, else into the user's data folder."""
    from coach import languages
    from coach.classifiers.features import TASKS
    from coach.errors import UnknownPart
    from coach.training.places import models_folder, training_data_folder
    from coach.training.train import train as train_model

    tasks = [name for name in TASKS if task in (None, name)]
    codes = [code for code in languages.codes() if language in (None, code)]
    if not tasks:
        raise UnknownPart(f"there is no task called {task!r}; choose one of: {', '.join(TASKS)}")
    if not codes:
        raise UnknownPart(f"there is no language called {language!r}; choose one of: {', '.join(languages.codes())}")
    for code in codes:
        for name in tasks:
            manifest = train_model(code, name, data=data or training_data_folder(), out=output or models_folder())
            quality = ", ".join(f"{key.replace('_', ' ')} {value:.3f}" for key, value in manifest.metrics.items())
            typer.echo(f"{code} {name}: {manifest.rows:,} turns, {quality}", err=True)
