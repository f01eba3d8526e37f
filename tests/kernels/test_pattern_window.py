"""Study areas that threads share."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely

from beffroi.kernels.pattern_window import polygons

CORNERS, PARTS = 4000, 16


def star(east: float, north: float) -> bytes:
    """An area of many corners, so that looking into it needs an index."""
    angle = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    far = 400 + 50 * np.sin(37 * angle)
    return shapely.Polygon(np.column_stack([east + far * np.cos(angle), north + far * np.sin(angle)])).wkb


def test_threads_share_an_area_of_many_parts():
    """Each part has an index, built when it is first looked into: two threads that did so at once broke the memory."""
    parts = [star(1000.0 * (k % 4), 1000.0 * (k // 4)) for k in range(PARTS)]
    for _ in range(12):
        area = polygons(parts)

        def drawn(number: int, area=area) -> float:
            return float(area.draw(400, rng=np.random.default_rng(number))[0].sum())

        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(drawn, range(8)))
        assert together == [drawn(number) for number in range(8)]
