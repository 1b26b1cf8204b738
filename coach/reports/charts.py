"""Charts as inline SVG: drawn by Altair, rendered by vl-convert, free of anything a browser would have to fetch."""

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


def _chart(bars: Sequence[Bar]) -> str:
    """The chart as Vega-Lite JSON. Each label stands above its bar, so that long ones fit a narrow page too."""
    import altair

    rows = [
        {"row": place, "label": bar.label, "share": bar.share, "figure": bar.figure} for place, bar in enumerate(bars)
    ]
    longest = max(bar.share for bar in bars) or 1
    down = altair.Y("row:O", axis=None, scale=altair.Scale(paddingInner=0, paddingOuter=0))
    along = altair.X("share:Q", axis=None, scale=altair.Scale(domain=[0, longest]))
    base = altair.Chart(altair.Data(values=rows)).encode(y=down)  # type: ignore[no-untyped-call]
    lengths = base.mark_bar(color=ACCENT, height=BAR, yOffset=8).encode(x=along)
    labels = base.mark_text(dy=-10).encode(x=altair.value(0), text="label:N")
    figures = base.mark_text(dx=7, dy=8).encode(x=along, text="figure:N")
    chart = (lengths + labels + figures).properties(
        width=WIDTH - FIGURE_WIDTH,
        height=ROW * len(bars),
        padding={"left": 1, "right": FIGURE_WIDTH, "top": 0, "bottom": 0},
        autosize=altair.AutoSizeParams(type="none"),
        background="transparent",
    )
    text = altair.MarkConfig(color=INK, fontSize=FONT_SIZE, align="left", baseline="middle")
    written: str = chart.configure(font=FONT, text=text).configure_view(stroke=None).to_json()
    return written


def _scalable(svg: str) -> str:
    """Without fixed width and height, so that the page decides; the view box keeps its proportions."""
    return re.sub(r'^(<svg\b[^>]*?) width="[\d.]+" height="[\d.]+"', r"\1", svg, count=1)
