"""A form on which things are put in order by numbers: decisions before a body, themes of the month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.decisions.votes import ballot_faults
from commonhall.ui.forms import HallForm


class RankingForm(HallForm):
    """One field a thing; a blank one is wanted less than all that have a number. most: how many can have one; 0: all."""

    def __init__(self, *args: Any, things: Sequence[Any], most: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things, self.most = things, most
        highest = most or len(things)
        said = _("Enter a whole number from 0 to %(most)d, or leave it blank.") % {"most": highest}
        for one in things:
            self.fields[f"m{one.pk}"] = forms.IntegerField(
                label=one.name,
                required=False,
                min_value=0,
                max_value=highest,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), said),
            )

    def _ranks(self) -> list[tuple[str, int]]:
        given = ((str(one.pk), self.cleaned_data.get(f"m{one.pk}")) for one in self.things)
        return [(number, rank) for number, rank in given if rank]

    def clean(self) -> dict[str, Any]:
        """Name the things that were given one rank twice, or a rank too far."""
        cleaned = super().clean() or {}
        if not self.errors:
            names = {str(one.pk): one.name for one in self.things}
            for numbers, said in ballot_faults.of_ranks(self._ranks(), self.most, names):
                self.add_error(f"m{numbers[-1]}", said)
        return cleaned

    def order(self) -> list[Any]:
        """The things with a number, in its order."""
        by_number = {str(one.pk): one for one in self.things}
        return [
            by_number[number] for number, _rank in sorted(self._ranks(), key=lambda one: one[1])
        ]

    def rows(self) -> list[tuple[Any, Any]]:
        """Things beside their fields, for the page."""
        return [(one, self[f"m{one.pk}"]) for one in self.things]
