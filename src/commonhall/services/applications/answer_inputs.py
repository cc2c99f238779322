"""Answers to what a service asks of those who apply, as one input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from commonhall.cases.categories.answer_inputs import AskedWidget, ExtraAnswers
from commonhall.services.applications.queries import questions_of


class AskedField(forms.Field):
    """Gives the answers by the question's code; they are judged by the action."""

    def get_bound_field(self, form: Any, field_name: str) -> forms.BoundField:
        """Not called optional where one of the questions must be answered."""
        self.required = any(one.required for one in self.widget.asked)
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> dict[str, str]:
        return dict(value or {})


@dataclass(frozen=True, eq=False)
class ServiceAnswers(ExtraAnswers):
    """Answers to what the service asks: {"household": "3"}."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        widget = AskedWidget()
        if thing is not None:
            widget.asked, widget.asked_of = list(questions_of(thing)), thing.pk
        options = {**self.options(required), "required": False}
        if not widget.asked:
            options["label"] = ""
        widget.use_fieldset = bool(widget.asked)
        return AskedField(widget=widget, **options)
