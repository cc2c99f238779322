"""The form of a file of values."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.evaluation.series import reading
from commonhall.ui.forms import HallForm, LimitedFileField


class ValuesFileForm(HallForm):
    """Many values at once; a file with a fault changes nothing."""

    file = LimitedFileField(
        label=_("CSV file"),
        kinds=("csv",),
        max_bytes=5_000_000,
        help_text=_(
            "With the columns place, on, value, asked if anybody was asked, and error if the standard error is known."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.pop("file", None)
        if file is None:
            return cleaned
        try:
            return {"values": reading.values(file.read())}
        except reading.Unreadable as error:
            for problem in error.problems:
                self.add_error("file", problem)
            return {}
