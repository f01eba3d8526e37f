"""Funnels and Lorenz curves."""

from beffroi.drawing._sketch import Sketch, Spec, tooltip, top_title
from beffroi.drawing.axes import height
from beffroi.drawing.classes import WIDE, text_width

Curve = tuple[str, str, list[float]]  # column, words, dashes
LABELLED = 10  # most places named beside their point


def funnel(sketch: Sketch) -> Spec:
    """Draw rates against their denominators between the limits of ordinary variation.

    Options may name columns: `reference` (the overall rate), `outer_lower`,
    `outer_upper` (wider limits) and `label` (names of the places outside).
    """
    f, p = sketch.figure, sketch.paper
    x, y = _axes(sketch)
    inner, outer = (f.lower, f.upper), (_column(sketch, "outer_lower"), _column(sketch, "outer_upper"))
    reference, label = _column(sketch, "reference"), _column(sketch, "label")
    rows = sketch.rows(x, y, *inner, *outer, reference, label)
    rows = sorted(rows, key=lambda row: (row[x] is None, row[x] or 0))
    base = {"x": _scale(sketch, x, zero=True), "y": _scale(sketch, y, zero=True)}
    curves: list[Curve] = [(name, sketch.label(name), [1.0, 0.0]) for name in (reference,) if name]
    curves += [(name, sketch.label(upper), [5.0, 3.0]) for name in inner if name and (upper := inner[1])]
    curves += [(name, sketch.label(upper), [1.5, 2.5]) for name in outer if name and (upper := outer[1])]
    layers: list[Spec] = [_curve(sketch, base, curves, at=i) for i in range(len(curves))]
    beyond = outer if all(outer) else inner
    outside = _outside(y, beyond)
    about = {"tooltip": tooltip(sketch, label, x, y)}
    mark: Spec = {
        "type": "point",
        "filled": True,
        "opacity": 1,
        "stroke": p.ground,
        "strokeWidth": 0.7,
        "invalid": "filter",
    }
    within = mark | {"color": p.quiet, "size": 44}
    layers.append({"transform": [{"filter": f"!({outside})"}], "mark": within, "encoding": base | about})
    layers.append(
        {"transform": [{"filter": outside}], "mark": mark | {"color": p.main, "size": 64}, "encoding": base | about}
    )
    if label:
        layers.append(_names(sketch, base, rows, about=(x, y, label), limits=beyond))
    return {"data": {"values": rows}, "height": _tall(sketch), "layer": layers}


def _tall(sketch: Sketch) -> int:
    return height(sketch, 320 if sketch.width >= WIDE else 230)


def lorenz(sketch: Sketch) -> Spec:
    """Draw the cumulative share of events against that of places; `value` is a second curve, what chance gives."""
    f, p = sketch.figure, sketch.paper
    x, y = _axes(sketch)
    rows = sketch.rows(x, y, f.value, f.lower, f.upper)
    top = 100.0 if any((v or 0) > 1 for v in sketch.values(y)) else 1.0
    base = {"x": _share(sketch, x, top), "y": _share(sketch, y, top, vertical=True)}
    equal = [{x: 0, y: 0}, {x: top, y: top}]
    layers: list[Spec] = [
        {"data": {"values": equal}, "mark": {"type": "line", "color": p.rule, "strokeWidth": 1.2}, "encoding": base}
    ]
    if f.lower and f.upper:
        band = {"y": base["y"] | {"field": f.lower}, "y2": {"field": f.upper}, "x": base["x"]}
        layers.append({"mark": {"type": "area", "color": p.main, "opacity": 0.18}, "encoding": band})
    curves: list[Curve] = [(f.value, sketch.column(f.value).label(sketch.locale), [5.0, 3.0])] if f.value else []
    layers += [_curve(sketch, base, curves, at=i) for i in range(len(curves))]
    main = {"type": "line", "color": p.main, "strokeWidth": 2.4, "invalid": "break-paths-show-domains"}
    layers.append({"mark": main, "encoding": base | {"tooltip": tooltip(sketch, x, y, f.value)}})
    return {"data": {"values": rows}, "height": height(sketch, 330 if sketch.width >= WIDE else 250), "layer": layers}


