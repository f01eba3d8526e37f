"""Values of tests/kernels/test_hdbscan.py: python tests/references/hdbscan.py, with scikit-learn 1.9.1."""

import sys
from pathlib import Path

import numpy as np
from sklearn.cluster import HDBSCAN  # type: ignore[import-not-found]

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.kernels.patterns import MOVED, THREE

for name, (x, y) in {"MOVED": MOVED, "THREE": THREE}.items():
    for least in (4, 8):
        made = HDBSCAN(min_cluster_size=least, min_samples=least, copy=True).fit(np.column_stack([x, y]))
        print(name, least, f"{made.probabilities_.sum():.12f}\n", *made.labels_.tolist())
