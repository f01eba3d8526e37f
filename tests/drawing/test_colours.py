"""Colours part for readers with each colour deficiency and in grey print, and text reads on its ground."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from beffroi.drawing.theme import (
    MOST_CLASSES,
    contrast,
    diverging,
    ink_on,
    luminance,
    paper,
    sequential,
    series_colours,
)

# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
DEFICIENCIES = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def linear(colour):
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def oklab(rgb):
    to_cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return to_lab @ np.cbrt(to_cones @ np.clip(rgb, 0, 1))


def distance(one, other, deficiency):
    seen = DEFICIENCIES[deficiency]
    return float(np.linalg.norm(oklab(seen @ linear(one)) - oklab(seen @ linear(other))))


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("count", range(2, MOST_CLASSES + 1))
def test_neighbouring_classes_part(count, deficiency, dark):
    for ramp in (sequential(count, dark=dark), diverging(count, dark=dark)):
        assert len(set(ramp)) == count
        assert min(distance(a, b, deficiency) for a, b in pairwise(ramp)) > 0.05


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_series_part_by_pairs(deficiency, dark):
    colours = series_colours(5, dark=dark)
    assert min(distance(a, b, deficiency) for a, b in combinations(colours, 2)) > 0.08


@pytest.mark.parametrize("dark", [False, True])
def test_the_order_of_classes_shows_in_grey(dark):
    greys = [luminance(c) for c in sequential(MOST_CLASSES, dark=dark)]
    assert greys == sorted(greys, reverse=not dark)
    steps = [abs(oklab(linear(a))[0] - oklab(linear(b))[0]) for a, b in pairwise(sequential(MOST_CLASSES, dark=dark))]
    assert min(steps) > 0.05
    assert max(steps) / min(steps) < 1.6


@pytest.mark.parametrize("dark", [False, True])
def test_both_sides_of_a_sign_differ_in_grey(dark):
    low, *_, high = diverging(5, dark=dark)
    assert max(luminance(low), luminance(high)) > 1.6 * min(luminance(low), luminance(high))


@pytest.mark.parametrize("dark", [False, True])
def test_text_and_marks_read_on_the_ground(dark):
    p = paper(dark=dark)
    assert contrast(p.ink, p.ground) >= 7
    assert contrast(p.soft, p.ground) >= 4.5
    assert contrast(p.soft, p.blank) >= 4.5
    assert contrast(p.main, p.ground) >= 4.5
    assert all(contrast(c, p.ground) >= 3 for c in series_colours(2, dark=dark))


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("count", range(2, MOST_CLASSES + 1))
def test_numbers_read_on_every_class(count, dark):
    for fill in (*sequential(count, dark=dark), *diverging(count, dark=dark)):
        assert contrast(ink_on(fill), fill) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
def test_no_alarm_red(dark):
    for colour in (*sequential(7, dark=dark), *diverging(7, dark=dark), *series_colours(7, dark=dark)):
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        assert not (red > 170 and green < 90 and blue < 90)
