"""A thin layer over HiGHS: linear and integer programs as arrays, always on one thread."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonhall.methods.sortition.errors import SortitionError
from commonhall.methods.sortition.pool import Floats, Pool

# Every object of a process must name the same number, or later ones fail to run.
THREADS = 1
TOLERANCE = 1e-10


class Program:
    """minimise costs · x, lower ≤ x ≤ upper, row_lower ≤ matrix · x ≤ row_upper."""

    def __init__(
        self,
        costs: Floats,
        lower: Floats,
        upper: Floats,
        matrix: Floats,
        row_lower: Floats,
        row_upper: Floats,
        *,
        whole: bool = False,
        precise: bool = True,
    ) -> None:
        import highspy

        self.module: Any = highspy
        # The base class: the public one prints a banner on standard output when it is made.
        self.highs: Any = highspy._core._Highs()
        for name, value in (("output_flag", False), ("threads", THREADS), ("parallel", "off")):
            self.highs.setOptionValue(name, value)
        if precise:
            self.highs.setOptionValue("primal_feasibility_tolerance", TOLERANCE)
            self.highs.setOptionValue("dual_feasibility_tolerance", TOLERANCE)
        if whole:
            self.highs.setOptionValue("mip_rel_gap", 0.0)
            self.highs.setOptionValue("mip_abs_gap", 1e-9)
        self.columns = len(costs)
        self.highs.passModel(self._model(costs, lower, upper, matrix, row_lower, row_upper, whole))

    def _model(
        self,
        costs: Floats,
        lower: Floats,
        upper: Floats,
        matrix: Floats,
        row_lower: Floats,
        row_upper: Floats,
        whole: bool,
    ) -> Any:
        model = self.module.HighsLp()
        model.num_col_, model.num_row_ = len(costs), len(matrix)
        model.col_cost_, model.col_lower_, model.col_upper_ = costs, lower, upper
        model.row_lower_, model.row_upper_ = row_lower, row_upper
        used = matrix.T != 0
        model.a_matrix_.format_ = self.module.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(used.sum(axis=1))])
        model.a_matrix_.index_ = np.nonzero(used)[1]
        model.a_matrix_.value_ = matrix.T[used]
        if whole:
            model.integrality_ = [self.module.HighsVarType.kInteger] * len(costs)
        return model

    def costs(self, costs: Floats) -> None:
        """Set all costs."""
        every = np.arange(len(costs), dtype=np.int32)
        self.highs.changeColsCost(len(costs), every, costs)

    def bounds(self, lower: Floats, upper: Floats) -> None:
        """Set the bounds of all variables."""
        every = np.arange(len(lower), dtype=np.int32)
        self.highs.changeColsBounds(len(lower), every, lower, upper)

    def add_column(self, cost: float, column: Floats) -> None:
        """One more variable, 0 or more."""
        used = np.flatnonzero(column).astype(np.int32)
        self.highs.addCol(cost, 0.0, np.inf, len(used), used, column[used])
        self.columns += 1

    def solve(self, seconds: float | None = None) -> bool:
        """Whether an optimum was found; False when there is no solution.

        Raises SortitionError when the solver stopped for another reason.
        """
        status = self.module.HighsModelStatus
        self.highs.setOptionValue("time_limit", seconds if seconds is not None else np.inf)
        self.highs.run()
        found = self.highs.getModelStatus()
        if found == status.kNotset:  # somebody in this process solved with another thread count
            self.highs.resetGlobalScheduler(True)
            self.highs.run()
            found = self.highs.getModelStatus()
        if found == status.kOptimal:
            return True
        if found in (status.kInfeasible, status.kUnboundedOrInfeasible):
            return False
        if found == status.kTimeLimit:
            return False
        raise SortitionError(f"the solver stopped: {self.highs.modelStatusToString(found)}")

    @property
    def value(self) -> float:
        """The smallest cost."""
        return float(self.highs.getInfo().objective_function_value)

    @property
    def solution(self) -> Floats:
        """The variables."""
        return np.array(self.highs.getSolution().col_value)

    @property
    def row_duals(self) -> Floats:
        """How much the cost grows with each row's bound."""
        return np.array(self.highs.getSolution().row_dual)

    @property
    def reduced_costs(self) -> Floats:
        """How much the cost grows with each variable."""
        return np.array(self.highs.getSolution().col_dual)


class PanelFinder:
    """Panels that are worth most under given weights of the types."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        zero = np.zeros(len(pool.types))
        bounds = zero, pool.caps, pool.rows, pool.lows, pool.highs
        self.linear = Program(zero, *bounds)
        self.integer = Program(zero, *bounds, whole=True, precise=False)

    def bound(self, weights: Floats) -> float | None:
        """Largest worth of a panel of fractions of people; None when there is none."""
        self.linear.costs(-weights)
        return -self.linear.value if self.linear.solve() else None

    def best(self, weights: Floats, seconds: float | None = None) -> Floats | None:
        """A panel of the largest worth, by integer programming; None when there is no panel."""
        self.integer.costs(-weights)
        self.integer.bounds(np.zeros(len(weights)), self.pool.caps)
        if not self.integer.solve(seconds):
            return None
        return self._checked(self.integer.solution)

    def near(self, weights: Floats, free: int = 20, gap: float = 1e-3) -> Floats | None:
        """A panel of large worth, quickly: the linear optimum, its undecided types made whole.

        Types that the linear program leaves between whole numbers, and the `free` ones whose
        seats cost least to change, are decided by a small integer program, up to a relative `gap`.
        """
        self.linear.costs(-weights)
        if not self.linear.solve():
            return None
        seats = self.linear.solution
        whole = np.round(seats)
        if np.abs(seats - whole).max() < 1e-7:
            return self._checked(whole)
        loose = np.abs(self.linear.reduced_costs)
        loose[np.abs(seats - whole) >= 1e-7] = -1.0
        order = np.argsort(loose, kind="stable")
        undecided = int((loose < 0).sum())
        while undecided < len(seats):
            chosen = order[: undecided + free]
            found = self._decide(whole, chosen, weights, gap)
            if found is not None:
                return found
            free *= 4
            if undecided + free >= len(seats):
                break
        return self.best(weights)

    def _decide(
        self, whole: Floats, chosen: NDArray[np.intp], weights: Floats, gap: float
    ) -> Floats | None:
        pool = self.pool
        rest = whole.copy()
        rest[chosen] = 0.0
        held = pool.rows @ rest
        rows = pool.rows[:, chosen]
        used = rows.any(axis=1)
        if ((held < pool.lows) | (held > pool.highs))[~used].any():
            return None
        small = Program(
            -weights[chosen],
            np.zeros(len(chosen)),
            pool.caps[chosen],
            rows[used],
            (pool.lows - held)[used],
            (pool.highs - held)[used],
            whole=True,
            precise=False,
        )
        for name, value in (
            ("presolve", "off"),
            ("mip_heuristic_effort", 0.0),
            ("mip_rel_gap", gap),
        ):
            small.highs.setOptionValue(name, value)
        if not small.solve():
            return None
        rest[chosen] = np.round(small.solution)
        return self._checked(rest)

    def _checked(self, seats: Floats) -> Floats:
        whole = np.round(seats)
        if not self.pool.fits(whole):
            raise SortitionError("the solver returned a panel that breaks a quota")
        return whole
