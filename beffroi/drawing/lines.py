"""Lines over time: bands, gaps where there is no number, labels at the line, small multiples."""

from datetime import date
from itertools import pairwise

from beffroi.drawing._sketch import ABSENT, Sketch, Spec, share, tooltip
from beffroi.drawing.axes import amount, any_axis, colour, dash, height, reference, worded
from beffroi.drawing.timeline import time_scale
from beffroi.drawing.words import WITHHELD_BECAUSE
from beffroi.vocabulary.period import floor_to, next_boundary

GAPS = "break-paths-show-domains"
CROSS = "×"
DASHES = "– –"
DIRECT = 5  # most series in one chart; more become small multiples
DOTTED = 60  # most rows that get a dot each
COLUMNS = 3
DENSE = 150  # rows beyond which a line is drawn thin


def line(sketch: Sketch) -> Spec:
    """Draw lines with bands; nothing is drawn where there is no number, nor where the table lacks a period."""
    f = sketch.figure
    y = f.y or f.value
    if f.x is None or y is None:
        msg = f"the line {f.title.en!r} needs x and y"
        raise ValueError(msg)
    fitted = f.value if f.value != y else None
    words = worded(sketch, f.x, f.series)
    rows = sketch.rows(f.x, y, f.lower, f.upper, fitted, f.series, worded=words, marked=y)
    rows = _with_gaps(sketch, rows, f.x)
    names = sketch.categories(f.series) if f.series else []
    if len(names) > DIRECT:
        return _multiples(sketch, rows, y, names=names)
    direct = bool(names) and _ends_apart(rows, y, series=str(f.series))
    layers = _layers(sketch, rows, y, legend=not direct)
    if direct:
        layers.append(_end_labels(sketch, rows, y))
    if any(row.get(ABSENT) == sketch.withheld for row in rows if sketch.withheld):
        layers = _with_crosses(sketch, layers, y)
    if "band" in sketch.options:
        layers = _with_key(sketch, layers)
    x = any_axis(sketch, f.x)
    return {"height": height(sketch), "data": {"values": rows}, "layer": share({"x": x}, layers)}


def _layers(sketch: Sketch, rows: list[Spec], y: str, *, legend: bool = True, plain: bool = False) -> list[Spec]:
    f, p = sketch.figure, sketch.paper
    series = None if plain else f.series
    tone = {"color": colour(sketch, series, legend=legend, symbol="stroke")} if series else {}
    styled = tone | ({"strokeDash": dash(sketch, series)} if series and legend else {})
    scale = {"y": amount(sketch, y)}
    inked: Spec = {} if series else {"color": p.main}
    layers: list[Spec] = []
    if f.lower and f.upper:
        band = {"type": "area", "opacity": 0.2, "invalid": GAPS} | inked
        limits = {"y": scale["y"] | {"field": f.lower}, "y2": {"field": f.upper}}
        layers.append({"mark": band, "encoding": limits | tone})
    layers += reference(sketch)
    stroke: Spec = {"type": "line", "invalid": GAPS, "strokeJoin": "round"}
    if f.value and f.value != y:
        quiet = stroke | {"color": p.soft, "strokeWidth": 1.3, "strokeDash": [5, 3]}
        layers.append({"mark": quiet, "encoding": {"y": scale["y"] | {"field": f.value}}})
    layers.append(
        {"mark": stroke | {"strokeWidth": 1.2 if len(rows) > DENSE else 2} | inked, "encoding": scale | styled}
    )
    dotted = rows if len(rows) <= DOTTED and not series and not plain else _lonely(rows, y, series=f.series)
    about = {"tooltip": tooltip(sketch, f.x, y, f.lower, f.upper, f.series)}
    dots: Spec = {"type": "point", "filled": True, "opacity": 1, "size": 18, "invalid": "filter"} | inked
    if dotted:
        layers.append({"data": {"values": dotted}, "mark": dots, "encoding": scale | tone | about})
    return layers


