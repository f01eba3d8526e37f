"""Heat maps and calendars: one square a pair of keys, a class of value its colour."""

from typing import Any

from beffroi.drawing._sketch import ABSENT, Sketch, Spec, number_format, plain, tooltip, top_title
from beffroi.drawing.axes import words_of
from beffroi.drawing.classes import Classes, classes_of, legend_strip, text_width
from beffroi.drawing.dates import hour_text, weekday_text
from beffroi.drawing.theme import ink_on, letters_on
from beffroi.drawing.timeline import time_bands
from beffroi.drawing.words import MISSING

NUMBERED = 84  # most cells that are small enough in number to carry their value


def heatmap(sketch: Sketch) -> Spec:
    """Draw a square for each pair of keys; a square without a number carries a mark, never a colour of the scale."""
    f = sketch.figure
    x, y, value = _named(sketch)
    classes = classes_of(sketch, value)
    rows = sketch.rows(x, y, value, f.series, worded=(f.series,) if f.series else (), marked=value)
    encoding = {"x": _axis(sketch, x, horizontal=True), "y": _axis(sketch, y, horizontal=False)}
    inner = {"layer": _squares(sketch, encoding, classes, value=value, numbered=_has_room(sketch, x, value))}
    count = len(set(sketch.values(y)))
    top = legend_strip(sketch, value, classes)
    if f.series:
        names = sketch.categories(f.series)
        columns = min(len(names), 2)
        width = (sketch.width - 70) // columns - 50
        facet = {"field": f.series, "type": "nominal", "sort": names, "header": {"title": None}}
        body: Spec = {"facet": facet, "columns": columns, "spec": inner | {"width": width, "height": {"step": 18}}}
    else:
        body = inner | {"width": _room(sketch, y), "height": max(24 if count > 4 else 34, 24) * count}
    return {"data": {"values": rows}, "vconcat": [top, body], "spacing": 14}


def calendar(sketch: Sketch) -> Spec:
    """Draw years as rows and months as columns; a month that is not covered is grey, which is not zero.

    Months before the first and after the last of the table were not asked about: they are left blank.
    """
    f = sketch.figure
    period = f.x or f.y
    value = f.value or f.y
    if period is None or value is None or period == value:
        msg = f"the calendar {f.title.en!r} needs x (first days of months) and value"
        raise ValueError(msg)
    classes = classes_of(sketch, value)
    rows = _every_month(sketch.rows(period, value, marked=value), period)
    at = f"toDate(datum[{period!r}])"
    split = [
        {"calculate": f"utcmonth({at})", "as": "_month"},
        {"calculate": f"utcyear({at})", "as": "_year"},
    ]
    initials = f"{_literal(_short_months(sketch))}[datum.value]"
    encoding: Spec = {
        "x": {
            "field": "_month",
            "type": "ordinal",
            "scale": {"domain": list(range(12))},
            "axis": {"title": None, "orient": "top", "labelAngle": 0, "labelExpr": initials},
        },
        "y": {"field": "_year", "type": "ordinal", "axis": {"title": None, "labelColor": sketch.paper.ink}},
    }
    years = {row[period][:4] for row in rows}
    inner = {
        "transform": split,
        "layer": _squares(sketch, encoding, classes, value=value, numbered=True),
        "width": sketch.width - 60,
        "height": 28 * len(years),
    }
    missing = any(row.get(ABSENT) == MISSING for row in rows)
    return {
        "data": {"values": rows},
        "vconcat": [legend_strip(sketch, value, classes, missing=missing), inner],
        "spacing": 12,
    }


def _squares(sketch: Sketch, encoding: Spec, classes: Classes, *, value: str, numbered: bool) -> list[Spec]:
    p = sketch.paper
    valid = f"isValid(datum[{value!r}])"
    kind = "nominal" if classes.names else "quantitative"
    colour = {"field": value, "type": kind, "scale": classes.scale(), "legend": None}
    f = sketch.figure
    about = {"tooltip": tooltip(sketch, f.x, f.y if f.y != value else None, value, f.series)}
    square = {"type": "rect", "stroke": p.ground, "strokeWidth": 1.5}
    layers: list[Spec] = [
        {"transform": [{"filter": f"!{valid}"}], "mark": square | {"fill": p.blank}, "encoding": encoding},
        {"transform": [{"filter": valid}], "mark": square, "encoding": encoding | {"color": colour} | about},
        {
            "transform": [{"filter": f"!{valid}"}],
            "mark": {"type": "text", "color": p.soft, "fontSize": 9},
            "encoding": encoding | {"text": {"field": ABSENT}},
        },
    ]
    if numbered and not classes.names:
        shown = {"field": value, "type": "quantitative", "format": number_format(sketch.column(value))}
        mark = {"type": "text", "fontSize": 10, "color": {"expr": _ink(sketch, classes, value)}}
        layers.append({"transform": [{"filter": valid}], "mark": mark, "encoding": encoding | {"text": shown}})
    return layers


