"""How a database's tables are built, said so that two databases can be compared: columns in any order."""

from __future__ import annotations

import re
from typing import Any

COLUMNS = """SELECT table_name, column_name, udt_name, character_maximum_length, is_nullable, column_default,
    is_identity FROM information_schema.columns WHERE table_schema = 'public'"""
CONSTRAINTS = """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
TRIGGERS = "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"


def shapes(connection: Any) -> set[tuple[str, ...]]:
    """Every column, constraint, index and trigger, each as words."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            return {one for row in cursor.fetchall() for one in _said(*row)}
        found: set[tuple[str, ...]] = set()
        for query in (COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS):
            cursor.execute(query)
            found |= {tuple(map(str, row)) for row in cursor.fetchall()}
        return found


def _said(kind: str, name: str, sql: str) -> list[tuple[str, ...]]:
    """A table part by part, everything else as it is written."""
    plain = re.sub(r"\s+", " ", sql)
    if kind != "table" or not (inner := re.fullmatch(r"CREATE TABLE \S+ \((.*)\)", plain)):
        return [(kind, name, plain)]
    return [(kind, name, part) for part in _parts(inner[1])]


def _parts(text: str) -> list[str]:
    """Split at the commas outside brackets and quotes."""
    parts, depth, quoted = [""], 0, False
    for sign in text:
        quoted ^= sign == "'"
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and not depth and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]
