"""A form in several steps, kept in the session until it is sent, ending in 'check your answers'."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from commonhall.ui import text
from commonhall.ui.parts import Answered, Step


@dataclass(frozen=True)
class FormStep:
    """One page of questions; `slug` stands in its address."""

    slug: str
    title: Any
    form: type[forms.Form]


class StepForm:
    """What a person has answered so far, step by step.

    `url_of(slug)` gives a step's address. Answers wait in the session as they were typed, so that
    every step can be shown and checked again; uploads do not fit here and belong on the last page.
    """

    CHECK = "check"

    def __init__(
        self,
        request: HttpRequest,
        name: str,
        steps: Sequence[FormStep],
        url_of: Callable[[str], str],
    ) -> None:
        self.request, self.steps, self.url_of = request, steps, url_of
        self._key = f"steps:{name}"

    def form(self, slug: str) -> forms.Form:
        """The step's form: bound to what was sent, else to what was answered before, else empty."""
        step = self._step(slug)
        if self.request.method == "POST":
            return step.form(self.request.POST)
        kept = self._kept().get(slug)
        return step.form(QueryDict(kept)) if kept is not None else step.form()

    def keep(self, slug: str, form: forms.Form) -> str:
        """Keep a valid step; returns the address to go to next, the check at the end."""
        if not form.is_valid():
            raise ValueError("only a valid step can be kept")
        sent = form.data.copy() if isinstance(form.data, QueryDict) else QueryDict(mutable=True)
        sent.pop("csrfmiddlewaretoken", None)
        self.request.session[self._key] = {**self._kept(), slug: sent.urlencode()}
        missing = self.first_open()
        return self.url_of(missing or self.CHECK)

    def first_open(self) -> str:
        """The first step that is not answered validly, "" when all are."""
        for step in self.steps:
            if not self._bound(step).is_valid():
                return step.slug
        return ""

    def answers(self) -> list[Answered]:
        """Every question with its answer and the way back to it, for the tag `answers`."""
        found = []
        for step in self.steps:
            form = self._bound(step)
            form.is_valid()
            for bound in form.visible_fields():
                value = form.cleaned_data.get(bound.name)
                url = f"{self.url_of(step.slug)}#{bound.id_for_label or bound.auto_id}"
                found.append(Answered(bound.label, shown_value(bound.field, value), url))
        return found

    def cleaned(self) -> dict[str, Any]:
        """All answers together; raises ValueError while a step is open."""
        if slug := self.first_open():
            raise ValueError(f"step {slug!r} is not answered")
        values: dict[str, Any] = {}
        for step in self.steps:
            form = self._bound(step)
            form.is_valid()
            values |= form.cleaned_data
        return values

    def forget(self) -> None:
        """Drop the answers: they were sent, or the person gave up."""
        self.request.session.pop(self._key, None)

    def progress(self, slug: str) -> list[Step]:
        """Where the person stands, for the tag `steps`."""
        kept, found = self._kept(), []
        for step in self.steps:
            if step.slug == slug:
                found.append(Step(step.title, "current"))
            elif step.slug in kept:
                found.append(Step(step.title, "done", self.url_of(step.slug)))
            else:
                found.append(Step(step.title))
        found.append(Step(_("Check and send"), "current" if slug == self.CHECK else "next"))
        return found

    def _step(self, slug: str) -> FormStep:
        return next(step for step in self.steps if step.slug == slug)

    def _kept(self) -> Mapping[str, str]:
        kept: Mapping[str, str] = self.request.session.get(self._key, {})
        return kept

    def _bound(self, step: FormStep) -> forms.Form:
        return step.form(QueryDict(self._kept().get(step.slug, "")))


def shown_value(field: forms.Field, value: Any) -> str:
    """A cleaned value in words: labels for choices, yes or no, a local date."""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return text.local_date(value)
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in _flat(field.choices)}
        chosen = value if isinstance(value, list | tuple) else [value]
        return _(", ").join(
            labels.get(str(one), str(one)) for one in chosen if one not in ("", None)
        )
    return "" if value is None else str(value)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    for key, label in choices:
        found += _flat(label) if isinstance(label, list | tuple) else [(key, label)]
    return found