def _has_room(sketch: Sketch, x: str, value: str) -> bool:
    """Whether squares are few enough, and wide enough, to carry their number."""
    if sketch.table.frame.height > NUMBERED or not sketch.is_number(value):
        return False
    widest = max(text_width(text, 10) for text in words_of(sketch, value, sketch.values(value)))
    return widest + 4 < _room(sketch, str(sketch.figure.y)) / len(set(sketch.values(x)))


def _ink(sketch: Sketch, classes: Classes, value: str) -> str:
    """Return the expression of the text colour that reads on the colour of a value."""
    on = ink_on if sketch.dark else letters_on
    written = f"'{on(classes.colours[-1])}'"
    for edge, colour in zip(reversed(classes.breaks), reversed(classes.colours[:-1]), strict=True):
        written = f"datum[{value!r}] < {edge!r} ? '{on(colour)}' : {written}"
    return written


def _axis(sketch: Sketch, name: str, *, horizontal: bool) -> Spec:
    unit, raw = sketch.column(name).unit, sketch.values(name)
    if sketch.is_date(name) and horizontal:
        bands = time_bands(sketch, name, room=_room(sketch, str(sketch.figure.y)))
        return bands | {"axis": bands["axis"] | {"labelColor": sketch.paper.ink, "domain": False}}
    order = sorted({v for v in raw if v is not None}) if not isinstance(raw[0], str) else list(dict.fromkeys(raw))
    axis: Spec = {"labelAngle": 0, "domain": False, "labelOverlap": False}
    axis |= {"title": None} if unit in ("weekday",) or isinstance(raw[0], str) else {"title": sketch.label(name)}
    if unit == "weekday":
        axis["labelExpr"] = _words_by(order, [weekday_text(int(v), sketch.locale, short=horizontal) for v in order])
    elif unit == "hour":
        every = [hour_text(int(v), sketch.locale) if i % 3 == 0 else "" for i, v in enumerate(order)]
        axis["labelExpr"] = _words_by(order, every)
        axis["title"] = None
    else:
        shown, order = words_of(sketch, name, order), [plain(v) for v in order]
        axis["labelExpr"] = _words_by(order, shown)
        if horizontal and max(map(text_width, shown)) + 6 > _room(sketch, str(sketch.figure.y)) / len(order):
            axis |= {"labelAngle": -40, "labelAlign": "right", "labelBaseline": "middle"}
    if axis["title"] and not horizontal:
        axis |= top_title(axis["title"], offset=6)
    elif axis["title"]:
        axis |= {"titleAnchor": "start", "titlePadding": 6}
    axis["labelColor"] = sketch.paper.ink
    return {"field": name, "type": "ordinal", "sort": order, "scale": {"domain": order}, "axis": axis}


def _words_by(order: list[Any], shown: list[str]) -> str:
    return f"{_literal(shown)}[indexof({_literal(order)}, datum.value)]"


def _room(sketch: Sketch, y: str) -> int:
    """Return the width left beside the labels of the rows."""
    return round(sketch.width - 26 - max(text_width(text) for text in words_of(sketch, y, sketch.values(y))))


def _literal(values: list[Any]) -> str:
    from json import dumps

    return dumps(values, ensure_ascii=False)


def _short_months(sketch: Sketch) -> list[str]:
    from beffroi.drawing.locales import d3_locale

    return list(d3_locale(sketch.locale)["time"]["shortMonths"])


def _every_month(rows: list[Spec], period: str) -> list[Spec]:
    """Add the months that the table lacks between its first and its last."""
    have = {row[period][:7]: row for row in rows}
    first, last = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (min(have), max(have)))
    empty = dict.fromkeys(rows[0]) | {ABSENT: MISSING}
    months = (f"{number // 12}-{number % 12 + 1:02d}" for number in range(first, last + 1))
    return [have.get(month) or empty | {period: f"{month}-01"} for month in months]


def _named(sketch: Sketch) -> tuple[str, str, str]:
    f = sketch.figure
    if not (f.x and f.y and f.value):
        msg = f"the heat map {f.title.en!r} needs x, y and value"
        raise ValueError(msg)
    return f.x, f.y, f.value
