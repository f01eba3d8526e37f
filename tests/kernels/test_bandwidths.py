"""Bandwidths chosen from the events: spatstat's values, and the fast way against the pairs."""

import numpy as np
import pytest

from beffroi.kernels import bandwidths
from beffroi.kernels.bandwidths import likelihood_bandwidth, likelihood_scores
from tests.kernels.patterns import REDWOOD

# bw.ppl(redwood, sigma = SIGMA, edge = FALSE, shortcut = TRUE): attr(, "cv"), and the bandwidth (tests/references/density.R)
SIGMA = [0.02, 0.03, 0.05, 0.08, 0.15]
SCORES = [219.47877284, 280.39774817, 292.42405552, 278.70012287, 251.00818184]


def test_likelihood_scores_are_those_of_spatstat():
    """spatstat leaves out pairs further apart than 8 sigma; ours does not."""
    assert likelihood_scores(*REDWOOD, bandwidths=SIGMA) == pytest.approx(SCORES, abs=1e-4)
    assert likelihood_bandwidth(*REDWOOD, bandwidths=SIGMA) == 0.05


def test_cells_give_the_scores_of_the_pairs(monkeypatch):
    rng = np.random.default_rng(1)
    x, y = (rng.integers(0, 8, (2, 600)) * 1000 + rng.normal(0, 120, (2, 600))).astype(float)
    wide = [60.0, 120.0, 250.0, 700.0]
    pairs = likelihood_scores(x, y, bandwidths=wide)
    monkeypatch.setattr(bandwidths, "FEW_EVENTS", 0)
    cells = likelihood_scores(x, y, bandwidths=wide)
    assert cells == pytest.approx(pairs, abs=0.02 * 600)
    assert likelihood_bandwidth(x, y, bandwidths=wide) == wide[int(np.argmax(pairs))]


def test_an_event_with_no_other_near_gives_no_likelihood():
    assert likelihood_scores([0.0, 1e6], [0.0, 0.0], bandwidths=[10.0]).tolist() == [-np.inf]
    assert likelihood_bandwidth([0.0, 1e6], [0.0, 0.0], bandwidths=[10.0]) == 0
