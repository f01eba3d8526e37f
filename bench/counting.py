"""E-test and series regression: ours, scipy's and statsmodels' in one process, with what they agree on.

Run `python -m bench.counting`. CPU seconds, best of three.
"""

import warnings

import numpy as np

from beffroi.kernels.counts import e_test
from beffroi.kernels.series import YEAR, fit_series
from bench._city import cpu


def main() -> None:
    """Print one line a workload."""
    warnings.simplefilter("ignore")
    compare_e_test()
    compare_series()


def compare_e_test() -> None:
    from scipy.stats import poisson_means_test
    from statsmodels.stats.rates import test_poisson_2indep

    for x, y in ((20, 70), (200, 1_100), (1_500, 7_000), (150_000, 751_000)):
        ours, p = cpu(lambda x=x, y=y: e_test((x, y), (31.0, 155.0)))
        line = f"e-test {x:>7} / {y:>7}: ours {ours:.5f} s, p {p:.6f}"
        if y <= 7_000:
            scipy, theirs = cpu(lambda x=x, y=y: poisson_means_test(x, 31.0, y, 155.0).pvalue, repeat=1)
            line += f"; scipy {scipy:.4f} s, p {theirs:.6f}"
        if y <= 1_100:
            peer, theirs = cpu(
                lambda x=x, y=y: test_poisson_2indep(x, 31.0, y, 155.0, method="etest-wald").pvalue, repeat=1
            )
            line += f"; statsmodels {peer:.4f} s, p {theirs:.6f}"
        print(line)


def compare_series() -> None:
    import statsmodels.api as sm

    for periods in (84, 520, 1040):
        rng = np.random.default_rng(1)
        step = YEAR / 12 if periods == 84 else 7.0
        middles, days = np.arange(periods) * step, np.full(periods, step)
        mean = days * np.exp(3.0 + 0.2 * np.cos(2 * np.pi * middles / YEAR))
        counts = rng.negative_binomial(25, 1 / (1 + mean / 25))
        ours, fit = cpu(lambda c=counts, d=days, m=middles: fit_series(c, d, middles=m))
        years = middles / YEAR
        waves = [f(2 * np.pi * k * years) for k in range(1, fit.harmonics + 1) for f in (np.cos, np.sin)]
        design = np.column_stack([np.ones(periods), years - years.mean(), *waves])
        model = sm.NegativeBinomial(counts, design, offset=np.log(days))
        theirs, result = cpu(lambda m=model: m.fit(disp=0), repeat=1)
        print(
            f"series of {periods:>4}: ours {ours:.4f} s (4 seasons tried), alpha {fit.alpha:.5f}, trend {fit.trend:.5f}; "
            f"statsmodels {theirs:.4f} s (1 season), alpha {result.params[-1]:.5f}, trend {np.exp(result.params[1]):.5f}"
        )


if __name__ == "__main__":
    main()
