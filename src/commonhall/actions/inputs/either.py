"""One of two words that mean yes and no, where either must be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs.base import Input, truth

YES, NO = _("yes"), _("no")


@dataclass(frozen=True, eq=False)
class Either(Input):
    """True or False, each in its own word; unlike a `Flag`, saying nothing is no answer.

    yes, no: what the two are called. Programs give true or false.
    """

    yes: Any = YES
    no: Any = NO

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return _EitherField(
            choices=[("yes", self.yes), ("no", self.no)],
            widget=forms.RadioSelect,
            **self.options(required),
        )

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        return {name: "yes" if truth(value) else "no"}

    def value(self, cleaned: Any) -> Any:
        return None if cleaned in ("", None) else cleaned == "yes"

    def check(self, value: Any, required: bool) -> Any:
        return value if isinstance(value, bool) else super().check(value, required)


class _EitherField(forms.ChoiceField):
    """Shows a truth as its word, where a form begins with one."""

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
