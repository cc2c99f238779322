"""Charts as the house draws them: own SVG or bars in a table, always with the figures beside.

All take plain Python values, return safe HTML, keep text at reading size on any width, use CSS
classes for colours (light, dark, forced) and never an inline style. Long data are thinned for
drawing and cut for the table, and the page says so.
"""

from commonhall.ui.charts.areas import Area, area_map
from commonhall.ui.charts.bars import bar_chart, grouped_bars, stacked_bars
from commonhall.ui.charts.dots import Estimate, dot_chart
from commonhall.ui.charts.lines import Series, histogram, line_chart, sparkline
from commonhall.ui.charts.timeline import Line, Promised, plan_timeline
from commonhall.ui.charts.treemap import Cell, treemap

__all__ = [
    "Area",
    "Cell",
    "Estimate",
    "Line",
    "Promised",
    "Series",
    "area_map",
    "bar_chart",
    "dot_chart",
    "grouped_bars",
    "histogram",
    "line_chart",
    "plan_timeline",
    "sparkline",
    "stacked_bars",
    "treemap",
]
