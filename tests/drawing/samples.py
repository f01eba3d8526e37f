"""One small figure of every mark, of invented numbers, with a hole in each."""

from datetime import date
from typing import get_args

import polars as pl
from shapely import box, to_wkb

from beffroi.evidence.finding import Figure, Geography, Mark, Table
from beffroi.vocabulary import lexicon
from beffroi.vocabulary.lexicon import Column
from beffroi.vocabulary.text import text

MARKS = get_args(Mark)
SECRET = 987654  # a number that sits beside the columns a figure names and must not be drawn
TITLE = text("Title of the figure", "Titre de la figure", "Título de la figura")
ALT = text("What the figure shows & says", "Ce que montre la figure", "Lo que muestra la figura")
SHARE = Column(label=text("Share", "Part", "Proporción"), unit="%")
SECRET_COLUMN = Column(label=text("Beside", "À côté", "Al lado"), role="count")

SQUARES = Geography(
    name="area",
    codes=("1", "2", "3", "4"),
    labels=("North-west", "North-east", "South-west", "South-east"),
    outlines=tuple(
        to_wkb(box(445_000 + x, 4_640_000 + y, 446_000 + x, 4_641_000 + y))
        for x, y in ((0, 1000), (1000, 1000), (0, 0), (1000, 0))
    ),
    crs="EPSG:26916",
)


def months(count, *, year=2017):
    return [date(year + i // 12, i % 12 + 1, 1) for i in range(count)]


def _table(columns, data):
    frame = pl.DataFrame(data, strict=False)
    frame = frame.with_columns(beside=pl.lit(SECRET))
    return Table(columns | {"beside": SECRET_COLUMN}, frame)


def _limits(values):
    return {
        "lower": [None if v is None else v * 0.8 for v in values],
        "upper": [None if v is None else v * 1.2 for v in values],
    }


def sample(mark):
    """Return the figure and the table of a mark."""
    figure, columns, data = _SAMPLES[mark]()
    return Figure(mark=mark, table="t", title=TITLE, alt=ALT, **figure), _table(columns, data)


def _bar():
    names = ["Assault on a person", "Burglary", "Theft of a vehicle"]
    columns = {"name": lexicon.PLACE_NAME, "incidents": lexicon.INCIDENTS}
    return {"x": "name", "y": "incidents"}, columns, {"name": names, "incidents": [1200, None, 340]}


def _line():
    values = [10, 12, None, None, 15, 14, 18, 20, 17, 16, 12, 11]
    data = {"period": months(12), "incidents": values} | _limits(values)
    columns = {name: getattr(lexicon, name.upper()) for name in ("period", "incidents", "lower", "upper")}
    return {"x": "period", "y": "incidents", "lower": "lower", "upper": "upper"}, columns, data


def _interval():
    values = [0.8, None, 1.6]
    data = {
        "name": ["Burglary", "Theft", "Assault"],
        "ratio": values,
        "pairs": [9, None, 9],
        "expected": [1.0, 1.0, 1.0],
    }
    columns = {"name": lexicon.PLACE_NAME, "ratio": lexicon.KNOX_RATIO, "pairs": lexicon.PAIRS}
    columns |= {"expected": lexicon.EXPECTED_PAIRS, "lower": SHARE, "upper": SHARE}
    figure = {
        "x": "ratio",
        "y": "name",
        "lower": "lower",
        "upper": "upper",
        "options": {"reference": 1, "scale": "log"},
    }
    return figure, columns, data | _limits(values)


def _heatmap():
    data = {"hour": [h for h in range(24) for _ in range(7)], "weekday": list(range(7)) * 24}
    counts = [None if i == 30 else 5 + i % 40 for i in range(168)]
    columns = {"hour": lexicon.HOUR, "weekday": lexicon.WEEKDAY, "incidents": lexicon.INCIDENTS}
    return {"x": "hour", "y": "weekday", "value": "incidents"}, columns, data | {"incidents": counts}


def _area_map():
    columns = {"place": lexicon.PLACE, "incidents": lexicon.INCIDENTS}
    data = {"place": ["1", "2", "3"], "incidents": [12, 40, None]}  # 4 is absent
    return {"x": "place", "value": "incidents", "geography": "area"}, columns, data


def _cell_map():
    xs = [445_100.0 + 200 * i for i in range(10)]
    data = {"x": xs * 10, "y": [4_640_100.0 + 200 * (i // 10) for i in range(100)], "size": [200.0] * 100}
    columns = {"x": lexicon.CELL_X, "y": lexicon.CELL_Y, "size": lexicon.CELL_SIZE, "incidents": lexicon.INCIDENTS}
    counts = [None if i == 44 else i for i in range(100)]
    figure = {"x": "x", "y": "y", "size": "size", "value": "incidents", "geography": "area"}
    return figure, columns, data | {"incidents": counts}


def _street_map():
    columns = {"place": lexicon.PLACE, "incidents": lexicon.INCIDENTS, "route": lexicon.LAG}
    data = {"place": ["1", "2", "3", "4"], "incidents": [12, 40, None, 0], "route": [0, 1, None, 0]}
    figure = {"x": "place", "value": "incidents", "series": "route", "geography": "area"}
    return figure | {"options": {"outlined": TITLE}}, columns, data


def _funnel():
    exposure = [1000 * i for i in range(1, 21)]
    rates = [30.0 + (-1) ** i * 12 for i in range(20)]
    data = {"exposure": exposure, "rate": rates, "name": [f"Place {i}" for i in range(20)], "all": [30.0] * 20}
    data |= {"lower": [30 - 300 / e**0.5 for e in exposure], "upper": [30 + 300 / e**0.5 for e in exposure]}
    columns = {"exposure": lexicon.EXPOSURE, "rate": SHARE, "name": lexicon.PLACE_NAME, "all": SHARE}
    columns |= {"lower": SHARE, "upper": SHARE}
    figure = {"x": "exposure", "y": "rate", "lower": "lower", "upper": "upper"}
    return figure | {"options": {"label": "name", "reference": "all"}}, columns, data


def _lorenz():
    data = {"places": [0.0, 10.0, 50.0, 100.0], "share": [0.0, 40.0, 80.0, 100.0], "chance": [0.0, 15.0, 60.0, 100.0]}
    return {"x": "places", "y": "share", "value": "chance"}, dict.fromkeys(data, SHARE), data


def _calendar():
    data = {"period": months(15), "incidents": [0, *range(5, 18), None]}
    return {"x": "period", "value": "incidents"}, {"period": lexicon.PERIOD, "incidents": lexicon.INCIDENTS}, data


def _dots():
    data = {"name": ["A", "B", "A", "B"], "year": ["2017", "2017", "2018", "2018"], "incidents": [5, 9, 7, None]}
    columns = {"name": lexicon.PLACE_NAME, "year": lexicon.PLACE_NAME, "incidents": lexicon.INCIDENTS}
    return {"x": "incidents", "y": "name", "series": "year"}, columns, data


_SAMPLES = {
    "bar": _bar,
    "line": _line,
    "interval": _interval,
    "heatmap": _heatmap,
    "area_map": _area_map,
    "cell_map": _cell_map,
    "street_map": _street_map,
    "funnel": _funnel,
    "lorenz": _lorenz,
    "calendar": _calendar,
    "dots": _dots,
}