def _with_crosses(sketch: Sketch, layers: list[Spec], y: str) -> list[Spec]:
    """Put a cross on the base line where a number is withheld, and say so beside the title of the axis."""
    because = WITHHELD_BECAUSE(sketch.locale, mark=sketch.withheld)
    title = f"{sketch.label(y)}\u2003{CROSS} {because[0].lower()}{because[1:]}"
    for layer in layers:
        if layer.get("encoding", {}).get("y", {}).get("axis"):
            layer["encoding"]["y"]["axis"] |= {"title": title}
    mark = {"type": "text", "text": CROSS, "color": sketch.paper.soft, "fontSize": 10, "dy": -5}
    hidden = [{"filter": f"datum[{ABSENT!r}] == {sketch.withheld!r}"}]
    return [*layers, {"transform": hidden, "mark": mark, "encoding": {"y": {"value": "height"}}}]


def _with_key(sketch: Sketch, layers: list[Spec]) -> list[Spec]:
    """Say beside the title of the axis what the broken line and the band are (option `band`)."""
    f, said = sketch.figure, sketch.options["band"](sketch.locale)
    broken = sketch.label(f.value) if f.value and f.value != f.y else ""
    key = f"{DASHES} {broken[:1].lower()}{broken[1:]} {said}" if broken else said
    for layer in layers:
        axis = layer.get("encoding", {}).get("y", {}).get("axis")
        if axis and axis.get("title") and key not in axis["title"]:  # layers share their axis
            layer["encoding"]["y"]["axis"] = axis | {"title": f"{axis['title']} {key}"}
    return layers


def _with_gaps(sketch: Sketch, rows: list[Spec], x: str) -> list[Spec]:
    """Add an empty row for each calendar unit that the table lacks, so that no line bridges it."""
    every = sketch.grain(x) if sketch.is_date(x) else None
    if every is None or len(rows) < 3:
        return rows
    series = sketch.figure.series
    groups = dict.fromkeys(row[series] for row in rows) if series else {None: None}
    made: list[Spec] = []
    for name in groups:
        own = [row for row in rows if not series or row[series] == name]
        have = {floor_to(date.fromisoformat(row[x]), every) for row in own}
        day, last = min(have), max(have)
        while day < last:
            if day not in have:
                own.append(dict.fromkeys(rows[0]) | {x: day.isoformat()} | ({series: name} if series else {}))
            day = next_boundary(day, every)
        made += sorted(own, key=lambda row: row[x])
    return made


def _lonely(rows: list[Spec], y: str, *, series: str | None) -> list[Spec]:
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
    return all(b - a > 0.07 * reach for a, b in pairwise(ends))


def _end_labels(sketch: Sketch, rows: list[Spec], y: str) -> Spec:
    series = str(sketch.figure.series)
    mark = {"type": "text", "align": "left", "dx": 7, "fontWeight": "bold", "invalid": "filter"}
    encoding = {"y": amount(sketch, y), "text": {"field": series}, "color": colour(sketch, series, legend=False)}
    return {"data": {"values": list(_ends(rows, y, series).values())}, "mark": mark, "encoding": encoding}


def _multiples(sketch: Sketch, rows: list[Spec], y: str, *, names: list[str]) -> Spec:
    """Draw one small chart a series, all on the same scale (option `free`: each on its own)."""
    width = (sketch.width - 60) // COLUMNS - 24
    layers = _layers(sketch, rows, y, plain=True)
    for layer in layers:
        layer.pop("data", None)
        if "y" in layer["encoding"]:
            layer["encoding"]["y"]["axis"] |= {"title": None, "tickCount": 3}
    layers = [layer for layer in layers if layer["mark"]["type"] != "point"]
    x = str(sketch.figure.x)
    along = time_scale(sketch, x, room=width) if sketch.is_date(x) else any_axis(sketch, x)
    facet = {"field": sketch.figure.series, "type": "nominal", "sort": names, "header": {"title": None}}
    inner = {"width": width, "height": 90, "layer": share({"x": along}, layers)}
    made: Spec = {"above": sketch.label(y), "data": {"values": rows}, "facet": facet, "columns": COLUMNS, "spec": inner}
    if sketch.options.get("free"):
        made["resolve"] = {"scale": {"y": "independent"}}
    return made | {"spacing": 20}
