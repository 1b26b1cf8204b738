import re

import pytest

from coach.reports.charts import Bar, bar_chart, closed

BARS = (Bar("尺码规格", 0.4, "40.0% · n = 4"), Bar("Fabricación y caducidad", 0.1, "10,0 % · n = 1"))


def test_chart_has_its_labels_figures_and_bars() -> None:
    svg = bar_chart(BARS)
    assert re.findall(r"<text[^>]*>([^<]*)</text>", svg) == [
        "尺码规格",
        "Fabricación y caducidad",
        "40.0% · n = 4",
        "10,0 % · n = 1",
    ]
    assert "PingFang SC" in svg
    lengths = [float(width) for width in re.findall(r'aria-roledescription="bar" d="M0,[\d.]+h([\d.]+)v', svg)]
    assert lengths[0] == pytest.approx(4 * lengths[1])


def test_chart_takes_the_width_of_its_place() -> None:
    opening = re.match(r"<svg\b[^>]*>", bar_chart(BARS))
    assert opening is not None
    assert "viewBox=" in opening.group()
    assert not re.search(r"\s(width|height)=", opening.group())


def test_chart_of_nothing_asked_is_drawn() -> None:
    assert "尺码规格" in bar_chart((Bar("尺码规格", 0.0, "0% · n = 0"),))


def test_labels_are_text_whatever_they_say() -> None:
    svg = bar_chart((Bar("<script>alert(1)</script>", 0.5, "50%"),))
    assert "<script" not in svg


@pytest.mark.parametrize(
    "svg",
    [
        '<svg><image href="x.png"/></svg>',
        '<svg><use xlink:href="#a"/></svg>',
        "<svg><script>1</script></svg>",
        '<svg><rect fill="url(http://a.example/x)"/></svg>',
        "<svg><style>@import 'x'</style></svg>",
        "<svg><foreignObject></foreignObject></svg>",
    ],
)
def test_svg_that_fetches_is_refused(svg: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        closed(svg)


def test_svg_that_is_closed_is_kept() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><rect clip-path="url(#a)"/></svg>'
    assert closed(svg) == svg
