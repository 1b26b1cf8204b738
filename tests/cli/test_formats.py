from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from coach.cli.formats import formats
from coach.errors import UnknownPart
from coach.readers import registry


def run(*arguments: str) -> str:
    app = typer.Typer()
    app.command()(formats)
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0
    return result.stdout


def test_every_format_is_listed_with_its_title_and_where_the_pages_are():
    lines = run().splitlines()
    for part in registry:
        assert any(line.split() == [part.name, *part.title.split()] for line in lines) != part.companion
    assert (Path(lines[-1].rpartition(": ")[2]) / "table.md").is_file()


def test_the_page_of_one_format_is_printed():
    page = run("jd_log")
    assert page.startswith("# ")
    assert "## What is lost" in page


def test_an_unknown_format_names_the_known_ones():
    with pytest.raises(UnknownPart, match=r"no chat format called 'pdf'.*jd_log"):
        formats("pdf")
