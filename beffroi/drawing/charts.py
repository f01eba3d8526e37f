"""Bars, lines, intervals and dots."""

from datetime import date
from typing import Any

from beffroi.drawing._sketch import Sketch, Spec, number_format, share, time_axis, tooltip, top_title
from beffroi.drawing.theme import DASHES, SHAPES, series_colours
from beffroi.vocabulary.period import floor_to, next_boundary

GAPS = "break-paths-show-domains"
DIRECT = 5  # most series that are labelled at their line; more become small multiples


def bar(sketch: Sketch) -> Spec:
    """Draw bars from zero, one a category; an absent number is written, never drawn as zero."""
    category, quantity = axes_of(sketch)
    horizontal = _lies(sketch, category)
    f = sketch.figure
    rows = sketch.rows(category, quantity, f.lower, f.upper, f.series, worded=_worded(sketch, category, f.series))
    along, across = ("x", "y") if horizontal else ("y", "x")
    place = _category(sketch, category, horizontal=horizontal)
    amount = {"field": quantity, "type": "quantitative", "scale": {"zero": True, "nice": True}}
    amount["axis"] = _amount_axis(sketch, quantity, horizontal=horizontal)
    colour = _colour(sketch, f.series)
    encoding = {across: place, along: amount} | ({"color": colour} if f.series else {})
    if f.series:
        encoding[across + "Offset"] = {"field": f.series, "type": "nominal", "sort": sketch.categories(f.series)}
    mark: Spec = {"type": "bar", "tooltip": None}
    if not f.series:
        mark["color"] = sketch.paper.main
    layers: list[Spec] = [{"mark": mark, "encoding": {"tooltip": tooltip(sketch, category, quantity, f.series)}}]
    layers += _whiskers(sketch, along) if f.lower and f.upper else []
    layers.append(_absent(sketch, quantity, along))
    if horizontal and not f.lower and len(rows) <= 40:
        amount["axis"] = None
        layers.append(_value_labels(sketch, quantity))
    size = {"height": {"step": 22 if not f.series else 13}} if horizontal else {"height": _height(sketch)}
    return size | {"data": {"values": rows}, "layer": share(encoding, layers)}


def line(sketch: Sketch) -> Spec:
    """Draw lines over time with bands; nothing is drawn where there is no number."""
    f = sketch.figure
    x, y = f.x, f.y or f.value
    if x is None or y is None:
        msg = f"the line {f.title.en!r} needs x and y"
        raise ValueError(msg)
    fitted = f.value if f.value and f.value != y else None
    rows = sketch.rows(x, y, f.lower, f.upper, fitted, f.series, worded=_worded(sketch, f.series))
    rows = _with_gaps(sketch, rows, x)
    names = sketch.categories(f.series) if f.series else []
    layers: list[Spec] = _band(sketch) + _reference(sketch)
    stroke: Spec = {"type": "line", "strokeWidth": 2, "invalid": GAPS, "strokeJoin": "round"}
    if not names:
        stroke["color"] = sketch.paper.main
    if fitted:
        quiet = stroke | {"color": sketch.paper.soft, "strokeWidth": 1.4, "strokeDash": [5, 3]}
        layers.append({"mark": quiet, "encoding": {"y": {"field": fitted, "type": "quantitative"}}})
    styled = {"color": _colour(sketch, f.series), "strokeDash": _dash(sketch, f.series)} if names else {}
    main = {"mark": stroke, "encoding": {"y": _y(sketch, y)} | styled}
    layers.append(main)
    dots: Spec = {"type": "point", "filled": True, "opacity": 1, "size": 16}
    if not names:
        dots["color"] = sketch.paper.main
    about = {"tooltip": tooltip(sketch, x, y, f.lower, f.upper, f.series)}
    layers.append(
        {
            "data": {"values": _lonely(rows, x, y, series=f.series) if len(rows) > 60 else rows},
            "mark": dots | {"invalid": "filter"},
            "encoding": {"y": _y(sketch, y)} | ({"color": _colour(sketch, f.series)} if names else {}) | about,
        }
    )
    if len(names) > DIRECT:
        return _multiples(sketch, rows, share({"x": _x_time(sketch, x)}, layers), names=names)
    if names and _ends_apart(rows, y, series=str(f.series)):
        layers.append(_end_labels(sketch, rows, y))
        _without_legend(layers)
    return {"height": _height(sketch), "data": {"values": rows}, "layer": share({"x": _x_time(sketch, x)}, layers)}


