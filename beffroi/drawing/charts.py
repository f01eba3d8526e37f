"""Bars, intervals and dots."""

from beffroi.drawing._sketch import Sketch, Spec, number_format, share, tooltip
from beffroi.drawing.axes import (
    absent_mark,
    amount,
    any_axis,
    categories_and_numbers,
    category_axis,
    colour,
    height,
    lies,
    reference,
    whiskers,
    worded,
)
from beffroi.drawing.theme import SHAPES

MOST_NUMBERED = 40  # rows beyond which bars take an axis rather than a number each


def bar(sketch: Sketch) -> Spec:
    """Draw bars from zero, one a category; an absent number is written, never drawn as zero."""
    category, quantity = categories_and_numbers(sketch)
    horizontal = lies(sketch, category)
    f = sketch.figure
    rows = sketch.rows(
        category, quantity, f.lower, f.upper, f.series, worded=worded(sketch, category, f.series), marked=quantity
    )
    along, across = ("x", "y") if horizontal else ("y", "x")
    lengths = amount(sketch, quantity, horizontal=horizontal)
    encoding = {across: category_axis(sketch, category, horizontal=horizontal), along: lengths}
    encoding[across]["scale"] = {"paddingInner": 0.28, "paddingOuter": 0.14}
    if f.series:
        encoding["color"] = colour(sketch, f.series, above=not horizontal)
        encoding[across + "Offset"] = {"field": f.series, "type": "nominal", "sort": sketch.categories(f.series)}
    tone = sketch.paper.pale if f.lower else sketch.paper.main  # an interval must show on its bar
    mark: Spec = {"type": "bar"} if f.series else {"type": "bar", "color": tone}
    about = {"tooltip": tooltip(sketch, category, quantity, f.lower, f.upper, f.series)}
    layers = [{"mark": mark, "encoding": about}, *whiskers(sketch, along), absent_mark(sketch, quantity, along)]
    if horizontal and not f.lower and len(rows) <= MOST_NUMBERED:
        lengths["axis"] = None
        layers.append(_value_labels(sketch, quantity))
    size = {"height": {"step": 13 if f.series else 23}} if horizontal else {"height": height(sketch)}
    titled = {"above": sketch.label(quantity)} if lengths["axis"] is None else {}
    return size | titled | {"data": {"values": rows}, "layer": share(encoding, layers)}


def interval(sketch: Sketch) -> Spec:
    """Draw an estimate as a dot and its interval as a whisker, one row a category."""
    return dots(sketch)


def dots(sketch: Sketch) -> Spec:
    """Draw dots, with whiskers where there are limits: one row a category, or a scatter of numbers or dates."""
    f = sketch.figure
    category, quantity = categories_and_numbers(sketch)
    rows = sketch.rows(
        category, quantity, f.lower, f.upper, f.series, worded=worded(sketch, category, f.series), marked=quantity
    )
    horizontal = not sketch.is_date(category) and not sketch.is_number(category)
    along, across = ("x", "y") if horizontal else ("y", "x")
    place = category_axis(sketch, category, horizontal=True) if horizontal else any_axis(sketch, category)
    encoding: Spec = {across: place, along: amount(sketch, quantity, horizontal=horizontal, zero=False)}
    if horizontal:
        place["axis"]["grid"] = True
        encoding[along]["axis"] |= {"grid": False, "domain": True, "domainColor": sketch.paper.rule, "ticks": True}
    mark: Spec = {"type": "point", "filled": True, "size": 70, "opacity": 1, "invalid": "filter"}
    own: Spec = {"tooltip": tooltip(sketch, category, quantity, f.lower, f.upper, f.series)}
    if f.series:
        own |= {
            "color": colour(sketch, f.series, symbol="circle", above=not horizontal),
            "shape": _shape(sketch, f.series),
        }
        if horizontal and f.lower:
            encoding[across + "Offset"] = {"field": f.series, "type": "nominal", "sort": sketch.categories(f.series)}
    else:
        mark["color"] = sketch.paper.main
    layers = reference(sketch, along) + whiskers(sketch, along, thick=True)
    layers += [{"mark": mark, "encoding": own}, absent_mark(sketch, quantity, along)]
    size = {"height": {"step": 24}} if horizontal else {"height": height(sketch)}
    return size | {"data": {"values": rows}, "layer": share(encoding, layers)}


def _shape(sketch: Sketch, series: str) -> Spec:
    names = sketch.categories(series)
    scale = {"domain": names, "range": list(SHAPES[: len(names)])}
    return {"field": series, "type": "nominal", "scale": scale, "legend": {"title": None}}


def _value_labels(sketch: Sketch, quantity: str) -> Spec:
    mark = {"type": "text", "align": "left", "dx": 5, "color": sketch.paper.ink, "invalid": "filter"}
    shown = {"field": quantity, "type": "quantitative", "format": number_format(sketch.column(quantity))}
    return {"transform": [{"filter": f"isValid(datum[{quantity!r}])"}], "mark": mark, "encoding": {"text": shown}}
