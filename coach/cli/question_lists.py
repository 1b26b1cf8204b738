"""Text files that hold one question a line."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.faq import Asked
    from coach.pipeline import Plan
    from coach.readers import ReadLog, ReadOptions


def are_lists(paths: Sequence[Path], *, options: "ReadOptions") -> bool:
    """Whether all paths are .txt files with text in them that no chat reader knows."""
    from coach.errors import InputError, UnknownFormat
    from coach.readers import ReadLog
    from coach.readers.opening import open_streams
    from coach.readers.reader import recognise

    if not all(path.is_file() and path.suffix.lower() == ".txt" for path in paths):
        return False
    for stream in open_streams(paths, options=options, log=ReadLog()):
        try:
            recognise(stream)
        except UnknownFormat:
            continue
        except InputError:
            return False
        return False
    return True


def asked_in_lists(
    paths: Sequence[Path], *, plan: "Plan", options: "ReadOptions", log: "ReadLog"
) -> "list[tuple[int, Asked]]":
    """Each line that is not blank as a question, with its number; a further file's lines are counted on.

    Personal data is redacted unless the plan's settings keep it. Raises NothingRead when there is no question.
    """
    from coach.errors import NothingRead
    from coach.faq import Asked
    from coach.privacy import redact_text

    found = _lines(paths, options=options, log=log)
    if not found:
        reasons = "".join(f"; {skipped}" for skipped in log.skipped[:5])
        raise NothingRead(f"there is no question in {', '.join(map(str, paths))}; write one a line{reasons}")
    if not plan.settings.privacy.keep_personal_data:
        found = [(number, redact_text(text, key=plan.key)[0]) for number, text in found]
    language, types = _types([text for _, text in found], language=plan.language)
    return [(number, Asked(text=text, type=types[text], language=language)) for number, text in found]


def _lines(paths: Sequence[Path], *, options: "ReadOptions", log: "ReadLog") -> list[tuple[int, str]]:
    from coach.errors import InputError
    from coach.readers.opening import open_streams

    found: list[tuple[int, str]] = []
    before = 0
    for stream in open_streams(paths, options=options, log=log):
        last = 0
        try:
            for last, text in stream.lines():
                if text.strip():
                    found.append((before + last, text.strip()))
        except InputError as problem:
            stream.skip_file(problem)
        before += last
    return found


def _types(texts: Sequence[str], *, language: str) -> tuple[str, dict[str, str]]:
    """The language of the texts and the question type of each distinct one."""
    from coach import languages
    from coach.classifiers import load_classifier
    from coach.pipeline import AUTO

    code = languages.detect(texts) if language == AUTO else language
    distinct = sorted(set(texts))
    labels = load_classifier(code).classify_texts(distinct)
    return code, {text: label.name for text, label in zip(distinct, labels, strict=True)}
