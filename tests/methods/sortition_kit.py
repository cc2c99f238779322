"""Random pools, and draws by brute force: every panel of people listed, exact stages over them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from scipy.optimize import linprog

from commonhall.methods.sortition import Person, Quota


def random_pool(
    seed: int, people: int, size: int, features: int, *, homes: bool = False, room: float = 0.6
) -> tuple[list[Person], list[Quota]]:
    """A pool whose make-up differs from the population that the quotas follow."""
    chance = np.random.default_rng(seed)
    values: list[np.ndarray] = []
    quotas: list[Quota] = []
    for number in range(features):
        kinds = int(chance.integers(2, 5))
        population = chance.dirichlet(np.full(kinds, 4.0))
        pool = 0.5 * population + 0.5 * chance.dirichlet(np.full(kinds, 4.0))
        values.append(chance.choice(kinds, people, p=pool))
        for kind in range(kinds):
            middle = population[kind] * size
            quotas.append(
                Quota(
                    f"feature {number}",
                    f"value {kind}",
                    max(0, int(np.floor(middle - room))),
                    int(np.ceil(middle + room)),
                )
            )
    homes_of = chance.integers(0, max(people * 2 // 3, 1), people)
    return [
        Person(
            f"p{at}",
            {f"feature {n}": f"value {v[at]}" for n, v in enumerate(values)},
            f"home {homes_of[at]}" if homes else None,
        )
        for at in range(people)
    ], quotas


def all_panels(people: list[Person], quotas: list[Quota], size: int) -> np.ndarray:
    """Every panel that meets the quotas, as rows of 0 and 1 over people."""
    found = []
    for members in combinations(range(len(people)), size):
        shared = [people[at].household for at in members if people[at].household is not None]
        if len(set(shared)) < len(shared):
            continue
        if all(
            quota.least
            <= sum(people[at].features[quota.feature] == quota.value for at in members)
            <= quota.most
            for quota in quotas
        ):
            found.append(np.isin(np.arange(len(people)), members).astype(float))
    return np.array(found)


def brute_leximin(panels: np.ndarray) -> np.ndarray:
    """Leximin chances of people by one linear program for each person and stage."""
    people = panels.shape[1]
    fixed: dict[int, float] = {at: 0.0 for at in range(people) if not panels[:, at].any()}
    while len(fixed) < people:
        left = [at for at in range(people) if at not in fixed]
        level = _stage(panels, fixed, left, None)
        for at in left:
            if (
                _stage(panels, {**fixed, **{k: level for k in left if k != at}}, [at], at)
                <= level + 1e-7
            ):
                fixed[at] = level
    return np.array([fixed[at] for at in range(people)])


def _stage(
    panels: np.ndarray, floors: dict[int, float], left: list[int], only: int | None
) -> float:
    """The largest level of those left, when others keep their floors."""
    count = len(panels)
    rows, bounds = [], []
    for at, floor in floors.items():
        rows.append(np.append(-panels[:, at], 0.0))
        bounds.append(-floor + 1e-10)
    for at in left:
        rows.append(np.append(-panels[:, at], 1.0))
        bounds.append(0.0)
    found = linprog(
        np.append(np.zeros(count), -1.0),
        np.array(rows),
        np.array(bounds),
        np.append(np.ones(count), 0.0)[None],
        np.ones(1),
        [(0, 1)] * count + [(0, 1)],
    )
    assert found.success
    return float(-found.fun)


def brute_nash(panels: np.ndarray) -> float:
    """The largest mean logarithm of chances, by multiplicative updates (Cover 1984)."""
    inside = panels.any(axis=0)
    matrix = panels[:, inside]
    shares = np.full(len(panels), 1 / len(panels))
    for _ in range(20_000):
        gain = (matrix / (shares @ matrix)).mean(axis=1)
        if gain.max() < 1 + 1e-9:
            break
        shares = shares * gain
    return float(np.log(shares @ matrix).mean())
