"""Values of a series as an input: lines of CSV that people write, rows that programs send."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs import Lines
from commonhall.evaluation.series import reading

MOST_ROWS = 1000


@dataclass(frozen=True, eq=False)
class Values(Lines):
    """place,on,value,asked,error – a line each. What is wrong is named by line and column."""

    most: int = 100_000

    def schema(self) -> dict[str, Any]:
        row = {
            "place": {"type": "string", "maxLength": 80},
            "on": {"type": "string", "format": "date"},
            "value": {"type": ["string", "number"]},
            "asked": {"type": ["integer", "null"], "minimum": 1},
            "error": {"type": ["string", "number", "null"], "minimum": 0},
        }
        one = {
            "type": "object",
            "properties": row,
            "required": list(reading.NEEDED),
            "additionalProperties": False,
        }
        return {"type": "array", "minItems": 1, "maxItems": MOST_ROWS, "items": one}

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        """Rows of a program as the lines that people write."""
        if isinstance(value, str):
            return {name: value}
        rows = value if isinstance(value, list) and len(value) <= MOST_ROWS else None
        if rows is None or not all(isinstance(row, Mapping) for row in rows):
            raise ValidationError(_("Enter a list of values."), code="type")
        if any(not set(row) <= set(reading.COLUMNS) for row in rows):
            raise ValidationError(
                _("Give each value a place, on, value, asked and error."), code="type"
            )
        made = io.StringIO()
        lines = csv.DictWriter(made, reading.COLUMNS)
        if rows:
            lines.writeheader()
        lines.writerows({key: one for key, one in row.items() if one is not None} for row in rows)
        return {name: made.getvalue()}

    def value(self, cleaned: Any) -> Any:
        if not cleaned:
            return None
        try:
            return reading.written(cleaned)
        except reading.Unreadable as error:
            raise ValidationError(" ".join(error.problems)) from error
