"""Charts as inline SVG: written in Vega-Lite, drawn by vl-convert, free of anything a browser would have to fetch."""

import re
from collections.abc import Sequence

from msgspec import Struct

FONT = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
)
WIDTH = 380
FIGURE_WIDTH = 125
ROW = 44
BAR = 12
FONT_SIZE = 14
ACCENT = "#0f6b62"
INK = "#22282b"

_FETCHES = re.compile(r"<(?:script|image|use|foreignObject|style|a)\b|\bhref\s*=|url\((?!#)|@import", re.IGNORECASE)


class Bar(Struct, frozen=True):
    """One bar: what it counts, its length as a share of 1, and the figure written beside it."""

    label: str
    share: float
    figure: str


def bar_chart(bars: Sequence[Bar]) -> str:
    """A horizontal bar chart as SVG, in the order given; it scales with its place and prints sharp.

    Raises ValueError should the SVG refer to anything outside itself.
    """
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(_chart(bars))
    return closed(_scalable(svg))


def warm_up() -> None:
    """Load what drawing needs, which takes a second, before the first chart is wanted."""
    bar_chart([Bar("", 1, "")])


def closed(svg: str) -> str:
    """The SVG itself; ValueError when it would make a browser fetch something or run a script."""
    if found := _FETCHES.search(svg):
        raise ValueError(f"the chart refers to something outside it: {found.group()!r}")
    return svg


def _chart(bars: Sequence[Bar]) -> dict[str, object]:
    """The chart in Vega-Lite. Each label stands above its bar, so that long ones fit a narrow page too."""
    rows = [
        {"row": place, "label": bar.label, "share": bar.share, "figure": bar.figure} for place, bar in enumerate(bars)
    ]
    longest = max(bar.share for bar in bars) or 1
    down = {"field": "row", "type": "ordinal", "axis": None, "scale": {"paddingInner": 0, "paddingOuter": 0}}
    along = {"field": "share", "type": "quantitative", "axis": None, "scale": {"domain": [0, longest]}}
    label, figure = ({"field": field, "type": "nominal"} for field in ("label", "figure"))
    lengths = {"type": "bar", "color": ACCENT, "height": BAR, "yOffset": 8}
    labels, figures = {"type": "text", "dy": -10}, {"type": "text", "dx": 7, "dy": 8}
    return {
        "data": {"values": rows},
        "width": WIDTH - FIGURE_WIDTH,
        "height": ROW * len(bars),
        "padding": {"left": 1, "right": FIGURE_WIDTH, "top": 0, "bottom": 0},
        "autosize": {"type": "none"},
        "background": "transparent",
        "layer": [
            {"mark": lengths, "encoding": {"x": along, "y": down}},
            {"mark": labels, "encoding": {"x": {"value": 0}, "y": down, "text": label}},
            {"mark": figures, "encoding": {"x": along, "y": down, "text": figure}},
        ],
        "config": {
            "font": FONT,
            "text": {"color": INK, "fontSize": FONT_SIZE, "align": "left", "baseline": "middle"},
            "view": {"stroke": None},
        },
    }


def _scalable(svg: str) -> str:
    """Without fixed width and height, so that the page decides; the view box keeps its proportions."""
    return re.sub(r'^(<svg\b[^>]*?) width="[\d.]+" height="[\d.]+"', r"\1", svg, count=1)
