"""The fairest chances when a panel may hold fractions of people: a bound for every real draw."""

from __future__ import annotations

import numpy as np

from commonhall.methods.sortition.pool import Bools, Floats, Pool
from commonhall.methods.sortition.solver import Program

FIXED = 1e-9
# Fixed types may lose this much of a seat, so that rounding does not make later stages fail.
SLACK = 1e-10


def relaxed_leximin(pool: Pool, reachable: Bools) -> tuple[Floats, bool]:
    """Chance of each type, leximin over panels of fractions: raise the lowest, fix it, go on.

    reachable: bool, T; types outside get no chance. Every panel of whole people is also one of
    fractions, so no draw can do better; when these chances are realised they are the fairest.
    The flag is False when the solver could not finish all stages: chances are then a bound for
    the lowest ones only.
    """
    total, fixed_rows = len(pool.types), len(pool.rows)
    open_types = reachable.copy()
    program = _levels_program(pool, open_types)
    chances = np.zeros(total)
    while open_types.any():
        if not program.solve():
            return chances, False
        solution, duals = program.solution, program.row_duals[fixed_rows:]
        level = float(solution[total])
        # A positive dual: no best solution gives this type more.
        tight = open_types & (duals > FIXED)
        if not tight.any():
            tight = open_types & (solution[:total] <= level * pool.counts + FIXED)
        chances[tight] = level
        open_types &= ~tight
        fixed = np.flatnonzero(tight).astype(np.int32)
        seats = level * pool.counts[fixed]
        program.highs.changeColsBounds(len(fixed), fixed, np.maximum(seats - SLACK, 0.0), seats)
        free = np.full(len(fixed), -np.inf), np.full(len(fixed), np.inf)
        program.highs.changeRowsBounds(len(fixed), fixed + fixed_rows, *free)
    return chances, True


def _levels_program(pool: Pool, open_types: Bools) -> Program:
    """Variables: seats of each type, and the level z. Rows: the pool's, then seats ≥ counts · z."""
    total, rows = len(pool.types), len(pool.rows)
    matrix = np.zeros((rows + total, total + 1))
    matrix[:rows, :total] = pool.rows
    matrix[rows:, :total] = np.eye(total)
    matrix[rows:, total] = -pool.counts
    costs = np.zeros(total + 1)
    costs[total] = -1.0
    return Program(
        costs,
        np.zeros(total + 1),
        np.append(np.where(open_types, pool.caps, 0.0), 1.0),
        matrix,
        np.concatenate([pool.lows, np.where(open_types, 0.0, -np.inf)]),
        np.concatenate([pool.highs, np.full(total, np.inf)]),
    )
