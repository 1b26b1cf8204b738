"""The playbook as files: Markdown to read, and a workbook to sort and to copy from."""

from collections.abc import Iterator, Mapping

from coach.coaching.book import STAGES, ItemThemes, Play, Playbook
from coach.reports.markdown_parts import Lines, heading, listed, paragraph, quotation
from coach.reports.sheets import Cell, Sheet
from coach.reports.texts import Texts, visible
from coach.reports.workbook import bound

LONGEST_PROMPT = 120
"""How many characters of what a customer had said are shown."""

Row = Mapping[str, Cell]


def playbook_markdown(book: Playbook, texts: Texts) -> str:
    """The stages in the order of a sale, each with its replies, and then the items."""
    lines = [*heading(1, texts("playbook.title")), *paragraph(texts("playbook.lead"))]
    for stage in STAGES:
        lines += heading(2, texts(f"playbook.{stage}"))
        plays = [line for play in book.plays if play.stage == stage for line in _play(play, texts)]
        lines += plays or paragraph(texts("playbook.none"))
    if book.themes.items:
        lines += [*heading(2, texts("playbook.themes")), *paragraph(texts("playbook.themes_lead"))]
    for item in book.themes.items:
        lines += [*heading(3, _item(item, texts)), *_points(item, texts)]
    return "\n".join(lines)


def playbook_workbook(book: Playbook, texts: Texts) -> bytes:
    """The bytes of a workbook: a sheet of replies, and one of selling and pain points."""
    points = (row for item in book.themes.items for row in _theme_rows(item, texts))
    return bound(
        (
            Sheet(texts("playbook.title"), tuple(_row(play, texts) for play in book.plays)),
            Sheet(texts("playbook.themes"), tuple(points)),
        )
    )


def _play(play: Play, texts: Texts) -> Lines:
    one = play.practice
    said = [texts("playbook.times", n=texts.number(play.n))]
    said += [texts("playbook.ordered", n=texts.number(play.ordered))] if play.ordered else []
    said += [texts("playbook.thanked", n=texts.number(play.thanked))] if play.thanked else []
    source = " · ".join((visible(", ".join(play.agents)), _at(play, texts), *said))
    asked = texts("colleague.asked", text=_prompt(play)) if one.prompt.strip() else ""
    return [*paragraph(asked), *quotation(visible(one.text), source)]


def _points(item: ItemThemes, texts: Texts) -> Lines:
    lines: Lines = []
    for key, themes in (("playbook.selling", item.selling), ("playbook.pain", item.pain)):
        if themes:
            lines += [*paragraph(texts(key)), *listed(f"{visible(one.text)} ({one.sessions})" for one in themes)]
    return lines


def _row(play: Play, texts: Texts) -> Row:
    cells = {
        "stage": Cell(texts(f"playbook.{play.stage}")),
        "prompt": Cell(_prompt(play), "long"),
        "reply": Cell(visible(play.practice.text), "long"),
        "agents": Cell(visible(", ".join(play.agents))),
        "n": Cell(play.n, "count"),
        "orders": Cell(play.ordered, "count"),
        "thanks": Cell(play.thanked, "count"),
        "at": Cell(play.practice.at, "moment"),
        "session": Cell(play.practice.session),
    }
    return {texts(f"playbook.{key}"): cell for key, cell in cells.items()}


def _theme_rows(item: ItemThemes, texts: Texts) -> Iterator[Row]:
    for kind, themes in (("selling", item.selling), ("pain", item.pain)):
        for one in themes:
            cells = {
                "item": Cell(_item(item, texts)),
                "kind": Cell(texts(f"playbook.{kind}")),
                "words": Cell(visible(one.text), "long"),
                "sessions": Cell(one.sessions, "count"),
                "n": Cell(one.n, "count"),
                "session": Cell(one.session),
            }
            yield {texts(f"playbook.{key}"): cell for key, cell in cells.items()}


def _prompt(play: Play) -> str:
    said = " ".join(play.practice.prompt.split())
    return visible(said if len(said) <= LONGEST_PROMPT else f"{said[: LONGEST_PROMPT - 1]}…")


def _at(play: Play, texts: Texts) -> str:
    return texts.moment(play.practice.at) if play.practice.at else texts("missing.time")


def _item(item: ItemThemes, texts: Texts) -> str:
    return visible(item.item) or texts("playbook.any_item")
