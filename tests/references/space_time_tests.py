"""Values of tests/kernels/test_space_time_tests.py: pip install pointpats==2.5.5; python tests/references/space_time_tests.py.

Arrays are copied before each call: pointpats 2.5.5 shuffles dates in place. No event has two others equally near, or
equally soon, at the k-th place for the k printed, so that no rule for ties is at play.
"""

import numpy as np
from pointpats.spacetime import jacquez, mantel  # type: ignore[import-not-found]

i = np.arange(1, 61)
x = np.floor(i * 618.034 % 1000) + np.round(0.137 * (i % 7), 3)
y = np.floor(i * 414.214 % 1000) + np.round(0.091 * (i % 5), 3)
day = np.floor(i * i * 7919.77 % 100003)[:, None]
place = np.column_stack([x, y])
for a, b, power in ((1, 1, -1), (50, 200, -1), (0, 0, 1)):
    print(a, b, power, mantel(place.copy(), day.copy(), permutations=0, scon=a, spow=power, tcon=b, tpow=power))
for k in (2, 4, 6, 8, 10):
    print(k, jacquez(place.copy(), day.copy(), k, permutations=0))
