"""Axes of dates: few ticks, at the start of months or years, the year said once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from beffroi.drawing._sketch import Sketch, Spec
from beffroi.vocabulary.period import floor_to, next_boundary

MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
LABEL = 40  # pixels that a tick label needs


def time_scale(sketch: Sketch, name: str, *, room: float) -> Spec:
    """Return the encoding of dates along a continuous axis of `room` pixels."""
    days = _days(sketch, name)
    axis: Spec = {"title": None, "grid": False, "ticks": True, "tickColor": sketch.paper.rule, "tickSize": 4}
    axis |= {"domain": True, "domainColor": sketch.paper.rule, "labelAngle": 0, "labelOverlap": "greedy"}
    ticks, label = _ticks(days, room, "datum.value", locale=sketch.locale)
    if sketch.grain(name) == "year":
        step = -(-len(set(days)) * LABEL // max(int(room), 1))
        ticks, label = sorted(set(days))[::step], "utcFormat(datum.value, '%Y')"
    axis |= {"values": [_milliseconds(day) for day in ticks], "labelExpr": label}
    return {"field": name, "type": "temporal", "scale": {"type": "utc"}, "axis": axis}


def time_bands(sketch: Sketch, name: str, *, room: float) -> Spec:
    """Return the encoding of dates as bands of equal width, for bars."""
    days = sorted(set(_days(sketch, name)))
    grain = sketch.grain(name)
    ticks, label = _ticks(days, room, "toDate(datum.value)", locale=sketch.locale)
    kept = set(ticks) if grain in ("month", "day") else {_first_at(days, tick) for tick in ticks}
    if grain in ("year", "quarter"):
        step = -(-len(days) * LABEL // max(int(room), 1)) or 1
        kept = set(days[::step])
    if grain == "year":
        label = "utcFormat(toDate(datum.value), '%Y')"
    shown = [day.isoformat() for day in days if day in kept]
    axis = {"title": None, "grid": False, "labelAngle": 0, "labelExpr": label, "values": shown}
    return {"field": name, "type": "ordinal", "axis": axis}


def _ticks(days: list[date], room: float, value: str, *, locale: str) -> tuple[list[date], str]:
    first, last = min(days), max(days)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months < 2:
        every = timedelta(days=max(1, round(((last - first).days + 1) * LABEL * 1.4 / room)))
        ticks = [first + every * i for i in range(int((last - first) / every) + 1)]
        return ticks, f"utcFormat({value}, '{'%b %-d' if locale == 'en_US' else '%-d %b'}')"
    step = next((s for s in MONTH_STEPS if months / s * LABEL <= room), MONTH_STEPS[-1])
    day = floor_to(first, "month")
    ticks = []
    while day <= last:
        number = day.year * 12 + day.month - 1
        if number % step == 0 and day >= first:
            ticks.append(day)
        day = next_boundary(day, "month")
    if step >= 12:
        return ticks, f"utcFormat({value}, '%Y')"
    lead = f"(utcmonth({value}) == 0 || datum.index == 0)"
    return ticks, f"{lead} ? [utcFormat({value}, '%b'), utcFormat({value}, '%Y')] : utcFormat({value}, '%b')"


def _first_at(days: list[date], tick: date) -> date:
    return next((day for day in days if day >= tick), days[-1])


def _days(sketch: Sketch, name: str) -> list[date]:
    return [v.date() if isinstance(v, datetime) else v for v in sketch.values(name) if v is not None]


def _milliseconds(day: date) -> int:
    moment: Any = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return int(moment.timestamp() * 1000)
