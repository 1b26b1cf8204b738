"""`coach doubtful`: the turns most worth a person's look, with the reason."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.classifiers.doubts import Doubt


def doubtful(
    file: Annotated[Path, typer.Argument(help='JSON Lines: {"id", "language"?, "turns": [{"role", "text"}]}.')],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the turns, JSON Lines.")],
    most: Annotated[int, typer.Option(min=1, help="How many turns to list.")] = 200,
) -> None:
    """List the turns to review first: a low score, cues against the model, a rare label."""
    import json

    from coach.cli.label import read_rows
    from coach.cli.writing import write_whole

    found = sorted(_doubts(read_rows(file)[0]), key=lambda pair: -pair[1].weight)[:most]
    write_whole(output, (json.dumps(_line(row, doubt), ensure_ascii=False).encode() + b"\n" for row, doubt in found))
    typer.echo(f"{len(found):,} turns to review", err=True)


def _doubts(rows: "Sequence[dict[str, Any]]") -> "Iterator[tuple[dict[str, Any], Doubt]]":
    """Each doubtful turn with its row."""
    from coach.classifiers import Utterance, load_classifier
    from coach.classifiers.doubts import doubts
    from coach.cli.label import language_of, spoken_turns
    from coach.settings import load_settings

    encoder = load_settings().vectors.encoder
    by_language: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_language.setdefault(language_of(row), []).append(row)
    for code, own in sorted(by_language.items()):
        dialogues = [[Utterance(turn["role"], turn["text"]) for turn in spoken_turns(row)] for row in own]
        judged = load_classifier(code).using(encoder).classify(dialogues)
        yield from ((own[doubt.dialogue], doubt) for doubt in doubts(dialogues, judged, language=code))


def _line(row: dict[str, Any], doubt: "Doubt") -> dict[str, Any]:
    from coach.cli.label import spoken_turns

    turn = spoken_turns(row)[doubt.turn]
    return {
        "id": row.get("id"),
        "turn": next(place for place, one in enumerate(row["turns"]) if one is turn),
        "role": turn["role"],
        "text": turn["text"],
        "label": doubt.label.name,
        "score": doubt.label.score,
        "reasons": list(doubt.reasons),
    }