def _curve(sketch: Sketch, base: Spec, curves: list[Curve], *, at: int) -> Spec:
    name, label, _ = curves[at]
    named = dict.fromkeys(text for _, text, _ in curves)
    dashes = [next(d for _, text, d in curves if text == wanted) for wanted in named]
    legend = {
        "title": None,
        "symbolType": "stroke",
        "symbolSize": 400,
        "columns": 3 if sketch.width >= WIDE else 1,
        "symbolStrokeColor": sketch.paper.soft,
    }
    style = {"datum": label, "type": "nominal", "scale": {"domain": list(named), "range": dashes}, "legend": legend}
    mark = {"type": "line", "color": sketch.paper.soft, "strokeWidth": 1.1, "interpolate": "monotone"}
    valid = f"isValid(datum[{name!r}])"
    y = base["y"] | {"field": name}
    return {"transform": [{"filter": valid}], "mark": mark, "encoding": base | {"y": y, "strokeDash": style}}


def _outside(y: str, limits: tuple[str | None, str | None]) -> str:
    if not all(limits):
        return "false"
    low, high = (f"isValid(datum[{name!r}])" for name in limits)
    return f"({low} && datum[{y!r}] < datum[{limits[0]!r}]) || ({high} && datum[{y!r}] > datum[{limits[1]!r}])"


def _names(
    sketch: Sketch, base: Spec, rows: list[Spec], *, about: tuple[str, str, str], limits: tuple[str | None, str | None]
) -> Spec:
    """Name the points outside the limits, the furthest first, leaving out names that would overlap."""
    x, y, label = about
    wide = max((row[x] or 0 for row in rows), default=1) or 1
    high = max((row[y] or 0 for row in rows), default=1) or 1
    far = [row for row in sorted(rows, key=lambda r: -_distance(r, y, limits)) if _distance(row, y, limits) > 0]
    at = {id(row): (sketch.width * 0.88 * row[x] / wide, 0.94 * _tall(sketch) * (1 - row[y] / high)) for row in far}
    placed = [(left - 4, left + 4, top) for left, top in at.values()]
    kept: dict[str, list[Spec]] = {"left": [], "right": []}
    for row in far[:LABELLED]:
        left, top = at[id(row)]
        wide_as = 10 + text_width(str(row[label]))
        for start, end, side in ((left + 6, left + wide_as, "left"), (left - wide_as, left - 6, "right")):
            crowded = any(abs(top - t) < 13 and start < r and end > s for s, r, t in placed)
            if start > 0 and end < sketch.width - 30 and not crowded:
                placed.append((start, end, top))
                kept[side].append({x: row[x], y: row[y], label: row[label]})
                break
    mark = {"type": "text", "color": sketch.paper.ink, "fontSize": 10.5}
    sides = [
        {"data": {"values": kept[side]}, "mark": mark | {"align": side, "dx": dx}}
        for side, dx in (("left", 8), ("right", -8))
    ]
    return {"layer": sides, "encoding": base | {"text": {"field": label}}}


def _distance(row: Spec, y: str, limits: tuple[str | None, str | None]) -> float:
    low, high = (row.get(name or "") for name in limits)
    if row[y] is None or low is None or high is None:
        return 0.0
    return float(max(low - row[y], row[y] - high))


def _scale(sketch: Sketch, name: str, *, zero: bool) -> Spec:
    vertical = name == _axes(sketch)[1]
    title = top_title(sketch.label(name)) if vertical else {"title": sketch.label(name), "titleAnchor": "start"}
    axis = title | {"tickCount": 5, "titlePadding": 8, "grid": vertical}
    if not vertical:
        axis |= {"domain": True, "domainColor": sketch.paper.rule}
    return {"field": name, "type": "quantitative", "scale": {"zero": zero, "nice": True}, "axis": axis}


def _share(sketch: Sketch, name: str, top: float, *, vertical: bool = False) -> Spec:
    title: Spec = top_title(sketch.label(name)) if vertical else {"title": sketch.label(name), "titleAnchor": "start"}
    axis = title | {"values": [top * i / 4 for i in range(5)], "titlePadding": 8}
    return {"field": name, "type": "quantitative", "scale": {"domain": [0, top], "nice": False}, "axis": axis}


def _axes(sketch: Sketch) -> tuple[str, str]:
    f = sketch.figure
    if not (f.x and f.y):
        msg = f"the figure {f.title.en!r} needs x and y"
        raise ValueError(msg)
    return f.x, f.y


def _column(sketch: Sketch, option: str) -> str | None:
    named = sketch.options.get(option)
    return named if isinstance(named, str) and named in sketch.table.columns else None