def interval(sketch: Sketch) -> Spec:
    """Draw an estimate as a dot and its interval as a whisker, one row a category."""
    return _dots(sketch, whiskers=True)


def dots(sketch: Sketch) -> Spec:
    """Draw dots: one row a category, or a scatter when both axes are numbers or dates."""
    return _dots(sketch, whiskers=bool(sketch.figure.lower and sketch.figure.upper))


def axes_of(sketch: Sketch) -> tuple[str, str]:
    """Return the names of the column of categories and of the column of numbers."""
    f = sketch.figure
    if f.x and f.y:
        return (f.y, f.x) if sketch.is_number(f.x) and not sketch.is_number(f.y) else (f.x, f.y)
    one = f.x or f.y
    if one and f.value:
        return one, f.value
    msg = f"the figure {f.title.en!r} needs a column of categories and one of numbers"
    raise ValueError(msg)


def _dots(sketch: Sketch, *, whiskers: bool) -> Spec:
    f = sketch.figure
    category, quantity = axes_of(sketch)
    rows = sketch.rows(category, quantity, f.lower, f.upper, f.series, worded=_worded(sketch, category, f.series))
    horizontal = not sketch.is_date(category) and not sketch.is_number(category)
    along, across = ("x", "y") if horizontal else ("y", "x")
    place = _category(sketch, category, horizontal=horizontal) if horizontal else _x_any(sketch, category)
    scale: Spec = {"zero": bool(sketch.options.get("zero", False)), "nice": True}
    if sketch.options.get("scale") == "log":
        scale = {"type": "log", "nice": True}
    amount = {"field": quantity, "type": "quantitative", "scale": scale}
    amount["axis"] = _amount_axis(sketch, quantity, horizontal=horizontal)
    encoding: Spec = {across: place, along: amount}
    if horizontal:
        place["axis"] = place.get("axis", {}) | {"grid": True}
    mark: Spec = {"type": "point", "filled": True, "size": 64, "opacity": 1, "invalid": "filter"}
    own: Spec = {"tooltip": tooltip(sketch, category, quantity, f.lower, f.upper, f.series)}
    if f.series:
        names = sketch.categories(f.series)
        own["color"] = _colour(sketch, f.series)
        own["shape"] = {
            "field": f.series,
            "type": "nominal",
            "sort": names,
            "scale": {"domain": names, "range": list(SHAPES[: len(names)])},
        }
        if horizontal and whiskers:
            encoding[across + "Offset"] = {"field": f.series, "type": "nominal", "sort": names}
    else:
        mark["color"] = sketch.paper.main
    layers = _reference(sketch, along) + (_whiskers(sketch, along, thick=True) if whiskers else [])
    layers += [{"mark": mark, "encoding": own}, _absent(sketch, quantity, along)]
    size = {"height": {"step": 24}} if horizontal else {"height": _height(sketch)}
    return size | {"data": {"values": rows}, "layer": share(encoding, layers)}


def _lies(sketch: Sketch, category: str) -> bool:
    if sketch.is_date(category) or sketch.column(category).unit in ("weekday", "hour"):
        return False
    names = sketch.categories(category)
    return sketch.figure.y == category or len(names) > 8 or max(map(len, names), default=0) > 9


def _worded(sketch: Sketch, *names: str | None) -> tuple[str, ...]:
    return tuple(n for n in names if n and not sketch.is_date(n) and not sketch.is_number(n))


