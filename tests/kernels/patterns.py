"""Point patterns of the literature, to compare with spatstat: coordinates are facts, the calls stand in tests/references."""

import numpy as np

from beffroi.kernels.pattern_window import rectangle

# spatstat.data::redwood, 62 seedlings in a unit square x in [0, 1], y in [-1, 0] (Strauss 1975; Ripley 1977)
_X = """
0.36 0.44 0.48 0.48 0.5 0.76 0.78 0.78 0.84 0.86 0.9 0.9 0.9 0.9 0.18 0.18 0.2 0.6 0.62 0.64 0.64 0.68 0.68 0.7 0.72
0.1 0.12 0.12 0.14 0.18 0.18 0.2 0.2 0.22 0.24 0.52 0.5 0.58 0.94 0.96 0.22 0.22 0.26 0.44 0.48 0.5 0.9 0.9 0.48
0.52 0.56 0.999 0.44 0.48 0.34 0.38 0.26 0.4 0.28 0.74 0.86 0.96
"""
_Y = """
-0.08 -0.1 -0.08 -0.14 -0.1 -0.14 -0.12 -0.16 -0.08 -0.18 -0.08 -0.1 -0.16 -0.2 -0.4 -0.38 -0.42 -0.34 -0.34 -0.36
-0.28 -0.32 -0.24 -0.28 -0.26 -0.58 -0.58 -0.62 -0.58 -0.56 -0.54 -0.52 -0.5 -0.46 -0.48 -0.58 -0.6 -0.58 -0.52
-0.54 -0.8 -0.84 -0.7 -0.76 -0.78 -0.76 -0.76 -0.78 -0.68 -0.66 -0.64 -0.84 -0.82 -0.82 -0.84 -0.84 -0.86 -0.86
-0.86 -0.9 -0.9 -0.96
"""
REDWOOD = np.array(_X.split(), float), np.array(_Y.split(), float)
# the same in metres, moved a little so that no two distances tie, in a window with odd sides (tests/references/point_patterns.R)
_NUMBER = np.arange(1, 63)
MOVED = REDWOOD[0] * 1000 + 0.123 * (_NUMBER % 7), REDWOOD[1] * 1000 + 0.091 * (_NUMBER % 5)
MOVED_WINDOW = rectangle((-10.37, -1010.71, 1011.13, 10.53))
# three groups of forty points that thin out, made by formula (tests/references/hdbscan.R and hdbscan.py)
_I = np.arange(1, 121)
THREE = (
    np.array([200, 700, 460])[_I % 3] + 60 * np.sin(_I * 1.37) * (_I % 11) / 5,
    np.array([300, 350, 800])[_I % 3] + 60 * np.cos(_I * 2.11) * (_I % 13) / 6,
)
