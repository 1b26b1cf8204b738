"""`coach train`: models from the training data, a shop's own question types, encoders, and what people corrected."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.classifiers.artifact import Manifest
    from coach.classifiers.features import Task
    from coach.training.corpus import Row
    from coach.training.own import OwnGain

_TOLD = 0.01
"""A base type whose F1 changes by at least this much is told of."""
_LISTED = 20


def train(
    task: Annotated[str | None, typer.Option(help="question_type or stance; default: both.")] = None,
    language: Annotated[str | None, typer.Option(help="zh, en or es; default: all.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of training data, one folder a language.")] = None,
    own: Annotated[
        list[Path] | None,
        typer.Option(
            help="TOML file, or folder, with question types of the shop's own: train those alone, into the user's "
            "models; repeatable. Default: what types.own in coach.toml names is trained with the rest."
        ),
    ] = None,
    verdicts: Annotated[
        Path | None, typer.Option(help="Dialogues with labels that people confirmed or corrected, JSON Lines.")
    ] = None,
    encoder: Annotated[
        bool, typer.Option("--encoder", help="Tune the encoders of the extra `semantic` instead; takes two hours.")
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder for the models.")] = None,
) -> None:
    """Train models: into models/ of a checkout, else into the user's data folder."""
    from coach import taxonomy
    from coach.errors import SettingsError
    from coach.training.places import training_data_folder

    source = data or training_data_folder()
    if own and encoder:
        raise SettingsError("an encoder does not learn a shop's own types; leave out either --own or --encoder")
    if own:
        taxonomy.adopt(taxonomy.read_own_types([str(file) for file in own]))
    models = [one for one in _chosen(task, language) if not own or _learns_own(*one)]
    if not models:
        raise SettingsError("the own types have no examples for these languages and tasks; see --language and --task")
    if encoder:
        codes = list(dict.fromkeys(code for code, _ in models))
        for name in dict.fromkeys(name for _, name in models):
            for line in _tuned(name, codes, data=source, output=output):
                typer.echo(line, err=True)
        return
    for code, name in models:
        typer.echo(_trained(code, name, data=source, verdicts=verdicts, output=output), err=True)


def _chosen(task: str | None, language: str | None) -> "list[tuple[str, Task]]":
    """The languages and tasks that are meant, each of which has a model."""
    from coach import languages
    from coach.classifiers.features import TASKS
    from coach.errors import UnknownPart

    tasks = [name for name in TASKS if task in (None, name)]
    codes = [code for code in languages.codes() if language in (None, code)]
    if not tasks:
        raise UnknownPart(f"there is no task called {task!r}; choose one of: {', '.join(TASKS)}")
    if not codes:
        raise UnknownPart(f"there is no language called {language!r}; choose one of: {', '.join(languages.codes())}")
    return [(code, name) for code in codes for name in tasks]


def _learns_own(language: str, task: "Task") -> bool:
    """Whether a model learns types of the shop's own."""
    from coach import taxonomy

    return task == "question_type" and bool(taxonomy.own_digests(language))


def _trained(language: str, task: "Task", *, data: Path, verdicts: Path | None, output: Path | None) -> str:
    """Train one model; what to tell of it comes back."""
    from coach.training.own import train_own
    from coach.training.places import models_folder, own_models_folder
    from coach.training.train import train as train_model
    from coach.training.verdicts import train_with_verdicts

    with_own = _learns_own(language, task)
    out = output or (own_models_folder() if with_own else models_folder())
    if verdicts is None and with_own:
        start = time.monotonic()
        gain = train_own(language, data=data, out=out)
        return _own_told(gain, out / language / task, seconds=time.monotonic() - start)
    if verdicts is None:
        return _quality(train_model(language, task, data=data, out=out))
    heard = train_with_verdicts(language, task, verdicts=verdicts, data=data, out=out)
    counts = f"{heard.before} of {heard.n} held-out verdicts agreed with before, {heard.after} after"
    if heard.manifest is None:
        return f"{language} {task}: {counts}; no gain, so the old model stays"
    return f"{counts}; {_quality(heard.manifest)}"


def _own_told(gain: "OwnGain", place: Path, *, seconds: float) -> str:
    """How well the own types are told, what they change for the others, and where the model lies."""
    before, after = gain.kappa
    lines = [_quality(gain.manifest)]
    lines += [
        f"{name}: precision {one.precision:.3f}, recall {one.recall:.3f}, F1 {one.f1:.3f} "
        f"on {one.support:,} held-out examples"
        for name, one in gain.types.items()
    ]
    lines.append(f"types of the base data: kappa {before:.3f} before, {after:.3f} after")
    lines += [
        f"{name}: F1 {old:.3f} before, {new:.3f} after"
        for name, (old, new) in gain.changed.items()
        if abs(new - old) >= _TOLD
    ]
    lines += _listed("left out of the base data, since the shop labels them otherwise", gain.replaced)
    lines += _listed("taken for an own type; add them as examples or counterexamples", gain.taken)
    lines.append(f"trained in {seconds:.0f} s; written to {place}")
    return "\n".join(lines)


def _listed(what: str, rows: "Sequence[Row]") -> "Iterator[str]":
    """Turns of the base data with their types, the first of them."""
    if rows:
        yield f"{len(rows):,} turns {what}:"
    for row in rows[:_LISTED]:
        yield f"  {row.turn.text} ({row.label})"
    if len(rows) > _LISTED:
        yield f"  and {len(rows) - _LISTED:,} more"


def _tuned(task: "Task", languages: "Sequence[str]", *, data: Path, output: Path | None) -> "Iterator[str]":
    """Tune the encoders of a task; what to tell of each comes back."""
    from coach.training.encoder import MEMBERS, tune_encoder
    from coach.training.places import models_folder

    for seed in range(1, MEMBERS + 1):
        manifest = tune_encoder(task, data=data, languages=languages, out=output or models_folder(), seed=seed)
        agreement = ", ".join(f"{code} {kappa:.3f}" for code, kappa in manifest.held_out.items())
        yield f"{task}: encoder {seed} tuned on {manifest.rows:,} turns; held-out kappa {agreement}"


def _quality(manifest: "Manifest") -> str:
    quality = ", ".join(f"{key.replace('_', ' ')} {value:.3f}" for key, value in manifest.metrics.items())
    return f"{manifest.language} {manifest.task}: {manifest.rows:,} turns, {quality}"
