"""From a specification to an accessible SVG or a PNG, without a browser and without a network."""

import re
from hashlib import sha256
from html import escape
from typing import Any

from beffroi.drawing.theme import LETTERS

VEGA_LITE = "6.4"


def svg(specification: dict[str, Any]) -> str:
    """Return the SVG of a specification: one image with a title and a description; the same bytes each time."""
    return settled(unsettled(specification))


def unsettled(specification: dict[str, Any]) -> str:
    """Return the SVG of a specification where `theme.LETTERS` stand for lettering by day and by night."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE, allowed_base_urls=[])
    return _accessible(drawn, specification)


def settled(drawn: str) -> str:
    """Return a drawing with the lettering of the day."""
    for (day, _), letter in LETTERS.items():
        drawn = drawn.replace(letter, day)
    return drawn


def png(specification: dict[str, Any], *, scale: float = 2.0) -> bytes:
    """Return the PNG of a specification at `scale` pixels a CSS pixel."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(specification, vl_version=VEGA_LITE, scale=scale, allowed_base_urls=[]))


def _accessible(drawn: str, specification: dict[str, Any]) -> str:
    said = specification.get("usermeta", {})
    title, description = str(said.get("title", "")), str(specification.get("description", ""))
    drawn = _renumbered(_silent(drawn), "")
    key = "f" + sha256((settled(drawn) + title + description).encode()).hexdigest()[:10]
    head, _, rest = _renumbered(drawn, key).partition(">")
    opened = f'{head} role="img" aria-labelledby="{key}-t {key}-d" lang="{escape(str(said.get("lang", "en")))}">'
    words = f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(description)}</desc>'
    return opened + words + rest


def _silent(drawn: str) -> str:
    """Take roles and labels off the parts: within one image they are not read, and Vega words them in English."""
    return re.sub(r"<[a-z][^>]*>", lambda tag: re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", tag[0]), drawn)


def _renumbered(drawn: str, key: str) -> str:
    """Number identifiers from 1 in order of appearance: Vega counts on from one drawing to the next."""
    names = dict.fromkeys(re.findall(r'\bid="([^"]+)"', drawn))
    new = {name: f"{key}-{i}" for i, name in enumerate(names, 1)}
    drawn = re.sub(r'\bid="([^"]+)"', lambda m: f'id="{new[m[1]]}"', drawn)
    return re.sub(r'(url\(#|href="#)([^)"]+)', lambda m: m[1] + new.get(m[2], m[2]), drawn)
