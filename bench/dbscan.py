"""DBSCAN, 50 m and 10 points: CPU seconds beside R's dbscan where it is installed.

python bench/dbscan.py [points]     (1000000: at most 1 s)

Checksum: clusters, points in none, core points. R's package is run by Rscript when there is one.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from _city import city, cpu, report, verdict

from beffroi.kernels.clusters import dbscan

PEER = """suppressMessages(library(dbscan)); n <- {n}; v <- readBin("{path}", "double", 2 * n); m <- matrix(v, ncol = 2)
t <- system.time(d <- dbscan(m, eps = 50, minPts = 10)); cat(t[1] + t[2], max(d$cluster), sum(d$cluster == 0))"""


def main() -> None:
    points = int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000
    for n in sorted({points // 100, points // 10, points}):
        x, y, _ = city(n)
        if n == points // 100:
            first, _ = cpu(lambda x=x, y=y: dbscan(x, y, reach=50.0, least=10), repeat=1)
            report("dbscan, first call", first, "")
        seconds, found = cpu(lambda x=x, y=y: dbscan(x, y, reach=50.0, least=10))
        report(f"dbscan, n = {n:,}", seconds, (found.size.size, int((found.label < 0).sum()), int(found.core.sum())))
    if shutil.which("Rscript"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "points"
            np.concatenate([x, y]).tofile(path)
            run = ["Rscript", "-e", PEER.format(n=points, path=path)]
            said = subprocess.run(run, capture_output=True, text=True, check=False).stdout.split()
        if len(said) == 3:
            report("R dbscan", float(said[0]), (int(said[1]), int(said[2])))
    if points == 1_000_000:
        verdict(dbscan_cpu=(seconds, 1.0))


if __name__ == "__main__":
    main()