def _category(sketch: Sketch, name: str, *, horizontal: bool) -> Spec:
    axis: Spec = {"title": None, "grid": False}
    sort: Any = sketch.options.get("sort")
    if sketch.is_date(name):
        axis |= time_axis(sketch.grain(name), ordinal=True)
        return {"field": name, "type": "ordinal", "axis": axis}
    order = [text for text in sketch.categories(name)]
    axis |= {"labelAngle": 0, "labelColor": sketch.paper.ink} if horizontal else {"labelAngle": 0, "labelOverlap": True}
    if sketch.is_number(name):
        return {"field": name, "type": "ordinal", "axis": axis | {"title": sketch.label(name)}}
    return {"field": name, "type": "nominal", "sort": sort or order, "axis": axis}


def _amount_axis(sketch: Sketch, name: str, *, horizontal: bool) -> Spec:
    title = {"title": sketch.label(name)} if horizontal else top_title(sketch.label(name))
    return title | {"tickCount": 5, "grid": True} | ({"titleAnchor": "start", "titlePadding": 8} if horizontal else {})


def _y(sketch: Sketch, name: str) -> Spec:
    scale: Spec = {"zero": bool(sketch.options.get("zero", True)), "nice": True}
    return {"field": name, "type": "quantitative", "scale": scale, "axis": _amount_axis(sketch, name, horizontal=False)}


def _x_time(sketch: Sketch, name: str) -> Spec:
    if not sketch.is_date(name):
        return _x_any(sketch, name)
    axis = {"title": None, "grid": False, "ticks": True, "tickColor": sketch.paper.rule, "domain": True}
    axis |= {"domainColor": sketch.paper.rule} | time_axis(sketch.grain(name))
    return {"field": name, "type": "temporal", "scale": {"type": "utc"}, "axis": axis}


def _x_any(sketch: Sketch, name: str) -> Spec:
    if sketch.is_date(name):
        return _x_time(sketch, name)
    axis = {"title": sketch.label(name), "titleAnchor": "start", "grid": True}
    if sketch.is_number(name):
        return {"field": name, "type": "quantitative", "scale": {"zero": False, "nice": True}, "axis": axis}
    return {"field": name, "type": "ordinal", "sort": sketch.categories(name), "axis": axis | {"labelAngle": 0}}


def _colour(sketch: Sketch, series: str | None) -> Spec:
    if not series:
        return {}
    names = sketch.categories(series)
    scale = {"domain": names, "range": series_colours(len(names), dark=sketch.dark)}
    return {"field": series, "type": "nominal", "scale": scale, "legend": {"title": None, "symbolType": "stroke"}}


def _dash(sketch: Sketch, series: str | None) -> Spec:
    names = sketch.categories(str(series))
    return {
        "field": series,
        "type": "nominal",
        "scale": {"domain": names, "range": [list(d) for d in DASHES[: len(names)]]},
    }


def _whiskers(sketch: Sketch, along: str, *, thick: bool = False) -> list[Spec]:
    f = sketch.figure
    mark: Spec = {"type": "rule", "strokeWidth": 2 if thick else 1.2, "invalid": "filter", "color": sketch.paper.soft}
    own: Spec = {along: {"field": f.lower, "type": "quantitative"}, along + "2": {"field": f.upper}}
    if f.series and thick:
        del mark["color"]
        own["color"] = _colour(sketch, f.series)
    return [{"mark": mark, "encoding": own}]


def _absent(sketch: Sketch, quantity: str, along: str) -> Spec:
    mark = {"type": "text", "align": "left" if along == "x" else "center", "color": sketch.paper.soft, "fontSize": 10.5}
    mark |= {"dx": 5} if along == "x" else {"dy": -6}
    return {
        "transform": [{"filter": f"!isValid(datum[{quantity!r}])"}],
        "mark": mark | {"text": sketch.null_mark()},
        "encoding": {along: {"value": 0 if along == "x" else "height"}},
    }


def _value_labels(sketch: Sketch, quantity: str) -> Spec:
    mark = {"type": "text", "align": "left", "dx": 5, "color": sketch.paper.ink, "invalid": "filter"}
    shown = {"field": quantity, "type": "quantitative", "format": number_format(sketch.column(quantity))}
    return {"mark": mark, "encoding": {"text": shown}}


