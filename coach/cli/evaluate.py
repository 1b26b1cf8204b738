"""`coach evaluate`: how far the labels agree with people's."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.training.ablation import Ablations
    from coach.training.corpus import LabelledDialogue
    from coach.training.evaluate import TaskMeasure


def evaluate(
    files: Annotated[list[Path], typer.Argument(metavar="LABELLED.jsonl...", help="Labelled dialogues, JSON Lines.")],
    json: Annotated[bool, typer.Option("--json", help="Write JSON instead of tables.")] = False,
    card: Annotated[
        Path | None, typer.Option(help="Also write cards and metrics.json into this folder of models.")
    ] = None,
    worst: Annotated[int, typer.Option(min=0, help="List so many of the surest mistakes of each task.")] = 0,
    ablation: Annotated[
        bool, typer.Option("--ablation", help="Also fit models without each part, to tell what it adds; takes minutes.")
    ] = False,
    data: Annotated[Path | None, typer.Option(help="Folder of training data for --ablation.")] = None,
) -> None:
    """Measure the labels against labelled dialogues, by label, language and source, beside two baselines."""
    import msgspec

    from coach.errors import InputError, NothingRead
    from coach.training.corpus import read_dialogues
    from coach.training.tables import measure_table

    if data and not ablation:
        raise InputError("--data names training data for --ablation alone; add --ablation, or leave --data out")
    dialogues = [dialogue for file in files for dialogue in read_dialogues(file)]
    ablations = _ablations(dialogues, data) if ablation else {}
    measures = _measure(dialogues, ablations)
    if not measures:
        names = ", ".join(str(file) for file in files)
        raise NothingRead(f'{names}: no turn has a "question_type" or a "stance"; label some turns first')
    typer.echo(msgspec.json.encode(measures).decode() if json else measure_table(measures))
    for line in _worst(dialogues, worst) if worst else ():
        typer.echo(line)
    if card:
        _write_cards(card, files, dialogues, ablations)


def _ablations(dialogues: "Sequence[LabelledDialogue]", data: Path | None) -> "Ablations":
    from coach.classifiers import load_classifier
    from coach.training.ablation import ablate
    from coach.training.places import training_data_folder

    codes = sorted({dialogue.language for dialogue in dialogues})
    return ablate(
        dialogues,
        classifiers={code: load_classifier(code).using("auto") for code in codes},
        data=data or training_data_folder(),
        tell=lambda line: typer.echo(line, err=True),
    )


def _measure(dialogues: "Sequence[LabelledDialogue]", ablations: "Ablations") -> "dict[str, TaskMeasure]":
    """The measures by task with the fast tier alone and, where they are installed, with tuned encoders."""
    import msgspec

    from coach.classifiers import load_classifier
    from coach.training.evaluate import evaluate as evaluate_dialogues

    codes = sorted({dialogue.language for dialogue in dialogues})
    found: dict[str, TaskMeasure] = {}
    for choice, title in (("off", "{}"), ("auto", "{} with the tuned encoder")):
        classifiers = {code: load_classifier(code).using(choice) for code in codes}
        if choice == "auto" and not any(classifier.encoders for classifier in classifiers.values()):
            break
        measures = evaluate_dialogues(dialogues, classifiers=classifiers)
        found |= {title.format(task): measure for task, measure in measures.items()}
    for task, tables in ablations.items():
        if task in found:
            asked = {code: table for code, table in tables.items() if code in codes}
            found[task] = msgspec.structs.replace(found[task], ablation=asked)
    return found


def _worst(dialogues: "Sequence[LabelledDialogue]", count: int) -> "Sequence[str]":
    from coach.classifiers import load_classifier
    from coach.classifiers.features import TASKS
    from coach.training.evaluate import judge, worst

    classifiers = {code: load_classifier(code).using("auto") for code in {dialogue.language for dialogue in dialogues}}
    return [
        f"{one.row.language} {task}: {one.row.label} taken for {one.label.name} ({one.label.score:.2f}): "
        + one.row.situation.wording.replace("\n", " / ")
        for task in TASKS
        for one in worst(judge(dialogues, task=task, classifiers=classifiers), count)
    ]


def _write_cards(
    folder: Path, files: list[Path], dialogues: "Sequence[LabelledDialogue]", ablations: "Ablations"
) -> None:
    """A card for every language that has models; it says so where no labelled dialogue is at hand."""
    import datetime

    from coach import languages
    from coach.classifiers import load_classifier
    from coach.training.card import model_card, write_card, write_metrics

    day = datetime.datetime.now(datetime.UTC).date()
    names = [file.name for file in files]
    measured = {}
    for code in languages.codes():
        measures = _measure([dialogue for dialogue in dialogues if dialogue.language == code], ablations)
        classifier = load_classifier(code)
        manifests = (classifier.questions.manifest, classifier.stances.manifest)
        text = model_card(code, manifests, measures, measured_on=names, day=day)
        typer.echo(f"written: {write_card(text, language=code, folder=folder)}", err=True)
        if measures:
            measured[code] = measures
    typer.echo(f"written: {write_metrics(measured, measured_on=names, day=day, folder=folder)}", err=True)
