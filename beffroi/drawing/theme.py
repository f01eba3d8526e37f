"""Colours, type and the Vega-Lite configuration: quiet, safe for colour-blind readers, readable in grey."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from math import cos, radians, sin
from typing import Any

from beffroi.drawing.locales import d3_locale

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
MOST_CLASSES = 7


@dataclass(frozen=True, slots=True)
class Paper:
    """The neutral colours of one appearance."""

    ground: str
    ink: str
    soft: str  # secondary text; at least 4.5 to 1 on the ground
    rule: str  # grid and axis lines
    blank: str  # a cell without data
    edge: str  # outlines of places
    main: str  # the one colour of a chart without series
    pale: str  # the same under an interval
    quiet: str  # the same, receding: comparison, limits
    hatch: str  # lines over what is withheld


LIGHT = Paper(
    "#ffffff", "#1c2329", "#56616b", "#e3e6e9", "#ececea", "#ffffff", "#1f6584", "#7fb3c8", "#9db4c0", "#aab1b7"
)
DARK = Paper(
    "#14181c", "#eceff1", "#a7b1b9", "#2c343b", "#2a2e32", "#14181c", "#6cb6d4", "#3c7f9c", "#4d6674", "#5d6870"
)

# Lightness-staggered, so that series part in grey print and for the three colour deficiencies.
_SERIES = {
    False: ("#0f5b85", "#b0742a", "#35a0c6", "#742f0a", "#2e0f4e", "#7a828a", "#4f7a3a"),
    True: ("#61ace1", "#c9713c", "#e0d055", "#7463b4", "#a5f5f2", "#8d959b", "#7fb069"),
}
DASHES: tuple[list[int], ...] = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3], [10, 4], [4, 2, 1, 2])
SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "stroke")


def paper(*, dark: bool) -> Paper:
    """Return the neutral colours of the light or the dark appearance."""
    return DARK if dark else LIGHT


def series_colours(count: int, *, dark: bool = False) -> list[str]:
    """Return colours for up to seven series; more series must be told apart without colour.

    >>> len(series_colours(3))
    3
    """
    return list(_SERIES[dark][: max(1, min(count, MOST_CLASSES))])


@lru_cache(maxsize=64)
def sequential(count: int, *, dark: bool = False) -> tuple[str, ...]:
    """Return a ramp of even lightness steps, from few to many, at most seven classes.

    Built in OKLCH (Ottosson 2020), in which equal steps look equal: hue turns a
    little from teal to blue, lightness alone carries the order.

    >>> sequential(3)
    ('#cbe5e8', '#4c9ab3', '#074a6c')
    """
    count = max(1, min(count, MOST_CLASSES))
    first, last = (0.36, 0.88) if dark else (0.905, 0.39)
    steps = [i / (count - 1) if count > 1 else 0.6 for i in range(count)]
    return tuple(_oklch(first + (last - first) * t, _chroma(t, dark=dark), _hue(t, dark=dark)) for t in steps)


@lru_cache(maxsize=64)
def diverging(count: int, *, dark: bool = False) -> tuple[str, ...]:
    """Return a ramp from purple (below) through neutral to orange (above), for signs only.

    >>> len(diverging(5))
    5
    """
    count = max(2, min(count, MOST_CLASSES))
    made = []
    for i in range(count):
        t = 2 * i / (count - 1) - 1
        hue = 300.0 if t < 0 else 60.0
        fall = 0.5 if t < 0 else 0.3  # purple falls further than orange: the sign shows in grey print too
        light = 0.36 + (0.34 if t < 0 else 0.5) * abs(t) if dark else 0.95 - fall * abs(t)
        made.append(_oklch(light, 0.005 + 0.15 * abs(t), hue))
    return tuple(made)


def ink_on(fill: str) -> str:
    """Return the text colour that reads on a fill.

    >>> ink_on("#ffffff"), ink_on("#0d3b52")
    ('#000000', '#ffffff')
    """
    return "#000000" if contrast(fill, "#000000") >= contrast(fill, "#ffffff") else "#ffffff"


LETTERS = {
    ("#000000", "#000000"): "#000001",
    ("#000000", "#ffffff"): "#000002",
    ("#ffffff", "#000000"): "#fffffe",
    ("#ffffff", "#ffffff"): "#fffffd",
}
"""What stands for lettering by day and by night in a drawing that is not settled yet: one step from black or white."""


def letters_on(fill: str) -> str:
    """Return what stands for the lettering of a fill by day: it says that of the same fill by night as well.

    >>> letters_on(sequential(3)[0]), letters_on("#123456")
    ('#000002', '#ffffff')
    """
    night = at_night().get(fill)
    return LETTERS[ink_on(fill), ink_on(night)] if night else ink_on(fill)


@lru_cache(maxsize=1)
def at_night() -> Mapping[str, str]:
    """Return the colour by night of each colour by day that has only one."""
    pairs = [(getattr(LIGHT, part.name), getattr(DARK, part.name)) for part in fields(LIGHT)]
    for count in range(1, MOST_CLASSES + 1):
        for ramp in (series_colours, sequential, diverging):
            pairs += zip(ramp(count, dark=False), ramp(count, dark=True), strict=True)
    met: dict[str, set[str]] = {}
    for light, dark in pairs:
        met.setdefault(light, set()).add(dark)
    return {light: dark.pop() for light, dark in met.items() if len(dark) == 1}


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance).

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    a, b = sorted((luminance(one), luminance(other)))
    return (b + 0.05) / (a + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def config(locale: str, *, dark: bool = False) -> dict[str, Any]:
    """Return the Vega-Lite configuration that every figure shares."""
    p = paper(dark=dark)
    return {
        "aria": False,  # the drawing is one image with a title and a description; its parts say nothing more
        "font": FONT,
        "background": p.ground,
        "padding": {"left": 4, "right": 8, "top": 6, "bottom": 4},
        "locale": d3_locale(locale),
        "view": {"stroke": None},
        "title": {
            "color": p.ink,
            "fontSize": 14,
            "fontWeight": "bold",
            "subtitleFontSize": 11,
            "subtitlePadding": 6,
            "anchor": "start",
            "frame": "group",
            "offset": 12,
        },
        "axis": _axis_style(p),
        "axisBand": {"grid": False},
        "legend": _legend_style(p),
        "header": {
            "labelColor": p.ink,
            "labelFontSize": 11.5,
            "labelFontWeight": "bold",
            "labelAnchor": "start",
            "titleColor": p.soft,
            "titleFontSize": 11,
            "title": None,
        },
        "text": {"color": p.ink, "fontSize": 11, "font": FONT},
        "rule": {"color": p.soft},
        "range": {"category": series_colours(MOST_CLASSES, dark=dark)},
    }


def _axis_style(p: Paper) -> dict[str, Any]:
    return {
        "labelColor": p.soft,
        "titleColor": p.soft,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "labelPadding": 5,
        "domain": False,
        "ticks": False,
        "grid": True,
        "gridColor": p.rule,
        "gridWidth": 1,
        "labelLimit": 220,
        "titleLimit": 640,
    }


def _legend_style(p: Paper) -> dict[str, Any]:
    return {
        "labelColor": p.soft,
        "titleColor": p.soft,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "orient": "top",
        "offset": 24,  # above the title of the vertical axis
        "symbolStrokeWidth": 2,
        "labelLimit": 300,
        "titleLimit": 400,
    }


def _hue(t: float, *, dark: bool) -> float:
    return 235 - 30 * t if dark else 205 + 33 * t


def _chroma(t: float, *, dark: bool) -> float:
    return 0.065 + 0.03 * sin(3.14159 * t) if dark else 0.028 + 0.055 * t + 0.03 * sin(3.14159 * t)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    channel = min(1.0, max(0.0, channel))
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _oklch(light: float, chroma: float, hue: float) -> str:
    """Return `#rrggbb` of an OKLCH colour (B. Ottosson, A perceptual color space for image processing, 2020)."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    cone_l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    cone_m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    cone_s = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * cone_l - 3.3077115913 * cone_m + 0.2309699292 * cone_s
    green = -1.2684380046 * cone_l + 2.6097574011 * cone_m - 0.3413193965 * cone_s
    blue = -0.0041960863 * cone_l - 0.7034186147 * cone_m + 1.7076147010 * cone_s
    return "#" + "".join(f"{round(255 * _gamma(channel)):02x}" for channel in (red, green, blue))
