"""Why no panel meets the quotas, and the smallest change that allows one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from commonhall.methods.sortition.pool import Floats, Pool, Quota
from commonhall.methods.sortition.solver import Program


@dataclass(frozen=True)
class Relaxation:
    """A quota to loosen: its bounds as they are and as they would have to be."""

    quota: Quota
    least: int
    most: int

    @property
    def by(self) -> int:
        """By how many people."""
        return self.quota.least - self.least + self.most - self.quota.most

    @property
    def text(self) -> str:
        """In words."""
        name = f"{self.quota.feature} / {self.quota.value}"
        parts = []
        if self.least < self.quota.least:
            parts.append(f"least {self.quota.least} → {self.least}")
        if self.most > self.quota.most:
            parts.append(f"most {self.quota.most} → {self.most}")
        return f"{name}: {', '.join(parts)}"


def least_relaxation(pool: Pool) -> tuple[Relaxation, ...]:
    """Quotas to loosen by as few people in all as possible; empty when none need be, or none help.

    Bounds are moved within `flex_least` … `flex_most` if that suffices, else as far as needed.
    The panel's size and the household limit stay. Of equally small changes, those of earlier
    quotas are taken.
    """
    for flexible in (True, False):
        found = _relax(pool, flexible)
        if found is not None:
            return found
    return ()


def relaxed(pool: Pool) -> Pool:
    """The pool under the smallest relaxation."""
    changes = {item.quota: item for item in least_relaxation(pool)}
    return pool.with_quotas(
        replace(quota, least=changes[quota].least, most=changes[quota].most)
        if quota in changes
        else quota
        for quota in pool.quotas
    )


def _relax(pool: Pool, flexible: bool) -> tuple[Relaxation, ...] | None:
    total, quotas, rows = len(pool.types), len(pool.quotas), len(pool.rows)
    # Variables: seats of types, people below each least, people above each most.
    matrix = np.zeros((rows, total + 2 * quotas))
    matrix[:, :total] = pool.rows
    matrix[:quotas, total : total + quotas] = np.eye(quotas)
    matrix[:quotas, total + quotas :] = -np.eye(quotas)
    early = 1 + np.arange(quotas) * (0.5 / max(quotas, 1) / pool.size / max(quotas, 1))
    costs = np.concatenate([np.zeros(total), early, early])
    upper = np.concatenate([pool.caps, *_room(pool, flexible)])
    program = Program(
        costs, np.zeros(len(costs)), upper, matrix, pool.lows, pool.highs, whole=True, precise=False
    )
    if not program.solve():
        return None
    slack = np.round(program.solution[total:]).astype(int)
    return tuple(
        Relaxation(quota, quota.least - int(below), quota.most + int(above))
        for quota, below, above in zip(pool.quotas, slack[:quotas], slack[quotas:], strict=True)
        if below or above
    )


def _room(pool: Pool, flexible: bool) -> tuple[Floats, Floats]:
    below, above = [], []
    for quota in pool.quotas:
        least = quota.flex_least if flexible and quota.flex_least is not None else 0
        most = quota.flex_most if flexible and quota.flex_most is not None else pool.size
        below.append(float(max(quota.least - least, 0)))
        above.append(float(max(most - quota.most, 0)))
    return np.array(below), np.array(above)
