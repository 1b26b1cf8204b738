"""In which language advice and reports are written."""

from functools import cache
from typing import Annotated, Literal

from fastapi import Depends, Query

from coach.reports.texts import Texts


@cache
def texts_in(language: str) -> Texts:
    """The texts of a language, read once."""
    return Texts(language)


async def _texts(
    language: Annotated[Literal["zh", "en", "es"], Query(description="In which language texts are written.")] = "zh",
) -> Texts:
    return texts_in(language)


AdviceIn = Annotated[Texts, Depends(_texts)]
"""The texts of the language that the caller asks for."""
