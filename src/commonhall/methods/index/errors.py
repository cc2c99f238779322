"""What can be wrong with a framework, its data, or a method asked of them."""

from __future__ import annotations


class IndexMethodError(ValueError):
    """A method cannot be applied to these values; the text says why and what would help."""


class FrameworkError(IndexMethodError):
    """The framework says something impossible; `place` is its table and key."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem


class TableError(IndexMethodError):
    """A cell or row is not what was expected; `line` counts from 1."""

    def __init__(self, line: int, column: str | None, expected: str) -> None:
        where = f"line {line}" if column is None else f"line {line}, column {column}"
        super().__init__(f"{where}: expected {expected}")
        self.line = line
        self.column = column
        self.expected = expected
