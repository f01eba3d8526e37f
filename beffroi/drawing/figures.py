"""From a figure, its table and a language to a Vega-Lite specification."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from beffroi.drawing import cell_maps, charts, curves, grids, lines, maps, street_maps
from beffroi.drawing._sketch import Sketch, Spec
from beffroi.drawing.format import fill
from beffroi.drawing.locales import bcp47, full_locale
from beffroi.drawing.render import png, svg
from beffroi.drawing.theme import config, paper
from beffroi.drawing.words import NO_DATA
from beffroi.evidence.finding import Figure, Geography, Mark, Table
from beffroi.vocabulary.text import Text

__all__ = ["DRAWERS", "png", "specification", "svg"]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
DRAWERS: Mapping[Mark, Callable[[Sketch], Spec]] = {
    "bar": charts.bar,
    "line": lines.line,
    "interval": charts.interval,
    "dots": charts.dots,
    "heatmap": grids.heatmap,
    "calendar": grids.calendar,
    "area_map": maps.area_map,
    "cell_map": cell_maps.cell_map,
    "street_map": street_maps.street_map,
    "funnel": curves.funnel,
    "lorenz": curves.lorenz,
}


def specification(
    figure: Figure,
    table: Table,
    locale: str,
    *,
    geographies: Mapping[str, Geography] | None = None,
    words: Mapping[str, Text] | None = None,
    width: int = 680,
    dark: bool = False,
    withheld: str = "",
    hidden: pl.DataFrame | None = None,
    summary: Table | None = None,
    heading: bool = False,
    transparent: bool = False,
) -> dict[str, Any]:
    """Return the Vega-Lite 6 specification of a figure, with its data inside and nothing to fetch.

    `withheld` is the mark of a number that the gate took out ("< 5"); without
    it an absent number means "no data". `hidden` is the gate's mask of the table
    (true where a cell was taken out); with it, an absent number that was not
    taken out means "no data" too. `summary` fills the fields of the title
    and of the description, if they have any. `heading` writes the title in the
    drawing; `transparent` leaves the ground to the page. Only the columns that the figure names are in the data.
    """
    locale = full_locale(locale)
    sketch = Sketch(
        figure=figure,
        table=table,
        locale=locale,
        geographies=geographies or {},
        words=words or {},
        width=width,
        dark=dark,
        withheld=withheld,
        hidden=hidden,
    )
    title, alt = (_said(text, summary, locale, withheld=withheld) for text in (figure.title, figure.alt))
    drawn = DRAWERS[figure.mark](sketch) if table.frame.height else _nothing(sketch)
    above = drawn.pop("above", None)
    frame: Spec = {"$schema": SCHEMA, "description": alt, "usermeta": {"title": title, "lang": bcp47(locale)}}
    if "layer" in drawn and "width" not in drawn:
        frame |= {"width": width, "autosize": {"type": "fit-x", "contains": "padding"}}
    soft = paper(dark=dark).soft
    if heading:
        frame["title"] = {"text": title, "subtitleColor": soft} | ({"subtitle": above} if above else {})
    elif above:
        frame["title"] = {"text": above, "fontSize": 11, "fontWeight": "normal", "color": soft}
    style = config(locale, dark=dark) | ({"background": "transparent"} if transparent else {})
    return frame | drawn | {"config": style}


def _nothing(sketch: Sketch) -> Spec:
    mark = {
        "type": "text",
        "text": NO_DATA(sketch.locale),
        "align": "left",
        "color": sketch.paper.soft,
        "x": 0,
        "y": 20,
    }
    return {"data": {"values": [{}]}, "mark": mark, "width": sketch.width - 20, "height": 40}


def _said(text: Text, summary: Table | None, locale: str, *, withheld: str) -> str:
    if summary is None or not text.fields:
        return text.template(locale)
    return fill(text, summary.row(), summary.columns, locale=locale, withheld=withheld)
