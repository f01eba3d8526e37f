"""From a figure, its table and a language to a Vega-Lite specification."""

from collections.abc import Callable, Mapping
from typing import Any

from beffroi.drawing import charts, grids, maps
from beffroi.drawing._sketch import Sketch, Spec
from beffroi.drawing.format import fill
from beffroi.drawing.locales import bcp47, full_locale
from beffroi.drawing.render import png as png
from beffroi.drawing.render import svg as svg
from beffroi.drawing.theme import config
from beffroi.evidence.finding import Figure, Geography, Mark, Table
from beffroi.vocabulary.text import Text

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
DRAWERS: Mapping[Mark, Callable[[Sketch], Spec]] = {
    "bar": charts.bar,
    "line": charts.line,
    "interval": charts.interval,
    "dots": charts.dots,
    "heatmap": grids.heatmap,
    "calendar": grids.calendar,
    "area_map": maps.area_map,
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
    summary: Table | None = None,
    heading: bool = False,
) -> dict[str, Any]:
    """Return the Vega-Lite 6 specification of a figure, with its data inside and nothing to fetch.

    `withheld` is the mark of a number that the gate took out ("< 5"); without
    it an absent number means "no data". `summary` fills the fields of the title
    and of the description, if they have any. `heading` writes the title in the
    drawing. Only the columns that the figure names are in the data.
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
    )
    title, alt = (_said(text, summary, locale, withheld=withheld) for text in (figure.title, figure.alt))
    drawn = DRAWERS[figure.mark](sketch)
    frame: Spec = {"$schema": SCHEMA, "description": alt, "usermeta": {"title": title, "lang": bcp47(locale)}}
    if "layer" in drawn and "width" not in drawn:
        frame |= {"width": width, "autosize": {"type": "fit-x", "contains": "padding"}}
    if heading:
        frame["title"] = title
    return frame | drawn | {"config": config(locale, dark=dark)}


def _said(text: Text, summary: Table | None, locale: str, *, withheld: str) -> str:
    if summary is None or not text.fields:
        return text.template(locale)
    return fill(text, summary.row(), summary.columns, locale=locale, withheld=withheld)