def _band(sketch: Sketch) -> list[Spec]:
    f = sketch.figure
    if not (f.lower and f.upper):
        return []
    mark: Spec = {"type": "area", "opacity": 0.22, "invalid": GAPS, "line": False}
    own: Spec = {"y": {"field": f.lower, "type": "quantitative"}, "y2": {"field": f.upper}}
    if f.series:
        own["color"] = _colour(sketch, f.series)
    else:
        mark["color"] = sketch.paper.main
    return [{"mark": mark, "encoding": own}]


def _reference(sketch: Sketch, along: str = "y") -> list[Spec]:
    at = sketch.options.get("reference")
    if at is None:
        return []
    mark = {"type": "rule", "color": sketch.paper.soft, "strokeDash": [4, 3], "strokeWidth": 1}
    return [{"data": {"values": [{}]}, "mark": mark, "encoding": {along: {"datum": at}}, "alone": True}]


def _height(sketch: Sketch) -> int:
    return int(sketch.options.get("height", 220))


def _with_gaps(sketch: Sketch, rows: list[Spec], x: str) -> list[Spec]:
    """Add an empty row for each calendar unit that the table lacks, so that no line bridges it."""
    every = sketch.grain(x) if sketch.is_date(x) else None
    if every is None or len(rows) < 3:
        return rows
    series = sketch.figure.series
    made = list(rows)
    for name in {row.get(series) for row in rows} if series else {None}:
        days = {date.fromisoformat(r[x]) for r in rows if not series or r[series] == name}
        units = {floor_to(day, every) for day in days}
        day = min(units)
        while day < max(units):
            if day not in units:
                made.append(dict.fromkeys(rows[0]) | {x: day.isoformat()} | ({series: name} if series else {}))
            day = next_boundary(day, every)
    return sorted(made, key=lambda row: (str(row.get(series)), row[x]) if series else row[x])


def _lonely(rows: list[Spec], x: str, y: str, *, series: str | None) -> list[Spec]:
    """Return the points with no neighbour on either side, which a line cannot show."""
    made = []
    for i, row in enumerate(rows):
        beside = [rows[j] for j in (i - 1, i + 1) if 0 <= j < len(rows)]
        joined = any(other[y] is not None and (not series or other[series] == row[series]) for other in beside)
        if row[y] is not None and not joined:
            made.append(row)
    return made


def _ends(rows: list[Spec], y: str, series: str) -> dict[str, Spec]:
    return {row[series]: row for row in rows if row[y] is not None}


def _ends_apart(rows: list[Spec], y: str, *, series: str) -> bool:
    ends = sorted(row[y] for row in _ends(rows, y, series).values())
    reach = max((row[y] for row in rows if row[y] is not None), default=0) or 1
    return all(b - a > 0.07 * reach for a, b in zip(ends, ends[1:], strict=False))


def _end_labels(sketch: Sketch, rows: list[Spec], y: str) -> Spec:
    series = str(sketch.figure.series)
    mark = {"type": "text", "align": "left", "dx": 7, "fontWeight": "bold", "invalid": "filter"}
    encoding = {"y": _y(sketch, y), "text": {"field": series}, "color": _colour(sketch, series) | {"legend": None}}
    return {"data": {"values": list(_ends(rows, y, series).values())}, "mark": mark, "encoding": encoding}


def _without_legend(layers: list[Spec]) -> None:
    for layer in layers:
        for channel in ("color", "strokeDash"):
            if channel in layer.get("encoding", {}):
                layer["encoding"][channel]["legend"] = None


def _multiples(sketch: Sketch, rows: list[Spec], layers: list[Spec], *, names: list[str]) -> Spec:
    _without_legend(layers)
    for layer in layers:
        layer["encoding"].pop("color", None)
        layer["encoding"].pop("strokeDash", None)
        layer["mark"]["color"] = sketch.paper.main
        layer.pop("data", None)
    columns = 3
    inner = {"width": (sketch.width - 60) // columns - 26, "height": 90, "layer": layers}
    facet = {"field": sketch.figure.series, "type": "nominal", "sort": names, "header": {"title": None}}
    return {"data": {"values": rows}, "facet": facet, "columns": columns, "spec": inner, "spacing": 22}
