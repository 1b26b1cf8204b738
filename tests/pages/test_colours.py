"""Text can be read: contrast of 4.5 to 1 and more, in the light and in the dark (WCAG 2.2, 1.4.3)."""

import re

import pytest

from coach.reports.html import TEMPLATES

PAIRS = [
    (text, ground) for text in ("ink", "soft", "accent") for ground in ("paper", "sheet", "tint", "customer", "other")
] + [("sheet", "accent"), ("paper", "accent"), ("ink", "mark"), ("paper", "ink")]


def palettes() -> list[dict[str, str]]:
    css = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    roots = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    return [dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", root)) for root in roots]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_contrast(palette: dict[str, str], text: str, ground: str) -> None:
    dark, light = sorted((luminance(palette[text]), luminance(palette[ground])))
    assert (light + 0.05) / (dark + 0.05) >= 4.5
