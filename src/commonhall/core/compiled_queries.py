"""Queries compiled once: for the look-ups of every action, building SQL costs more than running it.

With them an action takes half the time (`python -m benchmarks.actions --plain` compares); saving is the
ORM's own, since SQL of ours gained nothing there.

    FOLLOWED = CompiledQuery(lambda ref: Follow.objects.filter(ref=ref), ref="")
    FOLLOWED.rows(ref="cases.case:7")

The query set is built once per database with one stand-in value per parameter; afterwards only the
stand-ins are replaced. So a parameter must be a plain value that reaches the SQL as it is: it cannot
choose between filters, and `None` must not be given for it (SQL's "= NULL" matches nothing).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
# Improbable values, one per place, so that they can be told apart in the compiled query.
_NUMBER, _DAY = 7_000_000_000_000_001, date(8001, 1, 1)


def _stand_in(example: Any, place: int) -> Any:
    if isinstance(example, date):
        return _DAY + timedelta(days=place)
    if isinstance(example, int):
        return _NUMBER + place
    if isinstance(example, UUID):
        return UUID(int=_NUMBER + place)
    return f"\x01stand-in {place}\x01"


def _as_text(value: Any) -> Any:
    """A value as SQLite's driver is handed it: days and UUIDs are text there."""
    if isinstance(value, date):
        return value.isoformat()
    return value.hex if isinstance(value, UUID) else value


class CompiledQuery(Generic[M]):
    """A query set that is compiled once. `examples` gives each parameter's name and type."""

    def __init__(self, build: Callable[..., QuerySet[M]], **examples: Any) -> None:
        self.build, self.examples = build, examples
        self._compiled: dict[str, tuple[str, list[Any], type[M], list[str]]] = {}

    def _compile(self) -> tuple[str, list[Any], type[M], list[str]]:
        known = self._compiled.get(connection.vendor)
        if known is not None:
            return known
        marks = {name: _stand_in(one, at) for at, (name, one) in enumerate(self.examples.items())}
        rows = self.build(**marks)
        if rows.query.select_related or rows.query.values_select or rows.query.annotations:
            raise ValueError("a compiled query selects the plain columns of its model")
        sql, given = rows.query.sql_with_params()
        # SQLite is handed dates and UUIDs as text.
        found = {
            name: written
            for name, value in marks.items()
            for written in (value, _as_text(value))
            if written in given
        }
        if missing := set(marks) - set(found):
            raise ValueError(f"{', '.join(sorted(missing))}: not found in the query")
        names = {value: name for name, value in found.items()}
        # Places hold a parameter's name as a key, or a constant of the query itself.
        places = [_Place(names[value]) if value in names else value for value in given]
        columns = [field.attname for field in rows.model._meta.concrete_fields]
        self._compiled[connection.vendor] = (sql, places, rows.model, columns)
        return self._compiled[connection.vendor]

    def rows(self, *, lock: bool = False, **values: Any) -> list[M]:
        """All rows. lock: keep them unchanged until the transaction ends (FOR SHARE; SQLite's
        writer is alone in any case)."""
        sql, places, model, columns = self._compile()
        if lock and connection.vendor == "postgresql" and connection.in_atomic_block:
            sql = f"{sql} FOR SHARE"
        return self._run(sql, places, model, columns, values)

    def for_update(self, **values: Any) -> list[M]:
        """All rows, locked against other writers where the database can lock rows."""
        sql, places, model, columns = self._compile()
        if connection.vendor == "postgresql":
            sql = f"{sql} FOR UPDATE"
        return self._run(sql, places, model, columns, values)

    def exists(self, **values: Any) -> bool:
        sql, places, _model, _columns = self._compile()
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} LIMIT 1", self._fill(places, values))
            return cursor.fetchone() is not None

    def _fill(self, places: list[Any], values: dict[str, Any]) -> list[Any]:
        as_text = connection.vendor == "sqlite"
        given = {name: _as_text(one) for name, one in values.items()} if as_text else values
        return [given[one.name] if isinstance(one, _Place) else one for one in places]

    def _run(
        self,
        sql: str,
        places: list[Any],
        model: type[M],
        columns: list[str],
        values: dict[str, Any],
    ) -> list[M]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self._fill(places, values))
            found = cursor.fetchall()
        converters = _converters(model)
        alias = connection.alias
        if converters:
            found = [_converted(row, converters) for row in found]
        return [model.from_db(alias, columns, row) for row in found]


class _Place:
    """Where a parameter goes in the compiled query."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


_known_converters: dict[tuple[str, type[Model]], list[tuple[int, list[Any], Any]]] = {}


def _converters(model: type[Model]) -> list[tuple[int, list[Any], Any]]:
    """Per column that needs it, how the database's value becomes Python's."""
    key = (connection.vendor, model)
    if key not in _known_converters:
        made = []
        for at, field in enumerate(model._meta.concrete_fields):
            column = field.get_col(field.model._meta.db_table)
            steps = [
                *connection.ops.get_db_converters(column),
                *field.get_db_converters(connection),
            ]
            if steps:
                made.append((at, steps, column))
        _known_converters[key] = made
    return _known_converters[key]


def _converted(row: tuple[Any, ...], converters: list[tuple[int, list[Any], Any]]) -> Any:
    values = list(row)
    for at, steps, column in converters:
        for step in steps:
            values[at] = step(values[at], column, connection)
    return values


_by_key: dict[type[Model], CompiledQuery[Any]] = {}


def by_key(model: type[M], key: int, *, lock: str = "") -> M:
    """One thing by its key. lock: "update" for this writer alone, "share" with others. Raises the model's DoesNotExist."""
    if model not in _by_key:
        _by_key[model] = CompiledQuery(lambda pk: model._base_manager.filter(pk=pk), pk=0)
    query: CompiledQuery[M] = _by_key[model]
    found = query.for_update(pk=key) if lock == "update" else query.rows(pk=key, lock=bool(lock))
    if not found:
        raise model.DoesNotExist(f"{model.__name__} {key} is gone")  # type: ignore[attr-defined]
    return found[0]
