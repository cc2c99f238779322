"""Forms with one question a part or an indicator: weights, and residents' marks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.evaluation.editions import weighing
from commonhall.evaluation.frameworks import packs
from commonhall.ui.forms import HallForm


class WeighForm(HallForm):
    """One number a part; together 100."""

    def __init__(
        self, *args: Any, pack: packs.Pack, points: dict[str, int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        parts = pack.parts()
        self.parts = parts
        for part in parts:
            self.fields[f"part_{part}"] = forms.IntegerField(
                label=pack.label(part),
                help_text=_("Share out 100 points, in steps of 5.") if part == parts[0] else "",
                min_value=0,
                max_value=weighing.POINTS,
                step_size=weighing.STEP,
                required=False,
                initial=(points or {}).get(part, 0),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        points = {part: cleaned.get(f"part_{part}") or 0 for part in self.parts}
        return {"points": {part: value for part, value in points.items() if value}}


def _marks() -> list[tuple[str, Any]]:
    return [
        ("0", _("0: not at all")),
        ("1", _("1: a little")),
        ("2", _("2: half")),
        ("3", _("3: mostly")),
        ("4", _("4: completely")),
    ]


class ResidentMarksForm(HallForm):
    """One question an indicator; those left out stay unmarked."""

    def __init__(
        self, *args: Any, pack: packs.Pack, marks: dict[str, int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = [one.id for one in pack.framework.indicators]
        for one in self.indicators:
            known = (marks or {}).get(one)
            self.fields[f"mark_{one}"] = forms.TypedChoiceField(
                label=pack.label(one),
                coerce=int,
                empty_value=None,
                required=False,
                choices=[("", _("I cannot say")), *_marks()],
                initial="" if known is None else known,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        found = {one: cleaned.get(f"mark_{one}") for one in self.indicators}
        return {"marks": {one: value for one, value in found.items() if value is not None}}
