"""Read dates and times that are written in figures of fixed width: the quick form of what `sources.times` reads anyway."""

import re

import numpy as np
from numpy.typing import NDArray

from beffroi.kernels._compile import compiled, fixed

UNREAD = np.iinfo(np.int64).min  # also what Polars and NumPy hold for no time
_FIELDS = "YmdHIMSp"  # a field is told by its place here and one; 0 is a sign
_SPELLED = {"%T": "%H:%M:%S", "%R": "%H:%M", "%F": "%Y-%m-%d"}


def plan_of(form: str) -> NDArray[np.uint8] | None:
    """Return the steps that read a format (the number of a field, or 0 and a sign), None where it has others.

    >>> plan_of("%d/%m/%Y %H:%M").reshape(-1, 2)[:2].tolist()
    [[3, 0], [0, 47]]
    >>> plan_of("%d %B %Y") is None
    True
    """
    for short, spelled in _SPELLED.items():
        form = form.replace(short, spelled)
    steps, fields = [], []
    for field, sign in re.findall(r"%(.)|([^%])", form):
        if (field and field not in _FIELDS) or not sign.isascii():
            return None
        fields += [field] if field else []
        steps += [_FIELDS.index(field) + 1, 0] if field else [0, ord(sign)]
    clear = len(set(fields)) == len(fields) and {"Y", "m", "d", "M"} <= set(fields)
    twelve = {"I", "p"} & set(fields)
    hour = len(twelve) == 2 and "H" not in fields if twelve else "H" in fields
    return np.array(steps, np.uint8) if clear and hour else None


def read_fixed(letters: NDArray[np.uint8], lengths: NDArray[np.int64], *, plan: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return microseconds since 1970 of texts that stand one after the other; `UNREAD` where one is not of fixed width."""
    found = np.empty(lengths.size, np.int64)
    width = sum(1 if step == 0 else 4 if step == 1 else 2 for step in plan[::2])
    twelve = bool((plan[::2] == 8).any())
    values = np.zeros(len(_FIELDS) + 1, np.int64)
    _read_loop(fixed(letters, np.uint8), fixed(lengths, np.int64), fixed(plan, np.uint8), width, twelve, values, found)
    return found


@compiled
def _read_loop(letters, lengths, plan, width, twelve, values, found):  # type: ignore[no-untyped-def]
    lasts = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    begin = 0
    for row in range(lengths.size):
        at, begin = begin, begin + lengths[row]
        found[row] = np.int64(-9223372036854775808)
        if lengths[row] != width:
            continue
        good = True
        for step in range(0, plan.size, 2):
            field = plan[step]
            if field == 0:
                if letters[at] != plan[step + 1]:
                    good = False
                at += 1
                continue
            value = np.int64(0)
            for _ in range(4 if field == 1 else 2):
                figure = np.int64(letters[at]) - 48
                if field != 8 and not 0 <= figure <= 9:
                    good = False
                value = value * 10 + figure
                at += 1
            if field == 8:  # AM or PM
                first, last = letters[at - 2] & 0xDF, letters[at - 1] & 0xDF
                if last != 77 or (first != 65 and first != 80):  # noqa: PLR1714 - compiled
                    good = False
                value = np.int64(12 if first == 80 else 0)
            values[field] = value
        year, month, day, hour, half = values[1], values[2], values[3], values[4], values[5]
        if half > 0:
            hour = half % 12 + values[8] if half <= 12 else 24
        elif twelve:
            hour = 24
        if not good or year < 1 or not 1 <= month <= 12 or hour > 23 or values[6] > 59 or values[7] > 59:
            continue
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        if not 1 <= day <= lasts[month - 1] + (month == 2 and leap):
            continue
        months = year * 12 + month - 3  # years begin in March: the day that may be missing is the last of them
        y = months // 12
        of_year = ((months % 12) * 153 + 2) // 5 + day - 1
        days = 365 * y + y // 4 - y // 100 + y // 400 + of_year - 719468
        found[row] = ((days * 24 + hour) * 60 + values[6]) * 60_000_000 + values[7] * 1_000_000
