"""The 49 neighbourhoods of Columbus, on which spatial statistics are compared with published software."""

import csv
from pathlib import Path

import numpy as np

from beffroi.kernels.neighbours import from_pairs

ROWS = list(csv.DictReader((Path(__file__).parent / "data" / "columbus.csv").read_text().splitlines()))
CRIME = np.array([float(row["crime"]) for row in ROWS])
INCOME = np.array([float(row["income"]) for row in ROWS])
EVENTS, PEOPLE = np.round(CRIME), np.round(100 * INCOME)  # made-up counts and exposures for rates
QUEEN = from_pairs(
    49,
    [place for place, row in enumerate(ROWS) for _ in row["neighbours"].split()],
    [int(other) - 1 for row in ROWS for other in row["neighbours"].split()],
)
ROW = QUEEN.row_standardised()
