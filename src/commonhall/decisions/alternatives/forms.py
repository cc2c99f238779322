"""The order in which a member puts alternatives: a number for each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes import ballot_faults
from commonhall.ui.forms import HallForm


class RankingForm(HallForm):
    """One field a decision; a blank one is wanted less than all that have a number."""

    def __init__(self, *args: Any, motions: list[Motion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.motions = motions
        said = _("Enter a whole number from 0 to %(most)d, or leave it blank.")
        for motion in motions:
            self.fields[f"m{motion.pk}"] = forms.IntegerField(
                label=motion.name,
                required=False,
                min_value=0,
                max_value=len(motions),
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value"), said % {"most": len(motions)}
                ),
            )

    def _ranks(self) -> list[tuple[str, int]]:
        given = ((str(one.pk), self.cleaned_data.get(f"m{one.pk}")) for one in self.motions)
        return [(number, rank) for number, rank in given if rank]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            names = {str(one.pk): one.name for one in self.motions}
            for numbers, said in ballot_faults.of_ranks(self._ranks(), 0, names):
                self.add_error(f"m{numbers[-1]}", said)
        return cleaned

    def order(self) -> list[Motion]:
        """The decisions with a number, in its order."""
        by_number = {str(one.pk): one for one in self.motions}
        return [
            by_number[number] for number, _rank in sorted(self._ranks(), key=lambda one: one[1])
        ]

    def rows(self) -> list[tuple[Motion, Any]]:
        return [(one, self[f"m{one.pk}"]) for one in self.motions]
