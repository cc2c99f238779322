"""Small areas: lend strength to places with few answers (Fay and Herriot 1979)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonhall.methods.surveys.errors import SurveyError

CYCLES = 200


@dataclass(frozen=True)
class SmallAreas:
    """Estimates for every area, also those without an answer.

    `values` are between the direct estimate (`trust` 1) and what the covariates say
    (`trust` 0, `synthetic`); `errors` are root mean squared errors that include the estimation
    of the model; `between` the variance between areas that the covariates leave; `slopes` the
    coefficients with their covariance. `converged` says whether REML came to rest.
    """

    values: np.ndarray
    errors: np.ndarray
    trust: np.ndarray
    synthetic: np.ndarray
    slopes: np.ndarray
    covariance: np.ndarray
    between: float
    converged: bool


def small_areas(
    direct: np.ndarray, variances: np.ndarray, covariates: np.ndarray | None = None
) -> SmallAreas:
    """Shrink `direct` estimates (areas,; NaN without answers) towards a regression.

    `variances` are their sampling variances, taken as known; `covariates` areas × variables
    without gaps (an intercept is added). The variance between areas is fitted by REML; mean
    squared errors follow Prasad and Rao (1990) and Datta and Lahiri (2000). Raises
    `SurveyError` with too few areas or variances that are not above zero.
    """
    y = np.asarray(direct, dtype=np.float64)
    psi = np.asarray(variances, dtype=np.float64)
    x = np.ones((y.size, 1))
    if covariates is not None:
        given = np.asarray(covariates, dtype=np.float64)
        x = np.column_stack([x, given.reshape(y.size, -1)])
    seen = ~np.isnan(y)
    if seen.sum() <= x.shape[1] + 1:
        raise SurveyError(
            f"{int(seen.sum())} areas with answers are too few for {x.shape[1]} coefficients"
        )
    if np.any(~(psi[seen] > 0)) or not np.all(np.isfinite(psi[seen])):
        raise SurveyError("sampling variances must be above zero where there are answers")
    if not np.all(np.isfinite(x)) or np.linalg.matrix_rank(x[seen]) < x.shape[1]:
        raise SurveyError("covariates must be known everywhere and not determine one another")
    between, converged = _reml(y[seen], psi[seen], x[seen])
    return _predict(y, psi, x, seen, between, converged=converged)


def _predict(
    y: np.ndarray,
    psi: np.ndarray,
    x: np.ndarray,
    seen: np.ndarray,
    between: float,
    *,
    converged: bool,
) -> SmallAreas:
    weight = 1.0 / (psi[seen] + between)
    covariance = np.linalg.inv((x[seen] * weight[:, None]).T @ x[seen])
    slopes = covariance @ (x[seen] * weight[:, None]).T @ y[seen]
    synthetic = x @ slopes
    trust = np.zeros(y.size)
    trust[seen] = between / (psi[seen] + between)
    values = np.where(seen, trust * np.nan_to_num(y) + (1 - trust) * synthetic, synthetic)
    slack = np.einsum("ij,jk,ik->i", x, covariance, x)
    own = np.where(seen, psi, 0.0)
    # Known model, estimated slopes, estimated variance between areas (twice: it is biased too).
    known = np.where(seen, trust * own, between)
    information = 2.0 / float((weight**2).sum())
    fitted = np.zeros(y.size)
    fitted[seen] = psi[seen] ** 2 / (psi[seen] + between) ** 3 * information
    squared = known + (1 - trust) ** 2 * slack + 2.0 * fitted
    return SmallAreas(
        values, np.sqrt(squared), trust, synthetic, slopes, covariance, between, converged
    )


def _reml(y: np.ndarray, psi: np.ndarray, x: np.ndarray) -> tuple[float, bool]:
    """Fisher scoring for the variance between areas, held at zero or above."""
    between = max(0.0, float(np.var(y)) - float(np.mean(psi)))
    for _ in range(CYCLES):
        weight = 1.0 / (psi + between)
        scaled = x * weight[:, None]
        projection = np.diag(weight) - scaled @ np.linalg.solve(scaled.T @ x, scaled.T)
        off = projection @ y
        score = 0.5 * (float(off @ off) - float(np.trace(projection)))
        information = 0.5 * float((projection * projection).sum())
        step = score / information
        moved = max(0.0, between + step)
        if abs(moved - between) <= 1e-10 * (between + float(np.median(psi))):
            return moved, True
        between = moved
    return between, False
