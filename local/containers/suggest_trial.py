"""Chooses the next trial of a Bayesian search: suggest_trial.py, a question as JSON on each line in, an answer out.

In: {"tried": [[coordinate, ...], ...], "values": [objective, ...], "running": [[...], ...], "candidates": [[...], ...]};
coordinates go from 0 to 1, and a larger objective is better. Out: {"best": index of the candidate to try next}.

A Gaussian process is fitted to what was tried, and the candidate with the largest expected improvement is the best
(Jones, Schonlau, Welch: Efficient Global Optimization of Expensive Black-Box Functions, 1998). A running trial counts as
if it had given what the process expects of it, so that the same point is not chosen again.
"""

import json
import sys
import warnings

import lifeline

lifeline.hold()

import numpy  # noqa: E402
from scipy.stats import norm  # noqa: E402
from sklearn.exceptions import ConvergenceWarning  # noqa: E402
from sklearn.gaussian_process import GaussianProcessRegressor  # noqa: E402
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel  # noqa: E402


def best_candidate(tried, values, running, candidates) -> int:
    kernel = ConstantKernel(1.0, (1e-2, 1e2)) * Matern(
        numpy.full(tried.shape[1], 0.5), (5e-2, 2e1), nu=2.5
    ) + WhiteKernel(1e-3, (1e-8, 1e-1))
    process = GaussianProcessRegressor(kernel, normalize_y=True, n_restarts_optimizer=2, random_state=0)
    process.fit(tried, values)
    if len(running) > 0:
        # The same process, not fitted anew, with the expected values added.
        expected = process.predict(running)
        process = GaussianProcessRegressor(process.kernel_, optimizer=None, normalize_y=True)
        process.fit(numpy.vstack([tried, running]), numpy.concatenate([values, expected]))
    mean, deviation = process.predict(candidates, return_std=True)
    deviation = numpy.maximum(deviation, 1e-12)
    gain = mean - values.max()
    improvement = gain * norm.cdf(gain / deviation) + deviation * norm.pdf(gain / deviation)
    return int(improvement.argmax())


def main() -> None:
    # A bound of the kernel that is reached is no news to anybody.
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    for line in sys.stdin:
        question = json.loads(line)
        arrays = [numpy.array(question[name], dtype=float) for name in ("tried", "values", "running", "candidates")]
        print(json.dumps({"best": best_candidate(*arrays)}), flush=True)


if __name__ == "__main__":
    main()
