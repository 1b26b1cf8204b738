"""`coach evaluate`: how far the labels agree with people's."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.classifiers import Classifier
    from coach.training.corpus import LabelledDialogue


def evaluate(
    files: Annotated[list[Path], typer.Argument(metavar="LABELLED.jsonl...", help="Labelled dialogues, JSON Lines.")],
    json: Annotated[bool, typer.Option("--json", help="Write JSON instead of tables.")] = False,
    card: Annotated[Path | None, typer.Option(help="Also write the model cards into this folder of models.")] = None,
) -> None:
    """Measure the labels against labelled dialogues, by label, language and source, beside two baselines."""
    import msgspec

    from coach.classifiers import load_classifier
    from coach.errors import NothingRead
    from coach.training.corpus import read_dialogues
    from coach.training.evaluate import evaluate as evaluate_dialogues
    from coach.training.tables import measure_table

    dialogues = [dialogue for file in files for dialogue in read_dialogues(file)]
    classifiers = {code: load_classifier(code) for code in sorted({dialogue.language for dialogue in dialogues})}
    measures = evaluate_dialogues(dialogues, classifiers=classifiers)
    if not measures:
        names = ", ".join(str(file) for file in files)
        raise NothingRead(f'{names}: no turn has a "question_type" or a "stance"; label some turns first')
    typer.echo(msgspec.json.encode(measures).decode() if json else measure_table(measures))
    if card:
        _write_cards(card, files, dialogues, classifiers)


def _write_cards(
    folder: Path, files: list[Path], dialogues: "Sequence[LabelledDialogue]", classifiers: "dict[str, Classifier]"
) -> None:
    """A card for every language that has models; it says so where no labelled dialogue is at hand."""
    import datetime

    from coach import languages
    from coach.classifiers import load_classifier
    from coach.training.card import model_card, write_card
    from coach.training.evaluate import evaluate as evaluate_dialogues

    day = datetime.datetime.now(datetime.UTC).date()
    names = [file.name for file in files]
    for code in languages.codes():
        own = [dialogue for dialogue in dialogues if dialogue.language == code]
        classifier = classifiers.get(code) or load_classifier(code)
        measures = evaluate_dialogues(own, classifiers={code: classifier})
        manifests = (classifier.questions.manifest, classifier.stances.manifest)
        text = model_card(code, manifests, measures, measured_on=names, day=day)
        typer.echo(f"written: {write_card(text, language=code, folder=folder)}", err=True)
