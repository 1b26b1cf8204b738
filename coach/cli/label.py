"""`coach label`: dialogues in, the same dialogues with labels out."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from coach.classifiers import Judgement

_LISTED = 20
_LABELLED = ("customer", "agent")
_ROLES = (*_LABELLED, "bot", "system", "unknown")


def label(
    file: Annotated[Path, typer.Argument(help='JSON Lines: {"id", "language"?, "turns": [{"role", "text"}]}.')],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to write the labelled rows.")],
) -> None:
    """Label dialogues: question types of customer turns; stance, moves and flags of agent turns."""
    import json

    from coach.cli.writing import write_whole

    rows, skipped = read_rows(file)
    labelled = label_rows(rows)
    write_whole(output, (json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in labelled))
    turns = sum(len(row["turns"]) for row in labelled)
    typer.echo(f"{len(labelled):,} dialogues with {turns:,} turns labelled; {skipped:,} lines skipped", err=True)


def read_rows(file: Path) -> tuple[list[dict[str, Any]], int]:
    """The valid rows of a file and the number of the others, which are told on stderr; raises NothingRead."""
    from coach.errors import NothingRead

    rows, problems = _read(file)
    for problem in problems[:_LISTED]:
        typer.echo(problem, err=True)
    if len(problems) > _LISTED:
        typer.echo(f"and {len(problems) - _LISTED:,} more lines like these", err=True)
    if not rows:
        wanted = '{"id", "turns": [{"role", "text"}]}'
        raise NothingRead(f"{file} has no valid row; each line needs {wanted}", file=str(file))
    return rows, len(problems)


def spoken_turns(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The turns of customers and agents."""
    return [turn for turn in row["turns"] if turn["role"] in _LABELLED]


def language_of(row: dict[str, Any]) -> str:
    """The language that a row names, else that of its turns."""
    from coach import languages

    return row.get("language") or languages.detect(turn["text"] for turn in spoken_turns(row))


def label_rows(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with labels on their customer and agent turns; what else they hold is kept, in place and order."""
    from coach.classifiers import Utterance, load_classifier
    from coach.settings import load_settings

    encoder = load_settings().vectors.encoder
    spoken, codes = [spoken_turns(row) for row in rows], [language_of(row) for row in rows]
    judged: dict[int, list[Judgement]] = {}
    for code in sorted(set(codes)):
        numbers = [number for number, found in enumerate(codes) if found == code]
        dialogues = [[Utterance(role=turn["role"], text=turn["text"]) for turn in spoken[n]] for n in numbers]
        judged.update(zip(numbers, load_classifier(code).using(encoder).classify(dialogues), strict=True))
    return [_labelled_row(row, judged[number]) for number, row in enumerate(rows)]


def _labelled_row(row: dict[str, Any], judgements: "Sequence[Judgement]") -> dict[str, Any]:
    judgement = iter(judgements)
    turns = [{**turn, **_fields(next(judgement))} if turn["role"] in _LABELLED else turn for turn in row["turns"]]
    return {**row, "turns": turns}


def _fields(judgement: "Judgement") -> dict[str, Any]:
    from coach.classifiers import ReplyJudgement

    if isinstance(judgement, ReplyJudgement):
        stance = judgement.stance
        return {
            "stance": stance.name,
            "stance_score": stance.score,
            "moves": list(judgement.moves),
            "flags": list(judgement.flags),
            "unsure": stance.unsure,
        }
    return {"question_type": judgement.name, "question_type_score": judgement.score, "unsure": judgement.unsure}


def _read(file: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """The valid rows of a file, and a message for each line that is none."""
    from coach.errors import UnreadableFile

    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise UnreadableFile(f"{file} cannot be read: {problem.strerror}; check the path", file=str(file)) from None
    except UnicodeDecodeError:
        raise UnreadableFile(f"{file} is not UTF-8 text; save it as UTF-8", file=str(file)) from None
    rows, problems = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        row, wrong = _parse(line)
        if row is None:
            problems.append(f"line {number} of {file}: {wrong}; it is skipped")
        else:
            rows.append(row)
    return rows, problems


def _parse(line: str) -> tuple[dict[str, Any] | None, str]:
    """The row of a line, or None and what is wrong with it."""
    import json

    from coach import languages

    try:
        row = json.loads(line)
    except ValueError as problem:
        return None, f"not JSON ({problem})"
    except RecursionError:
        return None, "nested too deeply"
    wrong = _unwritable(row)
    if wrong:
        return None, wrong
    turns = row.get("turns") if isinstance(row, dict) else None
    if not isinstance(turns, list) or not turns:
        return None, 'no "turns"'
    for number, turn in enumerate(turns, 1):
        if not isinstance(turn, dict) or not isinstance(turn.get("text"), str):
            return None, f'turn {number} has no "text"'
        if turn.get("role") not in _ROLES:
            return None, f"turn {number} has the unknown role {turn.get('role')!r}, known: {', '.join(_ROLES)}"
    if row.get("language") and row["language"] not in languages.codes():
        return None, f"unknown language {row['language']!r}, known: {', '.join(languages.codes())}"
    return row, ""


def _unwritable(row: object) -> str:
    """Why a row that was read cannot be written again; empty when it can."""
    import json

    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "half a character (a lone \\ud800 to \\udfff) in its text"
    except RecursionError:
        return "nested too deeply"
    return ""
